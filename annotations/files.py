"""Replace a file so that, whatever happens, it is the old one or the new one, whole."""

import os
from collections.abc import Iterable
from pathlib import Path


def replace_file(path: Path, pieces: Iterable[bytes], *, durable: bool = False) -> None:
    """Write the pieces to a temporary file beside `path`, then rename it over.

    `durable` also syncs the file and the folder, so that it lasts through a power cut. Raises
    OSError, with the old file as it was and the temporary one gone.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.writelines(pieces)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last; Windows can't open a folder to do so, and needs no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

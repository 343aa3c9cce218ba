"""Replace a file so that, whatever happens, it is the old one or the new one, whole."""

import contextlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path


def replace_file(path: Path, pieces: Iterable[bytes], *, durable: bool = False) -> os.stat_result:
    """Write the pieces to a temporary file beside `path`, then rename it over; returns its status.

    `durable` also syncs the file and the folder, so that it lasts through a power cut. A file that
    is there keeps its permissions. Raises OSError, with the old file as it was.
    """
    temporary = path.with_name(f".{path.name[:100]}.{uuid.uuid4().hex}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.writelines(pieces)
            if path.exists():
                os.chmod(temporary, path.stat().st_mode & 0o777)
            file.flush()
            if durable:
                os.fsync(file.fileno())
            status = os.fstat(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)
    return status


def _sync_folder(folder: Path) -> None:
    """Make a rename last; Windows can't open a folder to do so, and needs no such call."""
    if os.name != "posix":
        return
    # The new file is in place and synced by now: to raise would say that nothing was kept.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

"""Write annotations out to a file: all of it, or the file that was there before."""

from collections.abc import Iterable
from pathlib import Path

from annotations.errors import SidemarkError
from annotations.files import replace_file


class ExportError(SidemarkError):
    """The output can't be written; what was there before still is."""

    title = "Not exported"


class ExportExistsError(ExportError):
    """There is a file of that name, and it was not said that it may be replaced."""


def write_export(path: Path, pieces: Iterable[bytes], *, replace: bool) -> None:
    """Put an export in the file `path`; raises ExportError, saying why, if that fails.

    Raises ExportExistsError for a file that is there already, unless it may be replaced.
    """
    try:
        if path.is_dir():
            raise ExportError(f"{path} is a folder. Name a file in it.")
        if path.exists() and not replace:
            raise ExportExistsError(f"{path} is there already. Name another file.")
        replace_file(path, pieces)
    except OSError as error:
        raise ExportError(
            f"{path} can't be written: {error.strerror}. Name another place."
        ) from error

"""Write annotations out to a file: all of it, or the file that was there before."""

from collections.abc import Iterable
from pathlib import Path

from annotations.errors import ExportError, ExportExistsError
from annotations.files import replace_file


def usual_place(name: str) -> str:
    """The full path of a file of that name in the present folder, as far as there is one."""
    try:
        return str(Path(name).absolute())
    except OSError:
        return name


def write_export(name: str | Path, pieces: Iterable[bytes], *, replace: bool) -> Path:
    """Put an export in the file of that name (`~` is your home) and return its full path.

    A link is followed; a pipe or device is written to. Raises ExportError, saying why, if that
    fails, and ExportExistsError for a file that is there already, unless it may be replaced.
    """
    try:
        path = Path(name).expanduser().resolve()
        if path.is_dir():
            raise ExportError(f"{path} is a folder. Name a file in it.")
        if path.is_file() and not replace:
            raise ExportExistsError(f"{path} is there already. Name another file.")
        if path.exists() and not path.is_file():
            with open(path, "wb") as file:
                file.writelines(pieces)
        else:
            replace_file(path, pieces)
    except OSError as error:
        raise ExportError(
            f"{name} can't be written: {error.strerror}. Name another place."
        ) from error
    except (RuntimeError, ValueError) as error:
        raise ExportError(f"{name} is no place to write to: {error}") from error
    return path

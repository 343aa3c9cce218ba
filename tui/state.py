"""Small files in the user's state folder: none of them holds work, so a bad one counts as none."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from annotations.files import replace_file

_State = TypeVar("_State", bound=BaseModel)


def read_state(path: Path, kind: type[_State]) -> _State:
    """What the file holds; the defaults if it is missing or can't be understood."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return kind()


def write_state(path: Path, state: BaseModel) -> str:
    """Replace the file, its folder made where there is none; returns why that failed, or ""."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [state.model_dump_json().encode()])
    except OSError as error:
        return error.strerror or str(error)
    return ""

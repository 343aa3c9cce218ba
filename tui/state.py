"""Small files in the user's state folder: none of them holds work, so a bad one counts as none.

They are read before the first text is shown, and so without pydantic, which takes longer to import.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotations.files import replace_file

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    _State = TypeVar("_State", bound=DataclassInstance)


def read_state(path: Path, kind: type[_State]) -> _State:
    """What the file holds; the defaults if it is missing or is not what the kind takes.

    A kind raises ValueError for fields of other types than it has.
    """
    try:
        kept = json.loads(path.read_bytes())
        return kind(**{name: kept[name] for name in kind.__dataclass_fields__ if name in kept})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return kind()


def write_state(path: Path, state: DataclassInstance) -> str:
    """Replace the file, its folder made where there is none; returns why that failed, or ""."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [as_json(state).encode()])
    except OSError as error:
        return error.strerror or str(error)
    return ""


def as_json(state: DataclassInstance) -> str:
    """What is kept of a state."""
    return json.dumps(asdict(state))


def refuse_others(kind: type, values: Iterable[object]) -> None:
    """Raise ValueError unless all values are of exactly that type."""
    if not all(type(value) is kind for value in values):
        raise ValueError(f"not all of these are of the type {kind.__name__}")

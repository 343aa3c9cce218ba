"""Editors that make the same marks at every run."""

import uuid
from collections.abc import Callable
from itertools import count
from typing import Protocol

from annotations.editing import Editor
from annotations.store import Store


class MakeEditor(Protocol):
    """An editor over a store whose identifiers and times are the same at every run."""

    def __call__(self, store: Store, annotator: str = "ana") -> Editor: ...


def counting_ids(namespace: int = 0) -> Callable[[], str]:
    """Identifiers 1, 2, 3… in the shape of a UUID; another namespace never gives the same ones."""
    numbers = count((namespace << 64) + 1)
    return lambda: str(uuid.UUID(int=next(numbers)))


def ticking_clock() -> Callable[[], str]:
    """One minute past midnight on 1 January 2024, then a minute later each time it is asked."""
    minutes = count(1)

    def now() -> str:
        minute = next(minutes)
        return f"2024-01-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"

    return now


def make_editor(store: Store, annotator: str = "ana") -> Editor:
    """An editor with counted identifiers and a ticking clock; annotators never share an id."""
    namespace = int.from_bytes(annotator.encode()[:7])
    return Editor(store, annotator, now=ticking_clock(), make_id=counting_ids(namespace))

"""Numbers that every reader of JSON takes, and takes for the same (RFC 8259, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

from annotations.formats.format import Losses

if TYPE_CHECKING:
    from annotations.model import Annotation

LARGEST_INTEGER = 2**53 - 1


def is_portable(value: Any) -> bool:
    """Whether a value of JSON holds no NaN, no infinity and no huge integer, however deep."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int):
        return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
    if isinstance(value, dict):
        return all(map(is_portable, value.values()))
    return not isinstance(value, list) or all(map(is_portable, value))


def portable(marks: Iterable[Annotation], losses: Losses) -> Iterator[Annotation]:
    """Annotations for a format that carries fields of later versions, without such numbers."""
    for mark in marks:
        more = mark.model_extra
        if not more or is_portable(more):
            yield mark
            continue
        fields = {
            name: value
            for name, value in mark.to_record().items()
            if name not in more or is_portable(value)
        }
        losses.add("without fields whose numbers JSON can't hold, or its readers can't take")
        yield type(mark).model_validate(fields)

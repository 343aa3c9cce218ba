"""Spans of one text, found again by position without looking at each."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class HasSpan(Protocol):
    """Anything that covers code points [start, end) of a text."""

    @property
    def start(self) -> int:
        """The first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point after the last."""
        ...


T = TypeVar("T", bound=HasSpan)
_BLOCK = 64


class SpanIndex(Generic[T]):
    """Items sorted by start, in blocks with the farthest end of each, so that most are skipped.

    One span over the whole text costs a look at its own block, not at every item before it.
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items = sorted(items, key=lambda item: item.start)
        self._starts = [item.start for item in self._items]
        self._reach = [
            max(item.end for item in self._items[first : first + _BLOCK])
            for first in range(0, len(self._items), _BLOCK)
        ]

    def overlapping(self, start: int, end: int) -> list[T]:
        """All that share a code point with [start, end), by start."""
        last = bisect_left(self._starts, end)
        found: list[T] = []
        for block in range((last + _BLOCK - 1) // _BLOCK):
            if self._reach[block] > start:
                first = block * _BLOCK
                items = self._items[first : min(first + _BLOCK, last)]
                found += [item for item in items if item.end > start]
        return found

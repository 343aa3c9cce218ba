"""Spans of one text, found again by position without looking at each."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
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


class SpanIndex(Generic[T]):
    """Items sorted by start; a running maximum of their ends bounds the search to the left."""

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items = sorted(items, key=lambda item: item.start)
        self._starts = [item.start for item in self._items]
        self._reach = list(accumulate((item.end for item in self._items), max))

    def overlapping(self, start: int, end: int) -> list[T]:
        """All that share a code point with [start, end), by start."""
        index = bisect_left(self._starts, end)
        found = []
        while index and self._reach[index - 1] > start:
            index -= 1
            if self._items[index].end > start:
                found.append(self._items[index])
        return found[::-1]

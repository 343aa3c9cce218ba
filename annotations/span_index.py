"""Spans of one text, found again by position without looking at each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter
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

    One span over the whole text costs a look at its own block, not at every item before it; one
    that is added or taken away costs a look at its block.
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        by_start = sorted(items, key=attrgetter("start"))
        self._blocks = [
            by_start[first : first + _BLOCK] for first in range(0, len(by_start), _BLOCK)
        ]
        self._starts = [block[0].start for block in self._blocks]
        self._reach = [_reach(block) for block in self._blocks]

    def overlapping(self, start: int, end: int) -> list[T]:
        """All that share a code point with [start, end), by start."""
        found: list[T] = []
        for number in range(bisect_left(self._starts, end)):
            if self._reach[number] > start:
                found += [it for it in self._blocks[number] if it.end > start and it.start < end]
        return found

    def add(self, item: T) -> None:
        """Put one more in, after those with the same start."""
        number = max(0, bisect_right(self._starts, item.start) - 1)
        if not self._blocks:
            self._put(0, 0, [[item]])
            return
        block = self._blocks[number]
        block.insert(bisect_right(block, item.start, key=_start), item)
        half = len(block) // 2
        self._put(number, number + 1, [block[:half], block[half:]] if half >= _BLOCK else [block])

    def remove(self, item: T) -> None:
        """Take one out that is in; the very object, not one that is equal to it."""
        first = max(0, bisect_left(self._starts, item.start) - 1)
        for number in range(first, bisect_right(self._starts, item.start)):
            block = self._blocks[number]
            for position, other in enumerate(block):
                if other is item:
                    del block[position]
                    self._put(number, number + 1, [block] if block else [])
                    return

    def _put(self, first: int, last: int, blocks: list[list[T]]) -> None:
        self._blocks[first:last] = blocks
        self._starts[first:last] = [block[0].start for block in blocks]
        self._reach[first:last] = [_reach(block) for block in blocks]


def _start(item: HasSpan) -> int:
    return item.start


def _reach(block: Iterable[HasSpan]) -> int:
    return max(item.end for item in block)

"""Where a query is in a text of any length, found block by block as it is asked for.

A text is searched in blocks of about 4,000 code points, cut at line ends where it has any. So the
next hit, and those in view, cost a few blocks at most, and what is kept is a count for each. A
match that begins in a block may run on into the next one, where hits begin after it then. Hits are
widened to whole characters (grapheme clusters); a match of nothing, as of `^`, is no hit.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter
from time import perf_counter
from typing import NamedTuple

from annotations.errors import StillSearchingError
from annotations.search.query import Query
from annotations.text.graphemes import may_join, next_boundary, snap_back
from annotations.text.span import Span

BLOCK_LENGTH = 4_096
"""Code points: so many that any plain text takes a small part of a frame."""
PATIENCE = 0.006
"""Seconds that a block may take where a reader waits for it; only expressions take so long."""
_KEPT_BLOCKS = 16
_UNKNOWN = -1


class Found(NamedTuple):
    """The hits of one block, by start."""

    starts: "array[int]"
    ends: "array[int]"


class Hits:
    """The hits of a query in one text. For one thread: another one has hits of its own."""

    def __init__(
        self,
        text: str,
        query: Query,
        *,
        patience: float = PATIENCE,
        in_background: bool = False,
        block_length: int = BLOCK_LENGTH,
    ) -> None:
        self.text = text
        self.query = query
        self._patience = patience
        self._in_background = in_background
        # A hit may run on into the next block, and never over all of it.
        self._starts = list(_block_starts(text, max(block_length, 2 * query.reach)))
        self._counts = array("i", [_UNKNOWN]) * len(self._starts)
        self._unknown = len(self._starts)
        self._found: dict[int, Found] = {}
        self._given: dict[int, Found] = {}
        """Those of blocks that took too long here, and were searched elsewhere."""
        self._refused: set[int] = set()
        self._ends: dict[int, int] = {}
        """Where the last thing found from the beginning of a block on ends."""
        self.total = 0
        """How many hits have been counted."""

    @property
    def blocks(self) -> int:
        """How many blocks there are; at least one."""
        return len(self._starts)

    @property
    def is_counted(self) -> bool:
        """Whether `total` is all there are."""
        return not self._unknown

    def within(self, start: int, end: int) -> list[Span]:
        """The hits that share a code point with [start, end), where that is found out in time."""
        spans: list[Span] = []
        first = self._block_at(start)
        for number in range(max(0, first - 1), self._block_at(max(start, end - 1)) + 1):
            # One that begins in the block before may run on to here.
            if number < first and self._ends_at_line(number):
                continue
            try:
                starts, ends = self.block(number)
            except TimeoutError:
                continue
            here = range(bisect_right(ends, start), bisect_left(starts, end))
            spans += [Span(starts[place], ends[place]) for place in here]
        return spans

    def following(
        self,
        offset: int,
        step: int,
        *,
        inclusive: bool = False,
        around: bool = True,
        seconds: float = PATIENCE,
    ) -> Span | None:
        """The first hit that starts after `offset` (step 1; `inclusive`: at it), or before (-1).

        `around` goes on at the other end. Raises StillSearchingError where that takes longer than
        `seconds`, and a block more.
        """
        deadline = perf_counter() + seconds
        here = self._block_at(offset)
        for turn in range(self.blocks + 1):
            number = here + step * turn
            if not around and not 0 <= number < self.blocks:
                return None
            number %= self.blocks
            if self._counts[number] == 0:
                continue
            if perf_counter() > deadline:
                raise StillSearchingError
            try:
                starts, ends = self.block(number)
            except TimeoutError as error:
                raise StillSearchingError from error
            place = (0 if step > 0 else len(starts) - 1) if turn else -1
            if not turn and step > 0:
                place = (bisect_left if inclusive else bisect_right)(starts, offset)
            elif not turn:
                place = bisect_left(starts, offset) - 1
            if 0 <= place < len(starts):
                return Span(starts[place], ends[place])
        return None

    def number(self, start: int) -> int | None:
        """Which hit it is that starts there, from 1; None if that is not known, or it is none."""
        block = self._block_at(start)
        before = self._counts[:block]
        if _UNKNOWN in before:
            return None
        try:
            starts = self.block(block).starts
        except TimeoutError:
            return None
        place = bisect_left(starts, start)
        is_hit = place < len(starts) and starts[place] == start
        return sum(before) + place + 1 if is_hit else None

    def count_on(self, offset: int, seconds: float) -> None:
        """Count blocks from the one at `offset` on, around the end, for about that long."""
        deadline = perf_counter() + seconds
        for number in self.uncounted(offset):
            if perf_counter() > deadline:
                return
            try:
                self.block(number)
            except TimeoutError:
                return

    def uncounted(self, offset: int) -> Iterator[int]:
        """The blocks that have not been searched, from the one at `offset` on, around the end."""
        here = self._block_at(offset)
        order = (*range(here, self.blocks), *range(here))
        return (number for number in order if self._counts[number] == _UNKNOWN)

    def block(self, number: int) -> Found:
        """The hits that begin in a block; raises TimeoutError where it takes too long."""
        found = self._given.get(number) or self._found.get(number)
        if found is None:
            # What the one before has of this one's text is not found twice.
            found = self._search(number, self._overhang(number))
            if len(self._found) >= _KEPT_BLOCKS:
                del self._found[next(iter(self._found))]
            self._found[number] = found
            self._count(number, len(found.starts))
        return found

    def take(self, number: int, count: int, found: Found | None) -> None:
        """A block has been searched elsewhere; `found` is given where that took long."""
        self._count(number, count)
        self._refused.discard(number)
        if found is not None:
            self._given[number] = found
            self._ends[number] = found.ends[-1] if found.ends else 0

    def _count(self, number: int, count: int) -> None:
        if self._counts[number] == _UNKNOWN:
            self._counts[number] = count
            self._unknown -= 1
            self.total += count

    def _block_at(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _block_end(self, number: int) -> int:
        return self._starts[number + 1] if number + 1 < self.blocks else len(self.text)

    def _ends_at_line(self, number: int) -> bool:
        """Whether no hit runs on from a block: plain text holds no line end."""
        return not self.query.options.expression and self.text[self._block_end(number) - 1] == "\n"

    def _overhang(self, number: int) -> int:
        """How far the block before reaches into this one, as searched from its own beginning."""
        if not number or self._ends_at_line(number - 1):
            return 0
        if number - 1 not in self._ends:
            self._search(number - 1)
        return self._ends[number - 1]

    def _search(self, number: int, offset: int = 0) -> Found:
        """All that is found in a block from an offset on, or from its beginning."""
        if number in self._refused:
            # Asked for at every painting: it must not cost its time again.
            raise TimeoutError
        start, end = max(self._starts[number], offset), self._block_end(number)
        reach = min(len(self.text), end + self.query.reach)
        matches = self.query.spans(
            self.text, start, reach, patience=self._patience, in_background=self._in_background
        )
        try:
            # Sorted, as an expression can ask for the last to come first.
            spans = sorted(span for span in matches if span[0] < end)
            # What is cut off may only have looked like the end of a line to `$`.
            if spans and spans[-1][1] == reach < len(self.text):
                last = spans.pop()
                if self.query.pattern.match(self.text, last[0], timeout=self._patience):
                    spans.append(last)
        except TimeoutError:
            self._refused.add(number)
            raise
        if spans and may_join(self.text, start, reach):
            spans = list(_whole_characters(self.text, spans))
        if start == self._starts[number]:
            self._ends[number] = spans[-1][1] if spans else start
        return Found(array("I", map(itemgetter(0), spans)), array("I", map(itemgetter(1), spans)))


def _whole_characters(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans widened to grapheme clusters; of two within one cluster the first."""
    before = 0
    for start, end in spans:
        # Also for speed: a character of a thousand marks is looked through once.
        if end <= before:
            continue
        first, last = snap_back(text, start), snap_back(text, end)
        if last < end:
            last = next_boundary(text, end)
        if first >= before:
            yield first, last
            before = last


def _block_starts(text: str, length: int) -> Iterator[int]:
    start, end = 0, len(text)
    yield start
    while end - start > 2 * length:
        cut = text.find("\n", start + length, start + 2 * length) + 1
        cut = cut or snap_back(text, start + length)
        start = cut if cut > start else next_boundary(text, start)
        yield start

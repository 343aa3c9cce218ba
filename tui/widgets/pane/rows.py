"""The wrapped-line index: which code points of a text stand in which row of a given width.

The text is cut into blocks of about 32,000 code points, at line ends where it has any. A block is
wrapped when it is first looked at; until then its height is an estimate. So opening a text, moving
in it and resizing cost the same whatever its length.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

from annotations.text.graphemes import clusters, next_boundary, snap_back
from annotations.text.patterns import later
from annotations.text.span import Span
from tui.cells import BLANKS, NOT_PLAIN, TAB_STOP, show
from tui.insertions import NOTHING, Insertions

BLOCK_LENGTH = 32_768
InsertionsOf = Callable[[Span], Insertions]
"""Tells what is inserted in a stretch of the text, as it is now."""


def nothing_inserted(_stretch: Span) -> Insertions:
    """The plain text."""
    return NOTHING


_BLANK = re.compile(f"[{BLANKS}]")
_PARTS_AFTER = frozenset("\xad\u0f0b\u1361\u200b")
"""Soft hyphen, tsheg, Ethiopic word space and zero-width space: rows may end behind them."""
# East Asian rows do not begin with a stop or a closing mark, nor end with an opening one (kinsoku).
# Where a long stretch of Thai or Lao has to be cut, a vowel stays with the letter it belongs to.
_NEVER_FIRST = later(r"[\p{LB=CL}\p{LB=CP}\p{LB=EX}\p{LB=IS}\p{LB=NS}\p{LB=IN}\p{Pf}ะาๅๆฯະາໆຯ]")
_NEVER_LAST = later(r"[\p{LB=OP}\p{Pi}เแโใไເແໂໃໄ]")


class Rows:
    """The rows of a text at a width in cells. Rows tile the text; there is always at least one.

    A row holds at most `width` cells, and may end in one blank or a line end beyond them. A text
    that ends in a line end has an empty row after it, for the caret. What `inserted` tells of takes
    cells too.
    """

    def __init__(self, text: str, width: int, inserted: InsertionsOf = nothing_inserted) -> None:
        self.text = text
        self._block_starts = _cut_into_blocks(text)
        self.inserted = inserted
        self.rewrap(width)

    def rewrap(self, width: int) -> None:
        """Forget the rows and start again at another width, at least 1 cell."""
        self.width = max(1, width)
        ends = [*self._block_starts[1:], len(self.text)]
        self._blocks: list[array[int] | None] = [None] * len(ends)
        self._wrapped_with: dict[int, Insertions] = {}
        # The blocks that are wrapped, with what is inserted now.
        self._settled: set[int] = set()
        self._heights = [
            (end - start) // self.width + self.text.count("\n", start, end) + 1
            for start, end in zip(self._block_starts, ends, strict=True)
        ]
        self._add_up()

    @property
    def height(self) -> int:
        """How many rows there are; an estimate while blocks are left to be measured."""
        return self._tops[-1]

    @property
    def is_measured(self) -> bool:
        """Whether every block has been wrapped, so that `height` is exact."""
        return len(self._settled) == len(self._blocks)

    def measure_next(self) -> None:
        """Wrap one block that has not been looked at yet, if there is any."""
        for index in range(len(self._blocks)):
            if index not in self._settled:
                self._block(index)
                return

    def look_again(self) -> None:
        """Take it that insertions have changed: a block that has others is wrapped when needed."""
        self._settled.clear()

    def row_at(self, offset: int) -> int:
        """The row in which the character at `offset` stands (0 to the length of the text)."""
        index = bisect_right(self._block_starts, offset) - 1
        block = self._block(index)
        return self._tops[index] + bisect_right(block, offset) - 1

    def span(self, row: int) -> Span:
        """The code points of a row, its line end included; rows outside are brought inside."""
        row = max(0, row)
        while True:
            index = min(bisect_right(self._tops, row) - 1, len(self._blocks) - 1)
            is_settled = index in self._settled
            # Wrapping it may show that the row lies in another block: look again.
            measured = self._block(index)
            if is_settled:
                break
        position = min(row - self._tops[index], len(measured) - 1)
        if position + 1 < len(measured):
            return Span(measured[position], measured[position + 1])
        return Span(measured[position], self._block_end(index))

    def _block_end(self, index: int) -> int:
        following = index + 1
        return (
            self._block_starts[following] if following < len(self._block_starts) else len(self.text)
        )

    def _block(self, index: int) -> "array[int]":
        block = self._blocks[index]
        if block is not None and index in self._settled:
            return block
        self._settled.add(index)
        start, end = self._block_starts[index], self._block_end(index)
        inserted = self.inserted(Span(start, end))
        if block is not None and inserted == self._wrapped_with[index]:
            return block
        self._wrapped_with[index] = inserted
        block = array("I", _wrap(self.text, start, end, self.width, inserted))
        is_last = index == len(self._blocks) - 1
        if is_last and (end == 0 or self.text[end - 1] == "\n"):
            block.append(end)
        self._blocks[index] = block
        if len(block) != self._heights[index]:
            self._heights[index] = len(block)
            self._add_up()
        return block

    def _add_up(self) -> None:
        self._tops = list(accumulate(self._heights, initial=0))


def _cut_into_blocks(text: str) -> list[int]:
    starts, length = [0], len(text)
    while length - starts[-1] > BLOCK_LENGTH * 3 // 2:
        start = starts[-1]
        cut = text.find("\n", start + BLOCK_LENGTH, start + 2 * BLOCK_LENGTH) + 1
        if not cut:
            # One enormous line: a row has to end here, so let it be between two words.
            blank = text.rfind(" ", start + BLOCK_LENGTH // 2, start + BLOCK_LENGTH) + 1
            cut = snap_back(text, blank or start + BLOCK_LENGTH)
            if cut <= start:
                cut = next_boundary(text, start)
        if cut >= length:
            break
        starts.append(cut)
    return starts


@lru_cache(maxsize=8)
def _plain_row(width: int) -> re.Pattern[str]:
    """A row of plain text: as many words as fit and a blank or line end, or a cut word."""
    ending = rf"(?:[{BLANKS}]|\n|\Z)"
    return re.compile(rf"(?!\Z)[^\n]{{0,{width}}}{ending}|[^\n]{{1,{width}}}")


def _wrap(text: str, start: int, end: int, width: int, inserted: Insertions) -> list[int]:
    """The starts of the rows of text[start:end]; plain stretches fast, other lines by cells."""
    starts: list[int] = []
    pattern = _plain_row(width)
    unlike = -1
    while start < end:
        if unlike < start:
            match = NOT_PLAIN.search(text, start, end)
            unlike = end if match is None else match.start()
        touched = inserted.next_touched(start)
        special = unlike if touched is None else min(unlike, touched)
        line_start = end if special >= end else max(start, text.rfind("\n", start, special) + 1)
        starts.extend(match.start() for match in pattern.finditer(text, start, line_start))
        if special >= end:
            break
        line_end = text.find("\n", special, end) + 1 or end
        starts.extend(_wrap_by_cells(text, line_start, line_end, width, inserted))
        start = line_end
    return starts


def _wrap_by_cells(text: str, start: int, end: int, width: int, inserted: Insertions) -> list[int]:
    """The starts of the rows of one line, measured cluster by cluster."""
    content_end = end - 1 if text[end - 1] == "\n" else end
    if NOT_PLAIN.search(text, start, content_end) is None:
        offsets = list(range(start, content_end))
        cells = [1] * len(offsets)
    else:
        offsets = [span.start for span in clusters(text, start, content_end)]
        # 0 stands for a tab, whose width depends on where it stands.
        cells = [
            0 if text[first] == "\t" else show(text[first:last])[1]
            for first, last in pairwise([*offsets, content_end])
        ]
    kinds = [_kind(text[offset]) for offset in offsets]
    ends = [*offsets[1:], content_end]
    leads = map(inserted.leads.get, offsets, repeat(0))
    trails = map(inserted.trails.get, ends, repeat(0))
    signs = list(zip(leads, trails, strict=True))
    starts, position = [], 0
    while position < len(offsets):
        starts.append(offsets[position])
        position = _row_end(cells, kinds, signs, position, width)
    return starts or [start]


def _row_end(
    cells: list[int],
    kinds: list["_Kind"],
    signs: list[tuple[int, int]],
    first: int,
    width: int,
) -> int:
    """The number of the cluster after the row that begins with cluster `first`."""
    column, may_end = 0, first
    for position in range(first, len(cells)):
        kind = kinds[position]
        if position > first and _may_part(kinds[position - 1], kind):
            may_end = position
        room = width - column
        lead, trail = signs[position]
        taken = cells[position] or min(TAB_STOP - (column + lead) % TAB_STOP, room + 1)
        taken += lead + trail
        if taken > room:
            if kind.is_blank and taken <= room + 1:
                return position + 1
            return may_end if may_end > first else _cut(kinds, first, position)
        column += taken
        if kind.is_blank:
            may_end = position + 1
    return len(cells)


def _cut(kinds: list["_Kind"], first: int, position: int) -> int:
    """Where to cut a piece that is longer than a row: at `position`, or before if that is better.

    There is always something before the cut.
    """
    for cut in range(position, first, -1):
        if not kinds[cut].never_first and not kinds[cut - 1].never_last:
            return cut
    return max(position, first + 1)


class _Kind(NamedTuple):
    """How a character behaves where a row ends: the few classes of UAX #14 that matter here."""

    is_blank: bool
    parts_after: bool
    is_wide: bool
    never_first: bool
    never_last: bool


def _may_part(before: _Kind, after: _Kind) -> bool:
    """Whether a row may end between two characters without a blank between them."""
    if after.is_blank:
        return False
    if before.parts_after:
        return True
    is_between_wide = before.is_wide or after.is_wide
    return is_between_wide and not after.never_first and not before.never_last


@lru_cache(maxsize=8192)
def _kind(character: str) -> _Kind:
    return _Kind(
        is_blank=_BLANK.match(character) is not None,
        parts_after=character in _PARTS_AFTER,
        is_wide=unicodedata.east_asian_width(character) in "FW",
        never_first=_NEVER_FIRST().match(character) is not None,
        never_last=_NEVER_LAST().match(character) is not None,
    )

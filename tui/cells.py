"""How article text is shown in terminal cells: what a character looks like, and how wide it is.

No character of an article reaches the terminal as a control: controls, and formatting characters
that would hide or reorder text, are shown as a visible sign one cell wide.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from annotations.text.graphemes import clusters
from annotations.text.span import Span
from annotations.text.visible import HIDDEN, visible
from tui.insertions import NOTHING, Insertions
from tui.widths import count_as_terminals_do

count_as_terminals_do()

TAB_STOP = 4
"""A tab reaches to the next multiple of this many cells."""
BLANKS = " \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""Where a row may end, as the inside of a regular expression's class; no no-break spaces."""

# Every code point here is its own character, one cell wide and safe to show. A text of these alone
# is wrapped by a regular expression and painted by slices; a test checks the claim for each.
_PLAIN = (
    "\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u203d-\u2048\u20a0-\u20c0\u2500-\u25fc"
)
NOT_PLAIN = re.compile(f"[^\n{_PLAIN}]")
"""Finds a character that needs the slower way: wide, zero-width, combining, or a control."""


class Cluster(NamedTuple):
    """One character as a reader sees it: its span, what is written for it, and its cells.

    `lead` and `trail` are the cells of what is inserted before and after it.
    """

    start: int
    end: int
    shown: str
    cells: int
    lead: int = 0
    trail: int = 0


def is_plain(text: str, span: Span) -> bool:
    """Whether a span holds only characters that are shown as they are, one cell each."""
    return NOT_PLAIN.search(text, span.start, span.end) is None


def row_clusters(text: str, row: Span, inserted: Insertions = NOTHING) -> Iterator[Cluster]:
    """The characters of a row but its line end, with their cells; tabs filled out with blanks."""
    column = 0
    for start, end in clusters(text, row.start, row.end):
        if text[start] == "\n":
            return
        lead, trail = inserted.leads.get(start, 0), inserted.trails.get(end, 0)
        column += lead
        if text[start] == "\t":
            cells = TAB_STOP - column % TAB_STOP
            yield Cluster(start, end, " " * cells, cells, lead, trail)
        else:
            shown, cells = show(text[start:end])
            yield Cluster(start, end, shown, cells, lead, trail)
        column += cells + trail


def cell_of(text: str, row: Span, offset: int, inserted: Insertions = NOTHING) -> int:
    """The cell of a row in which the character at `offset` begins."""
    column = 0
    for start, _, _, cells, lead, trail in row_clusters(text, row, inserted):
        if start >= offset:
            return column + lead
        column += lead + cells + trail
    return column


def offset_at(text: str, row: Span, cell: int, inserted: Insertions = NOTHING) -> int:
    """The character at a cell of a row; past its end its line end or last character.

    What is inserted before or after a character counts as that character.
    """
    column, last = 0, row.start
    for cluster in row_clusters(text, row, inserted):
        column += cluster.lead + cluster.cells + cluster.trail
        last = cluster.start
        if column > cell:
            return cluster.start
    if row.end > row.start and text[row.end - 1] == "\n":
        return row.end - 1
    return row.end if row.end == len(text) else last


@lru_cache(maxsize=4096)
def show(cluster: str) -> tuple[str, int]:
    """What is written for one grapheme cluster, and its width in cells, at least 1."""
    shown = visible(cluster)
    cells = cell_len(shown)
    return (shown, cells) if cells else (HIDDEN, 1)

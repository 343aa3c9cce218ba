"""How many cells terminals give a character, where the table that Rich and Textual go by differs.

Rich counts spacing combining marks, the vowel signs of Devanagari, Tamil or Khmer, as no cells.
xterm, VTE and tmux give each of them one, as wcwidth of the GNU C library does. Everything that
is measured, here and within Textual, goes by the same table, so it is put right in one place.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from rich import cells
from rich.cells import CellTable

_EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
_from_rich = cells.load_cell_table  # type: ignore[attr-defined]


def count_as_terminals_do() -> None:
    """Let Rich and Textual measure as terminals do; doing so again changes nothing."""
    if cells.load_cell_table is not _load_cell_table:  # type: ignore[attr-defined]
        cells.load_cell_table = _load_cell_table  # type: ignore[attr-defined]
        cells.get_character_cell_size.cache_clear()
        cells.cached_cell_len.cache_clear()


@lru_cache
def _load_cell_table(unicode_version: str = "auto") -> CellTable:
    table: CellTable = _from_rich(unicode_version)
    return table._replace(widths=list(_widths(table)))


def _widths(table: CellTable) -> Iterator[tuple[int, int, int]]:
    for start, end, width in table.widths:
        if width:
            yield start, end, width
            continue
        for own_width, codes in groupby(range(start, end + 1), _width_of_mark):
            run = tuple(codes)
            yield run[0], run[-1], own_width


def _width_of_mark(code: int) -> int:
    character = chr(code)
    if code in _EMOJI_MODIFIERS:
        # Only behind an emoji does a modifier colour it, and not every terminal knows of that.
        return 2
    if unicodedata.category(character) != "Mc":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FW" else 1

"""A matrix as a table on the terminal, or several one below the other where it is too wide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from annotations.matrix import SIGNS, Cell, Matrix, Row, Verdict
from annotations.matrix.told import LOOKED, passages, told_of
from annotations.text.amounts import counted
from annotations.text.visible import visible_line
from tui.names import short_name
from tui.widths import count_as_terminals_do

_STYLES: dict[Verdict, str] = {
    "says": "green",
    "differs": "yellow",
    "contradicts": "bold red",
    "silent": "dim",
    "": "",
}
_MOST_WORDS, _MOST_CELL_WORDS = 240, 90
"""How many code points of a row's words, and of a cell's, are printed."""
_BETWEEN = 3
"""Cells between two columns: a line, and a blank on each side of it."""
_LEAST_WORDS = 20
"""Cells that the words of rows have at least."""
_TELLING = max(cell_len(told_of(it)) for it in SIGNS)
"""Cells of a column that tells verdicts in words; a narrower one has signs alone."""
_LONGEST_NAME = 12


class _Widths(NamedTuple):
    """How a terminal's width is shared out."""

    words: int
    """Cells for the words of rows."""
    column: int
    """Cells for each article."""
    at_once: int
    """How many articles there is room for in one table."""
    tells: bool
    """Whether there is room for verdicts in words, and for what articles say."""

    @classmethod
    def of(cls, width: int, count: int, longest_name: int) -> Self:
        """For a number of articles; where their names are short, a column is as wide as a sign."""
        least = max(_LEAST_WORDS, width // 3)
        room = width - least - _BETWEEN - 1
        each = room // max(1, count) - _BETWEEN
        if each >= max(_TELLING, longest_name):
            return cls(width - _BETWEEN - 1 - count * (each + _BETWEEN), each, count, tells=True)
        at_once = min(count, max(1, room // (longest_name + _BETWEEN)))
        rest = width - _BETWEEN - 1 - at_once * (longest_name + _BETWEEN)
        return cls(rest, longest_name, at_once, tells=False)


def print_matrix(matrix: Matrix) -> None:
    """Print it as wide as the terminal is, or 80 cells wide where there is none.

    Of several tables each has the rows of which its articles have something.
    """
    count_as_terminals_do()
    console = Console()
    names = dict(zip(matrix.columns, _names(matrix.columns), strict=True))
    longest = max(map(cell_len, names.values()))
    widths = _Widths.of(console.width, len(names), longest)
    for start in range(0, len(names), widths.at_once):
        part = matrix.only(matrix.columns[start : start + widths.at_once])
        console.print(_table(part.rows, {it: names[it] for it in part.columns}, widths))
    if not widths.tells:
        meanings = {it: LOOKED if it == "silent" else it for it in SIGNS if it}
        console.print("  ".join(f"{SIGNS[it]} {meaning}" for it, meaning in meanings.items()))


def _names(columns: Sequence[str]) -> Iterator[str]:
    """Short names of articles; of those that share one, their paths."""
    counts = Counter(map(short_name, columns))
    for doc_path in columns:
        name = short_name(doc_path)
        name = name if counts[name] == 1 else visible_line(doc_path)
        yield name if len(name) <= _LONGEST_NAME else f"…{name[1 - _LONGEST_NAME :]}"


def _table(rows: Sequence[Row], names: Mapping[str, str], widths: _Widths) -> Table:
    table = Table(show_lines=widths.tells)
    table.add_column(counted(len(rows), "row"), width=widths.words)
    for name in names.values():
        # A name is no markup.
        justify: JustifyMethod = "left" if widths.tells else "center"
        table.add_column(Text(name), justify=justify, width=widths.column)
    for row in rows:
        cells = (_told(row.cell(it), row, tells=widths.tells) for it in names)
        table.add_row(Text(_words(row.words, _MOST_WORDS)), *cells)
    return table


def _told(cell: Cell, row: Row, *, tells: bool) -> Text:
    if not tells:
        return Text(SIGNS[cell.verdict], _STYLES[cell.verdict])
    told = Text(told_of(cell.verdict), _STYLES[cell.verdict])
    for entry in passages(cell, row):
        if entry.verdict != "says":
            told.append(f"\n{_words(entry.seen.text, _MOST_CELL_WORDS)}", "not bold default")
    return told


def _words(text: str, most: int) -> str:
    line = visible_line(text[: 4 * most])
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"

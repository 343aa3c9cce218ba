"""A matrix as a table in Markdown (GitHub Flavored Markdown 0.29, 4.10), one line a row.

What the articles say is escaped as in a report of marks: nothing of it becomes Markdown or HTML.
"""

from collections.abc import Iterator

from annotations.formats.md import escaped_line
from annotations.matrix.matrix import Cell, Row
from annotations.matrix.told import Told, as_text, passages, told_of


def write(told: Told) -> Iterator[bytes]:
    """A heading, and a line for each row."""
    columns = told.matrix.columns
    names = [escaped_line(as_text(it)) for it in columns]
    yield _line(["row", *names])
    yield _line([":--"] * (1 + len(columns)))
    for row in told.matrix.rows:
        yield _line([escaped_line(row.words), *(_cell(row.cell(it), row) for it in columns)])


def _line(cells: list[str]) -> bytes:
    return f"| {' | '.join(cells)} |\n".encode()


def _cell(cell: Cell, row: Row) -> str:
    words = " · ".join(escaped_line(it.seen.text) for it in passages(cell, row))
    return f"{told_of(cell.verdict)}: {words}" if words else told_of(cell.verdict)

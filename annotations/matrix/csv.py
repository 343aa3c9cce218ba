"""A matrix as comma-separated values (RFC 4180), for spreadsheets: UTF-8 with a BOM, all quoted.

Of each article there are two columns: the verdict, to be counted and filtered by, and beside it the
article's own words, one passage a line. It is as wide as the matrix on the screen, so that a
spreadsheet shows just that; who wants a line for each annotation has it in the JSON. Nothing
reads it back, so cells that would be taken for formulas are always disarmed.
"""

from collections.abc import Iterator

from annotations.formats.csv import BOM, disarmed, table
from annotations.matrix.told import Told, as_text
from annotations.text.visible import typed_line


def write(told: Told) -> Iterator[bytes]:
    """A heading, and a row for each of the matrix."""
    columns = told.matrix.columns
    articles = [typed_line(as_text(it)) for it in columns]
    names = [name for it in articles for name in (it, f"{it} words")]
    yield BOM + _row(["row", "head", *names])
    for row in told.matrix.rows:
        cells = [typed_line(row.words), row.head.stored.id]
        for doc_path in columns:
            cell = row.cell(doc_path)
            cells += [cell.verdict, "\n".join(typed_line(it.seen.text) for it in cell.entries)]
        yield _row(cells)


def _row(cells: list[str]) -> bytes:
    return table([[disarmed(it) for it in cells]])

"""Which cell of a matrix is pointed at, without a screen; it stays on its row and article."""

from annotations.matrix.matrix import BLANK, Cell, Entry, Matrix, Row
from annotations.model import Identity


class MatrixCursor:
    """A matrix and the cell of it that is pointed at, and which of its annotations."""

    def __init__(self) -> None:
        self.matrix = Matrix((), ())
        self.row_number = 0
        self.column_number = 0
        self._entry_number = 0

    @property
    def row(self) -> Row | None:
        """The row that is pointed at."""
        return self.matrix.rows[self.row_number] if self.matrix.rows else None

    @property
    def doc_path(self) -> str:
        """The article of the column that is pointed at; empty where there is none."""
        return self.matrix.columns[self.column_number] if self.matrix.columns else ""

    @property
    def cell(self) -> Cell:
        """What is pointed at."""
        return BLANK if self.row is None else self.row.cell(self.doc_path)

    @property
    def entry(self) -> Entry | None:
        """Of a cell's annotations the one that is told of; None where it has none."""
        entries = self.cell.entries
        return entries[self._entry_number % len(entries)] if entries else None

    @property
    def entry_number(self) -> int:
        """Which of a cell's annotations that is, from 1."""
        return 1 + self._entry_number % max(1, len(self.cell.entries))

    def take(self, matrix: Matrix) -> None:
        """Show another state of it; the row pointed at is the one that has most of its members."""
        before, doc_path = self.row, self.doc_path
        number, self.matrix = self.row_number, matrix
        if before is not None:
            identities = {it.stored.identity for it in before.members}
            shared = [
                sum(it.stored.identity in identities for it in row.members) for row in matrix.rows
            ]
            if any(shared):
                number = shared.index(max(shared))
        if doc_path in matrix.columns:
            self.column_number = matrix.columns.index(doc_path)
        entry_number = self._entry_number
        self.point(number, self.column_number)
        if self.row is not None and before is not None and self.row.head == before.head:
            self._entry_number = entry_number

    def point(self, row_number: int, column_number: int) -> None:
        """Point to a cell, or to the nearest where there is none."""
        self.row_number = max(0, min(row_number, len(self.matrix.rows) - 1))
        self.column_number = max(0, min(column_number, len(self.matrix.columns) - 1))
        self._entry_number = 0

    def point_to(self, identity: Identity, doc_path: str = "") -> None:
        """Point to the row of an annotation, if there is one, and its article or another one."""
        doc_path = doc_path or identity[0]
        for number, row in enumerate(self.matrix.rows):
            entries = row.cell(identity[0]).entries
            if any(it.stored.identity == identity for it in entries):
                known = doc_path in self.matrix.columns
                column = self.matrix.columns.index(doc_path) if known else self.column_number
                self.point(number, column)
                return

    def next_entry(self) -> None:
        """Tell of the next of the cell's annotations, after the last of the first."""
        self._entry_number = self.entry_number % max(1, len(self.cell.entries))

"""What the formats of a matrix have in common."""

from collections.abc import Mapping
from typing import NamedTuple

from annotations.matrix.matrix import SIGNS, Cell, Entry, Matrix, Row, Verdict
from annotations.text.amounts import counted

LOOKED = "looked, not there"
"""What `silent` means."""


class Told(NamedTuple):
    """A matrix on its way out."""

    matrix: Matrix
    titles: Mapping[str, str]
    """What its articles are called, by their paths."""


def told_of(verdict: Verdict) -> str:
    """A verdict with its sign, "≠ differs"; nothing for a blank."""
    return f"{SIGNS[verdict]} {verdict}" if verdict else ""


def passages(cell: Cell, row: Row) -> list[Entry]:
    """The annotations of a cell whose words are not told by the head of the row already."""
    return [it for it in cell.entries if it.stored.identity != row.head.stored.identity]


def counts(matrix: Matrix) -> str:
    """How large it is: "6 rows, 5 articles"."""
    return f"{counted(len(matrix.rows), 'row')}, {counted(len(matrix.columns), 'article')}"


def as_text(name: str) -> str:
    """A path that is not UTF-8 with its stray bytes spelled out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

"""The matrix: what each article says, differs from or contradicts of what others say.

`Linked` makes it from a corpus, `Matrix.of` from links; `FORMATS` are what it is written in.
"""

from annotations.matrix.matrix import BLANK, SIGNS, Cell, Entry, Matrix, Row, Verdict
from annotations.matrix.reading import Linked
from annotations.matrix.writing import FORMATS, matrix_export

__all__ = [
    "BLANK",
    "FORMATS",
    "SIGNS",
    "Cell",
    "Entry",
    "Linked",
    "Matrix",
    "Row",
    "Verdict",
    "matrix_export",
]

"""The matrix: what each article says, differs from or contradicts of what others say.

`Linked` makes it from a corpus, `Matrix.of` from links; what writes it is in `matrix.writing`.
"""

from annotations.matrix.matrix import BLANK, SIGNS, Cell, Entry, Matrix, Row, Verdict
from annotations.matrix.reading import Linked

__all__ = [
    "BLANK",
    "SIGNS",
    "Cell",
    "Entry",
    "Linked",
    "Matrix",
    "Row",
    "Verdict",
]

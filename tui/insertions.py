"""What is written between the characters of a text that is not part of it, and takes cells."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len


class Sign(NamedTuple):
    """Something written beside a character, in the hue of a label."""

    shown: str
    label: str


Signs = tuple[Sign, ...]


class Insertions:
    """The signs in a stretch of text, by offset in code points; all offsets are characters' edges.

    `before` holds what stands before the character that begins at an offset, `after` what stands
    after the one that ends there. A character and its signs are never parted by the end of a row.
    """

    def __init__(self, before: Mapping[int, Signs], after: Mapping[int, Signs]) -> None:
        self.before = before
        self.after = after
        self.leads = {offset: _cells(signs) for offset, signs in before.items()}
        """How many cells the signs before the character at an offset take."""
        self.trails = {offset: _cells(signs) for offset, signs in after.items()}
        """How many cells the signs after the character that ends at an offset take."""
        self._touched = sorted({*before, *(offset - 1 for offset in after)})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Insertions):
            return NotImplemented
        return (self.before, self.after) == (other.before, other.after)

    def __hash__(self) -> int:
        return hash(tuple(self._touched))

    @property
    def edges(self) -> list[int]:
        """Every offset at which something stands, in order."""
        return sorted({*self.before, *self.after})

    def next_touched(self, offset: int) -> int | None:
        """The first code point from `offset` on that belongs to a character with signs."""
        position = bisect_left(self._touched, offset)
        return self._touched[position] if position < len(self._touched) else None


NOTHING = Insertions({}, {})
"""Where nothing is inserted."""


def _cells(signs: Signs) -> int:
    return sum(cell_len(sign.shown) for sign in signs)

"""Where gutter and text column stand in a pane of a given width."""

from dataclasses import dataclass
from typing import Self

from tui.theme import LANES

GUTTER_WIDTH = len(LANES) + 1
"""The lanes and a blank, in cells."""
_NARROWEST_WITH_GUTTER = 16


@dataclass(frozen=True)
class Geometry:
    """The parts of a pane's row, in cells: margin, gutter, text and a cell for what hangs over."""

    margin: int
    has_gutter: bool
    text_width: int

    @classmethod
    def fit(cls, width: int, column: int) -> Self:
        """Centre a text column of at most `column` cells, its gutter to the left of it."""
        has_gutter = width >= _NARROWEST_WITH_GUTTER
        gutter = GUTTER_WIDTH if has_gutter else 0
        # One cell is for a blank or line end that hangs over, one for the scroll thumb.
        room = max(1, width - gutter - 2)
        text_width = min(column, room)
        return cls((room - text_width) // 2, has_gutter, text_width)

    @property
    def text_left(self) -> int:
        """The cell at which the text begins."""
        return self.margin + (GUTTER_WIDTH if self.has_gutter else 0)

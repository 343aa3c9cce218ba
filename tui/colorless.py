"""The screen without any colours: what stands out by its background is reversed instead."""

from collections.abc import Iterable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_LEAST_DIFFERENCE = 96
"""How far a background is from the one around it to stand out: red, green and blue added up."""
_REVERSED = Style(reverse=True)


class Colorless(LineFilter):
    """Leaves attributes only, for terminals without colours and readers who want none.

    Textual's own filter for NO_COLOR writes greys.
    """

    def apply(self, segments: Iterable[Segment], background: Color) -> list[Segment]:
        """The same text with attributes in place of colours."""
        return [
            Segment(text, _without_colors(style or Style.null(), background.rgb), control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=4096)
def _without_colors(style: Style, around: tuple[int, int, int]) -> Style:
    plain = style.without_color
    own = style.bgcolor.triplet if style.bgcolor is not None else None
    if own is None:
        return plain
    difference = sum(abs(one - other) for one, other in zip(own, around, strict=True))
    return plain + _REVERSED if difference >= _LEAST_DIFFERENCE else plain

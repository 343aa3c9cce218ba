"""Widgets of one line that change while keys are pressed: painted without any layout."""

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.bidi import fenced
from tui.theme import Palette, palette_of

_LEAST_LEFT = 20
"""Cells that are left to the left parts, of a line of four times that or more."""
_Part = tuple[str, Style]


class Line(Widget):
    """Styled parts at the left and at the right end of a line.

    Where there is no room for all, the left ones give way first, then the right ones in order.
    """

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: list[_Part] = []
        self._right: list[_Part] = []

    @property
    def palette(self) -> Palette:
        """The colours of the present theme, for the styles of parts."""
        return palette_of(self.app)

    def show(self, left: list[_Part], right: list[_Part]) -> None:
        """Show these parts; paints only if they differ from what is there."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    @property
    def text(self) -> str:
        """What the line says, without its styles."""
        return " ".join("".join(text for text, _ in part) for part in (self._left, self._right))

    def is_cut(self, width: int) -> bool:
        """Whether the left parts have not room enough in a line of that width."""
        right = _cells(self._right)
        return _cells(self._left) > width - min(right, self._right_room(width))

    def render_line(self, y: int) -> Strip:
        """The line, exactly as wide as the widget."""
        width = self.size.width
        base = Style(color=self.palette.text, bgcolor=self.palette.background)
        room = self._right_room(width)
        right: list[Segment] = []
        for text, style in reversed(self._right):
            shown = _shortened(text, room)
            right.insert(0, Segment(fenced(shown), base + style))
            room -= cell_len(shown)
        room = max(0, width - sum(cell_len(segment.text) for segment in right))
        left = [Segment(fenced(text), base + style) for text, style in _fitted(self._left, room)]
        room -= sum(cell_len(segment.text) for segment in left)
        return Strip([*left, Segment(" " * room, base), *right]).adjust_cell_length(width, base)

    def _right_room(self, width: int) -> int:
        return max(0, width - min(_cells(self._left), _LEAST_LEFT, width // 4))


def _cells(parts: list[_Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _fitted(parts: list[_Part], room: int) -> list[_Part]:
    """As much of the parts as there is room for, with an ellipsis where they are cut."""
    if _cells(parts) <= room:
        return parts
    shown: list[_Part] = []
    room -= 1
    for text, style in parts:
        if cell_len(text) > room:
            cut = set_cell_size(text, room).rstrip() + "…" if room >= 0 else ""
            return [*shown, (cut, style)]
        shown.append((text, style))
        room -= cell_len(text)
    return shown


def _shortened(text: str, room: int) -> str:
    """A text that ends in an ellipsis and a blank where it is cut."""
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, room - 2).rstrip() + "… " if room > 2 else ""

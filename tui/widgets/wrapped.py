"""A text on a few lines of a fixed width, painted without any layout."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.graphemes import clusters
from annotations.text.visible import visible_line
from tui.bidi import fenced
from tui.cells import show
from tui.theme import palette_of
from tui.widgets.mark_table import fitted

_LONGEST_CHARACTER = 16
"""How many code points of a text are looked at for a cell of it: more than one has, by far."""


class WrappedText(Widget):
    """Shows as much of a text as there are lines for, a blank at either side."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def show(self, text: str) -> None:
        """Show this text; paints only if it is another one."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        palette, size = palette_of(self.app), self.size
        style = Style(color=palette.text, bgcolor=palette.background)
        line = wrapped(self._text, size.width - 2, size.height)[y]
        segments = [Segment(" ", style), Segment(fenced(line), style), Segment(" ", style)]
        return Strip(segments).adjust_cell_length(size.width, style)


def wrapped(text: str, cells: int, lines: int) -> list[str]:
    """A text on so many lines of exactly so many cells, an ellipsis for what is left out."""
    line = visible_line(text[: lines * max(0, cells) * _LONGEST_CHARACTER])
    shown = []
    for _ in range(lines - 1):
        end = _end_of_line(line, cells)
        shown.append(fitted(line[:end], cells))
        line = line[end:].lstrip()
    return [*shown, fitted(line, cells)]


def _end_of_line(line: str, cells: int) -> int:
    """How many code points of a text fit, up to a blank where there is one."""
    used = 0
    for start, end in clusters(line, 0, len(line)):
        used += show(line[start:end])[1]
        if used > cells:
            blank = line.rfind(" ", 0, end)
            return blank if blank > 0 else start
    return len(line)

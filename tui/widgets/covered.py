"""Containers that their children cover: nobody sees what they paint themselves."""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class CoveredColumn(Widget):
    """Its children stand below each other.

    Textual asks every container below a widget for all its lines whenever one line of the widget
    changes, and to make them takes as long as to paint a pane: here they are made once.
    """

    DEFAULT_CSS = """
    CoveredColumn { width: 1fr; height: 1fr; layout: vertical; overflow: hidden hidden; }
    """

    _blank: tuple[int, list[Strip]] = (0, [])

    def render_lines(self, crop: Region) -> list[Strip]:
        """As many blank lines as are asked for."""
        width, lines = self._blank
        if width != crop.width or len(lines) < crop.height:
            blank = Strip.blank(crop.width, self.rich_style)
            for line_filter in self.get_line_filters():
                blank = blank.apply_filter(line_filter, self.background_colors[1])
            lines = [blank] * crop.height
            self._blank = (crop.width, lines)
        return lines[: crop.height]

    def notify_style_update(self) -> None:
        """The colours of the theme may be other ones."""
        self._blank = (0, [])
        super().notify_style_update()


class CoveredRow(CoveredColumn):
    """Its children stand beside each other."""

    DEFAULT_CSS = "CoveredRow { layout: horizontal; }"

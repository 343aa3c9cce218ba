"""The list of marks as a table: one row a mark, in columns that fit the window."""

import textwrap
from collections.abc import Callable, Mapping

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotations.mark_list import Listed, MarkList
from annotations.text.graphemes import clusters
from annotations.text.visible import visible_line
from tui.cells import show
from tui.commands.registry import bindings
from tui.names import short_name
from tui.theme import OTHER, Palette, palette_of

_WHEEL_ROWS = 3
_LEAST_FOR_HEADING = 4
"""Rows of a table that has room for a heading."""
_MARKER = 2
"""Cells before the first column: for the sign of a chosen mark."""
_LAYOUTS: tuple[tuple[int, Mapping[str, int]], ...] = (
    (110, {"article": 14, "place": 15, "label": 8, "status": 15, "by": 12}),
    (60, {"article": 7, "place": 7, "label": 6, "status": 8, "by": 6}),
    (0, {"article": 4, "label": 6}),
)
"""From which width on which columns have how many cells; text and note share the rest."""
_NARROWEST_FOR_NOTES = 60
_LONGEST_CHARACTER = 16
"""How many code points of a text are looked at for a cell of it: more than one has, by far."""


class MarkTable(ScrollView, can_focus=True):
    """Shows a `MarkList` below a heading if there is room; keys and mouse move its pointer."""

    DEFAULT_CSS = """
    MarkTable { height: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False
    BINDINGS = bindings("marks")

    class Opened(Message):
        """A row was double-clicked."""

    def __init__(self, rows: MarkList, moved: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.rows = rows
        self._moved = moved
        self._told = ""

    def show_rows(self, told: str = "") -> None:
        """Paint the rows as they are now; where there is none, `told` in their place."""
        self._told = told
        self._fit()
        self.refresh()

    # -- keys and mouse

    def action_cursor(self, step: int) -> None:
        """Move by rows."""
        self.point(self.rows.pointed + step)

    def action_page(self, pages: int) -> None:
        """Move by windowfuls."""
        self.point(self.rows.pointed + pages * max(1, self._window - 1))

    def action_first(self) -> None:
        """Move to the first row."""
        self.point(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self.point(len(self.rows.shown) - 1)

    def point(self, number: int) -> None:
        """Point to a row and bring it into view."""
        before = self.rows.pointed
        self.rows.point(number)
        self.show_pointed(before)
        self._moved()

    def show_pointed(self, before: int) -> None:
        """Paint that another row than `before` is pointed at."""
        for number in {before, self.rows.pointed}:
            self.refresh_line(number + self._heading_rows)
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Point to a row; twice goes to its mark."""
        number = self.scroll_offset.y + event.y - self._heading_rows
        if event.button == 1 and event.y >= self._heading_rows and number < len(self.rows.shown):
            self.point(number)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the pointer."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y + _WHEEL_ROWS, animate=False, force=True)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the pointer."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y - _WHEEL_ROWS, animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the pointer in view."""
        self._fit()

    def on_focus(self) -> None:
        """Show the pointer as the one that keys move."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the pointer as one that waits."""
        self.refresh()

    @property
    def _heading_rows(self) -> int:
        return int(self.size.height >= _LEAST_FOR_HEADING)

    @property
    def _window(self) -> int:
        return max(1, self.size.height - self._heading_rows)

    def _fit(self) -> None:
        size = Size(self.size.width, len(self.rows.shown) + self._heading_rows)
        # Set past its watcher: without scrollbars a new height changes nothing in the layout.
        self.set_reactive(MarkTable.virtual_size, size)
        self._reveal()

    def _reveal(self) -> None:
        row, top = self.rows.pointed, self.scroll_offset.y
        last = max(0, len(self.rows.shown) - self._window)
        top = max(row - self._window + 1, min(top, row, last))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    # -- painting

    @property
    def _palette(self) -> Palette:
        return palette_of(self.app)

    def render_line(self, y: int) -> Strip:
        """One line of the window: the heading, a row, or why there is none."""
        width, number = self.size.width, self.scroll_offset.y + y - self._heading_rows
        base = Style(color=self._palette.text, bgcolor=self._palette.background)
        if y < self._heading_rows:
            segments = self._heading(base)
        elif number < len(self.rows.shown):
            segments = self._row(self.rows.shown[number], number == self.rows.pointed, base)
        elif not self.rows.shown:
            segments = self._line_told(y - self._heading_rows, base)
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, base)

    def _heading(self, base: Style) -> list[Segment]:
        style = base + Style(color=self._palette.dim, underline=True)
        columns = columns_of(self.size.width).items()
        named = [Segment(f"{fitted(name, cells)} ", style) for name, cells in columns]
        return [Segment(" " * _MARKER, style), *named]

    def _row(self, row: Listed, is_pointed: bool, base: Style) -> list[Segment]:
        palette, is_chosen = self._palette, row.identity in self.rows.chosen
        if is_pointed:
            base += Style(bgcolor=palette.selection if self.has_focus else palette.caret_elsewhere)
        if is_pointed and self.app.no_color:
            base += Style(reverse=self.has_focus, underline=not self.has_focus)
        dim = base if is_pointed else base + Style(color=palette.dim)
        hue = palette.lanes.get(row.seen.label, palette.lanes[OTHER])
        styles = {
            "label": base + Style(bold=True, color=None if is_pointed else hue),
            "status": base + Style(color=None if is_pointed else palette.warning),
            "text": base + Style(bold=is_chosen),
            "note": base + Style(italic=True),
        }
        values = _values(row, self.size.width)
        return [
            Segment("● " if is_chosen else "  ", base),
            *(
                Segment(f"{fitted(values[name], cells)} ", styles.get(name, dim))
                for name, cells in columns_of(self.size.width).items()
            ),
        ]

    def _line_told(self, number: int, base: Style) -> list[Segment]:
        lines = textwrap.wrap(visible_line(self._told), max(1, self.size.width - 2 * _MARKER))
        style = base + Style(color=self._palette.warning)
        return [Segment(f"{' ' * _MARKER}{lines[number]}", style)] if number < len(lines) else []


def columns_of(width: int) -> dict[str, int]:
    """The columns of a table so many cells wide, in their order, and the cells of each."""
    fixed = next(columns for least, columns in _LAYOUTS if width >= least)
    left = max(0, width - _MARKER - sum(cells + 1 for cells in fixed.values()) - 1)
    if width < _NARROWEST_FOR_NOTES:
        return {**fixed, "text": left}
    note = left * 2 // 5
    return {**fixed, "text": left - note - 1, "note": note}


def fitted(text: str, cells: int) -> str:
    """A text on one line of exactly so many cells, an ellipsis for what is left out."""
    if cells <= 0:
        return ""
    line = visible_line(text[: cells * _LONGEST_CHARACTER])
    if line.isascii():
        return line.ljust(cells) if len(line) <= cells else f"{line[: cells - 1]}…"
    shown, used = "", 0
    for start, end in clusters(line, 0, len(line)):
        character, width = show(line[start:end])
        # The last cell is the ellipsis's, unless this ends the line.
        if used + width > cells - (end < len(line)):
            return f"{shown}…{' ' * (cells - used - 1)}"
        shown, used = shown + character, used + width
    return shown + " " * (cells - used)


def _values(row: Listed, width: int) -> dict[str, str]:
    seen = row.seen
    is_wide = width >= _LAYOUTS[0][0]
    return {
        "article": short_name(seen.doc_path),
        "place": f"{seen.start}–{seen.end}" if is_wide else str(seen.start),
        "label": seen.label,
        "status": row.state,
        "by": seen.annotator,
        "text": seen.text,
        "note": seen.note,
    }

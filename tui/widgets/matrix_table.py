"""The matrix as a table: rows of a few lines, as many articles beside each other as fit."""

import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotations.matrix.cursor import MatrixCursor
from annotations.matrix.matrix import Cell, Row, Verdict
from annotations.matrix.told import passages, told_of
from annotations.text.visible import visible_line
from tui.bidi import fenced
from tui.commands.registry import bindings
from tui.names import short_name
from tui.theme import Palette, palette_of
from tui.widgets.mark_table import fitted
from tui.widgets.wrapped import wrapped

_WHEEL_LINES = 3
_LEAST_FOR_HEADING = 4
"""Lines of a table that has room for a heading."""
_LEAST_FOR_RULES = 22
"""Lines of a table that has room for a rule below each row."""
_ROW_LINES = 2
"""Lines of a row without its rule."""
_LEAST_WORDS = 20
_NARROWEST = 6
"""Cells of a column, in which a verdict is told by its sign and a letter or two."""
_WIDEST = 28
"""Cells of a column at most: words of rows are worth more."""
_LEAST_FOR_VERDICT = 5
"""Cells in which a verdict is more than its sign."""
_LEAST_FOR_TEXT = 13
"""Cells in which an article's own words are worth to be shown."""
_MARGIN = 1


class Columns(NamedTuple):
    """How the width of a table is shared out, in cells; each column has a blank behind it."""

    words: int
    each: int
    """Cells of each article's column."""
    at_once: int
    """How many of the articles there is room for."""

    @classmethod
    def of(cls, width: int, articles: int) -> Self:
        """The words have a third of the width, or what is left over."""
        least = min(max(_LEAST_WORDS, width // 3), max(0, width - _NARROWEST - 2))
        room = width - _MARGIN - least - 1
        at_once = max(1, min(articles, room // (_NARROWEST + 1)))
        each = max(1, min(_WIDEST, room // at_once - 1))
        return cls(max(0, width - _MARGIN - 1 - at_once * (each + 1)), each, at_once)


class MatrixTable(ScrollView, can_focus=True):
    """Shows a matrix below a heading; keys and mouse move the cell that is pointed at."""

    DEFAULT_CSS = """
    MatrixTable { height: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False
    BINDINGS = bindings("matrix")

    class Opened(Message):
        """A cell was double-clicked."""

    def __init__(
        self, cursor: MatrixCursor, opened: Sequence[str], moved: Callable[[], None]
    ) -> None:
        """`opened` are the articles that are open, which are told by their headings."""
        super().__init__()
        self._cursor = cursor
        self._opened = frozenset(opened)
        self._moved = moved
        self._first = 0
        """The number of the first column in view."""
        self._told = ""

    def show_matrix(self, told: str = "") -> None:
        """Paint the matrix as it is now; where it has no row, `told` in its place."""
        self._told = told
        self._fit()
        self.refresh()

    # -- keys and mouse

    def action_rows(self, step: int) -> None:
        """Move by rows."""
        self._point(self._cursor.row_number + step, self._cursor.column_number)

    def action_columns(self, step: int) -> None:
        """Move by articles."""
        self._point(self._cursor.row_number, self._cursor.column_number + step)

    def action_page(self, pages: int) -> None:
        """Move by windowfuls."""
        self.action_rows(pages * max(1, self._window // self._lines - 1))

    def action_first_row(self) -> None:
        """Move to the first row."""
        self._point(0, self._cursor.column_number)

    def action_last_row(self) -> None:
        """Move to the last row."""
        self._point(len(self._cursor.matrix.rows), self._cursor.column_number)

    def action_first_column(self) -> None:
        """Move to the first article."""
        self._point(self._cursor.row_number, 0)

    def action_last_column(self) -> None:
        """Move to the last article."""
        self._point(self._cursor.row_number, len(self._cursor.matrix.columns))

    def _point(self, row: int, column: int) -> None:
        self._cursor.point(row, column)
        self._reveal()
        self.refresh()
        self._moved()

    def on_click(self, event: events.Click) -> None:
        """Point to a cell, or to a row by its words; twice opens it."""
        line = self.scroll_offset.y + event.y - self._heading_lines
        if event.button != 1 or line < 0 or line // self._lines >= len(self._cursor.matrix.rows):
            return
        columns, column = self._columns, self._cursor.column_number
        cell = event.x - _MARGIN - columns.words - 1
        if cell >= 0:
            column = min(self._first + cell // (columns.each + 1), self._last)
        self._point(line // self._lines, column)
        if event.chain == 2:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the pointer."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y + _WHEEL_LINES, animate=False, force=True)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the pointer."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y - _WHEEL_LINES, animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the pointer in view."""
        self._fit()

    # -- what fits

    @property
    def _columns(self) -> Columns:
        return Columns.of(self.size.width, len(self._cursor.matrix.columns))

    @property
    def _last(self) -> int:
        """The number of the last column in view."""
        return min(self._first + self._columns.at_once, len(self._cursor.matrix.columns)) - 1

    @property
    def _lines(self) -> int:
        """Lines of a row."""
        return _ROW_LINES + (self.size.height >= _LEAST_FOR_RULES)

    @property
    def _heading_lines(self) -> int:
        return int(self.size.height >= _LEAST_FOR_HEADING)

    @property
    def _window(self) -> int:
        return max(1, self.size.height - self._heading_lines)

    def _fit(self) -> None:
        lines = len(self._cursor.matrix.rows) * self._lines + self._heading_lines
        # Set past its watcher: without scrollbars a new height changes nothing in the layout.
        self.set_reactive(MatrixTable.virtual_size, Size(self.size.width, lines))
        self._reveal()

    def _reveal(self) -> None:
        if not self.size.width:
            return
        count = self._columns.at_once
        column, most = self._cursor.column_number, len(self._cursor.matrix.columns) - count
        self._first = max(column - count + 1, min(self._first, column, max(0, most)))
        line, top = self._cursor.row_number * self._lines, self.scroll_offset.y
        last = max(0, len(self._cursor.matrix.rows) * self._lines - self._window)
        top = max(line + _ROW_LINES - self._window, min(top, line, last))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    # -- painting

    @property
    def _palette(self) -> Palette:
        return palette_of(self.app)

    def render_line(self, y: int) -> Strip:
        """One line of the window: the heading, a line of a row, or why there is none."""
        width, line = self.size.width, self.scroll_offset.y + y - self._heading_lines
        base = Style(color=self._palette.text, bgcolor=self._palette.background)
        number, part = divmod(line, self._lines)
        if y < self._heading_lines:
            segments = self._heading(base)
        elif number < len(self._cursor.matrix.rows):
            row = self._cursor.matrix.rows[number]
            segments = self._row_line(row, number == self._cursor.row_number, part, base)
        elif not self._cursor.matrix.rows:
            segments = self._line_told(line, base)
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, base)

    def _shown(self) -> Sequence[str]:
        """The articles whose columns are in view."""
        return self._cursor.matrix.columns[self._first : self._last + 1]

    def _heading(self, base: Style) -> list[Segment]:
        columns, style = self._columns, base + Style(color=self._palette.dim, underline=True)
        total = len(self._cursor.matrix.columns)
        hidden = (
            "" if columns.at_once >= total else f"{self._first + 1}–{self._last + 1} of {total}"
        )
        words = fitted("", columns.words - cell_len(hidden)) + fitted(hidden, cell_len(hidden))
        segments = [Segment(" " * _MARGIN + fitted(words, columns.words) + " ", style)]
        for doc_path in self._shown():
            is_here = doc_path == self._cursor.doc_path
            is_open = doc_path in self._opened
            name = fitted(short_name(doc_path), columns.each)
            own = style + Style(bold=is_here, color=self._palette.text if is_open else None)
            segments.append(Segment(f"{fenced(name)} ", own))
        return segments

    def _row_line(self, row: Row, is_here: bool, part: int, base: Style) -> list[Segment]:
        columns, palette = self._columns, self._palette
        if part == _ROW_LINES:
            return [Segment("─" * self.size.width, base + Style(color=palette.caret_elsewhere))]
        words = base
        if is_here:
            # Without colours what has another background is reversed: that is the cell's sign.
            is_plain = self.app.no_color
            words += Style(underline=True) if is_plain else Style(bgcolor=palette.caret_elsewhere)
        told = wrapped(row.words, columns.words, _ROW_LINES)[part]
        segments = [Segment(" " * _MARGIN, base), Segment(fenced(told), words), Segment(" ", base)]
        for doc_path in self._shown():
            is_pointed = is_here and doc_path == self._cursor.doc_path
            segments += self._cell_line(row, row.cell(doc_path), is_pointed, part, base)
        return segments

    def _cell_line(
        self, row: Row, cell: Cell, is_pointed: bool, part: int, base: Style
    ) -> list[Segment]:
        cells, palette = self._columns.each, self._palette
        style, gap = base, Segment(" ", base)
        if is_pointed:
            style += Style(bgcolor=palette.selection, reverse=self.app.no_color)
        if part == 0:
            hue = None if is_pointed else self._hue(cell.verdict)
            style += Style(color=hue, bold=cell.verdict == "contradicts")
            return [Segment(fitted(_verdict(cell, cells), cells), style), gap]
        quoted = passages(cell, row) if cells >= _LEAST_FOR_TEXT else []
        text = quoted[0].seen.text if quoted else ""
        style += Style(color=None if is_pointed else palette.dim)
        return [Segment(fenced(fitted(text, cells)), style), gap]

    def _hue(self, verdict: Verdict) -> str:
        palette = self._palette
        lanes = {"says": "quote", "differs": "date", "contradicts": "error"}
        return palette.lanes[lanes[verdict]] if verdict in lanes else palette.dim

    def _line_told(self, number: int, base: Style) -> list[Segment]:
        lines = textwrap.wrap(visible_line(self._told), max(1, self.size.width - 2 * _MARGIN))
        style = base + Style(color=self._palette.warning)
        return [Segment(f"{' ' * _MARGIN}{lines[number]}", style)] if number < len(lines) else []


def _verdict(cell: Cell, cells: int) -> str:
    """A verdict with its sign, and of how many marks it is told where there are several."""
    told = told_of(cell.verdict)
    if cells < _LEAST_FOR_VERDICT:
        return told[:1]
    count = len(cell.entries)
    counted = f"{told} ({count})"
    return counted if count > 1 and len(counted) <= cells else told

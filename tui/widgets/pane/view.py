"""A window on wrapped rows: how they are scrolled, wrapped again, and measured bit by bit."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView

from annotations.text.span import Span
from tui.widgets.pane import linking
from tui.widgets.pane.geometry import Geometry
from tui.widgets.pane.linking import Link
from tui.widgets.pane.rows import InsertionsOf, Rows, nothing_inserted

_MARGIN_ROWS = 2
"""How many rows stay visible above and below the caret."""
_WHEEL_ROWS = 3
_MEASURE_INTERVAL = 0.02
"""Seconds between two blocks of a long text that are wrapped in the background."""


class RowsView(ScrollView):
    """Keeps the same text at the top of the window whatever happens to width and heights."""

    DEFAULT_CSS = """
    RowsView { width: 1fr; height: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False

    def __init__(
        self, text: str, column: int, *, view: Span | None = None, link: Link | None = None
    ) -> None:
        super().__init__()
        self._left_view = view
        self._link = link or Link()
        self._top_offset = 0
        self._text = text
        self._column = column
        self._rows: Rows | None = None
        self._inserted: InsertionsOf = nothing_inserted
        self._is_measuring = False
        self._fitted = Size(0, 0)
        self.geometry = Geometry.fit(0, column)

    @abstractmethod
    def caret(self) -> int:
        """The code point that has to stay in view."""

    @property
    def rows(self) -> Rows:
        """The wrapped rows at the present width."""
        if self._rows is None:
            self._rows = Rows(self._text, self.geometry.text_width, self._inserted)
        return self._rows

    def insert(self, inserted: InsertionsOf) -> None:
        """Write between the characters of the text from now on what this tells of."""
        self._inserted = inserted
        if self.is_laid_out:
            with self._same_text_on_top():
                self.rows.inserted = inserted
                self.rows.rewrap(self.rows.width)

    def look_at_insertions(self) -> None:
        """They may have changed: wrap again what has other ones now, as far as it is in view."""
        if self.is_laid_out:
            with self._same_text_on_top():
                self.rows.look_again()

    @property
    def is_laid_out(self) -> bool:
        """Whether the window has had a size yet."""
        return self._rows is not None

    @property
    def top(self) -> int:
        """The number of the row at the top of the window."""
        return self.scroll_offset.y

    @property
    def window(self) -> Size:
        """The size that the rows are fitted to: `size`, which is slow to ask for in every row."""
        return self._fitted

    @property
    def view(self) -> Span | None:
        """What is in the window, in code points; before it has a size, what it began with."""
        if not self.is_laid_out:
            return self._left_view
        last = self.top + max(1, self._fitted.height) - 1
        return Span(self.rows.span(self.top).start, self.rows.span(last).end)

    def on_resize(self) -> None:
        """Fit the rows to the window."""
        self.fit()

    def fit(self) -> None:
        """Wrap again if the size has changed, the same text at the top, a caret in view kept there.

        Painting calls this too: Textual does not always tell a widget of its new size.
        """
        if not self.size.width or self.size == self._fitted:
            return
        left = self.view
        if self.is_laid_out:
            self._note_top()
        elif left is not None:
            self._top_offset = max(0, min(left.start, len(self._text)))
        self._fitted = self.size
        self.geometry = Geometry.fit(self.size.width, self._column)
        if self.rows.width != self.geometry.text_width:
            self.rows.rewrap(self.geometry.text_width)
        self._sync_height()
        # First, as to wrap what comes before the window changes the numbers of its rows.
        caret_row = self.rows.row_at(self.caret())
        if left is None:
            self._scroll(caret_row - self.size.height // 3)
        else:
            self._scroll(self.rows.row_at(self._top_offset))
            if left.start <= self.caret() <= left.end:
                self._scroll(self._top_revealing(self.caret()))
        self._measure_later()

    def _note_top(self) -> None:
        """Know the text at the top by one code point, until the window shows another row there."""
        top = self.rows.span(self.top)
        if not top.contains(self._top_offset):
            self._top_offset = top.start

    def reveal(self, offset: int) -> None:
        """Scroll no more than it takes to have the row of a code point in view."""
        top = self._top_revealing(offset)
        if top != self.top:
            self.scroll_to_row(top)

    def _top_revealing(self, offset: int) -> int:
        row, height = self.rows.row_at(offset), self.size.height
        margin = min(_MARGIN_ROWS, (height - 1) // 2)
        if not height:
            return self.top
        return max(row - height + 1 + margin, min(self.top, row - margin))

    def line_of(self, offset: int) -> int:
        """The line of the window at which the row of a code point is, or the nearest one."""
        self.fit()
        return self.row_in_view(offset) - self.top

    def put_at_line(self, span: Span, line: int) -> None:
        """Scroll so that a span begins at a line of the window and ends in it, as far as it can.

        Leads no others.
        """
        self.fit()
        if self.is_laid_out:
            # The last one first: to wrap what comes before may change the numbers of its rows.
            last, first = (self.rows.row_at(it) for it in (max(0, span.end - 1), span.start))
            line = max(0, min(line, self.size.height - (last - first + 1)))
            if first - line != self.top:
                self._scroll(first - line)

    def row_in_view(self, offset: int) -> int:
        """The row of a code point, or the nearest one that is in view."""
        return max(self.top, min(self.rows.row_at(offset), self.top + self.size.height - 1))

    def scroll_to_row(self, row: int) -> None:
        """Put a row at the top, as far as there are rows to fill the window; linked ones follow."""
        before = self.top
        self._scroll(row)
        if self.top != before:
            self._link.lead(self)

    def fraction(self) -> Fraction:
        """How far the window is scrolled, in code points: from 0 to exactly 1 at the end."""
        return linking.fraction_at(self.rows, self.top, self.size.height)

    def follow(self, fraction: Fraction, tolerance: int = 0) -> None:
        """Scroll that far, if that is more rows from here than so many, without leading others."""
        if self.is_laid_out:
            row = linking.row_at(self.rows, fraction, self.size.height)
            if abs(row - self.top) > tolerance:
                self._scroll(row)

    def _scroll(self, row: int) -> None:
        if self.virtual_size.height != self.rows.height:
            self._sync_height()
        self.scroll_to(y=max(0, row), animate=False, force=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the caret."""
        event.stop()
        self.scroll_to_row(self.top + _WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the caret."""
        event.stop()
        self.scroll_to_row(self.top - _WHEEL_ROWS)

    @property
    def thumb(self) -> Span:
        """Which cells of the right edge show what part of the text is in view; none if all is."""
        window, whole = self._fitted.height, self.rows.height
        if whole <= window:
            return Span(0, 0)
        first = self.top * window // whole
        return Span(first, min(window, first + window * window // whole + 1))

    def _sync_height(self) -> None:
        # Set past its watcher: without scrollbars a new height changes nothing in the layout.
        self.set_reactive(RowsView.virtual_size, Size(self.size.width, self.rows.height))

    def _measure_later(self) -> None:
        if not self.rows.is_measured and not self._is_measuring:
            self._is_measuring = True
            self.set_timer(_MEASURE_INTERVAL, self._measure)

    def _measure(self) -> None:
        """Wrap one more block of a long text, the row at the top staying where it is."""
        self._is_measuring = False
        with self._same_text_on_top():
            self.rows.measure_next()

    @contextmanager
    def _same_text_on_top(self) -> Iterator[None]:
        """Change heights of rows, and scroll so that the window begins with the same text."""
        top_offset = self.rows.span(self.top).start
        yield
        row = self.rows.row_at(top_offset)
        self._sync_height()
        if row != self.top:
            self._renumber(row)
        self._measure_later()

    def _renumber(self, top: int) -> None:
        """The row at the top has another number now; nothing in the window moves."""
        if top > max(0, self.rows.height - self.size.height):
            self._scroll(top)
            return
        # Past their watchers, which would have all of the window written again.
        self.set_reactive(RowsView.scroll_y, float(top))
        self.set_reactive(RowsView.scroll_target_y, float(top))
        self.rows_renumbered()

    @abstractmethod
    def rows_renumbered(self) -> None:
        """The same rows are in the window under other numbers."""

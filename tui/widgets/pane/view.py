"""A window on wrapped rows: how they are scrolled, wrapped again, and measured bit by bit."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView

from annotations.text.span import Span
from tui.widgets.pane.geometry import Geometry
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

    def __init__(self, text: str, column: int) -> None:
        super().__init__()
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

    def on_resize(self) -> None:
        """Fit the rows to the window."""
        self.fit()

    def fit(self) -> None:
        """Wrap again if the size has changed, the same text at the top and the caret in view.

        Painting calls this too: Textual does not always tell a widget of its new size.
        """
        if not self.size.width or self.size == self._fitted:
            return
        self._fitted = self.size
        top_offset = self.rows.span(self.top).start if self.is_laid_out else None
        self.geometry = Geometry.fit(self.size.width, self._column)
        if self.rows.width != self.geometry.text_width:
            self.rows.rewrap(self.geometry.text_width)
        self._sync_height()
        if top_offset is None:
            self.scroll_to_row(self.rows.row_at(self.caret()) - self.size.height // 3)
        else:
            self.scroll_to_row(self.rows.row_at(top_offset))
            self.reveal(self.caret())
        self._measure_later()

    def reveal(self, offset: int) -> None:
        """Scroll no more than it takes to have the row of a code point in view."""
        row, height = self.rows.row_at(offset), self.size.height
        if not height:
            return
        margin = min(_MARGIN_ROWS, (height - 1) // 2)
        if row < self.top + margin:
            self.scroll_to_row(row - margin)
        elif row > self.top + height - 1 - margin:
            self.scroll_to_row(row - height + 1 + margin)

    def scroll_to_row(self, row: int) -> None:
        """Put a row at the top, as far as there are rows to fill the window."""
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
        window, whole = self.size.height, self.rows.height
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
            self.scroll_to_row(row)
        self._measure_later()

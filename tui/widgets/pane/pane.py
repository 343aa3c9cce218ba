"""The pane: a window on one article with a caret that keys move."""

from time import monotonic
from typing import NamedTuple

from textual.message import Message

from annotations.errors import EditError
from annotations.reading import Reading
from annotations.selection import Unit
from annotations.text.span import Span
from tui.cells import cell_of
from tui.commands.registry import bindings
from tui.widgets.pane.linking import Link
from tui.widgets.pane.painted import PaintedView
from tui.widgets.pane.rows import nothing_inserted


class _Shown(NamedTuple):
    """What the last painting showed, to repaint only what differs."""

    caret: int
    selected: Span
    current: str
    revision: int


class Pane(PaintedView, can_focus=True):
    """Shows a `Reading`; movement keys and the mouse change it, the screen does the rest."""

    BINDINGS = bindings("text")

    class Moved(Message):
        """The caret, the selection or the current annotation changed."""

        def __init__(self) -> None:
            super().__init__()
            self.moved_at = monotonic()

    class Refused(Message):
        """What was asked for makes no sense here; `reason` says why."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(
        self, reading: Reading, column: int, *, view: Span | None = None, link: Link | None = None
    ) -> None:
        super().__init__(reading, column, view=view, link=link)
        self._wanted_cell: int | None = None
        self._shown = self._state()

    # -- what the screen asks of it

    def show_brackets(self, shows: bool) -> None:
        """Write the marks in the text, `⟨c word⟩`, or leave the text as it is."""
        if shows != self.shows_brackets:
            self.shows_brackets = shows
            self._wanted_cell = None
            self.forget_rows()
            self.insert(self.brackets_in if shows else nothing_inserted)
            if self.is_laid_out:
                self.repaint()
                self.reveal(self.reading.caret)

    def show_changes(self, *, reveal: bool = True) -> None:
        """Paint what has changed in the reading, and bring the caret into view."""
        before, now = self._shown, self._state()
        self._shown = now
        if self.shows_brackets and now.revision != before.revision:
            self.forget_rows()
            self.look_at_insertions()
        if (now.revision, now.current) != (before.revision, before.current):
            self.repaint()
        else:
            self._refresh_between(before, now)
        if reveal:
            self.reveal(now.caret)

    # -- keys

    def action_move(self, motion: str, extend: bool) -> None:
        """Move by a unit of the text."""
        self.reading.move(motion, extend=extend)
        self._moved()

    def action_rows(self, count: int, extend: bool) -> None:
        """Move by rows, keeping to the column where the movement began."""
        self._move_rows(count, extend)

    def action_pages(self, pages: float, extend: bool) -> None:
        """Move by windowfuls; text and caret go together, a caret out of view from the edge."""
        count = int(pages * max(1, self.size.height - 1))
        from_edge = self.row_in_view(self.reading.caret) - self.rows.row_at(self.reading.caret)
        self.scroll_to_row(self.top + count)
        self._move_rows(from_edge + count, extend)

    def action_row_start(self, extend: bool) -> None:
        """Move to the first character of the row."""
        self.reading.move_to(self._caret_row().start, extend=extend)
        self._moved()

    def action_row_end(self, extend: bool) -> None:
        """Move to the row's line end, or where it is wrapped to its last character."""
        row = self._caret_row()
        self.reading.move_to(self.offset_in(row, self.geometry.text_width), extend=extend)
        self._moved()

    def action_toggle_extending(self) -> None:
        """Start or stop extending."""
        self.reading.toggle_extending()
        self._moved()

    def action_swap_ends(self) -> None:
        """Put the caret at the other end."""
        self.reading.swap_ends()
        self._moved()

    def action_select_unit(self, unit: Unit) -> None:
        """Select a unit or take in the next, or say that there is none."""
        try:
            self.reading.select_unit(unit)
        except EditError as error:
            self.post_message(self.Refused(error.message))
        else:
            self._moved()

    def action_grow(self) -> None:
        """Select the next larger unit."""
        self.reading.grow()
        self._moved()

    def action_shrink(self) -> None:
        """Take growing back."""
        self.reading.shrink()
        self._moved()

    def _moved(self) -> None:
        self._wanted_cell = None
        self._show_movement()

    def _show_movement(self) -> None:
        self.show_changes()
        self.post_message(self.Moved())

    def _move_rows(self, count: int, extend: bool) -> None:
        if not self.is_laid_out:
            return
        caret = self.reading.caret
        row = self.rows.row_at(caret)
        if self._wanted_cell is None:
            span = self.rows.span(row)
            self._wanted_cell = cell_of(self.reading.text, span, caret, self.rows.inserted(span))
        target = max(0, min(row + count, self.rows.height - 1))
        if target != row:
            offset = self.offset_in(self.rows.span(target), self._wanted_cell)
            self.reading.move_to(offset, extend=extend)
        self._show_movement()

    # -- mouse

    def show_pointed(self, *, reveal: bool = False) -> None:
        """Paint what the mouse did, and tell of it."""
        self._wanted_cell = None
        self.show_changes(reveal=reveal)
        self.post_message(self.Moved())

    def caret(self) -> int:
        """The caret stays in view when the window changes."""
        return self.reading.caret

    def _refresh_between(self, before: _Shown, now: _Shown) -> None:
        if not self.is_laid_out:
            return
        touched = {before.caret, now.caret}
        # The selected end that stayed where it is needs no painting.
        touched |= set(before.selected) ^ set(now.selected)
        first = max(self.top, self.rows.row_at(min(touched)))
        last = min(self.top + self.size.height - 1, self.rows.row_at(max(touched)))
        if first <= last:
            self.refresh_lines(first, last - first + 1)

    def _caret_row(self) -> Span:
        return self.rows.span(self.rows.row_at(self.reading.caret))

    # -- painting

    def on_focus(self) -> None:
        """Show the caret as the one that keys move."""
        self.repaint()

    def on_blur(self) -> None:
        """Show the caret as one that waits."""
        self.let_go()
        self.repaint()

    def on_unmount(self) -> None:
        """Give the mouse back, if it was being dragged."""
        self.let_go()

    def _state(self) -> _Shown:
        reading = self.reading
        current = reading.current.id if reading.current and reading.is_chosen else ""
        return _Shown(reading.caret, reading.selection.span, current, reading.revision)

"""What the mouse does in a pane: put the caret, select, go to marks, and move the window."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.geometry import Offset, clamp
from textual.timer import Timer

from annotations.reading import Reading
from annotations.text.sentences import sentence_at
from annotations.text.span import Span
from annotations.text.words import word_at
from tui.cells import offset_at
from tui.theme import LANES
from tui.widgets.pane.linking import Link
from tui.widgets.pane.view import RowsView

if TYPE_CHECKING:
    from annotations.model import Annotation

_CHAIN_SECONDS = 0.5
"""How long after a click another one in its place counts with it."""
_PULL_INTERVAL = 0.05
"""Seconds between two steps of scrolling while the mouse is held beyond an edge."""
_MOST_PULLED = 5
"""Rows a step at most; the farther beyond the edge, the more."""
_UNITS: dict[int, Callable[[str, int], Span | None]] = {2: word_at, 3: sentence_at}
"""What two and three clicks select, and what a drag extends by from there on."""


class PointedView(RowsView):
    """Rows of an open article whose caret follows the mouse; only its left button does anything."""

    def __init__(
        self, reading: Reading, column: int, *, view: Span | None = None, link: Link | None = None
    ) -> None:
        super().__init__(reading.text, column, view=view, link=link)
        self.reading = reading
        self._held: Literal["", "text", "thumb"] = ""
        self._pointer = Offset(-1, -1)
        self._clicks, self._clicked_at = 0, 0.0
        self._is_dragged = False
        # The word or sentence that a drag began with.
        self._unit: Span | None = None
        # How far below its first cell the thumb was taken.
        self._grip = 0
        self._pulling: Timer | None = None

    @abstractmethod
    def show_pointed(self, *, reveal: bool = False) -> None:
        """Paint what the mouse did to the reading, and tell of it."""

    def offset_in(self, row: Span, cell: int) -> int:
        """The character at a cell of a row's text."""
        return offset_at(self.reading.text, row, cell, self.rows.inserted(row))

    # -- press, drag, release

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the caret there, or extend with shift; take the thumb; go to the mark of a lane."""
        if event.button != 1:
            return
        follows = event.offset == self._pointer and event.time - self._clicked_at < _CHAIN_SECONDS
        self._clicks = self._clicks % 3 + 1 if follows and not self._is_dragged else 1
        self._pointer, self._clicked_at, self._is_dragged = event.offset, event.time, False
        mark = None if event.shift else self._mark_in_lane(event)
        if mark is not None:
            self.reading.go_to(mark)
            self.show_pointed(reveal=True)
        elif event.x == self.size.width - 1 and self.rows.height > self.size.height:
            self._hold("thumb")
            self._take_thumb()
        else:
            self._hold("text")
            self._put_caret(extend=event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the end of the selection, or the thumb."""
        if not self._held or event.offset == self._pointer:
            return
        if event.button != 1:
            # It was released where no terminal could tell.
            self.let_go()
            return
        self._pointer, self._is_dragged = event.offset, True
        if self._held == "thumb":
            self._drag_thumb()
            return
        self._drag_text()
        if not self._rows_beyond():
            self._stop_pulling()
        elif self._pulling is None:
            self._pulling = self.set_interval(_PULL_INTERVAL, self._pull)

    def on_mouse_up(self) -> None:
        """Let go; a click that selected nothing makes the mark under it current."""
        was_click = self._held == "text" and not self._is_dragged
        self.let_go()
        reading = self.reading
        is_free = reading.selection.is_empty and reading.reshaping is None
        if was_click and is_free and reading.at(reading.caret):
            reading.choose()
            self.show_pointed()

    def let_go(self) -> None:
        """Give the mouse back, if it was held."""
        self._held = ""
        self._stop_pulling()
        if self.app.mouse_captured is self:
            self.release_mouse()

    def _hold(self, what: Literal["text", "thumb"]) -> None:
        self._held = what
        self.capture_mouse()

    # -- text

    def _put_caret(self, *, extend: bool) -> None:
        """At the pointer; or select the unit there. What is under the mouse stays under it."""
        offset = self._offset_under()
        unit_at = None if extend else _UNITS.get(self._clicks)
        self._unit = unit_at and unit_at(self.reading.text, offset)
        if self._unit is None:
            self.reading.move_to(offset, extend=extend)
        else:
            self.reading.select(self._unit)
        self.show_pointed()

    def _drag_text(self) -> None:
        reading, offset, before = self.reading, self._offset_under(), self.reading.selection
        if self._unit is None:
            reading.move_to(offset, extend=True)
        else:
            there = _UNITS[self._clicks](reading.text, offset) or Span(offset, offset)
            first, last = min(self._unit, there), max(self._unit, there)
            reading.select(Span(first.start, last.end))
            if there < self._unit:
                reading.swap_ends()
        if reading.selection != before:
            self.show_pointed()

    def _offset_under(self) -> int:
        """The character at the pointer, or beyond an edge of the window at that edge."""
        y = clamp(self._pointer.y, 0, self.size.height - 1)
        return self.offset_in(
            self.rows.span(self.top + y), self._pointer.x - self.geometry.text_left
        )

    def _rows_beyond(self) -> int:
        """How far beyond the window the pointer is; at the screen's edge, where it can't be, 1."""
        region, y = self.region, self._pointer.y
        first = 1 if region.y == 0 else 0
        last = self.size.height - (2 if region.bottom == self.app.size.height else 1)
        return y - clamp(y, first, max(first, last))

    def _pull(self) -> None:
        """Scroll on towards the pointer, and extend to what comes into view there."""
        rows = clamp(self._rows_beyond(), -_MOST_PULLED, _MOST_PULLED)
        self.scroll_to_row(self.top + rows)
        self._drag_text()

    def _stop_pulling(self) -> None:
        if self._pulling is not None:
            self._pulling.stop()
            self._pulling = None

    # -- lanes and thumb

    def _mark_in_lane(self, event: events.MouseDown) -> Annotation | None:
        """The mark that the lane under the mouse stands for; after the current one, the next."""
        lane, number = event.x - self.geometry.margin, self.top + event.y
        if not self.geometry.has_gutter or self.reading.reshaping is not None:
            return None
        if not 0 <= lane < len(LANES) or number >= self.rows.height:
            return None
        row, label = self.rows.span(number), tuple(LANES)[lane]
        here = [it for it in self.reading.marks.index.overlapping(*row) if it.label == label]
        # The letter stands for those that start here; without one, the line for those that go on.
        here = [it for it in here if it.start >= row.start] or here
        current = self.reading.current
        return (
            here[(here.index(current) + 1) % len(here) if current in here else 0] if here else None
        )

    def _take_thumb(self) -> None:
        """Hold it where it was taken; elsewhere in its column, bring its middle there."""
        first, length = self.thumb
        self._grip = self._pointer.y - first
        if not 0 <= self._grip < length:
            self._grip = length // 2
            self._drag_thumb()

    def _drag_thumb(self) -> None:
        window, whole = self.size.height, self.rows.height
        way = max(1, window - self.thumb.length)
        self.scroll_to_row((self._pointer.y - self._grip) * (whole - window) // way)

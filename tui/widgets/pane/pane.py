"""The pane: a window on one article with a caret, painting its own rows (Textual's line API)."""

from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotations.errors import EditError
from annotations.reading import Reading
from annotations.selection import Unit
from annotations.text.graphemes import next_boundary
from annotations.text.span import Span
from tui.cells import cell_of
from tui.commands.registry import bindings
from tui.insertions import Insertions
from tui.theme import LANES, OTHER, palette_of
from tui.widgets.pane.brackets import brackets
from tui.widgets.pane.linking import Link
from tui.widgets.pane.mouse import PointedView
from tui.widgets.pane.paint import (
    CARET,
    CARET_ELSEWHERE,
    CURRENT,
    HIT,
    SELECTED,
    TITLE,
    LabelledSpan,
    Painter,
)
from tui.widgets.pane.rows import nothing_inserted

_STRIP_LIMIT = 4096


class _Shown(NamedTuple):
    """What the last painting showed, to repaint only what differs."""

    caret: int
    selected: Span
    current: str
    revision: int


class ShownHits(Protocol):
    """Knows what is shown as found."""

    def within(self, start: int, end: int) -> Sequence[Span]:
        """The spans that share a code point with [start, end), by start."""
        ...


class Pane(PointedView, can_focus=True):
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
        self._hits: ShownHits | None = None
        self._wanted_cell: int | None = None
        self.shows_brackets = False
        """Whether the ends of marks are written in the text."""
        self._strips: dict[tuple[object, ...], Strip] = {}
        self._painter: Painter | None = None
        self._shown = self._state()

    # -- what the screen asks of it

    def set_hits(self, hits: ShownHits | None, *, is_news: bool = False) -> None:
        """Show these as found, or nothing; `is_news` where the same know of more."""
        if hits is not self._hits or is_news:
            self._hits = hits
            self._repaint()

    def show_brackets(self, shows: bool) -> None:
        """Write the marks in the text, `⟨c word⟩`, or leave the text as it is."""
        if shows != self.shows_brackets:
            self.shows_brackets = shows
            self._wanted_cell = None
            self.insert(self._brackets if shows else nothing_inserted)
            if self.is_laid_out:
                self._repaint()
                self.reveal(self.reading.caret)

    def show_changes(self, *, reveal: bool = True) -> None:
        """Paint what has changed in the reading, and bring the caret into view."""
        before, now = self._shown, self._state()
        self._shown = now
        if self.shows_brackets and now.revision != before.revision:
            self.look_at_insertions()
        if (now.revision, now.current) != (before.revision, before.current):
            self._repaint()
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
        self._repaint()

    def on_blur(self) -> None:
        """Show the caret as one that waits."""
        self.let_go()
        self._repaint()

    def on_unmount(self) -> None:
        """Give the mouse back, if it was being dragged."""
        self.let_go()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible rows, straight from here: there is no border or padding to add."""
        self.fit()
        painter = self._get_painter()
        top, thumb = self.top, self.thumb
        strips = [self._row_strip(painter, top + y, thumb.contains(y)) for y in crop.line_range]
        background = Color.parse(painter.palette.background)
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [
                strip.adjust_cell_length(self.size.width, painter.base).crop(*crop.column_span)
                for strip in strips
            ]
        return strips

    def render_line(self, y: int) -> Strip:
        """One row of the window, exactly as wide as the pane."""
        return self._row_strip(self._get_painter(), self.top + y, self.thumb.contains(y))

    def _row_strip(self, painter: Painter, number: int, thumb: bool) -> Strip:
        width = self.window.width
        if not self.is_laid_out or number >= self.rows.height:
            return Strip.blank(width, painter.base)
        row = self.rows.span(number)
        marks = self._marks(number, row)
        key = (row, width, thumb, *marks)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > _STRIP_LIMIT:
                self._strips.clear()
            strip = self._strips[key] = self._paint(painter, row, marks, thumb)
        return strip

    def _paint(self, painter: Painter, row: Span, marks: list[LabelledSpan], thumb: bool) -> Strip:
        geometry, base = self.geometry, painter.base
        labels = [
            LabelledSpan(found.start, found.end, found.label if found.label in LANES else OTHER)
            for found in self.reading.index.overlapping(row.start, row.end)
        ]
        segments = [Segment(" " * geometry.margin, base)] if geometry.margin else []
        if geometry.has_gutter:
            segments += painter.gutter(row, labels)
        cells = geometry.text_width + 1
        inserted = self.rows.inserted(row)
        segments += painter.row(self.reading.text, row, labels, marks, cells, inserted)
        width = self.window.width
        rest = width - geometry.text_left - cells - 1
        segments.append(Segment(" " * rest, base))
        segments.append(Segment("▐", painter.thumb) if thumb else Segment(" ", base))
        # Fewer changes of style are fewer bytes to write: a third of them for a whole window.
        return Strip(segments, width).simplify()

    def _marks(self, number: int, row: Span) -> list[LabelledSpan]:
        """What is drawn over the labels of a row: title, hits, selection, current mark, caret."""
        reading = self.reading
        candidates = [LabelledSpan(*reading.article.title_span, TITLE)]
        if reading.current is not None and reading.is_chosen:
            candidates.append(LabelledSpan(*reading.current.span, CURRENT))
        candidates.append(LabelledSpan(*reading.selection.span, SELECTED))
        # Clipped, so that a row finds its strip again while a selection grows beyond it.
        marks = [
            LabelledSpan(max(start, row.start), min(end, row.end), label)
            for start, end, label in candidates
            if start < row.end and end > row.start
        ]
        if self._hits is not None:
            marks += [LabelledSpan(*hit, HIT) for hit in self._hits.within(*row)]
        if self.rows.row_at(reading.caret) == number:
            sign = CARET if self.has_focus else CARET_ELSEWHERE
            after = next_boundary(reading.text, reading.caret)
            marks.append(LabelledSpan(reading.caret, after, sign))
        return marks

    def _brackets(self, stretch: Span) -> Insertions:
        marks = self.reading.index.overlapping(*stretch)
        return brackets(self.reading.text, stretch, marks, self.geometry.text_width)

    def _get_painter(self) -> Painter:
        palette = palette_of(self.app)
        if self._painter is None or self._painter.palette is not palette:
            self._strips.clear()
            base = Style(color=palette.text, bgcolor=palette.background)
            self._painter = Painter(palette, base, monochrome=self.app.no_color)
        return self._painter

    def _state(self) -> _Shown:
        reading = self.reading
        current = reading.current.id if reading.current and reading.is_chosen else ""
        return _Shown(reading.caret, reading.selection.span, current, reading.revision)

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

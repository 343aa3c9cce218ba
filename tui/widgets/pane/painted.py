"""Paints the rows of an open article that are in view, and only what has changed of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from annotations.reading import Reading
from annotations.text.graphemes import next_boundary
from annotations.text.span import Span
from tui.counterparts import ShownCounterpart
from tui.insertions import Insertions
from tui.theme import LANES, OTHER, palette_of
from tui.widgets.pane.brackets import brackets
from tui.widgets.pane.linking import Link
from tui.widgets.pane.mouse import PointedView
from tui.widgets.pane.paint import (
    CARET,
    CARET_ELSEWHERE,
    COUNTERPART,
    CURRENT,
    CURRENT_HIT,
    ELSEWHERE,
    HIT,
    SELECTED,
    TITLE,
    LabelledSpan,
    Painter,
    plain_row,
)

_STRIP_LIMIT = 4096


class ShownHits(Protocol):
    """Knows what is shown as found."""

    def within(self, start: int, end: int) -> Sequence[Span]:
        """The spans that share a code point with [start, end), by start."""
        ...


class _Row(NamedTuple):
    """All that the look of a row follows from, so that it is painted once."""

    span: Span
    width: int
    has_thumb: bool
    labels: tuple[LabelledSpan, ...]
    marks: tuple[LabelledSpan, ...]
    """What is drawn with the labels: title, counterpart, selection, current mark, hits, caret."""
    sign: str
    """What stands between gutter and text."""


class PaintedView(PointedView):
    """Rows of an open article with their labels, selection, hits and caret."""

    def __init__(
        self, reading: Reading, column: int, *, view: Span | None = None, link: Link | None = None
    ) -> None:
        super().__init__(reading, column, view=view, link=link)
        self._hits: ShownHits | None = None
        self._painter: Painter | None = None
        self._painted: dict[_Row, Strip] = {}
        self._in_window: dict[int, Strip] = {}
        """What was painted last, by line of the window."""
        self._top_painted = -1
        self._hits_told = 0
        """How often more was told of the hits that are shown."""
        self._counterpart: ShownCounterpart | None = None
        self._dimmed: Sequence[Span] = ()
        self.shows_brackets = False
        """Whether the ends of marks are written in the text."""
        self._frame: list[Strip] = []
        self._frame_state: tuple[object, ...] = ()

    # -- what there is to be painted

    def set_hits(self, hits: ShownHits | None, *, is_news: bool = False) -> None:
        """Show these as found, or nothing; `is_news` where the same know of more."""
        if hits is not self._hits or is_news:
            self._hits = hits
            self._hits_told += 1
            self.repaint()

    def show_counterpart(self, shown: ShownCounterpart | None) -> None:
        """Mark this as what says the same as the passage that is compared, or nothing."""
        if shown != self._counterpart:
            self._counterpart = shown
            if self.is_laid_out:
                self.repaint()

    def dim(self, sentences: Sequence[Span]) -> None:
        """Dim these, which are in order and do not overlap: others say them too."""
        if sentences != self._dimmed:
            self._dimmed = sentences
            if self.is_laid_out:
                self.repaint()

    def brackets_in(self, stretch: Span) -> Insertions:
        """What is written in a stretch of the text where marks are."""
        marks = self.reading.index.overlapping(*stretch)
        return brackets(self.reading.text, stretch, marks, self.geometry.text_width)

    def forget_rows(self) -> None:
        """Paint every row afresh: what is written in the text may have changed."""
        self._painted.clear()
        self._frame_state = ()

    def rows_renumbered(self) -> None:
        """Write only what tells where in the text the window is."""
        self._top_painted = self.top
        self.repaint()

    def repaint(self) -> None:
        """Write those rows of the window that look otherwise now."""
        if not self.is_laid_out or self._top_painted != self.top:
            self.refresh()
            return
        for y, strip in enumerate(self._strips(range(self.window.height))):
            if strip != self._in_window.get(y):
                self.refresh_lines(self.top + y)

    # -- painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible rows, straight from here: there is no border or padding to add.

        Textual asks for all of them whenever anything beside them changes, too.
        """
        self.fit()
        state = (crop, self.top, self.rows.height, self._state_painted())
        if state != self._frame_state:
            self._frame_state, self._frame = state, self._frame_of(crop)
        return self._frame

    def _state_painted(self) -> tuple[object, ...]:
        """All that the look of the window follows from, but its place in the text."""
        reading = self.reading
        current = reading.current if reading.is_chosen else None
        own = (reading.selection, current, reading.revision, self.has_focus)
        shown = (self._counterpart, self._dimmed, self._hits, self._hits_told, self.shows_brackets)
        return (*own, *shown, self._get_painter())

    def _frame_of(self, crop: Region) -> list[Strip]:
        strips = self._strips(crop.line_range)
        if self._top_painted != self.top:
            self._in_window.clear()
            self._top_painted = self.top
        self._in_window.update(zip(crop.line_range, strips, strict=True))
        width = self.window.width
        if crop.column_span != (0, width):
            base = self._get_painter().base
            strips = [
                strip.adjust_cell_length(width, base).crop(*crop.column_span) for strip in strips
            ]
        return strips

    def render_line(self, y: int) -> Strip:
        """One row of the window, exactly as wide as the pane."""
        return self._strips(range(y, y + 1))[0]

    def _strips(self, lines: range) -> list[Strip]:
        """Lines of the window; what is the same for all of them is asked for once."""
        painter, width, top, thumb = self._get_painter(), self.window.width, self.top, self.thumb
        below = self._strip([Segment(" " * width, painter.base)], width)
        if not self.is_laid_out or not lines:
            return [below] * len(lines)
        shown = lines[: max(0, self.rows.height - top - lines.start)]
        spans = [self.rows.span(top + y) for y in shown]
        seen = Span(spans[0].start, spans[-1].end) if spans else Span(0, 0)
        labels, marks, caret = self._labels(seen), self._marks(seen), self._caret()
        caret_row = self.rows.row_at(self.reading.caret) - top
        strips = []
        for y, span in zip(shown, spans, strict=True):
            over = _within(span, marks) if marks else ()
            row = _Row(
                span,
                width,
                thumb.contains(y),
                tuple(it for it in labels if it.start < span.end and it.end > span.start),
                (*over, caret) if y == caret_row else (*over,),
                self._sign(span),
            )
            strips.append(self._painted.get(row) or self._paint(painter, row))
        return strips + [below] * (len(lines) - len(strips))

    def _sign(self, row: Span) -> str:
        """What says in the gutter that a counterpart begins in a row."""
        shown = self._counterpart
        begins = shown is not None and row.contains(shown.counterpart.span.start)
        return shown.sign if shown is not None and begins else " "

    def _labels(self, seen: Span) -> list[LabelledSpan]:
        return [
            LabelledSpan(found.start, found.end, found.label if found.label in LANES else OTHER)
            for found in self.reading.index.overlapping(*seen)
        ]

    def _marks(self, seen: Span) -> list[LabelledSpan]:
        """What is drawn with the labels but the caret, from below to above."""
        reading = self.reading
        marks = [LabelledSpan(*reading.article.title_span, TITLE)]
        first = bisect_right(self._dimmed, seen.start, key=lambda sentence: sentence.end)
        last = bisect_left(self._dimmed, seen.end, first, key=lambda sentence: sentence.start)
        marks += [LabelledSpan(*sentence, ELSEWHERE) for sentence in self._dimmed[first:last]]
        if self._counterpart is not None:
            marks.append(LabelledSpan(*self._counterpart.counterpart.span, COUNTERPART))
        if reading.current is not None and reading.is_chosen:
            marks.append(LabelledSpan(*reading.current.span, CURRENT))
        marks.append(LabelledSpan(*reading.selection.span, SELECTED))
        if self._hits is not None:
            caret = self._caret()
            marks += [
                LabelledSpan(*hit, CURRENT_HIT if caret.start <= hit.start < caret.end else HIT)
                for hit in self._hits.within(*seen)
            ]
        return _within(seen, marks)

    def _caret(self) -> LabelledSpan:
        text, caret = self.reading.text, self.reading.caret
        sign = CARET if self.has_focus else CARET_ELSEWHERE
        return LabelledSpan(caret, next_boundary(text, caret), sign)

    def _paint(self, painter: Painter, row: _Row) -> Strip:
        geometry, base = self.geometry, painter.base
        cells = geometry.text_width + 1
        margin, rest = " " * geometry.margin, " " * (row.width - geometry.text_left - cells - 1)
        end = Segment("▐", painter.thumb) if row.has_thumb else Segment(" ", base)
        bare = None
        if not row.labels and not row.marks:
            # Most rows are so: nothing on them, one style for all.
            bare = plain_row(self.reading.text, row.span, cells)
        if bare is not None:
            segments = [Segment(" " * geometry.text_left + bare + rest, base), end]
        else:
            lanes = painter.gutter(row.span, row.labels, row.sign)
            gutter = lanes if geometry.has_gutter else []
            inserted = self.rows.inserted(row.span)
            shown = painter.row(self.reading.text, row.span, row.labels, row.marks, cells, inserted)
            segments = [Segment(margin, base), *gutter, *shown, Segment(rest, base), end]
            # Fewer changes of style are fewer bytes to write.
            segments = list(Segment.simplify(segment for segment in segments if segment.text))
        if len(self._painted) > _STRIP_LIMIT:
            self._painted.clear()
        strip = self._painted[row] = self._strip(segments, row.width)
        return strip

    def _strip(self, segments: list[Segment], width: int) -> Strip:
        """A line that has gone through what every line goes through."""
        background = Color.parse(self._get_painter().palette.background)
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, background)
        return Strip(segments, width)

    def _get_painter(self) -> Painter:
        palette = palette_of(self.app)
        if self._painter is None or self._painter.palette is not palette:
            self.forget_rows()
            base = Style(color=palette.text, bgcolor=palette.background)
            self._painter = Painter(palette, base, monochrome=self.app.no_color)
        return self._painter


def _within(stretch: Span, spans: Sequence[LabelledSpan]) -> list[LabelledSpan]:
    """What of the spans is in a stretch, clipped: a row is the same while a span grows beyond."""
    return [
        LabelledSpan(max(start, stretch.start), min(end, stretch.end), label)
        for start, end, label in spans
        if start < stretch.end and end > stretch.start
    ]

"""Paint one row: from spans to styled segments, by a sweep over where anything changes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.text.span import Span
from tui.cells import is_plain, row_clusters
from tui.insertions import NOTHING, Insertions, Signs
from tui.theme import IN_FEW_COLOURS, LANES, OTHER, OUTER_STYLES, Palette

CARET = "caret"
CARET_ELSEWHERE = "caret elsewhere"
COUNTERPART = "counterpart"
CURRENT = "current"
ELSEWHERE = "elsewhere"
CURRENT_HIT = "current hit"
HIT = "hit"
SELECTED = "selected"
TITLE = "title"
_CARETS = (CARET, CARET_ELSEWHERE)
_HITS = (HIT, CURRENT_HIT)


class LabelledSpan(NamedTuple):
    """A span in code points, half open, and what it means: a label, or one of the marks above."""

    start: int
    end: int
    label: str


class Look(NamedTuple):
    """What has to be seen at a place: the innermost label, those around it, marks on top."""

    inner: str = ""
    outer: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


class Painter:
    """Turns looks into styles, each made once, and rows into segments."""

    def __init__(self, palette: Palette, base: Style, *, monochrome: bool = False) -> None:
        self.palette = palette
        self._monochrome = monochrome
        self.base = base
        self.thumb = base + Style(color=palette.dim)
        self._styles: dict[Look, Style] = {}
        self._lane_styles = {
            label: base + Style(color=palette.lanes[label], bold=True) for label in LANES
        }
        self._lane_line_styles = {
            label: base + Style(color=palette.lanes[label], dim=monochrome) for label in LANES
        }
        self._sign_styles = {
            label: base + Style(color=color, dim=monochrome)
            for label, color in palette.lanes.items()
        }

    def gutter(self, row: Span, spans: Iterable[LabelledSpan], sign: str = " ") -> list[Segment]:
        """The four lanes of a row: the letter where a span starts, a line where it goes on.

        `sign` stands in the cell between them and the text.
        """
        signs = dict.fromkeys(LANES, " ")
        for start, end, label in spans:
            if label not in signs or start >= row.end or end <= row.start:
                continue
            if start >= row.start:
                signs[label] = LANES[label]
            elif signs[label] == " ":
                signs[label] = "│"
        segments = [Segment(lane, self._lane_style(label, lane)) for label, lane in signs.items()]
        return [*segments, Segment(sign, self.base)]

    def _lane_style(self, label: str, sign: str) -> Style:
        if sign == " ":
            # What looks like its neighbours is written with them.
            return self.base
        return (self._lane_line_styles if sign == "│" else self._lane_styles)[label]

    def row(
        self,
        text: str,
        row: Span,
        labels: Sequence[LabelledSpan],
        marks: Sequence[LabelledSpan],
        width: int,
        inserted: Insertions = NOTHING,
    ) -> list[Segment]:
        """The text of a row in exactly `width` cells; marks are drawn over labels."""
        segments: list[Segment] = []
        left = width
        for start, end, look in _pieces(text, row, labels, marks, inserted):
            shown = shown_text(text, Span(start, end), row, inserted)
            for part in (
                *self._signs(inserted.before.get(start, ())),
                Segment(shown, self.style(look)),
                *self._signs(inserted.after.get(end, ())),
            ):
                segment = part
                cells = cell_len(part.text)
                if cells > left:
                    segment, cells = Segment(_crop(part.text, left), part.style), left
                if segment.text:
                    segments.append(segment)
                    left -= cells
        for mark in marks:
            # A caret behind the last character has no character to stand on.
            if left and mark.start == mark.end == row.end:
                segments.append(Segment(" ", self.style(Look(marks=frozenset({mark.label})))))
                left -= 1
        if left:
            segments.append(Segment(" " * left, self.base))
        return segments

    def _signs(self, signs: Signs) -> list[Segment]:
        other = self._sign_styles[OTHER]
        return [Segment(shown, self._sign_styles.get(label, other)) for shown, label in signs]

    def style(self, look: Look) -> Style:
        """The one style of a look."""
        style = self._styles.get(look)
        if style is None:
            style = self._styles[look] = self._make_style(look)
        return style

    def _make_style(self, look: Look) -> Style:
        style = self.base + Style(bold=True) if TITLE in look.marks else self.base
        if self._monochrome:
            return style + self._without_colours(look)
        palette = self.palette
        if _is_dimmed(look):
            style += Style(color=palette.dim)
        if COUNTERPART in look.marks:
            style += palette.on_counterpart + Style(bgcolor=palette.counterpart)
        if look.inner:
            style += Style(
                bgcolor=palette.labels.get(look.inner, palette.labels[OTHER]),
                color=palette.on_labels.get(look.inner, palette.text),
            )
        for label, attribute in OUTER_STYLES.items():
            if label in look.outer:
                style += attribute
        current = palette.lanes.get(look.inner, palette.lanes[OTHER])
        for mark, background, color in (
            (CURRENT, current, palette.background),
            (HIT, palette.hit, palette.hit_text),
            (CURRENT_HIT, palette.current_hit, palette.hit_text),
            (SELECTED, palette.selection, palette.text),
            (CARET_ELSEWHERE, palette.caret_elsewhere, palette.text),
            (CARET, palette.caret, palette.caret_text),
        ):
            if mark in look.marks:
                style += Style(bgcolor=background, color=color, reverse=False)
        if CURRENT in look.marks:
            style += palette.current
        if look.marks & {CURRENT, SELECTED}:
            # Its colour may be theirs, or not be seen.
            return _with_hit(style, look)
        return style + palette.current if CURRENT_HIT in look.marks else style

    def _without_colours(self, look: Look) -> Style:
        """Attributes for labels; marks turn over what is below, and so are seen on anything."""
        style = Style(bold=TITLE in look.marks, dim=_is_dimmed(look))
        if COUNTERPART in look.marks:
            style += IN_FEW_COLOURS
        for label, attribute in OUTER_STYLES.items():
            if label in look.outer or label == look.inner:
                style += attribute
        is_hit = not look.marks.isdisjoint(_HITS)
        if SELECTED in look.marks:
            style += Style(reverse=not style.reverse)
        elif CURRENT in look.marks and not is_hit:
            # Slanted as well, so that what is selected of it while it is reshaped is seen.
            style += Style(reverse=not style.reverse, italic=not style.italic)
        style = _with_hit(style, look)
        if CURRENT_HIT in look.marks:
            style += Style(reverse=not style.reverse)
        if CARET_ELSEWHERE in look.marks:
            style += Style(underline=not style.underline)
        if CARET in look.marks:
            # Underlined, so that it is seen beside a selection, which is reversed as well.
            style += Style(reverse=not style.reverse, underline=True)
        return style


def _is_dimmed(look: Look) -> bool:
    """Whether there is nothing to be seen at a place but that others say it too."""
    return ELSEWHERE in look.marks and not look.inner and look.marks <= {ELSEWHERE, TITLE}


def _with_hit(style: Style, look: Look) -> Style:
    """Bold and underlined where something is found; neither, where it was both before."""
    if look.marks.isdisjoint(_HITS):
        return style
    is_plainer = not (style.bold and style.underline)
    return style + Style(bold=is_plainer, underline=is_plainer)


def sweep(
    row: Span, labels: Sequence[LabelledSpan], marks: Sequence[LabelledSpan]
) -> list[tuple[int, int, Look]]:
    """Cut a row at every place where its look changes: (start, end, look), tiling the row."""
    active_labels = [span for span in labels if span.start < row.end and span.end > row.start]
    active_marks = [span for span in marks if span.start < row.end and span.end > row.start]
    cuts = {row.start, row.end}
    for start, end, _ in (*active_labels, *active_marks):
        cuts.add(max(start, row.start))
        cuts.add(min(end, row.end))
    edges = sorted(cuts)
    return [
        (start, end, _look_at(start, active_labels, active_marks)) for start, end in pairwise(edges)
    ]


def _look_at(offset: int, labels: Sequence[LabelledSpan], marks: Sequence[LabelledSpan]) -> Look:
    here = [span for span in labels if span.start <= offset < span.end]
    over = frozenset(span.label for span in marks if span.start <= offset < span.end)
    if not here:
        return Look(marks=over)
    # The innermost is the one that starts last; of two with one start, the shorter.
    inner = max(here, key=lambda span: (span.start, -span.end))
    outer = frozenset(span.label for span in here if span is not inner)
    return Look(inner.label, outer, over)


def _pieces(
    text: str,
    row: Span,
    labels: Sequence[LabelledSpan],
    marks: Sequence[LabelledSpan],
    inserted: Insertions,
) -> Iterator[tuple[int, int, Look]]:
    """The row's sweep, cut where anything is inserted."""
    edges = inserted.edges
    for start, end, look in _looks(text, row, labels, marks):
        cuts = [start, *(edge for edge in edges if start < edge < end), end]
        yield from ((first, last, look) for first, last in pairwise(cuts))


def _looks(
    text: str, row: Span, labels: Sequence[LabelledSpan], marks: Sequence[LabelledSpan]
) -> list[tuple[int, int, Look]]:
    """The row's sweep; a blank at which it is wrapped shows a caret only, so spans end evenly."""
    last = row.end - 1
    if row.end == len(text) or text[last] != " ":
        return sweep(row, labels, marks)
    carets = [mark for mark in marks if mark.label in _CARETS]
    blank = Span(last, row.end)
    return [*sweep(Span(row.start, last), labels, marks), *sweep(blank, (), carets)]


def shown_text(text: str, part: Span, row: Span, inserted: Insertions = NOTHING) -> str:
    """What is written for a part of a row; its line end as a blank, for a caret to stand on."""
    if is_plain(text, part):
        return text[part.start : part.end].replace("\n", " ").replace("\xa0", " ")
    shown = [
        cluster.shown
        for cluster in row_clusters(text, Span(row.start, part.end), inserted)
        if cluster.start >= part.start
    ]
    return "".join(shown) + (" " if text[part.end - 1] == "\n" else "")


def plain_row(text: str, row: Span, width: int) -> str | None:
    """A row of text in exactly `width` cells, if it is one that is shown as it is."""
    if row.length > width or not is_plain(text, row):
        return None
    return text[row.start : row.end].replace("\n", " ").replace("\xa0", " ").ljust(width)


def _crop(shown: str, cells: int) -> str:
    """The beginning of a shown text in exactly `cells` cells; half a wide character is a blank."""
    while cell_len(shown) > cells:
        shown = shown[:-1]
    return shown + " " * (cells - cell_len(shown))

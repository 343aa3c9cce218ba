"""Painting: every row exactly as wide as asked, and what lies where is seen."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from annotations.text.span import Span
from tests.screen.texts import TEXTS
from tui.theme import DARK, LANES, LIGHT, OTHER, OUTER_STYLES, PALETTES
from tui.widgets.pane.paint import (
    CARET,
    CARET_ELSEWHERE,
    CURRENT,
    CURRENT_HIT,
    HIT,
    SELECTED,
    TITLE,
    LabelledSpan,
    Look,
    Painter,
    shown_text,
    sweep,
)
from tui.widgets.pane.rows import Rows

BASE = Style(color=DARK.text, bgcolor=DARK.background)
PAINTER = Painter(DARK, BASE)
LABELS = (*LANES, OTHER)
LABELLED = [
    ("",),
    *((inner, *outer) for inner in LABELS for n in range(5) for outer in combinations(LANES, n)),
]
"""What labels may lie over one another: the innermost, then those around it."""
MARKS = (CARET, CARET_ELSEWHERE, CURRENT, CURRENT_HIT, HIT, SELECTED, TITLE)


def labelled(names: Sequence[str], reach: int) -> st.SearchStrategy[list[LabelledSpan]]:
    """Spans that are not empty, sorted by start as an index gives them, none of them twice."""
    places = st.tuples(st.integers(0, reach), st.integers(1, reach), st.sampled_from(names))
    spans = places.map(lambda place: LabelledSpan(place[0], place[0] + place[1], place[2]))
    return st.lists(spans, max_size=7, unique_by=lambda span: (span.start, span.end)).map(sorted)


def cells_of(segments: list[Segment]) -> Iterator[tuple[str, Style]]:
    for text, style, _ in segments:
        assert style is not None, "a segment without a style breaks the filter for NO_COLOR"
        for character in text:
            yield character, style


@settings(max_examples=150)
@given(TEXTS, st.integers(1, 60), labelled(LABELS, 40), labelled(MARKS, 40))
def test_a_painted_row_is_exactly_as_wide_as_asked(
    text: str, width: int, labels: list[LabelledSpan], marks: list[LabelledSpan]
) -> None:
    rows = Rows(text, width)
    for number in range(min(rows.height, 12)):
        row = rows.span(number)
        segments = PAINTER.row(text, row, labels, marks, width + 1)
        assert all(style is not None for _, style, _ in segments)
        assert sum(cell_len(shown) for shown, _, _ in segments) == width + 1


@settings(max_examples=150)
@given(TEXTS, st.integers(3, 60))
def test_a_painted_row_shows_the_text_of_the_row(text: str, width: int) -> None:
    rows = Rows(text, width)
    for number in range(min(rows.height, 12)):
        row = rows.span(number)
        painted = "".join(shown for shown, _, _ in PAINTER.row(text, row, [], [], width + 40))
        expected = shown_text(text, row, row) if row.length else ""
        assert painted.rstrip(" ") == expected.rstrip(" ")


@settings(max_examples=150)
@given(st.integers(0, 20), st.integers(1, 30), labelled(LABELS, 50))
def test_the_innermost_label_has_the_background_and_outer_ones_add_attributes(
    start: int, length: int, labels: list[LabelledSpan]
) -> None:
    text = "a" * 120
    row = Span(start, start + length)
    painted = list(cells_of(PAINTER.row(text, row, labels, [], length)))
    for offset in range(row.start, row.end):
        _, style = painted[offset - row.start]
        _assert_looks(style, [span for span in labels if span.start <= offset < span.end])


WORDS = "word and word " * 5
WORD_EDGES = [0, *(place for place in range(1, len(WORDS)) if " " in WORDS[place - 1 : place + 1])]
WORD_SPANS = st.lists(
    st.tuples(st.sampled_from(WORD_EDGES), st.sampled_from(WORD_EDGES), st.sampled_from(LABELS))
    .filter(lambda drawn: drawn[0] < drawn[1])
    .map(lambda drawn: LabelledSpan(*drawn)),
    max_size=5,
    unique_by=lambda span: (span.start, span.end),
).map(sorted)


@settings(max_examples=250)
@given(WORD_SPANS)
def test_labels_are_seen_alike_in_every_row_of_wrapped_words(labels: list[LabelledSpan]) -> None:
    text, rows = WORDS, Rows(WORDS, 16)
    for number in range(rows.height):
        row = rows.span(number)
        painted = list(cells_of(PAINTER.row(text, row, labels, [], 17)))
        # The blank at which a row is wrapped need not be painted.
        for offset in range(row.start, row.end - 1):
            _, style = painted[offset - row.start]
            _assert_looks(style, [span for span in labels if span.start <= offset < span.end])


def _assert_looks(style: Style, here: list[LabelledSpan]) -> None:
    if not here:
        assert style == BASE
        return
    inner = max(here, key=lambda span: (span.start, -span.end))
    outer = {span.label for span in here if span is not inner}
    assert style.bgcolor == Color.parse(DARK.labels[inner.label])
    for label, attribute in OUTER_STYLES.items():
        for name in ("underline", "italic", "bold", "reverse"):
            if getattr(attribute, name):
                assert bool(getattr(style, name)) is (label in outer), (label, here)


@settings(max_examples=150)
@given(st.integers(0, 60), st.integers(0, 30), labelled(LABELS, 50), labelled(MARKS, 50))
def test_a_sweep_tiles_the_row(
    start: int, length: int, labels: list[LabelledSpan], marks: list[LabelledSpan]
) -> None:
    row = Span(start, start + length)
    pieces = sweep(row, labels, marks)
    assert [piece[0] for piece in pieces] + [row.end] == (
        [row.start] + [piece[1] for piece in pieces] if pieces else [row.end]
    )
    for first, last, look in pieces:
        for offset in range(first, last):
            names = {span.label for span in labels if span.start <= offset < span.end}
            assert names == look.outer | ({look.inner} if look.inner else set()) or (
                look.inner in names and look.outer <= names
            )
            assert look.marks == {span.label for span in marks if span.start <= offset < span.end}


@settings(max_examples=150)
@given(st.integers(0, 40), st.integers(1, 30), labelled(LABELS, 60))
def test_the_gutter_has_a_letter_where_a_mark_starts_and_a_line_where_it_goes_on(
    start: int, length: int, labels: list[LabelledSpan]
) -> None:
    row = Span(start, start + length)
    gutter = PAINTER.gutter(row, labels)
    shown = "".join(character for character, _ in cells_of(gutter))
    expected = ""
    for label, letter in LANES.items():
        own = [span for span in labels if span.label == label]
        if any(row.start <= span.start < row.end for span in own):
            expected += letter
        elif any(span.start < row.start < span.end for span in own):
            expected += "│"
        else:
            expected += " "
    assert shown == f"{expected} "


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_what_is_drawn_over_a_label_hides_it_or_marks_it(palette: object) -> None:
    chosen = DARK if palette is DARK else LIGHT
    painter = Painter(chosen, Style(color=chosen.text, bgcolor=chosen.background))
    for mark, background in (
        (SELECTED, chosen.selection),
        (HIT, chosen.hit),
        (CURRENT_HIT, chosen.current_hit),
        (CARET, chosen.caret),
        (CARET_ELSEWHERE, chosen.caret_elsewhere),
        (CURRENT, chosen.lanes["claim"]),
    ):
        look = Look("claim", frozenset({"error"}), frozenset({mark}))
        style = painter.style(look)
        assert style.bgcolor == Color.parse(background), mark
        assert not style.reverse, "what is reversed would lose its colours"
    assert painter.style(Look(marks=frozenset({TITLE}))).bold


def test_a_caret_behind_the_last_character_stands_on_a_blank() -> None:
    caret = LabelledSpan(3, 3, CARET)
    painted = list(cells_of(PAINTER.row("abc", Span(0, 3), [], [caret], 6)))
    assert "".join(character for character, _ in painted) == "abc   "
    assert [style.bgcolor == Color.parse(DARK.caret) for _, style in painted] == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]


def test_a_caret_at_a_line_end_stands_on_a_blank() -> None:
    caret = LabelledSpan(2, 3, CARET)
    painted = list(cells_of(PAINTER.row("ab\ncd", Span(0, 3), [], [caret], 4)))
    assert painted[2] == (" ", PAINTER.style(Look(marks=frozenset({CARET}))))


PAINTERS = {
    "no colours": Painter(DARK, BASE, monochrome=True),
    **{
        f"{system} {theme}": Painter(palette, Style(color=palette.text, bgcolor=palette.background))
        for system, palettes in PALETTES.items()
        for theme, palette in palettes.items()
    },
}


@pytest.mark.parametrize("painter", PAINTERS.values(), ids=PAINTERS)
@pytest.mark.parametrize(
    ("below", "above"),
    [
        ((), (SELECTED,)),
        ((), (CURRENT,)),
        ((), (HIT,)),
        ((), (CURRENT_HIT,)),
        ((), (CARET,)),
        ((), (CARET_ELSEWHERE,)),
        ((HIT,), (CURRENT_HIT,)),
        ((HIT,), (SELECTED,)),
        ((SELECTED,), (HIT,)),
        ((SELECTED,), (CURRENT_HIT,)),
        ((CURRENT,), (HIT,)),
        ((CURRENT,), (CURRENT_HIT,)),
        ((CURRENT,), (SELECTED,)),
        ((CURRENT_HIT,), (CARET,)),
        ((SELECTED, HIT), (CARET,)),
    ],
)
def test_what_is_drawn_over_anything_is_told_from_what_is_around_it(
    painter: Painter, below: tuple[str, ...], above: tuple[str, ...]
) -> None:
    for around in (below, (*below, TITLE)):
        for inner, *outer in LABELLED:
            look = Look(inner, frozenset(outer), frozenset(around))
            over = look._replace(marks=look.marks | set(above))
            if HIT in below and CURRENT_HIT in above:
                over = over._replace(marks=over.marks - {HIT})
            assert painter.style(over) != painter.style(look), look


class TestWithoutColours:
    painter = Painter(DARK, BASE, monochrome=True)

    @pytest.mark.parametrize(("label", "attribute"), OUTER_STYLES.items())
    def test_each_label_has_an_attribute_of_its_own(self, label: str, attribute: Style) -> None:
        style = self.painter.style(Look(label)).without_color
        plain = self.painter.style(Look()).without_color
        assert style != plain
        assert style == plain + attribute

    @pytest.mark.parametrize("mark", [SELECTED, CURRENT_HIT, CURRENT, CARET])
    @pytest.mark.parametrize("label", ["", "claim", "quote", "date"])
    def test_selection_current_hit_and_mark_and_caret_are_reversed(
        self, mark: str, label: str
    ) -> None:
        assert self.painter.style(Look(label, frozenset(), frozenset({mark}))).reverse

    @pytest.mark.parametrize("mark", [SELECTED, CURRENT_HIT, CURRENT])
    def test_in_what_is_reversed_they_are_not(self, mark: str) -> None:
        assert not self.painter.style(Look("error", frozenset(), frozenset({mark}))).reverse

    @pytest.mark.parametrize(
        "below",
        [
            Look("claim", frozenset(), frozenset({SELECTED})),
            Look("error"),
            Look("date", frozenset({"error"})),
            Look("", frozenset(), frozenset({CURRENT, TITLE})),
        ],
    )
    def test_the_caret_is_a_hole_in_what_is_reversed(self, below: Look) -> None:
        with_caret = below._replace(marks=below.marks | {CARET})
        assert self.painter.style(below).reverse
        assert not self.painter.style(with_caret).reverse

"""Marks written in the text: where brackets stand, and that wrapping and painting agree on them."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from annotations.span_index import SpanIndex
from annotations.text.span import Span
from tests.screen.test_rows import BLOCK_LENGTHS, BREAKING, blocks_of, spans
from tests.screen.texts import TEXTS, WIDTHS
from tui.cells import cell_of, offset_at, row_clusters
from tui.insertions import NOTHING, Insertions, Signs
from tui.theme import DARK, LANES
from tui.widgets.pane.brackets import brackets
from tui.widgets.pane.paint import LabelledSpan, Painter, shown_text
from tui.widgets.pane.rows import Rows

PAINTER = Painter(DARK, Style(color=DARK.text, bgcolor=DARK.background))
LABELS = (*LANES, "person", "漢字", "\x1b]0;evil", "👩\u200d👧 family")
MARKS = st.lists(
    st.tuples(st.integers(0, 120), st.integers(1, 60), st.sampled_from(LABELS)), max_size=9
)


def marks_in(text: str, drawn: list[tuple[int, int, str]]) -> SpanIndex[LabelledSpan]:
    """The drawn marks as far as they lie in the text; their ends anywhere, in characters too."""
    return SpanIndex(
        LabelledSpan(start, min(start + length, len(text)), label)
        for start, length, label in drawn
        if start < len(text)
    )


def wrapped(text: str, width: int, marks: SpanIndex[LabelledSpan]) -> Rows:
    def inserted(stretch: Span) -> Insertions:
        return brackets(text, stretch, marks.overlapping(*stretch), width)

    return Rows(text, width, inserted)


def shown(text: str, *marks: tuple[int, int, str], width: int = 200) -> list[str]:
    """The rows of a text as they are painted with brackets."""
    rows = wrapped(text, width, SpanIndex(LabelledSpan(*mark) for mark in marks))
    return [painted(rows, row).rstrip() for row in spans(rows)]


def painted(rows: Rows, row: Span) -> str:
    segments = PAINTER.row(rows.text, row, [], [], rows.width + 1, rows.inserted(row))
    assert all(style is not None for _, style, _ in segments)
    return "".join(segment.text for segment in segments)


@settings(max_examples=200)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS, MARKS)
def test_rows_with_brackets_tile_the_text_and_fit_the_width(
    text: str, width: int, length: int, drawn: list[tuple[int, int, str]]
) -> None:
    with blocks_of(length):
        rows = wrapped(text, width, marks_in(text, drawn))
    found = spans(rows)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert all(row.end == after.start and row.length for row, after in pairwise(found))
    for number, row in enumerate(found):
        assert all(rows.row_at(offset) == number for offset in range(row.start, row.end))
        clusters = list(row_clusters(text, row, rows.inserted(row)))
        cells = sum(it.lead + it.cells + it.trail for it in clusters)
        if cells > width:
            last = clusters[-1]
            hangs = text[last.start] in BREAKING and cells - last.cells <= width
            assert hangs or len(clusters) == 1
        assert cell_len(painted(rows, row)) == width + 1


@settings(max_examples=150)
@given(TEXTS, st.integers(8, 60), MARKS)
@example("👩\u200d👩\u200d👧\u200d👦", 8, [(0, 1, "claim")])
def test_a_row_is_painted_with_all_its_text_and_all_its_brackets(
    text: str, width: int, drawn: list[tuple[int, int, str]]
) -> None:
    rows = wrapped(text, width, marks_in(text, drawn))
    for row in spans(rows):
        inserted, expected = rows.inserted(row), ""
        for it in row_clusters(text, row, inserted):
            expected += "".join(sign.shown for sign in inserted.before.get(it.start, ()))
            expected += it.shown
            expected += "".join(sign.shown for sign in inserted.after.get(it.end, ()))
        # One character may be wider than a row, with what stands beside it: it is cut off there.
        if cell_len(expected) > width and len(list(row_clusters(text, row, inserted))) == 1:
            assert expected.startswith(painted(rows, row).rstrip(" "))
        else:
            assert painted(rows, row).rstrip(" ") == expected.rstrip(" ")


@settings(max_examples=150)
@given(TEXTS, WIDTHS, MARKS)
def test_cells_and_offsets_agree_and_no_offset_lies_in_a_bracket(
    text: str, width: int, drawn: list[tuple[int, int, str]]
) -> None:
    rows = wrapped(text, width, marks_in(text, drawn))
    for row in spans(rows):
        inserted, column = rows.inserted(row), 0
        for it in row_clusters(text, row, inserted):
            assert cell_of(text, row, it.start, inserted) == column + it.lead
            for cell in range(column, column + it.lead + it.cells + it.trail):
                assert offset_at(text, row, cell, inserted) == it.start
            column += it.lead + it.cells + it.trail


@settings(max_examples=150)
@given(TEXTS, st.integers(4, 60), MARKS)
def test_a_stretch_has_the_brackets_that_the_whole_text_has_there(
    text: str, width: int, drawn: list[tuple[int, int, str]]
) -> None:
    marks = marks_in(text, drawn)
    whole = brackets(text, Span(0, len(text)), marks.overlapping(0, len(text)), width)
    before: dict[int, Signs] = {}
    after: dict[int, Signs] = {}
    for row in spans(Rows(text, width)):
        part = brackets(text, row, marks.overlapping(*row), width)
        before.update(part.before)
        after.update(part.after)
    assert Insertions(before, after) == whole


@settings(max_examples=100)
@given(TEXTS, WIDTHS)
def test_without_marks_rows_are_those_of_the_text(text: str, width: int) -> None:
    assert spans(wrapped(text, width, SpanIndex())) == spans(Rows(text, width))
    row = spans(Rows(text, width))[0]
    assert brackets(text, row, (), width) == NOTHING


@settings(max_examples=100)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS, MARKS, MARKS)
def test_looking_again_is_as_wrapping_anew(
    text: str,
    width: int,
    length: int,
    drawn: list[tuple[int, int, str]],
    later: list[tuple[int, int, str]],
) -> None:
    marks = [marks_in(text, drawn)]

    def inserted(stretch: Span) -> Insertions:
        return brackets(text, stretch, marks[-1].overlapping(*stretch), width)

    with blocks_of(length):
        rows, anew = Rows(text, width, inserted), wrapped(text, width, marks_in(text, later))
    spans(rows)
    marks.append(marks_in(text, later))
    rows.look_again()
    assert spans(rows) == spans(anew)


@pytest.mark.parametrize(
    ("marks", "row"),
    [
        ([(4, 9, "claim")], "one ⟨c two t⟩hree four"),
        ([(0, 18, "date")], "⟨d one two three four⟩"),
        ([(4, 13, "claim"), (8, 13, "quote")], "one ⟨c two ⟨q three⟩⟩ four"),
        ([(4, 7, "quote"), (4, 13, "claim")], "one ⟨c ⟨q two⟩ three⟩ four"),
        ([(4, 7, "claim"), (4, 7, "quote")], "one ⟨c ⟨q two⟩⟩ three four"),
        ([(0, 7, "claim"), (4, 13, "quote")], "⟨c one ⟨q two c⟩ three⟩ four"),
        ([(0, 3, "claim"), (3, 7, "quote")], "⟨c one⟩⟨q  two⟩ three four"),
        ([(4, 7, "Person"), (14, 18, "漢字")], "one ⟨p two⟩ three ⟨漢 four⟩"),
        ([(4, 7, "\u202eabc")], "one ⟨· two⟩ three four"),
    ],
)
def test_brackets_stand_at_the_ends_of_marks(marks: list[tuple[int, int, str]], row: str) -> None:
    assert shown("one two three four", *marks) == [row]


def test_a_bracket_stands_beside_text_and_never_at_a_line_end() -> None:
    text = "one\n\ntwo\n"
    assert shown(text, (0, 9, "claim")) == ["⟨c one", "", "two⟩", ""]
    assert shown(text, (3, 9, "claim")) == ["one", "", "⟨c two⟩", ""]
    assert shown(text, (3, 5, "claim")) == ["one", "", "two", ""]


def test_a_bracket_does_not_part_a_character() -> None:
    assert shown("e\u0301 👩\u200d👧!", (1, 4, "claim")) == ["⟨c e\u0301 👩👧⟩!"], "as it is shown"


def test_a_bracket_is_wrapped_with_its_word() -> None:
    for width in (8, 9, 10):
        rows = shown("one two three", (4, 7, "claim"), width=width)
        assert rows == ["one", "⟨c two⟩", "three"]


@pytest.mark.parametrize(
    ("width", "row"), [(40, "⟨c ⟨q ⟨d a⟩⟩⟩"), (14, "…⟨d a⟩⟩⟩"), (8, "…a⟩⟩⟩"), (4, "…a…")]
)
def test_where_there_is_no_room_the_outermost_are_left_out(width: int, row: str) -> None:
    marks = [(0, 1, "claim"), (0, 1, "quote"), (0, 1, "date")]
    assert shown("a", *marks, width=width) == [row]


def test_what_is_inserted_takes_room_before_a_tab() -> None:
    text = "a\tb"
    row = Span(0, 3)
    inserted = brackets(text, row, [LabelledSpan(0, 1, "claim")], 40)
    assert shown_text(text, Span(1, 2), row, inserted) == "   "
    assert shown(text, (0, 1, "claim")) == ["⟨c a⟩   b"]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.paragraphs import (
    LONGEST_WHOLE,
    neighbourhood,
    next_paragraph_start,
    paragraph_at,
    previous_paragraph_start,
)
from annotations.text.span import Span, skip_blanks, skip_blanks_back, trim_blanks

TEXTS = st.text(alphabet="a \n\xa0\x1c👩", max_size=30) | st.text()


def test_the_line_end_belongs_to_the_line_it_ends() -> None:
    text = "one\n\ntwo"
    assert paragraph_at(text, 0) == paragraph_at(text, 3) == Span(0, 3)
    assert paragraph_at(text, 4) == Span(4, 4)
    assert paragraph_at(text, 5) == paragraph_at(text, 8) == Span(5, 8)
    assert paragraph_at("one\n", 4) == Span(4, 4)
    assert paragraph_at("", 0) == Span(0, 0)


def test_motions_pass_over_blank_lines() -> None:
    text = "one\n\n \n two\nthree\n"
    assert [next_paragraph_start(text, offset) for offset in (0, 3, 4, 7, 12)] == [7, 7, 7, 12, 18]
    assert [previous_paragraph_start(text, offset) for offset in (18, 14, 12, 8, 7, 5, 2, 0)] == [
        12, 12, 7, 7, 0, 0, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("offset", [0, 3, LONGEST_WHOLE // 2, LONGEST_WHOLE])
def test_a_paragraph_of_the_longest_length_is_looked_at_whole(offset: int) -> None:
    assert neighbourhood("x" * LONGEST_WHOLE, offset) == Span(0, LONGEST_WHOLE)


def test_of_a_longer_paragraph_only_the_part_around_is_looked_at() -> None:
    text = "one\n" + "x" * (4 * LONGEST_WHOLE) + "\ntwo"
    for offset in (4, 9_000, 2 * LONGEST_WHOLE, 4 * LONGEST_WHOLE + 4):
        part = neighbourhood(text, offset)
        assert part.start <= offset <= part.end
        assert part.length <= LONGEST_WHOLE
        assert "\n" not in text[part.start : part.end]
    assert neighbourhood(text, 1) == Span(0, 3)


def test_blanks_at_the_ends_are_left_out() -> None:
    text = " \xa0 a b \n"
    assert trim_blanks(text, Span(0, len(text))) == Span(3, 6)
    assert trim_blanks(text, Span(1, 3)) == Span(1, 1)
    assert trim_blanks(" " * 5_000 + "a" + " " * 5_000, Span(0, 10_001)) == Span(5_000, 5_001)


def test_a_span_knows_its_length_and_what_it_contains() -> None:
    span = Span(2, 5)
    assert span.length == 3
    assert [span.contains(offset) for offset in (1, 2, 4, 5)] == [False, True, True, False]


@settings(deadline=None)
@given(TEXTS, st.data())
def test_trimming_is_strip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    trimmed = trim_blanks(text, Span(start, end))
    assert text[trimmed.start : trimmed.end] == text[start:end].strip()
    assert start <= trimmed.start <= trimmed.end <= end
    if trimmed.length:
        assert skip_blanks(text, start, end) == trimmed.start
        assert skip_blanks_back(text, start, end) == trimmed.end
    else:
        assert trimmed == Span(start, start)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_motions_go_to_the_nearest_start(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    starts, position = [], 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(position)
        position += len(line) + 1
    after = [start for start in starts if start > offset]
    before = [start for start in starts if start < offset]
    assert next_paragraph_start(text, offset) == (after[0] if after else len(text))
    assert previous_paragraph_start(text, offset) == (before[-1] if before else 0)
    assert paragraph_at(text, offset).start <= offset <= paragraph_at(text, offset).end
    assert neighbourhood(text, offset) == paragraph_at(text, offset)

"""The wrapped-line index: rows tile the text, fit the width, and are found from both sides."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.graphemes import clusters
from annotations.text.span import Span
from tests.screen.texts import TEXTS, WIDTHS
from tui.cells import row_clusters
from tui.widgets.pane import rows as rows_module
from tui.widgets.pane.rows import Rows

BLOCK_LENGTHS = st.integers(4, 60)
BREAKING = frozenset(" \t\u1680\u2002\u3000")


@contextmanager
def blocks_of(length: int) -> Iterator[None]:
    """Cut texts into small blocks, so that a short one has many."""
    with patch.object(rows_module, "BLOCK_LENGTH", length):
        yield


def spans(rows: Rows) -> list[Span]:
    """Every row, all blocks measured."""
    while not rows.is_measured:
        rows.measure_next()
    return [rows.span(row) for row in range(rows.height)]


@settings(max_examples=150)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS)
def test_rows_tile_the_text_and_each_is_found_by_its_offsets(
    text: str, width: int, length: int
) -> None:
    with blocks_of(length):
        rows = Rows(text, width)
    found = spans(rows)
    assert found[0].start == 0
    assert found[-1].end == len(text)
    for row, after in pairwise(found):
        assert row.end == after.start
        assert row.length > 0, "only the last row may be empty"
    for number, row in enumerate(found):
        for offset in range(row.start, row.end):
            assert rows.row_at(offset) == number
    assert rows.row_at(len(text)) == len(found) - 1
    assert rows.span(-1) == found[0]
    assert rows.span(len(found) + 5) == found[-1]


@settings(max_examples=150)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS)
def test_a_row_is_no_wider_than_asked_but_for_one_hanging_blank(
    text: str, width: int, length: int
) -> None:
    with blocks_of(length):
        found = spans(Rows(text, width))
    for row in found:
        shown = list(row_clusters(text, row))
        cells = sum(cluster.cells for cluster in shown)
        if cells <= width:
            continue
        last = shown[-1]
        hangs = text[last.start] in BREAKING and cells - last.cells <= width
        assert hangs or len(shown) == 1, (text[row.start : row.end], width)


@settings(max_examples=150)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS)
def test_a_row_never_begins_within_a_character(text: str, width: int, length: int) -> None:
    with blocks_of(length):
        found = spans(Rows(text, width))
    boundaries = {cluster.start for cluster in clusters(text, 0, len(text))} | {len(text)}
    assert {row.start for row in found} <= boundaries


@settings(max_examples=100)
@given(TEXTS, WIDTHS)
def test_a_line_end_ends_its_row_and_only_there_a_line_ends(text: str, width: int) -> None:
    found = spans(Rows(text, width))
    for row in found:
        assert "\n" not in text[row.start : row.end - 1]
    ending = [row for row in found if text[row.start : row.end].endswith("\n")]
    assert len(ending) == text.count("\n")
    assert (found[-1].length == 0) == (not text or text.endswith("\n"))


@settings(max_examples=100)
@given(st.text(alphabet="ab \n漢é", max_size=200), st.integers(1, 30))
def test_a_word_is_cut_only_where_it_does_not_fit_into_a_row(text: str, width: int) -> None:
    for row in spans(Rows(text, width)):
        end = row.end
        if not (0 < end < len(text)) or not (text[end - 1].isalpha() and text[end].isalpha()):
            continue
        if "漢" in text[end - 1 : end + 1]:
            continue
        start = end
        while start > row.start and text[start - 1] in "abé":
            start -= 1
        # A wide character may stand at the end of a row: the word after it begins within the row.
        assert start == row.start or text[start - 1] == "漢"


@settings(max_examples=100)
@given(TEXTS, WIDTHS, BLOCK_LENGTHS, st.randoms(use_true_random=False))
def test_heights_come_true_in_whatever_order_blocks_are_looked_at(
    text: str,
    width: int,
    length: int,
    random: Random,
) -> None:
    with blocks_of(length):
        looked_at, measured = Rows(text, width), Rows(text, width)
    exact = spans(measured)
    for _ in range(6):
        offset = random.randint(0, len(text))
        row = looked_at.span(looked_at.row_at(offset))
        assert row in exact, "a row is right before everything is measured"
        assert row.start <= offset <= row.end
    assert spans(looked_at) == exact
    assert looked_at.height == measured.height


@settings(max_examples=100)
@given(TEXTS, WIDTHS, WIDTHS, BLOCK_LENGTHS)
def test_wrapping_again_is_as_wrapping_anew(
    text: str, before: int, after: int, length: int
) -> None:
    with blocks_of(length):
        rows, anew = Rows(text, before), Rows(text, after)
    spans(rows)
    rows.rewrap(after)
    assert not rows.is_measured
    assert spans(rows) == spans(anew)


@pytest.mark.parametrize("width", [1, 7, 88])
def test_an_empty_text_has_one_empty_row(width: int) -> None:
    rows = Rows("", width)
    assert spans(rows) == [Span(0, 0)]
    assert rows.row_at(0) == 0


def test_a_width_below_one_is_one() -> None:
    assert [row.length for row in spans(Rows("abc", 0))] == [1, 1, 1]


def test_words_are_kept_whole_and_the_blank_between_them_hangs_over() -> None:
    text = "The quick brown fox"
    found = [text[row.start : row.end] for row in spans(Rows(text, 9))]
    assert found == ["The quick ", "brown fox"]


def test_a_no_break_space_holds_words_together() -> None:
    text = "am 11.\xa0Januar 2024"
    found = [text[row.start : row.end] for row in spans(Rows(text, 11))]
    assert found == ["am ", "11.\xa0Januar ", "2024"]


def test_a_tab_reaches_to_the_next_stop() -> None:
    text = "a\tbc\tdef"
    found = [text[row.start : row.end] for row in spans(Rows(text, 8))]
    assert found == ["a\tbc\t", "def"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("漢字漢字。", 8, ["漢字漢", "字。"]),
        ("漢字漢。」字", 6, ["漢字", "漢。」", "字"]),
        ("漢字漢「字", 8, ["漢字漢", "「字"]),
        ("漢字漢“字”，", 9, ["漢字漢", "“字”，"]),
        ("。。。。", 4, ["。。", "。。"]),
        ("漢\u3000字", 3, ["漢\u3000", "字"]),
        ("Do\xadnau\xaddampf", 7, ["Do\xadnau\xad", "dampf"]),
        ("ខ្មែរ\u200bខ្មែរ", 7, ["ខ្មែរ\u200b", "ខ្មែរ"]),
        ("ประนีประนอม", 6, ["ประนีป", "ระนอม"]),
        ("ไทยแลนด์เแ", 4, ["ไทย", "แลนด์", "เแ"]),
        ("हिन्दी में है", 7, ["हिन्दी में ", "है"]),
    ],
)
def test_rows_end_where_the_script_allows_it(text: str, width: int, expected: list[str]) -> None:
    assert [text[row.start : row.end] for row in spans(Rows(text, width))] == expected


@settings(max_examples=150)
@given(st.text(alphabet="漢字かな。，、」「！", max_size=60), st.integers(4, 30))
def test_no_row_begins_with_a_stop_but_where_it_must(text: str, width: int) -> None:
    found = spans(Rows(text, width))
    for row, after in pairwise(found):
        if text[after.start] not in "。，、」！":
            continue
        # All of the row before is then one piece that may not be parted.
        inside = text[row.start : row.end]
        assert all(second in "。，、」！" or first == "「" for first, second in pairwise(inside)), (
            inside,
            text[after.start],
        )


def test_wide_characters_are_wrapped_anywhere_and_never_halved() -> None:
    text = "漢字漢字漢"
    assert [row.length for row in spans(Rows(text, 5))] == [2, 2, 1]

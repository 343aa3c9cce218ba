"""Whatever two passages hold, the rows of the strip fit the window and show only what is fit."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Size

from annotations.compare.facts import Passage
from annotations.text.span import Span
from tests.screen.texts import TEXTS
from tui.screens.differing import Pair, shown_of
from tui.theme import DARK
from tui.widgets.differences import Looks, Shown, painted, strip_rows


def passage(text: str) -> Passage:
    return Passage(text, Span(0, len(text)))


def rows_of(shown: Shown, size: Size, *, monochrome: bool = False) -> list[str]:
    rows = painted(shown, Looks(DARK, monochrome=monochrome), size, "")
    return ["".join(segment.text for segment in row) for row in rows]


@settings(max_examples=60)
@given(TEXTS, TEXTS, st.integers(40, 120), st.integers(5, 24), st.booleans())
def test_rows_fit_whatever_the_passages_hold(
    left: str, right: str, width: int, height: int, monochrome: bool
) -> None:
    names = ("000", "a much longer name of an article")
    shown = shown_of(Pair(passage(left), passage(right), names, "●", with_names=True))
    rows = rows_of(shown, Size(width, height), monochrome=monochrome)
    assert 1 <= len(rows) <= height
    # The line around the facts goes on behind the edge; a blank at which a row ends may, too.
    assert all(cell_len(row.rstrip(" ─")) <= width for row in rows)
    assert not [
        character
        for row in rows
        for character in row
        if unicodedata.category(character) in ("Cc", "Zl", "Zp")
    ]


@pytest.mark.parametrize(
    ("window", "usual", "large"), [(15, 0, 0), (16, 5, 8), (35, 5, 17), (36, 7, 18), (45, 7, 22)]
)
def test_the_strip_leaves_the_panes_most_of_the_window(window: int, usual: int, large: int) -> None:
    assert strip_rows(window, is_large=False) == usual
    assert strip_rows(window, is_large=True) == large


def test_a_passage_that_needs_less_leaves_its_rows_to_the_other() -> None:
    long = "The old stone bridge over the river was closed to lorries last winter, they said. "
    sides = passage("The bridge was closed."), passage(long * 3)
    shown = shown_of(Pair(*sides, ("000", "001"), "●", with_names=False))
    rows = rows_of(shown, Size(80, 7))
    assert [row[:6].strip() for row in rows[1:]] == ["000", "001 ●", "", "", ""]
    assert all(row[7:].strip() for row in rows[1:])


def test_facts_have_the_rows_that_passages_leave() -> None:
    boats = ", ".join(f"{number} oars" for number in range(100, 112))
    sides = passage(f"Odda lists {boats}."), passage("Odda lists its boats.")
    shown = shown_of(Pair(*sides, ("000", "001"), "●", with_names=False))
    assert "+5 more" in rows_of(shown, Size(100, 4))[0]
    rows = rows_of(shown, Size(100, 7))
    assert not any("more" in row for row in rows)
    assert [row[:4].strip() for row in rows[2:]] == ["000", "", "001"]


@pytest.mark.parametrize("word", ["bridge ", "桥"])
def test_of_a_long_passage_the_part_around_the_first_clash_is_shown(word: str) -> None:
    before, behind = word * 700, word * 1500
    left, right = (f"{before} {count} people {behind}" for count in (31, 29))
    shown = shown_of(Pair(passage(left), passage(right), ("000", "001"), "●", with_names=False))
    rows = rows_of(shown, Size(80, 7))
    assert [row[6] for row in rows[1:]] == ["…", " ", "…"] * 2
    assert "31 people" in "".join(rows[1:4])
    assert "29 people" in "".join(rows[4:])


def test_of_a_long_passage_without_changes_the_beginning_is_shown() -> None:
    same = passage("The bridge. " * 1000)
    shown = shown_of(Pair(same, same, ("000", "001"), "●", with_names=False))
    rows = rows_of(shown, Size(80, 50))
    assert rows[1][7:].startswith("The bridge.")
    assert [row[6] for row in rows[1:]].count("…") == 2

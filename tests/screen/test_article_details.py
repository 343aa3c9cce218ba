"""What the second row of an article in the list says, at any width."""

from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from annotations.dating import ArticleDate
from annotations.near_copies import NearCopy
from tests.screen.driving import drive
from tui.widgets.article_details import details

STATED = ArticleDate(date(2024, 1, 11), is_given=False)
GIVEN = ArticleDate(date(2023, 12, 22), is_given=True, whose="ana")
NEAR, SAME = NearCopy("003_x.txt", 0.62), NearCopy("in/003_x.txt", 1.0, is_same=True)
LONG = NearCopy("a name as long as nobody would want it.txt", 0.5)
SOME = {"claim": 2, "quote": 1, "date": 3}
MANY = {"claim": 12, "quote": 10, "date": 30, "error": 11, "my own": 7}


def row(counts: dict[str, int], written: ArticleDate | None, *copies: NearCopy, cells: int) -> str:
    found = details(counts, written, copies, cells)
    left = "".join(it.text for it in found.counts)
    return f"{left} | {found.right}".strip()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (60, "2 C  1 Q  3 D  0 E | near-copy of 003  2024-01-11"),
        (47, "2 C  1 Q  3 D  0 E | near-copy of 003  2024-01-11"),
        (46, "2 C  1 Q  3 D | near-copy of 003  2024-01-11"),
        (42, "2 C  1 Q  3 D | near-copy of 003  2024-01-11"),
        (41, "2 C  1 Q  3 D | ≈003 2024-01-11"),
        (28, "2C 1Q 3D | ≈003 2024-01-11"),
        (23, "2C 1Q 3D | 2024-01-11"),
        (18, "2C 1Q 3D |"),
        (5, "2C 1Q 3D |"),
    ],
)
def test_zero_counts_give_way_then_words_then_blanks_then_the_near_copy(
    cells: int, expected: str
) -> None:
    assert row(SOME, STATED, NEAR, cells=cells) == expected


def test_without_a_date_or_a_near_copy_the_counts_have_all_the_room() -> None:
    assert row(SOME, None, cells=23) == "2 C  1 Q  3 D  0 E |"
    assert row({}, None, cells=18) == "0 C  0 Q  0 D  0 E |"
    assert row(MANY, None, cells=30) == "12 C  10 Q  30 D  11 E  7 … |"
    assert row(MANY, None, cells=24) == "12C 10Q 30D 11E 7… |"
    assert row({}, STATED, cells=23) == "| 2024-01-11"


def test_a_date_that_was_given_is_told_from_one_that_is_stated() -> None:
    assert row({}, GIVEN, cells=23) == "| @2023-12-22"


def test_the_same_text_is_told_from_a_near_copy() -> None:
    assert row({}, None, SAME, NEAR, cells=23) == "| same text as 003"
    assert row({"claim": 1, "quote": 1}, None, SAME, cells=20) == "1 C  1 Q | =003"


@pytest.mark.parametrize("counts", [{}, SOME, MANY])
@pytest.mark.parametrize("written", [None, STATED, GIVEN])
@pytest.mark.parametrize("copies", [(), (NEAR,), (LONG,)])
def test_no_row_is_wider_than_there_is_room_and_no_mark_is_left_out(
    counts: dict[str, int], written: ArticleDate | None, copies: tuple[NearCopy, ...]
) -> None:
    for cells in range(15, 56):
        found = details(counts, written, copies, cells)
        letters = "".join(it.text for it in found.counts)
        assert all(f"{count}" in letters for count in counts.values())
        assert found.cells <= cells or (found.right == "" and counts == MANY)
        assert cell_len(found.right) <= cells
        if cells >= 33 and written is not None:
            assert written.day.isoformat() in found.right


@pytest.mark.parametrize("width", range(60, 161, 10))
async def test_every_row_of_the_list_is_as_wide_as_the_list(width: int, corpus_copy: Path) -> None:
    copied = (corpus_copy / "003_50823aa4b1df31b8.txt").read_text()
    (corpus_copy / "005_copy.txt").write_text(copied)
    async with drive(corpus_copy, "000", caret=100, size=(width, 24)) as driver:
        await driver.press("c", "q", "0")
        strips = driver.strips_of(driver.app.reader.list)
        assert {strip.cell_length for strip in strips} == {driver.app.reader.list.size.width}
        assert {strip.text[-1] for strip in strips} == {" "}
        assert "2021-11-25" in driver.list_rows()[5]
        assert "003" in driver.list_rows()[11]

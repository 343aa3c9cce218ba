"""The keys that move the caret, alone and taking the selection along."""

from pathlib import Path
from typing import NamedTuple

from annotations.text.span import Span
from tests.screen.driving import Driver, drive, text_of
from tests.screen.keys import KEYS, keys


class Movement(NamedTuple):
    """From the place of one text to the place of another, and the keys that go there."""

    name: str
    start: str
    end: str

    @property
    def moving(self) -> tuple[str, ...]:
        return keys(f"move.{self.name}")

    @property
    def extending(self) -> tuple[str, ...]:
        name = f"extend.{self.name}"
        return keys(name) if name in KEYS else ()


MOVEMENTS = (
    Movement("next-character", "Ministry, pre", "inistry, pre"),
    Movement("previous-character", "inistry, pre", "Ministry, pre"),
    Movement("next-word", "China's Defense Ministry, p", "Defense Ministry, p"),
    Movement("next-word", "Ministry, presenting", "presenting a report"),
    Movement("previous-word", "Ministry, presenting", "Defense Ministry, p"),
    Movement("previous-word", "ense Ministry, p", "Defense Ministry, p"),
    Movement("next-sentence", "report following", "Jan 11, 2024"),
    Movement("next-sentence", "long and tense delay", "The Chinese delegation's"),
    Movement("previous-sentence", "delegation's visit", "The Chinese delegation's"),
    Movement("previous-sentence", "The Chinese delegation's", "After a long"),
    Movement("next-paragraph", "report following", "Jan 11, 2024"),
    Movement("previous-paragraph", "report following", "China's Defense Ministry, p"),
    Movement("previous-paragraph", "China's Defense Ministry, p", "Beijing's clear signal"),
    Movement("article-start", "report following", "Beijing's clear signal"),
    Movement("article-end", "report following", ""),
)
MOVED = [(movement, movement.moving, movement.extending) for movement in MOVEMENTS]
DOWN, UP = keys("move.row-down"), keys("move.row-up")
EXTEND_DOWN, EXTEND_UP = keys("extend.row-down"), keys("extend.row-up")
START, END = keys("move.row-start"), keys("move.row-end")
EXTEND_START, EXTEND_END = keys("extend.row-start"), keys("extend.row-end")
PAGES: list[tuple[str, float]] = [
    *((key, 1) for key in (*keys("move.page-down"), *keys("extend.page-down"))),
    *((key, 0.5) for key in keys("move.half-page-down")),
    *((key, -1) for key in (*keys("move.page-up"), *keys("extend.page-up"))),
    *((key, -0.5) for key in keys("move.half-page-up")),
]


async def test_each_movement_goes_where_it_says_and_with_shift_selects_the_way(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000") as driver:
        for movement, moving, extending in MOVED:
            start = text.index(movement.start)
            end = text.index(movement.end) if movement.end else len(text)
            for key in moving:
                await driver.put_caret(start)
                assert driver.caret() == start
                await driver.press(key)
                assert driver.caret() == end, (movement, key)
                assert driver.selected() is None, (movement, key)
            for key in extending:
                await driver.put_caret(start)
                await driver.press(key)
                assert driver.selected() == Span(*sorted((start, end))), (movement, key)
                assert driver.caret() == end, (movement, key)
        assert driver.marks() == []


async def test_rows_are_gone_by_one_and_the_column_is_kept(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("talks with Washington on")
    async with drive(corpus_copy, "000", caret=start) as driver:
        row, column = driver.caret_cell()
        for down, up in zip(DOWN, UP, strict=True):
            await driver.press(down)
            assert driver.caret_cell() == (row + 1, column), down
            await driver.press(down, down)
            assert driver.caret_cell()[0] == row + 3, down
            assert driver.caret_cell()[1] < column, "the row is shorter"
            await driver.press(up, up)
            assert driver.caret_cell() == (row + 1, column), "the column is remembered"
            await driver.press(up)
            assert driver.caret() == start, up
            assert driver.selected() is None


async def test_rows_with_shift_select(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("talks with Washington on")
    async with drive(corpus_copy, "000", caret=start) as driver:
        for down, up in zip(EXTEND_DOWN, EXTEND_UP, strict=True):
            await driver.put_caret(start)
            row, column = driver.caret_cell()
            await driver.press(down)
            assert driver.caret_cell() == (row + 1, column), down
            assert driver.selected() == Span(start, driver.caret()), down
            await driver.press(up, up)
            assert driver.caret_cell() == (row - 1, 0), f"{up}: that row is blank"
            assert driver.selected() == Span(driver.caret(), start), up


async def test_home_and_end_go_to_the_ends_of_the_row(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    wrapped, last = text.index("Tuesday, said"), text.index("2024 - 06:19".replace(" ", "\xa0"))
    async with drive(corpus_copy, "000") as driver:
        for start in (wrapped, last):
            for key in (*START, *EXTEND_START):
                await driver.put_caret(start)
                row, _ = driver.caret_cell()
                await driver.press(key)
                assert driver.caret_cell() == (row, 0), key
                expected = Span(driver.caret(), start) if key in EXTEND_START else None
                assert driver.selected() == expected, key
            for key in (*END, *EXTEND_END):
                await driver.put_caret(start)
                row, _ = driver.caret_cell()
                await driver.press(key)
                shown = driver.pane_rows()[row]
                assert driver.caret_cell() == (row, len(shown)), key
                expected = Span(start, driver.caret()) if key in EXTEND_END else None
                assert driver.selected() == expected, key


async def test_pages_move_text_and_caret_together(corpus_copy: Path) -> None:
    middle = text_of(corpus_copy, "004").index("Liu stressed that")
    async with drive(corpus_copy, "004", caret=middle, size=(100, 24)) as driver:
        window = len(driver.pane_rows())
        for key, pages in PAGES:
            await driver.put_caret(middle)
            before, start = driver.pane_rows(), _row_of_caret(driver)
            await driver.press(key)
            moved = _row_of_caret(driver) - start
            assert moved == int(pages * (window - 1)), key
            shift = abs(moved)
            now = driver.pane_rows()
            kept = (now[: window - shift], before[shift:])
            if pages < 0:
                kept = (before[: window - shift], now[shift:])
            assert kept[0] == kept[1], f"{key}: the text scrolls as far as the caret goes"
            if "shift" in key:
                assert driver.selected() == Span(*sorted((middle, driver.caret()))), key
            else:
                assert driver.selected() is None, key


async def test_a_character_is_what_a_reader_sees_as_one(tmp_path: Path) -> None:
    text = "a\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}e\u0301漢!"
    (tmp_path / "000.txt").write_text(text, encoding="utf-8")
    async with drive(tmp_path, "000") as driver:
        stops = [driver.caret()]
        for _ in range(6):
            await driver.press("l")
            stops.append(driver.caret())
        assert stops == [0, 1, 3, 5, 6, 7, 7]
        await driver.press("h", "h", "H", "H", "e")
        assert [(mark.start, mark.end) for mark in driver.marks()] == [(1, 5)]


def _row_of_caret(driver: Driver) -> int:
    """The row of the whole text, counted by scrolling: rows above the window and those in it."""
    return driver.pane.scroll_offset.y + driver.caret_cell()[0]

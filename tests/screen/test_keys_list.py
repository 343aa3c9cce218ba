"""The keys of the list of articles."""

from pathlib import Path

import pytest

from tests.screen.driving import Driver, drive
from tests.screen.keys import key, keys

DOWN, UP = keys("list.down"), keys("list.up")
PAGE_DOWN, PAGE_UP = keys("list.page-down"), keys("list.page-up")
FIRST, LAST = keys("list.first"), keys("list.last")
OPEN, BESIDE = key("list.open"), key("list.beside")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Sixty articles of one line, numbered from 000."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:03}.txt").write_text(f"This is article number {number}\n")
    return folder


async def test_the_cursor_moves_by_articles_and_stays_within_the_list(corpus_copy: Path) -> None:
    async with drive(corpus_copy) as driver:
        for down, up in zip(DOWN, UP, strict=True):
            assert driver.list_cursor() == "000"
            await driver.press(down)
            assert driver.list_cursor() == "001", down
            await driver.press(down, down, down, down, down)
            assert driver.list_cursor() == "004", down
            await driver.press(up)
            assert driver.list_cursor() == "003", up
            await driver.press(up, up, up, up)
            assert driver.list_cursor() == "000", up
        assert driver.headings() == []


async def test_the_cursor_moves_by_pages_and_to_the_ends(many: Path) -> None:
    async with drive(many) as driver:
        page = len(driver.list_rows()) // 2 - 1
        for down, up in zip(PAGE_DOWN, PAGE_UP, strict=True):
            await driver.press(down)
            assert driver.list_cursor() == f"{page:03}", down
            await driver.press(down)
            assert driver.list_cursor() == f"{2 * page:03}", down
            await driver.press(up)
            assert driver.list_cursor() == f"{page:03}", up
            await driver.press(up)
            assert driver.list_cursor() == "000", up
        for last, first in zip(LAST, FIRST, strict=True):
            await driver.press(last)
            assert driver.list_cursor() == "059", last
            assert driver.list_rows()[-2].split()[0] == "059"
            await driver.press(first)
            assert driver.list_cursor() == "000", first
            assert driver.list_rows()[0].split()[0] == "000"
        assert driver.headings() == []


async def test_the_list_shows_titles_and_how_many_marks_of_each_label(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        assert driver.list_rows()[6].startswith("  003 US-China defense policy")
        assert driver.counts("000") == "0 0 0 0"
        await driver.press("c", "e", "e")
        assert driver.counts("000") == "1 0 0 1"
        await driver.press("u")
        assert driver.counts("000") == "1 0 0 0"


async def test_enter_opens_the_article_in_the_current_pane_and_goes_there(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy) as driver:
        await driver.press("j", OPEN)
        assert _numbers(driver) == ["001"]
        assert driver.focus() == "001"
        assert driver.top().startswith("Beijing will 'never compromise' on Taiwan")
        await driver.press("0", "j", OPEN)
        assert _numbers(driver) == ["002"], "the article opened takes the current pane"
        assert driver.focus() == "002"


async def test_space_opens_the_article_beside_the_others_or_takes_it_away(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press("0", "j", "j", "j", BESIDE)
        assert _numbers(driver) == ["000", "003"]
        assert driver.focus() == "list", "the next one can be opened at once"
        assert driver.list_cursor() == "003"
        await driver.press("k", BESIDE)
        assert _numbers(driver) == ["000", "003", "002"]
        await driver.press(BESIDE)
        assert _numbers(driver) == ["000", "003"]
        await driver.press("g", BESIDE)
        assert _numbers(driver) == ["003"], "the current one can be taken away too"
        await driver.press("j", "j", "j", BESIDE)
        assert _numbers(driver) == []
        told = "003_50823aa4b1df31b8.txt · no date stated · US-China defense policy"
        assert driver.status().startswith(told)


async def test_moving_in_the_list_opens_nothing(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press("0", "j", "down", "G", "k", "pageup", "g", "j")
        assert _numbers(driver) == ["000"]
        assert driver.focus() == "list"


def _numbers(driver: Driver) -> list[str]:
    return [heading.split()[1] for heading in driver.headings()]

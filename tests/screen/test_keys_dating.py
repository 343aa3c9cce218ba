"""The key that gives an article its date, and what the list shows of dates and near-copies."""

import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from annotations.store import STORE_FOLDER, FileStore
from tests.screen.driving import Driver, drive, path_of
from tests.screen.keys import key

DATE = key("compare.date")
SIZES = [(160, 45), (100, 30), (80, 24)]


def given_on_disk(folder: Path, name: str) -> list[tuple[str, date]]:
    """As a store opened afresh reads them."""
    store = FileStore(folder / STORE_FOLDER)
    return [(it.annotator, it.day) for it in store.given_dates(path_of(folder, name))]


def give(folder: Path, name: str, annotator: str, day: date | None) -> None:
    """As another Sidemark would."""
    store = FileStore(folder / STORE_FOLDER, in_background=False)
    store.set_article_date(path_of(folder, name), annotator, day)


def shown(driver: Driver, name: str) -> str:
    """What stands at the right end of an article's second row."""
    rows = driver.list_rows()
    place = next(at for at, row in enumerate(rows) if name in row.split()[:2])
    return rows[place + 1].split()[-1]


def is_shown(driver: Driver, name: str, expected: str) -> bool:
    return shown(driver, name) == expected


def bottom(driver: Driver) -> str:
    return driver.screen_text().splitlines()[-2].strip()


@pytest.mark.parametrize("size", SIZES)
async def test_002_and_004_are_told_apart_once_004_is_given_its_date(
    size: tuple[int, int], corpus_copy: Path
) -> None:
    async with drive(corpus_copy, size=size) as driver:
        assert shown(driver, "002") == "2021-11-25"
        await driver.press("G", DATE)
        assert bottom(driver) == "date of 004 (no date stated):"
        await driver.type("22 dec 2023")
        assert "Friday, 22 December 2023" in bottom(driver)
        await driver.press("enter")
        assert shown(driver, "004") == "@2023-12-22"
        assert driver.status().startswith("004 was written 2023-12-22")
        assert driver.focus() == "list"
        assert given_on_disk(corpus_copy, "004") == [("ana", date(2023, 12, 22))]
        await driver.press("k", "j")
        assert "written 2023-12-22, given by ana" in driver.status()


async def test_in_a_pane_it_is_the_date_of_that_article_and_the_keys_stay_there(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        focus = driver.focus()
        await driver.press(DATE)
        assert bottom(driver) == f"date of {focus} (2024-01-11, stated in the text):"
        await driver.type("2024-01-12")
        await driver.press("enter")
        assert driver.focus() == focus
        assert given_on_disk(corpus_copy, focus) == [("ana", date(2024, 1, 12))]
        await driver.press("u")
        assert given_on_disk(corpus_copy, focus), "it is no step of the history"


async def test_nothing_takes_a_given_date_away_and_the_stated_one_is_back(
    corpus_copy: Path,
) -> None:
    give(corpus_copy, "000", "ana", date(2023, 1, 1))
    async with drive(corpus_copy) as driver:
        assert shown(driver, "000") == "@2023-01-01"
        await driver.press(DATE)
        assert bottom(driver).startswith("date of 000 (2023-01-01, given by ana): 2023-01-01")
        await driver.press("ctrl+u", "enter")
        assert driver.status().startswith("000 has no date given by you any more")
        assert shown(driver, "000") == "2024-01-11"
        assert given_on_disk(corpus_copy, "000") == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("typed", "told"),
    [("2024-02-30", "no such day"), ("10.1.2024", "which is the month?"), ("soon", "no such day")],
)
async def test_what_is_no_day_is_refused_with_what_to_type_and_stays(
    typed: str, told: str, size: tuple[int, int], corpus_copy: Path
) -> None:
    async with drive(corpus_copy, "000", size=size) as driver:
        await driver.press(DATE)
        await driver.type(typed)
        await driver.press("enter")
        assert typed in bottom(driver)
        assert told in bottom(driver)
        await driver.press("escape")
        assert driver.focus() == "000"
        assert not (corpus_copy / STORE_FOLDER).exists()


async def test_a_date_that_another_gives_shows_by_itself_and_ones_own_comes_first(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "001") as driver:
        for name in ("001", "004"):
            give(corpus_copy, name, "bob", date(2023, 12, 22))
            await driver.until(partial(is_shown, driver, name, "@2023-12-22"))
        await driver.press("0", "G", DATE)
        assert bottom(driver) == "date of 004 (2023-12-22, given by bob):"
        await driver.type("2023-12-23")
        await driver.press("enter")
        assert shown(driver, "004") == "@2023-12-23"
        give(corpus_copy, "001", "bob", None)
        await driver.until(partial(is_shown, driver, "001", "E"))


async def test_a_date_that_can_not_be_kept_is_not_shown_as_given(corpus_copy: Path) -> None:
    give(corpus_copy, "004", "ana", date(2023, 12, 22))
    (shard,) = (corpus_copy / STORE_FOLDER / "marks/ana").glob("*.json")
    shard.write_text(shard.read_text().replace("marks/1", "marks/9"))
    async with drive(corpus_copy) as driver:
        await driver.press("G", DATE, "ctrl+u")
        await driver.type("2023-12-24")
        await driver.press("enter")
        assert "a newer Sidemark wrote" in driver.status()
        assert shown(driver, "004") == "@2023-12-22"


async def test_a_damaged_file_of_marks_is_set_aside_and_told_of(corpus_copy: Path) -> None:
    give(corpus_copy, "004", "ana", date(2023, 12, 22))
    (shard,) = (corpus_copy / STORE_FOLDER / "marks/ana").glob("*.json")
    shard.write_text("{")
    async with drive(corpus_copy) as driver:
        await driver.press("G", DATE)
        await driver.type("2023-12-24")
        await driver.press("enter")
        assert "004 was written 2023-12-24; a damaged file of marks was set" in driver.status()
        assert given_on_disk(corpus_copy, "004") == [("ana", date(2023, 12, 24))]


async def test_near_copies_are_named_on_both_rows_and_in_full_in_the_status_line(
    corpus_copy: Path,
) -> None:
    text = (corpus_copy / path_of(corpus_copy, "003")).read_text()
    (corpus_copy / "005_same.txt").write_text(text)
    (corpus_copy / "006_most.txt").write_text("Another title for it\n" + text[: len(text) * 2 // 3])
    async with drive(corpus_copy) as driver:
        assert driver.list_rows()[7].strip() == "same text as 005"
        assert driver.list_rows()[11].strip() == "same text as 003"
        assert driver.list_rows()[13].strip().startswith("near-copy of 00")
        await driver.press("j", "j", "j")
        assert "· same text as 005 · near-copy of 006 (9" in driver.status()


async def test_an_article_that_changed_is_no_near_copy_any_more_once_it_is_opened_again(
    corpus_copy: Path,
) -> None:
    path = corpus_copy / "005_same.txt"
    path.write_text((corpus_copy / path_of(corpus_copy, "003")).read_text())
    async with drive(corpus_copy, "005") as driver:
        assert driver.list_rows()[7].strip() == "same text as 005"
        path.write_text("Nothing of that is left here.")
        await driver.press("0", "enter")
        await driver.until(lambda: "same text" not in driver.list_rows()[7])


HOSTILE = "\x1b]0;owned\x07\u202eevil [b]\u05d0\u05d1"


@pytest.mark.skipif(os.name != "posix", reason="no such names there")
@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_reach_no_terminal(size: tuple[int, int], corpus_copy: Path) -> None:
    text = (corpus_copy / path_of(corpus_copy, "003")).read_text()
    (corpus_copy / f"{HOSTILE}.txt").write_text(text)
    async with drive(corpus_copy, size=size) as driver:
        await driver.press("g", DATE)
        assert "owned" in bottom(driver)
        await driver.type("2024-01-10")
        await driver.press("enter")
        await driver.press("j", "j", "j", "j")
        assert "owned" in driver.screen_text()
        assert not {"\x1b", "\x07", "\u202e"} & set(driver.screen_text())
        strips = driver.strips_of(driver.app.reader.list)
        assert {strip.cell_length for strip in strips} == {driver.app.reader.list.size.width}


async def test_of_a_thousand_articles_the_last_is_dated_as_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1000):
        dated = f"{number % 28 + 1} March 2023" if number % 2 else "no day"
        (folder / f"{number:03}.txt").write_text(f"This is article number {number}\n\n{dated}\n")
    async with drive(folder) as driver:
        assert shown(driver, "001") == "2023-03-02"
        await driver.press("G")
        assert shown(driver, "999") == "2023-03-20"
        await driver.press("k", DATE)
        await driver.type("1 Apr 2023")
        await driver.press("enter")
        assert shown(driver, "998") == "@2023-04-01"

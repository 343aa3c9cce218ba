"""An article that changed after it was marked, on the screen; the key that places an orphan."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from annotations import placing
from annotations.placing import Known, Search
from annotations.workspace import open_workspace
from tests.screen.driving import Driver, annotations_on_disk, drive, path_of, span_of, text_of
from tests.screen.keys import key
from tui.places import Places

PLACE = key("mark.place")
MARKS = "a"
LOST = "said Beijing will never compromise or back down on the Taiwan issue"
EDITED, EDITED_NOW = "Ministry, presenting a report", "Ministry; presenting the report"
MOVED = "Jan 11, 2024"


@pytest.fixture
def changed(corpus_copy: Path) -> Path:
    """Article 000 with three marks, changed since: one has moved, one is fuzzy, one is gone."""
    mark(corpus_copy, ("date", MOVED), ("claim", EDITED), ("quote", LOST))
    change(corpus_copy)
    return corpus_copy


def mark(folder: Path, *marks: tuple[str, str]) -> None:
    workspace = open_workspace([folder], "ana")
    article = workspace.article(path_of(folder, "000"))
    for label, phrase in marks:
        workspace.editor.tag(article, span_of(article.text, phrase), label)
    workspace.store.close()


def change(folder: Path) -> None:
    new = text_of(folder, "000").replace(LOST, "…").replace(EDITED, EDITED_NOW)
    path = folder / path_of(folder, "000")
    path.write_text("A new first line of this.\n\n" + new, encoding="utf-8")


def listed(driver: Driver) -> list[str]:
    """Label, and the status where there is one to tell of, of each row of the list of marks."""
    return [f"{row['label']} {row['status']}".rstrip() for row in driver.mark_rows()]


def stored(folder: Path) -> list[tuple[str, str, str]]:
    return [(it.label, it.text, it.status) for it in annotations_on_disk(folder)]


AS_MADE = [("claim", EDITED, "ok"), ("quote", LOST, "ok"), ("date", MOVED, "ok")]


async def test_opening_shows_marks_where_they_are_now_and_tells_of_the_others(
    changed: Path,
) -> None:
    async with drive(changed, "000", carets={}) as driver:
        assert driver.status().startswith("000 has changed: 1 orphan, 1 fuzzy; a lists them")
        assert driver.painted("claim") == EDITED_NOW
        assert driver.painted("date") == MOVED
        assert driver.painted("quote") == ""
        await driver.press("]")
        assert "claim by ana fuzzy" in driver.status()
        await driver.press("]")
        assert "date by ana moved" in driver.status()
    assert stored(changed) == AS_MADE, "opening writes nothing"


async def test_the_list_of_marks_tells_what_became_of_each(changed: Path) -> None:
    async with drive(changed, "000") as driver:
        await driver.press(MARKS)
        assert sorted(listed(driver)) == ["claim fuzzy", "date moved", "quote orphan"]
        for typed in ("orphan", "fuzzy", "moved"):
            await driver.type(typed)
            (row,) = listed(driver)
            assert row.endswith(typed)
            await driver.press("ctrl+u")
        await driver.press("tab")
        assert sorted(listed(driver)) == ["claim fuzzy", "date moved", "quote orphan"]


async def go_to_orphan(driver: Driver) -> None:
    await driver.press(MARKS, *"orphan", "enter")


async def test_an_orphan_is_placed_where_it_belongs(changed: Path) -> None:
    old = text_of(changed, "000")
    async with drive(changed, "001", "000", current="001") as driver:
        await driver.press(MARKS, "tab", *"orphan", "enter")
        assert driver.focus() == "000", "in its article"
        assert "has lost its place: select where it belongs and press P" in driver.status()
        (orphan,) = (it for it in annotations_on_disk(changed) if it.label == "quote")
        assert driver.caret() == orphan.start, "where it was"
        await driver.press("g")
        assert "select where it belongs and press P" in driver.status()
        await driver.press(PLACE)
        assert driver.status().startswith("quote “said Beijing")
        assert stored(changed) == AS_MADE
        await driver.press("v", "w", "w", "w")
        assert "select where it belongs and press P" in driver.status()
        await driver.press(PLACE)
        assert driver.status().startswith("quote placed on “A new first”")
        assert ("quote", "A new first", "ok") in stored(changed)
        assert driver.highlighted() == "A new first"
        await driver.press("u")
        assert driver.status().startswith("undone: placed quote")
        assert stored(changed) == AS_MADE
        assert driver.painted("quote") == ""
        await driver.press("l")
        assert "select where it belongs and press P" in driver.status(), "it is an orphan again"
        await driver.press("ctrl+r")
        assert ("quote", "A new first", "ok") in stored(changed)
        assert text_of(changed, "000") == old
    async with drive(changed, "000", caret=60) as driver:
        assert driver.painted("quote") == "A new first"


async def test_without_an_orphan_to_place_the_key_says_what_to_do(changed: Path) -> None:
    async with drive(changed, "000", "001") as driver:
        await driver.press("w", PLACE)
        assert driver.status().startswith("press a, type orphan, and enter on one")
        await driver.press("2", PLACE)
        assert driver.status().startswith("no mark of this article has lost its place")


async def test_an_orphan_is_deleted_and_undo_brings_it_back(changed: Path) -> None:
    async with drive(changed, "000") as driver:
        await go_to_orphan(driver)
        await driver.press("x")
        assert driver.status().startswith("deleted quote")
        assert stored(changed) == [AS_MADE[0], AS_MADE[2]]
        assert driver.counts("000") == "1 0 1 0"
        await driver.press(MARKS)
        assert sorted(listed(driver)) == ["claim fuzzy", "date moved"]
        await driver.press("escape", "u")
        assert stored(changed) == AS_MADE
        await driver.press("x")
        assert len(stored(changed)) == 2, "it is the one at hand again"


async def test_an_orphan_is_noted_on_and_left(changed: Path) -> None:
    async with drive(changed, "000") as driver:
        await go_to_orphan(driver)
        await driver.press("m", *"gone", "enter")
        assert [it.note for it in annotations_on_disk(changed)] == ["", "gone", ""]
        await driver.press("l")
        assert "“gone”" in driver.status()
        await driver.press("r")
        assert "select where it belongs and press P" in driver.status()
        await driver.press("escape", "l")
        assert "select where it belongs" not in driver.status()


async def test_a_moved_mark_is_relabelled_noted_and_reshaped_where_it_is_seen(
    changed: Path,
) -> None:
    async with drive(changed, "000") as driver:
        await driver.press("]", "]", "e")
        assert driver.highlighted() == MOVED[1:], "but for the caret"
        assert driver.status().startswith("date is now error")
        assert ("error", MOVED, "moved") in stored(changed)
        await driver.press("r", "enter")
        assert ("error", MOVED, "ok") in stored(changed), "whoever looks at it has found it"
        await driver.press("u", "u")
        assert stored(changed) == AS_MADE
        await driver.press("escape", "g")
        assert driver.painted("date") == MOVED


async def test_another_annotators_orphan_is_shown_and_stays_theirs(changed: Path) -> None:
    async with drive(changed, "000", annotator="bert") as driver:
        await go_to_orphan(driver)
        await driver.press("g", "v", "w", PLACE)
        assert driver.status().startswith("this mark is ana's and can't be changed")
        assert stored(changed) == AS_MADE


async def test_marks_that_take_long_to_find_come_later_and_the_reader_stays(
    changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "LONG_TEXT", 10)
    may_go, run = Event(), Search.run

    def waiting(self: Search, is_cancelled: Callable[[], bool] = lambda: False) -> Known:
        may_go.wait(30)
        return run(self, is_cancelled)

    monkeypatch.setattr(Search, "run", waiting)
    async with drive(changed, places=Places()) as driver:
        await driver.press("enter")
        assert driver.status().startswith("000 has changed: 3 marks being found again…")
        assert driver.lanes_by_text() == {}
        await driver.press("w", "e", "G")
        await driver.press("g")
        assert driver.painted("error") == "new", "one is at work while they are looked for"
        await driver.press("G")
        caret, top = driver.caret(), driver.top()
        may_go.set()
        await driver.until(lambda: "found again" in driver.status())
        assert driver.status().startswith("000: 2 marks found again; 1 orphan, 1 fuzzy; a lists")
        assert (driver.caret(), driver.top()) == (caret, top)
        await driver.press("g")
        assert driver.painted("claim") == EDITED_NOW
        assert driver.painted("error") == "new"
        await driver.press("0", "space", "enter")
        assert driver.status().startswith("000 has changed: 1 orphan, 1 fuzzy"), "known by now"


async def test_leaving_does_not_wait_for_marks_that_are_being_looked_for(
    changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "LONG_TEXT", 10)
    may_go, run, has_gone = Event(), Search.run, Event()

    def waiting(self: Search, is_cancelled: Callable[[], bool] = lambda: False) -> Known:
        may_go.wait(30)
        found = run(self, is_cancelled)
        assert not found, "it is given up"
        has_gone.set()
        return found

    monkeypatch.setattr(Search, "run", waiting)
    async with drive(changed, "000") as driver:
        assert "being found again" in driver.status()
        await driver.press("ctrl+q")
    may_go.set()
    assert await asyncio.to_thread(has_gone.wait, 30)
    assert stored(changed) == AS_MADE

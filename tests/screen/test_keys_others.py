"""The keys for marks that others made, and for marks that were changed in two places."""

import os
from pathlib import Path

import pytest

from annotations.store import STORE_FOLDER
from annotations.workspace import open_workspace
from tests.screen.driving import Mark, drive, kept_places, path_of, span_of, text_of
from tests.screen.keys import key

OTHERS, SETTLE = key("view.others"), key("mark.settle")
NARROW = (80, 24)


def mark_as(annotator: str, folder: Path, name: str, part: str, label: str) -> None:
    reading = open_workspace([folder], annotator).read(path_of(folder, name))
    reading.editor.tag(reading.article, span_of(reading.text, part), label)


async def test_marks_of_others_are_hidden_and_shown_again(corpus_copy: Path) -> None:
    mark_as("bob", corpus_copy, "000", "Ministry", "date")
    mark_as("bob", corpus_copy, "000", "Beijing", "error")
    mark_as("cy", corpus_copy, "003", "defense policy talks", "claim")
    mark_as("ana", corpus_copy, "000", "Defense", "quote")
    async with drive(corpus_copy, "000", "003") as driver:
        shown = list(driver.lanes_by_text().values())
        assert "".join(shown).split() != ["Q"]
        await driver.press(OTHERS)
        assert driver.status().startswith("marks of others hidden (3)")
        assert "".join(driver.lanes_by_text().values()).split() == ["Q"]
        assert driver.lanes_by_text(driver.pane_of("003")) == {}
        assert driver.counts("000") == "0 1 1 1"
        assert driver.counts("003") == "1 0 0 0"
        await driver.press("g", "]")
        assert "quote by ana" in driver.status()
        await driver.press("]")
        assert driver.status().startswith("no later mark here")
        await driver.press("l", "a")
        assert "1 mark in this article" in driver.screen_text()
        await driver.press("tab")
        assert "1 mark in all articles" in driver.screen_text()
        await driver.press("escape", "0", "j", "enter")
        assert "others hidden" in driver.status()
        await driver.press("0", "k", "enter", OTHERS)
        assert driver.status().startswith("marks of others shown (3)")
        assert list(driver.lanes_by_text().values()) == shown


async def test_that_others_are_hidden_is_remembered(corpus_copy: Path) -> None:
    mark_as("bob", corpus_copy, "000", "Ministry", "date")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(OTHERS, "ctrl+q")
    places = kept_places(corpus_copy)
    async with drive(corpus_copy, places=places) as driver:
        assert driver.lanes_by_text() == {}
        assert "others hidden" in driver.status()
        mark_as("bob", corpus_copy, "000", "Beijing", "error")
        driver.app.reader.look_at_store()
        await driver.settle()
        assert driver.lanes_by_text() == {}
        assert driver.counts("000") == "0 0 1 1"


async def test_hiding_others_moves_nothing(corpus_copy: Path) -> None:
    mark_as("bob", corpus_copy, "000", "Ministry", "date")
    start = text_of(corpus_copy, "000").index("Ministry")
    async with drive(corpus_copy, "000", caret=start, size=NARROW) as driver:
        await driver.press("enter")
        assert "date by bob" in driver.status()
        top, caret = driver.top(), driver.caret()
        await driver.press(OTHERS)
        assert (driver.top(), driver.caret()) == (top, caret)
        await driver.press("x")
        assert driver.status().startswith("no mark at the caret")
        await driver.press("d")
        theirs = Mark("000", *span_of(text_of(corpus_copy, "000"), "Ministry"), "date", "", "bob")
        assert sorted(driver.marks()) == sorted([theirs, theirs._replace(annotator="ana")])


async def two_notes(folder: Path, part: str = "Ministry") -> None:
    """One mark, noted on in two Sidemarks at the same time."""
    mark_as("ana", folder, "000", part, "date")
    here, there = (open_workspace([folder], "ana").read(path_of(folder, "000")) for _ in range(2))
    async with drive(folder, "000", caret=here.annotations[0].start) as driver:
        await driver.press("m", *"mine")
        there.editor.set_note(there.annotations[0], "theirs")
        await driver.press("enter")


async def test_of_two_versions_the_chosen_one_is_kept(corpus_copy: Path) -> None:
    await two_notes(corpus_copy)
    start = text_of(corpus_copy, "000").index("Ministry")
    for wanted, size in (("mine", NARROW), ("theirs", (160, 45))):
        async with drive(corpus_copy, "000", caret=start, size=size) as driver:
            both = driver.marks()
            assert sorted(mark.note for mark in both) == ["mine", "theirs"]
            told = f"1 mark in two versions: a lists them, {SETTLE} keeps one"
            assert driver.status().startswith(told)
            await driver.press("enter")
            for _ in range(2):
                assert f"two versions, {SETTLE} keeps this one" in driver.status()
                if f"“{wanted}”" in driver.status():
                    break
                await driver.press("enter")
            await driver.press(SETTLE)
            assert driver.status().startswith("this version is kept: date “Ministry”")
            assert [mark.note for mark in driver.marks()] == [wanted]
            assert "".join(driver.lanes_by_text().values()).split() == ["D"]
            await driver.press("l", "h")
            assert "two versions" not in driver.status()
            await driver.press(SETTLE)
            assert driver.status().startswith("this mark has no other version")
            await driver.press("u")
            assert driver.status().startswith("undone: settled")
            assert driver.marks() == both, "one step takes it back"


async def test_the_list_of_marks_finds_conflicts(corpus_copy: Path) -> None:
    await two_notes(corpus_copy)
    mark_as("ana", corpus_copy, "000", "Beijing", "error")
    async with drive(corpus_copy, "000", size=NARROW) as driver:
        await driver.press("a")
        assert "3 marks in this article" in driver.screen_text()
        assert "status:conflict" in driver.screen_text(), "that it can be typed"
        await driver.type("conflict")
        assert "2 of 3 marks in this article" in driver.screen_text()
        assert [(row["status"], row["text"]) for row in driver.mark_rows()] == [
            ("conflict", "Ministry")
        ] * 2


async def test_two_versions_of_a_long_mark_do_not_look_the_same_in_the_list(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    await two_notes(corpus_copy, text[74:297])
    async with drive(corpus_copy, "000", size=NARROW) as driver:
        await driver.press("a")
        assert sorted(row["note"] for row in driver.mark_rows()) == ["mine", "theirs"]


async def test_the_list_of_marks_says_that_others_are_hidden(corpus_copy: Path) -> None:
    mark_as("bob", corpus_copy, "000", "Ministry", "date")
    async with drive(corpus_copy, "000", size=NARROW) as driver:
        await driver.press("a")
        assert "1 mark in this article — tab changes" in driver.screen_text()
        await driver.press("escape", OTHERS, "a")
        assert "0 marks in this article, others hidden" in driver.screen_text()
        await driver.press("tab")
        assert "0 marks in all articles, others hidden" in driver.screen_text()


async def test_the_versions_of_another_annotator_are_not_mine_to_settle(corpus_copy: Path) -> None:
    await two_notes(corpus_copy)
    start = text_of(corpus_copy, "000").index("Ministry")
    async with drive(corpus_copy, "000", caret=start, annotator="bob") as driver:
        assert "· two versions · date by ana" in driver.status()
        await driver.press(SETTLE)
        assert driver.status().startswith("this mark is ana's and can't be changed")


async def test_a_read_only_folder_is_told_of_for_the_whole_run(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may(path: object, mode: int) -> bool:
        return not (mode == os.W_OK and str(path).startswith(str(corpus_copy)))

    # Whoever is allowed everything (root) can't be shown a folder that can't be written to.
    monkeypatch.setattr(os, "access", may)
    async with drive(corpus_copy, "000", caret=100, size=NARROW) as driver:
        assert driver.status().startswith("this folder is read-only")
        assert "marks are kept in" in driver.notices()
        await driver.press("l")
        assert driver.status().endswith("kept elsewhere")
        await driver.press("c")
        assert driver.status().endswith("saved ✓ elsewhere")
        assert not (corpus_copy / STORE_FOLDER).exists()

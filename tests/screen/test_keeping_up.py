"""What changes elsewhere shows by itself, what is not on disk is told, others can be hidden."""

import asyncio
import errno
import os
import shutil
from pathlib import Path

import pytest

from annotations.model import Annotation
from annotations.reading import Reading
from annotations.store import STORE_FOLDER, FileStore
from annotations.workspace import open_workspace
from tests.screen.driving import (
    Driver,
    Mark,
    drive,
    kept_drafts,
    kept_places,
    path_of,
    span_of,
    text_of,
)

NARROW = (80, 24)


def elsewhere(folder: Path, annotator: str = "ana", name: str = "000") -> Reading:
    """The same article, open in another Sidemark."""
    return open_workspace([folder], annotator).read(path_of(folder, name))


def tag(reading: Reading, part: str, label: str) -> Annotation:
    mark, is_new = reading.editor.tag(reading.article, span_of(reading.text, part), label)
    assert is_new
    reading.refresh()
    return mark


def lanes(driver: Driver, name: str = "000") -> list[str]:
    return list(driver.lanes_by_text(driver.pane_of(name)).values())


async def pass_by(driver: Driver) -> None:
    """Let the next look at the store come, without waiting for its second."""
    driver.app.reader.look_at_store()
    await driver.settle()


# -- whether it is on disk


@pytest.mark.parametrize("size", [NARROW, (160, 45), (40, 12)])
async def test_the_status_line_says_while_something_is_not_on_disk(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    trouble = ""
    monkeypatch.setattr(FileStore, "trouble", property(lambda store: trouble))
    async with drive(corpus_copy, "000", caret=100, size=size) as driver:
        assert "saved" not in driver.status()
        assert "DISK" not in driver.status()
        await driver.press("c")
        assert driver.status().endswith("saved ✓")
        trouble = f"No space left on device: {corpus_copy}/a/long/path/to/some/file.json"
        await pass_by(driver)
        assert "NOT ON DISK: No space"[: size[0] // 3] in driver.status()
        assert "saved" not in driver.status()
        (shown,) = {
            cell.style.color.name
            for row in driver.strips_of(driver.app.reader.status)
            for cell in row
            if "NOT" in cell.text and cell.style is not None and cell.style.color is not None
        }
        assert shown == driver.palette.warning
        await driver.press("x")
        assert driver.status().startswith("deleted")
        assert "NOT ON DISK" in driver.status(), "a message does not hide it"
        await driver.press("d", "m", *"abc")
        assert "NOT ON DISK" in driver.prompt(), "nor does the prompt"
        await driver.press("enter")
        trouble = ""
        await pass_by(driver)
        assert driver.status().endswith("saved ✓")
        await driver.press("m")
        assert "NOT ON DISK" not in driver.prompt()


async def test_trouble_is_looked_at_after_each_change(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        monkeypatch.setattr(FileStore, "trouble", "No space left on device")
        await driver.press("c")
        assert driver.status().endswith("NOT ON DISK: No space left on device")
        assert "No space left on device" in driver.notices()


async def test_a_full_disk_is_told_of_until_there_is_room_again(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(corpus_copy, "000", caret=100, size=NARROW) as driver:
        await driver.press("e", "x")
        with monkeypatch.context() as full:

            def no_space(source: object, target: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))

            full.setattr(os, "replace", no_space)
            await driver.press("c")
            await driver.until(lambda: "NOT ON DISK: No space left" in driver.status())
            assert [mark.label for mark in driver.marks()] == ["claim"], "it is in the history"
            assert next(iter(driver.lanes_by_text().values())).strip() == "C"
        await driver.until(lambda: driver.status().endswith("saved ✓"))


# -- changes made elsewhere


async def test_changes_made_elsewhere_show_within_two_seconds(corpus_copy: Path) -> None:
    tag(elsewhere(corpus_copy, "bob", "001"), "Taiwan", "quote")
    async with drive(corpus_copy, "000", "003", size=(200, 45)) as driver:
        mine, theirs = elsewhere(corpus_copy), elsewhere(corpus_copy, "bob", "003")
        closed = elsewhere(corpus_copy, "bob", "001")
        tag(mine, "Ministry", "date")
        tag(theirs, "defense policy talks", "claim")
        tag(closed, "Beijing", "error")
        for _ in range(20):
            await asyncio.sleep(0.1)
            await driver.settle()
            if (lanes(driver), lanes(driver, "003")) == (["  D "], ["C   "]):
                break
        assert (lanes(driver), lanes(driver, "003")) == (["  D "], ["C   "])
        assert driver.counts("000") == "0 0 1 0"
        assert driver.counts("003") == "1 0 0 0"
        assert driver.counts("001") == "0 1 0 1"


async def test_the_reader_is_not_moved_by_changes_made_elsewhere(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "004")
    async with drive(corpus_copy, "004", caret=len(text) // 2, size=NARROW) as driver:
        await driver.press("v", "w", "w")
        driver.pane.scroll_to_row(driver.pane.top + 3)
        await driver.settle()
        before = driver.top(), driver.selected(), driver.status(), driver.focus()
        other = elsewhere(corpus_copy, "bob", "004")
        other.editor.tag(other.article, span_of(text, text[:30]), "date")
        await pass_by(driver)
        assert (driver.top(), driver.selected(), driver.status(), driver.focus()) == before
        await driver.press("w")
        assert driver.selected() is not None, "still extending"
        await driver.press("g")
        assert "  D " in lanes(driver, "004")


async def test_a_look_that_finds_nothing_new_paints_nothing(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(corpus_copy, "000", "003", caret=100) as driver:
        await driver.press("c", "m", "n", "enter")
        await pass_by(driver)
        painted: list[object] = []
        for widget in driver.app.reader.walk_children():
            monkeypatch.setattr(widget, "refresh", lambda *_, **__: painted.append(1))
        driver.app.reader.look_at_store()
        assert painted == []


async def test_the_status_line_shows_the_new_state_of_the_current_mark(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "enter")
        other = elsewhere(corpus_copy)
        noted = other.editor.set_note(other.annotations[0], "from elsewhere")
        await pass_by(driver)
        assert "“from elsewhere”" in driver.status()
        other.editor.delete(noted)
        await pass_by(driver)
        assert driver.status().startswith("this claim was deleted elsewhere")
        assert driver.lanes_by_text() == {}


async def test_files_that_came_without_a_log_are_shown_too(
    corpus_copy: Path, tmp_path: Path
) -> None:
    """As after `git pull`: the marks of another, and no history of them."""
    other = elsewhere(corpus_copy, "bob")
    tag(other, "Ministry", "date")
    assert isinstance(other.editor.store, FileStore)
    other.editor.store.close()
    (file,) = (corpus_copy / STORE_FOLDER / "marks").glob("*/*.json")
    content, place = file.read_bytes(), file
    for path in sorted((corpus_copy / STORE_FOLDER).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    async with drive(corpus_copy, "000") as driver:
        assert driver.lanes_by_text() == {}
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
        await pass_by(driver)
        assert list(driver.lanes_by_text().values()) == ["  D "]
        assert driver.counts("000") == "0 0 1 0"


# -- while something is being done to the mark


async def test_reshaping_goes_on_when_a_note_comes_from_elsewhere(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "r", "w")
        other = elsewhere(corpus_copy)
        other.editor.set_note(other.annotations[0], "theirs")
        await pass_by(driver)
        assert "reshaping" in driver.status()
        await driver.press("w", "enter")
        text = text_of(corpus_copy, "000")
        span = span_of(text, "Ministry, presenting")
        assert driver.marks() == [Mark("000", *span, "error", "theirs")]


async def test_reshaped_in_two_places_both_shapes_are_kept(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "r", "w", "w")
        other = elsewhere(corpus_copy)
        other.editor.reshape(other.article, other.annotations[0], span_of(text, "Defense"))
        await pass_by(driver)
        assert driver.status().startswith("this mark was reshaped elsewhere")
        await driver.press("enter")
        assert [text[mark.start : mark.end] for mark in driver.marks()] == [
            "Defense",
            "Ministry, presenting",
        ]
        assert "both versions are kept" in driver.status()
        assert driver.selected() is None


async def test_reshaping_ends_when_the_mark_is_deleted_elsewhere(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "r", "w")
        other = elsewhere(corpus_copy)
        other.editor.delete(other.annotations[0])
        await pass_by(driver)
        assert driver.status().startswith("the mark you were reshaping was deleted elsewhere")
        await driver.press("w")
        assert driver.selected() is None
        assert driver.marks() == []


async def test_a_note_is_joined_to_what_else_was_changed_meanwhile(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"mine")
        other = elsewhere(corpus_copy)
        other.editor.relabel(other.annotations[0], "quote")
        await pass_by(driver)
        assert driver.prompt() == "note: mine"
        await driver.press("enter")
        assert [(mark.label, mark.note) for mark in driver.marks()] == [("quote", "mine")]


async def test_a_note_on_a_mark_deleted_elsewhere_is_kept_with_the_mark(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"mine")
        other = elsewhere(corpus_copy)
        other.editor.delete(other.annotations[0])
        await pass_by(driver)
        assert driver.prompt() == "note (the mark was deleted elsewhere): mine"
        await driver.press("enter")
        assert [mark.note for mark in driver.marks()] == ["mine"]
        await driver.press("[")
        assert "the other version is gone, S keeps this one" in driver.status()
        await driver.press("S")
        assert "this version is kept" in driver.status()
        await driver.press("l")
        assert "version" not in driver.status()


async def test_a_half_typed_note_is_kept_each_second(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"half")
        await pass_by(driver)
        assert kept_drafts(corpus_copy) == ["half"]


async def test_marks_that_are_damaged_while_they_are_looked_at_do_not_go_in_silence(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        driver.app.reader.workspace.store.flush()
        (path,) = (corpus_copy / ".sidemark").glob("marks/ana/*.json")
        path.write_text(f"<<<<<<< HEAD\n{path.read_text()}")
        await pass_by(driver)
        assert "can't be read" in driver.status()
        assert "can't be read" in driver.screen_text().split("000_4639", 1)[1]
        assert str(path.name) in "".join(str(it.message) for it in driver.app._notifications)


# -- taking back


async def test_what_was_done_elsewhere_by_the_same_annotator_is_taken_back_first(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        other = elsewhere(corpus_copy)
        other.editor.set_note(other.annotations[0], "from elsewhere")
        await driver.press("u")
        assert driver.status().startswith("undone: noted on claim")
        assert [mark.note for mark in driver.marks()] == [""]
        await driver.press("u")
        assert driver.status().startswith("undone: tagged claim")
        assert driver.marks() == []


async def test_undo_reaches_back_over_earlier_runs_and_articles(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", caret=100) as driver:
        await driver.press("c", "tab", "d")
    async with drive(corpus_copy, "001") as driver:
        await driver.press("u")
        assert driver.status().startswith("undone: tagged date")
        assert driver.focus() == "003"
        await driver.press("u")
        assert driver.focus() == "000"
        assert driver.marks() == []


async def test_undo_of_what_came_changed_from_elsewhere_says_so_and_goes_on_behind(
    corpus_copy: Path, tmp_path: Path
) -> None:
    """As after `git pull`: the same mark, changed where the history of this place was not known."""
    clone = tmp_path / "clone"
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("d", "w", "c")
        driver.app.reader.workspace.store.flush()
        shutil.copytree(corpus_copy, clone)
        there = elsewhere(clone)
        (claim,) = (mark for mark in there.annotations if mark.label == "claim")
        there.editor.set_note(claim, "theirs")
        assert isinstance(there.editor.store, FileStore)
        there.editor.store.close()
        for file in (clone / STORE_FOLDER / "marks").glob("*/*.json"):
            os.replace(file, corpus_copy / file.relative_to(clone))
        await driver.press("g", "u")
        assert driver.status().startswith("not undone: tagged claim “")
        assert "was changed elsewhere since; u again skips it" in driver.status()
        assert driver.caret() == claim.start, "it is gone to"
        await pass_by(driver)
        await driver.press("u")
        assert driver.status().startswith("undone: tagged date")
        assert [(mark.label, mark.note) for mark in driver.marks()] == [("claim", "theirs")]


async def test_a_draft_of_one_window_outlasts_the_coming_and_going_of_another(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"half")
        await pass_by(driver)
        async with drive(corpus_copy, "001", annotator="bob") as other:
            await other.press("c", "m", *"his", "ctrl+q")
        assert sorted(kept_drafts(corpus_copy)) == ["half", "his"]
        await driver.press("ctrl+q")
    assert sorted(kept_drafts(corpus_copy)) == ["half", "his"]
    assert kept_places(corpus_copy).current.startswith("000")
    assert kept_places(corpus_copy, "bob").current.startswith("001")


async def test_a_draft_begun_on_another_note_does_not_replace_the_newer_one(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m", *"old", "enter", "m", *" draft", "ctrl+q")
    elsewhere = open_workspace([corpus_copy], "ana").read("000_4639da8ab6d43468.txt")
    elsewhere.set_note(elsewhere.annotations[0], "from elsewhere")
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("[", "m")
        assert driver.prompt() == "note (another was written elsewhere): old draft"
        await driver.press("enter")
        assert sorted(mark.note for mark in driver.marks()) == ["from elsewhere", "old draft"]
        assert kept_drafts(corpus_copy) == []


async def test_redo_of_what_was_made_otherwise_elsewhere_names_it_and_skips_it(
    corpus_copy: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("d", "w", "c", "m", "x", "enter")
        driver.app.reader.workspace.store.flush()
        shutil.copytree(corpus_copy, clone)
        await driver.press("u")
        there = elsewhere(clone)
        (claim,) = (mark for mark in there.annotations if mark.label == "claim")
        there.editor.delete(claim)
        assert isinstance(there.editor.store, FileStore)
        there.editor.store.close()
        driver.app.reader.workspace.store.flush()
        for file in (clone / STORE_FOLDER / "marks").glob("*/*.json"):
            os.replace(file, corpus_copy / file.relative_to(clone))
        await driver.press("ctrl+r")
        assert driver.status().startswith("not done again: noted on claim “")
        assert "was deleted elsewhere since; ctrl+r again skips it" in driver.status()
        await driver.press("ctrl+r")
        assert driver.status().startswith("there is nothing to redo")


async def test_what_is_deleted_elsewhere_before_the_first_look_goes_from_the_list_of_all(
    corpus_copy: Path,
) -> None:
    other = elsewhere(corpus_copy)
    mark = tag(other, "China", "claim")
    other.editor.store.flush()
    # So soon after the start that nothing has been looked at by itself.
    async with drive(corpus_copy) as driver:
        await driver.press("a")
        await driver.until(lambda: "1 mark in" in driver.screen_text())
        other.editor.delete(mark)
        await pass_by(driver)
        await driver.until(lambda: "there is no mark" in driver.screen_text())

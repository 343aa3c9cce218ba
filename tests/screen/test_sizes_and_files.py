"""Windows of every size, files that are bad, change or go, other annotators, and the mouse."""

import errno
import os
from pathlib import Path

import pytest
from textual import events

from annotations.corpus import Corpus
from annotations.editing import Editor
from annotations.store import STORE_FOLDER, FileStore
from annotations.store.log import Log
from tests.making import make_editor
from tests.screen.driving import (
    Driver,
    Mark,
    corpus_of,
    drive,
    kept_places,
    path_of,
    span_of,
    text_of,
)

SIZES = [(20, 5), (80, 24), (100, 30), (160, 45), (400, 100)]


def names(driver: Driver) -> list[str]:
    return [heading.split()[1] for heading in driver.headings()]


# -- sizes


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_reading_and_marking_work_at(corpus_copy: Path, size: tuple[int, int]) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, size=size) as driver:
        assert driver.focus() == "list"
        await driver.press(
            "enter", "0", "j", "space", "1", "}", "w", "w", "e", "c", "tab", "}", "d"
        )
        assert driver.marks()[:2] == [
            Mark("000", *span_of(text, text.split("\n")[2]), "claim"),
            Mark("000", *span_of(text, "Ministry"), "error"),
        ]
        assert [mark.label for mark in driver.marks()] == ["claim", "error", "date"]
        assert driver.focus() == "001"
        await driver.press("u", "u", "u")
        assert driver.marks() == []
        await driver.press("a", "escape", "?", "pagedown", "escape", "/", "x", "escape", "\\", "\\")
        for strip in driver.strips():
            assert strip.cell_length == size[0], "every row fills the window"
        shown = {160: 2, 100: 2, 400: 2}.get(size[0], 1)
        assert len(driver.headings()) == shown


@pytest.mark.parametrize("size", [(20, 5), (59, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_narrow_window_shows_the_list_or_the_text(
    corpus_copy: Path, size: tuple[int, int]
) -> None:
    async with drive(corpus_copy, "000", size=size) as driver:
        assert "articles 5" not in driver.screen_text()
        assert names(driver) == ["000"]
        assert driver.pane_rows()[0].startswith("Beijing's")
        await driver.press("0")
        assert "articles 5" in driver.screen_text()
        assert names(driver) == []
        await driver.press("enter")
        assert "articles 5" not in driver.screen_text()
        assert driver.focus() == "000"


async def test_below_100_columns_there_is_one_pane_and_the_others_are_tabs(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", "002", "003", size=(99, 30)) as driver:
        assert names(driver) == ["000"]
        assert driver.tabs().split() == ["1", "000", "2", "002", "3", "003"]
        await driver.press("tab")
        assert names(driver) == ["002"]
        await driver.pilot.click("#tabs", offset=(len(" 1 000  2 002  3"), 0))
        await driver.settle()
        assert names(driver) == ["003"]
        assert driver.focus() == "003"
        await driver.pilot.resize_terminal(100, 30)
        await driver.settle()
        assert len(names(driver)) == 2
        assert "003" in names(driver)
        await driver.pilot.resize_terminal(200, 30)
        await driver.settle()
        assert names(driver) == ["000", "002", "003"]
        assert driver.tabs() == "", "nothing is hidden, so no tabs are needed"
        assert driver.focus() == "003"


async def test_resizing_keeps_the_text_at_the_caret_on_the_screen(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "004")
    start = text.index("Nancy Pelosi provocatively")
    async with drive(corpus_copy, "004", caret=start) as driver:
        for size in [(80, 24), (40, 10), (20, 5), (30, 12), (100, 30), (400, 100), (61, 7)]:
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
            assert driver.caret() == start, size
            y, x = driver.caret_cell()
            row = driver.pane.rows.span(driver.pane.rows.row_at(start))
            assert driver.pane_rows()[y] == text[row.start : row.end].rstrip()
            assert driver.pane_rows()[y][x:].startswith(text[start : row.end].rstrip())


async def test_resizing_a_window_scrolled_away_keeps_its_text_at_the_top(
    corpus_copy: Path,
) -> None:
    """The caret's text comes first, so this holds while the caret stays in the window."""
    text = text_of(corpus_copy, "004")
    start = text.index("Liu stressed that the Taiwan")
    async with drive(corpus_copy, "004", caret=start, size=(100, 30)) as driver:
        for _ in range(2):
            driver.pane.post_message(_wheel(driver, events.MouseScrollDown))
            await driver.settle()
        top = driver.pane.rows.span(driver.pane.top).start
        await driver.pilot.resize_terminal(120, 30)
        await driver.settle()
        row = driver.pane.rows.span(driver.pane.top)
        assert row.start <= top < row.end


async def test_no_text_column_is_wider_than_the_setting(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=(400, 100)) as driver:
        assert max(len(row) for row in driver.pane_rows()) <= 88
        first = driver.strips_of(driver.pane)[3].text
        left = len(first) - len(first.lstrip())
        right = len(first) - len(first.rstrip())
        assert abs(left - right) < 20, "the column stands in the middle"


async def test_a_pane_is_wrapped_anew_even_where_textual_forgets_to_tell_it_of_its_size(
    corpus_copy: Path,
) -> None:
    """A widget mounted between a change of sizes and the layout makes Textual lose the event.

    The compositor then builds its map too early, and finds no difference when it lays out.
    """
    async with drive(corpus_copy, "000", "003") as driver:
        compositor = driver.app.screen._compositor
        driver.app.reader.query_one("#sidebar").styles.display = "none"
        compositor._full_map_invalidated = True
        assert compositor.full_map
        await driver.settle()
        rows = driver.pane.rows
        assert rows.width == driver.geometry(driver.pane).text_width
        assert driver.pane_rows()[0] == rows.text[: rows.span(0).end].rstrip()


# -- files


@pytest.fixture
def mixed(corpus_copy: Path) -> Path:
    """The seeds with articles that can't be read between them."""
    (corpus_copy / "0005_latin.txt").write_bytes(b"caf\xe9 is not UTF-8")
    (corpus_copy / "0006_nul.txt").write_bytes(b"a\0b")
    (corpus_copy / "0007_utf16.txt").write_bytes("hello".encode("utf-16"))
    (corpus_copy / "0008_link.txt").symlink_to(corpus_copy / "nowhere.txt")
    (corpus_copy / "0009_folder.md").mkdir()
    (corpus_copy / "0010_empty.txt").write_bytes(b"")
    return corpus_copy


async def test_articles_that_cannot_be_read_stay_in_the_list_with_the_reason(mixed: Path) -> None:
    async with drive(mixed, "000_") as driver:
        rows = driver.list_rows()
        shown = {
            rows[n].split()[0]: rows[n + 1].strip() for n in range(0, 20, 2) if rows[n].strip()
        }
        assert shown["0005_latin.txt"].startswith("it is not UTF-8 (byte 3")
        assert shown["0006_nul.txt"].startswith("it holds NUL bytes")
        assert shown["0007_utf16.txt"].startswith("it is UTF-16")
        assert shown["0008_link.txt"].startswith("it is gone from the folder")
        assert "0009_folder.md" not in shown
        place = corpus_of(mixed).doc_paths.index("0005_latin.txt")
        await driver.press("0", "g", *["j"] * place)
        assert "0005_latin.txt · it is not UTF-8" in driver.status()
        for opening in ("enter", "space"):
            await driver.press(opening)
            assert "can't be opened: it is not UTF-8" in driver.status(), opening
            assert names(driver) == ["000"], opening
        await driver.press("G", "enter")
        assert names(driver) == ["004"], "the others open"


async def test_an_empty_article_is_shown_and_nothing_in_it_can_be_marked(mixed: Path) -> None:
    async with drive(mixed, "0010_empty") as driver:
        await driver.press("c", "j", "w", ")", "}", "+", "G", "v", "l", "e", "end", "pagedown", "s")
        assert driver.marks() == []
        assert driver.caret_cell() == (0, 0)
        assert driver.headings() == ["1 0010 0010_empty.txt"]


async def test_a_file_that_goes_is_told_of_once_and_its_text_stays(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        rows = driver.pane_rows(pane := driver.pane_of("003"))
        (corpus_copy / path_of(corpus_copy, "003")).unlink()
        driver.app.reader._look_around()
        await driver.settle()
        assert driver.status().startswith("003 is gone from the folder")
        assert driver.pane_rows(pane) == rows
        await driver.press("l")
        driver.app.reader._look_around()
        await driver.settle()
        assert driver.status().startswith("000 ·"), "it is told once"
        await driver.press("2", "}", "}", "d")
        assert [mark.article for mark in driver.marks()] == ["003"], "it can still be marked"


async def test_a_file_that_changes_is_told_of_by_itself_and_read_again_from_the_list(
    corpus_copy: Path,
) -> None:
    old = text_of(corpus_copy, "000")
    start = old.index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "c")
        changed = "A first line that is new.\n" + old
        (corpus_copy / path_of(corpus_copy, "000")).write_text(changed, encoding="utf-8")
        await driver.until(lambda: "000 has changed on disk" in driver.status())
        assert driver.top() == old.split("\n")[0], "the text on the screen stays"
        await driver.press("0", "enter")
        assert driver.top() == "A first line that is new."
        assert {*"".join(driver.lanes_by_text().values())} >= {"C", "E"}, "found again"
        assert [mark.start for mark in driver.marks()][-1] == start, "the store is as it was"
        assert driver.focus() == "000"


async def test_a_changed_file_that_cannot_be_read_keeps_the_open_text(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=80) as driver:
        before = driver.pane_rows()
        (corpus_copy / path_of(corpus_copy, "000")).write_bytes(b"\xff\xfe\x00")
        await driver.press("0", "enter")
        assert "can't be opened: it is UTF-16" in driver.status()
        assert driver.pane_rows() == before
        await driver.press("1", "c")
        assert [mark.label for mark in driver.marks()] == ["claim"]


async def test_a_corpus_of_named_files_lists_only_those(corpus_copy: Path) -> None:
    assert len(Corpus(corpus_copy, corpus_of(corpus_copy).doc_paths).doc_paths) == 5
    for name in ("001", "002", "003", "004"):
        (corpus_copy / path_of(corpus_copy, name)).unlink()
    async with drive(corpus_copy) as driver:
        assert "articles 1" in driver.screen_text()
        assert driver.list_rows()[0].split()[0] == "000"


async def test_control_characters_of_articles_and_names_are_not_sent(tmp_path: Path) -> None:
    nasty = "\x1b]0;owned\x07 \x9b31m \u202eabc\u202c [bold]no markup[/bold] \x0c\x85\u2028 end"
    (tmp_path / "000_x\x1b[31m\u202e.txt").write_text(f"{nasty}\nline two", encoding="utf-8")
    async with drive(tmp_path, "000") as driver:
        await driver.press("s", "c", "m")
        await driver.type("[red]x")
        await driver.press("enter", "l", "a", "escape", "x", "u", "0", "space", "space")
        shown = driver.screen_text()
        assert "[bold]no markup[/bold]" in shown
        forbidden = {chr(code) for code in (*range(32), *range(0x7F, 0xA0))} - {"\n"}
        assert not forbidden & set(shown)
        assert not set("\u202e\u202c\u2028") & set(shown)


# -- other annotators, and what can't be kept


def marked_by(folder: Path, annotator: str, name: str, part: str, label: str) -> Editor:
    editor = make_editor(FileStore(folder / STORE_FOLDER), annotator)
    article = corpus_of(folder).load(path_of(folder, name))
    editor.tag(article, span_of(article.text, part), label)
    editor.store.flush()
    return editor


async def test_marks_of_others_are_shown_with_their_name_and_cannot_be_changed(
    corpus_copy: Path,
) -> None:
    marked_by(corpus_copy, "bert", "000", "Ministry", "date")
    text = text_of(corpus_copy, "000")
    start = text.index("Ministry")
    theirs = Mark("000", *span_of(text, "Ministry"), "date", "", "bert")
    async with drive(corpus_copy, "000", caret=start) as driver:
        assert "date by bert" in driver.status()
        assert list(driver.lanes_by_text().values()) == ["  D "]
        for verb in ("x", "m", "r"):
            await driver.press(verb)
            assert driver.status().startswith("this mark is bert's and can't be changed"), verb
        await driver.press("enter", "c")
        assert driver.status().startswith("this mark is bert's and can't be changed")
        assert driver.marks() == [theirs]
        await driver.press("escape", "d")
        assert driver.marks() == [theirs, Mark("000", *span_of(text, "Ministry"), "date")] or (
            driver.marks() == [Mark("000", *span_of(text, "Ministry"), "date"), theirs]
        )
        await driver.press("x")
        assert driver.marks() == [theirs], "one's own is deleted first"


async def test_marks_of_others_are_found_by_name_in_the_list_of_marks(corpus_copy: Path) -> None:
    marked_by(corpus_copy, "bert", "000", "Ministry", "date")
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "a")
        await driver.type("bert")
        assert "1 of 2 marks" in driver.screen_text()
        assert [(row["by"], row["text"]) for row in driver.mark_rows()] == [("bert", "Ministry")]


async def test_what_cannot_be_kept_is_not_painted_and_the_reason_is_told(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry")) as driver:
        await driver.press("e")
        before = driver.marks()
        with monkeypatch.context() as full:

            def no_space(*_: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            full.setattr(Log, "append", no_space)
            for keys in ("c", "d", "x", "r w w enter escape", "enter d"):
                await driver.press("escape", *keys.split())
                assert driver.marks() == before, keys
                assert list(driver.lanes_by_text().values()) == ["   E"], keys
            await driver.press("escape", "c")
            assert "nothing was changed: No space left on device" in driver.notices()
            assert "this can't be kept, nothing was changed" in driver.status()
            await driver.press("escape", "m", "n", "enter")
            assert driver.marks() == before
            await driver.press("u")
            assert driver.marks() == before
            assert list(driver.lanes_by_text().values()) == ["   E"]
        await driver.press("u")
        assert driver.marks() == [], "what was kept can be taken back; what was not is no step"


async def test_a_note_that_cannot_be_kept_is_offered_again(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry")) as driver:
        await driver.press("e", "m")
        await driver.type("long thought")
        with monkeypatch.context() as full:

            def no_space(source: object, target: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))

            full.setattr(os, "replace", no_space)
            await driver.press("enter")
        await driver.press("m")
        assert driver.prompt().startswith("note: long thought")


async def test_a_mark_changed_elsewhere_meanwhile_is_not_overwritten(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry")) as driver:
        await driver.press("e")
        elsewhere = FileStore(corpus_copy / STORE_FOLDER)
        (mark,) = elsewhere.annotations(path_of(corpus_copy, "000"))
        Editor(elsewhere, "ana").set_note(mark, "from elsewhere")
        await driver.press("enter", "d")
        assert [(mark.label, mark.note) for mark in driver.marks()] == [
            ("date", ""),
            ("error", "from elsewhere"),
        ], "both are kept"
        assert "changed elsewhere" in driver.status()


async def test_a_damaged_store_file_does_not_end_the_program(corpus_copy: Path) -> None:
    marked_by(corpus_copy, "ana", "000", "Ministry", "date")
    (shard,) = (corpus_copy / STORE_FOLDER / "marks").glob("*/*.json")
    shard.write_bytes(shard.read_bytes()[:40])
    damaged = shard.read_bytes()
    async with drive(corpus_copy, "001") as driver:
        await driver.press("0", "g", "enter")
        assert driver.status().startswith("000: marks can't be read from")
        await driver.press("a", "escape", "ctrl+e", "escape")
        assert shard.read_bytes() == damaged
        await driver.press("e")
        assert [mark.label for mark in driver.marks()] == ["error"]
        driver.app.reader.workspace.store.flush()
        kept = [path.read_bytes() for path in shard.parent.rglob("*") if path.is_file()]
        assert damaged in kept, "set aside, not written over"


# -- coming back


async def test_opening_again_restores_articles_and_carets(corpus_copy: Path) -> None:
    first = text_of(corpus_copy, "000").index("C.C. Brown")
    second = text_of(corpus_copy, "004").index("Nancy Pelosi")
    async with drive(
        corpus_copy, "000", "004", caret=first, carets={"004": second}, size=(160, 20)
    ) as driver:
        await driver.press("2", "w", "ctrl+q")
    places = kept_places(corpus_copy)
    async with drive(corpus_copy, places=places, size=(160, 20)) as driver:
        assert names(driver) == ["000", "004"]
        assert driver.focus() == "004"
        assert driver.caret() == second + len("Nancy ")
        await driver.press("1")
        assert driver.caret() == first
        (corpus_copy / path_of(corpus_copy, "004")).unlink()
        await driver.press("l", "ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy)) as driver:
        assert names(driver) == ["000"], "what is gone is not opened"
        assert driver.caret() == first + 1


async def test_a_caret_kept_from_a_longer_text_is_brought_inside(corpus_copy: Path) -> None:
    path = corpus_copy / path_of(corpus_copy, "000")
    async with drive(corpus_copy, "000") as driver:
        await driver.press("G", "ctrl+q")
    path.write_text("Short now.", encoding="utf-8")
    async with drive(corpus_copy, places=kept_places(corpus_copy)) as driver:
        assert driver.caret() == len("Short now.")


# -- tagging and the text on the screen


async def test_marking_never_changes_which_text_is_at_the_top(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "004").index("Nancy Pelosi")
    async with drive(corpus_copy, "004", caret=start, size=(100, 20)) as driver:
        for keys in ("c", "d", "q", "e", "enter", "m n enter", "enter d", "x", "u"):
            rows = driver.pane_rows()
            await driver.press(*keys.split())
            assert driver.pane_rows() == rows, keys


# -- the mouse


def _wheel(driver: Driver, kind: type[events.MouseEvent]) -> events.MouseEvent:
    return kind(driver.pane, 5, 5, 0, 0, 0, False, False, False)


async def test_clicks_in_the_list_point_and_open(corpus_copy: Path) -> None:
    async with drive(corpus_copy) as driver:
        await driver.pilot.click(driver.app.reader.list, offset=(5, 4))
        await driver.settle()
        assert driver.list_cursor() == "002"
        assert names(driver) == []
        await driver.pilot.double_click(driver.app.reader.list, offset=(5, 7))
        await driver.settle()
        assert names(driver) == ["003"]
        await driver.pilot.click(driver.app.reader.list, offset=(5, 40))
        await driver.settle()
        assert driver.list_cursor() == "003", "below the last article there is nothing"

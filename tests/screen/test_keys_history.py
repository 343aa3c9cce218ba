"""The keys that take back and do again, in one article and across several."""

from pathlib import Path

import pytest

from annotations.corpus import Corpus
from annotations.editing import Editor
from annotations.model import new_id
from annotations.store import STORE_FOLDER, FileStore
from tests.marks import changed_mark
from tests.screen.driving import Mark, drive, path_of, span_of, text_of
from tests.screen.keys import keys
from tui.screens import base, keeping_up

UNDO, REDO = keys("history.undo"), keys("history.redo")


async def test_every_kind_of_change_is_taken_back_and_done_again(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    ministry, more = span_of(text, "Ministry, p"), span_of(text, "Ministry, presenting")
    word = (ministry.start, ministry.start + len("Ministry"))
    states = [
        [],
        [Mark("000", *word, "error")],
        [Mark("000", *word, "date")],
        [Mark("000", *more, "date")],
        [Mark("000", *more, "date", "n")],
        [],
    ]
    undone = [
        "undone: deleted date “Ministry, presenting”",
        "undone: noted on date “Ministry, presenting”",
        "undone: reshaped date",
        "undone: relabelled",
        "undone: tagged error “Ministry”",
    ]
    async with drive(corpus_copy, "000", caret=ministry.start) as driver:
        await driver.press("e", "enter", "d", "r", "w", "w", "enter", "m", "n", "enter", "x")
        assert driver.marks() == states[-1]
        for undo, redo in zip(UNDO, REDO, strict=True):
            for state, said in zip(reversed(states[:-1]), undone, strict=True):
                await driver.press(undo)
                assert driver.marks() == state, undo
                assert driver.status().startswith(said), undo
                shown = "".join(driver.lanes_by_text().values()).split()
                assert shown == [mark.label[0].upper() for mark in state], undo
            await driver.press(undo)
            assert driver.status().startswith("there is nothing to undo"), undo
            for state, said in zip(states[1:], reversed(undone), strict=True):
                await driver.press(redo)
                assert driver.marks() == state, redo
                assert driver.status().startswith(said.replace("undone", "done again")), redo
            await driver.press(redo)
            assert driver.status().startswith("there is nothing to redo"), redo


async def test_undo_paints_what_it_does_and_the_caret_goes_there(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "g", "u")
        assert driver.caret() == start
        assert driver.lanes_by_text() == {}
        assert driver.painted("error") == ""
        await driver.press("g", "ctrl+r")
        assert driver.caret() == start
        assert list(driver.lanes_by_text().values()) == ["   E"]
        await driver.press("g")
        assert driver.painted("error") == "Ministry"


async def test_undo_reads_no_article_that_is_open_again(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = text_of(corpus_copy, "000").index("Ministry, p")
    second = text_of(corpus_copy, "003").index("defense policy talks")
    async with drive(corpus_copy, "000", "003", caret=first, carets={"003": second}) as driver:
        headings = driver.list_rows()[::2]
        await driver.press("e", "tab", "d", "tab")
        read: list[str] = []
        monkeypatch.setattr(Corpus, "raw", lambda _corpus, doc_path: read.append(doc_path))
        await driver.press("u", "u", "ctrl+r")
        assert read == []
        assert [mark.article for mark in driver.marks()] == ["000"]
        assert driver.counts("000") == "0 0 0 1"
        assert driver.list_rows()[::2] == headings


async def test_undo_goes_to_the_article_whose_pane_is_open(corpus_copy: Path) -> None:
    first = text_of(corpus_copy, "000").index("Ministry, p")
    second = text_of(corpus_copy, "003").index("defense policy talks")
    async with drive(corpus_copy, "000", "003", caret=first, carets={"003": second}) as driver:
        await driver.press("e", "tab", "d", "tab")
        assert driver.focus() == "000"
        await driver.press("u")
        assert driver.focus() == "003"
        assert [mark.article for mark in driver.marks()] == ["000"]
        assert driver.status().startswith("undone: tagged date “defense”")
        await driver.press("u")
        assert driver.focus() == "000"
        assert driver.marks() == []
        await driver.press("ctrl+r", "ctrl+r")
        assert driver.focus() == "003"
        assert [mark.article for mark in driver.marks()] == ["000", "003"]


async def test_undo_opens_the_article_again_if_it_is_not_open(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "0", "j", "enter")
        assert [heading.split()[1] for heading in driver.headings()] == ["001"]
        await driver.press("u")
        assert driver.marks() == []
        assert [heading.split()[1] for heading in driver.headings()] == ["000"]
        assert driver.caret() == start
        assert driver.counts("000") == "0 0 0 0"
        await driver.press("0", "j", "j", "enter", "ctrl+y")
        assert [heading.split()[1] for heading in driver.headings()] == ["000"]
        assert driver.lanes_by_text() != {}
        assert driver.counts("000") == "0 0 0 1"


async def test_undo_works_from_the_list(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "0", "u")
        assert driver.marks() == []
        assert driver.focus() == "000"


async def test_a_new_change_after_undo_leaves_nothing_to_do_again(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press("e", "u", "d", "ctrl+r")
        assert driver.status().startswith("there is nothing to redo")
        assert [mark.label for mark in driver.marks()] == ["date"]


@pytest.mark.parametrize("most", [200, 1])
async def test_an_import_made_elsewhere_is_seen_and_taken_back_in_one_step(
    most: int, corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MANY", most)
    monkeypatch.setattr(keeping_up, "MANY", most)
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e")
        store = FileStore(corpus_copy / STORE_FOLDER, in_background=False)
        (mark,) = store.everything()
        marks = [
            *(changed_mark(mark, id=new_id(), label=label) for label in ("claim", "date")),
            changed_mark(mark, id=new_id(), doc_path=path_of(corpus_copy, "003")),
        ]
        store.bring_in(marks, "marks.jsonl")
        await driver.until(lambda: driver.counts("000") == "1 0 1 1")
        await driver.until(lambda: driver.counts("003") == "0 0 0 1")
        editor = Editor(store, "ana")
        editor.set_note(marks[1], "changed since")
        await driver.press("u", "u")
        assert driver.status().startswith("undone: imported 3 marks from marks.jsonl")
        assert [it.label for it in driver.marks()] == ["error"]
        await driver.until(lambda: driver.counts("000") == "0 0 0 1")
        await driver.press("ctrl+r")
        assert driver.status().startswith("done again: imported 3 marks from marks.jsonl")
        assert len(driver.marks()) == 4
        await driver.until(lambda: driver.counts("003") == "0 0 0 1")
        # In the list of all marks, too.
        await driver.press("a", "tab")
        await driver.until(lambda: len(driver.mark_rows()) == 4)
        await driver.press("up", "u")
        assert [it.label for it in driver.marks()] == ["error"]
        await driver.until(lambda: len(driver.mark_rows()) == 1)

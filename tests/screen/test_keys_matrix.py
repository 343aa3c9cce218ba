"""The keys of the matrix: pointing, settling, and going to what a cell is told from."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
from textual import events

from annotations.links import LinkTo, format_links
from annotations.store import STORE_FOLDER, FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.linked import link_articles
from tests.screen.driving import Driver, annotations_on_disk, drive, path_of, text_of
from tests.screen.keys import key, keys
from tui.config import Config
from tui.widgets.matrix_table import MatrixTable
from tui.widgets.wrapped import wrapped

OPEN, CLOSE = key("matrix.open"), key("matrix.close")
GO, SILENT, WORDS = key("matrix.go"), key("matrix.silent"), key("matrix.words")
NEXT, LINKED = key("matrix.next"), key("matrix.linked")
DOWN, UP = keys("matrix.down"), keys("matrix.up")
RIGHT, LEFT = keys("matrix.right"), keys("matrix.left")
PAGE_DOWN, PAGE_UP = keys("matrix.page-down"), keys("matrix.page-up")
FIRST, LAST = key("matrix.first"), key("matrix.last")
FIRST_COLUMN, LAST_COLUMN = key("matrix.first-column"), key("matrix.last-column")
SIZES = [(160, 45), (100, 30), (80, 24)]
NEVER = "Beijing will never compromise or back down on the Taiwan issue"


@pytest.fixture
def linked(corpus_copy: Path) -> Path:
    link_articles(corpus_copy)
    return corpus_copy


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Thirty articles that say the same thirty things."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:03}.txt").write_text(" ".join(f"{it:02}" for it in range(30)))
    workspace = open_workspace([folder], "ana")
    articles = [workspace.article(it) for it in workspace.corpus.doc_paths]
    for number in range(30):
        span = Span(3 * number, 3 * number + 2)
        made = [workspace.editor.tag(it, span, "date")[0] for it in articles[number : number + 2]]
        links = format_links(LinkTo("same", it.id) for it in made[1:])
        workspace.editor.set_links(made[0], links)
    assert workspace.store.close() == ""
    return folder


def table(driver: Driver) -> list[list[str]]:
    """The words of what is shown, line by line, without frame and rules."""
    strips = driver.strips_of(driver.app.screen.query_one(MatrixTable))
    return [it.text.split() for it in strips if it.text.strip(" ─")]


def told(driver: Driver) -> str:
    """What is said of the cell below the table."""
    return said_below(driver, slice(-5, -2))


def said(driver: Driver) -> str:
    """The last line."""
    return said_below(driver, slice(-2, -1))


def said_below(driver: Driver, lines: slice) -> str:
    rows = driver.screen_text().split("\n")
    return " ".join(row.strip("│ ") for row in rows[lines]).strip()


def title(driver: Driver) -> str:
    return driver.screen_text().split("\n")[0]


def pointed(driver: Driver) -> str:
    """What is painted as pointed at."""
    strips = driver.strips_of(driver.app.screen.query_one(MatrixTable))
    background = driver.palette.selection
    return " ".join(
        text.strip()
        for strip in strips
        for text, style, _ in strip
        if style and style.bgcolor and style.bgcolor.name == background
    ).strip()


def current(driver: Driver, name: str) -> str:
    """The current mark of an article that is in view, without blanks and what the caret is on."""
    return driver.highlighted(pane=driver.pane_of(name)).replace(" ", "")


def heading_of(driver: Driver) -> list[str]:
    strips = driver.strips_of(driver.app.screen.query_one(MatrixTable))
    return strips[0].text.split()


# -- what is shown


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_open_articles_come_first_then_those_with_a_cell(
    linked: Path, size: tuple[int, int]
) -> None:
    (linked / "005.txt").write_text("Nothing is said here.")
    async with drive(linked, "003", "000", size=size) as driver:
        await driver.press(OPEN)
        assert heading_of(driver) == ["003", "000", "001", "002", "004"]
        assert "4 rows, 5 articles" in title(driver)
        lines = table(driver)
        never = next(it for it in lines if it[:2] == ["Beijing", "will"])
        assert [it for it in never if it in "✓≠✗–"] == ["✓", "✓", "✓", "≠", "–"]
        pelosi = next(it for it in lines if "canceled" in it)
        assert [it for it in pelosi if it in "✓≠✗–"] == ["≠", "✓"]
        for strip in driver.strips():
            assert strip.cell_length == size[0]
        await driver.press(OPEN)
        assert driver.focus() == "003"


async def test_claims_of_open_articles_are_rows_and_can_be_left_out(linked: Path) -> None:
    async with drive(linked, "004") as driver:
        await driver.press(OPEN)
        assert "topics" in driver.screen_text()
        await driver.press(LAST, LINKED)
        assert "topics" not in driver.screen_text()
        assert "only what is linked" in title(driver)
        await driver.press(LINKED)
        assert "topics" in driver.screen_text()
        await driver.press(CLOSE, "0", *["k"] * 4, "enter", OPEN)
        assert heading_of(driver)[0] == "000"
        assert "topics" not in driver.screen_text(), "004 is not open any more"


async def test_below_the_table_all_of_the_cell_is_told(linked: Path) -> None:
    async with drive(linked, "000", size=(80, 24)) as driver:
        await driver.press(OPEN, "j")
        assert told(driver) == f"000: says claim by ana: {NEVER}"
        await driver.press(*["l"] * 3)
        assert told(driver).startswith("003: says quote by bob: we will not")
        await driver.press("l")
        assert told(driver) == "004: looked, not there (ana) · s takes that back"
        await driver.press("k")
        assert told(driver).startswith("004: nothing is said of it. enter goes to what is most")


async def test_the_marks_of_a_cell_are_told_one_by_one(linked: Path) -> None:
    made = {it.text: it for it in annotations_on_disk(linked)}
    workspace = open_workspace([linked], "ana")
    workspace.editor.set_links(made["in a virtual meeting"], f"differs:{made[NEVER].id}")
    assert workspace.store.close() == ""
    topics = "The two sides also discussed other topics"
    workspace = open_workspace([linked], "ana")
    workspace.editor.set_links(made[topics], f"same:{made[NEVER].id}")
    assert workspace.store.close() == ""
    async with drive(linked, "004") as driver:
        await driver.press(OPEN)
        assert "differs (2)" in driver.screen_text().replace("≠ ", "")
        assert told(driver).startswith("004: 1 of 2, differs error by ana (space: next): in a")
        await driver.press(NEXT)
        assert told(driver).startswith("004: 2 of 2, says claim by ana (space: next): The two")
        await driver.press(NEXT)
        assert told(driver).startswith("004: 1 of 2,")


async def test_where_there_is_room_the_key_of_the_next_mark_is_told(linked: Path) -> None:
    for size, is_told in ((160, 45), True), ((80, 24), False):
        async with drive(linked, "000", size=size) as driver:
            await driver.press(OPEN)
            assert ("space next mark" in said(driver)) == is_told
            assert said(driver).startswith("enter open · s not there · w lend words")


async def test_where_nothing_is_linked_it_says_what_to_do(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=(80, 24)) as driver:
        await driver.press(OPEN)
        assert "there is nothing to show yet" in driver.screen_text()
        await driver.press(GO, SILENT, WORDS, NEXT, "j", "l", "G", "pagedown", CLOSE, "c")
        assert len(driver.marks()) == 1
        await driver.press(OPEN, LINKED)
        assert "tab shows the claims of the open articles" in driver.screen_text()


# -- reading

BY_FILE = FileStore.by_file


class Gate:
    """Lets what reads the matrix begin only when it is opened; counts the files that are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, begun: Callable[[], object] = int) -> None:
        self.opened = Event()
        self.begun = begun
        self.files = 0
        monkeypatch.setattr(FileStore, "by_file", lambda *of, **with_: self.by_file(*of, **with_))

    def by_file(self, *of: Any, **with_: Any) -> Iterator[Any]:
        self.begun()
        for found in BY_FILE(*of, **with_):
            assert self.opened.wait(10)
            self.files += 1
            yield found


def reading_threads() -> list[Thread]:
    return [it for it in enumerate_threads() if it.name == "matrix"]


async def test_while_it_is_read_the_screen_goes_on_and_keys_wait(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.matrix_reading._PATIENCE", 30)
    async with drive(linked, "000", "002") as driver:
        loop = asyncio.get_running_loop()
        # Were the screen's thread to wait, this would come when its patience is over.
        gate = Gate(monkeypatch, lambda: loop.call_soon_threadsafe(gate.opened.set))
        await driver.press_at_once(OPEN, "l", SILENT, SILENT, SILENT, "j")
        await driver.until(lambda: told(driver).startswith("002: differs claim"))
        assert "silent:002" in links_of(linked, "on Monday and Tuesday")


async def test_a_matrix_that_was_left_is_read_no_further(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.matrix_reading._PATIENCE", 0.01)
    async with drive(linked, "000") as driver:
        gate = Gate(monkeypatch)
        await driver.press_at_once(OPEN, CLOSE, OPEN, CLOSE)
        await driver.until(lambda: driver.focus() == "000")
        gate.opened.set()
        await driver.until(lambda: not reading_threads())
        assert gate.files == 2, "the first of each"


IMPORTING = """
import asyncio, json, sys, threading
from pathlib import Path
import tui.cli.leaving, tui.cli.main
from annotations.workspace import open_workspace
from tui.app import SidemarkApp
from tui.config import Config
from tui.places import Places

held = []

class Finder:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            held.append(name)

async def main():
    app = SidemarkApp(open_workspace([Path(sys.argv[1])], "ana"), Config(), Places())
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        sys.meta_path.insert(0, Finder())
        await pilot.press("M")
        await pilot.pause()
        print(json.dumps([type(app.screen).__name__, held]))

asyncio.run(main())
"""


def test_what_shows_it_is_not_imported_while_the_screen_waits(corpus_copy: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTING, str(corpus_copy)],
        capture_output=True,
        text=True,
        check=True,
    )
    name, held = json.loads(done.stdout)
    assert name == "MatrixScreen"
    assert not [it for it in held if it.startswith(("annotations.", "tui."))]


# -- pointing


async def test_the_pointer_moves_by_rows_articles_and_pages(many: Path) -> None:
    async with drive(many, "000", size=(100, 30)) as driver:
        await driver.press(OPEN)
        assert told(driver) == "000: says date by ana: 00"
        for right, left in zip(RIGHT, LEFT, strict=True):
            await driver.press(right)
            assert told(driver).startswith("001: says"), right
            await driver.press(left)
            assert told(driver).startswith("000: says"), left
        for down, up in zip(DOWN, UP, strict=True):
            await driver.press(down)
            assert told(driver).startswith("000: nothing"), down
            await driver.press(up)
            assert told(driver).startswith("000: says"), up
        for down, up in zip(PAGE_DOWN, PAGE_UP, strict=True):
            await driver.press(down)
            assert told(driver).startswith("000: nothing"), down
            await driver.press(up)
            assert told(driver).startswith("000: says"), up
        await driver.press(LAST, LAST_COLUMN)
        assert told(driver) == "029: says date by ana: 28"
        assert "029" in heading_of(driver)
        assert "of" in heading_of(driver), "it says which of the articles are in view"
        assert pointed(driver).startswith("✓ says")
        await driver.press(CLOSE, OPEN)
        assert told(driver) == "029: says date by ana: 28", "one comes back to where one was"
        assert pointed(driver).startswith("✓ says"), "and it is in view"
        assert "029" in heading_of(driver)
        await driver.press(FIRST)
        assert told(driver).startswith("029: nothing")
        await driver.press(FIRST_COLUMN)
        assert told(driver) == "000: says date by ana: 00"


async def test_the_mouse_points_and_a_double_click_opens(many: Path) -> None:
    async with drive(many, "000", "001", size=(100, 30)) as driver:
        await driver.press(OPEN)
        shown = driver.app.screen.query_one(MatrixTable)
        cell = driver.strips_of(shown)[0].text.index("001")
        await driver.pilot.click(shown, offset=(cell, 1 + 2 * 3))
        await driver.settle()
        assert told(driver).startswith("001: nothing")
        await driver.pilot.click(shown, offset=(3, 1))
        await driver.settle()
        assert told(driver) == "001: says date by ana: 00"
        await driver.pilot.click(shown, offset=(3, 0))
        await driver.settle()
        assert told(driver) == "001: says date by ana: 00", "the heading is no row"
        shown.post_message(events.MouseScrollDown(shown, 5, 5, 0, 0, 0, False, False, False))
        await driver.settle()
        assert table(driver)[1][0] == "01"
        assert told(driver) == "001: says date by ana: 00"
        await driver.pilot.click(shown, offset=(cell, 1), times=2)
        await driver.settle()
        assert driver.focus() == "001"
        assert driver.caret() == 3


# -- going there


async def test_a_cell_is_opened_beside_the_head_of_its_row(linked: Path) -> None:
    async with drive(linked, "000", "001", "003") as driver:
        await driver.press(OPEN, "j", "l", "l", GO)
        assert driver.focus() == "003"
        assert "ewillnotcompromise" in current(driver, "003")
        assert "eijingwillnever" in current(driver, "000")
        assert [it[:3] for it in driver.opened.shown] == ["000", "001", "003"]
        await driver.press("shift+tab", "shift+tab")
        assert driver.focus() == "000"
        assert "claim by ana" in driver.status()


async def test_articles_that_are_not_open_are_opened_for_it(linked: Path) -> None:
    async with drive(linked, "004") as driver:
        await driver.press(OPEN, "j", "j", "end")
        assert told(driver).startswith("003: says date by ana")
        await driver.press(GO)
        assert [it[:3] for it in driver.opened.order] == ["004", "000", "003"]
        assert [it[:3] for it in driver.opened.shown] == ["004", "000", "003"]
        assert driver.focus() == "003"
        assert "nthe8thand9th" in current(driver, "003")
        assert "nMondayandTuesday" in current(driver, "000")


async def test_with_one_pane_it_goes_to_the_cell_and_tells_the_way_to_the_head(
    linked: Path,
) -> None:
    async with drive(linked, "000", "003", size=(80, 24)) as driver:
        await driver.press(OPEN, "j", "l", GO)
        assert driver.focus() == "003"
        assert "ewillnotcompromise" in current(driver, "003")
        assert "the row's words are in 000: 1 goes there" in driver.status()
        await driver.press("tab")
        assert driver.focus() == "000"
        assert "eijingwillnever" in current(driver, "000")


async def test_where_not_all_have_a_pane_the_two_get_theirs(linked: Path) -> None:
    async with drive(linked, "000", "001", "002", "003", "004") as driver:
        before = list(driver.opened.order)
        assert [it[:3] for it in driver.opened.shown] == ["000", "001", "002"]
        await driver.press("z", OPEN, "j", *["l"] * 3, GO)
        assert driver.focus() == "003"
        assert [it[:3] for it in driver.opened.shown] == ["000", "001", "003"]
        assert "ewillnotcompromise" in current(driver, "003")
        assert driver.opened.order == before


async def test_an_article_that_is_gone_is_told_and_the_other_is_gone_to(linked: Path) -> None:
    async with drive(linked, "000", "001") as driver:
        (linked / path_of(linked, "003")).unlink()
        await driver.press(OPEN, "j", *["l"] * 3)
        while "003:" not in told(driver):
            await driver.press("l")
        await driver.press(GO)
        assert "can't be" in driver.screen_text()
        assert driver.focus() in ("000", "001")


async def test_from_an_empty_cell_it_goes_to_what_is_most_like_it(linked: Path) -> None:
    made = {it.text: it for it in annotations_on_disk(linked)}
    workspace = open_workspace([linked], "bob")
    workspace.editor.delete(made["we will not compromise or back down on the Taiwan issue"])
    assert workspace.store.close() == ""
    async with drive(linked, "000", "003") as driver:
        await driver.press(OPEN, "j", "l")
        assert told(driver).startswith("003: nothing")
        await driver.press(GO)
        await driver.until(lambda: "like “Beijing will" in driver.status())
        assert "● ." in driver.status()
        assert driver.opened.current == path_of(linked, "003")
        assert "We will never compromise on the Taiwan" in driver.styled(driver.palette.selection)
        assert "eijingwillnever" in current(driver, "000")
        await driver.press("q")
        assert any(it.article == "003" and it.label == "quote" for it in driver.marks())


async def test_where_nothing_is_like_it_that_is_said(linked: Path) -> None:
    (linked / "005.txt").write_text("Rain is expected in the mountains. Bring warm clothes along.")
    async with drive(linked, "005", "000") as driver:
        await driver.press(OPEN, "j", GO)
        await driver.until(lambda: "nothing in 005 is like" in driver.screen_text())
        assert driver.focus() == "005"
        assert driver.selected() is None
        assert "M s keeps that" in driver.screen_text()
        await driver.press(OPEN, SILENT)
        assert told(driver) == "005: looked, not there (ana) · s takes that back"
        assert "silent:005.txt" in links_of(linked, NEVER)


@pytest.mark.parametrize("is_silent", [True, False])
async def test_what_is_linked_from_an_empty_cell_leaves_the_row_as_it_is(
    corpus_copy: Path, is_silent: bool
) -> None:
    async with drive(corpus_copy, "000", "001", "003") as driver:
        await driver.put_caret(text_of(corpus_copy, "000").index("After a long"))
        await driver.press("c", OPEN, "l", *([SILENT] if is_silent else []))
        before = table(driver)[1]
        # Times of marks are told to the second, and the older of the two is the row.
        await asyncio.sleep(1.1)
        await driver.press("l", GO, key("link.make"), key("link.contradicts"), OPEN)
        after = table(driver)[1]
        assert [it for it in after if it in "✓–✗"] == ["✓", *("–" if is_silent else ""), "✗"]
        assert after[:3] == before[:3] == ["After", "a", "long"]


# -- settling


async def test_silence_is_confirmed_taken_back_undone_and_done_again(linked: Path) -> None:
    async with drive(linked, "000", "002") as driver:
        await driver.press(OPEN, "l", SILENT)
        assert said(driver) == "looked, not there: kept"
        assert told(driver) == "002: looked, not there (ana) · s takes that back"
        assert pointed(driver) == "– silent"
        days = "on Monday and Tuesday"
        assert "silent:002" in links_of(linked, days)
        await driver.press(SILENT)
        assert told(driver).startswith("002: nothing")
        assert "silent:" not in links_of(linked, days)
        await driver.press("u")
        assert "silent:002" in links_of(linked, days)
        assert told(driver).startswith("000: says date"), "it points to what was changed"
        assert said(driver).startswith("undone: took back: looked in vain for date")
        await driver.press("ctrl+r", "ctrl+z", "ctrl+y", "u", "u")
        assert "silent:" not in links_of(linked, days)
        assert said(driver).startswith("undone: looked in vain for date")
        await driver.press(SILENT)
        assert said(driver) == "this article has something of the row: what is there is shown"


async def test_a_mark_lends_the_row_its_words(linked: Path) -> None:
    async with drive(linked, "000", "001") as driver:
        await driver.press(OPEN, "j", "l", WORDS)
        assert said(driver).startswith("the row's words: “Beijing would")
        assert "heads:" in links_of(linked, 'Beijing would "never compromise" on the issue')
        assert any(it[:2] == ["Beijing", "would"] for it in table(driver))
        await driver.press(WORDS)
        assert said(driver) == "these are the row's words already"
        await driver.press("u")
        assert any(it[:2] == ["Beijing", "will"] for it in table(driver))
        await driver.press(LAST, "h", WORDS)
        assert said(driver) == "there is no mark in this cell whose words the row could have"


async def test_a_row_of_others_can_not_be_settled(linked: Path) -> None:
    async with drive(linked, "000", annotator="zoe") as driver:
        await driver.press(OPEN, "end", SILENT)
        assert said(driver).startswith("none of the row's marks is yours")


async def test_others_marks_are_left_out_where_they_are_hidden(linked: Path) -> None:
    async with drive(linked, "000") as driver:
        await driver.press("O", OPEN)
        assert "others hidden" in title(driver)
        assert "003" in heading_of(driver)
        await driver.press("j")
        while not told(driver).startswith("003"):
            await driver.press("l")
        assert told(driver).startswith("003: nothing")


async def test_what_others_link_meanwhile_shows_by_itself(linked: Path) -> None:
    async with drive(linked, "004", "000") as driver:
        await driver.press(OPEN, "j")
        assert "topics" in told(driver)
        made = {it.text: it for it in annotations_on_disk(linked)}
        topics = made["The two sides also discussed other topics"]
        other = open_workspace([linked], "ana")
        other.editor.set_links(topics, f"same:{made[NEVER].id}")
        assert other.store.close() == ""
        await driver.until(lambda: "5 rows" not in title(driver))
        assert told(driver).startswith("004: says claim by ana: The two sides"), "it stays there"


async def test_marks_that_can_not_be_read_are_told_and_what_was_read_stays(linked: Path) -> None:
    marks, aside = linked / STORE_FOLDER / "marks", linked / "aside"
    async with drive(linked, "000") as driver:
        await driver.press(OPEN, "j")
        marks.rename(aside)
        marks.write_text("no folder")
        await driver.press(SILENT, "l", "l", SILENT)
        assert "can't be read" in driver.screen_text()
        assert any(it[:2] == ["Beijing", "will"] for it in table(driver))
        await driver.press(CLOSE, OPEN)
        assert "can't be read" in driver.screen_text()
        assert "4 rows" not in title(driver)
        marks.unlink()
        aside.rename(marks)


async def test_without_colours_the_pointer_is_reversed(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(linked, "000", "003") as driver:
        await driver.press(OPEN, "l")
        strips = driver.strips_of(driver.app.screen.query_one(MatrixTable))
        reversed_cells = [
            text.strip() for it in strips for text, style, _ in it if style and style.reverse
        ]
        assert reversed_cells == ["✓ says", "on the 8th and 9th"]


async def test_ones_own_keys_work_and_help_tells_of_them(linked: Path) -> None:
    config = Config(keys={"matrix.open": ("f6",), "matrix.silent": ("x",)})
    async with drive(linked, "000", "002", config=config) as driver:
        await driver.press("f6", "l", "x")
        assert told(driver) == "002: looked, not there (ana) · x takes that back"
        assert "x not there" not in said(driver)
        await driver.press("?")
        assert "In the matrix" in driver.screen_text()
        await driver.press("escape", "f6")
        assert driver.focus() == "000"


def test_words_are_wrapped_by_cells() -> None:
    assert wrapped("one two three", 7, 2) == ["one two", "three  "]
    assert wrapped("one two three four", 7, 2) == ["one two", "three …"]
    assert wrapped("漢字漢字 漢字", 5, 2) == ["漢字 ", "漢字…"]
    assert wrapped("\x1b[31m", 8, 2) == ["␛[31m   ", " " * 8]
    assert wrapped("", 3, 2) == ["   ", "   "]


def links_of(folder: Path, text: str) -> str:
    (found,) = [it for it in FileStore(folder / STORE_FOLDER).everything() if it.text == text]
    return found.links

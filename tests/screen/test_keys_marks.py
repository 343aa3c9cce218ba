"""The keys of the list of marks: pointing, choosing, and changing many marks at once."""

from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from annotations.errors import StoreError
from annotations.store import STORE_FOLDER
from annotations.workspace import open_workspace
from tests.screen.driving import Driver, drive, path_of, span_of, text_of
from tests.screen.keys import key, keys
from tui.config import Config
from tui.places import Places
from tui.screens import marks_reading
from tui.widgets.mark_table import MarkTable

DOWN, UP = keys("marks.down"), keys("marks.up")
PAGE_DOWN, PAGE_UP = keys("marks.page-down"), keys("marks.page-up")
FIRST, LAST = keys("marks.first"), keys("marks.last")
GO, CHOOSE, ALL = key("marks.go"), key("marks.choose"), key("marks.choose-all")
FILTER, WIDEN, CLOSE = key("marks.filter"), key("marks.widen"), key("marks.close")
HELP, PALETTE = key("program.help"), key("program.palette")
SIZES = [(160, 45), (100, 30), (80, 24)]


def mark(folder: Path, name: str, *parts: tuple[str, str], annotator: str = "ana") -> None:
    workspace = open_workspace([folder], annotator)
    article = workspace.article(path_of(folder, name))
    for label, part in parts:
        workspace.editor.tag(article, span_of(article.text, part), label)
    assert workspace.store.close() == ""


@pytest.fixture
def marked(corpus_copy: Path) -> Path:
    """Three marks in 000, one of them bob's; two in 003."""
    mark(corpus_copy, "000", ("error", "Beijing"), ("date", "Jan 11, 2024"))
    mark(corpus_copy, "000", ("claim", "Ministry"), annotator="bob")
    mark(corpus_copy, "003", ("claim", "defense policy talks"), ("quote", "commitments"))
    return corpus_copy


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """An article with sixty marks, on its numbers from 00."""
    folder = tmp_path / "many"
    folder.mkdir()
    numbers = [f"{number:02}" for number in range(60)]
    (folder / "000.txt").write_text(" ".join(numbers))
    mark(folder, "000", *(("date", number) for number in numbers))
    return folder


def texts(driver: Driver, sign: str = "") -> list[str]:
    return [row["text"] for row in driver.mark_rows() if row["sign"] == sign or not sign]


def shows_note(driver: Driver, note: str) -> bool:
    return any(row["note"] == note for row in driver.mark_rows())


def shows_text(driver: Driver, text: str) -> bool:
    return text in texts(driver)


def title(driver: Driver) -> str:
    return next(row for row in driver.screen_text().split("\n") if "tab changes" in row)


def said(driver: Driver) -> str:
    """The line below the table."""
    rows = driver.screen_text().split("\n")
    bottom = next(number for number, row in enumerate(rows) if row.startswith("╰"))
    return rows[bottom - 1].strip("│ ")


async def test_the_pointer_moves_by_rows_pages_and_to_the_ends(many: Path) -> None:
    async with drive(many, "000") as driver:
        await driver.press("a", "up")
        page = len(driver.mark_rows()) - 1
        for down, up in zip(DOWN, UP, strict=True):
            await driver.press(down, down, up)
            assert " 01 " in driver.pointed_mark(), down
            await driver.press(up, up)
            assert " 00 " in driver.pointed_mark(), up
        for down, up in zip(PAGE_DOWN, PAGE_UP, strict=True):
            await driver.press(down)
            assert f" {page:02} " in driver.pointed_mark(), down
            await driver.press(down)
            assert " 59 " in driver.pointed_mark(), down
            await driver.press(up, up)
            assert " 00 " in driver.pointed_mark(), up
        for last, first in zip(LAST, FIRST, strict=True):
            await driver.press(last)
            assert texts(driver)[-1] == "59"
            assert " 59 " in driver.pointed_mark()
            await driver.press(first)
            assert texts(driver)[0] == "00"
            assert " 00 " in driver.pointed_mark()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_table_tells_all_of_each_mark(marked: Path, size: tuple[int, int]) -> None:
    async with drive(marked, "000", size=size) as driver:
        await driver.press("a", WIDEN)
        assert "5 marks in all articles" in title(driver)
        rows = driver.mark_rows()
        assert [row["article"] for row in rows] == ["000", "000", "000", "003", "003"]
        assert [row["label"] for row in rows] == ["error", "claim", "date", "claim", "quote"]
        assert [row["by"] for row in rows] == ["ana", "bob", "ana", "ana", "ana"]
        assert [row["text"][:7] for row in rows] == [
            *("Beijing", "Ministr", "Jan 11,", "defense", "commitm")
        ]
        start, end = span_of(text_of(marked, "000"), "Ministry")
        assert rows[1]["place"] in (f"{start}–{end}", f"{start}")
        heading = driver.strips_of(driver.app.screen.query_one(MarkTable))[0].text.split()
        assert heading == ["article", "place", "label", "status", "by", "text", "note"]
        for strip in driver.strips():
            assert strip.cell_length == size[0]


async def test_chosen_marks_are_deleted_in_one_step_and_others_stay(marked: Path) -> None:
    async with drive(marked, "000", "003") as driver:
        before = driver.marks()
        await driver.press("a", WIDEN)
        await driver.until(lambda: "reading" not in driver.screen_text())
        await driver.press("up", CHOOSE, CHOOSE, "G", CHOOSE)
        assert texts(driver, "●") == ["Beijing", "Ministry", "commitments"]
        assert "5 marks in all articles, 3 chosen" in title(driver)
        await driver.press("x")
        assert said(driver) == "2 deleted; 1 is bob's and stays"
        assert [found.label for found in driver.marks()] == ["claim", "date", "claim"]
        assert texts(driver) == ["Ministry", "Jan 11, 2024", "defense policy talks"]
        assert "3 marks in all articles" in title(driver)
        assert "chosen" not in title(driver)
        await driver.press("u")
        assert said(driver).startswith("undone: deleted error “Beijing” and 1 more")
        assert driver.marks() == before
        await driver.until(lambda: len(texts(driver)) == 5)
        assert "Beijing" in driver.pointed_mark()
        await driver.press("ctrl+r")
        assert said(driver).startswith("done again: deleted error “Beijing” and 1 more")
        assert len(driver.marks()) == 3
        await driver.press(CLOSE)
        assert driver.counts("000") == "1 0 1 0"
        assert "".join(driver.lanes_by_text().values()).split() == ["C", "D"]
        assert list(driver.lanes_by_text(driver.pane_of("003")).values()) == ["C   "]


async def test_label_keys_relabel_what_is_chosen_else_what_is_pointed_at(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        await driver.press("a", "down", "j", "d")
        assert said(driver) == "1 is bob's and stays"
        await driver.press("g", "q")
        assert said(driver) == "1 now quote"
        assert [found.label for found in driver.marks()][:3] == ["quote", "claim", "date"]
        await driver.press(ALL)
        assert "3 chosen" in title(driver)
        await driver.press("e")
        assert said(driver) == "2 now error; 1 is bob's and stays"
        assert [row["label"] for row in driver.mark_rows()] == ["error", "claim", "error"]
        assert texts(driver, "●") == [], "the next key is about the row pointed at"
        await driver.press("u", "u")
        assert [found.label for found in driver.marks()][:3] == ["error", "claim", "date"]
        await driver.press("u", "u", "u", "u", "u")
        assert said(driver) == "there is nothing to undo"
        assert texts(driver) == ["Ministry"]


async def test_all_that_are_shown_are_chosen_and_again_none(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        await driver.press("a", WIDEN, *"claim", "down", ALL)
        assert "2 of 5 marks in all articles, 2 chosen" in title(driver)
        await driver.press(ALL)
        assert "chosen" not in title(driver)
        await driver.press(ALL, FILTER, "ctrl+u")
        assert texts(driver, "●") == ["Ministry", "defense policy talks"]
        await driver.press("down", ALL, FILTER, *"quote", "down", "x")
        assert said(driver) == "1 deleted", "what is not shown is not touched"
        assert [found.label for found in driver.marks()].count("claim") == 2


async def test_nothing_is_done_where_all_that_is_chosen_is_hidden(marked: Path) -> None:
    async with drive(marked, "000", "003") as driver:
        before = driver.marks()
        await driver.press("a", WIDEN, *"claim", "down", ALL, FILTER, "ctrl+u", *"quote", "down")
        assert "1 of 5 marks in all articles, 2 chosen, 2 hidden" in title(driver)
        for pressed in ("x", "d"):
            await driver.press(pressed)
            assert said(driver) == "nothing done: 2 chosen, none of them shown: / ctrl+u shows them"
        assert driver.marks() == before
        await driver.press(FILTER, "ctrl+u", *"defense", "down", "d")
        assert said(driver) == "1 now date"
        assert "1 of 5 marks in all articles, 1 chosen, 1 hidden" in title(driver)
        await driver.press(FILTER, "ctrl+u", WIDEN, "down")
        assert texts(driver, "●") == ["Ministry"], "only what was changed is chosen no longer"
        await driver.press(CLOSE, "2", "a", "down", WIDEN, ALL, ALL, CHOOSE)
        assert "5 marks in all articles, 1 chosen" in title(driver)
        await driver.press(WIDEN, "x")
        assert said(driver).endswith("none of them shown: tab lists those of all articles")


async def test_nothing_is_done_in_place_of_what_was_chosen_and_is_gone(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        await driver.press("a", WIDEN, "down", CHOOSE)
        elsewhere = open_workspace([marked], "ana").read(path_of(marked, "000"))
        elsewhere.current = elsewhere.annotations[0]
        elsewhere.delete()
        driver.app.reader.look_at_store()
        await driver.until(lambda: len(texts(driver)) == 4)
        await driver.press("x")
        assert said(driver) == "nothing done: 1 chosen, none of them shown: they are gone"
        await driver.press("x")
        assert said(driver) == "1 is bob's and stays"


async def test_the_filter_is_gone_back_to_and_keys_are_typed_again(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        await driver.press("a", "down", FILTER, *"xjd")
        assert driver.app.screen.query_one(Input).value == "xjd"
        assert len(driver.marks()) == 5
        assert "no mark fits “xjd”" in driver.screen_text()
        await driver.press("ctrl+u", *"no:note -by:bob")
        assert texts(driver) == ["Beijing", "Jan 11, 2024"]
        assert "2 of 3 marks in this article" in title(driver)


async def test_the_first_arrow_leads_to_the_row_that_is_pointed_at(many: Path) -> None:
    async with drive(many, "000") as driver:
        for arrow in ("down", "up"):
            await driver.press("a", *"4", arrow)
            assert " 04 " in driver.pointed_mark()
            await driver.press("down", FILTER, arrow)
            assert " 14 " in driver.pointed_mark()
            await driver.press(CLOSE)
        await driver.press("a", "pagedown")
        assert " 00 " not in driver.pointed_mark(), "nothing unseen is skipped"


async def test_what_is_typed_ahead_acts_in_its_order(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        keys_typed = (*"a", WIDEN, *"by:ana", "up", CHOOSE, "j", CHOOSE, "d", FILTER, "ctrl+u")
        await driver.press_at_once(*keys_typed, *"quote", "up", "x", "u", GO)
        assert [found.label for found in driver.marks()] == [
            *("date", "claim", "date", "date", "quote")
        ]
        assert driver.focus() == "003"
        assert "quote by ana" in driver.status()


async def test_the_users_own_keys_work_in_the_list_and_are_told(marked: Path) -> None:
    own = {"mark.claim": ("f2",), "mark.delete": ("f3",), "marks.choose-all": ("f4",)}
    async with drive(marked, "000", config=Config(keys=own)) as driver:
        await driver.press("a", "up", "c", "x", "*")
        assert "f4 all · f3 delete · f2 claim" in said(driver)
        assert len(driver.marks()) == 5
        await driver.press("f2")
        assert said(driver) == "1 now claim"
        await driver.press("f4", "f3")
        assert said(driver) == "2 deleted; 1 is bob's and stays"


async def test_the_users_own_keys_work_in_the_filter_unless_they_type(marked: Path) -> None:
    own = {
        "marks.go": ("f5",),
        "marks.widen": ("w", "f6"),
        "marks.close": ("f7",),
        "marks.down": ("n",),
        "mark.claim": ("f8",),
    }
    async with drive(marked, "000", config=Config(keys=own)) as driver:
        await driver.press("a")
        assert said(driver).startswith("f5 goes to the mark · ↓ ↑ into the list")
        assert said(driver).endswith("f7 closes")
        await driver.press("f6")
        assert "5 marks in all articles — f6 changes" in driver.screen_text()
        await driver.press("enter", "escape", *"wn")
        assert driver.app.screen.query_one(Input).value == "wn"
        await driver.press("ctrl+u", "down", "n", "n")
        assert "Jan 11" in driver.pointed_mark()
        assert "in all articles — w changes" in driver.screen_text()
        await driver.press("escape", "w")
        assert "3 marks in this article" in driver.screen_text()
        await driver.press("f7", "0", "j", "enter", "a")
        told = " ".join(driver.screen_text().split())
        assert "in this article; f6 lists those of all. To make one, leave with f7" in told
        assert "press f8, q, d or e." in told
        await driver.press("f6", *"quote", "f5")
        assert driver.focus() == "003"


async def test_the_help_opens_over_the_table_and_tells_of_the_list_first(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        await driver.press("a", "?")
        assert driver.app.screen.query_one(Input).value == "?", "in the filter it is typed"
        await driver.press("ctrl+u", "down", CHOOSE, HELP)
        shown = " ".join(driver.screen_text().replace("│", " ").split())
        assert "Keys — esc closes" in shown
        assert 'words, "a phrase", label: by: in: (article) status: note: text:' in shown
        await driver.press("escape")
        assert texts(driver, "●") == ["Beijing"]


@pytest.mark.parametrize(("height", "least"), [(3, 1), (5, 3), (7, 4), (8, 3), (12, 7)])
async def test_marks_are_seen_in_the_lowest_windows(many: Path, height: int, least: int) -> None:
    def numbers() -> list[str]:
        rows = driver.strips_of(driver.app.screen.query_one(MarkTable))
        return [last for row in rows if (last := row.text.split()[-1]).isdigit()]

    async with drive(many, "000", size=(20, height)) as driver:
        await driver.press("a")
        assert len(numbers()) == least
        for end in LAST[0], FIRST[0]:
            await driver.press("down", end)
            assert driver.pointed_mark().split()[-1] in numbers()
        await driver.press(CHOOSE, LAST[0], CHOOSE)
        assert numbers()[-1] == "59"
        assert driver.pointed_mark().split()[-1] == "59"
        await driver.press("x")
        assert "2 deleted" in driver.screen_text()
        await driver.press("down")
        assert "58 marks in" in driver.screen_text()


async def test_a_window_made_lower_and_higher_again_tells_all_of_the_list(many: Path) -> None:
    async with drive(many, "000", size=(80, 24)) as driver:
        await driver.press("a", "down")
        before = driver.screen_text()
        for size in ((80, 5), (80, 24)):
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
        assert driver.screen_text() == before


async def test_no_palette_opens_where_it_would_be_empty(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        for opened in (["a"], ["a", "down"], ["?"]):
            await driver.press(*opened)
            before = driver.screen_text()
            await driver.press(PALETTE)
            assert driver.screen_text() == before, opened
            await driver.press("escape")
        await driver.press(PALETTE)
        assert "Search for commands" in driver.screen_text()


async def test_what_was_changed_elsewhere_keeps_all_from_being_done(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        for scope in ([], [WIDEN]):
            await driver.press("a", *scope, "up", ALL)
            elsewhere = open_workspace([marked], "ana").read(path_of(marked, "000"))
            elsewhere.set_note(elsewhere.annotations[0], f"news {len(scope)}")
            before = driver.marks()
            await driver.press("x")
            assert said(driver).startswith("nothing done: not all of these marks are as they were")
            assert driver.marks() == before
            await driver.until(partial(shows_note, driver, before[0].note))
            await driver.press(CLOSE)


async def test_what_others_do_shows_and_the_pointer_stays_on_its_mark(marked: Path) -> None:
    async with drive(marked, "000") as driver:
        for scope, part in (([], "clear signal"), ([WIDEN], "Washington")):
            await driver.press("a", *scope, "down", "down", "down")
            assert "Jan 11, 2024" in driver.pointed_mark() or scope
            pointed, count = driver.pointed_mark(), len(texts(driver))
            mark(marked, "000", ("quote", part), annotator="bob")
            driver.app.reader.look_at_store()
            await driver.until(partial(shows_text, driver, part))
            assert len(texts(driver)) == count + 1
            assert driver.pointed_mark() == pointed
            await driver.press(CLOSE)


async def test_why_there_is_no_row_is_said_in_the_tables_place(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=(80, 24)) as driver:
        await driver.press("a")
        assert "there is no mark in this article; tab lists those of all" in driver.screen_text()
        await driver.press(WIDEN)
        assert "there is no mark in any article" in driver.screen_text()
        await driver.press("down", CHOOSE, ALL, GO, "x")
        assert said(driver) == "there is no mark here"
        await driver.press(CLOSE)
        assert driver.focus() == "000"


async def test_marks_that_can_not_be_read_are_told_of(marked: Path) -> None:
    (shard,) = (marked / STORE_FOLDER / "marks" / "ana").glob("003*")
    shard.write_bytes(b'{"broken')
    async with drive(marked, "003") as driver:
        await driver.press("a")
        assert "marks can't be read from" in driver.screen_text()
        await driver.press(WIDEN)
        assert len(texts(driver)) == 3
        assert said(driver).startswith("marks can't be read from")


async def test_a_full_disk_changes_nothing_and_says_so(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(marked, "000") as driver:
        before = driver.marks()

        def refuse(*_: object) -> None:
            raise StoreError("this can't be kept, nothing was changed: No space left on device")

        monkeypatch.setattr(driver.app.reader.workspace.store, "record", refuse)
        await driver.press("a", "up", ALL, "x")
        assert "No space left on device" in said(driver)
        assert driver.marks() == before
        assert texts(driver, "●") != []


async def test_the_mouse_points_scrolls_and_goes(many: Path) -> None:
    async with drive(many, "000") as driver:
        await driver.press("a")
        table = driver.app.screen.query_one(MarkTable)
        await driver.pilot.click(table, offset=(30, 5))
        await driver.settle()
        assert " 04 " in driver.pointed_mark()
        await driver.press(CHOOSE)
        assert texts(driver, "●") == ["04"], "the keys are the table's"
        table.post_message(events.MouseScrollDown(table, 5, 5, 0, 0, 0, False, False, False))
        await driver.settle()
        assert texts(driver)[0] == "03"
        await driver.pilot.click(table, offset=(30, 1), times=2)
        await driver.settle()
        assert driver.focus() == "000"
        assert driver.caret() == span_of(text_of(many, "000"), "03").start


async def test_hostile_notes_names_and_labels_are_shown_by_signs(corpus_copy: Path) -> None:
    mark(corpus_copy, "000", ("a\u202elabel", "Beijing"), annotator="b\u200bob\u2066")
    workspace = open_workspace([corpus_copy], "b\u200bob\u2066")
    reading = workspace.read(path_of(corpus_copy, "000"))
    reading.set_note(reading.annotations[0], "\x1b]0;title\x07\nx\u202d")
    async with drive(corpus_copy, "000") as driver:
        await driver.press("a")
        (row,) = driver.mark_rows()
        assert (row["label"], row["by"]) == ("a·label", "b·ob·")
        assert row["note"] == "␛]0;title␇ x·"
        await driver.press("up", "x")
        assert said(driver) == "1 is b·ob·'s and stays"


async def test_without_colours_what_is_chosen_and_pointed_at_is_seen(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(marked, "000") as driver:
        await driver.press("a", "up", CHOOSE)
        assert texts(driver, "●") == ["Beijing"]
        rows = driver.strips_of(driver.app.screen.query_one(MarkTable))
        reversed_rows = [
            strip.text for strip in rows if all(it.style and it.style.reverse for it in strip)
        ]
        assert [row.split()[2] for row in reversed_rows] == ["claim"]


async def test_others_that_are_hidden_are_not_listed_or_changed(marked: Path) -> None:
    places = Places(open=[path_of(marked, "000")], others_hidden=True)
    async with drive(marked, places=places) as driver:
        await driver.press("a")
        assert texts(driver) == ["Beijing", "Jan 11, 2024"]
        await driver.press(WIDEN, "up", ALL, "x")
        assert said(driver) == "4 deleted"
        assert [found.annotator for found in driver.marks()] == ["bob"]


async def test_a_large_corpus_is_listed_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks_reading, "_AT_ONCE_SECONDS", 0.0)
    monkeypatch.setattr(marks_reading, "_BATCH_SECONDS", 0.0)
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:03}.txt").write_text("one two three")
    for number in range(40):
        mark(folder, f"{number:03}", *(("claim", word) for word in ("one", "two")))
    async with drive(folder) as driver:
        await driver.press_at_once("a", *"in:007 two", "up", "q")
        await driver.until(lambda: "1 of 80 marks" in title(driver))
        assert [found.label for found in driver.marks()].count("quote") == 1
        assert [row["label"] for row in driver.mark_rows()] == ["quote"]

"""Faults that were found by using the program: each stood here failing before it was mended."""

import asyncio
from pathlib import Path
from time import monotonic

import pytest
from textual import events
from textual.binding import BindingsMap
from textual.command import CommandPalette
from textual.widgets import Input

from annotations.workspace import open_workspace
from tests.screen.driving import (
    Mark,
    drive,
    driver_of,
    kept_drafts,
    make_app,
    path_of,
    places_of,
    span_of,
    text_of,
)
from tests.screen.test_real_terminal import terminal
from tui.config import Config

NOTE, SEARCH, MARKS = "m", "/", "a"


async def test_a_second_enter_in_the_list_of_marks_does_no_harm(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", MARKS)
        await driver.pilot.press("enter", "enter")
        await driver.settle()
        assert driver.focus() == "000"


async def test_keys_after_the_enter_of_a_prompt_are_not_typed_into_it(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press("e")
        await driver.pilot.press(*"mnote", "enter", *"wd")
        await driver.settle()
        assert driver.marks() == [
            Mark("000", *span_of(text, "Ministry"), "error", "note"),
            Mark("000", *span_of(text, "presenting"), "date"),
        ]
        await driver.pilot.press(*"/china", "enter", *"nn")
        await driver.settle()
        assert "“china”: hit" in driver.status()


async def test_going_to_an_article_whose_store_file_is_damaged_meanwhile_says_so(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        driver.app.reader.workspace.store.flush()
        (path,) = (corpus_copy / ".sidemark").glob("marks/*/*.json")
        path.write_text('{"broken')
        await driver.press("0", "enter")
        assert driver.status().startswith("000: marks can't be read from")
        await driver.press("x")
        assert driver.status().startswith("no mark at the caret")
        assert path.read_text() == '{"broken'


async def test_what_another_annotator_marked_is_seen_when_going_there_again(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        other = open_workspace([corpus_copy], "bert").read("000_4639da8ab6d43468.txt", 100)
        other.tag("claim")
        await driver.press("0", "enter")
        assert next(iter(driver.lanes_by_text().values())) == "C   "
        assert "1 C" in driver.screen_text()


async def test_a_note_written_in_two_places_is_kept_twice(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", NOTE, *"mine")
        elsewhere = open_workspace([corpus_copy], "ana").read("000_4639da8ab6d43468.txt")
        elsewhere.set_note(elsewhere.annotations[0], "theirs")
        await driver.press("enter")
        assert "both versions are kept; S on it settles that" in driver.status()
        assert "saved ✓" in driver.status()
        assert "2 C" in driver.screen_text()
        assert sorted(mark.note for mark in driver.marks()) == ["mine", "theirs"]
        assert kept_drafts(corpus_copy) == []
        await driver.press("escape", "[")
        assert "two versions" in driver.status()


async def test_a_message_is_not_wiped_by_the_movement_before_it(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        await driver.pilot.press("l", "x")
        await driver.settle()
        assert driver.status().startswith("deleted claim")


async def test_a_note_that_was_emptied_again_leaves_no_draft(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", NOTE, *"ab")
        driver.app.reader.look_at_store()
        assert kept_drafts(corpus_copy) == ["ab"]
        await driver.press("backspace", "backspace")
        driver.app.reader.look_at_store()
        assert kept_drafts(corpus_copy) == []


async def test_a_right_click_changes_nothing(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "d", "enter")
        before = driver.status()
        await driver.pilot.click(driver.pane, offset=(20, 10), button=3)
        await driver.settle()
        assert driver.status() == before


async def test_the_mouse_is_given_back_when_its_pane_goes(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.pilot.mouse_down(driver.pane, offset=(10, 3))
        assert driver.app.mouse_captured is driver.pane
        await driver.press("0", "space")
        assert driver.app.mouse_captured is None


@pytest.mark.parametrize("record", ['{"id": ["x"]}', '{"id": 5, "label": "claim"}'])
async def test_a_foreign_record_in_a_store_file_is_left_alone(
    corpus_copy: Path, record: str
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        driver.app.reader.workspace.store.flush()
        (path,) = (corpus_copy / ".sidemark").glob("marks/*/*.json")
        path.write_text(
            path.read_text().replace('"annotations":{', f'"annotations":{{"7":{record},')
        )
        await driver.press("d")
        assert "saved ✓" in driver.status()
        driver.app.reader.workspace.store.flush()
        assert f'"7":{record}'.replace(" ", "") in path.read_text()


@pytest.mark.parametrize("ask", [["/"], ["m"], ["ctrl+e"], ["a"]], ids=" ".join)
async def test_no_key_that_a_prompt_cannot_use_ends_the_program(
    corpus_copy: Path, ask: list[str]
) -> None:
    own = {
        key
        for keys in (Input._merged_bindings or BindingsMap()).key_to_bindings
        for key in keys.split(",")
    }
    keys = sorted(own | {"up", "down", "pageup", "pagedown", "ctrl+pageup", "ctrl+c"} - {"enter"})
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", *ask, "x", "y")
        for key in keys:
            await driver.press(key)
        assert driver.app.is_running
        assert driver.app._exception is None


@pytest.mark.parametrize("key", ["1", "tab", "0", "z", "/"])
async def test_a_key_at_the_very_start_waits_for_the_panes(corpus_copy: Path, key: str) -> None:
    app = make_app(corpus_copy, places_of(corpus_copy, "000", "003"), Config())
    event = events.Key("slash" if key == "/" else key, key if len(key) == 1 else None)

    async def press() -> None:
        event.set_sender(app)
        while app._driver is None:
            await asyncio.sleep(0)
        app.post_message(event)

    pressed = asyncio.ensure_future(press())
    async with app.run_test(size=(160, 45)) as pilot:
        driver = await driver_of(app, pilot, corpus_copy)
        await pressed
        assert driver.opened.order == [path_of(corpus_copy, it) for it in ("000", "003")]
        assert app._exception is None


async def test_two_clicks_at_once_beside_the_palette_close_it_once(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press("ctrl+p")
        palette = driver.app.screen
        assert isinstance(palette, CommandPalette)
        palette.dismiss()
        palette.dismiss()
        await driver.settle()
        assert driver.app.screen is driver.app.reader


def test_the_window_is_not_written_again_while_the_rest_is_measured(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("word " * 600_000)
    with terminal(tmp_path / "long.txt", 100, 30) as tty:
        tty.wait_for("word word")
        tty.press("vG")
        tty.wait_for("selected 0–3000000")
        before = len(tty.output)
        tty.wait_until(lambda: len(tty.output) > before, "the thumb moves")
        quiet_since, size = monotonic(), len(tty.output)
        while monotonic() - quiet_since < 1:
            tty.read(0.2)
            if len(tty.output) > size:
                quiet_since, size = monotonic(), len(tty.output)
        assert size - before < 100_000
        tty.press("\x11")
        tty.wait_for_end()


async def test_a_mark_in_a_tab_that_was_never_shown_is_brought_into_view(corpus_copy: Path) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    article = workspace.article(path_of(corpus_copy, "003"))
    workspace.editor.tag(article, span_of(article.text, "Naval Commander"), "quote")
    assert workspace.store.close() == ""
    async with drive(corpus_copy, "000", "003", size=(80, 24)) as driver:
        await driver.press(MARKS, "tab", "enter")
        assert driver.focus() == "003"
        assert driver.highlighted().endswith("Commander")

"""Keys that come all at once, as over a slow line, are neither lost nor misunderstood."""

from pathlib import Path

import pytest
from textual import events

from tests.screen.driving import Driver, drive, text_of

BACKSPACES = ["backspace"] * 7
EDITED = {
    "typed over": ([*"version", *BACKSPACES, *"conflict"], "conflict"),
    "a word taken away": ([*"one two", "ctrl+w", *"three"], "one three"),
    "arrows": ([*"bd", "left", *"c", "home", *"a", "end", *"e"], "abcde"),
    "all taken away": ([*"version", "ctrl+u", *"ab", "left", "delete", *"c"], "ac"),
    "selected": ([*"abc", "shift+left", "shift+left", *"z", "ctrl+a", "ctrl+d", *"y"], "yz"),
}


async def test_movements_and_marks_are_done_in_order(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000") as driver:
        await driver.press_at_once("}", "w", "w", "e", ")", "c", "w", "d")
        marked = [(mark.label, text[mark.start : mark.end]) for mark in driver.marks()]
        assert marked == [
            ("error", "Ministry"),
            ("claim", text.split("\n")[4]),
            ("date", "Jan 11, 2024"),
        ]


async def test_what_is_typed_after_the_key_of_a_prompt_is_typed_into_it(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press_at_once("/", *"dec")
        assert driver.prompt() == "search: dec"
        assert driver.marks() == [], "no letter is taken for a command"
        await driver.press("escape")
        await driver.press_at_once("e", "m", *"queer", "enter")
        assert [mark.note for mark in driver.marks()] == ["queer"]


async def test_keys_after_going_to_the_list_or_a_pane_are_for_it(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press_at_once("0", "j", "j", "space")
        assert [heading.split()[1] for heading in driver.headings()] == ["000", "002"]
        await driver.press_at_once("2", "w", "e")
        assert [mark.article for mark in driver.marks()] == ["002"]
        await driver.press_at_once("0", "g", "j", "enter", "w", "d")
        assert [mark.article for mark in driver.marks()] == ["001", "002"]


@pytest.mark.parametrize("edited", EDITED)
@pytest.mark.parametrize("opener", ["m", "/"])
async def test_keys_that_edit_what_is_typed_act_in_their_order(
    corpus_copy: Path, opener: str, edited: str
) -> None:
    typed, expected = EDITED[edited]
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        await driver.press_at_once(opener, *typed)
        assert driver.prompt().rpartition(": ")[2] == expected


@pytest.mark.parametrize("edited", EDITED)
async def test_keys_that_edit_the_filter_of_the_marks_act_in_their_order(
    corpus_copy: Path, edited: str
) -> None:
    typed, expected = EDITED[edited]
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c")
        await driver.press_at_once("a", *typed)
        assert _filter(driver) == expected


def _filter(driver: Driver) -> str:
    """What has been typed above the list of marks."""
    rows = driver.screen_text().split("\n")
    (title,) = [number for number, row in enumerate(rows) if "tab changes" in row]
    return rows[title + 1].split("│")[1].strip()


async def test_a_mark_is_filtered_for_gone_to_and_deleted_in_one_go(corpus_copy: Path) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", "w", "d", "g")
        await driver.press_at_once("a", *"ana", "down", "down", "enter", "x")
        assert [mark.label for mark in driver.marks()] == ["error"]
        await driver.press_at_once("u", "a", *"err", "enter", "x", "a", "escape", "u")
        assert [mark.label for mark in driver.marks()] == ["error", "date"]


async def test_widening_and_going_to_a_mark_happen_in_the_order_of_the_keys(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000", "003", caret=100, carets={"003": 20}) as driver:
        await driver.press("c", "tab", "e")
        await driver.press_at_once("a", "tab", *"claim", "enter", "tab", "x")
        assert [mark.article for mark in driver.marks()] == ["000"]


async def test_what_is_pasted_comes_before_the_keys_after_it(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "m")
        driver.app.post_message(events.Paste("two\nlines"))
        await driver.press_at_once("!", "backspace", "enter")
        assert [mark.note for mark in driver.marks()] == ["two lines"]


@pytest.mark.parametrize("opener", ["/", "m"])
async def test_keys_that_mean_nothing_to_a_prompt_do_nothing(
    corpus_copy: Path, opener: str
) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", opener, "a", "up", "down", "pageup", "pagedown", "f9", "b")
        assert driver.prompt().endswith("ab")

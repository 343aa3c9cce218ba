"""Keys that come all at once, as over a slow line, are neither lost nor misunderstood."""

from pathlib import Path

from tests.screen.driving import drive, text_of


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
        assert driver.prompt().startswith("search (")
        assert driver.prompt().endswith("dec")
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

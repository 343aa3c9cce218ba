"""Keys that compare: the other panes show what says the same as the passage at the caret."""

from pathlib import Path

from tests.screen.driving import drive, kept_places, text_of
from tests.screen.keys import key

NEVER = "China: ‘We will never compromise on the Taiwan issue’"
"""What 003 has of the second sentence of 000."""


async def test_align_marks_what_says_the_same_until_the_caret_leaves(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index("report following")
    async with drive(corpus_copy, "000", "003", caret=caret) as driver:
        assert driver.counterpart("003") == ""
        await driver.press(key("compare.align"))
        assert driver.counterpart("003") == NEVER
        assert driver.signs("003") == {NEVER: "●"}
        await driver.press("w", "down")
        assert driver.counterpart("003") == NEVER, "the same sentence"
        await driver.press(")")
        assert driver.counterpart("003") == ""
        assert driver.signs("003") == {}


async def test_follow_shows_what_says_the_same_as_the_caret_moves(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press(")")
        assert driver.counterpart("003") == ""
        await driver.press(key("compare.follow"))
        assert driver.counterpart("003") == NEVER
        await driver.press("}", "}", "}", "}")
        assert driver.counterpart("003") != NEVER
        await driver.press("g", ")")
        assert driver.counterpart("003") == NEVER
        await driver.press(key("compare.follow"))
        assert driver.counterpart("003") == ""
        await driver.press(key("compare.follow"), "ctrl+q")
    assert kept_places(corpus_copy).following

"""Keys that compare: the other panes show what says the same as the passage at the caret."""

import re
from pathlib import Path

from tests.screen.driving import Driver, drive, kept_places, text_of
from tests.screen.keys import key

FOLLOW, ALIGN = key("compare.follow"), key("compare.align")
NEXT, BEFORE = key("compare.next"), key("compare.previous")
GO_OVER, FREEZE = key("compare.go-over"), key("compare.freeze")

NEVER = "China’s Ministry of National Defense said, “We emphasized our stance"
"""What 003 has of the second sentence of 000, its beginning."""
VISIT = "The Chinese delegation's visit to Washington"
"""A sentence of 000 that 003 has nothing of, and 004 has."""
HELD = "Liu Zhenli, a Central Military Commission"
"""What 004 has of it."""


def row_of(driver: Driver, name: str, start: str) -> int:
    """The row of a pane's window that begins so."""
    rows = driver.pane_rows(driver.pane_of(name))
    return next(y for y, row in enumerate(rows) if row.startswith(start))


async def test_align_marks_what_says_the_same_until_the_caret_leaves(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index("report following")
    async with drive(corpus_copy, "000", "003", caret=caret) as driver:
        assert driver.counterpart("003") == ""
        await driver.press(ALIGN)
        assert driver.counterpart("003").startswith(NEVER)
        ((row, sign),) = driver.signs("003").items()
        assert sign == "●"
        assert NEVER.startswith(row.rstrip())
        await driver.press("w", "down")
        assert driver.counterpart("003").startswith(NEVER), "the same sentence"
        await driver.press(")")
        assert driver.counterpart("003") == ""
        assert driver.signs("003") == {}


async def test_align_where_there_is_nothing_to_ask_says_so(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", caret=73) as driver:
        await driver.press(ALIGN)
        assert "nothing to compare here: go to a sentence" in driver.status()
    async with drive(corpus_copy, "000", caret=80) as driver:
        for pressed in (ALIGN, NEXT, GO_OVER):
            await driver.press(pressed)
            assert "no other article is open: space in the list" in driver.status()


async def test_follow_shows_what_says_the_same_as_the_caret_moves(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press(")")
        assert driver.counterpart("003") == ""
        await driver.press(FOLLOW)
        assert driver.counterpart("003").startswith(NEVER)
        await driver.press("}", "}", "}", "}")
        assert not driver.counterpart("003").startswith(NEVER)
        await driver.press("g", ")")
        assert driver.counterpart("003").startswith(NEVER)
        await driver.press(FOLLOW)
        assert driver.counterpart("003") == ""
        await driver.press(FOLLOW, "ctrl+q")
    assert kept_places(corpus_copy).following


async def test_next_and_before_step_through_what_comes_next(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index(VISIT)
    async with drive(corpus_copy, "000", "004", "002", caret=caret) as driver:
        await driver.press(NEXT)
        found = re.match(r"004: 1st of (\d+) ● \.", driver.status())
        assert found
        count = int(found[1])
        best = driver.counterpart("004")
        assert best.startswith(HELD)
        await driver.press(NEXT)
        assert driver.status().startswith(f"004: 2nd of {count} ")
        second = driver.counterpart("004")
        assert second not in ("", best)
        await driver.press(NEXT)
        assert driver.counterpart("004") not in ("", best, second)
        await driver.press(*[NEXT] * (count - 2))
        assert f"004: {count}th of {count} · ." in driver.status()
        assert ", the last" in driver.status()
        assert set(driver.signs("004").values()) == {"·"}
        await driver.press(*[BEFORE] * (count - 2))
        assert driver.counterpart("004") == second
        await driver.press(BEFORE, BEFORE)
        assert driver.counterpart("004") == best
        assert f"004: 1st of {count} ● ." in driver.status()
        assert ", the best" in driver.status()


async def test_going_over_and_back_leaves_caret_and_view_as_they_were(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index(VISIT) + 10
    async with drive(corpus_copy, "000", "004", caret=caret, size=(160, 30)) as driver:
        top = driver.top(driver.pane_of("000"))
        await driver.press(GO_OVER)
        assert driver.focus() == "004"
        assert driver.caret() == text_of(corpus_copy, "004").index(HELD)
        assert driver.selected() is None
        assert driver.counterpart("004").startswith(HELD[1:]), "it stays marked behind the caret"
        assert driver.top(driver.pane_of("000")) == top
        await driver.press(")", "down", "down", GO_OVER)
        assert driver.focus() == "000"
        assert driver.caret() == caret
        assert driver.top(driver.pane_of("000")) == top
        await driver.press(GO_OVER, "tab", "tab", "tab", "w", GO_OVER)
        assert driver.focus() == "004", "who went elsewhere goes over again"


async def test_a_frozen_pane_stays_where_it_is(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", "001", current="003") as driver:
        await driver.press(FREEZE)
        assert "003 stays where it is" in driver.status()
        assert driver.headings()[1].endswith("frozen")
        await driver.press("1", ")", FOLLOW)
        assert driver.counterpart("003") == ""
        assert driver.counterpart("001") != ""
        await driver.press("2", FREEZE)
        assert not driver.headings()[1].endswith("frozen")
        assert driver.counterpart("003") == "", "a pane with the keys is not scrolled"
        await driver.press("1")
        assert driver.counterpart("003").startswith(NEVER)
        await driver.press("2", FREEZE, "ctrl+q")
    assert [it[:3] for it in kept_places(corpus_copy).frozen] == ["003"]


async def test_panes_follow_or_scroll_together_but_not_both(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press(")", FOLLOW)
        assert "sentence 2/15" in driver.status()
        assert "follow  ana" in driver.status()
        await driver.press("&")
        assert driver.status().startswith("panes scroll together; they no longer follow")
        assert "linked  ana" in driver.status()
        assert driver.counterpart("003") == ""
        await driver.press(FOLLOW)
        assert "they no longer scroll together" in driver.status()
        assert "follow  ana" in driver.status()
        assert driver.counterpart("003").startswith(NEVER)

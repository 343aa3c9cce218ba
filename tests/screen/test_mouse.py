"""The mouse in a pane: clicks, drags, lanes, the thumb and the wheel."""

from pathlib import Path

import pytest
from textual import events

from annotations.text.sentences import sentence_at
from annotations.text.span import Span
from tests.screen.driving import Driver, Mark, drive, span_of, text_of
from tui.widgets.pane import mouse
from tui.widgets.pane.pane import Pane

SHORT = (100, 20)


@pytest.fixture(autouse=True)
def slow_clicks_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy clicks more slowly than a hand."""
    monkeypatch.setattr(mouse, "_CHAIN_SECONDS", 60)


def at(driver: Driver, offset: int, pane: Pane | None = None) -> tuple[int, int]:
    """Where in the pane a character stands."""
    pane = pane or driver.pane
    number = pane.rows.row_at(offset)
    column = offset - pane.rows.span(number).start
    return driver.geometry(pane).text_left + column, number - pane.top


async def post(
    driver: Driver, kind: type[events.MouseEvent], place: tuple[int, int], button: int = 1
) -> None:
    await driver.pilot._post_mouse_events([kind], driver.pane, place, button=button)
    await driver.settle()


async def press_down(driver: Driver, place: tuple[int, int]) -> None:
    await post(driver, events.MouseDown, place)


async def drag(driver: Driver, *places: tuple[int, int]) -> None:
    for place in places:
        await post(driver, events.MouseMove, place)


async def release(driver: Driver, place: tuple[int, int]) -> None:
    await post(driver, events.MouseUp, place)


async def test_a_click_puts_the_caret_there_and_a_drag_selects(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start, end = text.index("Ministry, p"), text.index("asked the US")
    async with drive(corpus_copy, "000") as driver:
        await driver.pilot.click(driver.pane, offset=at(driver, start + 1))
        await driver.settle()
        assert driver.caret() == start + 1
        assert driver.selected() is None
        await press_down(driver, at(driver, start))
        await drag(driver, at(driver, start + 4), at(driver, end))
        await release(driver, at(driver, end))
        assert driver.selected() == Span(start, end)
        await driver.press("q")
        assert driver.marks() == [Mark("000", start, end - 1, "quote")]
        await post(driver, events.MouseMove, at(driver, 5), button=0)
        assert driver.selected() is None, "the drag is over"


async def test_a_drag_is_over_when_the_button_is_up_though_no_release_was_told(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "000") as driver:
        await press_down(driver, at(driver, 5))
        await drag(driver, at(driver, 9))
        await post(driver, events.MouseMove, at(driver, 15), button=0)
        await drag(driver, at(driver, 20))
        assert driver.selected() == Span(5, 9)


async def test_two_clicks_take_the_word_and_three_the_sentence(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    place = text.index("Ministry, p") + 3
    async with drive(corpus_copy, "000") as driver:
        await driver.pilot.double_click(driver.pane, offset=at(driver, place))
        await driver.settle()
        assert driver.selected() == span_of(text, "Ministry")
        await driver.pilot.click(driver.pane, offset=at(driver, 2))
        await driver.pilot.triple_click(driver.pane, offset=at(driver, place))
        await driver.settle()
        assert driver.selected() == sentence_at(text, place)
        await driver.pilot.click(driver.pane, offset=at(driver, place))
        await driver.settle()
        assert driver.selected() is None, "a fourth click is a first one"


async def test_a_drag_after_two_clicks_goes_on_by_words_in_both_directions(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    start, end = span_of(text, "Ministry")
    after, before = span_of(text, "presenting"), span_of(text, "China's Defense")
    async with drive(corpus_copy, "000") as driver:
        await driver.pilot.click(driver.pane, offset=at(driver, start + 1))
        await press_down(driver, at(driver, start + 1))
        assert driver.selected() == Span(start, end)
        await drag(driver, at(driver, after.start + 2))
        assert driver.selected() == Span(start, after.end)
        assert driver.pane.reading.caret == after.end
        await drag(driver, at(driver, before.start + 3))
        assert driver.selected() == Span(before.start, end)
        assert driver.pane.reading.caret == before.start
        await drag(driver, at(driver, start + 3))
        assert driver.selected() == Span(start, end)


async def test_a_drag_after_three_clicks_goes_on_by_sentences(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "004")
    first = sentence_at(text, text.index("\n\n") + 2)
    assert first is not None
    async with drive(corpus_copy, "004") as driver:
        place = at(driver, first.start + 3)
        await driver.pilot.double_click(driver.pane, offset=place)
        await press_down(driver, place)
        assert driver.selected() == first
        following = sentence_at(text, first.end + 2)
        assert following is not None
        await drag(driver, at(driver, following.start + 1))
        assert driver.selected() == Span(first.start, following.end)


async def test_shift_and_a_click_extend(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=80) as driver:
        await driver.pilot.click(driver.pane, offset=at(driver, 120), shift=True)
        await driver.settle()
        assert driver.selected() == Span(80, 120)
        await driver.pilot.click(driver.pane, offset=at(driver, 75), shift=True)
        await driver.settle()
        assert driver.selected() == Span(75, 80)


async def test_a_drag_beyond_an_edge_scrolls_on_while_the_mouse_rests_there(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "004")
    async with drive(corpus_copy, "004", size=SHORT) as driver:
        await press_down(driver, at(driver, 3))
        below = (30, driver.pane.size.height)
        await drag(driver, below)
        await driver.until(lambda: driver.pane.reading.caret > len(text) // 3)
        inside = (30, driver.pane.size.height - 1)
        await drag(driver, inside)
        assert driver.selected() == Span(3, driver.pane.reading.caret)
        assert driver.caret_cell()[0] == driver.pane.size.height - 1
        await drag(driver, (30, -1))
        await driver.until(lambda: driver.pane.top == 0)
        await drag(driver, (30, 2))
        assert driver.caret_cell()[0] == 2
        caret = driver.pane.reading.caret
        await driver.pilot.pause(0.2)
        assert driver.pane.reading.caret == caret, "within the window nothing is pulled"
        await release(driver, (30, 2))


async def test_release_ends_scrolling_beyond_the_edge(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "004", size=SHORT) as driver:
        await press_down(driver, at(driver, 3))
        below = (30, driver.pane.size.height)
        await drag(driver, below)
        await release(driver, below)
        top = driver.pane.top
        await driver.pilot.pause(0.2)
        assert driver.pane.top == top


async def test_a_click_on_a_mark_makes_it_current(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press("e", "g")
        await driver.pilot.click(driver.pane, offset=at(driver, text.index("Ministry, p") + 2))
        await driver.settle()
        assert "error by ana" in driver.status()
        assert "Mi" in driver.highlighted()
        await driver.press("q")
        assert [mark.label for mark in driver.marks()] == ["quote"], "a label key relabels it"


async def test_a_click_on_a_lane_goes_to_the_mark_it_stands_for(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    claim, ministry, word = text.index("China's D"), text.index("Ministry, p"), "presenting"
    async with drive(corpus_copy, "000", caret=claim) as driver:
        await driver.press("c")
        for place in (ministry, text.index(word)):
            await driver.put_caret(place)
            await driver.press("e")
        lanes_left = driver.geometry(driver.pane).margin
        _, y = at(driver, claim)
        await driver.put_caret(0)
        await driver.pilot.click(driver.pane, offset=(lanes_left + 3, y))
        await driver.settle()
        assert "error by ana" in driver.status()
        assert driver.highlighted() == "inistry", "all but the caret's character"
        await driver.pilot.click(driver.pane, offset=(lanes_left + 3, y))
        await driver.settle()
        assert driver.highlighted() == word[1:], "again: the next one on the row"
        # The line of a mark that began above goes to its start.
        assert driver.lanes()[y + 1] == "│   "
        await driver.pilot.click(driver.pane, offset=(lanes_left, y + 1))
        await driver.settle()
        assert driver.caret() == claim
        assert "claim by ana" in driver.status()
        await driver.pilot.click(driver.pane, offset=(lanes_left + 1, y + 1))
        await driver.settle()
        row = driver.pane.rows.row_at(claim) + 1
        assert driver.caret() == driver.pane.rows.span(row).start, (
            "an empty lane is the row's start"
        )


async def test_the_thumb_is_dragged_and_its_column_jumps(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "004", size=SHORT) as driver:
        right, height = driver.pane.size.width - 1, driver.pane.size.height
        first = driver.top()
        await press_down(driver, (right, height - 1))
        assert driver.pane.top == driver.pane.rows.height - height
        await drag(driver, (right, 0))
        assert driver.top() == first
        await release(driver, (right, 0))
        await press_down(driver, (right, 0))
        assert driver.top() == first, "taken where it is, it stays"
        await drag(driver, (right, 2), (right - 9, height + 1))
        assert driver.pane.top == driver.pane.rows.height - height
        await release(driver, (right, height - 1))
        assert driver.pane.reading.caret == 0


async def test_other_buttons_change_nothing(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100) as driver:
        await driver.press("c", "d", "enter")
        before = driver.status()
        for button in (2, 3):
            await driver.pilot.click(driver.pane, offset=(20, 10), button=button)
            await driver.settle()
            assert driver.status() == before


async def test_the_wheel_scrolls_and_the_caret_stays(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "004", size=SHORT) as driver:
        rows = driver.pane_rows()
        await post(driver, events.MouseScrollDown, (5, 5))
        assert driver.pane_rows()[:-3] == rows[3:]
        await post(driver, events.MouseScrollUp, (5, 5))
        assert driver.pane_rows() == rows
        assert driver.caret() == 0


async def test_the_wheel_scrolls_the_pane_under_it_and_the_keys_stay_where_they_are(
    corpus_copy: Path,
) -> None:
    async with drive(corpus_copy, "003", "004", size=(160, 20)) as driver:
        other = driver.pane_of("004")
        here, rows = driver.pane_rows(), driver.pane_rows(other)
        await driver.pilot._post_mouse_events([events.MouseScrollDown], other, (20, 5))
        await driver.settle()
        assert driver.pane_rows(other)[:-3] == rows[3:]
        assert driver.pane_rows() == here
        assert driver.focus() == "003"

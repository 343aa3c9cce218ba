"""The key that writes marks in the text."""

from pathlib import Path

from tests.screen.driving import Driver, drive, kept_places, span_of, text_of
from tests.screen.keys import key

SHOW = key("view.brackets")


def shown_text(driver: Driver) -> str:
    return " ".join(" ".join(driver.pane_rows()).split())


async def test_marks_are_written_in_the_text_of_every_pane_and_taken_out_again(
    corpus_copy: Path,
) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", "003", caret=start) as driver:
        await driver.press("e")
        plain = [driver.pane_rows(driver.pane_of(name)) for name in ("000", "003")]
        await driver.press(SHOW)
        assert driver.status().startswith("marks shown in the text")
        assert "Defense ⟨e Ministry⟩, presenting" in shown_text(driver)
        await driver.press("2", "g", "W", "c")
        assert shown_text(driver).startswith("⟨c No⟩ menu items!")
        await driver.press("1", SHOW)
        assert driver.status().startswith("the text as it is")
        assert [driver.pane_rows(driver.pane_of(name)) for name in ("000", "003")] == plain


async def test_a_mark_is_written_at_once_when_made_changed_and_taken_back(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(SHOW, "e")
        assert "Defense ⟨e Ministry⟩, presenting" in shown_text(driver)
        await driver.press("g", "]", "c")
        assert "Defense ⟨c Ministry⟩, presenting" in shown_text(driver)
        await driver.press("r", "l", "enter")
        assert "Defense ⟨c Ministry,⟩ presenting" in shown_text(driver)
        await driver.press("u", "u", "u")
        assert "⟨" not in driver.screen_text()


async def test_the_caret_and_the_mouse_never_stand_on_a_bracket(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    start, end = span_of(text, "Ministry")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press("e", SHOW)
        await driver.press("left")
        before = driver.caret_cell()
        await driver.press("right")
        assert driver.caret_cell() == (before[0], before[1] + 1 + len("⟨e "))
        row, cell = driver.caret_cell()
        left = driver.geometry(driver.pane).text_left
        for column in range(cell - 3, cell + 1):
            await driver.pilot.click(driver.pane, offset=(left + column, row))
            await driver.settle()
            assert driver.pane.reading.caret == start
        await driver.press("escape", *["right"] * (end - start))
        assert driver.caret_cell() == (row, cell + len("Ministry⟩"))
        await driver.press("up", "down")
        assert driver.caret_cell() == (row, cell + len("Ministry⟩"))


async def test_that_marks_are_written_in_the_text_is_remembered(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press("W", "c", SHOW, "ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy)) as driver:
        assert shown_text(driver).startswith("⟨c Beijing's⟩ clear")
        await driver.press("0", "j", "space", "2", "W", "q")
        assert shown_text(driver).startswith("⟨q "), "in a pane that is opened later too"


async def test_the_row_on_top_stays_when_marks_above_it_are_written(corpus_copy: Path) -> None:
    """A long text in which marks far above take rows of their own once they are written."""
    lines = [f"line {number} has some words that fill the row nearly" for number in range(3000)]
    (corpus_copy / "long.txt").write_text("\n".join(lines), encoding="utf-8")
    async with drive(corpus_copy, "long", size=(60, 20)) as driver:
        await driver.press(*["s", "c", ")", ".", ".", ".", ".", "."])
        await driver.press("G", "pageup", "pageup")
        top = driver.top()
        await driver.press(SHOW)
        assert driver.top() == top
        await driver.until(lambda: driver.pane.rows.is_measured)
        assert driver.top() == top
        await driver.press(SHOW)
        assert driver.top() == top

"""The strip of differences: what it says of two passages, and when."""

import re
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from tests.screen.driving import Driver, drive, kept_places, span_of, text_of
from tests.screen.keys import key
from tui.config import Config, aliases_path
from tui.screens import differing
from tui.screens.differing import shown_of
from tui.widgets.differences import Shown

DIFFERENCES = key("compare.differences")
NAMES = key("compare.names")
FOLLOW = key("compare.follow")
ALIGN = key("compare.align")
SIZES = pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24)], ids=str)
WIRE = "The ferry sank.\n\nAt least 31 people drowned on Monday when the ferry sank near Odda.\n"
DAILY = (
    "Thu Jan 11, 2024\n\nTwenty-nine people drowned on the 8th when a ferry sank near Odda port.\n"
)


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """Two articles of one event: the first has no date, and they do not agree on the dead."""
    return folder_of(tmp_path, WIRE, DAILY)


def folder_of(tmp_path: Path, *texts: str) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:03}_article.txt").write_text(text, encoding="utf-8")
    return folder


def facts(driver: Driver) -> str:
    """The facts in the upper edge of the strip, without the line around them."""
    return driver.differences()[0].strip("─ ")


def written(driver: Driver, name: str, **attributes: bool) -> str:
    """The words of an article's passage in the strip that have these attributes."""
    rows = driver.difference_cells()[1:]
    names = ["".join(cell.character for cell in row[:5]).strip() for row in rows]
    first = names.index(name)
    count = next((n for n, it in enumerate(names[first + 1 :]) if it), len(names) - first - 1)
    cells = [cell for row in rows[first : first + count + 1] for cell in [*row[7:], row[0]]]
    kept = [
        cell.character if all(bool(getattr(cell.style, it)) is so for it, so in attributes.items())
        else "/"
        for cell in cells
    ]  # fmt: skip
    return re.sub(r"\s*/[/\s]*", " / ", " ".join("".join(kept).split())).strip("/ ")


@SIZES
async def test_the_strip_shows_both_passages_and_what_clashes(
    ferry: Path, size: tuple[int, int]
) -> None:
    async with drive(ferry, "000", "001", caret=40, size=size) as driver:
        rows = len(driver.pane_rows())
        await driver.press(DIFFERENCES)
        strip = driver.differences()
        assert len(strip) == {45: 7, 30: 5, 24: 5}[size[1]]
        assert len(driver.pane_rows()) == rows - len(strip)
        assert facts(driver).startswith("clash: at least 31 people ≠ Twenty-nine people")
        assert "At least 31 people drowned" in driver.screen_text()
        assert written(driver, "000").startswith("At least 31 people drowned on Monday")
        assert written(driver, "001").startswith("Twenty-nine people drowned on the 8th")
        assert strip[-1] != strip[0]


async def test_words_and_facts_that_differ_stand_out_without_their_colours(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        assert written(driver, "000", bold=True) == "At least 31 / Monday / the"
        assert written(driver, "000", underline=True) == "31"
        assert written(driver, "001", underline=True) == "Twenty-nine"
        (edge, *_) = driver.difference_cells()
        bold = "".join(cell.character for cell in edge if cell.style.bold)
        assert bold.startswith("clash: at least 31 people ≠ Twenty-nine people")


async def test_without_colours_words_stand_in_brackets(
    ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        text = driver.screen_text()
        assert "000   [-At least 31-] people drowned on [-Monday-] when [-the-] ferry sank" in text
        assert "001 ● {+Twenty-nine+} people drowned on {+the 8th+} when {+a+} ferry sank" in text
        assert all(cell.style.color is None for row in driver.difference_cells() for cell in row)


async def test_a_date_nobody_stated_is_unknown(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        told = facts(driver)
        assert "?: Monday ? 8th (2024-01-08) (000 has no date: @ sets it)" in told


async def test_a_date_that_the_reader_gives_settles_what_is_unknown(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES, "@", *"2024-01-11", "enter")
        await driver.until(lambda: "agree: " in facts(driver))
        assert "agree: Monday = 8th (2024-01-08)" in facts(driver)
        assert "has no date" not in facts(driver)
        await driver.press("@", *["backspace"] * 10, "enter")
        await driver.until(lambda: "?: " in facts(driver))
        assert "(000 has no date: @ sets it)" in facts(driver)


async def test_monday_and_tuesday_agree_with_the_8th_and_9th(corpus_copy: Path) -> None:
    """003 states no date; here it has the one that 000 states."""
    path = next(corpus_copy.glob("003*"))
    path.write_text("Jan 11, 2024\n\n" + path.read_text(encoding="utf-8-sig"), encoding="utf-8")
    there = span_of(text_of(corpus_copy, "003"), "at the Pentagon on the 8th and 9th")
    here = text_of(corpus_copy, "000").index("presenting a report following")
    async with drive(corpus_copy, "000", "003", caret=here) as driver:
        await driver.press(ALIGN, "tab")
        await driver.put_caret(there.start)
        await driver.press("s", DIFFERENCES)
        assert facts(driver).startswith("agree: ")
        assert "Monday = 8th (2024-01-08)" in facts(driver)
        assert "Tuesday = 9th (2024-01-09)" in facts(driver)
        assert "clash" not in facts(driver)


async def test_what_the_reader_selects_is_compared_instead_of_the_guess(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        assert "001 ●" in driver.screen_text()
        await driver.press("tab", "g", "w", "W", "W")
        assert written(driver, "001") == "Jan 11,"
        assert "001 ◆" in driver.screen_text()
        await driver.press("escape")
        assert written(driver, "001").startswith("Twenty-nine people")
        assert "001 ●" in driver.screen_text()


async def test_what_the_reader_marked_and_made_current_is_compared(ferry: Path) -> None:
    start = DAILY.index("Twenty-nine")
    async with drive(ferry, "000", "001", caret=40, carets={"001": start}) as driver:
        await driver.press(DIFFERENCES, "tab", "W", "W", "c", "down")
        assert "001 ◆" not in driver.screen_text(), "no longer selected"
        await driver.press("[")
        assert written(driver, "001") == "Twenty-nine people"


async def test_the_strip_goes_with_the_caret_while_panes_follow(tmp_path: Path) -> None:
    drowned, closed = "31 people drowned near Odda.", "Lorries can't use the bridge in Bergen."
    others = "In Bergen, lorries can't cross the bridge.", "Near Odda, 29 people have drowned."
    folder = folder_of(tmp_path, f"{drowned}\n\n{closed}\n", "\n\n".join(others))
    async with drive(folder, "000", "001") as driver:
        await driver.press(FOLLOW, DIFFERENCES)
        assert written(driver, "000") == drowned
        assert written(driver, "001") == others[1]
        await driver.press(")")
        assert written(driver, "000") == closed
        assert written(driver, "001") == others[0]
        await driver.press("g")
        assert written(driver, "000") == drowned
        assert written(driver, "001") == others[1]


async def test_without_following_the_strip_says_how_to_go_on(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES, "g")
        assert facts(driver).startswith("= compares the passage at the caret, f follows")
        assert written_rows(driver) == []
        await driver.press(")", ALIGN)
        assert facts(driver).startswith("clash")


def written_rows(driver: Driver) -> list[str]:
    return [row for row in driver.differences()[1:] if row]


async def test_that_nothing_is_like_it_is_said_calmly(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, WIRE, "Bakers in Lyon sold more bread than in any year before.\n")
    async with drive(folder, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        assert facts(driver) == "nothing like this in 001"
        assert written_rows(driver) == []


async def test_who_quits_does_not_wait_for_what_is_told_apart(
    ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[Thread] = []

    def watched(*given: Any) -> Shown:
        threads.append(current_thread())
        return shown_of(*given)

    monkeypatch.setattr(differing, "shown_of", watched)
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES)
        assert facts(driver).startswith("clash: at least 31 people")
    assert threads
    assert all(thread.daemon for thread in threads)


async def test_what_says_too_little_is_told_from_what_nobody_says(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "Oh yes.\n", WIRE)
    async with drive(folder, "000", "001") as driver:
        await driver.press(DIFFERENCES)
        assert facts(driver) == "this says too little to compare"


async def test_an_article_alone_is_not_compared(ferry: Path) -> None:
    async with drive(ferry, "000", caret=40) as driver:
        await driver.press(DIFFERENCES, ALIGN)
        assert facts(driver) == "there is no other open article to compare with"


async def test_passages_without_numbers_or_dates(tmp_path: Path) -> None:
    one, other = "The old bridge collapsed yesterday.\n", "Odda: the old bridge has collapsed.\n"
    folder = folder_of(tmp_path, one.replace(" yesterday", ""), other)
    async with drive(folder, "000", "001") as driver:
        await driver.press(DIFFERENCES)
        assert facts(driver) == "no numbers or dates to compare"
        await driver.press(NAMES)
        assert facts(driver) in ("no numbers, dates or names to compare", "only 001: Odda")


async def test_names_are_compared_only_if_wanted(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40, size=(200, 45)) as driver:
        await driver.press(NAMES)
        assert driver.status().startswith("names are compared: D shows the differences")
        await driver.press(DIFFERENCES)
        assert "agree: Odda" in facts(driver)
        await driver.press(NAMES)
        assert driver.status().startswith("names are not compared")
        assert "Odda" not in facts(driver)
        await driver.press(NAMES, "ctrl+q")
    assert kept_places(ferry).names_compared


async def test_names_that_the_reader_says_are_the_same_agree(tmp_path: Path) -> None:
    aliases_path().parent.mkdir(parents=True, exist_ok=True)
    aliases_path().write_text("Qorvex, Falcon\n", "utf-8")
    folder = folder_of(
        tmp_path,
        "Envoys of five states met General Qorvex at the port.\n",
        "At the port envoys of five states met General Falcon.\n",
    )
    async with drive(folder, "000", "001") as driver:
        await driver.press(DIFFERENCES, NAMES)
        assert "General Qorvex = General Falcon" in facts(driver)
        assert "only" not in facts(driver)


async def test_the_strip_grows_and_goes_with_one_key(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        rows = len(driver.pane_rows())
        await driver.press(DIFFERENCES)
        assert "D makes the differences larger" in driver.status()
        await driver.press(DIFFERENCES)
        assert len(driver.differences()) == 22
        assert "D hides the differences" in driver.status()
        await driver.press(DIFFERENCES)
        assert driver.differences() == []
        assert len(driver.pane_rows()) == rows
        await driver.press(DIFFERENCES, "ctrl+q")
    assert kept_places(ferry).differences_shown
    assert not kept_places(ferry).differences_large


async def test_the_strip_is_there_again_when_the_program_is_started(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES, "ctrl+q")
    async with drive(ferry, places=kept_places(ferry)) as driver:
        assert len(driver.differences()) == 7


async def test_a_window_with_no_room_for_the_strip(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40, size=(100, 15)) as driver:
        await driver.press(DIFFERENCES)
        assert driver.status().startswith("the differences need a window of 16 rows")
        assert driver.differences() == []
    async with drive(ferry, "000", "001", caret=40, size=(100, 16)) as driver:
        await driver.press(DIFFERENCES)
        assert len(driver.differences()) == 5
        await driver.pilot.resize_terminal(100, 15)
        await driver.settle()
        assert driver.differences() == []
        await driver.pilot.resize_terminal(100, 40)
        await driver.settle()
        assert len(driver.differences()) == 7


async def test_a_long_passage_is_shown_from_where_it_begins_to_differ(tmp_path: Path) -> None:
    same = "The old stone bridge over the river near Odda was closed to lorries last winter, "
    folder = folder_of(tmp_path, same * 6 + "and 31 fell.\n", same * 6 + "and 29 fell.\n")
    async with drive(folder, "000", "001", size=(100, 30)) as driver:
        await driver.press(DIFFERENCES)
        assert [row[:7] for row in driver.differences()[1::2]] == [" 000  …", " 001 ●…"]
        assert written(driver, "000").endswith("and 31 fell.")
        assert written(driver, "001").endswith("and 29 fell.")
        await driver.press(DIFFERENCES)
        assert written(driver, "000").startswith("The old stone bridge")
        assert written(driver, "000").endswith("and 31 fell.")


async def test_facts_that_have_no_room_are_counted(tmp_path: Path) -> None:
    def told(word: str) -> str:
        return ", ".join(f"{number} {word}" for number in range(100, 112))

    one, other = (f"Odda harbour lists its boats: {told(it)}.\n" for it in ("oars", "oars"))
    folder = folder_of(tmp_path, one, other)
    async with drive(folder, "000", "001", size=(100, 30)) as driver:
        await driver.press(DIFFERENCES)
        shown = facts(driver).count("oars")
        assert 0 < shown < 12
        assert facts(driver).endswith(f"+{12 - shown} more")
        await driver.press(DIFFERENCES)
        assert "".join(driver.differences()[:4]).count("oars") >= 12
        assert "more" not in "".join(driver.differences()[:4])


async def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    nasty = "[bold]31[/] \x1b]0;owned\x07 漢字 שלום \u202eabc\u202c people drowned near Odda"
    folder = folder_of(tmp_path, f"At least {nasty} port.\n", f"Twenty-nine {nasty}.\n")
    async with drive(folder, "000", "001") as driver:
        await driver.press(DIFFERENCES)
        strip = "\n".join(driver.differences())
        assert "[bold]31[/] ␛]0;owned␇ 漢字 שלום ·abc· people drowned" in strip
        assert strip.count("\u200e") == strip.count("שלום"), "fenced"
        rows = driver.difference_cells()
        assert all(len(row) == 160 for row in rows)


async def test_the_strip_has_the_colours_of_the_theme(ferry: Path) -> None:
    config = Config(theme="light")
    async with drive(ferry, "000", "001", caret=40, config=config) as driver:
        await driver.press(DIFFERENCES)
        for _ in "light", "dark":
            cells = driver.difference_cells()[2]
            assert {cell.style.bgcolor.name for cell in cells if cell.style.bgcolor} == {
                driver.palette.background
            }
            assert {cell.style.color.name for cell in cells[7:20] if cell.style.color} <= {
                driver.palette.text,
                driver.palette.dim,
                driver.palette.warning,
            }
            await driver.press("t")


async def test_the_strip_stays_when_its_articles_are_closed(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=40) as driver:
        await driver.press(DIFFERENCES, "0", "j", "space")
        assert "no other open article" in facts(driver) or "compares" in facts(driver)
        await driver.press("k", "space")
        assert driver.differences()


async def test_what_is_compared_stays_in_view_when_the_strip_takes_room(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index("The 2023 annual")
    async with drive(corpus_copy, "000", "003", caret=caret, size=(126, 36)) as driver:
        await driver.press(FOLLOW)
        whole = driver.counterpart("003")
        assert whole.startswith("The US-China defense policy")
        await driver.press(DIFFERENCES)
        assert driver.counterpart("003") == whole
        await driver.press(DIFFERENCES)
        assert driver.counterpart("003") == whole

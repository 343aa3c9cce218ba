"""Windows of any size whatever is pressed; and where a reader was is where the next run begins."""

import random
from pathlib import Path

import pytest

from annotations.text.graphemes import next_boundary
from tests.screen.driving import Driver, drive, kept_places, path_of, text_of
from tui.places import load_places

LONG = "".join(
    f"Paragraph {number}: 漢字かな and 👍 say how things are, e\u0301 as ever, “quoted”.\n"
    for number in range(1_500)
)
TALL = "".join(f"{number}\n" for number in range(900))

MOVES = ["j", "k", "w", "b", ")", "}", "{", "pagedown", "pageup", "ctrl+d", "g", "G", "end", "s"]
LAYOUT = ["z", "Z", "\\", ";", ",", "&", "tab", "1", "2", "3", "t", "c"]
ELSEWHERE = [["0", "j", "1"], ["0", ";", "2"], ["?", "escape"], ["a", "escape"], ["/", "escape"]]
OPEN = ["/", "?", "a", "m", "ctrl+p"]
"""Keys after which something else has the keys, until `escape`."""

SEEDS, STEPS = range(2), 12


@pytest.fixture
def mixed(corpus_copy: Path) -> Path:
    """The seeds, a long article with wide characters, and one of very short lines."""
    (corpus_copy / "005_long.txt").write_text(LONG, encoding="utf-8")
    (corpus_copy / "006_tall.txt").write_text(TALL)
    return corpus_copy


def sizes(chance: random.Random) -> tuple[int, int]:
    """A size, as often small as large, now and then one of the extremes."""
    if chance.random() < 0.15:
        return chance.choice([(20, 5), (400, 100), (99, 24), (100, 24), (59, 9), (60, 9)])
    return round(20 * 10 ** chance.random()), round(5 * 10 ** chance.random())


def assert_caret_is_shown(driver: Driver) -> None:
    """The cell that is painted as the caret shows the character at the caret."""
    reading = driver.pane.reading
    caret = reading.caret
    y, x = driver.caret_cell()
    row = driver.pane.rows.span(driver.pane.top + y)
    assert row.start <= caret <= row.end
    shown = driver.pane_cells()[y][x].character
    character = reading.text[caret : next_boundary(reading.text, caret)]
    assert shown.strip() == character.strip()


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_character_at_the_caret_is_on_the_screen_at_any_size(
    mixed: Path, seed: int
) -> None:
    chance = random.Random(seed)
    async with drive(mixed, "000", "005", "006", carets={"006": 900}, caret=100) as driver:
        done: list[object] = []
        for _ in range(STEPS):
            what = chance.choice(["size", "size", "move", "move", "layout", "elsewhere", "open"])
            if what == "move":
                keys = [chance.choice(MOVES)]
            elif what == "layout":
                keys = [chance.choice(LAYOUT)]
            elif what == "elsewhere":
                keys = chance.choice(ELSEWHERE)
            elif what == "open":
                keys = [chance.choice(OPEN)]
            else:
                keys = []
            await driver.press(*keys)
            if what in ("size", "open"):
                size = sizes(chance)
                done.append(size)
                await driver.pilot.resize_terminal(*size)
                await driver.settle()
                assert all(strip.cell_length == size[0] for strip in driver.strips()), done
            if what == "open":
                await driver.press("escape")
            done += keys
            # A notice may lie over the text until it is read.
            driver.app.clear_notifications()
            # A movement brings into view what scrolling with another pane has taken out of it.
            await driver.press("h")
            try:
                assert_caret_is_shown(driver)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {done}\n{driver.screen_text()}") from error
            width, height = driver.app.size
            await driver.pilot.resize_terminal(max(20, width - 7), max(5, height - 3))
            await driver.settle()
            assert_caret_is_shown(driver)


async def test_the_top_line_is_the_same_after_resizing_there_and_back(mixed: Path) -> None:
    """The text comes back to where it was, whatever row it stood in meanwhile."""
    async with drive(mixed, "005", caret=len(LONG) // 2, size=(120, 40)) as driver:
        before = driver.pane_rows()
        for width in (100, 83, 91, 140, 120):
            await driver.pilot.resize_terminal(width, 40)
            await driver.settle()
        assert driver.pane_rows() == before


async def test_caret_and_window_are_as_they_were_left(mixed: Path) -> None:
    async with drive(mixed, "005", "006", size=(120, 30)) as driver:
        await driver.press("&", *["pagedown"] * 20, "tab")
        rows = [driver.pane_rows(driver.pane_of(name)) for name in ("005", "006")]
        carets = [driver.pane_of(name).reading.caret for name in ("005", "006")]
        assert carets[1] == 0
        assert rows[1][0] != "0", "the caret of the one that followed is out of view"
        await driver.press("ctrl+q")
    async with drive(mixed, places=kept_places(mixed), size=(120, 30)) as driver:
        assert [driver.pane_rows(driver.pane_of(name)) for name in ("005", "006")] == rows
        assert [driver.pane_of(name).reading.caret for name in ("005", "006")] == carets


async def test_panes_that_followed_stay_where_they_are_when_widths_change(mixed: Path) -> None:
    """Their carets are out of view, and are not brought there by a change of size."""
    async with drive(mixed, "005", "006", size=(160, 30)) as driver:
        await driver.press("&", *["pagedown"] * 20)
        followed = driver.pane_of("006")
        top = driver.top(followed)
        assert int(top) > 100
        for keys in (";", ",", "Z", "Z", "zz", "\\", "t"):
            await driver.press(*keys)
            assert driver.top(followed) == top, keys
        await driver.pilot.resize_terminal(120, 24)
        await driver.settle()
        assert driver.top(followed) == top


async def test_an_article_that_is_closed_opens_where_it_was(mixed: Path) -> None:
    async with drive(mixed, "005", "006", size=(120, 30)) as driver:
        await driver.press("pagedown", "pagedown", "j", "j", "j")
        rows, caret = driver.pane_rows(), driver.caret()
        await driver.press("0", "space")
        assert [heading.split()[1] for heading in driver.headings()] == ["006"]
        await driver.press("space", "2")
        assert driver.pane.reading.caret == caret
        assert driver.pane_rows()[3:] == rows[3:]


async def test_the_caret_is_shown_where_the_next_window_is_smaller(mixed: Path) -> None:
    async with drive(mixed, "006", size=(120, 60)) as driver:
        await driver.press(*["j"] * 40, "ctrl+q")
    async with drive(mixed, places=kept_places(mixed), size=(80, 12)) as driver:
        assert_caret_is_shown(driver)


@pytest.mark.parametrize("text", ["", "short", "漢" * 3_000], ids=["none", "short", "wide"])
async def test_places_in_a_text_that_is_another_now_are_brought_inside(
    mixed: Path, text: str
) -> None:
    path = path_of(mixed, "005")
    async with drive(mixed, "005") as driver:
        await driver.press("G", "ctrl+q")
    (mixed / path).write_text(text, encoding="utf-8")
    async with drive(mixed, places=kept_places(mixed)) as driver:
        assert driver.pane.reading.caret == len(text)
        driver.caret_cell()


@pytest.mark.parametrize("view", ["[-5, 3]", "[99999999, 3]", "[1, 2, 3]", '"x"', "[0.5, 2]"])
async def test_places_that_make_no_sense_are_left_alone(
    corpus_copy: Path, tmp_path: Path, view: str
) -> None:
    path = path_of(corpus_copy, "000")
    kept = f'{{"open": ["{path}"], "current": "{path}", "views": {{"{path}": {view}}}}}'
    (tmp_path / "places.json").write_text(kept)
    places = load_places(tmp_path / "places.json")
    if not places.open:
        return
    async with drive(corpus_copy, places=places) as driver:
        await driver.press("h")
        assert driver.top() == text_of(corpus_copy, "000").split("\n")[0]


async def test_one_column_stands_in_the_middle_of_400_columns(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=(400, 100)) as driver:
        for keys in ("", "Z"):
            await driver.press(*keys)
            assert max(len(row) for row in driver.pane_rows()) <= 88
            strip = driver.strips_of(driver.pane)[2].text
            left = len(strip) - len(strip.lstrip())
            width = driver.pane.size.width
            assert abs(left + 44 - width // 2) <= 6, "but for the lanes beside it"

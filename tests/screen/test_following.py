"""What the other panes show while the caret moves: where, how surely, and what stays as it is."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from annotations.compare.comparison import Comparison, Counterpart
from tests.screen.driving import Driver, drive, path_of, places_of, text_of
from tui.config import aliases_path
from tui.places import Places, load_places

FIRE = "A fire in a warehouse killed three workers in Leeds on Sunday."
FIRE_BESIDE_CARET = FIRE[:3] + FIRE[4:]
"""It, but for the character at which `at` puts the caret."""
ALSO_FIRE = "Three labourers died when a warehouse in Leeds caught fire."
STRIKE = "Drivers of the city's buses will strike for two days over pay."
ALSO_STRIKE = "Bus drivers announced a two-day strike over pay."
WEDDING = "The prince married a baker's daughter in a village church."
LEEDS = "It rained hard on the workers of Leeds."


def filling(seed: int, count: int) -> list[str]:
    """Sentences that say what no other does, in words of their own."""
    chosen = random.Random(seed)

    def word() -> str:
        return "".join(chosen.choice("bcdfghjklmnprstvz") + chosen.choice("aeiou") for _ in "1234")

    return [" ".join(word() for _ in range(7)).capitalize() + "." for _ in range(count)]


def story(seed: int, before: int, *told: str, after: int = 60) -> str:
    """An article that says something among much else, a paragraph each."""
    return "\n\n".join([*filling(seed, before), *told, *filling(-seed, after)])


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    return folder


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """Three articles: the first says all, the others some of it elsewhere."""
    folder = tmp_path / "stories"
    folder.mkdir()
    return write(
        folder,
        {
            "000": story(1, 3, FIRE, STRIKE, WEDDING),
            "001": story(2, 30, ALSO_FIRE),
            "002": story(
                3, 20, ALSO_STRIKE, "Their wages had not risen since the spring of last year."
            ),
        },
    )


def line_of(driver: Driver, name: str, start: str) -> int:
    """The line of a pane's window that begins so."""
    rows = driver.pane_rows(driver.pane_of(name))
    found = [y for y, row in enumerate(rows) if row.startswith(start[:20])]
    assert found, rows
    return found[0]


def at(folder: Path, sentence: str, *, following: bool = True, opened: str = "012") -> Places:
    """The stories open, the caret of the first in a sentence of it."""
    caret = text_of(folder, "000").index(sentence) + 3
    places = places_of(folder, *(f"00{number}" for number in opened), caret=caret)
    places.following = following
    return places


@pytest.mark.parametrize("size", [(160, 45), (100, 30)])
async def test_a_counterpart_is_brought_to_the_height_of_the_passage(
    stories: Path, size: tuple[int, int]
) -> None:
    async with drive(stories, places=at(stories, FIRE, opened="01"), size=size) as driver:
        assert driver.counterpart("001") == ALSO_FIRE
        assert line_of(driver, "001", ALSO_FIRE) == line_of(driver, "000", FIRE)
        assert list(driver.signs("001").values()) == ["●"]
        assert driver.counterpart("000") == ""
        top = driver.top()
        await driver.press("down", "down", "down", "up", "up", "up")
        assert driver.top() == top
        assert line_of(driver, "001", ALSO_FIRE) == line_of(driver, "000", FIRE)


async def test_near_the_beginning_the_height_is_what_it_can_be(stories: Path) -> None:
    write(stories, {"001": story(2, 0, ALSO_FIRE, after=3)})
    async with drive(stories, places=at(stories, FIRE, opened="01")) as driver:
        assert line_of(driver, "001", ALSO_FIRE) == 0
        assert line_of(driver, "000", FIRE) > 0


async def test_nothing_moves_in_a_pane_that_has_nothing_like_it(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE)) as driver:
        assert driver.counterpart("002") == ""
        assert "nothing like this in 002" in driver.status()
        shown = driver.pane_rows(driver.pane_of("001"))
        await driver.press(")")
        assert driver.counterpart("002") == ALSO_STRIKE
        assert "nothing like this in 001" in driver.status()
        assert driver.pane_rows(driver.pane_of("001")) == shown
        assert driver.counterpart("001") == ""
        both = driver.pane_rows(driver.pane_of("002"))
        await driver.press(")")
        assert "nothing like this in 001, 002" in driver.status()
        assert driver.pane_rows(driver.pane_of("001")) == shown
        assert driver.pane_rows(driver.pane_of("002")) == both
        assert driver.notices() == "", "a finding is no warning"


async def test_what_says_too_little_is_said_to(stories: Path) -> None:
    write(stories, {"000": f"{FIRE}\n\nOh no.\n\n{STRIKE}"})
    async with drive(stories, places=at(stories, FIRE)) as driver:
        await driver.press(")")
        assert "this says too little to compare" in driver.status()
        assert driver.counterpart("001") == ""
        await driver.press("up")
        assert driver.caret() == text_of(stories, "000").index("\nOh no")
        assert "too little" not in driver.status()
        assert "nothing like" not in driver.status()


async def test_what_is_asked_is_the_selection_or_the_chosen_mark(stories: Path) -> None:
    async with drive(stories, places=at(stories, STRIKE)) as driver:
        assert driver.counterpart("001") == ""
        await driver.press("(", "(", "s", "s", "s")
        assert driver.selected() is not None
        assert driver.counterpart("001") == ALSO_FIRE
        assert driver.counterpart("002") == ALSO_STRIKE
        await driver.press("c", "}", "}")
        assert driver.counterpart("001") == ""
        await driver.press("[")
        assert driver.counterpart("001") == ALSO_FIRE
        assert driver.counterpart("002") == ALSO_STRIKE, "the mark holds both"
        await driver.press("escape", "w")
        assert driver.counterpart("002") == ""


async def test_a_pane_with_the_keys_is_not_scrolled(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, following=False)) as driver:
        await driver.press("=", "2")
        assert driver.counterpart("001") == ALSO_FIRE
        shown = driver.pane_rows(driver.pane_of("001"))
        assert driver.focus() == ""  # its caret is not in view
        await driver.press("z", "z", "\\", "\\")
        assert driver.pane_rows(driver.pane_of("001")) == shown
        await driver.press("1")
        assert driver.counterpart("001") == ALSO_FIRE, "who only looks around loses nothing"


async def test_who_moves_in_another_pane_asks_from_there(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE)) as driver:
        await driver.press("T")
        assert driver.focus() == "001"
        assert driver.counterpart("001") != "", "nobody has moved yet"
        await driver.press("w")
        assert driver.counterpart("000") == FIRE_BESIDE_CARET
        assert driver.counterpart("001") == ""
        before = driver.top(driver.pane_of("001"))
        await driver.press(")", "(")
        assert driver.counterpart("000") == FIRE_BESIDE_CARET
        assert driver.top(driver.pane_of("001")) == before, "no ping-pong"


async def test_a_click_into_another_pane_asks_from_there(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE)) as driver:
        pane = driver.pane_of("002")
        await driver.press("3", "1")
        assert driver.counterpart("001") == ALSO_FIRE, "to go there and back asks nothing"
        await driver.press(")")
        line = line_of(driver, "002", ALSO_STRIKE)
        assert await driver.pilot.click(pane, offset=(12, line))
        await driver.settle()
        assert driver.focus() == "002"
        assert driver.counterpart("000") != ""
        assert driver.counterpart("000") in STRIKE
        assert driver.counterpart("002") == ""


async def test_align_again_brings_back_what_was_scrolled_away(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, following=False, opened="01")) as driver:
        await driver.press("=")
        line = line_of(driver, "001", ALSO_FIRE)
        pane = driver.pane_of("001")
        pane.scroll_to_row(0)
        await driver.press("w")
        assert driver.counterpart("001") == "", "it is not in view"
        await driver.press("=")
        assert line_of(driver, "001", ALSO_FIRE) == line


async def test_who_went_over_from_what_is_gone_goes_over_anew(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE)) as driver:
        await driver.press("T")
        assert driver.focus() == "001"
        await driver.press("0", "g", "space", "1", "T")
        assert driver.headings()[0].startswith("1 001")
        assert "there is nothing like this to go to" in driver.status()


async def test_in_a_low_window_what_is_found_in_a_tab_is_gone_to(stories: Path) -> None:
    size = (80, 24)
    async with drive(stories, places=at(stories, FIRE), size=size) as driver:
        assert "in tabs: ● 001" in driver.status()
        line = line_of(driver, "000", FIRE)
        await driver.press("tab")
        assert driver.counterpart("001") == ALSO_FIRE
        assert line_of(driver, "001", ALSO_FIRE) == line
        await driver.press("shift+tab", "T")
        assert driver.caret() == text_of(stories, "001").index(ALSO_FIRE)
        assert line_of(driver, "001", ALSO_FIRE) == line
        await driver.press("T", ")", "T")
        assert driver.caret() == text_of(stories, "002").index(ALSO_STRIKE)
        await driver.press("T", ")")
        assert "nothing like this in 001, 002" in driver.status()


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24)])
async def test_coming_back_brings_caret_selection_and_view_back(
    stories: Path, size: tuple[int, int]
) -> None:
    write(stories, {"000": story(1, 40, FIRE)})
    async with drive(stories, places=at(stories, FIRE, opened="01"), size=size) as driver:
        pane = driver.pane
        pane.scroll_to_row(pane.top + 5)
        await driver.press(*"WWWWWW")
        selected, top, caret = driver.selected(), driver.top(), driver.caret()
        assert selected is not None
        assert pane.top > 0
        await driver.press("T")
        assert driver.focus() == "001"
        await driver.press("w", "}", "}", "G", "T")
        assert driver.focus() == "000"
        assert (driver.selected(), driver.top(), driver.caret()) == (selected, top, caret)


async def test_going_over_at_once_waits_for_what_is_found(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, following=False)) as driver:
        await driver.press_at_once("T")
        assert driver.focus() == "001"
        await driver.press("T", "}", "}")
        assert driver.focus() == "000"
        await driver.press("T")
        assert driver.focus() == "000"
        assert "there is nothing like this to go to; > shows what comes next" in driver.status()


async def test_who_has_moved_on_is_not_taken_over(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, following=False)) as driver:
        await driver.press_at_once("T", "w")
        assert driver.focus() == "000"


async def test_other_articles_and_other_texts_are_taken_in(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, opened="0")) as driver:
        assert driver.status().endswith("follow  ana")
        assert "nothing like" not in driver.status()
        await driver.press("0", "f", "1")
        assert "follow" not in driver.status()
        await driver.press("f", "f")
        assert driver.status().startswith("no pane follows")
        await driver.press("f")
        assert driver.status().startswith("other panes follow the caret now")
        await driver.press("0", "j", "space")
        await driver.until(lambda: driver.counterpart("001") == ALSO_FIRE)
        assert line_of(driver, "001", ALSO_FIRE) == line_of(driver, "000", FIRE)
        write(stories, {"001": story(4, 45, f"It is said that {ALSO_FIRE}")})
        await driver.press("enter")
        await driver.press("1")
        await driver.until(lambda: driver.counterpart("001") == f"It is said that {ALSO_FIRE}")
        await driver.press("0", "j", "space", "j", "space", "1", ")")
        assert path_of(stories, "001") not in driver.opened.order
        assert driver.counterpart("002") == ALSO_STRIKE
        write(stories, {"000": story(5, 6, STRIKE, FIRE)})
        await driver.press("0", "g", "enter")
        await driver.press("g", *["}"] * 6)
        assert driver.counterpart("002") == ALSO_STRIKE


async def test_marks_stay_right_whatever_becomes_of_the_window(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, opened="01")) as driver:
        for keys in (["V"], ["z", "z"], ["\\"], [";", ";"], ["V"], ["Z"], ["Z"], ["c", "V"]):
            await driver.press(*keys)
            assert driver.counterpart("001") == ALSO_FIRE, keys
            start = "⟨c A fire" if keys == ["c", "V"] else FIRE
            assert line_of(driver, "001", ALSO_FIRE) == line_of(driver, "000", start), keys
        for size in ((120, 30), (160, 50), (80, 24), (160, 45)):
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
            if size[0] > 80:
                assert driver.counterpart("001") == ALSO_FIRE, size
                assert line_of(driver, "001", ALSO_FIRE) == line_of(driver, "000", "⟨c"), size


async def test_every_kind_of_text_is_compared(stories: Path) -> None:
    here = "北京表示绝不会在台湾问题上妥协。"
    there = "👩‍👩‍👧 国防部说，在台湾问题上绝不妥协。"
    texts = {
        "000": "\r\n\r\n".join([*filling(6, 4), here]),
        "001": "\r\n\r\n".join([*filling(7, 40), there, *filling(8, 40)]),
    }
    write(stories, texts)
    places = at(stories, here, opened="01")
    async with drive(stories, places=places) as driver:
        assert driver.counterpart("001") == there.replace("\u200d", "")
        await driver.press("T")
        assert driver.counterpart("001") != ""


async def test_that_only_a_part_of_a_long_article_is_compared_is_told_once(stories: Path) -> None:
    long = story(2, 30, ALSO_FIRE) + "\n" * 200_000 + WEDDING
    assert len(long) > 200_000
    write(stories, {"001": long})
    async with drive(stories, places=at(stories, FIRE, opened="01")) as driver:
        await driver.until(lambda: "of 001 only the first 200,000 char" in driver.status())
        assert driver.counterpart("001") == ALSO_FIRE
        await driver.press(")", ")")
        assert "only the first" not in driver.status()
        assert "nothing like this in 001" in driver.status()


async def test_names_of_ones_own_are_the_same_and_a_bad_file_is_told_of(stories: Path) -> None:
    write(stories, {
        "000": story(1, 3, "The Zzyx was damaged by Big Yellow."),
        "001": story(2, 9, "Caterpillar hurt our plants and the Zzyx again."),
    })  # fmt: skip
    aliases_path().parent.mkdir(parents=True, exist_ok=True)
    places = at(stories, "The Zzyx", opened="01")
    async with drive(stories, places=places) as driver:
        before = driver.app.reader.shown_counterparts
    aliases_path().write_text("Big Yellow, Caterpillar\n", "utf-8")
    async with drive(stories, places=places) as driver:
        after = driver.app.reader.shown_counterparts
        assert driver.counterpart("001") == "Caterpillar hurt our plants and the Zzyx again."
    score = {it: shown.counterpart.score for it, shown in before.items()}
    assert after["001.txt"].counterpart.score > score.get("001.txt", 0)
    aliases_path().write_bytes(b"caf\xe9")
    async with drive(stories, places=at(stories, "The Zzyx", opened="01")) as driver:
        assert "aliases.txt is not UTF-8: save it as UTF-8." in driver.status()


async def test_without_colours_a_counterpart_has_a_double_line(
    stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(stories, places=at(stories, FIRE, opened="01")) as driver:
        lined = [
            "".join(cell.character for cell in row if cell.style.underline2)
            for row in driver.pane_cells(driver.pane_of("001"))
        ]
        assert " ".join(filter(None, lined)).split() == ALSO_FIRE.split()
        assert list(driver.signs("001").values()) == ["●"]


async def test_a_frozen_pane_is_not_scrolled_with_the_others(stories: Path) -> None:
    async with drive(stories, "000", "001", "002", current="001") as driver:
        first = [driver.top(driver.pane_of(name)) for name in ("001", "002")]
        await driver.press("F", "1", "&", "pagedown")
        now = [driver.top(driver.pane_of(name)) for name in ("001", "002")]
        assert now[0] == first[0]
        assert now[1] != first[1]
        await driver.press("2", "F")
        assert driver.top(driver.pane_of("001")) == first[0], "the pane with the keys leads"


async def test_where_all_others_are_frozen_that_is_said(stories: Path) -> None:
    places = at(stories, FIRE, opened="01")
    places.frozen = ["001.txt"]
    async with drive(stories, places=places) as driver:
        assert driver.counterpart("001") == ""
        await driver.press(">")
        assert driver.status().startswith("the other panes are frozen: F lets one go")
        await driver.press("T")
        assert driver.focus() == "000"


@pytest.mark.parametrize("frozen", ["3", "[3]", '{"000.txt": 1}', "null"])
def test_frozen_panes_that_make_no_sense_are_left_alone(tmp_path: Path, frozen: str) -> None:
    path = tmp_path / "places.json"
    path.write_text(f'{{"following": true, "frozen": {frozen}}}')
    assert load_places(path) == Places()


def test_panes_that_would_both_follow_and_scroll_together_follow(tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    path.write_text('{"following": true, "linked": true, "frozen": ["000.txt"]}')
    assert load_places(path) == Places(following=True, frozen=["000.txt"])


async def test_what_fails_is_told_and_the_next_passage_is_compared(
    stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Comparison.counterparts

    def fail(self: Comparison, doc_path: str, passage: str) -> dict[str, tuple[Counterpart, ...]]:
        if passage == STRIKE:
            raise RecursionError("too deep")
        return find(self, doc_path, passage)

    monkeypatch.setattr(Comparison, "counterparts", fail)
    async with drive(stories, places=at(stories, FIRE)) as driver:
        await driver.press(")")
        await driver.until(lambda: "this can't be compared: Rec" in driver.status())
        assert driver.counterpart("001") == ""
        await driver.press("(")
        assert driver.counterpart("001") == ALSO_FIRE


async def test_closing_what_is_compared_leaves_nothing_marked(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE, following=False)) as driver:
        await driver.press("=", "2", "0", "g", "space")
        assert path_of(stories, "000") not in driver.opened.order
        assert driver.counterpart("001") == ""
        assert driver.signs("001") == {}


async def test_of_keys_typed_ahead_the_last_caret_counts(stories: Path) -> None:
    async with drive(stories, places=at(stories, FIRE)) as driver:
        await driver.press_at_once(*[")", "(", ")", ")", "(", ")", "(", "(", ")", ")", "("])
        assert driver.caret() == text_of(stories, "000").index(STRIKE)
        assert driver.counterpart("002") == ALSO_STRIKE
        assert driver.counterpart("001") == ""
        assert "nothing like this in 001" in driver.status()

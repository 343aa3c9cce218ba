"""The keys that change how the window is shared out, what scrolls with what, and the theme."""

from pathlib import Path

import pytest
from textual import events

from tests.screen.driving import Driver, background_of, drive, kept_places, path_of, text_of
from tests.screen.keys import key
from tui.choices import Choices, choices_path, load_choices
from tui.config import Config
from tui.theme import DARK, LIGHT

ZOOM, FOCUS, THEME, LINK = (key(f"view.{name}") for name in ("zoom", "focus", "theme", "link"))
WIDER, NARROWER = key("view.wider"), key("view.narrower")
FOOTER, LIST = "? help", "articles 5"


def widths(driver: Driver) -> list[int]:
    """The cells of each pane that is shown, from left to right, its line at the left included."""
    holders = [driver.app.reader.article_panes[it] for it in driver.opened.order]
    return [holder.region.width for holder in holders if holder.region.area]


def numbers(driver: Driver) -> list[str]:
    return [heading.split()[1] for heading in driver.headings()]


# -- zoom


async def test_zoom_shows_the_current_pane_alone_and_then_all_as_before(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002", "003", "004", size=(160, 45)) as driver:
        await driver.press("4")
        before, tabs = numbers(driver), driver.tabs()
        assert len(before) == 3
        assert driver.focus() == "004"
        await driver.press(ZOOM)
        assert numbers(driver) == ["004"]
        assert driver.focus() == "004"
        assert driver.tabs().split() == ["1", "000", "2", "002", "3", "003", "4", "004"]
        assert "z shows the other panes again" in driver.status()
        await driver.press(ZOOM)
        assert numbers(driver) == before
        assert driver.tabs() == tabs
        assert driver.status().startswith("004 ·")


async def test_while_zoomed_pane_keys_zoom_the_other(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002", "003") as driver:
        await driver.press(ZOOM, "tab")
        assert numbers(driver) == ["002"]
        assert driver.focus() == "002"
        await driver.press("3")
        assert numbers(driver) == ["003"]
        await driver.press("0", "1")
        assert numbers(driver) == ["000"]
        await driver.press(ZOOM)
        assert numbers(driver) == ["000", "002", "003"]
        assert driver.focus() == "000"


async def test_opening_beside_ends_the_zoom_and_one_pane_has_none(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002") as driver:
        await driver.press(ZOOM, "0", "G", "space")
        assert numbers(driver) == ["000", "002", "004"]
    async with drive(corpus_copy, "000") as driver:
        await driver.press(ZOOM)
        assert driver.status().startswith("no other pane is shown")
        assert numbers(driver) == ["000"]


# -- widths


async def test_the_pane_gets_wider_and_narrower_down_to_the_bound(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002", "003") as driver:
        room = 160 - 34
        assert widths(driver) == [42, 42, 42]
        await driver.press(WIDER)
        assert widths(driver) == [46, 40, 40]
        await driver.press(WIDER, WIDER, WIDER)
        assert widths(driver) == [54, 36, 36]
        assert driver.status().startswith("this pane can't be wider: the others keep 36 columns")
        await driver.press("tab", *[NARROWER] * 2)
        assert widths(driver)[1] == 36
        assert driver.status().startswith("this pane can't be narrower: a pane keeps 36 columns")
        await driver.press(WIDER)
        assert widths(driver)[1] == 40
        assert sum(widths(driver)) == room
        assert driver.focus() == "002"


async def test_widths_keep_their_proportions_and_are_remembered(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", size=(194, 45)) as driver:
        await driver.press(*[WIDER] * 5)
        assert widths(driver) == [100, 60]
        await driver.pilot.resize_terminal(354, 45)
        await driver.settle()
        assert widths(driver) == [200, 120]
        await driver.press("ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy), size=(194, 45)) as driver:
        assert widths(driver) == [100, 60]
        await driver.press("0", "g", "j", "j", "enter")
        assert numbers(driver) == ["002", "003"]
        assert widths(driver) == [100, 60], "another article in a pane leaves its width"


async def test_the_list_gets_wider_and_narrower_and_keeps_it(corpus_copy: Path) -> None:
    def list_width(driver: Driver) -> int:
        return driver.app.reader.list.region.width

    async with drive(corpus_copy, "000", "003", size=(120, 30)) as driver:
        await driver.press("0")
        assert list_width(driver) == 28
        await driver.press(*[WIDER] * 5)
        assert list_width(driver) == 48
        assert widths(driver) == [36, 36]
        await driver.press(WIDER)
        assert driver.status().startswith("the list can't be wider: a pane keeps 36 columns")
        await driver.press(*[NARROWER] * 8)
        assert list_width(driver) == 20
        assert driver.status().startswith("the list can't be narrower: it keeps 20 columns")
        assert driver.focus() == "list"
        await driver.press("ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy), size=(120, 30)) as driver:
        assert list_width(driver) == 20
        await driver.pilot.resize_terminal(40, 20)
        await driver.press("0", WIDER)
        assert driver.status().startswith("the list has the whole window")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(WIDER)
        assert driver.status().startswith("no other pane is shown; 0 goes to the list")


# -- focus mode


async def test_focus_mode_shows_text_and_status_line_and_is_remembered(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "002", size=(100, 30)) as driver:
        assert FOOTER in driver.screen_text()
        await driver.press(FOCUS)
        assert driver.status().startswith("focus mode: Z leaves it")
        await driver.press("w")
        text = driver.screen_text()
        assert LIST not in text
        assert FOOTER not in text
        assert "│" not in text
        rows = text.split("\n")
        assert rows[0].split("clear")[0].strip().startswith("Beijing's"), "no heading, no tabs"
        assert rows[-1].strip().startswith("000 · sentence 1/")
        await driver.press("ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy), size=(100, 30)) as driver:
        assert LIST not in driver.screen_text()
        assert FOOTER not in driver.screen_text()
        await driver.press(FOCUS)
        assert LIST in driver.screen_text()
        assert FOOTER in driver.screen_text()
        assert numbers(driver) == ["000", "002"]


async def test_from_focus_mode_the_list_is_reached_and_left(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(FOCUS, "0")
        assert driver.focus() == "list"
        assert LIST in driver.screen_text()
        await driver.press("j", "enter")
        assert driver.focus() == "001"
        assert LIST not in driver.screen_text()
        await driver.press("\\")
        assert driver.status().startswith("Z leaves focus mode; 0 goes to the list")
        await driver.press("0", "\\")
        assert driver.focus() == "001"
        assert LIST not in driver.screen_text()
        await driver.press(FOCUS)
        assert LIST in driver.screen_text(), "whether it is hidden is as it was"


# -- linked scrolling


def tops(driver: Driver) -> list[str]:
    return [driver.top(driver.pane_of(name)) for name in ("000", "003", "004")]


async def test_linked_panes_scroll_together_to_both_ends(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", "004", size=(180, 16)) as driver:
        first = tops(driver)
        await driver.press("pagedown")
        assert tops(driver)[1:] == first[1:], "each alone"
        await driver.press("g", LINK)
        assert driver.status().startswith("panes scroll together")
        await driver.press("pagedown")
        assert "linked" in driver.status()
        assert all(now != before for now, before in zip(tops(driver), first, strict=True))
        await driver.press("G")
        for name in ("000", "003", "004"):
            last = text_of(corpus_copy, name).rstrip().split()[-1]
            assert any(row.endswith(last) for row in driver.pane_rows(driver.pane_of(name))), name
        await driver.press("g")
        assert tops(driver) == first
        await driver.press("tab", "/", *"Naval", "enter")
        assert tops(driver)[1] != first[1]
        assert tops(driver)[0] != first[0]
        assert tops(driver)[2] != first[2]
        await driver.press("g")
        assert tops(driver) == first
        await driver.press(LINK, "G")
        assert [tops(driver)[0], tops(driver)[2]] == [first[0], first[2]]
        assert "linked" not in driver.status()


async def test_the_wheel_leads_too_and_carets_stay(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", "004", size=(180, 16)) as driver:
        await driver.press(LINK)
        first = tops(driver)
        pane = driver.pane_of("003")
        for _ in range(5):
            pane.post_message(_wheel(driver))
            await driver.settle()
        moved = tops(driver)
        assert all(now != before for now, before in zip(moved, first, strict=True))
        assert driver.app.reader.open_articles.current == path_of(corpus_copy, "000")
        await driver.press("tab", "l")
        assert driver.caret() == 1
        assert tops(driver) == first, "a movement brings its caret into view"


async def test_pages_in_a_pane_that_followed_go_on_from_there(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003", "004", size=(180, 16)) as driver:
        await driver.press(LINK, "pagedown", "pagedown")
        pane = driver.pane_of("004")
        before = pane.top
        await driver.press("3", "pagedown")
        assert driver.pane is pane
        assert pane.top > before
        driver.caret_cell()


async def test_linking_is_remembered(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "004", size=(180, 16)) as driver:
        await driver.press(LINK, "pagedown", "ctrl+q")
    async with drive(corpus_copy, places=kept_places(corpus_copy), size=(180, 16)) as driver:
        assert "linked" in driver.status()
        before = driver.top(driver.pane_of("004"))
        await driver.press("pagedown")
        assert driver.top(driver.pane_of("004")) != before


def _wheel(driver: Driver) -> events.MouseScrollDown:
    pane = driver.pane
    return events.MouseScrollDown(
        widget=pane, x=8, y=3, delta_x=0, delta_y=1, button=0, shift=False, meta=False, ctrl=False
    )


# -- theme


def backgrounds(driver: Driver) -> set[str]:
    return {
        background_of(style)
        for strip in driver.strips()
        for shown, style, _ in strip
        if style is not None and shown
    }


async def test_the_theme_changes_everywhere_and_is_remembered_for_the_user(
    corpus_copy: Path, tmp_path: Path
) -> None:
    start = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", "002", "003", "004", caret=start) as driver:
        await driver.press("c", "/", *"the", "enter")
        dark = backgrounds(driver)
        assert DARK.background in dark
        await driver.press(THEME)
        assert driver.status().startswith("light theme")
        light = backgrounds(driver)
        assert not light & dark
        assert {LIGHT.background, LIGHT.caret, LIGHT.hit, LIGHT.labels["claim"]} <= light
        for modal in ("?", "a", "ctrl+p", "/"):
            await driver.press(modal)
            assert not backgrounds(driver) & dark, modal
            await driver.press("escape")
        await driver.press("tab", "z", "0", "j", FOCUS)
        assert not backgrounds(driver) & dark
        await driver.press(FOCUS, THEME, THEME, "ctrl+q")
    assert load_choices() == Choices(theme="light")
    other = tmp_path / "other"
    other.mkdir()
    (other / "000.txt").write_text("Another corpus of the same reader.\n")
    async with drive(other, "000", config=Config(theme="dark")) as driver:
        assert LIGHT.background in backgrounds(driver), "what was chosen comes before the setting"
        await driver.press(THEME)
        assert DARK.background in backgrounds(driver)


async def test_a_choice_that_cannot_be_kept_is_told_of(
    corpus_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    async with drive(corpus_copy, "000") as driver:
        monkeypatch.setenv("XDG_STATE_HOME", str(no_folder))
        await driver.press(THEME)
        assert driver.status().startswith("your choice can't be kept: ")
        assert LIGHT.background in backgrounds(driver)


@pytest.mark.parametrize("kept", ["", "[]", '{"theme": "pink"}', "\0", '{"theme": null}'])
async def test_a_damaged_choice_counts_as_none(corpus_copy: Path, kept: str) -> None:
    choices_path().parent.mkdir(parents=True)
    choices_path().write_text(kept)
    async with drive(corpus_copy, "000", config=Config(theme="light")) as driver:
        assert LIGHT.background in backgrounds(driver)


async def test_linked_panes_that_come_into_view_are_in_line(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press("&", "z", "G", "z")
        others = driver.pane_of("003")
        assert driver.opened.current == path_of(corpus_copy, "000")
        assert others.rows.span(others.top + others.size.height - 1).end == len(others.reading.text)

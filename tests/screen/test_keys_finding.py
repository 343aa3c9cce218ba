"""The keys that search, list marks, export, help, and run commands by name."""

from pathlib import Path

from textual.containers import VerticalScroll
from textual.style import Style

from tests.screen.driving import Driver, drive, span_of, text_of
from tests.screen.keys import key
from tui.app import CommandProvider
from tui.commands.command import is_extending
from tui.commands.registry import commands, runnable, show_key

SEARCH, NEXT, PREVIOUS = key("find.search"), key("find.next"), key("find.previous")
MARKS = key("find.marks")
HELP, PALETTE = key("program.help"), key("program.palette")


def hits(driver: Driver) -> str:
    return driver.hits()


async def test_a_search_goes_from_hit_to_hit_around_the_end(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    starts = [start for start in range(len(text)) if text[start : start + 8] == "military"]
    caret = starts[1] + 1
    async with drive(corpus_copy, "000", caret=caret) as driver:
        await driver.press(SEARCH)
        assert driver.prompt().startswith("search:")
        footer = driver.screen_text().split("\n")[-1]
        assert footer.startswith("enter go esc leave tab where"), footer
        await driver.type("military")
        assert driver.prompt() == "search: military"
        assert driver.prompt_told() == f"3 of {len(starts)}"
        assert "military" in hits(driver), "hits are shown while one types"
        await driver.press("enter")
        assert driver.caret() == starts[2], "the first hit from the caret on"
        assert driver.status().startswith(f"“military”: hit 3 of {len(starts)}")
        await driver.press(NEXT)
        assert driver.caret() == starts[3]
        await driver.press(PREVIOUS, PREVIOUS)
        assert driver.caret() == starts[1]
        for _ in range(3):
            await driver.press(PREVIOUS)
        assert driver.caret() == starts[-2], "before the first comes the last"
        await driver.press(NEXT, NEXT)
        assert driver.caret() == starts[0]
        await driver.press("escape")
        assert hits(driver) == ""
        assert driver.caret() == starts[0]
        await driver.press(NEXT)
        assert driver.status().startswith("nothing is searched for")


async def test_capitals_count_only_if_typed(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000") as driver:
        await driver.press(SEARCH)
        await driver.type("us")
        assert driver.prompt_told() == f"1 of {text.lower().count('us')}"
        await driver.press("ctrl+u")
        await driver.type("US")
        assert driver.prompt_told() == f"1 of {text.count('US')}"


async def test_leaving_a_search_puts_everything_back(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press("s")
        before = driver.selected()
        await driver.press(SEARCH)
        await driver.type("Pelosi")
        assert driver.styled(driver.palette.selection) == ""
        await driver.press("escape")
        assert driver.selected() == before
        assert hits(driver) == ""
        assert driver.focus() == "000"


async def test_a_text_that_is_not_there_is_said_to_be_missing(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=5) as driver:
        await driver.press(SEARCH)
        await driver.type("[(.*")
        await driver.press("enter")
        assert driver.status().startswith("“[(.*” is not in this article")
        assert driver.caret() == 5
        await driver.press(NEXT)
        assert driver.status().startswith("“[(.*” is not in this article")


async def test_a_search_goes_on_in_the_other_articles(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press(SEARCH)
        await driver.type("Yanchao")
        assert "Yanchao" in driver.hits("003")
        await driver.press("enter", "tab", NEXT)
        assert driver.caret() == text_of(corpus_copy, "003").index("Yanchao")
        assert driver.status().startswith("“Yanchao”: hit 1 of 1")


async def test_the_marks_are_listed_filtered_widened_and_gone_to(corpus_copy: Path) -> None:
    text, other = text_of(corpus_copy, "000"), text_of(corpus_copy, "003")
    async with drive(
        corpus_copy,
        "000",
        "003",
        caret=text.index("Ministry, p"),
        carets={"003": other.index("commitments and")},
    ) as driver:
        await driver.press("e", "c", "tab", "d", "m")
        await driver.type("odd")
        await driver.press("enter", "tab", MARKS)
        assert _listed(driver) == ["000 claim", "000 error"]
        assert "2 marks in this article" in driver.screen_text()
        await driver.press("tab")
        assert _listed(driver) == ["000 claim", "000 error", "003 date"]
        assert "3 marks in all articles" in driver.screen_text()
        for typed, expected in (
            ("err", ["000 error"]),
            ("odd", ["003 date"]),
            ("ana commit", ["003 date"]),
            ("bert", []),
        ):
            await driver.type(typed)
            assert _listed(driver) == expected, typed
            await driver.press("ctrl+u")
        await driver.type("odd")
        await driver.press("enter")
        assert driver.focus() == "003"
        assert driver.caret() == other.index("commitments and")
        assert "date by ana “odd”" in driver.status()
        await driver.press(MARKS, "escape")
        assert driver.focus() == "003"
        await driver.press(MARKS, "tab", "down", "down", "enter")
        assert driver.focus() == "000"
        assert driver.caret() == span_of(text, "Ministry, p").start
        await driver.press("x")
        assert [mark.label for mark in driver.marks()] == ["claim", "date"], "it is current"


async def test_without_an_open_article_the_marks_of_all_are_listed(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "003", caret=20) as driver:
        await driver.press("e", "0", "space", MARKS)
        assert _listed(driver) == ["003 error"]
        await driver.press("enter")
        assert driver.focus() == "003"


def _listed(driver: Driver) -> list[str]:
    """Article and label of each row of the list of marks."""
    return [f"{row['article']} {row['label']}" for row in driver.mark_rows()]


async def test_the_help_lists_every_command_with_its_keys(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        await driver.press(HELP)
        rows: list[str] = []
        for _ in range(14):
            window = driver.app.screen.query_one(VerticalScroll)
            rows += [strip.text.strip("│▐█▁▂▃▄▅▆▇ ") for strip in driver.strips_of(window)[1:-1]]
            await driver.press("pagedown")
        shown = " ".join(" ".join(rows).split())
        for command in commands():
            keys = " ".join(" ".join(show_key(key) for key in command.keys).split())
            assert keys in shown, command.id
            if not is_extending(command):
                assert " ".join(command.help.split()) in shown, command.id
        await driver.press("escape")
        assert driver.focus() == "000"
        assert driver.top().startswith("Beijing's clear signal")


async def test_the_palette_finds_every_command_by_its_name(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000") as driver:
        provider = CommandProvider(driver.app.reader, Style())
        for command in runnable():
            if command.id == "program.palette":
                continue
            found = [hit.text async for hit in provider.search(command.title)]
            assert command.title in [str(text) for text in found], command.id


async def test_a_command_runs_from_the_palette(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(PALETTE)
        await driver.type("Select the sentence")
        await driver.until(lambda: "Select the sentence at the caret" in driver.screen_text())
        await driver.press("enter")
        assert driver.selected() == span_of(text, text.split("\n")[2])
        await driver.press(PALETTE)
        await driver.type("Mark as claim")
        await driver.until(lambda: "Mark the selection, or the sentence" in driver.screen_text())
        await driver.press("enter")
        assert [mark.label for mark in driver.marks()] == ["claim"]

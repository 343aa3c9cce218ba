"""Shading: what other open articles say too is dimmed, everything else looks as ever."""

import re
from pathlib import Path

import pytest

from annotations.text.sentences import sentence_spans
from tests.screen.driving import Driver, drive, kept_places, span_of, text_of
from tests.screen.keys import key
from tests.screen.test_keys_differing import folder_of
from tui.config import Config, ThemeName

ONLY_HERE = key("compare.only-here")
ALIGN = key("compare.align")
SAME = "At least 31 people drowned when the ferry sank near Odda."
ALONE = "Bakers in Lyon sold more bread than ever."
HEADLINE = "Ferry sinks near Odda, dozens drowned"
WIRE = f"{HEADLINE}\n\n{HEADLINE}\n\n{SAME} {ALONE}\n\nShare This Post\n"
DAILY = "A ferry sank near Odda: 29 people drowned, and dozens more were saved.\n"


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    return folder_of(tmp_path, WIRE, DAILY)


def dimmed(driver: Driver, name: str) -> str:
    return " ".join(driver.dimmed(name))


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24)], ids=str)
@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_what_others_say_too_is_dimmed(
    ferry: Path, size: tuple[int, int], theme: ThemeName
) -> None:
    async with drive(ferry, "000", "001", size=size, config=Config(theme=theme)) as driver:
        assert dimmed(driver, "000") == ""
        await driver.press(ONLY_HERE)
        await driver.put_caret(len(WIRE) - 1)
        assert dimmed(driver, "000") == f"{HEADLINE} {HEADLINE} {SAME}", "the repeated one too"
        await driver.press(ONLY_HERE)
        assert dimmed(driver, "000") == ""


async def test_each_pane_is_shaded_and_the_status_line_counts_once(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        await driver.press("G", ONLY_HERE)
        text = text_of(corpus_copy, "000")
        told = driver.status()
        numbers = [int(number) for number in re.findall(r"\d+", told)]
        only_here, total, name, perhaps, elsewhere = numbers
        assert f"of {total} sentences" in told
        assert told.split(" in ")[1].startswith(f"000, perhaps {perhaps} more; dimmed: {elsewhere}")
        assert only_here + perhaps + elsewhere == total <= len(sentence_spans(text))
        assert name == 0
        assert elsewhere
        assert driver.dimmed("000")
        assert driver.dimmed("003")
        await driver.press("g")
        assert "only in 000" not in driver.status()


async def test_opening_and_closing_an_article_shades_anew(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, WIRE, "Nothing of that here: only news of a bridge in Bergen.", DAILY
    )
    async with drive(folder, "000", "001") as driver:
        await driver.press("G", ONLY_HERE)
        assert dimmed(driver, "000") == ""
        await driver.press("0", "j", "j", "space", "tab")
        assert dimmed(driver, "000").endswith(SAME)
        assert dimmed(driver, "002").startswith(" ferry sank near Odda")
        await driver.press("0", "j", "j", "space")
        assert dimmed(driver, "000") == ""


async def test_shading_with_no_other_article_says_so(ferry: Path) -> None:
    async with drive(ferry, "000") as driver:
        await driver.press(ONLY_HERE)
        assert driver.status().startswith(
            "what other open articles say too is dimmed, but no other"
        )
        assert dimmed(driver, "000") == ""


async def test_shading_is_there_again_when_the_program_is_started(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=len(WIRE)) as driver:
        await driver.press(ONLY_HERE, "ctrl+q")
    async with drive(ferry, places=kept_places(ferry)) as driver:
        await driver.settle()
        assert dimmed(driver, "000").endswith(SAME)
        assert "only in" not in driver.status()


async def test_a_pane_whose_article_is_opened_again_is_shaded(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=len(WIRE)) as driver:
        await driver.press(ONLY_HERE)
        changed = ferry / "000_article.txt"
        changed.write_text(f"New. {WIRE}", encoding="utf-8")
        await driver.press("0", "enter", "G")
        assert dimmed(driver, "000").endswith(SAME)


async def test_labels_selection_hits_and_carets_keep_their_looks(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=span_of(WIRE, "31 people").start) as driver:
        await driver.press("W", "e", "escape", "w", "W", "/", *"ferry", "enter", "W", "W")
        pane = driver.pane_of("000")

        def looks() -> dict[str, set[str]]:
            """The styles of what is more than text, by what it is."""
            plain = {driver.palette.text, driver.palette.dim}
            return {
                background: {
                    f"{cell.character} {cell.style}"
                    for row in driver.pane_cells(pane)
                    for cell in row
                    if cell.style.bgcolor and cell.style.bgcolor.name == background
                }
                for background in (
                    driver.palette.labels["error"],
                    driver.palette.selection,
                    driver.palette.hit,
                    driver.palette.current_hit,
                    driver.palette.caret,
                )
                if background not in plain
            }

        before = looks()
        assert sum(bool(found) for found in before.values()) >= 4
        await driver.press(ONLY_HERE)
        assert driver.dimmed("000")
        assert looks() == before


async def test_the_counterpart_keeps_its_look(ferry: Path) -> None:
    async with drive(ferry, "000", "001", caret=WIRE.index("At least")) as driver:
        await driver.press(ONLY_HERE, ALIGN)
        marked = driver.counterpart("001")
        assert marked
        assert marked not in dimmed(driver, "001")


async def test_without_colours_it_is_the_attribute(
    ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(ferry, "000", "001", caret=len(WIRE)) as driver:
        await driver.press(ONLY_HERE)
        assert dimmed(driver, "000") == f"{HEADLINE} {HEADLINE} {SAME}"

"""What is said in the status line and cut there is told in full in a notice."""

from pathlib import Path

from tests.screen.driving import drive, text_of

NARROW = (80, 24)
LONG = "a damaged file of marks was set aside as /tmp/[b]a/" + "folder/" * 12 + "000-4639d.json"


async def test_a_warning_that_does_not_fit_stands_whole_in_a_notice(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=NARROW) as driver:
        driver.app.reader.say(LONG, warning=True)
        driver.app.reader.say(LONG, warning=True)
        await driver.settle()
        assert driver.status().startswith("a damaged file of marks was set aside as /tmp/")
        assert "… ana" in driver.status(), "that it is cut is to be seen"
        told = driver.notices().replace(" ", "")
        assert told == LONG.replace(" ", ""), "once"


async def test_what_fits_or_is_no_warning_needs_no_notice(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", size=NARROW) as driver:
        driver.app.reader.say("no later mark here", warning=True)
        driver.app.reader.say(LONG)
        await driver.settle()
        assert driver.notices() == ""


async def test_a_note_that_does_not_fit_ends_in_an_ellipsis(corpus_copy: Path) -> None:
    caret = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=caret, size=NARROW) as driver:
        await driver.press("e", "m", *"check against AP BBB and the rest", "enter", "l")
        assert driver.status().endswith("… ana  saved ✓")
        assert "“check" in driver.status()

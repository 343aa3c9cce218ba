"""The keys that select, copy and drop."""

from pathlib import Path

from annotations.text.span import Span
from tests.screen.driving import drive, span_of, text_of
from tests.screen.keys import key, keys

EXTEND, OTHER_END, DROP = key("select.extend"), key("select.other-end"), key("select.drop")
SENTENCE, PARAGRAPH = key("select.sentence"), key("select.paragraph")
QUOTATION = key("select.quotation")
GROW, SHRINK = key("select.grow"), key("select.shrink")
COPY = keys("select.copy")


async def test_extending_lets_plain_movements_select_until_pressed_again(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index("Ministry, p")
    async with drive(corpus_copy, "000", caret=start) as driver:
        await driver.press(EXTEND)
        assert "extending" in driver.status()
        await driver.press("w", "w")
        assert driver.selected() == Span(start, text.index("a report following"))
        assert driver.styled(driver.palette.selection) == "Ministry, presenting "
        await driver.press(EXTEND)
        assert "extending" not in driver.status()
        assert driver.selected() is not None, "what was selected stays"
        await driver.press("w")
        assert driver.selected() is None
        assert driver.caret() == text.index("report following")


async def test_the_other_end_can_be_moved(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    sentence = span_of(text, text.split("\n")[2])
    async with drive(corpus_copy, "000", caret=text.index("report following")) as driver:
        await driver.press(SENTENCE, OTHER_END)
        assert driver.selected() == sentence
        assert driver.caret() == sentence.start
        await driver.press("W")
        assert driver.selected() == Span(text.index("Defense Ministry, p"), sentence.end)
        await driver.press(OTHER_END, "H")
        assert driver.selected() == Span(text.index("Defense Ministry, p"), sentence.end - 1)


async def test_a_sentence_is_selected_and_again_takes_the_next_one_in(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    first = span_of(text, "After a long").start
    async with drive(corpus_copy, "000", caret=text.index("tense delay")) as driver:
        for end in ("in four years.", "Zhenli in December.", "August 2022 visit to Taiwan."):
            await driver.press(SENTENCE)
            selected = driver.selected()
            assert selected is not None
            assert selected.start == first
            assert text[: selected.end].endswith(end)
            shown = driver.styled(driver.palette.selection)
            assert shown == text[selected.start : selected.end]


async def test_a_paragraph_is_selected_and_again_takes_the_next_one_in(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "003")
    async with drive(corpus_copy, "003", caret=text.index("confirms defense")) as driver:
        await driver.press(PARAGRAPH)
        assert driver.selected() == span_of(
            text, "U.S. confirms defense commitments and freedom of navigation stance"
        )
        await driver.press(PARAGRAPH)
        selected = driver.selected()
        assert selected is not None
        assert text[selected.start : selected.end] == (
            "U.S. confirms defense commitments and freedom of navigation stance\n"
            "China: ‘We will never compromise on the Taiwan issue’"
        )


async def test_a_quotation_is_selected_with_its_marks_and_again_takes_the_next_one_in(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "003")
    async with drive(corpus_copy, "003", caret=text.index("emphasized our stance")) as driver:
        await driver.press(QUOTATION)
        selected = driver.selected()
        assert selected is not None
        assert text[selected.start : selected.end] == (
            "“We emphasized our stance that we will not compromise or back down on the Taiwan"
            " issue,”"
        )
        await driver.press(QUOTATION)
        selected = driver.selected()
        assert selected is not None
        assert text[selected.start : selected.end].endswith("oppose Taiwanese independence.”")
        await driver.press(DROP, "g", QUOTATION)
        assert driver.selected() is None
        assert driver.status().startswith("no whole quotation here")


async def test_growing_takes_larger_units_and_shrinking_goes_back(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "003")
    paragraph = next(line for line in text.split("\n") if "One China Policy" in line)
    said = paragraph[paragraph.index("“The") :]
    expected = [
        "One",
        "One China Policy.",
        "‘One China Policy.’",
        said[1:-1],
        said,
        paragraph,
        text,
    ]
    async with drive(corpus_copy, "003", caret=text.index("One China Policy")) as driver:
        seen = []
        for _ in expected:
            await driver.press(GROW)
            selected = driver.selected()
            assert selected is not None
            seen.append(text[selected.start : selected.end])
        assert seen == expected
        await driver.press(GROW)
        assert driver.selected() == Span(0, len(text)), "there is nothing larger"
        for smaller in reversed(expected[:-1]):
            await driver.press(SHRINK)
            selected = driver.selected()
            assert selected is not None
            assert text[selected.start : selected.end] == smaller
        await driver.press(SHRINK, SHRINK)
        assert driver.selected() is None


async def test_the_selection_is_copied(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "003")
    async with drive(corpus_copy, "003", caret=text.index("emphasized our stance")) as driver:
        for copy in COPY:
            await driver.press(DROP, copy)
            assert driver.status().startswith("nothing is selected to copy"), copy
            await driver.press("b", QUOTATION, copy)
            assert driver.app.clipboard.startswith("“We emphasized our stance"), copy
            assert driver.status().startswith("copied 88 characters"), copy
            driver.app.copy_to_clipboard("")


async def test_escape_drops_the_selection_and_the_caret_stays(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("tense delay")) as driver:
        await driver.press(SENTENCE)
        caret = driver.caret()
        await driver.press(DROP)
        assert driver.selected() is None
        assert driver.styled(driver.palette.selection) == ""
        assert driver.caret() == caret
        await driver.press(EXTEND, DROP, "w")
        assert driver.selected() is None, "it also stops extending"


async def test_with_nothing_selected_the_current_marks_text_is_copied(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press("e", "g", "]", key_of_copy := keys("select.copy")[0])
        assert driver.app.clipboard == "Ministry"
        assert driver.status().startswith("copied 8 characters, if your terminal allows it")
        await driver.press("left", key_of_copy)
        assert driver.status().startswith("nothing is selected to copy")
        assert driver.app.clipboard == "Ministry"


async def test_of_a_long_copy_it_is_said_that_many_terminals_take_less(corpus_copy: Path) -> None:
    (corpus_copy / "long.txt").write_text("漢字\n" * 15_000, encoding="utf-8")
    async with drive(corpus_copy, "long") as driver:
        await driver.press("v", "G", "y")
        assert driver.app.clipboard == "漢字\n" * 15_000
        assert "copied 45,000 characters" in driver.status()
        assert "many take no more than 74,994 bytes" in driver.status()

"""The keys that make marks and change them."""

from pathlib import Path
from typing import NamedTuple

from tests.screen.driving import Mark, drive, kept_drafts, kept_places, span_of, text_of
from tests.screen.keys import key, keys

TAG = {label: key(f"mark.{label}") for label in ("claim", "quote", "date", "error")}
REPEAT, CHOOSE = key("mark.repeat"), key("mark.choose")
NOTE, RESHAPE, DELETE = key("mark.note"), key("mark.reshape"), key("mark.delete")
NEXT, PREVIOUS = keys("mark.next"), keys("mark.previous")


class Target(NamedTuple):
    """What a label key takes with nothing selected."""

    label: str
    article: str
    caret: str
    taken: str


TARGETS = (
    Target(
        "claim",
        "000",
        "long and tense",
        "After a long and tense delay, Washington and Beijing resumed military talks with Chinese"
        " military officials visiting the Pentagon for the first time in four years.",
    ),
    Target("quote", "003", "never compromise", "‘We will never compromise on the Taiwan issue’"),
    Target("date", "000", "11, 2024", "Jan 11, 2024"),
    Target("date", "000", "November 2023, fo", "November 2023"),
    Target("date", "000", "inistry, presenting", "Ministry"),
    Target("error", "000", "inistry, presenting", "Ministry"),
    Target("error", "000", "'s Defense Ministry, p", "China's"),
)


async def test_a_label_key_takes_what_is_at_the_caret(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", "003") as driver:
        for target in TARGETS:
            text = text_of(corpus_copy, target.article)
            caret, taken = text.index(target.caret), span_of(text, target.taken)
            await driver.press("1" if target.article == "000" else "2")
            await driver.put_caret(caret)
            top = driver.top()
            await driver.press(TAG[target.label])
            assert driver.marks() == [Mark(target.article, *taken, target.label)], target
            assert driver.caret() == caret, "the caret stays"
            assert driver.selected() is None
            assert driver.top() == top
            expected = f"{taken.start}–{taken.end} ({taken.length}) · {target.label} by ana"
            assert expected in driver.status()
            assert driver.status().endswith("saved ✓")
            await driver.put_caret(0)
            assert driver.painted(target.label) == target.taken, target
            lanes = "".join(driver.lanes()).replace(" ", "").replace("│", "")
            assert lanes == target.label[0].upper(), target
            await driver.press("u")
            assert driver.marks() == []


async def test_a_label_key_takes_the_selection_without_the_blanks_at_its_ends(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    start = text.index(" report following")
    async with drive(corpus_copy, "000") as driver:
        for label, key_of_label in TAG.items():
            await driver.put_caret(start)
            await driver.press("v", "w", "w", "w")
            selected, caret = driver.selected(), driver.caret()
            assert selected is not None
            assert text[selected.start : selected.end] == " report following "
            await driver.press(key_of_label)
            assert driver.marks() == [Mark("000", *span_of(text, "report following"), label)]
            assert driver.selected() is None
            assert driver.caret() == caret
            assert driver.painted(label) == "report following"
            await driver.press("u")


async def test_where_there_is_nothing_to_take_nothing_is_marked(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    blank_line = text.index("\n\n") + 1
    async with drive(corpus_copy, "000", caret=blank_line) as driver:
        for label, missing in (
            ("claim", "no sentence"),
            ("quote", "no whole quotation"),
            ("date", "no date or word"),
            ("error", "no word"),
        ):
            await driver.press(TAG[label])
            assert driver.status().startswith(f"{missing} at the caret: select something first")
        await driver.press("L", TAG["claim"])
        assert driver.status().startswith("the selection holds nothing but blanks")
        assert driver.marks() == []
        assert driver.lanes_by_text() == {}


async def test_the_same_label_on_the_same_span_is_one_mark(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], TAG["error"])
        assert driver.marks() == [Mark("000", *span_of(text, "Ministry"), "error")]
        assert driver.status().startswith("already error “Ministry”")
        await driver.press("u", "u")
        assert driver.marks() == []
        assert driver.status().startswith("there is nothing to undo")


async def test_the_innermost_label_has_the_background_and_outer_ones_are_attributes(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    sentence = text.split("\n")[2]
    async with drive(corpus_copy, "000", caret=text.index("Monday and Tuesday, said")) as driver:
        await driver.press(TAG["claim"], TAG["date"], "v", "w", "w", TAG["error"])
        await driver.put_caret(0)
        assert driver.marks() == [
            Mark("000", *span_of(text, sentence), "claim"),
            Mark("000", *span_of(text, "Monday and"), "error"),
            Mark("000", *span_of(text, "Monday"), "date"),
        ]
        assert driver.painted("date", underline=True, reverse=True, bold=False) == "Monday"
        assert driver.painted("error", underline=True, reverse=False, bold=False) == "and"
        rest = sentence.replace("Monday and", "")
        assert driver.painted("claim", underline=False, reverse=False) == rest
        assert list(driver.lanes_by_text().values()) == ["C DE", "│  │", "│   "]


async def test_marks_that_overlap_without_nesting_are_both_seen(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("China's Defense M")) as driver:
        await driver.press("W", "W", TAG["quote"])
        await driver.put_caret(text.index("Defense M"))
        await driver.press("W", "W", TAG["date"])
        await driver.put_caret(0)
        assert driver.marks() == [
            Mark("000", *span_of(text, "China's Defense", 0), "quote"),
            Mark("000", *span_of(text, "Defense Ministry,", 0), "date"),
        ]
        assert driver.painted("quote") == "China's "
        assert driver.painted("date", italic=True) == "Defense"
        assert driver.painted("date", italic=False) == " Ministry,"


async def test_the_lanes_go_on_over_the_rows_of_a_mark(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("tense delay")) as driver:
        await driver.press("s", "s", TAG["quote"])
        (quoted,) = driver.marks()
        shown = driver.lanes_by_text()
        assert list(shown.values()) == [" Q  ", *[" │  "] * (len(shown) - 1)]
        assert " ".join(shown).startswith(text[quoted.start : quoted.end])
        assert "General Liu Zhenli in December." in list(shown)[-1]


async def test_going_from_mark_to_mark(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Monday and Tuesday, said")) as driver:
        await driver.press(TAG["claim"], TAG["date"])
        await driver.put_caret(text.index("C.C. Brown"))
        await driver.press(TAG["error"])
        claim, date, error = driver.marks()
        for onward, back in zip(NEXT, PREVIOUS, strict=True):
            await driver.put_caret(0)
            for mark in (claim, date, error):
                await driver.press(onward)
                assert driver.caret() == mark.start, onward
                assert f"{mark.start}–{mark.end}" in driver.status(), onward
                assert f"{mark.label} by ana" in driver.status(), onward
            await driver.press(onward)
            assert driver.status().startswith("no later mark here"), onward
            for mark in (date, claim):
                await driver.press(back)
                assert driver.caret() == mark.start, back
                assert f"{mark.label} by ana" in driver.status(), back
            await driver.press(back)
            assert driver.status().startswith("no earlier mark here"), back


async def test_enter_makes_the_mark_current_and_again_the_next_that_overlaps(
    corpus_copy: Path,
) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Monday and Tuesday, said")) as driver:
        await driver.press(CHOOSE)
        assert driver.status().startswith("no mark at the caret")
        await driver.press(TAG["claim"], TAG["date"], "l")
        for label in ("date", "claim", "date"):
            await driver.press(CHOOSE)
            assert f"· {label} by ana" in driver.status()
            highlighted = driver.highlighted()
            assert ("Beijing will never" in highlighted) is (label == "claim")
            assert "nday" in highlighted


async def test_a_label_key_relabels_the_current_mark(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], CHOOSE, TAG["quote"])
        span = span_of(text, "Ministry")
        assert driver.marks() == [Mark("000", *span, "quote")]
        assert driver.status().startswith("error is now quote")
        assert list(driver.lanes_by_text().values()) == [" Q  "]
        await driver.press("u")
        assert driver.marks() == [Mark("000", *span, "error")]


async def test_a_mark_just_made_is_not_relabelled_by_the_next_label(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], TAG["date"])
        assert {mark.label for mark in driver.marks()} == {"error", "date"}


async def test_deleting_the_mark_at_the_caret_or_the_current_one(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Monday and Tuesday, said")) as driver:
        await driver.press(TAG["claim"], TAG["date"], DELETE)
        assert [mark.label for mark in driver.marks()] == ["claim"]
        assert driver.status().startswith("deleted date “Monday”")
        assert set(driver.lanes_by_text().values()) == {"C   ", "│   "}
        await driver.press("u", "escape", CHOOSE, CHOOSE, DELETE)
        assert [mark.label for mark in driver.marks()] == ["date"], "the outer one was current"
        await driver.press("escape", DELETE, DELETE)
        assert driver.marks() == []
        assert driver.status().startswith("no mark at the caret")


async def test_a_note_is_written_on_the_mark_and_changed(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], NOTE)
        assert driver.prompt().startswith("note:")
        assert "enter keep esc drop" in driver.screen_text().split("\n")[-1]
        await driver.type("check")
        await driver.press("enter")
        assert driver.marks()[0].note == "check"
        assert driver.status().startswith("note kept")
        await driver.press("l")
        assert "“check”" in driver.status()
        await driver.press(NOTE, "!", "enter")
        assert driver.marks()[0].note == "check!"
        await driver.press(NOTE, "?", "escape")
        assert driver.marks()[0].note == "check!", "esc leaves the note as it was"
        assert driver.focus() == "000"
        await driver.press(NOTE, "ctrl+u", "enter")
        assert driver.marks()[0].note == ""
        await driver.press("u")
        assert driver.marks()[0].note == "check!"


async def test_a_note_left_with_escape_is_not_lost(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], NOTE)
        await driver.type("abc")
        await driver.press("ctrl+q")
    draft = kept_places(corpus_copy)
    assert kept_drafts(corpus_copy) == ["abc"]
    async with drive(corpus_copy, places=draft, size=(80, 24)) as driver:
        waits = "a half-typed note waits on error “Ministry”: m goes on with it"
        assert driver.status().startswith(waits)
        await driver.press(NOTE)
        assert driver.prompt() == "note: abc"
        await driver.press("ctrl+q")
    draft = kept_places(corpus_copy)
    assert kept_drafts(corpus_copy) == ["abc"], "quitting once more keeps it again"
    async with drive(corpus_copy, places=draft) as driver:
        await driver.press(NOTE, "enter")
        assert driver.marks()[0].note == "abc"


async def test_reshaping_moves_the_end_and_enter_keeps(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], RESHAPE)
        assert "reshaping" in driver.status()
        await driver.press("w", "w")
        assert driver.marks() == [Mark("000", *span_of(text, "Ministry"), "error")]
        await driver.press("enter")
        assert driver.marks() == [Mark("000", *span_of(text, "Ministry, presenting"), "error")]
        assert driver.status().startswith("error now covers “Ministry, presenting”")
        await driver.press(RESHAPE, "o", "b", "enter")
        widened = Mark("000", *span_of(text, "Defense Ministry, presenting"), "error")
        assert driver.marks() == [widened]
        await driver.press(RESHAPE, "s", "enter")
        start = text.index("Defense Ministry, presenting")
        end = text.index("\n", start)
        assert driver.marks() == [Mark("000", start, end, "error")], "a unit key moves the end"
        await driver.press("u")
        assert driver.marks() == [widened]


async def test_reshaping_is_dropped_with_escape(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], RESHAPE, "w", "w", TAG["claim"])
        assert driver.status().startswith("reshaping: enter keeps")
        await driver.press("escape")
        assert driver.marks() == [Mark("000", *span_of(text, "Ministry"), "error")]
        assert driver.selected() is None
        assert "reshaping" not in driver.status()
        assert "error by ana" in driver.status(), "the mark is still the current one"
        await driver.press("l", "w")
        assert driver.selected() is None


async def test_repeating_marks_again_and_goes_to_the_next_sentence(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("tense delay")) as driver:
        await driver.press(REPEAT)
        assert driver.status().startswith("no label used yet")
        await driver.press(TAG["claim"], REPEAT)
        assert driver.status().startswith("already claim “After a long")
        assert driver.caret() == text.index("The Chinese delegation's")
        await driver.press(REPEAT, REPEAT)
        assert [text[mark.start :][:12] for mark in driver.marks()] == [
            "After a long",
            "The Chinese ",
            "The 2023 ann",
        ]
        assert driver.caret() == text.index("Following the meeting")
        assert driver.status().startswith("claim “The 2023 annual")


async def test_letters_typed_in_a_note_are_no_commands(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p")) as driver:
        await driver.press(TAG["error"], NOTE)
        await driver.type('cqdexumrs0?/a.12"')
        await driver.press("enter")
        assert [mark.note for mark in driver.marks()] == ['cqdexumrs0?/a.12"']


async def test_a_note_that_cannot_be_shown_as_it_is_stays_as_it_is_until_it_is_edited(
    corpus_copy: Path,
) -> None:
    note = "two\nlines,\ta tab, \u200fשלום\u200f and 🏴\U000e0067\U000e0062\U000e007f"
    caret = text_of(corpus_copy, "000").index("Ministry, p")
    async with drive(corpus_copy, "000", caret=caret) as driver:
        await driver.press(TAG["error"])
        reading = driver.pane.reading
        reading.set_note(reading.subject(), note)
        await driver.press(NOTE)
        assert driver.prompt().startswith("note: two lines, a tab, ·שלום· and 🏴 ")
        await driver.press("enter")
        assert [mark.note for mark in driver.marks()] == [note]
        await driver.press(NOTE, "!", "enter")
        assert [mark.note for mark in driver.marks()] == ["two lines, a tab, ·שלום· and 🏴!"]

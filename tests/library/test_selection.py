from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import find_corpus
from annotations.selection import (
    MOTIONS,
    Selection,
    Unit,
    grow,
    select_unit,
    shrink,
    unit_at,
)
from annotations.text.graphemes import snap_back
from annotations.text.span import Span

SMALL = (
    "One two. Three “four ‘five’ six” seven.\n"
    "\n"
    "  Eight, “nine” and “ten”. Eleven e\u0301👩\u200d👧 twelve.\n"
    "Last line"
)
PIECES = (
    *("Mr. ", "One ", "two. ", "Three? ", "“", "” ", "‘", "’ ", "\n", "\n\n", "  ", "e\u0301"),
    *("👩\u200d👧", "日本。", "Jan 7, 2024 "),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
UNITS: tuple[Unit, ...] = ("sentence", "paragraph", "quotation")


@dataclass
class Place:
    """A text with the caret at ▏ and, where something is selected, the other end at ▕."""

    text: str
    selection: Selection

    @classmethod
    def read(cls, marked: str, *, extending: bool = False) -> "Place":
        text = marked.replace("▏", "").replace("▕", "")
        caret = marked.replace("▕", "").index("▏")
        anchor = marked.replace("▏", "").index("▕") if "▕" in marked else None
        return cls(text, Selection(caret, anchor, extending))

    def shown(self, selection: Selection | None) -> str:
        if selection is None:
            return "nothing"
        ends = {selection.caret: "▏"}
        if selection.anchor is not None and selection.anchor != selection.caret:
            ends[selection.anchor] = "▕"
        marked = self.text
        for offset in sorted(ends, reverse=True):
            marked = marked[:offset] + ends[offset] + marked[offset:]
        return marked


@pytest.mark.parametrize(
    ("motion", "before", "after"),
    [
        ("next_character", "▏ab", "a▏b"),
        ("next_character", "▏e\u0301b", "e\u0301▏b"),
        ("next_character", "▏👩\u200d👧b", "👩\u200d👧▏b"),
        ("next_character", "a▏\nb", "a\n▏b"),
        ("next_character", "ab▏", "ab▏"),
        ("previous_character", "ae\u0301▏", "a▏e\u0301"),
        ("previous_character", "a🇩🇪🇫🇷▏", "a🇩🇪▏🇫🇷"),
        ("previous_character", "▏ab", "▏ab"),
        ("next_word", "on▏e, “two”", "one, “▏two”"),
        ("next_word", "▏one\n\ntwo", "one\n\n▏two"),
        ("next_word", "the ▏U.S. and", "the U.S. ▏and"),
        ("next_word", "one ▏two.", "one two.▏"),
        ("previous_word", "one, “tw▏o”", "one, “▏two”"),
        ("previous_word", "one, “▏two”", "▏one, “two”"),
        ("previous_word", "▏ one", "▏ one"),
        ("next_sentence", "O▏ne. Two.\n\nThree.", "One. ▏Two.\n\nThree."),
        ("next_sentence", "One. T▏wo.\n\nThree.", "One. Two.\n\n▏Three."),
        ("next_sentence", "One. ▏Two.", "One. Two.▏"),
        ("previous_sentence", "One. Two. Th▏ree.", "One. Two. ▏Three."),
        ("previous_sentence", "One. Two.\n\n▏Three.", "One. ▏Two.\n\nThree."),
        ("previous_sentence", "On▏e. Two.", "▏One. Two."),
        ("next_paragraph", "On▏e. Two.\n\n\nThree.", "One. Two.\n\n\n▏Three."),
        ("next_paragraph", "One. Two.\n▏\nThree.", "One. Two.\n\n▏Three."),
        ("next_paragraph", "One.\n\nTwo▏.", "One.\n\nTwo.▏"),
        ("previous_paragraph", "One.\n\nTwo. Th▏ree.", "One.\n\n▏Two. Three."),
        ("previous_paragraph", "One.\n\n▏Two.", "▏One.\n\nTwo."),
        ("article_start", "One.\n\nTw▏o.", "▏One.\n\nTwo."),
        ("article_end", "O▏ne.\n\nTwo.", "One.\n\nTwo.▏"),
    ],
)
def test_a_motion_goes_to_the_next_place_of_its_kind(motion: str, before: str, after: str) -> None:
    place = Place.read(before)

    moved = place.selection.move(MOTIONS[motion](place.text, place.selection.caret))

    assert place.shown(moved) == after
    assert moved.is_empty


@pytest.mark.parametrize("motion", MOTIONS)
@given(text=TEXTS, data=st.data())
def test_every_motion_goes_strictly_its_way_until_the_end_of_the_text(
    motion: str, text: str, data: st.DataObject
) -> None:
    offset = snap_back(text, data.draw(st.integers(0, len(text))))

    moved = MOTIONS[motion](text, offset)

    assert 0 <= moved <= len(text)
    assert moved == snap_back(text, moved)
    if motion.startswith("next") or motion == "article_end":
        assert moved > offset or offset == len(text)
    else:
        assert moved < offset or offset == 0


def test_moving_drops_the_selection_and_extending_takes_its_end_along() -> None:
    selected = Selection(2).move(7, extend=True)

    assert (selected.span, selected.caret) == (Span(2, 7), 7)
    assert selected.move(1, extend=True).span == Span(1, 2)
    assert selected.move(9).is_empty
    assert selected.move(9).span == Span(9, 9)


def test_once_extending_is_on_every_movement_extends_until_it_is_off() -> None:
    extending = Selection(4).toggle_extending()

    assert extending.is_empty
    assert extending.move(9).move(6).span == Span(4, 6)
    assert extending.move(1).span == Span(1, 4)
    stopped = extending.move(9).toggle_extending()
    assert (stopped.span, stopped.extending) == (Span(4, 9), False)
    assert stopped.move(5).is_empty


def test_extending_from_a_selection_keeps_its_other_end() -> None:
    assert Selection(8, 3).toggle_extending().move(12).span == Span(3, 12)


def test_the_other_end_moves_after_a_swap() -> None:
    selection = Selection(3, 8, extending=True).swap_ends()

    assert (selection.caret, selection.anchor, selection.span) == (8, 3, Span(3, 8))
    assert selection.move(10).span == Span(3, 10)
    assert selection.swap_ends().move(5).span == Span(5, 8)
    assert Selection(4).swap_ends() == Selection(4)


def test_dropping_keeps_the_caret_and_stops_extending() -> None:
    assert Selection(3, 8, extending=True).drop() == Selection(3)


def test_both_ends_are_brought_between_whole_characters_within_the_text() -> None:
    text = "a👩\u200d👧b"

    assert Selection(3, 2).snapped(text) == Selection(4, 1)
    assert Selection(2, 3).snapped(text) == Selection(1, 4)
    assert Selection(3).snapped(text) == Selection(1)
    assert Selection(99, 5, extending=True).snapped(text) == Selection(5, 5, extending=True)
    assert Selection(99).snapped("") == Selection(0)


@pytest.mark.parametrize(
    ("unit", "before", "after"),
    [
        ("sentence", "One. Tw▏o, so. Three.", "One. ▕Two, so.▏ Three."),
        ("sentence", "One.▏ Two.", "▕One.▏ Two."),
        ("sentence", "▕One.▏ Two.", "▕One. Two.▏"),
        ("sentence", "▏One.▕ Two.", "▕One. Two.▏"),
        ("sentence", "▕One. Two.▏\n\n  Three. Four.", "▕One. Two.\n\n  Three.▏ Four."),
        ("sentence", "One. ▕Two.▏", "nothing"),
        ("sentence", "One.\n▏\nTwo.", "nothing"),
        ("sentence", "O▕n▏e. Two. Three.", "▕One.▏ Two. Three."),
        ("sentence", "▕One. T▏wo. Three.", "▕One.▏ Two. Three."),
        ("sentence", "▏", "nothing"),
        ("sentence", "▕日本。▏次です。最後。", "▕日本。次です。▏最後。"),
        ("paragraph", "One. T▏wo.\n\nThree.", "▕One. Two.▏\n\nThree."),
        ("paragraph", "▕One. Two.▏\n\n\nThree.\nFour.", "▕One. Two.\n\n\nThree.▏\nFour."),
        ("paragraph", "One.\n\n▕Two.▏\n", "nothing"),
        ("paragraph", "One.\n▏\nTwo.", "nothing"),
        ("paragraph", "One.\n ▏ \nTwo.", "nothing"),
        ("quotation", "He: “o▏ne” and “two”", "He: ▕“one”▏ and “two”"),
        ("quotation", "He: ▕“one”▏ and “two” or “three”", "He: ▕“one” and “two”▏ or “three”"),
        ("quotation", "He: “one ‘t▏wo’ three”", "He: “one ▕‘two’▏ three”"),
        ("quotation", "He: ▕“one”▏ and\n“two”", "nothing"),
        ("quotation", "H▏e: “one”", "nothing"),
        ("quotation", "He: “one▏", "nothing"),
    ],
)
def test_a_unit_is_selected_whole_and_again_takes_the_next_one_in(
    unit: Unit, before: str, after: str
) -> None:
    place = Place.read(before)

    assert place.shown(select_unit(place.text, place.selection, unit)) == after


@pytest.mark.parametrize(
    ("unit", "before", "after"),
    [
        ("sentence", "O▕n▏e. Two. Three.", "O▕ne.▏ Two. Three."),
        ("sentence", "O▕ne.▏ Two. Three.", "O▕ne. Two.▏ Three."),
        ("sentence", "O▕ne.▏\n\nTwo. Three.", "O▕ne.\n\nTwo.▏ Three."),
        ("sentence", "One. Two. T▏hr▕ee.", "One. Two. ▏Thr▕ee."),
        ("sentence", "One. Two. ▏Thr▕ee.", "One. ▏Two. Thr▕ee."),
        ("sentence", "One. Two.\n▏Thr▕ee.", "One. ▏Two.\nThr▕ee."),
        ("sentence", "One. Two.\n\n▏Thr▕ee.", "One. ▏Two.\n\nThr▕ee."),
        ("sentence", "O▕ne▏.", "O▕ne.▏"),
        ("sentence", "O▕ne.▏", "nothing"),
        ("paragraph", "O▕n▏e. Two.\n\nThree.", "O▕ne. Two.▏\n\nThree."),
        ("paragraph", "O▕ne. Two.▏\n\nThree.", "O▕ne. Two.\n\nThree.▏"),
        ("paragraph", "One. Two.\n\n▏Thr▕ee.", "▏One. Two.\n\nThr▕ee."),
        ("quotation", "“o▕n▏e” “two”", "“o▕ne”▏ “two”"),
        ("quotation", "“o▕ne”▏ so “two”", "“o▕ne” so “two”▏"),
    ],
)
def test_while_extending_only_the_end_with_the_caret_moves(
    unit: Unit, before: str, after: str
) -> None:
    place = Place.read(before, extending=True)

    extended = select_unit(place.text, place.selection, unit)

    assert place.shown(extended) == after
    assert extended is None or (extended.extending, extended.anchor) == (
        True,
        place.selection.anchor,
    )


def test_extending_with_nothing_selected_yet_begins_with_the_unit_at_the_caret() -> None:
    place = Place.read("One. T▏wo. Three.", extending=True)

    selected = select_unit(place.text, place.selection, "sentence")

    assert selected == Selection(9, 5, extending=True)


@pytest.mark.parametrize("unit", UNITS)
@given(text=TEXTS, data=st.data())
def test_a_unit_lies_around_its_offset_or_just_before_it(
    unit: Unit, text: str, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))

    found = unit_at(text, offset, unit)

    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert text[slice(*found)].strip()
        assert "\n" not in text[slice(*found)]
        between = text[min(found.end, offset) : max(found.start, offset)]
        assert not between.strip()
        assert "\n" not in between


@pytest.mark.parametrize("unit", UNITS)
@given(text=TEXTS, data=st.data())
def test_selecting_again_takes_in_exactly_one_unit_more_until_there_is_none(
    unit: Unit, text: str, data: st.DataObject
) -> None:
    selection = select_unit(text, Selection(data.draw(st.integers(0, len(text)))), unit)
    while selection is not None:
        span = selection.span
        selection = select_unit(text, selection, unit)
        if selection is not None:
            assert selection.span.start == span.start
            assert selection.span.end > span.end
            taken_in = [
                found
                for offset in range(span.end, selection.span.end)
                if (found := unit_at(text, offset, unit)) and found.start >= span.end
            ]
            outermost = [one for one in taken_in if one.end == selection.span.end]
            assert outermost
            assert all(one.start >= min(outermost).start for one in taken_in)


def test_growing_goes_through_word_quotation_sentence_paragraph_and_article() -> None:
    place = Place.read(SMALL.replace("five", "f▏ive"))
    grown = []
    selection = place.selection
    while (larger := grow(SMALL, selection)) != selection:
        selection = larger
        grown.append(SMALL[selection.span.start : selection.span.end])

    assert grown == [
        "five",
        "‘five’",
        "four ‘five’ six",
        "“four ‘five’ six”",
        "Three “four ‘five’ six” seven.",
        "One two. Three “four ‘five’ six” seven.",
        SMALL,
    ]


@given(st.one_of(st.just(SMALL), TEXTS), st.data())
def test_each_growing_is_strictly_larger_and_shrinking_gives_each_back_exactly(
    text: str, data: st.DataObject
) -> None:
    ends = st.integers(0, len(text))
    selection = Selection(data.draw(ends), data.draw(st.none() | ends), data.draw(st.booleans()))
    steps = [selection]
    while (larger := grow(text, steps[-1])) is not steps[-1]:
        before, after = steps[-1].span, larger.span
        assert after.start <= before.start <= before.end <= after.end
        assert after.length > before.length
        steps.append(larger)

    assert steps[-1].span == Span(0, len(text))
    for earlier in reversed(steps[:-1]):
        selection = shrink(steps.pop())
        assert selection == earlier
    assert shrink(selection) == selection


def test_a_movement_forgets_what_there_is_to_shrink_back_to() -> None:
    grown = grow(SMALL, Selection(5))

    moved = grown.move(9, extend=True)

    assert shrink(moved) == moved


def test_the_units_of_the_seeds_are_found_where_a_reader_sees_them(seeds: Path) -> None:
    text = find_corpus([seeds]).load("002_256b186bb6b1ee91.txt").text
    caret = text.index("democracy summit")

    sentence = select_unit(text, Selection(caret), "sentence")
    assert sentence is not None
    assert text[slice(*sentence.span)] == (
        "On Tuesday, the United States unveiled a list of 110 countries invited to attend a "
        "democracy summit in December."
    )
    both = select_unit(text, sentence, "sentence")
    paragraph = select_unit(text, Selection(caret), "paragraph")
    assert both is not None
    assert both == paragraph
    assert text[slice(*both.span)].endswith("did not include China but included Taiwan.")
    quotation = unit_at(text, text.index("inalienable"), "quotation")
    assert quotation is not None
    assert text[slice(*quotation)] == '"an inalienable part"'

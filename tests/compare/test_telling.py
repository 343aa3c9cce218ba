from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.differences import differences
from annotations.compare.facts import Passage
from annotations.compare.telling import FactWord, Told, pieces, told
from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from tests.screen.texts import TEXTS

THURSDAY = date(2024, 1, 11)


def compare(
    left: str,
    right: str,
    written: date | None = THURSDAY,
    other: date | None = THURSDAY,
    with_names: bool = False,
) -> Told:
    here = Passage(left, Span(0, len(left)), written)
    there = Passage(right, Span(0, len(right)), other)
    return told(differences(here, there, with_names), here, there)


def facts(left: str, right: str, *dates: date | None, with_names: bool = False) -> list[str]:
    """What is told, each with what kind of fact it is."""
    written, other = dates or (THURSDAY, THURSDAY)
    found = compare(left, right, written, other, with_names).facts
    return [f"{fact.kind}: {fact.text}" for fact in found]


def marked(text: str, found: Told, side: str) -> str:
    """A passage with what is changed in brackets, what clashes in stronger ones."""
    signs = {"same": "{}", "changed": "[{}]", "clash": "<{}>"}
    cut = found.left if side == "left" else found.right
    return "".join(signs[piece.kind].format(text[slice(*piece.span)]) for piece in cut)


def test_words_that_only_one_has_are_marked_in_both() -> None:
    left, right = "He will never give up, or back down.", "So he will never back down again."
    found = compare(left, right)
    assert marked(left, found, "left") == "He will never [give up, or] back down."
    assert marked(right, found, "right") == "[So] he will never back down [again]."


def test_what_clashes_is_marked_even_where_the_words_are_the_same() -> None:
    left, right = "It paid $5 on Monday.", "It paid $6 on Monday."
    found = compare(left, right, THURSDAY, date(2024, 1, 18))
    assert marked(left, found, "left") == "It paid <$5> on <Monday>."
    assert marked(right, found, "right") == "It paid <$6> on <Monday>."


def test_a_passage_in_the_middle_of_an_article() -> None:
    text = "First.\nIt cost $5.\nLast."
    here, there = Passage(text, Span(7, 18)), Passage("It cost more.", Span(0, 13))
    found = told(differences(here, there), here, there)
    assert marked(text, found, "left") == "It cost $[5]."


@given(TEXTS, st.data())
def test_pieces_joined_are_the_passage_and_no_character_is_cut(
    text: str, data: st.DataObject
) -> None:
    place = st.integers(0, len(text)).map(lambda offset: snap_back(text, offset))
    span = st.tuples(place, place).map(lambda ends: Span(min(ends), max(ends)))
    anywhere = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = st.lists(anywhere.map(lambda ends: Span(min(ends), max(ends))), max_size=5)
    whole, changed, clashing = data.draw(span), data.draw(spans), data.draw(spans)
    cut = pieces(Passage(text, whole), changed, clashing)
    assert "".join(text[slice(*piece.span)] for piece in cut) == text[slice(*whole)]
    assert all(piece.span.length for piece in cut)
    assert all(one.kind != other.kind for one, other in pairwise(cut))
    assert all(snap_back(text, piece.span.start) == piece.span.start for piece in cut)
    for kind, wanted in (("clash", clashing), ("changed", changed)):
        for piece in cut:
            if piece.kind == kind:
                assert any(
                    it.start <= piece.span.end and it.end > piece.span.start for it in wanted
                )


@given(TEXTS, TEXTS)
def test_whatever_is_told_is_on_one_line_and_harmless(left: str, right: str) -> None:
    found = compare(left, right, None, with_names=True)
    for text, cut in ((left, found.left), (right, found.right)):
        assert "".join(text[slice(*piece.span)] for piece in cut) == text
    for fact in found.facts:
        assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in fact.text)
        assert len(fact.text) < 200


def test_passages_that_are_the_same_have_one_piece() -> None:
    found = compare("Nothing new.", "Nothing new.")
    assert [piece.kind for piece in found.left + found.right] == ["same", "same"]
    assert found.facts == ()


def test_nothing_at_all_has_no_pieces() -> None:
    assert compare("", "") == Told((), (), (), False, False)


def test_the_most_telling_fact_comes_first() -> None:
    left = "At least 31 people died and 12 houses fell on Monday, said 5 officers in 1987."
    right = "Twenty-nine people died and twelve houses fell on the 8th; 2 km away."
    found = compare(left, right, THURSDAY, None).facts
    order = ["clash", "unknown", "agree", "only left", "only right"]
    assert sorted(found, key=lambda fact: order.index(fact.kind)) == list(found)
    assert FactWord("clash", "at least 31 people ≠ Twenty-nine people") in found
    assert FactWord("unknown", "Monday (2024-01-08) ? 8th") in found
    assert FactWord("agree", "12 houses = twelve houses") in found
    assert FactWord("only left", "1987") in found
    assert FactWord("only right", "2 km") in found


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("It met on Monday.", "It met on the 8th.", ["agree: Monday = 8th (2024-01-08)"]),
        ("It met on Monday.", "They met Monday.", ["agree: Monday (2024-01-08)"]),
        ("In August 2022 it went.", "It went in August 2022.", ["agree: August 2022"]),
        ("In August it went.", "It went in August 2023.", ["agree: August = August 2023"]),
        ("It had 210 rooms.", "It had about 200 rooms.", ["agree: 210 rooms ≈ about 200 rooms"]),
        ("It had 5 rooms.", "It had 5 rooms.", ["agree: 5 rooms"]),
        ("It had two dozen rooms.", "It had 34 rooms.", ["clash: two dozen rooms (24) ≠ 34 rooms"]),
        ("It sank on Monday.", "It sank Tuesday.", [
            "clash: Monday (2024-01-08) ≠ Tuesday (2024-01-09)"
        ]),
        ("It cost 1.5 million dollars.", "It cost.", ["only left: 1.5 million dollars"]),
    ],
)  # fmt: skip
def test_facts_are_told_as_they_are_written(left: str, right: str, expected: list[str]) -> None:
    assert facts(left, right) == expected


def test_a_date_nobody_stated_is_never_guessed() -> None:
    left, right = "It met on Monday.", "It met on the 8th."
    assert facts(left, right, None, None) == ["unknown: Monday ? 8th"]
    assert facts(left, right, THURSDAY, None) == ["unknown: Monday (2024-01-08) ? 8th"]
    assert facts(left, right, THURSDAY, THURSDAY) == ["agree: Monday = 8th (2024-01-08)"]
    assert facts(left, "It met.", None, None) == ["only left: Monday (?)"]


def test_it_is_told_which_side_has_no_date() -> None:
    left, right = "It met on Monday.", "It met on the 8th of January 2024."
    assert compare(left, right, None, None)[3:] == (True, False)
    assert compare(right, left, None, None)[3:] == (False, True)
    assert compare(left, right, THURSDAY, None)[3:] == (False, False)
    assert compare("It met twice.", "It met.", None, None)[3:] == (False, False)


def test_names_are_told_after_numbers_and_dates_and_only_if_wanted() -> None:
    left = "There C.C. Brown met 5 men on Monday."
    right = "There CQ Brown met 5 men on Monday with Song Yanchao."
    assert facts(left, right) == ["agree: 5 men", "agree: Monday (2024-01-08)"]
    assert facts(left, right, with_names=True) == [
        "agree: 5 men",
        "agree: Monday (2024-01-08)",
        "agree: C.C. Brown = CQ Brown",
        "only right: Song Yanchao",
    ]


def test_a_long_fact_is_cut() -> None:
    name = " ".join(["Alexander"] * 20)
    (fact,) = facts(f"There {name} spoke.", "There it ended.", with_names=True)
    assert fact == f"only left: {name[:39].rstrip()}…"

"""Facts in lines: whole ones, in order, and a count of those left out."""

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.compare.telling import FactWord
from tui.widgets.fact_line import fact_lines

KINDS = ("clash", "unknown", "agree", "only left", "only right")
WORDS = st.text("ab9漢", min_size=1, max_size=9)
FACTS = st.lists(st.builds(FactWord, st.sampled_from(KINDS), WORDS), max_size=12).map(
    lambda facts: sorted(facts, key=lambda fact: KINDS.index(fact.kind))
)


def lines(facts: list[FactWord], width: int = 80, most: int = 1, hint: str = "") -> list[str]:
    found = fact_lines(facts, ("000", "003"), hint, width, most)
    return ["".join(part.text for part in line) for line in found]


SOME = [
    FactWord("clash", "31 ≠ 34 dead"),
    FactWord("unknown", "Tuesday ? 9th"),
    FactWord("agree", "24 = twenty-four"),
    FactWord("agree", "Monday = 8th"),
    FactWord("only left", "1.5 million"),
]


def test_each_kind_has_its_head_and_the_hint_stands_by_what_it_settles() -> None:
    assert lines(SOME, 200, hint="003 has no date: @ sets it") == [
        "clash: 31 ≠ 34 dead   ?: Tuesday ? 9th (003 has no date: @ sets it)   "
        "agree: 24 = twenty-four · Monday = 8th   only 000: 1.5 million"
    ]
    assert lines(SOME[3:], 200, hint="000 has no date") == [
        "agree: Monday = 8th   only 000: 1.5 million (000 has no date)"
    ]


def test_those_that_have_no_room_are_counted() -> None:
    assert lines(SOME, 50) == ["clash: 31 ≠ 34 dead   ?: Tuesday ? 9th   +3 more"]
    assert lines(SOME, 49, most=2) == [
        "clash: 31 ≠ 34 dead   ?: Tuesday ? 9th",
        "agree: 24 = twenty-four · Monday = 8th   +1 more",
    ]
    assert lines(SOME, 49, most=3)[-1] == "only 000: 1.5 million"


def test_a_fact_wider_than_the_window_is_cut() -> None:
    assert lines(SOME[:1], 12) == ["clash: 31 ≠…"]


@given(FACTS, st.integers(1, 60), st.integers(1, 4), st.sampled_from(("", "003 has no date")))
def test_lines_fit_and_nothing_is_lost_without_being_counted(
    facts: list[FactWord], width: int, most: int, hint: str
) -> None:
    found = fact_lines(facts, ("000", "003"), hint, width, most)
    assert len(found) <= most
    assert all(sum(cell_len(part.text) for part in line) <= width for line in found)
    written = ["".join(part.text for part in line) for line in found]
    if not any("…" in line for line in written):
        heads = ("clash: ", "?: ", "agree: ", "only 000: ", "only 003: ")
        shown = [
            part.text for line in found for part in line if part.kind and part.text not in heads
        ]
        left_out = re.search(r"\+(\d+) more", written[-1])
        assert shown == [fact.text for fact in facts][: len(shown)]
        assert len(shown) + int(left_out[1] if left_out else 0) == len(facts)

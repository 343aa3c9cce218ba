import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.aliases import Aliases
from annotations.compare.differences import Differences, differences
from annotations.compare.facts import Passage
from annotations.compare.telling import told
from annotations.text.span import Span
from tests.compare.flagging import Flags, aligned_pairs, copies, flags, marked_pairs
from tests.compare.measuring import FILES

THURSDAY = date(2024, 1, 11)


def compared(
    left: str,
    right: str,
    written: date | None = None,
    other: date | None = None,
    with_names: bool = False,
) -> Differences:
    here, there = (
        Passage(left, Span(0, len(left)), written),
        Passage(right, Span(0, len(right)), other),
    )
    return differences(here, there, with_names)


def facts(found: Differences) -> list[tuple[str, str, str]]:
    return [
        (pair.left.shown if pair.left else "", pair.verdict, pair.right.shown if pair.right else "")
        for pair in found.facts
    ]


def test_words_added_and_dropped() -> None:
    left, right = "He will never give up, or back down.", "So he will never back down again."
    found = compared(left, right).changes
    assert [(left[slice(*one)], right[slice(*other)]) for one, other in found] == [
        ("", "So"),
        ("give up, or", ""),
        ("", "again"),
    ]
    assert all(0 <= start <= end <= len(left) for start, end in (one for one, _ in found))


def test_spans_count_from_the_beginning_of_the_article() -> None:
    text = "First.\nIt cost $5 on Monday."
    found = differences(
        Passage(text, Span(7, len(text)), THURSDAY), Passage("It cost $6.", Span(0, 11))
    )
    assert [text[slice(*one)] for one, _ in found.changes] == ["5 on Monday"]
    assert [text[slice(*pair.left.span)] for pair in found.facts if pair.left] == ["$5", "Monday"]


def test_apostrophes_and_capitals_are_no_change_of_words() -> None:
    assert compared("China’s Army", "china's army").changes == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("a " * 3 + "b ") * 250, ("a " * 2 + "c ") * 333),
        ("said a b c " * 300, ("said a b c " * 300)[::-1]),
    ],
    ids=["of three", "backwards"],
)
def test_of_passages_of_few_words_again_and_again_the_beginnings_are_compared(
    left: str, right: str
) -> None:
    found = compared(left, right).changes
    assert len(found) > 20
    assert max(change.left.end for change in found) < 1_000 < len(left)


def test_long_passages_of_prose_are_compared_whole() -> None:
    words = [f"w{number} the of" if number % 9 == 0 else f"w{number}" for number in range(600)]
    left, right = " ".join([*words, "end"]), " ".join([*words, "stop"])
    assert [left[slice(*change)] for change, _ in compared(left, right).changes] == ["end"]


def test_the_days_of_the_two_articles_are_the_same() -> None:
    left = "Following talks with Washington on Monday and Tuesday, it said so."
    right = "They met at the Pentagon on the 8th and 9th."
    assert facts(compared(left, right, THURSDAY, THURSDAY)) == [
        ("2024-01-08", "agree", "2024-01-08"),
        ("2024-01-09", "agree", "2024-01-09"),
    ]
    assert facts(compared(left, right, THURSDAY, None)) == [
        ("2024-01-08", "unknown", "8 ?"),
        ("2024-01-09", "unknown", "9 ?"),
    ]


def test_a_day_that_nobody_can_know_is_held_against_no_other() -> None:
    left = "Following talks with Washington on Monday and Tuesday, it said so."
    right = "On the 9th (local time) it was said that they met on the 8th and 9th."
    assert facts(compared(left, right, THURSDAY, None)) == [
        ("2024-01-08", "unknown", "8 ?"),
        ("2024-01-09", "unknown", "9 ?"),
        ("", "only", "9 ?"),
    ]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("At least 31 people drowned.", "Twenty-nine passengers died.", [("31", "clash", "29")]),
        ("It carried about 210 people.", "It had 212 aboard.", [("210", "agree", "212")]),
        (
            "It paid $1.4 billion.",
            "It paid 1.4bn dollars.",
            [("$1,400,000,000", "agree", "$1,400,000,000")],
        ),
        ("Rates rose 5 percent.", "Rates rose by 6%.", [("5%", "clash", "6%")]),
        ("It has 12 rooms.", "It is 5 km away.", [("12", "only", ""), ("", "only", "5 km")]),
        (
            "It won 2-1 on Sunday.",
            "It won 3-1.",
            [("2-1", "clash", "3-1"), ("Sunday ?", "only", "")],
        ),
        (
            "He was 34 in 1987.",
            "He was 34 in 1988.",
            [("34", "agree", "34"), ("1987", "clash", "1988")],
        ),
        (
            "It cut off 840,000 homes and shops.",
            "For 810,000 properties it is dark.",
            [("840,000", "clash", "810,000")],
        ),
        (
            "Winds of 125 mph blew.",
            "It moved 96 patients.",
            [("125 mph", "only", ""), ("", "only", "96")],
        ),
        ("A Boeing 737 fell.", "All 188 died.", [("#737", "only", ""), ("", "only", "188")]),
        ("A Boeing 737 fell.", "The Boeing 747 fell.", [("#737", "clash", "#747")]),
        (
            "It cost $26 billion.",
            "Each costs $196.",
            [("$26,000,000,000", "only", ""), ("", "only", "$196")],
        ),
        ("A four-year-old girl lives.", "A girl of four lives.", [("4", "agree", "4")]),
        ("It shrank by −2 percent.", "It grew by 2 percent.", [("-2%", "clash", "2%")]),
        (
            "It owes 5 billion yen.",
            "It owes 5 billion yuan.",
            [("JP¥5,000,000,000", "only", ""), ("", "only", "CN¥5,000,000,000")],
        ),
        (
            "It held rates at 5.25-5.50 percent.",
            "It kept rates in a range of 5% to 5.25%.",
            [("5.25%", "agree", "5.25%"), ("5.50%", "clash", "5%")],
        ),
        (
            "Prices rose 3.2 percent, then 3 percent.",
            "Prices rose 3 percent, then 3.4 percent.",
            [("3.2%", "clash", "3.4%"), ("3%", "agree", "3%")],
        ),
        ("It paid HK$5.", "It paid US$5.", [("HK$5", "only", ""), ("", "only", "US$5")]),
        ("It paid $5.", "It paid US$5.", [("$5", "agree", "US$5")]),
        ("It paid $5.", "It paid A$6.", [("$5", "clash", "A$6")]),
        ("It paid ¥5.", "It paid 5 yuan.", [("¥5", "agree", "CN¥5")]),
        (
            "They met on 03/04/2024.",
            "They met on 3 April 2024.",
            [("2024-03-04 or 2024-04-03", "agree", "2024-04-03")],
        ),
        (
            "They met on 03/04/2024.",
            "They met on April 5, 2024.",
            [("2024-03-04 or 2024-04-03", "clash", "2024-04-05")],
        ),
        (
            "They met on 03/04/2024.",
            "They met on April 3.",
            [("2024-03-04 or 2024-04-03", "agree", "April 3 ?")],
        ),
        (
            "They met on 03/04/2024.",
            "They met on the 3rd.",
            [("2024-03-04 or 2024-04-03", "unknown", "3 ?")],
        ),
        (
            "It fell in 2004.",
            "It is June 5, 2023.",
            [("2004", "only", ""), ("", "only", "2023-06-05")],
        ),
    ],
)
def test_facts_that_agree_or_clash(
    left: str, right: str, expected: list[tuple[str, str, str]]
) -> None:
    assert facts(compared(left, right)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # That it was sent on the 11th does not make the rain of Wednesday that of Thursday.
        (
            "LEEDS, Jan. 11 (Agency) - It rained on Wednesday.",
            "It rained on Thursday.",
            [("2024-01-11", "agree", "2024-01-11"), ("2024-01-10", "clash", "2024-01-11")],
        ),
        (
            "It rained on Tuesday, the town said on Wednesday.",
            "It rained on Tuesday, police said Thursday.",
            [("2024-01-09", "agree", "2024-01-09"), ("2024-01-10", "clash", "2024-01-11")],
        ),
        (
            "On Monday and Tuesday it rained, the town said on Wednesday.",
            "It rained a lot on Wednesday.",
            [
                ("2024-01-08", "only", ""),
                ("2024-01-09", "only", ""),
                ("2024-01-10", "agree", "2024-01-10"),
            ],
        ),
    ],
)
def test_the_day_of_saying_is_not_the_day_of_the_event(
    left: str, right: str, expected: list[tuple[str, str, str]]
) -> None:
    assert facts(compared(left, right, THURSDAY, THURSDAY)) == expected


def test_names_are_compared_only_if_wanted() -> None:
    left = "On Monday C.C. Brown met the Chinese minister in Washington."
    right = "General Brown met Beijing's minister and Song Yanchao in America."
    assert {pair.left.kind for pair in compared(left, right).facts if pair.left} == {"date"}
    names = [
        fact for fact in facts(compared(left, right, with_names=True)) if "Monday" not in fact[0]
    ]
    assert names == [
        ("Brown", "agree", "Brown"),
        ("China", "agree", "China"),
        ("United States", "agree", "United States"),
        ("", "only", "Yanchao"),
    ]


@pytest.fixture(scope="module")
def marked() -> Flags:
    return flags(marked_pairs(), random.Random(1))


@pytest.fixture(scope="module")
def aligned() -> Flags:
    return flags(aligned_pairs(FILES), random.Random(1))


def test_one_changed_number_or_date_is_flagged(marked: Flags, aligned: Flags) -> None:
    found = marked + aligned
    assert found.changed["number"] > 350
    assert found.changed["date"] > 100
    assert found.share("number") >= 0.98
    assert found.share("date") >= 0.95


def test_nothing_is_flagged_where_nothing_changed(marked: Flags, aligned: Flags) -> None:
    assert marked.loud == 0
    # What clashes among these themselves does: 31 drowned in the one article, 29 in the other.
    assert aligned.loud / aligned.pairs <= 0.055


def test_in_a_copy_every_change_is_flagged_and_nothing_else() -> None:
    found = flags(copies(("seeds.toml", "stories.toml")), random.Random(1))
    assert found.loud == 0
    assert found.flagged == found.changed


_PARTS_OF_FACTS = (
    *("9", "0", "1", "12", "999", ",000", ",999", ".", ",", "-", "−", "–", "/", ":", "%", "$", "¥"),
    *(
        " ",
        " ",
        "(",
        "US$",
        "th",
        "st",
        "bn",
        "k",
        " trillion",
        " million",
        "hundred ",
        "more than",
    ),
    *("about ", " yen", " percent", " miles", "half", "a third of ", "twenty-", "first", "second"),
    *(
        "Friday",
        "last week",
        " ago",
        "Jan. ",
        "May",
        "the ",
        "Price, ",
        "年",
        "月",
        "日",
        "万",
        "٣",
        "९",
    ),
)


@given(st.lists(st.sampled_from(_PARTS_OF_FACTS), max_size=30), st.booleans(), st.data())
def test_any_facts_can_be_compared(
    parts: list[str], with_letters: bool, data: st.DataObject
) -> None:
    text = "".join(parts)
    if with_letters:
        # These have an ASCII letter for their other case: `last` is no `laſt`.
        text = text.translate(str.maketrans("sik", "ſİK"))
    other = "".join(data.draw(st.permutations(parts)))
    found = compared(text, other, THURSDAY, with_names=True)
    here, there = (Passage(passage, Span(0, len(passage))) for passage in (text, other))
    assert told(found, here, there).facts or not found.facts


def test_a_figure_longer_than_any_that_is_reckoned_with_can_be_shown() -> None:
    figure = f"999{',000' * 8},011th"
    assert facts(compared(f"It was the {figure}.", "None.")) == [(figure, "only", "")]


def test_aliases_of_ones_own_make_two_names_the_same() -> None:
    left, right = "Envoys met General Qorvex there.", "Envoys met General Falcon there."
    here, there = (Passage(text, Span(0, len(text))) for text in (left, right))
    names = Aliases.of([["Qorvex", "Falcon"]])
    assert facts(differences(here, there, True, names)) == [("Qorvex", "agree", "Qorvex")]
    assert facts(differences(here, there, True)) == [("Qorvex", "only", ""), ("", "only", "Falcon")]

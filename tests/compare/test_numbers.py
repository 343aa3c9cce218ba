from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.numbers import is_rounded, quantities
from annotations.text.span import Span


def read(text: str) -> list[tuple[str, str]]:
    """The numbers of a text: where they stand, and what they come to."""
    return [
        (text[slice(*found.span)], f"{found.unit}{found.amount.normalize():f}")
        for found in quantities(text, Span(0, len(text)))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,400 troops", [("1,400", "1400")]),
        ("1.4 billion people", [("1.4 billion", "1400000000")]),
        ("two dozen eggs", [("two dozen", "24")]),
        ("a dozen, not one", [("a dozen", "12")]),
        ("two hundred and fifty-six men", [("two hundred and fifty-six", "256")]),
        ("3 thousand and a million", [("3 thousand", "3000"), ("a million", "1000000")]),
        (
            "$1.5bn, US$20 million, A$4",
            [("$1.5bn", "$1500000000"), ("US$20 million", "US$20000000"), ("A$4", "A$4")],
        ),
        ("3 million euros or £5", [("3 million euros", "€3000000"), ("£5", "£5")]),
        ("5-5.25 per cent", [("5", "%5"), ("5.25 per cent", "%5.25")]),
        ("between 5% and 6%", [("5%", "%5"), ("6%", "%6")]),
        (
            "five percent, 0.5 percentage points",
            [("five percent", "%5"), ("0.5 percentage points", "%0.5")],
        ),
        ("5 yen, ¥5, 5 yuan", [("5 yen", "JP¥5"), ("¥5", "¥5"), ("5 yuan", "CN¥5")]),
        ("7 Hong Kong dollars", [("7 Hong Kong dollars", "HK$7")]),
        (
            "by -2 percent (−3 degrees), -$4 million",
            [("-2 percent", "%-2"), ("−3", "-3"), ("-$4 million", "$-4000000")],
        ),
        ("the magnitude-7.6 quake, the F-16.5", [("7.6", "7.6")]),
        ("fell to minus 20 degrees", [("minus 20", "-20")]),
        ("from -5% to -3%", [("-5%", "%-5"), ("-3%", "%-3")]),
        (
            "10-12 years, 10 -12, (AP) -5, mid-2, – 3\n-4 were",
            [
                *(("10", "10"), ("12", "12"), ("10", "10"), ("12", "12"), ("5", "5"), ("3", "3")),
                ("4", "4"),
            ],
        ),
        ("the 10th and twenty-first", [("10th", "th10"), ("twenty-first", "th21")]),
        ("the second time, a second later", [("second", "th2")]),
        (
            "at 10 a.m. and 5.30 pm, 06:19",
            [("10 a.m.", ":600"), ("5.30 pm", ":1050"), ("06:19", ":379")],
        ),
        (
            "one-third, two thirds of, a third time",
            [("one-third", "0.333"), ("two thirds", "0.667"), ("third", "th3")],
        ),
        ("fell by a third to 8 km", [("a third", "0.333"), ("8 km", "km8")]),
        ("31 percent to 412 million", [("31 percent", "%31"), ("412 million", "412000000")]),
        ("from $3 to 4 a share", [("$3", "$3"), ("4", "$4")]),
        ("the minister, 61, left", [("61", "age61")]),
        ("the Boeing 737 jet and the S&P 500", [("737", "#737"), ("500", "#500")]),
        ("in Leeds 30 people, in Rome 12 houses", [("30", "30"), ("12", "12")]),
        ("1:32 a.m. GMT, 6:32 pm (PDT)", [("1:32 a.m.", ":GMT92"), ("6:32 pm", ":PDT1112")]),
        ("won 2-1, voted 5-4 that", [("2-1", "-2.01"), ("5-4", "-5.04")]),
        ("a nine-year-old, Price, 19, left", [("nine-year-old", "age9"), ("19", "age19")]),
        ("12 km, 12km, 25-yard", [("12 km", "km12"), ("12km", "km12"), ("25-yard", "yards25")]),
        ("125 mph, 200 km/h", [("125 mph", "mph125"), ("200 km/h", "km/h200")]),
        ("1,5 Mio, 1.400.000", [("1,5", "1.5"), ("1.400.000", "1400000")]),
        ("3万人 1.4億", [("3万", "30000"), ("1.4億", "140000000")]),
        ("F-16, G7, COVID-19, MH370, the 1980s", []),
        ("one of them, dozens, hundreds", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_only_the_part_that_was_asked_for_is_read() -> None:
    assert [found.span for found in quantities("10 20 30", Span(2, 6))] == [Span(3, 5)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("about 210", "212", True),
        ("more than 160", "164", True),
        ("more than 160", "158", False),
        ("nearly 160", "158", True),
        ("more than 160", "175", False),
        ("nearly a million", "840,000", True),
        ("1.4 billion", "1.41 billion", True),
        ("1.4 million", "1,412,345", True),
        ("650 million", "655 million", False),
        ("20 million", "17.3 million", False),
        ("17 million", "17.3 million", True),
        ("30 percent", "31.5 percent", False),
        ("17 percent", "17.3 percent", True),
        ("$32.30", "$32.31", False),
        ("5 percent", "5.25 percent", False),
        ("$45", "$45.10", True),
        ("40 billion", "44 billion", False),
        ("30", "31", False),
        ("about 30", "about 31", False),
        ("164", "168", False),
        ("x -17.3 percent", "x -17 percent", True),
        ("x -17.3 percent", "x 17 percent", False),
    ],
)
def test_what_is_the_same_number_less_exactly(one: str, other: str, expected: bool) -> None:
    first, second = (quantities(text, Span(0, len(text)))[0] for text in (one, other))
    assert is_rounded(first, second) is is_rounded(second, first) is expected


@given(st.integers(0, 10**9))
def test_a_figure_is_read_as_it_is_written(number: int) -> None:
    text = f"they counted {number:,} votes"
    assert [found.amount for found in quantities(text, Span(0, len(text)))] == [Decimal(number)]


@given(st.text(alphabet="0123456789 .,-$%abdtmn百万", max_size=40) | st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    found = quantities(text, Span(0, len(text)))
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(one.span.length for one in found)

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.article_date import stated_date
from annotations.compare.dates import dates
from annotations.compare.moments import Agreement
from annotations.text.span import Span
from tests.compare.judging import read_texts

THURSDAY = date(2024, 1, 11)


def read(text: str, reference: date | None = THURSDAY) -> list[tuple[str, str]]:
    found = dates(text, Span(0, len(text)), reference)
    return [(text[slice(*dated.span)], dated.moment.shown) for dated in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Monday and Tuesday, he", [("Monday", "2024-01-08"), ("Tuesday", "2024-01-09")]),
        ("on the 8th and 9th.", [("8th", "2024-01-08"), ("9th", "2024-01-09")]),
        ("On the 9th (local time)", [("9th", "2024-01-09")]),
        ("on the 29th of last month", [("29th", "2023-12-29")]),
        ("on the 29th.", [("29th", "2023-12-29")]),
        ("said on Thursday", [("Thursday", "2024-01-11")]),
        ("last Thursday", [("last Thursday", "2024-01-04")]),
        ("next Thursday", [("next Thursday", "2024-01-18")]),
        ("he will speak on Monday", [("Monday", "2024-01-15")]),
        ("in November last year", [("November last year", "2023-11")]),
        ("last November", [("last November", "2023-11")]),
        ("in December", [("December", "2023-12")]),
        ("in February", [("February", "2024-02")]),
        ("who took over in February", [("February", "2023-02")]),
        ("it asked for money by February", [("February", "2024-02")]),
        ("it was expected to end in February", [("February", "2024-02")]),
        ("on Jan. 7 that", [("Jan. 7", "2024-01-07")]),
        ("on 29 December", [("29 December", "2023-12-29")]),
        ("Jan. 8-9, 2024", [("Jan. 8", "2024-01-08"), ("9, 2024", "2024-01-09")]),
        ("8-9 January", [("8", "2024-01-08"), ("9 January", "2024-01-09")]),
        ("Thursday, Jan. 11, 2024", [("Thursday, Jan. 11, 2024", "2024-01-11")]),
        ("Thursday (Jan. 11, 2024)", [("Thursday (Jan. 11, 2024", "2024-01-11")]),
        ("Friday, Jan. 11, 2024", [("Friday, Jan. 11, 2024", "Friday 2024-01-11")]),
        ("the 5th of May, 2020", [("the 5th of May, 2020", "2020-05-05")]),
        ("August 2022 and in 2005", [("August 2022", "2022-08"), ("2005", "2005")]),
        ("2024-01-09 13/01/2024", [("2024-01-09", "2024-01-09"), ("13/01/2024", "2024-01-13")]),
        ("yesterday, four years ago", [("yesterday", "2024-01-10"), ("four years ago", "2020")]),
        ("last week", [("last week", "2024-01-01–2024-01-07")]),
        ("last month, this year", [("last month", "2023-12"), ("this year", "2024")]),
        ("the 1980s, the '90s", [("1980s", "1980–1989"), ("'90s", "1990–1999")]),
        ("2024年1月9日、1月8日", [("2024年1月9日", "2024-01-09"), ("1月8日", "2024-01-08")]),
        ("01/02/2024 may be either", [("01/02/2024", "2024-01-02 or 2024-02-01")]),
        ("05/05/2024 and 31/12/2024", [("05/05/2024", "2024-05-05"), ("31/12/2024", "2024-12-31")]),
        ("the 10th consecutive time, the 9th floor", []),
        ("2000 troops, $1949, May said, march on", []),
    ],
)
def test_dates_against_the_day_of_the_article(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("on Monday", "Monday ?"),
        ("on the 8th.", "8 ?"),
        ("on Jan. 7", "January 7 ?"),
        ("last week", "?"),
        ("yesterday", "?"),
        ("in November last year", "November ?"),
        ("in December", "December ?"),
        ("Jan 11, 2024", "2024-01-11"),
        ("August 2022", "2022-08"),
    ],
)
def test_without_a_date_of_reference_nothing_is_guessed(text: str, shown: str) -> None:
    assert [found for _, found in read(text, None)] == [shown]


@pytest.mark.parametrize(
    ("one", "day", "other", "other_day", "expected"),
    [
        ("on Monday", THURSDAY, "on the 8th.", THURSDAY, "agree"),
        ("on Monday", THURSDAY, "on the 9th.", THURSDAY, "clash"),
        # A weekday that the day did not have is no slip to pass over.
        ("Tuesday, January 8, 2024", None, "Monday, January 8, 2024", None, "clash"),
        ("Tuesday, January 8, 2024", None, "on Jan. 8, 2024", None, "clash"),
        ("on Monday", THURSDAY, "on Jan. 8, 2024", None, "agree"),
        ("on Monday", None, "on Jan. 8, 2024", None, "unknown"),
        # No Monday is a Tuesday, whenever it was written.
        ("on Monday", None, "on Jan. 9, 2024", None, "clash"),
        ("on Monday", None, "on Tuesday", None, "clash"),
        ("on Monday", None, "on Monday", None, "unknown"),
        ("on Monday", THURSDAY, "on Monday", date(2021, 11, 25), "clash"),
        ("in January 2020", None, "in 2020", None, "agree"),
        ("four years ago", THURSDAY, "in January 2020", None, "agree"),
        ("last week", None, "last week", None, "unknown"),
        ("on Jan. 7", None, "on Jan. 7", None, "agree"),
        ("on Jan. 7", None, "on Jan. 8", None, "clash"),
        ("in November last year", THURSDAY, "in November 2023", None, "agree"),
    ],
)
def test_whether_two_dates_agree(
    one: str, day: date | None, other: str, other_day: date | None, expected: Agreement
) -> None:
    first = dates(one, Span(0, len(one)), day)[0].moment
    second = dates(other, Span(0, len(other)), other_day)[0].moment
    assert first.agreement(second) == second.agreement(first) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A title\nUpdated: Thursday, Jan. 11, 2024 6:19 AM EST\nText.", date(2024, 1, 11)),
        ("By Jane Roe | 2024-01-11", date(2024, 1, 11)),
        ("Posted 5th of May, 2020 at 5pm", date(2020, 5, 5)),
        ("KYIV, Jan. 11, 2024 — Troops have left the town, its mayor said.", date(2024, 1, 11)),
        ("2024年1月11日 新华社", date(2024, 1, 11)),
        ("LONDON, May 3 (Agency) - No year is given.", None),
        ("He was born on Jan 11, 1949, in Paris.", None),
        ("11/01/2024", None),
        ("January 2024", None),
        ("", None),
    ],
)
def test_the_day_an_article_says_it_was_written(text: str, expected: date | None) -> None:
    found = stated_date(text)
    assert (found and found.day) == expected


def test_of_the_seeds_two_say_when_they_were_written() -> None:
    texts = read_texts("seeds.toml")
    found = {name: stated_date(text) for name, text in texts.items()}
    assert {name: stated.day for name, stated in found.items() if stated} == {
        "000": THURSDAY,
        "002": date(2021, 11, 25),
    }
    assert found["002"]
    assert texts["002"][slice(*found["002"].span)] == "25th November, 2021"


PIECES = [
    "0",
    "00",
    "0000",
    "1",
    "12",
    "13",
    "31",
    "32",
    "99",
    "1000",
    "1999",
    "2024",
    "9999",
    "年",
    "月",
    "日",
    "-",
    "/",
    ".",
    ",",
    "st",
    "nd",
    "th",
    "the",
    "The",
    "of",
    "and",
    "to",
    "in",
    "on",
    "Jan.",
    "May",
    "February",
    "Monday",
    "last",
    "next",
    "this",
    "week",
    "month",
    "year",
    "ago",
    "yesterday",
    "ninetieth",
    "30",
    "29",
    "Feb",
    "s",
    "'",
    "(",
]


@given(
    st.lists(st.sampled_from(PIECES)).map(" ".join)
    | st.lists(st.sampled_from(PIECES)).map("".join)
    | st.text(max_size=40)
)
def test_any_text_can_be_read(text: str) -> None:
    for reference in (None, date.min, date.max, THURSDAY):
        found = dates(text, Span(0, len(text)), reference)
        assert all(dated.span.length and dated.moment.shown for dated in found)
    stated_date(text)

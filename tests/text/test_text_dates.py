import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.dates import date_at
from annotations.text.span import Span

SAMPLES = "Jan. May 7 11, 2024 25th Monday of - / 1980s 2024年 1月 11日 1월 \xa0 \n"


def dates(text: str) -> list[str]:
    spans = {date_at(text, offset) for offset in range(len(text) + 1)} - {None}
    return [text[span.start : span.end] for span in sorted(span for span in spans if span)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan 11, 2024\xa0-\xa006:19", ["Jan 11, 2024"]),
        ("Jan\xa011,\xa02024", ["Jan\xa011,\xa02024"]),
        ("(Sputnik - 25th November, 2021) China", ["25th November, 2021"]),
        ("on 11 January 2024.", ["11 January 2024"]),
        ("the 5th of May, 2020", ["5th of May, 2020"]),
        ("in January 2020, were", ["January 2020"]),
        ("Pelosi's August 2022 visit", ["August 2022"]),
        ("announced on Jan. 7 that", ["Jan. 7"]),
        ("Jan. 8-9, 2024", ["Jan. 8-9, 2024"]),
        ("Thursday, Jan. 11, 2024", ["Thursday, Jan. 11, 2024"]),
        ("on Monday and Tuesday, said", ["Monday", "Tuesday"]),
        ("2024-01-11 11/01/2024 11.01.2024", ["2024-01-11", "11/01/2024", "11.01.2024"]),
        ("in 1949, when", ["1949"]),
        ("from 1990-1995", ["1990", "1995"]),
        ("Since the 1980s and '90s", ["1980s", "'90s"]),
        ("it may 5 times march 10 miles", []),
        ("2,000 troops, $1500, 15.1949, 999, 2200, 20241", []),
        ("in December last year", []),
        ("他于2024年1月11日说，1月8号到9号", ["2024年1月11日", "1月8号", "9号"]),
        ("二〇二四 ２０２４年１月、令和6年1月11日の会談", ["２０２４年１月", "令和6年1月11日"]),
        ("3个月、11日間、2024年间、3年", []),
        ("지난 2024년 1월 11일 회담, 1월 8일과 2023년에", ["2024년 1월 11일", "1월 8일", "2023년"]),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


def test_the_longest_one_that_holds_the_offset() -> None:
    text = "On Jan 11, 2024, he"
    assert date_at(text, 12) == date_at(text, 3) == Span(3, 15)
    assert date_at(text, 15) == Span(3, 15)
    assert date_at(text, 2) is None
    assert date_at(text, 16) is None
    assert date_at("", 0) is None


def test_a_date_does_not_go_over_a_line_end() -> None:
    assert dates("Jan 11,\n2024") == ["Jan 11", "2024"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(SAMPLES.split(" ")) | st.text(max_size=3)).map(" ".join),
    st.data(),
)
def test_a_date_holds_the_offset_or_ends_there(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = date_at(text, offset)
    if found:
        assert found.contains(offset) or found.end == offset
        assert found.length
        assert "\n" not in text[found.start : found.end]

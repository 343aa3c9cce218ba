from datetime import date

import pytest

from annotations.dating import typed_day
from annotations.errors import EditError

DAY = date(2024, 1, 10)


@pytest.mark.parametrize(
    "typed",
    [
        *("2024-01-10", "2024/1/10", "10 Jan 2024", "10 JAN 2024", "jan 10, 2024"),
        *("10th january 2024", "  Wednesday, 10 January 2024 ", "2024年1月10日"),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert typed_day(typed) == DAY


def test_figures_that_can_only_be_one_day_are_taken() -> None:
    assert typed_day("13.1.2024") == typed_day("1/13/2024") == date(2024, 1, 13)
    assert typed_day("1.1.2024") == date(2024, 1, 1)


def test_nothing_but_blanks_is_no_day() -> None:
    assert typed_day("") is typed_day(" \t") is None


@pytest.mark.parametrize(
    "typed",
    [
        *("2024-02-30", "29 feb 2023", "31.2.2024", "0.1.2024", "32 Jan 2024", "2024-13-01"),
        *("10 Jan", "January 2024", "2024", "yesterday", "Monday", "x", "-", "2024-01-10?"),
        *("2024-01-10 2024-01-11", "10-12 Jan 2024", "on 10 Jan 2024", "\x1b]0;x\x07", "9" * 400),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(EditError, match="no such day: type it as 2024-01-10 or 10 Jan 2024"):
        typed_day(typed)


def test_what_was_pasted_by_mistake_is_refused() -> None:
    with pytest.raises(EditError, match="no such day"):
        typed_day(" " * 10 + "10 Jan" + " " * 60 + "2024")
    with pytest.raises(EditError, match="no such day"):
        typed_day("10 Jan 2024 was a day like any other. " * 50_000)


@pytest.mark.parametrize("typed", ["10.1.2024", "1/10/2024", "09-08-2023"])
def test_what_could_be_two_days_is_refused(typed: str) -> None:
    with pytest.raises(EditError, match="which is the month"):
        typed_day(typed)

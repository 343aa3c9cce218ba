"""Dates as English news writes them: days, months with a year, weekdays, years and decades.

Of other languages, those of Chinese, Japanese and Korean, whose units are written behind numbers.
"""

import re
from functools import cache

from annotations.text.span import Span

_REACH = 64
"""No date is looked for further from an offset than this many code points."""

# Lower-case "may" and "march" are verbs.
_MONTH = (
    r"(?=[A-Z])(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?=[A-Z])(?i:mon|tues|wednes|thurs|fri|satur|sun)(?i:day)"
# A date line may be set with no-break spaces, which are blanks here as any other.
_BLANK = r"[^\S\n]{1,4}"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![0-9A-Za-z])"
_DAYS = rf"{_DAY}(?:[-–]{_DAY})?"
_YEAR = r"(?:1[0-9]{3}|2[01][0-9]{2})"
_YEAR_END = r"(?!\w|[.,:][0-9]|%)"
_THEN_YEAR = rf"(?:,{_BLANK}|{_BLANK}|,){_YEAR}{_YEAR_END}"
_ON_WEEKDAY = rf"(?:{_WEEKDAY},?{_BLANK})?"

_NOTATIONS = tuple(
    rf"(?<![\w$€£])(?<![0-9][.,:]){notation}"
    for notation in (
        rf"{_ON_WEEKDAY}{_MONTH}{_BLANK}{_DAYS}(?:{_THEN_YEAR}|(?![.,:][0-9]))",
        rf"{_ON_WEEKDAY}{_DAYS}{_BLANK}(?:of{_BLANK})?{_MONTH}(?:{_THEN_YEAR})?",
        rf"{_MONTH}{_THEN_YEAR}",
        rf"{_YEAR}([-/.])[01]?[0-9]\1[0-3]?[0-9](?!\w)",
        rf"[0-3]?[0-9]([-/.])[0-3]?[0-9]\1{_YEAR}{_YEAR_END}",
        rf"{_WEEKDAY}(?!\w)",
        rf"{_YEAR}{_YEAR_END}",
        r"(?:[12][0-9]{2}0['’]?|['’][0-9]0)s(?!\w)",
    )
)


_NUMBER = "[0-9０-９]"
_EAST_ASIAN_NOTATIONS = tuple(
    rf"(?<!{_NUMBER})(?<!{_NUMBER}[.,:]){notation}"
    for notation in (
        rf"(?:{_NUMBER}{{4}}年)?{_NUMBER}{{1,2}}月(?:{_NUMBER}{{1,2}}[日号號])?",
        rf"(?:令和|平成|昭和){_NUMBER}{{1,2}}年(?:{_NUMBER}{{1,2}}月(?:{_NUMBER}{{1,2}}日)?)?",
        rf"{_NUMBER}{{4}}年(?![間间])",
        rf"{_NUMBER}{{1,2}}[日号號](?![間间线線楼樓])",
        rf"(?:[0-9]{{4}}년{_BLANK})?[0-9]{{1,2}}월(?:{_BLANK}[0-9]{{1,2}}일)?",
        r"[0-9]{4}년(?!간)",
    )
)


@cache
def _notations() -> list[re.Pattern[str]]:
    """Compiled when a date is first asked for, so that an article is shown without."""
    return [re.compile(notation) for notation in (*_NOTATIONS, *_EAST_ASIAN_NOTATIONS)]


def date_at(text: str, offset: int) -> Span | None:
    """The longest date that contains `offset`, else the longest that ends there, else None.

    A year is any bare number from 1000 to 2199; a time of day is no part of a date.
    """
    found = [
        Span(*match.span())
        for notation in _notations()
        for match in notation.finditer(text, max(0, offset - _REACH), offset + _REACH)
    ]
    containing = [date for date in found if date.contains(offset)]
    ending = [date for date in found if date.end == offset]
    return max(containing or ending, key=lambda date: date.length, default=None)

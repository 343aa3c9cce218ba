"""The day an article was written, where it says so: in its date line or its dateline."""

import re
from datetime import date
from itertools import islice
from typing import NamedTuple

from annotations.compare.dates import Dated, dates
from annotations.text.span import Span

_LINES = 30
"""How many lines from the beginning, blank ones left out, a date line is looked for in."""
_LONGEST_LINE = 120
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_AROUND = re.compile(
    r"(?i:posted|published|updated|first|last|modified|created|written|date|time|by|on|at|in|of|and"
    r"|am|pm|a\.m|p\.m|gmt|utc|est|edt|et|pst|pdt|cet|bst|kst|jst|local|min|mins|minutes?|read)"
    r"|(?i:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?i:day)?|[A-Z][\w'’.-]*"
)
"""What may stand in a date line beside the date: words that go with dates, names, times."""
_EAST_ASIAN_DAY = re.compile("[年月日号號]")
_LONGEST_EAST_ASIAN = 24
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'’/-]+[^()\n]{0,30}\([^)\n]{1,80}\)|[A-Z][A-Z .'’/-]+, [^–—\n]{4,24} ?[-–—]"
)


class StatedDate(NamedTuple):
    """The day an article says it was written, and where it says so, in code points."""

    day: date
    span: Span


def stated_date(text: str) -> StatedDate | None:
    """The first whole date of a date line or dateline near the beginning; None without one.

    A date line holds nothing but a date, a time, names, and words such as "updated". A date
    within a sentence is what the story tells, and one without its year takes a guess: neither
    counts.
    """
    for line in islice(_LINE.finditer(text), _LINES):
        whole = Span(*line.span())
        dateline = _DATELINE.match(text, *whole)
        if whole.length > _LONGEST_LINE and not dateline:
            continue
        part = Span(*dateline.span()) if dateline else whole
        for found in dates(text, part, None):
            day = found.moment.first
            if (
                found.moment.grain == "day"
                and day
                and (dateline or _is_line_of(text, whole, found))
            ):
                return StatedDate(day, found.span)
    return None


def _is_line_of(text: str, line: Span, dated: Dated) -> bool:
    """Whether a line has no words beside its date but those of a date line."""
    beside = f"{text[line.start : dated.span.start]} {text[dated.span.end : line.end]}"
    if _EAST_ASIAN_DAY.search(text, *dated.span):
        return len(beside.strip()) <= _LONGEST_EAST_ASIAN
    return all(_AROUND.fullmatch(word.rstrip(".")) for word in _WORD.findall(beside))

"""The day an article was written, where it says so: in its date line or its dateline."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from annotations.compare.dates import Dated, dates
from annotations.text.span import Span

_LINES = 30
"""How many lines from the beginning, blank ones left out, a date line is looked for in."""
_LONGEST_LINE = 120
_BEGINNING = 20_000
"""Nor further than so many code points."""
_AROUND = re.compile(
    r"(?i:posted|published|updated|first|last|modified|created|written|date|time|by|on|at|in|of|and"
    r"|am|pm|a\.m|p\.m|gmt|utc|est|edt|et|pst|pdt|cet|bst|kst|jst|local|min|mins|minutes?|read)"
    r"|(?i:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?i:day)?|[A-Z][\w'’.-]*"
)
"""What may stand in a date line beside the date: words that go with dates, names, times."""
_EAST_ASIAN_DAY = re.compile("[年月日号號]")
_LONGEST_EAST_ASIAN = 24
_YEAR = re.compile(r"\d{4}")
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
    for line in islice(_lines(text), _LINES):
        dateline = _DATELINE.match(text, *line)
        part = Span(*dateline.span()) if dateline else line
        # Most lines have no year, and to look for dates takes a hundred times as long.
        may_be = part.length <= _LONGEST_LINE and _YEAR.search(text, *part)
        for found in dates(text, part, None) if may_be else ():
            is_stated = dateline is not None or _is_line_of(text, line, found)
            moment = found.moment
            is_certain = moment.grain == "day" and moment.otherwise is None
            if moment.first and is_certain and is_stated:
                return StatedDate(moment.first, found.span)
    return None


def _lines(text: str) -> Iterator[Span]:
    """The lines of the beginning of a text that are not blank, without blanks at their ends."""
    start = 0
    while start < min(len(text), _BEGINNING):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + _BEGINNING)]
        if bare := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield Span(first, first + len(bare))
        start = end + 1


def _is_line_of(text: str, line: Span, dated: Dated) -> bool:
    """Whether a line has no words beside its date but those of a date line."""
    beside = f"{text[line.start : dated.span.start]} {text[dated.span.end : line.end]}"
    if _EAST_ASIAN_DAY.search(text, *dated.span):
        return len(beside.strip()) <= _LONGEST_EAST_ASIAN
    return all(_AROUND.fullmatch(word.rstrip(".")) for word in _WORD.findall(beside))

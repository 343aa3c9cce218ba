"""Passages in which one number or date was changed, so that it is known what must be flagged.

What is a number or a date is told by simple patterns of this module or marked by hand, and not by
the code under test.
"""

import random
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_FIGURE = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])")
_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "twenty", "thirty", "forty", "fifty"),
)
_MONTHS = (
    *("January", "February", "March", "April", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LISTS = (_WORDS, _MONTHS, _WEEKDAYS)
_LISTED = re.compile(rf"\b(?:{'|'.join(word for words in _LISTS for word in words)})\b")
_MONTH_NEAR = re.compile(rf"(?:{'|'.join(month[:3] for month in _MONTHS)}|May)[a-z]*\.?,? *$")
_MONTH_NEXT = re.compile(rf" (?:{'|'.join(month[:3] for month in _MONTHS)}|May)")
_HALF_NEXT = re.compile(r" ?[ap]\.?m\b")
_MARKED_LISTS = (
    *_LISTS,
    tuple(month[:3] + "." for month in _MONTHS),
    ("half", "third", "quarter", "fifth"),
    ("eighth", "ninth", "tenth", "eleventh"),
    ("yesterday", "tomorrow"),
)
_MARKED = "|".join(re.escape(word) for words in _MARKED_LISTS for word in words)
_DAY_OR_YEAR = re.compile(r"(?<!\d)\d+(?!\d*-)")
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")


_TIME = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b")
Kind = Literal["number", "date"]


class Change(NamedTuple):
    """One number or date that both passages have, and the left one with another in its place."""

    kind: Kind
    before: str
    after: str
    changed: str
    """The whole left passage."""


def changes(left: str, right: str, dice: random.Random) -> Iterator[Change]:
    """Each number and date of the left passage that stands in the right one too, changed alone."""
    for match in (*_FIGURE.finditer(left), *_LISTED.finditer(left)):
        written = match[0]
        if not re.search(rf"(?<![\w.,]){re.escape(written)}(?!\w|[.,]\d)", right):
            continue
        kind: Kind = "number"
        if written[0].isdigit():
            after = _other_figure(written, dice)
            in_month = _MONTH_NEAR.search(left[: match.start()])
            in_month = in_month or _MONTH_NEXT.match(left, match.end())
            if _HALF_NEXT.match(left, match.end()):
                after = str(int(written) % 12 + 1) if written.isdigit() else _other_time(written)
            if _YEAR.fullmatch(written) or (in_month and _DAY.fullmatch(written)):
                kind = "date"
                after = _next_day(written)
        else:
            words = next(words for words in _LISTS if written in words)
            kind = "number" if words is _WORDS else "date"
            after = dice.choice([word for word in words if word != written])
        changed = left[: match.start()] + after + left[match.end() :]
        yield Change(kind, written, after, changed)


def changed_fact(left: str, kind: Kind, written: str, dice: random.Random) -> Iterator[Change]:
    """The left passage with one of its facts changed, in two ways; it must stand there once."""
    places = [*re.finditer(rf"(?<![\w,.]){re.escape(written)}(?!\w|[.,]\d)", left)]
    if len(places) != 1:
        raise ValueError(f"{written!r} is not once in {left!r}")
    start, end = places[0].span()
    others = dict.fromkeys(_other(kind, written, dice) for _ in range(20))
    for after in [*others][:2]:
        yield Change(kind, written, after, left[:start] + after + left[end:])


def _other(kind: Kind, written: str, dice: random.Random) -> str:
    """Another number or date in the same form."""
    words = [*re.finditer(rf"\b(?:{_MARKED})(?!\w)", written, re.IGNORECASE)]
    if kind == "number" and not words:
        return _other_time(written) if _TIME.search(written) else _other_figure(written, dice)
    figures = [*_DAY_OR_YEAR.finditer(written)] if kind == "date" else []
    match = dice.choice([*words, *figures])
    if match[0].isdigit():
        after = _next_day(match[0])
    else:
        listed = next(words for words in _MARKED_LISTS if match[0].lower() in map(str.lower, words))
        after = dice.choice([word for word in listed if word.lower() != match[0].lower()])
        after = after.capitalize() if match[0][0].isupper() else after
    return written[: match.start()] + after + written[match.end() :]


def _other_time(written: str) -> str:
    """The time some minutes later or earlier, within the same ten."""
    place = max(place for place, character in enumerate(written) if character.isdigit())
    return f"{written[:place]}{(int(written[place]) + 3) % 10}{written[place + 1 :]}"


def _next_day(written: str) -> str:
    """The day or year after, or the day before one that may be the last of its month."""
    number = int(written)
    return f"{number + 1 if number < 28 or number > 31 else number - 1:0{len(written)}}"


def _other_figure(written: str, dice: random.Random) -> str:
    """The figure with another digit somewhere, and no zero at its beginning."""
    places = [place for place, character in enumerate(written) if character.isdigit()]
    place = dice.choice(places)
    digits = [digit for digit in "123456789" if digit != written[place]]
    return written[:place] + dice.choice(digits) + written[place + 1 :]

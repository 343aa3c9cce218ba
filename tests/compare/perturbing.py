"""Passages in which one number or date was changed, so that it is known what must be flagged.

What is a number or a date is told by simple patterns of this module, not by the code under test.
"""

import random
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_FIGURE = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])")
_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("fifteen", "twenty", "thirty", "forty", "fifty"),
)
_MONTHS = (
    *("January", "February", "March", "April", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LISTS = (_WORDS, _MONTHS, _WEEKDAYS)
_LISTED = re.compile(rf"\b(?:{'|'.join(word for words in _LISTS for word in words)})\b")
_MONTH_NEAR = re.compile(rf"(?:{'|'.join(month[:3] for month in _MONTHS)}|May)[a-z]*\.?,? *$")
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Change(NamedTuple):
    """One number or date that both passages have, and the left one with another in its place."""

    kind: Literal["number", "date"]
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
        kind: Literal["number", "date"] = "number"
        if written[0].isdigit():
            after = _other_figure(written, dice)
            in_month = _MONTH_NEAR.search(left[: match.start()])
            if _YEAR.fullmatch(written) or (in_month and _DAY.fullmatch(written)):
                kind = "date"
                number = int(written)
                after = str(number + 1 if number < 28 or number > 31 else number - 1)
        else:
            words = next(words for words in _LISTS if written in words)
            kind = "number" if words is _WORDS else "date"
            after = dice.choice([word for word in words if word != written])
        changed = left[: match.start()] + after + left[match.end() :]
        yield Change(kind, written, after, changed)


def _other_figure(written: str, dice: random.Random) -> str:
    """The figure with another digit somewhere, and no zero at its beginning."""
    places = [place for place, character in enumerate(written) if character.isdigit()]
    place = dice.choice(places)
    digits = [digit for digit in "123456789" if digit != written[place]]
    return written[:place] + dice.choice(digits) + written[place + 1 :]

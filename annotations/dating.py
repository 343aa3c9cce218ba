"""The day an article was written: as a reader gave it, else as its text states it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import EditError
from annotations.text.span import Span

if TYPE_CHECKING:
    from annotations.store import GivenDate

_MONTH = "(?:0?[1-9]|1[0-2])"
_LONGEST = 60
"""How many code points a day that was typed has at most; what is pasted may be an article."""
_HOW = "type it as 2024-01-10 or 10 Jan 2024"


class ArticleDate(NamedTuple):
    """The day an article was written, and who says so."""

    day: date
    is_given: bool
    """Whether an annotator gave it; else it is stated in the text."""
    whose: str = ""
    """The annotator who gave it."""


def article_date(
    given: Sequence["GivenDate"], annotator: str, stated: date | None
) -> ArticleDate | None:
    """One's own date first, then what another gave last, then what the text states.

    `given` has the one given last first.
    """
    own = (it for it in given if it.annotator == annotator)
    chosen = next(own, given[0] if given else None)
    if chosen is not None:
        return ArticleDate(chosen.day, is_given=True, whose=chosen.annotator)
    return ArticleDate(stated, is_given=False) if stated else None


def typed_day(typed: str) -> date | None:
    """The one day that was typed, as in English news or in figures; None for nothing but blanks.

    Raises EditError, which says what to type, for what is no day or could be two.
    """
    from annotations.compare.dates import dates

    # Months are names, which a text has with a capital.
    text = re.sub(r"(?<![^\W_])[a-z]", lambda first: first[0].upper(), typed.strip())
    if not text:
        return None
    match dates(text, Span(0, len(text)), None) if len(text) <= _LONGEST else ():
        case [found] if found.span.length == len(text) and found.moment.first:
            if found.moment.grain == "day" and found.moment.otherwise is None:
                return found.moment.first
    is_either = re.fullmatch(rf"{_MONTH}[-/.]{_MONTH}[-/.]\d{{4}}", text) is not None
    raise EditError(f"{'which is the month?' if is_either else 'no such day:'} {_HOW}")

"""The facts of a passage that can be checked against those of another: numbers, dates, names."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from annotations.compare.aliases import Aliases
from annotations.compare.dateline import dateline_end
from annotations.compare.dates import dates
from annotations.compare.moments import Moment
from annotations.compare.names import names_in
from annotations.compare.numbers import Quantity, quantities
from annotations.compare.tokens import raw_tokens
from annotations.compare.words import meaning, people, stop_words
from annotations.text.span import Span

Kind = Literal["number", "date", "name"]
Role = Literal["told", "said", "sent"]
_LONGEST_READ = 20_000
"""How much of a passage is read, in code points, and how many facts of a kind are compared."""
_MOST_FACTS = 200
_RANKS = {1: "st", 2: "nd", 3: "rd"}
_ENDS_NOUN = frozenset(("last", "next", "ago", "earlier", "later"))
"""What is counted goes on up to one of these or a stop word."""
_REACH = 60
"""How far from a fact, in code points, the words that say what it is about are looked for."""
_SAID_ON = re.compile(r"\b(?:said|told|announced|reported|stated)(?: [\w’'-]+){0,3}? (?:on )?$")
_NEAR = 4
"""How many words of each side those are."""


class Passage(NamedTuple):
    """A part of an article, and what its relative dates count from."""

    text: str
    """The canonical text of the whole article."""
    span: Span
    reference: date | None = None
    """The day the article was written, where it is stated or given."""


class Fact(NamedTuple):
    """One fact where it stands in its article."""

    kind: Kind
    span: Span
    shown: str
    """What it comes to, in a form that can be compared by eye: `2024-01-08`, `24`, `$1,500,000`."""
    value: Quantity | Moment | str
    context: frozenset[str]
    """What stands for the words near it."""
    noun: frozenset[str]
    """What stands for the words right after a number: what is counted."""
    role: Role = "told"
    """Of a date: what happened then, or only that somebody said so or that the report was sent."""


def facts_of(passage: Passage, with_names: bool, aliases: Aliases) -> tuple[Fact, ...]:
    """The numbers and dates of a passage, and if wanted its names, in the order of the text.

    Of a very long one only those near its beginning.
    """
    start, end = passage.span
    passage = passage._replace(span=Span(start, min(end, start + _LONGEST_READ)))
    found = [*_dates_and_numbers(passage, aliases)]
    if with_names:
        found += [
            Fact("name", span, name, name, frozenset(), frozenset())
            for span, name in islice(names_in(passage.text, passage.span, aliases), _MOST_FACTS)
        ]
    return tuple(sorted(found, key=lambda fact: fact.span))


def _dates_and_numbers(passage: Passage, aliases: Aliases) -> Iterator[Fact]:
    text, span, reference = passage
    told = dateline_end(text, span.start)
    dated = dates(text, span, reference)[:_MOST_FACTS]
    # "Nine years ago" is no date without a date of reference, but nine is a number all the same.
    taken = [place for place, moment in dated if not moment.is_open]
    for place, moment in dated:
        context = _context(text, span, place, aliases)
        before = text[max(span.start, place.start - _REACH) : place.start]
        role: Role = "said" if _SAID_ON.search(before) else "told"
        role = "sent" if place.end <= told else role
        yield Fact("date", place, moment.shown, moment, context, frozenset(), role)
    for quantity in quantities(text, span)[:_MOST_FACTS]:
        place = quantity.span
        if not any(place.start < other.end and other.start < place.end for other in taken):
            context = _context(text, span, place, aliases)
            noun = _noun(text, span, place, aliases)
            yield Fact("number", place, _shown(quantity), quantity, context, noun)


def _shown(quantity: Quantity) -> str:
    is_whole = quantity.amount >= 10**6 and quantity.amount == int(quantity.amount)
    number = f"{int(quantity.amount) if is_whole else quantity.amount:,}"
    if quantity.unit.startswith(":"):
        time = f"{int(quantity.amount) // 60:02}:{int(quantity.amount) % 60:02}"
        return f"{time} {quantity.unit[1:]}".rstrip()
    if quantity.unit == "-":
        return f"{int(quantity.amount)}-{int(quantity.amount % 1 * 100)}"
    if quantity.unit == "th":
        # Decimals have no remainder of a figure that is longer than their precision.
        tens, ones = divmod(int(quantity.amount) % 100, 10)
        return number + ("th" if tens == 1 else _RANKS.get(ones, "th"))
    if quantity.unit == "%":
        return f"{number}%"
    if quantity.unit.isalpha() and quantity.unit != "age":
        return f"{number} {quantity.unit}"
    if quantity.unit == "age":
        return number
    return f"-{quantity.unit}{number[1:]}" if quantity.amount < 0 else f"{quantity.unit}{number}"


def _context(text: str, within: Span, place: Span, aliases: Aliases) -> frozenset[str]:
    """The words on both sides of a fact, as far as they say something."""
    before = text[max(within.start, place.start - _REACH) : place.start]
    after = text[place.end : min(within.end, place.end + _REACH)]
    return frozenset((*_telling(before, aliases)[-_NEAR:], *_telling(after, aliases)[:_NEAR]))


def _noun(text: str, within: Span, place: Span, aliases: Aliases) -> frozenset[str]:
    """Up to three words after a number, up to a mark that parts clauses or a little word."""
    after = _up_to_mark(text[place.end : min(within.end, place.end + _REACH)])
    ends = stop_words() | _ENDS_NOUN
    words = takewhile(lambda token: token.lower() not in ends, raw_tokens(after))
    return frozenset(_classes(islice(words, 3), aliases))


def _up_to_mark(after: str) -> str:
    for place, character in enumerate(after):
        if character in ',;:.()[]—–"”“?!\n' and not after[place - 1 : place].isupper():
            return after[:place]
    return after


def _telling(text: str, aliases: Aliases) -> list[str]:
    tokens = (token for token in raw_tokens(text) if token.lower() not in stop_words())
    return [*_classes(tokens, aliases)]


def _classes(tokens: Iterable[str], aliases: Aliases) -> Iterator[str]:
    """What stands for each token: the group of a name or unit, people of any kind, a word's own."""
    for token, is_name in aliases.merged([*tokens]):
        found = token if is_name else meaning(token.lower())
        yield "~ people" if found in people() else found

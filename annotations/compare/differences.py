"""What differs between two passages: words added and dropped, and facts that agree or clash."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from annotations.compare.aliases import Aliases, default_aliases
from annotations.compare.facts import Passage, facts_of
from annotations.compare.verdicts import FactPair, verdicts
from annotations.text.span import Span
from annotations.text.words import words

LONGEST_COMPARED = 1_000
"""Of longer passages, in words, only the beginnings are compared word by word."""
_MOST_PAIRS = 10_000
"""In how many ways a word of the one may be the same word of the other, before less is compared.

Two passages of 800 words of prose have so many, of a single word two of 100; all these pairs are
gone through for each run that both have, so that it takes up to a tenth of a second, not minutes.
"""


class WordChange(NamedTuple):
    """Words of one passage in place of words of the other; one of the two spans may be empty."""

    left: Span
    right: Span


class Differences(NamedTuple):
    """How two passages differ; spans are code points of the articles they are from."""

    changes: tuple[WordChange, ...]
    """In order; what lies between two of them is the same but for punctuation and capitals."""
    facts: tuple[FactPair, ...]
    """In the order of the left passage, then what only the right one has."""


def differences(
    left: Passage, right: Passage, with_names: bool = False, aliases: Aliases | None = None
) -> Differences:
    """How the right passage differs from the left; names are compared only if wanted.

    Without aliases of its own it takes the default ones.
    """
    names = aliases or default_aliases()
    here, there = (facts_of(passage, with_names, names) for passage in (left, right))
    return Differences(word_changes(left, right), verdicts(here, there))


def word_changes(left: Passage, right: Passage) -> tuple[WordChange, ...]:
    """The words that were added, dropped or replaced from the left passage to the right."""
    here, there = _words(left), _words(right)
    one, other = _keys(left, here), _keys(right, there)
    while _pairs(one, other) > _MOST_PAIRS:
        longest = max(len(one), len(other)) * 7 // 8
        one, other = one[:longest], other[:longest]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return tuple(
        WordChange(
            _covering(here, start, end, left.span), _covering(there, begin, stop, right.span)
        )
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def _words(passage: Passage) -> list[Span]:
    start, end = passage.span
    found = islice(words(passage.text[start:end]), LONGEST_COMPARED)
    return [Span(word.start + start, word.end + start) for word in found]


def _keys(passage: Passage, spans: Sequence[Span]) -> list[str]:
    """The words in the form they are compared in: curly apostrophes and capitals do not count."""
    return [passage.text[start:end].replace("’", "'").casefold() for start, end in spans]


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pairs of equal words there are, one of each passage."""
    counts = Counter(other)
    return sum(counts[word] for word in one)


def _covering(spans: Sequence[Span], start: int, end: int, whole: Span) -> Span:
    """From the first to the last of some words; where there are none, the place between two."""
    if start < end:
        return Span(spans[start].start, spans[end - 1].end)
    place = spans[start].start if start < len(spans) else whole.end
    return Span(place, place)

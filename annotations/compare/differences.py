"""What differs between two passages: words added and dropped, and facts that agree or clash."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from annotations.compare.facts import Passage, facts_of
from annotations.compare.verdicts import FactPair, verdicts
from annotations.text.span import Span
from annotations.text.words import words

LONGEST_COMPARED = 1_000
"""Of longer passages, in words, only the beginnings are compared word by word."""


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


def differences(left: Passage, right: Passage, with_names: bool = False) -> Differences:
    """How the right passage differs from the left; names are compared only if wanted."""
    return Differences(
        word_changes(left, right),
        verdicts(facts_of(left, with_names), facts_of(right, with_names)),
    )


def word_changes(left: Passage, right: Passage) -> tuple[WordChange, ...]:
    """The words that were added, dropped or replaced from the left passage to the right."""
    here, there = _words(left), _words(right)
    matcher = SequenceMatcher(None, _keys(left, here), _keys(right, there), autojunk=False)
    return tuple(
        WordChange(
            _covering(here, start, end, left.span), _covering(there, begin, stop, right.span)
        )
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def _words(passage: Passage) -> list[Span]:
    start, end = passage.span
    found = [Span(word.start + start, word.end + start) for word in words(passage.text[start:end])]
    return found[:LONGEST_COMPARED]


def _keys(passage: Passage, spans: Sequence[Span]) -> list[str]:
    """The words in the form they are compared in: curly apostrophes and capitals do not count."""
    return [passage.text[start:end].replace("’", "'").casefold() for start, end in spans]


def _covering(spans: Sequence[Span], start: int, end: int, whole: Span) -> Span:
    """From the first to the last of some words; where there are none, the place between two."""
    if start < end:
        return Span(spans[start].start, spans[end - 1].end)
    place = spans[start].start if start < len(spans) else whole.end
    return Span(place, place)

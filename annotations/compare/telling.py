"""What differs, made ready to be shown: passages in pieces, and their facts in a few words."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from annotations.compare.differences import Differences
from annotations.compare.facts import Fact, Passage
from annotations.compare.moments import Moment
from annotations.compare.numbers import Quantity
from annotations.compare.verdicts import FactPair
from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from annotations.text.visible import visible_line

PieceKind = Literal["same", "changed", "clash"]
FactKind = Literal["clash", "unknown", "agree", "only left", "only right"]
_PIECES: tuple[PieceKind, ...] = ("same", "changed", "clash")
_FACTS: tuple[FactKind, ...] = ("clash", "unknown", "agree", "only left", "only right")
_SIGNS = {"clash": "≠", "unknown": "?"}
_OPEN = ("unknown", "only")
"""The verdicts that may be other ones once an article has a date."""
_LONGEST_FACT = 40
"""How much is told of one side of a fact, in code points."""
_COUNTING = ("", "th")
"""The units of numbers that have what they count behind them."""
_OF_WORDS = re.compile(r"\D+\s\D+")
_NEXT_WORD = re.compile(r"[ \xa0]\w{1,30}")


class Piece(NamedTuple):
    """A part of a passage, in code points of its article, and whether the other has it too."""

    span: Span
    kind: PieceKind


class FactWord(NamedTuple):
    """A fact, or two that are compared, on one line and fit to be shown."""

    kind: FactKind
    text: str


class Told(NamedTuple):
    """What a reader is told of the differences of two passages."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    facts: tuple[FactWord, ...]
    """What clashes first, then what is unknown, what agrees, and what one side alone has."""
    left_is_undated: bool
    """Whether a date of the left passage stays open because nobody stated when it was written."""
    right_is_undated: bool


def told(found: Differences, left: Passage, right: Passage) -> Told:
    """The differences of two passages, as they are shown."""
    clashes = [pair for pair in found.facts if pair.verdict == "clash"]
    return Told(
        pieces(
            left,
            [change.left for change in found.changes],
            [pair.left.span for pair in clashes if pair.left],
        ),
        pieces(
            right,
            [change.right for change in found.changes],
            [pair.right.span for pair in clashes if pair.right],
        ),
        fact_words(found.facts, left, right),
        _is_undated(left, [pair.left for pair in found.facts if pair.verdict in _OPEN]),
        _is_undated(right, [pair.right for pair in found.facts if pair.verdict in _OPEN]),
    )


def pieces(
    passage: Passage, changed: Sequence[Span], clashing: Sequence[Span] = ()
) -> tuple[Piece, ...]:
    """A passage cut where its kind changes: in order, without gaps, no character in two parts."""
    text, (start, end), _ = passage
    kinds = bytearray(end - start)
    for kind, spans in enumerate((changed, clashing), 1):
        for span in spans:
            first, last = (min(max(snap_back(text, place), start), end) for place in span)
            kinds[first - start : last - start] = bytes((kind,)) * (last - first)
    found: list[Piece] = []
    for kind, run in groupby(kinds):
        stop = start + sum(1 for _ in run)
        found.append(Piece(Span(start, stop), _PIECES[kind]))
        start = stop
    return tuple(found)


def fact_words(pairs: Sequence[FactPair], left: Passage, right: Passage) -> tuple[FactWord, ...]:
    """Each pair in a few words, the most telling first, of equal ones numbers and dates."""
    ordered = sorted(pairs, key=lambda pair: (_FACTS.index(_kind(pair)), _is_name(pair)))
    return tuple(FactWord(_kind(pair), _words(pair, left, right)) for pair in ordered)


def _kind(pair: FactPair) -> FactKind:
    if pair.verdict == "only":
        return "only left" if pair.left else "only right"
    return pair.verdict


def _is_name(pair: FactPair) -> bool:
    return "name" in (fact.kind for fact in (pair.left, pair.right) if fact)


def _words(pair: FactPair, left: Passage, right: Passage) -> str:
    """What is written on both sides, with what that comes to where the words don't say it."""
    if pair.left is None or pair.right is None:
        alone = [_Side(pair.left, left)] if pair.left else []
        alone += [_Side(pair.right, right)] if pair.right else []
        return "".join(f"{side.written}{side.meant or side.unsure}" for side in alone)
    one, other = _Side(pair.left, left), _Side(pair.right, right)
    if pair.verdict != "agree":
        return f"{one.written}{one.meant} {_SIGNS[pair.verdict]} {other.written}{other.meant}"
    sign = "=" if pair.left.shown == pair.right.shown else "≈"
    is_one = sign == "=" and one.written.casefold() == other.written.casefold()
    # What only one of the two says of itself need not be said again.
    meant = one.meant and other.meant
    return one.written + meant if is_one else f"{one.written} {sign} {other.written}{meant}"


class _Side(NamedTuple):
    fact: Fact
    passage: Passage

    @property
    def written(self) -> str:
        """As the article has it; a number with "about" before it, and with the word it counts."""
        value, (start, end) = self.fact.value, self.fact.span
        before = ""
        if isinstance(value, Quantity):
            before = f"{value.hedge} " if value.hedge else ""
            if value.unit in _COUNTING and self.fact.noun:
                counted = _NEXT_WORD.match(self.passage.text, end, self.passage.span.end)
                end = counted.end() if counted else end
        line = before + visible_line(self.passage.text[start:end])
        return line if len(line) <= _LONGEST_FACT else f"{line[: _LONGEST_FACT - 1].rstrip()}…"

    @property
    def meant(self) -> str:
        """Which date it is, if that is known and not written; what a number of more words is."""
        value, written = self.fact.value, self.passage.text[slice(*self.fact.span)]
        if isinstance(value, Moment):
            is_written = value.first is None or str(value.first.year) in written
            is_said = is_written and value.otherwise is None
        else:
            is_said = self.fact.kind == "name" or not _OF_WORDS.fullmatch(written)
        return "" if is_said else f" ({self.fact.shown})"

    @property
    def unsure(self) -> str:
        """The sign for a date that takes one nobody stated."""
        return " (?)" if isinstance(self.fact.value, Moment) and not self.fact.value.first else ""


def _is_undated(passage: Passage, facts: Sequence[Fact | None]) -> bool:
    dates = (fact.value for fact in facts if fact)
    return passage.reference is None and any(
        isinstance(value, Moment) and value.first is None for value in dates
    )

"""Compare two texts from the coarse to the fine: lines, then sentences, then words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotations.anchoring.folding import fold, fold_signs
from annotations.anchoring.matching import Run, matching_runs
from annotations.text.span import Span, trim_blanks

_LINE = re.compile(r"\S[^\n]*")
# A cut too many, as after an abbreviation, does no harm: both texts are cut alike.
# A run of stops is looked at from its start only, lest a long one take quadratic time.
_STOPS = "[.!?…。！？]"
_PIECE_END = re.compile(rf"(?<!{_STOPS}){_STOPS}++[\"'”’»)\]]*+\s+|\n\s*\n\s*|\Z")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LEAST_MOVED = 12
"""Shorter sentences, in code points, are not taken for moved just because they are equal."""


class _Part(NamedTuple):
    """A part of a text that is compared as a whole: its span, and what it is compared by."""

    span: Span
    key: str


class _Gap(NamedTuple):
    """Parts of the old text, and those of the new one that stand in their place."""

    old: Sequence[_Part]
    new: Sequence[_Part]


class Comparison:
    """The equal parts of two texts, as runs of code points in both."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def blocks(self) -> tuple[list[Run], list[Run]]:
        """What stands in the same order in both, and what was moved."""
        blocks: list[Run] = []
        changed: list[_Gap] = []
        for gap in self._match(_Gap(_lines(self.old), _lines(self.new)), blocks):
            pieces = _Gap(_all_pieces(self.old, gap.old), _all_pieces(self.new, gap.new))
            changed += self._match(pieces, blocks)
        moved_keys = _unique_on_both(changed)
        moved = self._moved(changed, moved_keys)
        for gap in changed:
            blocks += self._words(gap, moved_keys)
        return blocks, moved

    def _match(self, gap: _Gap, blocks: list[Run]) -> Iterator[_Gap]:
        """Add what is equal in a gap to `blocks`; give the gaps that are left."""
        # Which of some equal lines is which, their words tell better: one may have been edited.
        keys = [part.key for part in gap.old], [part.key for part in gap.new]
        runs = matching_runs(*keys, only_unique=True)
        for run in runs:
            for old, new in zip(
                gap.old[run.old : run.old + run.length],
                gap.new[run.new : run.new + run.length],
                strict=True,
            ):
                blocks += self._equal(old.span, new.span)
        for left in _between(runs, len(gap.old), len(gap.new)):
            yield _Gap(gap.old[left[0] : left[1]], gap.new[left[2] : left[3]])

    def _equal(self, old: Span, new: Span) -> list[Run]:
        """The blocks of two parts with the same key: one, or one a word where blanks differ."""
        if old.length == new.length and fold_signs(self.old[old.start : old.end]) == fold_signs(
            self.new[new.start : new.end]
        ):
            return [Run(old.start, new.start, old.length)]
        pairs = zip(_TOKEN.finditer(self.old, *old), _TOKEN.finditer(self.new, *new), strict=True)
        return [Run(one.start(), other.start(), len(one[0])) for one, other in pairs]

    def _moved(self, changed: list[_Gap], keys: set[str]) -> list[Run]:
        targets = {part.key: part.span for gap in changed for part in gap.new if part.key in keys}
        return [
            block
            for gap in changed
            for part in gap.old
            if part.key in keys
            for block in self._equal(part.span, targets[part.key])
        ]

    def _words(self, gap: _Gap, moved: set[str]) -> list[Run]:
        """The blocks of equal words in a gap, those of moved sentences left out."""
        old = [word for part in gap.old if part.key not in moved for word in _words(self.old, part)]
        new = [word for part in gap.new if part.key not in moved for word in _words(self.new, part)]
        runs = matching_runs([word.key for word in old], [word.key for word in new])
        kept = _without_chance(runs, _weights(old), _weights(new))
        return [
            Run(old[run.old + index].span.start, word.span.start, word.span.length)
            for run in kept
            for index, word in enumerate(new[run.new : run.new + run.length])
        ]


def _lines(text: str) -> list[_Part]:
    """The lines that are not blank: blank ones are many, and say nothing of what moved where."""
    return [_Part(Span(*line.span()), line[0]) for line in _LINE.finditer(text)]


def _all_pieces(text: str, lines: Sequence[_Part]) -> list[_Part]:
    """The sentences, roughly, of some neighbouring lines, by their folded text."""
    if not lines:
        return []
    start, last = lines[0].span.start, lines[-1].span.end
    pieces = []
    for end in _PIECE_END.finditer(text, start, last):
        piece = trim_blanks(text, Span(start, end.end()))
        if piece.length:
            pieces.append(_Part(piece, fold(text[piece.start : piece.end])))
        start = end.end()
    return pieces


def _words(text: str, part: _Part) -> list[_Part]:
    return [
        _Part(Span(*token.span()), fold_signs(token[0]))
        for token in _TOKEN.finditer(text, *part.span)
    ]


def _between(runs: list[Run], old_end: int, new_end: int) -> Iterator[tuple[int, int, int, int]]:
    """What lies between runs, as old start and end and new start and end; not what is empty."""
    old = new = 0
    for run in [*runs, Run(old_end, new_end, 0)]:
        if run.old > old or run.new > new:
            yield old, run.old, new, run.new
        old, new = run.old + run.length, run.new + run.length


def _unique_on_both(changed: list[_Gap]) -> set[str]:
    """What is left once in the old text and once in the new one: it was moved."""
    old = Counter(part.key for gap in changed for part in gap.old)
    new = Counter(part.key for gap in changed for part in gap.new)
    return {
        key
        for key, count in old.items()
        if count == 1 and new[key] == 1 and len(key) >= _LEAST_MOVED
    }


def _weights(words: list[_Part]) -> list[int]:
    """How many code points lie in the words before each one, and in all of them."""
    weights = [0]
    for word in words:
        weights.append(weights[-1] + word.span.length)
    return weights


def _without_chance(runs: list[Run], old: list[int], new: list[int]) -> list[Run]:
    """Leave out runs that are no longer than the changes on both their sides.

    Two sentences share some words by chance (diff-match-patch's "semantic cleanup").
    """
    kept: list[Run] = []
    ends = Run(len(old) - 1, len(new) - 1, 0)
    for index, run in enumerate(runs):
        after = runs[index + 1] if index + 1 < len(runs) else ends
        kept.append(run)
        while kept and _is_chance(kept, after, old, new):
            kept.pop()
    return kept


def _is_chance(kept: list[Run], after: Run, old: list[int], new: list[int]) -> bool:
    before = kept[-2] if len(kept) > 1 else Run(0, 0, 0)
    run = kept[-1]
    weight = old[run.old + run.length] - old[run.old]
    return weight <= min(_change(before, run, old, new), _change(run, after, old, new))


def _change(run: Run, then: Run, old: list[int], new: list[int]) -> int:
    """The larger of what was taken out and what was put in between two runs, in code points."""
    return max(old[then.old] - old[run.old + run.length], new[then.new] - new[run.new + run.length])

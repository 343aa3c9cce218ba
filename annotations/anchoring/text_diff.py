"""Where each part of an old text lies in a new one: by lines, then sentences, then words."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from annotations.anchoring.distance import nearest
from annotations.anchoring.folding import fold, fold_each, fold_signs
from annotations.anchoring.matching import Run, matching_runs
from annotations.text.span import Span, skip_blanks, skip_blanks_back, trim_blanks

_LINE = re.compile(r"\S[^\n]*")
# A cut too many, as after an abbreviation, does no harm: both texts are cut alike.
_PIECE_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*\s+|\n\s*\n\s*|\Z")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LEAST_MOVED = 12
"""Shorter sentences, in code points, are not taken for moved just because they are equal."""
_LONGEST_ALIGNED = 4_000
"""Up to how many code points of a window an edited end is looked for by edit distance."""


class Part(NamedTuple):
    """A part of a text that is compared as a whole: its span, and what it is compared by."""

    span: Span
    key: str


class Image(NamedTuple):
    """What stands in a span's place, and whether both its ends are known and not just likely."""

    span: Span
    is_sure: bool


class _Gap(NamedTuple):
    """Parts of the old text, and those of the new one that stand in their place."""

    old: Sequence[Part]
    new: Sequence[Part]


class TextDiff:
    """Blocks of equal length that two texts share but for quotes, dashes and kinds of blanks.

    A sentence that was moved is found too, where it is unique. Offsets are code points.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        blocks, moved = _Comparison(old, new).blocks()
        self._in_order = _joined(old, new, blocks)
        self._moved = _joined(old, new, moved)
        self._starts = [block.old for block in self._in_order]
        self._moved_starts = [block.old for block in self._moved]
        self._by_new = sorted(self._in_order + self._moved, key=lambda block: block.new)
        self._new_starts = [block.new for block in self._by_new]

    @cached_property
    def fresh(self) -> list[Span]:
        """The parts of the new text, blanks aside, that no part of the old one became."""
        starts = [*self._new_starts, len(self.new)]
        ends = [0, *(block.new + block.length for block in self._by_new)]
        gaps = (trim_blanks(self.new, Span(*gap)) for gap in zip(ends, starts, strict=True))
        return [gap for gap in gaps if gap.length > 0]

    def known_share(self, span: Span) -> float:
        """Which share of a span of the new text, 0 to 1, is something of the old text."""
        known = 0
        first = max(0, bisect_right(self._new_starts, span.start) - 1)
        for block in self._by_new[first : bisect_left(self._new_starts, span.end)]:
            known += max(0, min(span.end, block.new + block.length) - max(span.start, block.new))
        return known / span.length

    def image(self, span: Span) -> Image | None:
        """Where a span of the old text lies in the new one, blanks at its ends left out.

        None where nothing stands in its place.
        """
        ink = trim_blanks(self.old, span)
        if not ink.length:
            return None
        start, is_start_sure = self._start(ink.start)
        end, is_end_sure = self._end(ink.end)
        if start >= end:
            return None
        is_sure = is_start_sure and is_end_sure
        if not is_sure:
            start, end = self._aligned(ink, Span(start, end), is_start_sure, is_end_sure)
        found = trim_blanks(self.new, Span(start, end))
        return Image(found, is_sure) if found.length else None

    def _start(self, offset: int) -> tuple[int, bool]:
        """The image of a span's first code point; not sure where text before it changed too."""
        image = self._within(offset)
        if image is not None:
            return image, True
        index = bisect_right(self._starts, offset) - 1
        before = self._in_order[index] if index >= 0 else Run(0, 0, 0)
        end = before.old + before.length
        return before.new + before.length, skip_blanks(self.old, end, offset) == offset

    def _end(self, offset: int) -> tuple[int, bool]:
        """The image of the place after a span's last code point, as `_start`."""
        image = self._within(offset - 1)
        if image is not None:
            return image + 1, True
        index = bisect_right(self._starts, offset - 1)
        ends = Run(len(self.old), len(self.new), 0)
        after = self._in_order[index] if index < len(self._in_order) else ends
        return after.new, skip_blanks_back(self.old, offset, after.old) == offset

    def _within(self, offset: int) -> int | None:
        """The image of a code point that lies in a block."""
        for starts, blocks in (
            (self._starts, self._in_order),
            (self._moved_starts, self._moved),
        ):
            index = bisect_right(starts, offset) - 1
            if index >= 0 and offset < blocks[index].old + blocks[index].length:
                return blocks[index].new + offset - blocks[index].old
        return None

    def _aligned(self, ink: Span, window: Span, is_start_sure: bool, is_end_sure: bool) -> Span:
        """The part of the window most like the old text, as far as its ends are not sure."""
        if max(ink.length, window.length) > _LONGEST_ALIGNED:
            return window
        found = nearest(
            fold_each(self.old[ink.start : ink.end]),
            fold_each(self.new[window.start : window.end]),
        )
        return Span(
            window.start if is_start_sure else window.start + found.start,
            window.end if is_end_sure else window.start + found.end,
        )


class _Comparison:
    """The work of comparing two texts, from the coarse to the fine."""

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


def _lines(text: str) -> list[Part]:
    """The lines that are not blank: blank ones are many, and say nothing of what moved where."""
    return [Part(Span(*line.span()), line[0]) for line in _LINE.finditer(text)]


def _all_pieces(text: str, lines: Sequence[Part]) -> list[Part]:
    """The sentences, roughly, of some neighbouring lines, by their folded text."""
    if not lines:
        return []
    start, last = lines[0].span.start, lines[-1].span.end
    pieces = []
    for end in _PIECE_END.finditer(text, start, last):
        piece = trim_blanks(text, Span(start, end.end()))
        if piece.length:
            pieces.append(Part(piece, fold(text[piece.start : piece.end])))
        start = end.end()
    return pieces


def _words(text: str, part: Part) -> list[Part]:
    return [
        Part(Span(*token.span()), fold_signs(token[0]))
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


def _weights(words: list[Part]) -> list[int]:
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


def _joined(old: str, new: str, blocks: list[Run]) -> list[Run]:
    """Blocks by position; those with nothing but as many blanks between them become one."""
    joined: list[Run] = []
    for block in sorted(blocks):
        if joined and _goes_on(old, new, joined[-1], block):
            first = joined.pop()
            block = Run(first.old, first.new, block.old + block.length - first.old)
        joined.append(block)
    return joined


def _goes_on(old: str, new: str, block: Run, then: Run) -> bool:
    end, new_end = block.old + block.length, block.new + block.length
    return (
        then.old - end == then.new - new_end
        and skip_blanks(old, end, then.old) == then.old
        and skip_blanks(new, new_end, then.new) == then.new
    )

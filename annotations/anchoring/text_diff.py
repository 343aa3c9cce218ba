"""Where each part of an old text lies in a new one."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from annotations.anchoring.comparison import Comparison
from annotations.anchoring.distance import nearest
from annotations.anchoring.folding import fold_each
from annotations.anchoring.matching import Run
from annotations.text.span import Span, skip_blanks, skip_blanks_back, trim_blanks

_LONGEST_ALIGNED = 4_000
"""Up to how many code points of a window an edited end is looked for by edit distance."""


class Image(NamedTuple):
    """What stands in a span's place, and whether both its ends are known and not just likely."""

    span: Span
    is_sure: bool


class TextDiff:
    """Blocks of equal length that two texts share but for quotes, dashes and kinds of blanks.

    A sentence that was moved is found too, where it is unique. Offsets are code points.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        blocks, moved = Comparison(old, new).blocks()
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

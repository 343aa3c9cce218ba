"""Text with its white space, quotation marks and dashes made alike, and the way back."""

import re
from bisect import bisect_right

from annotations.text.span import Span

# One code point for one, so that only runs of white space change the length.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″‶«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)
_BLANK = re.compile(r"\s")
_BLANKS = re.compile(r"\s+")
_LONG_BLANKS = re.compile(r"\s{2,}")


def fold_signs(text: str) -> str:
    """The text with quotation marks and dashes made alike; its length stays."""
    return text if text.isascii() and "`" not in text else text.translate(_ALIKE)


def fold_each(text: str) -> str:
    """The text with quotation marks, dashes and blanks made alike; its length stays."""
    return _BLANK.sub(" ", fold_signs(text))


def fold(text: str) -> str:
    """The text with quotation marks and dashes made alike and each run of white space a space."""
    return _BLANKS.sub(" ", fold_signs(text))


class Folded:
    """A folded text that knows, for each of its offsets, the one in the text it was made of."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = fold(original)
        self._starts: list[int] = [0]
        """Where, in the original, the stretches between long runs of white space start."""
        self._lost: list[int] = [0]
        """How many code points had been lost before each of those stretches."""
        lost = 0
        for run in _LONG_BLANKS.finditer(original):
            lost += run.end() - run.start() - 1
            self._starts.append(run.end())
            self._lost.append(lost)
        self._folded_starts = [
            start - gone for start, gone in zip(self._starts, self._lost, strict=True)
        ]

    def original_offset(self, offset: int) -> int:
        """The offset in the original; the one after a run of white space is after all of it."""
        return offset + self._lost[bisect_right(self._folded_starts, offset) - 1]

    def folded_offset(self, offset: int) -> int:
        """The offset in the folded text; one within a run of white space counts as after it."""
        at = bisect_right(self._starts, offset) - 1
        folded = offset - self._lost[at]
        if at + 1 < len(self._folded_starts):
            folded = min(folded, self._folded_starts[at + 1])
        return folded

    def original_span(self, start: int, end: int) -> Span:
        """The span of the original that a folded span, which ends in no white space, stands for."""
        return Span(self.original_offset(start), self.original_offset(end - 1) + 1)

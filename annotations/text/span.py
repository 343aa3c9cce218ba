"""Half-open spans of code points, and the blanks at their ends."""

import re
from typing import NamedTuple

# Blanks are looked for in pieces, so that a caret far into a text does not copy all before it.
_PIECE = 1024
_INK = re.compile(r"\S")


class Span(NamedTuple):
    """A half-open span `[start, end)` in code points of one text."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many code points the span covers."""
        return self.end - self.start

    def contains(self, offset: int) -> bool:
        """Whether the code point at `offset` lies in the span."""
        return self.start <= offset < self.end


def skip_blanks(text: str, start: int, end: int) -> int:
    """The offset of the first code point in `[start, end)` that is not white space, else `end`."""
    ink = _INK.search(text, start, end)
    return ink.start() if ink else end


def skip_blanks_back(text: str, start: int, end: int) -> int:
    """The offset after the last code point in `[start, end)` that is no white space, or `start`."""
    end = min(end, len(text))
    while end > start:
        piece = text[max(start, end - _PIECE) : end]
        kept = piece.rstrip()
        end -= len(piece) - len(kept)
        if kept:
            break
    return end


def trim_blanks(text: str, span: Span) -> Span:
    """The span without the white space at its ends; all white space leaves `Span(start, start)`."""
    end = skip_blanks_back(text, span.start, span.end)
    return Span(skip_blanks(text, span.start, end), end)

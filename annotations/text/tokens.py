"""Tokens that can be put together to the text again, as spaCy and Prodigy want them.

A token is a word, another visible character, or white space other than the one blank (U+0020)
that may follow each token.
"""

from collections.abc import Iterator
from typing import NamedTuple

from annotations.text.graphemes import clusters
from annotations.text.patterns import later
from annotations.text.words import words

_BLANK = later(r"\s+")


class Token(NamedTuple):
    """A half-open span of code points, and whether one blank follows that is no token."""

    start: int
    end: int
    is_followed_by_blank: bool


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order; joined, with the blanks that follow, they are the text."""
    pending: tuple[int, int] | None = None
    for start, end in _pieces(text):
        if pending is not None:
            is_blank = text[start:end] == " " and not text[pending[0]].isspace()
            yield Token(*pending, is_blank)
            pending = None if is_blank else (start, end)
        else:
            pending = start, end
    if pending is not None:
        yield Token(*pending, False)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Words, what is between them, character by character, and white space in runs."""
    done = 0
    for start, end in words(text):
        yield from _between(text, done, start)
        yield start, end
        done = end
    yield from _between(text, done, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        blank = _BLANK().match(text, start, end)
        if blank is None:
            following = next(clusters(text, start, end))[1]
        else:
            # The blank after a token belongs to it; what comes after that is a token of its own.
            is_first = text[start] == " " and start > 0 and not text[start - 1].isspace()
            following = start + 1 if is_first else blank.end()
        yield start, following
        start = following

"""Tokens that can be put together to the text again, as spaCy and Prodigy want them.

A token is a word, another visible character, or white space other than the one blank (U+0020)
that may follow each token.
"""

from collections.abc import Iterator
from typing import NamedTuple

from annotations.text.patterns import later
from annotations.text.words import WORD

# What most of a text is, told quickly: blanks, words of letters that nothing can be joined to, and
# signs that nothing is added to. The rest takes the rules for words, and for characters.
_PLAIN_WORD = r"[A-Za-z]++(?=[ \n,;:!?)\"])|[A-Za-z]{2,}+(?=\.[ \n])"
_PLAIN_SIGN = r"[!-/:-@\[-\^`{-~](?=[\n -~])"
_PIECE = later(rf"(?V1)\s+|{_PLAIN_WORD}|{_PLAIN_SIGN}|{WORD}|\X")


class Token(NamedTuple):
    """A half-open span of code points, and whether one blank follows that is no token."""

    start: int
    end: int
    is_followed_by_blank: bool


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order; joined, with the blanks that follow, they are the text."""
    pending: tuple[int, int] | None = None
    for piece in _PIECE().finditer(text):
        start, end = piece.span()
        if pending is not None:
            is_blank = text[start] == " "
            yield Token(*pending, is_blank)
            start += is_blank
        pending = (start, end) if start < end else None
    if pending is not None:
        yield Token(*pending, False)

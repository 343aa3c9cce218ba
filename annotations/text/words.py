"""Words, by rules close to the default ones of UAX #29.

A word is a run of letters, marks, digits and `_`, joined inside by apostrophes and hyphens, and
between digits by `.` or `,`. Initials (`U.S.`, `C.C.`) keep their final stop. As in UAX #29
without a dictionary, a Han or Hiragana character is a word of its own and a run of Katakana one.

Thai, Lao, Khmer and Burmese set no blanks between words either; to find those takes a dictionary.
There a word is what stands between blanks or zero-width spaces, which Khmer sites do set between
words, and not, as in UAX #29 without a dictionary, each character: that much the arrows do.
"""

from collections.abc import Iterator

from annotations.text.graphemes import next_boundary, snap_back
from annotations.text.patterns import later
from annotations.text.span import Span

LONGEST_WORD = 1_024
"""How far, in code points, a word is followed to each side: in a longer run it is cut there."""

# Words must not split a cluster, so what UAX #29 attaches to a neighbour never stands alone.
_EXTENDING = r"\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}"
_PREPENDED = r"\p{GCB=Prepend}"
_START = rf"[[\p{{L}}\p{{N}}_]--[{_EXTENDING}{_PREPENDED}]]"
_SINGLE = rf"[{_START}&&[\p{{Han}}\p{{Hiragana}}]]"
_KATAKANA = rf"[{_START}&&\p{{WB=Katakana}}]"
_PLAIN = rf"[{_START}--[\p{{Han}}\p{{Hiragana}}\p{{WB=Katakana}}]]"
_JOINERS = r"'’\-‐‑·\u00ad"

_TAIL = rf"[{_EXTENDING}]*+"
_UNIT = rf"[{_PREPENDED}]*+{_PLAIN}{_TAIL}"
_LETTER = rf"[{_PREPENDED}]*+[{_PLAIN}&&\p{{L}}]{_TAIL}"
_INITIALS = rf"{_LETTER}(?:\.{_LETTER})+(?!{_UNIT})(?:\.(?![{_EXTENDING}]))?"
_LINK = rf"(?:[{_JOINERS}]|(?<=\p{{Nd}})[.,](?=\p{{Nd}}))"
_RUN = rf"(?:{_UNIT})++(?:{_LINK}(?:{_UNIT})++)*+"
_ALONE = rf"[{_PREPENDED}]*+(?:{_SINGLE}{_TAIL}|(?:{_KATAKANA}{_TAIL})++)"

_INNER = r"[[\p{L}\p{N}\p{M}_]--[\p{Han}\p{Hiragana}\p{WB=Katakana}]]"
_NO_EDGE = later(
    rf"(?V1)(?:(?<={_INNER}){_INNER}|(?<=\p{{WB=Katakana}})\p{{WB=Katakana}}|[{_EXTENDING}]"
    r"|(?<=\p{Nd}[.,])\p{Nd}|(?<=\p{Nd})[.,]\p{Nd})",
)

WORD = rf"{_INITIALS}|{_RUN}|{_ALONE}"
"""The source of a regular expression for a word, for `regex` in its version 1."""
_WORD = later(rf"(?V1){WORD}")
_WORD_START = later(rf"(?V1)[{_PREPENDED}]*+{_START}")
_LAST_LETTER = later(rf"(?rV1){_START}")
# No word goes on over such a code point from its left, so a search may begin there.
_FRESH = later(
    rf"(?rV1)(?<![{_PREPENDED}])[^{_PLAIN}{_KATAKANA}{_EXTENDING}{_PREPENDED}{_JOINERS}.,]"
)


def words(text: str) -> Iterator[Span]:
    """All words of a text, in order."""
    return (Span(*word.span()) for word in _WORD().finditer(text))


def word_at(text: str, offset: int) -> Span | None:
    """The word that contains `offset`, else the one that ends there, else None."""
    ending = None
    for word in _words_near(text, offset):
        if word.start > offset:
            break
        if offset < word.end:
            return word
        if offset == word.end:
            ending = word
    return ending


def next_word_start(text: str, offset: int) -> int:
    """The first word start after `offset`, in code points; `len(text)` when there is none."""
    word = word_at(text, offset)
    start = _WORD_START().search(text, max(offset, word.end) if word else offset)
    return start.start() if start else len(text)


def previous_word_start(text: str, offset: int) -> int:
    """The last word start before `offset`, in code points; 0 when there is none."""
    letter = _LAST_LETTER().search(text, 0, offset)
    word = word_at(text, letter.start()) if letter else None
    return word.start if word else 0


def is_edge(text: str, offset: int) -> bool:
    """Whether a word that is searched for may begin or end at `offset`.

    Not between letters, marks or digits, but beside every Han or Hiragana character; and, unlike
    for the caret, at an apostrophe or hyphen: "US" is a word of "US-China", "China" of "China's".
    """
    return _NO_EDGE().match(text, offset) is None


def _words_near(text: str, offset: int) -> Iterator[Span]:
    """The words from a little before `offset` on, cut at `LONGEST_WORD` to both sides."""
    least = snap_back(text, max(0, offset - LONGEST_WORD))
    most = next_boundary(text, min(len(text), offset + LONGEST_WORD))
    fresh = _FRESH().search(text, least, offset)
    for word in _WORD().finditer(text, fresh.start() if fresh else least, most):
        yield Span(*word.span())

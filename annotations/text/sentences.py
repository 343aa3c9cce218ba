"""Sentences of news prose: UAX #29's sentence terminals, with abbreviations told apart by rule.

A line end ends a sentence. A stop ends one, with the quotation marks and brackets right after it,
unless what follows is lower case or what stands before is an abbreviation. Every decision looks
only at a few code points to both sides, so a sentence is found without reading its whole line.

Stops of other scripts (。, ।, ؟, ۔) end one without a blank after them as well. Thai and Lao have
no stops, and a blank parts clauses as well as sentences: there a line is one sentence.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from annotations.text.paragraphs import LONGEST_WHOLE
from annotations.text.patterns import later
from annotations.text.span import Span, skip_blanks, skip_blanks_back, trim_blanks

if TYPE_CHECKING:
    import regex

# The sentence terminals (UAX #29: ATerm, STerm) of scripts that news is written in.
_FULL_STOPS = ".․﹒．"
_STOPS = _FULL_STOPS + "…!?‼‽⁇⁈⁉。｡！？﹖﹗։؟۔।॥။።፧។៕།༎"
_STOP = f"[{_STOPS}]"
# An opening mark right after a stop and before a blank closes: German ends „so.“
_CLOSER = r"(?:[\p{Pe}\p{Pf}\p{Pi}\p{M}\"'*_]|\[\d{1,3}\])"
# These stand in no number and no abbreviation, and a blank after them may be left out; East Asian
# text sets none, so there an opening mark does open.
_UNSPACED_STOP = "[。！？｡﹖﹗؟۔।॥။።፧។៕།༎]"
_EAST_ASIAN = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_BETWEEN_EAST_ASIAN = rf"(?<={_EAST_ASIAN}[!?]{{1,3}})(?=[{_EAST_ASIAN}\p{{Lu}}\p{{Ps}}\p{{Pi}}])"
_UNSPACED_CLOSER = r"[\p{Pe}\p{Pf}\p{M}\"']"

# The standard module finds the next place to look at three times as fast.
_SIGN = re.compile(f"[\n{_STOPS}]")
_CANDIDATE = later(
    rf"(?V1)(?<!{_STOP})(?P<stop>{_STOP}++)"
    rf"(?:(?P<closers>{_CLOSER}*+)(?=\s|\Z)|(?<={_UNSPACED_STOP})(?P<closers>{_UNSPACED_CLOSER}*+)"
    rf"|{_BETWEEN_EAST_ASIAN}(?P<closers>))",
)
_SAFE_START = later(r"(?r)[\p{L}\s]")
_AHEAD = later(
    r"(?P<opening>(?:[^\S\n]|[\p{Ps}\p{Pi}\p{Pd}\"'*_#>•¿¡]|’(?=[\p{L}\d]))*+)"
    r"(?P<next>(?P<word>\p{L}[\p{L}\p{M}]{0,31})(?P<dot>\.)?|[^\n])?"
)
_GOES_ON = later(rf"[\p{{Pe}}\p{{Pf}},;:،؛、，；：/&]|{_STOP}")
_TOKEN = later(r"(?r)[\p{L}\p{M}\p{N}.]{1,32}")
_INITIALS = later(r"[\p{Lu}\p{Lo}]\p{M}*|(?:\p{L}\p{M}*\.)+\p{L}\p{M}*")
_LIST_NUMBER = later(r"(?m)(?<=^[^\S\n]{0,16}\d{1,3})\.")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A stop after a title, written with a capital, never ends a sentence.
_TITLES = _words(
    "adm amb assn asst atty brig capt cmdr col cpl dep dr ens fr gen gov hon insp lt maj messrs"
    " mlle mme mmes mr mrs ms msgr mx pfc pres prof pte pvt rep reps"  # codespell:ignore pres
    " rev sen sens sgt spc supt"
)
_NEVER_LAST = _words("vs v cf viz e.g i.e डॉ प्रो")
# Thai and Lao end no sentence with a stop: a blank parts them, as it does clauses and names.
_NO_STOPS = later(r"[\p{Thai}\p{Lao}]")
# Before a number, these are abbreviations; else words, or the end of a sentence ("in Jan.").
_BEFORE_NUMBERS = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec art ch eq fig figs para sec vol"
)
_SMALL_BEFORE_NUMBERS = _words("al approx c ca est no nos p pp vol")
# As initials do, these end a sentence only where a word follows that seldom is part of a name.
_SOMETIMES_LAST = _words(
    "ave blvd bros co corp dept est ft inc jr ltd mt mts ph.d plc rd sr st univ"
)
_STARTERS = _words(
    "A According After Although Also An And Another As At Because Before Both But By During Each"
    " Earlier Every For From He Her Here His How However I If In It Its Later Many Meanwhile"
    " Moreover Most My No Not Now On Or Our Several She Since So Some Such That The Their Then"
    " There These They This Those Though Through To Until We What When Where While Who Why With"
    " Yes Yet You Your"
)


def sentence_spans(paragraph: str) -> tuple[Span, ...]:
    """The sentences of a text, in order, without the blanks around them.

    Spans are code points of that text; kept for texts of up to `LONGEST_WHOLE` code points.
    """
    if len(paragraph) > LONGEST_WHOLE:
        return tuple(_scan(paragraph))
    return _kept_spans(paragraph)


def sentence_at(text: str, offset: int) -> Span | None:
    """The sentence at `offset`, None on a blank line; blanks after a sentence belong to it here."""
    inside = _offset_inside(text, offset)
    if inside is None:
        return None
    end = next(end for end in _ends(text, _safe_start(text, inside), len(text)) if end > inside)
    reach, start, begin = 256, 0, inside
    while not start and begin:
        begin = _safe_start(text, max(0, inside - reach))
        start = max(takewhile(inside.__ge__, _ends(text, begin, end)), default=0)
        reach *= 8
    return trim_blanks(text, Span(start, end))


def next_sentence_start(text: str, offset: int) -> int:
    """The first sentence start after `offset`, in code points; `len(text)` when there is none."""
    here = sentence_at(text, offset)
    if here and here.start > offset:
        return here.start
    return skip_blanks(text, max(offset, here.end) if here else offset, len(text))


def previous_sentence_start(text: str, offset: int) -> int:
    """The last sentence start before `offset`, in code points; 0 when there is none."""
    before = sentence_at(text, max(0, skip_blanks_back(text, 0, offset) - 1))
    return before.start if before and before.start < offset else 0


class SentenceCounter:
    """Which sentence of how many an offset is in; the text is read once, at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text

    def position(self, offset: int) -> tuple[int, int]:
        """The number, from 1, of the sentence at or before `offset`, and how many there are.

        Before the first sentence it is 1, and `(0, 0)` in a text without any.
        """
        return min(max(1, bisect_right(self._starts, offset)), self.total), self.total

    @property
    def total(self) -> int:
        """How many sentences the text has."""
        return len(self._starts)

    @cached_property
    def _starts(self) -> array[int]:
        return array("q", (span.start for span in _scan(self._text)))


@lru_cache(maxsize=512)
def _kept_spans(paragraph: str) -> tuple[Span, ...]:
    return tuple(_scan(paragraph))


def _scan(text: str) -> Iterator[Span]:
    start = 0
    for end in _ends(text, 0, len(text)):
        start = skip_blanks(text, start, end)
        if start < end:
            yield Span(start, skip_blanks_back(text, start, end))
        start = end


def _offset_inside(text: str, offset: int) -> int | None:
    """The nearest offset on the same line that is not blank: here, else before, else after."""
    if offset < len(text) and not text[offset].isspace():
        return offset
    before = skip_blanks_back(text, 0, offset)
    if before and "\n" not in text[before:offset]:
        return before - 1
    after = skip_blanks(text, offset, len(text))
    return after if after < len(text) and "\n" not in text[offset:after] else None


def _safe_start(text: str, offset: int) -> int:
    """The last offset before `offset` that no stop and no closing mark reaches over, or 0."""
    safe = _SAFE_START().search(text, 0, offset) if offset else None
    return safe.start() if safe else 0


def _ends(text: str, begin: int, stop: int) -> Iterator[int]:
    """Where sentences end from `begin`, which is 0 or holds a letter or blank; at last `stop`."""
    position = begin
    while sign := _SIGN.search(text, position, stop):
        position = sign.end()
        if sign[0] == "\n":
            yield sign.start()
            continue
        candidate = _CANDIDATE().match(text, sign.start())
        if candidate:
            position = candidate.end()
            if _is_end(text, candidate):
                yield position
    yield stop


def _is_end(text: str, candidate: regex.Match[str]) -> bool:
    ahead = _AHEAD().match(text, candidate.end())
    if ahead is None or ahead["next"] is None:
        # Marks that open nothing before the line ends are no sentence of their own.
        return ahead is None or ahead["opening"].isspace() or not ahead["opening"]
    word = ahead["word"]
    if word is None and _GOES_ON().match(ahead["next"]):
        return False
    # A name such as iPhone may begin a sentence; Japanese と takes up a quotation that ended.
    if word is not None and word[0].islower() and not word[1:2].isupper():
        return False
    if word is not None and candidate["closers"] and word[0] == "と":
        return False
    if candidate["stop"] not in _FULL_STOPS:
        return True
    starter = word is not None and word in _STARTERS and not ahead["dot"]
    return not _is_abbreviation(text, candidate.start(), starter, word is not None)


def _is_abbreviation(text: str, stop: int, starter: bool, before_word: bool) -> bool:
    """Whether the stop at offset `stop` ends an abbreviation and no sentence."""
    if _LIST_NUMBER().match(text, stop):
        return True
    token = _TOKEN().match(text, max(0, stop - 32), stop)
    if token is None:
        return False
    if _NO_STOPS().match(token[0]):
        return True
    written = token[0].lstrip(".")
    name, capital = written.casefold(), written[:1].isupper()
    if name in _NEVER_LAST or (capital and name in _TITLES):
        return True
    if not before_word and (name in _SMALL_BEFORE_NUMBERS or (capital and name in _BEFORE_NUMBERS)):
        return True
    shortened = _INITIALS().fullmatch(written) or (capital and name in _SOMETIMES_LAST)
    return bool(shortened) and not starter

"""Quotations: pairs of quotation marks that match within one paragraph, nested ones too.

Marks are matched with a stack. A single mark that may be an apostrophe closes only what is open
on top; an opener right inside an open one of the same kind shows that the older was never closed.
"""

from collections import Counter
from functools import lru_cache
from itertools import islice

from annotations.text.paragraphs import LONGEST_WHOLE, neighbourhood
from annotations.text.patterns import later
from annotations.text.span import Span, trim_blanks

_OPENERS_OF = {
    '"': '"',
    "'": "'",
    "”": "“„",
    "“": "„",
    "’": "‘‚",
    "‘": "‚",
    "»": "«",
    "›": "‹",
    "」": "「",
    "』": "『",
    "》": "《",
}
"""Which openers a mark can close; German closes „ and ‚ with what opens in English."""
_ALWAYS_OPEN = frozenset("“‘«‹„‚「『《")
_SINGLES = frozenset("'’‘")
_MARK = later("[" + "".join(_OPENERS_OF) + "„‚«‹「『《]")

# East Asian text sets marks right beside its letters, so those do not make a mark an apostrophe.
_EAST_ASIAN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_EAST_ASIAN}]]"
_ELIDED = r"(?:\d0s|tis|twas|twere|twill|til|em|n['’])"

_NO_QUOTE = later(
    rf"(?iV1)(?<={_LETTER})['’‘](?={_LETTER})"
    rf"|(?<!{_LETTER})['’‘](?={_ELIDED}(?!{_LETTER}))"
    rf"|(?<=(?<!{_LETTER})['’‘]n)['’]"
    r"|(?<=\d['’]\d{1,2})[\"”]",
)
"""Apostrophes, clipped words and years, and feet with inches (5'10")."""
_MAY_OPEN = later(
    rf"(?V1)(?<=(?:\A|[\s\p{{Ps}}\p{{Pi}}\p{{Pd}}:=/{_EAST_ASIAN}])[\"']{{0,2}})[\"'](?=\S)"
)
_MAY_CLOSE = later(rf"(?V1)(?<=[^\s\p{{Ps}}\p{{Pi}}])[\"'](?!{_LETTER})|[^\"'](?!{_LETTER})")
_POSSESSIVE = later(r"(?<=[sS])['’](?=[^\S\n]+\p{Ll})")


def quotations(paragraph: str) -> tuple[Span, ...]:
    """The well-formed quotations of a paragraph with their marks, by start, empty ones left out.

    Spans are code points of that paragraph; kept for one of up to `LONGEST_WHOLE` code points.
    """
    return _kept(paragraph) if len(paragraph) <= LONGEST_WHOLE else tuple(_Matcher(paragraph).run())


def quotations_near(text: str, offset: int) -> tuple[Span, ...]:
    """The quotations of the paragraph at `offset`, as spans of the text, by start.

    Of a paragraph over `LONGEST_WHOLE` code points only those close to `offset` are found.
    """
    near = neighbourhood(text, offset)
    found = quotations(text[near.start : near.end])
    return tuple(Span(span.start + near.start, span.end + near.start) for span in found)


def quotation_at(text: str, offset: int) -> Span | None:
    """The innermost quotation that contains `offset`, else the one that ends there, else None."""
    ending = None
    containing = None
    for span in quotations_near(text, offset):
        if span.contains(offset):
            containing = span
        elif span.end == offset:
            ending = span
    return containing or ending


def next_quotation(text: str, offset: int) -> Span | None:
    """The first quotation of the same paragraph that starts at or after `offset`, or None."""
    return next((span for span in quotations_near(text, offset) if span.start >= offset), None)


def inside(text: str, span: Span) -> Span:
    """A quotation's span without its two marks and the blanks some languages set beside them."""
    return trim_blanks(text, Span(span.start + 1, span.end - 1))


@lru_cache(maxsize=512)
def _kept(paragraph: str) -> tuple[Span, ...]:
    return tuple(_Matcher(paragraph).run())


class _Matcher:
    """One pass over the marks of a paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = [mark.start() for mark in _MARK().finditer(text)]
        self.open: list[int] = []
        self.kinds: Counter[str] = Counter()
        """How many of each opener are open, so that a stray closer need not search them all."""
        self.better_closer = -1
        """A closer found further on, before which a possessive's apostrophe closes nothing."""

    def run(self) -> list[Span]:
        """The quotations found, by start."""
        found = []
        for position, offset in enumerate(self.marks):
            if _NO_QUOTE().match(self.text, offset):
                continue
            opener = self._opener_closed_by(offset)
            if opener is not None and not self._is_possessive(position):
                span = Span(self.open[opener], offset + 1)
                while len(self.open) > opener:
                    self._pop()
                if inside(self.text, span).length:
                    found.append(span)
            elif opener is None and _opens(self.text, offset):
                self._push(offset)
        return sorted(found)

    def _push(self, offset: int) -> None:
        if self.open and self.text[self.open[-1]] == self.text[offset]:
            self._pop()
        self.open.append(offset)
        self.kinds[self.text[offset]] += 1

    def _pop(self) -> None:
        self.kinds[self.text[self.open.pop()]] -= 1

    def _opener_closed_by(self, offset: int) -> int | None:
        """Where in the stack the opener lies that the mark at `offset` would close."""
        mark = self.text[offset]
        openers = _OPENERS_OF.get(mark, "")
        if not any(self.kinds[opener] for opener in openers) or not _closes(self.text, offset):
            return None
        position = len(self.open) - 1
        if mark not in _SINGLES:
            while self.text[self.open[position]] not in openers:
                position -= 1
        return position if self.text[self.open[position]] in openers else None

    def _is_possessive(self, position: int) -> bool:
        """Whether a mark after s and before a small word is an apostrophe: a closer comes later."""
        offset = self.marks[position]
        if not _POSSESSIVE().match(self.text, offset):
            return False
        if self.better_closer <= offset:
            self.better_closer = self._find_better_closer(position)
        return self.better_closer > offset

    def _find_better_closer(self, position: int) -> int:
        """The offset of a closer of the same kind before the next opener of it, or -1."""
        text, mark, depth = self.text, self.text[self.marks[position]], 0
        for offset in islice(self.marks, position + 1, None):
            other = text[offset]
            if _NO_QUOTE().match(text, offset) or _POSSESSIVE().match(text, offset):
                continue
            if other not in _SINGLES:
                depth += 1 if _opens(text, offset) else -1
                if depth < 0:
                    return -1
            elif other != mark or _opens(text, offset):
                return -1
            elif depth == 0 and _closes(text, offset):
                return offset
        return -1


def _opens(text: str, offset: int) -> bool:
    return text[offset] in _ALWAYS_OPEN or _MAY_OPEN().match(text, offset) is not None


def _closes(text: str, offset: int) -> bool:
    mark = text[offset]
    return (mark not in _SINGLES and mark != '"') or _MAY_CLOSE().match(text, offset) is not None

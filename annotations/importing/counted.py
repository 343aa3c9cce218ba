"""A text that a file's offsets count in, in whichever unit, and the canonical text it makes."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from annotations.corpus import is_unicode
from annotations.formats.format import Unit
from annotations.text.canonical import BOM, canonical, with_lf
from annotations.text.span import Span
from annotations.text.units import Offsets, utf8, utf16

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNITS: tuple[Unit, ...] = ("codepoint", "utf16", "byte")


class Reading(NamedTuple):
    """One way to read offsets, and the span of code points that it leads to."""

    span: Span
    unit: Unit
    is_inclusive: bool
    """Whether the end is taken for the last character, not for the place behind it."""


class Counted:
    """A text as it came, and the canonical text it makes."""

    def __init__(self, text: str) -> None:
        # Half a surrogate pair can't be written; what stands for it is as long.
        self.text = text if is_unicode(text) else _SURROGATE.sub("\ufffd", text)
        self.canonical = canonical(self.text)

    def readings(self, start: int, end: int, unit: Unit) -> Iterator[Reading]:
        """The ways to read two offsets that lie in the text, the format's own first."""
        units = (unit, *(other for other in _UNITS if other != unit))
        ways = [(unit, 0), (unit, 1), *((it, more) for more in (0, 1) for it in units[1:])]
        for counted, more in ways:
            span = self.span(start, end + more, counted)
            if span is not None:
                yield Reading(span, counted, bool(more))

    def span(self, start: int, end: int, unit: Unit) -> Span | None:
        """The span in code points between two offsets; None where there is none."""
        low = self._code_points(start, unit)
        high = self._code_points(end, unit)
        if low is None or high is None or not 0 <= low < high <= len(self.text):
            return None
        return Span(low, high)

    def reads(self, span: Span, text: str) -> bool:
        """Whether that text, with LF alone at its line ends, stands there."""
        return with_lf(self.text[span.start : span.end]) == text

    def in_canonical(self, span: Span) -> Span:
        """The span in the canonical text; a line end that is touched is in it, whole."""
        if len(self.text) == len(self.canonical):
            return span
        start, end = span
        if self.text[end - 1 : end + 1] == "\r\n":
            end += 1
        dropped = self._dropped
        return Span(start - bisect_left(dropped, start), end - bisect_left(dropped, end))

    @cached_property
    def _dropped(self) -> list[int]:
        """Where the characters are that the canonical text leaves out."""
        found = [0] if self.text.startswith(BOM) else []
        at = self.text.find("\r\n")
        while at >= 0:
            found.append(at)
            at = self.text.find("\r\n", at + 2)
        return found

    def _code_points(self, offset: int, unit: Unit) -> int | None:
        if offset < 0:
            return None
        if unit == "codepoint":
            return offset
        return (self._utf16 if unit == "utf16" else self._utf8).code_points(offset)

    @cached_property
    def _utf16(self) -> Offsets:
        return utf16(self.text)

    @cached_property
    def _utf8(self) -> Offsets:
        return utf8(self.text)

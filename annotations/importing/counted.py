"""A text that a file's offsets count in, in whichever unit, and the canonical text it makes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from annotations.corpus import is_unicode
from annotations.formats.format import Unit
from annotations.text.canonical import BOM, variants, with_lf
from annotations.text.span import Span
from annotations.text.units import Offsets, utf8, utf16

_SURROGATE = re.compile("[\ud800-\udfff]")


class Counted:
    """A text that offsets count in, and the canonical text it makes."""

    def __init__(self, text: str, *, has_bom: bool = False) -> None:
        # Half a surrogate pair can't be written; what stands for it is as long.
        self.text = text if is_unicode(text) else _SURROGATE.sub("\ufffd", text)
        self.canonical = with_lf(self.text[has_bom:])
        self._has_bom = has_bom

    @classmethod
    def of_file(cls, text: str) -> Counted:
        """A text as it came, its line ends and perhaps a BOM in it."""
        return cls(text, has_bom=text.startswith(BOM))

    def other_variants(self) -> Iterator[Counted]:
        """The same as programs may have read it, so that their offsets count in that."""
        for text in variants(self.text)[1:]:
            yield Counted(text, has_bom=with_lf(text) != self.canonical)

    def span(self, start: int, end: int, unit: Unit) -> Span | None:
        """The span of the canonical text between two offsets; None where there is none."""
        low = self._code_points(start, unit)
        high = self._code_points(end, unit)
        if low is None or high is None or not 0 <= low < high <= len(self.text):
            return None
        found = self._in_canonical(low, high)
        return found if found.length else None

    def _in_canonical(self, start: int, end: int) -> Span:
        """The span in the canonical text; a line end that is touched is in it, whole."""
        if len(self.text) == len(self.canonical):
            return Span(start, end)
        if self.text[end - 1 : end + 1] == "\r\n":
            end += 1
        dropped = self._dropped
        return Span(start - bisect_left(dropped, start), end - bisect_left(dropped, end))

    @cached_property
    def _dropped(self) -> list[int]:
        """Where the characters are that the canonical text leaves out."""
        found = [0] if self._has_bom else []
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

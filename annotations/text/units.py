"""Offsets in other units than code points: UTF-16 code units and bytes of UTF-8.

JavaScript, Java and their formats count UTF-16 code units, of which a code point above U+FFFF has
two (The Unicode Standard, 3.9); tools that work on files count bytes.
"""

from bisect import bisect_right
from itertools import accumulate

import regex

_ASTRAL = regex.compile("[\U00010000-\U0010ffff]")
_NOT_ASCII = regex.compile(r"[^\x00-\x7f]")


class Offsets:
    """Converts between code points of one text and another unit; quick for many offsets."""

    def __init__(self, wide: list[int], extra: list[int]) -> None:
        self._wide = wide
        """Where the code points are, in order, that take more than one unit."""
        self._extra = [0, *accumulate(extra)]
        """How many units more there are than code points, before each of them and at the end."""
        self._starts = [at + more for at, more in zip(wide, self._extra, strict=False)]
        """Where those code points start, in units."""

    def of(self, offset: int) -> int:
        """The units before a code point."""
        # A code point counts as passed once the offset is behind it.
        return offset + self._extra[bisect_right(self._wide, offset - 1)]

    def code_points(self, units: int) -> int | None:
        """The code points before an offset in units; None for one within a code point."""
        passed = bisect_right(self._starts, units - 1)
        offset = units - self._extra[passed]
        if passed and offset <= self._wide[passed - 1]:
            return None
        return offset


def utf16(text: str) -> Offsets:
    """Offsets of a text in UTF-16 code units."""
    wide = [it.start() for it in _ASTRAL.finditer(text)]
    return Offsets(wide, [1] * len(wide))


def utf8(text: str) -> Offsets:
    """Offsets of a text in bytes of UTF-8."""
    wide = [it.start() for it in _NOT_ASCII.finditer(text)]
    return Offsets(wide, [len(text[at].encode("utf-8", "surrogatepass")) - 1 for at in wide])

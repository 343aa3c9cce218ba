"""How the offsets of an article's records are to be read: as most of the records agree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from annotations.anchoring.folding import fold
from annotations.formats.format import Stated, Unit
from annotations.importing.counted import Counted
from annotations.importing.records import context, offsets, stated_text
from annotations.model import CONTEXT_LENGTH
from annotations.text.canonical import with_lf
from annotations.text.span import Span

_UNITS: tuple[Unit, ...] = ("codepoint", "utf16", "byte")


class Way(NamedTuple):
    """One way to read offsets."""

    variant: int
    """Which of the texts they count in."""
    unit: Unit
    is_inclusive: bool = False
    """Whether the end is taken for the last character, not for the place behind it."""


class Reading(NamedTuple):
    """A span of the canonical text, and the way that leads to it."""

    span: Span
    way: Way


class Readings:
    """The ways to read the offsets of one article's records, and how many of them agree to each."""

    def __init__(
        self, first: Counted, others: Callable[[], Iterable[Counted]], *, is_sure: bool
    ) -> None:
        """`first` is what the offsets should count in; `others` make the same canonical text.

        `is_sure` says whether they can only count in that text, in whatever unit.
        """
        self.text = first.canonical
        self._is_sure = is_sure
        self._first = first
        self._others = others
        self._votes: Counter[Way] = Counter()

    def study(self, records: Sequence[Stated]) -> None:
        """Let these records count when it comes to how others of the article are to be read."""
        usual = [Way(0, stated.unit) for stated in records]
        votes = [self._vote(way, it) for way, it in zip(usual, records, strict=True)]
        if min(votes, default=0) >= 0:
            # The other ways, which cost more, need not be looked at.
            for way, vote in zip(usual, votes, strict=True):
                self._votes[way] += vote
            return
        for stated in records:
            for way in self._ways(stated.unit):
                self._votes[way] += self._vote(way, stated)

    def of(self, stated: Stated) -> list[Reading]:
        """Where the offsets lead so that the text stands there, the likeliest first.

        Without a text, only the likeliest way counts.
        """
        text = with_lf(stated_text(stated))
        usual = Way(0, stated.unit)
        if self._votes.keys() <= {usual} and self._vote(usual, stated) >= 0:
            ways: Iterable[Way] = (usual,)
        else:
            # Among equals, the format's own way is the first.
            ways = sorted(self._ways(stated.unit), key=lambda way: -self._votes[way])
        found = ((self.span(way, *(offsets(stated) or (0, 0))), way) for way in ways)
        if not text:
            span, way = next(iter(found))
            return [] if span is None else [Reading(span, way)]
        return [
            Reading(span, way)
            for span, way in found
            if span is not None and self.text[span.start : span.end] == text
        ]

    def span(self, way: Way, start: int, end: int) -> Span | None:
        """The span that offsets lead to; None where there is none."""
        counted = self._first if way.variant == 0 else self._variants[way.variant]
        return counted.span(start, end + way.is_inclusive, way.unit)

    def _vote(self, way: Way, stated: Stated) -> int:
        """Whether a record speaks for (1) or against (-1) a way, or neither (0)."""
        at, text = offsets(stated), with_lf(stated_text(stated))
        if at is None or (not text and at[0] == at[1]):
            return 0
        span = self.span(way, *at)
        if not text:
            # That there is some place is no sign; that there is none might be another text's.
            return -1 if span is None and self._is_sure else 0
        if span is None or self.text[span.start : span.end] != text:
            return -1
        return 1 if is_in_context(self.text, span, *context(stated)) else -1

    def _ways(self, unit: Unit) -> Iterator[Way]:
        """All of them, the format's own first."""
        units = (unit, *(other for other in _UNITS if other != unit))
        for is_inclusive in (False, True):
            for variant in range(len(self._variants)):
                for other in units:
                    yield Way(variant, other, is_inclusive)

    @cached_property
    def _variants(self) -> Sequence[Counted]:
        return list(chain([self._first], self._others()))


def is_in_context(text: str, span: Span, prefix: str, suffix: str) -> bool:
    """Whether what is said to stand around agrees with a place, but for blanks and quotes."""
    if not (prefix or suffix):
        return True
    prefix, suffix = with_lf(prefix), with_lf(suffix)
    # Folding makes runs of blanks shorter, so more is read than is compared.
    before = text[max(0, span.start - 2 * CONTEXT_LENGTH) : span.start]
    after = text[span.end : span.end + 2 * CONTEXT_LENGTH]
    if before.endswith(prefix) and after.startswith(suffix):
        return True
    before, after, prefix, suffix = (fold(it).strip() for it in (before, after, prefix, suffix))
    return before.endswith(prefix) and after.startswith(suffix)

"""Say where an annotation lies in the text its article has become."""

from functools import cached_property
from typing import NamedTuple

from annotations.anchoring.context import ENOUGH, agreement
from annotations.anchoring.distance import similarity
from annotations.anchoring.folding import fold, fold_each
from annotations.anchoring.search import Search
from annotations.anchoring.text_diff import TextDiff
from annotations.model import Annotation, Status, placement
from annotations.text.graphemes import next_boundary, snap_back
from annotations.text.span import Span

LEAST_MAPPED = 0.6
"""Less similar text that stands in a span's place is not the span's any more."""
SURE = 0.95
"""Text as similar as this, in a span's place, needs no context."""

_REACH = 64
"""How far, in code points, an end is moved to the end of its word, or to the exact text."""
_TAIL = 8
_CLOSE = 24
"""An edited end is moved by up to `_CLOSE` code points to the `_TAIL` code points beside it."""
_LONGEST_MEASURED = 5_000
"""Of longer texts, in code points, the diff says how similar they are."""
_LEAST_LENGTH = LEAST_MAPPED / 2
"""A text shorter by this factor is not compared; it leaves room for blanks that folding drops."""


class Placed(NamedTuple):
    """Where an annotation lies, and how it was found; an orphan keeps its old offsets."""

    span: Span
    status: Status


class Anchoring:
    """What became of one article's text; made once, it places all annotations of the article.

    `old` is the text they were made on, or None where it was not kept. Nothing is compared until
    an annotation needs it, and the texts are compared only once.
    """

    def __init__(self, old: str | None, new: str) -> None:
        self._old = old
        self._new = new

    def place(self, annotation: Annotation) -> Placed:
        """Find an annotation in the new text.

        `ok` where text and context are where they were, or nothing changed; `moved` where the
        exact text lies elsewhere; `fuzzy` where it differs; `orphan` where it is gone, or could
        as well be in two places.
        """
        if self.stays(annotation):
            return Placed(annotation.span, "ok")
        span = self._mapped(annotation) or self._found(annotation)
        if span is None:
            return Placed(annotation.span, "orphan")
        is_exact = self._new[span.start : span.end] == annotation.text
        return Placed(span, "moved" if is_exact else "fuzzy")

    def stays(self, annotation: Annotation) -> bool:
        """Whether an annotation lies where it lay, which takes no comparing to say."""
        here = placement(self._new, annotation.span)
        if here["text"] != annotation.text:
            return False
        is_same_context = (
            here["prefix"] == annotation.prefix and here["suffix"] == annotation.suffix
        )
        return is_same_context or self._old == self._new

    @cached_property
    def _diff(self) -> TextDiff | None:
        return None if self._old is None else TextDiff(self._old, self._new)

    @cached_property
    def _search(self) -> Search:
        return Search(self._new, self._diff)

    @cached_property
    def _search_all(self) -> Search:
        return Search(self._new, None)

    def _is_of_old_text(self, annotation: Annotation) -> bool:
        old = self._old
        return old is not None and old[annotation.start : annotation.end] == annotation.text

    def _mapped(self, annotation: Annotation) -> Span | None:
        """Where the diff leads, if what is there can be taken for the annotation's text."""
        diff = self._diff if self._is_of_old_text(annotation) else None
        image = diff.image(annotation.span) if diff else None
        if image is None or diff is None:
            return None
        span = self._settled(annotation, image.span)
        similar = self._similarity(annotation, span, diff)
        if similar >= SURE and image.is_sure:
            return span
        is_enough = similar >= LEAST_MAPPED and agreement(annotation, self._new, span) >= ENOUGH
        return span if is_enough else None

    def _found(self, annotation: Annotation) -> Span | None:
        """Where the search leads; the diff counts only if the annotation is one of its old text."""
        search = self._search if self._is_of_old_text(annotation) else self._search_all
        span = search.find(annotation)
        return None if span is None else self._settled(annotation, span)

    def _settled(self, annotation: Annotation, span: Span) -> Span:
        """The span with its ends where they belong: at the exact text, else at its context."""
        exact = self._exact_near(annotation, span)
        return exact or self._rounded(annotation, self._within_context(annotation, span))

    def _within_context(self, annotation: Annotation, span: Span) -> Span:
        """The span out or in to where its context, read exactly, ends and starts close by."""
        low, high = max(0, span.start - _CLOSE - _TAIL), span.end + _CLOSE + _TAIL
        around = fold_each(self._new[low:high])
        start, end = span.start - low, span.end - low
        prefix = fold_each(annotation.prefix[-_TAIL:])
        suffix = fold_each(annotation.suffix[:_TAIL])
        if len(prefix) == _TAIL:
            ends = around[: min(end, start + _CLOSE)].rfind(prefix)
            start = ends + _TAIL if ends >= 0 else start
        if len(suffix) == _TAIL:
            starts = around.find(suffix, max(start + 1, end - _CLOSE))
            end = starts if starts >= 0 else end
        return Span(low + start, low + end) if start < end else span

    def _similarity(self, annotation: Annotation, span: Span, diff: TextDiff) -> float:
        shorter, longer = sorted((annotation.span.length, span.length))
        if shorter < longer * _LEAST_LENGTH:
            return 0.0
        if longer > _LONGEST_MEASURED:
            return diff.known_share(span) * span.length / longer
        found = self._new[span.start : span.end]
        return similarity(fold(annotation.text).strip(), fold(found).strip())

    def _exact_near(self, annotation: Annotation, span: Span) -> Span | None:
        """The exact text, if it lies where `span` does but for a little at its ends."""
        text = annotation.text
        low = max(0, span.start - _REACH)
        most = span.start + _REACH + len(text)
        found = []
        while (low := self._new.find(text, low, min(most, span.end + _REACH))) >= 0:
            hit = Span(low, low + len(text))
            shared = min(hit.end, span.end) - max(hit.start, span.start)
            if 2 * shared >= min(hit.length, span.length):
                found.append(hit)
            low += 1
        return min(
            found,
            key=lambda hit: abs(hit.start - span.start) + abs(hit.end - span.end),
            default=None,
        )

    def _rounded(self, annotation: Annotation, span: Span) -> Span:
        """The span out to whole characters, and to whole words where it had been one of them."""
        new, (start, end) = self._new, span
        if not _joins(annotation.prefix[-1:], annotation.text[0]):
            least = max(0, start - _REACH)
            while start > least and _joins(new[start - 1], new[start]):
                start -= 1
        if not _joins(annotation.text[-1], annotation.suffix[:1]):
            most = min(len(new), end + _REACH)
            while end < most and _joins(new[end - 1], new[end]):
                end += 1
        return Span(snap_back(new, start), next_boundary(new, end - 1))


def _joins(one: str, other: str) -> bool:
    """Whether two code points are both part of one word; an empty string is part of none."""
    return one.isalnum() and other.isalnum()

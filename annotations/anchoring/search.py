"""Find an annotation's text in a changed article by the text itself and its context."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from annotations.anchoring.context import ENOUGH, agreement
from annotations.anchoring.distance import nearest
from annotations.anchoring.folding import Folded, fold
from annotations.anchoring.text_diff import TextDiff
from annotations.model import Annotation
from annotations.text.span import Span

LEAST_SIMILAR = 0.72
"""Less similar text (edit distance over length) is not taken for the annotation's."""
_LONG = 32
"""A text of as many code points, found once, needs no context; a shorter one always does."""
_CLEAR = 0.9
"""An exact text in a context as like as this is not compared with texts that are only similar."""
_MARGIN = 0.05
"""How much better than the next best place the best one must be, unless it is perfect."""
_PERFECT = 2.0
"""The exact text, folded, in its whole context: what is only like it is another passage."""
_HITS = 256
"""How many places of one text are looked at: past that, only those with its context."""
_NEAR = 8
"""How many code points of context are then looked for together with the text."""
_LONGEST_QUOTE = 2_000
"""Longer texts, in code points, are found only unchanged or through the diff."""
_SEEDS = 12
_SEED_LENGTH = 10
_SEED_HITS = 32
_WINDOWS = 8
_KNOWN = 0.5
"""A place of which the diff knows this share from elsewhere in the old text is a lookalike."""


class Search:
    """The new text made ready to look for quotes in it.

    With a diff, only passages that were not in the old text are looked at: whatever else reads
    the same is another passage, which was there before.
    """

    def __init__(self, text: str, diff: TextDiff | None) -> None:
        self._text = text
        self._diff = diff

    def find(self, annotation: Annotation) -> Span | None:
        """The one place that is the annotation's by its text and context; None also for a tie."""
        quote = fold(annotation.text).strip()
        if not quote or not self._where:
            return None
        exact = dict.fromkeys(self._unknown(self._exact(quote, annotation)), 1.0)
        contexts = (agreement(annotation, self._text, span) for span in exact)
        is_clear = len(exact) == 1 and len(quote) >= _LONG
        if is_clear or len(quote) > _LONGEST_QUOTE or max(contexts, default=0.0) >= _CLEAR:
            return self._best(annotation, exact)
        # The passage itself may have been edited while another one reads as it did.
        return self._best(annotation, self._alike(quote, annotation) | exact)

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self._text)

    @cached_property
    def _where(self) -> list[Span]:
        """The passages to look at, as spans of the folded text."""
        passages = [Span(0, len(self._text))] if self._diff is None else self._diff.fresh
        offset = self._folded.folded_offset
        return [Span(offset(passage.start), offset(passage.end)) for passage in passages]

    def _best(self, annotation: Annotation, found: dict[Span, float]) -> Span | None:
        """The place with the best context, if it is good enough and no other comes near it.

        `found` gives how similar the text of each place is, which counts as the context does. One
        place alone needs no context if the text is long.
        """
        if len(found) == 1 and annotation.span.length >= _LONG:
            return next(iter(found))
        ranked = []
        for span, similar in found.items():
            context = agreement(annotation, self._text, span)
            if context >= ENOUGH:
                ranked.append((context + similar, span))
        ranked.sort(reverse=True)
        if not ranked:
            return None
        best, span = ranked[0]
        margin = _MARGIN if best < _PERFECT else 0.0
        rivals = (other for score, other in ranked[1:] if score >= best - margin)
        is_tie = any(other.start >= span.end or other.end <= span.start for other in rivals)
        return None if is_tie else span

    def _unknown(self, spans: Iterable[Span]) -> list[Span]:
        """The spans that the diff doesn't know as another passage of the old text."""
        diff = self._diff
        if diff is None:
            return list(spans)
        return [span for span in spans if diff.known_share(span) < _KNOWN]

    def _exact(self, quote: str, annotation: Annotation) -> list[Span]:
        """The places, as spans of the new text, that read as the quote does once folded."""
        starts = self._hits(quote, 0, len(quote), _HITS + 1)
        if len(starts) > _HITS:
            before = _last(fold(annotation.prefix), _NEAR)
            after = fold(annotation.suffix)[:_NEAR]
            starts = self._hits(before + quote, len(before), len(quote), _HITS)
            starts |= self._hits(quote + after, 0, len(quote), _HITS)
        return [self._folded.original_span(start, start + len(quote)) for start in sorted(starts)]

    def _hits(self, needle: str, offset: int, reach: int, limit: int) -> set[int]:
        """Where `needle` lies, `offset` code points further on, within `reach` of a passage."""
        return set(islice(self._each_hit(needle, offset, reach), limit))

    def _each_hit(self, needle: str, offset: int, reach: int) -> Iterator[int]:
        text = self._folded.text
        last = -1
        for start, end in self._where:
            low, high = max(0, start - reach - offset, last + 1), end + reach + len(needle)
            while (low := text.find(needle, low, high)) >= 0:
                last = low
                yield low + offset
                low += 1

    def _alike(self, quote: str, annotation: Annotation) -> dict[Span, float]:
        """The places that read almost as the quote does, and how similar they are."""
        found: dict[Span, float] = {}
        slack = len(quote) // 3 + 8
        for guess in self._guesses(quote, annotation):
            start = max(0, guess - slack)
            near = nearest(quote, self._folded.text[start : guess + len(quote) + slack])
            similar = 1 - near.distance / max(len(quote), near.end - near.start)
            if near.end > near.start and similar >= LEAST_SIMILAR:
                span = self._folded.original_span(start + near.start, start + near.end)
                found[span] = similar
        return {span: found[span] for span in self._unknown(found)}

    def _guesses(self, quote: str, annotation: Annotation) -> list[int]:
        """Where the quote might start: where most of its parts, or its context, are found."""
        seeds = dict(_seeds(quote))
        prefix, suffix = fold(annotation.prefix), fold(annotation.suffix)
        if prefix.strip():
            seeds[_last(prefix, 2 * _NEAR)] = -len(_last(prefix, 2 * _NEAR))
        if suffix.strip():
            seeds[suffix[: 2 * _NEAR]] = len(quote)
        grid = max(8, len(quote) // 4)
        votes: Counter[int] = Counter()
        for seed, offset in seeds.items():
            hits = self._hits(seed, -offset, len(quote) + len(seed), _SEED_HITS + 1)
            if len(hits) <= _SEED_HITS:
                votes.update({max(0, hit) // grid for hit in hits})
        return [place * grid + grid // 2 for place, _ in votes.most_common(_WINDOWS)]


def _seeds(quote: str) -> Iterator[tuple[str, int]]:
    """Some parts of a quote, evenly spread over it, each with its offset there."""
    length = min(_SEED_LENGTH, max(1, len(quote) // 3))
    places = len(quote) - length
    count = min(_SEEDS, places + 1)
    for index in range(count):
        offset = places * index // max(1, count - 1)
        yield quote[offset : offset + length], offset


def _last(text: str, length: int) -> str:
    return text[max(0, len(text) - length) :]

"""Which sentences of an article others say too, and which it says alone."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotations.compare.article_index import LONGEST_INDEXED
from annotations.compare.comparison import WEAK, Comparison, Counterpart
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span


class Covered(NamedTuple):
    """A sentence, and what comes closest to it in the other open articles."""

    span: Span
    doc_path: str
    """The article that has it; `""` where no article has anything."""
    best: Counterpart | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether another article says the same, as far as can be told."""
        return self.best is not None and self.best.strength == "strong"

    @property
    def is_only_here(self) -> bool:
        """Whether no other article says anything like it, not even weakly."""
        return self.best is None or self.best.score < WEAK


def coverage(comparison: Comparison, doc_path: str, text: str) -> tuple[Covered, ...]:
    """Each sentence of an open article that is compared, in order; takes a query for each.

    `text` is the article's canonical text. Lines of the page around the story are left out.
    """
    return tuple(covered_sentences(comparison, doc_path, text))


def said_elsewhere(text: str, covered: Iterable[Covered]) -> tuple[Span, ...]:
    """The sentences of an article that others say too, in order, and where they are repeated.

    `text` is the article's canonical text. A repeated headline is looked at once, but is no less
    elsewhere where it stands again.
    """
    said = {_key(text, sentence.span) for sentence in covered if sentence.is_elsewhere}
    spans = sentence_spans(text[:LONGEST_INDEXED])
    return tuple(span for span in spans if _key(text, span) in said)


def _key(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].casefold().split())


def covered_sentences(comparison: Comparison, doc_path: str, text: str) -> Iterator[Covered]:
    """The same, one by one as they are looked at."""
    for span in comparison.articles[doc_path].spans:
        yield _covered(comparison, doc_path, text, span)


def _covered(comparison: Comparison, doc_path: str, text: str, span: Span) -> Covered:
    found = comparison.counterparts(doc_path, text[span.start : span.end], limit=1)
    best = max(
        ((counterparts[0], path) for path, counterparts in found.items() if counterparts),
        key=lambda pair: pair[0].score,
        default=None,
    )
    return Covered(span, best[1], best[0]) if best else Covered(span, "", None)

"""What every change to an annotator's marks has in common: one operation, kept before it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from annotations.corpus import Article
from annotations.errors import EditError
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id, placement, utc_now
from annotations.span_index import SpanIndex
from annotations.store.protocol import Store
from annotations.text.excerpt import excerpt
from annotations.text.graphemes import whole_clusters
from annotations.text.span import Span, trim_blanks


def _tell_nobody(_operation: Operation, _other: Annotation | None) -> None:
    pass


@dataclass
class Changing:
    """Records operations of one annotator in a store."""

    store: Store
    annotator: str
    now: Callable[[], str] = utc_now
    make_id: Callable[[], str] = new_id
    when_done: Callable[[Operation, Annotation | None], None] = field(
        default=_tell_nobody, kw_only=True
    )
    """Is told of each operation once it is kept, and of what it linked something with."""

    def check_own(self, annotation: Annotation) -> None:
        """Raise EditError for another annotator's annotation, which can't be changed."""
        if annotation.annotator != self.annotator:
            raise EditError(f"this mark is {annotation.annotator}'s and can't be changed")

    def _do(self, verb: str, *changes: Change, other: Annotation | None = None) -> Operation:
        first = changes[0].after
        time = self.now() if first is None else first.modified
        named = "" if other is None else f"{other.label} {excerpt(other.text)}"
        return self._record(Operation.of(verb, *changes, time=time, other=named), other)

    def _record(self, operation: Operation, other: Annotation | None = None) -> Operation:
        done = self.store.record(operation)
        self.when_done(done, other)
        return done

    def _made(self, article: Article, span: Span, label: str) -> Annotation:
        """A new annotation, not recorded yet."""
        time = self.now()
        return Annotation(
            id=self.make_id(),
            doc_id=article.doc_id,
            doc_path=article.doc_path,
            doc_sha256=article.sha256,
            label=label,
            annotator=self.annotator,
            created=time,
            modified=time,
            **placement(article.text, span),
        )

    def _same(
        self, doc_path: str, span: Span, label: str, seen: SpanIndex[Annotation] | None
    ) -> Annotation | None:
        """One's own annotation of that span with that label; `seen` are all as they are shown."""
        index = SpanIndex(self.store.annotations(doc_path)) if seen is None else seen
        for annotation in index.overlapping(*span):
            mine = annotation.annotator == self.annotator
            if mine and annotation.span == span and annotation.label == label:
                return annotation
        return None


def with_fields(annotation: Annotation, fields: Mapping[str, object]) -> Annotation:
    """The annotation with some fields changed."""
    return Annotation.model_validate({**annotation.to_record(), **fields})


def sensible(text: str, span: Span) -> Span:
    """A span without blanks at its ends, of whole characters; EditError if that is nothing."""
    trimmed = trim_blanks(text, span)
    if not trimmed.length:
        raise EditError("the selection holds nothing but blanks")
    # A blank with an accent on it is no blank to a reader.
    return whole_clusters(text, trimmed)

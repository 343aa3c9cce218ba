"""What a user does to annotations: tag, relabel, reshape, note, delete; undo and redo of it all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from annotations.corpus import Article
from annotations.errors import ConflictError, EditError
from annotations.model import Annotation, Change, new_id, placement, utc_now
from annotations.selection import unit_at
from annotations.text.dates import date_at
from annotations.text.sentences import sentence_at
from annotations.text.span import Span, trim_blanks
from annotations.text.words import word_at


class AnnotationStore(Protocol):
    """What editing needs of a store: to read an article's annotations and to commit changes."""

    def annotations(self, doc_path: str) -> list[Annotation]:
        """Everybody's annotations on one article."""
        ...

    def commit(self, changes: list[Change]) -> None:
        """Keep the changes, or raise StoreError and keep none."""
        ...


@dataclass(frozen=True)
class Operation:
    """One thing a user did, as it is undone and redone: a verb (past tense) and its changes."""

    verb: str
    changes: tuple[Change, ...]

    @property
    def subject(self) -> Annotation:
        """The annotation as the operation left it, or as it was if that deleted it."""
        return self.changes[0].subject

    @property
    def earlier_subject(self) -> Annotation:
        """The annotation as it was before, which undoing brings back; as made if it was not."""
        return self.changes[0].reversed().subject

    def describe(self) -> str:
        """Say what was done in a few words: "tagged claim “Beijing will never…”"."""
        before, after = self.changes[0]
        what = self.subject.label
        if before is not None and after is not None and before.label != after.label:
            what = f"{before.label} as {after.label}"
        return f"{self.verb} {what} {excerpt(self.subject.text)}"


@dataclass
class Editor:
    """Changes one annotator's marks; what it can't keep raises StoreError and is not in history."""

    store: AnnotationStore
    annotator: str
    now: Callable[[], str] = utc_now
    make_id: Callable[[], str] = new_id
    last_label: str | None = None
    """What was tagged or relabelled with last."""
    _done: list[Operation] = field(default_factory=list)
    _undone: list[Operation] = field(default_factory=list)

    def tag(self, article: Article, span: Span, label: str) -> tuple[Annotation, bool]:
        """Label a span, blanks at its ends left out; returns it, and whether it is new.

        The same label on the same span is one annotation. Raises EditError if the span is blank.
        """
        span = _sensible(article.text, span)
        existing = self._same(article.doc_path, span, label)
        if existing is not None:
            self.last_label = label
            return existing, False
        time = self.now()
        annotation = Annotation(
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
        self._do("tagged", Change(None, annotation))
        self.last_label = label
        return annotation, True

    def relabel(self, annotation: Annotation, label: str) -> Annotation:
        """Give it another label; raises EditError if that span has this label already."""
        self.check_own(annotation)
        if annotation.label == label:
            return annotation
        if self._same(annotation.doc_path, annotation.span, label):
            raise EditError(f"this span is marked as {label} already")
        relabelled = self._change("relabelled", annotation, {"label": label})
        self.last_label = label
        return relabelled

    def reshape(self, article: Article, annotation: Annotation, span: Span) -> Annotation:
        """Let it cover another span of the same article; raises EditError if that is blank."""
        self.check_own(annotation)
        span = _sensible(article.text, span)
        if span == annotation.span:
            return annotation
        if self._same(article.doc_path, span, annotation.label):
            raise EditError(f"that span is marked as {annotation.label} already")
        fields = {"doc_sha256": article.sha256, **placement(article.text, span)}
        return self._change("reshaped", annotation, fields)

    def set_note(self, annotation: Annotation, note: str) -> Annotation:
        """Replace its note; an empty one takes it away."""
        self.check_own(annotation)
        if note == annotation.note:
            return annotation
        return self._change("noted on", annotation, {"note": note})

    def delete(self, annotation: Annotation) -> None:
        """Delete it."""
        self.check_own(annotation)
        self._do("deleted", Change(annotation, None))

    def check_own(self, annotation: Annotation) -> None:
        """Raise EditError for another annotator's annotation, which can't be changed."""
        if annotation.annotator != self.annotator:
            raise EditError(f"this mark is {annotation.annotator}'s and can't be changed")

    def undo(self) -> Operation:
        """Take the last operation back and return it; raises EditError if there is none."""
        return self._replay(self._done, self._undone, backwards=True)

    def redo(self) -> Operation:
        """Do again what was undone last and return it; raises EditError if there is none."""
        return self._replay(self._undone, self._done, backwards=False)

    def _replay(
        self, source: list[Operation], target: list[Operation], *, backwards: bool
    ) -> Operation:
        if not source:
            raise EditError("there is nothing to undo" if backwards else "there is nothing to redo")
        operation = source[-1]
        changes = list(operation.changes)
        if backwards:
            changes = [change.reversed() for change in reversed(changes)]
        try:
            self.store.commit(changes)
        except ConflictError:
            # It can't be replayed any more; those before it can.
            source.pop()
            raise
        target.append(source.pop())
        return operation

    def _change(self, verb: str, annotation: Annotation, fields: dict[str, object]) -> Annotation:
        record = {**annotation.to_record(), **fields, "modified": self.now()}
        changed = Annotation.model_validate(record)
        self._do(verb, Change(annotation, changed))
        return changed

    def _do(self, verb: str, change: Change) -> None:
        self.store.commit([change])
        self._done.append(Operation(verb, (change,)))
        self._undone.clear()

    def _same(self, doc_path: str, span: Span, label: str) -> Annotation | None:
        for annotation in self.store.annotations(doc_path):
            mine = annotation.annotator == self.annotator
            if mine and annotation.span == span and annotation.label == label:
                return annotation
        return None


def target_at(text: str, offset: int, label: str) -> Span:
    """What a tag takes with nothing selected: sentence, quotation, date or word, or word.

    Raises EditError, saying what is missing, where there is nothing sensible at the offset.
    """
    if label == "claim":
        found, missing = sentence_at(text, offset), "no sentence"
    elif label == "quote":
        found, missing = unit_at(text, offset, "quotation"), "no whole quotation"
    elif label == "date":
        found, missing = date_at(text, offset) or word_at(text, offset), "no date or word"
    else:
        found, missing = word_at(text, offset), "no word"
    if found is None:
        raise EditError(f'{missing} at the caret: select something first (v, s, p or ")')
    return found


def excerpt(text: str, length: int = 40) -> str:
    """A text on one line in quotation marks, at most `length` code points of it."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= length else f"“{line[: length - 1].rstrip()}…”"


def _sensible(text: str, span: Span) -> Span:
    trimmed = trim_blanks(text, span)
    if not trimmed.length:
        raise EditError("the selection holds nothing but blanks")
    return trimmed

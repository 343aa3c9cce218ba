"""What a user does to annotations: tag, relabel, reshape, note, delete; undo and redo of it all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from annotations.corpus import Article
from annotations.errors import BothKeptError, ConflictError, EditError
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id, placement, utc_now
from annotations.span_index import SpanIndex
from annotations.store.protocol import Store
from annotations.text.graphemes import whole_clusters
from annotations.text.span import Span, trim_blanks

MOST_AT_ONCE = 10_000
"""How many annotations one step may change: more would make a line of the history too long."""


class Several(NamedTuple):
    """What came of changing several annotations in one step, and what to tell the reader."""

    changes: Sequence[Change]
    said: str


@dataclass
class Editor:
    """Changes one annotator's marks; what it can't keep raises StoreError and is not in history.

    Where an article has changed since it was annotated, its annotations may be seen elsewhere than
    the store has them: `seen` are all as they stand in its text, `stored` is the one at hand as
    the store has it. Without them, what the store has is what is seen.
    """

    store: Store
    annotator: str
    now: Callable[[], str] = utc_now
    make_id: Callable[[], str] = new_id
    last_label: str | None = None
    """What was tagged or relabelled with last."""
    _passed_over: set[str] = field(default_factory=set)
    """Operations that can't be taken back or done again, because others changed the mark since."""

    def tag(
        self,
        article: Article,
        span: Span,
        label: str,
        *,
        seen: SpanIndex[Annotation] | None = None,
    ) -> tuple[Annotation, bool]:
        """Label a span, blanks at its ends left out; returns it, and whether it is new.

        The same label on the same span is one annotation. Raises EditError if the span is blank.
        """
        span = _sensible(article.text, span)
        existing = self._same(article.doc_path, span, label, seen)
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
        self.store.keep_text(article.sha256, article.text)
        self._do("tagged", Change(None, annotation))
        self.last_label = label
        return annotation, True

    def relabel(
        self,
        annotation: Annotation,
        label: str,
        *,
        stored: Annotation | None = None,
        seen: SpanIndex[Annotation] | None = None,
    ) -> Annotation:
        """Give it another label; raises EditError if that span has this label already."""
        self.check_own(annotation)
        if annotation.label == label:
            return annotation
        if self._same(annotation.doc_path, annotation.span, label, seen):
            raise EditError(f"this span is marked as {label} already")
        relabelled = self._change("relabelled", annotation, {"label": label}, stored)
        self.last_label = label
        return relabelled

    def reshape(
        self,
        article: Article,
        annotation: Annotation,
        span: Span,
        *,
        stored: Annotation | None = None,
        seen: SpanIndex[Annotation] | None = None,
    ) -> Annotation:
        """Let it cover another span of the same article; raises EditError if that is blank.

        Whoever gives it a place by hand has found it: its status is `ok` then.
        """
        self.check_own(annotation)
        span = _sensible(article.text, span)
        if span == annotation.span and annotation.status == "ok":
            return annotation
        same = self._same(article.doc_path, span, annotation.label, seen)
        if same is not None and same.id != annotation.id:
            raise EditError(f"that span is marked as {annotation.label} already")
        here = placement(article.text, span)
        fields = {"doc_sha256": article.sha256, "status": "ok", "segments": "", **here}
        verb = "placed" if annotation.status == "orphan" else "reshaped"
        self.store.keep_text(article.sha256, article.text)
        return self._change(verb, annotation, fields, stored)

    def set_note(
        self, annotation: Annotation, note: str, *, stored: Annotation | None = None
    ) -> Annotation:
        """Replace its note; an empty one takes it away."""
        self.check_own(annotation)
        if note == annotation.note:
            return annotation
        return self._change("noted on", annotation, {"note": note}, stored)

    def set_links(self, annotation: Annotation, links: str, *, verb: str = "linked") -> Annotation:
        """Replace its `links`; it is given and returned as it is stored.

        Raises ConflictError, with nothing changed, where it is not as it was.
        """
        self.check_own(annotation)
        if links == annotation.links:
            return annotation
        changed = _with(annotation, {"links": links, "modified": self.now()})
        self._do(verb, Change(annotation, changed))
        return changed

    def delete(self, annotation: Annotation, *, stored: Annotation | None = None) -> None:
        """Delete it."""
        self.check_own(annotation)
        self._do("deleted", Change(stored or annotation, None))

    def delete_all(self, annotations: Sequence[Annotation]) -> Several:
        """Delete one's own of these, given as they are stored, in one step; others' are left.

        Raises EditError where none can be, ConflictError with nothing changed where one is not as
        it was.
        """
        mine, stay = self._own(annotations)
        return self._do_all("deleted", "deleted", [Change(it, None) for it in mine], stay)

    def relabel_all(self, annotations: Sequence[Annotation], label: str) -> Several:
        """Give one's own of these, as stored, another label in one step; as `delete_all`.

        Those whose span has that label already are left alone. They keep the place they are
        stored at, also where their article has changed since.
        """
        mine, stay = self._own(annotations)
        paths = {it.doc_path for it in mine}
        taken = {
            _place(it)
            for path in paths
            for it in self.store.annotations(path)
            if it.label == label and it.annotator == self.annotator
        }
        time, changes, already = self.now(), [], 0
        for annotation in mine:
            if _place(annotation) in taken:
                already += 1
                continue
            taken.add(_place(annotation))
            fields = {"label": label, "modified": time}
            changes.append(Change(annotation, _with(annotation, fields)))
        if already:
            stay = [f"{already:,} had that label already", *stay]
        said = self._do_all("relabelled", f"now {label}", changes, stay)
        self.last_label = label
        return said

    def _own(self, annotations: Sequence[Annotation]) -> tuple[list[Annotation], list[str]]:
        """Those that can be changed, and what to say of the others."""
        if len(annotations) > MOST_AT_ONCE:
            raise EditError(
                f"{len(annotations):,} marks are too many for one step: "
                f"choose at most {MOST_AT_ONCE:,}"
            )
        mine = [it for it in annotations if it.annotator == self.annotator]
        if len(mine) == len(annotations):
            return mine, []
        names = {it.annotator for it in annotations} - {self.annotator}
        whose = f"{names.pop()}'s" if len(names) == 1 else "others'"
        count = len(annotations) - len(mine)
        return mine, [
            f"1 is {whose} and stays" if count == 1 else f"{count:,} are {whose} and stay"
        ]

    def _do_all(
        self, verb: str, done: str, changes: Sequence[Change], stay: Sequence[str]
    ) -> Several:
        if not changes:
            raise EditError("; ".join(stay) or "there is no mark here")
        try:
            self._do(verb, *changes)
        except ConflictError as conflict:
            raise ConflictError(
                "nothing done: not all of these marks are as they were listed, others changed "
                "them meanwhile; they are shown as they are now"
            ) from conflict
        return Several(tuple(changes), "; ".join([f"{len(changes):,} {done}", *stay]))

    def settle(self, annotation: Annotation) -> Annotation:
        """Of two versions that were made at the same time, keep this one and drop the other.

        Raises EditError for an annotation that has no other version.
        """
        self.check_own(annotation)
        everybodys = self.store.annotations(annotation.doc_path)
        found = {it.id: it for it in everybodys if it.annotator == self.annotator}
        annotation = found.get(annotation.id, annotation)
        original_id = annotation.conflict_with
        if original_id:
            kept, changes = self._settled_on_copy(annotation, found.get(original_id))
        else:
            copies = [it for it in found.values() if it.conflict_with == annotation.id]
            kept, changes = annotation, [Change(copy, None) for copy in copies]
        if not changes:
            raise EditError("this mark has no other version")
        self._do("settled", *changes)
        return kept

    def _settled_on_copy(
        self, copy: Annotation, original: Annotation | None
    ) -> tuple[Annotation, list[Change]]:
        """The changes that put a copy in the place of its original, if that is there still."""
        fields: dict[str, object] = {"links": copy.links_but("conflict"), "modified": self.now()}
        if original is None:
            kept = _with(copy, fields)
            return kept, [Change(copy, kept)]
        kept = _with(copy, {**fields, "id": original.id, "created": original.created})
        return kept, [Change(original, kept), Change(copy, None)]

    def check_own(self, annotation: Annotation) -> None:
        """Raise EditError for another annotator's annotation, which can't be changed."""
        if annotation.annotator != self.annotator:
            raise EditError(f"this mark is {annotation.annotator}'s and can't be changed")

    def undo(self) -> Operation:
        """Take the last operation back and return it; raises EditError if there is none.

        Of an import, it is what was taken back: all that was not changed since. Raises
        ConflictError where its annotation was changed by another since; that operation is passed
        over from then on.
        """
        original = self._last(self.store.history(self.annotator).newest_undoable(), "undo")
        taking = replace(original.reversed(), id=new_id(), time=self.now())
        done = self._replay(replace(taking, undoes=original.id))
        return replace(original, changes=done.reversed().changes, passed_over=done.passed_over)

    def redo(self) -> Operation:
        """Do again what was undone last and return it; raises EditError if there is none."""
        original = self._last(self.store.history(self.annotator).newest_redoable(), "redo")
        again = replace(original, id=new_id(), time=self.now())
        done = self._replay(replace(again, redoes=original.id))
        return replace(original, changes=done.changes, passed_over=done.passed_over)

    def _last(self, newest: Iterator[Operation], what: str) -> Operation:
        for operation in newest:
            if operation.id not in self._passed_over:
                return operation
        raise EditError(f"there is nothing to {what}")

    def _replay(self, operation: Operation) -> Operation:
        try:
            return self.store.record(operation)
        except ConflictError:
            # It can't be replayed any more; those before it can.
            self._passed_over.add(operation.undoes or operation.redoes)
            raise

    def _change(
        self,
        verb: str,
        annotation: Annotation,
        fields: Mapping[str, object],
        stored: Annotation | None,
    ) -> Annotation:
        changed = _with(annotation, {**fields, "modified": self.now()})
        try:
            self._do(verb, Change(stored or annotation, changed))
        except ConflictError as conflict:
            links = f"{changed.links_but('conflict')} conflict:{changed.id}".strip()
            copy = _with(changed, {"id": self.make_id(), "links": links})
            self._do("kept beside another's", Change(None, copy))
            is_there = any(it.id == changed.id for it in self.store.annotations(changed.doc_path))
            raise BothKeptError(
                "this mark was changed elsewhere meanwhile: both versions are kept"
                if is_there
                else "this mark was deleted elsewhere meanwhile: your version is kept"
            ) from conflict
        return changed

    def _do(self, verb: str, *changes: Change) -> None:
        first = changes[0].after
        time = self.now() if first is None else first.modified
        self.store.record(Operation.of(verb, *changes, time=time))

    def _same(
        self, doc_path: str, span: Span, label: str, seen: SpanIndex[Annotation] | None
    ) -> Annotation | None:
        index = SpanIndex(self.store.annotations(doc_path)) if seen is None else seen
        for annotation in index.overlapping(*span):
            mine = annotation.annotator == self.annotator
            if mine and annotation.span == span and annotation.label == label:
                return annotation
        return None


def _place(annotation: Annotation) -> tuple[str, str, Span]:
    return annotation.doc_path, annotation.doc_sha256, annotation.span


def _with(annotation: Annotation, fields: Mapping[str, object]) -> Annotation:
    return Annotation.model_validate({**annotation.to_record(), **fields})


def _sensible(text: str, span: Span) -> Span:
    trimmed = trim_blanks(text, span)
    if not trimmed.length:
        raise EditError("the selection holds nothing but blanks")
    # A blank with an accent on it is no blank to a reader.
    return whole_clusters(text, trimmed)

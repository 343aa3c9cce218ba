"""What a user does to annotations: tag, relabel, reshape, note, delete; undo and redo of it all.

Links are in `annotations.linking`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from annotations.changing import sensible, with_fields
from annotations.corpus import Article
from annotations.errors import BothKeptError, ConflictError, EditError
from annotations.history import Operation, and_links, dropped_links
from annotations.linking import Linking, told_of_silence
from annotations.links import parse_links, without_links
from annotations.model import Annotation, Change, new_id, placement
from annotations.span_index import SpanIndex
from annotations.text.amounts import counted
from annotations.text.excerpt import excerpt
from annotations.text.span import Span

MOST_AT_ONCE = 10_000
"""How many annotations one step may change: more would make a line of the history too long."""


class Several(NamedTuple):
    """What came of changing several annotations in one step, and what to tell the reader."""

    changes: Sequence[Change]
    said: str


class Settled(NamedTuple):
    """What came of choosing one of two versions."""

    kept: Annotation
    said: str


@dataclass
class Editor(Linking):
    """Changes one annotator's marks; what it can't keep raises StoreError and is not in history.

    Where an article has changed since it was annotated, its annotations may be seen elsewhere than
    the store has them: `seen` are all as they stand in its text, `stored` is the one at hand as
    the store has it. Without them, what the store has is what is seen.
    """

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
        span = sensible(article.text, span)
        existing = self._same(article.doc_path, span, label, seen)
        if existing is not None:
            self.last_label = label
            return existing, False
        annotation = self._made(article, span, label)
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
        span = sensible(article.text, span)
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

    def delete(self, annotation: Annotation, *, stored: Annotation | None = None) -> Several:
        """Delete it with one's own links to it."""
        self.check_own(annotation)
        deletion = Change(stored or annotation, None)
        changes, stay = self._with_links([deletion], {annotation.id: ""})
        self._do("deleted", *changes)
        links = and_links(dropped_links(changes), deleted=1)
        told = f"deleted {annotation.label} {excerpt(annotation.text)}{links}"
        lost = told_of_silence([deletion.subject])
        return Several(changes, "; ".join([told, *lost, *stay]))

    def delete_all(self, annotations: Sequence[Annotation]) -> Several:
        """Delete one's own of these, given as they are stored, in one step; others' are left.

        Raises EditError where none can be, ConflictError with nothing changed where one is not as
        it was.
        """
        mine, stay = self._own(annotations)
        deletions = [Change(it, None) for it in mine]
        changes, left = self._with_links(deletions, {it.id: "" for it in mine})
        links = and_links(dropped_links(changes), deleted=len(mine))
        done = f"{len(mine):,} deleted{links}"
        return self._do_all("deleted", done, changes, [*told_of_silence(mine), *left, *stay])

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
            changes.append(Change(annotation, with_fields(annotation, fields)))
        if already:
            stay = [f"{already:,} had that label already", *stay]
        said = self._do_all("relabelled", f"{len(changes):,} now {label}", changes, stay)
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
        return Several(tuple(changes), "; ".join([done, *stay]))

    def settle(self, annotation: Annotation) -> Settled:
        """Of two versions that were made at the same time, keep this one and drop the other.

        Links to the other one go with it; those to a version that takes the place of the first
        lead to that. Raises EditError for an annotation that has no other version.
        """
        self.check_own(annotation)
        everybodys = self.store.annotations(annotation.doc_path)
        found = {it.id: it for it in everybodys if it.annotator == self.annotator}
        annotation = found.get(annotation.id, annotation)
        original_id = annotation.conflict_with
        became: dict[str, str] = {}
        if original_id:
            kept, changes = self._settled_on_copy(annotation, found.get(original_id))
            if kept.id != annotation.id:
                became[annotation.id] = kept.id
        else:
            copies = [it for it in found.values() if it.conflict_with == annotation.id]
            kept, changes = annotation, [Change(copy, None) for copy in copies]
            became |= {copy.id: "" for copy in copies}
        if not changes:
            raise EditError("this mark has no other version")
        changes, stay = self._with_links(changes, became)
        kept = next((it.after for it in changes if it.after and it.after.id == kept.id), kept)
        self._do("settled", *changes)
        told = f"this version is kept: {kept.label} {excerpt(kept.text)}"
        if dropped := dropped_links(it for it in changes if it.after and it.after.id != kept.id):
            told += f"; {counted(dropped, 'link')} to the other one went with it"
        return Settled(kept, "; ".join([told, *stay]))

    def _settled_on_copy(
        self, copy: Annotation, original: Annotation | None
    ) -> tuple[Annotation, list[Change]]:
        """The changes that put a copy in the place of its original, if that is there still."""
        fields: dict[str, object] = {"links": copy.links_but("conflict"), "modified": self.now()}
        if original is None:
            kept = with_fields(copy, fields)
            return kept, [Change(copy, kept)]
        links = copy.links_but("conflict")
        to_itself = [it for it in parse_links(links) if it.target == original.id]
        fields["links"] = without_links(links, to_itself)
        kept = with_fields(copy, {**fields, "id": original.id, "created": original.created})
        return kept, [Change(original, kept), Change(copy, None)]

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
            return self._record(operation)
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
        changed = with_fields(annotation, {**fields, "modified": self.now()})
        try:
            self._do(verb, Change(stored or annotation, changed))
        except ConflictError as conflict:
            links = f"{changed.links_but('conflict')} conflict:{changed.id}".strip()
            copy = with_fields(changed, {"id": self.make_id(), "links": links})
            self._do("kept beside another's", Change(None, copy))
            is_there = any(it.id == changed.id for it in self.store.annotations(changed.doc_path))
            raise BothKeptError(
                "this mark was changed elsewhere meanwhile: both versions are kept"
                if is_there
                else "this mark was deleted elsewhere meanwhile: your version is kept"
            ) from conflict
        return changed


def _place(annotation: Annotation) -> tuple[str, str, Span]:
    return annotation.doc_path, annotation.doc_sha256, annotation.span

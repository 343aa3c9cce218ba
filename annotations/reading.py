"""One article being read and marked: its caret and selection, its annotations, the current one.

This is the whole state behind a pane, without the pane: a key's meaning is a method here. What
can't be done raises EditError or StoreError and changes nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from annotations.corpus import Article
from annotations.editing import Editor, target_at
from annotations.errors import ConflictError, EditError
from annotations.model import Annotation
from annotations.selection import (
    MOTIONS,
    Selection,
    Unit,
    grow,
    select_unit,
    shrink,
)
from annotations.span_index import SpanIndex
from annotations.text.excerpt import excerpt
from annotations.text.sentences import SentenceCounter, next_sentence_start
from annotations.text.span import Span

_COUNTED_LENGTH = 500_000
"""Up to how many code points the sentences of a text are counted, which means to read it all."""
_NO_MARK = "no mark at the caret: go to one with ] or ["


class Done(NamedTuple):
    """What came of a key: whether annotations were changed, and what to tell the reader."""

    changed: bool
    said: str = ""


class Reading:
    """An open article. The current annotation is what notes, deleting and reshaping act on."""

    def __init__(self, article: Article, editor: Editor, caret: int = 0) -> None:
        self.article = article
        self.editor = editor
        self.selection = Selection(caret).snapped(article.text)
        self._copies_at: tuple[int, dict[str, Annotation]] = 0, {}
        self.revision = 0
        """Grows whenever the annotations may have changed."""
        self.annotations: list[Annotation] = []
        """Those whose text stands where they say, by position."""
        self.misplaced: list[Annotation] = []
        """Those made on another state of the file, whose text is not there now."""
        self.current: Annotation | None = None
        self.is_chosen = False
        """Whether the current annotation was gone to, so that a label key relabels it."""
        self.reshaping: Annotation | None = None
        self.shows_others = True
        """Whether other annotators' marks are among the annotations."""
        self._stored: Sequence[Annotation] = ()
        self.refresh()

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.article.text

    @property
    def caret(self) -> int:
        """Where the caret stands, in code points."""
        return self.selection.caret

    def sentence_position(self) -> tuple[int, int]:
        """The number of the sentence at the caret and how many there are; (0, 0) in a long text."""
        if len(self.text) > _COUNTED_LENGTH:
            return 0, 0
        return self._sentences.position(self.caret)

    @cached_property
    def _sentences(self) -> SentenceCounter:
        return SentenceCounter(self.text)

    def refresh(self) -> bool:
        """Read the annotations again from the store; returns whether any changed.

        Raises StoreError with nothing changed.
        """
        stored = self.editor.store.annotations(self.article.doc_path)
        if self.revision and (stored is self._stored or stored == self._stored):
            return False
        self._stored = stored
        self._take(self._shown_of(stored))
        return True

    def _take(self, found: Sequence[Annotation]) -> None:
        self.annotations = [annotation for annotation in found if self._is_in_place(annotation)]
        self.misplaced = [annotation for annotation in found if not self._is_in_place(annotation)]
        self._by_id = {annotation.id: annotation for annotation in self.annotations}
        self._index = SpanIndex(self.annotations)
        self.revision += 1
        if self.current is not None:
            self._choose(self._by_id.get(self.current.id), is_chosen=self.is_chosen)
        if self.reshaping is not None:
            self.reshaping = self._by_id.get(self.reshaping.id)

    def _shown_of(self, stored: Sequence[Annotation]) -> Sequence[Annotation]:
        if self.shows_others:
            return stored
        return [found for found in stored if found.annotator == self.editor.annotator]

    def show_others(self, shows: bool) -> None:
        """Show or hide the marks of other annotators."""
        if shows != self.shows_others:
            self.shows_others = shows
            self._take(self._shown_of(self._stored))

    @property
    def others_count(self) -> int:
        """How many marks other annotators have here, shown or not."""
        return sum(found.annotator != self.editor.annotator for found in self._stored)

    def _check_store(self) -> None:
        """Raise StoreError before a change rather than after it, when it could not be shown."""
        self.editor.store.annotations(self.article.doc_path)

    def _is_in_place(self, annotation: Annotation) -> bool:
        return self.text[annotation.start : annotation.end] == annotation.text

    # -- moving and selecting

    def move_to(self, offset: int, *, extend: bool = False) -> None:
        """Put the caret at an offset; moving leaves the current annotation, but not reshaping."""
        self._set_selection(self.selection.move(offset, extend=extend))

    def move(self, motion: str, *, extend: bool = False) -> None:
        """Move by one of `selection.MOTIONS`."""
        self.move_to(MOTIONS[motion](self.text, self.caret), extend=extend)

    def select(self, span: Span) -> None:
        """Select a span, the caret at its end."""
        self._set_selection(self.selection.select(span))

    def select_unit(self, unit: Unit) -> None:
        """Select the unit at the caret, or take in the next; EditError where there is none."""
        selected = select_unit(self.text, self.selection, unit)
        if selected is None:
            more = "further" if not self.selection.is_empty else "whole"
            raise EditError(f"no {more} {unit} here")
        self._set_selection(selected)

    def grow(self) -> None:
        """Select the next larger unit."""
        self._set_selection(grow(self.text, self.selection))

    def shrink(self) -> None:
        """Take the last growing back."""
        self._set_selection(shrink(self.selection))

    def toggle_extending(self) -> None:
        """Start or stop taking the selection's end along with the caret."""
        self._set_selection(self.selection.toggle_extending())

    def swap_ends(self) -> None:
        """Put the caret at the selection's other end."""
        self._set_selection(self.selection.swap_ends())

    def drop(self) -> None:
        """Leave reshaping, else drop the selection and the current annotation."""
        if self.reshaping is not None:
            self._leave_reshaping(self.reshaping)
            return
        self._set_selection(self.selection.drop())

    def _set_selection(self, selection: Selection) -> None:
        self.selection = selection
        if self.reshaping is None:
            self._choose(None)

    # -- annotations

    def at(self, offset: int) -> list[Annotation]:
        """The annotations at an offset, innermost first; those that end there come last."""
        # Those that contain the code point before the caret and not the one after it end here.
        near = self._index.overlapping(max(0, offset - 1), offset + 1)
        return sorted(near, key=lambda found: (found.end == offset, -found.start, found.end))

    def shown(self) -> Annotation | None:
        """What the status line tells of: the current annotation, else the innermost here."""
        if self.current is not None:
            return self.current
        return next(iter(self.at(self.caret)), None)

    def subject(self) -> Annotation:
        """What a note, deleting or reshaping is about; EditError where no mark is at the caret."""
        shown = self.shown()
        if shown is None:
            raise EditError(_NO_MARK)
        return shown

    def other_version(self, annotation: Annotation) -> Annotation | None:
        """The mark with which this one is in conflict: of the same, changed in two places."""
        if annotation.conflict_with:
            return self._by_id.get(annotation.conflict_with)
        return self._copies.get(annotation.id)

    @property
    def _copies(self) -> dict[str, Annotation]:
        """The second versions by the id of the first."""
        if self._copies_at[0] != self.revision:
            copies = {it.conflict_with: it for it in self.annotations if it.links}
            self._copies_at = self.revision, copies
        return self._copies_at[1]

    def choose(self) -> Done:
        """Make the mark at the caret current; again, the next that overlaps. Or end reshaping."""
        if self.reshaping is not None:
            return self._keep_shape(self.reshaping)
        here = self.at(self.caret)
        if not here:
            raise EditError(_NO_MARK)
        following = 0
        if self.is_chosen and self.current in here:
            following = (here.index(self.current) + 1) % len(here)
        self.selection = self.selection.drop()
        self._choose(here[following])
        return Done(changed=False)

    def go_to(self, annotation: Annotation) -> None:
        """Put the caret at an annotation's start and make it current, if it is here."""
        self.reshaping = None
        self.selection = Selection(annotation.start).snapped(self.text)
        self._choose(self._by_id.get(annotation.id))

    def go_to_next(self, step: int) -> None:
        """Go to the next annotation (step 1) or the previous one (-1); EditError at the last."""
        if self.current is not None:
            key = self.current.sort_key
            before = bisect_left(self.annotations, key, key=lambda found: found.sort_key)
            position = before + step
        else:
            before = bisect_left(self.annotations, self.caret, key=lambda found: found.start)
            position = before if step > 0 else before - 1
        if not 0 <= position < len(self.annotations):
            raise EditError("no later mark here" if step > 0 else "no earlier mark here")
        self.go_to(self.annotations[position])

    def tag(self, label: str) -> Done:
        """Label the selection, or what is at the caret; relabel a chosen annotation."""
        self._refuse_reshaping()
        if self.selection.is_empty and self.is_chosen and self.current is not None:
            old = self.current
            relabelled = self.editor.relabel(old, label)
            self.refresh()
            self._choose(self._by_id.get(relabelled.id))
            changed = relabelled is not old
            return Done(changed, f"{old.label} is now {label}" if changed else f"already {label}")
        return self._tag(label)

    def repeat(self) -> Done:
        """Tag with the last label again and go to the next sentence."""
        label = self.editor.last_label
        if label is None:
            raise EditError("no label used yet: press c, q, d or e first")
        self._refuse_reshaping()
        done = self._tag(label)
        self.move_to(next_sentence_start(self.text, self.caret))
        return done

    def delete(self) -> Done:
        """Delete the current annotation, or the one at the caret."""
        subject = self.subject()
        self._check_store()
        self.editor.delete(subject)
        if self.reshaping is not None:
            self.selection = self.selection.drop()
        self.reshaping = None
        self._choose(None)
        self.refresh()
        return Done(True, f"deleted {subject.label} {excerpt(subject.text)}")

    def settle(self) -> Done:
        """Of two versions of a mark keep the current one, or that at the caret."""
        self._refuse_reshaping()
        subject = self.subject()
        self._check_store()
        kept = self.editor.settle(subject)
        self.refresh()
        self._choose(self._by_id.get(kept.id))
        return Done(True, f"this version is kept: {kept.label} {excerpt(kept.text)}")

    def to_note_on(self, annotation: Annotation) -> Annotation:
        """The annotation as it is now, or as it was if its note was changed or it is gone."""
        self.refresh()
        now = self._by_id.get(annotation.id)
        return now if now is not None and now.note == annotation.note else annotation

    def set_note(self, annotation: Annotation, note: str) -> Done:
        """Replace the note of one of this article's annotations."""
        self._check_store()
        noted = self.editor.set_note(annotation, note)
        self.refresh()
        self._choose(self._by_id.get(noted.id), is_chosen=False)
        if noted is annotation:
            return Done(changed=False)
        return Done(True, "note kept" if note else "note taken away")

    def start_reshaping(self) -> None:
        """Select the current annotation, so that movements move its end."""
        subject = self.subject()
        self.editor.check_own(subject)
        self.selection = Selection(subject.end, subject.start, extending=True)
        self._choose(subject)
        self.reshaping = subject

    def _keep_shape(self, subject: Annotation) -> Done:
        self._check_store()
        try:
            reshaped = self.editor.reshape(self.article, subject, self.selection.span)
        except ConflictError:
            self._leave_reshaping(subject)
            raise
        self.refresh()
        self._leave_reshaping(reshaped)
        if reshaped is subject:
            return Done(changed=False)
        return Done(True, f"{reshaped.label} now covers {excerpt(reshaped.text)}")

    def _leave_reshaping(self, annotation: Annotation) -> None:
        self.reshaping = None
        self.selection = self.selection.drop()
        self._choose(self._by_id.get(annotation.id))

    def _refuse_reshaping(self) -> None:
        if self.reshaping is not None:
            raise EditError("reshaping: enter keeps the new shape, esc drops it")

    def _tag(self, label: str) -> Done:
        span = self.selection.span
        if self.selection.is_empty:
            span = target_at(self.text, self.caret, label)
        annotation, is_new = self.editor.tag(self.article, span, label)
        self.selection = self.selection.drop()
        self.refresh()
        self._choose(self._by_id.get(annotation.id), is_chosen=False)
        excerpted = excerpt(annotation.text)
        return Done(is_new, f"{label} {excerpted}" if is_new else f"already {label} {excerpted}")

    def _choose(self, annotation: Annotation | None, *, is_chosen: bool = True) -> None:
        self.current, self.is_chosen = annotation, is_chosen and annotation is not None

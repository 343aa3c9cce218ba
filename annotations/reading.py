"""One article being read and marked: its caret and selection, its annotations, the current one.

This is the whole state behind a pane, without the pane: a key's meaning is a method here. What
can't be done raises EditError or StoreError and changes nothing.
"""

from functools import cached_property

from annotations.corpus import Article
from annotations.editing import Editor, excerpt, target_at
from annotations.errors import EditError
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
from annotations.text.sentences import SentenceCounter, next_sentence_start
from annotations.text.span import Span

_COUNTED_LENGTH = 500_000
"""Up to how many code points the sentences of a text are counted: it takes that long to read it."""


class Reading:
    """An open article. The current annotation is what notes, deleting and reshaping act on."""

    def __init__(self, article: Article, editor: Editor, caret: int = 0) -> None:
        self.article = article
        self.editor = editor
        self.selection = Selection(caret).snapped(article.text)
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

    def refresh(self) -> None:
        """Read the annotations again from the store."""
        self.annotations, self.misplaced = [], []
        for annotation in self.editor.store.annotations(self.article.doc_path):
            in_place = self.text[annotation.start : annotation.end] == annotation.text
            (self.annotations if in_place else self.misplaced).append(annotation)
        self._index = SpanIndex(self.annotations)
        self.revision += 1
        if self.current is not None:
            self.current = self._find(self.current.id)
        if self.reshaping is not None:
            self.reshaping = self._find(self.reshaping.id)

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
            self.current, self.is_chosen = None, False

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
            raise EditError("no mark at the caret: go to one with ] or [")
        return shown

    def choose(self) -> str:
        """Make the mark at the caret current; again, the next that overlaps. Or end reshaping."""
        if self.reshaping is not None:
            return self._keep_shape(self.reshaping)
        here = self.at(self.caret)
        if not here:
            raise EditError("no mark at the caret: go to one with ] or [")
        following = 0
        if self.is_chosen and self.current in here:
            following = (here.index(self.current) + 1) % len(here)
        self.selection = self.selection.drop()
        self._choose(here[following])
        return ""

    def go_to(self, annotation: Annotation) -> None:
        """Put the caret at an annotation's start and make it current, if it is here."""
        self.reshaping = None
        self.selection = Selection(annotation.start).snapped(self.text)
        self._choose(self._find(annotation.id))

    def go_to_next(self, step: int) -> None:
        """Go to the next annotation (step 1) or the previous one (-1); EditError at the last."""
        if self.current is not None and self.current in self.annotations:
            position = self.annotations.index(self.current) + step
        else:
            before = sum(1 for found in self.annotations if found.start < self.caret)
            position = before if step > 0 else before - 1
        if not 0 <= position < len(self.annotations):
            raise EditError("no later mark here" if step > 0 else "no earlier mark here")
        self.go_to(self.annotations[position])

    def tag(self, label: str) -> str:
        """Label the selection, or what is at the caret; relabel a chosen annotation. Says what."""
        if self.reshaping is not None:
            raise EditError("reshaping: enter keeps the new shape, esc drops it")
        if self.selection.is_empty and self.is_chosen and self.current is not None:
            old = self.current
            self._choose(self.editor.relabel(old, label))
            self.refresh()
            return f"{old.label} is now {label}"
        return self._tag(label)

    def repeat(self) -> str:
        """Tag with the last label again and go to the next sentence."""
        label = self.editor.last_label
        if label is None:
            raise EditError("no label used yet: press c, q, d or e first")
        if self.reshaping is not None:
            raise EditError("reshaping: enter keeps the new shape, esc drops it")
        said = self._tag(label)
        self.move_to(next_sentence_start(self.text, self.caret))
        return said

    def delete(self) -> str:
        """Delete the current annotation, or the one at the caret."""
        subject = self.subject()
        self.editor.delete(subject)
        if self.reshaping is not None:
            self.selection = self.selection.drop()
        self.reshaping, self.current, self.is_chosen = None, None, False
        self.refresh()
        return f"deleted {subject.label} {excerpt(subject.text)}"

    def set_note(self, annotation: Annotation, note: str) -> str:
        """Replace the note of one of this article's annotations."""
        self.current = self.editor.set_note(annotation, note)
        self.refresh()
        return "note kept" if note else "note taken away"

    def start_reshaping(self) -> None:
        """Select the current annotation, so that movements move its end."""
        subject = self.subject()
        self.editor.check_own(subject)
        self.selection = Selection(subject.end, subject.start, extending=True)
        self._choose(subject)
        self.reshaping = subject

    def _keep_shape(self, subject: Annotation) -> str:
        reshaped = self.editor.reshape(self.article, subject, self.selection.span)
        self.refresh()
        self._leave_reshaping(reshaped)
        return f"{reshaped.label} now covers {excerpt(reshaped.text)}"

    def _leave_reshaping(self, annotation: Annotation) -> None:
        self.reshaping = None
        self.selection = self.selection.drop()
        self._choose(self._find(annotation.id))

    def _tag(self, label: str) -> str:
        span = self.selection.span
        if self.selection.is_empty:
            span = target_at(self.text, self.caret, label)
        annotation, is_new = self.editor.tag(self.article, span, label)
        self.selection = self.selection.drop()
        self.refresh()
        self.current, self.is_chosen = self._find(annotation.id), False
        said = "" if is_new else "already "
        return f"{said}{label} {excerpt(annotation.text)}"

    def _choose(self, annotation: Annotation | None) -> None:
        self.current, self.is_chosen = annotation, annotation is not None

    def _find(self, annotation_id: str) -> Annotation | None:
        return next((found for found in self.annotations if found.id == annotation_id), None)

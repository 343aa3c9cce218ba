"""One article being read and marked: its caret and selection, its annotations, the current one.

This is the whole state behind a pane, without the pane: a key's meaning is a method here. What
can't be done raises EditError or StoreError and changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from annotations.corpus import Article
from annotations.cursor import Cursor
from annotations.errors import ConflictError, EditError
from annotations.selection import Selection, target_at
from annotations.span_index import SpanIndex
from annotations.text.excerpt import excerpt
from annotations.text.sentences import next_sentence_start

# An article is shown before its annotations are read: what that takes is not imported here.
if TYPE_CHECKING:
    from annotations.article_marks import ArticleMarks
    from annotations.editing import Editor
    from annotations.model import Annotation
    from annotations.placing import Known

_NO_MARK = "no mark at the caret: go to one with ] or ["
TO_PLACE = "select where it belongs and press P"
"""What to do with an orphan."""


class Done(NamedTuple):
    """What came of a key: whether annotations were changed, and what to tell the reader."""

    changed: bool
    said: str = ""


class Reading(Cursor):
    """An open article. The current annotation is what notes, deleting and reshaping act on.

    Annotations are shown where they stand in the article's text, though the store may have them
    elsewhere, from before the article changed. `known` is where some were found already.
    They are read, and the editor is asked for, with the first `refresh` or question about them,
    which may raise StoreError.
    """

    def __init__(
        self,
        article: Article,
        editor: Callable[[], Editor],
        caret: int = 0,
        known: Known | None = None,
    ) -> None:
        super().__init__(article.text, caret)
        self.article = article
        self.revision = 0
        """Grows whenever the annotations may have changed."""
        self._get_editor = editor
        self._known = known
        self.current: Annotation | None = None
        self.is_chosen = False
        """Whether the current annotation was gone to, so that a label key relabels it."""
        self.reshaping: Annotation | None = None
        self.lost: Annotation | None = None
        """The orphan that was gone to, which `place` gives a place."""

    @cached_property
    def editor(self) -> Editor:
        """What changes the annotations."""
        return self._get_editor()

    @cached_property
    def marks(self) -> ArticleMarks:
        """The article's annotations; those that are not here too."""
        from annotations.article_marks import ArticleMarks

        editor = self.editor
        marks = ArticleMarks(self.article, editor.store, editor.annotator, self._known)
        marks.refresh()
        self.revision += 1
        return marks

    @property
    def index(self) -> SpanIndex[Annotation]:
        """The annotations that are here, by position; none until something else has read them."""
        return self.marks.index if "marks" in self.__dict__ else SpanIndex()

    @property
    def annotations(self) -> Sequence[Annotation]:
        """Those whose text is here, where it stands now, by position."""
        return self.marks.here

    def refresh(self) -> bool:
        """Read the annotations again from the store; returns whether any changed.

        Raises StoreError with nothing changed. Costs next to nothing if nothing changed.
        """
        is_changed = self.marks.refresh()
        if is_changed:
            self._follow_marks()
        return is_changed

    def take(self, found: Known) -> None:
        """Show what `marks.search` has found; caret and selection stay where they are."""
        self.marks.take(found)
        self._follow_marks()

    def _follow_marks(self) -> None:
        self.revision += 1
        if self.current is not None:
            self._choose(self.marks.find(self.current.identity), is_chosen=self.is_chosen)
        if self.reshaping is not None:
            self.reshaping = self.marks.find(self.reshaping.identity)
        if self.lost is not None:
            self.lost = self.marks.find_orphan(self.lost.identity)

    def show_others(self, shows: bool) -> None:
        """Show or hide the marks of other annotators."""
        if self.marks.show_others(shows):
            self._follow_marks()

    def drop(self) -> None:
        """Leave reshaping, else drop the selection and the current annotation.

        With neither of them, the orphan that was to be placed is left alone.
        """
        if self.reshaping is not None:
            self._leave_reshaping(self.reshaping)
            return
        if self.selection == self.selection.drop() and self.current is None:
            self.lost = None
        self._set_selection(self.selection.drop())

    def _set_selection(self, selection: Selection) -> None:
        """Moving leaves the current annotation, but not reshaping."""
        super()._set_selection(selection)
        if self.reshaping is None:
            self._choose(None)

    # -- annotations

    def at(self, offset: int) -> list[Annotation]:
        """The annotations at an offset, innermost first; those that end there come last."""
        # Those that contain the code point before the caret and not the one after it end here.
        near = self.marks.index.overlapping(max(0, offset - 1), offset + 1)
        return sorted(near, key=lambda found: (found.end == offset, -found.start, found.end))

    def shown(self) -> Annotation | None:
        """What the status line tells of: the current annotation, else the innermost here.

        An orphan that is to be placed comes before what is here.
        """
        if self.current is not None or self.lost is not None:
            return self.current or self.lost
        return next(iter(self.at(self.caret)), None)

    def subject(self) -> Annotation:
        """What a note, deleting or reshaping is about; EditError where no mark is at the caret."""
        shown = self.shown()
        if shown is None:
            raise EditError(_NO_MARK)
        return shown

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
        """Put the caret at an annotation's start and make it current, if it is here.

        An orphan is the one to be placed then, the caret where its text was.
        """
        self.reshaping = None
        here = self.marks.find(annotation.identity)
        self.lost = self.marks.find_orphan(annotation.identity)
        self.selection = Selection((here or annotation).start).snapped(self.text)
        self._choose(here)

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
        lost = self.lost
        self.go_to(self.annotations[position])
        self.lost = lost

    def tag(self, label: str) -> Done:
        """Label the selection, or what is at the caret; relabel a chosen annotation."""
        self._refuse_reshaping()
        if self.selection.is_empty and self.is_chosen and self.current is not None:
            old, stored = self.current, self.marks.stored(self.current)
            self.refresh()
            self.marks.keep_text()
            relabelled = self.editor.relabel(old, label, stored=stored, seen=self.marks.index)
            self.refresh()
            self._choose(self.marks.find(relabelled.identity))
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
        self.marks.check()
        deleted = self.editor.delete(subject, stored=self.marks.stored(subject))
        if self.reshaping is not None:
            self.selection = self.selection.drop()
        self.reshaping = None
        self._choose(None)
        self.refresh()
        return Done(True, deleted.said)

    def took_up(self, annotation: Annotation) -> None:
        """What was selected, or here, was marked for a link: it is current, nothing selected."""
        self.selection = self.selection.drop()
        self.refresh()
        self._choose(self.marks.find(annotation.identity), is_chosen=False)

    def settle(self) -> Done:
        """Of two versions of a mark keep the current one, or that at the caret."""
        self._refuse_reshaping()
        subject = self.subject()
        self.marks.check()
        kept, said = self.editor.settle(subject)
        self.refresh()
        self._choose(self.marks.find(kept.identity))
        return Done(True, said)

    def to_note_on(self, annotation: Annotation) -> Annotation:
        """The annotation as it is now, or as it was if its note was changed or it is gone."""
        self.refresh()
        now = self.marks.get(annotation.identity)
        return now if now is not None and now.note == annotation.note else annotation

    def set_note(self, annotation: Annotation, note: str) -> Done:
        """Replace the note of one of this article's annotations."""
        self.marks.check()
        self.marks.keep_text()
        noted = self.editor.set_note(annotation, note, stored=self.marks.stored(annotation))
        self.refresh()
        self._choose(self.marks.find(noted.identity), is_chosen=False)
        if noted is annotation:
            return Done(changed=False)
        return Done(True, "note kept" if note else "note taken away")

    def start_reshaping(self) -> None:
        """Select the current annotation, so that movements move its end."""
        subject = self.subject()
        self.editor.check_own(subject)
        if subject is self.lost:
            raise EditError(self.told_of_lost())
        self.selection = Selection(subject.end, subject.start, extending=True)
        self._choose(subject)
        self.reshaping = subject

    def place(self) -> Done:
        """Give the orphan that was gone to a place: the selection."""
        self._refuse_reshaping()
        if self.lost is None:
            how = "press a, type orphan, and enter on one"
            raise EditError(
                how if self.marks.orphans else "no mark of this article has lost its place"
            )
        if self.selection.is_empty:
            raise EditError(self.told_of_lost())
        placed = self._reshape(self.lost)
        self.selection = self.selection.drop()
        self._choose(self.marks.find(placed.identity))
        return Done(True, f"{placed.label} placed on {excerpt(placed.text)}")

    def told_of_lost(self) -> str:
        """What to do with the orphan that was gone to; nothing where there is none."""
        if self.lost is None:
            return ""
        return f"{self.lost.label} {excerpt(self.lost.text)} has lost its place: {TO_PLACE}"

    def _keep_shape(self, subject: Annotation) -> Done:
        try:
            reshaped = self._reshape(subject)
        except ConflictError:
            self._leave_reshaping(subject)
            raise
        self._leave_reshaping(reshaped)
        if reshaped is subject:
            return Done(changed=False)
        return Done(True, f"{reshaped.label} now covers {excerpt(reshaped.text)}")

    def _reshape(self, subject: Annotation) -> Annotation:
        stored, span = self.marks.stored(subject), self.selection.span
        self.refresh()
        index = self.marks.index
        reshaped = self.editor.reshape(self.article, subject, span, stored=stored, seen=index)
        self.refresh()
        return reshaped

    def _leave_reshaping(self, annotation: Annotation) -> None:
        self.reshaping = None
        self.selection = self.selection.drop()
        self._choose(self.marks.find(annotation.identity))

    def _refuse_reshaping(self) -> None:
        if self.reshaping is not None:
            raise EditError("reshaping: enter keeps the new shape, esc drops it")

    def _tag(self, label: str) -> Done:
        span = self.selection.span
        if self.selection.is_empty:
            span = target_at(self.text, self.caret, label)
        self.refresh()
        index = self.marks.index
        annotation, is_new = self.editor.tag(self.article, span, label, seen=index)
        self.selection = self.selection.drop()
        self.refresh()
        self._choose(self.marks.find(annotation.identity), is_chosen=False)
        excerpted = excerpt(annotation.text)
        return Done(is_new, f"{label} {excerpted}" if is_new else f"already {label} {excerpted}")

    def _choose(self, annotation: Annotation | None, *, is_chosen: bool = True) -> None:
        self.current, self.is_chosen = annotation, is_chosen and annotation is not None

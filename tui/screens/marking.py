"""What the marking keys do on the reader screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotations.errors import ConflictError, EditError
from tui.commands.registry import first_key
from tui.config import Config
from tui.places import Places
from tui.screens.base import ReaderBase

if TYPE_CHECKING:
    from annotations.history import History, Operation
    from annotations.model import Annotation
    from annotations.workspace import Workspace


class MarkingActions(ReaderBase):
    """Tag, relabel, reshape, note, delete, undo and redo."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._refused: set[str] = set()
        """The operations, by id, that could not be taken back or done again."""

    def action_tag(self, label: str) -> None:
        """Label the selection or what is at the caret, or relabel the chosen mark."""
        with self.reporting():
            relabels = self.reading.is_chosen
            done = self.reading.tag(label)
            # A new mark is told of by the status line itself.
            self.show_done(done._replace(said="") if done.changed and not relabels else done)

    def action_repeat(self) -> None:
        """Tag with the last label and go on."""
        with self.reporting():
            self.show_done(self.reading.repeat())

    def action_choose(self) -> None:
        """Make the mark here current, or keep a new shape."""
        with self.reporting():
            self.show_done(self.reading.choose())

    def action_next_mark(self, step: int) -> None:
        """Go to the next or previous mark."""
        with self.reporting():
            self.reading.go_to_next(step)
            self.show_reading()

    def action_reshape(self) -> None:
        """Start to move the mark's ends."""
        with self.reporting():
            self.reading.start_reshaping()
            self.show_reading()

    def action_delete(self) -> None:
        """Delete the mark."""
        with self.reporting():
            done = self.reading.delete()
            # Its links may have stood with marks of other open articles.
            self._show_as_it_is()
            self.show_done(done)

    def action_note(self) -> None:
        """Ask for the mark's note; a half-typed one is offered again."""
        with self.reporting():
            reading = self.reading
            subject = reading.subject()
            reading.editor.check_own(subject)
            draft = self.drafts.get(subject.id)
            # What the mark was when the note was begun: if it has another since, both are kept.
            begun = subject if draft is None else subject.model_copy(update={"note": draft.note})

            def accept(note: str) -> None:
                with self.reporting():
                    # The prompt stays, with what was typed, until the note is kept.
                    try:
                        done = reading.set_note(reading.to_note_on(begun), note.strip())
                    except ConflictError:
                        # It is kept, beside what the other has made of the mark.
                        cancel()
                        raise
                    self.drafts.drop(subject.id)
                    self.end_prompt()
                    self.show_done(done)

            def cancel() -> None:
                self.drafts.drop(subject.id)
                self.end_prompt()

            is_other = begun.note != subject.note
            label = "note (another was written elsewhere):" if is_other else "note:"
            typed = subject.note if draft is None else draft.text
            self.start_prompt(label, typed, accept, cancel=cancel)
            self.noting = begun

    def action_settle(self) -> None:
        """Keep this one of two versions of a mark."""
        with self.reporting():
            done = self.reading.settle()
            self._show_as_it_is()
            self.show_done(done)

    async def action_undo(self) -> None:
        """Take the last change back, and go there."""
        with self.reporting():
            refused = self._next(self._history().newest_undoable())
            try:
                operation = self.workspace.editor.undo()
            except ConflictError as error:
                await self._refuse(refused, "undone", "history.undo", error)
            else:
                await self._show_replayed(operation, operation.earlier_subject, "undone")

    async def action_redo(self) -> None:
        """Do again what was undone, and go there."""
        with self.reporting():
            refused = self._next(self._history().newest_redoable())
            try:
                operation = self.workspace.editor.redo()
            except ConflictError as error:
                await self._refuse(refused, "done again", "history.redo", error)
            else:
                await self._show_replayed(operation, operation.subject, "done again")

    def _history(self) -> History:
        return self.workspace.store.history(self.workspace.annotator)

    def _next(self, newest: Iterator[Operation]) -> Operation | None:
        """What the editor takes next of these: it passes over what was refused before."""
        return next((it for it in newest if it.id not in self._refused), None)

    async def _refuse(
        self, operation: Operation | None, how: str, command_id: str, error: ConflictError
    ) -> None:
        """Go to the mark that was changed elsewhere, and raise an error that tells of it."""
        if operation is None:
            raise error
        subject = operation.subject
        if self._is_there(subject) and await self.open_article(subject.doc_path):
            self.reading.refresh()
            self.reading.go_to(subject)
            self.show_reading()
        raise self.refusal(operation, how, command_id) from error

    def refusal(self, operation: Operation, how: str, command_id: str) -> ConflictError:
        """Why an operation can't be taken back or done again; it is passed over from now on."""
        self._refused.add(operation.id)
        became = "changed" if self._is_there(operation.subject) else "deleted"
        key = first_key(command_id, self.keymap)
        return ConflictError(
            f"not {how}: {operation.describe()} was {became} elsewhere since; {key} again skips it"
        )

    def _is_there(self, subject: Annotation) -> bool:
        marks = self.workspace.store.annotations(subject.doc_path)
        return any(it.id == subject.id for it in marks)

    async def _show_replayed(self, operation: Operation, subject: Annotation, how: str) -> None:
        said = f"{how}: {operation.describe()}"
        self.count_saved(*operation.doc_paths)
        # It may have changed marks of several articles that are open.
        self._show_as_it_is()
        if not await self.open_article(subject.doc_path):
            raise EditError(f"{said}, in {subject.doc_path}, which can't be opened")
        self.reading.refresh()
        self.reading.go_to(subject)
        self.show_reading(said)

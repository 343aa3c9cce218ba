"""What the marking keys do on the reader screen."""

from annotations.errors import EditError
from annotations.model import Annotation
from tui.screens.base import ReaderBase


class MarkingActions(ReaderBase):
    """Tag, relabel, reshape, note, delete, undo and redo."""

    def action_tag(self, label: str) -> None:
        """Label the selection or what is at the caret, or relabel the chosen mark."""
        with self.reporting():
            said = self.reading.tag(label)
            self.saved(self.reading.article.doc_path, said if said.startswith("already") else "")

    def action_repeat(self) -> None:
        """Tag with the last label and go on."""
        with self.reporting():
            self.saved(self.reading.article.doc_path, self.reading.repeat())

    def action_choose(self) -> None:
        """Make the mark here current, or keep a new shape."""
        with self.reporting():
            was_reshaping = self.reading.reshaping is not None
            said = self.reading.choose()
            if was_reshaping:
                self.saved(self.reading.article.doc_path, said)
            else:
                self.show_reading(said)

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
            self.saved(self.reading.article.doc_path, self.reading.delete())

    def action_note(self) -> None:
        """Ask for the mark's note; a half-typed one is offered again."""
        with self.reporting():
            reading = self.reading
            subject = reading.subject()
            reading.editor.check_own(subject)
            draft = self.places.drafts.pop(subject.id, subject.note)
            self.noting = subject

            def accept(note: str) -> None:
                self.noting = None
                self.end_prompt()
                with self.reporting():
                    self.saved(reading.article.doc_path, reading.set_note(subject, note.strip()))

            def cancel() -> None:
                self.noting = None
                self.end_prompt()

            self.start_prompt("note:", draft, accept, cancel=cancel)

    def keep_draft(self) -> None:
        """Put a half-typed note among the drafts, to be offered when that mark is noted on."""
        if self.noting is not None and self.prompt.value != self.noting.note:
            self.places.drafts[self.noting.id] = self.prompt.value

    async def action_undo(self) -> None:
        """Take the last change back, and go there."""
        with self.reporting():
            operation = self.workspace.editor.undo()
            await self._show_operation(operation.subject, f"undone: {operation.describe()}")

    async def action_redo(self) -> None:
        """Do again what was undone, and go there."""
        with self.reporting():
            operation = self.workspace.editor.redo()
            await self._show_operation(operation.subject, f"done again: {operation.describe()}")

    async def _show_operation(self, subject: Annotation, said: str) -> None:
        self.status.is_saved = True
        doc_path = subject.doc_path
        self.list.recount(doc_path, self.workspace.store.counts(doc_path))
        if await self.open_article(doc_path):
            self.reading.refresh()
            self.reading.go_to(subject)
            self.saved(doc_path, said)
        else:
            raise EditError(f"{said}, in {doc_path}, which can't be opened")

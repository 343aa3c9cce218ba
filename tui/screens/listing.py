"""What the reader screen does for the list of marks that opens over it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Literal

from annotations.errors import ConflictError, StoreError
from annotations.workspace import Marked
from tui.screens.keeping_up import KeepingUp
from tui.screens.marking import MarkingActions

if TYPE_CHECKING:
    from annotations.editing import Editor, Several
    from annotations.model import Annotation
    from tui.screens.marks import MarksScreen


class ListingActions(MarkingActions, KeepingUp):
    """Open the list of marks; what is done in it shows in panes and counts at once."""

    _list_of_marks: MarksScreen | None = None
    """The one that was opened last."""

    async def action_marks(self) -> None:
        """List the marks of the article at hand, or of all where none is open."""
        from tui.screens.marks import MarksScreen

        async def go(chosen: Annotation | None) -> None:
            if chosen is not None and await self.open_article(chosen.doc_path):
                self.reading.go_to(chosen)
                self.show_reading(self.reading.told_of_lost())

        # Until it is there, so that what is typed ahead goes to its filter.
        self._list_of_marks = MarksScreen(self)
        await self.app.push_screen(self._list_of_marks, go)

    def tell_of_news(self, doc_paths: Collection[str]) -> None:
        """Let an open list follow."""
        listed = self._list_of_marks
        if listed is not None and listed in self.app.screen_stack and listed.is_mounted:
            listed.follow(doc_paths)

    @property
    def whose_marks(self) -> str | None:
        """Whose marks are listed: one's own where those of others are hidden, else everybody's."""
        return self.workspace.annotator if self.places.others_hidden else None

    def marks_here(self) -> Marked | None:
        """What was marked in the article at hand, if one is open; raises StoreError."""
        if self.pane is None:
            return None
        doc_path, marks = self.reading.article.doc_path, self.reading.marks.pairs()
        return Marked(doc_path, marks, self.workspace.store.unreadable(doc_path))

    def change_marks(self, change: Callable[[Editor], Several]) -> Several:
        """Do something to marks of any articles; raises SidemarkError with nothing changed."""
        try:
            done = change(self.workspace.editor)
            self.status.is_saved = True
        except StoreError as error:
            self.status.is_saved &= isinstance(error, ConflictError)
            raise
        finally:
            self._show_as_it_is()
            self.look_at_store()
            self.show_status()
        return done

    def replay(self, how: Literal["undo", "redo"]) -> Several:
        """Take the last change back or do it again; raises SidemarkError with nothing changed."""
        from annotations.editing import Several
        from annotations.history import ManyChanges

        undoes, history = how == "undo", self._history()
        upcoming = self._next(history.newest_undoable() if undoes else history.newest_redoable())
        said = "undone" if undoes else "done again"

        def change(editor: Editor) -> Several:
            try:
                done = editor.undo() if undoes else editor.redo()
            except ConflictError as error:
                if upcoming is None:
                    raise
                raise self.refusal(upcoming, said, f"history.{how}") from error
            changes = done.changes
            if isinstance(changes, ManyChanges):
                changes = changes.reversed() if undoes else changes
            elif undoes:
                changes = [it.reversed() for it in changes]
            return Several(changes, f"{said}: {done.describe()}")

        return self.change_marks(change)

"""What the reader screen does for the matrix that opens over it, and where it goes from there."""

from __future__ import annotations

from abc import abstractmethod
from asyncio import to_thread
from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING

from annotations.question import LONGEST_PASSAGE, Question
from annotations.text.excerpt import excerpt
from tui.names import short_name
from tui.screens.following import Following
from tui.screens.listing import ListingActions

if TYPE_CHECKING:
    from annotations.model import Annotation
    from tui.screens.matrix import Going, MatrixScreen


class TabulatingActions(Following, ListingActions):
    """Open the matrix; go from a cell to what it is told from, or to what may belong in it."""

    _matrix: MatrixScreen | None = None
    """The one that was opened last."""

    async def action_matrix(self) -> None:
        """Show what each article says of what others say."""
        # To import it takes longer than the screen is to wait; keys typed ahead do wait.
        await to_thread(import_module, "tui.screens.matrix")
        from tui.screens.matrix import MatrixScreen

        # One comes back to where one left it: to settle what one has looked at.
        at = None if self._matrix is None else self._matrix.place
        self._matrix = MatrixScreen(self, list(self.open_articles.order), at)
        # Until it is there, so that what is typed ahead finds it.
        await self.app.push_screen(self._matrix, self._go_from_matrix)

    @abstractmethod
    async def show_side_by_side(self, first: str, second: str) -> bool:
        """Bring two articles into view and go to the second; False if that can't be opened."""

    def tell_of_news(self, doc_paths: Collection[str]) -> None:
        """Let an open list and an open matrix follow."""
        super().tell_of_news(doc_paths)
        matrix = self._matrix
        if matrix is not None and matrix in self.app.screen_stack and matrix.is_mounted:
            matrix.follow(doc_paths)

    async def _go_from_matrix(self, going: Going | None) -> None:
        if going is None:
            return
        with self.reporting():
            if not await self.show_side_by_side(going.head.doc_path, going.doc_path):
                return
            self._make_current(going.head)
            if going.annotation is not None:
                self._make_current(going.annotation)
            self.show_reading(self._told_of_head(going))
            if going.annotation is None:
                self._look_for_counterpart(going)

    def _make_current(self, annotation: Annotation) -> None:
        """Make a mark current in the pane of its article, and bring it into view there."""
        holder = self.article_panes.get(annotation.doc_path)
        if holder is not None:
            holder.pane.reading.go_to(annotation)
            holder.pane.show_changes()

    def _told_of_head(self, going: Going) -> str:
        """Where the row's words are, if they are in no pane."""
        head = going.head.doc_path
        if going.annotation is not None and self.reading.lost is not None:
            return self.reading.told_of_lost()
        if head == going.doc_path or head in self.open_articles.shown:
            return ""
        if head not in self.open_articles.order:
            return f"{short_name(head)}, which the row's words are from, can't be opened"
        number = self.open_articles.order.index(head) + 1
        key = self.key_of(f"pane.{number}") if number <= 9 else self.key_of("pane.next")
        return f"the row's words are in {short_name(head)}: {key} goes there"

    # -- from an empty cell

    def _look_for_counterpart(self, going: Going) -> None:
        """Ask what is most like the row's words; the marks of what is compared show it too."""
        head, text = going.head, self.reading.text
        if head.doc_path in self.article_panes:
            question = Question(head.doc_path, head.span, head.text[:LONGEST_PASSAGE])
            self.when_answered(question, lambda: self._show_counterpart(going, text))

    def _show_counterpart(self, going: Going, text: str) -> None:
        """Select what was found, if the reader is still where it was looked for."""
        pane = self.pane
        if pane is None or pane.reading.article.doc_path != going.doc_path:
            return
        reading = pane.reading
        if reading.text is not text or not reading.selection.is_empty:
            return
        article, words = short_name(going.doc_path), excerpt(going.head.text)
        key, best = self.key_of("matrix.open"), self.ranks.shown(going.doc_path)
        if best is None:
            silent = self.key_of("matrix.silent")
            self.say(f"nothing in {article} is like {words}; {key} {silent} keeps that")
            return
        reading.selection = reading.selection.drop().select(best.counterpart.span)
        self.show_reading(f"{best.told()} like {words}: mark and link it, or {key} goes back")

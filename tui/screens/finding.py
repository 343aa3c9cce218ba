"""What the finding keys do on the reader screen: search, the list of marks, export, copy."""

from collections.abc import Sequence
from pathlib import Path

from annotations.errors import EditError
from annotations.exporting import ExportExistsError
from annotations.model import Annotation
from annotations.search import find_all
from annotations.text.span import Span
from tui.screens.base import ReaderBase
from tui.screens.help import HelpScreen
from tui.screens.marks import MarksScreen

EXPORT_FORMAT = "jsonl"


class FindingActions(ReaderBase):
    """Look for text and marks, and hand marks on."""

    query_text = ""
    """What is being searched for."""

    # -- search

    def action_search(self) -> None:
        """Ask for a text and show its hits while it is typed."""
        with self.reporting():
            origin, before = self.reading.selection, self.query_text

            def change(typed: str) -> None:
                self.query_text = typed
                hits = self._show_hits()
                self.reading.selection = origin
                if hits:
                    following = [hit for hit in hits if hit.start >= origin.caret]
                    self.reading.move_to((following or hits)[0].start)
                self.show_reading()
                self.prompt.relabel(f"search ({len(hits)}):" if typed else "search:")

            def cancel() -> None:
                self.reading.selection = origin
                self.clear_search()
                self.end_prompt()

            def accept(typed: str) -> None:
                self.end_prompt()
                if typed:
                    self._tell_hit()
                else:
                    self.query_text = before
                    self.action_next_hit(1)

            self.start_prompt("search:", "", accept, change=change, cancel=cancel)

    def action_next_hit(self, step: int) -> None:
        """Go to the next or previous hit, around the end."""
        with self.reporting():
            if not self.query_text:
                raise EditError("nothing is searched for: press / and type")
            hits, caret = self._show_hits(), self.reading.caret
            if not hits:
                raise EditError(f"“{self.query_text}” is not in this article")
            if step > 0:
                found = next((hit for hit in hits if hit.start > caret), hits[0])
            else:
                found = next((hit for hit in reversed(hits) if hit.start < caret), hits[-1])
            self.reading.move_to(found.start)
            self._tell_hit()

    def clear_search(self) -> None:
        """Stop showing hits."""
        self.query_text = ""
        self._show_hits()

    def _tell_hit(self) -> None:
        hits, caret = self._show_hits(), self.reading.caret
        number = next((place for place, hit in enumerate(hits, 1) if hit.start == caret), 0)
        if not self.query_text:
            self.show_reading()
        elif hits:
            self.show_reading(f"“{self.query_text}”: hit {number} of {len(hits)}")
        else:
            self.show_reading(f"“{self.query_text}” is not in this article")

    def _show_hits(self) -> Sequence[Span]:
        for holder in self.article_panes.values():
            holder.pane.set_hits(find_all(holder.pane.reading.text, self.query_text))
        return () if self.pane is None else find_all(self.reading.text, self.query_text)

    # -- marks, copy, export, help

    def action_marks(self) -> None:
        """List the marks of the article at hand, or of all where none is open."""

        def annotations(everywhere: bool) -> Sequence[Annotation]:
            if everywhere or self.pane is None:
                return list(self.workspace.annotations())
            return self.reading.annotations

        async def go(chosen: Annotation | None) -> None:
            if chosen is not None and await self.open_article(chosen.doc_path):
                self.reading.go_to(chosen)
                self.show_reading()

        with self.reporting():
            everywhere = self.pane is None
            annotations(everywhere)
            self.app.push_screen(MarksScreen(annotations, self.palette, everywhere=everywhere), go)

    def action_copy(self) -> None:
        """Copy the selection through the terminal (OSC 52)."""
        with self.reporting():
            selection = self.reading.selection
            if selection.is_empty:
                raise EditError('nothing is selected to copy: press s, p, " or v first')
            start, end = selection.span
            self.app.copy_to_clipboard(self.reading.text[start:end])
            self.say(f"copied {end - start} characters, if your terminal allows it")

    def action_export(self) -> None:
        """Ask for a file and write all marks there."""
        name = f"{self.workspace.corpus.root.name or 'marks'}.{EXPORT_FORMAT}"
        self._ask_export(str(Path(name).absolute()), "export to:")

    def _ask_export(self, proposed: str, label: str, replaceable: str = "") -> None:
        def accept(typed: str) -> None:
            self.end_prompt()
            if typed.strip():
                self._export(typed, replace=typed == replaceable)

        self.start_prompt(label, proposed, accept, cancel=self.end_prompt)

    def _export(self, typed: str, *, replace: bool) -> None:
        path = Path(typed.strip()).expanduser()
        with self.reporting():
            try:
                count = self.workspace.export(path, EXPORT_FORMAT, replace=replace)
            except ExportExistsError:
                self._ask_export(typed, "exists, enter replaces it:", replaceable=typed)
            else:
                self.say(f"exported {count} marks to {path.absolute()}")

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self.keymap))

"""What the finding keys do on the reader screen: search, export, copy."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.errors import EditError, ExportExistsError
from annotations.exporting import usual_place
from annotations.search import find_all
from annotations.text.span import Span
from tui.clipboard import told_of_copying
from tui.names import counted
from tui.screens.base import ReaderBase

if TYPE_CHECKING:
    from annotations.reading import Reading

EXPORT_FORMAT = "jsonl"


class FindingActions(ReaderBase):
    """Look for text, and hand marks on."""

    query_text = ""
    """What is being searched for."""

    # -- search

    def action_search(self) -> None:
        """Ask for a text and show its hits while it is typed."""
        with self.reporting():
            reading, origin, before = self.reading, self.reading.selection, self.query_text

            def change(typed: str) -> None:
                self.query_text = typed
                hits = self._show_hits(reading)
                reading.selection = origin
                if hits:
                    following = bisect_left(hits, origin.caret, key=lambda hit: hit.start)
                    reading.move_to(hits[following % len(hits)].start)
                self.show_reading()
                self.prompt.relabel(f"search ({len(hits)}):" if typed else "search:")

            def cancel() -> None:
                reading.selection = origin
                self.clear_search()
                self.end_prompt()
                self.show_reading()

            def accept(typed: str) -> None:
                self.end_prompt()
                if typed:
                    self._tell_hit(reading)
                elif before:
                    self.query_text = before
                    self.action_next_hit(1)

            self.start_prompt("search:", "", accept, change=change, cancel=cancel)

    def action_next_hit(self, step: int) -> None:
        """Go to the next or previous hit, around the end."""
        with self.reporting():
            if not self.query_text:
                raise EditError("nothing is searched for: press / and type")
            reading = self.reading
            hits, caret = self._show_hits(reading), reading.caret
            if hits:
                here = bisect_left(hits, caret, key=lambda hit: hit.start)
                is_on_hit = here < len(hits) and hits[here].start == caret
                following = here + is_on_hit if step > 0 else here - 1
                reading.move_to(hits[following % len(hits)].start)
            self._tell_hit(reading)

    def clear_search(self) -> None:
        """Stop showing hits."""
        if self.query_text:
            self.query_text = ""
            for holder in self.article_panes.values():
                holder.pane.set_hits(())

    def _tell_hit(self, reading: Reading) -> None:
        hits = self._show_hits(reading)
        number = bisect_left(hits, reading.caret, key=lambda hit: hit.start) + 1
        if hits:
            self.show_reading(f"“{self.query_text}”: hit {number} of {len(hits)}")
        else:
            self.show_reading()
            self.say(f"“{self.query_text}” is not in this article", warning=True)

    def _show_hits(self, reading: Reading) -> Sequence[Span]:
        """Show the hits in every pane that is in view; returns this article's."""
        for doc_path in self.open_articles.shown:
            pane = self.article_panes[doc_path].pane
            pane.set_hits(find_all(pane.reading.text, self.query_text))
        return find_all(reading.text, self.query_text)

    # -- copy, export, help

    def action_copy(self) -> None:
        """Copy the selection, or the current mark's text, through the terminal (OSC 52)."""
        with self.reporting():
            selection, current = self.reading.selection, self.reading.current
            if not selection.is_empty:
                start, end = selection.span
            elif current is not None:
                start, end = current.span
            else:
                raise EditError('nothing is selected to copy: press s, p, " or v first')
            text = self.reading.text[start:end]
            self.app.copy_to_clipboard(text)
            self.say(told_of_copying(text, os.environ))

    def action_export(self) -> None:
        """Ask for a file and write all marks there."""
        name = self.workspace.corpus.root.name or "marks"
        self._ask_export(usual_place(f"{name}.{EXPORT_FORMAT}"), "export to:")

    def _ask_export(self, proposed: str, label: str, replaceable: str = "") -> None:
        def accept(typed: str) -> None:
            self.end_prompt()
            if typed.strip():
                self._export(typed.strip(), replace=typed == replaceable)

        self.start_prompt(label, proposed, accept, cancel=self.end_prompt)

    def _export(self, name: str, *, replace: bool) -> None:
        with self.reporting():
            try:
                count, path = self.workspace.export(name, EXPORT_FORMAT, replace=replace)
            except ExportExistsError:
                self._ask_export(name, "exists, enter replaces it:", replaceable=name)
            else:
                self.say(f"exported {counted(count, 'mark')} to {path}")

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap))

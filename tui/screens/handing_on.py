"""What hands marks and text on: export, copy; and the help."""

from __future__ import annotations

import os

from annotations.errors import EditError, ExportExistsError
from annotations.exporting import usual_place
from tui.clipboard import told_of_copying
from tui.names import counted
from tui.screens.base import ReaderBase

EXPORT_FORMAT = "jsonl"


class HandingOnActions(ReaderBase):
    """Copy text, export marks, show the help."""

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

"""What hands marks and text on: export, copy; and the help."""

from __future__ import annotations

import os

from annotations.errors import EditError, ExportExistsError
from tui.clipboard import told_of_copying
from tui.names import told_of_export
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
        from annotations.exporting import usual_place
        from annotations.formats import format_of

        place = usual_place(format_of(EXPORT_FORMAT), self.workspace.corpus)
        self._ask_export(place, "export to:")

    def _ask_export(self, proposed: str, label: str, replaceable: str = "") -> None:
        def accept(typed: str) -> None:
            self.end_prompt()
            if typed.strip():
                self._export(typed.strip(), replace=typed == replaceable)

        self.start_prompt(label, proposed, accept, cancel=self.end_prompt)

    def _export(self, name: str, *, replace: bool) -> None:
        with self.reporting():
            try:
                export = self.workspace.export(EXPORT_FORMAT)
                path = export.write_to(name, replace=replace).path
            except ExportExistsError:
                self._ask_export(name, "exists, enter replaces it:", replaceable=name)
            else:
                self.say(told_of_export(export, path))

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap))

"""What hands marks and text on: copy, export; and the help."""

from __future__ import annotations

import os

from annotations.errors import EditError
from tui.clipboard import told_of_copying
from tui.screens.exporting import ExportActions


class HandingOnActions(ExportActions):
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

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap))

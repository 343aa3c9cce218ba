"""What the keys that link marks do on the reader screen."""

from __future__ import annotations

from tui.screens.marking import MarkingActions


class LinkingActions(MarkingActions):
    """Link marks of two panes, and go from one end of a link to the other."""

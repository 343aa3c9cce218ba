"""The strip of differences between the passage at the caret and its counterpart, and its keys."""

from __future__ import annotations

from tui.screens.comparing import ComparingActions


class DifferingActions(ComparingActions):
    """Shows what differs between two passages, and lets the reader set an article's date."""

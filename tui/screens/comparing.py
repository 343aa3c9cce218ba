"""What the keys that compare articles do on the reader screen: follow, step, align, shade."""

from __future__ import annotations

from tui.screens.base import ReaderBase


class ComparingActions(ReaderBase):
    """Shows in the other panes what says the same as the passage at the caret."""

"""Panes that are scrolled together: all of them at the same fraction of their texts.

The fraction is one of code points, not of rows: how many rows a long text has is an estimate while
it is being wrapped in the background, and what was in line must stay in line when that is done.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from tui.widgets.pane.rows import Rows


class Scrolled(Protocol):
    """What can be linked: a window on a text."""

    def fraction(self) -> Fraction:
        """How far it is scrolled, from 0 to exactly 1 at the end."""

    def follow(self, fraction: Fraction, tolerance: int = 0) -> None:
        """Scroll that far, if that is more rows from here, without leading others."""


class Link:
    """Holds windows together: where one is scrolled to, the others follow."""

    def __init__(self) -> None:
        self.windows: Sequence[Scrolled] = ()
        """Those that go together now; none while they are not linked."""

    def lead(self, leader: Scrolled, tolerance: int = 0) -> None:
        """Take the others where one of them has been scrolled to, if they are off by more rows."""
        if leader not in self.windows:
            return
        fraction = leader.fraction()
        for window in self.windows:
            if window is not leader:
                window.follow(fraction, tolerance)


def fraction_at(rows: Rows, top: int, window: int) -> Fraction:
    """How far a window of so many rows is scrolled when row `top` is its first."""
    last = _last_top(rows, window)
    end = rows.span(last).start
    return Fraction(rows.span(min(top, last)).start, end) if end else Fraction(0)


def row_at(rows: Rows, fraction: Fraction, window: int) -> int:
    """The first row of a window of so many rows that is scrolled that far."""
    end = rows.span(_last_top(rows, window)).start
    return rows.row_at(int(fraction * end))


def _last_top(rows: Rows, window: int) -> int:
    """The first row of the window when the text's last row is at its bottom."""
    while True:
        last = rows.row_at(len(rows.text))
        first = max(0, last - window + 1)
        rows.span(first)
        # To look there may have wrapped a block and so changed how many rows come before.
        if rows.row_at(len(rows.text)) == last:
            return first

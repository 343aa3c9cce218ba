"""Which articles are open, which of them are shown as panes, and which one has the caret."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

MOST_PANES = 4
NARROWEST_PANE = 36
"""Cells a pane needs; where there are fewer, an open article is a tab."""
NARROWEST_FOR_TWO = 100
"""Below this many cells one pane is shown at a time."""
_NARROWEST_FOR_LIST = 60
"""Below this many cells there is room for the list or a pane, not for both."""
_LIST_WIDTH, _WIDE_LIST_WIDTH, _WIDE = 28, 34, 140


@dataclass(frozen=True)
class Layout:
    """How a window is shared out, in cells."""

    list_width: int
    shows_list: bool
    panes: int
    """How many panes fit; none where the list takes all there is."""

    @classmethod
    def of(cls, width: int, *, in_list: bool, list_hidden: bool) -> Self:
        """The layout of a window `width` cells wide; the list shows while it has the keys."""
        if width < _NARROWEST_FOR_LIST:
            return cls(width, in_list, 0 if in_list else 1)
        list_width = _WIDE_LIST_WIDTH if width >= _WIDE else _LIST_WIDTH
        shows_list = in_list or not list_hidden
        room = (width - list_width if shows_list else width) // NARROWEST_PANE
        panes = 1 if width < NARROWEST_FOR_TWO else max(1, min(MOST_PANES, room))
        return cls(list_width, shows_list, panes)


@dataclass
class OpenArticles:
    """Pure state: the order of open articles, and the room there is to show them."""

    order: list[str] = field(default_factory=list)
    """The open articles by path, in the order of their numbers."""
    current: str | None = None
    room: int = 1
    _shown: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """The articles that are panes now, in the order in which they stand."""
        return [doc_path for doc_path in self.order if doc_path in self._shown]

    def restore(self, order: Iterable[str], current: str | None) -> None:
        """Take up what was open the last time."""
        self.order = list(dict.fromkeys(order))
        self.current = current if current in self.order else next(iter(self.order), None)
        self._fit()

    def set_room(self, room: int) -> None:
        """Show as many panes as there is room for, always the current one."""
        self.room = max(1, room)
        self._fit()

    def open_here(self, doc_path: str) -> None:
        """Put an article in the current one's place, unless it is open already; go to it."""
        if doc_path not in self.order:
            if self.current is None:
                self.order.append(doc_path)
            else:
                self.order[self.order.index(self.current)] = doc_path
                self._shown = [doc_path if it == self.current else it for it in self._shown]
        self.go_to(doc_path)

    def toggle_beside(self, doc_path: str) -> None:
        """Open an article after the others, or take it away."""
        if doc_path in self.order:
            self.close(doc_path)
            return
        self.order.append(doc_path)
        self.current = self.current or doc_path
        if len(self._shown) >= self.room > 1:
            # It was asked for to be seen: the last pane that has not the caret makes way.
            self._shown.remove([shown for shown in self.shown if shown != self.current][-1])
            self._shown.append(doc_path)
        self._fit()

    def close(self, doc_path: str) -> None:
        """Take an open article away; its neighbour becomes current if it was."""
        position = self.order.index(doc_path)
        self.order.remove(doc_path)
        if self.current == doc_path:
            neighbours = self.order[max(0, position - 1) :]
            self.current = neighbours[0] if neighbours else None
        self._fit()

    def go_to(self, doc_path: str) -> None:
        """Make an open article current; if it was hidden, it takes the old current one's pane."""
        if doc_path not in self._shown and self.current in self._shown:
            self._shown[self._shown.index(self.current)] = doc_path
        self.current = doc_path
        self._fit()

    def step(self, step: int) -> None:
        """Go to the open article `step` places on, around the end."""
        if self.current is not None:
            position = self.order.index(self.current) + step
            self.go_to(self.order[position % len(self.order)])

    def _fit(self) -> None:
        shown = [doc_path for doc_path in self._shown if doc_path in self.order]
        while len(shown) > self.room:
            shown.remove([doc_path for doc_path in shown if doc_path != self.current][-1])
        if self.current is not None and self.current not in shown:
            shown = [*shown[: self.room - 1], self.current]
        for doc_path in self.order:
            if len(shown) < self.room and doc_path not in shown:
                shown.append(doc_path)
        self._shown = shown

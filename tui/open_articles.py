"""Which articles are open, which of them are shown as panes, and which one has the caret."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from tui.shares import reshared, shares

MOST_PANES = 4
NARROWEST_PANE = 36
"""Cells a pane needs; where there are fewer, an open article is a tab."""
NARROWEST_LIST = 20
"""Cells the list keeps when it is made narrower."""
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
    def of(
        cls,
        width: int,
        *,
        in_list: bool,
        list_hidden: bool,
        list_width: tuple[int, int] | None = None,
    ) -> Self:
        """The layout of a window `width` cells wide; the list shows while it has the keys.

        `list_width` is what the list was given, and in a window of how many cells: in a smaller
        one it has that part, and never so much that a pane would have too little.
        """
        if width < _NARROWEST_FOR_LIST:
            return cls(width, in_list, 0 if in_list else 1)
        if list_width is None:
            cells = _WIDE_LIST_WIDTH if width >= _WIDE else _LIST_WIDTH
        else:
            given, of = list_width
            cells = given if width >= of else given * width // of
            cells = max(NARROWEST_LIST, min(cells, width - NARROWEST_PANE))
        shows_list = in_list or not list_hidden
        room = (width - cells if shows_list else width) // NARROWEST_PANE
        panes = 1 if width < NARROWEST_FOR_TWO else max(1, min(MOST_PANES, room))
        return cls(cells, shows_list, panes)

    def resized_list(self, step: int, width: int, panes: int) -> int | None:
        """The list's width when it gets `step` cells more, or as many as it can.

        None where it can't: it keeps its least, and `panes` panes beside it keep theirs.
        """
        wanted = max(
            NARROWEST_LIST, min(self.list_width + step, width - NARROWEST_PANE * max(1, panes))
        )
        return wanted if (wanted - self.list_width) * step > 0 else None


@dataclass
class OpenArticles:
    """Pure state: the order of open articles, and the room there is to show them."""

    order: list[str] = field(default_factory=list)
    """The open articles by path, in the order of their numbers."""
    current: str | None = None
    room: int = 1
    zoomed: bool = False
    """Whether the current one is shown alone, though there is room for more."""
    weights: dict[str, float] = field(default_factory=dict)
    """How wide panes are beside others of weight 1; those that were never changed are left out."""
    _shown: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """The articles that are panes now, in the order in which they stand."""
        if self.zoomed and self.current is not None:
            return [self.current]
        return [doc_path for doc_path in self.order if doc_path in self._shown]

    def restore(
        self,
        order: Iterable[str],
        current: str | None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        """Take up what was open the last time."""
        self.order = list(dict.fromkeys(order))
        self.current = current if current in self.order else next(iter(self.order), None)
        self.weights = {it: weight for it, weight in (weights or {}).items() if it in self.order}
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
                if self.current in self.weights:
                    self.weights[doc_path] = self.weights.pop(self.current)
                self._shown = [doc_path if it == self.current else it for it in self._shown]
        self.go_to(doc_path)

    def toggle_beside(self, doc_path: str) -> None:
        """Open an article after the others, or take it away."""
        if doc_path in self.order:
            self.close(doc_path)
        else:
            self.show_beside(doc_path)

    def show_beside(self, doc_path: str) -> None:
        """Bring an article into view beside the current one, which keeps its pane; open it first.

        Where there is room for one pane alone, it is only opened.
        """
        # It was asked for to be seen.
        self.zoomed = False
        self._bring_in(doc_path)

    def open_beside(self, doc_path: str) -> None:
        """Go to an article, opened after the others if need be; the current one stays in view.

        Where there is room for one pane alone, it is shown in place of it.
        """
        self._bring_in(doc_path)
        self.go_to(doc_path)

    def _bring_in(self, doc_path: str) -> None:
        """Let an article be a pane, where there are several; the current one stays one."""
        if doc_path not in self.order:
            self.order.append(doc_path)
        self.current = self.current or doc_path
        if doc_path not in self._shown and len(self._shown) >= self.room > 1:
            # The last pane that has not the caret makes way.
            shown = [it for it in self.order if it in self._shown and it != self.current]
            self._shown[self._shown.index(shown[-1])] = doc_path
        self._fit()

    def close(self, doc_path: str) -> None:
        """Take an open article away; its neighbour becomes current if it was."""
        position = self.order.index(doc_path)
        self.order.remove(doc_path)
        self.weights.pop(doc_path, None)
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

    def toggle_zoom(self) -> bool:
        """Show the current one alone, or what was shown before; False where that is the same."""
        if not self.zoomed and len(self.shown) < 2:
            return False
        self.zoomed = not self.zoomed
        return True

    def widths(self, room: int) -> list[int]:
        """The cells that each pane has of `room`, in the order in which they stand."""
        return shares(room, self._shown_weights(), NARROWEST_PANE)

    def widen(self, step: int, room: int) -> bool:
        """Give the current pane `step` cells more of `room`; False where it can't have any."""
        if self.current is None:
            return False
        number = self.shown.index(self.current)
        weights = reshared(room, self._shown_weights(), number, step, NARROWEST_PANE)
        if weights is None:
            return False
        self.weights |= zip(self.shown, weights, strict=True)
        return True

    def _shown_weights(self) -> list[float]:
        return [self.weights.get(doc_path, 1.0) for doc_path in self.shown]

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

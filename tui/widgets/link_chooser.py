"""The line that asks how two marks are linked, in place of the status line."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual import events

from annotations.text.excerpt import excerpt
from annotations.text.visible import visible_line
from tui.commands.registry import bindings
from tui.widgets.lines import Line

_LEAST_EXCERPT = 8
"""Code points of what is to be linked that are worth showing."""
_MOST_EXCERPT = 40


class Asked(NamedTuple):
    """What is to be linked, in words."""

    source: str
    """The text of the one, as it is in its article."""
    where: str
    """The article of the other, in short."""
    target: str
    now: str
    """How they are linked now; empty if they are not."""
    keys: Sequence[tuple[str, str]]
    """Each key that does something, and what."""


class LinkChooser(Line, can_focus=True):
    """Has the keys while it is open; those that are no bindings go to `takes` at once."""

    BINDINGS = bindings("link")
    DEFAULT_CSS = "LinkChooser { display: none; }"

    def __init__(self, takes: Callable[[events.Key], None]) -> None:
        super().__init__(id="link-chooser")
        self._takes = takes
        self._asked: Asked | None = None

    @property
    def is_open(self) -> bool:
        """Whether it asks."""
        return self._asked is not None

    def ask(self, asked: Asked) -> None:
        """Show what is to be linked, and the keys."""
        self._asked = asked
        self.display = True
        self._share_out()

    def close(self) -> None:
        """Stop asking."""
        self._asked = None
        self.display = False

    def on_resize(self) -> None:
        """Show as much of both texts as there is room for now."""
        self._share_out()

    def _forward_event(self, event: events.Event) -> None:
        # Before the next key is looked at, so that it finds what this one has done.
        if isinstance(event, events.Key):
            self._takes(event)
        else:
            super()._forward_event(event)

    def _share_out(self) -> None:
        if self._asked is None:
            return
        asked = self._asked
        dim, strong = Style(color=self.palette.dim), Style(bold=True)
        right = [
            (f"{key} ", strong) if is_key else (f"{key}  ", dim)
            for pair in asked.keys
            for key, is_key in zip(pair, (True, False), strict=True)
        ]
        now = f" is {asked.now} now" if asked.now else ""
        where = visible_line(asked.where)
        room = self.app.size.width - sum(cell_len(text) for text, _ in right)
        room = (room - cell_len(f" link  →  {where}{now}  ")) // 2
        source, target = (
            f"{excerpt(visible_line(text), min(room - 2, _MOST_EXCERPT))} "
            if room - 2 >= _LEAST_EXCERPT
            else ""
            for text in (asked.source, asked.target)
        )
        left = [(" link ", dim), (source, Style()), ("→ ", dim), (f"{where} ", strong)]
        self.show([*left, (target.rstrip(), Style()), (now, Style())], right)

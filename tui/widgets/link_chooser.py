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


class Key(NamedTuple):
    """A key, and what it does."""

    key: str
    does: str
    short: str
    """The same in few cells."""
    is_so: bool = False
    """Whether the two are linked so now."""


class Asked(NamedTuple):
    """What is to be linked, in words."""

    source: str
    """The text of the one, as it is in its article."""
    where: str
    """The article of the other, in short."""
    target: str
    keys: Sequence[Key]


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
        """Show both texts as far as there is room beside the keys; else keys in signs."""
        if self._asked is None:
            return
        dim, strong, plain = Style(color=self.palette.dim), Style(bold=True), Style()
        where = f"{visible_line(self._asked.where)} "
        for is_short, verb in ((False, " link "), (True, " ")):
            keys = self._keys(is_short=is_short)
            room = self.app.size.width - sum(cell_len(text) for text, _ in keys)
            room = (room - cell_len(f"{verb} → {where} ")) // 2 - len("“”")
            if room >= _LEAST_EXCERPT:
                break
        else:
            self.show([(" → ", dim), (where, strong), *keys], [])
            return
        room = min(room, _MOST_EXCERPT)
        source, target = (
            excerpt(visible_line(text), room) if text else ""
            for text in (self._asked.source, self._asked.target)
        )
        left = [(verb, dim), (f"{source} → ", plain), (where, strong), (target, plain)]
        self.show(left, keys)

    def _keys(self, *, is_short: bool) -> list[tuple[str, Style]]:
        """What each key does, in words or in signs."""
        shown: list[tuple[str, Style]] = []
        for key, does, short, is_so in self._asked.keys if self._asked else ():
            words = [short if is_short else does, "✓" if is_so else ""]
            told = " ".join(filter(None, words))
            shown += [(f"{key} ", Style(bold=True)), (f"{told}  ", Style(color=self.palette.dim))]
        return shown

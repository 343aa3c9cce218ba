"""The prompt: one line in which the reader types, in place of the status line."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from inspect import isawaitable

from rich.cells import cell_len
from textual import events
from textual.actions import SkipAction, parse
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Input, Label, Static

from annotations.text.visible import typed_line, visible_line
from tui.commands.registry import bindings

_EDITING = {
    key
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}
"""The keys of an input that do something to what is being typed, or to where."""

Finish = Callable[[str], Awaitable[None] | None]
"""Takes what was typed; what is waited for is done before the next key is looked at."""


class PromptInput(Input):
    """An input that keeps all lines of what is pasted, blanks for line ends, no controls.

    What a key does is done before the next key is looked at: what was typed ahead acts in its
    order, on whatever has the keys then. `takes` is asked first whether it takes a key.
    """

    def __init__(self, takes: Callable[[events.Key], bool], placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False)
        self._takes = takes

    def _forward_event(self, event: events.Event) -> None:
        # Textual would put it in a queue, and the keys that are bindings in another one behind.
        if isinstance(event, events.Paste):
            self.replace(typed_line(event.text), *self.selection)
        elif not isinstance(event, events.Key) or not (self._takes(event) or self._edits(event)):
            super()._forward_event(event)

    def edits_with(self, key: str) -> bool:
        """Whether a key does something to what is being typed, or to where."""
        return key in _EDITING

    def _edits(self, event: events.Key) -> bool:
        """Do what a key does to what is being typed; False for a key that does nothing to it."""
        self._restart_blink()
        if self.edits_with(event.key):
            bound, *_ = self._bindings.key_to_bindings[event.key]
            _, name, parameters = parse(bound.action)
            with suppress(SkipAction):
                getattr(self, f"action_{name}")(*parameters)
        elif event.character is not None and event.is_printable:
            self.replace(event.character, *self.selection)
        else:
            return False
        return True


class Prompt(Horizontal):
    """Asks for one line; what was typed goes to `accept`, every keystroke to `change`."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt.open { display: block; }
    Prompt Label { width: auto; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    Prompt .warning { color: $warning; }
    Prompt .told {
        width: 0; text-align: right; text-wrap: nowrap;
        text-overflow: ellipsis; color: $text-muted;
    }
    Prompt .told.wrong { color: $warning; }
    Prompt Input { width: 1fr; border: none; height: 1; padding: 0; background: transparent; }
    """
    BINDINGS = [
        Binding("enter", "accept", "go", priority=True, key_display="enter"),
        Binding("enter", "keep", "keep", priority=True, key_display="enter"),
        Binding("escape", "cancel", "leave"),
        Binding("escape", "drop", "drop"),
        *bindings("search"),
    ]
    drops = reactive(False, bindings=True)
    """Whether to leave is to drop what was typed, as the footer says then."""

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.entry = PromptInput(self._takes_key)
        self._label = Label("", markup=False)
        self._warning = Label("", classes="warning", markup=False)
        self._told = Static("", classes="told", markup=False)
        self._told_width = self._told_shown = 0
        self._labels = "", ""
        """What is asked for, and the same for small windows."""
        self._label_shown = "", 0
        self._given = ""
        self._accept: Finish | None = None
        self._change: Callable[[str], None] | None = None
        self._cancel: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """A word of what is asked for, and the input."""
        yield self._label
        yield self.entry
        yield self._told
        yield self._warning

    @property
    def is_open(self) -> bool:
        """Whether something is being asked for."""
        return self.has_class("open")

    @property
    def value(self) -> str:
        """What has been typed so far; what was given, while nothing of it has been changed."""
        typed = self.entry.value
        return self._given if typed == typed_line(self._given) else typed

    def ask(
        self,
        label: str,
        value: str,
        accept: Finish,
        *,
        change: Callable[[str], None] | None = None,
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Open with `value` to begin from; enter gives what was typed to `accept`."""
        # Filling it in is no change by the reader: pass none on until that is done.
        self._accept, self._change, self._cancel = accept, None, cancel
        self.relabel(label)
        self._given = value
        self._told_width = 0
        self.tell("")
        self.entry.value = typed_line(value)
        self.entry.cursor_position = len(self.entry.value)
        self.add_class("open")
        self._change = change

    def relabel(self, label: str, short: str = "") -> None:
        """Change the word of what is asked for; `short` is for small windows."""
        self._labels = f"{label} ", f"{short or label} "
        self._share_out()

    def on_resize(self) -> None:
        """Give what is typed its half of the new width."""
        self._share_out()

    def _share_out(self) -> None:
        """Give what is typed half of the line at least, or what is left of it by the label.

        What is told has all that what is typed does not need.
        """
        width = self.app.size.width
        half = width // 2
        label, short = self._labels
        shown = label if cell_len(label) <= half else short
        taken = min(cell_len(shown), half)
        if (shown, half) != self._label_shown:
            self._label_shown = shown, half
            self._label.update(shown)
            self._label.styles.max_width = half
        typed = cell_len(self.entry.value) + 1
        room = max(0, half - taken, min(half, width - taken - typed))
        if (told := min(self._told_width, room)) != self._told_shown:
            self._told_shown = told
            self._told.styles.width = told

    def tell(self, told: str, *, wrong: bool = False) -> None:
        """Say behind what is being typed what has come of it so far, or what is wrong with it."""
        told = f" {visible_line(told)} " if told else ""
        self._told.update(told, layout=False)
        self._told.set_class(wrong, "wrong")
        # Only ever wider while something is asked for: what is typed stays where it is.
        width = cell_len(told)
        self._told_width = max(width, self._told_width)
        self._share_out()

    def warn(self, warning: str) -> None:
        """Show a warning at the right end, from now on; nothing takes it away."""
        self._warning.update(f" {warning} " if warning else "")

    def close(self) -> None:
        """Stop asking."""
        self.remove_class("open")
        self._accept = self._change = self._cancel = None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what has been typed so far."""
        event.stop()
        if self._change is not None:
            self._change(self.value)

    def _takes_key(self, event: events.Key) -> bool:
        if event.key != "escape":
            return False
        self.action_cancel()
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Of the two names of each way out, show the one that fits."""
        return action not in (("accept", "cancel") if self.drops else ("keep", "drop"))

    async def action_accept(self) -> None:
        """Pass on what was typed; the taker closes the prompt or asks again."""
        accept, change = self._accept, self._change
        if change is not None:
            # Textual tells of the last keystrokes later than of this one.
            change(self.value)
        if accept is not None and isawaitable(taken := accept(self.value)):
            await taken

    async def action_keep(self) -> None:
        """Keep what was typed."""
        await self.action_accept()

    def action_drop(self) -> None:
        """Leave without taking what was typed, which is gone."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Leave without taking what was typed."""
        cancel = self._cancel
        self.close()
        if cancel is not None:
            cancel()

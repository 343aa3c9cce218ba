"""The help: every key, made from the registry."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands.command import Area, is_extending
from tui.commands.registry import AREAS, Keymap, keys_of, show_key

_KEYS_WIDTH = 20


class HelpScreen(ModalScreen[None]):
    """Lists the commands by area, `first` before the others, with their keys as they are now."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 84; max-width: 100%; height: 90%; padding: 0 1; background: $surface;
        border: round $primary; scrollbar-size-vertical: 1; border-title-color: $foreground;
    }
    """
    BINDINGS = [
        Binding("escape,question_mark,q,enter", "dismiss", "Close"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, keymap: Keymap, first: Area | None = None) -> None:
        super().__init__()
        self._keymap = keymap
        self._areas = sorted(AREAS, key=lambda area: area is not first)

    def compose(self) -> ComposeResult:
        """One long text that scrolls."""
        body = VerticalScroll(Static(self.content()))
        body.border_title = "Keys — esc closes"
        yield body

    def content(self) -> Content:
        """The text of the help."""
        parts: list[Content] = []
        for area in self._areas:
            parts.append(Content.styled(f"\n{area.title}", "bold"))
            for command in area.commands:
                keys = "  ".join(show_key(key) for key in keys_of(command, self._keymap))
                if is_extending(command):
                    parts.append(Content.assemble((f" Selecting: {keys}", "dim")))
                    continue
                gap = " " * max(2, _KEYS_WIDTH - cell_len(keys))
                parts.append(Content.assemble("\n", (keys, "bold $accent"), gap, command.help))
            parts.append(Content("\n"))
        return Content("").join(parts)

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

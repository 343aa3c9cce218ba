"""The list of formats: filtered as one types, one is chosen."""

from collections.abc import Callable, Iterable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from annotations.formats.format import Format
from tui.names import told_of_format
from tui.theme import palette_of
from tui.widgets.mark_table import fitted
from tui.widgets.prompt import PromptInput

_TITLE = "Export — enter chooses, esc closes"
_LEAST_FOR_FRAME = 8
"""Rows of a window with room for a frame; in lower ones formats are worth more."""


def fitting(formats: Iterable[Format], typed: str) -> list[Format]:
    """The formats with all that was typed in name or summary, those first whose name begins so."""
    words = typed.casefold().split()
    found = [
        it for it in formats if all(word in f"{it.name} {it.summary}".casefold() for word in words)
    ]
    return sorted(found, key=lambda it: not it.name.startswith("".join(words)))


class FormatTable(Widget):
    """A row for each format, one of which is pointed at; a click takes one."""

    DEFAULT_CSS = "FormatTable { height: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, formats: Iterable[Format], take: Callable[[], None]) -> None:
        super().__init__()
        self.shown = list(formats)
        self._name_cells = max(len(it.name) for it in self.shown)
        self._take = take
        self._pointed = self._top = 0

    @property
    def pointed(self) -> Format | None:
        """The format that is pointed at, if any is shown."""
        return self.shown[self._pointed] if self.shown else None

    def show_only(self, formats: list[Format]) -> None:
        """Show these, and point to the first."""
        self.shown, self._pointed = formats, 0
        self.point(0)

    def point(self, step: int) -> None:
        """Point so many rows further down."""
        self._pointed = max(0, min(self._pointed + step, len(self.shown) - 1))
        rows = max(1, self.size.height)
        self._top = max(self._pointed - rows + 1, min(self._top, self._pointed))
        self.refresh()

    @property
    def page(self) -> int:
        """How many rows a page is."""
        return max(1, self.size.height - 1)

    def on_resize(self) -> None:
        """Keep the pointer in view."""
        self.point(0)

    def on_click(self, event: events.Click) -> None:
        """Take the format that was clicked on."""
        number = self._top + event.y
        if event.button == 1 and number < len(self.shown):
            self._pointed = number
            self._take()

    def render_line(self, y: int) -> Strip:
        """A format's name and what it is."""
        palette, width, number = palette_of(self.app), self.size.width, self._top + y
        base = Style(color=palette.text, bgcolor=palette.background)
        if not self.shown and y == 0:
            told = "no format fits: ctrl+u empties the filter"
            segments = [Segment(f" {fitted(told, width - 2)}", base + Style(color=palette.warning))]
        elif number < len(self.shown):
            segments = self._row(self.shown[number], number == self._pointed, base, width)
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, base)

    def _row(self, it: Format, is_pointed: bool, base: Style, width: int) -> list[Segment]:
        palette = palette_of(self.app)
        dim = base + Style(color=palette.dim)
        if is_pointed:
            base += Style(bgcolor=palette.selection, reverse=self.app.no_color)
            dim = base
        return [
            Segment(f" {it.name:<{self._name_cells}}  ", base + Style(bold=True)),
            Segment(fitted(told_of_format(it), width - self._name_cells - 4), dim),
            Segment(" ", base),
        ]


class FormatsScreen(ModalScreen[None]):
    """Hands the format that is chosen to `take`; `esc` leaves without one."""

    DEFAULT_CSS = """
    FormatsScreen { align: center middle; }
    FormatsScreen Vertical {
        width: 100; max-width: 100%; max-height: 100%; background: $surface;
        border: round $primary; border-title-color: $foreground;
    }
    FormatsScreen.low Vertical { border: none; }
    FormatsScreen Input { border: none; height: 1; padding: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "low"), (_LEAST_FOR_FRAME, "high")]

    def __init__(self, formats: Iterable[Format], take: Callable[[Format], None]) -> None:
        super().__init__()
        self._formats = list(formats)
        self._take = take
        self._filter = PromptInput(self._takes_key, "type to filter")
        self._table = FormatTable(self._formats, self._choose)
        self._frame = Vertical(self._filter, self._table)
        self._frame.border_title = _TITLE
        # A line for the filter, two for the frame.
        self._frame.styles.height = len(self._formats) + 3
        self._acts: dict[str, Callable[[], None]] = {
            "enter": self._choose,
            "escape": self._close,
            "down": lambda: self._table.point(1),
            "up": lambda: self._table.point(-1),
            "tab": lambda: self._table.point(1),
            "shift+tab": lambda: self._table.point(-1),
            "pagedown": lambda: self._table.point(self._table.page),
            "pageup": lambda: self._table.point(-self._table.page),
        }

    def compose(self) -> ComposeResult:
        """A filter above the table."""
        yield self._frame

    def on_mount(self) -> None:
        """What was typed ahead goes to the filter."""
        self.set_focus(self._filter)

    def on_input_changed(self) -> None:
        """Filter again."""
        self._follow_filter()

    def on_click(self) -> None:
        """Typing goes on in the filter, wherever was clicked."""
        self.set_focus(self._filter)

    def _takes_key(self, event: events.Key) -> bool:
        act = self._acts.get(event.key)
        if act is not None:
            # Textual tells of the last keystrokes later than of this one.
            self._follow_filter()
            act()
        return act is not None

    def _follow_filter(self) -> None:
        found = fitting(self._formats, self._filter.value)
        if found != self._table.shown:
            self._table.show_only(found)

    def _close(self) -> None:
        # A second key typed ahead may come when this screen has gone.
        if self.is_active:
            self.dismiss(None)

    def _choose(self) -> None:
        chosen = self._table.pointed
        if self.is_active and chosen is not None:
            self.dismiss(None)
            # At once: the next key is for what asks then.
            self._take(chosen)

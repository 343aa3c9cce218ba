"""An open article on the screen: its heading and its pane; and the line of tabs."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from annotations.reading import Reading
from annotations.text.span import Span
from annotations.text.visible import visible_line
from tui.names import number_of, short_name
from tui.widgets.lines import Line
from tui.widgets.pane.linking import Link
from tui.widgets.pane.pane import Pane


class ArticlePane(Vertical):
    """A heading line over a pane."""

    DEFAULT_CSS = """
    ArticlePane { width: 1fr; height: 1fr; border-left: solid $panel-lighten-1; }
    """

    def __init__(
        self, reading: Reading, column: int, *, view: Span | None = None, link: Link | None = None
    ) -> None:
        super().__init__()
        self._heading = Line()
        self.pane = Pane(reading, column, view=view, link=link)

    def compose(self) -> ComposeResult:
        """The heading and the text."""
        yield self._heading
        yield self.pane

    def on_click(self) -> None:
        """A click on the heading goes to the pane."""
        self.pane.focus()

    @property
    def is_in_view(self) -> bool:
        """Whether it is shown, and has a size."""
        return self.is_attached and self.display and self.pane.size.height > 0

    def show_heading(self, number: int, *, is_current: bool, is_frozen: bool = False) -> None:
        """Name the article; the current one stands out, and whether it stays where it is."""
        article, palette = self.pane.reading.article, self._heading.palette
        style = Style(color=palette.text if is_current else palette.dim, bold=is_current)
        name = visible_line(f"{number_of(article.doc_path)} {article.title}")
        frozen = [(" frozen ", Style(color=palette.warning))] if is_frozen else []
        self._heading.show([(f" {number} ", Style(color=palette.dim)), (name, style)], frozen)

    @property
    def heading(self) -> str:
        """What the heading says."""
        return self._heading.text


class Tabs(Line):
    """Names every open article in one line, where not all of them are shown."""

    DEFAULT_CSS = "Tabs { display: none; } Tabs.needed { display: block; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, doc_path: str) -> None:
            super().__init__()
            self.doc_path = doc_path

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._ends: list[tuple[int, str]] = []

    def show_tabs(self, order: Sequence[str], shown: Sequence[str], current: str | None) -> None:
        """Show the open articles by number; those that are panes are brighter."""
        self.set_class(len(shown) < len(order), "needed")
        parts, column = [], 0
        self._ends = []
        for number, doc_path in enumerate(order, 1):
            name = f" {number} {short_name(doc_path):.16} "
            color = self.palette.text if doc_path in shown else self.palette.dim
            is_current = doc_path == current
            parts.append((name, Style(color=color, bold=is_current, reverse=is_current)))
            column += cell_len(name)
            self._ends.append((column, doc_path))
        self.show(parts, [])

    def on_click(self, event: events.Click) -> None:
        """Go to the article whose tab was clicked."""
        for end, doc_path in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(doc_path))
                return

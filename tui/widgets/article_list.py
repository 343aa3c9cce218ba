"""The list of articles: title, counts of labels, date and near-copies, two rows an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotations.text.visible import visible_line
from tui.commands.registry import bindings
from tui.names import number_of
from tui.theme import LANES, palette_of
from tui.widgets.article_details import details, fit

if TYPE_CHECKING:
    from annotations.dating import ArticleDate
    from annotations.listing import Summary
    from annotations.near_copies import NearCopies, NearCopy
    from annotations.store import Counts

_ROWS_EACH = 2
_INDENT = 4
_WHEEL_ROWS = 3


class ArticleList(ScrollView, can_focus=True):
    """Lists article paths at once; titles and counts follow through `take`."""

    DEFAULT_CSS = """
    ArticleList { height: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False
    BINDINGS = bindings("list")

    class Opened(Message):
        """The article the list points to was double-clicked."""

    class Pointed(Message):
        """The cursor moved to another article."""

    def __init__(self, doc_paths: Sequence[str]) -> None:
        super().__init__()
        self._doc_paths = doc_paths
        self._row_of = {doc_path: number for number, doc_path in enumerate(doc_paths)}
        self._summaries: dict[str, Summary] = {}
        self._copies: NearCopies = {}
        self._panes: Sequence[str] = ()
        self.cursor = 0

    @property
    def pointed(self) -> str:
        """The article the cursor is on, by path."""
        return self._doc_paths[self.cursor]

    def summary(self, doc_path: str) -> Summary | None:
        """What is known of an article so far."""
        return self._summaries.get(doc_path)

    def take(self, summaries: Sequence[Summary]) -> None:
        """Show these articles' titles and counts."""
        self._summaries.update((summary.doc_path, summary) for summary in summaries)
        self.refresh()

    def near_copies(self, doc_path: str) -> Sequence[NearCopy]:
        """The near-copies of an article that are known so far."""
        return self._copies.get(doc_path, ())

    def take_near_copies(self, copies: NearCopies) -> None:
        """Show which articles are near-copies of which."""
        if copies != self._copies:
            self._copies = copies
            self.refresh()

    def recount(self, doc_path: str, counts: Counts) -> None:
        """Show new counts for one article."""
        known = self._summaries.get(doc_path)
        if known is not None and known.counts != counts:
            self.take([known._replace(counts=counts)])

    def redate(self, doc_path: str, given: ArticleDate | None) -> bool:
        """Show a date that was given an article, or taken away; whether that is news."""
        known = self._summaries.get(doc_path)
        if known is None or known.given == given:
            return False
        self.take([known._replace(given=given)])
        return True

    def show_panes(self, order: Sequence[str]) -> None:
        """Write the pane's number before each open article."""
        self._panes = tuple(order)
        self.refresh()

    def point_to(self, doc_path: str) -> None:
        """Put the cursor on an article."""
        self._point(self._row_of.get(doc_path, self.cursor))

    # -- keys and mouse

    def action_cursor(self, step: int) -> None:
        """Move by articles."""
        self._point(self.cursor + step)

    def action_page(self, pages: int) -> None:
        """Move by windowfuls."""
        self._point(self.cursor + pages * max(1, self.size.height // _ROWS_EACH - 1))

    def action_first(self) -> None:
        """Move to the first article."""
        self._point(0)

    def action_last(self) -> None:
        """Move to the last article."""
        self._point(len(self._doc_paths) - 1)

    def on_click(self, event: events.Click) -> None:
        """Point to an article; twice opens it."""
        number = (self.scroll_offset.y + event.y) // _ROWS_EACH
        if number < len(self._doc_paths):
            self._point(number)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y + _WHEEL_ROWS, animate=False, force=True)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the cursor."""
        event.stop()
        self.scroll_to(y=self.scroll_offset.y - _WHEEL_ROWS, animate=False, force=True)

    def _point(self, number: int) -> None:
        number = max(0, min(number, len(self._doc_paths) - 1))
        if number != self.cursor:
            self.cursor = number
            self.refresh()
            self.post_message(self.Pointed())
        self._reveal_cursor()

    def _reveal_cursor(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        row = self.cursor * _ROWS_EACH
        if row < top:
            self.scroll_to(y=row, animate=False, force=True)
        elif row + _ROWS_EACH > top + height:
            self.scroll_to(y=row + _ROWS_EACH - height, animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self.size.width, len(self._doc_paths) * _ROWS_EACH)
        self._reveal_cursor()

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor as one that waits."""
        self.refresh()

    # -- painting

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        palette, width = palette_of(self.app), self.size.width
        number, part = divmod(self.scroll_offset.y + y, _ROWS_EACH)
        base = Style(color=palette.text, bgcolor=palette.background)
        if number >= len(self._doc_paths):
            return Strip.blank(width, base)
        doc_path = self._doc_paths[number]
        if number == self.cursor:
            bgcolor = palette.selection if self.has_focus else palette.caret_elsewhere
            base += Style(bgcolor=bgcolor, bold=part == 0 or None)
        if number == self.cursor and self.app.no_color:
            base += Style(reverse=self.has_focus, underline=not self.has_focus)
        segments = (self._details if part else self._heading)(doc_path, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _heading(self, doc_path: str, base: Style) -> list[Segment]:
        summary = self._summaries.get(doc_path)
        number = number_of(doc_path)
        title = summary.title if summary and not summary.problem else doc_path
        name = visible_line(
            f"{number} {title}" if number and summary and not summary.problem else title
        )
        pane = str(self._panes.index(doc_path) + 1) if doc_path in self._panes else ""
        marker = Segment(f"{pane:>1.1} ", base + Style(color=palette_of(self.app).dim, bold=True))
        return [marker, Segment(fit(name, self.size.width - 3), base)]

    def _details(self, doc_path: str, base: Style) -> list[Segment]:
        palette, summary = palette_of(self.app), self._summaries.get(doc_path)
        is_pointed = self._doc_paths[self.cursor] == doc_path
        dim = base if is_pointed else base + Style(color=palette.dim)
        if summary is None:
            return [Segment("    …", dim)]
        if summary.problem:
            warning = base if is_pointed else base + Style(color=palette.warning)
            return [
                Segment("    " + fit(visible_line(summary.problem), self.size.width - 5), warning)
            ]
        room = self.size.width - _INDENT - 1
        counts, right = details(summary.counts, summary.date, self.near_copies(doc_path), room)
        segments = [Segment(" " * _INDENT, dim)]
        for label, text in counts:
            has_hue = summary.counts.get(label) and label in LANES and not is_pointed
            style = base + Style(color=palette.lanes[label]) if has_hue else dim
            segments.append(Segment(text, style))
        gap = room - sum(segment.cell_length for segment in segments[1:]) - cell_len(right)
        return [*segments, Segment(" " * max(0, gap), dim), Segment(right, dim)]

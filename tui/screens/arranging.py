"""How the reader screen shares its window out, and the keys that change that and the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from annotations.errors import EditError
from tui.choices import Choices, save_choices
from tui.config import Config, ThemeName
from tui.open_articles import NARROWEST_LIST, NARROWEST_PANE, Layout
from tui.places import Places
from tui.screens.base import ReaderBase
from tui.theme import theme_name
from tui.widgets.article_pane import Tabs
from tui.widgets.covered import CoveredColumn, CoveredRow
from tui.widgets.lines import Line
from tui.widgets.pane.linking import Link

if TYPE_CHECKING:
    from annotations.workspace import Workspace

_WIDTH_STEP = 4
"""Cells by which a key makes a pane or the list wider."""


class Arranging(ReaderBase):
    """List, panes and tabs, and how much of the window each of them has."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self.sidebar = CoveredColumn(id="sidebar")
        self.list_heading = Line(id="list-heading")
        self.work = CoveredColumn(id="work")
        self.panes = CoveredRow(id="panes")
        self.tabs = Tabs()
        self.link = Link()

    def share_out(self) -> None:
        """Give list and panes the room there is, and show which articles are open where."""
        opened, places, layout = self.open_articles, self.places, self._window()
        opened.set_room(layout.panes)
        self.set_class(places.focus_mode, "focus-mode")
        self.sidebar.display, self.work.display = layout.shows_list, layout.panes > 0
        self.sidebar.styles.width = layout.list_width
        widths = dict(zip(opened.shown, opened.widths(self._room(layout)), strict=True))
        for number, doc_path in enumerate(opened.order, 1):
            if (holder := self.article_panes.get(doc_path)) is not None:
                holder.display = doc_path in widths
                holder.styles.width = widths.get(doc_path, 0)
                holder.show_heading(
                    number,
                    is_current=doc_path == opened.current,
                    is_frozen=doc_path in places.frozen,
                )
        loose = [it for it in opened.shown if it not in places.frozen]
        shown = [holder.pane for it in loose if (holder := self.article_panes.get(it))]
        windows = tuple(shown) if places.linked else ()
        if windows != self.link.windows:
            self.link.windows = windows
            if self.is_store_open:
                # At the start they are as they were left; later, those that come into view may
                # be elsewhere, and have their size only then.
                self.call_after_refresh(self._line_up)
        self.status.is_linked = places.linked
        count = len(self.workspace.corpus.doc_paths)
        self.list_heading.show([(f" articles {count}", Style(color=self.palette.dim))], [])
        self.tabs.show_tabs(opened.order, opened.shown, opened.current)
        self.list.show_panes(opened.order)
        self.show_status()

    def _line_up(self) -> None:
        """Let linked panes follow the current one, if it was scrolled while they were hidden."""
        if self.places.linked and self.pane is not None:
            self.link.lead(self.pane, tolerance=1)

    def on_resize(self) -> None:
        """Give list and panes the room there is now."""
        self.share_out()

    def _window(self) -> Layout:
        return Layout.of(
            self.app.size.width,
            in_list=self.focused is self.list or self.open_articles.current is None,
            list_hidden=self.places.list_hidden or self.places.focus_mode,
            list_width=self.places.list_width,
        )

    def _room(self, layout: Layout) -> int:
        """Cells for all panes together."""
        return max(0, self.app.size.width - (layout.list_width if layout.shows_list else 0))

    # -- keys

    def action_focus_list(self) -> None:
        """Go to the list, showing it if it was hidden, its cursor on the current article."""
        if self.focused is not self.list and self.open_articles.current is not None:
            self.list.point_to(self.open_articles.current)
        self.sidebar.display = True
        self.set_focus(self.list)
        self.share_out()
        self.say("")

    def action_toggle_list(self) -> None:
        """Show or hide the list; the keys go to the pane when it hides."""
        with self.reporting():
            hides = self.sidebar.display and bool(self.reading)
            if not self.places.focus_mode:
                self.places.list_hidden = hides
            if hides:
                self.focus_current()
            self.share_out()
            self.say("")
            if hides or self.sidebar.display:
                return
            list_key, focus_key = self.key_of("pane.list"), self.key_of("view.focus")
            if self.places.focus_mode:
                self.say(f"{focus_key} leaves focus mode; {list_key} goes to the list")
            else:
                self.say(f"there is no room for the list beside the text: {list_key} goes to it")

    def action_toggle_focus_mode(self) -> None:
        """Show only text and status line, or all again."""
        self.places.focus_mode = not self.places.focus_mode
        self.share_out()
        key = self.key_of("view.focus")
        self.say(f"focus mode: {key} leaves it" if self.places.focus_mode else "")

    def action_zoom(self) -> None:
        """Show the current pane alone, or the others again."""
        with self.reporting():
            if not self.open_articles.toggle_zoom():
                raise EditError("no other pane is shown")
            self.share_out()
            shows_one = self.open_articles.zoomed
            self.say(f"{self.key_of('view.zoom')} shows the other panes again" if shows_one else "")

    def action_widen(self, direction: int) -> None:
        """Make what has the keys wider (1) or narrower (-1): the list, or the current pane."""
        with self.reporting():
            step = direction * _WIDTH_STEP
            (self._widen_list if self.focused is self.list else self._widen_pane)(step)
            self.share_out()
            self.say("")

    def _widen_list(self, step: int) -> None:
        layout, panes = self._window(), len(self.open_articles.shown)
        if not layout.panes:
            raise EditError("the list has the whole window")
        width = layout.resized_list(step, self.app.size.width, panes)
        if width is None:
            raise EditError(
                f"the list can't be wider: a pane keeps {NARROWEST_PANE} columns"
                if step > 0
                else f"the list can't be narrower: it keeps {NARROWEST_LIST} columns"
            )
        self.places.list_width = width, self.size.width

    def _widen_pane(self, step: int) -> None:
        opened = self.open_articles
        if opened.current is None or len(opened.shown) < 2:
            raise EditError(f"no other pane is shown; {self.key_of('pane.list')} goes to the list")
        if not opened.widen(step, self._room(self._window())):
            which = "wider: the others keep" if step > 0 else "narrower: a pane keeps"
            raise EditError(f"this pane can't be {which} {NARROWEST_PANE} columns")

    def action_toggle_link(self) -> None:
        """Scroll the panes together, or each alone; together they can't follow the caret."""
        places = self.places
        places.linked = not places.linked
        told = "panes scroll together" if places.linked else "each pane scrolls alone"
        if places.linked and places.following:
            places.following = False
            told += "; they no longer follow"
        self.share_out()
        self._line_up()
        self.say(told)

    def action_toggle_theme(self) -> None:
        """Change between the dark and the light theme, for this and every later run."""
        chosen: ThemeName = "light" if self.app.current_theme.dark else "dark"
        self.app.theme = theme_name(chosen)
        # These ask for the palette when they are painted, the others are given their colours anew.
        for painted in (self.list, *(holder.pane for holder in self.article_panes.values())):
            painted.refresh()
        self.share_out()
        problem = save_choices(Choices(theme=chosen))
        self.say(problem or f"{chosen} theme", warning=bool(problem))

"""The reader screen: the list, one to four panes, status line and footer."""

from rich.style import Style
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Footer
from textual.worker import get_current_worker

from annotations.errors import SidemarkError
from annotations.workspace import Summary, Workspace
from tui.commands.command import Command
from tui.commands.registry import bindings
from tui.config import Config
from tui.names import short_name
from tui.open_articles import room_for_panes
from tui.places import Places, places_path, save_places
from tui.screens.finding import FindingActions
from tui.screens.marking import MarkingActions
from tui.widgets.article_list import ArticleList
from tui.widgets.article_pane import ArticlePane, Tabs
from tui.widgets.lines import Line
from tui.widgets.pane.pane import Pane

_NARROW = 60
"""Below this width in cells there is room for the list or a pane, not for both."""
_LIST_WIDTH = 28
_WIDE = 140
_WIDE_LIST_WIDTH = 34
_LOOK_INTERVAL = 2.0
"""Seconds between looks at whether open files have changed."""
_BATCH = 50


class ReaderScreen(MarkingActions, FindingActions):
    """Puts list and panes together; what keys do is in the classes it is made of."""

    BINDINGS = bindings("anywhere")
    AUTO_FOCUS = None

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._list_hidden = places.list_hidden
        self._signatures: dict[str, tuple[int, int] | None] = {}
        self._told_changed: set[str] = set()
        self._saved_state = places.model_dump_json()

    def compose(self) -> ComposeResult:
        """List and panes over one line of status or prompt, and the footer."""
        with Horizontal(id="main"):
            with Vertical(id="sidebar"):
                yield Line(self.palette, id="list-heading")
                yield self.list
            with Vertical(id="work"):
                yield Tabs(self.palette)
                yield Horizontal(id="panes")
        with Vertical(id="bottom"):
            yield self.status
            yield self.prompt
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Take up where the reader left, and begin to read titles."""
        self._show_list_heading()
        self._read_summaries()
        self.set_interval(_LOOK_INTERVAL, self._look_at_files)
        await self._restore()
        self._lay_out()
        self.focus_current()
        self.show_status()
        if self.open_articles.current is not None:
            self._tell_of_misplaced(self.open_articles.current)
        if self.workspace.notice:
            self.say(self.workspace.notice, warning=True)

    async def _restore(self) -> None:
        known = set(self.workspace.corpus.doc_paths)
        readable = [path for path in self.places.open if path in known and await self._load(path)]
        self.open_articles.restore(readable, self.places.current)
        await self._sync_panes()

    # -- the list

    @work(thread=True, exclusive=True, group="summaries")
    def _read_summaries(self) -> None:
        """Read titles and counts without keeping the screen waiting."""
        worker, workspace = get_current_worker(), self.workspace.for_another_thread()
        batch: list[Summary] = []
        for doc_path in workspace.corpus.doc_paths:
            if worker.is_cancelled:
                return
            batch.append(workspace.summarise(doc_path))
            if len(batch) == _BATCH:
                self.app.call_from_thread(self._take_summaries, batch)
                batch = []
        self.app.call_from_thread(self._take_summaries, batch)

    def _take_summaries(self, summaries: list[Summary]) -> None:
        self.list.take(summaries)
        self.show_status()

    def _show_list_heading(self) -> None:
        count = len(self.workspace.corpus.doc_paths)
        heading = self.query_one("#list-heading", Line)
        heading.show([(f" articles {count}", Style(color=self.palette.dim))], [])

    @on(ArticleList.Opened)
    async def _open_from_list(self, message: ArticleList.Opened) -> None:
        await self.open_article(message.doc_path)

    @on(ArticleList.Toggled)
    async def _toggle_from_list(self, message: ArticleList.Toggled) -> None:
        is_open = message.doc_path in self.open_articles.order
        if is_open or await self._load(message.doc_path):
            self.open_articles.toggle_beside(message.doc_path)
            await self._sync_panes()
            self._tell_of_misplaced(message.doc_path)

    @on(ArticleList.Pointed)
    def _tell_of_pointed(self) -> None:
        if self.list.has_focus:
            self._clear_message()

    # -- opening and showing

    async def open_article(self, doc_path: str, *, focus: bool = True) -> bool:
        """Open an article in the current pane and go there; a changed file is read again."""
        if (doc_path not in self.article_panes or self._is_changed(doc_path)) and not (
            await self._load(doc_path)
        ):
            return False
        self.open_articles.open_here(doc_path)
        self.list.point_to(doc_path)
        await self._sync_panes()
        if focus:
            self.focus_current()
        self._tell_of_misplaced(doc_path)
        return True

    async def _load(self, doc_path: str) -> bool:
        """Make a pane for an article, in place of the one it has; says why if it can't be read."""
        old = self.article_panes.get(doc_path)
        if old is not None:
            self.places.carets[doc_path] = old.pane.reading.caret
        signature = self.workspace.corpus.signature(doc_path)
        try:
            reading = self.workspace.read(doc_path, self.places.carets.get(doc_path, 0))
        except SidemarkError as error:
            self.say(f"{short_name(doc_path)} can't be opened: {error.message}", warning=True)
            return False
        self._signatures[doc_path] = signature
        self._told_changed.discard(doc_path)
        self.article_panes[doc_path] = ArticlePane(reading, self.config.column, self.palette)
        if old is not None:
            await old.remove()
        return True

    async def _forget(self, doc_path: str) -> None:
        holder = self.article_panes.pop(doc_path)
        self.places.carets[doc_path] = holder.pane.reading.caret
        await holder.remove()

    async def _sync_panes(self) -> None:
        """Make the screen show what `open_articles` says."""
        opened = self.open_articles
        for doc_path in [path for path in self.article_panes if path not in opened.order]:
            await self._forget(doc_path)
        container = self.query_one("#panes", Horizontal)
        for position, doc_path in enumerate(opened.order):
            holder = self.article_panes[doc_path]
            holder.display = doc_path in opened.shown
            if not holder.is_attached:
                await container.mount(holder)
            if container.children.index(holder) != position:
                container.move_child(holder, before=position)
        self._show_current()
        self._save_places()

    def _show_current(self) -> None:
        opened = self.open_articles
        for number, doc_path in enumerate(opened.order, 1):
            self.article_panes[doc_path].show_heading(number, is_current=doc_path == opened.current)
        self.query_one(Tabs).show_tabs(opened.order, opened.shown, opened.current)
        self.list.show_panes(opened.order)
        self._lay_out()
        self.show_status()

    async def _go_to_open(self, doc_path: str) -> None:
        self.open_articles.go_to(doc_path)
        await self._sync_panes()
        self.focus_current()
        self._clear_message()

    @on(Tabs.Chosen)
    async def _go_to_tab(self, message: Tabs.Chosen) -> None:
        await self._go_to_open(message.doc_path)

    async def on_resize(self) -> None:
        """Give list and panes the room there is."""
        self._lay_out()
        if self.is_mounted:
            await self._sync_panes()

    def _lay_out(self) -> None:
        width = self.size.width
        sidebar, panes = self.query_one("#sidebar"), self.query_one("#work")
        list_width = _WIDE_LIST_WIDTH if width >= _WIDE else _LIST_WIDTH
        in_list = self.list.has_focus or self.pane is None
        is_narrow = width < _NARROW
        sidebar.display = in_list or not (self._list_hidden or is_narrow)
        panes.display = not (is_narrow and in_list)
        sidebar.styles.width = "1fr" if is_narrow else list_width
        self.open_articles.set_room(room_for_panes(width, list_width if sidebar.display else 0))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that has the keys is the current one."""
        self._focus_moved(event.widget)

    def _focus_moved(self, widget: Widget) -> None:
        if isinstance(widget, Pane):
            self.open_articles.current = widget.reading.article.doc_path
            self._show_current()
        elif widget is self.list:
            self._lay_out()
            self.show_status()

    # -- panes and list by key

    async def action_next_pane(self, step: int) -> None:
        """Go to the next or previous open article; from the list, to the current one."""
        if self.open_articles.current is None:
            self.say("no article is open: press enter on one in the list", warning=True)
            return
        if not self.list.has_focus:
            self.open_articles.step(step)
        await self._go_to_open(self.open_articles.current)

    async def action_pane(self, number: int) -> None:
        """Go to an open article by its number."""
        if number > len(self.open_articles.order):
            self.say(f"no article {number} is open", warning=True)
            return
        await self._go_to_open(self.open_articles.order[number - 1])

    async def action_focus_list(self) -> None:
        """Go to the list, showing it if it was hidden."""
        self.query_one("#sidebar").display = True
        self.list.focus()
        if self.open_articles.current is not None:
            self.list.point_to(self.open_articles.current)

    async def action_toggle_list(self) -> None:
        """Show or hide the list; the keys go to the pane when it hides."""
        self._list_hidden = self.query_one("#sidebar").display
        if self._list_hidden and self.pane is not None:
            self.pane.focus()
        self._lay_out()
        await self._sync_panes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While something is being typed, no key but the prompt's own does anything."""
        return not self.prompt.is_open

    async def run_command(self, command: Command) -> None:
        """Run a command as its key would, in the place it belongs to."""
        target: Widget = self
        if command.scope == "text":
            with self.reporting():
                target = (self.reading and self.pane) or self
        elif command.scope == "list":
            target = self.list
        await self.app.run_action(command.action, default_namespace=target)

    def action_drop(self) -> None:
        """Drop selection, current mark and reshaping; with none of them, the hits of a search."""
        with self.reporting():
            reading = self.reading
            if reading.selection == reading.selection.drop() and reading.current is None:
                self.clear_search()
            reading.drop()
            self.show_reading()

    # -- keeping up

    @on(Pane.Moved)
    def _follow_caret(self) -> None:
        self._clear_message()

    @on(Pane.Refused)
    def _tell_refusal(self, message: Pane.Refused) -> None:
        self.say(message.reason, warning=True)

    def _clear_message(self) -> None:
        self.status.say("")
        self.show_status()

    def _tell_of_misplaced(self, doc_path: str) -> None:
        holder = self.article_panes.get(doc_path)
        if holder is not None and (misplaced := holder.pane.reading.misplaced):
            self.say(
                f"{short_name(doc_path)} has changed: {len(misplaced)} marks fit its old text; "
                "they are kept, not shown",
                warning=True,
            )

    def _is_changed(self, doc_path: str) -> bool:
        signature = self.workspace.corpus.signature(doc_path)
        return signature is not None and signature != self._signatures.get(doc_path)

    def _look_at_files(self) -> None:
        """Tell once when an open file changes or goes; the text on the screen stays."""
        for doc_path in self.open_articles.order:
            signature = self.workspace.corpus.signature(doc_path)
            if signature == self._signatures.get(doc_path):
                continue
            name = short_name(doc_path)
            if signature is None:
                self._signatures[doc_path] = None
                self.say(
                    f"{name} is gone from the folder; its text stays here while open", warning=True
                )
            elif doc_path not in self._told_changed:
                self._told_changed.add(doc_path)
                self.say(
                    f"{name} has changed on disk; open it again from the list to read that",
                    warning=True,
                )
        self._save_places()

    def _save_places(self) -> None:
        places = self.places
        places.open = list(self.open_articles.order)
        places.current = self.open_articles.current or ""
        places.list_hidden = self._list_hidden
        for doc_path, holder in self.article_panes.items():
            places.carets[doc_path] = holder.pane.reading.caret
        state = places.model_dump_json()
        if state != self._saved_state:
            self._saved_state = state
            if problem := save_places(places_path(self.workspace.corpus.root), places):
                self.say(problem, warning=True)

    def before_quit(self) -> None:
        """Keep the reader's place and a half-typed note."""
        self.keep_draft()
        self._save_places()

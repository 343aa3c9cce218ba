"""The reader screen: the list, one to four panes, status line and footer."""

from time import monotonic

from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Footer
from textual.worker import get_current_worker

from annotations.errors import SidemarkError
from annotations.listing import Summary
from annotations.workspace import Workspace
from tui.commands.command import Command
from tui.commands.registry import bindings
from tui.config import Config
from tui.names import short_name
from tui.open_articles import Layout
from tui.places import Places
from tui.screens.finding import FindingActions
from tui.screens.keeping_up import KeepingUp
from tui.screens.marking import MarkingActions
from tui.screens.opening import told_of_drafts, told_of_versions
from tui.screens.placing import FIND_INTERVAL, PlacingActions, told_of_changes
from tui.screens.searching import SEARCH_ACTIONS, SearchActions
from tui.widgets.article_list import ArticleList
from tui.widgets.article_pane import ArticlePane, Tabs
from tui.widgets.lines import Line
from tui.widgets.pane.pane import Pane

_BATCH_SECONDS = 0.1
"""How long titles are gathered before the list shows them."""


class ReaderScreen(MarkingActions, PlacingActions, SearchActions, FindingActions, KeepingUp):
    """Puts list and panes together; what keys do is in the classes it is made of."""

    BINDINGS = bindings("anywhere")
    AUTO_FOCUS = None

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._sidebar = Vertical(id="sidebar")
        self._work = Vertical(id="work")
        self._panes = Horizontal(id="panes")
        self._tabs = Tabs(self.palette)

    def compose(self) -> ComposeResult:
        """List and panes over one line of status or prompt, and the footer."""
        count = len(self.workspace.corpus.doc_paths)
        heading = Line(self.palette, id="list-heading")
        heading.show([(f" articles {count}", Style(color=self.palette.dim))], [])
        with Horizontal(id="main"):
            with self._sidebar:
                yield heading
                yield self.list
            with self._work:
                yield self._tabs
                yield self._panes
        with Vertical(id="bottom"):
            yield self.status
            yield self.prompt
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Take up where the reader left, and begin to read titles."""
        self._read_summaries()
        self.start_keeping_up()
        self.set_interval(FIND_INTERVAL, self.find_again)
        known = set(self.workspace.corpus.doc_paths)
        readable = [path for path in self.places.open if path in known and await self._load(path)]
        self.open_articles.restore(readable, self.places.current)
        await self._sync_panes()
        self.focus_current()
        self.show_status()
        if self.open_articles.current is not None:
            self._tell_of_missing(self.open_articles.current)
        self.tell_at_start()

    # -- the list

    @work(thread=True, exclusive=True, group="summaries")
    def _read_summaries(self) -> None:
        """Read titles and counts without keeping the screen waiting."""
        worker, workspace = get_current_worker(), self.workspace.for_another_thread()
        gathered: list[Summary] = []
        shown_at = 0.0
        for batch in workspace.listing.summaries():
            gathered += batch
            if worker.is_cancelled:
                return
            if monotonic() - shown_at > _BATCH_SECONDS:
                self.app.call_from_thread(self._take_summaries, gathered)
                gathered, shown_at = [], monotonic()
        self.app.call_from_thread(self._take_summaries, gathered)

    def _take_summaries(self, summaries: list[Summary]) -> None:
        self.list.take(summaries)
        # What was marked here meanwhile may not have been counted.
        for doc_path in self.article_panes.keys() & {summary.doc_path for summary in summaries}:
            with self.reporting():
                self.recount(doc_path)
        self.show_status()

    @on(ArticleList.Opened)
    async def action_open_pointed(self) -> None:
        """Open the article the list points to, in the current pane."""
        await self.open_article(self.list.pointed)

    async def action_toggle_pointed(self) -> None:
        """Open it beside the others, or take it away."""
        doc_path = self.list.pointed
        if doc_path in self.open_articles.order or await self._load(doc_path):
            self.open_articles.toggle_beside(doc_path)
            await self._sync_panes()
            self._tell_of_missing(doc_path)

    @on(ArticleList.Pointed)
    def _tell_of_pointed(self) -> None:
        if self.focused is self.list:
            self._clear_message()

    # -- opening and showing

    async def open_article(self, doc_path: str) -> bool:
        """Open an article in the current pane and go there; a changed file is read again."""
        is_new = doc_path not in self.article_panes or self._watch.is_changed(doc_path)
        if is_new and not await self._load(doc_path):
            return False
        self.open_articles.open_here(doc_path)
        self.list.point_to(doc_path)
        await self._sync_panes()
        self.focus_current()
        self._clear_message()
        if not is_new:
            self._look_again(doc_path)
        self.list.take([self.workspace.summarise(doc_path)])
        self._tell_of_missing(doc_path)
        return True

    def _look_again(self, doc_path: str) -> None:
        """Show what others have done meanwhile to the marks of an open article."""
        pane = self.article_panes[doc_path].pane
        with self.reporting():
            pane.reading.refresh()
            pane.show_changes()

    async def _load(self, doc_path: str) -> bool:
        """Make a pane for an article, in place of the one it has; says why if it can't be read."""
        old = self.article_panes.get(doc_path)
        if old is not None:
            self.places.carets[doc_path] = old.pane.reading.caret
        signature = self._watch.signature(doc_path)
        try:
            reading = self.workspace.read(doc_path, self.places.carets.get(doc_path, 0))
            reading.show_others(not self.places.others_hidden)
        except SidemarkError as error:
            self.say(f"{short_name(doc_path)} can't be opened: {error.message}", warning=True)
            return False
        self._watch.remember(doc_path, signature)
        self.article_panes[doc_path] = ArticlePane(reading, self.config.column, self.palette)
        if old is not None:
            await old.remove()
        return True

    async def _sync_panes(self) -> None:
        """Mount and remove panes so that there is one for each open article, in their order."""
        order = self.open_articles.order
        for doc_path in [path for path in self.article_panes if path not in order]:
            holder = self.article_panes.pop(doc_path)
            self.places.carets[doc_path] = holder.pane.reading.caret
            await holder.remove()
        for position, doc_path in enumerate(order):
            holder = self.article_panes[doc_path]
            if not holder.is_attached:
                holder.display = False
                await self._panes.mount(holder)
            if self._panes.children.index(holder) != position:
                self._panes.move_child(holder, before=position)
        self._arrange()

    def _arrange(self) -> None:
        """Give list and panes the room there is, and show which articles are open where."""
        opened = self.open_articles
        in_list = self.focused is self.list or opened.current is None
        layout = Layout.of(self.size.width, in_list=in_list, list_hidden=self.places.list_hidden)
        opened.set_room(layout.panes)
        self._sidebar.display, self._work.display = layout.shows_list, layout.panes > 0
        self._sidebar.styles.width = layout.list_width
        for number, doc_path in enumerate(opened.order, 1):
            if (holder := self.article_panes.get(doc_path)) is not None:
                holder.display = doc_path in opened.shown
                holder.show_heading(number, is_current=doc_path == opened.current)
        self._tabs.show_tabs(opened.order, opened.shown, opened.current)
        self.list.show_panes(opened.order)
        self.show_hits()
        self.show_status()

    def on_resize(self) -> None:
        """Give list and panes the room there is now."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """The pane that has the keys is the current one; leaving the prompt closes it."""
        # The focus may have moved on since the event was sent.
        focused = self.focused
        if focused is self.prompt.entry:
            return
        if self.prompt.is_open:
            self.abandon_prompt()
        if isinstance(focused, Pane):
            self.open_articles.current = focused.reading.article.doc_path
        self._arrange()

    # -- panes and list by key

    async def _go_to_open(self, doc_path: str) -> None:
        self.open_articles.go_to(doc_path)
        await self._sync_panes()
        self.focus_current()
        self._clear_message()

    @on(Tabs.Chosen)
    async def _go_to_tab(self, message: Tabs.Chosen) -> None:
        await self._go_to_open(message.doc_path)

    async def action_next_pane(self, step: int) -> None:
        """Go to the next or previous open article; from the list, to the current one."""
        with self.reporting():
            current = self.reading.article.doc_path
            if self.focused is not self.list:
                self.open_articles.step(step)
                current = self.open_articles.current or current
            await self._go_to_open(current)

    async def action_pane(self, number: int) -> None:
        """Go to an open article by its number."""
        if number > len(self.open_articles.order):
            self.say(f"no article {number} is open", warning=True)
            return
        await self._go_to_open(self.open_articles.order[number - 1])

    def action_focus_list(self) -> None:
        """Go to the list, showing it if it was hidden, its cursor on the current article."""
        if self.focused is not self.list and self.open_articles.current is not None:
            self.list.point_to(self.open_articles.current)
        self._sidebar.display = True
        self.set_focus(self.list)
        self._arrange()
        self._clear_message()

    def action_toggle_list(self) -> None:
        """Show or hide the list; the keys go to the pane when it hides."""
        with self.reporting():
            self.places.list_hidden = self._sidebar.display and bool(self.reading)
            if self.places.list_hidden:
                self.focus_current()
            self._arrange()
            self._clear_message()
            if not self.places.list_hidden and not self._sidebar.display:
                self.say("there is no room for the list beside the text: 0 goes to it")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While something is being typed, no key but the prompt's own does anything."""
        return not self.prompt.is_open or (self.is_asking and action in SEARCH_ACTIONS)

    async def run_command(self, command: Command) -> None:
        """Run a command as its key would, in the place it belongs to."""
        if self.prompt.is_open:
            self.abandon_prompt()
            self.focus_current()
        target: Widget = self
        if command.scope == "list":
            target = self.list
        elif command.scope == "text":
            if self.pane is None:
                self.say("no article is open: press enter on one in the list", warning=True)
                return
            target = self.pane
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
    def _follow_caret(self, message: Pane.Moved) -> None:
        # What was said after the movement is not to be wiped by it.
        if message.moved_at >= self.status.said_at:
            self.status.say("")
        self.show_status()

    def _clear_message(self) -> None:
        self.status.say("")
        self.show_status()

    @on(Pane.Refused)
    def _tell_refusal(self, message: Pane.Refused) -> None:
        self.say(message.reason, warning=True)

    def _tell_of_missing(self, doc_path: str) -> None:
        """Say so where an article has marks that are kept but can't be shown."""
        holder, name = self.article_panes.get(doc_path), short_name(doc_path)
        if holder is None:
            return
        self.find_again()
        reading = holder.pane.reading
        with self.reporting():
            told = []
            if changed := told_of_changes(reading):
                told.append(f"{name} has changed: {changed}")
            elif problems := self.workspace.store.problems(doc_path):
                told.append(f"{name}: {problems[0].message}")
            told += told_of_versions(reading, self.keymap)
            told += told_of_drafts(reading, self.drafts.waiting(), self.keymap)
            if told:
                self.say("; ".join(told), warning=True)

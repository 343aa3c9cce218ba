"""The reader screen: the list, one to four panes, status line and footer."""

from __future__ import annotations

from asyncio import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Footer
from textual.worker import get_current_worker

from annotations.errors import SidemarkError
from tui.commands.command import Command
from tui.commands.registry import bindings
from tui.memory import settle_memory
from tui.names import short_name
from tui.screens.arranging import Arranging
from tui.screens.differing import DifferingActions
from tui.screens.handing_on import HandingOnActions
from tui.screens.keeping_up import KeepingUp
from tui.screens.linking import LINK_ACTIONS, LinkingActions
from tui.screens.opening import told_of_drafts, told_of_versions
from tui.screens.placing import FIND_INTERVAL, PlacingActions, told_of_changes
from tui.screens.searching import SEARCH_ACTIONS, SearchActions
from tui.screens.tabulating import TabulatingActions
from tui.widgets.article_list import ArticleList
from tui.widgets.article_pane import ArticlePane, Tabs
from tui.widgets.covered import CoveredRow
from tui.widgets.pane.pane import Pane

if TYPE_CHECKING:
    from annotations.listing import Summary
    from annotations.near_copies import NearCopies
    from annotations.reading import Reading
    from annotations.workspace import Workspace
    from tui.config import Config
    from tui.places import Places

_MOST_NAMED = 9
"""How many files are opened at once because they were named: as many as have a key."""
_CALM_SECONDS = 1.0
"""How long after articles were opened or closed nobody waits for the next key."""
_BATCH_SECONDS = 0.1
"""How long titles are gathered before the list shows them."""


class ReaderScreen(
    LinkingActions,
    DifferingActions,
    TabulatingActions,
    PlacingActions,
    SearchActions,
    HandingOnActions,
    Arranging,
    KeepingUp,
):
    """Puts list and panes together; what keys do is in the classes it is made of."""

    BINDINGS = bindings("anywhere")
    AUTO_FOCUS = None

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._bottom = Vertical(id="bottom")
        self._footing = Vertical(id="footing")
        self._is_laid_out = Event()
        self._opening = Lock()
        self.failure: SidemarkError | None = None
        """Why the store could not be opened, which ends the program."""
        self._settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """List and panes over the status line, and places for prompt and footer."""
        with CoveredRow(id="main"):
            with self.sidebar:
                yield self.list_heading
                yield self.list
            with self.work:
                yield self.tabs
                with self.panes:
                    yield from self._take_up()
        with self._bottom:
            yield self.status
        yield self._footing

    def _take_up(self) -> list[ArticlePane]:
        """Open the files that were named, a handful at most, or else what the reader left open."""
        corpus, places = self.workspace.corpus, self.places
        known = set(corpus.doc_paths)
        named = corpus.named if len(corpus.named) <= _MOST_NAMED else ()
        opened = [it for it in named or places.open if it in known and self._make_pane(it)]
        current = named[0] if named and places.current not in named else places.current
        self.open_articles.restore(opened, current, places.weights)
        return [self.article_panes[doc_path] for doc_path in self.open_articles.order]

    def on_mount(self) -> None:
        """Show the text; the marks come when it is on the screen."""
        self.share_out()
        self.focus_current()
        self._is_laid_out.set()
        self.call_after_refresh(self.open_store)

    async def open_store(self) -> None:
        """Show the marks of the open articles and all that is not needed before; once."""
        # A key waits until this is done, so that what it asks for is there.
        await self._is_laid_out.wait()
        async with self._opening:
            if not self.is_store_open:
                self.is_store_open = True
                await self._bottom.mount(self.prompt, self.link_chooser)
                await self._footing.mount(Footer(compact=True, show_command_palette=False))
                self.refresh_bindings()
                self._open_store()

    def _open_store(self) -> None:
        try:
            self.workspace.recover()
        except SidemarkError as error:
            self.failure = error
            self.app.exit(return_code=1)
            return
        self.status.is_elsewhere = self.workspace.is_elsewhere
        for doc_path, holder in list(self.article_panes.items()):
            if self._read_marks(holder.pane.reading):
                holder.pane.show_changes(reveal=False)
            else:
                self.call_later(self._close, doc_path)
        self.show_status()
        if self.open_articles.current is not None:
            self._tell_of_missing(self.open_articles.current)
        self.tell_at_start()
        self._read_summaries()
        self.start_links()
        self.start_keeping_up()
        self.set_interval(FIND_INTERVAL, self.find_again)
        self._settle_soon()

    def _settle_soon(self) -> None:
        """Let what was opened be settled in memory, and what was closed go, in a calm moment."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(_CALM_SECONDS, settle_memory)

    def _read_marks(self, reading: Reading) -> bool:
        """Read an article's marks for the first time; says why if they can't be read."""
        try:
            reading.refresh()
            reading.show_others(not self.places.others_hidden)
        except SidemarkError as error:
            self._tell_unopened(reading.article.doc_path, error)
            return False
        return True

    def _tell_unopened(self, doc_path: str, error: SidemarkError) -> None:
        self.unopened = f"{short_name(doc_path)} can't be opened: {error.message}"
        self.say(self.unopened, warning=True)

    async def _close(self, doc_path: str) -> None:
        self.open_articles.close(doc_path)
        await self._sync_panes()
        self.focus_current()

    # -- the list

    def count_all_again(self) -> None:
        """Count the annotations of all articles, without keeping the screen waiting."""
        self._read_summaries()

    @work(thread=True, exclusive=True, group="summaries")
    def _read_summaries(self) -> None:
        """Read titles and counts, then find near-copies, without keeping the screen waiting."""
        from annotations.near_copies import find_near_copies

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
        # The first article that is opened would wait for this.
        import annotations.compare.article_date  # noqa: F401

        copies = find_near_copies(workspace.corpus, lambda: not worker.is_cancelled)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take_near_copies, copies)

    def _take_near_copies(self, copies: NearCopies) -> None:
        self.list.take_near_copies(copies)
        self.show_status()

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

    async def open_article(self, doc_path: str, *, beside: bool = False) -> bool:
        """Open an article and go there; a changed file is read again."""
        is_changed = doc_path in self.article_panes and self._watch.is_changed(doc_path)
        is_new = doc_path not in self.article_panes or is_changed
        if is_new and not await self._load(doc_path):
            return False
        if beside:
            self.open_articles.open_beside(doc_path)
        else:
            self.open_articles.open_here(doc_path)
        self.list.point_to(doc_path)
        await self._sync_panes()
        self.focus_current()
        self._clear_message()
        if not is_new:
            self._look_again(doc_path)
        self._summarise_opened(doc_path)
        self._tell_of_missing(doc_path)
        if is_changed:
            # It may be a near-copy of others now.
            self.count_all_again()
        return True

    async def show_side_by_side(self, first: str, second: str) -> bool:
        """Bring two articles into view, as far as there is room, and go to the second one.

        False, and says why, if that can't be opened; the first need not be there.
        """
        for doc_path in dict.fromkeys((first, second)):
            is_new = doc_path not in self.article_panes or self._watch.is_changed(doc_path)
            if not is_new:
                self._look_again(doc_path)
            elif not await self._load(doc_path):
                continue
            self.open_articles.show_beside(doc_path)
            self.open_articles.go_to(doc_path)
        await self._sync_panes()
        is_there = self.open_articles.current == second
        if is_there:
            self.list.point_to(second)
            self._clear_message()
        self.focus_current()
        return is_there

    def _summarise_opened(self, doc_path: str) -> None:
        """Show an open article in the list, without reading its file again unless that is gone."""
        is_there = self._watch.signature(doc_path) is not None
        text = self.article_panes[doc_path].pane.reading.text if is_there else None
        self.list.take([self.workspace.summarise(doc_path, text)])

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
            self.note_place(doc_path)
        if not self._make_pane(doc_path):
            return False
        if old is not None:
            await old.remove()
        return True

    def _make_pane(self, doc_path: str) -> bool:
        signature = self._watch.signature(doc_path)
        try:
            reading = self.workspace.read(doc_path, self.places.carets.get(doc_path, 0))
        except SidemarkError as error:
            self._tell_unopened(doc_path, error)
            return False
        if self.is_store_open and not self._read_marks(reading):
            return False
        self._watch.remember(doc_path, signature)
        holder = ArticlePane(
            reading, self.config.column, view=self.places.views.get(doc_path), link=self.link
        )
        holder.pane.show_brackets(self.places.brackets_shown)
        self.article_panes[doc_path] = holder
        return True

    async def _sync_panes(self) -> None:
        """Mount and remove panes so that there is one for each open article, in their order."""
        order = self.open_articles.order
        for doc_path in [path for path in self.article_panes if path not in order]:
            self.note_place(doc_path)
            await self.article_panes.pop(doc_path).remove()
        for position, doc_path in enumerate(order):
            holder = self.article_panes[doc_path]
            if not holder.is_attached:
                holder.display = False
                await self.panes.mount(holder)
            if self.panes.children.index(holder) != position:
                self.panes.move_child(holder, before=position)
        self.share_out()
        self._settle_soon()

    def share_out(self) -> None:
        """Give list and panes the room there is; hits show in whatever is shown."""
        super().share_out()
        self.show_hits()

    def on_descendant_focus(self) -> None:
        """The pane that has the keys is the current one; leaving the prompt closes it."""
        # The focus may have moved on since the event was sent.
        focused = self.focused
        if focused is self.prompt.entry or focused is self.link_chooser:
            return
        if self.prompt.is_open:
            self.abandon_prompt()
        self.abandon_linking()
        if isinstance(focused, Pane):
            self.open_articles.current = focused.reading.article.doc_path
        self.share_out()

    # -- panes and list by key

    async def go_to_open(self, doc_path: str) -> None:
        """Go to an open article, in place of the current one where it is not shown."""
        self.open_articles.go_to(doc_path)
        await self._sync_panes()
        self.focus_current()
        self._clear_message()

    @on(Tabs.Chosen)
    async def _go_to_tab(self, message: Tabs.Chosen) -> None:
        await self.go_to_open(message.doc_path)

    async def action_next_pane(self, step: int) -> None:
        """Go to the next or previous open article; from the list, to the current one."""
        with self.reporting():
            current = self.reading.article.doc_path
            if self.focused is not self.list:
                self.open_articles.step(step)
                current = self.open_articles.current or current
            await self.go_to_open(current)

    async def action_pane(self, number: int) -> None:
        """Go to an open article by its number."""
        if number > len(self.open_articles.order):
            self.say(f"no article {number} is open", warning=True)
            return
        await self.go_to_open(self.open_articles.order[number - 1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While something is being asked, no key but those that answer does anything."""
        if self.link_chooser.is_open:
            # What is typed after the second key waits until the link is made.
            return action == "leave_linking" or (action in LINK_ACTIONS and not self.is_answered)
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

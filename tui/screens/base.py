"""What the parts of the reader screen share: workspace, panes, how to ask and tell the reader."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from textual.screen import Screen

from annotations.errors import BothKeptError, ConflictError, EditError, SidemarkError
from annotations.text.visible import visible_line
from tui.commands.registry import Keymap, first_key
from tui.config import Config
from tui.drafts import Draft, Drafts
from tui.open_articles import OpenArticles
from tui.places import Places
from tui.theme import Palette, palette_of
from tui.widgets.article_list import ArticleList
from tui.widgets.article_pane import ArticlePane
from tui.widgets.pane.pane import Pane
from tui.widgets.prompt import Finish, Prompt
from tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from annotations.model import Annotation
    from annotations.reading import Done, Reading
    from annotations.workspace import Workspace

MANY = 200
"""Of how many articles at most marks are counted while the screen waits."""
_NOTICE_SECONDS = 12.0
"""How long a notice stays."""


class ReaderBase(Screen[None], inherit_bindings=False):
    """State and small helpers of the reader screen; its actions are in the classes below it."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__()
        self.workspace = workspace
        self.config = config
        self.places = places
        self.drafts = Drafts(workspace.corpus.root)
        self.keymap: Keymap = config.keys
        self.open_articles = OpenArticles()
        self.article_panes: dict[str, ArticlePane] = {}
        self.list = ArticleList(workspace.corpus.doc_paths)
        self.status = StatusLine(workspace.annotator, first_key("mark.settle", config.keys))
        self.prompt = Prompt()
        self._noticed, self._noticed_at = "", 0.0
        self.is_store_open = False
        """Whether the marks of open articles have been read."""
        self._noting: Annotation | None = None
        self.unopened = ""
        """Which article could not be opened last, and why."""

    # -- what is at hand

    @property
    def palette(self) -> Palette:
        """The colours of the present theme."""
        return palette_of(self.app)

    @property
    def pane(self) -> Pane | None:
        """The pane with the caret, if any article is open."""
        current = self.open_articles.current
        holder = None if current is None else self.article_panes.get(current)
        return None if holder is None else holder.pane

    @property
    def reading(self) -> Reading:
        """The article with the caret; EditError where none is open."""
        pane = self.pane
        if pane is None:
            raise EditError("no article is open: press enter on one in the list")
        return pane.reading

    @property
    def noting(self) -> Annotation | None:
        """The annotation whose note is being typed."""
        return self._noting

    @noting.setter
    def noting(self, annotation: Annotation | None) -> None:
        self._noting = annotation
        self.prompt.drops = annotation is not None

    @abstractmethod
    async def open_article(self, doc_path: str, *, beside: bool = False) -> bool:
        """Open an article in the current pane, or beside it, and go there.

        False, and says why, if it can't.
        """

    @abstractmethod
    async def go_to_open(self, doc_path: str) -> None:
        """Go to an open article, in place of the current one where it is not shown."""

    def key_of(self, command_id: str) -> str:
        """The first key of a command as the reader has it."""
        return first_key(command_id, self.keymap)

    # -- asking the reader

    def start_prompt(
        self,
        label: str,
        value: str,
        accept: Finish,
        *,
        change: Callable[[str], None] | None = None,
        cancel: Callable[[], None],
    ) -> None:
        """Ask for a line in place of the status line; both ways out must call `end_prompt`."""
        self.status.display = False
        self.prompt.ask(label, value, accept, change=change, cancel=cancel)
        # At once, so that what is typed ahead goes to the prompt and is not taken for commands.
        self.set_focus(self.prompt.entry)

    def end_prompt(self) -> None:
        """Put the status line back and the focus where it was."""
        self._close_prompt()
        self.focus_current()
        self.show_status()

    def abandon_prompt(self) -> None:
        """Close the prompt because the reader went elsewhere; a half-typed note is kept."""
        self.keep_draft()
        self._close_prompt()

    def keep_draft(self) -> None:
        """Put a half-typed note among the drafts, to be offered when that mark is noted on."""
        if self.noting is None:
            return
        if self.prompt.value == self.noting.note:
            self.drafts.drop(self.noting.id)
            return
        draft = Draft(text=self.prompt.value, note=self.noting.note)
        if problem := self.drafts.keep(self.noting.id, draft):
            self.status.say(problem, warning=True)

    def _close_prompt(self) -> None:
        self.noting = None
        self.prompt.close()
        self.status.display = True

    def focus_current(self) -> None:
        """Give the keys to the current pane, or to the list where none is open."""
        self.set_focus(self.list if self.pane is None else self.pane)

    # -- telling the reader

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Say in the status line, or for a failure in a notice, why something was not done."""
        try:
            yield
        except EditError as error:
            self.say(error.message, warning=True)
        except SidemarkError as error:
            if isinstance(error, ConflictError):
                self._show_as_it_is()
            if isinstance(error, BothKeptError):
                key = first_key("mark.settle", self.keymap)
                error = BothKeptError(f"{error.message}; {key} on it settles that")
                self.count_saved(self.reading.article.doc_path)
            self._report(error)

    def _show_as_it_is(self) -> None:
        """After a conflict, show the marks of every open article as they are now."""
        try:
            for holder in self.article_panes.values():
                holder.pane.reading.refresh()
                holder.pane.show_changes(reveal=False)
        except SidemarkError as error:
            self._report(error)

    def _report(self, error: SidemarkError) -> None:
        if not isinstance(error, ConflictError):
            self.status.is_saved = False
        self._say(error.message, warning=True)
        self._notify(error.title, error.message)

    def _notify(self, title: str, message: str) -> None:
        text = visible_line(message)
        self.notify(text, title=title, severity="error", timeout=_NOTICE_SECONDS, markup=False)

    def say(self, message: str, *, warning: bool = False) -> None:
        """Show a message in the status line until the caret moves; a long warning in a notice too.

        The notice has all of a warning that the line has no room for.
        """
        self._say(message, warning=warning)
        if not warning or not self.status.is_cut(self.size.width):
            return
        now = monotonic()
        if message != self._noticed or now - self._noticed_at > _NOTICE_SECONDS:
            self._noticed, self._noticed_at = message, now
            text = visible_line(message)
            self.notify(text, severity="warning", timeout=_NOTICE_SECONDS, markup=False)

    def _say(self, message: str, *, warning: bool = False) -> None:
        self.status.say(message, warning=warning)
        self.show_status()

    def show_status(self) -> None:
        """Bring the status line up to date: about what has the keys, list or pane."""
        if not self.is_store_open:
            # What it tells takes longer to find out than the first text to be shown.
            return
        pane = self.pane
        if pane is None or self.focused is self.list:
            pointed = self.list.pointed
            copies = self.list.near_copies(pointed)
            self.status.show_article(pointed, self.list.summary(pointed), copies)
        else:
            self.status.show_reading(pane.reading)

    def show_reading(self, said: str = "") -> None:
        """Paint what became of the current article's reading, and say it."""
        if self.pane is not None:
            self.pane.show_changes()
        self.say(said)

    def show_done(self, done: Done) -> None:
        """Paint what was done to the current article, count it in the list, and say it."""
        if done.changed:
            self.count_saved(self.reading.article.doc_path)
        self.show_reading(done.said)

    def count_saved(self, *doc_paths: str) -> None:
        """A change to articles' annotations has been kept: count them again in the list."""
        self.status.is_saved = True
        self.look_at_trouble()
        if len(doc_paths) > MANY:
            self.count_all_again()
            return
        for doc_path in doc_paths:
            with self.reporting():
                self.recount(doc_path)

    def article_date_changed(self, doc_path: str) -> None:
        """The date of an article is another one; what depends on it is to follow."""
        self.show_status()

    @abstractmethod
    def count_all_again(self) -> None:
        """Count the annotations of all articles, without keeping the screen waiting."""

    def recount(self, doc_path: str) -> str:
        """Count an article's marks again; returns why they can't be read, where that is news."""
        store, known = self.workspace.store, self.list.summary(doc_path)
        problem = store.unreadable(doc_path)
        if known is None or bool(problem) == bool(known.problem):
            self.list.recount(doc_path, store.counts(doc_path))
            return ""
        self.list.take([self.workspace.summarise(doc_path)])
        return problem

    def look_at_trouble(self) -> None:
        """Say in the status line while what was done is not on disk; first in a notice, whole."""
        trouble, before = self.workspace.store.trouble, self.status.trouble
        if trouble == before:
            return
        self.status.trouble = trouble
        self.status.is_saved = True
        self.prompt.warn("NOT ON DISK" if trouble else "")
        if trouble and not before:
            self._notify("Not on disk", trouble)
        self.show_status()

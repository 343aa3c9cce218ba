"""What the reader screen does by itself: shows what others changed, keeps the reader's place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING

from annotations.errors import SidemarkError
from tui.config import Config
from tui.names import short_name
from tui.places import Places, places_path, save_places
from tui.screens.base import MANY
from tui.screens.dating import DatingActions
from tui.state import as_json
from tui.watch import FileWatch

if TYPE_CHECKING:
    from annotations.model import Annotation
    from annotations.reading import Reading
    from annotations.workspace import Workspace

_STORE_INTERVAL = 1.0
"""Seconds between looks at whether marks were changed elsewhere, and are on disk."""
_FILES_INTERVAL = 2.0
"""Seconds between looks at whether open files have changed."""


class KeepingUp(DatingActions):
    """Looks around while the reader reads; nothing it does moves the caret or the text."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._watch = FileWatch(workspace.corpus)
        self._saved_state = as_json(places)
        self._told_problem = ""
        self._is_leaving = False

    def start_keeping_up(self) -> None:
        """Look around from now on, until the program ends."""
        # What is changed from now on is news, also to a list that is opened before the next look.
        self.look_at_store()
        self.set_interval(_STORE_INTERVAL, self.look_at_store)
        self.set_interval(_FILES_INTERVAL, self._look_around)

    # -- marks

    def look_at_store(self) -> None:
        """Show what others changed since the last look, and what became of one's own changes."""
        if self._is_leaving:
            return
        problem, news = "", set[str]()
        try:
            changed = self.workspace.store.changed()
        except SidemarkError as error:
            changed, problem = frozenset(), error.message
        if len(changed) > MANY:
            # An import: to count them here would keep the screen waiting.
            self.count_all_again()
            self.workspace.links.changed_much()
            news, changed = set(changed), frozenset()
        for doc_path in changed.union(self.article_panes):
            try:
                if self._take_news(doc_path) or doc_path in changed:
                    news.add(doc_path)
                    problem = self.recount(doc_path) or problem
                self.look_at_date(doc_path)
            except SidemarkError as error:
                problem = error.message
        if changed:
            try:
                self.workspace.links.changed(changed)
                self.show_status()
            except SidemarkError as error:
                problem = error.message
        self.tell_of_news(news)
        told = self.workspace.store.messages()
        if problem and problem != self._told_problem:
            told.append(problem)
        self._told_problem = problem
        if told:
            self.say("; ".join(told), warning=True)
        self.look_at_trouble()
        if self.noting is not None:
            self.keep_draft()
            self.save_place()

    @abstractmethod
    def tell_of_news(self, doc_paths: Collection[str]) -> None:
        """Tell what is open over this screen that these articles' marks are others than before."""

    def _take_news(self, doc_path: str) -> bool:
        """Show the marks of an open article as they are now, if they are others than before."""
        holder = self.article_panes.get(doc_path)
        if holder is None:
            return False
        pane, reading = holder.pane, holder.pane.reading
        current, reshaping = reading.current, reading.reshaping
        if not reading.refresh():
            return False
        told = self._mind_reshaping(reading, reshaping) if reshaping else ""
        pane.show_changes(reveal=False)
        if pane is self.pane:
            self._tell_of_current(reading, current, told)
        if self.noting is not None and self.noting.doc_path == doc_path:
            self._tell_of_noting(reading, self.noting)
        return True

    def _mind_reshaping(self, reading: Reading, before: Annotation) -> str:
        """Go on with reshaping a mark that was changed elsewhere, unless it is gone."""
        now = reading.reshaping
        if now is None:
            reading.selection = reading.selection.drop()
            return "the mark you were reshaping was deleted elsewhere"
        if now.span == before.span:
            return ""
        # From what was seen: keeping the new shape then keeps the other one beside it.
        reading.reshaping = before
        return "this mark was reshaped elsewhere: enter keeps yours beside it, esc drops yours"

    def _tell_of_current(self, reading: Reading, before: Annotation | None, told: str) -> None:
        """Let the status line tell of the current mark as it is now."""
        if before is not None and reading.current is None and not told:
            told = f"this {before.label} was deleted elsewhere"
        if told:
            self.say(told, warning=True)
            return
        if reading.current != before:
            # What was said of it is of yesterday.
            self.status.say("")
        self.show_status()

    def _tell_of_noting(self, reading: Reading, subject: Annotation) -> None:
        """Say beside the note being typed that its mark was changed."""
        now = reading.marks.get(subject.identity)
        if now is None:
            self.prompt.relabel("note (the mark was deleted elsewhere):")
        elif now.note != subject.note:
            self.prompt.relabel("note (another was written elsewhere):")

    def action_toggle_others(self) -> None:
        """Show or hide the marks of other annotators in every pane."""
        with self.reporting():
            shows = self.places.others_hidden
            self.places.others_hidden = not shows
            count = 0
            for holder in self.article_panes.values():
                holder.pane.reading.show_others(shows)
                holder.pane.show_changes(reveal=False)
                count += holder.pane.reading.marks.others_count
            self.say(f"marks of others {'shown' if shows else 'hidden'} ({count})")

    def action_toggle_brackets(self) -> None:
        """Write the marks in the text of every pane, or leave it as it is."""
        shows = self.places.brackets_shown = not self.places.brackets_shown
        for holder in self.article_panes.values():
            holder.pane.show_brackets(shows)
        self.say("marks shown in the text" if shows else "the text as it is")

    # -- files and the reader's place

    def _look_around(self) -> None:
        """Tell once when an open file changes or goes; the text on the screen stays."""
        if self._is_leaving:
            return
        for doc_path, is_there in self._watch.news(self.open_articles.order):
            told = (
                "has changed on disk; open it again from the list to read that"
                if is_there
                else "is gone from the folder; its text stays here while open"
            )
            self.say(f"{short_name(doc_path)} {told}", warning=True)
        self.save_place()

    def save_place(self) -> None:
        """Keep where the reader is for the next run, if that has changed."""
        places = self.places
        if not self.workspace.corpus.named:
            # What was named to be opened now is not what was open in the folder.
            places.open = list(self.open_articles.order)
            places.current = self.open_articles.current or ""
            places.weights = dict(self.open_articles.weights)
        for doc_path in self.article_panes:
            self.note_place(doc_path)
        state = as_json(places)
        if state != self._saved_state:
            self._saved_state = state
            path = places_path(self.workspace.corpus.root, self.workspace.annotator)
            if problem := save_places(path, places):
                self.say(problem, warning=True)

    def note_place(self, doc_path: str) -> None:
        """Know caret and window of an open article, for when it is opened again."""
        pane = self.article_panes[doc_path].pane
        self.places.carets[doc_path] = pane.reading.caret
        if pane.view is not None:
            self.places.views[doc_path] = pane.view

    def before_quit(self) -> None:
        """Keep the reader's place and a half-typed note, and look around no more."""
        self.keep_draft()
        # Another window may have kept its own place since: the last to leave is gone back to.
        self._saved_state = ""
        self.save_place()
        self._is_leaving = True

    def tell_at_start(self) -> None:
        """Say what the reader should know of where marks are kept, whole if it is long."""
        if self.workspace.notice:
            self.say(self.workspace.notice, warning=True)

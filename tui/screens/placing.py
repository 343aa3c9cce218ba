"""What becomes of the marks of an article that has changed: found again, or placed by hand."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from annotations.text.amounts import counted
from tui.config import Config
from tui.names import short_name
from tui.places import Places
from tui.screens.base import ReaderBase

if TYPE_CHECKING:
    from annotations.placing import Known, Search
    from annotations.reading import Reading
    from annotations.workspace import Workspace

FIND_INTERVAL = 1.0
"""Seconds between looks at whether there are marks to look for, as others may have made."""


class PlacingActions(ReaderBase):
    """Find marks again without keeping the screen waiting; place an orphan."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._searched: set[tuple[str, str]] = set()
        """The articles, by path and hash, whose marks are being looked for."""

    def action_place(self) -> None:
        """Place the orphan that was gone to at the selection."""
        with self.reporting():
            self.show_done(self.reading.place())

    def find_again(self) -> None:
        """Begin to look for the marks of open articles that take long to find, if any do."""
        for holder in self.article_panes.values():
            article = holder.pane.reading.article
            state = (article.doc_path, article.sha256)
            search = None if state in self._searched else holder.pane.reading.marks.search()
            if search is not None:
                self._searched.add(state)
                # Not a Textual worker: those are waited for at the end, and this takes seconds.
                Thread(target=self._run, args=(search,), daemon=True).start()

    def _run(self, search: Search) -> None:
        found = search.run(lambda: not self.is_running)
        # The program may end at any time: then nobody waits for what was found.
        with suppress(RuntimeError):
            self.call_later(self._take, search, found)

    def _take(self, search: Search, found: Known) -> None:
        """Show what was found, if the article is still open with the text that was searched."""
        article = search.article
        self._searched.discard((article.doc_path, article.sha256))
        self.workspace.known.update(found)
        holder = self.article_panes.get(article.doc_path)
        if holder is None or holder.pane.reading.article.sha256 != article.sha256:
            return
        reading = holder.pane.reading
        reading.take(found)
        holder.pane.show_changes(reveal=False)
        self.say(f"{short_name(article.doc_path)}: {_told_of_found(reading, found)}")


def told_of_changes(reading: Reading) -> str:
    """Say what there is to look at after an article has changed; nothing if all is in place."""
    if unsought := len(reading.marks.unsought):
        return f"{counted(unsought, 'mark')} being found again…"
    fuzzy = reading.marks.fuzzy
    parts = [counted(len(reading.marks.orphans), "orphan")] if reading.marks.orphans else []
    parts += [f"{fuzzy:,} fuzzy"] if fuzzy else []
    return f"{', '.join(parts)}; a lists them" if parts else ""


def _told_of_found(reading: Reading, found: Known) -> str:
    placed = sum(place.status != "orphan" for place in found.values())
    more = told_of_changes(reading)
    return f"{counted(placed, 'mark')} found again" + (f"; {more}" if more else "")

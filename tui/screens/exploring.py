"""What searches beyond what is in view does so in a thread, and lets the screen go first."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Thread
from time import monotonic, sleep

from annotations.corpus_search import News, Search
from annotations.workspace import Workspace
from tui.config import Config
from tui.places import Places
from tui.screens.base import ReaderBase

_NEWS_INTERVAL = 0.05
"""Seconds between two tellings of what a thread has found."""
_WORK_SECONDS, _REST_SECONDS = 0.002, 0.001
"""A thread lets the screen go on after so long, as Python alone would after 5 ms, for so long."""


class Exploring(ReaderBase):
    """Runs explorers for the search that goes on, until another one begins."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self.sought: Search | None = None
        """What is being searched for."""

    @abstractmethod
    def take_found(self, search: Search, news: Sequence[News], is_last: bool) -> None:
        """Show what a thread has found, and that it is the last of it."""

    def explore(self, search: Search, explorer: Iterator[News | None]) -> None:
        """Begin to look for what is not in view."""
        search.explorers += 1
        # Not a Textual worker: those are waited for at the end, and an expression takes its time.
        Thread(target=self._gather, args=(search, explorer), daemon=True).start()

    def _gather(self, search: Search, explorer: Iterator[News | None]) -> None:
        """In a thread: pass on what is found, until another search begins."""
        gathered: list[News] = []
        passed_on_at = 0.0
        rested_at = monotonic()
        for news in explorer:
            if search is not self.sought or not self.is_running:
                return
            if news is not None:
                gathered.append(news)
            now = monotonic()
            if gathered and now - passed_on_at > _NEWS_INTERVAL:
                self._pass_on(search, gathered)
                gathered, passed_on_at = [], now
            if now - rested_at > _WORK_SECONDS:
                sleep(_REST_SECONDS)
                rested_at = monotonic()
        self._pass_on(search, gathered, is_last=True)

    def _pass_on(self, search: Search, news: Sequence[News], *, is_last: bool = False) -> None:
        # The program may end at any time: then nobody waits for what was found.
        with suppress(RuntimeError):
            self.call_later(self.take_found, search, news, is_last)

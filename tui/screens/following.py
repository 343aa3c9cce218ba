"""What says the same as the passage at the caret is asked, and shown in the other panes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import SidemarkError
from annotations.question import Question
from annotations.text.span import Span
from tui.config import Config, aliases_path
from tui.counterparts import Ranks, ShownCounterpart, told_of_found
from tui.names import short_name
from tui.places import Places
from tui.screens.aligning import Alignment
from tui.screens.arranging import Arranging
from tui.screens.passage import question_at

if TYPE_CHECKING:
    from annotations.compare.aliases import Aliases
    from annotations.compare.companion import Answer, Companion
    from annotations.workspace import Workspace
    from tui.widgets.pane.pane import Pane


class Place(NamedTuple):
    """Where the reader is; what is compared changes only when this does."""

    doc_path: str
    caret: int
    selected: Span
    chosen: str

    @classmethod
    def of(cls, pane: Pane) -> Place:
        """The place in a pane."""
        reading = pane.reading
        chosen = reading.current.id if reading.current and reading.is_chosen else ""
        return cls(reading.article.doc_path, reading.caret, reading.selection.span, chosen)


class _Waiting(NamedTuple):
    """What is to be done when the question is answered, or when it will not be."""

    act: Callable[[], object]
    give_up: Callable[[], object]


class Following(Arranging):
    """Asks about the passage at the caret when that is another, and shows what comes of it.

    To go to another pane is no movement: what is compared stays until the caret moves there.
    """

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self.compared: Question | None = None
        """The passage that counterparts are shown for."""
        self.shown_counterparts: dict[str, ShownCounterpart] = {}
        """What is marked now in each other open article, by path; those hidden as tabs too."""
        self.ranks = Ranks()
        self.place: Place | None = None
        """Where the reader was when that was looked at last."""
        self._seen: dict[str, Place] = {}
        """The same in each open article."""
        self._question: Question | None = None
        """What is asked, or has been and is shown."""
        self._is_sent = True
        self._importing: Thread | None = None
        self._waiting: list[_Waiting] = []
        self._visited: dict[str, None] = {}
        """The open articles that the reader was in, the last one last."""
        self._opened_at: dict[str, Place] = {}
        """Where the reader was in each when it was opened."""
        self.texts: dict[str, str] = {}
        """The open articles by path, those that are seen first."""
        self._alignment = Alignment()
        self._cut: set[str] = set()
        """The articles of which it was told that only a part is compared."""

    @cached_property
    def companion(self) -> Companion:
        """The thread that compares; made when something is asked first."""
        from annotations.compare.companion import Companion

        companion = Companion(self._hand_failure, _aliases)
        companion.open(self.texts)
        return companion

    @property
    def other(self) -> str:
        """The open article that the reader was in before the present one, or nothing."""
        return next(self.others_visited(), "")

    def others_visited(self, *, moved: bool = False) -> Iterator[str]:
        """The other open articles that the reader was in, the last one first.

        If `moved`, only those in which the caret is not where it was at first.
        """
        for doc_path in reversed(self._visited):
            holder = self.article_panes.get(doc_path)
            if holder is None or doc_path == self.open_articles.current:
                continue
            if not moved or Place.of(holder.pane) != self._opened_at[doc_path]:
                yield doc_path

    @property
    def asked(self) -> Question | None:
        """The passage that is asked about, or has been and is shown."""
        return self._question

    @property
    def is_comparing(self) -> bool:
        """Whether an answer is still to come."""
        answer, asked = self.ranks.answer, self._question
        return asked is not None and not (
            answer is not None and answer.question == asked and answer.is_complete
        )

    def compared_changed(self) -> None:
        """What is compared, shown as its counterparts, or meant of these, is another now."""

    def on_unmount(self) -> None:
        """Compare no more."""
        if "companion" in self.__dict__:
            self.companion.close()

    # -- what is asked

    def show_status(self) -> None:
        """Bring the status line up to date, and what is compared: the caret may have moved."""
        self.status.finding = self._told()
        super().show_status()
        self.look_at_caret()
        # Rows may have become other ones, as by marks that are written in the text.
        self.bring_into_view()

    def look_at_caret(self) -> None:
        """Ask about the passage at the caret if the reader has moved to it; that is, if following.

        If not, what is shown of another passage goes.
        """
        pane = self.pane
        if pane is None or not self.is_store_open:
            return
        here, before = Place.of(pane), self.place
        if before == here:
            return
        if before is not None and before.doc_path != here.doc_path:
            self.went_to(here.doc_path)
            self.compared_changed()
        # A click into another pane goes there and moves at once.
        has_moved = before is None or self._seen.get(here.doc_path) != here
        self.place = self._seen[here.doc_path] = here
        if not has_moved:
            return
        if self.places.following:
            self.ask(question_at(pane.reading))
        elif self.asks_in(here.doc_path) and question_at(pane.reading) != self._question:
            self.ask(None)

    def has_been_moved(self, pane: Pane) -> None:
        """The caret of a pane was put elsewhere: that is no movement of the reader's own."""
        self._seen[pane.reading.article.doc_path] = Place.of(pane)

    def went_to(self, doc_path: str) -> None:
        """The reader is in another pane than before."""

    def asks_in(self, doc_path: str) -> bool:
        """Whether what is compared, or asked, is a passage of this article."""
        return self._question is not None and self._question.doc_path == doc_path

    def ask(self, question: Question | None) -> None:
        """Show the counterparts of another passage, or of none, as soon as they are found."""
        if question == self._question:
            return
        self._question = question
        waiting, self._waiting = self._waiting, []
        for it in waiting:
            it.give_up()
        if question is None:
            self.ranks.take(None)
            self.show_found()
        else:
            self._is_sent = False
            # What the key itself does is to be seen first.
            self.call_after_refresh(self._send)

    def ask_again(self, question: Question) -> None:
        """Ask, or bring what is shown already into view again."""
        self.ask(question)
        self._alignment.forget()
        self.bring_into_view()

    def when_answered(
        self,
        question: Question,
        act: Callable[[], object],
        give_up: Callable[[], object] = lambda: None,
    ) -> None:
        """Do something when it is known what says the same as a passage.

        If something else is asked before that, or nothing, `give_up` is done instead.
        """
        self.ask(question)
        if self.is_comparing:
            self._waiting.append(_Waiting(act, give_up))
        else:
            act()

    def _send(self) -> None:
        if self._importing is None:
            # To import what compares takes longer than a key may.
            self._importing = Thread(target=self._import_comparing, daemon=True)
            self._importing.start()
        elif self._question is not None and not self._is_sent and not self._importing.is_alive():
            self._is_sent = True
            self.companion.ask(self._question, self._hand_answer)

    def _import_comparing(self) -> None:
        import annotations.compare.companion  # noqa: F401

        self._call(self._imported)

    def _imported(self) -> None:
        if self._importing is not None:
            self._importing.join()
        self._send()

    def _call(self, act: Callable[..., object], *given: object) -> None:
        """Let the screen's thread do something, from another one."""
        # The program may end at any time: then nobody waits for what was found.
        with suppress(RuntimeError):
            self.call_later(act, *given)

    def _hand_answer(self, answer: Answer) -> None:
        self._call(self._take_answer, answer)

    def _hand_failure(self, error: Exception) -> None:
        self._call(self._tell_failure, error)

    def _tell_failure(self, error: Exception) -> None:
        if isinstance(error, SidemarkError):
            self.say(error.message, warning=True)
        else:
            # What was asked may never be answered.
            self.ask(None)
            self.say(f"this can't be compared: {error!r}", warning=True)

    def _take_answer(self, answer: Answer) -> None:
        if answer.question != self._question:
            return
        self.ranks.take(answer)
        self.show_found()
        if answer.is_complete:
            self._tell_of_cut()
            waiting, self._waiting = self._waiting, []
            for it in waiting:
                it.act()

    # -- what is open

    def share_out(self) -> None:
        """Give list and panes their room; what is open is what is compared."""
        opened = self.open_articles
        before, order = self.texts, (*opened.shown, *opened.order)
        panes = {it: self.article_panes[it].pane for it in order}
        self.texts = {it: pane.reading.text for it, pane in panes.items()}
        self._seen = {it: self._seen.get(it) or Place.of(pane) for it, pane in panes.items()}
        self._opened_at = {
            it: self._opened_at[it] if before.get(it) is text else Place.of(panes[it])
            for it, text in self.texts.items()
        }
        now = dict.fromkeys(it for it in (opened.current,) if it is not None)
        self._visited = {it: None for it in self._visited if it in panes and it not in now} | now
        stops = self.status.is_following and not self.places.following
        self.status.is_following = self.places.following
        if stops:
            self.ask(None)
        if "companion" in self.__dict__:
            self.companion.open(self.texts)
            self._keep_to_open(before)
            # Panes that come into view have their size only then.
            self.call_after_refresh(self.bring_into_view)
        super().share_out()

    def _keep_to_open(self, before: dict[str, str]) -> None:
        """Show nothing of texts that are not there any more."""
        gone = [it for it, text in before.items() if self.texts.get(it) is not text]
        if self.compared is not None and self.compared.doc_path in gone:
            self.ranks.take(None)
        for doc_path in gone:
            self.ranks.forget(doc_path)
        if gone:
            self.show_found()
        if any(map(self.asks_in, gone)):
            self.place = None
            self.ask(None)
            self.look_at_caret()

    def _tell_of_cut(self) -> None:
        """Say once of each article that is too long to be compared whole."""
        from annotations.compare.article_index import LONGEST_INDEXED

        cut = [it for it, text in self.texts.items() if len(text) > LONGEST_INDEXED]
        if news := [short_name(it) for it in cut if it not in self._cut]:
            self._cut.update(cut)
            part = f"only the first {LONGEST_INDEXED:,} characters are compared"
            self.say(f"of {', '.join(news)} {part}")

    # -- what is shown

    @property
    def led(self) -> list[str]:
        """The open articles in which counterparts are shown: not what is asked in, nor frozen."""
        answer, frozen = self.ranks.answer, self.places.frozen
        asked = None if answer is None else answer.question.doc_path
        return [it for it in self.open_articles.order if it != asked and it not in frozen]

    def show_found(self, *, steps: bool = False) -> None:
        """Mark what was found and bring it into view; where the keys are only if it `steps`."""
        answer = self.ranks.answer
        compared = None if answer is None else answer.question
        shown = {it: found for it in self.led if (found := self.ranks.shown(it)) is not None}
        is_news = (compared, shown) != (self.compared, self.shown_counterparts)
        self.compared, self.shown_counterparts = compared, shown
        if is_news:
            # First, so that no pane is painted that is scrolled then.
            self.bring_into_view(steps=steps)
        for doc_path, holder in self.article_panes.items():
            holder.pane.show_counterpart(shown.get(doc_path))
        self.show_status()
        if is_news:
            self.compared_changed()

    def _told(self) -> str:
        answer = self.ranks.answer
        if answer is None:
            return ""
        seen = [it for it in self.led if it in self.open_articles.shown]
        hidden = [it for it in self.led if it not in seen]
        return told_of_found(answer, self.ranks, seen, hidden)

    def bring_into_view(self, *, steps: bool = False) -> None:
        """Let counterparts begin at the height at which the compared passage does."""
        if self.compared is None:
            self._alignment.forget()
        else:
            shown, panes = self.shown_counterparts, self.article_panes
            self._alignment.bring_into_view(self.compared, shown, panes, steps=steps)


def _aliases() -> Aliases:
    """The usual names for the same, and those of the user's file where there is one."""
    from annotations.compare.aliases import aliases_with, default_aliases

    path = aliases_path()
    return aliases_with(path) if os.path.lexists(path) else default_aliases()

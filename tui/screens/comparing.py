"""What the keys that compare articles do on the reader screen: follow, step, align, go over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import EditError, SidemarkError
from annotations.text.sentences import sentence_at
from annotations.text.span import Span, trim_blanks
from tui.config import Config
from tui.counterparts import Ranks, ShownCounterpart
from tui.places import Places
from tui.screens.arranging import Arranging

if TYPE_CHECKING:
    from annotations.compare.companion import Answer, Companion, Question
    from annotations.reading import Reading
    from annotations.workspace import Workspace
    from tui.widgets.pane.pane import Pane

_LONGEST_PASSAGE = 10_000
"""Of a longer passage, in code points, only the beginning is compared."""


class _Place(NamedTuple):
    """Where the reader is; what is compared changes only when this does."""

    doc_path: str
    caret: int
    selected: Span
    chosen: str


class ComparingActions(Arranging):
    """Shows in the other panes what says the same as the passage at the caret."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self.compared: Question | None = None
        """The passage that counterparts are shown for."""
        self.shown_counterparts: dict[str, ShownCounterpart] = {}
        """What is marked now in each other open article, by path; those hidden as tabs too."""
        self._ranks = Ranks()
        self._question: Question | None = None
        """What is to be shown; asked, if it is not shown yet."""
        self._is_sent = True
        self._when_answered: list[Callable[[], object]] = []
        self._place: _Place | None = None
        self._other = ""
        """The article that the reader was in before the present one."""

    @cached_property
    def companion(self) -> Companion:
        """The thread that compares; made when it is first asked."""
        from annotations.compare.companion import Companion

        companion = Companion(self._hand_failure)
        companion.open(self._texts())
        return companion

    @property
    def meant_counterpart(self) -> ShownCounterpart | None:
        """The one that is gone over to: of the pane the reader was in last, else the best."""
        shown = self.shown_counterparts
        for doc_path in (self.open_articles.current or "", self._other):
            if doc_path in shown:
                return shown[doc_path]
        in_view = [shown[it] for it in self.open_articles.shown if it in shown]
        ranked = sorted(in_view or shown.values(), key=lambda it: -it.counterpart.score)
        return next(iter(ranked), None)

    @property
    def is_comparing(self) -> bool:
        """Whether an answer is still to come."""
        answer = self._ranks.answer
        asked = self._question
        return asked is not None and (
            answer is None or answer.question != asked or not answer.is_complete
        )

    def compared_changed(self) -> None:
        """What is compared, or shown as its counterparts, is another now."""

    def on_unmount(self) -> None:
        """Compare no more."""
        if "companion" in self.__dict__:
            self.companion.close()

    # -- what is asked

    def show_status(self) -> None:
        """Bring the status line up to date, and what is compared: the caret may have moved."""
        super().show_status()
        self._look_at_caret()

    def share_out(self) -> None:
        """Give list and panes their room; what is open is what is compared."""
        super().share_out()
        if "companion" in self.__dict__:
            self.companion.open(self._texts())

    def _texts(self) -> dict[str, str]:
        """The open articles, those in view first."""
        opened = self.open_articles
        order = [*opened.shown, *opened.order]
        return {it: self.article_panes[it].pane.reading.text for it in order}

    def _look_at_caret(self) -> None:
        pane = self.pane
        if pane is None or not self.is_store_open:
            return
        before, self._place = self._place, _place_in(pane)
        if before == self._place:
            return
        if before is not None and before.doc_path != self._place.doc_path:
            # To go to another pane is no movement: what one went to look at stays.
            self._other = before.doc_path
        elif self.places.following:
            self._ask(question_at(pane.reading))
        elif self._asks_in(self._place.doc_path) and question_at(pane.reading) != self._question:
            self._ask(None)

    def _asks_in(self, doc_path: str) -> bool:
        """Whether it is a passage of this article that is asked about, or shown."""
        return self._question is not None and self._question.doc_path == doc_path

    def _ask(self, question: Question | None) -> None:
        """Show the counterparts of another passage, or of none, as soon as they are found."""
        if question == self._question:
            return
        self._question, self._when_answered = question, []
        if question is None:
            self._ranks.take(None)
            self._show()
        else:
            self._is_sent = False
            # What the key itself does is to be seen first.
            self.call_after_refresh(self._send)

    def _send(self) -> None:
        if self._question is not None and not self._is_sent:
            self._is_sent = True
            self.companion.ask(self._question, self._hand_answer)

    def _hand_answer(self, answer: Answer) -> None:
        # The program may end at any time: then nobody waits for what was found.
        with suppress(RuntimeError):
            self.call_later(self._take_answer, answer)

    def _hand_failure(self, error: Exception) -> None:
        with suppress(RuntimeError):
            self.call_later(self._tell_failure, error)

    def _tell_failure(self, error: Exception) -> None:
        told = error.message if isinstance(error, SidemarkError) else repr(error)
        self.say(told, warning=True)

    def _take_answer(self, answer: Answer) -> None:
        if answer.question != self._question:
            return
        self._ranks.take(answer)
        self._show()
        if answer.is_complete:
            waiting, self._when_answered = self._when_answered, []
            for act in waiting:
                act()

    # -- what is shown

    def _others(self) -> list[str]:
        """The open articles that are led, in their order."""
        asked = None if self._question is None else self._question.doc_path
        return [it for it in self.open_articles.order if it != asked]

    def _show(self) -> None:
        """Mark what was found, and bring it into view."""
        answer = self._ranks.answer
        self.compared = None if answer is None else answer.question
        found = ((it, self._ranks.shown(it)) for it in self._others())
        self.shown_counterparts = {it: shown for it, shown in found if shown is not None}
        for doc_path, holder in self.article_panes.items():
            holder.pane.show_counterpart(self.shown_counterparts.get(doc_path))
        self._bring_into_view(self.shown_counterparts)
        self.compared_changed()

    def _bring_into_view(self, doc_paths: Iterable[str]) -> None:
        if self.compared is None:
            return
        asking = self.article_panes[self.compared.doc_path].pane
        for doc_path in doc_paths:
            pane = self.article_panes[doc_path].pane
            if pane is not self.focused:
                span = self.shown_counterparts[doc_path].counterpart.span
                pane.put_at_line(span, asking.line_of(self.compared.span.start))

    # -- keys

    def action_follow(self) -> None:
        """Let the other panes follow the caret, or stop that."""
        self.places.following = not self.places.following
        self._ask(None)
        if self.places.following and self.pane is not None:
            self._ask(question_at(self.pane.reading))
        self.say("the other panes follow" if self.places.following else "no pane follows")

    def action_align(self) -> None:
        """Show the counterparts of the passage at the caret, once."""
        with self.reporting():
            question = question_at(self.reading)
            if question is None:
                raise EditError("there is nothing to compare here: go to a sentence")
            self._ask(question)


def question_at(reading: Reading) -> Question | None:
    """What is asked about: the selection, else the current mark, else the sentence at the caret."""
    from annotations.compare.companion import Question

    text = reading.text
    span: Span | None
    if not reading.selection.is_empty:
        span = trim_blanks(text, reading.selection.span)
    elif reading.current is not None and reading.is_chosen:
        span = reading.current.span
    else:
        span = sentence_at(text, reading.caret)
    if span is None or not span.length:
        return None
    passage = text[span.start : min(span.end, span.start + _LONGEST_PASSAGE)]
    return Question(reading.article.doc_path, span, passage)


def _place_in(pane: Pane) -> _Place:
    reading = pane.reading
    chosen = reading.current.id if reading.current and reading.is_chosen else ""
    return _Place(reading.article.doc_path, reading.caret, reading.selection.span, chosen)

"""What the keys that compare articles do on the reader screen: follow, step, align, go over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import EditError
from annotations.selection import Selection
from annotations.text.span import Span
from tui.config import Config
from tui.names import short_name
from tui.places import Places
from tui.screens.following import Place
from tui.screens.meaning import Meaning
from tui.screens.passage import question_at

if TYPE_CHECKING:
    from annotations.question import Question
    from annotations.reading import Reading
    from annotations.workspace import Workspace


class _WayBack(NamedTuple):
    """Where the reader went over from, and to which article."""

    reading: Reading
    selection: Selection
    top: int
    """The code point that the window began with."""
    over: str


class ComparingActions(Meaning):
    """Shows in the other panes what says the same as the passage at the caret."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._way_back: _WayBack | None = None

    def action_follow(self) -> None:
        """Let the other panes follow the caret, or stop that."""
        places = self.places
        places.following = not places.following
        told = "" if places.following else "no pane follows"
        if places.following and places.linked:
            places.linked = False
            told = "panes follow the caret; they no longer scroll together"
        self.share_out()
        if places.following:
            question = None if self.pane is None else question_at(self.pane.reading)
            self.ask(question)
            # Else what is found tells enough.
            if question is None or len(self.open_articles.order) < 2:
                told = told or "other panes follow the caret now"
        self.say(told)

    def action_align(self) -> None:
        """Show once what says the same as the passage at the caret."""
        with self.reporting():
            self.ask_again(self._asked_here())

    def action_step(self, step: int) -> None:
        """Show the next best (1) or the one before (-1) in the other panes."""
        with self.reporting():
            self.look_at_caret()
            if self.compared is None or self.is_comparing:
                # Where nothing is shown, the best is what comes next.
                step = step if self.compared else 0
                self.when_answered(self._asked_now(), partial(self._step, step))
            else:
                self._step(step)

    def _step(self, step: int) -> None:
        led = self.led
        if not led:
            self.say(f"the other panes are frozen: {self.key_of('compare.freeze')} lets one go")
            return
        ends = self.ranks.step(led, step) if step else {}
        self.show_found(steps=True)
        seen = [it for it in led if it in self.open_articles.shown]
        meant = self.meant_counterpart
        named = seen or ([meant.doc_path] if meant is not None else led[:1])
        self.say(" · ".join(self.ranks.told_of(it) + ends.get(it, "") for it in named))

    async def action_go_over(self) -> None:
        """Go to the counterpart in the other pane, or come back from there."""
        with self.reporting():
            self.look_at_caret()
            way = self._way_back
            if way is not None and self._is_still_open(way.reading):
                await self._come_back(way)
            elif self.compared is not None and not self.is_comparing:
                await self._go_over()
            else:
                self.when_answered(self._asked_now(), partial(self._go_over_from, self.place))

    def _is_still_open(self, reading: Reading) -> bool:
        """Whether an article is open still, with the text it had."""
        holder = self.article_panes.get(reading.article.doc_path)
        return holder is not None and holder.pane.reading is reading

    def _go_over_from(self, place: Place | None) -> None:
        if self.place == place:
            self.call_later(self._go_over)

    async def _go_over(self) -> None:
        with self.reporting():
            pane = self.pane
            meant = None if pane is None else self.meant_beside(pane.reading.article.doc_path)
            if meant is None or pane is None:
                key = self.key_of("compare.next")
                raise EditError(f"there is nothing like this to go to; {key} shows what comes next")
            reading = self.article_panes[meant.doc_path].pane.reading
            if reading.reshaping is not None:
                name = short_name(meant.doc_path)
                raise EditError(f"a mark of {name} is being reshaped: keep or drop that first")
            top = pane.rows.span(pane.top).start
            self._way_back = _WayBack(pane.reading, pane.reading.selection, top, meant.doc_path)
            if not meant.is_chosen:
                reading.selection = reading.selection.drop()
                reading.move_to(meant.span.start)
            await self._arrive_in(meant.doc_path)

    async def _come_back(self, way: _WayBack) -> None:
        self._way_back = None
        doc_path = way.reading.article.doc_path
        if way.reading.selection != way.selection:
            way.reading.selection = way.selection
        await self._arrive_in(doc_path)
        if self.places.following:
            self.ask(question_at(way.reading))
        holder, top = self.article_panes[doc_path], Span(way.top, way.top + 1)
        if holder.is_in_view:
            holder.pane.put_at_line(top, 0)
        else:
            self.call_after_refresh(holder.pane.put_at_line, top, 0)

    async def _arrive_in(self, doc_path: str) -> None:
        """Go to a pane whose caret was put somewhere."""
        pane = self.article_panes[doc_path].pane
        self.has_been_moved(pane)
        await self.go_to_open(doc_path)
        if pane.is_laid_out:
            pane.show_changes()
        self.show_status()

    def went_to(self, doc_path: str) -> None:
        """Who goes elsewhere does not come back from there."""
        way = self._way_back
        if way is not None and doc_path != way.over:
            self._way_back = None

    def action_freeze(self) -> None:
        """Let the pane stay where it is, or follow and be scrolled with others again."""
        with self.reporting():
            doc_path, frozen = self.reading.article.doc_path, self.places.frozen
            if doc_path in frozen:
                frozen.remove(doc_path)
            else:
                frozen.append(doc_path)
            self.share_out()
            self.show_found()
            stays = "stays where it is" if doc_path in frozen else "goes with the others again"
            self.say(f"{short_name(doc_path)} {stays}")

    def _asked_now(self) -> Question:
        """What is asked and not answered yet, else as `_asked_here`."""
        return self.asked if self.asked and self.is_comparing else self._asked_here()

    def _asked_here(self) -> Question:
        """What there is to ask at the caret; EditError where there is nothing, or nobody to ask."""
        question = question_at(self.reading)
        if question is None:
            raise EditError("there is nothing to compare here: go to a sentence")
        self.refuse_alone()
        return question

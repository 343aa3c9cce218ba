"""The key that gives an article its date, and how given dates are kept up to date."""

from __future__ import annotations

from asyncio import to_thread
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

from annotations.errors import EditError
from tui.names import short_name, told_day
from tui.screens.base import ReaderBase

if TYPE_CHECKING:
    from annotations.dating import ArticleDate


class DatingActions(ReaderBase):
    """Lets the reader say on which day an article was written."""

    def action_date_article(self) -> None:
        """Ask for the date of the article at hand: in the list, of the one it points to."""
        with self.reporting():
            if self.focused is self.list:
                self._ask_for_date(self.list.pointed, self.list)
            else:
                self._ask_for_date(self.reading.article.doc_path, self.pane)

    def _ask_for_date(self, doc_path: str, asked_in: Widget | None) -> None:
        name, written = short_name(doc_path), told_day(self._date_of(doc_path))
        given = self.workspace.store.given_dates(doc_path)
        own = next((it for it in given if it.annotator == self.workspace.annotator), None)

        async def accept(typed: str) -> None:
            try:
                day = _typed_day(typed)
            except EditError as error:
                self.prompt.tell(error.message, wrong=True)
                return
            leave()
            await self._set_date(doc_path, day)

        def leave() -> None:
            self.end_prompt()
            self.set_focus(asked_in)

        value = own.day.isoformat() if own else ""
        self.start_prompt("", value, accept, change=self._tell_day, cancel=leave)
        self.prompt.relabel(f"date of {name} ({written}):", f"date of {name}:")

    def _date_of(self, doc_path: str) -> ArticleDate | None:
        holder = self.article_panes.get(doc_path)
        if holder is not None:
            return self.workspace.article_date(doc_path, holder.pane.reading.text)
        summary = self.list.summary(doc_path)
        return summary.date if summary else None

    def _tell_day(self, typed: str) -> None:
        """Say behind what is typed which day that is, as far as it is one."""
        try:
            day = _typed_day(typed)
        except EditError:
            day = None
        self.prompt.tell(f"{day:%A}, {day.day} {day:%B %Y}" if day else "")

    async def _set_date(self, doc_path: str, day: date | None) -> None:
        name = short_name(doc_path)
        with self.reporting():
            # It waits for the disk: on a store of its own, so that the screen does not.
            other = self.workspace.for_another_thread()
            await to_thread(other.set_article_date, doc_path, day)
            self.status.is_saved = True
            self.look_at_date(doc_path)
            done = f"was written {day.isoformat()}" if day else "has no date given by you any more"
            told = other.store.messages()
            self.say("; ".join([f"{name} {done}", *told]), warning=bool(told))

    def look_at_date(self, doc_path: str) -> None:
        """Show the date that an article is given now, by whomever; raises StoreError."""
        from annotations.dating import article_date

        given = self.workspace.store.given_dates(doc_path)
        if self.list.redate(doc_path, article_date(given, self.workspace.annotator, None)):
            self.article_date_changed(doc_path)


def _typed_day(typed: str) -> date | None:
    from annotations.dating import typed_day

    return typed_day(typed)

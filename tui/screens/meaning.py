"""Which passage of another open article is meant: the same for strip, link and going over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import EditError
from annotations.text.span import Span, trim_blanks
from tui.screens.following import Following

if TYPE_CHECKING:
    from annotations.reading import Reading
    from tui.counterparts import ShownCounterpart

_CHOSEN = "◆"
"""The sign of a passage that the reader chose, where others have how surely they say the same."""


class Meant(NamedTuple):
    """A passage that is meant beside what is in another article."""

    doc_path: str
    span: Span
    sign: str
    """How surely it says the same, or that the reader chose it."""

    @property
    def is_chosen(self) -> bool:
        """Whether the reader selected it, or went to it as a mark."""
        return self.sign == _CHOSEN


class Meaning(Following):
    """Tells which passage goes with the one that is compared, or is to be linked."""

    @property
    def meant_counterpart(self) -> ShownCounterpart | None:
        """The counterpart of the pane the reader went to, or else was in last, or else the best.

        The best of those that are seen, if any is.
        """
        shown = {it: found for it, found in self.shown_counterparts.items() if self._is_open(it)}
        for doc_path in (self.open_articles.current or "", self.other):
            if doc_path in shown:
                return shown[doc_path]
        seen = [shown[it] for it in self.open_articles.shown if it in shown]
        return max(seen or shown.values(), key=lambda it: it.counterpart.score, default=None)

    def meant_beside(self, doc_path: str) -> Meant | None:
        """The passage that goes with what is compared in an article, or with what is here.

        What the reader selected or went to elsewhere comes first; then, if it is elsewhere, what is
        compared; then its counterpart.
        """
        if (chosen := self.chosen_beside(doc_path)) is not None:
            return chosen
        compared, meant = self.compared, self.meant_counterpart
        if compared is not None and compared.doc_path != doc_path:
            there = self._is_open(compared.doc_path)
            return Meant(compared.doc_path, compared.span, "") if there else None
        return Meant(meant.doc_path, meant.counterpart.span, meant.sign) if meant else None

    def chosen_beside(self, doc_path: str) -> Meant | None:
        """What the reader has selected or gone to in another article than this.

        Of the pane that has the caret or had it last, else of the one with the counterpart, else
        of any that is shown.
        """
        meant = self.meant_counterpart
        first = [self.open_articles.current, self.other, meant.doc_path if meant else None]
        rest = [] if meant else self.open_articles.shown
        for it in (*first, *rest):
            if it is not None and it != doc_path and self._is_open(it):
                span = _chosen_in(self.article_panes[it].pane.reading)
                if span is not None:
                    return Meant(it, span, _CHOSEN)
        return None

    def refuse_alone(self) -> None:
        """EditError where no other article is open."""
        if len(self.open_articles.order) < 2:
            key = self.key_of("list.beside")
            raise EditError(f"no other article is open: {key} in the list opens one beside this")

    def _is_open(self, doc_path: str) -> bool:
        """Whether it is open still; what is shown is told of a moment after it was closed."""
        return doc_path in self.article_panes


def _chosen_in(reading: Reading) -> Span | None:
    """What is selected in an article, else its current mark if that was chosen."""
    if not reading.selection.is_empty:
        span = trim_blanks(reading.text, reading.selection.span)
        return span if span.length else None
    is_chosen = reading.current is not None and reading.is_chosen
    return reading.current.span if reading.current and is_chosen else None

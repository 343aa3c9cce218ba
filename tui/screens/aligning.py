"""Counterparts are brought to the height at which the compared passage begins, once each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Size

from annotations.question import Question
from annotations.text.span import Span

if TYPE_CHECKING:
    from tui.counterparts import ShownCounterpart
    from tui.widgets.article_pane import ArticlePane
    from tui.widgets.pane.pane import Pane


class _Layout(NamedTuple):
    """What the rows of a pane follow from."""

    size: Size
    shows_brackets: bool

    @classmethod
    def of(cls, pane: Pane) -> _Layout:
        """That of a pane now."""
        return cls(pane.size, pane.shows_brackets)


class _Aligned(NamedTuple):
    """What a pane was scrolled to, and how its rows and those of the asking pane were laid out.

    Without that, it is what is to be scrolled to when the pane shows.
    """

    what: tuple[Question, Span]
    layout: _Layout | None
    asking_layout: _Layout | None


class Alignment:
    """Scrolls a pane when something else is to be seen in it, or its rows are other ones.

    In between it is the reader's, who may scroll it.
    """

    def __init__(self) -> None:
        self._line = 0
        """The line of the window at which the compared passage begins, or did when it was seen."""
        self._aligned: dict[str, _Aligned] = {}

    def forget(self) -> None:
        """Scroll all panes again."""
        self._aligned.clear()

    def bring_into_view(
        self,
        compared: Question,
        found: Mapping[str, ShownCounterpart],
        panes: Mapping[str, ArticlePane],
        *,
        steps: bool,
    ) -> None:
        """Let what was found begin where the compared passage does, as far as there is text.

        A pane with the keys is not scrolled, unless it is only now that it shows, or `steps`.
        """
        asking = panes[compared.doc_path]
        if asking.is_in_view:
            self._line = asking.pane.line_of(compared.span.start)
        self._aligned = {it: was for it, was in self._aligned.items() if it in found}
        for doc_path, shown in found.items():
            holder, before = panes[doc_path], self._aligned.get(doc_path)
            pane, span = holder.pane, shown.counterpart.span
            now = _Aligned((compared, span), _Layout.of(pane), _Layout.of(asking.pane))
            if not holder.is_in_view:
                if before is None or before.what != now.what:
                    self._aligned[doc_path] = _Aligned(now.what, None, None)
            elif before != now:
                is_first = before is not None and before.layout is None
                if is_first or steps or not pane.has_focus:
                    self._aligned[doc_path] = now
                    pane.put_at_line(span, self._line)

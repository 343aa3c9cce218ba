"""The strip of differences between the compared passage and its counterpart, and its keys."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from textual import work

from annotations.errors import EditError
from annotations.text.span import Span, trim_blanks
from tui.config import Config
from tui.names import short_name
from tui.places import Places
from tui.screens.shading import ShadingActions

if TYPE_CHECKING:
    from datetime import date

    from annotations.compare.facts import Passage
    from annotations.reading import Reading
    from annotations.workspace import Workspace
    from tui.counterparts import ShownCounterpart
    from tui.widgets.differences import DifferencesStrip, Shown

_DATE_KEY = "@"
_CHOSEN = "◆"
"""The sign of a passage that the reader chose, where others have how surely they say the same."""
_MOST_NAMED = 4
"""How many articles are named that have nothing like the passage."""
_LONGEST_PASSAGE = 10_000
"""Of a longer passage, in code points, only the beginning is shown and compared."""


class _Pair(NamedTuple):
    """Two passages that are to be told apart: all that what the strip shows follows from."""

    left: Passage
    right: Passage
    names: tuple[str, str]
    sign: str
    """How surely the right one is the counterpart; empty where the reader chose it."""
    with_names: bool


class DifferingActions(ShadingActions):
    """Shows what differs between the passage at the caret and what says the same elsewhere."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._strip: DifferencesStrip | None = None
        self._days: dict[str, date | None] = {}
        self._told_apart: _Pair | None = None
        """What the strip shows, or is to show when the thread is done."""
        self._next_pair: _Pair | None = None
        self._is_telling_apart = False

    @property
    def is_telling_apart(self) -> bool:
        """Whether the strip is still to show the differences of what is compared now."""
        return self._is_telling_apart

    # -- when there is something else to show

    def compared_changed(self) -> None:
        """What is compared, or shown as its counterparts, is another now."""
        super().compared_changed()
        self._show_differences()

    def show_status(self) -> None:
        """Bring the status line up to date, and the strip: the reader may have chosen a passage."""
        super().show_status()
        self._show_differences()

    def share_out(self) -> None:
        """Give list, panes and strip the room there is."""
        super().share_out()
        self._show_differences()

    def article_date_changed(self, doc_path: str) -> None:
        """Count the relative dates of an article from another day, from now on."""
        self._days.pop(doc_path, None)
        self._show_differences()

    def _show_differences(self) -> None:
        """Let the strip, if it is wanted and there is room, tell of what is compared now."""
        strip = self._fitted_strip()
        if strip is None:
            return
        pair = self._pair()
        if isinstance(pair, str):
            from tui.widgets.differences import Shown

            self._told_apart = self._next_pair = None
            strip.show(Shown(said=pair))
        elif pair != self._told_apart:
            self._told_apart = self._next_pair = pair
            self._tell_next_apart()

    def _fitted_strip(self) -> DifferencesStrip | None:
        """The strip, as high as the window allows; None while it is not shown."""
        if not self.is_store_open:
            return None
        from tui.widgets.differences import DifferencesStrip, strip_rows

        rows = 0
        if self.places.differences_shown:
            rows = strip_rows(self.app.size.height, is_large=self.places.differences_large)
        if self._strip is None and rows:
            self._strip = DifferencesStrip(_DATE_KEY)
            self.mount(self._strip, before="#bottom")
        if self._strip is not None:
            self._strip.display = rows > 0
            self._strip.styles.height = rows
        return self._strip if rows else None

    # -- what is told apart

    def _pair(self) -> _Pair | str:
        """What the strip is to show; a string says why there is nothing to compare."""
        compared, meant = self.compared, self._meant_here()
        if compared is None or compared.doc_path not in self.article_panes:
            return "…" if self.is_comparing else self._how_to_begin()
        chosen = self._chosen(compared.doc_path)
        if chosen is not None:
            doc_path, span = chosen
        elif meant is not None:
            doc_path, span = meant.doc_path, meant.counterpart.span
        else:
            return "…" if self.is_comparing else self._nothing_like_it(compared.doc_path)
        return _Pair(
            self._passage(compared.doc_path, compared.span),
            self._passage(doc_path, span),
            (short_name(compared.doc_path), short_name(doc_path)),
            _CHOSEN if chosen is not None or meant is None else meant.sign,
            self.places.names_compared,
        )

    def _meant_here(self) -> ShownCounterpart | None:
        """The counterpart that is meant, unless its article was closed just now."""
        meant = self.meant_counterpart
        return meant if meant is not None and meant.doc_path in self.article_panes else None

    def _how_to_begin(self) -> str:
        align, follow = self.key_of("compare.align"), self.key_of("compare.follow")
        return f"{align} compares the passage at the caret, {follow} the one wherever the caret is"

    def _nothing_like_it(self, doc_path: str) -> str:
        others = [it for it in self.open_articles.order if it != doc_path]
        if not others:
            return "there is no other open article to compare with"
        if len(others) > _MOST_NAMED:
            return f"nothing like this in the {len(others)} other open articles"
        return f"nothing like this in {' or '.join(map(short_name, others))}"

    def _chosen(self, compared: str) -> tuple[str, Span] | None:
        """What the reader has selected or made current to compare with, beside the passage.

        Of the pane that has the caret or had it last, else of the one with the counterpart, else
        of any that is shown.
        """
        meant = self._meant_here()
        first = [self.open_articles.current, self._other, meant.doc_path if meant else None]
        rest = [] if meant else self.open_articles.shown
        for doc_path in (*first, *rest):
            if doc_path in self.article_panes and doc_path != compared:
                span = _chosen_in(self.article_panes[doc_path].pane.reading)
                if span is not None:
                    return doc_path, span
        return None

    def _passage(self, doc_path: str, span: Span) -> Passage:
        from annotations.compare.facts import Passage

        text = self.article_panes[doc_path].pane.reading.text
        end = min(span.end, span.start + _LONGEST_PASSAGE)
        return Passage(text, Span(span.start, end), self._day_of(doc_path, text))

    def _day_of(self, doc_path: str, text: str) -> date | None:
        """The day an article was written, as far as that is known."""
        from annotations.compare.article_date import stated_date

        if doc_path not in self._days:
            stated = stated_date(text)
            self._days[doc_path] = None if stated is None else stated.day
        return self._days[doc_path]

    # -- the thread

    def _tell_next_apart(self) -> None:
        """Begin with the newest pair, when the thread has done the one before."""
        if self._next_pair is not None and not self._is_telling_apart:
            pair, self._next_pair = self._next_pair, None
            self._is_telling_apart = True
            self._tell_apart(pair)

    @work(thread=True, group="differences")
    def _tell_apart(self, pair: _Pair) -> None:
        from tui.widgets.differences import Shown

        try:
            shown = shown_of(pair)
        except Exception as error:  # noqa: BLE001 - told to who can tell the reader
            shown = Shown(said="these two can't be compared")
            self._hand_failure(error)
        with suppress(RuntimeError):
            self.call_later(self._take_shown, pair, shown)

    def _take_shown(self, pair: _Pair, shown: Shown) -> None:
        self._is_telling_apart = False
        if self._strip is not None and pair == self._told_apart:
            self._strip.show(shown)
        self._tell_next_apart()

    # -- keys

    def action_differences(self) -> None:
        """Show the differences, then more of them, then none."""
        places, key = self.places, self.key_of("compare.differences")
        from tui.widgets.differences import LEAST_WINDOW

        with self.reporting():
            if self.app.size.height < LEAST_WINDOW:
                raise EditError(f"the differences need a window of {LEAST_WINDOW} rows")
            was_shown, was_large = places.differences_shown, places.differences_large
            places.differences_shown = not (was_shown and was_large)
            places.differences_large = was_shown and not was_large
            self.say(
                f"{key} hides the differences"
                if places.differences_large
                else f"{key} makes the differences larger"
                if places.differences_shown
                else ""
            )
            if not was_shown and self.compared is None and len(self.open_articles.order) > 1:
                self.action_align()

    def action_compare_names(self) -> None:
        """Compare names beside numbers and dates, or leave them out."""
        self.places.names_compared = not self.places.names_compared
        told = "names are compared" if self.places.names_compared else "names are not compared"
        if not self.places.differences_shown:
            told += f": {self.key_of('compare.differences')} shows the differences"
        self.say(told)


def shown_of(pair: _Pair) -> Shown:
    """What the strip shows of two passages; takes milliseconds, of long ones a hundred."""
    from annotations.compare.differences import differences
    from annotations.compare.telling import told
    from tui.widgets.differences import Shown, Side

    left, right, names, sign, with_names = pair
    found = told(differences(left, right, with_names), left, right)
    sides = (
        Side.of(names[0], "", left, found.left),
        Side.of(names[1], sign, right, found.right),
    )
    what = "numbers, dates or names" if with_names else "numbers or dates"
    said = "" if found.facts else f"no {what} to compare"
    is_undated = (found.left_is_undated, found.right_is_undated)
    undated = tuple(name for name, is_so in zip(names, is_undated, strict=True) if is_so)
    return Shown(sides, found.facts, said, undated)


def _chosen_in(reading: Reading) -> Span | None:
    """What is selected in an article, else its current mark if that was chosen."""
    if not reading.selection.is_empty:
        span = trim_blanks(reading.text, reading.selection.span)
        return span if span.length else None
    is_chosen = reading.current is not None and reading.is_chosen
    return reading.current.span if reading.current and is_chosen else None

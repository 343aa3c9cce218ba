"""The strip of differences between the compared passage and its counterpart, and its keys."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import EditError, SidemarkError
from annotations.question import LONGEST_PASSAGE
from annotations.text.span import Span
from tui.config import Config
from tui.counterparts import SAYS_TOO_LITTLE, nothing_like_this
from tui.names import short_name
from tui.places import Places
from tui.screens.shading import ShadingActions

if TYPE_CHECKING:
    from datetime import date

    from annotations.compare.aliases import Aliases
    from annotations.compare.companion import Companion
    from annotations.compare.facts import Passage
    from annotations.question import Question
    from annotations.workspace import Workspace
    from tui.widgets.differences import DifferencesStrip, Shown


class Pair(NamedTuple):
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
        self._rows = 0
        """How high the strip is; 0 while it is not shown."""
        self._days: dict[str, tuple[str, date | None]] = {}
        """When articles were written, each with the text that it was last asked for."""
        self._told_apart: Pair | None = None
        """What the strip shows, or is to show when the thread is done."""
        self._next_pair: Pair | None = None
        self.is_telling_apart = False
        """Whether the thread is at work on what the strip is to show."""

    # -- when there is something else to show

    def compared_changed(self) -> None:
        """What is compared, or shown as its counterparts, is another now."""
        super().compared_changed()
        self._show_differences()

    def show_status(self) -> None:
        """Bring the status line up to date, and the strip: the reader may have chosen a passage."""
        super().show_status()
        self._show_differences()

    def article_date_changed(self, doc_path: str) -> None:
        """Count the relative dates of an article from another day, from now on."""
        self._days.pop(doc_path, None)
        super().article_date_changed(doc_path)

    def _show_differences(self) -> None:
        """Let the strip, if it is wanted and there is room, tell of what is compared now."""
        strip = self._fitted_strip()
        if strip is None:
            return
        pair = self._pair()
        if pair is not None:
            if pair != self._told_apart:
                self._told_apart = self._next_pair = pair
                self._tell_next_apart()
        elif not self.is_comparing:
            from tui.widgets.differences import Shown

            self._told_apart = self._next_pair = None
            strip.show(Shown(said=self._why_nothing()))

    def _fitted_strip(self) -> DifferencesStrip | None:
        """The strip, as high as the window allows; None while it is not shown."""
        if not self.is_store_open:
            return None
        from tui.widgets.differences import DifferencesStrip, strip_rows

        rows = 0
        if self.places.differences_shown:
            rows = strip_rows(self.app.size.height, is_large=self.places.differences_large)
        if self._strip is None and rows:
            self._strip = DifferencesStrip(self.key_of("compare.date"))
            self.mount(self._strip, before="#bottom")
        if self._strip is not None and rows != self._rows:
            self._rows = rows
            self._strip.display = rows > 0
            self._strip.styles.height = rows
            # The panes are higher or lower then, and what they show is elsewhere in them.
            self.call_after_refresh(self.bring_into_view)
        return self._strip if rows else None

    # -- what is told apart

    def _pair(self) -> Pair | None:
        """What is to be told apart; None where there is nothing to compare, or not yet."""
        compared = self._compared_here()
        meant = None if compared is None else self.meant_beside(compared.doc_path)
        if compared is None or meant is None:
            return None
        return Pair(
            self._passage(compared.doc_path, compared.span),
            self._passage(meant.doc_path, meant.span),
            (short_name(compared.doc_path), short_name(meant.doc_path)),
            meant.sign,
            self.places.names_compared,
        )

    def _why_nothing(self) -> str:
        compared = self._compared_here()
        if len(self.open_articles.order) < 2:
            return "there is no other open article to compare with"
        if compared is None:
            align, follow = self.key_of("compare.align"), self.key_of("compare.follow")
            return f"{align} compares the passage at the caret, {follow} follows the caret"
        others = [it for it in self.open_articles.order if it != compared.doc_path]
        answer = self.ranks.answer
        if answer is not None and not answer.says_enough:
            return SAYS_TOO_LITTLE
        return nothing_like_this(others)

    def _compared_here(self) -> Question | None:
        """The passage that is compared, unless its article was closed just now."""
        compared = self.compared
        return compared if compared and compared.doc_path in self.article_panes else None

    def _passage(self, doc_path: str, span: Span) -> Passage:
        from annotations.compare.facts import Passage

        text = self.article_panes[doc_path].pane.reading.text
        end = min(span.end, span.start + LONGEST_PASSAGE)
        return Passage(text, Span(span.start, end), self._day_of(doc_path, text))

    def _day_of(self, doc_path: str, text: str) -> date | None:
        """The day an article was written, as far as that is known."""
        known = self._days.get(doc_path)
        if known is None or known[0] is not text:
            try:
                dated = self.workspace.article_date(doc_path, text)
            except SidemarkError:
                # Why the store can't be read is told by who looks at it every second.
                dated = None
            known = self._days[doc_path] = text, dated.day if dated else None
        return known[1]

    # -- the thread

    def _tell_next_apart(self) -> None:
        """Begin with the newest pair, when the thread has done the one before."""
        if self._next_pair is not None and not self.is_telling_apart:
            pair, self._next_pair = self._next_pair, None
            self.is_telling_apart = True
            # Who quits does not wait for it.
            given = pair, self.companion
            Thread(target=self._tell_apart, args=given, name="differences", daemon=True).start()

    def _tell_apart(self, pair: Pair, companion: Companion) -> None:
        from tui.widgets.differences import Shown

        try:
            shown = shown_of(pair, companion.aliases())
        except Exception as error:  # noqa: BLE001 - told to who can tell the reader
            shown = Shown(said="these two can't be compared")
            self._hand_failure(error)
        with suppress(RuntimeError):
            self.call_later(self._take_shown, pair, shown)

    def _take_shown(self, pair: Pair, shown: Shown) -> None:
        self.is_telling_apart = False
        if self._strip is not None and pair == self._told_apart:
            self._strip.show(shown)
        self._tell_next_apart()

    # -- keys

    def action_differences(self) -> None:
        """Show the differences, then more of them, then none."""
        places, key = self.places, self.key_of("compare.differences")
        from tui.widgets.differences import LEAST_WINDOW

        with self.reporting():
            self.look_at_caret()
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


def shown_of(pair: Pair, aliases: Aliases | None = None) -> Shown:
    """What the strip shows of two passages; takes milliseconds, of long ones a hundred."""
    from annotations.compare.differences import differences
    from annotations.compare.telling import told
    from tui.widgets.differences import Shown, Side

    left, right, names, sign, with_names = pair
    found = told(differences(left, right, with_names, aliases), left, right)
    sides = (
        Side.of(names[0], "", left, found.left),
        Side.of(names[1], sign, right, found.right),
    )
    what = "numbers, dates or names" if with_names else "numbers or dates"
    said = "" if found.facts else f"no {what} to compare"
    is_undated = (found.left_is_undated, found.right_is_undated)
    undated = tuple(name for name, is_so in zip(names, is_undated, strict=True) if is_so)
    return Shown(sides, found.facts, said, undated)

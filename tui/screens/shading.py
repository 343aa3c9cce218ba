"""Only here, also there: dims what other open articles say too, in every pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.config import Config
from tui.names import short_name
from tui.places import Places
from tui.screens.comparing import ComparingActions

if TYPE_CHECKING:
    from annotations.compare.coverage import Covered
    from annotations.text.span import Span
    from annotations.workspace import Workspace


class _Found(NamedTuple):
    """What of an article other open ones say too."""

    dimmed: Sequence[Span]
    elsewhere: int
    only_here: int
    total: int
    """Of how many sentences; of the rest there is something like them elsewhere."""

    def told(self, name: str) -> str:
        """In words: "12 of 31 sentences are only in 000, perhaps 5 more; dimmed: 14"."""
        verb = "is" if self.only_here == 1 else "are"
        perhaps = self.total - self.only_here - self.elsewhere
        more = f", perhaps {perhaps} more" if perhaps else ""
        told = f"{self.only_here} of {self.total} sentences {verb} only in {name}{more}"
        return f"{told}; dimmed: {self.elsewhere}"


class ShadingActions(ComparingActions):
    """What one article alone says stands out, because what others say too is dimmed."""

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__(workspace, config, places)
        self._shaded: Mapping[str, str] = {}
        """The articles that were open when it was asked what of them is elsewhere too."""
        self._found: dict[str, _Found] = {}
        """What was found, the newest there is for an article."""
        self._uncovered: set[str] = set()
        """The articles that are still looked at."""
        self._is_told = True

    @property
    def is_shading(self) -> bool:
        """Whether it is still being found out what is to be dimmed."""
        return bool(self._uncovered)

    def show_status(self) -> None:
        """Bring the status line up to date; articles may have been opened or closed."""
        super().show_status()
        self._look_at_open()

    def share_out(self) -> None:
        """Give list and panes their room; a pane that is new is shaded like the others."""
        super().share_out()
        self._look_at_open()
        self._shade()

    def _look_at_open(self) -> None:
        """Ask again what is elsewhere too, if other articles are open than at the last time."""
        texts = self.texts
        if self.places.elsewhere_dimmed and self.is_store_open and texts != self._shaded:
            # What was found is shown until something else is, but of the same text only.
            same = {it for it, text in self._shaded.items() if texts.get(it) is text}
            self._found = {it: found for it, found in self._found.items() if it in same}
            self._shaded, self._uncovered = texts, set(texts)
            for doc_path in texts:
                self.companion.cover(doc_path, partial(self._hand_covered, texts, doc_path))

    def _hand_covered(
        self, texts: Mapping[str, str], doc_path: str, covered: tuple[Covered, ...]
    ) -> None:
        """Take what the thread found over to the screen; called in the thread."""
        from annotations.compare.coverage import said_elsewhere

        found = _Found(
            said_elsewhere(texts[doc_path], covered),
            sum(sentence.is_elsewhere for sentence in covered),
            sum(sentence.is_only_here for sentence in covered),
            len(covered),
        )
        with suppress(RuntimeError):
            self.call_later(self._take_found, texts, doc_path, found)

    def _take_found(self, texts: Mapping[str, str], doc_path: str, found: _Found) -> None:
        if texts is not self._shaded:
            return
        self._found[doc_path] = found
        self._uncovered.discard(doc_path)
        self._shade()
        if not self._is_told and doc_path == self.open_articles.current:
            self._is_told = True
            self.say(found.told(short_name(doc_path)))

    def _shade(self) -> None:
        for doc_path, holder in self.article_panes.items():
            found = self._found.get(doc_path)
            holder.pane.dim(found.dimmed if found else ())

    def action_dim_elsewhere(self) -> None:
        """Dim what other open articles say too, or nothing."""
        self.places.elsewhere_dimmed = not self.places.elsewhere_dimmed
        has_others = len(self.open_articles.order) > 1
        self._is_told = not (self.places.elsewhere_dimmed and has_others)
        self._shaded, self._found, self._uncovered = {}, {}, set()
        self._shade()
        if not self.places.elsewhere_dimmed:
            self.say("nothing is dimmed")
        elif has_others:
            self.say("looking for what other open articles say too")
        else:
            self.say("what other open articles say too is dimmed, but no other one is open")

"""The status line: where the caret is, what is selected, the mark here, and whether it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.style import Style

from annotations.reading import TO_PLACE, Reading
from annotations.text.visible import visible_line
from tui.names import short_name, told_day
from tui.theme import OTHER
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from annotations.listing import Summary
    from annotations.model import Annotation
    from annotations.near_copies import NearCopy

_Part = tuple[str, Style]


class StatusLine(Line):
    """One line; a message stands in it until the caret moves."""

    def __init__(self, annotator: str, settle_key: str) -> None:
        super().__init__(id="status")
        self._annotator = annotator
        self._settle_key = settle_key
        self._message = ""
        self._is_warning = False
        self.is_elsewhere = False
        """Whether changes are not kept in their usual place."""
        self.is_saved = False
        """Whether a change has been kept."""
        self.is_linked = False
        """Whether panes scroll together."""
        self.is_following = False
        """Whether panes follow the caret."""
        self.finding = ""
        """Where nothing was found that says the same as the passage at the caret."""
        self.progress = ""
        """How far something is that goes on meanwhile."""
        self.trouble = ""
        """Why what was done is not on disk, while that is so."""
        self.links_of: Callable[[Annotation], str] = _told_of_no_links
        """Tells what an annotation is linked with."""
        self.said_at = 0.0
        """When the message was said, on the clock of `time.monotonic`."""

    def say(self, message: str, *, warning: bool = False) -> None:
        """Keep a message to show from the next `show_reading` on; an empty one takes it away."""
        self._message, self._is_warning = visible_line(message), warning
        self.said_at = monotonic()

    def show_reading(self, reading: Reading) -> None:
        """Tell of the open article, or of the message."""
        self._show(self._message_parts() or self._position_parts(reading))

    def show_article(
        self, doc_path: str, summary: Summary | None, copies: Sequence[NearCopy]
    ) -> None:
        """Tell of the article the list points to, or of the message."""
        self._show(self._message_parts() or self._article_parts(doc_path, summary, copies))

    def _show(self, left: list[_Part]) -> None:
        self.show(left, self._saved_parts())

    def _saved_parts(self) -> list[_Part]:
        """Who marks, and what became of the marks; that they are in danger has the room of both."""
        if self.trouble:
            warning = Style(color=self.palette.warning, bold=True)
            return [(f" NOT ON DISK: {visible_line(self.trouble)} ", warning)]
        dim = Style(color=self.palette.dim)
        linked = " linked " if self.is_linked else " follow " if self.is_following else ""
        progress = f" {self.progress} " if self.progress else ""
        annotator = (f"{progress}{linked} {visible_line(self._annotator)}  ", dim)
        elsewhere = "elsewhere " if self.is_elsewhere else ""
        if self.is_saved:
            return [annotator, (f"saved ✓ {elsewhere}", Style())]
        return [annotator, (f"kept {elsewhere}", dim)] if elsewhere else [annotator]

    def _message_parts(self) -> list[_Part]:
        color = self.palette.warning if self._is_warning else self.palette.text
        return [(f" {self._message}", Style(color=color))] if self._message else []

    def _article_parts(
        self, doc_path: str, summary: Summary | None, copies: Sequence[NearCopy]
    ) -> list[_Part]:
        parts: list[_Part] = [(f" {visible_line(doc_path)}", Style(bold=True))]
        if summary is not None and summary.problem:
            parts.append((f" · {visible_line(summary.problem)}", Style(color=self.palette.warning)))
        elif summary is not None:
            # What the list may have no room for comes before what it shows anyway.
            written = "written " if summary.date else ""
            told = [*_told_copies(copies), f"{written}{told_day(summary.date)}"]
            parts += [(f" · {it}", Style()) for it in told]
            parts.append((f" · {visible_line(summary.title)}", Style(color=self.palette.dim)))
        return parts

    def _position_parts(self, reading: Reading) -> list[_Part]:
        dim = Style(color=self.palette.dim)
        parts: list[_Part] = [(f" {short_name(reading.article.doc_path)}", Style(bold=True))]
        mode = _mode(reading)
        shown = reading.shown()
        if shown is not None and reading.selection.is_empty and not mode:
            versions = self._versions(reading, shown)
            if versions:
                return [*parts, *versions, *self._mark_parts(shown)]
        parts.append((f" · {_place(reading)}", dim))
        if not reading.marks.shows_others:
            parts.append((" · others hidden", dim))
        if mode:
            parts.append((f" · {mode}", Style(color=self.palette.warning)))
        if not reading.selection.is_empty:
            span = reading.selection.span
            parts.append((f" · selected {span.start}–{span.end} ({span.length})", Style()))
        if self.finding:
            parts.append((f" · {self.finding}", Style()))
        if shown is None or not reading.selection.is_empty:
            return parts
        place = f" · {shown.start}–{shown.end} ({shown.span.length})"
        return [*parts, (place, dim), *self._mark_parts(shown)]

    def _versions(self, reading: Reading, shown: Annotation) -> list[_Part]:
        """Of a mark that was changed in two places, that there are two and what to do."""
        if reading.marks.other_version(shown) is not None:
            told = "two versions"
        elif shown.conflict_with:
            told = "the other version is gone"
        else:
            return []
        if shown.annotator == self._annotator:
            told += f", {self._settle_key} keeps this one"
        return [(f" · {told}", Style(color=self.palette.warning))]

    def _mark_parts(self, shown: Annotation) -> list[_Part]:
        hue = self.palette.lanes.get(shown.label, self.palette.lanes[OTHER])
        dim = Style(color=self.palette.dim)
        parts: list[_Part] = [
            (" · ", dim),
            (visible_line(shown.label), Style(color=hue, bold=True)),
            (f" by {visible_line(shown.annotator)}", dim),
        ]
        if shown.status != "ok":
            parts.append((f" {shown.status}", Style(color=self.palette.warning)))
        if links := self.links_of(shown):
            parts.append((f" · {links}", Style()))
        if shown.note:
            parts.append((f" “{visible_line(shown.note)}”", Style(italic=True)))
        return parts


def _told_copies(copies: Sequence[NearCopy]) -> list[str]:
    """ "same text as 001", "near-copy of 003 (62 %), 004 (31 %)"; nothing without any."""
    same = [short_name(it.doc_path) for it in copies if it.is_same]
    near = [f"{short_name(it.doc_path)} ({it.share:.0%})" for it in copies if not it.is_same]
    told = (("same text as", same), ("near-copy of", [it.replace("%", " %") for it in near]))
    return [f"{what} {', '.join(names)}" for what, names in told if names]


def _told_of_no_links(_annotation: Annotation) -> str:
    return ""


def _place(reading: Reading) -> str:
    number, total = reading.sentence_position()
    if total:
        return f"sentence {number}/{total}"
    return f"{reading.caret * 100 // max(1, len(reading.text))} %"


def _mode(reading: Reading) -> str:
    if reading.reshaping is not None:
        return "reshaping: enter keeps, o other end, esc drops"
    if reading.lost is not None and reading.current is None:
        return TO_PLACE
    return "extending" if reading.selection.extending else ""

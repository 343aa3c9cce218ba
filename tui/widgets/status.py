"""The status line: where the caret is, what is selected, the mark here, and that it is saved."""

from time import monotonic

from rich.style import Style

from annotations.listing import Summary
from annotations.reading import Reading
from annotations.text.visible import visible_line
from tui.names import short_name
from tui.theme import OTHER, Palette
from tui.widgets.lines import Line

_Part = tuple[str, Style]


class StatusLine(Line):
    """One line; a message stands in it until the caret moves."""

    def __init__(self, palette: Palette, annotator: str) -> None:
        super().__init__(palette, id="status")
        self._annotator = visible_line(annotator)
        self._message = ""
        self._is_warning = False
        self.is_saved = False
        self.said_at = 0.0
        """When the message was said, on the clock of `time.monotonic`."""

    def say(self, message: str, *, warning: bool = False) -> None:
        """Keep a message to show from the next `show_reading` on; an empty one takes it away."""
        self._message, self._is_warning = visible_line(message), warning
        self.said_at = monotonic()

    def show_reading(self, reading: Reading) -> None:
        """Tell of the open article, or of the message."""
        self._show(self._message_parts() or self._position_parts(reading))

    def show_article(self, doc_path: str, summary: Summary | None) -> None:
        """Tell of the article the list points to, or of the message."""
        self._show(self._message_parts() or self._article_parts(doc_path, summary))

    def _show(self, left: list[_Part]) -> None:
        annotator = (f" {self._annotator}  ", Style(color=self.palette.dim))
        saved = [("saved ✓ ", Style())] if self.is_saved else []
        self.show(left, [annotator, *saved])

    def _message_parts(self) -> list[_Part]:
        color = self.palette.warning if self._is_warning else self.palette.text
        return [(f" {self._message}", Style(color=color))] if self._message else []

    def _article_parts(self, doc_path: str, summary: Summary | None) -> list[_Part]:
        parts: list[_Part] = [(f" {visible_line(doc_path)}", Style(bold=True))]
        if summary is not None and summary.problem:
            parts.append((f" · {visible_line(summary.problem)}", Style(color=self.palette.warning)))
        elif summary is not None:
            parts.append((f" · {visible_line(summary.title)}", Style(color=self.palette.dim)))
        return parts

    def _position_parts(self, reading: Reading) -> list[_Part]:
        dim = Style(color=self.palette.dim)
        parts: list[_Part] = [
            (f" {short_name(reading.article.doc_path)}", Style(bold=True)),
            (f" · {_place(reading)}", dim),
        ]
        mode = _mode(reading)
        if mode:
            parts.append((f" · {mode}", Style(color=self.palette.warning)))
        if not reading.selection.is_empty:
            span = reading.selection.span
            return [*parts, (f" · selected {span.start}–{span.end} ({span.length})", Style())]
        return parts + self._mark_parts(reading)

    def _mark_parts(self, reading: Reading) -> list[_Part]:
        shown = reading.shown()
        if shown is None:
            return []
        hue = self.palette.lanes.get(shown.label, self.palette.lanes[OTHER])
        dim = Style(color=self.palette.dim)
        parts: list[_Part] = [
            (f" · {shown.start}–{shown.end} ({shown.span.length}) · ", dim),
            (visible_line(shown.label), Style(color=hue, bold=True)),
            (f" by {visible_line(shown.annotator)}", dim),
        ]
        if shown.note:
            parts.append((f" “{visible_line(shown.note)}”", Style(italic=True)))
        return parts


def _place(reading: Reading) -> str:
    number, total = reading.sentence_position()
    if total:
        return f"sentence {number}/{total}"
    return f"{reading.caret * 100 // max(1, len(reading.text))} %"


def _mode(reading: Reading) -> str:
    if reading.reshaping is not None:
        return "reshaping: enter keeps, o other end, esc drops"
    return "extending" if reading.selection.extending else ""

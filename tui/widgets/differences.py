"""The strip that shows how two passages differ: their facts in a line, and the words of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from tui.bidi import fenced
from tui.insertions import NOTHING, Insertions, Sign, Signs
from tui.theme import Palette, palette_of
from tui.widgets.fact_line import CUT, FactPart, fact_lines
from tui.widgets.pane.paint import shown_text
from tui.widgets.pane.rows import Rows

if TYPE_CHECKING:
    from annotations.compare.facts import Passage
    from annotations.compare.telling import FactWord, Piece

LEAST_WINDOW = 16
"""Rows that a window has for the strip to be shown in it."""
_ROOMY_WINDOW = 36
_USUAL_ROWS, _ROOMY_ROWS = 5, 7
_LONGEST_SHOWN = 2_000
"""How much of a passage is shown, in code points: what half of a large window has room for."""
_LONGEST_NAME = 12
"""Cells that the name of an article has at most."""
_NARROWEST_BRACKETED = 12
"""Cells that a row of a passage has for brackets to be written in it."""
_EDGE = "── "
_GUTTER = " {} {} "
_BRACKETS = (("[-", "-]"), ("{+", "+}"))
"""What stands around words of the one passage, and of the other, where there are no colours."""


def strip_rows(window: int, *, is_large: bool) -> int:
    """How many rows the strip has in a window of so many; 0 where there is no room for it."""
    if window < LEAST_WINDOW:
        return 0
    usual = _ROOMY_ROWS if window >= _ROOMY_WINDOW else _USUAL_ROWS
    return max(usual, window // 2) if is_large else usual


@dataclass(frozen=True)
class Side:
    """One of two passages, as it is shown."""

    name: str
    """What its article is called."""
    sign: str
    """How surely it is the counterpart of the other; empty where nobody guessed."""
    text: str
    """The passage, or of a long one the part that tells most, with blanks for line ends."""
    pieces: tuple[Piece, ...]
    """Its parts, in code points of `text`."""
    is_cut_before: bool
    is_cut_behind: bool

    @classmethod
    def of(cls, name: str, sign: str, passage: Passage, pieces: Sequence[Piece]) -> Side:
        """A passage of an article that is called so."""
        start, end = _part_shown(passage, pieces)
        shown = (
            piece._replace(span=Span(max(first, start) - start, min(last, end) - start))
            for piece in pieces
            for first, last in (piece.span,)
            if first < end and last > start
        )
        text = passage.text[start:end].replace("\n", " ")
        return cls(
            name, sign, text, tuple(shown), start > passage.span.start, end < passage.span.end
        )


def _part_shown(passage: Passage, pieces: Sequence[Piece]) -> Span:
    """As much of a passage as a strip can show, around its first clash, or else first change."""
    text, (start, end), _ = passage
    found = {piece.kind: piece.span.start for piece in reversed(pieces)}
    telling = found.get("clash", found.get("changed", start))
    if telling > start + _LONGEST_SHOWN // 2:
        start = snap_back(text, telling - _LONGEST_SHOWN // 4)
    return Span(start, min(end, snap_back(text, start + _LONGEST_SHOWN)))


@dataclass(frozen=True)
class Shown:
    """What the strip shows: two passages and their facts, or what there is to say instead."""

    sides: tuple[Side, Side] | None = None
    facts: tuple[FactWord, ...] = ()
    said: str = ""
    """Told in the place of facts, fit to be shown."""
    undated: tuple[str, ...] = ()
    """The names of articles that a date stays open of because nobody gave them one."""


class DifferencesStrip(Widget):
    """Shows how the passage at the caret differs from its counterpart."""

    DEFAULT_CSS = "DifferencesStrip { height: 5; width: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, date_key: str) -> None:
        super().__init__(id="differences")
        self._date_key = date_key
        self._shown = Shown()
        self._state: object = None
        """What the strips were painted from."""
        self._strips: list[Strip] = []

    def show(self, shown: Shown) -> None:
        """Show this from now on; paints only if it differs from what is there."""
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row, exactly as wide as the widget."""
        palette, width = palette_of(self.app), self.size.width
        state = (self._shown, self.size, id(palette))
        if state != self._state:
            looks = Looks(palette, monochrome=self.app.no_color)
            hint = _hint(self._shown.undated, self._date_key)
            rows = [Strip(row) for row in painted(self._shown, looks, self.size, hint)]
            rows += [Strip([])] * (self.size.height - len(rows))
            self._state = state
            self._strips = [row.adjust_cell_length(width, looks.base) for row in rows]
        return self._strips[y]


class Looks:
    """The styles of the strip, in a theme's colours or, if `monochrome`, to be seen without."""

    def __init__(self, palette: Palette, *, monochrome: bool) -> None:
        self.monochrome = monochrome
        self.base = Style(color=palette.text, bgcolor=palette.background)
        self.dim = self.base + Style(color=palette.dim, dim=monochrome)
        self.strong = self.base + Style(bold=True)
        self.clash = self.base + Style(
            color=palette.warning, bold=True, underline=True, reverse=monochrome
        )
        self.pieces = {"same": self.dim, "changed": self.strong, "clash": self.clash}
        self.facts = {
            None: self.dim,
            "clash": self.base + Style(color=palette.warning, bold=True),
            "unknown": self.base + Style(color=palette.warning),
            "agree": self.base,
            "only left": self.dim,
            "only right": self.dim,
        }


def painted(shown: Shown, looks: Looks, size: Size, hint: str) -> list[list[Segment]]:
    """All rows of the strip: facts in its upper edge, then the one passage over the other.

    Facts have a line, in a large strip a few; and what the passages leave.
    """
    if shown.sides is None:
        return _edge(shown, looks, size.width, 1, hint)
    longest = min(_LONGEST_NAME, size.width // 4)
    names = [_fitted(side.name, longest) for side in shown.sides]
    cells = max(map(cell_len, names))
    # A cell is left at the right edge, as in a pane.
    width = size.width - cells - len(_GUTTER.format("", " ")) - 1
    upper, lower = (
        _Wrapped(side, looks, brackets, width)
        for side, brackets in zip(shown.sides, _BRACKETS, strict=True)
    )
    left = size.height - upper.height - lower.height
    edge = _edge(shown, looks, size.width, max(1, size.height // 4, left), hint)
    room = max(2, size.height - len(edge))
    above = min(upper.height, max((room + 1) // 2, room - lower.height))
    gutters = [
        _GUTTER.format(set_cell_size(name, cells), side.sign or " ")
        for name, side in zip(names, shown.sides, strict=True)
    ]
    return [*edge, *upper.painted(gutters[0], above), *lower.painted(gutters[1], room - above)]


def _hint(undated: tuple[str, ...], key: str) -> str:
    """What would settle what is unknown."""
    if not undated:
        return ""
    have, sets = ("has no date", "it") if len(undated) == 1 else ("have no dates", "them")
    return f"{' and '.join(undated)} {have}: {key} sets {sets}"


def _edge(shown: Shown, looks: Looks, width: int, most: int, hint: str) -> list[list[Segment]]:
    """The facts, or what there is to say, in a line that parts the strip from the panes."""
    names = tuple(side.name for side in shown.sides) if shown.sides else ("", "")
    room = width - 2 * len(_EDGE)
    lines = [[FactPart(_fitted(shown.said, room))]] if shown.said else []
    if shown.facts:
        lines += fact_lines(shown.facts, (names[0], names[1]), hint, room, most)
    rows = []
    for number, line in enumerate(lines or [[]]):
        edge, rest = (_EDGE, "─" * width) if not number else (" " * len(_EDGE), "")
        parts = [Segment(fenced(text), looks.facts[kind]) for text, kind in line]
        rows.append([Segment(edge, looks.dim), *parts, Segment(f" {rest}", looks.dim)])
    return rows


class _Wrapped:
    """A passage in rows of a width."""

    def __init__(self, side: Side, looks: Looks, brackets: tuple[str, str], width: int) -> None:
        self._side = side
        self._looks = looks
        has_brackets = looks.monochrome and width >= _NARROWEST_BRACKETED
        self._inserted = _bracketed(side, brackets) if has_brackets else NOTHING
        self._rows = Rows(side.text, width, lambda _stretch: self._inserted)
        # Until a row is asked for, how many there are is an estimate.
        self._rows.span(0)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._rows.height

    def painted(self, gutter: str, room: int) -> list[list[Segment]]:
        """As many rows as there is room for, from where the first change is in view."""
        first = max(0, min(self._first_telling(room), self.height - room))
        last = min(first + room, self.height) - 1
        painted = []
        for row in range(first, last + 1):
            goes_before = row == first and (first > 0 or self._side.is_cut_before)
            goes_on = row == last and (last < self.height - 1 or self._side.is_cut_behind)
            own = gutter if row == first else " " * cell_len(gutter)
            edge = fenced(own[:-1]) + (CUT if goes_before or goes_on else " ")
            painted.append([Segment(edge, self._looks.dim), *self._row(self._rows.span(row))])
        return painted

    def _first_telling(self, room: int) -> int:
        """The row that comes first: that of the first change, of the first clash if that is far."""
        found = {
            piece.kind: self._rows.row_at(piece.span.start) for piece in reversed(self._side.pieces)
        }
        changed = min((found[kind] for kind in ("changed", "clash") if kind in found), default=0)
        clash = found.get("clash", changed)
        return changed if clash < changed + room else clash

    def _row(self, row: Span) -> list[Segment]:
        segments = []
        for (start, end), kind in self._side.pieces:
            part = Span(max(start, row.start), min(end, row.end))
            if part.length <= 0:
                continue
            style = self._looks.pieces[kind]
            shown = shown_text(self._side.text, part, row, self._inserted)
            before = self._inserted.before.get(part.start, ())
            after = self._inserted.after.get(part.end, ())
            segments += [Segment(text, style) for text, _ in (*before, (shown, ""), *after)]
        return segments


def _bracketed(side: Side, brackets: tuple[str, str]) -> Insertions:
    """What stands around the words that the other passage does not have."""
    opening, closing = ((Sign(sign, ""),) for sign in brackets)
    before: dict[int, Signs] = {}
    after: dict[int, Signs] = {}
    for is_same, run in groupby(side.pieces, key=lambda piece: piece.kind == "same"):
        if not is_same:
            spans = [piece.span for piece in run]
            before[spans[0].start], after[spans[-1].end] = opening, closing
    return Insertions(before, after)


def _fitted(text: str, cells: int) -> str:
    """A text with an ellipsis where it is cut."""
    return text if cell_len(text) <= cells else set_cell_size(text, cells - 1).rstrip() + CUT

"""The caret, what is selected, and how both move: pure state over a text, without a screen.

Offsets are code points of the canonical text. The caret stands between two characters; a selection
is the half-open span between it and the other end (the anchor).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from annotations.errors import EditError
from annotations.text.dates import date_at
from annotations.text.graphemes import (
    next_boundary,
    previous_boundary,
    snap_back,
    whole_clusters,
)
from annotations.text.paragraphs import (
    next_paragraph_start,
    paragraph_at,
    previous_paragraph_start,
)
from annotations.text.quotations import inside, next_quotation, quotation_at, quotations_near
from annotations.text.sentences import (
    next_sentence_start,
    previous_sentence_start,
    sentence_at,
)
from annotations.text.span import Span, trim_blanks
from annotations.text.words import next_word_start, previous_word_start, word_at

Unit = Literal["sentence", "paragraph", "quotation"]
Motion = Callable[[str, int], int]


def _article_start(_text: str, _offset: int) -> int:
    return 0


def _article_end(text: str, _offset: int) -> int:
    return len(text)


MOTIONS: dict[str, Motion] = {
    "next_character": next_boundary,
    "previous_character": previous_boundary,
    "next_word": next_word_start,
    "previous_word": previous_word_start,
    "next_sentence": next_sentence_start,
    "previous_sentence": previous_sentence_start,
    "next_paragraph": next_paragraph_start,
    "previous_paragraph": previous_paragraph_start,
    "article_start": _article_start,
    "article_end": _article_end,
}
"""Where each movement goes from an offset; rows and pages depend on the window, so are not here."""


@dataclass(frozen=True)
class Selection:
    """A caret and, where something is selected, the other end; every change makes a new one."""

    caret: int = 0
    anchor: int | None = None
    extending: bool = False
    """Whether movements take the caret's end along even without shift."""
    grown_from: "Selection | None" = None
    """What to shrink back to."""

    @property
    def span(self) -> Span:
        """What is selected; empty at the caret where nothing is."""
        anchor = self.caret if self.anchor is None else self.anchor
        return Span(min(anchor, self.caret), max(anchor, self.caret))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor is None or self.anchor == self.caret

    def move(self, offset: int, *, extend: bool = False) -> "Selection":
        """Put the caret at `offset`; the other end stays if extending, else nothing is selected."""
        if extend or self.extending:
            anchor = self.caret if self.anchor is None else self.anchor
            return Selection(offset, anchor, self.extending)
        return Selection(offset)

    def select(self, span: Span) -> "Selection":
        """Select `span`, the caret at its end."""
        return Selection(span.end, span.start, self.extending)

    def toggle_extending(self) -> "Selection":
        """Start extending from the caret, or stop and keep what is selected."""
        anchor = self.caret if self.anchor is None else self.anchor
        return Selection(self.caret, anchor, not self.extending)

    def swap_ends(self) -> "Selection":
        """Put the caret at the other end, so that the next movement moves that one."""
        if self.anchor is None:
            return self
        return replace(self, caret=self.anchor, anchor=self.caret)

    def drop(self) -> "Selection":
        """Keep the caret, select nothing."""
        return Selection(self.caret)

    def snapped(self, text: str) -> "Selection":
        """The same between whole characters of `text`: one that an end is inside of is taken in."""
        if self.anchor is None or self.is_empty:
            caret = snap_back(text, self.caret)
            ends = caret, None if self.anchor is None else caret
        else:
            start, end = whole_clusters(text, self.span)
            ends = (end, start) if self.caret > self.anchor else (start, end)
        if ends == (self.caret, self.anchor):
            return self
        return replace(self, caret=ends[0], anchor=ends[1])


def select_unit(text: str, selection: Selection, unit: Unit) -> Selection | None:
    """Select the unit at the caret, or take in the next one where whole units are selected.

    While extending, only the caret's end moves: to the unit's far edge. None where there is none.
    """
    if selection.extending and not selection.is_empty:
        return _extend_over_unit(text, selection, unit)
    selected = selection.span
    if not selection.is_empty and _fills_units(text, selected, unit):
        following = _next_unit(text, selected.end, unit)
        return following and selection.select(Span(selected.start, following.end))
    found = unit_at(text, selected.start, unit)
    return found and selection.select(found)


def unit_at(text: str, offset: int, unit: Unit) -> Span | None:
    """The sentence, paragraph or innermost quotation at an offset, or None."""
    if unit == "sentence":
        return sentence_at(text, offset)
    if unit == "quotation":
        return quotation_at(text, offset)
    paragraph = paragraph_at(text, offset)
    return paragraph if trim_blanks(text, paragraph).length else None


def grow(text: str, selection: Selection) -> Selection:
    """Select the smallest unit larger than what is selected: word, quotation, sentence…"""
    span = selection.span
    larger = [unit for unit in _units_around(text, span) if _holds_more(unit, span)]
    if not larger:
        return selection
    grown = selection.select(min(larger, key=lambda unit: unit.length))
    return replace(grown, grown_from=selection)


def shrink(selection: Selection) -> Selection:
    """Take the last growing back; the same selection where there was none."""
    return selection.grown_from or selection


def target_at(text: str, offset: int, label: str) -> Span:
    """What a tag takes with nothing selected: sentence, quotation, date or word, or word.

    Raises EditError, saying what is missing, where there is nothing sensible at the offset.
    """
    if label == "claim":
        found, missing = sentence_at(text, offset), "no sentence"
    elif label == "quote":
        found, missing = unit_at(text, offset, "quotation"), "no whole quotation"
    elif label == "date":
        found, missing = date_at(text, offset) or word_at(text, offset), "no date or word"
    else:
        found, missing = word_at(text, offset), "no word"
    if found is None:
        raise EditError(f'{missing} at the caret: select something first (v, s, p or ")')
    return found


def _extend_over_unit(text: str, selection: Selection, unit: Unit) -> Selection | None:
    forward = selection.anchor is None or selection.caret >= selection.anchor
    found = unit_at(text, selection.caret, unit)
    if forward:
        if found is None or found.end <= selection.caret:
            found = _next_unit(text, selection.caret, unit)
        return found and selection.move(found.end)
    if found is None or found.start >= selection.caret:
        found = _previous_unit(text, selection.caret, unit)
    return found and selection.move(found.start)


def _fills_units(text: str, span: Span, unit: Unit) -> bool:
    first = unit_at(text, span.start, unit)
    if first is None or first.start != span.start:
        return False
    last = (
        first if first.end >= span.end else unit_at(text, previous_boundary(text, span.end), unit)
    )
    return last is not None and last.end == span.end


def _next_unit(text: str, offset: int, unit: Unit) -> Span | None:
    """The first unit that starts at `offset` or after it; quotations of the same paragraph only."""
    if unit == "quotation":
        return next_quotation(text, offset)
    here = unit_at(text, offset, unit)
    if here is not None and here.start == offset:
        return here
    forward = next_sentence_start if unit == "sentence" else next_paragraph_start
    found = unit_at(text, forward(text, offset), unit)
    return found if found is not None and found.start >= offset else None


def _previous_unit(text: str, offset: int, unit: Unit) -> Span | None:
    """The last unit that starts before `offset`; quotations of the same paragraph only."""
    if unit == "quotation":
        earlier = [found for found in quotations_near(text, offset) if found.start < offset]
        return earlier[-1] if earlier else None
    backward = previous_sentence_start if unit == "sentence" else previous_paragraph_start
    found = unit_at(text, backward(text, offset), unit)
    return found if found is not None and found.start < offset else None


def _units_around(text: str, span: Span) -> list[Span]:
    offset = span.start
    paragraph = paragraph_at(text, offset)
    units = [paragraph, Span(0, len(text))]
    units += [unit for unit in (word_at(text, offset), sentence_at(text, offset)) if unit]
    for quotation in quotations_near(text, offset):
        units += [quotation, inside(text, quotation)]
    return units


def _holds_more(unit: Span, span: Span) -> bool:
    return unit.start <= span.start and span.end <= unit.end and unit.length > span.length

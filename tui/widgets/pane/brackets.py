"""Marks written in the text as `⟨c word⟩`, so that their exact ends are seen without colours.

The letter is the label's first, and brackets nest as marks do. Where a mark ends within another
that began later, its closing bracket has its letter too: `⟨c one ⟨q two c⟩ three⟩`. A bracket
stands beside text, never at a line end.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from rich.cells import cell_len

from annotations.span_index import HasSpan
from annotations.text.graphemes import clusters, next_boundary, snap_back
from annotations.text.span import Span
from annotations.text.visible import visible
from tui.insertions import Insertions, Sign, Signs

# One cell wide whatever the terminal takes for ambiguous (East Asian Width: Na).
OPENING, CLOSING = "⟨", "⟩"
_CUT = "…"
_NO_LINE_END = re.compile(r"[^\n]")


class HasLabel(HasSpan, Protocol):
    """Anything that puts a label on code points."""

    @property
    def label(self) -> str:
        """What it says of them."""
        ...


def brackets(text: str, stretch: Span, marks: Iterable[HasLabel], width: int) -> Insertions:
    """The brackets that stand in a stretch of the text, given all marks that overlap it.

    Those before or after one character take less than half of `width` cells, so that with it they
    fit in a row; where there are more, the outermost are left out.
    """
    placed = ((_beside_text(text, mark), mark.label) for mark in marks)
    # In the order in which they are opened: at one place the longest first.
    ordered = sorted(
        ((span, label) for span, label in placed if span.length and span.end > stretch.start),
        key=lambda mark: (mark[0].start, -mark[0].end),
    )
    labels = [label for _, label in ordered]
    begun, opening, closing = [], defaultdict(list), defaultdict(list)
    for number, (span, _) in enumerate(ordered):
        if span.start < stretch.start:
            begun.append(number)
        elif span.start < stretch.end:
            opening[span.start].append(number)
        if span.end <= stretch.end:
            closing[span.end].append(number)
    room = (width - 2) // 2
    before: dict[int, Signs] = {}
    after: dict[int, Signs] = {}
    for place in sorted({*opening, *closing}):
        signs = []
        for number in reversed(closing[place]):
            is_innermost = begun[-1] == number
            begun.remove(number)
            letter = "" if is_innermost else f" {_letter(labels[number])}"
            signs.append(Sign(letter + CLOSING, labels[number]))
        if fitting := _fitted(signs, room):
            after[place] = fitting
        signs = [Sign(f"{OPENING}{_letter(labels[it])} ", labels[it]) for it in opening[place]]
        if fitting := _fitted(signs[::-1], room):
            before[place] = fitting[::-1]
        begun += opening[place]
    return Insertions(before, after)


def _beside_text(text: str, mark: HasSpan) -> Span:
    """What a mark covers, in whole characters and without the line ends at its ends."""
    first = _NO_LINE_END.search(text, mark.start, mark.end)
    if first is None:
        return Span(mark.start, mark.start)
    end = mark.end
    while text[end - 1] == "\n":
        end -= 1
    return Span(snap_back(text, first.start()), next_boundary(text, end - 1))


@lru_cache(maxsize=256)
def _letter(label: str) -> str:
    first = next(clusters(label, 0, len(label)))
    return visible(label[first.start : first.end]).lower()


def _fitted(signs: Sequence[Sign], room: int) -> Signs:
    """As many signs, from the first on, as there is room for; `…` stands for those left out."""
    fitting: list[Sign] = []
    for number, sign in enumerate(signs, 1):
        room -= cell_len(sign.shown)
        if room < (number < len(signs)):
            has_room = room + cell_len(sign.shown) > 0
            return (*fitting, Sign(_CUT, sign.label)) if has_room else tuple(fitting)
        fitting.append(sign)
    return tuple(fitting)

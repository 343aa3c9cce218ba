"""What the second row of an article in the list says: counts, near-copies and date, as they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.bidi import fenced
from tui.names import short_name
from tui.theme import LANES

if TYPE_CHECKING:
    from annotations.dating import ArticleDate
    from annotations.near_copies import NearCopy
    from annotations.store import Counts

GIVEN = "@"
"""Stands before a date that an annotator gave: the key that gives one."""
_LONGEST_NAME = 12
"""Cells of the name of a near-copy."""
_GAP = 1
"""Cells at least between what stands at the left and what stands at the right."""


class Count(NamedTuple):
    """How many marks of a label there are, and how that is written."""

    label: str
    text: str


class Details(NamedTuple):
    """What stands at the left and at the right end of a row."""

    counts: Sequence[Count]
    right: str

    @property
    def cells(self) -> int:
        """How many it takes, with a gap between the two."""
        left = cell_len("".join(it.text for it in self.counts))
        return left + cell_len(self.right) + (_GAP if left and self.right else 0)


def details(
    counts: Counts, written: ArticleDate | None, copies: Sequence[NearCopy], cells: int
) -> Details:
    """As much as there is room for.

    First counts of nothing give way, then words, then blanks, and a near-copy before the date.
    """
    *fuller, least = _ways(counts, written, copies)
    return next((it for it in fuller if it.cells <= cells), least)


def _ways(
    counts: Counts, written: ArticleDate | None, copies: Sequence[NearCopy]
) -> Iterator[Details]:
    others = sum(count for label, count in counts.items() if label not in LANES)
    every = {**{label: counts.get(label, 0) for label in LANES}, "": others}
    whole = _counted({it: count for it, count in every.items() if count or it}, " ")
    there = {label: count for label, count in every.items() if count}
    date = told_date(written)
    in_words, in_short = _told_copy(copies)
    in_words, in_short = _joined(in_words, "  ", date), _joined(in_short, " ", date)
    yield Details(whole, in_words)
    for right in dict.fromkeys((in_words, in_short, date)):
        yield Details(_counted(there, " "), right)
        if right != in_words or right == date:
            yield Details(_counted(there, ""), right)
    yield Details(_counted(there, ""), "")


def told_date(written: ArticleDate | None) -> str:
    """A date as the list shows it: "2024-01-11", "@2024-01-11" where it was given."""
    if written is None:
        return ""
    return f"{GIVEN if written.is_given else ''}{written.day.isoformat()}"


def _told_copy(copies: Sequence[NearCopy]) -> tuple[str, str]:
    """The closest near-copy in words and in short."""
    if not copies:
        return "", ""
    closest, name = copies[0], fenced(fit(short_name(copies[0].doc_path), _LONGEST_NAME))
    if closest.is_same:
        return f"same text as {name}", f"={name}"
    return f"near-copy of {name}", f"≈{name}"


def _joined(one: str, gap: str, other: str) -> str:
    return f"{one}{gap if one and other else ''}{other}"


def _counted(counts: Counts, blank: str) -> list[Count]:
    """Counts as "2 C  1 Q", or as "2C 1Q" where there is no room for blanks."""
    letters = {**LANES, "": "…"}
    return [
        Count(label, f"{f' {blank}' if place else ''}{count}{blank}{letters[label]}")
        for place, (label, count) in enumerate(counts.items())
    ]


def fit(text: str, cells: int) -> str:
    """A text in at most `cells` cells, an ellipsis for what is left out."""
    return (
        text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"
    )

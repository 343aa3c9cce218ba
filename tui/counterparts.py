"""Which counterpart of the compared passage is shown in each other article: pure state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from annotations.compare.companion import Answer
    from annotations.compare.comparison import Counterpart, Strength

SIGNS: dict[Strength, str] = {"strong": "●", "weak": "○", "faint": "·"}
"""What tells how surely a counterpart says the same."""


class ShownCounterpart(NamedTuple):
    """A counterpart that is marked in a pane."""

    doc_path: str
    counterpart: Counterpart
    rank: int
    """1 for the best of this article."""
    total: int
    """How many it has."""

    @property
    def sign(self) -> str:
        """How surely it says the same."""
        return SIGNS[self.counterpart.strength]


class Ranks:
    """What an answer found, and how far a reader has stepped through it in each article."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self._stepped: dict[str, int] = {}

    def take(self, answer: Answer | None) -> None:
        """Show what this one found; the same question, answered anew, is not begun anew."""
        if answer is None or self.answer is None or answer.question != self.answer.question:
            self._stepped = {}
        elif self._stepped:
            self._stepped = {
                doc_path: place
                for doc_path, place in self._stepped.items()
                if answer.counterparts.get(doc_path) == self.answer.counterparts.get(doc_path)
            }
        self.answer = answer

    def shown(self, doc_path: str) -> ShownCounterpart | None:
        """What is shown in an article: the best that is no faint one, or what was stepped to."""
        found, rank = self._found(doc_path), self._rank(doc_path)
        return ShownCounterpart(doc_path, found[rank - 1], rank, len(found)) if rank else None

    def has_news_of(self, doc_path: str) -> bool:
        """Whether it is known what an article has."""
        return self.answer is not None and doc_path in self.answer.counterparts

    def step(self, doc_paths: Iterable[str], step: int) -> set[str]:
        """Go to the next best (1) or the one before (-1); returns in which there was one."""
        stepped = set()
        for doc_path in doc_paths:
            rank = self._rank(doc_path) + step
            if 1 <= rank <= len(self._found(doc_path)):
                self._stepped[doc_path] = rank
                stepped.add(doc_path)
        return stepped

    def _found(self, doc_path: str) -> tuple[Counterpart, ...]:
        return () if self.answer is None else self.answer.counterparts.get(doc_path, ())

    def _rank(self, doc_path: str) -> int:
        """From 1; 0 where nothing is shown."""
        found = self._found(doc_path)
        is_shown = bool(found) and found[0].strength != "faint"
        return self._stepped.get(doc_path, int(is_shown))

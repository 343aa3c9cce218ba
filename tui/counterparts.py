"""Which counterpart of the compared passage is shown in each article, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.names import MOST_NAMED, named, short_name

if TYPE_CHECKING:
    from annotations.compare.companion import Answer
    from annotations.compare.comparison import Counterpart, Strength

SIGNS: dict[Strength, str] = {"strong": "●", "weak": "○", "faint": "·"}
"""What tells how surely a counterpart says the same."""
SAYS_TOO_LITTLE = "this says too little to compare"
_ENDS = {1: ", the last", -1: ", the best"}


class ShownCounterpart(NamedTuple):
    """A counterpart that is marked in an article."""

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

    def told(self) -> str:
        """Which it is, and how sure: "003: 2nd of 4 ○ .24"."""
        score = f"{self.counterpart.score:.2f}".removeprefix("0")
        return f"{short_name(self.doc_path)}: {_nth(self.rank)} of {self.total} {self.sign} {score}"


class Ranks:
    """What an answer found, and how far a reader has stepped through it in each article."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self._stepped: dict[str, int] = {}

    def take(self, answer: Answer | None) -> None:
        """Show what this one found; of the same question, what was stepped to stays."""
        before, self.answer = self.answer, answer
        if answer is None or before is None or answer.question != before.question:
            self._stepped = {}
            return
        was, now = before.counterparts, answer.counterparts
        same = (it for it in self._stepped if now.get(it) == was.get(it))
        self._stepped = {it: self._stepped[it] for it in same}

    def forget(self, doc_path: str) -> None:
        """What was found in an article is not there any more."""
        if self.answer is not None:
            found = self.answer.counterparts
            left = {it: those for it, those in found.items() if it != doc_path}
            self.answer = self.answer._replace(counterparts=left)

    def shown(self, doc_path: str) -> ShownCounterpart | None:
        """What is shown in an article: the best that is no faint one, or what was stepped to."""
        found, rank = self._found(doc_path), self._rank(doc_path)
        return ShownCounterpart(doc_path, found[rank - 1], rank, len(found)) if rank else None

    def step(self, doc_paths: Iterable[str], step: int) -> dict[str, str]:
        """Go to the next best (1) or the one before (-1); what to say where there is none."""
        ends = {}
        for doc_path in doc_paths:
            rank, total = self._rank(doc_path) + step, len(self._found(doc_path))
            # Of those that are shown on demand only, one may go back to none.
            least = 0 if total and self._found(doc_path)[0].strength == "faint" else 1
            if least <= rank <= total:
                self._stepped[doc_path] = rank
            elif self._rank(doc_path):
                ends[doc_path] = ", the only one" if total == 1 else _ENDS[step]
        return ends

    def told_of(self, doc_path: str) -> str:
        """What is shown in an article: "003: 2nd of 4 ○ .24"."""
        shown = self.shown(doc_path)
        return f"{short_name(doc_path)}: nothing like this" if shown is None else shown.told()

    def _found(self, doc_path: str) -> tuple[Counterpart, ...]:
        return () if self.answer is None else self.answer.counterparts.get(doc_path, ())

    def _rank(self, doc_path: str) -> int:
        """From 1; 0 where nothing is shown."""
        found = self._found(doc_path)
        is_shown = bool(found) and found[0].strength != "faint"
        return self._stepped.get(doc_path, int(is_shown))


def told_of_found(answer: Answer, ranks: Ranks, seen: Sequence[str], hidden: Sequence[str]) -> str:
    """What there is not in the articles that are seen, and what there is in those that are not.

    That something is seen needs no words.
    """
    if not answer.says_enough:
        return SAYS_TOO_LITTLE
    is_found = {it: ranks.shown(it) for it in (*seen, *hidden) if it in answer.counterparts}
    in_tabs = [found for it in hidden if (found := is_found.get(it)) is not None]
    if any(is_found.get(it) for it in seen):
        in_tabs = []
    missed = [it for it in seen or hidden if it in is_found and is_found[it] is None]
    told = [nothing_like_this(missed)] if missed and (seen or not in_tabs) else []
    if in_tabs:
        in_tabs.sort(key=lambda it: -it.counterpart.score)
        best = (f"{it.sign} {short_name(it.doc_path)}" for it in in_tabs[:MOST_NAMED])
        told.append(f"in tabs: {' '.join(best)}")
    return "; ".join(told)


def nothing_like_this(doc_paths: Sequence[str]) -> str:
    """That articles have no counterpart: "nothing like this in 001, 002"."""
    return f"nothing like this in {named(doc_paths)}"


def _nth(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"

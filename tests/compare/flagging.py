"""How many changed facts are flagged in sentences that say the same, and how many without one."""

import random
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from annotations.compare.differences import differences
from annotations.compare.facts import Passage
from annotations.text.span import Span
from tests.compare.judging import CASES, WRITTEN, read_cases, read_texts
from tests.compare.perturbing import Change, Kind, changed_fact, changes


class Pair(NamedTuple):
    """Two passages that say the same, and the day each was written."""

    left: str
    right: str
    days: tuple[date | None, date | None] = (None, None)
    marked: Sequence[tuple[Kind, str]] | None = None
    """The facts both have, as the left writes them; None: what both write alike."""

    def changed(self, dice: random.Random) -> Iterator[Change]:
        """Each fact of the left passage that both have, changed alone."""
        if self.marked is None:
            yield from changes(self.left, self.right, dice)
        for kind, written in self.marked or ():
            yield from changed_fact(self.left, kind, written, dice)

    def clashes(self, left: str | None = None) -> set[tuple[str, str]]:
        """The facts that clash, with another left passage if one is given."""
        here, there = (
            Passage(text, Span(0, len(text)), day)
            for text, day in zip((left or self.left, self.right), self.days, strict=True)
        )
        return {
            (pair.left.shown, pair.right.shown)
            for pair in differences(here, there).facts
            if pair.verdict == "clash" and pair.left and pair.right
        }


@dataclass
class Flags:
    """What was flagged of how many."""

    pairs: int = 0
    loud: int = 0
    """Pairs in which something clashes though nothing was changed."""
    changed: Counter[Kind] = field(default_factory=Counter)
    flagged: Counter[Kind] = field(default_factory=Counter)

    def __add__(self, other: "Flags") -> "Flags":
        """Both together."""
        return Flags(
            self.pairs + other.pairs,
            self.loud + other.loud,
            self.changed + other.changed,
            self.flagged + other.flagged,
        )

    def share(self, kind: Kind) -> float:
        """The share of the changed facts of a kind that were flagged."""
        return self.flagged[kind] / self.changed[kind]


def flags(pairs: Iterable[Pair], dice: random.Random) -> Flags:
    """What is flagged of all changes of the pairs."""
    found = Flags()
    for pair in pairs:
        before = pair.clashes()
        found.pairs += 1
        found.loud += bool(before)
        for change in pair.changed(dice):
            found.changed[change.kind] += 1
            found.flagged[change.kind] += bool(pair.clashes(change.changed) - before)
    return found


def marked_pairs() -> Iterator[Pair]:
    """The sentences of cases/facts.toml, each pair both ways."""
    kinds: tuple[Kind, ...] = ("number", "date")
    for read in tomllib.loads((CASES / "facts.toml").read_text("utf-8"))["pair"]:
        day, other_day = map(date.fromisoformat, read["days"]) if "days" in read else (None, None)
        facts = [(kind, two) for kind in kinds for two in read.get(f"{kind}s", ())]
        lefts, rights = ([(kind, two[side]) for kind, two in facts] for side in (0, 1))
        yield Pair(read["left"], read["right"], (day, other_day), lefts)
        yield Pair(read["right"], read["left"], (other_day, day), rights)


def aligned_pairs(files: Iterable[str]) -> Iterator[Pair]:
    """Each sentence of the cases with each that says the same."""
    for file in files:
        texts = read_texts(file)
        for case in read_cases(file, texts):
            days = (WRITTEN.get(case.article), WRITTEN.get(case.other))
            for span in sorted(case.same):
                left = texts[case.article][slice(*case.sentence)]
                yield Pair(left, texts[case.other][slice(*span)], days)


def copies(files: Iterable[str]) -> Iterator[Pair]:
    """Each sentence of the cases with itself."""
    for file in files:
        texts = read_texts(file)
        for case in read_cases(file, texts):
            sentence = texts[case.article][slice(*case.sentence)]
            yield Pair(sentence, sentence, (WRITTEN.get(case.article),) * 2)

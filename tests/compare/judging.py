"""Cases made by reading: which sentence of one article says what a sentence of another says."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from annotations.text.canonical import canonical_text
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span

CASES = Path(__file__).parent / "cases"
WRITTEN = {
    "000": date(2024, 1, 11),
    "002": date(2021, 11, 25),
    "003": date(2024, 1, 11),
    "ferry/wire": date(2023, 3, 12),
    "ferry/daily": date(2023, 3, 11),
    "rates/agency": date(2023, 5, 3),
    "rates/paper": date(2023, 5, 4),
    "storm/wire": date(2022, 9, 14),
    "storm/local": date(2022, 9, 14),
    "storm/abroad": date(2022, 9, 15),
    "results/wire": date(2019, 10, 24),
    "results/paper": date(2019, 10, 25),
    "ballot/agency": date(2023, 6, 5),
    "ballot/weekly": date(2023, 6, 7),
}
"""The day of each article that has one, stated or given by a reader."""
_SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True)
class Case:
    """A sentence of one article, and what of another is its counterpart."""

    article: str
    other: str
    sentence: Span
    same: frozenset[Span]
    """The sentences any of which a reader would be content with; none: it has no counterpart."""
    part: frozenset[Span]
    """Those that share a claim with it and are neither right nor wrong."""
    is_held: bool
    """Whether the ranking was tuned without it."""


def read_texts(cases: str) -> dict[str, str]:
    """The texts of all articles that a file of cases names, by those names."""
    names = {name for pair in _pairs(cases) for name in pair["articles"]}
    return {name: _text(name) for name in sorted(names)}


def read_cases(cases: str, texts: Mapping[str, str]) -> Iterator[Case]:
    """Each sentence of each article against each other article it was compared with, both ways."""
    for pair in _pairs(cases):
        names = pair["articles"]
        same, part = (
            {tuple(_find(texts[name], begin) for name, begin in zip(names, two, strict=True))
             for two in pair[grade]}
            for grade in ("same", "part")
        )  # fmt: skip
        for here, there in ((0, 1), (1, 0)):
            for sentence in _distinct(texts[names[here]]):
                yield Case(
                    names[here],
                    names[there],
                    sentence,
                    frozenset(two[there] for two in same if two[here] == sentence),
                    frozenset(two[there] for two in part if two[here] == sentence),
                    pair["held"],
                )


def _pairs(cases: str) -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = tomllib.loads((CASES / cases).read_text("utf-8"))["compared"]
    return pairs


def _text(name: str) -> str:
    found = [*_SEEDS.glob(f"{name}_*.txt"), *CASES.glob(f"{name}.txt")]
    return canonical_text(found[0].read_bytes())


def _distinct(text: str) -> list[Span]:
    """The sentences of a text; of those that are alike but for capitals, the first."""
    first = {text[span.start : span.end].lower(): span for span in reversed(sentence_spans(text))}
    return sorted(first.values())


def _find(text: str, beginning: str) -> Span:
    """The only sentence of a text that begins so, whether or not it is repeated."""
    found = [span for span in _distinct(text) if text.startswith(beginning, span.start)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} sentences begin with {beginning!r}")
    return found[0]

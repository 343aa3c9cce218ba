"""Near-copies: articles that share much of their wording, found by runs of five words.

How much of the shorter article stands in the other one is the share of its distinct runs that the
other has too (containment, after Broder, "On the resemblance and containment of documents", 1997).
"""

import re
from typing import NamedTuple
from zlib import crc32

NEAR_COPY = 0.30
"""The least share of the shorter article's runs that makes a near-copy."""

_RUN = 5
_FEWEST_RUNS = 10
"""In an article of fewer runs, a common phrase would be a large share."""
_MOST_ARTICLES = 200
"""A run that more articles have is of the site and not of a story."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


class NearCopy(NamedTuple):
    """Another article with much of the same wording."""

    doc_path: str
    share: float
    """How much of the shorter of the two stands in the other, from `NEAR_COPY` to 1."""


def runs(text: str) -> frozenset[int]:
    """The runs of five words of a text, as numbers that are the same in every process."""
    words = _WORD.findall(text.casefold())
    return frozenset(
        crc32(" ".join(words[start : start + _RUN]).encode("utf-8", "surrogatepass"))
        for start in range(len(words) - _RUN + 1)
    )


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set of runs that the larger has too; 0 where there are too few."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest >= _FEWEST_RUNS else 0.0


class CopyFinder:
    """Which of the articles added so far are near-copies; one thread at a time."""

    def __init__(self) -> None:
        self._runs: dict[str, frozenset[int]] = {}
        self._having: dict[int, set[str]] = {}

    def add(self, doc_path: str, text_runs: frozenset[int]) -> None:
        """Take in an article by its `runs`, or its new text in place of the old one."""
        self.remove(doc_path)
        self._runs[doc_path] = text_runs
        for run in text_runs:
            self._having.setdefault(run, set()).add(doc_path)

    def remove(self, doc_path: str) -> None:
        """Forget an article; one that was never added is no error."""
        for run in self._runs.pop(doc_path, ()):
            having = self._having[run]
            having.discard(doc_path)
            if not having:
                del self._having[run]

    def near_copies(self, doc_path: str) -> tuple[NearCopy, ...]:
        """The near-copies of an article, the closest first; none of one that was not added."""
        mine = self._runs.get(doc_path, frozenset())
        others: set[str] = set()
        for run in mine:
            having = self._having[run]
            if len(having) <= _MOST_ARTICLES:
                others |= having
        others.discard(doc_path)
        found = (NearCopy(other, containment(mine, self._runs[other])) for other in others)
        close = (copy for copy in found if copy.share >= NEAR_COPY)
        return tuple(sorted(close, key=lambda copy: (-copy.share, copy.doc_path)))

"""Near-copies: articles that share much of their wording, found by runs of five words.

How much of the shorter article stands in the other one is the share of its distinct runs that the
other has too (containment, after Broder, "On the resemblance and containment of documents", 1997).
"""

import re
from zlib import crc32

NEAR_COPY = 0.30
"""The least share of the shorter article's runs that makes a near-copy."""

_RUN = 5
_FEWEST_RUNS = 10
"""In an article of fewer runs, a common phrase would be a large share."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


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

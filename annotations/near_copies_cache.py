"""What articles were compared by, and what came of it, kept in the user's cache folder.

As of `listing_cache`, nothing of it is lost that can't be found again from the articles. It has an
object of JSON in the first line, and then the runs of all articles, one after the other.
"""

import sys
import time
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path

from pydantic_core import from_json, to_json

from annotations.files import read_regular, replace_file
from annotations.listing_cache import (
    cache_path,
    packed,
    settled,
    signatures_of,
    unpacked,
)

SIZE_LIMIT = 128 << 20
"""How many bytes of such a file are read or written; ours have about four a word."""
_SCHEMA = f"copies/1 {sys.byteorder}"
"""To be raised too where the runs of the same text are other ones."""

Pair = tuple[int, int, float]
"""Two rows, and how much the articles have in common."""


@dataclass
class CopiesCache:
    """What is known of the articles of one corpus, a row each."""

    paths: list[str] = field(default_factory=list)
    signatures: list[int] = field(default_factory=list)
    """Three numbers an article."""
    digests: list[int] = field(default_factory=list)
    """A number for each text; 0 for one that there is not."""
    runs: list["array[int]"] = field(default_factory=list)
    """The runs of each, as `compare.copies.runs` numbers them."""
    pairs: list[Pair] | None = None
    """The near-copies among them; None where they have to be found again."""

    def of(self, doc_paths: Sequence[str]) -> "CopiesCache":
        """With a row for each of these articles, in this order."""
        paths = list(doc_paths)
        if paths == self.paths:
            return self
        row_of = {path: row for row, path in enumerate(self.paths)}
        rows = [row_of.get(path) for path in paths]
        return CopiesCache(
            paths,
            signatures_of(rows, self.signatures),
            [0 if row is None else self.digests[row] for row in rows],
            [array("I") if row is None else self.runs[row] for row in rows],
        )


def copies_path(corpus_root: Path) -> Path:
    """The file for one corpus in the user's cache folder."""
    return cache_path(corpus_root).with_suffix(".copies")


def load_copies(corpus_root: Path) -> CopiesCache:
    """What was kept for a corpus; nothing where the file is missing or is not what it should be."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError):
        record, _, raw = read_regular(copies_path(corpus_root), SIZE_LIMIT).partition(b"\n")
        found = from_json(record)
        if found["schema"] == _SCHEMA and found["corpus"] == str(corpus_root):
            paths, lengths = list(map(str, found["paths"])), unpacked(found["lengths"])
            ends = list(accumulate(lengths, initial=0))
            all_runs = array("I", raw)
            runs = [all_runs[start:end] for start, end in pairwise(ends)]
            signatures, digests = unpacked(found["signatures"]), unpacked(found["digests"])
            sizes = {len(set(paths)), len(runs), len(digests)}
            is_whole = min(lengths, default=0) >= 0 and ends[-1] == len(all_runs)
            if sizes == {len(paths)} and len(signatures) == 3 * len(paths) and is_whole:
                pairs = [_pair(it, len(paths)) for it in found["pairs"]]
                return CopiesCache(paths, signatures, digests, runs, pairs)
    return CopiesCache()


def save_copies(corpus_root: Path, cache: CopiesCache) -> None:
    """Keep it for the next time; where that can't be, all is read and compared again then."""
    path = copies_path(corpus_root)
    # A name that is no text can't be written as one, nor can a number of more than 64 bits.
    with suppress(OSError, ValueError, OverflowError):
        record = {
            "schema": _SCHEMA,
            "corpus": str(corpus_root),
            "paths": cache.paths,
            "signatures": packed(settled(cache.signatures, time.time_ns())),
            "digests": packed(cache.digests),
            "lengths": packed(list(map(len, cache.runs))),
            "pairs": cache.pairs or (),
        }
        pieces = [to_json(record), b"\n", *(it.tobytes() for it in cache.runs)]
        if sum(map(len, pieces)) <= SIZE_LIMIT:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, pieces)


def _pair(found: object, rows: int) -> Pair:
    match found:
        case [int() as one, int() as other, float() | 1 as share] if (
            0 <= one < other < rows and 0 < share <= 1
        ):
            return one, other, share
    raise ValueError("it is no pair of rows")

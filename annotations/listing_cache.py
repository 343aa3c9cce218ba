"""Titles, dates and counts as they were read the last time, kept in the user's cache folder.

It holds nothing that can't be read again from the articles and the marks: a file that can't be
understood is as good as none. It has columns of numbers, packed, in an object of JSON, and then
columns of texts: so it is read in next to no time.
"""

import os
import sys
import time
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from platformdirs import user_cache_path
from pydantic_core import from_json, to_json

from annotations.corpus import is_unicode
from annotations.files import Signature, read_regular, replace_file
from annotations.names import corpus_folder, shard_name
from annotations.store import Counts, GivenDate

SIZE_LIMIT = 128 << 20
"""How many bytes of such a file are read or written; ours have about 250 an article."""
UNKNOWN: Signature = (-1, -1, -1)
"""The signature of no file, there or not: what is kept for it has to be read again."""
NO_COUNTS: Counts = {}
_SCHEMA = f"listing/2 {sys.byteorder}"
"""To be raised too where another title or date is found in the same text."""
_TEXT, _COLUMN = "\0", b"\xff"
"""What parts texts, and what parts columns of them: neither is in any text, as UTF-8."""
_UNSETTLED_NS = 2 * 10**9
"""A file that changed as lately may change again without showing it: FAT counts in 2 seconds."""


@dataclass
class MarkColumns:
    """One annotator's files of marks, in the order of the articles."""

    signatures: list[int]
    """Three numbers a file."""
    counts: list[Counts]
    dates: dict[str, GivenDate] = field(default_factory=dict)
    """Of the few articles that were given one, by path."""

    @classmethod
    def unknown(cls, length: int) -> Self:
        """For so many articles of which nothing is known."""
        return cls(list(UNKNOWN) * length, [NO_COUNTS] * length)


@dataclass
class ListingCache:
    """What is known of the articles of one corpus, and of their files of marks."""

    paths: list[str] = field(default_factory=list)
    marks_names: list[str] = field(default_factory=list)
    """What the files of marks of each article are called."""
    signatures: list[int] = field(default_factory=list)
    """Three numbers an article."""
    titles: list[str] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    """The date each article states (ISO 8601); empty if none."""
    problems: list[str] = field(default_factory=list)
    """Why a file is no article; empty if it is one."""
    marks: dict[str, MarkColumns] = field(default_factory=dict)
    """By the path of an annotator's folder."""

    def of(self, doc_paths: Sequence[str], *, with_others: bool) -> "ListingCache":
        """With a row for each of these articles, in this order, and any others behind them."""
        paths = list(doc_paths)
        if paths == self.paths:
            return self
        if with_others:
            paths += sorted(set(self.paths).difference(paths))
        row_of = {path: row for row, path in enumerate(self.paths)}
        rows = [row_of.get(path) for path in paths]
        marks = {
            folder: MarkColumns(
                signatures_of(rows, columns.signatures),
                [NO_COUNTS if row is None else columns.counts[row] for row in rows],
                {path: columns.dates[path] for path in paths if path in columns.dates},
            )
            for folder, columns in self.marks.items()
        }
        return ListingCache(
            paths,
            [
                shard_name(path) if row is None else self.marks_names[row]
                for row, path in zip(rows, paths, strict=True)
            ],
            signatures_of(rows, self.signatures),
            ["" if row is None else self.titles[row] for row in rows],
            ["" if row is None else self.stated[row] for row in rows],
            ["" if row is None else self.problems[row] for row in rows],
            marks,
        )


def triples(rows: slice) -> slice:
    """Where the signatures of these rows are in a column of them."""
    return slice(3 * rows.start, 3 * rows.stop)


def cache_path(corpus_root: Path) -> Path:
    """The file for one corpus in the user's cache folder."""
    folder = user_cache_path("sidemark", appauthor=False) / "lists"
    return folder / f"{corpus_folder(corpus_root)}.listing"


def load_cache(corpus_root: Path) -> ListingCache:
    """What was kept for a corpus; nothing where the file is missing or is not what it should be."""
    with suppress(OSError, ValueError, TypeError, LookupError):
        record, *columns = read_regular(cache_path(corpus_root), SIZE_LIMIT).split(_COLUMN)
        found = from_json(record)
        if found["schema"] == _SCHEMA and found["corpus"] == str(corpus_root):
            return _from_record(found, *(column.decode().split(_TEXT) for column in columns))
    return ListingCache()


def save_cache(corpus_root: Path, cache: ListingCache) -> None:
    """Keep it for the next time; where that can't be, everything is read again then."""
    path = cache_path(corpus_root)
    if not all(map(is_unicode, cache.paths)):
        # A name that is no text can't be written as one.
        cache = cache.of([it for it in cache.paths if is_unicode(it)], with_others=False)
    # Where the folder's own name is none, or a number needs more than 64 bits, nothing is kept.
    with suppress(OSError, ValueError, OverflowError):
        record = to_json({"schema": _SCHEMA, "corpus": str(corpus_root), **_to_record(cache)})
        columns = cache.paths, cache.marks_names, cache.titles, cache.stated, cache.problems
        raw = _COLUMN.join([record, *(_TEXT.join(column).encode() for column in columns)])
        if len(raw) <= SIZE_LIMIT:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, [raw])


def _to_record(cache: ListingCache) -> dict[str, object]:
    now = time.time_ns()
    numbers: dict[tuple[tuple[str, int], ...], int] = {}

    def number_of(counts: Counts) -> int:
        """Most counts are those of many files: each is written once."""
        return numbers.setdefault(tuple(sorted(counts.items())), len(numbers))

    return {
        "signatures": packed(settled(cache.signatures, now)),
        "marks": {
            folder: [
                packed(settled(columns.signatures, now)),
                packed([number_of(counts) for counts in columns.counts]),
                columns.dates,
            ]
            for folder, columns in cache.marks.items()
            if os.path.isdir(folder) and is_unicode(folder)
        },
        "counts": [dict(counts) for counts in numbers],
    }


def settled(signatures: list[int], now: int) -> list[int]:
    """The signatures that can be relied on, by the time in nanoseconds; others are unknown."""
    found = list(signatures)
    for place in range(2, len(found), 3):
        if abs(now - found[place]) < _UNSETTLED_NS:
            found[place - 2 : place + 1] = UNKNOWN
    return found


def signatures_of(rows: Iterable[int | None], signatures: Sequence[int]) -> list[int]:
    """The signatures of some rows, three numbers each; unknown ones where there is no row."""
    return [
        number
        for row in rows
        for number in (UNKNOWN if row is None else signatures[3 * row : 3 * row + 3])
    ]


def _from_record(
    found: Mapping[str, Any],
    paths: list[str],
    marks_names: list[str],
    titles: list[str],
    stated: list[str],
    problems: list[str],
) -> ListingCache:
    """Raises ValueError, TypeError or LookupError for what `_to_record` does not make."""
    count = len(set(paths))
    if {len(column) for column in (paths, marks_names, titles, stated, problems)} != {count}:
        raise ValueError("there is not one of each text for each article")
    signatures, all_counts = unpacked(found["signatures"]), [_counts(it) for it in found["counts"]]
    # Many articles are of one day: each is looked at once.
    all(map(date.fromisoformat, filter(None, set(stated))))
    cache = ListingCache(paths, marks_names, signatures, titles, stated, problems)
    for folder, (packed_signatures, packed_places, dates) in _object(found["marks"]).items():
        places = unpacked(packed_places)
        if min(places, default=0) < 0:
            raise ValueError("there are no such counts")
        counts = [all_counts[place] for place in places]
        given = {path: _given(it) for path, it in _object(dates).items()}
        cache.marks[folder] = MarkColumns(unpacked(packed_signatures), counts, given)
    lengths = {len(cache.signatures), *(len(it.signatures) for it in cache.marks.values())}
    lengths.update(3 * len(it.counts) for it in cache.marks.values())
    if lengths != {3 * count}:
        raise ValueError("there is not one row for each article")
    return cache


def packed(numbers: list[int]) -> str:
    """Numbers as 64 bits each: those of JSON take several times as long to be read."""
    return b2a_base64(array("q", numbers).tobytes(), newline=False).decode()


def unpacked(packed: str) -> list[int]:
    """The numbers that were packed; raises ValueError or TypeError for what is nothing such."""
    numbers = array("q")
    numbers.frombytes(a2b_base64(packed, strict_mode=True))
    return numbers.tolist()


def _counts(found: object) -> Counts:
    counts: Counts = _object(found)
    if not set(map(type, counts.values())) <= {int}:
        raise TypeError("it counts nothing")
    return counts


def _given(found: object) -> GivenDate:
    match found:
        case [str() as annotator, str() as day, str() as given]:
            return GivenDate(annotator, date.fromisoformat(day), given)
    raise TypeError("it is no date that was given")


def _object(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError("it is no object")
    return found

"""Titles and counts as they were read the last time, kept in the user's cache folder.

It holds nothing that can't be read again from the articles and the marks: a file that can't be
understood is as good as none. It is JSON in columns, which are read many times as fast as objects,
and a row an article.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

from platformdirs import user_cache_path
from pydantic_core import from_json, to_json

from annotations.corpus import is_unicode
from annotations.files import Signature, read_regular, replace_file
from annotations.store import Counts
from annotations.store.names import corpus_folder, shard_name

SIZE_LIMIT = 128 << 20
"""How many bytes of such a file are read or written; ours have about 250 an article."""
UNKNOWN: Signature = (-1, -1, -1)
"""The signature of no file, there or not: what is kept for it has to be read again."""
NO_COUNTS: Counts = {}
_SCHEMA = "listing/1"
_UNSETTLED_NS = 2 * 10**9
"""A file that changed as lately may change again without showing it: FAT counts in 2 seconds."""

_T = TypeVar("_T", str, int)


@dataclass
class MarkColumns:
    """One annotator's files of marks, in the order of the articles."""

    signatures: list[Signature]
    counts: list[Counts]

    @classmethod
    def unknown(cls, length: int) -> Self:
        """For so many articles of which nothing is known."""
        return cls([UNKNOWN] * length, [NO_COUNTS] * length)


@dataclass
class ListingCache:
    """What is known of the articles of one corpus, and of their files of marks."""

    paths: list[str] = field(default_factory=list)
    marks_names: list[str] = field(default_factory=list)
    """What the files of marks of each article are called."""
    signatures: list[Signature] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
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
                [UNKNOWN if row is None else columns.signatures[row] for row in rows],
                [NO_COUNTS if row is None else columns.counts[row] for row in rows],
            )
            for folder, columns in self.marks.items()
        }
        return ListingCache(
            paths,
            [
                shard_name(path) if row is None else self.marks_names[row]
                for row, path in zip(rows, paths, strict=True)
            ],
            [UNKNOWN if row is None else self.signatures[row] for row in rows],
            ["" if row is None else self.titles[row] for row in rows],
            ["" if row is None else self.problems[row] for row in rows],
            marks,
        )


def cache_path(corpus_root: Path) -> Path:
    """The file for one corpus in the user's cache folder."""
    folder = user_cache_path("sidemark", appauthor=False) / "lists"
    return folder / f"{corpus_folder(corpus_root)}.json"


def load_cache(corpus_root: Path) -> ListingCache:
    """What was kept for a corpus; nothing where the file is missing or is not what it should be."""
    with suppress(OSError, ValueError, TypeError, LookupError):
        found = from_json(read_regular(cache_path(corpus_root), SIZE_LIMIT), cache_strings="keys")
        if found["schema"] == _SCHEMA and found["corpus"] == str(corpus_root):
            return _from_record(found)
    return ListingCache()


def save_cache(corpus_root: Path, cache: ListingCache) -> None:
    """Keep it for the next time; where that can't be, everything is read again then."""
    path = cache_path(corpus_root)
    if not all(map(is_unicode, cache.paths)):
        # A name that is no text can't be put into JSON.
        cache = cache.of([it for it in cache.paths if is_unicode(it)], with_others=False)
    # Where the folder's own name is none, nothing can.
    with suppress(OSError, ValueError):
        raw = to_json({"schema": _SCHEMA, "corpus": str(corpus_root), **_to_record(cache)})
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
        "paths": cache.paths,
        "marks_names": cache.marks_names,
        "titles": cache.titles,
        "problems": cache.problems,
        "signatures": _signature_columns(cache.signatures, now),
        "marks": {
            folder: [
                *_signature_columns(columns.signatures, now),
                [number_of(counts) for counts in columns.counts],
            ]
            for folder, columns in cache.marks.items()
        },
        "counts": [dict(counts) for counts in numbers],
    }


def _signature_columns(signatures: Iterable[Signature], now: int) -> list[Sequence[int]]:
    settled = (UNKNOWN if abs(now - it[2]) < _UNSETTLED_NS else it for it in signatures)
    return list(zip(*settled, strict=True)) or [[], [], []]


def _from_record(found: Mapping[str, Any]) -> ListingCache:
    """Raises ValueError, TypeError or LookupError for what `_to_record` does not make."""
    paths = _column(found["paths"], str)
    all_counts = [_counts(it) for it in found["counts"]]
    cache = ListingCache(
        paths,
        _column(found["marks_names"], str),
        _signatures(*found["signatures"]),
        _column(found["titles"], str),
        _column(found["problems"], str),
    )
    for folder, (*signatures, numbers) in found["marks"].items():
        if min(_column(numbers, int), default=0) < 0:
            raise ValueError("there is no such number")
        counts = [all_counts[number] for number in numbers]
        cache.marks[folder] = MarkColumns(_signatures(*signatures), counts)
    columns: list[Sequence[object]] = [cache.marks_names, cache.titles, cache.problems]
    columns += [cache.signatures]
    columns += [it for marks in cache.marks.values() for it in (marks.signatures, marks.counts)]
    if any(len(column) != len(paths) for column in columns) or len(set(paths)) != len(paths):
        raise ValueError("there is not one row for each article")
    return cache


def _signatures(inodes: object, sizes: object, times: object) -> list[Signature]:
    columns = _column(inodes, int), _column(sizes, int), _column(times, int)
    return list(zip(*columns, strict=True))


def _column(values: object, kind: type[_T]) -> list[_T]:
    if not isinstance(values, list) or not set(map(type, values)) <= {kind}:
        raise TypeError(f"it is no list of {kind.__name__}")
    return values


def _counts(found: object) -> Counts:
    if not isinstance(found, dict):
        raise TypeError("it counts nothing")
    _column(list(found.values()), int)
    return found

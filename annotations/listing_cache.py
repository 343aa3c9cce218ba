"""Titles and counts as they were read the last time, kept in the user's cache folder.

It holds nothing that can't be read again from the articles and the marks: a file that can't be
understood is as good as none. It is JSON in columns, which are read many times as fast as objects.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path
from pydantic_core import from_json, to_json

from annotations.corpus import Signature
from annotations.files import read_regular, replace_file
from annotations.store import Counted, Counts
from annotations.store.names import corpus_folder

SIZE_LIMIT = 128 << 20
"""How many bytes of such a file are read or written; ours have about 300 an article."""
_SCHEMA = "listing/1"
_UNSETTLED_NS = 2 * 10**9
"""A file that changed as lately may change again without showing it: FAT counts in 2 seconds."""

KnownArticle = tuple[Signature, str, str, str]
"""The state of an article's file; its title; or why it is no article; the name of its marks."""

_T = TypeVar("_T", str, int)


@dataclass(frozen=True)
class ListingCache:
    """What is known of the articles of one corpus and of their files of marks."""

    articles: Mapping[str, KnownArticle] = field(default_factory=dict)
    """By `doc_path`."""
    marks: Mapping[str, Mapping[str, Counted]] = field(default_factory=dict)
    """By the path of an annotator's folder, then by the file's name."""

    def updated(self, by: "ListingCache") -> "ListingCache":
        """With what is known of other articles, or better of these."""
        marks = dict(self.marks)
        for folder, files in by.marks.items():
            marks[folder] = {**marks.get(folder, {}), **files}
        return ListingCache({**self.articles, **by.articles}, marks)

    def settled(self) -> "ListingCache":
        """Without what is about files that changed a moment ago."""
        now = time.time_ns()
        return ListingCache(
            {key: it for key, it in self.articles.items() if _is_settled(it[0], now)},
            {
                folder: {name: it for name, it in files.items() if _is_settled(it[0], now)}
                for folder, files in self.marks.items()
            },
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
            return _from_columns(found)
    return ListingCache()


def save_cache(corpus_root: Path, cache: ListingCache) -> None:
    """Keep it for the next time; where that can't be, everything is read again then."""
    path = cache_path(corpus_root)
    # A name that is no text can't be put into JSON, which is a ValueError.
    with suppress(OSError, ValueError):
        raw = to_json({"schema": _SCHEMA, "corpus": str(corpus_root), **_to_columns(cache)})
        if len(raw) <= SIZE_LIMIT:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, [raw])


def _is_settled(signature: Signature, now: int) -> bool:
    return abs(now - signature[2]) > _UNSETTLED_NS


def _to_columns(cache: ListingCache) -> dict[str, object]:
    counts: dict[tuple[tuple[str, int], ...], int] = {}

    def number_of(counted: Counts) -> int:
        """Most counts are those of many files: each is written once."""
        return counts.setdefault(tuple(counted.items()), len(counts))

    articles = cache.articles.values()
    folders = [
        [
            folder,
            list(files),
            *_signature_columns(it[0] for it in files.values()),
            [number_of(it[1]) for it in files.values()],
        ]
        for folder, files in cache.marks.items()
    ]
    return {
        "articles": [
            list(cache.articles),
            *_signature_columns(it[0] for it in articles),
            *([it[column] for it in articles] for column in (1, 2, 3)),
        ],
        "folders": folders,
        "counts": [dict(counted) for counted in counts],
    }


def _signature_columns(signatures: Iterable[Signature]) -> list[Sequence[int]]:
    return list(zip(*signatures, strict=True)) or [[], [], []]


def _from_columns(found: Mapping[str, Any]) -> ListingCache:
    """Raises ValueError, TypeError or LookupError for what `_to_columns` does not make."""
    paths, inodes, sizes, times, titles, problems, names = found["articles"]
    rows = zip(
        _signatures(inodes, sizes, times),
        _column(titles, str),
        _column(problems, str),
        _column(names, str),
        strict=True,
    )
    articles = dict(zip(_column(paths, str), rows, strict=True))
    counts = [_counts(it) for it in found["counts"]]
    marks = {}
    for folder, files, inodes, sizes, times, numbers in found["folders"]:
        if min(_column(numbers, int), default=0) < 0:
            raise ValueError("there is no such number")
        of_files = [counts[number] for number in numbers]
        counted = zip(_signatures(inodes, sizes, times), of_files, strict=True)
        marks[folder] = dict(zip(_column(files, str), counted, strict=True))
    return ListingCache(articles, marks)


def _signatures(inodes: object, sizes: object, times: object) -> "zip[Signature]":
    return zip(_column(inodes, int), _column(sizes, int), _column(times, int), strict=True)


def _column(values: object, kind: type[_T]) -> list[_T]:
    if not isinstance(values, list) or not set(map(type, values)) <= {kind}:
        raise TypeError(f"it is no list of {kind.__name__}")
    return values


def _counts(found: object) -> Counts:
    if not isinstance(found, dict):
        raise TypeError("it counts nothing")
    _column(list(found.values()), int)
    return found

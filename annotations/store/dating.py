"""The dates that annotators give articles: a table of the file of marks, and news of it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import count
from typing import NamedTuple

from annotations.files import NO_FILE, NO_LINK, NO_WAIT, open_regular, refuse_odd
from annotations.model import utc_now
from annotations.store.folder import StoreFolder
from annotations.store.storage import Tables

ARTICLE = "article"
"""The table with what an annotator says of the article as a whole."""
_NEWS_LIMIT = 1 << 16
"""How many bytes of news are kept: who looks every second needs the last few lines."""


class GivenDate(NamedTuple):
    """The day on which, an annotator says, an article was written."""

    annotator: str
    day: date
    given: str
    """When the annotator said so: RFC 3339, UTC."""


def last_first(dates: Iterable[GivenDate]) -> tuple[GivenDate, ...]:
    """Of each annotator the date that was given last, and these by when they were given."""
    found: dict[str, GivenDate] = {}
    for it in sorted(dates, key=lambda it: (it.given, it.annotator), reverse=True):
        found.setdefault(it.annotator, it)
    return tuple(found.values())


def given_date(tables: Tables, doc_path: str) -> GivenDate | None:
    """The date that a file of marks has for an article; what is none is passed over."""
    for document in tables.get(ARTICLE, {}).values():
        if document.get("doc_path") == doc_path and "date" in document:
            with suppress(ValueError):
                day = date.fromisoformat(str(document["date"]))
                return GivenDate(str(document.get("annotator")), day, str(document.get("given")))
    return None


def with_date(tables: Tables, doc_path: str, annotator: str, day: date | None) -> Tables:
    """The tables with another date, or none, for an article; the same object where it has that.

    What else they hold stays, also beside the date. Where other hands gave the article several
    documents, one is left: the first that has a date would be read.
    """
    documents = tables.get(ARTICLE, {})
    ours = {key: it for key, it in documents.items() if it.get("doc_path") == doc_path}
    if ([it.get("date") for it in ours.values()] or [None]) == [day and day.isoformat()]:
        return tables
    free = (str(number) for number in count(1) if str(number) not in documents)
    key = next(iter(ours), None) or next(free)
    known = ("doc_path", "annotator", "date", "given")
    said = {
        name: it
        for document in reversed(ours.values())
        for name, it in document.items()
        if name not in known
    }
    if day is not None:
        said |= {"date": day.isoformat(), "given": utc_now()}
    left = {other: it for other, it in documents.items() if other not in ours}
    if said:
        left[key] = {"doc_path": doc_path, "annotator": annotator, **said}
    others = {name: it for name, it in tables.items() if name != ARTICLE}
    return {**others, ARTICLE: left} if left else others


class DateNews:
    """Tells the processes on a store whose articles' dates were set.

    A date has no line in any log. The news is a path a line in a file that may go at any time:
    what is lost of it is seen the next time that the list is read.
    """

    def __init__(self, folder: StoreFolder) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        """The inode, and the bytes that were read; None before the first look."""

    def tell(self, doc_path: str) -> None:
        """Add an article, under the store's lock; what keeps it from that is no harm."""
        if self._seen is None:
            # What this process says is news to itself too.
            self._seen = self._now()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK | NO_WAIT
        flags |= os.O_TRUNC if self._now()[1] > _NEWS_LIMIT else 0
        with suppress(OSError), open(os.open(self._folder.dated, flags, 0o666), "wb") as file:
            refuse_odd(os.fstat(file.fileno()), self._folder.dated, 2 * _NEWS_LIMIT)
            file.write(f"\n{doc_path}\n".encode(errors="surrogateescape"))

    def since_last(self) -> set[str]:
        """The articles that were added since this was asked the last time."""
        now, seen = self._now(), self._seen
        self._seen = now
        if seen is None or now == seen or now == NO_FILE[:2]:
            return set()
        with suppress(OSError), open_regular(self._folder.dated, 2 * _NEWS_LIMIT) as file:
            file.seek(seen[1] if seen[0] == now[0] and seen[1] <= now[1] else 0)
            lines = file.read(2 * _NEWS_LIMIT).decode(errors="surrogateescape").split("\n")
            return {it for it in lines if it}
        return set()

    def _now(self) -> tuple[int, int]:
        try:
            status = os.stat(self._folder.dated, follow_symlinks=False)
        except OSError:
            return NO_FILE[:2]
        return status.st_ino, status.st_size

"""One search in a corpus: in the article at hand, in all of them, or in the marks.

What a reader waits for, the next hit and those in view, is found at once in `Search`. All else is
found by `explore_articles` and `explore_marks` in a thread of its own, bit by bit, and told to
`Search` as news.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from annotations.corpus import Corpus
from annotations.errors import SidemarkError, StillSearchingError
from annotations.search.hits import PATIENCE, Found, Hits
from annotations.search.query import Query
from annotations.span_index import SpanIndex
from annotations.text.span import Span

if TYPE_CHECKING:
    from annotations.model import Annotation, Identity

Scope = Literal["article", "all", "marks"]
"""Where is searched: in the article at hand, in all articles, or in what marks hold."""
_PATIENCE = 0.3
"""Seconds that a block may take before its expression is given up as exploding."""
TOO_SLOW = "this expression takes too long: make it simpler"


class MarkSpans:
    """The marks of one article that were found, to be shown as hits."""

    def __init__(self, marks: Sequence[Annotation]) -> None:
        self._index = SpanIndex(marks)

    def within(self, start: int, end: int) -> list[Span]:
        """Their spans that share a code point with [start, end)."""
        return [mark.span for mark in self._index.overlapping(start, end)]


class BlockSearched(NamedTuple):
    """How many hits begin in a block of an open article; the hits where that took long."""

    doc_path: str
    text: str
    number: int
    total: int
    found: Found | None


class ArticleSearched(NamedTuple):
    """How many hits there are in an article that is not open, or why it can't be read."""

    doc_path: str
    total: int
    problem: str


class MarksSearched(NamedTuple):
    """The marks that hold what is looked for."""

    marks: Sequence[Annotation]


class Failed(NamedTuple):
    """Why the search came to an end."""

    problem: str


News = BlockSearched | ArticleSearched | MarksSearched | Failed
Place = tuple[str, int]
"""An open article's text, and the offset from which it is to be searched."""


class Search:
    """What is looked for and what has been found so far."""

    def __init__(self, query: Query, scope: Scope, doc_paths: Sequence[str]) -> None:
        self.query = query
        self.scope: Scope = scope
        self.problem = ""
        """Why it was given up."""
        self.explorers = 0
        """How many explorers have not told all yet."""
        self.unread: list[str] = []
        """The articles that can't be read."""
        self.marks: Sequence[Annotation] = ()
        """The marks found, in the order of the list of articles, by place."""
        self._numbers: dict[Identity, int] = {}
        """Their places in `marks`."""
        self._spans: dict[str, MarkSpans] = {}
        self._places = {doc_path: place for place, doc_path in enumerate(doc_paths)}
        self._doc_paths = doc_paths
        self._hits: dict[str, Hits] = {}
        self._elsewhere: dict[str, int] = {}
        """How many hits there are in articles that were read, by path."""
        self._total = self._articles = 0

    def knows(self, doc_path: str, text: str) -> bool:
        """Whether the hits in an open article have been asked for."""
        hits = self._hits.get(doc_path)
        return hits is not None and hits.text is text

    def hits(self, doc_path: str, text: str) -> Hits:
        """The hits in an open article."""
        if not self.knows(doc_path, text):
            self._hits[doc_path] = Hits(text, self.query)
        return self._hits[doc_path]

    def spans(self, doc_path: str) -> MarkSpans:
        """The spans of the marks that were found in an article."""
        return self._spans.get(doc_path) or MarkSpans(())

    def others(self, doc_path: str) -> list[str]:
        """The articles that have to be read, in the list's order from one on, around its end."""
        here = self._places[doc_path]
        order = (*self._doc_paths[here:], *self._doc_paths[:here])
        return [other for other in order if other not in self._hits]

    def forget_closed(self, opened: Mapping[str, object]) -> None:
        """Keep of articles that are not open any more the count alone, once it is known."""
        for doc_path in self._hits.keys() - opened.keys():
            if self._hits[doc_path].is_counted:
                self._count(doc_path, self._hits.pop(doc_path).total)

    def take(self, news: News) -> None:
        """Take in what an explorer has found."""
        match news:
            case BlockSearched(doc_path, text, number, total, found):
                if self.knows(doc_path, text):
                    self._hits[doc_path].take(number, total, found)
            case ArticleSearched(doc_path, total, problem):
                self._count(doc_path, total)
                if problem:
                    self.unread.append(doc_path)
            case MarksSearched(marks):
                self.marks = sorted(marks, key=self._key)
                self._numbers = {mark.identity: place for place, mark in enumerate(self.marks)}
                by_path = defaultdict(list)
                for mark in marks:
                    if mark.status != "orphan":
                        by_path[mark.doc_path].append(mark)
                self._spans = {path: MarkSpans(marks) for path, marks in by_path.items()}
            case Failed(problem):
                self.problem = problem

    def _key(self, mark: Annotation) -> tuple[object, ...]:
        """What marks are sorted by: where their articles are, then where they are in them."""
        there = self._places.get(mark.doc_path, len(self._places)), mark.doc_path
        return (*there, mark.start, -mark.end, mark.label, mark.annotator, mark.id)

    def _count(self, doc_path: str, total: int) -> None:
        before = self._elsewhere.get(doc_path, 0)
        self._elsewhere[doc_path] = total
        self._total += total - before
        self._articles += bool(total) - bool(before)

    def totals(self) -> tuple[int, int]:
        """How many hits are known of, and in how many articles."""
        total, articles = self._total, self._articles
        for doc_path, hits in self._hits.items():
            before = self._elsewhere.get(doc_path, 0)
            total += hits.total - before
            articles += bool(hits.total) - bool(before)
        return total, articles

    def next_article(self, doc_path: str, step: int, but: Collection[str] = ()) -> str | None:
        """The next article in the list with hits, around its end; None where no other has any.

        Those in `but` are passed over.
        Raises StillSearchingError for one that has not been searched yet.
        """
        here, count = self._places[doc_path], len(self._doc_paths)
        for distance in range(1, count):
            other = self._doc_paths[(here + step * distance) % count]
            if other in but:
                continue
            opened = self._hits.get(other)
            known = opened.total if opened is not None else self._elsewhere.get(other)
            if known:
                return other
            if known is None or (opened is not None and not opened.is_counted):
                raise StillSearchingError
        return None

    def next_mark(
        self, doc_path: str, offset: int, current: Identity | None, step: int
    ) -> int | None:
        """The place in `marks` of the one to go to from an offset, or from the mark `current`.

        Around the end; None where nothing was found. With step 0 the one that is there, or next.
        """
        if not self.marks:
            return None
        number = None if current is None else self._numbers.get(current)
        if number is None:
            here: tuple[object, ...] = (self._places[doc_path], doc_path, offset)
            number = bisect_left(self.marks, here, key=self._key)
            step = min(step, 0)
        return (number + step) % len(self.marks)


def explore_articles(
    query: Query, opened: Mapping[str, Place], others: Sequence[str], corpus: Corpus
) -> Iterator[News | None]:
    """Count the hits in open articles, the first one first, then in others, which it reads.

    Gives None every now and then, where it may be left or made to wait.
    """
    try:
        for doc_path, (text, offset) in opened.items():
            yield from _explore_text(query, doc_path, text, offset)
        for doc_path in others:
            yield from _explore_article(query, doc_path, corpus)
    except TimeoutError:
        yield Failed(TOO_SLOW)


def explore_marks(query: Query, load: Callable[[], Sequence[Annotation]]) -> Iterator[News | None]:
    """Find the marks whose label, note, annotator or text holds what is looked for."""
    found: list[Annotation] = []
    try:
        for mark in load():
            found += [mark] if _holds(mark, query) else []
            yield None
        yield MarksSearched(found)
    except TimeoutError:
        yield Failed(TOO_SLOW)
    except SidemarkError as error:
        yield Failed(error.message)


def _explore_text(query: Query, doc_path: str, text: str, offset: int) -> Iterator[News]:
    hits = Hits(text, query, patience=_PATIENCE, in_background=True)
    for number in hits.uncounted(offset):
        began = perf_counter()
        found = hits.block(number)
        # The painting would not have had the time; with a margin, as it may be slower there.
        took_long = perf_counter() - began > PATIENCE / 4
        yield BlockSearched(doc_path, text, number, len(found.starts), found if took_long else None)


def _explore_article(query: Query, doc_path: str, corpus: Corpus) -> Iterator[News | None]:
    try:
        text = corpus.load(doc_path).text
    except SidemarkError as error:
        yield ArticleSearched(doc_path, 0, error.message)
        return
    hits = Hits(text, query, patience=_PATIENCE, in_background=True)
    for number in range(hits.blocks):
        hits.block(number)
        yield None
    yield ArticleSearched(doc_path, hits.total, "")


def _holds(mark: Annotation, query: Query) -> bool:
    fields = (mark.label, mark.note, mark.annotator, mark.text)
    return any(
        True
        for field in fields
        for _ in query.spans(field, 0, len(field), patience=_PATIENCE, in_background=True)
    )

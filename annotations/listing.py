"""What a list shows of articles: title, date and counts, read again only where they changed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from annotations.corpus import Corpus, title_of, title_span
from annotations.dating import ArticleDate, article_date
from annotations.errors import StoreError, UnreadableArticleError
from annotations.files import NO_FILE
from annotations.listing_cache import (
    NO_COUNTS,
    UNKNOWN,
    ListingCache,
    MarkColumns,
    load_cache,
    save_cache,
    triples,
)
from annotations.store import Counts, FileStore, FolderCounts, GivenDate
from annotations.store.dating import last_first
from annotations.text.canonical import canonical_text

BATCH = 200
"""How many articles are given out at once, unless asked otherwise."""


class Summary(NamedTuple):
    """What a list shows of an article."""

    doc_path: str
    title: str
    counts: Counts
    """How many annotations of each label; labels that there are none of may be missing."""
    problem: str = ""
    """Why it can't be read, or its annotations can't; empty if all is well."""
    stated: str = ""
    """The date its text states, as ISO 8601 has it; empty if none."""
    given: ArticleDate | None = None
    """The date that was given it: one's own, or else that of another annotator."""

    @property
    def date(self) -> ArticleDate | None:
        """The day it was written, as far as that is known."""
        # For ten thousand articles at once, this would take as long as all the rest.
        stated = date.fromisoformat(self.stated) if self.stated else None
        return self.given or (ArticleDate(stated, is_given=False) if stated else None)


_Fields = tuple[str, str, Counts, str, str, ArticleDate | None]
_summary: Callable[[_Fields], Summary] = partial(tuple.__new__, Summary)
"""A summary of its fields, without a call of Python's for each of ten thousand."""


class Listing:
    """Summarises articles, and keeps what was read in the user's cache folder, never in the corpus.

    One that goes through all articles is for one thread.
    """

    def __init__(self, corpus: Corpus, store: FileStore, annotator: str) -> None:
        self._corpus = corpus
        self._store = store
        self._annotator = annotator
        """Whose dates come before those of others."""

    def summary(self, doc_path: str, text: str | None = None) -> Summary:
        """Title, date and counts of one article as they are now, or why there are none.

        Its file is not read where the text is known.
        """
        head = _read_head(self._corpus, doc_path) if text is None else _head(text, doc_path)
        counts, problem, given = NO_COUNTS, head.problem, None
        try:
            counts = self._store.counts(doc_path)
            problem = problem or self._store.unreadable(doc_path)
            given = article_date(self._store.given_dates(doc_path), self._annotator, None)
        except StoreError as error:
            problem = problem or error.message
        return Summary(doc_path, head.title, counts, problem, head.stated, given)

    def summaries(self, batch: int = BATCH) -> Iterator[list[Summary]]:
        """All articles in their order, some at a time; then those that were marked meanwhile."""
        corpus = self._corpus
        saved = load_cache(corpus.root)
        cache = saved.of(corpus.doc_paths, with_others=not corpus.is_whole)
        articles, marks, problem = _Articles(corpus, cache), *self._marks(cache)
        for start in range(0, len(corpus.doc_paths), batch):
            rows = slice(start, min(start + batch, len(corpus.doc_paths)))
            articles.update(rows)
            problems = [it or problem for it in cache.problems[rows]]
            counts = _added([it.update(rows, problems) for it in marks], len(problems))
            paths = cache.paths[rows]
            dates = _given([it.dates for it in marks], paths, self._annotator)
            columns = paths, cache.titles[rows], counts, problems, cache.stated[rows], dates
            yield list(map(_summary, zip(*columns, strict=True)))
        is_other = cache is not saved and corpus.is_whole
        if is_other or articles.is_changed or any(it.is_changed for it in marks):
            save_cache(corpus.root, cache)
        if changed := self._changed():
            yield [self.summary(doc_path) for doc_path in changed]

    def _marks(self, cache: ListingCache) -> tuple[list["_Marks"], str]:
        """What tells each annotator's counts, and why that can't be told."""
        try:
            folders = self._store.counting()
        except StoreError as error:
            return [], error.message
        return [_Marks(folder, cache) for folder in folders], ""

    def _changed(self) -> list[str]:
        try:
            changed = self._store.changed()
        except StoreError:
            return []
        return sorted(changed.intersection(self._corpus.doc_paths))


class _Articles:
    """Brings titles up to date, row by row, and reads only articles that are not as they were."""

    def __init__(self, corpus: Corpus, cache: ListingCache) -> None:
        self.is_changed = False
        self._corpus = corpus
        self._cache = cache

    def update(self, rows: slice) -> None:
        """Make what is known of some articles what is true now."""
        cache = self._cache
        known = cache.signatures[triples(rows)]
        now = self._corpus.signatures(cache.paths[rows])
        for place in _unlike(now, known):
            self._read(rows.start + place, now[3 * place : 3 * place + 3])

    def _read(self, row: int, signature: list[int]) -> None:
        cache = self._cache
        part = triples(slice(row, row + 1))
        head = _read_head(self._corpus, cache.paths[row])
        before = cache.signatures[part], cache.titles[row], cache.stated[row], cache.problems[row]
        known = signature if head.is_lasting else list(UNKNOWN)
        found = known, head.title, head.stated, head.problem
        cache.signatures[part], cache.titles[row], cache.stated[row], cache.problems[row] = found
        self.is_changed |= found != before


class _Marks:
    """Brings one annotator's counts and dates up to date; reads only files not as they were."""

    def __init__(self, folder: FolderCounts, cache: ListingCache) -> None:
        self._folder = folder
        self._names, self._paths = cache.marks_names, cache.paths
        path = str(folder.path)
        self.is_changed = path not in cache.marks
        self._known = cache.marks.setdefault(path, MarkColumns.unknown(len(cache.paths)))
        self.dates: Mapping[str, GivenDate] = self._known.dates
        """Those of articles that were given one, by path."""

    def update(self, rows: slice, problems: list[str]) -> list[Counts]:
        """The counts of some articles; adds why there are none to their problems."""
        folder, names = self._folder, self._names[rows]
        counts, known = self._known.counts[rows], self._known.signatures[triples(rows)]
        now = folder.signatures(names, known)
        stale = _unlike(now, known)
        if folder.pending:
            pending = [place for place, name in enumerate(names) if name in folder.pending]
            stale = sorted({*stale, *pending})
        for place in stale:
            signature = now[3 * place : 3 * place + 3]
            counts[place], problem = self._count(rows.start + place, names[place], signature)
            problems[place] = problems[place] or problem
        if folder.problem:
            problems[:] = [it or folder.problem for it in problems]
        return counts

    def _count(self, row: int, name: str, signature: list[int]) -> tuple[Counts, str]:
        columns, part = self._known, triples(slice(row, row + 1))
        lasting, now, problem, given = NO_COUNTS, NO_COUNTS, "", None
        path = self._paths[row]
        if signature != list(NO_FILE) or name in self._folder.pending:
            lasting, now, problem, given = self._folder.count(name, path)
        if signature == list(NO_FILE):
            # It may have come between the look at the folder and the count.
            lasting, given = NO_COUNTS, None
        before = columns.signatures[part], columns.counts[row], columns.dates.pop(path, None)
        known = list(UNKNOWN) if problem else signature
        columns.signatures[part], columns.counts[row] = known, lasting
        if given is not None:
            columns.dates[path] = given
        self.is_changed |= (known, lasting, given) != before
        return now, problem


def _unlike(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The places where two columns of signatures are not the same."""
    if one == other:
        return []
    places = range(0, len(one), 3)
    return [at // 3 for at in places if one[at : at + 3] != other[at : at + 3]]


class _Head(NamedTuple):
    """What is found at the beginning of an article."""

    title: str
    stated: str = ""
    problem: str = ""
    is_lasting: bool = True
    """Whether all that stays so while its file does not change."""


def _read_head(corpus: Corpus, doc_path: str) -> _Head:
    name = PurePosixPath(doc_path).name
    try:
        raw = corpus.raw(doc_path)
    except UnreadableArticleError as error:
        # What keeps a file from being read may go away without a change to it.
        return _Head(name, problem=error.message, is_lasting=False)
    try:
        return _head(canonical_text(raw), doc_path)
    except UnreadableArticleError as error:
        return _Head(name, problem=error.message)


def _head(text: str, doc_path: str) -> _Head:
    # Where all that is listed was listed before, nothing of this is needed.
    from annotations.compare.article_date import stated_date

    stated = stated_date(text)
    title = title_of(text, title_span(text), doc_path)
    return _Head(title, stated.day.isoformat() if stated else "")


def _given(
    dates: Sequence[Mapping[str, GivenDate]], paths: Sequence[str], annotator: str
) -> list[ArticleDate | None]:
    """The date that each of some articles was given."""
    if not any(dates):
        return [None] * len(paths)
    given = ([it[path] for it in dates if path in it] for path in paths)
    return [article_date(last_first(it), annotator, None) for it in given]


def _added(columns: Sequence[list[Counts]], length: int) -> list[Counts]:
    """The counts of all annotators together."""
    if not columns:
        return [NO_COUNTS] * length
    total, *others = columns
    for column in others:
        total = [
            Counter(one) + Counter(more) if one and more else one or more
            for one, more in zip(total, column, strict=True)
        ]
    return total

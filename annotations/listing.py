"""What a list shows of articles: title and counts of labels, read again only where they changed."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from annotations.corpus import Corpus, title_of, title_span
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
from annotations.store import Counts, FileStore, FolderCounts
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


_summary: Callable[[tuple[str, str, Counts, str]], Summary] = partial(tuple.__new__, Summary)
"""A summary of its fields, without a call of Python's for each of ten thousand."""


class Listing:
    """Summarises articles, and keeps what was read in the user's cache folder, never in the corpus.

    One that goes through all articles is for one thread.
    """

    def __init__(self, corpus: Corpus, store: FileStore) -> None:
        self._corpus = corpus
        self._store = store

    def summary(self, doc_path: str, title: str | None = None) -> Summary:
        """Title and counts of one article as they are now, or why there are none.

        Its file is not read where the title is known.
        """
        problem = ""
        if title is None:
            title, problem, _is_lasting = _title(self._corpus, doc_path)
        try:
            counts = self._store.counts(doc_path)
            problem = problem or self._store.unreadable(doc_path)
        except StoreError as error:
            return Summary(doc_path, title, NO_COUNTS, problem or error.message)
        return Summary(doc_path, title, counts, problem)

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
            columns = cache.paths[rows], cache.titles[rows], counts, problems
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
        title, problem, is_lasting = _title(self._corpus, cache.paths[row])
        before = cache.signatures[part], cache.titles[row], cache.problems[row]
        found = signature if is_lasting else list(UNKNOWN), title, problem
        cache.signatures[part], cache.titles[row], cache.problems[row] = found
        self.is_changed |= found != before


class _Marks:
    """Brings one annotator's counts up to date, and reads only files that are not as they were."""

    def __init__(self, folder: FolderCounts, cache: ListingCache) -> None:
        self._folder = folder
        self._names = cache.marks_names
        path = str(folder.path)
        self.is_changed = path not in cache.marks
        self._known = cache.marks.setdefault(path, MarkColumns.unknown(len(cache.paths)))

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
        lasting, now, problem = NO_COUNTS, NO_COUNTS, ""
        if signature != list(NO_FILE) or name in self._folder.pending:
            lasting, now, problem = self._folder.count(name)
        if signature == list(NO_FILE):
            # It may have come between the look at the folder and the count.
            lasting = NO_COUNTS
        before = columns.signatures[part], columns.counts[row]
        found = list(UNKNOWN) if problem else signature, lasting
        columns.signatures[part], columns.counts[row] = found
        self.is_changed |= found != before
        return now, problem


def _unlike(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The places where two columns of signatures are not the same."""
    if one == other:
        return []
    places = range(0, len(one), 3)
    return [at // 3 for at in places if one[at : at + 3] != other[at : at + 3]]


def _title(corpus: Corpus, doc_path: str) -> tuple[str, str, bool]:
    """Title and problem of an article, and whether they stay so while its file does not change."""
    name = PurePosixPath(doc_path).name
    try:
        raw = corpus.raw(doc_path)
    except UnreadableArticleError as error:
        # What keeps a file from being read may go away without a change to it.
        return name, error.message, False
    try:
        text = canonical_text(raw)
    except UnreadableArticleError as error:
        return name, error.message, True
    return title_of(text, title_span(text), doc_path), "", True


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

"""What a list shows of articles: title and counts of labels, read again only where they changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from annotations.corpus import Corpus, Signature, title_of, title_span
from annotations.errors import StoreError, UnreadableArticleError
from annotations.listing_cache import KnownArticle, ListingCache, load_cache, save_cache
from annotations.store import Counts, FileStore, FolderCounts
from annotations.store.names import shard_name
from annotations.text.canonical import canonical_text

BATCH = 200
"""How many articles are given out at once, unless asked otherwise."""
_NO_COUNTS: Counts = {}


class Summary(NamedTuple):
    """What a list shows of an article."""

    doc_path: str
    title: str
    counts: Counts
    """How many annotations of each label; labels that there are none of may be missing."""
    problem: str = ""
    """Why it can't be read, or its annotations can't; empty if all is well."""


class Listing:
    """Summarises articles, and remembers in the user's cache folder what it has read.

    Nothing is written to the corpus. One that reads all articles is for one thread.
    """

    def __init__(self, corpus: Corpus, store: FileStore) -> None:
        self._corpus = corpus
        self._store = store

    def summary(self, doc_path: str) -> Summary:
        """Title and counts of one article as they are now, or why there are none."""
        title, problem, _is_lasting = _title(self._corpus, doc_path)
        try:
            counts = self._store.counts(doc_path)
            problem = problem or self._store.unreadable(doc_path)
        except StoreError as error:
            return Summary(doc_path, title, _NO_COUNTS, problem or error.message)
        return Summary(doc_path, title, counts, problem)

    def summaries(self, batch: int = BATCH) -> Iterator[list[Summary]]:
        """All articles in their order, some at a time; then those that were changed meanwhile."""
        known = load_cache(self._corpus.root)
        titles = _Titles(self._corpus, known.articles)
        counting, problem = self._counting(known)
        doc_paths = iter(self._corpus.doc_paths)
        while some := list(islice(doc_paths, batch)):
            yield [
                Summary(doc_path, title, counts, unread or uncounted or problem)
                for doc_path, (title, unread, file_name) in zip(some, titles.of(some), strict=True)
                for counts, uncounted in [_counted(counting, file_name)]
            ]
        self._keep(known, titles, counting)
        if changed := self._changed():
            yield [self.summary(doc_path) for doc_path in changed]

    def _counting(self, known: ListingCache) -> tuple[Sequence[FolderCounts], str]:
        try:
            return self._store.counting(known.marks), ""
        except StoreError as error:
            return (), error.message

    def _changed(self) -> list[str]:
        try:
            changed = self._store.changed()
        except StoreError:
            return []
        return sorted(changed.intersection(self._corpus.doc_paths))

    def _keep(
        self, known: ListingCache, titles: "_Titles", counting: Sequence[FolderCounts]
    ) -> None:
        marks = {folder.path: folder.kept for folder in counting if folder.kept}
        cache = ListingCache(titles.kept, marks)
        if not self._corpus.is_whole:
            # The other articles of the folder are still there.
            cache = known.updated(cache)
        if cache != known:
            save_cache(self._corpus.root, cache.settled())


class _Titles:
    """Tells titles, or why there are none, and reads only articles not known as they are now."""

    def __init__(self, corpus: Corpus, known: Mapping[str, KnownArticle]) -> None:
        self.kept: dict[str, KnownArticle] = {}
        self._corpus = corpus
        self._known = known

    def of(self, doc_paths: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """The title, the problem, and the name of the files of marks, of each article."""
        signatures = self._corpus.signatures(doc_paths)
        for doc_path, signature in zip(doc_paths, signatures, strict=True):
            known = self._known.get(doc_path)
            if known is not None and known[0] == signature:
                self.kept[doc_path] = known
                yield known[1:]
            else:
                yield self._read(doc_path, signature)

    def _read(self, doc_path: str, signature: Signature | None) -> tuple[str, str, str]:
        title, problem, is_lasting = _title(self._corpus, doc_path)
        file_name = shard_name(doc_path)
        if signature is not None and is_lasting:
            self.kept[doc_path] = signature, title, problem, file_name
        return title, problem, file_name


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


def _counted(counting: Sequence[FolderCounts], file_name: str) -> tuple[Counts, str]:
    """The counts from all annotators, and why some are missing."""
    if not counting:
        return _NO_COUNTS, ""
    first, *others = counting
    counts, problem = first.counts(file_name), first.problem
    for folder in others:
        more = folder.counts(file_name)
        problem = problem or folder.problem
        counts = Counter(counts) + Counter(more) if counts and more else counts or more
    return counts, problem

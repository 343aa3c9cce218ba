"""A corpus with its store and its annotator: what a screen or a command works on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from annotations.choice import EVERYTHING, Choice, Tally, there_are
from annotations.corpus import FILE_LIMIT, Article, Corpus, find_corpus
from annotations.errors import ExportError, UnreadableArticleError
from annotations.reading import Reading

# What keeps annotations takes longer to import than to show a first article: it waits until then.
if TYPE_CHECKING:
    from datetime import date

    from annotations.corpus_links import CorpusLinks
    from annotations.dating import ArticleDate
    from annotations.editing import Editor
    from annotations.exporting import Export, Guarded
    from annotations.formats.format import Came, Document, Format, Options
    from annotations.formats.source import Source
    from annotations.importing.importer import ArticleSource
    from annotations.importing.report import Report
    from annotations.listing import Listing, Summary
    from annotations.model import Annotation
    from annotations.placing import Known, Seen
    from annotations.store import FileStore, StorePlace

Watch: TypeAlias = "Callable[[Iterable[Document], int], Iterable[Document]]"
"""Hands on articles, of which there are no more than that, and may look at them or stop."""


class Marked(NamedTuple):
    """What was marked in one article."""

    doc_path: str
    marks: Sequence[Seen]
    problem: str = ""
    """Why not all that was marked can be read; empty if it can."""


class Workspace:
    """Everything one run of the program works on; the store is opened when it is first needed."""

    def __init__(self, corpus: Corpus, annotator: str, store: Path | None = None) -> None:
        self.corpus = corpus
        self.annotator = annotator
        self.known: Known = {}
        """Where annotations were found in articles that have changed."""
        self._named_store = store
        self._recovered = ""

    @cached_property
    def _place(self) -> StorePlace:
        from annotations.store import find_store

        return find_store(self.corpus.root, self._named_store)

    @cached_property
    def store(self) -> FileStore:
        """Where the annotations are kept."""
        return self._place.open()

    @cached_property
    def editor(self) -> Editor:
        """What changes this annotator's annotations."""
        from annotations.editing import Editor

        editor = Editor(self.store, self.annotator, when_done=self.links.done)
        editor.linked_in = self.links.linked_in
        return editor

    @cached_property
    def links(self) -> CorpusLinks:
        """Which annotations are linked with which, in all articles."""
        from annotations.corpus_links import CorpusLinks

        return CorpusLinks(self.store)

    @property
    def is_elsewhere(self) -> bool:
        """Whether new annotations are not kept in their usual place, because that is read-only."""
        return bool(self._place.notice)

    @property
    def notice(self) -> str:
        """What the reader should know about where annotations are kept; usually nothing."""
        notices = (self._place.notice, self._recovered)
        return ". ".join(notice.rstrip(".") for notice in notices if notice)

    def article(self, doc_path: str) -> Article:
        """Load an article; raises UnreadableArticleError."""
        return self.corpus.load(doc_path)

    def read(self, doc_path: str, caret: int = 0) -> Reading:
        """Open an article for reading; raises UnreadableArticleError.

        Its annotations are read when they are first asked for.
        """
        return Reading(self.article(doc_path), lambda: self.editor, caret, self.known)

    def for_another_thread(self) -> Workspace:
        """The same corpus with a store of its own, to read from in a thread of its own."""
        from annotations.store import FileStore

        other = Workspace(self.corpus, self.annotator, self._named_store)
        other.store = FileStore(self.store.root, self.store.also_read)
        return other

    def recover(self) -> str:
        """Put in place what earlier runs left unfinished; tells of it in a line, or of nothing."""
        self._recovered = self.store.recover()
        return self._recovered

    def close(self) -> str:
        """Let the store go, if it was opened; returns why not all is in its place, or nothing."""
        return self.store.close() if "store" in self.__dict__ else ""

    @property
    def listing(self) -> Listing:
        """What a list shows of the articles."""
        from annotations.listing import Listing

        return Listing(self.corpus, self.store, self.annotator)

    def summarise(self, doc_path: str, text: str | None = None) -> Summary:
        """Title, date and counts of an article, from its text where that is known."""
        return self.listing.summary(doc_path, text)

    def annotations(
        self, annotator: str | None = None, *, at_once: bool = True
    ) -> list[Annotation]:
        """Everybody's annotations, or one annotator's, in the order of an export.

        They stand where they are in the articles as these are now; those of articles that are
        gone or can't be read are given as they are stored, and without `at_once` those that take
        long to find too. A whole folder's include those of articles that are gone; named files'
        are theirs alone.
        """
        here = self._here
        stored = [
            annotation
            for annotation in self.store.everything()
            if (self.corpus.is_whole or annotation.doc_path in here)
            and annotator in (None, annotation.annotator)
        ]
        found: list[Annotation] = []
        for doc_path, ours in groupby(sorted(stored, key=_doc_path), key=_doc_path):
            found += [it.seen for it in self._placed(doc_path, list(ours), at_once=at_once)]
        return sorted(found, key=lambda annotation: annotation.sort_key)

    def documents(
        self, choice: Choice = EVERYTHING, *, marked_first: bool = False
    ) -> Iterator[Document]:
        """The wanted articles with their wanted annotations, in the order of an export.

        One at a time is in memory. A whole folder's include those that are gone and have any.
        With `marked_first`, articles on whose text there is none come last. Raises StoreError.
        """
        yield from self._documents(self._wanted(choice), choice, marked_first, Tally())

    def export(
        self,
        format_name: str,
        choice: Choice = EVERYTHING,
        options: Options | None = None,
        watch: Watch | None = None,
    ) -> Export:
        """The wanted annotations in a format, to be written.

        `watch` is given the articles and how many there are at most, and hands them on.
        Raises SidemarkError for a format that there is not, ExportError for an article that there
        is not, or StoreError, also while it is written.
        """
        from annotations.exporting import Export
        from annotations.formats import format_of
        from annotations.formats.format import Options

        chosen, tally = format_of(format_name), Tally()
        wanted = self._wanted(choice)
        if unmet := choice.unmet_articles((doc_id, path) for path, doc_id in wanted.items()):
            here = [self.corpus.doc_id(doc_path) for doc_path in self.corpus.doc_paths]
            raise ExportError(f"no article is called {', '.join(unmet)}; {there_are(here)}")
        documents = self._documents(wanted, choice, chosen.marked_first, tally)
        watched = documents if watch is None else watch(documents, len(wanted))
        return Export(chosen, watched, options or Options(), tally, self.guarded)

    @property
    def guarded(self) -> Guarded:
        """What no export may be written over."""
        from annotations.exporting import Guarded
        from annotations.store import own_stores

        return Guarded(self.corpus, (self.store.root, *self.store.also_read, own_stores()))

    def _wanted(self, choice: Choice) -> dict[str, str]:
        """The paths of the wanted articles, in the order of an export, with their ids."""
        ids = {doc_path: self.corpus.doc_id(doc_path) for doc_path in self.corpus.doc_paths}
        if self.corpus.is_whole:
            gone = self.store.other_articles(self.corpus.doc_paths) - self._here
            ids.update((doc_path, self.corpus.doc_id(doc_path)) for doc_path in gone)
        wanted = [it for it in ids.items() if choice.takes_article(it[1], it[0])]
        return dict(sorted(wanted, key=lambda it: (it[1], it[0])))

    def _documents(
        self, wanted: Mapping[str, str], choice: Choice, marked_first: bool, tally: Tally
    ) -> Iterator[Document]:
        here = self._here
        later: list[str] = []
        for doc_path, stored in self.store.by_article(wanted):
            found = self._document(doc_path, wanted[doc_path], stored, choice, tally)
            if marked_first and not found.is_marked:
                later.append(doc_path)
            elif found.marks or doc_path in here:
                yield found
        for doc_path, stored in self.store.by_article(later):
            # Orphans are with their article; they were tallied before.
            found = self._document(doc_path, wanted[doc_path], stored, choice, Tally())
            if found.marks or doc_path in here:
                yield found

    def _document(
        self,
        doc_path: str,
        doc_id: str,
        stored: Sequence[Annotation],
        choice: Choice,
        tally: Tally,
    ) -> Document:
        from annotations.formats.format import Document
        from annotations.placing import Placing

        article = self._article_here(doc_path)
        here = self._named(doc_path, stored) if doc_path in self._here else stored
        if article is not None:
            # Nothing is remembered: an export takes no more memory the longer it gets.
            here = Placing(article, self.store.text).once(here)
        if not all(map(is_, here, stored)):
            # In order as they are stored; but some were found elsewhere.
            here = sorted(here, key=lambda it: it.sort_key)
        marks = tally.chosen(here, choice)
        if article is None:
            return Document(doc_id, doc_path, "", doc_id, None, marks)
        return Document(doc_id, doc_path, article.sha256, article.title, article.text, marks)

    def marked(self, annotator: str | None = None) -> Iterator[Marked]:
        """What `annotations` gives without `at_once`, article by article, those gone at the end.

        Nothing of it is kept in memory. Raises StoreError.
        """
        files = self.store.by_file(self.corpus.doc_paths, with_others=self.corpus.is_whole)
        for found, problem in files:
            ours = [it for it in found if annotator in (None, it.annotator)]
            by_article = groupby(sorted(ours, key=_doc_path), key=_doc_path)
            for doc_path, stored in by_article:
                marks = self._placed(doc_path, list(stored), at_once=False)
                yield Marked(doc_path, marks)
            if problem:
                yield Marked("", (), problem)

    def marked_in(self, doc_paths: Iterable[str], annotator: str | None = None) -> Iterator[Marked]:
        """The same for some of the articles, also those without any mark; raises StoreError."""
        here = self._here
        for doc_path in doc_paths:
            if not (self.corpus.is_whole or doc_path in here):
                continue
            stored = self.store.annotations(doc_path)
            ours = [it for it in stored if annotator in (None, it.annotator)]
            marks = self._placed(doc_path, ours, at_once=False)
            yield Marked(doc_path, marks, self.store.unreadable(doc_path))

    @cached_property
    def _here(self) -> frozenset[str]:
        return frozenset(self.corpus.doc_paths)

    def _article_here(self, doc_path: str) -> Article | None:
        """An article; None where it is gone or can't be read."""
        try:
            return self.article(doc_path) if doc_path in self._here else None
        except UnreadableArticleError:
            return None

    def _named(self, doc_path: str, stored: Sequence[Annotation]) -> Sequence[Annotation]:
        """An article's annotations with its `doc_id`.

        An article that came later may have taken the suffix from it.
        """
        doc_id = self.corpus.doc_id(doc_path)
        return [
            it if it.doc_id == doc_id else it.model_copy(update={"doc_id": doc_id}) for it in stored
        ]

    def _placed(
        self, doc_path: str, stored: Sequence[Annotation], *, at_once: bool
    ) -> Sequence[Seen]:
        """One article's annotations where they are in its text, as far as that can be read."""
        from annotations.placing import Placing, Seen

        if doc_path not in self._here:
            return [Seen(it, it) for it in stored]
        named, article = self._named(doc_path, stored), self._article_here(doc_path)
        if article is None:
            return list(map(Seen, stored, named))
        placing = Placing(article, self.store.text, self.known)
        placing.update(named, at_once=at_once)
        pairs = zip(placing.pairs(), stored, strict=True)
        return [pair._replace(stored=it) for pair, it in pairs]

    def placed(self, stored: Iterable[Annotation]) -> Iterator[Seen]:
        """Annotations as they are stored, given article by article, where they are now."""
        for doc_path, ours in groupby(stored, key=_doc_path):
            yield from self._placed(doc_path, list(ours), at_once=True)

    def article_date(self, doc_path: str, text: str) -> ArticleDate | None:
        """The day an article was written: one's own date, another's, or the one its text states.

        Raises StoreError.
        """
        from annotations.compare.article_date import stated_date
        from annotations.dating import article_date

        given = self.store.given_dates(doc_path)
        stated = None if given else stated_date(text)
        return article_date(given, self.annotator, stated and stated.day)

    def set_article_date(self, doc_path: str, day: date | None) -> None:
        """Keep the day this annotator gives an article, or take it away; raises StoreError."""
        self.store.set_article_date(doc_path, self.annotator, day)

    def import_from(
        self,
        source: Source,
        file_format: Format,
        report: Report,
        *,
        articles: ArticleSource | None = None,
        is_trial: bool = False,
        watch: Callable[[Iterable[Came]], Iterable[Came]] | None = None,
    ) -> dict[str, int]:
        """Bring in what a file states; says how many marks of which annotators are new.

        All or nothing, and one step of each annotator's history; a trial writes nothing.
        `articles` are those of this corpus unless others are given; `watch` is given what comes
        and hands it on. Raises ImportFailedError for a file that can't be read at all, or
        StoreError.
        """
        from annotations.importing.articles import Articles
        from annotations.importing.importer import Importer

        importer = Importer(
            articles or Articles(self.corpus), self.annotator, report, self.store, is_trial=is_trial
        )
        came = file_format.came_from(source)
        return importer.bring_in(came if watch is None else watch(came), source.name)


def open_workspace(
    paths: Sequence[Path],
    annotator: str,
    store: Path | None = None,
    limit: int = FILE_LIMIT,
) -> Workspace:
    """Find the articles; raises CorpusError for paths that hold none."""
    return Workspace(find_corpus(paths, limit), annotator, store)


def _doc_path(annotation: Annotation) -> str:
    return annotation.doc_path

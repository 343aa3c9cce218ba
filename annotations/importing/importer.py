"""What a file states becomes marks: which article, where in it, whether it is there already."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

from annotations.corpus import Article
from annotations.errors import UnreadableArticleError
from annotations.formats.format import Came, Stated, StatedArticle, Unread
from annotations.importing.articles import Meant
from annotations.importing.names import article_path, shown, tidy
from annotations.importing.records import (
    LeftOutError,
    another_id,
    content,
    details,
    is_uuid,
    stated_doc_id,
    stated_id,
    unkept,
    whole,
)
from annotations.importing.report import Report
from annotations.importing.where import Found, Target, missing
from annotations.model import Annotation, utc_now
from annotations.placing import Placing
from annotations.store import FileStore

_OPEN = 8
"""How many articles are kept at hand, for files that go back and forth between them."""
_OPEN_TEXT = 32 << 20
"""How many code points of them, unless one alone has more."""


class ArticleSource(Protocol):
    """The articles that marks may come to."""

    def meant(self, stated: StatedArticle) -> Meant:
        """The article that a file means, or why there is none."""
        ...

    def load(self, doc_path: str, stated: StatedArticle) -> Article:
        """An article that is meant; raises UnreadableArticleError."""
        ...

    def file_text(self, doc_path: str) -> str:
        """The text of its file with the line ends it has there."""
        ...


class Importer:
    """Makes marks of what a file states, one after the other, and reports what became of each."""

    def __init__(
        self,
        articles: ArticleSource,
        annotator: str,
        report: Report,
        store: FileStore | None,
        *,
        is_trial: bool = False,
        now: str = "",
    ) -> None:
        """`annotator` marks what says nothing of who did; without a store, it is a trial."""
        self.articles = articles
        self.annotator = annotator
        self.report = report
        self.now = now or utc_now()
        self._store = store
        self._is_trial = is_trial or store is None
        self._open: dict[tuple[str, str | None], _Destination] = {}
        """The articles at hand, the one that was needed last at the end."""
        self._last: tuple[StatedArticle, _Destination] | None = None
        self._came: dict[int, int] = {}
        """What has come of the file: the hash of a mark's identity, and of what it says."""
        self._said: set[str] = set()
        self._wanted: list[str] = []
        # One after the other, so that what is read of them is not kept in memory.
        self._by_article = store.by_article(iter(self._wanted.pop, None)) if store else iter(())

    def bring_in(self, came: Iterable[Came], origin: str) -> dict[str, int]:
        """Add what is new to the store; says how many marks of which annotators were.

        All or nothing; a trial only reports. Raises StoreError, or what `came` raises.
        """
        marks = self.marks(came)
        first = next(marks, None)
        if first is None:
            # Not even the store's folder is made where nothing is new.
            return {}
        if self._store is not None and not self._is_trial:
            return self._store.bring_in(chain([first], marks), origin)
        for _ in marks:
            pass
        return dict(self.report.annotators)

    def stored(self, doc_path: str) -> Sequence[Annotation]:
        """Everybody's annotations on an article."""
        if self._store is None:
            return ()
        self._wanted.append(doc_path)
        return next(self._by_article)[1]

    def text_of(self, sha256: str) -> str | None:
        """The text of a state of an article; None where it is not kept."""
        return self._store.text(sha256) if self._store else None

    def marks(self, came: Iterable[Came]) -> Iterator[Annotation]:
        """The marks that are new; raises StoreError."""
        for it in came:
            if isinstance(it, Unread):
                self.report.tell("unread", it.where, it.why)
            elif isinstance(it, Stated):
                try:
                    mark = self._mark(it)
                except LeftOutError as error:
                    self.report.tell("left-out", it.where, str(error))
                else:
                    if mark is not None:
                        yield mark

    def _mark(self, stated: Stated) -> Annotation | None:
        """The mark that a record makes, if it is new; raises LeftOutError."""
        destination = self._destination(stated.article)
        found = destination.find(stated, self.annotator, self.now)
        mark = self._with_own_id(found.annotation, stated)
        if mark is None or destination.has(mark, stated, self.report):
            return None
        if found.message:
            self.report.tell(found.kind, stated.where, found.message)
        else:
            self.report.count(found.kind)
        if stated.fields.get("segments") and not mark.segments:
            self.report.tell("remark", stated.where, "its parts can't be kept, only the whole span")
        if message := unkept(stated):
            self.report.tell("remark", stated.where, message)
        self.report.came(mark.doc_path, mark.annotator)
        if self._store is not None and not self._is_trial:
            for sha256, text in destination.texts(found):
                self._store.keep_text(sha256, text)
        return mark

    def _with_own_id(self, mark: Annotation, stated: Stated) -> Annotation | None:
        """The mark, with another id if its own is one of another mark; None if it came before."""
        said = hash(content(mark))
        identity = hash(mark.identity)
        if identity in self._came and self._came[identity] != said:
            mark = mark.model_copy(update={"id": another_id(mark)})
            identity = hash(mark.identity)
            its_id = shown(stated_id(stated))
            message = f"the id {its_id} is another mark's in this file: it gets a new one"
            if identity not in self._came:
                self.report.tell("remark", stated.where, message)
        if identity in self._came:
            self.report.tell("twice", stated.where, "the same mark came before")
            return None
        self._came[identity] = said
        return mark

    def _destination(self, article: StatedArticle) -> "_Destination":
        if self._last is not None and (article is self._last[0] or article == self._last[0]):
            return self._last[1]
        meant = self.articles.meant(article)
        if meant.doc_path and meant.said and meant.said not in self._said:
            self._said.add(meant.said)
            self.report.tell("remark", article.where, meant.said)
        doc_path = meant.doc_path or _path_of_missing(article, meant)
        key = doc_path, article.text
        destination = self._open.pop(key, None)
        if destination is None:
            destination = self._opened(doc_path, article, meant)
        self._open[key] = destination
        self._last = article, destination
        self._close_some()
        return destination

    def _opened(self, doc_path: str, article: StatedArticle, meant: Meant) -> "_Destination":
        why = f"{doc_path} is not in this corpus"
        loaded = None
        if meant.doc_path:
            try:
                loaded = self.articles.load(doc_path, article)
            except UnreadableArticleError as error:
                why = f"{doc_path} can't be read: {error.message}"
        return _Destination(doc_path, loaded, why, article.text, self)

    def _close_some(self) -> None:
        while len(self._open) > 1 and (
            len(self._open) > _OPEN or sum(it.size for it in self._open.values()) > _OPEN_TEXT
        ):
            del self._open[next(iter(self._open))]


class _Destination:
    """An article that marks come to, or a place for those of one that is missing."""

    def __init__(
        self, doc_path: str, article: Article | None, why: str, came: str | None, importer: Importer
    ) -> None:
        self.doc_path = doc_path
        self.size = len(came or "") + (len(article.text) if article else 0)
        self._article = article
        self._why = why
        self._importer = importer
        self._target = None
        if article is not None:
            file_text = importer.articles.file_text
            self._target = Target(article, came, lambda: file_text(doc_path), importer.text_of)

    def find(self, stated: Stated, annotator: str, now: str) -> Found:
        """The mark that a record makes; raises LeftOutError."""
        doc_id = self._article.doc_id if self._article else _id_of_missing(self.doc_path, stated)
        record = whole(stated, self.doc_path, doc_id)
        if self._target is None:
            if record is None:
                made = details(stated, self.doc_path, annotator, now)
                found = missing(self.doc_path, doc_id, stated, made)
            else:
                found = Found(record, "missing-article")
            return found._replace(message=f"{self._why}: the mark is kept for when it is")
        found_as_is = self._target.keep(record) if record is not None else None
        if found_as_is is not None:
            return found_as_is
        return self._target.place(stated, details(stated, self.doc_path, annotator, now))

    def has(self, mark: Annotation, stated: Stated, report: Report) -> bool:
        """Whether the store has a mark already; reports it."""
        if not self._stored:
            return False
        known = self._by_id.get((mark.annotator, mark.id))
        if known is None and not is_uuid(stated_id(stated)):
            known = self._by_place.get(_place(mark))
        if known is None:
            return False
        difference = _difference(known, mark)
        if difference:
            report.tell("differs", stated.where, f"it is there already {difference}: left as it is")
        else:
            report.count("there-already")
        return True

    def texts(self, found: Found) -> Iterator[tuple[str, str]]:
        """The states of the article to be kept with a mark, by their hashes."""
        article = self._article
        if article is not None and found.annotation.doc_sha256 == article.sha256:
            yield article.sha256, article.text
        if found.text is not None:
            yield found.text

    @cached_property
    def _stored(self) -> Sequence[Annotation]:
        return self._importer.stored(self.doc_path)

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Annotation]:
        return {(it.annotator, it.id): it for it in self._stored}

    @cached_property
    def _by_place(self) -> dict[tuple[str, str, int, int], Annotation]:
        """The marks of the store by where they stand in the article now."""
        if self._article is None:
            return {_place(it): it for it in self._stored}
        placing = Placing(self._article, self._importer.text_of)
        placing.update(self._stored)
        return {_place(it.seen): it.stored for it in placing.pairs()}


def _path_of_missing(article: StatedArticle, meant: Meant) -> str:
    name = tidy(article.name)
    if not name:
        raise LeftOutError("it does not say of which article it is, and its text is none of these")
    if meant.is_refused:
        raise LeftOutError(meant.said)
    return article_path(name)


def _id_of_missing(doc_path: str, stated: Stated) -> str:
    return stated_doc_id(stated) or doc_path.rpartition(".")[0]


def _place(mark: Annotation) -> tuple[str, str, int, int]:
    return mark.annotator, mark.label, mark.start, mark.end


def _difference(known: Annotation, mark: Annotation) -> str:
    """How a mark of the store differs from one that came; nothing where it doesn't."""
    if known.label != mark.label:
        return f"with the label {known.label}, here {mark.label}"
    if known.note != mark.note:
        return "with another note"
    if known.links != mark.links:
        return "with other links"
    if known.doc_sha256 == mark.doc_sha256 and known.span != mark.span:
        return f"at {known.start}-{known.end}, here {mark.start}-{mark.end}"
    return ""

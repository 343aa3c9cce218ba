"""What a file states becomes marks: which article, where in it, whether it is there already."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

from annotations.corpus import Article
from annotations.errors import UnreadableArticleError
from annotations.formats.format import Came, Stated, StatedArticle, Unread
from annotations.importing.articles import Meant, digest
from annotations.importing.counted import Counted
from annotations.importing.names import article_path, numbered, shown, tidy
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
from annotations.importing.report import Kind, Report
from annotations.importing.where import Found, Target, missing
from annotations.model import Annotation, utc_now
from annotations.placing import Placing
from annotations.store import FileStore
from annotations.text.canonical import canonical
from annotations.text.excerpt import excerpt

_OPEN = 8
"""How many articles are kept at hand, for files that go back and forth between them."""
_OPEN_TEXT = 32 << 20
"""How many code points of them, unless one alone has more."""
_LONGEST_RUN = 10_000
"""How many records of an article are looked at together."""
_LARGEST_RUN = 4 << 20
"""How many code points their texts may have."""


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
        self._missing: dict[tuple[str, bytes], str] = {}
        """The paths of articles that are missing, by their names and digests of their texts."""
        self._numbers: Counter[str] = Counter()
        """How many of them there are of a name."""
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
        for destination, records in self._runs(came):
            destination.study(records)
            for stated in records:
                try:
                    mark = self._mark(destination, stated)
                except LeftOutError as error:
                    self.report.tell("left-out", stated.where, str(error))
                else:
                    if mark is not None:
                        yield mark

    def _runs(self, came: Iterable[Came]) -> Iterator[tuple["_Destination", list[Stated]]]:
        """The records that come one after the other for the same article, up to so many."""
        run: list[Stated] = []
        size = 0
        last = None
        for it in came:
            if isinstance(it, Unread):
                self.report.tell("unread", it.where, it.why)
            if not isinstance(it, Stated):
                continue
            why = ""
            destination = None
            try:
                destination = self._destination(it.article)
            except LeftOutError as error:
                why = str(error)
            is_full = len(run) >= _LONGEST_RUN or size > _LARGEST_RUN
            if last is not None and (is_full or destination is not last):
                yield last, run
                last, run, size = None, [], 0
            if destination is None:
                self.report.tell("left-out", it.where, why)
                continue
            last = destination
            run.append(it)
            size += len(it.text) if it.text else 0
        if last is not None:
            yield last, run

    def _mark(self, destination: "_Destination", stated: Stated) -> Annotation | None:
        """The mark that a record makes, if it is new; raises LeftOutError."""
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
            its_id = stated_id(stated)
            message = f"the id {shown(its_id)} is another mark's in this file: it gets a new one"
            if its_id and identity not in self._came:
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
        doc_path = meant.doc_path or self._path_of_missing(article, meant)
        key = doc_path, article.text
        destination = self._open.pop(key, None)
        if destination is None:
            destination = self._opened(doc_path, article, meant)
        self._open[key] = destination
        self._last = article, destination
        self._close_some()
        return destination

    def _path_of_missing(self, article: StatedArticle, meant: Meant) -> str:
        """A path for an article that is not there, one for each text of its name."""
        name = tidy(article.name)
        if not name:
            why = "it does not say of which article it is, and its text is none of these"
            raise LeftOutError(why)
        if meant.is_refused:
            raise LeftOutError(meant.said)
        path = article_path(name)
        if article.text is None:
            return path
        key = path, digest(canonical(article.text))
        if key not in self._missing:
            # Named as in a new corpus, of which it may come to be here one day.
            self._numbers[path] += 1
            while self._is_here(numbered(path, self._numbers[path])):
                self._numbers[path] += 1
            self._missing[key] = numbered(path, self._numbers[path])
        return self._missing[key]

    def _is_here(self, doc_path: str) -> bool:
        return bool(self.articles.meant(StatedArticle("", doc_path)).doc_path)

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
        self._has_come = came is not None
        self._target = None
        file_text = importer.articles.file_text
        if article is not None:
            self._target = Target(article, came, lambda: file_text(doc_path), importer.text_of)
        elif came is not None:
            text = Counted.of_file(came).canonical
            there = Article(
                doc_path,
                doc_path.rpartition(".")[0],
                text,
                hashlib.sha256(text.encode()).hexdigest(),
            )
            self._target = Target(there, came, lambda: text, importer.text_of)

    def study(self, records: Sequence[Stated]) -> None:
        """Look at records that come one after the other, before a mark is made of each."""
        if self._target is not None:
            self._target.study(records)

    def find(self, stated: Stated, annotator: str, now: str) -> Found:
        """The mark that a record makes; raises LeftOutError."""
        doc_id = self._article.doc_id if self._article else _id_of_missing(self.doc_path, stated)
        record = whole(stated, self.doc_path, doc_id)
        found = None
        if record is not None:
            found = self._target.keep(record) if self._target else Found(record, "missing-article")
        if found is None:
            came = self._target.state[0] if self._target and self._has_come else ""
            made = details(stated, self.doc_path, annotator, now, came)
            if self._target is not None:
                found = self._target.place(stated, made)
            else:
                found = missing(self.doc_path, doc_id, stated, made)
        if self._article is not None:
            return found
        kind: Kind = "orphan" if found.kind == "orphan" else "missing-article"
        return found._replace(
            annotation=found.annotation.model_copy(update={"doc_id": doc_id}),
            kind=kind,
            message=f"{self._why}: the mark is kept for when it is",
            text=self._target.state if self._target else None,
        )

    def has(self, mark: Annotation, stated: Stated, report: Report) -> bool:
        """Whether the store has a mark already; reports it."""
        if not self._stored:
            return False
        known = self._by_id.get((mark.annotator, mark.id))
        if known is None and not is_uuid(stated_id(stated)):
            known = self._alike.get(_likeness(mark, self._article is None))
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
    def _alike(self) -> dict[tuple[object, ...], Annotation]:
        """The marks of the store by what they say, and where they stand in the article now."""
        if self._article is None:
            return {_likeness(it, self._article is None): it for it in self._stored}
        placing = Placing(self._article, self._importer.text_of)
        placing.update(self._stored)
        return {_likeness(it.seen, self._article is None): it.stored for it in placing.pairs()}


def _id_of_missing(doc_path: str, stated: Stated) -> str:
    return stated_doc_id(stated) or doc_path.rpartition(".")[0]


def _likeness(mark: Annotation, is_missing: bool) -> tuple[object, ...]:
    """What two marks share that are one, though their ids are not.

    The place of an orphan is one in a text of old, where another text may stand now; that of a
    mark whose article is missing is one in whichever text it was made on.
    """
    state = mark.doc_sha256 if is_missing else mark.status == "orphan"
    return mark.annotator, mark.label, mark.start, mark.end, mark.text, state


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
    if known.doc_sha256 == mark.doc_sha256 and known.text != mark.text:
        return f"on {excerpt(known.text)}, here {excerpt(mark.text)}"
    return ""

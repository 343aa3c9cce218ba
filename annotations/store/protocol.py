"""What a store of annotations does, whatever it keeps them in."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from annotations.errors import ConflictError
from annotations.history import History, Operation
from annotations.model import Annotation, Change, Identity, is_same
from annotations.store.dating import GivenDate

ProblemKind = Literal[
    "damaged-file", "newer-file", "file-set-aside", "unreadable-record", "unreadable-history"
]


@dataclass(frozen=True)
class Problem:
    """Something in a store that is kept and can't be read, or can't be changed."""

    kind: ProblemKind
    message: str
    """A sentence that names the file and says what to do."""
    path: str
    """The file it is about."""
    doc_path: str = ""
    """The article it is about, as far as that is known."""
    count: int = 1
    """How many records it is about."""


NOTHING_LEFT = "none of these marks is as it was imported; they are shown as they are now"


class Store(Protocol):
    """Every annotator's annotations on one corpus, and what each of them did.

    Methods raise StoreError where what they need can't be read or written, with nothing changed.
    """

    def annotations(self, doc_path: str) -> Sequence[Annotation]:
        """Everybody's annotations on one article, by position.

        While nothing has changed, here or elsewhere, it is the same object each time.
        """
        ...

    def can_change(self, annotation: Annotation) -> bool:
        """Whether an annotation lies where its annotator may change it, and not only be read."""
        ...

    def counts(self, doc_path: str) -> Counter[str]:
        """How many annotations of each label an article has, from everybody."""
        ...

    def everything(self) -> Iterator[Annotation]:
        """Every annotation of the corpus in the order of an export, also of articles now gone."""
        ...

    def record(self, operation: Operation) -> Operation:
        """Do an operation, all of it or nothing: once this returns, it outlives this process.

        Returns what was done: of an import that is taken back or done again, annotations that are
        not as expected are passed over. Raises ConflictError where an annotation of anything else,
        or all of an import, is not as its change expects (`before`), and StoreError where it can't
        be kept.
        """
        ...

    def bring_in(self, came: Iterable[Annotation], origin: str) -> dict[str, int]:
        """Add new annotations in one operation of each annotator; says how many of whom were added.

        What that annotator has in that article already, by its id, is left out. All or nothing:
        where `came` raises, or something can't be kept (StoreError), nothing was changed. It is
        taken piece by piece, and may read this store and call `keep_text` meanwhile. `origin` is
        the name of what they come from. Once this returns, it is durable.
        """
        ...

    def history(self, annotator: str) -> History:
        """What this annotator can undo and redo, also of earlier runs and of other processes."""
        ...

    def operations(self) -> Iterator[Operation]:
        """What everybody did, newest first, as far back as it is kept."""
        ...

    def changed(self) -> frozenset[str]:
        """The articles whose annotations or given dates may have changed since this was asked."""
        ...

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a state of an article, for annotations that were made on it; never raises."""
        ...

    def text(self, sha256: str) -> str | None:
        """The canonical text of the state with that hash of its file; None if it is not kept."""
        ...

    def given_dates(self, doc_path: str) -> Sequence[GivenDate]:
        """The dates that annotators gave an article, one of each, the one given last first."""
        ...

    def set_article_date(self, doc_path: str, annotator: str, day: date | None) -> None:
        """Keep the day on which, the annotator says, an article was written; None takes it away.

        That is no operation of the history: to set it again takes it back. Once this returns, it
        is durable. Raises StoreError where it can't be kept.
        """
        ...

    def problems(self, doc_path: str | None = None) -> list[Problem]:
        """What is kept but can't be shown or changed, of one article or of the whole store."""
        ...

    def messages(self) -> list[str]:
        """What the reader should know of since this was asked the last time, in sentences."""
        ...

    @property
    def trouble(self) -> str:
        """Why what was done is not on disk as it should be, while that is so; usually nothing."""
        ...

    def flush(self) -> None:
        """Return when everything that was done is durable and in its place; raises StoreError."""
        ...

    def close(self) -> str:
        """Flush and let go, in bounded time; returns why not all is in its place, or nothing."""
        ...


def refuse_conflict(expected: Annotation | None, found: Annotation | None) -> None:
    """Raise ConflictError where an annotation is not as a change to it expects."""
    if not is_same(expected, found):
        raise ConflictError("this mark was changed elsewhere meanwhile; it is shown as it is now")


def still_possible(
    operation: Operation, found: Callable[[Annotation], Annotation | None]
) -> list[Change]:
    """What can be done of an import that is taken back or done again, as annotations were found."""
    changes = [it for it in operation.changes if is_same(it.before, found(it.subject))]
    if not changes:
        raise ConflictError(NOTHING_LEFT)
    return changes


def new_ones(
    came: Iterable[Annotation], known: Callable[[str], Iterable[Annotation]]
) -> dict[str, list[Change]]:
    """The changes that add what is not `known` in its article yet, by annotator."""
    seen: dict[str, set[Identity]] = {}
    found: dict[str, list[Change]] = {}
    for annotation in came:
        doc_path = annotation.doc_path
        if doc_path not in seen:
            seen[doc_path] = {it.identity for it in known(doc_path)}
        if annotation.identity not in seen[doc_path]:
            seen[doc_path].add(annotation.identity)
            found.setdefault(annotation.annotator, []).append(Change(None, annotation))
    return found

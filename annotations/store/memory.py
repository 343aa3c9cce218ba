"""A store that keeps nothing beyond its own life: for trying things out, and for tests."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from annotations.history import History, Operation
from annotations.model import Annotation, Identity, utc_now
from annotations.store.dating import GivenDate, last_first
from annotations.store.protocol import Problem, new_ones, refuse_conflict, still_possible


class MemoryStore:
    """The `Store` protocol over a dictionary."""

    trouble = ""

    def __init__(self) -> None:
        self._by_article: dict[str, dict[Identity, Annotation]] = {}
        self._sorted: dict[str, list[Annotation]] = {}
        self._operations: list[Operation] = []
        self._texts: dict[str, str] = {}
        self._changed: set[str] = set()
        self._dates: dict[str, dict[str, GivenDate]] = {}
        """By article and annotator."""

    def annotations(self, doc_path: str) -> Sequence[Annotation]:
        """Everybody's annotations on one article, by position."""
        if doc_path not in self._sorted:
            found = self._by_article.get(doc_path, {}).values()
            self._sorted[doc_path] = sorted(found, key=lambda annotation: annotation.sort_key)
        return self._sorted[doc_path]

    def can_change(self, annotation: Annotation) -> bool:
        """There is nothing that is only read."""
        return True

    def counts(self, doc_path: str) -> Counter[str]:
        """How many annotations of each label an article has."""
        return Counter(annotation.label for annotation in self.annotations(doc_path))

    def everything(self) -> Iterator[Annotation]:
        """Every annotation in the order of an export."""
        found = [it for doc_path in self._by_article for it in self.annotations(doc_path)]
        yield from sorted(found, key=lambda annotation: annotation.sort_key)

    def record(self, operation: Operation) -> Operation:
        """Do an operation, and return it; raises ConflictError, with nothing changed."""
        changes = operation.changes
        if operation.origin and (operation.undoes or operation.redoes):
            changes = still_possible(operation, self._found)
            operation = replace(operation, passed_over=len(operation.changes) - len(changes))
        articles = {path: dict(self._by_article.get(path, {})) for path in operation.doc_paths}
        for change in changes:
            states, identity = articles[change.subject.doc_path], change.subject.identity
            refuse_conflict(change.before, states.get(identity))
            if change.after is None:
                del states[identity]
            else:
                states[identity] = change.after
        self._by_article.update(articles)
        self._operations.append(operation)
        self._changed |= operation.doc_paths
        for doc_path in operation.doc_paths:
            self._sorted.pop(doc_path, None)
        return operation

    def _found(self, subject: Annotation) -> Annotation | None:
        return self._by_article.get(subject.doc_path, {}).get(subject.identity)

    def bring_in(self, came: Iterable[Annotation], origin: str) -> dict[str, int]:
        """Add new annotations, each annotator's in one operation."""
        new = new_ones(came, self.annotations)
        for changes in new.values():
            self.record(Operation.of("imported", *changes, origin=origin))
        return {annotator: len(changes) for annotator, changes in new.items()}

    def history(self, annotator: str) -> History:
        """What this annotator can undo and redo."""
        return History(it for it in self._operations if it.annotator == annotator)

    def operations(self) -> Iterator[Operation]:
        """What everybody did, newest first."""
        return reversed(self._operations)

    def changed(self) -> frozenset[str]:
        """The articles whose annotations have changed since this was asked the last time."""
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a state of an article."""
        self._texts[sha256] = text

    def text(self, sha256: str) -> str | None:
        """The text of the state with that hash."""
        return self._texts.get(sha256)

    def given_dates(self, doc_path: str) -> Sequence[GivenDate]:
        """The dates that annotators gave an article, the one given last first."""
        return last_first(self._dates.get(doc_path, {}).values())

    def set_article_date(self, doc_path: str, annotator: str, day: date | None) -> None:
        """Keep the day on which, the annotator says, an article was written; or no such day."""
        given = self._dates.setdefault(doc_path, {})
        given.pop(annotator, None)
        if day is not None:
            given[annotator] = GivenDate(annotator, day, utc_now())
        self._changed.add(doc_path)

    def problems(self, doc_path: str | None = None) -> list[Problem]:
        """There is nothing here that can't be read."""
        return []

    def messages(self) -> list[str]:
        """There is nothing to tell of."""
        return []

    def flush(self) -> None:
        """There is nothing to wait for."""

    def close(self) -> str:
        """There is nothing to let go."""
        return ""

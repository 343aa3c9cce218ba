"""What an annotator did, in order: operations, and which of them can be undone and redone."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from annotations.links import LinkTo, parse_links
from annotations.model import Annotation, Change, new_id, utc_now
from annotations.text.amounts import counted
from annotations.text.excerpt import excerpt


class ManyChanges(Sequence[Change]):
    """Changes of an import, which may be too many to be in memory at once: each is read when asked
    for, and none is of the same annotation as another.

    Reading them raises StoreError where they can't be read any more.
    """

    @property
    @abstractmethod
    def doc_paths(self) -> frozenset[str]:
        """The articles whose annotations they change, without reading them."""

    @abstractmethod
    def reversed(self) -> "ManyChanges":
        """The same the other way round."""

    @abstractmethod
    def to_record(self) -> dict[str, Any]:
        """What stands for them in a line of the history, beside the first of them."""


@dataclass(frozen=True)
class Operation:
    """One thing an annotator did: a verb (past tense) and the changes it made, all or none.

    Taking one back, or doing it again, is an operation too, with the changes it makes then.
    """

    id: str
    verb: str
    time: str
    """RFC 3339 in UTC."""
    changes: Sequence[Change]
    undoes: str = ""
    """The id of the operation that this one takes back."""
    redoes: str = ""
    """The id of the operation that this one does again after it was taken back."""
    origin: str = ""
    """Where annotations that were imported came from: the name of a file."""
    passed_over: int = 0
    """How many of an import's changes were not taken back or done again, as others came since."""
    other: str = ""
    """Of a link, what it leads to, in a few words."""

    @classmethod
    def of(
        cls,
        verb: str,
        *changes: Change,
        id: str = "",
        time: str = "",
        origin: str = "",
        other: str = "",
    ) -> Self:
        """A new operation, done now."""
        return cls(id or new_id(), verb, time or utc_now(), changes, origin=origin, other=other)

    @property
    def annotator(self) -> str:
        """Whose operation it is: all its changes are to that annotator's annotations."""
        return self.subject.annotator

    @property
    def subject(self) -> Annotation:
        """The first annotation as the operation left it, or as it was if that deleted it."""
        return self.changes[0].subject

    @property
    def earlier_subject(self) -> Annotation:
        """The first annotation as it was before, or as it was made if there was none."""
        return self.changes[0].reversed().subject

    @property
    def doc_paths(self) -> frozenset[str]:
        """The articles whose annotations it changes."""
        if isinstance(self.changes, ManyChanges):
            return self.changes.doc_paths
        return frozenset(change.subject.doc_path for change in self.changes)

    def describe(self) -> str:
        """Say what was done in a few words: "tagged claim “Beijing will never…”"."""
        if self.origin:
            count = len(self.changes) - self.passed_over
            marks = "1 mark" if count == 1 else f"{count:,} marks"
            but = f", but not {self.passed_over:,} changed since" if self.passed_over else ""
            return f"{self.verb} {marks} from {self.origin}{but}"
        original = self.reversed() if self.undoes else self
        before, after = original.changes[0]
        what = original.subject.label
        if before is not None and after is not None and before.label != after.label:
            what = f"{before.label} as {after.label}"
        told = f"{self.verb} {what} {excerpt(original.subject.text)}"
        return f"{told} — {self.other}" if self.other else told + _told_of_more(original.changes)

    def reversed(self) -> Self:
        """The same with its changes the other way round and in the other order."""
        if isinstance(self.changes, ManyChanges):
            return replace(self, changes=self.changes.reversed())
        return replace(self, changes=tuple(change.reversed() for change in self.changes[::-1]))

    def to_line(self) -> bytes:
        """The operation as one line of JSON, UTF-8, with its newline; `from_record` reads it.

        Of many changes only the first is in it, and what is needed to find the others.
        """
        record: dict[str, Any] = {"op": self.id, "verb": self.verb, "time": self.time}
        if self.undoes:
            record["undoes"] = self.undoes
        if self.redoes:
            record["redoes"] = self.redoes
        if self.origin:
            record["origin"] = self.origin
        if self.passed_over:
            record["passed_over"] = self.passed_over
        if self.other:
            record["other"] = self.other
        changes = self.changes
        if isinstance(changes, ManyChanges):
            record["many"] = changes.to_record()
            changes = changes[:1]
        record["changes"] = [change._asdict() for change in changes]
        # Annotations are written as their records.
        return to_json(record, by_alias=True) + b"\n"

    def to_record(self) -> dict[str, Any]:
        """The operation as a JSON object."""
        record: dict[str, Any] = from_json(self.to_line())
        return record

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read an operation; raises ValueError for anything that is none."""
        if not isinstance(record, dict):
            raise ValueError("it is no JSON object")
        try:
            operation = cls(
                id=_text(record["op"]),
                verb=_text(record["verb"]),
                time=_text(record["time"]),
                changes=tuple(_change(change) for change in record["changes"]),
                undoes=_text(record.get("undoes", "")),
                redoes=_text(record.get("redoes", "")),
                origin=_text(record.get("origin", "")),
                passed_over=int(record.get("passed_over", 0)),
                other=_text(record.get("other", "")),
            )
        except (KeyError, TypeError, ValidationError) as error:
            raise ValueError(f"it is no operation: {error}") from error
        if not operation.id:
            raise ValueError("it has no id")
        if not operation.changes or len({it.subject.annotator for it in operation.changes}) > 1:
            raise ValueError("it is no operation of one annotator")
        return operation


class History:
    """Which operations can be taken back and done again, from all that were done, in order.

    `earlier` are those before them, the newest first: looked at only as far as somebody asks.
    """

    def __init__(
        self, operations: Iterable[Operation] = (), earlier: Iterable[Operation] = ()
    ) -> None:
        self._done: dict[str, Operation] = {}
        self._undone: dict[str, Operation] = {}
        self._earlier = iter(earlier)
        self._earlier_done: dict[str, Operation] = {}
        """Of those that were looked at, the newest first; as the next."""
        self._earlier_undone: dict[str, Operation] = {}
        self._later: set[str] = set()
        """Whatever was done or undone after those that were not looked at yet, by id."""
        self._is_redo_over = False
        """Whether anything new was done after those that were not looked at yet."""
        for operation in operations:
            self.take(operation)

    @property
    def undoable(self) -> list[Operation]:
        """What can be taken back, the newest last."""
        return list(self.newest_undoable())[::-1]

    @property
    def redoable(self) -> list[Operation]:
        """What was taken back and can be done again, what was taken back last at the end."""
        return list(self.newest_redoable())[::-1]

    def newest_undoable(self) -> Iterator[Operation]:
        """What can be taken back, the newest first; nothing may be done between two of them."""
        yield from reversed(self._done.values())
        yield from self._earlier_done.values()
        while (operation := next(self._earlier, None)) is not None:
            if self._look_at(operation) and not operation.undoes:
                yield _original(operation)

    def newest_redoable(self) -> Iterator[Operation]:
        """What can be done again, what was taken back last first; as `newest_undoable`."""
        yield from reversed(self._undone.values())
        yield from self._earlier_undone.values()
        while not self._is_redo_over and (operation := next(self._earlier, None)) is not None:
            if self._look_at(operation) and operation.undoes:
                yield _original(operation)

    def take(self, operation: Operation) -> None:
        """Add the operation that was done next."""
        original = _original(operation)
        self._later.add(original.id)
        for known in (self._done, self._undone, self._earlier_done, self._earlier_undone):
            known.pop(original.id, None)
        if operation.undoes:
            self._undone[original.id] = original
            return
        if not operation.redoes:
            self._undone.clear()
            self._earlier_undone.clear()
            self._is_redo_over = True
        self._done[original.id] = original

    def _look_at(self, operation: Operation) -> bool:
        """Add the operation that was done before all others; whether it tells anything."""
        original = _original(operation)
        is_told = original.id not in self._later and not (operation.undoes and self._is_redo_over)
        self._later.add(original.id)
        if is_told:
            known = self._earlier_undone if operation.undoes else self._earlier_done
            known[original.id] = original
        if not operation.undoes and not operation.redoes:
            self._is_redo_over = True
        return is_told


def _original(operation: Operation) -> Operation:
    """What was done at first, of what takes it back or does it again.

    The first operation itself may have been forgotten; this tells all of it.
    """
    if operation.undoes:
        return replace(operation.reversed(), id=operation.undoes, undoes="")
    return replace(operation, id=operation.redoes, redoes="") if operation.redoes else operation


def dropped_links(changes: Iterable[Change]) -> int:
    """How many relations go with what is deleted: its own, and those that led to it."""
    return sum(
        len(_relations(before) - (_relations(after) if after else set()))
        for before, after in changes
        if before is not None and before.links
    )


def and_links(count: int, deleted: int) -> str:
    """Say that links went with what was deleted, if any did: " and its 2 links"."""
    if not count:
        return ""
    if deleted > 1:
        return f" with {counted(count, 'link')}"
    return " and its link" if count == 1 else f" and its {count:,} links"


def _told_of_more(changes: Sequence[Change]) -> str:
    """What was done beside the first change, in a few words; nothing if there is nothing."""
    deletes = changes[0].after is None
    # What is changed where others are deleted loses its links to these.
    deleted = sum(it.after is None for it in changes) if deletes else 0
    count = deleted if deletes else len(changes)
    more = f" and {count - 1} more" if count > 1 else ""
    return more + and_links(dropped_links(changes), deleted) if deletes else more


def _relations(annotation: Annotation) -> set[LinkTo]:
    return {link for link in parse_links(annotation.links) if link.is_relation}


def _change(record: Mapping[str, Any]) -> Change:
    before, after = (
        None if record[side] is None else Annotation.model_validate(record[side])
        for side in ("before", "after")
    )
    if before is None and after is None:
        raise ValueError("a change has neither a before nor an after")
    if before is not None and after is not None and _identity(before) != _identity(after):
        raise ValueError("a change is about two annotations")
    return Change(before, after)


def _identity(annotation: Annotation) -> tuple[str, str, str]:
    return annotation.id, annotation.doc_path, annotation.annotator


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value

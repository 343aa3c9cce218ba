"""What an annotator did, in order: operations, and which of them can be undone and redone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from annotations.model import Annotation, Change, new_id, utc_now
from annotations.text.excerpt import excerpt


@dataclass(frozen=True)
class Operation:
    """One thing an annotator did: a verb (past tense) and the changes it made, all or none.

    Taking one back, or doing it again, is an operation too, with the changes it makes then.
    """

    id: str
    verb: str
    time: str
    """RFC 3339 in UTC."""
    changes: tuple[Change, ...]
    undoes: str = ""
    """The id of the operation that this one takes back."""
    redoes: str = ""
    """The id of the operation that this one does again after it was taken back."""

    @classmethod
    def of(cls, verb: str, *changes: Change, id: str = "", time: str = "") -> Self:
        """A new operation, done now."""
        return cls(id or new_id(), verb, time or utc_now(), changes)

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
        return frozenset(change.subject.doc_path for change in self.changes)

    def describe(self) -> str:
        """Say what was done in a few words: "tagged claim “Beijing will never…”"."""
        original = self.reversed() if self.undoes else self
        before, after = original.changes[0]
        what = original.subject.label
        if before is not None and after is not None and before.label != after.label:
            what = f"{before.label} as {after.label}"
        more = f" and {len(self.changes) - 1} more" if len(self.changes) > 1 else ""
        return f"{self.verb} {what} {excerpt(original.subject.text)}{more}"

    def reversed(self) -> Self:
        """The same with its changes the other way round and in the other order."""
        return replace(self, changes=tuple(change.reversed() for change in self.changes[::-1]))

    def to_line(self) -> bytes:
        """The operation as one line of JSON, UTF-8, with its newline; `from_record` reads it."""
        record: dict[str, Any] = {"op": self.id, "verb": self.verb, "time": self.time}
        if self.undoes:
            record["undoes"] = self.undoes
        if self.redoes:
            record["redoes"] = self.redoes
        record["changes"] = [change._asdict() for change in self.changes]
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
            )
        except (KeyError, TypeError, ValidationError) as error:
            raise ValueError(f"it is no operation: {error}") from error
        if not operation.id:
            raise ValueError("it has no id")
        if not operation.changes or len({it.subject.annotator for it in operation.changes}) > 1:
            raise ValueError("it is no operation of one annotator")
        return operation


class History:
    """Which operations can be taken back and done again, from all that were done, in order."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        self._done: dict[str, Operation] = {}
        self._undone: dict[str, Operation] = {}
        for operation in operations:
            self.take(operation)

    @property
    def undoable(self) -> list[Operation]:
        """What can be taken back, the newest last."""
        return list(self._done.values())

    @property
    def redoable(self) -> list[Operation]:
        """What was taken back and can be done again, what was taken back last at the end."""
        return list(self._undone.values())

    def take(self, operation: Operation) -> None:
        """Add the operation that was done next."""
        if operation.undoes:
            self._done.pop(operation.undoes, None)
            # The operation itself may have been forgotten; what takes it back tells all of it.
            original = replace(operation.reversed(), id=operation.undoes, undoes="")
            self._undone[operation.undoes] = original
        elif operation.redoes:
            self._undone.pop(operation.redoes, None)
            self._done[operation.redoes] = replace(operation, id=operation.redoes, redoes="")
        else:
            self._undone.clear()
            self._done[operation.id] = operation


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

"""One TinyDB file: what one annotator marked in one article."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tinydb import TinyDB

from annotations.errors import ConflictError
from annotations.model import Annotation, Change
from annotations.store.storage import AtomicJSONStorage, Signature, Tables

SHARD_SCHEMA = "marks/1"
_ANNOTATIONS = "annotations"
_META = "meta"
_UNREAD: Signature = (-1, -1, -1)


class Shard:
    """The annotations of one annotator on one article, in one file.

    Reading raises StoreError for a file that can't be read or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._storage = AtomicJSONStorage(path)
        self._database = TinyDB(storage=lambda: self._storage)
        self._table = self._database.table(_ANNOTATIONS, cache_size=0)
        self._by_id: dict[str, Annotation] = {}
        self._in_order: tuple[Annotation, ...] = ()
        self._parsed: Signature | None = _UNREAD
        self._unreadable = 0

    def annotations(self) -> tuple[Annotation, ...]:
        """All of them, by position."""
        self._refresh()
        return self._in_order

    def unreadable(self) -> int:
        """How many records of the file are no annotations; they stay in it untouched."""
        self._refresh()
        return self._unreadable

    def counts(self) -> Counter[str]:
        """How many there are of each label, without validating them."""
        return Counter(str(document.get("label", "")) for document in self._table)

    def doc_path(self) -> str:
        """The article this file says it is about."""
        for document in self._database.table(_META):
            return str(document.get("doc_path", ""))
        return ""

    def plan(self, changes: Sequence[Change]) -> Tables:
        """The file's tables after the changes; ConflictError where a record is not as expected."""
        tables = self._storage.read() or {_META: {"1": _meta(changes[0].subject)}}
        documents = dict(tables.get(_ANNOTATIONS, {}))
        keys = {str(document.get("id")): key for key, document in documents.items()}
        for change in changes:
            identifier = change.subject.id
            # TinyDB's document id is the UUID as a number, so that ids never need handing out.
            key = keys.setdefault(identifier, str(uuid.UUID(identifier).int))
            _refuse_conflict(change, documents.get(key))
            if change.after is None:
                del documents[key]
            else:
                documents[key] = change.after.to_record()
        in_order = sorted(documents.items(), key=lambda item: _position(item[1]))
        return {**tables, _ANNOTATIONS: dict(in_order)}

    def tables(self) -> Tables | None:
        """The tables as they are on disk; None where there is no file."""
        return self._storage.read()

    def write(self, tables: Tables, changes: Sequence[Change]) -> None:
        """Keep tables that were planned from these changes; raises OSError with nothing changed."""
        is_known = self._parsed == self._storage.signature
        self._storage.write(tables)
        if is_known:
            # What was written is known: no need to read and check it all again.
            for change in changes:
                if change.after is None:
                    del self._by_id[change.subject.id]
                else:
                    self._by_id[change.subject.id] = change.after
            self._take(self._storage.signature)

    def restore(self, tables: Tables | None) -> None:
        """Put earlier tables back; None takes the file away. Raises OSError."""
        if tables is None:
            self._storage.path.unlink(missing_ok=True)
        else:
            self._storage.write(tables)
        self._parsed = _UNREAD

    def _refresh(self) -> None:
        self._storage.read()
        if self._parsed == self._storage.signature:
            return
        self._by_id, self._unreadable = {}, 0
        for document in self._table:
            try:
                annotation = Annotation.model_validate(dict(document))
            except ValidationError:
                self._unreadable += 1
            else:
                self._by_id[annotation.id] = annotation
        self._take(self._storage.signature)

    def _take(self, signature: Signature | None) -> None:
        self._in_order = tuple(sorted(self._by_id.values(), key=lambda found: found.sort_key))
        self._parsed = signature


def _meta(subject: Annotation) -> dict[str, str]:
    return {
        "schema": SHARD_SCHEMA,
        "doc_path": subject.doc_path,
        "annotator": subject.annotator,
    }


def _refuse_conflict(change: Change, stored: Mapping[str, Any] | None) -> None:
    try:
        found = None if stored is None else Annotation.model_validate(stored)
        is_expected = found == change.before
    except ValidationError:
        is_expected = False
    if not is_expected:
        raise ConflictError("this mark was changed elsewhere meanwhile; it is shown as it is now")


def _position(document: Mapping[str, Any]) -> tuple[int, int, str, str]:
    """The order of `Annotation.sort_key`, also for records that are no annotations."""
    start, end = document.get("start"), document.get("end")
    return (
        start if isinstance(start, int) else 0,
        -end if isinstance(end, int) else 0,
        str(document.get("label", "")),
        str(document.get("id", "")),
    )

"""One TinyDB file: what one annotator marked in one article."""

import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tinydb import TinyDB

from annotations.errors import StoreError
from annotations.model import Annotation, Change
from annotations.store.storage import AtomicJSONStorage

SHARD_SCHEMA = "marks/1"
_ANNOTATIONS = "annotations"
_META = "meta"


class Shard:
    """The annotations of one annotator on one article, in one file."""

    def __init__(self, path: Path) -> None:
        self._storage = AtomicJSONStorage(path)
        self._database = TinyDB(storage=lambda: self._storage)
        self._table = self._database.table(_ANNOTATIONS, cache_size=0)
        self._parsed: tuple[Annotation, ...] = ()
        self._parsed_from: tuple[int, int, int] | None = None
        self.unreadable_records = 0
        """How many records of the file are no annotations; they stay in it untouched."""

    def annotations(self) -> tuple[Annotation, ...]:
        """All of them, by position. Raises StoreError for a damaged file."""
        signature = self._storage.signature()
        if signature is None:
            self._parsed = ()
        elif signature != self._parsed_from:
            self._parsed = self._parse()
        self._parsed_from = signature
        return self._parsed

    def counts(self) -> Counter[str]:
        """How many there are of each label, without validating them."""
        return Counter(str(document.get("label", "")) for document in self._table)

    def doc_path(self) -> str:
        """The article this file says it is about."""
        for document in self._database.table(_META):
            return str(document.get("doc_path", ""))
        return ""

    def apply(self, changes: Sequence[Change]) -> None:
        """Make all of the changes, or none; raises StoreError when a record is not as expected."""
        tables = self._storage.read() or {_META: {"1": _meta(changes[0].subject)}}
        documents = dict(tables.get(_ANNOTATIONS, {}))
        for change in changes:
            # TinyDB's document id is the UUID as a number, so that ids never need handing out.
            key = str(uuid.UUID(change.subject.id).int)
            _refuse_conflict(change, documents.get(key))
            if change.after is None:
                del documents[key]
            else:
                documents[key] = change.after.to_record()
        in_order = sorted(documents.items(), key=lambda item: _position(item[1]))
        self._storage.write({**tables, _ANNOTATIONS: dict(in_order)})

    def _parse(self) -> tuple[Annotation, ...]:
        self.unreadable_records = 0
        annotations = []
        for document in self._table:
            try:
                annotations.append(Annotation.model_validate(dict(document)))
            except ValidationError:
                self.unreadable_records += 1
        return tuple(sorted(annotations, key=lambda annotation: annotation.sort_key))


def _meta(subject: Annotation) -> dict[str, str]:
    return {
        "schema": SHARD_SCHEMA,
        "doc_path": subject.doc_path,
        "annotator": subject.annotator,
    }


def _refuse_conflict(change: Change, stored: dict[str, Any] | None) -> None:
    expected = None if change.before is None else change.before.to_record()
    if stored != expected:
        raise StoreError(
            "this mark was changed elsewhere meanwhile. Open the article again to see how it is."
        )


def _position(document: dict[str, Any]) -> tuple[int, int, str, str]:
    start, end = document.get("start"), document.get("end")
    return (
        start if isinstance(start, int) else 0,
        -end if isinstance(end, int) else 0,
        str(document.get("label", "")),
        str(document.get("id", "")),
    )

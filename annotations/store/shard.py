"""One TinyDB file: what one annotator marked in one article."""

import re
import uuid
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import starmap
from operator import lt
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tinydb import TinyDB

from annotations.errors import DamagedFileError, StoreError
from annotations.files import Batch, read_regular, replace_file
from annotations.model import Annotation, is_same
from annotations.names import annotator_folder, free_name, shard_name
from annotations.store import dating, migrations
from annotations.store.dating import GivenDate
from annotations.store.storage import (
    NO_SIGNATURE,
    SIZE_LIMIT,
    AtomicJSONStorage,
    Signature,
    Tables,
)

Document = dict[str, Any]
States = Mapping[str, Annotation | None]
"""What became of annotations, by id; None for one that was deleted."""


_NAMES = ("id", "label", "annotator", "doc_path")
_PLAIN_FIELDS = {"id", "doc_path", "start", "end", "text", "label", "annotator"}
"""What every annotation has; what has them is taken for one until it is looked at closely."""


_LINKS, _NO_LINKS = b'"links":', b'"links":""'
_ID = re.compile(rb'"id": ?"([0-9a-f-]*)"')
_FEW = 64
"""Up to how many are taken out and put in one by one."""


class Contents:
    """One state of a file of marks, which never changes; what is costly is found when asked for."""

    def __init__(
        self, path: Path, signature: Signature | None, tables: Tables, problem: str = ""
    ) -> None:
        self.signature = signature
        self.tables = tables
        self.problem = problem
        """Why the file can't be read, if it can't."""
        self.is_damaged = False
        """Whether that is because of what it holds."""
        self.earlier_version = 0
        """The version of the file, if it was written in an earlier one than this."""
        self._path = path

    @cached_property
    def is_newer(self) -> bool:
        """Whether a later Sidemark wrote it, so that it must stay as it is."""
        return migrations.is_newer(self.tables)

    @cached_property
    def by_id(self) -> dict[str, Annotation]:
        """Its annotations; records that are none, or belong in another file, are left out."""
        return {annotation.id: annotation for annotation in self._by_key.values()}

    @cached_property
    def _by_key(self) -> dict[str, Annotation]:
        found = {}
        # What `model_validate` does, without its checks of options: it is done for every mark.
        validated = Annotation.__pydantic_validator__.validate_python
        for key, document in self._documents.items():
            try:
                found[key] = validated(document)
            except ValidationError:
                continue
        fits = _Fitting(self._path)
        if all(starmap(fits, {(it.annotator, it.doc_path) for it in found.values()})):
            return found
        return {key: it for key, it in found.items() if fits(it.annotator, it.doc_path)}

    @cached_property
    def _keys(self) -> dict[str, tuple[str, ...]]:
        """TinyDB's numbers for each annotation, by id: more than one if others wrote the file."""
        found: dict[str, tuple[str, ...]] = {}
        for key, annotation in self._by_key.items():
            found[annotation.id] = (*found.get(annotation.id, ()), key)
        return found

    @cached_property
    def in_order(self) -> tuple[Annotation, ...]:
        """Its annotations by position."""
        found = tuple(self.by_id.values())
        starts = [it.start for it in found]
        # A file of ours is sorted, which is told faster than sorting it again.
        is_sorted = len(self.doc_paths) < 2 and all(map(lt, starts, starts[1:]))
        return found if is_sorted else tuple(sorted(found, key=_sort_key))

    @cached_property
    def doc_paths(self) -> frozenset[str]:
        """The articles they are of: one, unless the names of two give one name of a file."""
        return frozenset(it.doc_path for it in self.by_id.values())

    @cached_property
    def _label_counts(self) -> Counter[str]:
        return Counter(it.label for it in self.by_id.values())

    @property
    def unreadable(self) -> int:
        """How many records are no annotations; they stay in the file untouched."""
        return len(self._documents) - len(self.by_id)

    def counts(self, but: Collection[str] = ()) -> Counter[str]:
        """How many there are of each label, without some; what is not known is only glanced at."""
        if "by_id" in self.__dict__:
            gone = Counter(self.by_id[it].label for it in but if it in self.by_id)
            return self._label_counts - gone
        fits, documents = _Fitting(self._path), self._documents.values()
        return Counter(
            str(document["label"])
            for document in documents
            if document.keys() >= _PLAIN_FIELDS
            and all(isinstance(document[name], str) for name in _NAMES)
            and str(document["id"]) not in but
            and fits(document["annotator"], document["doc_path"])
        )

    @property
    def doc_path(self) -> str:
        """The article the file says it is about."""
        meta = next(iter(self.tables.get(migrations.META, {}).values()), {})
        return str(meta.get("doc_path", ""))

    def given_date(self, doc_path: str) -> GivenDate | None:
        """The date that the file's annotator gave the article."""
        found = dating.given_date(self.tables, doc_path)
        is_ours = found is not None and _Fitting(self._path)(found.annotator, doc_path)
        return found if is_ours else None

    def merged(self, states: States) -> "Contents":
        """The contents with these annotations as they are to be; this one where they are so."""
        documents, keys, by_id = dict(self._documents), dict(self._keys), dict(self.by_id)
        is_changed, subject = False, None
        for identifier, annotation in states.items():
            if by_id.get(identifier) == annotation:
                continue
            is_changed = True
            known = keys.pop(identifier, ())
            for key in known:
                del documents[key]
            by_id.pop(identifier, None)
            if annotation is not None:
                key = known[0] if known else self._new_key(identifier)
                documents[key], by_id[identifier] = annotation.to_record(), annotation
                keys[identifier], subject = (key,), annotation
        if not is_changed:
            return self
        tables = self.tables
        if not tables:
            assert subject is not None, "a file is made for a mark, not to delete one"
            tables = new_tables(subject.doc_path, subject.annotator)
        following = Contents(self._path, NO_SIGNATURE, _in_order(tables, documents))
        following.is_newer, following.by_id, following._keys = False, by_id, keys
        following.in_order = tuple(self.with_states(states))
        # What would take a look at each of them is told from what was known.
        came = [it for it in states.values() if it is not None]
        following.doc_paths = self.doc_paths.union(it.doc_path for it in came)
        following._label_counts = self.counts(but=states) + Counter(it.label for it in came)
        return following

    def with_new(self, documents: Sequence[Document]) -> tuple[Tables, list[Document]]:
        """The tables with those records whose ids they have not, and which those are."""
        came: dict[str, Document] = {}
        for document in documents:
            if document["id"] not in self.by_id:
                came.setdefault(document["id"], document)
        if not came:
            return self.tables, []
        added = {self._new_key(identifier): document for identifier, document in came.items()}
        subject = documents[0]
        tables = self.tables or new_tables(subject["doc_path"], subject["annotator"])
        return _in_order(tables, {**self._documents, **added}), list(came.values())

    def without(self, annotations: Iterable[Annotation]) -> tuple[Tables, int]:
        """The tables without those annotations that are still the same, and how many they were."""
        same = [it for it in annotations if is_same(it, self.by_id.get(it.id))]
        if not same:
            return self.tables, 0
        gone = {key for it in same for key in self._keys[it.id]}
        documents = {key: it for key, it in self._documents.items() if key not in gone}
        return _in_order(self.tables, documents), len(same)

    def with_states(self, states: States) -> Sequence[Annotation]:
        """Its annotations by position, some as they are to be; the very same where none are."""
        if not states:
            return self.in_order
        came = [annotation for annotation in states.values() if annotation is not None]
        if len(states) > _FEW:
            stayed = [annotation for annotation in self.in_order if annotation.id not in states]
            return sorted([*stayed, *came], key=_sort_key)
        found = list(self.in_order)
        for identifier in states.keys() & self.by_id.keys():
            key = self.by_id[identifier].sort_key
            del found[bisect_left(found, key, key=_sort_key)]
        for annotation in came:
            insort(found, annotation, key=_sort_key)
        return found

    def _new_key(self, identifier: str) -> str:
        # TinyDB's document id is the UUID as a number, so that ids never need handing out.
        key = int(identifier.replace("-", ""), 16)
        # What has that number and is no annotation stays as it is.
        while str(key) in self._documents:
            key = uuid.uuid4().int
        return str(key)

    @property
    def _documents(self) -> dict[str, dict[str, Any]]:
        return self.tables.get(migrations.ANNOTATIONS, {})


class Shard:
    """The file of one annotator on one article; may be asked by several threads, written by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._storage = AtomicJSONStorage(path)
        self._database = TinyDB(storage=lambda: self._storage)
        self._contents: Contents | None = None
        self._coming: Contents | None = None
        """What is about to be in the file, if this process is writing it."""

    def contents(self) -> Contents:
        """What the file holds; read again only if it has changed. Never raises: see `problem`."""
        try:
            signature = self._storage.signature()
        except OSError as error:
            return self._unreadable(NO_SIGNATURE, error.strerror or str(error))
        for known in (self._contents, self._coming):
            if known is not None and known.signature == signature:
                self._contents = known
                return known
        self._contents = self._read(signature)
        return self._contents

    def may_hold(self, ids: Collection[str], *, or_links: bool) -> bool:
        """Whether a record may have one of these ids, or links: its bytes are only glanced at.

        False for a file that can't be read.
        """
        try:
            raw = read_regular(self.path, SIZE_LIMIT)
        except OSError:
            return False
        # As all files of ours have it, and so do those of TinyDB's own but for a blank.
        if or_links and raw.count(_LINKS) != raw.count(_NO_LINKS):
            return True
        return bool(ids) and any(it[1].decode() in ids for it in _ID.finditer(raw))

    def write(self, states: States) -> str:
        """Make these annotations last as they are to be; returns a message if there is one to tell.

        A damaged file is set aside first. Raises OSError or StoreError with the file as it was.
        """
        contents, said = self._writable()
        self._put(contents, contents.merged(states))
        return said

    def set_date(self, doc_path: str, annotator: str, day: date | None) -> str:
        """Keep the date that the annotator gives the article, or none; otherwise as `write`."""
        contents, said = self._writable()
        tables = contents.tables or (new_tables(doc_path, annotator) if day else {})
        dated = dating.with_date(tables, doc_path, annotator, day)
        if dated is not tables:
            self._put(contents, Contents(self.path, NO_SIGNATURE, dated))
        return said

    def _put(self, contents: Contents, following: Contents) -> None:
        """Put other contents in place of those that the file has, unless they are the same."""
        if following is contents:
            return
        if contents.earlier_version:
            self._keep_earlier_version(contents.earlier_version)

        def announce(signature: Signature) -> None:
            following.signature = signature
            self._coming = following

        self._storage.write(following.tables, announce)
        self._contents = following

    def stage(
        self,
        batch: Batch,
        change: Callable[[Contents], Tables],
        written: Mapping[int, bytes] | None = None,
    ) -> str:
        """Let a batch write the file that holds other tables, unless they are the same; as `write`.

        Nobody else may write it before that has taken its place. `written` as for the storage.
        """
        contents, said = self._writable()
        tables = change(contents)
        if tables is not contents.tables:
            if contents.earlier_version:
                self._keep_earlier_version(contents.earlier_version)
            batch.add(self.path, [self._storage.encode(tables, written)])
        return said

    def _writable(self) -> tuple[Contents, str]:
        """What the file holds, if it may be written to, and what there is to tell."""
        contents, said = self.contents(), ""
        if contents.is_damaged:
            said = self._set_aside()
            contents = self.contents()
        elif contents.problem:
            raise StoreError(contents.problem)
        if contents.is_newer:
            raise StoreError(newer_message(self.path))
        return contents, said

    def _read(self, signature: Signature | None) -> Contents:
        try:
            tables = self._database.storage.read() or {}
        except DamagedFileError as error:
            contents = self._unreadable(signature, f"{error.message}; it is left as it is")
            contents.is_damaged = True
            return contents
        except OSError as error:
            # It may be over in a moment: the next time it is tried again.
            return self._unreadable(NO_SIGNATURE, error.strerror or str(error))
        contents = Contents(self.path, signature, tables)
        if contents.is_newer or (migrated := migrations.migrate(tables)) is tables:
            return contents
        contents = Contents(self.path, signature, migrated)
        contents.earlier_version = migrations.version_of(tables)
        return contents

    def _unreadable(self, signature: Signature | None, reason: str) -> Contents:
        problem = f"marks can't be read from {self.path} ({reason})"
        return Contents(self.path, signature, {}, problem)

    def _set_aside(self) -> str:
        aside = free_name(self.path)
        self.path.rename(aside)
        return f"a damaged file of marks was set aside as {aside}"

    def _keep_earlier_version(self, version: int) -> None:
        """Before the file is written in this version for the first time, keep it as it was."""
        kept = self.path.with_name(f"{self.path.name}.v{version}.bak")
        if not kept.exists():
            replace_file(kept, [read_regular(self.path, SIZE_LIMIT)], durable=True)


def newer_message(path: Path) -> str:
    """Say that a file can only be read."""
    return f"a newer Sidemark wrote {path}; update Sidemark to change its marks"


def _sort_key(annotation: Annotation) -> tuple[str, int, int, str, str]:
    return annotation.sort_key


class _Fitting:
    """Whether an annotation belongs in a file, by the names of its article and its annotator."""

    def __init__(self, path: Path) -> None:
        self._place = (path.parent.name, path.name)
        self._known: dict[tuple[str, str], bool] = {}

    def __call__(self, annotator: object, doc_path: object) -> bool:
        names = str(annotator), str(doc_path)
        if names not in self._known:
            place = annotator_folder(names[0]), shard_name(names[1])
            self._known[names] = place == self._place
        return self._known[names]


def new_tables(doc_path: str, annotator: str) -> Tables:
    """Those of a file that is made, before anything is in it."""
    meta = {"schema": migrations.schema(), "doc_path": doc_path, "annotator": annotator}
    return {migrations.META: {"1": meta}}


def _in_order(tables: Tables, documents: Mapping[str, Document]) -> Tables:
    """The tables with these records for the annotations, by position."""
    in_order = dict(sorted(documents.items(), key=lambda item: _position(item[1])))
    return {**tables, migrations.ANNOTATIONS: in_order}


def _position(document: Mapping[str, Any]) -> tuple[int, int, str, str]:
    """The order of `Annotation.sort_key`, also for records that are no annotations."""
    start, end = document.get("start"), document.get("end")
    return (
        start if isinstance(start, int) else 0,
        -end if isinstance(end, int) else 0,
        str(document.get("label", "")),
        str(document.get("id", "")),
    )

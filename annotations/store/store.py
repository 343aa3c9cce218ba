"""The one door to the annotations of a corpus."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from annotations.errors import StoreError
from annotations.history import History, Operation
from annotations.model import Annotation, Change
from annotations.store.locks import locked
from annotations.store.names import annotator_folder, corpus_folder, shard_name
from annotations.store.protocol import Problem
from annotations.store.shard import Shard
from annotations.store.storage import Tables

STORE_FOLDER = ".sidemark"
_MARKS = "marks"
_LOCK = ".lock"
_GITIGNORE = "history/\n.lock\nindex\n"


class FileStore:
    """Every annotator's marks on one corpus, one TinyDB file per annotator and article.

    Nothing is written, and no folder made, before the first mark. Raises StoreError where a file
    can't be read or written; what it holds is left as it is. Not to be shared between threads.
    """

    def __init__(self, root: Path, also_read: Sequence[Path] = ()) -> None:
        self.root = root
        self.also_read = tuple(also_read)
        """Other stores of the same corpus, whose marks are shown and can't be changed here."""
        self._shards: dict[Path, Shard] = {}
        self._operations: list[Operation] = []
        self._texts: dict[str, str] = {}
        self._changed: set[str] = set()
        self.trouble = ""

    def record(self, operation: Operation) -> None:
        self.commit(operation.changes)
        self._operations.append(operation)
        self._changed |= operation.doc_paths

    def history(self, annotator: str) -> History:
        return History(it for it in self._operations if it.annotator == annotator)

    def operations(self) -> Iterator[Operation]:
        return reversed(self._operations)

    def changed(self) -> frozenset[str]:
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def keep_text(self, sha256: str, text: str) -> None:
        self._texts[sha256] = text

    def text(self, sha256: str) -> str | None:
        return self._texts.get(sha256)

    def problems(self, doc_path: str | None = None) -> list[Problem]:
        return []

    def flush(self) -> None: ...

    def close(self) -> str:
        return ""

    def annotations(self, doc_path: str) -> list[Annotation]:
        """Everybody's annotations on one article, by position."""
        shards = self._shards_of(doc_path)
        return _merged([shard.annotations() for shard in shards])

    def unreadable(self, doc_path: str) -> int:
        """How many records about an article are kept but are no annotations."""
        return sum(shard.unreadable() for shard in self._shards_of(doc_path))

    def all_unreadable(self) -> int:
        """How many records of the whole store are no annotations."""
        return sum(shard.unreadable() for shard in self._all_shards())

    def counts(self, doc_path: str) -> Counter[str]:
        """How many annotations of each label an article has, from everybody."""
        return sum((shard.counts() for shard in self._shards_of(doc_path)), Counter[str]())

    def everything(self) -> Iterator[Annotation]:
        """Every annotation of the corpus in the order of an export, also of articles now gone."""
        yield from _merged([shard.annotations() for shard in self._all_shards()])

    def doc_paths(self) -> list[str]:
        """The articles that have annotations, sorted."""
        return sorted({annotation.doc_path for annotation in self.everything()})

    def commit(self, changes: Sequence[Change]) -> None:
        """Make all the changes last on disk before returning, or none; raises StoreError then.

        Raises ConflictError where an annotation is not as it was when the change was asked for.
        """
        by_shard: defaultdict[Path, list[Change]] = defaultdict(list)
        for change in changes:
            subject = change.subject
            folder = self.root / _MARKS / annotator_folder(subject.annotator)
            by_shard[folder / shard_name(subject.doc_path)].append(change)
        try:
            self._prepare()
            with locked(self.root / _LOCK):
                self._make(by_shard)
        except OSError as error:
            raise StoreError(
                f"this can't be written ({error.strerror}), nothing was changed: "
                f"{error.filename or self.root}"
            ) from error

    def _make(self, by_shard: Mapping[Path, Sequence[Change]]) -> None:
        """Plan all files before any is written; if one fails, put back those that were."""
        before: dict[Path, Tables | None] = {}
        planned: dict[Path, Tables] = {}
        for path, changes in by_shard.items():
            self._refuse_foreign(path, changes)
            before[path] = self._shard(path).tables()
            planned[path] = self._shard(path).plan(changes)
        written: list[Path] = []
        try:
            for path, tables in planned.items():
                self._shard(path).write(tables, by_shard[path])
                written.append(path)
        except OSError:
            for path in written:
                self._shard(path).restore(before[path])
            raise

    def _refuse_foreign(self, path: Path, changes: Sequence[Change]) -> None:
        """Say so where a mark to be changed lies in a store that is only read."""
        expected = {change.before.id for change in changes if change.before is not None}
        for root in self.also_read:
            other = root / path.relative_to(self.root)
            found = {annotation.id for annotation in self._shard(other).annotations()}
            if expected & found:
                raise StoreError(f"this mark lies where nothing can be changed: {root}")

    def _prepare(self) -> None:
        ignore = self.root / ".gitignore"
        if not ignore.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            ignore.write_text(_GITIGNORE, encoding="utf-8")

    def _shard(self, path: Path) -> Shard:
        if path not in self._shards:
            self._shards[path] = Shard(path)
        return self._shards[path]

    def _shards_of(self, doc_path: str) -> list[Shard]:
        name = shard_name(doc_path)
        paths = [folder / name for folder in self._annotator_folders()]
        return [self._shard(path) for path in paths if os.path.lexists(path)]

    def _all_shards(self) -> list[Shard]:
        folders = self._annotator_folders()
        return [self._shard(path) for folder in folders for path in sorted(folder.glob("*.json"))]

    def _annotator_folders(self) -> list[Path]:
        found: list[Path] = []
        for root in (self.root, *self.also_read):
            try:
                with os.scandir(root / _MARKS) as entries:
                    found += sorted(Path(entry.path) for entry in entries if entry.is_dir())
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StoreError(
                    f"marks can't be read ({error.strerror}): {root / _MARKS}"
                ) from error
        return found


def _merged(parts: Sequence[Sequence[Annotation]]) -> list[Annotation]:
    found = [annotation for part in parts for annotation in part]
    # One part is in order already; sorting what is in order is cheap.
    return found if len(parts) == 1 else sorted(found, key=lambda found: found.sort_key)


@dataclass(frozen=True)
class StorePlace:
    """Where a corpus keeps its annotations."""

    write: Path
    also_read: tuple[Path, ...] = ()
    notice: str = ""
    """A sentence for the reader, if the place is not the usual one."""

    def open(self) -> FileStore:
        """The store there."""
        return FileStore(self.write, self.also_read)


def find_store(corpus_root: Path, named: Path | None = None) -> StorePlace:
    """The place of a corpus's store: `named`, else `.sidemark` in it, else the user's data folder.

    A corpus that can't be written to has its new marks in the user's data folder; wherever they
    are written, those in the other place are shown too.
    """
    if named is not None:
        return StorePlace(named)
    usual = corpus_root / STORE_FOLDER
    own = user_data_path("sidemark", appauthor=False) / "stores" / corpus_folder(corpus_root)
    if os.access(usual if usual.exists() else corpus_root, os.W_OK):
        return StorePlace(usual, (own,) if own.exists() else ())
    notice = f"this folder is read-only: marks are kept in {own}"
    return StorePlace(own, (usual,) if usual.exists() else (), notice)

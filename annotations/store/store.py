"""The one door to the annotations of a corpus."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from platformdirs import user_data_path

from annotations.errors import StoreError
from annotations.model import Annotation, Change
from annotations.store.names import annotator_folder, corpus_folder, shard_name
from annotations.store.shard import Shard

STORE_FOLDER = ".sidemark"
_MARKS = "marks"
_GITIGNORE = "history/\n.lock\nindex\n"


class Store:
    """Every annotator's marks on one corpus, one TinyDB file per annotator and article.

    Nothing is written, and no folder made, before the first mark. Raises StoreError where a file
    can't be read or written; what it holds is left as it is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._shards: dict[Path, Shard] = {}

    def annotations(self, doc_path: str) -> list[Annotation]:
        """Everybody's annotations on one article, by position."""
        found = [
            annotation for shard in self._shards_of(doc_path) for annotation in shard.annotations()
        ]
        return sorted(found, key=lambda annotation: annotation.sort_key)

    def counts(self, doc_path: str) -> Counter[str]:
        """How many annotations of each label an article has, from everybody."""
        return sum((shard.counts() for shard in self._shards_of(doc_path)), Counter[str]())

    def everything(self) -> Iterator[Annotation]:
        """Every annotation of the corpus in the order of an export, also of articles now gone."""
        found = [annotation for shard in self._all_shards() for annotation in shard.annotations()]
        yield from sorted(found, key=lambda annotation: annotation.sort_key)

    def doc_paths(self) -> list[str]:
        """The articles that have annotations, sorted."""
        return sorted({shard.doc_path() for shard in self._all_shards()})

    def commit(self, changes: Sequence[Change]) -> None:
        """Make the changes last on disk before returning; raises StoreError if they can't."""
        by_shard: defaultdict[Path, list[Change]] = defaultdict(list)
        for change in changes:
            subject = change.subject
            folder = self._marks / annotator_folder(subject.annotator)
            by_shard[folder / shard_name(subject.doc_path)].append(change)
        try:
            self._prepare()
            for path, its_changes in by_shard.items():
                self._shard(path).apply(its_changes)
        except OSError as error:
            raise StoreError(
                f"{error.filename or self.root} can't be written: {error.strerror}. "
                "Nothing was changed."
            ) from error

    @property
    def _marks(self) -> Path:
        return self.root / _MARKS

    def _prepare(self) -> None:
        ignore = self.root / ".gitignore"
        if not ignore.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            ignore.write_text(_GITIGNORE, encoding="utf-8")

    def _shard(self, path: Path) -> Shard:
        if path not in self._shards:
            self._shards[path] = Shard(path)
        return self._shards[path]

    def _shards_of(self, doc_path: str) -> Iterable[Shard]:
        name = shard_name(doc_path)
        for folder in self._annotator_folders():
            if (folder / name).exists():
                yield self._shard(folder / name)

    def _all_shards(self) -> Iterable[Shard]:
        for folder in self._annotator_folders():
            for path in sorted(folder.glob("*.json")):
                yield self._shard(path)

    def _annotator_folders(self) -> list[Path]:
        try:
            return sorted(path for path in self._marks.iterdir() if path.is_dir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self._marks} can't be read: {error.strerror}.") from error


def store_folder(corpus_root: Path, named: Path | None = None) -> tuple[Path, str]:
    """Where a corpus keeps its annotations, and a sentence for the reader if that is unusual.

    `named` is the place the user asked for. A corpus that can't be written to keeps them in the
    user's data folder.
    """
    if named is not None:
        return named, ""
    usual = corpus_root / STORE_FOLDER
    if os.access(usual if usual.exists() else corpus_root, os.W_OK):
        return usual, ""
    own = user_data_path("sidemark", appauthor=False) / "stores" / corpus_folder(corpus_root)
    return own, f"this folder is read-only: marks are kept in {own}"

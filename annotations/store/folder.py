"""The folders and files of a store on disk, none of which may lead out of it."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from annotations.errors import StoreError
from annotations.files import TEMPORARY_GLOB, replace_file
from annotations.store.locks import locked as hold
from annotations.store.log import Log
from annotations.store.names import annotator_folder

GITIGNORE = b"history/\n.lock\nindex\n"


class StoreFolder:
    """Where things lie in a store; a store got from somebody else is not trusted to lead nowhere.

    Nothing is made before something is to be written. `for_writing` raises OSError or StoreError.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.marks = root / "marks"
        self.history = root / "history"
        self.texts = root / "texts"
        self.lock = root / ".lock"

    def log(self, name: str) -> Log:
        """The log of the annotator whose folder has that name."""
        return Log(self.history, name)

    def shard_path(self, annotator: str, file_name: str) -> Path:
        """The file of one annotator's marks on one article."""
        return self.marks / annotator_folder(annotator) / file_name

    def text_path(self, sha256: str) -> Path:
        """Where a state of an article is kept."""
        return self.texts / f"{sha256}.txt"

    def for_writing(self, *folders: Path) -> None:
        """Make folders of the store, and refuse a link that leads out of it."""
        ignore = self.root / ".gitignore"
        if not os.path.lexists(ignore):
            self.root.mkdir(parents=True, exist_ok=True)
            replace_file(ignore, [GITIGNORE])
        for folder in folders:
            if not self._is_inside(folder):
                raise StoreError(f"{folder} is a link: nothing is written through it. Remove it.")
            folder.mkdir(parents=True, exist_ok=True)

    def _is_inside(self, folder: Path) -> bool:
        """Whether no part of the way to a folder of the store is a link."""
        way = folder.relative_to(self.root)
        return os.path.realpath(folder) == os.path.join(os.path.realpath(self.root), way)

    def shard_folders(self) -> list[Path]:
        """The folder of each annotator, sorted; raises OSError."""
        return [Path(entry.path) for entry in _entries(self.marks) if entry.is_dir()]

    def log_names(self) -> list[str]:
        """The annotators' folder names for which there is a log, sorted; raises OSError."""
        names = [entry.name for entry in _entries(self.history)]
        return [name.removesuffix(".jsonl") for name in names if name.endswith(".jsonl")]

    def locked(self) -> AbstractContextManager[None]:
        """Hold the lock under which everything but logs is written."""
        return hold(self.lock)

    def put_aside(self) -> list[Path]:
        """The damaged files and lines that were set aside, sorted."""
        found = [*self.marks.glob("*/*.damaged-*"), *self.history.glob("*.damaged-*")]
        return sorted([*found, *self.history.glob("*.set-aside")])

    def sweep(self) -> None:
        """Take away what was being written when a process died; the lock must be held."""
        for folder in (self.root, self.history, self.texts, *self.shard_folders()):
            for left in folder.glob(TEMPORARY_GLOB) if self._is_inside(folder) else ():
                left.unlink(missing_ok=True)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []

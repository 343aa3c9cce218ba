"""The folders and files of a store on disk, none of which may lead out of it."""

import errno
import os
import stat
from contextlib import suppress
from functools import partial
from pathlib import Path

from annotations.errors import StoreError
from annotations.files import TEMPORARY_GLOB
from annotations.store.locks import FileLock
from annotations.store.log import IMPORTS, Log

GITIGNORE = b"history/\n.lock\n"


class StoreFolder:
    """Where things lie in a store; a store got from somebody else is not trusted to lead nowhere.

    Nothing is made before something is to be written. `for_writing` raises OSError or StoreError.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.marks = root / "marks"
        self.history = root / "history"
        self.texts = root / "texts"
        self.importing = self.history / "importing"
        """The operations of an import that was decided on and is not in its place; for a moment."""
        self.dated = self.history / "dated"
        """The articles whose dates were set lately, for other processes to look again."""

    def log(self, name: str) -> Log:
        """The log of the annotator whose folder has that name."""
        return Log(self.history, name, partial(self.refuse_link, self.history))

    def text_path(self, sha256: str) -> Path:
        """Where a state of an article is kept."""
        return self.texts / f"{sha256}.txt"

    def for_writing(self, *folders: Path) -> None:
        """Make folders of the store, and refuse a link that leads out of it."""
        ignore = self.root / ".gitignore"
        if not _is_filled(ignore):
            self.root.mkdir(parents=True, exist_ok=True)
            # Not by a temporary file: another Sidemark that starts now would sweep it away.
            ignore.write_bytes(GITIGNORE)
        for folder in folders:
            self.refuse_link(folder)
            folder.mkdir(parents=True, exist_ok=True)

    def refuse_link(self, folder: Path) -> None:
        """Raise StoreError for a folder of the store to which a link leads."""
        if not self._is_inside(folder):
            raise StoreError(f"{folder} is a link: nothing is written through it. Remove it.")

    def _annotator_folders(self) -> list[Path]:
        return [self.marks / name for name in self.annotator_names()]

    def _is_inside(self, folder: Path) -> bool:
        """Whether no part of the way to a folder of the store is a link."""
        way = folder.relative_to(self.root).parts
        return os.path.realpath(folder) == os.path.join(os.path.realpath(self.root), *way)

    def annotator_names(self) -> list[str]:
        """The name of each annotator's folder, sorted; raises OSError."""
        entries = _entries(self.marks)
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]

    def linked_names(self) -> list[str]:
        """What stands in the place of an annotator's folder and is a link; raises OSError."""
        return [entry.name for entry in _entries(self.marks) if entry.is_symlink()]

    def shard_names(self, annotator_name: str) -> list[str]:
        """The names of the files of marks in an annotator's folder, sorted; raises OSError."""
        entries = _entries(self.marks / annotator_name)
        return [entry.name for entry in entries if entry.name.endswith(".json")]

    def log_names(self) -> list[str]:
        """The annotators' folder names for which there is a log, sorted; raises OSError."""
        names = [entry.name for entry in _entries(self.history)]
        return [name.removesuffix(".jsonl") for name in names if name.endswith(".jsonl")]

    def import_folders(self) -> list[Path]:
        """The folders with what annotators imported, sorted; raises OSError."""
        entries = _entries(self.history)
        return [
            Path(entry.path)
            for entry in entries
            if entry.name.endswith(IMPORTS) and entry.is_dir(follow_symlinks=False)
        ]

    def lock(self) -> FileLock:
        """The lock under which everything but logs is written."""
        return FileLock(self.root / ".lock", _nothing)

    def put_aside(self) -> list[Path]:
        """The damaged files and lines that were set aside, sorted."""
        found = [*self.marks.glob("*/*.damaged-*"), *self.history.glob("*.damaged-*")]
        return sorted([*found, *self.history.glob("*.set-aside")])

    def sweep(self) -> None:
        """Take away what was being written when a process died; the lock must be held."""
        folders = *self._annotator_folders(), *self.import_folders()
        for folder in (self.root, self.history, self.texts, *folders):
            for left in folder.glob(TEMPORARY_GLOB) if self._is_inside(folder) else ():
                # What can't be taken away is in nobody's way.
                with suppress(OSError):
                    left.unlink()


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    if folder.is_symlink():
        raise OSError(errno.ELOOP, "it is a link, which may lead anywhere", str(folder))
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []


def _is_filled(path: Path) -> bool:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    # Whatever else stands there is not ours to fill.
    return status.st_size > 0 or not stat.S_ISREG(status.st_mode)


def _nothing() -> None:
    """Whoever made the root a link meant it."""

"""Where a corpus keeps its annotations."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from annotations.store.names import corpus_folder
from annotations.store.store import FileStore

STORE_FOLDER = ".sidemark"


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
    notice = _why_not(corpus_root, usual)
    if not notice:
        return StorePlace(usual, (own,) if own.exists() else ())
    notice = f"{notice}: marks are kept in {own}"
    return StorePlace(own, (usual,) if usual.exists() else (), notice)


def _why_not(corpus_root: Path, usual: Path) -> str:
    """Why nothing is to be written to a corpus's own store; empty if all is well."""
    real = os.path.realpath(usual)
    if usual.is_symlink() and not real.startswith(os.path.realpath(corpus_root) + os.sep):
        return f"{usual} is a link that leads out of this folder"
    if not os.access(usual if usual.exists() else corpus_root, os.W_OK):
        return "this folder is read-only"
    return ""

"""Where a corpus keeps its annotations."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from annotations.names import corpus_folder
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
    own = own_stores() / corpus_folder(corpus_root)
    if _leads_out(usual, corpus_root):
        # Whoever made the link may want what lies there to be written to, or handed on.
        return StorePlace(own, (), f"{usual} is a link that leads out: marks are kept in {own}")
    if not os.access(usual if usual.exists() else corpus_root, os.W_OK):
        notice = f"this folder is read-only: marks are kept in {own}"
        return StorePlace(own, (usual,) if usual.exists() else (), notice)
    return StorePlace(usual, (own,) if own.exists() else ())


def own_stores() -> Path:
    """Where the user's data folder has the stores of corpora that can't be written to."""
    return user_data_path("sidemark", appauthor=False) / "stores"


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder is a link to somewhere else than below that folder."""
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))

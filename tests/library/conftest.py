"""Every implementation of the Store protocol, behind one fixture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotations.store import FileStore, MemoryStore, Store

MakeStore = Callable[[Path], Store]


def _in_files(root: Path) -> Store:
    return FileStore(root, in_background=False)


def _in_files_with_a_writer(root: Path) -> Store:
    return FileStore(root)


STORES: dict[str, MakeStore] = {
    "memory": lambda _root: MemoryStore(),
    "files": _in_files,
    "files and a writer thread": _in_files_with_a_writer,
}


@dataclass
class AnyStore:
    """One kind of store, and a way to look at what it holds from elsewhere."""

    kind: str
    root: Path
    store: Store
    _opened: list[Store]

    @property
    def is_kept(self) -> bool:
        """Whether it outlives this process."""
        return self.kind != "memory"

    def elsewhere(self) -> Store:
        """The same annotations as another process sees them now; in memory, the store itself."""
        if not self.is_kept:
            return self.store
        self._opened.append(STORES[self.kind](self.root))
        return self._opened[-1]


@pytest.fixture(params=STORES)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    """A store of each kind in turn; what was opened is closed in the end."""
    root = tmp_path / "any" / ".sidemark"
    root.parent.mkdir()
    store = STORES[request.param](root)
    opened = [store]
    yield AnyStore(request.param, root, store, opened)
    for it in reversed(opened):
        assert it.close() == ""

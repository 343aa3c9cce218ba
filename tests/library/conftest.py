"""Every implementation of the Store protocol behind one fixture, and articles to mark in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotations.corpus import Article, Corpus, find_corpus
from annotations.editing import Editor
from annotations.store import FileStore, MemoryStore, Store
from tests.making import counting_ids, ticking_clock

FIRST, SECOND = "000_4639da8ab6d43468.txt", "003_50823aa4b1df31b8.txt"
MakeStore = Callable[[Path], Store]
NewEditor = Callable[..., Editor]


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


@pytest.fixture
def new_editor(any_store: AnyStore) -> NewEditor:
    """`new_editor(annotator="ana")`: as at the start of another run; no two give the same ids."""
    clock, namespaces = ticking_clock(), iter(range(1, 99))

    def make(annotator: str = "ana") -> Editor:
        ids = counting_ids(next(namespaces))
        return Editor(any_store.elsewhere(), annotator, now=clock, make_id=ids)

    return make


@pytest.fixture
def corpus(corpus_copy: Path) -> Corpus:
    """The five articles."""
    return find_corpus([corpus_copy])


@pytest.fixture
def first(corpus: Corpus) -> Article:
    """000."""
    return corpus.load(FIRST)


@pytest.fixture
def second(corpus: Corpus) -> Article:
    """003."""
    return corpus.load(SECOND)

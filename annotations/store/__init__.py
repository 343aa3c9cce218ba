"""Where annotations are kept, behind one protocol, `Store`: in TinyDB files, or only in memory."""

from annotations.store.counting import Counts, FolderCounts
from annotations.store.dating import GivenDate
from annotations.store.memory import MemoryStore
from annotations.store.place import STORE_FOLDER, StorePlace, find_store, own_stores
from annotations.store.protocol import Problem, ProblemKind, Store
from annotations.store.store import FileStore

__all__ = [
    "STORE_FOLDER",
    "Counts",
    "FileStore",
    "FolderCounts",
    "GivenDate",
    "MemoryStore",
    "Problem",
    "ProblemKind",
    "Store",
    "StorePlace",
    "find_store",
    "own_stores",
]

"""Where annotations are kept, behind one protocol, `Store`: in TinyDB files, or only in memory."""

from annotations.store.counting import Counted, Counts, FolderCounts, Known
from annotations.store.memory import MemoryStore
from annotations.store.place import STORE_FOLDER, StorePlace, find_store
from annotations.store.protocol import Problem, Store
from annotations.store.store import FileStore

__all__ = [
    "STORE_FOLDER",
    "Counted",
    "Counts",
    "FileStore",
    "FolderCounts",
    "Known",
    "MemoryStore",
    "Problem",
    "Store",
    "StorePlace",
    "find_store",
]

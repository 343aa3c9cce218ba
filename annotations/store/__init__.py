"""Where annotations are kept, behind one protocol, `Store`: in TinyDB files, or only in memory."""

from annotations.store.memory import MemoryStore
from annotations.store.protocol import Problem, Store
from annotations.store.store import STORE_FOLDER, FileStore, StorePlace, find_store

__all__ = [
    "STORE_FOLDER",
    "FileStore",
    "MemoryStore",
    "Problem",
    "Store",
    "StorePlace",
    "find_store",
]

"""Where annotations are kept: TinyDB files behind one door, `Store`."""

from annotations.store.store import STORE_FOLDER, Store, StorePlace, find_store

__all__ = ["STORE_FOLDER", "Store", "StorePlace", "find_store"]

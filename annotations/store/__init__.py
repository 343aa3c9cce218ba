"""Where annotations are kept: TinyDB files behind one door, `Store`."""

from annotations.store.store import STORE_FOLDER, Store, store_folder

__all__ = ["STORE_FOLDER", "Store", "store_folder"]

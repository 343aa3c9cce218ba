"""A TinyDB storage that replaces its file atomically: it is the old one or the new one, whole."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from tinydb.storages import Storage

from annotations.errors import StoreError
from annotations.files import replace_file

Tables = dict[str, dict[str, Any]]


class AtomicJSONStorage(Storage):
    """TinyDB's own JSON shape, one document a line, read again only when the file has changed.

    Raises StoreError for a file that is no such JSON; it is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: Tables | None = None
        self._signature: tuple[int, int, int] | None = None

    def read(self) -> Tables | None:
        """The tables on disk, or None where there is no file."""
        signature = self.signature()
        if signature is None:
            self._tables, self._signature = None, None
        elif signature != self._signature:
            self._tables, self._signature = self._load(), signature
        return None if self._tables is None else dict(self._tables)

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Put `data` in place of the file, durably; raises OSError with the old file untouched."""
        # Forget first: after a failed write, memory must not claim what the disk doesn't hold.
        self._tables, self._signature = None, None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, [_encode(data)], durable=True)

    def signature(self) -> tuple[int, int, int] | None:
        """What tells one state of the file from another; None where there is no file."""
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _load(self) -> Tables:
        try:
            tables = from_json(self.path.read_bytes())
        except ValueError as error:
            raise StoreError(f"{self.path} is damaged ({error}). It is left as it is.") from error
        is_tables = isinstance(tables, dict) and all(
            isinstance(table, dict) for table in tables.values()
        )
        if not is_tables:
            raise StoreError(f"{self.path} is no annotation file. It is left as it is.")
        return dict(tables)


def _encode(tables: Mapping[str, Mapping[Any, Any]]) -> bytes:
    parts = []
    for name, documents in tables.items():
        lines = b",\n".join(
            to_json(str(key)) + b":" + to_json(document) for key, document in documents.items()
        )
        parts.append(to_json(name) + b":{\n" + lines + (b"\n}" if documents else b"}"))
    return b"{" + b",\n".join(parts) + b"}\n"

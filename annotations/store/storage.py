"""A TinyDB storage that replaces its file atomically: it is the old one or the new one, whole."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from tinydb.storages import Storage

from annotations.errors import StoreError
from annotations.files import replace_file

Tables = dict[str, dict[str, dict[str, Any]]]
Signature = tuple[int, int, int]
"""Inode, size in bytes and time of change in nanoseconds: what tells one state from another."""


class AtomicJSONStorage(Storage):
    """TinyDB's own JSON shape, one document a line, read again only when the file has changed.

    Reading raises StoreError for a file that can't be read or is no such JSON; it is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.signature: Signature | None = None
        """Of the state that was read or written last; None where there is no file."""
        self._tables: Tables | None = None

    def read(self) -> Tables | None:
        """The tables on disk, or None where there is no file."""
        try:
            signature = _signature(os.stat(self.path))
            if signature != self.signature:
                self._tables = self._parse(self.path.read_bytes())
                self.signature = signature
        except FileNotFoundError:
            self._tables, self.signature = None, None
        except OSError as error:
            raise StoreError(f"marks can't be read ({error.strerror}): {self.path}") from error
        return None if self._tables is None else dict(self._tables)

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Put `data` in place of the file, durably; raises OSError with the old file untouched."""
        tables = {
            name: {str(key): document for key, document in documents.items()}
            for name, documents in data.items()
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.signature = _signature(replace_file(self.path, [_encode(tables)], durable=True))
        self._tables = tables

    def _parse(self, raw: bytes) -> Tables:
        try:
            tables = from_json(raw)
        except ValueError as error:
            raise StoreError(
                f"a file of marks is damaged and left as it is: {self.path} ({error})"
            ) from error
        if not _are_tables(tables):
            raise StoreError(f"this is no file of marks and is left as it is: {self.path}")
        return dict(tables)


def _are_tables(found: object) -> bool:
    """Whether it is TinyDB's shape: documents, which are objects, by numbers, by table names."""
    return isinstance(found, dict) and all(
        isinstance(table, dict)
        and all(_is_document(key, document) for key, document in table.items())
        for table in found.values()
    )


def _is_document(key: str, document: object) -> bool:
    # A UUID as a number has up to 39 digits; Python refuses to read numbers of thousands.
    return key.isdecimal() and len(key) <= 40 and isinstance(document, dict)


def _signature(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _encode(tables: Tables) -> bytes:
    parts = []
    for name, documents in tables.items():
        lines = b",\n".join(
            to_json(key) + b":" + to_json(document) for key, document in documents.items()
        )
        parts.append(to_json(name) + b":{\n" + lines + (b"\n}" if documents else b"}"))
    return b"{" + b",\n".join(parts) + b"}\n"

"""A TinyDB storage that replaces its file atomically: it is the old one or the new one, whole."""

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json
from tinydb.storages import Storage

from annotations.errors import DamagedFileError
from annotations.files import read_regular, replace_file

Tables = dict[str, dict[str, dict[str, Any]]]


class Signature(NamedTuple):
    """What tells one state of a file from another."""

    inode: int
    size: int
    """In bytes."""
    changed: int
    """When, in nanoseconds."""


NO_SIGNATURE = Signature(-1, -1, -1)
"""Of no file at all."""

SIZE_LIMIT = 256 << 20
"""How many bytes of a file of marks are read; ours have about 600 a mark."""


class AtomicJSONStorage(Storage):
    """TinyDB's own JSON shape, one document a line.

    Reading raises DamagedFileError for a file that is no such JSON, and OSError for one that can't
    be read; it is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._name = str(path)
        self._lines: dict[str, tuple[Mapping[str, Any], bytes]] = {}
        """Each document as it was written last, and its line: most stay as they are."""

    def read(self) -> Tables | None:
        """The tables on disk, or None where there is no file."""
        try:
            raw = read_regular(self.path, SIZE_LIMIT)
        except FileNotFoundError:
            return None
        try:
            tables = from_json(raw)
        except ValueError as error:
            raise DamagedFileError(f"it is damaged: {error}") from error
        if not _are_tables(tables):
            raise DamagedFileError("it is no file of marks")
        return dict(tables)

    def write(
        self,
        data: Mapping[str, Mapping[Any, Any]],
        before_swap: Callable[[Signature], None] | None = None,
    ) -> None:
        """Put `data` in place of the file, durably; raises OSError with the old file untouched.

        `before_swap` is told the signature of the new file before anybody can see that file.
        """

        def announce(status: os.stat_result) -> None:
            if before_swap is not None:
                before_swap(signature_of(status))

        encoded = self.encode(data)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, [encoded], durable=True, before_swap=announce)

    def signature(self) -> Signature | None:
        """Of the file as it is now; None where there is none."""
        try:
            return signature_of(os.stat(self._name, follow_symlinks=False))
        except FileNotFoundError:
            return None

    def encode(
        self, tables: Mapping[str, Mapping[Any, Any]], written: Mapping[int, bytes] | None = None
    ) -> bytes:
        """The file that holds these tables; raises OSError where it could not be read again.

        `written` is the JSON of documents as far as it is known, by their `id()`.
        """
        written = written or {}
        parts = []
        lines: dict[str, tuple[Mapping[str, Any], bytes]] = {}
        for name, documents in tables.items():
            for key, document in documents.items():
                place = f"{name} {key}"
                known = self._lines.get(place)
                is_same = known is not None and known[0] is document
                if not known or not is_same:
                    known = document, _line(key, document, written.get(id(document)))
                lines[place] = known
            body = b",\n".join(lines[f"{name} {key}"][1] for key in documents)
            parts.append(to_json(name) + b":{\n" + body + (b"\n}" if documents else b"}"))
        self._lines = lines
        encoded = b"{" + b",\n".join(parts) + b"}\n"
        if len(encoded) > SIZE_LIMIT:
            reason = f"it would be larger than {SIZE_LIMIT >> 20} MiB"
            raise OSError(errno.EFBIG, reason, str(self.path))
        return encoded


def signature_of(status: os.stat_result) -> Signature:
    """What tells this state of a file from its other states."""
    return Signature(status.st_ino, status.st_size, status.st_mtime_ns)


def _are_tables(found: object) -> bool:
    """Whether it is TinyDB's shape: documents, which are objects, by numbers, by table names."""
    return isinstance(found, dict) and all(map(_is_table, found.values()))


def _is_table(found: object) -> bool:
    # A UUID as a number has up to 39 digits; Python refuses to read numbers of thousands.
    return (
        isinstance(found, dict)
        and all(map(str.isdecimal, found))
        and max(map(len, found), default=0) <= 40
        and set(map(type, found.values())) <= {dict}
    )


def _line(key: object, document: object, written: bytes | None) -> bytes:
    # Numbers that JSON doesn't know come back as they were read.
    return to_json(str(key)) + b":" + (written or to_json(document, inf_nan_mode="constants"))

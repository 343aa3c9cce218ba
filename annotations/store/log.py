"""An annotator's history on disk: write-ahead log and undo history in one file.

The first line is a header, each other one an operation. Offsets are absolute: they count the bytes
of all operations ever appended, also of those that rotation has dropped since; the header says how
many those are. A marker beside the log says up to which offset it has been folded into the files
of marks.
"""

import errno
import os
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from annotations.errors import StoreError
from annotations.files import (
    NO_LINK,
    NO_WAIT,
    open_regular,
    read_regular,
    refuse_odd,
    replace_file,
    sync_folder,
)
from annotations.names import free_name
from annotations.store.locks import FileLock
from annotations.store.storage import NO_SIGNATURE, Signature, signature_of

LOG_SCHEMA = "history/1"
IMPORTS = ".imports"
"""What the name of a folder with what an annotator imported ends in."""
SIZE_LIMIT = 256 << 20
"""How many bytes of a log are read; rotation keeps ours far smaller."""
_LONGEST_HEADER = 4096
_LONGEST_MARKER = 16 << 20
_BLOCK = 1 << 16


class Header(BaseModel):
    """The first line of a log."""

    schema_: str = Field(default=LOG_SCHEMA, alias="schema")
    log: str
    """A random id, so that a marker is not taken for that of another log."""
    base: int = Field(default=0, ge=0)
    """How many bytes of operations were dropped before the first that is here."""


class Marker(BaseModel):
    """How far a log has been folded, as an absolute offset."""

    log: str
    folded: int
    ahead: dict[str, int] = {}
    """Files of marks that are further than that, because another one can't be written to."""


class Part(NamedTuple):
    """The whole lines of a log from an absolute offset on."""

    header: Header | None
    """None where there is no log, or its first line is no header."""
    start: int
    lines: Sequence[bytes]
    """Without their newlines."""
    position: int = 0
    """Where in the file they begin."""

    @property
    def end(self) -> int:
        """The absolute offset after the last line."""
        return self.start + sum(len(line) + 1 for line in self.lines)

    @property
    def whole(self) -> int:
        """Where in the file its last whole line ends."""
        return self.position + self.end - self.start

    @property
    def base(self) -> int:
        """The absolute offset of the first operation that the log still has."""
        return self.header.base if self.header else 0

    def folded(self, marker: Marker | None) -> int:
        """Up to which offset this log has been folded; its base, where the marker fits no part."""
        if marker is None or self.header is None or marker.log != self.header.log:
            return self.base
        # A log that lost its end had all of what is left folded.
        return min(self.end, max(self.base, marker.folded))

    def ahead(self, marker: Marker | None) -> Mapping[str, int]:
        """Up to which offset files of marks are folded that are further than the others."""
        is_ours = marker is not None and self.header is not None and marker.log == self.header.log
        return marker.ahead if is_ours and marker is not None else {}

    def is_before(self, marker: Marker | None) -> bool:
        """Whether the marker stands beyond the end, so that it has to be set back to it."""
        is_ours = marker is not None and self.header is not None and marker.log == self.header.log
        return is_ours and marker is not None and marker.folded > self.end

    def placed(self) -> Iterator[tuple[int, bytes]]:
        """Each line with the absolute offset of its end."""
        offset = self.start
        for line in self.lines:
            offset += len(line) + 1
            yield offset, line


class Log:
    """One annotator's log, and its marker; raises OSError where they can't be read or written."""

    def __init__(self, folder: Path, name: str, guard: Callable[[], None]) -> None:
        self.name = name
        self.path = folder / f"{name}.jsonl"
        self.marker_path = folder / f"{name}.folded"
        self.aside_path = folder / f"{name}.set-aside"
        self.imports = folder / f"{name}{IMPORTS}"
        """The folder of files that lines of the log refer to."""
        self.lock = FileLock(folder / f"{name}.lock", guard)
        """What has to be held by whoever appends to the log, or replaces it."""
        self._guard = guard
        """Raises StoreError if the folder is one that nothing may be written to."""
        self._descriptor, self._inode = -1, -1
        self._synced = NO_SIGNATURE
        """The state of the log that is known to last."""
        self.shortened = "", 0
        """Its id, and the absolute offset of its end when it was last made as short as may be."""
        self._close: Callable[[], object] = lambda: None
        self._names = str(self.path), str(self.marker_path)

    def signature(self) -> Signature | None:
        """What tells one state of the log from another; None where there is none."""
        return _signature(self._names[0])

    def marker_signature(self) -> Signature | None:
        """What tells one state of the marker from another."""
        return _signature(self._names[1])

    def append(self, line: bytes, found: Signature | None, whole: int) -> Signature:
        """Add a line, all of it or nothing, while the lock is held; returns the log's signature.

        `found` is its signature now, and `whole` where in the file its last whole line ends: a
        torn line after that is cut off before.
        """
        descriptor = self._opened_for(found)
        if found is None or found.size != whole:
            whole = _cut_torn_line(descriptor, os.fstat(descriptor).st_size)
        added = line if whole else _header_line(Header(log=str(uuid.uuid4()))) + line
        if whole + len(added) > SIZE_LIMIT:
            raise OSError(errno.EFBIG, "the history is full until it was shortened", str(self.path))
        try:
            _write_all(descriptor, added)
        except BaseException:
            os.ftruncate(descriptor, whole)
            raise
        # It is kept now: from here on nothing may fail.
        try:
            return signature_of(os.fstat(descriptor))
        except OSError:
            return NO_SIGNATURE
        finally:
            if os.name != "posix":
                # Windows lets nobody replace a file that is open.
                self.close()

    def close(self) -> None:
        """Close the file; it is opened again when something is appended."""
        self._close()
        self._descriptor, self._inode = -1, -1

    def _opened_for(self, found: Signature | None) -> int:
        """The log open to be appended to: kept open as long as it is the file of that name."""
        if found is None or found.inode != self._inode:
            self.close()
            self._guard()
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK
            self._descriptor = os.open(self.path, flags, 0o666)
            self._close = weakref.finalize(self, os.close, self._descriptor)
            status = os.fstat(self._descriptor)
            refuse_odd(status, self.path, SIZE_LIMIT)
            self._inode = status.st_ino
        return self._descriptor

    def cut_torn_line(self) -> bool:
        """Take a last line without its end away, while the lock is held; whether there was one."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | NO_LINK)
        except FileNotFoundError:
            return False
        try:
            status = os.fstat(descriptor)
            refuse_odd(status, self.path, SIZE_LIMIT)
            return _cut_torn_line(descriptor, status.st_size) != status.st_size
        finally:
            os.close(descriptor)

    def read(self, start: int = 0) -> Part:
        """The whole lines from an absolute offset on, or from the first that is still here.

        Raises StoreError for a log of a later version.
        """
        try:
            file = open_regular(self.path, SIZE_LIMIT)
        except FileNotFoundError:
            return Part(None, 0, ())
        with file:
            first = file.readline(_LONGEST_HEADER)
            header = _header(first, self.path)
            position, base = (len(first), header.base) if header else (0, 0)
            size = os.fstat(file.fileno()).st_size - position
            # An offset beyond the end, or within a line, is not one of this log as it is.
            skipped = start - base if base <= start <= base + size else 0
            file.seek(position + skipped - 1 if skipped else position)
            if skipped and file.read(1) != b"\n":
                skipped = 0
                file.seek(position)
            # What comes after the last newline is an unfinished line, or nothing.
            lines = file.read().split(b"\n")[:-1]
        return Part(header, base + skipped, lines, position + skipped)

    def marker(self) -> Marker | None:
        """How far a log has been folded, as far as that can be told."""
        try:
            return Marker.model_validate_json(read_regular(self.marker_path, _LONGEST_MARKER))
        except (FileNotFoundError, ValidationError):
            return None

    def set_marker(
        self, header: Header, folded: int, ahead: Mapping[str, int] | None = None
    ) -> None:
        """Keep how far the log has been folded.

        It is not synced: after a power cut an older one may stand there, and a part of the log is
        folded again, which changes nothing.
        """
        marker = Marker(log=header.log, folded=folded, ahead=dict(ahead or {}))
        replace_file(self.marker_path, [marker.model_dump_json().encode()])

    def sync(self) -> None:
        """Make what was appended last through a power cut."""
        descriptor = os.open(self.path, os.O_RDWR | NO_LINK)
        try:
            signature = signature_of(os.fstat(descriptor))
            if signature == self._synced:
                return
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if signature.inode != self._synced.inode:
            sync_folder(self.path.parent)
        self._synced = signature

    def set_lines_aside(self, lines: Sequence[bytes]) -> None:
        """Keep lines that are no operations in a file beside the log, durably."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK | NO_WAIT
        with open(os.open(self.aside_path, flags, 0o666), "wb") as file:
            refuse_odd(os.fstat(file.fileno()), self.aside_path, SIZE_LIMIT)
            file.writelines(line + b"\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())

    def set_aside(self) -> Path:
        """Put a log without a header out of the way, while the lock is held; says where it is."""
        aside = free_name(self.path)
        self.path.rename(aside)
        return aside

    def replace(self, header: Header, lines: Sequence[bytes], found: Signature | None) -> bool:
        """Put another log in place of this one, durably; False where it is not as it was `found`.

        The lock is held only from when the other is on disk and nothing but its name is missing.
        """
        pieces = [_header_line(header), *(line + b"\n" for line in lines)]
        with ExitStack() as held:

            def hold(_status: object) -> None:
                held.enter_context(self.lock)
                if self.signature() != found:
                    raise _GrownError

            try:
                replace_file(self.path, pieces, durable=True, before_swap=hold)
            except _GrownError:
                return False
        return True


class _GrownError(Exception):
    """Something was appended while the log that takes its place was written."""


def _signature(path: str) -> Signature | None:
    try:
        return signature_of(os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return None


def _header_line(header: Header) -> bytes:
    return header.model_dump_json(by_alias=True).encode() + b"\n"


def _header(line: bytes, path: Path) -> Header | None:
    try:
        found = from_json(line)
    except ValueError:
        return None
    schema = found.get("schema") if isinstance(found, dict) else None
    if isinstance(schema, str) and schema.startswith("history/") and schema != LOG_SCHEMA:
        raise StoreError(f"a newer Sidemark wrote {path}; update Sidemark to go on with it")
    try:
        return Header.model_validate(found)
    except ValidationError:
        return None


def _cut_torn_line(descriptor: int, size: int) -> int:
    """Cut a file back to its last newline; returns its size then, in bytes."""
    os.lseek(descriptor, size - 1 if size else 0, os.SEEK_SET)
    if size == 0 or os.read(descriptor, 1) == b"\n":
        return size
    end = size
    while end > 0:
        start = max(0, end - _BLOCK)
        os.lseek(descriptor, start, os.SEEK_SET)
        newline = os.read(descriptor, end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    os.ftruncate(descriptor, end)
    return end


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        written = os.write(descriptor, rest)
        if not written:
            raise OSError(errno.EIO, "nothing can be written")
        rest = rest[written:]

"""Replace a file so that, whatever happens, it is the old one or the new one, whole."""

import contextlib
import errno
import os
import stat
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, Self

TEMPORARY_GLOB = ".*.tmp"
"""What files are named that were being written; one that is left over is of no use."""
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Flags for `os.open`: no link is followed, no child inherits it, no line end is changed."""

Signature = tuple[int, int, int]
"""Inode, size in bytes and time of change in nanoseconds: what tells one state from another."""
NO_FILE: Signature = (0, 0, 0)
"""The signature of a file that is not there."""

NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Flag for `os.open`: a pipe with nobody at its other end is not waited for."""

_MANY = 100
"""Of more files than this, to let the system write all that it holds is quicker than one by one."""
_SHARING_VIOLATIONS = (5, 32, 33)
"""Windows: access denied, sharing and lock violation, as long as another program has it open."""
_PATIENCE = 2.0
"""For how many seconds a file that another program has open is tried to be replaced."""


def signatures_in(folder: str, names: Iterable[str], *, follow_links: bool = True) -> list[int]:
    """The signatures of these files in a folder, one after the other, three numbers each.

    Numbers need no garbage collection: with ten thousand files, that counts.
    """
    # From an open folder on, the way to it need not be gone again for each file.
    descriptor = _open_folder(folder)
    prefix = "" if descriptor is not None else f"{folder}/"
    found: list[int] = []
    try:
        for name in names:
            try:
                status = os.stat(prefix + name, dir_fd=descriptor, follow_symlinks=follow_links)
            except OSError:
                found += NO_FILE
            else:
                found += status.st_ino, status.st_size, status.st_mtime_ns
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return found


def _open_folder(folder: str) -> int | None:
    """A descriptor for a folder, where the system has such and the folder may be listed."""
    if os.stat in os.supports_dir_fd:
        with contextlib.suppress(OSError):
            return os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    return None


def replace_file(
    path: Path,
    pieces: Iterable[bytes],
    *,
    durable: bool = False,
    before_swap: Callable[[os.stat_result], None] | None = None,
) -> os.stat_result:
    """Write the pieces to a temporary file beside `path`, then rename it over; returns its status.

    `durable` also syncs the file and the folder, so that it lasts through a power cut. A file that
    is there keeps its permissions. `before_swap` is told the status of the new file before it can
    be seen. Raises OSError, with the old file as it was.
    """
    temporary = temporary_beside(path)
    try:
        with open(temporary, "xb") as file:
            file.writelines(pieces)
            _keep_permissions(path, temporary)
            file.flush()
            if durable:
                os.fsync(file.fileno())
            status = os.fstat(file.fileno())
        if before_swap is not None:
            before_swap(status)
        _swap(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)
    return status


class Batch:
    """Files that are written together and take their places together, durably: where there are
    thousands, many times as fast as one by one.

    For a `with`: at its end, those that have not taken their places are gone.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[str, str]] = []
        """The temporary name of each, and its own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for temporary, _name in self._waiting:
            with contextlib.suppress(OSError):
                os.unlink(temporary)

    def add(self, path: Path, pieces: Iterable[bytes]) -> None:
        """Write a file that is to replace `path`, or to be there first; raises OSError."""
        temporary = temporary_beside(path)
        self._waiting.append((str(temporary), str(path)))
        with open(temporary, "xb") as file:
            file.writelines(pieces)
        _keep_permissions(path, temporary)

    def drop_last(self) -> None:
        """Take back the file that was added last."""
        os.unlink(self._waiting[-1][0])
        self._waiting.pop()

    def sync(self) -> None:
        """Make what was added outlast a power cut, once in its place; raises OSError."""
        if sys.platform == "linux" and len(self._waiting) > _MANY:
            # Linux returns when all is on the disk, elsewhere it need not be (POSIX: sync).
            os.sync()
            return
        for temporary, _name in self._waiting:
            descriptor = os.open(temporary, os.O_RDWR | NO_LINK)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def swap(self) -> None:
        """Put all in their places; raises OSError, with those that are not there left waiting."""
        folders = {os.path.dirname(name) for _temporary, name in self._waiting}
        while self._waiting:
            temporary, name = self._waiting[-1]
            _swap(temporary, name)
            self._waiting.pop()
        for folder in folders:
            sync_folder(folder)


def temporary_beside(path: Path) -> Path:
    """A name that nothing has, for what is to be renamed to `path` when it is whole."""
    # File systems count bytes: of a long name there is room for its beginning only.
    beginning = path.name.encode(errors="replace")[:100].decode(errors="ignore")
    return path.with_name(f".{beginning}.{uuid.uuid4().hex}.tmp")


def _keep_permissions(path: Path, temporary: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.chmod(temporary, path.stat().st_mode & 0o777)


def read_regular(path: Path, limit: int) -> bytes:
    """A file's bytes; raises OSError for a link, a pipe, a device, or more than `limit` bytes."""
    with open_regular(path, limit) as file:
        return file.read()


def open_regular(path: Path, limit: int) -> BinaryIO:
    """Open a file to read; raises OSError for a link, a pipe, a device, or one that is larger."""
    flags = os.O_RDONLY | NO_LINK | NO_WAIT
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link", str(path)) from error
        raise
    try:
        refuse_odd(os.fstat(descriptor), path, limit)
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def refuse_odd(status: os.stat_result, path: Path, limit: int) -> None:
    """Raise OSError for what is no regular file, or is larger than `limit` bytes."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    if status.st_size > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit >> 20} MiB", str(path))


def sync_folder(folder: str | Path) -> None:
    """Make a rename last; Windows can't open a folder to do so, and needs no such call."""
    if os.name != "posix":
        return
    # The new file is in place and synced by now: to raise would say that nothing was kept.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(temporary: str | Path, path: str | Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            os.replace(temporary, path)
        except PermissionError as error:
            is_open_elsewhere = getattr(error, "winerror", None) in _SHARING_VIOLATIONS
            if not is_open_elsewhere or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return

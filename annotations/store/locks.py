"""A lock between processes, held on a file of its own and never on data."""

import errno
import os
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from annotations.files import NO_LINK

PATIENCE = 5.0
"""For how many seconds a lock is waited for: its holder may be stopped, or hang on a slow disk."""
_LONGEST_NAP = 0.02

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class FileLock:
    """A lock file, kept open from the first time it is held; for one thread, and not twice at once.

    Holding it keeps out other threads too, if they have a lock of their own on the file. Raises
    TimeoutError if it is not free within so many seconds (PATIENCE unless others are given), and
    OSError if there can be no file.
    """

    def __init__(
        self, path: Path, guard: Callable[[], object], *, patience: float | None = None
    ) -> None:
        self._path = path
        self._patience = patience
        self._guard = guard
        """Raises what keeps the file from being made."""
        self._descriptor = -1
        self._close: Callable[[], object] = _nothing

    def __enter__(self) -> None:
        if self._descriptor < 0:
            self._open()
        while True:
            _wait_for(self._descriptor, self._path, self._patience)
            # If the file was removed meanwhile, others hold a lock on the one that came after.
            if os.name != "posix" or os.fstat(self._descriptor).st_nlink:
                return
            self.close()
            self._open()

    def __exit__(self, *_error: object) -> None:
        _unlock(self._descriptor)

    def close(self) -> None:
        """Close the file; it is opened again when the lock is held again."""
        self._close()
        self._descriptor = -1

    def _open(self) -> None:
        self._guard()
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o666)
        self._close = weakref.finalize(self, os.close, self._descriptor)


def _nothing() -> None:
    """There is nothing to close."""


def _wait_for(descriptor: int, path: Path, patience: float | None) -> None:
    deadline, nap = 0.0, 0.0005
    while True:
        try:
            _try_lock(descriptor)
        except (BlockingIOError, PermissionError) as error:
            # Windows says EACCES for a lock that is taken, as POSIX allows too.
            now = time.monotonic()
            deadline = deadline or now + (PATIENCE if patience is None else patience)
            if now > deadline:
                reason = "another Sidemark is busy with it, or was stopped"
                raise TimeoutError(errno.ETIMEDOUT, reason, str(path)) from error
            time.sleep(nap)
            nap = min(nap * 2, _LONGEST_NAP)
        else:
            return

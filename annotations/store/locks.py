"""A lock between processes, held on a file of its own and never on data."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file `path`, also against other threads; the system lets go of it at death.

    Raises TimeoutError if it is not free within `patience` seconds, and OSError if there can be
    no such file.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o666)
    try:
        _wait_for(descriptor, path, patience)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, patience: float) -> None:
    deadline, nap = time.monotonic() + patience, 0.0005
    while True:
        try:
            _try_lock(descriptor)
        except (BlockingIOError, PermissionError) as error:
            # Windows says EACCES for a lock that is taken, as POSIX allows too.
            if time.monotonic() > deadline:
                reason = "another Sidemark is busy with it, or was stopped"
                raise TimeoutError(errno.ETIMEDOUT, reason, str(path)) from error
            time.sleep(nap)
            nap = min(nap * 2, _LONGEST_NAP)
        else:
            return

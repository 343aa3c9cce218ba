"""Work that is done in the background soon after it was asked for, and again until it succeeds."""

import errno
import threading
from collections.abc import Callable

from annotations.errors import StoreError
from annotations.store.failures import reason

GATHER = 0.1
"""For how many seconds changes are gathered before they are put in place together."""
RETRY = 1.0
PATIENCE = 5.0
_IDLE = 5.0
"""After how many seconds without work the thread ends; the next work starts another."""


class Writer:
    """Runs `first` at once and `rest` a moment later, in a thread that lives while there is work.

    Both may raise OSError or StoreError; then `trouble` says why, and both are tried again.
    """

    def __init__(self, first: Callable[[], None], rest: Callable[[], None]) -> None:
        self.trouble = ""
        """Why the work could not be done; empty as soon as it could."""
        self._first, self._rest = first, rest
        self._state = threading.Condition()
        self._working = threading.Lock()
        self._is_wanted = self._is_closed = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There is work."""
        with self._state:
            self._is_wanted = True
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._state.notify_all()

    def work_now(self) -> None:
        """Do the work before returning; raises what it raises, or TimeoutError if another does it.

        That one may hang on a disk that does not answer; it is waited for PATIENCE seconds.
        """
        if not self._working.acquire(timeout=PATIENCE):
            raise TimeoutError(errno.ETIMEDOUT, "the disk does not answer")
        try:
            self._work()
        finally:
            self._working.release()

    def _work(self) -> None:
        self._is_wanted = False
        try:
            self._first()
            self._rest()
        except (OSError, StoreError) as error:
            self._is_wanted = True
            self.trouble = reason(error)
            raise
        self.trouble = ""

    def close(self) -> None:
        """Let the thread end when it has done what it is doing."""
        with self._state:
            self._is_closed = True
            self._state.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=2 * RETRY)

    def _run(self) -> None:
        try:
            self._work_on()
        except BaseException as error:
            # A fault in the program: it is told of, and the next change starts another thread.
            self.trouble = f"a fault in Sidemark: {error!r}"
            self._thread = None
            raise

    def _work_on(self) -> None:
        while self._wait_for_work():
            self._attempt(self._first)
            self._pause(GATHER)
            try:
                self.work_now()
            except (OSError, StoreError):
                self._pause(RETRY)

    def _attempt(self, work: Callable[[], None]) -> None:
        with self._working:
            try:
                work()
            except (OSError, StoreError) as error:
                self.trouble = reason(error)

    def _wait_for_work(self) -> bool:
        """Whether there is work; if not for a while, this thread is not the writer's any more."""
        with self._state:
            self._state.wait_for(lambda: self._is_wanted or self._is_closed, timeout=_IDLE)
            if self._is_wanted and not self._is_closed:
                return True
            self._thread = None
            return False

    def _pause(self, seconds: float) -> None:
        with self._state:
            self._state.wait_for(lambda: self._is_closed, timeout=seconds)

"""The signals that tell to end, and what a command makes of them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALLED = 128
"""A signal's number is added to it for the exit code, as a shell does."""
_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Told to end, the terminal's window was closed; not every system has each."""


def ending_signals() -> list[int]:
    """Those that this system has."""
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let such a signal raise SystemExit, so that nothing half-written is left behind.

    Only the first does: what it began is not to be broken off by another. A signal that was
    ignored before, as under `nohup`, still is.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(SIGNALLED + number)

    before = {it: signal.getsignal(it) for it in ending_signals()}
    before = {it: handler for it, handler in before.items() if handler == signal.SIG_DFL}
    for number in before:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

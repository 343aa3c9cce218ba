"""Leave in good order when the program is told to end, or its terminal has gone."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TextIO, cast

from tui.app import SidemarkApp
from tui.cli.signals import SIGNALLED, ending_signals

_HANGUP = 1
_PATIENCE = 10
"""Seconds to put everything in order, more than the store takes to be closed."""
_LOOK_INTERVAL = 1.0
"""Seconds between looks at whether there is a terminal still."""


class LastingTerminal:
    """Where the screen is written to: once that fails, all more of it is dropped, in silence.

    A terminal that has gone must not keep the program from ending in good order.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, or drop it."""
        try:
            return self._file.write(text)
        except OSError:
            _drop(self._file.fileno())
            return len(text)

    def flush(self) -> None:
        """Flush, or drop it."""
        try:
            self._file.flush()
        except OSError:
            _drop(self._file.fileno())

    def fileno(self) -> int:
        """The file's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal still."""
        return self._file.isatty()

    @property
    def encoding(self) -> str:
        """The file's encoding."""
        return self._file.encoding


def outlast_terminal() -> None:
    """Let nothing that is written to standard error from now on fail."""
    if os.name == "posix" and sys.__stderr__ is not None:
        # Textual writes the screen there.
        sys.__stderr__ = cast(Any, LastingTerminal(sys.__stderr__))  # type: ignore[misc]


async def run_until_told(app: SidemarkApp) -> None:
    """Run the app until the reader leaves, or a signal tells to."""

    def leave(number: int) -> None:
        for descriptor in (1, 2):
            if not os.isatty(descriptor):
                _drop(descriptor)
        app.call_later(app.leave, SIGNALLED + number)

    with _heeding_signals(leave):
        await app.run_async()


@contextmanager
def _heeding_signals(leave: Callable[[int], None]) -> Iterator[None]:
    """Call `leave`, in the running loop, with the signal that tells to end; only for the first.

    A terminal that goes without a signal counts as a hangup.
    """
    loop = asyncio.get_running_loop()
    told: list[int] = []

    def tell(number: int) -> None:
        if not told:
            told.append(number)
            leave(number)

    def handle(number: int, _frame: FrameType | None) -> None:
        # Not by the loop's own handlers: a terminal that takes nothing more may keep it waiting.
        _end_soon(SIGNALLED + number)
        loop.call_soon_threadsafe(tell, number)

    def look() -> None:
        if not os.isatty(0):
            tell(_HANGUP)
        elif not told:
            loop.call_later(_LOOK_INTERVAL, look)

    before = {number: signal.signal(number, handle) for number in ending_signals()}
    if os.name == "posix":
        look()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_soon(code: int) -> None:
    """End in a while, whatever keeps the program from ending by itself."""
    if os.name == "posix":
        signal.signal(signal.SIGALRM, lambda *_: os._exit(code))
        signal.alarm(_PATIENCE)


def _drop(descriptor: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)

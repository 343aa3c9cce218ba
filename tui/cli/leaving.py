"""Leave in good order when the program is told to end, or its terminal has gone."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO, cast

from tui.app import SidemarkApp

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Those of them that the system has: told to end, the terminal's window was closed."""
_HANGUP = 1
_SIGNALLED = 128
"""A signal's number is added to it for the exit code, as a shell does."""
_PATIENCE = 15.0
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
        code = _SIGNALLED + number
        _let_terminal_go(code)
        app.call_later(app.leave, code)

    _heed_signals(leave)
    await app.run_async()


def _heed_signals(leave: Callable[[int], None]) -> None:
    """Call `leave`, in the running loop, with the signal that tells to end; only for the first.

    A terminal that goes without a signal counts as a hangup.
    """
    loop = asyncio.get_running_loop()
    told: list[int] = []

    def tell(number: int) -> None:
        if not told:
            told.append(number)
            leave(number)

    def look() -> None:
        if not os.isatty(0):
            tell(_HANGUP)
        elif not told:
            loop.call_later(_LOOK_INTERVAL, look)

    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, tell, number)
        except NotImplementedError:
            signal.signal(number, lambda it, _: loop.call_soon_threadsafe(tell, it))
    if os.name == "posix":
        look()


def _let_terminal_go(code: int) -> None:
    """Write no more to a terminal that has gone, and end soon even if one takes nothing more."""
    for descriptor in (1, 2):
        if not os.isatty(descriptor):
            _drop(descriptor)
    ending = threading.Timer(_PATIENCE, os._exit, (code,))
    ending.daemon = True
    ending.start()


def _drop(descriptor: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)

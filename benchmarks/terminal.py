"""A program on a pseudo-terminal: how long its keys and its start take, and what they write."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

COLUMNS, ROWS = 160, 45
_QUIET = 0.04
"""Seconds without output after which a key's painting is over."""
_PATIENCE = 5.0
"""Seconds to wait for a key's first byte."""
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>0;276;0c",
    b"\x1b]11;?": b"\x1b]11;rgb:0000/0000/0000\x07",
    b"\x1b]10;?": b"\x1b]10;rgb:ffff/ffff/ffff\x07",
}
"""What a terminal answers to what programs ask it: the state of two modes, where the cursor is,
what it can do, and its colours (xterm, "Control Sequences")."""


class Painted(NamedTuple):
    """A key's seconds from its press to the last byte of what it changed, and how many bytes."""

    seconds: float
    size: int


@dataclass
class Terminal:
    """A program that runs on a terminal of 160 by 45; ends with the `with` that it is used in."""

    process: int
    descriptor: int
    started: float

    @classmethod
    def run(cls, argv: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Start a program; raises FileNotFoundError where there is none of that name."""
        _find(argv[0])
        process, descriptor = pty.fork()
        if not process:
            # The terminal's size has to be set before the program asks for it.
            time.sleep(0.05)
            os.execvpe(argv[0], list(argv), {**os.environ, **environment})
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        return cls(process, descriptor, time.perf_counter() + 0.05)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.descriptor)

    def wait_for(self, marker: str, patience: float = 120.0) -> float:
        """The seconds from the start until the program has written a text.

        Raises TimeoutError, or EOFError if the program ends before.
        """
        wanted, tail = marker.encode(), b""
        deadline = time.perf_counter() + patience
        while (left := deadline - time.perf_counter()) > 0:
            read = self._read(left)
            if read == b"":
                raise EOFError(f"the program ended before it wrote {marker!r}: {tail[-200:]!r}")
            tail += read or b""
            if wanted in tail:
                return time.perf_counter() - self.started
            tail = tail[-4 * len(wanted) :]
        raise TimeoutError(f"{marker!r} was not written in {patience} s")

    def settle(self, quiet: float = _QUIET) -> None:
        """Read what comes until nothing has come for that many seconds, or the program ends."""
        while self._read(quiet):
            pass

    def send(self, key: bytes) -> None:
        """Press a key and go on."""
        os.write(self.descriptor, key)

    def press(self, key: bytes, quiet: float = _QUIET) -> Painted:
        """Press a key and wait for what it paints; raises TimeoutError if that is nothing."""
        begun = last = time.perf_counter()
        self.send(key)
        size, patience = 0, _PATIENCE
        while read := self._read(patience):
            last = time.perf_counter()
            size, patience = size + len(read), quiet
        if not size:
            raise TimeoutError(f"{key!r} changed nothing")
        return Painted(last - begun, size)

    def resident(self) -> float:
        """The memory the program holds, in megabytes (Linux: VmRSS)."""
        with open(f"/proc/{self.process}/status") as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    def _read(self, timeout: float) -> bytes | None:
        """What the program has written; None for nothing in that many seconds, `b""` at its end."""
        if not select.select([self.descriptor], [], [], timeout)[0]:
            return None
        try:
            read = os.read(self.descriptor, 65536)
        except OSError:
            # Linux says so when the program has let the terminal go.
            return b""
        for question, answer in _ANSWERS.items():
            if question in read:
                os.write(self.descriptor, answer)
        return read


def _find(name: str) -> None:
    folders = os.get_exec_path()
    if not any(os.access(os.path.join(folder, name), os.X_OK) for folder in ("", *folders)):
        raise FileNotFoundError(name)

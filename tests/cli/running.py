"""Running the program, in a process of its own or in this one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

Done = subprocess.CompletedProcess[str]
SIDEMARK = [sys.executable, "-m", "tui.cli.main"]
ARTICLES = [
    "000_4639da8ab6d43468.txt",
    "001_7c6ecce82cfce62d.txt",
    "002_256b186bb6b1ee91.txt",
    "003_50823aa4b1df31b8.txt",
    "004_6a3b613edf425e35.txt",
]


def run(*words: object, **options: Any) -> Done:
    """The program in a process of its own, away from any terminal."""
    return subprocess.run(
        [*SIDEMARK, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        **options,
    )


SIGNALS = [getattr(signal, it) for it in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, it)]
"""What ends a program that can put things in order before."""


def run_and_signal(module: str, function: str, number: signal.Signals, *words: object) -> Done:
    """The program, sent a signal when it calls that function of that module."""
    slow = (
        f"import sys, time, {module} as at\n"
        f"def wait(*_words): print('waiting', flush=True); time.sleep(60)\n"
        f"at.{function} = wait\n"
        "from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", slow, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "waiting\n"
    program.send_signal(number)
    written, said = program.communicate()
    return Done([*map(str, words)], program.returncode, written, said)


def run_on_terminal(*words: object) -> Done:
    """The program with its output and its messages on a terminal of its own, read as UTF-8."""
    import pty

    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [*SIDEMARK, *map(str, words)], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    written = b""
    while piece := _read(ours):
        written += piece
    os.close(ours)
    output = written.decode("utf-8").replace("\r\n", "\n")
    return Done([*map(str, words)], program.wait(), output, "")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        # Linux says so where nobody holds the other end any more.
        return b""


class Run(Protocol):
    """The program in this process: as above, and ten times as fast."""

    def __call__(self, *words: object, cwd: Path | None = None) -> Done: ...


def records_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def one_line(errors: str) -> str:
    """What was said on standard error, which must be one line of the program's own."""
    assert errors.startswith("sidemark: ")
    assert errors.count("\n") == 1
    assert "Traceback" not in errors
    return errors.strip()

"""The whole program on a real terminal: a pseudo-terminal and pyte, as a reader would sit at it."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pyte
import pytest

from annotations.text.sentences import SentenceCounter
from tests.linked import link_articles
from tests.screen.driving import path_of, text_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")

DEADLINE = 30.0
ALTERNATE_SCREEN_ON, ALTERNATE_SCREEN_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
ENTER, ESCAPE, CTRL_Q, TAB = "\r", "\x1b", "\x11", "\t"


class Terminal:
    """A terminal of a given size with the program in it; keys go in, a screen of text comes out."""

    def __init__(self, process: "subprocess.Popen[bytes]", master: int, columns: int, rows: int):
        self._process = process
        self._master = master
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def rows(self) -> list[str]:
        return [row.rstrip() for row in self._screen.display]

    def cells(self) -> list[list[pyte.screens.Char]]:
        """Every cell with its character and attributes."""
        columns, lines = range(self._screen.columns), range(self._screen.lines)
        return [[self._screen.buffer[line][column] for column in columns] for line in lines]

    def text(self) -> str:
        return "\n".join(self.rows())

    def wait_for(self, *wanted: str) -> None:
        """Read what comes until all of these stand on the screen."""
        self.wait_until(lambda: all(part in self.text() for part in wanted), str(wanted))

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        """Read what comes until the screen is as it should be."""
        deadline = monotonic() + DEADLINE
        while not is_so():
            left = deadline - monotonic()
            assert left > 0, f"{what} did not come:\n{self.text()}"
            assert self.read(left), f"the program ended before {what} came:\n{self.text()}"

    def wait_for_end(self) -> int:
        """Read what comes until the program ends; returns its exit status."""
        deadline = monotonic() + DEADLINE
        while monotonic() < deadline and self.read(deadline - monotonic()):
            pass
        return self._process.wait(timeout=max(0.1, deadline - monotonic()))

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def close_window(self) -> int:
        """Let the terminal go under the program; returns its exit status."""
        # The descriptor stays taken, by something that is no terminal.
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), self._master)
        return self._process.wait(timeout=DEADLINE)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        _set_size(self._master, columns, rows)
        self._process.send_signal(signal.SIGWINCH)

    def read(self, timeout: float) -> bool:
        """Read what comes within so many seconds; False at the end of the program."""
        ready, _, _ = select.select([self._master], [], [], timeout)
        if not ready:
            return True
        try:
            read = os.read(self._master, 65536)
        except OSError:
            # Linux says so when the last process has left the terminal.
            return False
        self.output += read
        # Sequences pyte does not know it would print: they ask for modes and for the keyboard.
        self._stream.feed(read)
        return bool(read)


@contextmanager
def terminal(
    folder: Path,
    columns: int = 160,
    rows: int = 45,
    *,
    controlling: bool = True,
    program: Sequence[str] = ("-m", "tui.cli.main"),
    environment: Mapping[str, str | None] | None = None,
) -> Iterator[Terminal]:
    """Run the program on a folder in a terminal of its own, as its controlling one.

    `environment` are variables that are other than in `_environment`, None for those that are not.
    """
    master, slave = pty.openpty()
    _set_size(master, columns, rows)
    process = subprocess.Popen(
        [sys.executable, *program, str(folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_environment(environment),
        start_new_session=True,
        preexec_fn=_take_terminal if controlling else None,
    )
    os.close(slave)
    try:
        yield Terminal(process, master, columns, rows)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(master)


def _take_terminal() -> None:
    """Make standard input the controlling terminal, whose end is a signal to the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(changed: Mapping[str, str | None] | None = None) -> dict[str, str]:
    root = str(Path(__file__).parent.parent.parent)
    variables: dict[str, str | None] = {
        **os.environ,
        **dict.fromkeys(("NO_COLOR", "STY", "TMUX", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8")),
        "SIDEMARK_ANNOTATOR": "ana",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))),
        **(changed or {}),
    }
    return {name: value for name, value in variables.items() if value is not None}


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def exported(folder: Path) -> list[dict[str, Any]]:
    finished = subprocess.run(
        [sys.executable, "-m", "tui.cli.main", "export", str(folder)],
        env=_environment(),
        capture_output=True,
        check=True,
        timeout=DEADLINE,
    )
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_two_articles_are_read_and_marked_at_160_by_45(corpus_copy: Path) -> None:
    with terminal(corpus_copy) as tty:
        tty.wait_for("000 Beijing's clear signal", "004 Taiwan question", "0 C  0 Q  0 D  0 E")
        tty.press(ENTER)
        tty.wait_for("sentence 1/15")
        tty.press("}")
        tty.wait_for("sentence 2/15")
        tty.press("c")
        tty.wait_for("74–297 (223) · claim by ana", "saved ✓", "1 C ")
        assert [
            row.split("│")[1].strip()[:1] for row in tty.rows() if "China's Defense" in row
        ] == ["C"]
        tty.press("0")
        tty.wait_for("000_4639da8ab6d43468.txt · written 2024-01-11, stated in the text")
        tty.press("jjj ")
        tty.wait_for("2 003 US-China defense policy talks resume")
        tty.press("2")
        tty.wait_for("003 · sentence 1/")
        tty.press("/")
        tty.wait_for("search:")
        tty.press("Taiwan issue’")
        tty.wait_for("search: Taiwan issue’", "1 of 1")
        tty.press(ENTER)
        tty.wait_for("hit 1 of 1")
        tty.press("q")
        tty.wait_for("· quote by ana", "0 C  1 Q  0 D  0 E")
        # The status line of the next movement comes after all that the mark has changed.
        text = text_of(corpus_copy, "003")
        number, total = SentenceCounter(text).position(text.index("The U.S. and Chinese"))
        tty.press("}")
        tty.wait_for(f"003 · sentence {number}/{total}")
        painted = tty.rows()
        # What was painted bit by bit is what a whole painting shows.
        tty.press("?")
        tty.wait_for("Keys — esc closes")
        tty.press(ESCAPE)
        tty.wait_until(lambda: tty.rows() == painted, "the same screen as before the help")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
        assert tty.output.count(ALTERNATE_SCREEN_ON) == 1
        assert tty.output.rindex(ALTERNATE_SCREEN_OFF) > tty.output.index(ALTERNATE_SCREEN_ON)
        assert b"\x1b[?25h" in tty.output[tty.output.rindex(ALTERNATE_SCREEN_OFF) - 200 :]

    claim, quote = exported(corpus_copy)
    for record, name, label in ((claim, "000", "claim"), (quote, "003", "quote")):
        text = text_of(corpus_copy, name)
        assert record["doc_path"] == path_of(corpus_copy, name)
        assert record["label"] == label
        assert record["annotator"] == "ana"
        assert record["text"] == text[record["start"] : record["end"]]
    assert claim["text"].startswith("China's Defense Ministry, presenting a report")
    assert claim["text"].endswith("to stop the process of arming Taiwan.")
    assert quote["text"] == "‘We will never compromise on the Taiwan issue’"


def test_everything_works_at_80_by_24_and_after_a_resize(corpus_copy: Path) -> None:
    with terminal(corpus_copy, 80, 24) as tty:
        tty.wait_for("000 Beijing's clear", "articles 5")
        tty.press("jjj" + ENTER)
        tty.wait_for("003 · sentence 1/")
        tty.press("0")
        tty.wait_for("003_50823aa4b1df31b8.txt ·")
        tty.press("g ")
        tty.wait_for(" 1 003  2 000")
        tty.press("2")
        tty.wait_for("2 000 Beijing's clear signal", "000 · sentence 1/15")
        tty.press("}dm")
        tty.wait_for("note:")
        tty.press("who says?" + ENTER)
        tty.wait_for("note kept")
        tty.resize(160, 45)
        tty.wait_for("1 003 US-China defense", "2 000 Beijing's clear")
        tty.press("u")
        tty.wait_for("undone: noted on date")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
        assert tty.output.rindex(ALTERNATE_SCREEN_OFF) > tty.output.rindex(ALTERNATE_SCREEN_ON)

    (record,) = exported(corpus_copy)
    assert (record["doc_path"][:3], record["label"], record["note"]) == ("000", "date", "")
    text = text_of(corpus_copy, "000")
    assert record["text"] == text[record["start"] : record["end"]] == "China's"


def test_the_keys_of_a_terminal_do_what_they_say(corpus_copy: Path) -> None:
    """What terminals send for keys that are not letters."""
    with terminal(corpus_copy) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press("\x1b[B\x1b[B\x1b[A")  # down, down, up
        tty.wait_for("001_7c6ecce82cfce62d.txt")
        tty.press("\x1b[H" + ENTER)
        tty.wait_for("000 · sentence 1/15")
        tty.press("\x1b[1;2C")  # shift+right
        tty.wait_for("selected 0–1 (1)")
        tty.press("\x1b[1;6C")  # ctrl+shift+right
        tty.wait_for("selected 0–10 (10)")
        tty.press("\x1b[1;2B")  # shift+down
        tty.wait_for("selected 0–73 (73)")
        tty.press("\x1b[1;6H\x1b[1;6F")  # ctrl+shift+home, ctrl+shift+end
        tty.wait_for(f"selected 0–{len(text_of(corpus_copy, '000'))}")
        tty.press(ESCAPE)
        tty.wait_for("000 · sentence 15/15")
        tty.press("\x1b[1;5H")  # ctrl+home
        tty.wait_for("000 · sentence 1/15")
        tty.press("\x1b[1;5C" + "e")  # ctrl+right
        tty.wait_for("error by ana")
        tty.press("\x1a")  # ctrl+z
        tty.wait_for("undone: tagged error “clear”")
        tty.press("\x19")  # ctrl+y
        tty.wait_for("done again: tagged error “clear”")
        tty.press("\x1b[1;5F" + "\x1b[18~")  # ctrl+end, f7
        tty.wait_for("10–15 (5) · error by ana")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0


@pytest.mark.parametrize(("columns", "rows"), [(160, 45), (100, 30)])
def test_two_passages_are_linked_and_gone_between_in_a_terminal(
    corpus_copy: Path, columns: int, rows: int
) -> None:
    with terminal(corpus_copy, columns, rows) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(ENTER)
        tty.wait_for("000 · sentence 1/15")
        tty.press("0jjj ")
        tty.wait_for("2 003")
        # All at once, as over a slow line: the kind and what follows it find their places.
        tty.press("2}}" + "1}" + "is")
        tty.wait_for("same: 000 “China's Defense Ministry, presenting a…” — 003 “", "saved ✓")
        tty.press("%")
        tty.wait_for("same 1/1: 003 “")
        tty.press("%")
        tty.wait_for("back: 000 “China's Defense")
        tty.press("i")
        words = ("s same ✓", "d differs", "x unlink", "esc leave")
        tty.wait_for(*(words if columns > 100 else ("“China", "003 “", "s = ✓", "d ≠", "x -")))
        tty.press("z")
        tty.wait_for("nothing is linked")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0

    here, there = exported(corpus_copy)
    assert (here["links"], there["links"]) == (f"same:{there['id']}", "")
    assert [it["label"] for it in (here, there)] == ["claim", "claim"]


def test_a_link_typed_at_once_is_to_what_the_new_sentence_has_in_a_terminal(
    corpus_copy: Path,
) -> None:
    with terminal(corpus_copy) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(f"{ENTER}0jjj 1f")
        tty.wait_for("2 003", "follow", "●")
        tty.press(")is")
        tty.wait_for("same: 000 “China's Defense Ministry, presenting a…” — 003 “", "saved ✓")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
    here, there = exported(corpus_copy)
    assert here["links"] == f"same:{there['id']}"
    assert there["text"].startswith("China’s Ministry of National Defense said, “We emphasized")


def test_the_keys_of_a_search_come_through_a_terminal(corpus_copy: Path) -> None:
    """And what is typed in one go after them acts on the hit in another article."""
    text = text_of(corpus_copy, "003")
    with terminal(corpus_copy) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(ENTER)
        tty.wait_for("000 · sentence 1/15")
        tty.press("/\t\x1bOQ")  # tab, f2
        tty.wait_for("search all, words:")
        # Textual takes alt with a letter for that only if nothing else comes at once.
        tty.press("\x1br")  # alt+r
        tty.wait_for("search all, words, regex:")
        tty.press("Assoc.*?d$")
        tty.wait_for("search all, words, regex: Assoc.*?d$", "no hit")
        tty.press("\x1bw")  # alt+w
        tty.wait_for("search all, regex:")
        tty.press("\x1bOR" + "\x15" + "associated")  # f3, ctrl+u
        tty.wait_for("search all: associated", "in 1 article", "f2 words")
        tty.press(ENTER + "e")
        start = text.index("Associated")
        tty.wait_for(f"{start}–{start + 10} (10) · error by ana")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0


@pytest.mark.parametrize(("columns", "rows"), [(160, 45), (100, 30)])
def test_the_matrix_leads_to_both_ends_on_a_terminal(
    corpus_copy: Path, columns: int, rows: int
) -> None:
    link_articles(corpus_copy)
    with terminal(corpus_copy, columns, rows) as tty:
        tty.wait_for("000 Beijing's clear", "1 C  1 Q  1 D  0 E")
        tty.press(ENTER + "M")
        tty.wait_for("Matrix: 4 rows, 5 articles", "000: says date by ana: on Monday and Tuesday")
        tty.press("\x1b[B\x1bOC\x1b[C\x1b[C")  # down, right in both ways, right twice
        tty.wait_for("003: says quote by bob")
        tty.press("\x1b[F")  # end
        tty.wait_for("004: looked, not there (ana)")
        tty.press("\x1b[DM")
        tty.wait_for("000 · ")
        tty.press("M" + ENTER)
        tty.wait_for("2 003 US-China", "quote by bob", "never compromise or back")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0


@pytest.mark.parametrize(("columns", "rows"), [(160, 45), (100, 30), (80, 24)])
def test_panes_follow_on_a_terminal(corpus_copy: Path, columns: int, rows: int) -> None:
    caret = text_of(corpus_copy, "003").index("China’s Ministry of National Defense said, “We")
    with terminal(corpus_copy, columns, rows) as tty:
        tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
        tty.press(f"{ENTER}0jjj 1)f")
        is_one_shown = columns < 100
        tty.wait_for("in tabs: ● 003" if is_one_shown else "●China’s Ministry of", "follow")
        tty.press(">")
        tty.wait_for("003: 2nd of ")
        tty.press("<T")
        tty.wait_for("003 · sentence ", "●China’s Ministry of")
        tty.press("sc")
        tty.wait_for("saved ✓", *([] if is_one_shown else ["claim by ana"]))
        tty.press("T")
        tty.wait_for("000 · sentence 2/15")
        tty.press("=F")
        tty.wait_for("000 stays where it is", "frozen")
        tty.press(CTRL_Q)
        assert tty.wait_for_end() == 0
    (record,) = exported(corpus_copy)
    assert (record["doc_path"][:3], record["start"], record["label"]) == ("003", caret, "claim")

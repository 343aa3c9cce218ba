"""The program on terminals of all kinds: what it writes to them, and what they send."""

import os
from pathlib import Path

import pytest

from tests.screen.driving import text_of
from tests.screen.test_real_terminal import ENTER, Terminal, terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")


def mouse(button: int, column: int, row: int, *, up: bool = False) -> str:
    """What a terminal sends for the mouse (SGR, 1006); cells are counted from 1."""
    return f"\x1b[<{button};{column};{row}{'m' if up else 'M'}"


LEFT, MOVED_LEFT = 0, 32


def opened(tty: Terminal, keys: str = "") -> None:
    """Open the first article."""
    tty.wait_for("000 Beijing's clear", "0 C  0 Q  0 D  0 E")
    tty.press(ENTER)
    tty.wait_for("000 · sentence 1/15")
    tty.press(keys)


def test_a_drag_beyond_the_lower_edge_selects_what_comes_into_view(corpus_copy: Path) -> None:
    end = len(text_of(corpus_copy, "000"))
    with terminal(corpus_copy, 80, 24) as tty:
        opened(tty)
        row = next(number for number, it in enumerate(tty.rows(), 1) if "Beijing's clear sig" in it)
        tty.press(mouse(LEFT, 60, row + 3) + mouse(MOVED_LEFT, 60, row + 4))
        tty.wait_for("selected 73–99 (26)")
        tty.press(mouse(MOVED_LEFT, 79, 24))
        # The mouse rests there and nothing more is sent.
        tty.wait_for(f"–{end} (")
        tty.press(mouse(LEFT, 79, 24, up=True))
        tty.press("e")
        tty.wait_for("error by ana", "1 E")

"""The program on terminals of all kinds: what it writes to them, and what they send."""

import base64
import os
import re
from pathlib import Path

import pytest

from annotations.errors import SidemarkError
from tests.screen.driving import text_of
from tests.screen.test_real_terminal import ENTER, Terminal, terminal
from tui.terminal import prepare_terminal

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


# -- the clipboard


def copied(output: bytes) -> str:
    """What a terminal would put on its clipboard."""
    (encoded,) = re.findall(rb"\x1b\]52;c;([^\a]*)\a", output)
    return base64.b64decode(encoded, validate=True).decode()


def test_a_copy_is_written_for_the_terminal_as_it_stands_in_the_text(corpus_copy: Path) -> None:
    text = "«naïve» 漢字 👩\u200d👩\u200d👧 \x1b]0;evil\x07 \u202e end\n"
    (corpus_copy / "000.txt").write_text(text, encoding="utf-8")
    with terminal(corpus_copy, 80, 24) as tty:
        tty.wait_for("000 «naïve»")
        tty.press(ENTER)
        tty.wait_for("000 · sentence 1/")
        tty.press("vGy")
        tty.wait_for(f"copied {len(text)} characters, if your terminal allows it")
        assert copied(tty.output) == text
        assert b"\x1b]0;" not in tty.output


def test_in_screen_a_copy_goes_through_in_pieces_that_it_has_room_for(corpus_copy: Path) -> None:
    inside = {"TERM": "screen", "STY": "1.tty"}
    with terminal(corpus_copy, 80, 24, environment=inside) as tty:
        opened(tty, "vGy")
        tty.wait_for("characters, if your terminal allows it")
        pieces = re.findall(rb"\x1bP([^\x1b]*(?:\x1b\][^\x1b]*)?)\x1b\\", tty.output)
        assert len(pieces) > 2
        assert max(map(len, pieces)) <= 252
        assert copied(b"".join(pieces)) == text_of(corpus_copy, "000")


def test_in_tmux_it_is_said_what_lets_a_copy_through(corpus_copy: Path) -> None:
    with terminal(corpus_copy, 120, 24, environment={"TERM": "tmux-256color", "TMUX": "x"}) as tty:
        opened(tty, "sy")
        tty.wait_for("if your terminal allows it (tmux: set -g set-clipboard on)")
        assert copied(tty.output).startswith("Beijing's clear signal")


# -- colours


def colours(output: bytes) -> set[str]:
    """Every colour that was written: "38;5;…" or "97", attributes left out."""
    found = re.findall(rb"\x1b\[([\d;]*)m", output)
    parts = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+")
    written = {part for sequence in found for part in parts.findall(sequence.decode())}
    return {part for part in written if ";" in part or int(part) >= 30}


def sgr_of(tty: Terminal, keys: str) -> bytes:
    """What is written while a sentence is marked with each label, and one is gone to."""
    opened(tty, keys)
    tty.wait_for("error by ana", "1 C  1 Q  1 D  1 E")
    return tty.output


def reversed_text(tty: Terminal) -> str:
    return "".join(cell.data for row in tty.cells() for cell in row if cell.reverse)


MARK_ALL = "}cwwWqwWdwWe"


def test_a_terminal_of_eight_colours_gets_those_and_each_label_another(corpus_copy: Path) -> None:
    with terminal(corpus_copy, environment={"TERM": "linux", "COLORTERM": None}) as tty:
        written = colours(sgr_of(tty, MARK_ALL))
    assert not any(";" in colour for colour in written), written
    assert {"46", "42", "43", "41"} <= written


def test_a_terminal_of_256_colours_gets_those(corpus_copy: Path) -> None:
    with terminal(corpus_copy, environment={"COLORTERM": None}) as tty:
        written = colours(sgr_of(tty, MARK_ALL))
    assert {"48;5;18", "48;5;22", "48;5;94", "48;5;88"} <= written
    assert not any("8;2;" in colour for colour in written)


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": None},
        {"TERM": "vt100", "COLORTERM": None},
    ],
    ids=str,
)
def test_without_colours_none_is_written_and_all_is_seen(
    corpus_copy: Path, environment: dict[str, str | None]
) -> None:
    with terminal(corpus_copy, environment=environment) as tty:
        sgr_of(tty, MARK_ALL)
        tty.press("V")
        tty.wait_for("⟨c ", "⟨q ", "⟨d ", "⟨e ")
        assert colours(tty.output) == set()
        assert len(reversed_text(tty)) >= 1, "the caret"
        tty.press("0")
        tty.wait_for("000_4639da8ab6d43468.txt")
        tty.wait_until(lambda: "1 000 Beijing's" in reversed_text(tty), "where the list points to")


# -- encodings


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}],
    ids=str,
)
def test_what_is_written_is_utf8_unless_the_locale_is_another(
    corpus_copy: Path, environment: dict[str, str | None]
) -> None:
    (corpus_copy / "000.txt").write_text("«naïve» 漢字 title of it\n", encoding="utf-8")
    with terminal(corpus_copy, 80, 24, environment=environment) as tty:
        tty.wait_for("000 «naïve» 漢")
        assert b"\\u" not in tty.output


def test_a_locale_that_is_not_utf8_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "ISO-8859-1")
    with pytest.raises(SidemarkError, match=r"ISO-8859-1: .* LC_ALL=C\.UTF-8 sidemark"):
        prepare_terminal()


# -- what terminals send


def test_the_keys_of_rows_ends_as_terminals_send_them(corpus_copy: Path) -> None:
    """Of xterm, in application mode, of screen, tmux and the Linux console, and of rxvt."""
    with terminal(corpus_copy, environment={"TERM": "screen", "COLORTERM": None}) as tty:
        opened(tty, "v")
        for home, end in (("[H", "[F"), ("OH", "OF"), ("[1~", "[4~"), ("[7~", "[8~")):
            tty.press(f"\x1b{end}")
            tty.wait_for("selected 0–72 (72)")
            tty.press(f"\x1b{home}")
            tty.wait_until(lambda: "selected" not in tty.text(), "the start of the row")
        tty.press("\x1b[1;2C\x1b[c\x1b[1;2B")  # shift+right, twice, and shift+down
        tty.wait_for("selected 0–73 (73)")

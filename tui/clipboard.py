"""The clipboard of the reader's terminal, which is written to by OSC 52 and never answers."""

from base64 import b64encode
from collections.abc import Mapping

from tui.terminal import is_in_screen

_MANY_TERMINALS_TAKE = 74_994
"""Bytes: with more, the sequence is longer than the 100,000 that hterm and others allow."""
_SCREEN_TAKES = 240
"""Characters that GNU screen passes on in one string; it has room for 256 at least."""


def copying(text: str, environment: Mapping[str, str]) -> str:
    """The sequence that puts a text on the clipboard, through GNU screen if that is in between."""
    sequence = f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"
    if not is_in_screen(environment):
        return sequence
    starts = range(0, len(sequence), _SCREEN_TAKES)
    return "".join(f"\x1bP{sequence[start : start + _SCREEN_TAKES]}\x1b\\" for start in starts)


def told_of_copying(text: str, environment: Mapping[str, str]) -> str:
    """What to tell the reader, who alone can see whether the terminal took it."""
    told = f"copied {len(text):,} characters, if your terminal allows it"
    if len(text.encode()) > _MANY_TERMINALS_TAKE:
        told += f": many take no more than {_MANY_TERMINALS_TAKE:,} bytes"
    if "TMUX" in environment:
        told += " (tmux: set -g set-clipboard on)"
    return told

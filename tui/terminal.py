"""What the terminal can do, as its environment tells; nothing is asked of the terminal itself.

What is found out goes into variables that Textual reads when it is imported.
"""

import codecs
import locale
import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Literal, get_args

from annotations.errors import SidemarkError

ColorSystem = Literal["truecolor", "256", "standard", ""]
"""How many colours there are: 16 million, 256, 8 or 16, none."""
_WITHOUT_COLORS = ("", "dumb", "unknown")


def prepare_terminal() -> None:
    """Tell Textual of the terminal before it is imported; SidemarkError where it can't be used."""
    # A key held down is painted up to this often a second.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    if os.name != "posix":
        return
    _write_utf8()
    if found := color_system(os.environ):
        if os.environ.get("TEXTUAL_COLOR_SYSTEM") not in get_args(ColorSystem):
            os.environ["TEXTUAL_COLOR_SYSTEM"] = found
    else:
        os.environ["NO_COLOR"] = "1"


def color_system(environment: Mapping[str, str]) -> ColorSystem:
    """How many colours the terminal has, going by NO_COLOR, COLORTERM, TERM and terminfo.

    Rich takes every TERM for 16 colours at least, and Textual one without any for 16 million.
    """
    term = environment.get("TERM", "").lower()
    if environment.get("NO_COLOR") or term in _WITHOUT_COLORS:
        return ""
    is_true = environment.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    # Screen passes on what it was started in, and takes true colours for blinking.
    if is_true and not is_in_screen(environment):
        return "truecolor"
    colors = _terminfo_colors(term)
    if colors is None:
        return "256" if term.endswith("-256color") else "standard"
    return "256" if colors >= 256 else "standard" if colors >= 8 else ""


def is_in_screen(environment: Mapping[str, str]) -> bool:
    """Whether GNU screen stands between the program and the terminal."""
    return "STY" in environment and "TMUX" not in environment


def _terminfo_colors(term: str) -> int | None:
    """How many colours terminfo knows of; None where it does not know the terminal."""
    try:
        import curses

        curses.setupterm(term, sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except (ImportError, curses.error):
        return None
    return curses.tigetnum("colors")


def _write_utf8() -> None:
    """Write UTF-8 whatever Python was told to, unless the terminal's locale is another one."""
    encoding = locale.getencoding()
    # Python takes the C locale for UTF-8, as terminals do that know no better.
    if not sys.flags.utf8_mode and codecs.lookup(encoding).name != "utf-8":
        raise SidemarkError(
            f"the screen needs UTF-8, and your locale says {encoding}:"
            " if your terminal can show UTF-8, run LC_ALL=C.UTF-8 sidemark …"
        )
    for stream in (sys.stdout, sys.stderr, sys.__stderr__):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")

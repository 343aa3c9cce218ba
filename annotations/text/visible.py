"""Text made fit to be shown: no control, and nothing that hides or reorders, reaches a terminal.

Controls are shown by their pictures (Unicode block Control Pictures), formatting characters that
stand alone by a middle dot, other characters without a look of their own by U+FFFD.
"""

import unicodedata

from annotations.text.graphemes import clusters

HIDDEN = "·"
_UNSHOWABLE = "�"
_CONTROL_PICTURES = {**{chr(code): chr(0x2400 + code) for code in range(32)}, "\x7f": "␡"}
_ZERO_WIDTH_JOINER = "\u200d"


def visible(cluster: str) -> str:
    """What to write for one grapheme cluster: itself, or a sign for what could not be seen."""
    if len(cluster) == 1:
        return cluster if cluster.isprintable() else _stand_in(cluster)
    # A joiner with nothing to join would take the next character into its cell.
    return cluster.rstrip(_ZERO_WIDTH_JOINER)


def visible_line(text: str) -> str:
    """A title, name, note or message on one line, blanks run together."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(visible(line[start:end]) for start, end in clusters(line, 0, len(line)))


def _stand_in(character: str) -> str:
    if character in _CONTROL_PICTURES:
        return _CONTROL_PICTURES[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character == "\u3000" else " "
    return HIDDEN if category in ("Cf", "Zl", "Zp") else _UNSHOWABLE

"""Text made fit to be shown: no control, and nothing that hides or reorders, reaches a terminal.

Controls are shown by their pictures (Unicode block Control Pictures), formatting characters that
stand alone by a middle dot, other characters without a look of their own by U+FFFD.

Terminals do not agree on how many cells a sequence of emoji takes: a family joined by U+200D has
two in some and eight in others, a heart with U+FE0F one or two. So it is shown in a form that has
as many everywhere: joined emoji side by side, without selectors, skin tones and tags.
"""

import unicodedata

from annotations.text.graphemes import clusters
from annotations.text.patterns import later

HIDDEN = "·"
_UNSHOWABLE = "�"
_CONTROL_PICTURES = {**{chr(code): chr(0x2400 + code) for code in range(32)}, "\x7f": "␡"}
_LONGEST_CLUSTER = 32
"""How many code points of one character are written: Unicode's Stream-Safe format (UAX #15)."""
_INVISIBLE = later(r"\p{Default_Ignorable_Code_Point}")
_TAGS = later(r"[\U000e0020-\U000e007f]")
_DISPUTED = later(r"[\u200d\ufe0e\ufe0f\p{Emoji_Modifier}\U000e0020-\U000e007f]")


def visible(cluster: str) -> str:
    """What to write for one grapheme cluster: itself, or a sign for what could not be seen."""
    if _INVISIBLE().match(cluster):
        return HIDDEN
    if len(cluster) == 1:
        return cluster if cluster.isprintable() else _stand_in(cluster)
    return cluster[0] + _DISPUTED().sub("", cluster[1:_LONGEST_CLUSTER])


def visible_line(text: str) -> str:
    """A title, name, note or message on one line, blanks run together, fit to be shown."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(visible(line[start:end]) for start, end in clusters(line, 0, len(line)))


def typed_line(text: str) -> str:
    """What is to be typed on, on one line: harmless on a terminal, else as it is.

    Joined emoji stay whole. Tags go: nobody sees them, so nobody knows what they would keep.
    """
    line = " ".join(_TAGS().sub("", text).split())
    if line.isprintable():
        return line
    return "".join(
        visible(line[start:end]) if end == start + 1 else line[start:end]
        for start, end in clusters(line, 0, len(line))
    )


def _stand_in(character: str) -> str:
    if character in _CONTROL_PICTURES:
        return _CONTROL_PICTURES[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character == "\u3000" else " "
    return HIDDEN if category in ("Cf", "Zl", "Zp") else _UNSHOWABLE

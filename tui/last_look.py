"""What every line of every widget goes through before it is written to the terminal.

What is shown has been made fit already (`annotations.text.visible`); but widgets of Textual also
show what is pasted into them, and no widget that is to come may forget it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from annotations.text.patterns import later
from tui.bidi import LEFT_TO_RIGHT_MARK, fenced

if TYPE_CHECKING:
    import regex

_UNSAFE = later(r"(?V1)[[\p{C}\p{Zl}\p{Zp}]--[\u200c\u200d\p{Grapheme_Cluster_Break=Prepend}]]")
"""Controls and what reorders or can't be seen, but joiners and the signs that number letters."""


class LastLook(LineFilter):
    """Lets no control through, and keeps text from right to left in its place."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells without controls, and with a mark behind right-to-left text."""
        line = _text_of(segments)
        if not line.isprintable():
            segments = [_made_safe(segment) for segment in segments]
            line = _text_of(segments)
        if fenced(line) is line:
            return segments
        last = segments[-1]
        return [*segments[:-1], last._replace(text=last.text + LEFT_TO_RIGHT_MARK)]


def _text_of(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def _made_safe(segment: Segment) -> Segment:
    return segment._replace(text=_UNSAFE().sub(_stand_in, segment.text))


def _stand_in(unsafe: regex.Match[str]) -> str:
    """As many cells as the character was counted for when the line was laid out."""
    return "�" * cell_len(unsafe[0])

"""Keep text that runs from right to left in its place on terminals that reorder it.

Some terminals (VTE, Konsole, mlterm) order a whole screen line by the Unicode Bidirectional
Algorithm (UAX #9), so that Arabic in one pane would change places with Arabic in the next, and
numbers that follow a title would go before it. A left-to-right mark behind such text ends that.
It takes no cell; isolates would do as well, but more terminals show those than know them.
"""

import regex
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

LEFT_TO_RIGHT_MARK = "\u200e"
_UNFENCED = regex.compile(
    rf"[\p{{Bidi_Class=R}}\p{{Bidi_Class=AL}}\p{{Bidi_Class=AN}}][^{LEFT_TO_RIGHT_MARK}]*\Z"
)


def fenced(text: str) -> str:
    """The text, with a mark behind it if what it holds from right to left has none yet."""
    if text.isascii() or not _UNFENCED.search(text):
        return text
    return text + LEFT_TO_RIGHT_MARK


class Fence(LineFilter):
    """Ends every line of every widget; within a pane's row the words keep their natural order."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, with a mark behind the last if they hold right-to-left text."""
        line = "".join(segment.text for segment in segments)
        if fenced(line) is line:
            return segments
        last = segments[-1]
        return [*segments[:-1], Segment(last.text + LEFT_TO_RIGHT_MARK, last.style, last.control)]

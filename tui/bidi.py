"""Keep text that runs from right to left in its place on terminals that reorder it.

Some terminals (VTE, Konsole, mlterm) order a whole screen line by the Unicode Bidirectional
Algorithm (UAX #9), so that Arabic in one pane would change places with Arabic in the next, and
numbers that follow a title would go before it. A left-to-right mark behind such text ends that.
It takes no cell; isolates would do as well, but more terminals show those than know them.
"""

from annotations.text.patterns import later

LEFT_TO_RIGHT_MARK = "\u200e"
_UNFENCED = later(
    rf"[\p{{Bidi_Class=R}}\p{{Bidi_Class=AL}}\p{{Bidi_Class=AN}}][^{LEFT_TO_RIGHT_MARK}]*\Z"
)


def fenced(text: str) -> str:
    """The text, with a mark behind it if what it holds from right to left has none yet."""
    if text.isascii() or not _UNFENCED().search(text):
        return text
    return text + LEFT_TO_RIGHT_MARK

"""Keep text that runs from right to left in its place on terminals that reorder it.

Some terminals (VTE, Konsole, mlterm) order a whole screen line by the Unicode Bidirectional
Algorithm (UAX #9), so that Arabic in one pane would change places with Arabic in the next, and
numbers that follow a title would go before it. A left-to-right mark behind such text ends that.
It takes no cell; isolates would do as well, but more terminals show those than know them.
"""

import re

from annotations.text.patterns import later

LEFT_TO_RIGHT_MARK = "\u200e"
# Where Unicode has scripts that run from right to left, and keeps room for more (UAX #9, 3.2).
_MAY_RUN_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_UNFENCED = later(
    rf"[\p{{Bidi_Class=R}}\p{{Bidi_Class=AL}}\p{{Bidi_Class=AN}}][^{LEFT_TO_RIGHT_MARK}]*\Z"
)


def fenced(text: str) -> str:
    """The text, with a mark behind it if what it holds from right to left has none yet."""
    if not _MAY_RUN_LEFT.search(text) or not _UNFENCED().search(text):
        return text
    return text + LEFT_TO_RIGHT_MARK

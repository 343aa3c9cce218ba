"""Where and when a report was sent, as agencies begin it: `BEIJING, Nov. 25 (Agency) -`."""

from annotations.text.patterns import later

_PLACE = r"\p{Lu}[\p{Lu}.'’\-]+(?:[ ,/]{1,2}\p{Lu}[\p{Lu}.'’\-]+){0,3}"
_DATELINE = later(
    rf"(?V1){_PLACE}(?:,? [^()\n–—]{{0,24}}?)?"
    r"(?: ?\([^)\n]{1,60}\) ?[-–—:]*|,? ?[–—]| -+) *(?=\S)"
)


def dateline_end(text: str, start: int = 0) -> int:
    """Where what is told begins, in code points: after a dateline at `start`, or there itself.

    The same event is told from elsewhere, and on another day.
    """
    found = _DATELINE().match(text, start)
    return found.end() if found else start

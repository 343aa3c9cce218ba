"""Regular expressions of the `regex` module that are compiled when they are first asked.

To compile them all takes longer than to show a first article, and few are asked before a key is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex


def later(source: str) -> Callable[[], regex.Pattern[str]]:
    """What gives the compiled pattern, always the same; flags stand in it: `(?V1)`."""

    @cache
    def compiled() -> regex.Pattern[str]:
        import regex

        return regex.compile(source)

    return compiled

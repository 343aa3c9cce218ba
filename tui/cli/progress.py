"""A bar on standard error while something long is done."""

import sys
import time
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from annotations.text.amounts import counted

_Item = TypeVar("_Item")
_PATIENCE = 0.5
"""After how many seconds it is shown."""
_INTERVAL = 0.1
"""Seconds between two pictures of it."""
_WIDTH = 30
_CLEAR = "\r\x1b[K"


def watched(
    items: Iterable[_Item],
    total: int,
    what: str,
    unit: str,
    position: Callable[[], int] | None = None,
) -> Generator[_Item, None, None]:
    """Hand the items on; a terminal shows how many of them: "exporting ━━━ 120 of 9,000 articles".

    Where it is not the items that count, `position` says how far it is. The bar is gone when the
    last one is, or when nobody asks for more.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    shown_at = time.monotonic() + _PATIENCE - _INTERVAL
    is_shown = False
    try:
        for count, item in enumerate(items):
            if (now := time.monotonic()) - shown_at > _INTERVAL:
                done = count if position is None else position()
                sys.stderr.write(_CLEAR + _picture(done, total, what, unit))
                sys.stderr.flush()
                shown_at, is_shown = now, True
            yield item
    finally:
        if is_shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


def _picture(count: int, total: int, what: str, unit: str) -> str:
    done = min(_WIDTH, count * _WIDTH // max(1, total))
    return f"{what} {'━' * done}{'─' * (_WIDTH - done)} {count:,} of {counted(total, unit)}"

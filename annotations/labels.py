"""The labels."""

from collections.abc import Iterable

LABELS = ("claim", "quote", "date", "error")
"""The labels with a key of their own; a record may hold any other."""


def in_order(labels: Iterable[str]) -> list[str]:
    """The usual labels, then the others by name."""
    return sorted(labels, key=lambda it: (LABELS.index(it) if it in LABELS else len(LABELS), it))

"""How well a place of a text agrees with the context that an annotation was made in."""

from annotations.anchoring.distance import similarity
from annotations.anchoring.folding import fold
from annotations.model import CONTEXT_LENGTH, Annotation
from annotations.text.span import Span

ENOUGH = 0.5
"""The agreement, 0 to 1, from which a context speaks for a place."""

# Folding makes runs of blanks shorter, so more is read than is compared.
_READ = 2 * CONTEXT_LENGTH
_LEAST_WEIGHT = 8
"""What a side counts that is almost empty; a full one counts up to `CONTEXT_LENGTH`."""
_TEXT_END = "\0"
"""Stands for the start or end of the text; no canonical text holds it."""


def agreement(annotation: Annotation, text: str, span: Span) -> float:
    """From 0 to 1, how like the stored context is to what lies around `span`, quotes etc. folded.

    The sides count by their length; that a side ends where the text ends is part of it.
    """
    before = text[max(0, span.start - _READ) : span.start]
    after = text[span.end : span.end + _READ]
    if not (annotation.prefix or annotation.suffix):
        # It was the whole text, or came without a context: that one side is empty is no sign.
        return 0.0 if before.strip() or after.strip() else 1.0
    sides = (
        (_outwards(annotation.prefix[::-1], CONTEXT_LENGTH), _outwards(before[::-1], _READ)),
        (_outwards(annotation.suffix, CONTEXT_LENGTH), _outwards(after, _READ)),
    )
    weighed = [
        (max(_LEAST_WEIGHT, len(stored)), similarity(stored, found[: len(stored)]))
        for stored, found in sides
    ]
    return sum(weight * like for weight, like in weighed) / sum(weight for weight, _ in weighed)


def _outwards(context: str, most: int) -> str:
    """A context, read away from the span, folded; one shorter than it might be ends in a NUL."""
    folded = fold(context).strip()
    return folded + _TEXT_END if len(context) < most else folded or " "

"""How well a place of a text agrees with the context that an annotation was made in."""

from annotations.anchoring.distance import similarity
from annotations.anchoring.folding import fold
from annotations.model import CONTEXT_LENGTH, Annotation
from annotations.text.span import Span

ENOUGH = 0.5
"""The agreement, 0 to 1, from which a context speaks for a place."""

# Folding makes runs of blanks shorter, so more is read than is compared.
_READ = 2 * CONTEXT_LENGTH


def agreement(annotation: Annotation, text: str, span: Span) -> float:
    """From 0 to 1, how like the stored context is to what lies around `span`, quotes etc. folded.

    Both sides count the same; one that was empty counts only if it is so again.
    """
    before = fold(text[max(0, span.start - _READ) : span.start]).strip()
    after = fold(text[span.end : span.end + _READ]).strip()
    prefix, suffix = fold(annotation.prefix).strip(), fold(annotation.suffix).strip()
    sides = [
        similarity(stored, found)
        for stored, found in (
            (prefix, before[len(before) - min(len(prefix), len(before)) :]),
            (suffix, after[: len(suffix)]),
        )
        if stored
    ]
    if not prefix and not before:
        sides.append(1.0)
    if not suffix and not after:
        sides.append(1.0)
    return sum(sides) / len(sides) if sides else 0.0

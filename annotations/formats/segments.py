"""The parts of a discontinuous span, as the record keeps them: `"201-260 261-274"`."""

from collections.abc import Iterable, Sequence

from annotations.model import SEGMENTS, Annotation
from annotations.text.span import Span


def segments_of(mark: Annotation) -> list[Span]:
    """The parts of a mark in code points, in order; the whole of it where it has none.

    So too where its parts do not fill it from its start to its end, or overlap.
    """
    whole = [mark.span]
    if not SEGMENTS.fullmatch(mark.segments):
        return whole
    found = [Span(*map(int, part.split("-"))) for part in mark.segments.split(" ")]
    edges = [edge for part in found for edge in part]
    is_in_order = edges == sorted(edges) and all(part.length for part in found)
    fills = (edges[0], edges[-1]) == mark.span
    return found if is_in_order and fills else whole


def segments_field(parts: Sequence[Span]) -> str:
    """What the record keeps of parts: nothing of a single one, as that is the span itself."""
    return " ".join(f"{part.start}-{part.end}" for part in parts) if len(parts) > 1 else ""


def merged(parts: Iterable[Span]) -> list[Span]:
    """The parts in order, those that touch or overlap as one."""
    found: list[Span] = []
    for part in sorted(parts):
        if found and part.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, part.end))
        else:
            found.append(part)
    return found

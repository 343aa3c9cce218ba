"""Grapheme clusters, the characters a reader sees: UAX #29, by `\\X` of the `regex` module."""

from collections.abc import Iterator

from annotations.text.patterns import later
from annotations.text.span import Span

_CLUSTER = later(r"\X")

# UAX #29 breaks between any two code points of these classes, and after every control or LF,
# whatever stands before them. `(?r)` searches backwards, so the nearest such place is found.
_SAFE = r"[\p{GCB=Other}\p{GCB=Control}\n\p{GCB=LV}\p{GCB=LVT}]"
_UNSURE = later(_SAFE.replace("[", "[^", 1))
_SURE_BOUNDARY = later(rf"(?r)(?<={_SAFE}){_SAFE}|(?s:(?<=[\p{{GCB=Control}}\n]).)")


def snap_back(text: str, offset: int) -> int:
    """The last cluster boundary at or before `offset`, in code points; past an end, that end."""
    if offset <= 0 or offset >= len(text):
        return min(max(offset, 0), len(text))
    if _are_plain(text, offset):
        return offset
    sure = _SURE_BOUNDARY().search(text, 0, offset + 1)
    boundary = sure.start() if sure else 0
    for cluster in _CLUSTER().finditer(text, boundary):
        if cluster.end() > offset:
            return cluster.start()
    return len(text)


def next_boundary(text: str, offset: int) -> int:
    """The first cluster boundary after `offset`, in code points; at the end `len(text)`."""
    if offset >= len(text):
        return len(text)
    if offset < 0 or _are_plain(text, offset + 1):
        return offset + 1 if offset >= 0 else 0
    cluster = _CLUSTER().match(text, snap_back(text, offset))
    return cluster.end() if cluster else len(text)


def previous_boundary(text: str, offset: int) -> int:
    """The last cluster boundary before `offset`, in code points; at the start 0."""
    return snap_back(text, min(offset, len(text)) - 1)


def clusters(text: str, start: int, end: int) -> Iterator[Span]:
    """Every whole cluster that shares a code point with `[start, end)`, in order."""
    for cluster in _CLUSTER().finditer(text, snap_back(text, start)):
        if cluster.start() >= end:
            return
        yield Span(*cluster.span())


def whole_clusters(text: str, span: Span) -> Span:
    """The span, brought within the text, with all of the clusters that its ends are inside of."""
    start, end = snap_back(text, span.start), snap_back(text, span.end)
    is_inside = start < span.end and end < min(span.end, len(text))
    return Span(start, next_boundary(text, end) if is_inside else end)


def may_join(text: str, start: int, end: int) -> bool:
    """Whether any code point of `[start, end)` may be joined with a neighbour to one cluster."""
    return _UNSURE().search(text, start, end) is not None


def _are_plain(text: str, offset: int) -> bool:
    """Whether both code points around `offset` are ASCII and do not make CR LF."""
    around = text[offset - 1 : offset + 1]
    return len(around) == 2 and around.isascii() and around != "\r\n"

"""Spans in a text as HTML: every piece of text lies in one `<mark>` for each span that covers it.

The shortest span is the innermost mark; those around it are lines under the text, one below the
other.
"""

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from annotations.formats.html_style import LETTERS, OTHER
from annotations.formats.segments import segments_of
from annotations.model import Annotation
from annotations.text.excerpt import excerpt

_DEEPEST = 3
"""How many lines there are room for below that of the innermost mark."""
_LONGEST_TAG = 16
_LONGEST_HINT = 200
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Numbered(NamedTuple):
    """A mark, its number in its article, and what it is called in links within the page."""

    mark: Annotation
    number: int
    anchor: str

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sorts marks on one piece of text: the longest is the outermost."""
        return -self.mark.span.length, self.mark.start, self.number


def safe(text: str) -> str:
    """A text to stand in HTML, in an attribute too: escaped, code point by code point.

    Controls are shown by their pictures; HTML knows none but tab and line feed.
    """
    return escape(_UNSHOWABLE.sub(_stand_in, text))


def kind(label: str) -> str:
    """The class of a label in the style sheet."""
    return label if label in LETTERS else OTHER


def tag(it: Numbered, *, in_list: bool = False, has_place: bool = True) -> str:
    """The sign of a mark: in its text or in the list below that; each leads to the other."""
    label = it.mark.label
    short = label if len(label) <= _LONGEST_TAG else f"{label[: _LONGEST_TAG - 1]}…"
    sign = f"{LETTERS.get(label, f'{short} ')}{it.number}"
    named = f'class="tag {kind(label)}" dir="auto"'
    if not has_place:
        return f"<span {named}>{safe(sign)}</span>"
    at_text = f"at-{it.anchor}"
    way = f'href="#{at_text}"' if in_list else f'id="{at_text}" href="#{it.anchor}"'
    # What is spoken begins with what is seen (WCAG 2.2, 2.5.3).
    spoken = f"{sign}: {label} by {it.mark.annotator}"
    return f'<a {named} {way} aria-label="{safe(spoken)}">{safe(sign)}</a>'


def marked_text(text: str, marks: Iterable[Numbered]) -> Iterator[str]:
    """A text in pieces of HTML with the marks on it; each has its tag right before its start."""
    starting: dict[int, list[Numbered]] = defaultdict(list)
    ending: dict[int, list[Numbered]] = defaultdict(list)
    for it in sorted(marks, key=lambda it: it.rank):
        for part in segments_of(it.mark):
            starting[part.start].append(it)
            ending[part.end].append(it)
    here: list[Numbered] = []
    for start, end in pairwise(sorted({0, len(text), *starting, *ending})):
        for it in ending.get(start, ()):
            here.remove(it)
        for it in starting.get(start, ()):
            insort(here, it, key=lambda it: it.rank)
            if start == it.mark.start:
                yield tag(it)
        piece = safe(text[start:end])
        for depth, it in enumerate(reversed(here)):
            piece = f"{_opening(it, depth)}{piece}</mark>"
        yield piece


def _opening(it: Numbered, depth: int) -> str:
    """The start of a mark around `depth` others."""
    mark = it.mark
    hint = f"{mark.label} {it.number} by {mark.annotator}"
    if mark.note:
        hint += f": {excerpt(mark.note, _LONGEST_HINT)}"
    place = f"up{min(depth, _DEEPEST)}" if depth else "inner"
    return f'<mark class="{kind(mark.label)} {place}" data-id="{mark.id}" title="{safe(hint)}">'


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"

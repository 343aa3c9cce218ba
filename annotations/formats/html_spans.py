"""Spans in a text as HTML: every piece of text lies in one `<mark>` for each span that covers it.

The shortest span is the innermost mark; those around it are lines under the text, one below the
other. Of very many on one piece only the shortest are drawn; the others have their signs.
"""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from annotations.formats.html_style import LETTERS
from annotations.formats.segments import segments_of
from annotations.model import Annotation
from annotations.text.excerpt import excerpt

_DEEPEST = 3
"""How many lines there are room for below that of the innermost mark."""
_MOST_DRAWN = 8
"""How many marks are drawn on one piece of text: a page must not grow by the square of them."""
_LONGEST_TAG = 16
_LONGEST_HINT = 200
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Numbered(NamedTuple):
    """A mark, its number in its article, and what it is called within the page."""

    mark: Annotation
    number: int
    anchor: str
    """What links within the page lead to."""
    kind: str
    """The class of its label in the style sheet."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sorts marks on one piece of text: the longest is the outermost."""
        return -self.mark.span.length, self.mark.start, self.number


def safe(text: str) -> str:
    """A text to stand in HTML, in an attribute too: escaped, code point by code point.

    Controls are shown by their pictures; HTML knows none but tab and line feed.
    """
    return escape(_UNSHOWABLE.sub(_stand_in, text))


def tag(it: Numbered, *, in_list: bool = False, has_place: bool = True) -> str:
    """The sign of a mark: in its text or in the list below that; each leads to the other."""
    label = it.mark.label
    short = label if len(label) <= _LONGEST_TAG else f"{label[: _LONGEST_TAG - 1]}…"
    sign = f"{LETTERS.get(label, f'{short} ')}{it.number}"
    named = f'class="tag {it.kind}" dir="auto"'
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
    for it in sorted(marks, key=_rank):
        for part in segments_of(it.mark):
            starting[part.start].append(it)
            ending[part.end].append(it)
    here: list[Numbered] = []
    hinted: set[str] = set()
    for start, end in pairwise(sorted({0, len(text), *starting, *ending})):
        for it in ending.get(start, ()):
            del here[bisect_left(here, it.rank, key=_rank)]
        for it in starting.get(start, ()):
            insort(here, it, key=_rank)
            if start == it.mark.start:
                yield tag(it)
        piece = safe(text[start:end])
        for depth, it in enumerate(reversed(here[-_MOST_DRAWN:])):
            hint = "" if it.anchor in hinted else f' title="{safe(_hint(it))}"'
            hinted.add(it.anchor)
            place = f"up{min(depth, _DEEPEST)}" if depth else "inner"
            opening = f'<mark class="{it.kind} {place}" data-id="{it.mark.id}"{hint}>'
            piece = f"{opening}{piece}</mark>"
        yield piece


def _rank(it: Numbered) -> tuple[int, int, int]:
    return it.rank


def _hint(it: Numbered) -> str:
    """What a mark tells where it begins."""
    mark = it.mark
    hint = f"{mark.label} {it.number} by {mark.annotator}"
    return f"{hint}: {excerpt(mark.note, _LONGEST_HINT)}" if mark.note else hint


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"

"""What formats write that hold whole texts, with offsets into them and no spans in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotations.formats.format import Document, Losses, in_place

if TYPE_CHECKING:
    from annotations.model import Annotation


class Placed(NamedTuple):
    """An article that can be read."""

    document: Document
    text: str
    marks: Sequence[Annotation]
    """Those that have a place in the text."""


def placed(documents: Iterable[Document], losses: Losses) -> Iterator[Placed]:
    """The articles that can be read, with what can be written of their annotations.

    Counted as lost: annotations without a place, and the parts of those that have any.
    """
    for document in documents:
        marks = in_place(document, losses)
        if document.text is None:
            continue
        in_parts = sum(bool(mark.segments) for mark in marks)
        losses.add("written whole: the format has no spans in parts", in_parts)
        yield Placed(document, document.text, marks)

"""Which mark or passage of an open article a reader means as one end of a link."""

from annotations.errors import EditError
from annotations.linking import LinkEnd
from annotations.model import Annotation
from annotations.reading import Reading
from annotations.selection import target_at
from annotations.text.span import Span, trim_blanks


def source_end(reading: Reading) -> LinkEnd:
    """The selection, else the mark at the caret, else what a claim would be.

    Raises EditError where there is none of it, or where a mark is being reshaped.
    """
    _refuse_reshaping(reading)
    return _selected(reading) or _of(reading, reading.shown()) or _sentence(reading)


def target_end(reading: Reading, label: str, passage: Span | None = None) -> LinkEnd:
    """The same, where what was gone to comes before `passage`, and that before what is here.

    `passage` is what is shown there as the counterpart of a source with that label.
    """
    _refuse_reshaping(reading)
    chosen = reading.current if reading.is_chosen else None
    found = _selected(reading) or _of(reading, chosen)
    if found is None and passage is not None:
        found = _of(reading, _covering(reading, passage, label)) or _passage(reading, passage)
    return found or _of(reading, reading.shown()) or _sentence(reading)


def _selected(reading: Reading) -> LinkEnd | None:
    if reading.selection.is_empty:
        return None
    span = trim_blanks(reading.text, reading.selection.span)
    here = [it for it in reading.marks.index.overlapping(*span) if it.span == span]
    mine = [it for it in here if it.annotator == reading.editor.annotator]
    return _of(reading, next(iter([*mine, *here]), None)) or _passage(reading, span)


def _covering(reading: Reading, passage: Span, label: str) -> Annotation | None:
    """The innermost mark with that label that covers most of a passage, else any such mark."""
    most = [
        it
        for it in reading.marks.index.overlapping(*passage)
        if 2 * (min(it.end, passage.end) - max(it.start, passage.start)) > passage.length
    ]
    return min(most, key=lambda it: (it.label != label, it.span.length), default=None)


def _of(reading: Reading, mark: Annotation | None) -> LinkEnd | None:
    if mark is None:
        return None
    return LinkEnd(reading.article, mark.span, mark, reading.marks.index)


def _passage(reading: Reading, span: Span) -> LinkEnd:
    return LinkEnd(reading.article, span, None, reading.marks.index)


def _sentence(reading: Reading) -> LinkEnd:
    return _passage(reading, target_at(reading.text, reading.caret, "claim"))


def _refuse_reshaping(reading: Reading) -> None:
    if reading.reshaping is not None:
        raise EditError("a mark is being reshaped there: keep the new shape or drop it first")

"""spaCy's DocBin (spacy.io/api/docbin): the articles as Docs with their annotations as spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from annotations.errors import ExportError
from annotations.formats.format import Document, File, Format, Losses, Options, in_place
from annotations.formats.segments import segments_of
from annotations.model import Annotation
from annotations.text.tokens import tokens

KEY = "sc"
"""The group of spans that spaCy's span categorizer learns from (spacy.io/api/spancategorizer)."""
WIDENED = "widened to whole tokens in spans['sc']; the exact offsets are in user_data"
"""What is told of marks that begin or end within a token."""
_WHOLE = "written whole in spans['sc']; their parts are in user_data"
_FIELDS = set(Annotation.model_fields) - {"schema_", "doc_id", "doc_path", "doc_sha256"}


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """One Doc an article that can be read; raises ExportError where there is no spaCy.

    A DocBin is one compressed whole: all of it is in memory.
    """
    try:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab
    except ImportError as error:
        raise ExportError(
            "this format needs spaCy: install it with pip install 'sidemark[spacy]'"
        ) from error
    vocab = Vocab()
    docs = DocBin(attrs=["ORTH"], store_user_data=True)
    for document in documents:
        marks = in_place(document, losses)
        if document.text is not None:
            docs.add(_doc(vocab, document, document.text, marks, losses))
    yield File("", [docs.to_bytes()])


def _doc(vocab: Any, document: Document, text: str, marks: list[Annotation], losses: Losses) -> Any:
    """A Doc of the whole text; `user_data` has the exact offsets and all else of the records."""
    from spacy.tokens import Doc, Span

    found = list(tokens(text))
    starts = [token.start for token in found]
    doc = Doc(
        vocab,
        words=[text[token.start : token.end] for token in found],
        spaces=[token.is_followed_by_blank for token in found],
        user_data={
            "doc_id": document.doc_id,
            "doc_path": document.doc_path,
            "doc_sha256": document.sha256,
            "title": document.title,
            "annotations": [mark.model_dump(include=_FIELDS) for mark in marks],
        },
    )
    spans: list[Any] = []
    losses.add(_WHOLE, sum(len(segments_of(mark)) > 1 for mark in marks))
    for mark in marks:
        # The blank after a token belongs to it, so that each code point does to one.
        first, end = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        if (starts[first], found[end - 1].end) != mark.span:
            losses.add(WIDENED)
        spans.append(Span(doc, first, end, label=mark.label, span_id=mark.id))
    doc.spans[KEY] = spans
    return doc


FORMAT = Format(
    name="spacy",
    summary="a DocBin with spans['sc']: spaCy (pip install 'sidemark[spacy]')",
    suffix=".spacy",
    write=write,
)

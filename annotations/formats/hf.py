"""JSON Lines for Hugging Face `datasets`: an article a line with a list of its spans.

`datasets` infers the type of a column from the first rows of a file, and an empty list tells it
nothing (huggingface.co/docs/datasets/loading#json): articles with annotations come first. Offsets
are code points.
"""

from collections.abc import Iterable, Iterator

from pydantic_core import to_json

from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    StatedArticle,
)
from annotations.formats.placed import Placed, placed
from annotations.formats.records import (
    Record,
    each_of,
    first_record,
    first_string,
    list_of,
    read_records,
    stated_span,
    string_of,
)
from annotations.formats.source import Beginning, Source

_KEYS = {"doc_id", "text", "spans"}


# -- out


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each article's id, text and spans on a line."""
    yield File("", (_line(it) for it in placed(documents, losses)))


def _line(article: Placed) -> bytes:
    document, text, marks = article
    spans = [
        {
            "id": mark.id,
            "start": mark.start,
            "end": mark.end,
            "label": mark.label,
            "text": mark.text,
            "note": mark.note,
        }
        for mark in marks
    ]
    return to_json({"doc_id": document.doc_id, "text": text, "spans": spans}) + b"\n"


# -- in


def read(source: Source) -> Iterator[Came]:
    """What is written here; other keys of a span are kept."""
    return read_records(source, _article)


def _article(record: Record) -> Iterator[Came]:
    where, value = record
    name = first_string(value, ("doc_id",))
    article = StatedArticle(where, name, text=string_of(value, "text"))
    spans = list_of(value, "spans")
    yield article
    yield from each_of(
        spans, f"{where}, span", lambda there, it: stated_span(there, article, it, {})
    )


def recognises(beginning: Beginning) -> bool:
    """Whether the first record has the three keys that are written here, and no other."""
    value = first_record(beginning.record)
    return value.keys() == _KEYS


FORMAT = Format(
    name="hf",
    summary="an article a line with its spans: Hugging Face datasets, parquet",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
    marked_first=True,
)

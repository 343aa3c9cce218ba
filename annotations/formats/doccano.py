"""doccano's JSONL for sequence labelling: an article a line, spans as `[start, end, label]`.

What it reads and writes is told by its source, github.com/doccano/doccano: backend/data_import/
pipeline (parsers, label, labels) and backend/data_export/models. Offsets are code points.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    Stated,
    StatedArticle,
    Unread,
)
from annotations.formats.placed import Placed, placed
from annotations.formats.records import (
    BadRecordError,
    Record,
    each_of,
    first_record,
    first_string,
    label_of,
    list_of,
    mapping_of,
    offset_of,
    read_records,
    string_of,
    whole_number,
)
from annotations.formats.source import Beginning, Source

_LABELS = ("label", "labels", "entities")
"""Where spans are: as it is imported, as older versions export it, with relations."""
_NAMES = ("filename", "doc_path")
_TOLD = (
    ("relations", "relations between spans"),
    ("Comments", "comments on the whole text"),
    ("cats", "categories of the whole text"),
)


# -- out


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each article's text and spans on a line, in ASCII: doccano guesses a file's encoding."""
    yield File("", (_line(it, losses) for it in placed(documents, losses)))


def _line(article: Placed, losses: Losses) -> bytes:
    document, text, marks = article
    labels = list(dict.fromkeys((it.start, it.end, it.label) for it in marks))
    losses.add("like another in place and label: written once", len(marks) - len(labels))
    losses.add(
        "overlapping others: doccano takes these only into a project that allows overlapping spans",
        _overlapping(labels),
    )
    line = {"text": text, "label": labels, "filename": document.doc_path}
    return json.dumps(line).encode() + b"\n"


def _overlapping(labels: Iterable[tuple[int, int, str]]) -> int:
    """How many spans doccano leaves out where overlaps are not allowed (`Spans.clean`)."""
    count, end = 0, -1
    for start, its_end, _ in sorted(labels, key=lambda it: it[0]):
        if start >= end:
            end = its_end
        else:
            count += 1
    return count


# -- in


def read(source: Source) -> Iterator[Came]:
    """What doccano imports, and what it exports with and without relations."""
    return read_records(source, _article)


def _article(record: Record) -> Iterator[Came]:
    where, value = record
    name = first_string(value, _NAMES) or first_string(value.get("meta"), _NAMES)
    article = StatedArticle(where, name, text=string_of(value, "text"))
    labels = [label for key in _LABELS for label in list_of(value, key)]
    yield article
    yield from each_of(labels, f"{where}, label", partial(_stated, article))
    for key, what in _TOLD:
        if value.get(key):
            yield Unread(where, f"its “{key}” are left out: there is no place for {what}")


def _stated(article: StatedArticle, where: str, label: Any) -> Stated:
    if isinstance(label, str):
        raise BadRecordError("it is a label of the whole text, not of a span")
    if isinstance(label, list):
        if len(label) != 3:
            raise BadRecordError("it is a list, but not of start, end and label")
        start, end = whole_number(label[0], "start"), whole_number(label[1], "end")
        return Stated(where, article, label_of(label[2]), start, end)
    span: Mapping[str, Any] = mapping_of(label)
    start, end = offset_of(span, "start_offset"), offset_of(span, "end_offset")
    fields = {"id": span["id"]} if isinstance(span.get("id"), str | int) else {}
    return Stated(where, article, label_of(span.get("label")), start, end, fields=fields)


def recognises(beginning: Beginning) -> bool:
    """Whether the first line has a text, and labels of spans in one of doccano's places."""
    value = first_record(beginning.record)
    return isinstance(value.get("text"), str) and any(
        _is_spans(value[key]) for key in _LABELS if key in value
    )


def _is_spans(labels: object) -> bool:
    """Whether it is a list of nothing, or of something that begins like a span."""
    if not isinstance(labels, list):
        return False
    return all(
        (isinstance(it, list) and len(it) == 3) or (isinstance(it, dict) and "start_offset" in it)
        for it in labels[:1]
    )


FORMAT = Format(
    name="doccano",
    summary="an article a line with its spans: doccano, sequence labelling",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
)

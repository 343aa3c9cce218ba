"""JSON Lines (jsonlines.org): one flat record a line, every key in every line, UTF-8, LF."""

from collections.abc import Iterable, Iterator, Mapping
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
    Unit,
    Unread,
)
from annotations.formats.portable import portable
from annotations.formats.source import LONGEST_LINE, Beginning, NotJSONError, Source, json_of
from annotations.model import SCHEMA

_UNITS: Mapping[str, Unit] = {"codepoint": "codepoint", "utf16": "utf16", "byte": "byte"}
_TOO_LONG = f"it is longer than {LONGEST_LINE >> 20} MiB"


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each annotation's record on a line."""
    marks = (mark for document in documents for mark in portable(document.marks, losses))
    yield File("", (mark.to_line() for mark in marks))


def read(source: Source) -> Iterator[Came]:
    """Each line's record, also of others, as far as it names an article, a label and a place."""
    article = StatedArticle("")
    for line in source.lines():
        where = f"line {line.number}"
        if line.data is None:
            yield Unread(where, _TOO_LONG)
            continue
        try:
            record = json_of(line.data)
        except NotJSONError as error:
            yield Unread(where, str(error))
            continue
        try:
            stated = _stated(where, article, record)
        except _NoRecordError as error:
            yield Unread(where, str(error))
            continue
        if stated.article is not article:
            article = stated.article
            yield article
        yield stated


class _NoRecordError(ValueError):
    """What is no record of an annotation; says why."""


def _stated(where: str, article: StatedArticle, record: Any) -> Stated:
    """What a line states, of the same article as the one before or of another."""
    if not isinstance(record, dict):
        raise _NoRecordError("it is no record: an object in braces is wanted")
    schema = record.get("schema", SCHEMA)
    if schema != SCHEMA:
        found = _string(record, "schema")[:40]
        raise _NoRecordError(
            f"its schema is {found!r}, this Sidemark reads {SCHEMA!r}: get a newer one"
        )
    name = _string(record, "doc_path") or _string(record, "doc_id")
    sha256 = _string(record, "doc_sha256")
    if not (name or sha256):
        raise _NoRecordError("it names no article (doc_path)")
    label = record.get("label")
    if not isinstance(label, str):
        raise _NoRecordError("it has no label")
    start, end = _offset(record, "start"), _offset(record, "end")
    text = _string(record, "text")
    if (start is None or end is None) and not text:
        raise _NoRecordError("it has neither offsets (start, end) nor a text")
    if name != article.name or sha256 != article.sha256:
        article = StatedArticle(where, name, sha256)
    unit = _UNITS.get(_string(record, "offset_unit"), "codepoint")
    return Stated(where, article, label, start, end, text or None, unit, record)


def _string(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _offset(record: Mapping[str, Any], key: str) -> int | None:
    """An offset; whole numbers that a table has made decimal fractions of are taken too."""
    value = record.get(key)
    if type(value) is int:
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else None


def recognises(beginning: Beginning) -> bool:
    """Whether the first line is a record of an annotation."""
    record = beginning.record
    if not isinstance(record, dict):
        return False
    try:
        # Of one of a later version it can be told why it is not read.
        _stated("", StatedArticle(""), {**record, "schema": SCHEMA})
    except _NoRecordError:
        return False
    return True


FORMAT = Format(
    name="jsonl",
    summary="one flat record a line, nothing lost: pandas, polars, datasets, jq",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
)

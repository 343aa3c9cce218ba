"""JSON Lines (jsonlines.org): one flat record a line, every key in every line, UTF-8, LF."""

from collections.abc import Iterable, Iterator
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
from annotations.formats.source import LONGEST_LINE, Beginning, NotJSONError, Source, json_of
from annotations.model import SCHEMA

_TOLD_OTHERWISE = ("doc_path", "doc_sha256", "start", "end", "text", "label")
"""What of a record is not among the fields of an annotation that is stated."""
_UNITS: dict[object, Unit] = {"codepoint": "codepoint", "utf16": "utf16", "byte": "byte"}
_TOO_LONG = f"it is longer than {LONGEST_LINE >> 20} MiB"


def write(documents: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
    """Each annotation's record on a line."""
    lines = (mark.to_line() for document in documents for mark in document.marks)
    yield File("", lines)


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
        why = _refusal(record)
        if why:
            yield Unread(where, why)
            continue
        name = _string(record, "doc_path") or _string(record, "doc_id")
        sha256 = _string(record, "doc_sha256")
        if (name, sha256) != (article.name, article.sha256):
            article = StatedArticle(where, name, sha256)
            yield article
        yield _stated(where, article, record)


def _refusal(record: object) -> str:
    """Why something is no record of an annotation; empty if it is one."""
    if not isinstance(record, dict):
        return "it is no record: an object in braces is wanted"
    schema = record.get("schema", SCHEMA)
    if schema != SCHEMA:
        return f"its schema is {schema!r}, this Sidemark reads {SCHEMA!r}: get a newer one"
    if not any(_string(record, key) for key in ("doc_path", "doc_id", "doc_sha256")):
        return "it names no article (doc_path)"
    if not isinstance(record.get("label"), str):
        return "it has no label"
    has_place = _offset(record, "start") is not None and _offset(record, "end") is not None
    if not (has_place or _string(record, "text")):
        return "it has neither offsets (start, end) nor a text"
    return ""


def _stated(where: str, article: StatedArticle, record: dict[str, Any]) -> Stated:
    return Stated(
        where,
        article,
        record["label"],
        _offset(record, "start"),
        _offset(record, "end"),
        record["text"] if isinstance(record.get("text"), str) else None,
        _UNITS.get(record.get("offset_unit"), "codepoint"),
        {key: value for key, value in record.items() if key not in _TOLD_OTHERWISE},
    )


def _string(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _offset(record: dict[str, Any], key: str) -> int | None:
    """An offset; whole numbers that a table has made decimal fractions of are taken too."""
    value = record.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def recognises(beginning: Beginning) -> bool:
    """Whether the first line is a record of an annotation."""
    record = beginning.record
    return isinstance(record, dict) and not _refusal({**record, "schema": SCHEMA})


FORMAT = Format(
    name="jsonl",
    summary="one flat record a line, nothing lost: pandas, polars, datasets, jq",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
)

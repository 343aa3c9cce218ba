"""JSON Lines (jsonlines.org): one flat record a line, every key in every line, UTF-8, LF."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotations.formats.flat import stated_record
from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    Stated,
    StatedArticle,
)
from annotations.formats.portable import portable
from annotations.formats.records import BadRecordError, Record, first_record, read_records
from annotations.formats.source import Beginning, Source
from annotations.model import SCHEMA


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each annotation's record on a line."""
    # An article at a time: a line at a time takes half as long again.
    lines = (
        b"".join([mark.to_line() for mark in portable(document.marks, losses)])
        for document in documents
    )
    yield File("", lines)


def read(source: Source) -> Iterator[Came]:
    """Each line's record, also of others, as far as it names an article, a label and a place.

    Records in one array are read too.
    """
    article = StatedArticle("")

    def came(record: Record) -> Iterator[Came]:
        nonlocal article
        stated = _stated(record, article)
        if stated.article is not article:
            article = stated.article
            yield article
        yield stated

    return read_records(source, came)


def _stated(record: Record, article: StatedArticle) -> Stated:
    where, value = record
    return stated_record(where, article, value, _offset(value, "start"), _offset(value, "end"))


def _offset(record: Mapping[str, Any], key: str) -> int | None:
    """An offset; whole numbers that a table has made decimal fractions of are taken too."""
    value = record.get(key)
    if type(value) is int:
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else None


def recognises(beginning: Beginning) -> bool:
    """Whether the first record is one of an annotation."""
    try:
        # Of one of a later version it can be told why it is not read.
        first = {**first_record(beginning.record), "schema": SCHEMA}
        _stated(Record("", first), StatedArticle(""))
    except BadRecordError:
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

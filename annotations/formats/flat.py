"""A record of the store as a line or row states it: what the readers of flat formats share."""

from collections.abc import Mapping
from typing import Any

from annotations.formats.format import Stated, StatedArticle, Unit
from annotations.formats.records import BadRecordError, first_string
from annotations.model import SCHEMA

NAMES = ("doc_path", "doc_id")
"""What an article may be named by."""
_UNITS: Mapping[str, Unit] = {"codepoint": "codepoint", "utf16": "utf16", "byte": "byte"}


def stated_record(
    where: str,
    article: StatedArticle,
    record: Mapping[str, Any],
    start: int | None,
    end: int | None,
) -> Stated:
    """What a record with these offsets states, of the same article as the one before or another.

    Raises BadRecordError where it names no article, label or place.
    """
    schema = record.get("schema") or SCHEMA
    if schema != SCHEMA:
        found = first_string(record, ["schema"])[:40]
        raise BadRecordError(
            f"its schema is {found!r}, this Sidemark reads {SCHEMA!r}: get a newer one"
        )
    name, sha256 = first_string(record, NAMES), first_string(record, ["doc_sha256"])
    if not (name or sha256):
        raise BadRecordError("it names no article (doc_path)")
    label = first_string(record, ["label"])
    if not label:
        raise BadRecordError("it has no label")
    text = first_string(record, ["text"])
    if (start is None or end is None) and not text:
        raise BadRecordError("it has neither offsets (start, end) nor a text")
    if name != article.name or sha256 != article.sha256:
        article = StatedArticle(where, name, sha256)
    unit = _UNITS.get(first_string(record, ["offset_unit"]), "codepoint")
    return Stated(where, article, label, start, end, text or None, unit, record)

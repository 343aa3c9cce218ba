"""JSON objects out of files that may hold anything: what the readers of JSON formats share."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from annotations.formats.array import items
from annotations.formats.format import Came, Stated, StatedArticle, Unread
from annotations.formats.source import LONGEST_LINE, NotJSONError, Source, json_of

JSONObject = dict[str, Any]
_KEY = re.compile(rb'"[ \t\r\n]*:')
"""What ends each key (RFC 8259, 2); within a string it may stand too."""
_SPAN_KEYS = ("start", "end", "label", "text", "token_start", "token_end")


class Record(NamedTuple):
    """One JSON object of a file."""

    where: str
    """For messages: "line 3", "record 3" of an array."""
    value: JSONObject


class BadRecordError(ValueError):
    """A part of a record is not what its format says it is; says why."""


class RepeatedKey:
    """Stands for a JSON object that has a key twice: which of the values is meant is not known."""


def records(source: Source) -> Iterator[Record | Unread]:
    """The JSON objects of a file: one a line; or all in one array, or one over several lines."""
    beginning = source.beginning().data.lstrip()
    first = beginning.partition(b"\n")[0].rstrip()
    # A file of lines may begin with a bad one.
    if first[:1] == b"[" and not _are_lines(source):
        yield from _of_array(source)
        return
    if first == b"{" and not _are_lines(source):
        try:
            yield _record("the file", _value_of(source.read()))
        except NotJSONError as error:
            yield Unread("the file", str(error))
        return
    for line in source.lines():
        where = f"line {line.number}"
        if line.data is None:
            yield Unread(where, f"it is longer than {LONGEST_LINE >> 20} MiB")
            continue
        try:
            yield _record(where, _value_of(line.data))
        except NotJSONError as error:
            yield Unread(where, str(error))


def read_records(source: Source, parse: Callable[[Record], Iterator[Came]]) -> Iterator[Came]:
    """What `parse` makes of each record; where it raises BadRecordError, that is told."""
    for found in records(source):
        if isinstance(found, Unread):
            yield found
            continue
        try:
            yield from parse(found)
        except BadRecordError as error:
            yield Unread(found.where, str(error))


def each_of(
    values: Sequence[Any], where: str, parse: Callable[[str, Any], Stated]
) -> Iterator[Stated | Unread]:
    """The same for the parts of a record, of which bad ones do not keep the others out."""
    for number, value in enumerate(values, 1):
        there = f"{where} {number}"
        try:
            yield parse(there, value)
        except BadRecordError as error:
            yield Unread(there, str(error))


def stated_span(
    where: str, article: StatedArticle, value: Any, of_all: Mapping[str, Any]
) -> Stated:
    """A span with `start`, `end`, `label` and perhaps `text`; other keys are kept.

    `of_all` is what is said of all spans of the article. Raises BadRecordError.
    """
    span = mapping_of(value)
    start, end = offset_of(span, "start"), offset_of(span, "end")
    text = string_of(span, "text") if span.get("text") is not None else None
    fields = {**of_all, **scalars(span, but=_SPAN_KEYS)}
    return Stated(where, article, label_of(span.get("label")), start, end, text, fields=fields)


def string_of(value: Mapping[str, Any], key: str) -> str:
    """A string that has to be there; raises BadRecordError."""
    if key not in value:
        raise BadRecordError(f"it has no “{key}”")
    found = value[key]
    if not isinstance(found, str):
        raise BadRecordError(f"its “{key}” is {kind(found)}, not text")
    return found


def label_of(value: Any) -> str:
    """A label: text that is not empty; raises BadRecordError."""
    if not isinstance(value, str):
        raise BadRecordError(f"its label is {kind(value)}, not text")
    if not value:
        raise BadRecordError("its label is empty")
    return value


def offset_of(value: Mapping[str, Any], key: str) -> int:
    """An offset that has to be there: a whole number, however large; raises BadRecordError."""
    if key not in value:
        raise BadRecordError(f"it has no “{key}”")
    return whole_number(value[key], key)


def whole_number(value: Any, name: str) -> int:
    """A whole number; raises BadRecordError, by that name."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRecordError(f"its “{name}” is {kind(value)}, not a whole number")
    return value


def object_at(value: Mapping[str, Any], key: str) -> JSONObject:
    """An object, empty if there is none; raises BadRecordError."""
    found = value.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadRecordError(f"its “{key}” is {kind(found)}, not an object with keys")
    return found


def list_of(value: Mapping[str, Any], key: str) -> list[Any]:
    """A list, empty if there is none; raises BadRecordError."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BadRecordError(f"its “{key}” is {kind(found)}, not a list")
    return found


def mapping_of(value: Any) -> JSONObject:
    """A JSON object; raises BadRecordError."""
    if not isinstance(value, dict):
        raise BadRecordError(f"it is {kind(value)}, not an object with keys")
    return value


def first_string(value: object, keys: Sequence[str]) -> str:
    """The first of some keys of an object that has text; empty if there is none."""
    if isinstance(value, dict):
        for key in keys:
            found = value.get(key)
            if found and isinstance(found, str):
                return found
    return ""


def first_record(value: object) -> JSONObject:
    """The first record of a file of which this is the beginning; without keys if there is none."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}


def scalars(value: Mapping[str, Any], but: Sequence[str] = ()) -> JSONObject:
    """What an object has besides some keys, as far as it is text, a number, true or false."""
    return {
        key: found
        for key, found in value.items()
        if key not in but and isinstance(found, str | int | float)
    }


def kind(value: Any) -> str:
    """What a JSON value is, for messages that nothing of a file goes into."""
    if isinstance(value, RepeatedKey):
        return "an object that has a key twice"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a whole number"
    if isinstance(value, float):
        return "a number with a fraction"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def _are_lines(source: Source) -> bool:
    """Whether a file that begins like a value over several lines has a record on each of its own.

    In an array of records, a line has a comma behind it, or the line after the next ends it.
    """
    first, *others = [line.data or b"" for line in islice(source.lines(), 3)]
    if not others or first.endswith(b","):
        return False
    return all(isinstance(_value_or_none(line), dict) for line in others)


def _value_or_none(data: bytes) -> Any:
    with contextlib.suppress(NotJSONError):
        return _value_of(data)
    return None


def _of_array(source: Source) -> Iterator[Record | Unread]:
    number = 0
    try:
        for item in items(source):
            is_record = item.startswith((b"{", b"["))
            try:
                value = _value_of(item if is_record else b"[" + item + b"]")
            except NotJSONError as error:
                number += 1
                yield Unread(f"record {number}", str(error))
                continue
            for found in [value] if is_record else value:
                number += 1
                yield _record(f"record {number}", found)
    except NotJSONError as error:
        yield Unread(f"the file, after record {number}" if number else "the file", str(error))


def _record(where: str, value: Any) -> Record | Unread:
    if isinstance(value, dict):
        return Record(where, value)
    return Unread(where, f"it is {kind(value)}, not an object with keys")


def _value_of(data: bytes) -> Any:
    """The value of some JSON; raises NotJSONError."""
    # The strict parser bounds the depth and refuses what is no Unicode, but takes the last of two
    # values of a key, so that what was said first would be lost without a word.
    value = json_of(data)
    if isinstance(value, dict) and len(value) == len(_KEY.findall(data)):
        # No more can be keys: none is there twice, and the slower parser need not look.
        return value
    try:
        return json.loads(data, object_pairs_hook=_object)
    except ValueError as error:
        raise NotJSONError(f"it is no JSON ({error})") from error


def _object(pairs: list[tuple[str, Any]]) -> JSONObject | RepeatedKey:
    value = dict(pairs)
    return value if len(value) == len(pairs) else RepeatedKey()

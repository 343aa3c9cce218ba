"""Files that are not what they should be, for every reader of JSON lines."""

import json
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import ImportFailedError
from annotations.formats import source
from annotations.formats.source import Source
from tests.formatting import (
    articles,
    came,
    is_recognised_as,
    make_document,
    stated,
    unread,
    written,
)

GOOD = {
    "jsonl": b'{"doc_path": "a.txt", "label": "place", "start": 0, "end": 4, "text": "Rome"}',
    "doccano": b'{"text": "Rome", "label": [[0, 4, "place"]]}',
    "hf": b'{"doc_id": "a", "text": "Rome", "spans": [{"start": 0, "end": 4, "label": "place"}]}',
    "label-studio": b'{"data": {"text": "Rome"}, "annotations": [{"result": [{"type": "labels", '
    b'"value": {"start": 0, "end": 4, "labels": ["place"]}}]}]}',
    "w3c": b'{"type": "Annotation", "target": {"selector": {"type": "TextQuoteSelector", '
    b'"exact": "Rome", "prefix": "in "}}}',
    "prodigy": b'{"text": "Rome", "spans": [{"start": 0, "end": 4, "label": "place"}]}',
}
HOSTILE = {
    "an open brace": (b"{", "it is no JSON"),
    "words": (b"nonsense", "it is no JSON"),
    "a string": (b'"text"', "it is text, not an object"),
    "null": (b"null", "it is null, not an object"),
    "lists in lists": (b"[" * 100_000, "it is no JSON (recursion limit exceeded"),
    "objects in objects": (b'{"text":' * 100_000, "it is no JSON (recursion limit exceeded"),
    "a key twice": (b'{"text": "a", "text": "b"}', "it is an object that has a key twice"),
    "a key twice, once apart": (b'{"text" \t: "a", "text": "b"}', "it is an object that has a"),
    "a key twice, escaped": (b'{"text": "a", "\\u0074ext": "b"}', "it is an object that has a"),
    "a key twice within": (b'{"a": {"b": 1, "b": 2}, "text": 7}', "it"),
    "half a character": (b'{"text": "\\ud83d"}', "it is no JSON"),
    "no UTF-8": (b'{"text": "\xff"}', "it is no JSON"),
    "raw controls": (b'{"text": "\x1b]0;title\x07"}', "it is no JSON"),
    "a huge number": (b'{"text": ' + b"9" * 5000 + b"}", "it is no JSON"),
    "nothing": (b"{}", "it "),
    "a number for a text": (b'{"text": 7}', "it"),
    "nulls": (b'{"text": null, "data": null, "target": null}', "it"),
}
BAD_LINES = pytest.mark.parametrize(("line", "why"), HOSTILE.values(), ids=HOSTILE)


@pytest.mark.parametrize("name", GOOD)
@BAD_LINES
def test_a_bad_line_is_told_of_by_its_number_and_the_others_go_in(
    name: str, line: bytes, why: str, tmp_path: Path
) -> None:
    good = GOOD[name]

    found = came(name, b"\xef\xbb\xbf" + good + b"\r\n\n" + line + b"\n" + good, tmp_path)

    (told,) = unread(found)
    assert told[0] == "line 3"
    assert told[1].startswith(why)
    assert told[1].isprintable()
    assert [it.where.partition(",")[0] for it in stated(found)] == ["line 1", "line 4"]


@BAD_LINES
def test_a_bad_line_that_is_the_first_does_not_keep_the_others_out(
    line: bytes, why: str, tmp_path: Path
) -> None:
    good = GOOD["doccano"]

    found = came("doccano", line + b"\n" + good + b"\n" + good, tmp_path)

    (told,) = unread(found)
    assert told[0] == "line 1"
    assert told[1].startswith(why)
    assert len(stated(found)) == 2


@pytest.mark.parametrize("name", GOOD)
def test_a_line_that_is_too_long_is_passed_over(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LONGEST_LINE", 1000)
    good = GOOD[name]

    found = came(name, good + b"\n" + b"x" * 5000 + b"\n" + good, tmp_path)

    assert unread(found) == [("line 2", "it is longer than 16 MiB")]
    assert len(stated(found)) == 2


@pytest.mark.parametrize("name", GOOD)
def test_records_in_one_array_are_read_too(name: str, tmp_path: Path) -> None:
    good = GOOD[name]

    found = came(name, b"[\n  " + good + b",\n  7,\n  " + good + b"\n]\n", tmp_path)

    assert unread(found) == [("record 2", "it is a whole number, not an object with keys")]
    assert len(stated(found)) == 2


@pytest.mark.parametrize(
    ("data", "places", "told"),
    [
        (b"[ITEM]", 1, []),
        (b"\xef\xbb\xbf[\n  ITEM ,\r\n ITEM\n]\n\n", 2, []),
        (b"[ITEM,\nITEM\n]", 2, []),
        (b"[\nITEM\n]", 1, []),
        (b"[]", 0, []),
        (b"[\n\n]", 0, []),
        (b'[ITEM, 7, "[", null, ITEM, [ITEM]]', 2, [2, 3, 4, 6]),
        (b'["x"]', 0, [1]),
        (b"[ITEM, {]}, ITEM]", 1, [2, "the file, after record 2"]),
        (b"[ITEM, ITEM", 2, ["the file, after record 2"]),
        (b"[ITEM, 7", 1, ["the file, after record 1"]),
        (b'[ITEM, {"', 1, ["the file, after record 1"]),
        (b"[ITEM] ITEM", 1, ["the file, after record 1"]),
        (b"[", 0, ["the file"]),
        (b"[[1, 2]]", 0, [1]),
        (b"[ITEM, " + b"[" * 5000, 1, ["the file, after record 1"]),
        (b"[\nITEM\nITEM", 2, ["line 1"]),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 7, 1 << 20])
def test_an_array_is_read_item_by_item(
    data: bytes,
    places: int,
    told: list[object],
    size: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source, "_PIECE", size)
    item = rb'{"text": "a]\"{,\\", "label": [[0, 1, "[\\"]], "x": {"a": [[], {}]}}'

    found = came("doccano", data.replace(b"ITEM", item), tmp_path)

    assert [(it.label, it.start) for it in stated(found)] == [("[\\", 0)] * places
    where = [f"record {it}" if isinstance(it, int) else it for it in told]
    assert [it for it, _why in unread(found)] == where


def test_an_item_that_is_too_long_ends_the_array(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.formats.array.LONGEST_LINE", 1000)
    monkeypatch.setattr(source, "_PIECE", 100)
    good = GOOD["doccano"]

    found = came("doccano", b"[" + b",".join([good, b'"' + b"x" * 5000, good]) + b"]", tmp_path)

    assert len(stated(found)) == 1
    assert [it for it, _why in unread(found)] == ["the file, after record 1"]
    assert "longer than" in unread(found)[0][1]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("bomb", [b"{},", b"[],", b'{"a":1.5},', b"[[[1]]],", b"1.5,"])
def test_what_would_fill_the_memory_is_told_and_the_others_go_in(
    name: str, bomb: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_VALUES", 1000)
    good, bad = GOOD[name], b'{"text": "a", "x": [' + bomb * 1000 + b"{}]}"
    for data in (good + b"\n" + bad + b"\n" + good, b"[" + b",".join([good, bad, good]) + b"]"):
        found = came(name, data, tmp_path)

        assert len(stated(found)) == 2
        ((_where, why),) = unread(found)
        assert why.startswith("it has more than 1,000 values: divide its article")


def test_a_file_of_one_record_that_is_too_large_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LARGEST_FILE", 2 << 20)
    with pytest.raises(ImportFailedError, match="larger than 2 MiB: divide it"):
        came("doccano", b'{\n"text": "' + b"x" * (2 << 20) + b'"}', tmp_path)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_nothing_has_nothing(name: str, tmp_path: Path) -> None:
    assert came(name, b"", tmp_path) == []
    assert came(name, b"\n \n", tmp_path) == []
    (told,) = unread(came(name, b"[\n1,", tmp_path))
    assert told[0] == "the file"


@pytest.mark.parametrize("name", GOOD)
def test_each_format_is_recognised_and_taken_for_no_other(name: str, tmp_path: Path) -> None:
    assert is_recognised_as(GOOD[name] + b"\n", tmp_path) == [name]
    for line, _ in HOSTILE.values():
        assert is_recognised_as(line, tmp_path) == []


@pytest.mark.parametrize("name", GOOD)
def test_an_export_that_begins_with_a_long_article_is_recognised(name: str, tmp_path: Path) -> None:
    marks = [(0, 4, "place", "ana", "")] * 1000
    document = make_document("a.txt", "Rome fell. " * 20_000, marks)

    assert is_recognised_as(written(name, [document])[""], tmp_path) == [name]


def test_a_file_whose_first_line_is_not_all_read_is_known_by_what_is(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_bytes(b'[{"text": "a", "label": [[0, 1, "x"], [' + b" " * 2_000_000 + b"]]}]")

    assert Source(path).beginning().record == [{"text": "a", "label": [[0, 1, "x"], []]}]


def test_a_short_file_that_is_cut_off_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_bytes(b'[{"text": "a"')

    assert Source(path).beginning().record is None


@pytest.mark.parametrize("name", GOOD)
def test_what_is_said_of_an_article_comes_before_its_annotations(name: str, tmp_path: Path) -> None:
    found = came(name, GOOD[name], tmp_path)

    assert found[0] == articles(found)[0] == stated(found)[0].article


KEYS = (
    *("text", "label", "labels", "entities", "relations", "Comments", "meta", "filename", "id"),
    *("start_offset", "end_offset", "start", "end", "spans", "answer", "_session_id", "doc_id"),
    *("data", "annotations", "result", "value", "type", "completed_by", "predictions", "items"),
    *("target", "source", "selector", "exact", "body", "purpose", "motivation", "creator", "first"),
    *(
        "@context",
        "refinedBy",
        "prefix",
        "bodyValue",
        "urn:x-sidemark:start",
        "urn:x-sidemark:doc_sha256",
    ),
)
STRINGS = (
    *("", "labels", "relation", "Annotation", "AnnotationPage", "tagging", "reject", "\x1b[2J"),
    *("TextPositionSelector", "TextQuoteSelector", "urn:uuid:", "../a%2fb", "//[", "\u202e"),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(STRINGS),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=15,
)


def changed(value: object, draw: Callable[[st.SearchStrategy[Any]], Any]) -> object:
    """A value with a part of it replaced by something else, left out or put beside it."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value)))
        other = {draw(st.sampled_from(KEYS)): draw(VALUES)} if draw(st.booleans()) else {}
        return {**value, key: changed(value[key], draw), **other}
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        return [changed(value[0], draw), *value]
    return draw(VALUES)


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_whatever_a_record_holds_it_is_stated_in_its_types_or_told_of(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    good = json.loads(GOOD[name])
    bad = changed(changed(good, data.draw), data.draw)
    folder = tmp_path_factory.getbasetemp()
    lines = json.dumps(bad).encode() + b"\n" + GOOD[name]

    is_recognised_as(lines, folder)
    found = came(name, lines, folder)

    assert stated(found)[-1].where.startswith(("line 2", "record 2"))
    for it in stated(found):
        assert it.label
        assert type(it.start) in (int, NoneType)
        assert type(it.end) in (int, NoneType)
        assert type(it.text) in (str, NoneType)
        assert type(it.article.name) is type(it.article.sha256) is str
        # A record of our own is given whole.
        kinds = {type(value) for value in it.fields.values()} if name != "jsonl" else set()
        assert kinds <= {str, int, float, bool}
    for where, why in unread(found):
        assert where.isprintable()
        assert why.isprintable()

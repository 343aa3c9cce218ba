"""Files that are not what they should be, for every reader of JSON lines."""

from pathlib import Path

import pytest

from annotations.formats import source
from annotations.formats.source import Source
from tests.formatting import articles, came, is_recognised_as, stated, unread

GOOD = {
    "doccano": b'{"text": "Rome", "label": [[0, 4, "place"]]}',
    "hf": b'{"doc_id": "a", "text": "Rome", "spans": [{"start": 0, "end": 4, "label": "place"}]}',
    "label-studio": b'{"data": {"text": "Rome"}, "annotations": [{"result": [{"type": "labels", '
    b'"value": {"start": 0, "end": 4, "labels": ["place"]}}]}]}',
    "w3c": b'{"type": "Annotation", "target": {"selector": {"type": "TextQuoteSelector", '
    b'"exact": "Rome"}}}',
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
    "half a character": (b'{"text": "\\ud83d"}', "it is no JSON"),
    "no UTF-8": (b'{"text": "\xff"}', "it is no JSON"),
    "raw controls": (b'{"text": "\x1b]0;title\x07"}', "it is no JSON"),
    "a huge number": (b'{"text": ' + b"9" * 5000 + b"}", "it is no JSON"),
    "nothing": (b"{}", "it has no "),
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

    assert unread(found) == [("line 2", "it is longer than 64 MiB")]
    assert len(stated(found)) == 2


@pytest.mark.parametrize("name", GOOD)
def test_records_in_one_array_are_read_too(name: str, tmp_path: Path) -> None:
    good = GOOD[name]

    found = came(name, b"[\n  " + good + b",\n  7,\n  " + good + b"\n]\n", tmp_path)

    assert unread(found) == [("record 2", "it is a whole number, not an object with keys")]
    assert len(stated(found)) == 2


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


def test_a_file_whose_first_line_is_not_all_read_is_known_by_what_is(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_bytes(b'[{"text": "a", "label": [[0, 1, "x"], [' + b" " * 100_000 + b"]]}]")

    assert Source(path).beginning().record == [{"text": "a", "label": [[0, 1, "x"], []]}]


def test_a_short_file_that_is_cut_off_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_bytes(b'[{"text": "a"')

    assert Source(path).beginning().record is None


@pytest.mark.parametrize("name", GOOD)
def test_what_is_said_of_an_article_comes_before_its_annotations(name: str, tmp_path: Path) -> None:
    found = came(name, GOOD[name], tmp_path)

    assert found[0] == articles(found)[0] == stated(found)[0].article

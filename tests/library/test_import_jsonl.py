"""JSON Lines read: round trips that lose nothing, files made by others, files made to do harm."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import ImportFailedError
from annotations.formats import formats, recognised
from annotations.formats import source as source_module
from annotations.formats.format import Came, Stated, StatedArticle, Unread
from annotations.formats.source import Source
from annotations.importing.report import Report
from annotations.model import Annotation, placement
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.importing import make_corpus
from tests.marks import JSON, NAMES, TEXTS

JSONL = formats()["jsonl"]
RECORD = {"doc_path": "a.txt", "label": "claim", "start": 0, "end": 3, "text": "The"}


def exported(folder: Path) -> bytes:
    workspace = open_workspace([folder], "ana")
    (file,) = JSONL.write(workspace.documents(), *_no_options())
    data = b"".join(file.pieces)
    assert workspace.close() == ""
    return data


def _no_options() -> tuple[Any, Any]:
    from annotations.formats.format import Losses, Options

    return Options(), Losses()


def bring_in(folder: Path, file: Path) -> Report:
    workspace = open_workspace([folder], "ana")
    report = Report(keep_all=True)
    workspace.import_from(Source(file), JSONL, report)
    assert workspace.close() == ""
    return report


def came_of(path: Path, *lines: bytes | dict[str, Any]) -> list[Came]:
    path.write_bytes(
        b"\n".join(it if isinstance(it, bytes) else json.dumps(it).encode() for it in lines)
    )
    return list(JSONL.came_from(Source(path)))


def only(came: list[Came]) -> Stated:
    _, stated = came
    assert isinstance(stated, Stated)
    return stated


def refused(path: Path, line: bytes | dict[str, Any]) -> str:
    """Why a line is no record; the one behind it is."""
    came = came_of(path, line, RECORD)
    unread, _, record = came
    assert isinstance(unread, Unread)
    assert isinstance(record, Stated)
    assert (unread.where, record.where) == ("line 1", "line 2")
    return unread.why


# -- round trips


def test_what_was_exported_comes_back_byte_for_byte(
    stressed: Path, seeds: Path, tmp_path: Path
) -> None:
    data = exported(stressed)
    file = tmp_path / "marks.jsonl"
    file.write_bytes(data)
    fresh = make_corpus(
        tmp_path / "fresh",
        {
            it.relative_to(stressed).as_posix(): it.read_bytes()
            for it in stressed.rglob("*.txt")
            if ".sidemark" not in it.parts
        },
    )
    report = bring_in(fresh, file)

    assert exported(fresh) == data
    assert data.count(b"\n") == report.counts["as-stated"] == sum(report.counts.values())
    again = bring_in(fresh, file)
    assert exported(fresh) == data
    assert again.counts == {"there-already": data.count(b"\n")}


@st.composite
def corpora(draw: st.DrawFn) -> tuple[dict[str, bytes], list[Annotation]]:
    """Some articles and marks in them, of all that a record may say."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    texts = st.text(st.sampled_from("ab \r\n\u0301é👩‍🚀𠮷") | characters, min_size=1, max_size=30)
    articles = draw(
        st.dictionaries(st.sampled_from(["a.txt", "a.md", "ü b/c.txt"]), texts, min_size=1)
    )
    files = {name: text.encode() for name, text in articles.items()}
    marks = []
    with written(files) as folder:
        corpus = open_workspace([folder], "").corpus
        for name in articles:
            article = corpus.load(name)
            if not article.text:
                continue
            for _ in range(draw(st.integers(0, 4))):
                start = draw(st.integers(0, len(article.text) - 1))
                end = draw(st.integers(start + 1, len(article.text)))
                fields = draw(details())
                marks.append(
                    Annotation.model_validate(
                        {
                            **fields,
                            **placement(article.text, Span(start, end)),
                            "doc_path": name,
                            "doc_id": article.doc_id,
                            "doc_sha256": article.sha256,
                        }
                    )
                )
    return files, marks


def details() -> st.SearchStrategy[dict[str, Any]]:
    times = st.sampled_from(["2024-01-01T00:00:00Z", "1970-01-01T00:00:00.125Z"])
    known = {
        "id": st.uuids().map(str),
        "label": NAMES,
        "annotator": NAMES,
        "note": TEXTS,
        "links": TEXTS,
        "source": TEXTS,
        "segments": st.sampled_from(["", "0-1 2-3", "anything"]),
        "status": st.sampled_from(["ok", "moved", "fuzzy"]),
        "created": times,
        "modified": times,
    }
    return st.tuples(
        st.fixed_dictionaries(known),
        st.dictionaries(st.from_regex(r"[a-z]{3}_x", fullmatch=True), JSON, max_size=2),
    ).map(lambda both: {**both[0], **both[1]})


@contextmanager
def written(files: dict[str, bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield make_corpus(Path(folder, "corpus"), dict(files))


@given(corpora())
@settings(max_examples=10)
def test_any_marks_come_back_byte_for_byte_once_and_are_taken_back(
    made: tuple[dict[str, bytes], list[Annotation]],
) -> None:
    files, marks = made
    with written(files) as folder, written(files) as fresh:
        store = FileStore(folder / ".sidemark", in_background=False)
        store.bring_in(marks, "generated")
        assert store.close() == ""
        data = exported(folder)
        file = folder / "marks.jsonl"
        file.write_bytes(data)

        bring_in(fresh, file)
        assert exported(fresh) == data
        assert bring_in(fresh, file).brought == 0
        assert exported(fresh) == data
        for annotator in {it.annotator for it in marks}:
            workspace = open_workspace([fresh], annotator)
            workspace.editor.undo()
            assert workspace.close() == ""
        assert exported(fresh) == b""
        assert {it.name for it in fresh.parent.iterdir()} == {"corpus"}


def test_an_orphan_stays_one_with_its_place_and_hash(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": "Something else stands here now, and it is longer."}
    mark = Annotation.model_validate(
        {
            **placement("The minister spoke of elephants.", Span(4, 12)),
            "id": "0f8fad5b-d9cb-469f-a165-70867728950e",
            "doc_path": "a.txt",
            "doc_id": "a",
            "doc_sha256": "1" * 64,
            "label": "claim",
            "annotator": "ana",
            "status": "orphan",
            "created": "2024-01-01T00:00:00Z",
            "modified": "2024-01-01T00:00:00Z",
        }
    )
    file = tmp_path / "marks.jsonl"
    file.write_bytes(mark.to_line())
    report = bring_in(make_corpus(tmp_path / "corpus", files), file)

    assert exported(tmp_path / "corpus") == mark.to_line()
    assert report.counts == {"orphan": 1}


def test_a_record_of_another_state_is_kept_as_it_is_and_found_when_it_is_read(
    tmp_path: Path,
) -> None:
    old = "The minister spoke of elephants. Nobody else did."
    make_corpus(tmp_path / "old", {"a.txt": old})
    workspace = open_workspace([tmp_path / "old"], "ana")
    made, _ = workspace.editor.tag(workspace.article("a.txt"), Span(4, 31), "claim")
    assert workspace.close() == ""
    file = tmp_path / "marks.jsonl"
    file.write_bytes(exported(tmp_path / "old"))
    new = make_corpus(tmp_path / "new", {"a.txt": "Yesterday. " + old})
    report = bring_in(new, file)

    assert report.counts == {"moved": 1}
    (stored,) = FileStore(new / ".sidemark").everything()
    assert stored == made
    (seen,) = open_workspace([new], "ana").annotations()
    assert (seen.start, seen.text, seen.status) == (15, made.text, "moved")


# -- files by others


def test_the_least_that_a_record_can_say_is_read(tmp_path: Path) -> None:
    line = {"doc_id": "a", "label": "claim", "text": "The"}

    stated = only(came_of(tmp_path / "x.jsonl", line))
    assert (stated.article.name, stated.label, stated.text) == ("a", "claim", "The")
    assert (stated.start, stated.end, stated.unit) == (None, None, "codepoint")


def test_whole_numbers_that_a_table_made_fractions_are_taken(tmp_path: Path) -> None:
    stated = only(came_of(tmp_path / "x.jsonl", {**RECORD, "start": 4.0, "end": 7.0}))

    assert (stated.start, stated.end) == (4, 7)
    assert isinstance(stated.start, int)


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
def test_a_record_may_say_what_its_offsets_count(tmp_path: Path, unit: str) -> None:
    assert only(came_of(tmp_path / "x.jsonl", {**RECORD, "offset_unit": unit})).unit == unit


@pytest.mark.parametrize("unit", ["words", None, ["utf16"], {}])
def test_an_unknown_unit_is_no_problem(tmp_path: Path, unit: object) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "The minister"})
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps({**RECORD, "offset_unit": unit}))

    assert bring_in(folder, file).counts == {"as-stated": 1}


def test_a_bom_crlf_and_blank_lines_are_no_problem(tmp_path: Path) -> None:
    line = json.dumps(RECORD).encode()
    came = came_of(
        tmp_path / "x.jsonl", b"\xef\xbb\xbf" + line + b"\r", b"", b" \t\r", line + b"\r"
    )

    assert [it.where for it in came if isinstance(it, Stated)] == ["line 1", "line 4"]


def test_an_article_is_given_before_its_marks_and_not_for_each(tmp_path: Path) -> None:
    came = came_of(tmp_path / "x.jsonl", RECORD, RECORD, {**RECORD, "doc_path": "b.txt"}, RECORD)

    kinds = [type(it) for it in came]
    assert kinds == [StatedArticle, Stated, Stated, StatedArticle, Stated, StatedArticle, Stated]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"claim", "it is no JSON"),
        (b'{"doc_path": "a.txt"', "it is no JSON"),
        (b'{"label": "\xff"}', "it is no JSON"),
        (b'{"label": "\\ud800"}', "it is no JSON"),
        (b'{"x":' * 100_000, "it is no JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "it is no JSON"),
        (b'{"start": 1' + b"0" * 5000 + b"}", "it is no JSON"),
        (b"[1, 2]", "it is a list, not an object"),
        (b"null", "it is null, not an object"),
        (b"7", "it is a whole number, not an object"),
        (
            json.dumps(RECORD).replace("{", '{"label": "date",').encode(),
            "it is an object that has a key",
        ),
        ({**RECORD, "doc_path": ""}, "it names no article"),
        ({**RECORD, "doc_path": 7}, "it names no article"),
        ({**RECORD, "label": None}, "it has no label"),
        ({**RECORD, "label": ["claim"]}, "it has no label"),
        ({**RECORD, "start": "0", "text": ""}, "it has neither offsets"),
        ({**RECORD, "start": True, "text": None}, "it has neither offsets"),
        ({**RECORD, "end": 2.5, "text": None}, "it has neither offsets"),
        ({**RECORD, "end": float("inf")}, "it holds NaN or Infinity, which JSON does not have"),
        ({**RECORD, "score": float("nan")}, "it holds NaN or Infinity, which JSON does not have"),
        (b'{"doc_path": "a.txt", "label": "NaN", "start": }', "it is no JSON"),
        (b'{"doc_path": "a.txt", "label": "x", "start": 0, "end": 1e999}', "it has neither off"),
        ({**RECORD, "schema": "annotation/2"}, "its schema is 'annotation/2'"),
        ({**RECORD, "schema": [1]}, "its schema is '', this Sidemark reads 'annotation/1'"),
    ],
)
def test_a_line_that_is_no_record_is_told_of_and_the_next_is_read(
    tmp_path: Path, line: bytes | dict[str, Any], why: str
) -> None:
    assert refused(tmp_path / "x.jsonl", line).startswith(why)


def test_a_line_that_is_too_long_is_told_of_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "LONGEST_LINE", 1000)

    assert refused(tmp_path / "x.jsonl", b'{"x": "' + b"y" * 5000 + b'"}').startswith(
        "it is longer"
    )


@pytest.mark.parametrize("offset", [-1, -(2**63), 2**63, 2**64, 10**400])
def test_offsets_that_can_be_none_do_no_harm(tmp_path: Path, offset: int) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "The minister"})
    file = tmp_path / "x.jsonl"
    records = [
        {**RECORD, "start": offset, "end": offset + 3},
        {**RECORD, "start": offset, "end": offset + 3, "text": None},
        {**RECORD, "start": 0, "end": offset, "text": None},
        {**RECORD, "start": offset, "end": offset + 3, "text": "nowhere"},
    ]
    file.write_text("\n".join(map(json.dumps, records)))
    report = bring_in(folder, file)

    assert report.counts == {"moved": 1, "left-out": 2, "orphan": 1}
    assert {it.text for it in open_workspace([folder], "ana").annotations()} == {"The", "nowhere"}


# -- what a file is


@pytest.mark.parametrize(
    "first",
    [
        json.dumps(RECORD),
        json.dumps({"doc_id": "a", "label": "claim", "start": 3, "end": 5}),
        json.dumps({**RECORD, "schema": "annotation/2"}),
    ],
)
def test_a_file_of_records_is_recognised_whatever_its_name(tmp_path: Path, first: str) -> None:
    file = tmp_path / "some.data"
    file.write_text(f"\n{first}\nwhatever follows\n")

    assert recognised(Source(file)) is JSONL


@pytest.mark.parametrize(
    "first", ["", "hello", "[]", "7", json.dumps({"text": "The", "label": [[0, 3, "claim"]]})]
)
def test_another_file_is_not_taken_for_records(tmp_path: Path, first: str) -> None:
    file = tmp_path / "marks.jsonl"
    file.write_text(first)

    assert not JSONL.recognises(Source(file).beginning())


def test_what_is_not_recognised_is_told_with_all_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "marks.jsonl"
    file.write_text("hello\n")

    with pytest.raises(
        ImportFailedError, match=r"marks\.jsonl is of no format .* --format, .*jsonl"
    ):
        recognised(Source(file))

import json
from pathlib import Path

import pytest
from hypothesis import given

from annotations.formats.format import Document
from annotations.text.tokens import tokens
from tests.formatting import (
    articles,
    came,
    is_recognised_as,
    make_document,
    nasty_documents,
    places,
    stated,
    unread,
    written,
)
from tests.stress import documents_of

KEPT = ("id", "note", "annotator", "created", "modified")
GOLDEN = Path(__file__).parent / "golden" / "stressed.prodigy.jsonl"


def test_the_stressed_corpus_leaves_as_the_golden_file(stressed: Path) -> None:
    assert written("prodigy", documents_of(stressed)) == {"": GOLDEN.read_bytes()}


def test_tokens_and_spans_are_slices_of_the_text_and_fit_together() -> None:
    lines = [json.loads(line) for line in GOLDEN.read_bytes().splitlines()]

    assert len(lines) == 6
    aligned, misaligned = [], []
    for line in lines:
        assert list(line) == ["text", "tokens", "spans", "meta", "answer", "_view_id"]
        for token in line["tokens"]:
            assert line["text"][token["start"] : token["end"]] == token["text"]
        for span in line["spans"]:
            text = line["text"][span["start"] : span["end"]]
            if "token_start" not in span:
                misaligned.append(text)
                continue
            aligned.append(text)
            first, last = line["tokens"][span["token_start"]], line["tokens"][span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])
    assert misaligned == ["onday"]
    assert len(aligned) == 19


@pytest.mark.parametrize(("start", "end"), [(0, 3), (1, 4), (1, 3)])
def test_a_span_that_begins_or_ends_within_a_token_names_no_tokens(start: int, end: int) -> None:
    document = make_document("a.txt", "Rome fell", [(start, end, "x", "ana", "")])

    (span,) = json.loads(written("prodigy", [document])[""])["spans"]

    assert [token.end for token in tokens("Rome fell")] == [4, 9]
    assert list(span)[:4] == ["start", "end", "label", "id"]
    assert "token_start" not in span
    assert "token_end" not in span


@given(documents=nasty_documents)
def test_what_was_written_comes_back(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = came("prodigy", written("prodigy", documents)[""], tmp_path_factory.getbasetemp())

    assert unread(found) == []
    assert [(it.name, it.text) for it in articles(found)] == [
        (it.doc_path, it.text) for it in documents
    ]
    assert [(it.article.name, it.label, it.start, it.end, it.fields) for it in stated(found)] == [
        (
            mark.doc_path,
            mark.label,
            mark.start,
            mark.end,
            {key: getattr(mark, key) for key in KEPT},
        )
        for it in documents
        for mark in it.marks
    ]


# As `db-out` gives it (prodi.gy/docs/api-interfaces).
BY_PRODIGY = {
    "text": "Rome, May 1",
    "_input_hash": -1282727729,
    "_task_hash": 1208274343,
    "meta": {"source": "a.txt"},
    "tokens": [{"text": "Rome", "start": 0, "end": 4, "id": 0, "ws": False}],
    "_is_binary": False,
    "_view_id": "spans_manual",
    "spans": [
        {"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "place", "score": 0.5}
    ],
    "answer": "accept",
    "_timestamp": 1701347285,
    "_annotator_id": "news-ana",
    "_session_id": "news-ana",
}


def test_what_prodigy_exports_is_read(tmp_path: Path) -> None:
    data = json.dumps(BY_PRODIGY).encode()

    found = came("prodigy", data, tmp_path)

    assert unread(found) == []
    assert [it.name for it in articles(found)] == ["a.txt"]
    assert places(stated(found)) == [("place", 0, 4)]
    assert stated(found)[0].fields == {"annotator": "news-ana", "score": 0.5}
    assert is_recognised_as(data, tmp_path) == ["prodigy"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("reject", "its answer is “reject”: its spans are left out"),
        ("ignore", "its answer is “ignore”: its spans are left out"),
        ("\x1b]0;x\x07", "its answer is none that Prodigy gives: its spans are left out"),
        (None, "its answer is none that Prodigy gives: its spans are left out"),
    ],
)
def test_what_was_not_accepted_is_told_of_and_its_text_goes_in(
    answer: str | None, why: str, tmp_path: Path
) -> None:
    found = came("prodigy", json.dumps(BY_PRODIGY | {"answer": answer}).encode(), tmp_path)

    assert unread(found) == [("line 1", why)]
    assert stated(found) == []
    assert [it.text for it in articles(found)] == ["Rome, May 1"]


@pytest.mark.parametrize(
    ("span", "why"),
    [
        ({"end": 1, "label": "x"}, "it has no “start”"),
        ({"start": 0, "end": "1", "label": "x"}, "its “end” is text, not a whole number"),
        ({"start": 0, "end": 1}, "its label is null, not text"),
        ({"start": 0, "end": 1, "label": "x", "text": []}, "its “text” is a list, not text"),
        ([0, 1, "x"], "it is a list, not an object with keys"),
    ],
)
def test_a_bad_span_is_told_of_and_the_others_go_in(span: object, why: str, tmp_path: Path) -> None:
    good = {"start": -5, "end": 10**20, "label": "a", "text": "Rome"}
    data = json.dumps({"text": "Rome", "spans": [good, span, good]}).encode()

    found = came("prodigy", data, tmp_path)

    assert unread(found) == [("line 1, span 2", why)]
    assert [(it.start, it.end, it.text) for it in stated(found)] == [(-5, 10**20, "Rome")] * 2

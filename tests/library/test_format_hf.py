import json
from pathlib import Path

import pytest
from hypothesis import given

from annotations.formats.format import Document
from tests.formatting import articles, came, nasty_documents, stated, unread, written
from tests.stress import documents_of

GOLDEN = Path(__file__).parent / "golden" / "stressed.hf.jsonl"


def test_the_stressed_corpus_leaves_as_the_golden_file(stressed: Path) -> None:
    documents = documents_of(stressed, marked_first=True)

    assert written("hf", documents) == {"": GOLDEN.read_bytes()}


def test_articles_with_spans_come_first_and_every_span_is_the_slice_of_its_text() -> None:
    lines = [json.loads(line) for line in GOLDEN.read_bytes().splitlines()]

    assert [bool(line["spans"]) for line in lines] == [True] * 3 + [False] * 3
    for line in lines:
        assert list(line) == ["doc_id", "text", "spans"]
        for span in line["spans"]:
            assert list(span) == ["id", "start", "end", "label", "text", "note"]
            assert line["text"][span["start"] : span["end"]] == span["text"]


@given(documents=nasty_documents)
def test_what_was_written_comes_back(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = came("hf", written("hf", documents)[""], tmp_path_factory.getbasetemp())

    assert unread(found) == []
    assert [(it.name, it.text) for it in articles(found)] == [
        (it.doc_id, it.text) for it in documents
    ]
    assert [
        (it.article.name, it.label, it.start, it.end, it.text, it.fields) for it in stated(found)
    ] == [
        (
            mark.doc_id,
            mark.label,
            mark.start,
            mark.end,
            mark.text,
            {"id": mark.id, "note": mark.note},
        )
        for it in documents
        for mark in it.marks
    ]

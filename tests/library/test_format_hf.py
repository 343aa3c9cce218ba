import json
from pathlib import Path

import pytest
from hypothesis import given

from annotations.corpus import find_corpus
from annotations.formats.format import Document
from annotations.store import FileStore
from annotations.text.span import Span
from tests.formatting import articles, came, nasty_documents, stated, unread, written
from tests.importing import make_corpus
from tests.making import make_editor
from tests.stress import documents_of
from tests.writing import exported

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


def test_articles_whose_marks_have_all_lost_their_places_come_last_and_are_told(
    tmp_path: Path,
) -> None:
    folder = make_corpus(tmp_path / "corpus", {f"{it}.txt": "Rome fell" for it in "abc"})
    store = FileStore(folder / ".sidemark", in_background=False)
    editor, corpus = make_editor(store), find_corpus([folder])
    for doc_path in ("a.txt", "c.txt"):
        editor.tag(corpus.load(doc_path), Span(0, 4), "place")
    assert store.close() == ""
    (folder / "a.txt").write_text("Nothing of it is left.")

    files, losses = exported("hf", documents_of(folder, marked_first=True))

    lines = [json.loads(line) for line in files[""].splitlines()]
    assert [(it["doc_id"], len(it["spans"])) for it in lines] == [("c", 1), ("a", 0), ("b", 0)]
    assert losses == ["1 mark left out: without a place in the text (orphans)"]


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

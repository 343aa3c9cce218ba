import json
from pathlib import Path

import pytest
from hypothesis import given

from annotations.formats.format import Document, Losses
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
from tests.stress import STRESS_TEXT, documents_of

GOLDEN = Path(__file__).parent / "golden" / "stressed.doccano.jsonl"


def test_the_stressed_corpus_leaves_as_the_golden_file(stressed: Path) -> None:
    assert written("doccano", documents_of(stressed)) == {"": GOLDEN.read_bytes()}


def test_each_line_is_ascii_and_has_the_keys_that_doccano_asks_for() -> None:
    lines = GOLDEN.read_bytes().splitlines()

    assert len(lines) == 6
    for line in lines:
        assert line.isascii()
        value = json.loads(line)
        assert list(value) == ["text", "label", "filename"]
        assert isinstance(value["text"], str)
        # What doccano takes for a label: `SpanLabel` in its backend/data_import/pipeline/label.py.
        for start, end, label in value["label"]:
            assert 0 <= start < end <= len(value["text"])
            assert isinstance(label, str)
            assert label
    assert json.loads(lines[-1])["text"] == STRESS_TEXT


def test_what_doccano_leaves_out_of_a_project_without_overlaps_is_counted() -> None:
    losses = Losses()
    marks = [(0, 4, "claim"), (1, 2, "date"), (3, 5, "date"), (4, 6, "quote"), (4, 6, "quote")]
    document = make_document("a.txt", "abcdefgh", [(*it, "ana", "") for it in marks])

    line = json.loads(written("doccano", [document], losses)[""])

    assert line["label"] == [[0, 4, "claim"], [1, 2, "date"], [3, 5, "date"], [4, 6, "quote"]]
    same, overlapping = losses.told()
    assert same == "1 mark like another in place and label: written once"
    assert overlapping.startswith("2 marks overlapping others: doccano takes these only into")


def test_what_has_no_text_or_place_is_counted_and_parts_are_written_whole() -> None:
    losses = Losses()
    document = make_document(
        "a.txt", "abcdefgh", [(0, 4, "claim", "ana", ""), (5, 6, "x", "b", "")]
    )
    first, second = document.marks
    here = document._replace(
        marks=[
            first.model_copy(update={"segments": "0-1 2-4"}),
            second.model_copy(update={"status": "orphan"}),
        ]
    )
    gone = document._replace(doc_path="b.txt", text=None)

    lines = written("doccano", [here, gone], losses)[""].splitlines()

    assert [json.loads(it)["label"] for it in lines] == [[[0, 4, "claim"]]]
    assert losses.told() == [
        "1 mark left out: without a place in the text (orphans)",
        "1 mark written whole: the format has no spans in parts",
        "1 article left out: gone or unreadable",
        "2 marks left out: the article is gone or can't be read",
    ]


@given(documents=nasty_documents)
def test_what_was_written_comes_back(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = came("doccano", written("doccano", documents)[""], tmp_path_factory.getbasetemp())

    assert unread(found) == []
    assert [(it.name, it.text) for it in articles(found)] == [
        (it.doc_path, it.text) for it in documents
    ]
    expected = [
        dict.fromkeys((mark.label, mark.start, mark.end) for mark in it.marks) for it in documents
    ]
    assert places(stated(found)) == [place for each in expected for place in each]


# As doccano exports them: backend/data_export/models.py.
BY_DOCCANO = [
    '{"id": 7, "text": "Rome, May 1", "label": [[0, 4, "place"]], "Comments": []}',
    '{"id": 7, "text": "Rome, May 1", "labels": [[0, 4, "place"]], "meta": {"filename": "a.txt"}}',
    '{"id": 7, "text": "Rome, May 1", "Comments": [], "relations": [], "entities": '
    '[{"id": 31, "label": "place", "start_offset": 0, "end_offset": 4}]}',
]


@pytest.mark.parametrize("line", BY_DOCCANO)
def test_what_doccano_exports_is_read(line: str, tmp_path: Path) -> None:
    found = came("doccano", line.encode(), tmp_path)

    assert unread(found) == []
    assert places(stated(found)) == [("place", 0, 4)]
    assert articles(found)[0].name == ("a.txt" if "meta" in line else "")
    assert [it.fields for it in stated(found)] == [{"id": 31} if "entities" in line else {}]
    assert is_recognised_as(line.encode(), tmp_path) == ["doccano"]


def test_relations_and_comments_are_told_of_and_the_rest_goes_in(tmp_path: Path) -> None:
    line = (
        b'{"text": "Rome", "label": [[0, 4, "place"]], "relations": [{"from_id": 1}], '
        b'"Comments": ["why?"]}'
    )

    found = came("doccano", line, tmp_path)

    assert len(stated(found)) == 1
    assert unread(found) == [
        ("line 1", "its “relations” are left out: there is no place for relations between spans"),
        ("line 1", "its “Comments” are left out: there is no place for comments on the whole text"),
    ]


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("7", "it is a whole number, not an object with keys"),
        ('"positive"', "it is a label of the whole text, not of a span"),
        ('[1, "x"]', "it is a list, but not of start, end and label"),
        ('[1.5, 2, "x"]', "its “start” is a number with a fraction, not a whole number"),
        ('[0, true, "x"]', "its “end” is true or false, not a whole number"),
        ("[0, 1, null]", "its label is null, not text"),
        ('[0, 1, ""]', "its label is empty"),
        ('{"start_offset": 0, "label": "x"}', "it has no “end_offset”"),
        (
            '{"start_offset": 0, "end_offset": 1, "label": "x", "label": "y"}',
            "it is an object that has a key twice, not an object with keys",
        ),
    ],
)
def test_a_bad_label_is_told_of_and_the_others_go_in(label: str, why: str, tmp_path: Path) -> None:
    line = f'{{"text": "Rome", "label": [[-1, {10**30}, "a"], {label}, [0, 4, "b"]]}}'

    found = came("doccano", line.encode(), tmp_path)

    assert unread(found) == [("line 1, label 2", why)]
    assert places(stated(found)) == [("a", -1, 10**30), ("b", 0, 4)]

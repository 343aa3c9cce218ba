import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from annotations.errors import ImportFailedError
from annotations.formats.format import Document
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

GOLDEN = Path(__file__).parent / "golden" / "stressed.label-studio.json"
CONFIGURATION = GOLDEN.with_suffix(".config.xml")
SLICES = """
const tasks = JSON.parse(require("fs").readFileSync(0, "utf8"))
const slice = (task, {value}) => task.data.text.slice(value.start, value.end)
const regions = task => task.annotations.flatMap(it => it.result)
console.log(JSON.stringify(tasks.flatMap(task => regions(task).map(it => slice(task, it)))))
"""


def regions_of(tasks: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """The text and value of each region."""
    return [
        (task["data"]["text"], region["value"])
        for task in tasks
        for annotation in task["annotations"]
        for region in annotation["result"]
    ]


def test_the_stressed_corpus_leaves_as_the_golden_files(stressed: Path) -> None:
    assert written("label-studio", documents_of(stressed)) == {
        "": GOLDEN.read_bytes(),
        ".config.xml": CONFIGURATION.read_bytes(),
    }


def test_slices_by_utf_16_code_units_are_the_texts() -> None:
    found = regions_of(json.loads(GOLDEN.read_bytes()))

    assert len(found) == 20
    for text, value in found:
        units = text.encode("utf-16-le")
        assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    # Code points would not do: what is tested here is that this text can tell them apart.
    assert sum(text[it["start"] : it["end"]] != it["text"] for text, it in found) > 5


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_slices_by_javascript_are_the_texts() -> None:
    node = shutil.which("node")
    assert node is not None
    tasks = GOLDEN.read_bytes()
    run = subprocess.run([node, "-e", SLICES], input=tasks, capture_output=True, check=True)

    expected = [value["text"] for _, value in regions_of(json.loads(tasks))]
    assert json.loads(run.stdout) == expected


def test_each_annotator_has_an_annotation_and_each_article_a_task() -> None:
    tasks = json.loads(GOLDEN.read_bytes())

    annotators = [
        [
            {it["meta"]["annotator"] for it in annotation["result"]}
            for annotation in task["annotations"]
        ]
        for task in tasks
    ]
    assert annotators == [[{"ana"}], [], [], [{"bob"}], [], [{"ana"}, {"bob"}]]
    assert [task["data"]["doc_path"] for task in tasks][-1] == "stress/nasty article.txt"
    for task in tasks:
        for annotation in task["annotations"]:
            assert list(annotation) == ["result", "was_cancelled", "ground_truth"]


def labels_of(configuration: bytes) -> list[str | None]:
    return [it.get("value") for it in ElementTree.fromstring(configuration).iter("Label")]


def test_the_configuration_has_the_four_labels_and_every_other_that_occurs_escaped() -> None:
    label = "<b> & \"'\u2028\uffff 🙂"
    document = make_document("a.txt", "Rome", [(0, 4, label, "ana", "")])

    configuration = written("label-studio", [document])[".config.xml"]

    own = "<b> & \"'\u2028\ufffd 🙂"
    assert labels_of(configuration) == ["claim", "quote", "date", "error", own]
    assert labels_of(CONFIGURATION.read_bytes())[4:] == ["date seen"]


def test_a_corpus_of_nothing_is_an_empty_array() -> None:
    assert json.loads(written("label-studio", [])[""]) == []


@given(documents=nasty_documents)
def test_what_was_written_comes_back(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = written("label-studio", documents)[""]

    found = came("label-studio", data, tmp_path_factory.getbasetemp())

    assert unread(found) == []
    assert [(it.name, it.text) for it in articles(found)] == [
        (it.doc_path, it.text) for it in documents
    ]
    for it in stated(found):
        assert it.unit == "utf16"
    marks = {mark.id: mark for document in documents for mark in document.marks}
    assert {it.fields["id"] for it in stated(found)} == set(marks)
    for it in stated(found):
        mark = marks[it.fields["id"]]
        text = it.article.text or ""
        before = len(text[: mark.start].encode("utf-16-le")) // 2
        assert (it.label, it.start, it.text) == (mark.label, before, mark.text)
        assert it.end == before + len(mark.text.encode("utf-16-le")) // 2
        assert it.fields.get("note", "") == mark.note
        for key in ("annotator", "created", "modified"):
            assert it.fields[key] == getattr(mark, key)


def task(*result: object, **others: object) -> dict[str, Any]:
    """A task as Label Studio exports it (labelstud.io/guide/task_format)."""
    annotation = {
        "id": 12,
        "completed_by": 3,
        "result": list(result),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2024-05-01T10:00:00.123456Z",
        "updated_at": "2024-05-01T10:01:00.123456Z",
        "lead_time": 12.5,
    }
    exported = {"id": 1, "annotations": [annotation | others], "file_upload": "8a7c-tasks.json"}
    return exported | {
        "drafts": [],
        "predictions": [],
        "data": {"text": "Rome 🙂 fell"},
        "meta": {},
    }


def region(start: object = 0, end: object = 4, labels: object = ("place",)) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": "Rome", "labels": labels}
    kinds = {"from_name": "label", "to_name": "text", "type": "labels", "origin": "manual"}
    return {"id": "Dx_aB91ISN", "value": value, **kinds}


def test_what_label_studio_exports_is_read(tmp_path: Path) -> None:
    data = json.dumps([task(region())]).encode()

    found = came("label-studio", data, tmp_path)

    assert unread(found) == []
    assert [(it.where, it.name, it.text) for it in articles(found)] == [
        ("record 1", "", "Rome 🙂 fell")
    ]
    (it,) = stated(found)
    assert (it.where, it.label, it.start, it.end, it.text, it.unit) == (
        *("record 1, annotation 1, result 1", "place"),
        *(0, 4, "Rome", "utf16"),
    )
    assert it.fields == {
        "id": "Dx_aB91ISN",
        "annotator": "3",
        "created": "2024-05-01T10:00:00.123456Z",
        "modified": "2024-05-01T10:01:00.123456Z",
    }
    assert is_recognised_as(data, tmp_path) == ["label-studio"]


def test_a_file_that_is_longer_than_what_is_looked_at_is_recognised(tmp_path: Path) -> None:
    data = json.dumps([task(region())] * 2000, indent=2).encode()

    assert len(data) > 1 << 20
    assert is_recognised_as(data, tmp_path) == ["label-studio"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"text": "Rome"}, "Rome"),
        ({"body": "Rome", "doc_path": "a.txt"}, "Rome"),
        ({"headline": "Rome", "body": "fell"}, None),
        ({"text": ["Rome"]}, None),
    ],
)
def test_the_text_is_the_one_called_so_or_the_only_one(
    data: object, text: str | None, tmp_path: Path
) -> None:
    found = came("label-studio", json.dumps([task() | {"data": data}]).encode(), tmp_path)

    assert [it.text for it in articles(found)] == [text]


def test_a_region_of_several_labels_is_as_many_annotations(tmp_path: Path) -> None:
    made = region(labels=["place", "city"]) | {"meta": {"text": ["why?", "since when?"]}}
    by = {"id": 3, "email": "ana@example.org"}

    found = stated(
        came("label-studio", json.dumps([task(made, completed_by=by)]).encode(), tmp_path)
    )

    assert places(found) == [("place", 0, 4), ("city", 0, 4)]
    assert [it.fields["id"] for it in found] == ["Dx_aB91ISN", "Dx_aB91ISN/city"]
    assert {it.fields["note"] for it in found} == {"why?\nsince when?"}
    assert {it.fields["annotator"] for it in found} == {"ana@example.org"}


def test_what_is_no_labelled_span_is_told_of(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    choice = {"type": "choices", "value": {"choices": ["sad"]}, "from_name": "c", "to_name": "text"}
    guessed = task(region(), relation, relation, choice) | {
        "predictions": [{"result": [region()]}],
        "drafts": [{"result": [region()]}],
    }
    cancelled = task(region(), was_cancelled=True)

    found = came("label-studio", json.dumps([guessed, cancelled]).encode(), tmp_path)

    assert len(stated(found)) == 1
    assert unread(found) == [
        ("record 1, annotation 1", "left out: relations (2)"),
        ("record 1, annotation 1", "left out: results that label no span (1)"),
        ("record 1", "its predictions are left out: nobody has accepted them"),
        ("record 1", "its drafts are left out: nobody has submitted them"),
        ("record 2, annotation 1", "it was cancelled: what was labelled is left out"),
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (7, "it is a whole number, not an object with keys"),
        (region(start=0.5), "its “start” is a number with a fraction, not a whole number"),
        (region(end="/div[1]/text()[1]"), "its “end” is text, not a whole number"),
        (region(labels=[]), "it has no label"),
        (region(labels="place"), "its “labels” is text, not a list"),
        (region(labels=[None]), "its label is null, not text"),
        (region() | {"value": 7}, "its “value” is a whole number, not an object with keys"),
        (region() | {"value": None}, "it has no “start”"),
    ],
)
def test_a_bad_region_is_told_of_and_the_others_go_in(
    bad: object, why: str, tmp_path: Path
) -> None:
    data = json.dumps([task(region(-7, 10**25), bad, region())]).encode()

    found = came("label-studio", data, tmp_path)

    assert unread(found) == [("record 1, annotation 1, result 2", why)]
    assert places(stated(found)) == [("place", -7, 10**25), ("place", 0, 4)]


def test_the_short_form_without_texts_of_labels_is_refused_with_what_to_do(tmp_path: Path) -> None:
    value = {"start": 0, "end": 4, "text": "Rome", "labels": ["place"]}
    short = {"text": "Rome fell", "id": 1, "label": [value], "annotator": 1, "annotation_id": 12}
    data = json.dumps([short]).encode()

    assert is_recognised_as(data, tmp_path) == ["label-studio"]
    with pytest.raises(ImportFailedError, match=r"JSON-MIN.*Export the project as JSON"):
        came("label-studio", data, tmp_path)

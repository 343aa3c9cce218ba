import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

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

GOLDEN = Path(__file__).parent / "golden" / "stressed.w3c.jsonl"
POSITION = {"type": "TextPositionSelector", "start": 0, "end": 4}
QUOTE = {"type": "TextQuoteSelector", "exact": "Rome", "prefix": "in ", "suffix": " fell"}
TAG = {"type": "TextualBody", "purpose": "tagging", "value": "place"}


def test_the_stressed_corpus_leaves_as_the_golden_file(stressed: Path) -> None:
    assert written("w3c", documents_of(stressed)) == {"": GOLDEN.read_bytes()}


def test_each_line_has_what_the_model_asks_for() -> None:
    lines = [json.loads(line) for line in GOLDEN.read_bytes().splitlines()]

    assert len(lines) == 20
    for line in lines:
        assert line["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert line["id"].startswith("urn:uuid:")
        assert line["type"] == "Annotation"
        assert line["target"]["source"].isascii()
        assert " " not in line["target"]["source"]
        position, by_quote = line["target"]["selector"]
        assert list(position) == ["type", "start", "end"]
        assert len(by_quote["exact"]) == position["end"] - position["start"]


@given(documents=nasty_documents)
def test_what_was_written_comes_back_with_every_field(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    marks = [
        mark.model_copy(update=update)
        for document in documents
        for mark, update in zip(
            document.marks,
            [{}, {"status": "orphan", "links": "same:x"}, {"segments": "0-1 2-3", "source": "r"}]
            * 9,
            strict=False,
        )
    ]
    changed = [
        it._replace(marks=[m for m in marks if m.doc_path == it.doc_path]) for it in documents
    ]

    found = came("w3c", written("w3c", changed)[""], tmp_path_factory.getbasetemp())

    assert unread(found) == []
    assert [
        (it.article.name, it.article.sha256, it.label, it.start, it.end, it.text, it.fields)
        for it in stated(found)
    ] == [
        (
            *(it.doc_path, it.doc_sha256, it.label, it.start, it.end, it.text),
            {
                key: value
                for key in ("id", "note", "annotator", "created", "modified", "prefix", "suffix")
                if (value := getattr(it, key)) or key in ("prefix", "suffix")
            }
            | ({"status": it.status} if it.status != "ok" else {})
            | {key: value for key in ("segments", "links") if (value := getattr(it, key))}
            | ({"source": it.source} if it.source != "human" else {}),
        )
        for it in marks
    ]
    assert [it.name for it in articles(found)] == [it.doc_path for it in documents if it.marks]


def test_a_field_of_a_later_version_comes_back(tmp_path: Path) -> None:
    document = make_document("a.txt", "Rome", [(0, 4, "place", "ana", "")])
    later = document.marks[0].model_copy(update={"certainty level": 0.5})
    data = written("w3c", [document._replace(marks=[later])])[""]

    assert later.model_extra == {"certainty level": 0.5}
    assert stated(came("w3c", data, tmp_path))[0].fields["certainty level"] == 0.5


def test_an_orphan_is_told_by_its_words_and_not_by_where_it_was() -> None:
    document = make_document("a.txt", "Rome", [(0, 4, "place", "ana", "")])
    orphan = document.marks[0].model_copy(update={"status": "orphan"})

    (line,) = written("w3c", [document._replace(text=None, marks=[orphan])])[""].splitlines()

    assert json.loads(line)["target"]["selector"]["type"] == "TextQuoteSelector"


def annotation(**changed: object) -> bytes:
    """An annotation by another program; what is given as None is left out."""
    usual: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "https://example.org/annotations/1",
        "type": "Annotation",
        "body": TAG,
        "target": {"source": "https://example.org/page%201", "selector": [POSITION, QUOTE]},
    }
    return json.dumps({key: it for key, it in (usual | changed).items() if it is not None}).encode()


def target(selector: object) -> dict[str, object]:
    return {"source": "a%20b.txt", "selector": selector}


def test_an_annotation_by_others_is_read_as_it_says(tmp_path: Path) -> None:
    data = annotation(
        motivation="oa:commenting",
        creator={"id": "acct:ana@example.org", "type": "Person", "name": "Ana"},
        created="2024-05-01T10:00:00Z",
        body=[TAG, {"type": "TextualBody", "value": "why?"}, "https://example.org/more"],
    )

    found = came("w3c", data, tmp_path)

    assert unread(found) == []
    assert [it.name for it in articles(found)] == ["https://example.org/page%201"]
    (it,) = stated(found)
    assert (it.label, it.start, it.end, it.text, it.unit) == ("place", 0, 4, "Rome", "codepoint")
    assert it.fields == {
        "id": "https://example.org/annotations/1",
        "note": "why?\n\nhttps://example.org/more",
        "annotator": "Ana",
        "created": "2024-05-01T10:00:00Z",
        "prefix": "in ",
        "suffix": " fell",
    }
    assert is_recognised_as(data, tmp_path) == ["w3c"]


@pytest.mark.parametrize(
    ("said", "label", "note"),
    [
        ({"body": None}, "highlighting", ""),
        ({"body": None, "motivation": "questioning"}, "questioning", ""),
        ({"body": None, "motivation": "http://www.w3.org/ns/oa#editing"}, "editing", ""),
        ({"body": None, "bodyValue": "why?"}, "commenting", "why?"),
        ({"body": "https://example.org/more"}, "commenting", "https://example.org/more"),
        ({"body": {"value": "place"}, "motivation": "tagging"}, "place", ""),
        ({"body": {"value": "x", "purpose": "replying"}, "motivation": "tagging"}, "tagging", "x"),
        ({"body": {"value": "place", "purpose": ["oa:classifying"]}}, "place", ""),
    ],
)
def test_the_label_is_the_tag_or_else_the_motivation(
    said: dict[str, object], label: str, note: str, tmp_path: Path
) -> None:
    (found,) = stated(came("w3c", annotation(**said), tmp_path))

    assert (found.label, found.fields.get("note", "")) == (label, note)


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ("https://example.org/ana", "https://example.org/ana"),
        ({"nickname": "ana"}, "ana"),
        ([{"name": "Ana"}, {"name": "Bob"}], "Ana"),
        ({"id": "acct:ana"}, "acct:ana"),
        ({"name": 7}, None),
        ([], None),
    ],
)
def test_the_annotator_is_the_first_creator(
    creator: object, name: str | None, tmp_path: Path
) -> None:
    (found,) = stated(came("w3c", annotation(creator=creator), tmp_path))

    assert found.fields.get("annotator") == name


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        (POSITION, (0, 4, None)),
        (QUOTE, (None, None, "Rome")),
        (
            [{"type": "RangeSelector"}, {"type": "FragmentSelector", "value": "p"}, QUOTE],
            (None, None, "Rome"),
        ),
        ([QUOTE, POSITION, POSITION | {"start": 2}], (0, 4, "Rome")),
        ([POSITION | {"refinedBy": POSITION}, QUOTE], (None, None, "Rome")),
        ([{"@type": ["oa:TextPositionSelector"], "start": -1, "end": 10**20}], (-1, 10**20, None)),
    ],
)
def test_a_place_is_told_by_position_or_quote(
    selector: object, place: tuple[object, ...], tmp_path: Path
) -> None:
    found = came("w3c", annotation(target=target(selector)), tmp_path)

    assert unread(found) == []
    assert [it.name for it in articles(found)] == ["a b.txt"]
    assert [(it.start, it.end, it.text) for it in stated(found)] == [place]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("https://example.org", "it is about the whole of something, not about a span of its text"),
        (7, "it is a whole number, not an object with keys"),
        ({"source": "a.txt"}, "it has no TextPositionSelector and no TextQuoteSelector"),
        (
            target("https://example.org/s"),
            "it has no TextPositionSelector and no TextQuoteSelector",
        ),
        (target(POSITION | {"start": "0"}), "its “start” is text, not a whole number"),
        (target({"type": "TextPositionSelector", "start": 0}), "it has no “end”"),
        (target(QUOTE | {"exact": None}), "its “exact” is null, not text"),
    ],
)
def test_a_bad_target_is_told_of_and_the_others_go_in(
    bad: object, why: str, tmp_path: Path
) -> None:
    found = came("w3c", annotation(target=[target(QUOTE), bad, target(POSITION)]), tmp_path)

    assert unread(found) == [("line 1, target 2", why)]
    ids = [it.fields["id"] for it in stated(found)]
    assert ids == [f"https://example.org/annotations/1{it}" for it in ("", "/2")]


def test_several_tags_are_as_many_annotations_and_what_has_no_text_is_told(tmp_path: Path) -> None:
    body = [TAG, TAG | {"value": "city"}, {"type": "Choice", "items": []}]

    found = came("w3c", annotation(body=body), tmp_path)

    assert [it.label for it in stated(found)] == ["place", "city"]
    assert len({it.fields["id"] for it in stated(found)}) == 2
    assert unread(found) == [("line 1", "left out: bodies without text (1)")]


def test_pages_and_collections_give_their_items_however_they_are_laid_out(tmp_path: Path) -> None:
    one = json.loads(annotation())
    page = {"@context": one["@context"], "type": "AnnotationPage", "items": [one, 7, one]}
    collection = {"@context": one["@context"], "type": ["AnnotationCollection"], "first": page}
    for value in (page, collection):
        for indent in (None, 2):
            data = json.dumps(value, indent=indent).encode()

            found = came("w3c", data, tmp_path)

            where = "line 1" if indent is None else "the file"
            assert places(stated(found)) == [("place", 0, 4)] * 2
            why = "it is a whole number, not an object with keys"
            assert unread(found) == [(f"{where}, item 2", why)]
            assert is_recognised_as(data, tmp_path) == ["w3c"]

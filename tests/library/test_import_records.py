"""What of a record is kept: ids, names, notes, times, unknown fields; what is there already."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from annotations.corpus import find_corpus
from annotations.editing import Editor
from annotations.formats.format import Came, Unread
from annotations.model import Annotation, Change
from annotations.store import FileStore
from annotations.text.span import Span
from tests.importing import NOW, Imported, make_corpus, stated
from tests.marks import changed_mark

TEXT = "The minister spoke first. Nobody answered the minister."
ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "corpus", {"a.txt": TEXT, "b.txt": TEXT})


def do(folder: Path, change: Change, annotator: str = "ana") -> None:
    """Change the store as the screen would."""
    store = FileStore(folder / ".sidemark", in_background=False)
    editor = Editor(store, annotator)
    assert change.before is not None
    if change.after is None:
        editor.delete(change.before)
    else:
        editor.relabel(change.before, change.after.label)
    assert store.close() == ""


# -- what a record says


def test_a_record_that_says_little_is_filled_in(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3)], annotator="bob")

    mark = done.mark
    assert (mark.annotator, mark.note, mark.links, mark.source) == ("bob", "", "", "human")
    assert (mark.created, mark.modified) == (NOW, NOW)
    assert done.new == {"bob": 1}


def test_all_that_a_record_says_is_kept(folder: Path) -> None:
    fields: dict[str, Any] = {
        "id": ID,
        "note": "a note\nin \x1b[2J two lines",
        "annotator": "Zoë",
        "links": f"same:{ID}",
        "source": "a rule",
        "status": "fuzzy",
        "created": "2020-01-01T00:00:00Z",
        "modified": "2021-01-01T00:00:00.5Z",
        "confidence": 0.75,
        "checked": True,
        "by": "AP",
    }
    done = Imported(folder, [stated("a.txt", 0, 3, "The", **fields)])

    assert {name: done.mark.to_record()[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2020-01-01T10:00:00+02:00", "2020-01-01T08:00:00Z"),
        ("2020-01-01 10:00:00", "2020-01-01T10:00:00Z"),
        ("2020-01-01", "2020-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("yesterday", NOW),
        ("", NOW),
        (1577872800, NOW),
        (None, NOW),
    ],
)
def test_a_time_is_one_in_utc_or_that_of_the_import(folder: Path, given: object, kept: str) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3, created=given)])

    assert (done.mark.created, done.mark.modified) == (kept, kept)


def test_what_is_nested_or_nothing_is_kept_only_of_a_record_of_its_own(folder: Path) -> None:
    fields: dict[str, Any] = {"score": {"a": [1, None]}, "none": None}
    own = Imported(folder, [stated("a.txt", 0, 3, schema="annotation/1", **fields)])
    assert own.mark.model_extra == fields

    other = Imported(folder, [stated("b.txt", 0, 3, **fields)])
    assert [it.model_extra for it in other.marks if it.doc_path == "b.txt"] == [{}]


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("label", "claim\n", "claim"),
        ("label", "\t claim", "claim"),
        ("label", " claim ", " claim "),
        ("label", "x" * 200 + "   ", "x" * 200),
        ("annotator", "ana\r\n", "ana"),
        ("annotator", 7, "7"),
        ("annotator", "", "ana"),
        ("annotator", None, "ana"),
        ("label", "half \ud83d a pair", "half � a pair"),
        ("note", "half \ud83d a pair", "half � a pair"),
        ("note", 12, "12"),
        ("note", ["a"], ""),
    ],
)
def test_names_are_made_fit_where_nothing_is_lost(
    folder: Path, field: str, given: Any, kept: str
) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3, **{field: given})])

    assert getattr(done.mark, field) == kept


@pytest.mark.parametrize(
    ("field", "given", "why"),
    [
        ("label", "", "its label is empty"),
        ("label", "\n", "its label is empty"),
        ("label", "a\nb", "its label holds control characters"),
        ("label", "a\x9bb", "its label holds control characters"),
        ("label", "a\0b", "its label holds control characters"),
        ("label", "x" * 201, "its label is longer than 200 characters"),
        ("annotator", "a\x1b]0;b", "its annotator's name holds control characters"),
        ("annotator", "x" * 201, "its annotator's name is longer than 200 characters"),
    ],
)
def test_names_that_can_not_be_are_left_out_and_told(
    folder: Path, field: str, given: Any, why: str
) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3, where="line 5", **{field: given})])

    assert done.marks == []
    assert (done.counts, done.said) == ({"left-out": 1}, f"line 5: {why}")


def test_fields_that_can_not_be_written_are_dropped(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3, other="half \ud83d a pair")])

    assert done.mark.model_extra == {}


@pytest.mark.parametrize("schema", [{}, {"schema": "annotation/1"}])
@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), 2**53, -(2**53), 10**4000, {"a": [[float("inf")]]}]
)
def test_numbers_that_readers_of_json_do_not_take_are_told_and_dropped(
    folder: Path, number: object, schema: dict[str, Any]
) -> None:
    fields = {"big": number, "score": 2**53 - 1, **schema}
    done = Imported(folder, [stated("a.txt", 0, 3, **fields)])

    assert done.mark.model_extra == {"score": 2**53 - 1}
    assert done.said.startswith("line 1: without 'big': a number beyond 2^53")
    assert done.report.is_fine


def test_of_many_fields_that_can_not_be_kept_a_few_are_named(folder: Path) -> None:
    fields: dict[str, Any] = {f"n{it}": 2**53 for it in range(2000)}
    done = Imported(folder, [stated("a.txt", 0, 3, **fields)])

    assert "without 'n0', 'n1', 'n2' and 1,997 more: " in done.said


def test_what_is_no_record_is_told_and_the_others_go_in(folder: Path) -> None:
    came: list[Came] = [Unread("line 1", "it is no JSON"), stated("a.txt", 0, 3, where="line 2")]
    done = Imported(folder, came)

    assert len(done.marks) == 1
    assert done.counts == {"unread": 1, "as-stated": 1}
    assert done.said == "line 1: it is no JSON"
    assert not done.report.is_fine


# -- ids


def test_a_uuid_is_kept_in_small_letters(folder: Path) -> None:
    assert Imported(folder, [stated("a.txt", 0, 3, id=ID.upper())]).mark.id == ID


@pytest.mark.parametrize("given", ["T1", 7, "", None, "x" * 10_000])
def test_any_other_id_becomes_one_that_is_the_same_each_time(folder: Path, given: object) -> None:
    came = [stated("a.txt", 0, 3, id=given)]
    first, again = Imported(folder, came), Imported(folder, came)

    assert uuid.UUID(first.mark.id).version == 5
    assert again.marks == first.marks
    assert again.counts == {"there-already": 1}
    assert again.new == {}


def test_ids_that_begin_anew_in_each_file_take_nothing_from_each_other(folder: Path) -> None:
    Imported(folder, [stated("a.txt", 0, 3, id="T1")])
    done = Imported(folder, [stated("a.txt", 4, 12, id="T1"), stated("b.txt", 0, 3, id="T1")])

    assert len(done.marks) == 3
    assert done.counts == {"as-stated": 2}


def test_the_same_id_again_in_a_file_is_passed_over_or_gets_another(folder: Path) -> None:
    came = [
        stated("a.txt", 0, 3, id=ID, where="line 1"),
        stated("a.txt", 0, 3, id=ID, where="line 2"),
        stated("a.txt", 4, 12, id=ID, where="line 3"),
        stated("a.txt", 4, 12, id=ID, where="line 4"),
        stated("a.txt", 0, 3, id=ID, annotator="bob", where="line 5"),
        stated("b.txt", 0, 3, id=ID, where="line 6"),
    ]
    done = Imported(folder, came)

    assert len(done.marks) == 4
    assert len({it.identity for it in done.marks}) == 4
    assert done.counts == {"as-stated": 4, "twice": 2, "remark": 1}
    assert [it.where for it in done.report.told()] == ["line 2", "line 4", "line 3"]
    again = Imported(folder, came)
    assert again.marks == done.marks
    assert again.new == {}


def test_the_same_mark_without_an_id_twice_in_a_file_is_one(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 0, 3), stated("a.txt", 0, 3)])

    assert done.counts == {"as-stated": 1, "twice": 1}
    assert len(done.marks) == 1


def test_overlapping_and_nested_marks_all_go_in(folder: Path) -> None:
    spans = [(0, 12), (0, 12), (4, 12), (4, 25), (0, 55), (6, 30)]
    labels = ["claim", "quote", "claim", "claim", "error", "date"]
    came = [stated("a.txt", *span, label=it) for span, it in zip(spans, labels, strict=True)]
    done = Imported(folder, came)

    assert {(it.span, it.label) for it in done.marks} == {
        (Span(*span), label) for span, label in zip(spans, labels, strict=True)
    }


# -- what is there already


def test_a_mark_that_was_relabelled_since_is_not_changed_and_the_difference_told(
    folder: Path,
) -> None:
    came = [stated("a.txt", 0, 3, id=ID, where="line 4")]
    mark = Imported(folder, came).mark
    do(folder, Change(mark, changed_mark(mark, label="quote")))
    again = Imported(folder, came)

    assert again.mark.label == "quote"
    assert again.counts == {"differs": 1}
    assert "line 4: it is there already with the label quote, here claim" in again.said
    assert again.report.is_fine


@pytest.mark.parametrize("given", [ID, "T1", None])
def test_a_mark_that_was_reshaped_since_does_not_come_again(folder: Path, given: object) -> None:
    came = [stated("a.txt", 0, 3, "The", id=given)]
    mark = Imported(folder, came).mark
    store = FileStore(folder / ".sidemark", in_background=False)
    article = find_corpus([folder]).load("a.txt")
    reshaped = Editor(store, "ana").reshape(article, mark, Span(0, 12))
    assert store.close() == ""
    again = Imported(folder, came)

    assert again.mark == reshaped
    assert again.counts == {"differs": 1}
    assert "at 0-12, here 0-3" in again.said


@pytest.mark.parametrize(("field", "given"), [("note", "another"), ("links", f"same:{ID}")])
def test_another_note_or_link_is_told(folder: Path, field: str, given: Any) -> None:
    Imported(folder, [stated("a.txt", 0, 3, id=ID)])
    done = Imported(folder, [stated("a.txt", 0, 3, id=ID, **{field: given})])

    assert getattr(done.mark, field) == ""
    assert done.counts == {"differs": 1}


def made_by_hand(folder: Path, annotator: str = "ana") -> Annotation:
    store = FileStore(folder / ".sidemark", in_background=False)
    article = find_corpus([folder]).load("a.txt")
    mark, _ = Editor(store, annotator).tag(article, Span(4, 12), "claim")
    assert store.close() == ""
    return mark


def test_a_mark_without_an_id_is_there_if_one_like_it_was_made_by_hand(folder: Path) -> None:
    mark = made_by_hand(folder)
    done = Imported(folder, [stated("a.txt", 4, 12, "minister"), stated("a.txt", 4, 11)])

    assert mark in done.marks
    assert done.counts == {"there-already": 1, "as-stated": 1}


@pytest.mark.parametrize(
    "other", [{"label": "quote"}, {"annotator": "bob"}, {"id": ID}], ids=["label", "who", "id"]
)
def test_a_mark_that_is_anothers_or_another_is_new(folder: Path, other: dict[str, Any]) -> None:
    made_by_hand(folder)
    done = Imported(folder, [stated("a.txt", 4, 12, **other)])

    assert len(done.marks) == 2


def test_a_mark_is_there_also_where_its_article_has_changed_since(folder: Path) -> None:
    made_by_hand(folder)
    make_corpus(folder, {"a.txt": "Today. " + TEXT})
    done = Imported(folder, [stated("a.txt", 11, 19, "minister")])

    assert done.counts == {"there-already": 1}


@pytest.mark.parametrize("label", ["claim", "quote"])
def test_a_mark_where_one_stood_whose_text_is_gone_is_new(tmp_path: Path, label: str) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "Rome fell on the first of May."})
    old = Imported(folder, [stated("a.txt", 0, 4, "Rome", label="claim")]).mark
    make_corpus(folder, {"a.txt": "Oslo slept through all of July, he said."})
    came = [stated("a.txt", 0, 4, "Oslo", label=label)]
    done, again = Imported(folder, came), Imported(folder, came)

    assert done.counts == {"as-stated": 1}
    assert [it.text for it in done.marks if it != old] == ["Oslo"]
    assert again.counts == {"there-already": 1}
    assert again.marks == done.marks


def test_an_orphan_is_there_if_one_of_its_text_and_place_was_one_before(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "Nothing of it."})
    came = [stated("a.txt", 0, 4, "Rome", id="1"), stated("a.txt", 0, 4, "Oslo", id="2")]
    Imported(folder, came)
    done = Imported(folder, [stated("a.txt", 0, 4, "Oslo"), stated("a.txt", 0, 4, "Bern")])

    assert sorted(it.text for it in done.marks) == ["Bern", "Oslo", "Rome"]
    assert done.counts == {"there-already": 1, "orphan": 1}


def test_a_mark_with_the_id_of_another_text_is_told(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "Nothing of it."})
    Imported(folder, [stated("a.txt", 0, 4, "Rome", id=ID)])
    done = Imported(folder, [stated("a.txt", 0, 4, "Oslo", id=ID)])

    assert done.counts == {"differs": 1}
    assert "on “Rome”, here “Oslo”" in done.said


# -- all or nothing


def test_an_import_is_one_step_of_each_annotator_and_undo_takes_it_back(folder: Path) -> None:
    mine = made_by_hand(folder)
    came = [stated("a.txt", at, at + 3, annotator=who) for at in range(4) for who in ("ana", "bob")]
    done = Imported(folder, came)
    assert done.new == {"ana": 4, "bob": 4}

    store = FileStore(folder / ".sidemark", in_background=False)
    Editor(store, "ana").undo()
    left = [it for it in store.everything() if it.annotator == "ana"]
    assert left == [mine]
    Editor(store, "bob").undo()
    assert list(store.everything()) == [mine]
    Editor(store, "bob").redo()
    assert len(list(store.everything())) == 5
    assert store.close() == ""


def test_a_file_that_breaks_off_brings_nothing(folder: Path) -> None:
    def came() -> Any:
        yield stated("a.txt", 0, 3)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        Imported(folder, came())
    assert list(FileStore(folder / ".sidemark").everything()) == []

import json
from pathlib import Path

import pytest

from annotations.choice import Choice
from annotations.corpus import find_corpus
from annotations.editing import Editor
from annotations.errors import ExportExistsError
from annotations.formats import formats
from annotations.formats.format import Losses, Options
from annotations.history import Operation
from annotations.model import Change
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.making import MakeEditor

GOLDEN = Path(__file__).parent / "golden" / "seeds.jsonl"

BEIJING, WORLD = "000_4639da8ab6d43468.txt", "001_7c6ecce82cfce62d.txt"
POINT, DONGA = "002_256b186bb6b1ee91.txt", "003_50823aa4b1df31b8.txt"
GLOBAL = "004_6a3b613edf425e35.txt"
COMMITMENT = (
    "“The United States confirmed that its commitment to the Indo-Pacific and its allies around "
    "the world remains unchanged, and also reaffirmed the United States’ commitment to the ‘One "
    "China Policy.’”"
)
NEVER = "We will never compromise on Taiwan"
# Deliberately not in the order of the export.
MARKS = [
    ("ana", DONGA, COMMITMENT, "quote", ""),
    ("ana", DONGA, "‘One China Policy.’", "quote", "inside the one before"),
    (
        "bob",
        DONGA,
        "commitment to the ‘One China Policy.’”",
        "claim",
        "Überlappt: «né» 👩\u200d👧",
    ),
    ("ana", BEIJING, "Jan 11, 2024\u00a0-\u00a006:19", "date", "date line"),
    ("ana", BEIJING, NEVER, "quote", ""),
    ("ana", BEIJING, NEVER, "claim", ""),
    ("bob", BEIJING, NEVER, "claim", 'says "we"\nwho?'),
    ("ana", BEIJING, "Taiwan independence.", "error", "the very end of the text"),
    ("ana", WORLD, "Beijing", "error", "the very start of the text"),
    ("ana", POINT, "25th November, 2021", "date", ""),
    ("bob", GLOBAL, "China’s Ministry of National Defense said in a press release", "claim", ""),
    ("bob", GLOBAL, "Reuters", "source seen", "a label of one's own"),
]


@pytest.fixture
def marked(corpus_copy: Path, store: FileStore, make_editor: MakeEditor) -> Path:
    """The five articles with the marks above."""
    corpus = find_corpus([corpus_copy])
    editors: dict[str, Editor] = {name: make_editor(store, name) for name in ("ana", "bob")}
    for annotator, doc_path, phrase, label, note in MARKS:
        article = corpus.load(doc_path)
        start = article.text.index(phrase)
        editor = editors[annotator]
        mark, _ = editor.tag(article, Span(start, start + len(phrase)), label)
        editor.set_note(mark, note)
    return corpus_copy


def lines_of(corpus: Path) -> bytes:
    documents = open_workspace([corpus], "").documents()
    (file,) = formats()["jsonl"].write(documents, Options(), Losses())
    return b"".join(file.pieces)


def test_the_marks_of_the_seeds_leave_as_the_golden_file_byte_for_byte(marked: Path) -> None:
    assert lines_of(marked) == GOLDEN.read_bytes()


def test_the_golden_file_holds_each_mark_with_its_phrase_note_and_annotator() -> None:
    records = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]

    assert sorted(MARKS) == sorted(
        (mark["annotator"], mark["doc_path"], mark["text"], mark["label"], mark["note"])
        for mark in records
    )


def test_every_offset_in_the_golden_file_is_the_slice_of_its_article(seeds: Path) -> None:
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        mark = json.loads(line)
        text = (seeds / mark["doc_path"]).read_bytes().decode()
        start, end = mark["start"], mark["end"]
        assert text[start:end] == mark["text"]
        assert text[:start][-32:] == mark["prefix"]
        assert text[end:][:32] == mark["suffix"]
        assert mark["doc_id"] + ".txt" == mark["doc_path"]


def test_every_line_has_the_same_keys_in_the_same_order_and_no_nulls_or_nesting() -> None:
    records = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]

    assert {tuple(mark) for mark in records} == {
        (
            *("schema", "id", "doc_id", "doc_path", "doc_sha256", "start", "end", "text"),
            *("prefix", "suffix", "label", "note", "annotator", "status", "segments", "links"),
            *("source", "created", "modified", "offset_unit"),
        )
    }
    assert {type(value) for mark in records for value in mark.values()} == {str, int}


def test_lines_are_sorted_by_article_start_longest_label_and_id() -> None:
    records = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    places = [
        (mark["doc_id"], mark["start"], -mark["end"], mark["label"], mark["id"]) for mark in records
    ]

    assert places == sorted(places)
    assert len(set(places)) == len(MARKS)


def test_two_exports_are_the_same_whatever_order_the_marks_were_made_in(
    marked: Path, tmp_path: Path
) -> None:
    before = lines_of(marked)
    other = FileStore(tmp_path / "other", in_background=False)
    for mark in reversed(list(FileStore(marked / ".sidemark").everything())):
        other.record(Operation.of("tagged", Change(None, mark)))

    again = b"".join(mark.to_line() for mark in other.everything())

    assert again == before


def test_an_export_of_nothing_is_empty(corpus_copy: Path) -> None:
    assert lines_of(corpus_copy) == b""


def test_the_marks_of_an_article_that_is_gone_are_still_exported_with_the_folder(
    marked: Path,
) -> None:
    before = lines_of(marked)
    (marked / WORLD).unlink()

    assert lines_of(marked) == before


def test_an_export_replaces_the_file_and_leaves_nothing_beside_it(
    marked: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "marks.jsonl"
    target.parent.mkdir()
    target.write_text("old")

    export = open_workspace([marked], "").export("jsonl")
    export.write_to(str(target), replace=True)

    assert (export.marks, export.articles) == (len(MARKS), 5)
    assert target.read_bytes() == GOLDEN.read_bytes()
    assert list(target.parent.iterdir()) == [target]


def test_an_export_of_one_annotator_counts_only_hers(marked: Path, tmp_path: Path) -> None:
    workspace = open_workspace([marked], "")
    export = workspace.export("jsonl", Choice(annotators=frozenset({"bob"})))
    export.write_to(tmp_path / "marks.jsonl", replace=False)

    records = [json.loads(line) for line in (tmp_path / "marks.jsonl").read_text().splitlines()]
    assert export.marks == len(records) == 4
    assert {mark["annotator"] for mark in records} == {"bob"}


def test_a_file_that_is_there_is_replaced_only_if_that_was_said(
    marked: Path, tmp_path: Path
) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")

    with pytest.raises(ExportExistsError, match=r"marks\.jsonl is there already"):
        open_workspace([marked], "").export("jsonl").write_to(target, replace=False)

    assert target.read_text() == "old"


def test_a_file_is_looked_at_again_for_problems_only_if_it_has_changed_since(marked: Path) -> None:
    workspace = open_workspace([marked], "")
    workspace.recover()
    path = next(marked.glob(".sidemark/marks/ana/000-*.json"))

    assert len([it for document in workspace.documents() for it in document.marks]) == len(MARKS)
    assert workspace.store.problems() == []
    path.write_bytes(path.read_bytes()[:100])

    (problem,) = workspace.store.problems()
    assert (problem.kind, problem.path) == ("damaged-file", str(path))

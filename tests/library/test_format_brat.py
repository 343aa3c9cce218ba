"""brat folders: golden bytes, the way there and back, and folders that others wrote."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.errors import ImportFailedError
from annotations.formats import format_of
from annotations.formats.brat_standoff import (
    labels_in,
    note_read,
    note_written,
    type_of,
    visual_conf,
)
from annotations.formats.format import Document, Stated, StatedArticle, Unread
from annotations.formats.label_names import LabelNames
from annotations.formats.source import Source
from annotations.model import Annotation
from tests.formatting import nasty_documents
from tests.importing import Imported, make_corpus
from tests.marks import made_mark
from tests.screen.texts import TEXTS
from tests.stress import STRESS, STRESS_TEXT, documents_of
from tests.writing import exported, golden_files, write_folder

GOLDEN = Path(__file__).parent / "golden" / "brat"
LINES = STRESS.replace(".txt", ".ann")


def document(text: str, marks: Sequence[Annotation] = (), doc_id: str = "a") -> Document:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(doc_id, f"{doc_id}.txt", sha256, "Title", text, marks)


def marks_on(text: str, *places: tuple[int, int, str], **fields: str) -> list[Annotation]:
    return [
        made_mark(
            number, start=start, length=end - start, text=text[start:end], label=label, **fields
        )
        for number, (start, end, label) in enumerate(places, 1)
    ]


def came_from(folder: Path) -> tuple[list[Stated], list[tuple[str, str]], list[StatedArticle]]:
    read = format_of("brat").read
    assert read is not None
    came = list(read(Source(folder)))
    return (
        [it for it in came if isinstance(it, Stated)],
        [(it.where, it.why) for it in came if isinstance(it, Unread)],
        [it for it in came if isinstance(it, StatedArticle)],
    )


def record_of(stated: Stated, mark: Annotation) -> dict[str, object]:
    """What was stated, as a record; what only the importer knows is taken from the mark."""
    known = {key: mark.to_record()[key] for key in ("doc_id", "doc_sha256")}
    return {
        "schema": "annotation/1",
        "offset_unit": stated.unit,
        **known,
        "doc_path": stated.article.name,
        "label": stated.label,
        "text": stated.text,
        "start": stated.start,
        "end": stated.end,
        **stated.fields,
    }


def folder_with(tmp_path: Path, **files: str | bytes) -> Path:
    for name, data in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return tmp_path


def test_the_stressed_corpus_leaves_as_the_golden_folder_byte_for_byte(stressed: Path) -> None:
    files, losses = exported("brat", documents_of(stressed))

    assert files == golden_files(GOLDEN)
    assert losses == []


def test_every_line_of_the_golden_folder_has_the_text_of_its_fragments() -> None:
    count = 0
    for path in GOLDEN.rglob("*.ann"):
        text = path.with_suffix(".txt").read_bytes().decode()
        for line in path.read_text(encoding="utf-8").splitlines():
            if line[0] == "T":
                _, place, stated = line.split("\t")
                parts = [part.split(" ") for part in place.split(" ", 1)[1].split(";")]
                assert " ".join(text[int(a) : int(b)] for a, b in parts) == stated
                count += 1
    assert count == 20


def test_texts_are_copied_as_they_are_and_lines_are_split_at_line_ends() -> None:
    assert (GOLDEN / STRESS).read_bytes().decode() == STRESS_TEXT
    lines = (GOLDEN / LINES).read_text(encoding="utf-8").splitlines()
    start = STRESS_TEXT.index("“never")
    ends = [start + 7, start + 8, start + 21, start + 22, start + 45]
    place = "{} {};{} {};{} {}".format(start, *ends)
    assert f"T14\tquote {place}\t“never, not on Monday and not on Jan 5, 2024”" in lines


def test_the_way_there_and_back_loses_nothing(stressed: Path) -> None:
    marks = [mark for it in documents_of(stressed) for mark in it.marks]

    stated, unread, articles = came_from(GOLDEN)

    assert unread == []
    assert [record_of(*pair) for pair in zip(stated, marks, strict=True)] == [
        mark.to_record() for mark in marks
    ]
    assert {it.name: it.text for it in articles} == {
        it.doc_path: it.text for it in documents_of(stressed)
    }


def test_without_the_records_the_spans_labels_notes_and_texts_still_come(
    stressed: Path, tmp_path: Path
) -> None:
    folder = write_folder("brat", documents_of(stressed), tmp_path / "brat")
    for path in folder.rglob("*.sidemark"):
        path.unlink()

    stated, unread, _ = came_from(folder)

    assert unread == []
    assert [
        (it.article.name, it.start, it.end, it.label, it.text, it.fields.get("note", ""))
        for it in stated
    ] == [
        (it.doc_path, it.start, it.end, it.label, it.text, it.note)
        for document in documents_of(stressed)
        for it in document.marks
    ]
    assert all("segments" not in it.fields for it in stated)


def test_what_was_changed_in_brat_counts_and_the_rest_keeps_its_record(
    stressed: Path, tmp_path: Path
) -> None:
    folder = write_folder("brat", documents_of(stressed), tmp_path / "brat")
    path = folder / LINES
    lines = path.read_text(encoding="utf-8")
    lines = lines.replace("T12\terror 199 210\t=SUM(A1:A9)", "T12\tquote 199 203\t=SUM")
    lines = lines.replace("T13\tdate_seen", "T13\tclaim").replace("\t引文", "\tquotation")
    lines = lines.replace("T17\tclaim 288 293\t🙂 end\n", "T18\tdate_seen 290 293\tend\n")
    path.write_text(lines, encoding="utf-8")

    stated, unread, _ = came_from(folder)

    found = {it.text: it for it in stated}
    moved, relabelled, noted, new = (found[it] for it in ("=SUM", "world", "坚决反对", "end"))
    assert (moved.label, moved.start, moved.end) == ("quote", 199, 203)
    assert relabelled.label == "claim"
    assert new.label == "date seen"
    assert all("id" not in it.fields for it in (moved, relabelled, new))
    assert relabelled.fields["note"] == "a label of one's own"
    assert noted.fields["note"] == "quotation"
    assert noted.fields["annotator"] == "ana"
    assert unread == [
        (".ann files", "1 notes on no span (#) left out: only spans and their notes go in")
    ]


def test_records_of_a_text_that_was_changed_are_not_believed(tmp_path: Path) -> None:
    text = "one two"
    folder = write_folder("brat", [document(text, marks_on(text, (0, 3, "claim")))], tmp_path)
    (folder / "a.txt").write_text("xxx one two", encoding="utf-8")

    (stated,), unread, _ = came_from(folder)

    assert (stated.text, stated.start, stated.end) == ("one", 0, 3)
    assert "id" not in stated.fields
    assert unread == []


def test_articles_that_differ_in_their_suffix_get_files_of_their_own(corpus_copy: Path) -> None:
    for name in ("same.txt", "same.md", "same.md.txt", "other.MD"):
        (corpus_copy / name).write_text(f"The text of {name}", encoding="utf-8")

    files, _ = exported("brat", documents_of(corpus_copy))

    texts = {name: data for name, data in files.items() if b"The text of" in data}
    assert sorted(data.decode().removeprefix("The text of ") for data in texts.values()) == [
        *("other.MD", "same.md", "same.md.txt", "same.txt"),
    ]
    assert {"other.txt", "other.ann", "same.md.txt", "same.md.ann"} <= set(files)


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_articles_that_can_not_be_read_are_told_of_and_leave_no_file(corpus_copy: Path) -> None:
    for path in corpus_copy.glob("*.txt"):
        path.unlink()
    (corpus_copy / "a.txt").write_bytes(b"\xff\xfe")
    with open(os.fsencode(corpus_copy) + b"/\xff.txt", "w") as file:
        file.write("text")
    documents = [it._replace(marks=[made_mark(1)]) for it in documents_of(corpus_copy)]

    files, losses = exported("brat", documents)

    assert set(files) == {"annotation.conf", "visual.conf"}
    assert losses == [
        "2 articles left out: gone or unreadable",
        "2 marks left out: the article is gone or can't be read",
    ]


@pytest.mark.parametrize(
    ("doc_id", "doc_path", "name"),
    [
        ("a", "a.md", "a.md"),
        ("a.md", "a.md", "a.md"),
        ("a", "../../a.md", "a.txt"),
        ("a", "/etc/passwd", "a.txt"),
        ("b/a", "a.txt", "b/a.txt"),
    ],
)
def test_records_name_the_article_only_if_its_file_is_called_so(
    doc_id: str, doc_path: str, name: str, tmp_path: Path
) -> None:
    marks = [it.model_copy(update={"doc_path": doc_path}) for it in marks_on("one", (0, 3, "x"))]
    folder = write_folder("brat", [document("one", marks, doc_id)], tmp_path)

    (stated,), _, _ = came_from(folder)

    assert stated.article.name == name
    assert stated.fields["id"] == marks[0].id


def test_parts_of_a_span_are_fragments_and_come_back_as_parts(tmp_path: Path) -> None:
    text = "Smith, a doctor,\nsaid no"
    marks = marks_on(text, (0, 21, "quote"), segments="0-5 9-15 17-21")
    folder = write_folder("brat", [document(text, marks)], tmp_path)
    assert (folder / "a.ann").read_text() == "T1\tquote 0 5;9 15;17 21\tSmith doctor said\n"
    (folder / "a.sidemark").unlink()

    (stated,), unread, _ = came_from(folder)

    assert (stated.start, stated.end, stated.text) == (0, 21, "Smith, a doctor,\nsaid")
    assert stated.fields == {"segments": "0-5 9-15 17-21"}
    assert unread == []


@pytest.mark.parametrize(
    "segments", ["0-5", "0-5 4-21", "0-9 10-12", "5-0 1-21", "soon", "0-0 1-21"]
)
def test_parts_that_do_not_fit_their_span_are_written_whole(segments: str) -> None:
    text = "Smith, a doctor, said"
    marks = marks_on(text, (0, 21, "quote"), segments=segments)

    files, _ = exported("brat", [document(text, marks)])

    assert files["a.ann"].decode() == f"T1\tquote 0 21\t{text}\n"


def test_blanks_alone_have_no_place_in_brat_and_are_told_of() -> None:
    text = "a \n\t\nb"
    files, losses = exported("brat", [document(text, marks_on(text, (1, 5, "x"), (0, 6, "x")))])

    assert files["a.ann"].decode() == "T1\tx 0 2;5 6\ta  b\n"
    assert losses == ["1 mark left out: brat has no place for blanks alone"]


@given(st.text().filter(bool))
@example('"a"')
@example('"a\\tb"')
@example('"\\"a\\\\tb\\""')
@example(" blanks ")
@example("C:\\new")
@example("\u2028\x85\x0b")
def test_every_note_comes_back_and_stays_on_its_line(note: str) -> None:
    column = note_written(note)

    assert note_read(column) == note
    assert column.splitlines() == [column]
    assert "\t" not in column
    assert column == column.strip() != ""


@pytest.mark.parametrize("column", ['"quoted" words', '"quoted"', "C:\\new", '"', '"a\\q"'])
def test_notes_by_others_are_read_as_they_are(column: str) -> None:
    assert note_read(column) == column


LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(st.lists(LABELS, unique=True))
@example(["date seen", "date_seen", "date_seen_2", "Date seen"])
@example(["a|b", "<ANY>", "!x", "---", "引文", "引用", " x", "x "])
def test_labels_get_types_that_brat_takes_and_come_back(labels: list[str]) -> None:
    types = LabelNames(type_of)
    names = [types.name(label) for label in labels]

    assert len(set(names)) == len(labels)
    assert all(re.fullmatch("[A-Za-z0-9_][A-Za-z0-9_-]*", name) for name in names)
    told = labels_in("\n".join(visual_conf(types.by_label)))
    assert [told[name] for name in names] == labels


def test_brat_is_told_that_anything_may_overlap() -> None:
    lines = (GOLDEN / "annotation.conf").read_text().splitlines()
    assert lines[0] == "[entities]"
    assert "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>" in lines
    assert {"claim", "quote", "date", "error", "date_seen"} < set(lines)


PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from(["claim", "a b", "引文"])),
    max_size=8,
)


@given(TEXTS, PLACES, st.booleans())
@example("a\nb\n\n c\t\td\u2028e", [(0, 40, "claim"), (1, 1, "a b"), (1, 3, "引文")], True)
@example("a\nb\n\n c\t\td\u2028e", [(0, 40, "claim"), (1, 1, "a b"), (1, 3, "引文")], False)
def test_any_marks_on_any_text_come_back(
    text: str, places: list[tuple[int, int, str]], with_records: bool
) -> None:
    text = text.replace("\r", "\n").replace("\0", " ")
    marks = marks_on(
        text, *((a, min(a + n, len(text)), it) for a, n, it in places if a < len(text))
    )
    with_ink = [mark for mark in marks if mark.text.strip()]
    with tempfile.TemporaryDirectory() as name:
        folder = write_folder("brat", [document(text, marks)], Path(name))
        if not with_records:
            (folder / "a.sidemark").unlink(missing_ok=True)
        stated, unread, articles = came_from(folder)

    assert [it.text for it in articles] == [text]
    assert unread == []
    if with_records:
        assert [record_of(*pair) for pair in zip(stated, with_ink, strict=True)] == [
            mark.to_record() for mark in with_ink
        ]
    for it, mark in zip(stated, with_ink, strict=True):
        assert it.label == mark.label
        assert it.start is not None
        assert it.text == text[it.start : it.end]
        # Line ends and tabs at the ends of a span are left out where there is no record.
        assert it.text.strip() == mark.text.strip()
        assert not with_records or (it.start, it.text) == (mark.start, mark.text)


@pytest.mark.skipif(os.name == "nt", reason="few signs may stand in names there")
@given(nasty_documents.filter(bool))
def test_any_articles_labels_and_notes_come_back(documents: list[Document]) -> None:
    marks = [mark for it in documents for mark in it.marks if mark.text.strip()]
    with tempfile.TemporaryDirectory() as name:
        write_folder("brat", documents, Path(name))
        stated, unread, articles = came_from(Path(name))

    found = {str(it.fields["id"]): it for it in stated}
    assert len(found) == len(stated) == len(marks)
    assert unread == []
    for mark in marks:
        assert record_of(found[mark.id], mark) == mark.to_record()
    texts = [(it.doc_id, it.text) for it in documents]
    assert sorted((it.name.removesuffix(".txt"), it.text) for it in articles) == sorted(texts)


# -- folders of others


def test_a_folder_of_others_gives_its_spans_and_counts_what_has_no_place(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        a_txt="Sony bought Ericsson, and Big Blue.\n",
        a_ann="T1\tOrganization 0 4\tSony\nT2\tMERGE-ORG 5 11\tbought\nT3\tOrg 12 20\tEricsson\n"
        "E1\tMERGE-ORG:T2 Org1:T1 Org2:T3\nR1\tOrigin Arg1:T3 Arg2:T1\nA1\tNegation E1\n"
        "M1\tSpeculation E1\nN1\tReference T1 Wikipedia:1\tSony\n*\tEquiv T1 T3\n"
        "#1\tAnnotatorNotes T1\tthis is suspect\n#2\tAnnotatorNotes T1\tC:\\new\n"
        "#3\tAnnotatorNotes E1\ton an event\n#4\tNormalization T1\tsomething\n\n",
        b_txt="No marks here",
        visual_conf="[labels]\nOrganization | Company | Co\n",
    )

    stated, unread, articles = came_from(folder)

    assert [(it.label, it.start, it.end, it.text, dict(it.fields)) for it in stated] == [
        ("Organization", 0, 4, "Sony", {"note": "this is suspect\nC:\\new"}),
        ("MERGE-ORG", 5, 11, "bought", {}),
        ("Org", 12, 20, "Ericsson", {}),
    ]
    assert [(it.name, it.where) for it in articles] == [("a.txt", "a.txt"), ("b.txt", "b.txt")]
    assert sorted(why.partition(" left")[0] for _, why in unread) == [
        *("1 attributes (A)", "1 equivalences (*)", "1 events (E)", "1 modifications (M)"),
        *("1 normalizations (N)", "1 relations (R)", "2 other notes (#)"),
    ]


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"one\r\ntwo", 5),
        (b"one\r\ntwo", 4),
        (b"\xef\xbb\xbfone\r\ntwo", 6),
        (b"\xef\xbb\xbfone\r\ntwo", 5),
        (b"\xef\xbb\xbfone\r\ntwo", 4),
        (b"\xef\xbb\xbfone\ntwo", 5),
        (b"\xef\xbb\xbfone\r\n\r\ntwo", 6),
    ],
)
def test_line_ends_and_bom_count_as_the_spans_say(data: bytes, start: int, tmp_path: Path) -> None:
    line = f"T1\tclaim {start} {start + 3}\ttwo\r\n"
    folder = folder_with(tmp_path, a_txt=data, a_ann=b"\xef\xbb\xbf" + line.encode())

    (stated,), unread, (article,) = came_from(folder)
    done = Imported(make_corpus(tmp_path / "corpus", {"a.txt": data}), [article, stated])

    assert (stated.text, article.text) == ("two", data.decode())
    assert (done.mark.text, done.mark.status) == ("two", "ok")
    assert unread == []


def test_spans_that_do_not_agree_are_stated_as_they_are(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        a_txt="one two three",
        a_ann="T1\tclaim 0 3\ttwo\nT1\tclaim 4 7\ttwo\nT2\tclaim 8 99\tthree\n"
        "T3\tclaim -2 999999999999999999\tone\nT4\tclaim 0 3;8 13\tone, three\n"
        "T5\tclaim 8 13;0 3\tthree one\nT6\tclaim 4 7\nT7\tclaim 0 3;8 13\tonethree\n"
        "T8\tclaim 3 0\tone\nT9\tclaim 0 3;4 7\tone two\n",
    )

    stated, unread, _ = came_from(folder)

    assert [(it.start, it.end, it.text) for it in stated] == [
        (0, 3, "two"),
        (4, 7, "two"),
        (8, 99, "three"),
        (-2, 999999999999999999, "one"),
        (0, 13, "one, three"),
        (0, 13, "three one"),
        (4, 7, "two"),
        (0, 13, "one two three"),
        (3, 0, "one"),
        (0, 7, "one two"),
    ]
    assert stated[9].fields == {"segments": "0-3 4-7"}
    assert stated[4].fields == {"segments": "0-3 8-13"}
    assert unread == []


def test_lines_that_are_none_are_told_with_their_number_and_the_others_go_in(
    tmp_path: Path,
) -> None:
    folder = folder_with(
        tmp_path,
        a_txt="one two",
        a_ann=b"T1\tclaim 0 3\tone\nT2 claim 0 3 one\nhello\nT3\tcl\xffim 0 3\tone\n"
        b"T4\tclaim 0\tone\nT5\tclaim " + b"9" * 5000 + b" 3\tone\nT6\tclaim 4 7\ttwo\n",
    )

    stated, unread, _ = came_from(folder)

    assert [it.text for it in stated] == ["one", "two"]
    assert [where for where, _ in unread] == [f"a.ann line {it}" for it in (2, 3, 4, 5, 6)]


def test_thousands_of_bad_lines_are_told_of_in_few(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, a_txt="one", a_ann="bad\n" * 5000 + "T1\tx 0 3\tone\n")

    stated, unread, _ = came_from(folder)

    assert len(stated) == 1
    assert len(unread) == 101
    assert unread[-1] == ("a.ann", "4,900 more lines are none of brat or not UTF-8")


def test_lines_without_a_text_beside_them_are_stated_with_their_own(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, b__a_ann="T1\tclaim 0 3\tone\nT2\tclaim 0 3;8 13\tone three\n")

    stated, unread, (article,) = came_from(folder)

    assert (article.name, article.text) == ("b/a.txt", None)
    assert [(it.text, it.fields) for it in stated] == [
        ("one", {}),
        (None, {"segments": "0-3 8-13"}),
    ]
    assert unread == []


def test_a_text_that_is_not_utf_8_is_told_of_and_its_spans_are_stated(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, a_txt=b"\xff\xfeone", a_ann="T1\tclaim 0 3\tone\n")

    (stated,), unread, (article,) = came_from(folder)

    assert article.text is None
    assert stated.text == "one"
    assert unread == [("a.txt", "it is not UTF-8: save it as UTF-8")]


@pytest.mark.parametrize("line", ["{", "[]", '{"brat": 3}', '"x"', "\\", '{"id": "x"}', "\udcff"])
def test_damaged_records_are_told_of_and_cost_no_span(line: str, tmp_path: Path) -> None:
    data = f"{line}\n".encode("utf-8", "surrogateescape")
    folder = folder_with(tmp_path, a_txt="one", a_ann="T1\tclaim 0 3\tone\n", a_sidemark=data)

    stated, unread, _ = came_from(folder)

    assert [it.text for it in stated] == ["one"]
    assert [where for where, _ in unread] == ["a.sidemark line 1"]


@pytest.mark.parametrize("change", [{"start": "0"}, {"label": 3}, {"text": "xne"}, {"end": 2**70}])
def test_records_that_contradict_themselves_are_not_believed(
    change: dict[str, object], tmp_path: Path
) -> None:
    text = "one"
    folder = write_folder("brat", [document(text, marks_on(text, (0, 3, "claim")))], tmp_path)
    record = json.loads((folder / "a.sidemark").read_text())
    (folder / "a.sidemark").write_text(json.dumps({**record, **change}))

    (stated,), _, _ = came_from(folder)

    assert (stated.label, stated.start, stated.end, stated.text) == ("claim", 0, 3, "one")
    assert "id" not in stated.fields


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = (
        folder_with(tmp_path / "brat", a_ann="T1\tclaim 0 3\tone\n") if False else tmp_path / "brat"
    )
    folder.mkdir()
    (folder / "a.ann").write_text("T1\tclaim 0 3\tone\n")
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")

    _, _, articles = came_from(folder)

    assert [(it.name, it.text) for it in articles] == [("a.txt", None)]


def test_what_is_no_such_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("")
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "a.ann", tmp_path / "empty"):
        with pytest.raises(ImportFailedError, match=r"is no folder with \.txt and \.ann files"):
            came_from(path)


def test_folders_with_ann_files_are_recognised(tmp_path: Path) -> None:
    brat = format_of("brat")
    assert brat.is_folder
    assert brat.recognises(Source(GOLDEN).beginning())
    assert not brat.recognises(Source(GOLDEN.parent / "seeds.jsonl").beginning())
    assert not brat.recognises(Source(tmp_path).beginning())

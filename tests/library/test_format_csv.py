import csv
import io
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.errors import ImportFailedError
from annotations.formats.csv import COLUMNS, DISARMED_SCHEMA, FORMAT, read, recognises
from annotations.formats.format import (
    Came,
    Document,
    Losses,
    Options,
    Stated,
    StatedArticle,
    Unread,
)
from annotations.formats.source import LONGEST_LINE, Source
from annotations.model import Annotation
from annotations.workspace import open_workspace
from tests.stress import documents_of

GOLDEN = Path(__file__).parent / "golden"
PLAIN, SAFE = Options(), Options(excel_safe=True)
FORMULAS = "=+-@\t\r\n＝＋－＠"


def written(documents: Sequence[Document], options: Options = PLAIN) -> bytes:
    (file,) = FORMAT.write(documents, options, Losses())
    return b"".join(file.pieces)


def document(*marks: Annotation) -> Document:
    return Document("a", "a.txt", "0" * 64, "A", None, marks)


def mark(**fields: Any) -> Annotation:
    text = fields.pop("text", "text")
    return Annotation(
        **{
            "id": "00000000-0000-0000-0000-000000000001", "doc_id": "a", "doc_path": "a.txt",
            "doc_sha256": "0" * 64, "start": 3, "end": 3 + len(text), "text": text,
            "prefix": "", "suffix": "", "label": "claim", "annotator": "ana",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z", **fields,
        }
    )  # fmt: skip


def came_from(tmp_path: Path, data: bytes | str) -> list[Came]:
    path = tmp_path / "marks.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read(Source(path)))


def stated(came: Sequence[Came]) -> list[Stated]:
    return [it for it in came if isinstance(it, Stated)]


def unread(came: Sequence[Came]) -> list[tuple[str, str]]:
    return [(it.where, it.why) for it in came if isinstance(it, Unread)]


def record_of(it: Stated) -> Mapping[str, Any]:
    return {
        **it.fields,
        "doc_path": it.article.name,
        "doc_sha256": it.article.sha256,
        "label": it.label,
        "start": it.start,
        "end": it.end,
        "text": it.text,
    }


# -- out


@pytest.mark.parametrize(("options", "name"), [(PLAIN, "csv"), (SAFE, "safe.csv")])
def test_the_marks_of_the_nasty_article_leave_as_the_golden_file_byte_for_byte(
    stressed: Path, options: Options, name: str
) -> None:
    assert written(documents_of(stressed), options) == (GOLDEN / f"stressed.{name}").read_bytes()


def test_a_file_has_a_bom_crlf_and_quotes_around_every_cell(stressed: Path) -> None:
    data = written(documents_of(stressed))

    assert data.startswith(b'\xef\xbb\xbf"schema","id","doc_id",')
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 1 + sum(len(it.marks) for it in documents_of(stressed))


def test_what_csv_of_python_reads_is_the_records(stressed: Path) -> None:
    documents = documents_of(stressed)
    text = written(documents).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    assert rows == [
        {name: str(value) for name, value in it.to_record().items()}
        for document in documents
        for it in document.marks
    ]
    assert tuple(rows[0]) == COLUMNS


def test_no_cell_begins_like_a_formula_where_they_are_disarmed() -> None:
    nasty = [f"{sign}1+1" for sign in FORMULAS] + ["'=1", "''@x", "'fine"]
    document_ = document(*(mark(text=it, note=it, prefix=it) for it in nasty))
    text = written([document_], SAFE).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["schema"] for row in rows} == {DISARMED_SCHEMA}
    for row, it in zip(rows, nasty, strict=True):
        assert not any(cell.startswith(tuple(FORMULAS)) for cell in row.values())
        assert row["text"] == row["note"] == (it if it == "'fine" else f"'{it}")


def test_a_file_is_not_disarmed_unless_that_was_asked_for() -> None:
    assert b'"=1+1"' in written([document(mark(note="=1+1"))])


def test_fields_of_a_later_version_are_told_as_lost() -> None:
    losses = Losses()
    (file,) = FORMAT.write([document(mark(), mark(taste="bitter"))], PLAIN, losses)

    assert b"bitter" not in b"".join(file.pieces)
    assert losses.told() == ["1 mark without fields that only a later Sidemark knows"]


# -- round trip

CELLS = st.text(
    st.one_of(
        st.sampled_from("\"',;\t\r\n=+-@＝ \ufeff\0\x1a\x85\u2028"),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
)


@given(
    cells=st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), min_size=1, max_size=4),
    options=st.sampled_from([PLAIN, SAFE]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_is_what_was_written(
    tmp_path: Path, cells: list[tuple[str, str, str]], options: Options
) -> None:
    marks = [mark(text=text, note=note, prefix=prefix) for text, note, prefix in cells]

    came = came_from(tmp_path, written([document(*marks)], options))

    assert unread(came) == []
    assert [record_of(it) for it in stated(came)] == [it.to_record() for it in marks]


def test_all_marks_of_the_nasty_article_come_back(stressed: Path, tmp_path: Path) -> None:
    documents = documents_of(stressed)
    for options in (PLAIN, SAFE):
        came = came_from(tmp_path, written(documents, options))

        articles = [it.name for it in came if isinstance(it, StatedArticle)]
        assert articles == [it.doc_path for it in documents if it.marks]
        assert [record_of(it) for it in stated(came)] == [
            it.to_record() for document in documents for it in document.marks
        ]
        assert recognises(Source(tmp_path / "marks.csv").beginning())


# -- files by others


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_heading_decides_and_any_usual_separator_will_do(
    tmp_path: Path, separator: str
) -> None:
    rows = [
        ["Label", " END", "topic", "doc_id", "start"],
        ["claim", "9", "war; peace, all", "a", "4"],
        ["", "", "", "", ""],
        ["date", "12.0", "", "b", "-1"],
    ]
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=separator).writerows(rows)

    came = came_from(tmp_path, table.getvalue())

    first, second = stated(came)
    assert (first.article.name, first.label, first.start, first.end) == ("a", "claim", 4, 9)
    assert (first.text, first.unit, first.where) == (None, "codepoint", "line 2")
    assert first.fields["topic"] == "war; peace, all"
    assert (second.article.name, second.start, second.end) == ("b", -1, 12)
    assert recognises(Source(tmp_path / "marks.csv").beginning())


def test_a_text_without_offsets_and_other_units_are_stated(tmp_path: Path) -> None:
    heading = "doc_path,label,text,start,end,offset_unit\n"

    words, units = stated(came_from(tmp_path, f"{heading}a,claim,words,,,\na,claim,,1,2,utf16\n"))

    assert (words.text, words.start, words.end) == ("words", None, None)
    assert (units.text, units.start, units.unit) == (None, 1, "utf16")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a,claim,1", "it has 3 cells, the heading 5"),
        ("a,claim,1,2,x,y", "it has 6 cells, the heading 5"),
        (",claim,1,2,x", "it names no article (doc_path)"),
        ("a,,1,2,x", "it has no label"),
        ("a,claim,1,,", "it has neither offsets (start, end) nor a text"),
        ("a,claim,one,2,x", "'one' is no offset"),
        ("a,claim,1e9,2,x", "'1e9' is no offset"),
        ("a,claim,1," + "9" * 5000 + ",x", f"'{'9' * 40}' is no offset"),
        ("a,claim,١,2,x", "'١' is no offset"),
        ('a,claim,1,2,"x" y', "it is no row of a table ("),
        (b"a,claim,1,2,caf\xe9", "it is not UTF-8: save the table as “CSV UTF-8”"),
    ],
)
def test_a_row_that_can_not_be_read_is_told_and_the_others_go_in(
    tmp_path: Path, row: str | bytes, why: str
) -> None:
    line = row if isinstance(row, bytes) else row.encode()
    before, after = b'doc_id,label,start,end,text\na,claim,1,2,"two\nlines"\n', b"\nb,date,3,4,\n"

    came = came_from(tmp_path, before + line + after)

    ((where, told),) = unread(came)
    assert (where, told.startswith(why)) == ("line 4", True), told
    assert [it.where for it in stated(came)] == ["line 2", "line 5"]


def test_a_quote_that_is_left_open_takes_no_more_with_it_than_its_line(tmp_path: Path) -> None:
    rows = ["doc_id,label,text", 'a,claim,"open', "a,claim,two", 'a,claim,"three"', "a,claim,four"]

    came = came_from(tmp_path, "\n".join(rows))

    assert [where for where, _ in unread(came)] == ["line 2"]
    assert [it.text for it in stated(came)] == ["two", "three", "four"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "line 1 of .* is no heading: it is empty"),
        ("label,text\nclaim,x\n", "no column doc_path"),
        ("doc_path,text\na,x\n", "no column label"),
        ("doc_path,label,start\na,claim,1\n", "no column text, or start and end"),
        ("doc_path,label,text\n".encode("utf-16"), "is no heading: it is not UTF-8"),
        ('"doc_path,label,text\n', "is no heading: it is no row of a table"),
    ],
)
def test_a_table_without_the_columns_it_takes_is_refused(
    tmp_path: Path, data: str | bytes, said: str
) -> None:
    with pytest.raises(ImportFailedError, match=said):
        came_from(tmp_path, data)
    assert not recognises(Source(tmp_path / "marks.csv").beginning())


@pytest.mark.parametrize("name", ["marks.jsonl", "article.txt"])
def test_other_files_are_not_taken_for_tables(tmp_path: Path, seeds: Path, name: str) -> None:
    data = {
        "marks.jsonl": (GOLDEN / "seeds.jsonl").read_bytes(),
        "article.txt": next(seeds.glob("*.txt")).read_bytes(),
    }[name]
    (tmp_path / name).write_bytes(data)

    assert not recognises(Source(tmp_path / name).beginning())


def test_huge_cells_are_told_of_and_take_little_memory(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"doc_id,label,text\na,claim,one\na,claim,"
        for _ in range((LONGEST_LINE >> 20) + 2):
            yield b"x" * (1 << 20)
        yield b'\na,claim,two\na,claim,"'
        for _ in range(20):
            yield (b"y" * ((1 << 20) - 1)) + b"\n"
        yield b'"\na,claim,three\n'

    path = tmp_path / "marks.csv"
    with open(path, "wb") as file:
        file.writelines(pieces())

    tracemalloc.start()
    came = [it for it in read(Source(path)) if not isinstance(it, StatedArticle)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [it.text for it in stated(came)] == ["one", "two", "three"]
    told = unread(came)
    assert told[0] == ("line 3", "it is no row of a table (it is longer than 16 MiB)")
    assert told[1][0] == "line 5"
    assert "is a quote left open?" in told[1][1]
    assert peak < 250 << 20


def test_marks_exported_are_the_ones_wanted(stressed: Path, tmp_path: Path) -> None:
    export = open_workspace([stressed], "").export("csv")
    export.write_to(tmp_path / "marks.csv", replace=False)

    assert export.marks == len(stated(came_from(tmp_path, (tmp_path / "marks.csv").read_bytes())))

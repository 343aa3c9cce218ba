"""What a matrix is written as: golden bytes, and nothing of an article gets out of its cell."""

import csv
import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import ExportError
from annotations.formats.html_style import LIGHT
from annotations.link_graph import LinkGraph
from annotations.links import LinkTo, format_links, silent_in
from annotations.matrix import Linked, Matrix
from annotations.matrix.told import Told
from annotations.matrix.writing import FORMATS, matrix_export
from annotations.model import Annotation
from annotations.workspace import open_workspace
from tests.linked import link_articles
from tests.marks import changed_mark, made_mark
from tests.screen.texts import TEXTS

GOLDEN = Path(__file__).parent / "golden" / "matrix"
ARTICLES = ("a.txt", "b|c <d>.txt", "=e.txt", "f.txt")
HOSTILE = (
    "<script>alert(1)</script> & a|b\\| `code` **bold**",
    "=cmd|' /C calc'!A0\nand\r\na second line",
    "\x1b]0;title\x07 \x00 שלום \u202eevil\u2069 é\u0301 🙂",
    "-1 % \"quoted\", comma; 'single'",
)
FEW = "\"'<>&|\\`*_=+@- \n\r\x1b\x00\u202e\u2028שé🙂x"


def a_mark(number: int, doc_path: str, text: str, *links: LinkTo, **fields: str) -> Annotation:
    found = made_mark(number, doc_path=doc_path, length=len(text))
    return changed_mark(found, text=text, links=format_links(links), **fields)


def matrix_of(*marks: Annotation) -> Matrix:
    by_article = sorted(marks, key=lambda it: it.doc_path)
    return Matrix.of(LinkGraph.of(lambda: iter(by_article)), ARTICLES)


def hostile() -> Matrix:
    one, two, three, four = HOSTILE
    first = a_mark(1, ARTICLES[0], one, note="<b>first</b>\nsecond")
    return matrix_of(
        first,
        a_mark(2, ARTICLES[1], two, LinkTo("same", first.id), silent_in(ARTICLES[3])),
        a_mark(3, ARTICLES[2], three, LinkTo("differs", first.id), annotator="bob\u202e<i>"),
        a_mark(4, ARTICLES[2], four, LinkTo("contradicts", first.id), label="date & time"),
        changed_mark(
            a_mark(5, ARTICLES[3], four, LinkTo("same", made_mark(6).id)),
            start=9,
            end=9 + len(four),
        ),
        a_mark(6, ARTICLES[2], two, status="orphan"),
    )


def written(name: str, matrix: Matrix) -> bytes:
    titles = {ARTICLES[0]: "A <title> & more", ARTICLES[2]: "\x1b[31mred"}
    return b"".join(FORMATS[name](Told(matrix, titles)))


class Page(HTMLParser):
    """The elements, attributes and cells of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_are_what_they_always_were(name: str) -> None:
    assert written(name, hostile()) == (GOLDEN / f"hostile.{name}").read_bytes()


@given(st.lists(st.text(FEW, min_size=1, max_size=12) | TEXTS.filter(bool), min_size=2, max_size=4))
def test_whatever_articles_say_stays_in_its_cell(texts: list[str]) -> None:
    first = a_mark(1, ARTICLES[0], texts[0], note=texts[-1])
    others = [
        a_mark(number, ARTICLES[number - 1], text, LinkTo("differs", first.id), note=texts[0])
        for number, text in enumerate(texts[1:], 2)
    ]
    matrix = matrix_of(first, *others)
    (row,) = matrix.rows
    lines = written("md", matrix).decode().split("\n")
    assert len(lines) == 4
    assert {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines[:3]} == {6}
    assert not any(re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", it) for it in lines)

    rows = list(csv.reader(StringIO(written("csv", matrix).decode("utf-8-sig"), newline="")))
    assert {len(it) for it in rows} == {10}
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") for it in rows for cell in it)

    found = json.loads(written("json", matrix))
    texts_of = {
        it["id"]: it["text"] for cell in found["rows"][0]["cells"] for it in cell["annotations"]
    }
    assert texts_of == {it.id: it.text for it in (first, *others)}
    assert found["rows"][0]["words"] == row.words

    page = Page(written("html", matrix))
    assert page.elements.isdisjoint({"script", "img", "iframe", "object", "b", "svg"})
    assert page.attributes <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "scope", "dir", "title")
    }
    assert len(page.cells) == 2 * 5


def test_a_spreadsheet_shows_verdicts_with_the_words_beside_them(corpus_copy: Path) -> None:
    matrix = matrix_of_articles(corpus_copy)
    rows = csv.DictReader(StringIO(written("csv", matrix).decode("utf-8-sig"), newline=""))
    never = list(rows)[1]
    verdicts = {it[:3]: never[it] for it in matrix.columns}
    assert verdicts == {
        "000": "says",
        "001": "says",
        "002": "differs",
        "003": "says",
        "004": "silent",
    }
    words = {it[:3]: never[f"{it} words"] for it in matrix.columns}
    assert words["002"] == "Taiwan remains a red line for any compromises"
    assert words["000"] == never["row"]
    assert words["004"] == ""


def test_the_json_has_for_each_cell_what_it_is_told_from(corpus_copy: Path) -> None:
    matrix = matrix_of_articles(corpus_copy)
    found = json.loads(written("json", matrix))
    assert list(found) == ["schema", "offset_unit", "articles", "rows"]
    assert found["schema"] == "matrix/1"
    for row in found["rows"]:
        assert list(row) == ["words", "head", "cells"]
        paths = [it["doc_path"] for it in row["cells"]]
        assert paths == [it for it in matrix.columns if it in paths]
        for cell in row["cells"]:
            assert cell["verdict"], "what is blank is left out"
            assert list(cell) == ["doc_path", "verdict", "silent_by", "annotations"]
            for it in cell["annotations"]:
                text = open_workspace([corpus_copy], "").article(it["doc_path"]).text
                assert text[it["start"] : it["end"]] == it["text"]
    assert found["rows"][1]["cells"][4]["silent_by"] == ["ana"]


def test_the_json_is_written_row_by_row_as_if_it_were_written_at_once() -> None:
    matrix = hostile()
    pieces = list(FORMATS["json"](Told(matrix, {})))
    assert len(pieces) == len(matrix.rows) + 2
    for whole in (
        b"".join(pieces),
        written("json", Matrix(ARTICLES, ())),
        written("json", Matrix((), ())),
    ):
        assert whole == json.dumps(json.loads(whole), indent=2, ensure_ascii=False).encode() + b"\n"


def test_the_page_is_dark_and_light_and_may_do_nothing() -> None:
    page = written("html", hostile()).decode()
    assert "prefers-color-scheme:dark" in page
    assert LIGHT["paper"] in page
    assert "default-src 'none'" in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page


def test_a_matrix_goes_to_a_file_and_never_over_marks_or_articles(corpus_copy: Path) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    matrix = matrix_of_articles(corpus_copy)
    target = corpus_copy.parent / "matrix.json"
    matrix_export(matrix, "json", workspace).write_to(target, replace=True)
    articles = json.loads(target.read_bytes())["articles"]
    assert articles[3]["title"].startswith("US-China defense policy talks resume")
    for place in (corpus_copy / matrix.columns[0], corpus_copy / ".sidemark" / "matrix.json"):
        with pytest.raises(ExportError):
            matrix_export(matrix, "json", workspace).write_to(place, replace=True)
    with pytest.raises(ExportError, match="among the articles"):
        matrix_export(matrix, "md", workspace).write_to(corpus_copy / "matrix.md", replace=True)


def matrix_of_articles(folder: Path) -> Matrix:
    link_articles(folder)
    workspace = open_workspace([folder], "ana")
    linked = Linked(workspace)
    linked.read()
    return linked.matrix(workspace.corpus.doc_paths)


def test_names_of_articles_hide_nothing_from_a_terminal_that_shows_the_file() -> None:
    mark = made_mark(1, "a\x1b[31mb\u202e.txt")
    matrix = Matrix.of(LinkGraph.of(lambda: iter(())), [mark.doc_path], lone=[mark])
    for name in ("csv", "md"):
        written = b"".join(FORMATS[name](Told(matrix, {}))).decode()
        assert "\x1b" not in written, name
        assert "\u202e" not in written, name

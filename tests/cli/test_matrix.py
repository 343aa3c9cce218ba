"""`sidemark matrix`: a table on the terminal, and files in four formats."""

import csv
import io
import json
import shutil
import sys
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest

from annotations.links import LinkTo, format_links
from annotations.matrix.writing import FORMATS
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.cli.running import ARTICLES, Run, one_line, run_on_terminal
from tests.linked import link_articles
from tui.cli.main import main


@pytest.fixture
def linked(corpus_copy: Path) -> Path:
    link_articles(corpus_copy)
    return corpus_copy


def rows_of(table: str) -> list[list[str]]:
    """The cells of each row of a printed table, first line by first line."""
    return [
        [cell.strip() for cell in line.strip("│┃").replace("┃", "│").split("│")]
        for line in table.splitlines()
        if line[:1] in "│┃"
    ]


def test_a_piped_table_is_80_cells_wide_and_has_signs(here: Run, linked: Path) -> None:
    done = here("matrix", linked)
    assert (done.returncode, done.stderr) == (0, "")
    assert {len(line) for line in done.stdout.splitlines()[:-1]} == {80}
    assert "\x1b" not in done.stdout
    rows = [row for row in rows_of(done.stdout) if any(row[1:])]
    assert rows == [
        ["4 rows", "000", "001", "002", "003", "004"],
        ["on Monday and Tuesday", "✓", "", "", "✓", ""],
        ["Beijing will never compromise or back down on", "✓", "✓", "≠", "✓", "–"],
        ["were canceled by China in protest of", "✓", "", "", "≠", ""],
        ["in a virtual meeting", "", "✗", "", "", "✓"],
    ]
    assert done.stdout.splitlines()[-1] == ("✓ says  ≠ differs  ✗ contradicts  – looked, not there")


def test_where_there_is_room_it_tells_what_differs(
    here: Run, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    done = here("matrix", linked)
    assert {len(line) for line in done.stdout.splitlines()} == {160}
    rows = rows_of(done.stdout)
    assert rows[2][3:] == ["≠ differs", "✓ says", "– silent"]
    assert [row[3] for row in rows[3:6]] == ["Taiwan remains a", "red line for any", "compromises"]


def test_a_table_that_is_too_wide_is_several(
    here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:03}.txt").write_text("They met on Monday.")
    workspace = open_workspace([folder], "ana")
    editor = workspace.editor
    marks = [
        editor.tag(workspace.article(doc_path), Span(0, 8), "claim")[0]
        for doc_path in workspace.corpus.doc_paths
    ]
    editor.set_links(marks[0], format_links(LinkTo("same", it.id) for it in marks[1:]))
    assert workspace.store.close() == ""
    monkeypatch.setenv("COLUMNS", "60")
    done = here("matrix", folder)
    assert {len(line) for line in done.stdout.splitlines()[:-1]} == {60}
    heads = [row for row in rows_of(done.stdout) if row[0] == "1 row"]
    assert len(heads) == 2
    assert [it for row in heads for it in row[1:]] == [f"{number:03}" for number in range(12)]
    assert done.stdout.count("✓") == 12 + 1


def test_of_several_tables_each_has_the_rows_its_articles_have_something_of(
    here: Run, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [row for row in rows_of(here("matrix", linked).stdout) if any(row[1:])]
    assert [row[1:] for row in rows] == [
        *(["000", "001"], ["✓", ""], ["✓", "✓"], ["✓", ""], ["", "✗"]),
        *(["002", "003"], ["", "✓"], ["≠", "✓"], ["", "≠"]),
        *(["004"], ["–"], ["✓"]),
    ]


def test_what_has_a_cell_for_every_article_has_no_more_columns_than_can_be_read(
    here: Run, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.matrix._MOST_COLUMNS", 4)
    for name in ("csv", "md", "html"):
        done = here("matrix", linked, "--format", name)
        assert (done.returncode, done.stdout) == (1, "")
        assert "5 articles are too many columns" in one_line(done.stderr)
    done = here("matrix", linked, "--format", "json")
    assert len(json.loads(done.stdout)["articles"]) == 5
    done = here(
        "matrix", linked, "--format", "csv", *(it for n in "0123" for it in ("--doc", f"00{n}*"))
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_claims_without_links_are_rows_only_with_all(here: Run, linked: Path) -> None:
    assert "topics" not in here("matrix", linked).stdout
    assert "The two sides also discussed other topics" in here("matrix", linked, "--all").stdout


def test_articles_and_annotators_can_be_chosen(here: Run, linked: Path) -> None:
    done = here("matrix", linked, "--doc", "003*", "--doc", ARTICLES[0][:-4])
    assert rows_of(done.stdout)[0] == ["3 rows", "000", "003"]
    done = here("matrix", linked, "--annotator", "ana", "--format", "json")
    found = json.loads(done.stdout)
    assert len(found["articles"]) == 5
    names = {
        it["annotator"]
        for row in found["rows"]
        for cell in row["cells"]
        for it in cell["annotations"]
    }
    assert names == {"ana"}


def test_names_that_fit_nothing_are_told(here: Run, linked: Path) -> None:
    done = here("matrix", linked, "--doc", "9*")
    assert (done.returncode, done.stdout) == (1, "")
    assert one_line(done.stderr).startswith("sidemark: no article is called 9*; there are 000_")
    done = here("matrix", linked, "--annotator", "ana", "--annotator", "zoe")
    assert done.returncode == 0
    assert one_line(done.stderr) == "sidemark: no mark is by zoe; there are ana, bob"


def test_of_many_articles_those_with_a_cell_are_columns(here: Run, linked: Path) -> None:
    for number in range(20):
        (linked / f"9{number:02}.txt").write_text("Nothing is marked here.")
    found = json.loads(here("matrix", linked, "--format", "json").stdout)
    assert [it["doc_path"] for it in found["articles"]] == ARTICLES
    found = json.loads(here("matrix", linked, "--format", "json", "--doc", "*").stdout)
    assert len(found["articles"]) == 25


@pytest.mark.parametrize("words", [[], ["--format", "md"]], ids=str)
def test_an_empty_matrix_says_how_to_make_one(
    here: Run, corpus_copy: Path, words: list[str]
) -> None:
    done = here("matrix", corpus_copy, *words)
    assert done.returncode == 0
    assert "press i" in one_line(done.stderr)
    assert len(done.stdout.splitlines()) == (2 if words else 0)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_has_what_standard_output_would(
    here: Run, linked: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / f"matrix.{name}"
    target.write_text("what was there before")
    done = here("matrix", linked, "-o", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    piped = here("matrix", linked, "--format", name)
    assert piped.stdout == target.read_bytes().decode()
    assert sorted(it.name for it in tmp_path.iterdir()) == ["corpus", target.name]


class _Narrow(io.RawIOBase):
    """A standard output without a buffer that takes up to 999 bytes at once."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)[:999]
        self.taken += piece
        return len(piece)


def test_all_is_written_also_where_a_write_takes_only_a_part(
    linked: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    narrow, target = _Narrow(), tmp_path / "matrix.json"
    assert main(["matrix", str(linked), "-o", str(target)]) == 0
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(cast("Any", narrow), write_through=True))
    assert main(["matrix", str(linked), "--format", "json"]) == 0
    assert narrow.taken == target.read_bytes()
    assert not narrow.closed


@pytest.mark.parametrize("place", [ARTICLES[0], ".sidemark/matrix.csv", "new.md"])
def test_nothing_is_written_over_marks_or_among_articles(
    here: Run, linked: Path, place: str
) -> None:
    before = {it: it.read_bytes() for it in linked.rglob("*") if it.is_file()}
    done = here("matrix", linked, "--format", "md", "-o", linked / place)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(linked / place) in one_line(done.stderr)
    assert {it: it.read_bytes() for it in linked.rglob("*") if it.is_file()} == before


def test_a_file_without_a_format_is_wrong_usage(here: Run, linked: Path, tmp_path: Path) -> None:
    done = here("matrix", linked, "-o", tmp_path / "matrix.docx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--format: md, csv, json, html" in done.stderr


def test_a_store_elsewhere_is_read(here: Run, linked: Path, tmp_path: Path) -> None:
    shutil.move(linked / ".sidemark", tmp_path / "marks")
    assert "press i" in here("matrix", linked).stderr
    assert "4 rows" in here("matrix", linked, "--store", tmp_path / "marks").stdout
    done = here("matrix", linked, "--store", tmp_path / "none")
    assert done.returncode == 1
    assert "no folder" in one_line(done.stderr)


def test_what_can_not_be_read_is_told_and_the_rest_is_shown(here: Run, linked: Path) -> None:
    (damaged,) = (linked / ".sidemark" / "marks" / "bob").glob("001*.json")
    damaged.write_text("{")
    done = here("matrix", linked)
    assert done.returncode == 1
    assert str(damaged) in one_line(done.stderr)
    assert "on Monday and Tuesday" in done.stdout


def test_nothing_of_an_article_reaches_a_terminal_raw(tmp_path: Path) -> None:
    folder = tmp_path / "evil"
    folder.mkdir()
    evil = "\x1b]0;owned\x07 \x9b31m [bold]a claim[/bold] \u202ereversed"
    for name in ("a", "b\x1b[2J"):
        (folder / f"{name}.txt").write_text(evil)
    workspace = open_workspace([folder], "ana")
    marks = [
        workspace.editor.tag(workspace.article(it), Span(0, len(evil)), "claim")[0]
        for it in workspace.corpus.doc_paths
    ]
    workspace.editor.set_links(marks[0], f"contradicts:{marks[1].id}")
    assert workspace.store.close() == ""
    for words in ([], *(["--format", name] for name in FORMATS)):
        done = run_on_terminal("matrix", folder, *words)
        assert done.returncode == 0, words
        for raw in ("\x1b]0", "\x9b", "\x07", "\u202e", "\x1b[2J"):
            assert raw not in done.stdout, words
        assert "a claim" in done.stdout
    rows = csv.reader(StringIO(run_on_terminal("matrix", folder, "--format", "csv").stdout))
    assert [len(row) for row in rows] == [6, 6]

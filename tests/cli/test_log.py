import json
import os
import subprocess
from pathlib import Path

import pytest

from annotations.corpus import Article, find_corpus
from annotations.editing import Editor
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id
from annotations.store import FileStore
from annotations.text.span import Span
from tests.cli.running import (
    ARTICLES,
    SIDEMARK,
    Run,
    one_line,
    records_of,
    run,
    run_on_terminal,
)
from tests.making import MakeEditor
from tests.marks import changed_mark

FIRST, LAST = ARTICLES[0], ARTICLES[4]


@pytest.fixture
def article(corpus_copy: Path) -> Article:
    return find_corpus([corpus_copy]).load(FIRST)


@pytest.fixture
def ana(store: FileStore, make_editor: MakeEditor) -> Editor:
    return make_editor(store, "ana")


def test_each_operation_is_a_line_with_the_newest_first(
    here: Run, corpus_copy: Path, article: Article, ana: Editor
) -> None:
    mark, _is_new = ana.tag(article, Span(0, 7), "claim")
    ana.set_note(mark, "sure?")
    ana.undo()
    ana.redo()
    (noted,) = ana.store.annotations(FIRST)
    relabelled = ana.relabel(noted, "error")
    ana.delete(relabelled)

    done = here("log", corpus_copy)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2024-01-01T00:06:00Z  ana  deleted error “Beijing”  000",
        "2024-01-01T00:05:00Z  ana  relabelled claim as error “Beijing”  000",
        "2024-01-01T00:04:00Z  ana  did again: noted on claim “Beijing”  000",
        "2024-01-01T00:03:00Z  ana  undid: noted on claim “Beijing”  000",
        "2024-01-01T00:02:00Z  ana  noted on claim “Beijing”  000",
        "2024-01-01T00:01:00Z  ana  tagged claim “Beijing”  000",
    ]


def test_what_everybody_did_is_one_log_and_can_be_limited_to_one_and_to_the_newest(
    here: Run, marked: Path
) -> None:
    everything = here("log", marked).stdout.splitlines()

    assert len(everything) == 7
    assert everything == sorted(everything, key=lambda line: line[:20], reverse=True)
    bobs = here("log", marked, "--annotator", "bob").stdout.splitlines()
    assert bobs == [line for line in everything if "  bob  " in line]
    assert here("log", marked, "--limit", 2).stdout.splitlines() == everything[:2]
    newest = here("log", marked, "--limit", 1, "--annotator", "bob").stdout.splitlines()
    assert newest == bobs[:1]
    assert here("log", marked, "--annotator", "nobody").stdout == ""
    assert here("log", marked, "--limit", 0).stdout == ""
    assert here("log", marked, "--limit", 10**30).stdout.splitlines() == everything


@pytest.mark.parametrize("limit", ["-1", "many", "", "9" * 5000])
def test_a_limit_that_is_no_count_is_wrong_usage(here: Run, limit: str, marked: Path) -> None:
    done = here("log", marked, f"--limit={limit}")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_files_named_one_by_one_show_what_was_done_to_them_and_a_folder_shows_all(
    here: Run, marked: Path
) -> None:
    def articles(*paths: Path) -> set[str]:
        return {line.rpartition("  ")[2] for line in here("log", *paths).stdout.splitlines()}

    assert articles(marked / FIRST) == {"000"}
    assert articles(marked / FIRST, marked / LAST) == {"000", "004"}
    assert articles(marked / ARTICLES[1]) == set()
    assert articles(marked / FIRST, marked) == {"000", "003", "004"}


def test_what_was_done_to_an_article_now_gone_is_told_of_the_whole_folder(
    here: Run, marked: Path
) -> None:
    before = here("log", marked).stdout

    (marked / FIRST).unlink()

    assert here("log", marked).stdout == before
    assert "  000\n" not in here("log", marked / LAST).stdout


def test_what_is_not_folded_yet_is_told_and_nothing_is_written(
    corpus_copy: Path, article: Article, make_editor: MakeEditor
) -> None:
    store = FileStore(corpus_copy / ".sidemark", in_background=False)
    make_editor(store).tag(article, Span(0, 7), "claim")
    before = {path: path.stat().st_mtime_ns for path in corpus_copy.rglob("*")}

    done = run("log", corpus_copy)

    assert done.stdout == "2024-01-01T00:01:00Z  ana  tagged claim “Beijing”  000\n"
    assert {path: path.stat().st_mtime_ns for path in corpus_copy.rglob("*")} == before
    assert store.close() == ""


def test_a_corpus_where_nothing_was_done_has_an_empty_log(here: Run, corpus_copy: Path) -> None:
    done = here("log", corpus_copy)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (corpus_copy / ".sidemark").exists()


def test_a_line_of_json_tells_all_of_an_operation(
    here: Run, corpus_copy: Path, article: Article, ana: Editor
) -> None:
    mark, _is_new = ana.tag(article, Span(0, 7), "claim")
    ana.undo()
    ana.redo()
    redo, undo, tag = ana.store.operations()

    done = here("log", corpus_copy, "--json")

    made = {
        "doc_path": FIRST,
        "id": mark.id,
        "label": "claim",
        "text": "Beijing",
        "before": None,
        "after": mark.to_record(),
    }
    common: dict[str, object] = {"annotator": "ana", "verb": "tagged", "undoes": "", "redoes": ""}
    common |= {"origin": "", "count": 1}
    assert records_of(done.stdout) == [
        {**common, "id": redo.id, "time": redo.time, "redoes": tag.id, "changes": [made]},
        {
            **common,
            "id": undo.id,
            "time": undo.time,
            "undoes": tag.id,
            "changes": [{**made, "before": mark.to_record(), "after": None}],
        },
        {**common, "id": tag.id, "time": tag.time, "changes": [made]},
    ]
    keys = {tuple(record) for record in records_of(done.stdout)}
    assert keys == {
        (
            *("id", "time", "annotator", "verb", "undoes", "redoes"),
            *("origin", "count", "changes"),
        )
    }


def test_an_import_is_told_of_in_a_line_that_does_not_grow_with_it(
    here: Run, corpus_copy: Path, article: Article, ana: Editor
) -> None:
    marks = [
        changed_mark(
            ana.tag(article, Span(number, number + 3), "claim")[0],
            id=new_id(),
            doc_path=doc_path,
            annotator="bob",
        )
        for number in (0, 8)
        for doc_path in (FIRST, LAST)
    ]
    ana.store.bring_in(marks, "\x1b[31mmarks.jsonl")
    Editor(ana.store, "bob").undo()

    done = here("log", corpus_copy, "--annotator", "bob")
    lines = [line.partition("  ")[2] for line in done.stdout.splitlines()]
    assert lines == [
        "bob  undid: imported 4 marks from ␛[31mmarks.jsonl  2 articles",
        "bob  imported 4 marks from ␛[31mmarks.jsonl  2 articles",
    ]
    undone, imported = records_of(here("log", corpus_copy, "--annotator", "bob", "--json").stdout)
    assert undone["undoes"] == imported["id"]
    for record in (undone, imported):
        assert (record["origin"], record["count"], record["changes"]) == (
            *("\x1b[31mmarks.jsonl", 4),
            [],
        )


def test_an_operation_on_several_articles_is_told_of_each_in_full(
    here: Run, corpus_copy: Path, store: FileStore, ana: Editor
) -> None:
    corpus = find_corpus([corpus_copy])
    marks = [ana.tag(corpus.load(path), Span(0, 5), "error")[0] for path in (FIRST, LAST)]
    store.record(Operation.of("deleted", *(Change(mark, None) for mark in marks)))

    for path in (FIRST, LAST):
        (record, *_earlier) = records_of(here("log", corpus_copy / path, "--json").stdout)

        assert [change["doc_path"] for change in record["changes"]] == [FIRST, LAST]
    assert " and 1 more  000\n" in here("log", corpus_copy).stdout


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A corpus whose log holds controls in every text that a log may hold."""
    bad = "x\x1b]0;title\x07\x9b31m\u202e\u2028\ny"
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "article.txt").write_text("Some text")
    mark = Annotation(
        id="00000000-0000-0000-0000-000000000001",
        doc_id=bad,
        doc_path=f"{bad}.txt",
        doc_sha256="0" * 64,
        start=0,
        end=len(bad),
        text=bad,
        prefix=bad,
        suffix="",
        label="la\u202ebel",
        note=bad,
        annotator="an\u2066a",
        created="2024-01-01T00:00:00Z",
        modified="2024-01-01T00:00:00Z",
    )
    store = FileStore(folder / ".sidemark")
    store.record(Operation(bad, bad, bad, (Change(None, mark),)))
    assert store.close() == ""
    return folder


def test_controls_in_a_log_reach_neither_a_pipe_nor_its_lines(here: Run, hostile: Path) -> None:
    (line,) = here("log", hostile).stdout.splitlines()

    assert line.isprintable()
    assert "␛]0;title" in line


@pytest.mark.skipif(os.name != "posix", reason="there are no such terminals")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_controls_in_a_log_do_not_reach_a_terminal(options: list[str], hostile: Path) -> None:
    done = run_on_terminal("log", hostile, *options)

    assert done.returncode == 0
    assert done.stdout.endswith("\n")
    assert done.stdout[:-1].isprintable()
    if options:
        piped = run("log", hostile, *options)
        assert json.loads(done.stdout) == json.loads(piped.stdout)


@pytest.mark.skipif(os.name != "posix", reason="there is no such shell")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_first_line_of_a_log_can_be_taken_in_a_shell(
    many_marks: Path, options: list[str]
) -> None:
    done = subprocess.run(
        ['"$@" | head -n 1', "sh", *SIDEMARK, "log", str(many_marks), *options],
        shell=True,
        capture_output=True,
        check=True,
    )

    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_a_log_of_a_later_version_is_told_in_one_line(here: Run, marked: Path) -> None:
    log = marked / ".sidemark/history/ana.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"history/1"', b'"history/9"', 1))

    done = here("log", marked)

    assert done.returncode == 1
    assert "  ana  " not in done.stdout
    assert str(log) in one_line(done.stderr)


def test_lines_that_are_no_operations_are_passed_over(here: Run, marked: Path) -> None:
    before = here("log", marked).stdout
    with open(marked / ".sidemark/history/ana.jsonl", "ab") as log:
        log.write(b'garbage\n{"op": 1}\n{"torn')

    assert here("log", marked).stdout == before

import getpass
import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from annotations import __version__
from annotations.corpus import find_corpus
from annotations.errors import SidemarkError
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
from tui.cli.common import annotator_name
from tui.cli.main import COMMANDS, main

OPENING = [command for command in COMMANDS if command != "import"]
"""What opens a corpus that is named first; importing has its own tests."""


def test_the_version_is_that_of_the_library() -> None:
    done = run("--version")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"sidemark {__version__}\n", "")


def test_the_help_names_every_command_and_ends_with_an_example() -> None:
    done = run("--help")

    assert (done.returncode, done.stderr) == (0, "")
    for name, summary in COMMANDS.items():
        assert f"{name:<8}  {summary}" in done.stdout
    assert done.stdout.rstrip().splitlines()[-2] == "example:"
    assert done.stdout.rstrip().splitlines()[-1].startswith("  sidemark seeds")


@pytest.mark.parametrize("command", OPENING)
def test_the_help_of_each_command_ends_with_an_example_of_it(here: Run, command: str) -> None:
    done = here(command, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    *_, before, last = done.stdout.rstrip().splitlines()
    assert before == "example:"
    assert last.startswith(f"  sidemark {command} seeds")


@pytest.mark.parametrize("command", OPENING)
def test_the_example_of_each_command_does_run(
    here: Run, command: str, marked: Path, seeds: Path
) -> None:
    example = here(command, "--help").stdout.rstrip().splitlines()[-1].split()
    words = [str(marked) if word == seeds.name else word for word in example[1:]]

    assert here(*words, cwd=marked.parent).returncode == 0


def test_every_mark_goes_to_standard_output_in_order(marked: Path) -> None:
    done = run("export", marked)

    records = records_of(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(mark["doc_path"], mark["start"], mark["annotator"]) for mark in records] == [
        (ARTICLES[0], 0, "ana"),
        (ARTICLES[0], 20, "ana"),
        (ARTICLES[0], 38, "ana"),
        (ARTICLES[3], 0, "ana"),
        (ARTICLES[3], 0, "bob"),
        (ARTICLES[3], 20, "bob"),
        (ARTICLES[4], 0, "bob"),
    ]


def test_this_folder_is_the_corpus_where_none_is_named(here: Run, marked: Path) -> None:
    assert here("export", cwd=marked).stdout == here("export", marked).stdout != ""


def test_an_export_is_utf8_whatever_the_environment_says(marked: Path) -> None:
    there = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}

    done = run("export", marked, env=there)

    assert done.returncode == 0
    assert done.stdout == run("export", marked).stdout
    assert "…" in done.stdout


def test_what_only_reads_writes_nothing_into_the_corpus(here: Run, corpus_copy: Path) -> None:
    before = sorted(corpus_copy.rglob("*"))

    assert here("export", corpus_copy).stdout == ""
    for command in ("stats", "log", "check"):
        assert here(command, corpus_copy).returncode == 0

    assert sorted(corpus_copy.rglob("*")) == before


def test_the_output_option_writes_a_file_and_nothing_else(
    here: Run, marked: Path, tmp_path: Path
) -> None:
    target = tmp_path / "marks of today.jsonl"
    target.write_text("old")

    done = here("export", marked, "-o", target)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.read_text(encoding="utf-8") == here("export", marked, "-o", "-").stdout
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


def test_a_write_that_fails_keeps_the_old_file(
    marked: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")

    def fail(_old: object, _new: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    code = main(["export", str(marked), "-o", str(target)])

    assert code == 1
    assert "marks.jsonl can't be written: No space left" in one_line(capsys.readouterr().err)
    assert target.read_text() == "old"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


@pytest.mark.parametrize("place", [".", "missing/marks.jsonl"])
def test_an_output_that_can_not_be_written_is_named(here: Run, place: str, marked: Path) -> None:
    done = here("export", marked, "-o", place, cwd=marked)

    assert (done.returncode, done.stdout) == (1, "")
    assert place in one_line(done.stderr)


def test_a_full_disk_on_standard_output_is_told_in_one_line(marked: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    for words in (["export"], ["stats"], ["stats", "--json"], ["log"], ["check"]):
        with open("/dev/full", "w") as full:
            done = run(*words, marked, stdout=full)

        assert done.returncode == 1
        one_line(done.stderr)


def test_only_the_named_annotators_marks_are_exported_and_counted(here: Run, marked: Path) -> None:
    records = records_of(here("export", marked, "--annotator", "bob").stdout)
    counts = json.loads(here("stats", marked, "--annotator", "bob", "--json").stdout)

    assert [mark["annotator"] for mark in records] == ["bob"] * 3
    assert sum(counts["total"].values()) == 3
    assert here("export", marked, "--annotator", "nobody").stdout == ""


def test_the_annotator_of_the_environment_is_no_filter(marked: Path) -> None:
    done = run("export", marked, env={**os.environ, "SIDEMARK_ANNOTATOR": "bob"})

    assert len(records_of(done.stdout)) == 7


def test_another_place_can_be_named_as_the_store(here: Run, marked: Path, tmp_path: Path) -> None:
    (marked / ".sidemark").rename(tmp_path / "elsewhere")

    assert here("export", marked).stdout == ""
    done = here("export", marked, "--store", tmp_path / "elsewhere")
    assert len(records_of(done.stdout)) == 7


def test_files_named_one_by_one_export_and_count_only_their_own_marks(
    here: Run, marked: Path
) -> None:
    files = [marked / ARTICLES[4], marked / ARTICLES[0]]

    records = records_of(here("export", *files).stdout)
    counts = json.loads(here("stats", *files, "--json").stdout)

    assert [mark["doc_path"] for mark in records] == [ARTICLES[0]] * 3 + [ARTICLES[4]]
    assert list(counts["articles"]) == [ARTICLES[0], ARTICLES[4]]


def test_a_folder_named_like_a_command_is_reached_by_a_dot(here: Run, marked: Path) -> None:
    folder = marked.rename(marked.parent / "export")

    assert len(records_of(here("export", "export", cwd=folder.parent).stdout)) == 7
    assert len(records_of(here("export", "./export", cwd=folder.parent).stdout)) == 7
    assert "needs a terminal" in here("./export", cwd=folder.parent).stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--unknown"],
        ["export", "--unknown"],
        ["stats", "--jso"],
        ["export", "--format", "docx"],
        ["export", "-o"],
        ["export", "--max-files", "many"],
    ],
)
def test_words_that_are_not_understood_end_with_2_and_the_usage(
    here: Run, words: list[str], corpus_copy: Path
) -> None:
    done = here(*words, cwd=corpus_copy)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: sidemark")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", OPENING)
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "does not exist"),
        ("missing.txt", "does not exist"),
        ("empty", "holds no article"),
        ("table.csv", "is no article"),
        pytest.param("long" * 100, "", id="long"),
    ],
)
def test_a_path_without_articles_ends_with_1_and_one_clear_line(
    here: Run, command: str, path: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("a,b")

    done = here(command, tmp_path / path)

    assert (done.returncode, done.stdout) == (1, "")
    assert said in one_line(done.stderr)
    assert str(tmp_path / path) in done.stderr


@pytest.mark.parametrize("command", OPENING)
def test_a_folder_with_too_many_files_says_how_to_allow_more(
    here: Run, command: str, corpus_copy: Path
) -> None:
    done = here(command, corpus_copy, "--max-files", 4)

    assert done.returncode == 1
    assert "--max-files" in one_line(done.stderr)
    assert here(command, corpus_copy, "--max-files", 5).returncode == 0


def test_what_can_not_be_read_is_told_by_name_and_all_else_is_exported_and_counted(
    here: Run, marked: Path
) -> None:
    damaged = next(marked.glob(".sidemark/marks/ana/000-*.json"))
    damaged.write_bytes(damaged.read_bytes()[:100])

    exported, counted = here("export", marked), here("stats", marked, "--json")

    assert (exported.returncode, counted.returncode) == (1, 1)
    assert str(damaged) in one_line(exported.stderr)
    assert counted.stderr == exported.stderr
    assert (
        len(records_of(exported.stdout)) == sum(json.loads(counted.stdout)["total"].values()) == 4
    )


def test_each_problem_of_the_store_is_told_and_a_file_is_written_all_the_same(
    here: Run, marked: Path, tmp_path: Path
) -> None:
    damaged = sorted(marked.glob(".sidemark/marks/bob/*.json"))
    for path in damaged:
        path.write_bytes(b"")

    done = here("export", marked, "-o", tmp_path / "marks.jsonl")

    assert (done.returncode, done.stdout) == (1, "")
    told = done.stderr.splitlines()
    assert len(told) == len(damaged) == 2
    assert all(str(path) in line for path, line in zip(damaged, told, strict=True))
    assert len(records_of((tmp_path / "marks.jsonl").read_text(encoding="utf-8"))) == 4


def test_of_files_named_one_by_one_only_their_own_problems_count(here: Run, marked: Path) -> None:
    damaged = next(marked.glob(".sidemark/marks/ana/000-*.json"))
    damaged.write_bytes(b"")

    for command in ("export", "stats"):
        fine, affected = here(command, marked / ARTICLES[3]), here(command, marked / ARTICLES[0])

        assert (fine.returncode, fine.stderr) == (0, "")
        assert affected.returncode == 1
        assert str(damaged) in one_line(affected.stderr)


@pytest.mark.skipif(os.name != "posix", reason="there are no such terminals")
def test_json_reaches_a_terminal_without_controls_and_means_the_same(
    here: Run, tmp_path: Path, make_editor: MakeEditor
) -> None:
    text = "an \x9b31m “open” \u202e\u2066 text\x7f with\u2028 \x1b]0;title\x07 controls"
    (tmp_path / "a\x9bb.txt").write_text(text, encoding="utf-8")
    article = (corpus := find_corpus([tmp_path])).load(corpus.doc_paths[0])
    store = FileStore(tmp_path / ".sidemark")
    make_editor(store).tag(article, Span(0, len(text)), "\u202elabel")
    assert store.close() == ""

    for words in (["export"], ["stats", "--json"]):
        shown, piped = run_on_terminal(*words, tmp_path), here(*words, tmp_path)

        assert shown.returncode == piped.returncode == 0
        assert shown.stdout.replace("\n", "").isprintable()
        assert json.loads(shown.stdout) == json.loads(piped.stdout)
        assert ("“open”" in shown.stdout) == (words == ["export"])


def test_a_closed_pipe_is_quiet(many_marks: Path) -> None:
    with subprocess.Popen(
        [*SIDEMARK, "export", str(many_marks)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read()

    assert json.loads(first)["start"] == 0
    assert said == b""
    assert program.returncode in {0, 1}


@pytest.mark.skipif(os.name != "posix", reason="there is no such shell")
def test_the_first_line_of_an_export_can_be_taken_in_a_shell(here: Run, many_marks: Path) -> None:
    done = subprocess.run(
        ['"$@" | head -n 1', "sh", *SIDEMARK, "export", str(many_marks)],
        shell=True,
        capture_output=True,
        check=True,
    )

    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


@pytest.mark.parametrize(
    "words",
    [
        *(["export"], ["stats"], ["stats", "--json"], ["log"], ["log", "--json"]),
        *(["check"], ["check", "--json"], ["--help"], ["--version"]),
    ],
)
def test_a_pipe_that_nobody_reads_is_quiet(words: list[str], marked: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(*words, stdout=writing, cwd=marked)
    finally:
        os.close(writing)

    assert done.stderr == ""


def test_counts_are_shown_as_a_table_of_articles_and_labels(marked: Path) -> None:
    done = run("stats", marked)

    assert (done.returncode, done.stderr) == (0, "")
    rows = [
        [cell.strip() for cell in line.strip("┃│").replace("┃", "│").split("│")]
        for line in done.stdout.splitlines()
        if line.startswith(("┃", "│"))
    ]
    assert rows == [
        ["article", "claim", "quote", "date", "error", "my own", "all"],
        [ARTICLES[0], "2", "1", "0", "0", "0", "3"],
        [ARTICLES[1], "0", "0", "0", "0", "0", "0"],
        [ARTICLES[2], "0", "0", "0", "0", "0", "0"],
        [ARTICLES[3], "0", "0", "1", "2", "0", "3"],
        [ARTICLES[4], "0", "0", "0", "0", "1", "1"],
        ["5 articles", "2", "1", "1", "2", "1", "7"],
    ]


def test_counts_are_written_as_one_json_object(here: Run, marked: Path) -> None:
    done = here("stats", marked, "--json")

    def counts(claim: int, quote: int, date: int, error: int, own: int) -> dict[str, int]:
        return {"claim": claim, "quote": quote, "date": date, "error": error, "my own": own}

    expected = {
        "articles": {
            ARTICLES[0]: counts(2, 1, 0, 0, 0),
            ARTICLES[1]: counts(0, 0, 0, 0, 0),
            ARTICLES[2]: counts(0, 0, 0, 0, 0),
            ARTICLES[3]: counts(0, 0, 1, 2, 0),
            ARTICLES[4]: counts(0, 0, 0, 0, 1),
        },
        "total": counts(2, 1, 1, 2, 1),
    }
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == json.dumps(expected, indent=2) + "\n"


def test_counts_of_a_corpus_without_marks_are_zero(here: Run, corpus_copy: Path) -> None:
    counts = json.loads(here("stats", corpus_copy, "--json").stdout)

    assert list(counts["articles"]) == ARTICLES
    assert counts["total"] == {"claim": 0, "quote": 0, "date": 0, "error": 0}


def test_names_and_labels_reach_the_table_without_their_controls(
    here: Run, tmp_path: Path, make_editor: MakeEditor
) -> None:
    (tmp_path / "a\x1b]0;title\x07[red]b.txt").write_text("Some text")
    corpus = find_corpus([tmp_path])
    editor = make_editor(FileStore(tmp_path / ".sidemark"))
    editor.tag(corpus.load(corpus.doc_paths[0]), Span(0, 4), "[bold]\u202elabel")

    output = here("stats", tmp_path).stdout

    assert "\x1b" not in output
    assert "\x07" not in output
    assert "\u202e" not in output
    assert "[red]b.txt" in output
    assert "[bold]" in output


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only there")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_article_whose_name_is_no_unicode_is_counted(options: list[str], tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Some text")

    done = run("stats", tmp_path, *options)

    assert (done.returncode, done.stderr) == (0, "")
    assert "caf" in done.stdout


@pytest.mark.parametrize("words", [[], ["--annotator", "ana"], ["."]])
def test_without_a_terminal_the_screen_says_what_does_work(
    words: list[str], corpus_copy: Path
) -> None:
    done = run(*words, cwd=corpus_copy)

    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a terminal" in one_line(done.stderr)
    assert "sidemark export" in done.stderr
    assert not (corpus_copy / ".sidemark").exists()


def test_the_annotator_is_the_one_named_else_the_environments_else_the_login_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "login")

    assert annotator_name(None) == getpass.getuser() == "login"
    assert annotator_name("") == "login"
    monkeypatch.setenv("SIDEMARK_ANNOTATOR", " Ana María ")
    assert annotator_name(None) == "Ana María"
    assert annotator_name("bob") == "bob"
    monkeypatch.setenv("SIDEMARK_ANNOTATOR", "  ")
    assert annotator_name(None) == "login"


@pytest.mark.parametrize("name", ["a\nb", "\x1b[31mred", "a\x00", "a\u202eb", "x" * 201, "\udce9"])
def test_a_name_with_controls_or_over_200_characters_is_refused(name: str) -> None:
    with pytest.raises(SidemarkError, match="up to 200 characters"):
        annotator_name(name)


def test_without_any_login_name_the_annotator_must_be_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)

    with pytest.raises(SidemarkError, match="--annotator"):
        annotator_name(None)
    assert annotator_name("ana") == "ana"


def test_the_marks_that_lie_in_a_read_only_corpus_are_exported(
    marked: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "marks.jsonl"
    # Whoever is allowed everything (root) can't be shown a folder that can't be written to.
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)

    assert main(["export", str(marked), "-o", str(target)]) == 0

    assert len(records_of(target.read_text(encoding="utf-8"))) == 7


@pytest.mark.skipif(os.name != "posix", reason="permissions differ there")
def test_an_exported_file_is_as_open_to_others_as_any_new_one(marked: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "marks.jsonl", tmp_path / "other"
    other.touch()

    assert main(["export", str(marked), "-o", str(target)]) == 0

    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)

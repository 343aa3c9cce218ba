"""`sidemark export`: formats, filters, what it says, and where it writes."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from annotations import formats as registry
from annotations.formats import formats
from annotations.formats.format import Document, File, Format, Losses, Options
from tests.cli.running import (
    ARTICLES,
    SIGNALS,
    Run,
    one_line,
    records_of,
    run,
    run_and_signal,
    run_on_terminal,
)


def write_in_parts(
    documents: Iterable[Document], _options: Options, losses: Losses
) -> Iterator[File]:
    """A line an article, also for those without marks, and a file beside."""
    names = []

    def lines() -> Iterator[bytes]:
        for document in documents:
            names.append(document.doc_id)
            losses.add(
                "left out: they are errors", sum(it.label == "error" for it in document.marks)
            )
            yield f"{document.doc_id} {len(document.marks)}\n".encode()

    yield File("", lines())
    yield File(".names.txt", ("\n".join(names).encode(),))


def write_folder(
    documents: Iterable[Document], _options: Options, _losses: Losses
) -> Iterator[File]:
    for document in documents:
        yield File(document.doc_path, ((document.text or "").encode(),))


def write_bytes(
    documents: Iterable[Document], _options: Options, _losses: Losses
) -> Iterator[File]:
    yield File("", (b"\x78\x9c\x00\xff" for _ in documents))


@pytest.fixture(autouse=True)
def _more_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats that do what some of the real ones do, each in its simplest form."""
    made = (
        Format("parts", "a line an article", ".list", write_in_parts, marked_first=True),
        Format("tree", "a file an article", "", write_folder),
        Format("bytes", "no text", ".bin", write_bytes),
    )
    known = {**formats(), **{it.name: it for it in made}}
    monkeypatch.setattr(registry, "formats", lambda: known)
    monkeypatch.setattr("tui.cli.export.formats", lambda: known)


# -- help and wrong words


def test_the_help_lists_every_format_with_what_it_is(here: Run) -> None:
    done = here("export", "--help")

    lines = [line.strip() for line in done.stdout.splitlines()]
    for it in formats().values():
        (line,) = [line for line in lines if line.startswith(f"{it.name} ")]
        assert it.summary in line
    assert ["tree", "a file an article (a folder)"] in [line.split(maxsplit=1) for line in lines]
    assert "jsonl" in next(line for line in lines if "(default: " in line and "below" in line)


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(
    here: Run, marked: Path
) -> None:
    done = here("export", marked, "--format", "docx")

    assert (done.returncode, done.stdout) == (2, "")
    assert all(name in done.stderr for name in formats())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "tree"], "tree is a folder: name one with -o"),
        (["--format", "tree", "-o", "-"], "tree is a folder: name one with -o"),
        (["--excel-safe"], "--excel-safe is for --format csv"),
        (["--status", "lost"], "'lost'"),
    ],
)
def test_words_that_do_not_fit_each_other_are_wrong_usage(
    here: Run, marked: Path, words: list[str], said: str
) -> None:
    done = here("export", marked, *words, cwd=marked.parent)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("usage: sidemark export")


# -- filters


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--label", "claim"], 2),
        (["--label", "claim", "--label", "my own"], 3),
        (["--annotator", "bob", "--annotator", "ana"], 7),
        (["--annotator", "bob", "--label", "error"], 1),
        (["--doc", ARTICLES[0]], 3),
        (["--doc", ARTICLES[0].removesuffix(".txt"), "--doc", "003*"], 6),
        (["--doc", "00[0-3]_*.txt"], 6),
        (["--status", "ok"], 7),
        (["--status", "ok", "--status", "orphan"], 7),
    ],
)
def test_only_what_is_wanted_is_exported(
    here: Run, marked: Path, words: list[str], count: int
) -> None:
    done = here("export", marked, *words)

    assert (done.returncode, len(records_of(done.stdout))) == (0, count)
    assert done.stderr == "" or "orphan" in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--label", "clam"],
            "no mark has the label clam; there are claim, date, error, my own, quote",
        ),
        (["--label", "clam", "--label", "claim"], "no mark has the label clam; there are claim"),
        (["--annotator", "eve"], "no mark is by eve; there are ana, bob"),
        (["--status", "orphan"], "no mark has the status orphan; there is ok"),
        (["--doc", "001*", "--label", "claim"], "no mark has the label claim; there are none"),
        (["--annotator", "bob", "--label", "claim"], "no mark fits all that was asked for"),
        (["--label", "\x1b[31mred"], "no mark has the label ␛[31mred; there are"),
    ],
)
def test_a_filter_that_fits_nothing_is_told_with_what_there_is(
    here: Run, marked: Path, words: list[str], said: str
) -> None:
    done = here("export", marked, *words)

    assert done.returncode == 0
    assert one_line(done.stderr).startswith(f"sidemark: {said}")


def test_an_article_that_there_is_not_ends_with_1_and_replaces_nothing(
    here: Run, marked: Path, tmp_path: Path
) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")

    done = here("export", marked, "--doc", "000*", "--doc", "009*", "-o", target)

    assert (done.returncode, done.stdout) == (1, "")
    told = one_line(done.stderr)
    assert told.startswith("sidemark: no article is called 009*; there are 000_4639da8ab6d43468,")
    assert target.read_text() == "old"


def test_of_many_names_only_some_are_told(here: Run, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text("text")

    told = one_line(here("export", tmp_path, "--doc", "x").stderr)

    assert told.endswith("there are 00, 01, 02, 03, 04, 05, 06, 07 and 12 more")


def test_an_article_that_is_gone_can_be_asked_for(here: Run, marked: Path) -> None:
    (marked / ARTICLES[0]).unlink()

    done = here("export", marked, "--doc", ARTICLES[0])

    assert (done.returncode, done.stderr) == (0, "")
    assert len(records_of(done.stdout)) == 3


# -- files, folders, and what is said


def test_every_wanted_article_is_there_also_without_marks_those_last(
    here: Run, marked: Path
) -> None:
    def articles(*words: str) -> list[str]:
        output = here("export", marked, "--format", "parts", *words).stdout
        return [f"{line[:3]}{line[-2:]}" for line in output.splitlines()]

    assert articles() == ["000 3", "003 3", "004 1", "001 0", "002 0"]
    assert articles("--label", "error") == ["003 2", "000 0", "001 0", "002 0", "004 0"]
    assert articles("--doc", "001*") == ["001 0"]


def test_losses_are_always_told_and_are_no_failure(here: Run, marked: Path, tmp_path: Path) -> None:
    for words in ([], ["-o", tmp_path / "out.list"]):
        done = here("export", marked, "--format", "parts", *words)

        assert done.returncode == 0
        assert "sidemark: 2 marks left out: they are errors\n" in done.stderr


def test_what_belongs_beside_a_file_is_left_out_of_standard_output(
    here: Run, marked: Path, tmp_path: Path
) -> None:
    shown = here("export", marked, "--format", "parts")
    written = here("export", marked, "--format", "parts", "-o", tmp_path / "out.list")

    assert "left out: what belongs beside it (.names.txt): name a file with -o" in shown.stderr
    assert "beside" not in written.stderr
    assert (tmp_path / "out.list").read_text() == shown.stdout
    assert (tmp_path / "out.names.txt").read_text().startswith("000_")


def test_a_folder_is_written_once_and_never_replaced(
    here: Run, marked: Path, tmp_path: Path
) -> None:
    words = ["export", marked, "--format", "tree", "-o", tmp_path / "out"]

    assert here(*words).returncode == 0
    again = here(*words)

    assert again.returncode == 1
    assert "out is there already, with files in it" in one_line(again.stderr)
    assert sorted(it.name for it in (tmp_path / "out").iterdir()) == ARTICLES


@pytest.mark.skipif(os.name != "posix", reason="there are no such terminals")
def test_a_terminal_is_told_how_much_went_where(marked: Path, tmp_path: Path) -> None:
    done = run_on_terminal("export", marked, "-o", tmp_path / "out.jsonl")

    assert done.returncode == 0
    assert done.stdout == f"exported 7 marks of 3 articles to {tmp_path / 'out.jsonl'}\n"


def test_what_is_no_text_is_not_written_to_a_terminal(
    here: Run, marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    done = here("export", marked, "--format", "bytes")

    assert (done.returncode, done.stdout) == (1, "")
    assert "bytes is no text: name a file with -o" in one_line(done.stderr)


@pytest.mark.skipif(os.name != "posix", reason="signals differ there")
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("format_name", ["jsonl", "brat"])
def test_an_export_that_is_interrupted_leaves_nothing(
    many_marks: Path, tmp_path: Path, format_name: str, number: signal.Signals
) -> None:
    (out := tmp_path / "out").mkdir()
    (out / "marks.jsonl").write_text("old")
    target = out / ("marks.jsonl" if format_name == "jsonl" else "brat")
    words = ["export", many_marks, "--format", format_name, "-o", target]

    done = run_and_signal("annotations.corpus", "Corpus.load", number, *words)

    assert (done.returncode, done.stderr) == (128 + number, "")
    assert [(it.name, it.read_text()) for it in out.iterdir()] == [("marks.jsonl", "old")]


def test_a_corpus_without_marks_is_exported_without_a_word(here: Run, corpus_copy: Path) -> None:
    done = here("export", corpus_copy)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# -- every format


@pytest.fixture(params=[name for name in formats() if name != "spacy"])
def name(request: pytest.FixtureRequest) -> str:
    """Each format that needs nothing beside the program."""
    return str(request.param)


def written_files(folder: Path) -> dict[str, bytes]:
    found = (it for it in sorted(folder.rglob("*")) if it.is_file())
    return {it.relative_to(folder).as_posix(): it.read_bytes() for it in found}


def test_each_format_is_written_the_same_to_a_file_and_to_standard_output(
    here: Run, stressed: Path, tmp_path: Path, name: str
) -> None:
    (out := tmp_path / "out").mkdir()
    chosen = formats()[name]
    target = out / f"marks{chosen.suffix}"

    done = here("export", stressed, "--format", name, "-o", target)

    assert (done.returncode, done.stdout) == (0, "")
    assert all(line.startswith("sidemark: ") for line in done.stderr.splitlines())
    assert written_files(out)
    if not chosen.is_folder:
        shown = here("export", stressed, "--format", name)
        assert shown.stdout.encode() == target.read_bytes()


def test_each_format_holds_for_files_gone_or_unreadable_and_for_other_stores(
    here: Run, stressed: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stressed / ARTICLES[0]).unlink()
    (stressed / ARTICLES[3]).write_bytes(b"\xff\xfe no UTF-8")
    (stressed / ".sidemark").rename(tmp_path / "kept")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    before = written_files(stressed)

    for number, paths in enumerate(([stressed], [stressed / it for it in ARTICLES[1:4]])):
        target = tmp_path / f"out-{number}"
        words = ["--store", tmp_path / "kept", "--format", name, "-o", target]
        done = here("export", *paths, *words)

        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert target.exists()
    assert written_files(stressed) == before


@pytest.mark.parametrize("name", ["csv", "html", "label-studio"])
def test_a_pipe_that_is_closed_is_quiet(stressed: Path, name: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run("export", stressed, "--format", name, stdout=writing)
    finally:
        os.close(writing)

    assert not [line for line in done.stderr.splitlines() if not line.startswith("sidemark: ")]
    assert "can't be written" not in done.stderr

"""`sidemark import`: what it brings in, what it tells, and what it never does."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotations.store import FileStore
from tests.cli.running import (
    ARTICLES,
    SIDEMARK,
    Done,
    Run,
    one_line,
    records_of,
    run,
    run_on_terminal,
)
from tests.importing import make_corpus
from tui.cli import importing, progress

TEXT = "The minister 👩‍🚀 spoke first. Nobody answered the minister there.\n"
AT = TEXT.index("Nobody")


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is ana."""
    monkeypatch.setenv("SIDEMARK_ANNOTATOR", "ana")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "corpus", {"a.txt": TEXT, "b.txt": "Another article."})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "marks.jsonl"


def record(start: int = 0, end: int = 3, text: str | None = None, **fields: Any) -> dict[str, Any]:
    found = TEXT[start:end] if text is None else text
    return {
        "doc_path": "a.txt",
        "label": "claim",
        "start": start,
        "end": end,
        "text": found,
        **fields,
    }


def write(file: Path, *records: object) -> Path:
    file.write_text("".join(f"{json.dumps(it)}\n" for it in records))
    return file


def tree(folder: Path) -> dict[str, bytes]:
    return {
        it.relative_to(folder).as_posix(): it.read_bytes()
        for it in sorted(folder.rglob("*"))
        if it.is_file()
    }


def stored(folder: Path) -> list[tuple[str, int, int, str]]:
    marks = FileStore(folder / ".sidemark").everything()
    return [(it.doc_path, it.start, it.end, it.annotator) for it in marks]


def test_an_export_comes_back_byte_for_byte_and_only_once(
    here: Run, marked: Path, seeds: Path, tmp_path: Path
) -> None:
    data = here("export", marked).stdout
    file = tmp_path / "marks.jsonl"
    file.write_text(data)
    fresh = make_corpus(tmp_path / "fresh", {it: (seeds / it).read_bytes() for it in ARTICLES})

    done = here("import", file, "--into", fresh)
    assert done.returncode == 0
    assert done.stderr == "sidemark: read as jsonl\n"
    assert done.stdout == (
        "imported 7 marks of 3 articles from marks.jsonl (jsonl): 7 as stated; "
        "u takes back your own; to take back bob's, open with --annotator bob and press u\n"
    )
    assert here("export", fresh).stdout == data
    again = here("import", file, "--into", fresh)
    assert again.returncode == 0
    assert again.stdout == ("nothing new in marks.jsonl (jsonl): 7 there already\n")
    assert here("export", fresh).stdout == data


def test_each_mark_that_is_not_as_plain_as_day_has_its_line(
    here: Run, folder: Path, file: Path
) -> None:
    utf16 = len(TEXT[:AT].encode("utf-16-le")) // 2
    write(
        file,
        record(),
        record(4, 11, "minister", label="quote"),
        record(utf16, utf16 + 6, "Nobody"),
        record(3, 9, "elephants"),
        record(label="a\nb"),
        record(0, 5, "spoke", doc_path="c.txt"),
        record(0, 5, "spoke", doc_path="../c.txt"),
        record(7, 3, ""),
        "nonsense",
    )
    done = here("import", file, "--into", folder, "--format", "jsonl", "--annotator", "ana")

    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "line 2: its end is inclusive: 4-11 taken as 4-12",
        f"line 3: its offsets count UTF-16 units: {utf16}-{utf16 + 6} taken as {AT}-{AT + 6}",
        "line 4: “elephants” 3-9 is not in the article, or in several places: kept as an orphan",
        "line 6: c.txt is not in this corpus: the mark is kept for when it is",
        "line 5: left out: its label holds control characters",
        "line 7: left out: the name of its article, '../c.txt', leads out of the folder",
        "line 8: left out: its offsets 7-3 can be none, and it does not say what stands there",
        "line 9: not read: it is text, not an object with keys",
        "imported 5 marks of 2 articles from marks.jsonl (jsonl): 1 as stated, "
        "1 with inclusive ends, 1 counted in UTF-16 units, 1 without a place (orphans), "
        "1 of articles that are not here; 3 left out, 1 not read; u takes it back",
    ]
    check = here("check", folder)
    assert "orphan: claim" in check.stdout
    assert "c.txt: missing article: it has 1 mark" in check.stdout


def test_a_dry_run_says_the_same_and_writes_nothing(here: Run, folder: Path, file: Path) -> None:
    write(file, record(), record(4, 11, "minister"), record(3, 9, "elephants"))
    before = tree(folder.parent)
    tried = here("import", file, "--into", folder, "--annotator", "ana", "--dry-run")

    assert tree(folder.parent) == before
    assert not (folder / ".sidemark").exists()
    done = here("import", file, "--into", folder, "--annotator", "ana")
    assert tried.returncode == done.returncode == 1
    assert tried.stdout == done.stdout.replace("imported", "would import").replace(
        "; u takes it back", ""
    )


def test_u_takes_an_import_back(here: Run, folder: Path, file: Path) -> None:
    write(file, record(), record(4, 12), record(0, 12))
    assert here("import", file, "--into", folder, "--annotator", "ana").returncode == 0
    log = here("log", folder).stdout

    assert log.count("\n") == 1
    assert "marks.jsonl" in log
    from annotations.editing import Editor

    store = FileStore(folder / ".sidemark", in_background=False)
    Editor(store, "ana").undo()
    assert list(store.everything()) == []
    assert store.close() == ""


def test_twenty_lines_of_a_kind_are_shown_or_all(here: Run, folder: Path, file: Path) -> None:
    write(file, *(record(0, 2, "The", label=f"label {number}") for number in range(30)))
    some = here("import", file, "--into", folder, "--dry-run").stdout.splitlines()
    every = here("import", file, "--into", folder, "--dry-run", "--all").stdout.splitlines()

    assert len(some) == 22
    assert some[20] == "… and 10 more like these (--all shows them)"
    assert len(every) == 31


def test_json_tells_all_in_one_object(here: Run, folder: Path, file: Path) -> None:
    write(file, record(), record(4, 11, "minister"), "nonsense")
    done = here("import", file, "--into", folder, "--annotator", "ana", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 1
    counts = told.pop("counts")
    assert {kind: count for kind, count in counts.items() if count} == {
        "as-stated": 1,
        "inclusive-end": 1,
        "unread": 1,
    }
    assert told == {
        "file": "marks.jsonl",
        "format": "jsonl",
        "corpus": str(folder),
        "dry_run": False,
        "new_articles": 0,
        "marks": 2,
        "articles": 1,
        "annotators": {"ana": 2},
        "said": [
            {
                "kind": "inclusive-end",
                "where": "line 2",
                "message": "its end is inclusive: 4-11 taken as 4-12",
            },
            {
                "kind": "unread",
                "where": "line 3",
                "message": "it is text, not an object with keys",
            },
        ],
    }


def test_standard_input_is_read(folder: Path, file: Path) -> None:
    write(file, record(), record(4, 12))
    words = [*SIDEMARK, "import", "-", "--into", str(folder), "--annotator", "ana"]
    with open(file, "rb") as input_file:
        done = subprocess.run(words, stdin=input_file, capture_output=True, check=False)

    assert done.returncode == 0
    assert b"imported 2 marks of 1 article from standard input (jsonl)" in done.stdout
    assert stored(folder) == [("a.txt", 0, 3, "ana"), ("a.txt", 4, 12, "ana")]


def test_standard_input_without_an_end_is_not_taken(
    here: Run, folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGEST_INPUT", 100)
    monkeypatch.setattr(sys, "stdin", open(write(file, record(), record(4, 12))))  # noqa: SIM115
    done = here("import", "-", "--into", folder)
    sys.stdin.close()

    assert done.returncode == 1
    assert "name a file" in one_line(done.stderr)
    assert not (folder / ".sidemark").exists()


@pytest.mark.parametrize(
    "words", [[], ["x.jsonl"], ["--into", "."], ["x", "--into", ".", "--format", "pdf"]]
)
def test_wrong_usage_ends_with_2(here: Run, words: list[str]) -> None:
    done = here("import", *words)

    assert done.returncode == 2
    assert "usage: sidemark import" in done.stderr


def test_a_file_of_no_known_format_is_told_with_what_can_be_read(
    here: Run, folder: Path, file: Path
) -> None:
    file.write_text("hello\n")
    done = here("import", file, "--into", folder)

    assert done.returncode == 1
    assert "--format, one of jsonl" in one_line(done.stderr)


@pytest.mark.parametrize("name", ["missing.jsonl", "corpus/nothing/x.jsonl", "a\x1b[2J.jsonl"])
def test_a_file_that_is_not_there_is_told(here: Run, folder: Path, name: str) -> None:
    done = here("import", folder.parent / name, "--into", folder)

    assert done.returncode == 1
    assert "can't be read: No such file" in one_line(done.stderr)
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(here: Run, folder: Path) -> None:
    os.mkfifo(folder.parent / "pipe")
    done = here("import", folder.parent / "pipe", "--into", folder)

    assert done.returncode == 1
    assert "no regular file" in one_line(done.stderr)


def test_a_corpus_is_a_folder(here: Run, folder: Path, file: Path) -> None:
    write(file, record())
    done = here("import", file, "--into", folder / "a.txt", "--format", "jsonl")

    assert done.returncode == 1
    assert "is no folder: name the folder with the articles" in one_line(done.stderr)
    assert not (folder / ".sidemark").exists()
    done = here("import", file, "--into", file, "--format", "jsonl")
    assert "is no folder: name the folder with the articles" in one_line(done.stderr)


@pytest.mark.parametrize(
    ("annotators", "told"),
    [
        (["ana"], "u takes it back"),
        (["bob b"], "to take back bob b's, open with --annotator 'bob b' and press u"),
        (["bob", "ana"], "u takes back your own; to take back bob's, open with --annotator bob"),
        (["bob", "eve"], "to take back those of bob, eve, open with --annotator NAME and press u"),
        (list("bcdefgh"), "to take back those of b, c, d, e, f and 2 more, open with --ann"),
    ],
)
def test_the_summary_says_how_to_take_back_whose_marks(
    here: Run, folder: Path, file: Path, annotators: list[str], told: str
) -> None:
    write(file, *(record(annotator=it) for it in annotators))

    assert f"as stated; {told}" in here("import", file, "--into", folder).stdout


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_the_summary_says_so_where_nothing_is_new(
    here: Run, folder: Path, file: Path, trial: tuple[str, ...]
) -> None:
    here("import", write(file, record()), "--into", folder)

    done = here("import", file, "--into", folder, *trial)
    assert done.stdout == "nothing new in marks.jsonl (jsonl): 1 there already\n"
    file.write_text("")
    done = here("import", file, "--into", folder, "--format", "jsonl", *trial)
    assert done.stdout == "nothing new in marks.jsonl (jsonl): it holds no marks\n"


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_a_folder_that_is_not_there_needs_texts(
    here: Run, tmp_path: Path, file: Path, trial: tuple[str, ...]
) -> None:
    write(file, record())
    done = here("import", file, "--into", tmp_path / "new", "--format", "jsonl", *trial)

    assert done.returncode == 1
    assert "no text comes with the marks" in one_line(done.stderr)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["marks.jsonl"]


def test_articles_are_never_written_to_a_corpus_that_is_there(
    here: Run, folder: Path, file: Path
) -> None:
    before = {name for name in tree(folder) if not name.startswith(".sidemark")}
    write(file, record(doc_path="new.txt"), record(doc_path="c/d"))
    here("import", file, "--into", folder)

    assert {name for name in tree(folder) if not name.startswith(".sidemark")} == before


def test_a_named_store_is_where_marks_go(
    here: Run, folder: Path, file: Path, tmp_path: Path
) -> None:
    write(file, record())
    done = here("import", file, "--into", folder, "--store", tmp_path / "elsewhere")

    assert done.returncode == 0
    assert not (folder / ".sidemark").exists()
    assert len(records_of(here("export", folder, "--store", tmp_path / "elsewhere").stdout)) == 1


def test_a_folder_that_leads_its_marks_elsewhere_says_where_they_are_kept(
    here: Run, folder: Path, file: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".sidemark").symlink_to(outside)
    write(file, record())
    done = here("import", file, "--into", folder, "--format", "jsonl")

    assert done.returncode == 0
    assert "marks are kept in" in one_line(done.stderr)
    assert list(outside.iterdir()) == []
    assert len(records_of(here("export", folder).stdout)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of files there")
def test_where_there_is_no_room_nothing_comes_in_and_it_is_told(folder: Path, file: Path) -> None:
    # More than is held back in memory before it is written.
    write(file, *(record(note=f"{number} {'x' * 500}") for number in range(60)))
    done = run_limited(40, "import", file, "--into", folder, "--format", "jsonl")

    assert done.returncode == 1
    assert one_line(done.stderr) == (
        "sidemark: there is no room for what is imported, and no mark came in: File too large"
    )
    assert stored(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of files there")
def test_a_founded_corpus_that_has_no_room_for_marks_says_where_its_articles_are(
    tmp_path: Path, file: Path
) -> None:
    spans = [{"start": 0, "end": 3, "label": str(number)} for number in range(200)]
    write(file, {"text": TEXT, "spans": spans})
    new = tmp_path / "new"
    done = run_limited(40, "import", file, "--into", new, "--format", "prodigy")

    assert one_line(done.stderr).endswith(f". The articles are in {new}: import into it again")
    assert (new / "001.txt").read_text() == TEXT


def run_limited(kibibytes: int, *words: object) -> Done:
    """The program where no file can have more than so many bytes."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kibibytes << 10, kibibytes << 10))

    return run(*words, preexec_fn=limit)


def test_nothing_of_a_file_reaches_the_terminal_raw(folder: Path, file: Path) -> None:
    evil = "\x1b]0;evil\x07\x9b2J\u202eevil"
    write(
        file,
        record(3, 9, f"{evil} elephants"),
        record(label=evil),
        record(doc_path=f"../{evil}"),
        record(text="spoke", doc_path="c\u202e.txt"),
        {**record(), "schema": evil},
    )
    for more in ([], ["--json"]):
        done = run_on_terminal("import", file, "--into", folder, "--dry-run", *more)
        assert "elephants" in done.stdout
        shown = done.stdout.replace("\n", "")
        assert shown.isprintable(), ascii(shown)


def test_a_file_made_to_do_harm_does_none(here: Run, folder: Path, file: Path) -> None:
    lines = [
        json.dumps(record()).encode(),
        b'{"x": "' + b"y" * (2 << 20) + b'"}',
        b'{"x":' * 200_000,
        b"\xff\xfe\xfd",
        b"\0" * 1000,
        json.dumps(record(-(10**30), 10**30, "nowhere")).encode(),
        json.dumps(record(doc_path="/etc/passwd")).encode(),
        json.dumps(record(doc_path=".sidemark/marks/ana/x.json")).encode(),
        json.dumps(record(annotator="../../../ana")).encode(),
        json.dumps(record(id="../../x", label="quote")).encode(),
        json.dumps(record(doc_sha256="../../../x", label="date")).encode(),
        json.dumps(record(doc_path="a" * 10_000_000)).encode(),
    ]
    file.write_bytes(b"\n".join(lines))
    outside = tree(folder.parent)
    done = here("import", file, "--into", folder, "--annotator", "ana", "--format", "jsonl")

    assert done.returncode == 1
    assert done.stderr == ""
    assert len(done.stdout) < 5000
    assert "1 not read" not in done.stdout
    assert "4 not read" in done.stdout
    after = tree(folder.parent)
    assert {name: after[name] for name in outside} == outside
    assert {name.split("/")[0] for name in after} == {"corpus", "marks.jsonl"}
    assert {name.split("/")[1] for name in after if "/" in name} == {"a.txt", "b.txt", ".sidemark"}
    assert {it[3] for it in stored(folder)} == {"ana", "../../../ana"}


class Terminal(io.StringIO):
    """Standard error as a terminal that shows everything at once."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_long_work_shows_how_far_it_is(
    here: Run, folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch, trial: tuple[str, ...]
) -> None:
    write(file, *(record(label=f"label {number}") for number in range(500)))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    assert here("import", file, "--into", folder, "--format", "jsonl", *trial).returncode == 0

    pictures = terminal.getvalue().split("\r\x1b[K")
    total = file.stat().st_size // 1000
    assert len(pictures) > 100
    assert pictures[-2].startswith("importing ━")
    assert pictures[-2].endswith(f" {total} of {total} kilobytes")
    assert pictures[-1] == "", "the bar is gone at the end"

import json
import os
from pathlib import Path

import pytest

from annotations.corpus import Article, Corpus, find_corpus
from annotations.editing import Editor
from annotations.errors import ConflictError
from annotations.history import Operation
from annotations.model import Annotation, Change
from annotations.store import FileStore
from annotations.text.span import Span
from tests.cli.running import ARTICLES, Run, run, run_on_terminal
from tests.making import MakeEditor

FIRST, SECOND, LAST = ARTICLES[0], ARTICLES[3], ARTICLES[4]
GONE = (
    "its text is gone or could be in two places: go to it from the list of marks (a), "
    "select where it belongs and press P, or delete it (x)"
)


@pytest.fixture
def corpus(corpus_copy: Path) -> Corpus:
    return find_corpus([corpus_copy])


@pytest.fixture
def ana(store: FileStore, make_editor: MakeEditor) -> Editor:
    return make_editor(store, "ana")


def make_orphan(editor: Editor, article: Article, span: Span, label: str = "claim") -> Annotation:
    """A mark that is stored as one whose text is gone."""
    mark, _is_new = editor.tag(article, span, label)
    orphan = Annotation.model_validate(
        {**mark.to_record(), "status": "orphan", "text": "~" * span.length}
    )
    editor.store.record(Operation.of("reshaped", Change(mark, orphan), time=mark.modified))
    return orphan


def make_conflict(editor: Editor, article: Article, span: Span) -> None:
    """A mark of which two versions are kept."""
    mark, _is_new = editor.tag(article, span, "claim")
    editor.set_note(mark, "there")
    with pytest.raises(ConflictError):
        editor.set_note(mark, "here")


def test_a_corpus_in_order_needs_nobody(here: Run, marked: Path, seeds: Path) -> None:
    done = here("check", marked)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "5 articles, 7 marks: nothing to do\n"
    assert here("check", seeds).stdout == "5 articles, 0 marks: nothing to do\n"
    named = here("check", marked / LAST)
    assert (named.returncode, named.stdout) == (0, "1 article, 1 mark: nothing to do\n")


def test_all_that_needs_a_person_is_a_line_by_article_and_the_last_line_counts(
    here: Run, corpus_copy: Path, corpus: Corpus, ana: Editor, store: FileStore
) -> None:
    first, second = corpus.load(FIRST), corpus.load(SECOND)
    make_conflict(ana, first, Span(20, 30))
    make_orphan(ana, first, Span(0, 7), "date")
    make_orphan(ana, second, Span(3, 7))
    ana.tag(corpus.load(ARTICLES[1]), Span(0, 7), "claim")
    ana.tag(corpus.load(LAST), Span(0, 7), "claim")
    assert store.close() == ""
    (damaged,) = store.root.glob("marks/ana/004-*.json")
    damaged.write_bytes(b"[]")
    (corpus_copy / ARTICLES[1]).unlink()

    done = here("check", corpus_copy)

    *lines, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert lines == [
        f"{FIRST}: orphan: date 0–7 “~~~~~~~” by ana: {GONE}",
        f"{FIRST}: conflict: claim 20–30 “{first.text[20:30]}” by ana: it was changed in two "
        "places: go to the version that is right and keep it (S)",
        f"{ARTICLES[1]}: missing article: it has 1 mark and is gone from the folder: "
        "put the file back under this name",
        f"{SECOND}: orphan: claim 3–7 “~~~~” by ana: {GONE}",
        f"{LAST}: damaged file: marks can't be read from {damaged} "
        "(it is no file of marks; it is left as it is): mend it, or put back one from a backup",
    ]
    assert last == ("4 articles, 5 marks: 1 missing article, 2 orphans, 1 conflict, 1 damaged file")


def test_the_findings_are_written_as_one_json_object(
    here: Run, corpus_copy: Path, corpus: Corpus, ana: Editor
) -> None:
    orphan = make_orphan(ana, corpus.load(FIRST), Span(0, 7))
    ana.tag(corpus.load(LAST), Span(0, 7), "claim")
    (corpus_copy / LAST).unlink()

    done = here("check", corpus_copy, "--json")

    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout) == {
        "articles": 4,
        "marks": 2,
        "counts": {
            "missing-article": 1,
            "unreadable-article": 0,
            "orphan": 1,
            "misplaced-mark": 0,
            "conflict": 0,
            "lost-link": 0,
            "damaged-file": 0,
            "newer-file": 0,
            "file-set-aside": 0,
            "unreadable-record": 0,
            "unreadable-history": 0,
        },
        "findings": [
            {
                "kind": "orphan",
                "doc_path": FIRST,
                "message": GONE,
                "id": orphan.id,
                "annotator": "ana",
                "label": "claim",
                "start": 0,
                "end": 7,
                "text": "~~~~~~~",
            },
            {
                "kind": "missing-article",
                "doc_path": LAST,
                "message": "it has 1 mark and is gone from the folder: "
                "put the file back under this name",
                "id": "",
                "annotator": "",
                "label": "",
                "start": 0,
                "end": 0,
                "text": "",
            },
        ],
    }


def test_a_corpus_in_order_has_no_findings_in_json(here: Run, marked: Path) -> None:
    done = here("check", marked, "--json")

    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["articles"], found["marks"], found["findings"]) == (5, 7, [])


def test_only_the_named_annotators_marks_and_the_named_articles_are_looked_at(
    here: Run, corpus_copy: Path, corpus: Corpus, store: FileStore, make_editor: MakeEditor
) -> None:
    ana, bob = make_editor(store, "ana"), make_editor(store, "bob")
    make_orphan(ana, corpus.load(FIRST), Span(0, 7))
    make_orphan(bob, corpus.load(SECOND), Span(0, 7))

    bobs = here("check", corpus_copy, "--annotator", "bob")
    assert bobs.stdout == (
        f"{SECOND}: orphan: claim 0–7 “~~~~~~~” by bob: {GONE}\n5 articles, 1 mark: 1 orphan\n"
    )
    assert here("check", corpus_copy, "--annotator", "nobody").returncode == 0
    named = here("check", corpus_copy / FIRST)
    assert named.stdout.splitlines()[-1] == "1 article, 1 mark: 1 orphan"
    assert here("check", corpus_copy / LAST).returncode == 0


def test_each_kind_of_damage_in_a_store_is_told_with_its_file(here: Run, marked: Path) -> None:
    ana, bob = marked / ".sidemark/marks/ana", marked / ".sidemark/marks/bob"
    (newer,) = ana.glob("000-*.json")
    newer.write_bytes(newer.read_bytes().replace(b'"marks/1"', b'"marks/9"', 1))
    (partly,) = bob.glob("003-*.json")
    partly.write_bytes(partly.read_bytes().replace(b'"codepoint"', b'"byte"', 1))
    (damaged,) = bob.glob("004-*.json")
    damaged.write_bytes(damaged.read_bytes()[:50])
    (aside := bob / f"{damaged.name}.damaged-1").write_bytes(b"old")
    (lines := marked / ".sidemark/history/ana.set-aside").write_bytes(b"garbage\n")

    done = here("check", marked)

    *told, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    for line, beginning, path in zip(
        told,
        (
            f"{FIRST}: newer file: ",
            f"{SECOND}: unreadable record: ",
            f"{LAST}: damaged file: ",
            f"{LAST}: file set aside: ",
            "file set aside: ",
        ),
        (newer, partly, damaged, aside, lines),
        strict=True,
    ):
        assert line.startswith(beginning)
        assert str(path) in line
    assert last == (
        "5 articles, 5 marks: 1 damaged file, 1 newer file, 2 files set aside, 1 unreadable record"
    )


def test_nothing_is_written_though_there_is_much_to_mend(
    corpus_copy: Path, corpus: Corpus, make_editor: MakeEditor
) -> None:
    store = FileStore(corpus_copy / ".sidemark", in_background=False)
    make_orphan(make_editor(store), corpus.load(FIRST), Span(0, 7))
    with open(store.root / "history/ana.jsonl", "ab") as log:
        log.write(b'{"torn')
    (corpus_copy / LAST).write_text("Another text.")
    before = {path: path.stat().st_mtime_ns for path in corpus_copy.rglob("*")}

    done = run("check", corpus_copy)

    assert done.stdout.splitlines()[-1] == "5 articles, 1 mark: 1 orphan"
    assert {path: path.stat().st_mtime_ns for path in corpus_copy.rglob("*")} == before
    assert store.close() == ""


def test_a_history_that_can_not_be_read_is_told_in_one_line(here: Run, marked: Path) -> None:
    log = marked / ".sidemark/history/ana.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"history/1"', b'"history/9"', 1))

    done = here("check", marked)

    assert (done.returncode, done.stderr) == (1, "")
    told, counts = done.stdout.splitlines()
    assert str(log) in told
    assert counts == "5 articles, 7 marks: 1 unreadable history"


@pytest.fixture
def hostile(tmp_path: Path, make_editor: MakeEditor) -> Path:
    """A corpus with controls in its name, in an article's name, a label and a text."""
    bad = "x\x1b]0;title\x07\x9b31m\u202ey"
    (folder := tmp_path / bad).mkdir()
    (folder / f"{bad}.txt").write_text(f"{bad}\u2028\n{bad}")
    corpus = find_corpus([folder])
    store = FileStore(folder / ".sidemark")
    article = corpus.load(corpus.doc_paths[0])
    editor = make_editor(store, "an\u2066a")
    mark, _is_new = editor.tag(article, Span(0, len(article.text)), "la\u202ebel")
    orphan = mark.model_copy(update={"status": "orphan", "text": "\x1b" * len(mark.text)})
    store.record(Operation.of("reshaped", Change(mark, orphan), time=mark.modified))
    assert store.close() == ""
    (path,) = store.root.glob("marks/*/*.json")
    path.with_name(f"{path.name}.damaged-1").write_bytes(b"")
    return folder


def test_controls_in_what_is_checked_do_not_reach_its_lines(here: Run, hostile: Path) -> None:
    done = here("check", hostile)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    assert done.stdout.replace("\n", "").isprintable()


@pytest.mark.skipif(os.name != "posix", reason="there are no such terminals")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_controls_in_what_is_checked_do_not_reach_a_terminal(
    options: list[str], hostile: Path
) -> None:
    done = run_on_terminal("check", hostile, *options)

    assert done.returncode == 1
    assert done.stdout.replace("\n", "").isprintable()
    if options:
        assert json.loads(done.stdout) == json.loads(run("check", hostile, *options).stdout)


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only there")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_folder_whose_name_is_no_unicode_is_checked(
    here: Run, marked: Path, options: list[str]
) -> None:
    (marked / ".sidemark/history/ana.set-aside").write_bytes(b"garbage\n")
    odd = marked.rename(os.fsdecode(os.fsencode(marked.parent) + b"/caf\xe9"))

    done = here("check", ".", *options, cwd=odd)

    assert (done.returncode, done.stderr) == (1, "")
    assert "ana.set-aside" in done.stdout


def test_marks_in_an_article_that_has_changed_are_told_as_they_stand_now(
    here: Run, corpus_copy: Path, corpus: Corpus, ana: Editor, store: FileStore
) -> None:
    article = corpus.load(FIRST)
    sentences = article.text.index(". ") + 2
    ana.tag(article, Span(0, sentences - 1), "claim")
    ana.tag(article, Span(sentences, sentences + 60), "quote")
    store.keep_text(article.sha256, article.text)
    assert store.close() == ""
    changed = "Entirely other words begin it. " + article.text[sentences:]
    (corpus_copy / FIRST).write_text(changed, encoding="utf-8", newline="")

    done = here("check", corpus_copy)

    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith(f"{FIRST}: orphan: claim 0–")
    assert done.stdout.splitlines()[1:] == ["5 articles, 2 marks: 1 orphan"]

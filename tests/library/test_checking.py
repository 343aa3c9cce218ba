from collections import Counter
from pathlib import Path

import pytest

from annotations.checking import Finding, check, store_problems
from annotations.corpus import Article, Corpus, find_corpus
from annotations.editing import Editor
from annotations.errors import ConflictError
from annotations.history import Operation
from annotations.model import Change
from annotations.store import FileStore, MemoryStore
from annotations.store.protocol import Problem
from annotations.text.span import Span
from tests.making import MakeEditor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two short articles."""
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "b.txt").write_text("One sentence of text.")
    (folder / "a [1].md").write_text("Another sentence.")
    return folder


@pytest.fixture
def corpus(folder: Path) -> Corpus:
    return find_corpus([folder])


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def ana(memory: MemoryStore, make_editor: MakeEditor) -> Editor:
    return make_editor(memory, "ana")


@pytest.fixture
def article(corpus: Corpus) -> Article:
    return corpus.load("b.txt")


def test_a_corpus_in_order_has_no_findings_and_all_is_counted(
    corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article
) -> None:
    ana.tag(article, Span(0, 3), "claim")
    ana.tag(article, Span(4, 12), "date")

    report = check(corpus, memory, list(memory.everything()))

    assert (report.articles, report.marks, report.findings) == (2, 2, ())
    assert report.counts == Counter()


@pytest.mark.parametrize("status", ["ok", "moved", "fuzzy"])
def test_a_mark_that_was_found_needs_nobody(
    corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article, status: str
) -> None:
    mark, _is_new = ana.tag(article, Span(0, 3), "claim")

    found = mark.model_copy(update={"status": status})

    assert check(corpus, memory, [found]).findings == ()


def test_an_orphan_and_a_mark_on_another_text_are_told_apart(
    corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article
) -> None:
    orphan, _is_new = ana.tag(article, Span(0, 3), "claim")
    orphan = orphan.model_copy(update={"status": "orphan"})
    other, _is_new = ana.tag(article, Span(4, 12), "claim")
    other = other.model_copy(update={"start": 5, "end": 13})

    report = check(corpus, memory, [orphan, other])

    assert [(found.kind, found.annotation) for found in report.findings] == [
        ("orphan", orphan),
        ("misplaced-mark", other),
    ]
    assert report.counts == Counter({"orphan": 1, "misplaced-mark": 1})


def test_links_that_lead_nowhere_are_counted_at_their_mark(
    corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article, make_editor: MakeEditor
) -> None:
    here, there, third = (
        ana.tag(article, Span(start, start + 3), "claim")[0] for start in (0, 4, 9)
    )
    theirs, _is_new = make_editor(memory, "bob").tag(article, Span(0, 3), "claim")
    ana.link(here, there, "same")
    ana.link(here, theirs, "differs")
    linked = ana.link(here, third, "quotes").source
    assert check(corpus, memory, [linked]).findings == (), "others' are there all the same"
    linked = ana.set_links(linked, f"{linked.links} silent:b.txt heads:{third.id}")

    for gone in (there, third):
        memory.record(Operation.of("deleted", Change(gone, None)))

    (finding,) = check(corpus, memory, list(memory.everything())).findings
    assert (finding.kind, finding.annotation) == ("lost-link", linked)
    assert finding.message.startswith("2 links (same, quotes): what it is linked with is gone: ")


def test_two_versions_are_one_finding_until_one_is_settled_on(
    corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article
) -> None:
    mark, _is_new = ana.tag(article, Span(0, 3), "claim")
    ana.set_note(mark, "theirs")
    with pytest.raises(ConflictError):
        ana.set_note(mark, "mine")
    copy = next(it for it in memory.everything() if it.conflict_with)

    (finding,) = check(corpus, memory, list(memory.everything())).findings
    assert (finding.kind, finding.annotation) == ("conflict", copy)
    assert "two places" in finding.message

    memory.record(
        Operation.of("deleted", Change(next(it for it in memory.everything() if it != copy), None))
    )
    (finding,) = check(corpus, memory, list(memory.everything())).findings
    assert (finding.kind, finding.annotation) == ("conflict", copy)
    assert "the other version is gone" in finding.message

    ana.settle(copy)
    assert check(corpus, memory, list(memory.everything())).findings == ()


def test_an_article_gone_is_one_finding_whatever_its_marks_are(
    folder: Path, memory: MemoryStore, ana: Editor, article: Article
) -> None:
    for start in range(3):
        ana.tag(article, Span(start, start + 3), "claim")
    (folder / "b.txt").unlink()

    report = check(find_corpus([folder]), memory, list(memory.everything()))

    assert report.findings == (
        Finding(
            "missing-article",
            "it has 3 marks and is gone from the folder: put the file back under this name",
            "b.txt",
        ),
    )
    assert (report.articles, report.marks) == (1, 3)


def test_an_article_that_can_not_be_read_is_told_with_the_reason_if_it_has_marks(
    folder: Path, corpus: Corpus, memory: MemoryStore, ana: Editor, article: Article
) -> None:
    ana.tag(article, Span(0, 3), "claim")
    for name in ("b.txt", "a [1].md"):
        (folder / name).unlink()
        (folder / name).mkdir()

    report = check(corpus, memory, list(memory.everything()))

    assert report.findings == (
        Finding(
            "unreadable-article",
            "it is a folder; until that is mended, its 1 mark can't be shown",
            "b.txt",
        ),
    )


def test_findings_stand_by_article_and_what_concerns_none_comes_last(
    folder: Path, corpus: Corpus, make_editor: MakeEditor
) -> None:
    store = FileStore(folder / ".sidemark", in_background=False)
    editor = make_editor(store, "ana")
    for doc_path in corpus.doc_paths:
        editor.tag(corpus.load(doc_path), Span(0, 3), "claim")
    assert store.close() == ""
    for path in store.root.glob("marks/ana/*.json"):
        path.with_name(f"{path.name}.damaged-1").write_bytes(b"")
    (store.root / "history" / "ana.set-aside").write_bytes(b"x\n")
    orphans = [it.model_copy(update={"status": "orphan"}) for it in store.everything()]

    found = [(it.doc_path, it.kind) for it in check(corpus, store, orphans).findings]

    assert found == [
        ("a [1].md", "orphan"),
        ("a [1].md", "file-set-aside"),
        ("b.txt", "orphan"),
        ("b.txt", "file-set-aside"),
        ("", "file-set-aside"),
    ]


def test_a_problem_of_the_store_is_told_with_its_article_also_where_that_is_gone(
    folder: Path, corpus: Corpus, article: Article, make_editor: MakeEditor
) -> None:
    store = FileStore(folder / ".sidemark", in_background=False)
    make_editor(store, "ana").tag(article, Span(0, 3), "claim")
    assert store.close() == ""
    (path,) = store.root.glob("marks/ana/*.json")
    path.write_bytes(b"")

    (problem,) = store_problems(corpus, store)
    assert problem.doc_path == "b.txt"
    assert str(path) in problem.message

    (folder / "b.txt").unlink()
    (problem,) = store_problems(find_corpus([folder]), store)
    assert problem.doc_path == ""
    (problem,) = store_problems(find_corpus([folder]), store, gone=["b.txt"])
    assert problem.doc_path == "b.txt"


def test_of_files_named_one_by_one_only_their_own_problems_are_told(folder: Path) -> None:
    class Troubled(MemoryStore):
        def problems(self, doc_path: str | None = None) -> list[Problem]:
            told = (("one", "b.txt"), ("two", "c.txt"), ("of no article", ""))
            return [Problem("damaged-file", it, "/some/file", doc_path) for it, doc_path in told]

    named = find_corpus([folder / "b.txt"])

    assert [it.message for it in store_problems(named, Troubled())] == ["one"]
    assert len(store_problems(find_corpus([folder]), Troubled())) == 3

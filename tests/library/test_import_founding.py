"""A corpus founded with the texts that come with a file: its names, its bytes, all or nothing."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import find_corpus
from annotations.errors import ImportFailedError, UnreadableArticleError
from annotations.formats.format import Came, StatedArticle
from annotations.importing.founding import NewArticles, article_bytes, write_articles
from annotations.importing.importer import Importer
from annotations.importing.report import Report
from annotations.store.locks import FileLock
from annotations.text.canonical import canonical, canonical_text
from tests.importing import make_corpus, stated


def article(name: str, text: str = "Some text.", where: str = "line 1") -> StatedArticle:
    return StatedArticle(where, name, text=text)


def founded(folder: Path, came: Sequence[Came]) -> dict[str, str]:
    """The articles of the corpus that is founded, by path; nothing else lies there."""
    count = write_articles(folder, NewArticles(Report()), came)
    corpus = find_corpus([folder])
    assert count == len(corpus.doc_paths)
    files = {it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file()}
    assert files == set(corpus.doc_paths)
    return {doc_path: corpus.load(doc_path).text for doc_path in corpus.doc_paths}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "corpus"


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_articles_are_written_under_their_names(folder: Path) -> None:
    came = [article("a.txt", "A"), article("b/c.md", "B"), article("d", "C"), article("", "D")]

    assert founded(folder, came) == {"a.txt": "A", "b/c.md": "B", "d.txt": "C", "001.txt": "D"}


def test_an_article_that_is_named_again_is_one_and_another_of_its_name_gets_a_number(
    folder: Path,
) -> None:
    came = [article("a", "A"), article("b", "B"), article("a", "A"), article("a", "other")]

    assert founded(folder, came) == {"a.txt": "A", "b.txt": "B", "a-2.txt": "other"}


def test_names_never_lead_out(folder: Path, tmp_path: Path) -> None:
    names = [
        "../../up",
        "/etc/passwd",
        "C:\\x\\y.txt",
        ".sidemark/marks/x",
        "a\0b",
        "n" * 5000,
        "..",
    ]
    came = [article(name, f"text {number}") for number, name in enumerate(names)]

    assert len(founded(folder, came)) == len(names)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["new"]
    assert sorted(it.name for it in folder.parent.iterdir()) == ["corpus"]
    assert not (folder / ".sidemark").exists()


def test_a_name_that_was_changed_is_told(folder: Path) -> None:
    report = Report()
    write_articles(folder, NewArticles(report), [article("../a\x1b.txt", where="line 9")])

    (said,) = report.told()
    assert said.where == "line 9"
    assert said.message == "its article, named '../a\\x1b.txt', is written as a_.txt"


TEXT = "One\r\nTwo\rThree\n"
NASTY = [
    "",
    "\ufeff",
    "\ufeff\ufeff",
    "\ufeff\ufeffx",
    "x\ufeff",
    "\r",
    "\r\n\r",
    "\n\r",
    "\x85\u2028",
]


@pytest.mark.parametrize("text", [TEXT, *NASTY, *(it + TEXT for it in NASTY)])
def test_what_is_written_is_read_as_the_canonical_text(folder: Path, text: str) -> None:
    assert founded(folder, [article("a.txt", text), article("b.txt", "b")])["a.txt"] == canonical(
        text
    )
    assert b"\r" not in (folder / "a.txt").read_bytes()


@given(st.text(st.sampled_from("\ufeff\r\na") | st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_as_it_is_or_refused(text: str) -> None:
    try:
        raw = article_bytes(canonical(text))
    except UnreadableArticleError:
        assert "\0" in text
    else:
        assert canonical_text(raw) == canonical(text)


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d a pair"])
def test_a_text_that_no_article_can_have_is_left_out_with_its_marks(
    folder: Path, text: str
) -> None:
    bad, good = article("bad", text, "line 1"), article("good", "Good", "line 2")
    report = Report()
    articles = NewArticles(report)
    came: list[Came] = [bad, stated(bad, 0, 1, where="line 1, span 1"), good, stated(good, 0, 1)]

    assert write_articles(folder, articles, came) == 1
    marks = list(Importer(articles, "ana", report, None).marks(came))
    assert [it.doc_path for it in marks] == ["good.txt"]
    assert [it.where for it in report.told()] == ["line 1", "line 1, span 1"]
    assert report.counts == {"left-out": 2, "as-stated": 1}


def test_without_a_text_nothing_is_founded(folder: Path) -> None:
    with pytest.raises(ImportFailedError, match="no text comes with the marks"):
        write_articles(folder, NewArticles(Report()), [StatedArticle("line 1", "a.txt")])
    assert not folder.exists()
    assert everything(folder.parent) == []


def test_a_folder_without_articles_gets_them_beside_what_it_has(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "marks.jsonl").write_text("{}")
    write_articles(folder, NewArticles(Report()), [article("a.txt"), article("b/c.txt")])

    assert find_corpus([folder]).doc_paths == ("a.txt", "b/c.txt")
    assert sorted(it.name for it in folder.iterdir()) == ["a.txt", "b", "marks.jsonl"]


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX")
def test_a_link_where_an_article_would_go_is_not_written_through(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.mkdir(parents=True)
    (folder / "b").symlink_to(outside)
    (folder / "gone.txt").symlink_to(outside / "made.txt")

    for name in ("b/c.txt", "gone.txt"):
        with pytest.raises(ImportFailedError, match="is there"):
            write_articles(folder, NewArticles(Report()), [article("a.txt"), article(name)])
    assert everything(outside) == []
    assert sorted(it.name for it in folder.iterdir()) == ["b", "gone.txt"]


def test_what_breaks_off_leaves_nothing(folder: Path) -> None:
    def came() -> Iterator[Came]:
        yield article("a.txt")
        raise ImportFailedError("the file ends here")

    with pytest.raises(ImportFailedError, match="ends here"):
        write_articles(folder, NewArticles(Report()), came())
    assert everything(folder.parent) == []


def test_what_a_process_left_that_was_killed_is_gone_the_next_time(folder: Path) -> None:
    folder.parent.mkdir()
    dead, alive = (folder.parent / f".sidemark-{it * 32}.tmp" for it in "da")
    (dead / "articles").mkdir(parents=True)
    (dead / "articles" / "a.txt").write_text("A")
    alive.mkdir()
    mine = folder.parent / ".sidemark-mine.tmp"
    mine.mkdir()
    linked = folder.parent / f".sidemark-{'b' * 32}.tmp"
    linked.symlink_to(mine)

    def came() -> Iterator[Came]:
        yield article("a.txt")
        # While one is at work, another leaves what it has alone.
        write_articles(folder.parent / "other", NewArticles(Report()), [article("b.txt")])
        yield article("c.txt")

    with FileLock(alive / "lock", lambda: None):
        assert write_articles(folder, NewArticles(Report()), came()) == 2
    there = {it.name for it in folder.parent.iterdir()}
    assert there == {"corpus", "other", alive.name, mine.name, linked.name}


def test_a_disk_that_takes_no_more_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    moved: list[Path] = []

    def rename(one: Path, other: Path) -> None:
        if other.name == "b.txt" and len(moved) == 1:
            moved.append(other)
            raise OSError(28, "No space left on device")
        moved.append(other)
        os.replace(one, other)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(ImportFailedError, match="No space left"):
        write_articles(folder, NewArticles(Report()), [article("a.txt"), article("b.txt")])
    assert len(moved) == 3
    assert everything(folder) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_can_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ImportFailedError, match="can't be written"):
        write_articles(tmp_path / "new", NewArticles(Report()), [article("a.txt")])


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    make_corpus(tmp_path, {"file.csv": "x"})
    with pytest.raises(ImportFailedError, match="can't be written"):
        write_articles(tmp_path / "file.csv" / "new", NewArticles(Report()), [article("a.txt")])


def test_a_trial_gives_the_same_marks_as_what_is_written(folder: Path) -> None:
    text = "\ufeffOne\r\nTwo 👩‍🚀 three"
    first, second = article("../a", text), article("", "Another text.")
    came: list[Came] = [
        first,
        stated(first, 6, 9, "Two", id="0f8fad5b-d9cb-469f-a165-70867728950e"),
        second,
        stated(second, 0, 7, "Another"),
    ]
    tried = list(
        Importer(NewArticles(Report()), "ana", Report(), None, now="2024-01-01T00:00:00Z").marks(
            came
        )
    )
    assert everything(folder.parent.parent) == []
    articles = NewArticles(Report())
    write_articles(folder, articles, came)
    done = list(Importer(articles, "ana", Report(), None, now="2024-01-01T00:00:00Z").marks(came))

    assert done == tried
    corpus = find_corpus([folder])
    for mark in done:
        found = corpus.load(mark.doc_path)
        assert found.text[mark.start : mark.end] == mark.text
        assert found.sha256 == mark.doc_sha256

"""Which article a file means, and what names from a file may never do."""

import hashlib
import os
from pathlib import Path

import pytest

from annotations.corpus import find_corpus
from annotations.formats.format import Came, StatedArticle
from annotations.importing import names
from annotations.importing.articles import Articles, Meant
from annotations.importing.names import FreePaths, article_path, refusal, sound_path
from tests.importing import Imported, make_corpus, stated

ARTICLES = {
    "one.txt": "The first of them.",
    "one.md": "The first of them, marked down.",
    "two.txt": "The second of them.",
    "deep/three.txt": "The third of them.\r\nIn two lines.",
    "deep/same.txt": "Two files have this name.",
    "other/same.txt": "And this is the second of them, of that name.",
    "v1.txt": "A version.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "corpus", ARTICLES)


@pytest.fixture
def articles(folder: Path) -> Articles:
    return Articles(find_corpus([folder]))


@pytest.mark.parametrize(
    ("name", "doc_path"),
    [
        ("one.txt", "one.txt"),
        ("one.md", "one.md"),
        ("./two.txt", "two.txt"),
        ("deep/three.txt", "deep/three.txt"),
        ("deep/three", "deep/three.txt"),
        ("deep/three.ann", "deep/three.txt"),
        ("two", "two.txt"),
        ("two.json", "two.txt"),
    ],
)
def test_a_path_names_its_article_with_any_suffix_or_none(
    articles: Articles, name: str, doc_path: str
) -> None:
    assert articles.meant(StatedArticle("line 1", name)) == Meant(doc_path)


@pytest.mark.parametrize(
    "name", ["three.txt", "three", "elsewhere/three.txt", "/home/ana/three.txt", "C:\\x\\three.txt"]
)
def test_the_name_of_a_file_that_only_one_article_has_is_enough_and_told(
    articles: Articles, name: str
) -> None:
    meant = articles.meant(StatedArticle("line 1", name))

    assert meant.doc_path == "deep/three.txt"
    assert meant.said.endswith("is taken for deep/three.txt by its file's name")


@pytest.mark.parametrize("name", ["same.txt", "one", "v1.2", "v1.2.txt", "nobody.txt", ""])
def test_a_name_that_several_or_none_have_is_not_enough(articles: Articles, name: str) -> None:
    assert articles.meant(StatedArticle("line 1", name)).doc_path == ""


def test_a_hash_names_an_article_that_was_renamed(articles: Articles) -> None:
    sha256 = hashlib.sha256(ARTICLES["two.txt"].encode()).hexdigest()

    assert articles.meant(StatedArticle("line 1", "gone.txt", sha256)).doc_path == "two.txt"
    assert articles.meant(StatedArticle("line 1", "", sha256)).doc_path == "two.txt"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_text_names_its_article_whatever_its_line_ends(
    articles: Articles, end: str, bom: str
) -> None:
    text = f"{bom}The third of them.{end}In two lines."

    meant = articles.meant(StatedArticle("line 1", "", text=text))
    assert meant.doc_path == "deep/three.txt"
    assert meant.said == "its article is taken for deep/three.txt by its text"


def test_a_text_that_two_articles_have_names_none(folder: Path) -> None:
    make_corpus(folder, {"copy.txt": ARTICLES["two.txt"]})
    articles = Articles(find_corpus([folder]))

    assert articles.meant(StatedArticle("", "", text=ARTICLES["two.txt"])).doc_path == ""


def test_a_path_comes_before_a_hash(articles: Articles) -> None:
    sha256 = hashlib.sha256(ARTICLES["two.txt"].encode()).hexdigest()

    assert articles.meant(StatedArticle("line 1", "one.txt", sha256)) == Meant("one.txt")


@pytest.mark.parametrize("name", ["one.txt", "one.md", "elsewhere/three.txt"])
def test_where_the_article_of_a_name_has_another_text_the_text_comes_first(
    articles: Articles, name: str
) -> None:
    meant = articles.meant(StatedArticle("line 1", name, text=f"\ufeff{ARTICLES['two.txt']}"))

    assert meant.doc_path == "two.txt"
    assert meant.said.endswith(f"named '{name}', and is taken for two.txt by its text")


def test_a_text_that_no_article_has_leaves_it_at_the_name(articles: Articles) -> None:
    assert articles.meant(StatedArticle("line 1", "one.txt", text="New.")) == Meant("one.txt")


SAME = ("Rome fell on May 1.", "Rome fell on June 2.", "Oslo slept on July 3.")


def of_one_name(name: str = "NYT") -> list[Came]:
    """Three articles that go by one name, each with a mark."""
    articles = [StatedArticle(f"line {line}", name, text=it) for line, it in enumerate(SAME, 1)]
    return [it for article in articles for it in (article, stated(article, 0, 4))]


def test_articles_that_share_a_name_are_told_apart_by_their_texts(tmp_path: Path) -> None:
    names = ("NYT.txt", "NYT-2.txt", "NYT-3.txt")
    folder = make_corpus(tmp_path / "corpus", dict(zip(names, SAME, strict=True)))
    done, again = Imported(folder, of_one_name()), Imported(folder, of_one_name())

    assert {it.doc_path: it.text for it in done.marks} == dict(
        zip(names, ("Rome", "Rome", "Oslo"), strict=True)
    )
    assert again.counts == {"there-already": 3, "remark": 2}
    assert again.marks == done.marks


def test_articles_that_share_a_name_and_are_missing_are_told_apart_too(folder: Path) -> None:
    make_corpus(folder, {"NYT-2.txt": "This one is there."})
    done, again = Imported(folder, of_one_name()), Imported(folder, of_one_name())

    assert {it.doc_path for it in done.marks} == {"NYT.txt", "NYT-3.txt", "NYT-4.txt"}
    assert done.counts == {"missing-article": 3}
    assert again.counts == {"there-already": 3}
    other = Imported(folder, of_one_name()[2:4])
    assert other.counts == {"missing-article": 1}, "one of another text is not swallowed"


def test_marks_without_an_id_are_not_told_of_one(folder: Path) -> None:
    came = [stated("one.txt", 0, 9, segments="0-3"), stated("one.txt", 0, 9, segments="4-9")]
    done = Imported(folder, came)

    assert len(done.marks) == 2
    assert done.counts == {"as-stated": 2}


UNSOUND = [
    ("../up.txt", "leads out of the folder"),
    ("a/../../up.txt", "leads out of the folder"),
    ("..\\up.txt", "leads out of the folder"),
    ("/etc/passwd.txt", "is an absolute path"),
    ("\\\\host\\share.txt", "is an absolute path"),
    ("C:up.txt", "is an absolute path"),
    ("a\\b.txt", "holds a backslash"),
    ("a//b.txt", "has an empty part"),
    ("a/", "has an empty part"),
    (".sidemark/x.txt", "is one of a hidden file"),
    ("a/.hidden.txt", "is one of a hidden file"),
    ("a/./b.txt", "is one of a hidden file"),
    ("a\0b.txt", "holds control characters"),
    ("a\nb.txt", "holds control characters"),
    ("a\x1b[2Jb.txt", "holds control characters"),
    ("a\ud800b.txt", "holds control characters"),
    ("n" * 256, "is too long"),
    ("é" * 128, "is too long"),
    ("n/" * 600 + "n", "is too long"),
]


@pytest.mark.parametrize(("name", "why"), UNSOUND)
def test_a_name_that_is_no_path_below_a_corpus_is_refused_and_told(
    folder: Path, name: str, why: str
) -> None:
    before = sorted(folder.parent.rglob("*"))
    done = Imported(folder, [stated(name, 0, 3, "The")])

    assert refusal(name) == why
    assert done.marks == []
    assert done.counts == {"left-out": 1}
    assert why in done.said
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize("name", ["a.txt", "ü/é.txt", "a b/c d.md", "a..b.txt", "ab:c.txt", "x"])
def test_other_names_are_paths(name: str) -> None:
    assert refusal(name) == ""


@pytest.mark.parametrize("name", ["../three.txt", "three.txt\0", "..\\three.txt"])
def test_a_name_that_is_out_to_deceive_does_not_even_name_a_file(
    articles: Articles, name: str
) -> None:
    assert articles.meant(StatedArticle("line 1", name)).doc_path == ""


def test_a_mark_of_an_article_that_is_not_there_waits_for_it(folder: Path) -> None:
    done = Imported(folder, [stated("new/four", 4, 10, "fourth", where="line 8")])

    assert (done.mark.doc_path, done.mark.doc_id) == ("new/four.txt", "new/four")
    assert (done.mark.start, done.mark.text, done.mark.status) == (4, "fourth", "ok")
    assert done.counts == {"missing-article": 1}
    assert done.said.startswith("line 8: new/four.txt is not in this corpus")
    assert done.report.is_fine
    assert not (folder / "new").exists()

    make_corpus(folder, {"new/four.txt": "This is the fourth article of them all."})
    again = Imported(folder, [stated("new/four", 4, 10, "fourth", label="quote")])
    assert again.counts == {"moved": 1}


def test_a_mark_of_a_missing_article_with_its_text_is_exact_once_it_is_there(folder: Path) -> None:
    article = StatedArticle("line 1", "four.txt", text="The fourth.\r\nOf them.")
    done = Imported(folder, [stated(article, 13, 15)])

    assert (done.mark.text, done.mark.start, done.mark.prefix) == ("Of", 12, "The fourth.\n")
    assert done.counts == {"missing-article": 1}


@pytest.mark.parametrize("text", [None, ""])
def test_a_mark_of_a_missing_article_needs_a_text(folder: Path, text: str | None) -> None:
    done = Imported(folder, [stated("four.txt", 4, 10, text)])

    assert done.counts == {"left-out": 1}
    assert "not in this corpus" in done.said


def test_what_names_no_article_is_left_out(folder: Path) -> None:
    done = Imported(folder, [stated("", 4, 10, "fourth")])

    assert done.counts == {"left-out": 1}
    assert "does not say of which article" in done.said


def test_marks_of_an_article_that_can_not_be_read_are_kept(folder: Path) -> None:
    make_corpus(folder, {"bad.txt": b"\xff\xfe"})
    done = Imported(folder, [stated("bad.txt", 4, 10, "fourth")])

    assert done.mark.doc_path == "bad.txt"
    assert done.counts == {"missing-article": 1}
    assert "bad.txt can't be read: it is UTF-16" in done.said


def test_articles_that_alternate_all_get_their_marks(folder: Path) -> None:
    names = [name for name in ARTICLES if name != "deep/three.txt"]
    came = [
        stated(name, at, at + 2, label=f"label {number}")
        for number in range(3)
        for at in range(3)
        for name in names
    ]
    done = Imported(folder, came)

    assert done.counts == {"as-stated": len(came)}
    assert len(done.marks) == len(came)
    for mark in done.marks:
        assert mark.text == ARTICLES[mark.doc_path][mark.start : mark.end]


@pytest.mark.skipif(os.name != "posix", reason="links and their rights are POSIX")
def test_a_link_that_leads_out_is_read_as_the_reader_sees_it_and_never_written_to(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Nothing of this is to be changed.")
    (folder / "link.txt").symlink_to(outside)
    done = Imported(folder, [stated("link.txt", 0, 7)])

    assert done.mark.text == "Nothing"
    assert outside.read_text() == "Nothing of this is to be changed."


# -- names that are made sound


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.txt", "a.txt"),
        ("a", "a.txt"),
        ("a.html", "a.html.txt"),
        ("A.TXT", "A.TXT"),
        ("b/c.md", "b/c.md"),
        ("../../up.txt", "up.txt"),
        ("/etc/passwd", "etc/passwd.txt"),
        ("C:\\Users\\ana\\a.txt", "Users/ana/a.txt"),
        (".sidemark/x.txt", "sidemark/x.txt"),
        ("a//b.txt", "a/b.txt"),
        ("a\0b\x1b.txt", "a_b_.txt"),
        ("a\ud800.txt", "a_.txt"),
        ("..", ""),
        ("", ""),
        (" . / .. ", ""),
    ],
)
def test_a_name_is_made_sound(name: str, path: str) -> None:
    assert sound_path(name) == path
    assert not path or refusal(path) == ""


@pytest.mark.parametrize("name", ["n" * 5000, "é/" * 2000 + "a", "n" * 300 + ".txt"])
def test_a_long_name_is_cut(name: str) -> None:
    assert refusal(sound_path(name)) == ""


def test_a_name_that_is_taken_gets_a_number() -> None:
    paths = FreePaths()
    given = ("a.txt", "a.txt", "A.txt", "a.txt/b.txt", "c/d.txt", "c", "C/d.txt")
    found = [paths.take(article_path(name)) for name in given]

    assert found == ["a.txt", "a-2.txt", "A-3.txt", "b.txt", "c/d.txt", "c.txt", "C/d-2.txt"]


def test_of_many_articles_of_one_name_each_gets_its_number_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def numbered(_path: str, number: int) -> str:
        tried.append(number)
        return f"a-{number}.txt"

    monkeypatch.setattr(names, "numbered", numbered)
    paths = FreePaths()
    found = [paths.take(name) for name in ["a-3.txt", *["a.txt"] * 200]]

    assert len(set(found)) == 201
    assert tried == list(range(2, 202))

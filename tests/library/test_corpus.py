import os
import socket
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import Article, Corpus, find_corpus, title_span
from annotations.errors import CorpusError, UnreadableArticleError
from annotations.text.canonical import canonical_text, canonical_text_of
from annotations.text.span import Span

TITLES = {
    "000_4639da8ab6d43468.txt": (
        "Beijing's clear signal to Washington: We will never compromise on Taiwan"
    ),
    "001_7c6ecce82cfce62d.txt": (
        "Beijing will 'never compromise' on Taiwan: Chinese military tells US"
    ),
    "002_256b186bb6b1ee91.txt": (
        "China Rules Out Compromises On Taiwan With US - Defense Ministry"
    ),
    "003_50823aa4b1df31b8.txt": (
        "US-China defense policy talks resume… Confirmation of differences in stance regarding "
        "Taiwan and the South China Sea"
    ),
    "004_6a3b613edf425e35.txt": (
        "Taiwan question, South China Sea issue stressed in virtual meeting between Chinese, "
        "US senior military officials"
    ),
}


def title_of(text: str, doc_path: str) -> str:
    return Article(doc_path, doc_path, text, "0" * 64).title


def fill(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def load_bytes(tmp_path: Path, raw: bytes) -> str:
    fill(tmp_path, {"article.txt": raw})
    return find_corpus([tmp_path]).load("article.txt").text


def why_unreadable(corpus: Corpus, doc_path: str) -> str:
    with pytest.raises(UnreadableArticleError) as raised:
        corpus.load(doc_path)
    return raised.value.message


def test_a_folder_is_walked_to_any_depth_and_only_articles_are_taken(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "b.txt": "b",
            "a.md": "a",
            "UPPER.TXT": "c",
            "deep/er/still/c.txt": "d",
            "table.csv": "no",
            "txt": "no",
            "note.txt~": "no",
        },
    )

    corpus = find_corpus([tmp_path])

    assert corpus.doc_paths == ("UPPER.TXT", "a.md", "b.txt", "deep/er/still/c.txt")
    assert corpus.root == tmp_path
    assert corpus.is_whole


def test_hidden_folders_and_files_are_left_out(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "a.txt": "a",
            ".hidden.txt": "no",
            ".git/b.txt": "no",
            ".sidemark/texts/c.txt": "no",
            "deep/.cache/d/e.txt": "no",
        },
    )

    assert find_corpus([tmp_path]).doc_paths == ("a.txt",)


def test_a_hidden_folder_that_is_named_itself_is_walked(tmp_path: Path) -> None:
    fill(tmp_path, {".notes/a.txt": "a"})

    assert find_corpus([tmp_path / ".notes"]).doc_paths == ("a.txt",)


def test_paths_are_sorted_however_the_folder_lists_them(tmp_path: Path) -> None:
    names = [f"{number:03}.txt" for number in (7, 3, 12, 1, 100)]
    fill(tmp_path, dict.fromkeys([*names, "a/2.txt", "a.txt", "Z.txt"], "text"))

    doc_paths = find_corpus([tmp_path]).doc_paths

    assert list(doc_paths) == sorted(doc_paths)
    assert len(doc_paths) == 8


def test_two_articles_that_differ_only_in_their_suffix_keep_it_in_their_ids(
    tmp_path: Path,
) -> None:
    fill(tmp_path, {"a.txt": "one", "a.md": "two", "b.txt": "three", "in/a.txt": "four"})

    corpus = find_corpus([tmp_path])

    assert [corpus.doc_id(doc_path) for doc_path in corpus.doc_paths] == [
        "a.md",
        "a.txt",
        "b",
        "in/a",
    ]
    assert corpus.load("a.md").doc_id == "a.md"


def test_the_same_name_in_two_folders_makes_two_ids_without_suffix(tmp_path: Path) -> None:
    fill(tmp_path, {"ap/story.txt": "one", "reuters/story.txt": "two", "v1.2.txt": "three"})

    corpus = find_corpus([tmp_path])

    assert [corpus.doc_id(doc_path) for doc_path in corpus.doc_paths] == [
        "ap/story",
        "reuters/story",
        "v1.2",
    ]


@given(
    st.sets(
        st.lists(st.sampled_from(["a", "b", ".txt", ".md", ".TXT"]), min_size=1, max_size=3)
        .map("".join)
        .filter(lambda name: name[0] != "." and name.lower().endswith((".txt", ".md"))),
        min_size=1,
    )
)
def test_no_two_articles_share_an_id(names: set[str]) -> None:
    corpus = Corpus(Path("nowhere"), tuple(sorted(names)))

    ids = [corpus.doc_id(doc_path) for doc_path in corpus.doc_paths]

    assert len(set(ids)) == len(ids)


def test_loose_files_have_the_folder_they_share_as_their_corpus(tmp_path: Path) -> None:
    fill(tmp_path, {"x/one/a.txt": "a", "x/two/deep/b.md": "b", "x/c.txt": "c"})

    corpus = find_corpus([tmp_path / "x/two/deep/b.md", tmp_path / "x/one/a.txt"])

    assert corpus.root == tmp_path / "x"
    assert corpus.doc_paths == ("one/a.txt", "two/deep/b.md")
    assert not corpus.is_whole


def test_one_loose_file_lies_in_its_own_folder(tmp_path: Path) -> None:
    fill(tmp_path, {"x/a.txt": "a", "x/b.txt": "b"})

    corpus = find_corpus([tmp_path / "x/a.txt"])

    assert (corpus.root, corpus.doc_paths, corpus.is_whole) == (tmp_path / "x", ("a.txt",), False)


def test_a_file_named_twice_or_beside_its_folder_counts_once(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": "a", "b.txt": "b"})

    corpus = find_corpus([tmp_path / "a.txt", tmp_path, tmp_path / "a.txt"])

    assert corpus.doc_paths == ("a.txt", "b.txt")
    assert corpus.is_whole


def test_two_folders_share_the_one_above_and_are_not_all_of_it(tmp_path: Path) -> None:
    fill(tmp_path, {"x/a.txt": "a", "y/b.txt": "b", "z/c.txt": "c"})

    corpus = find_corpus([tmp_path / "x", tmp_path / "y"])

    assert (corpus.root, corpus.doc_paths) == (tmp_path, ("x/a.txt", "y/b.txt"))
    assert not corpus.is_whole


def test_a_path_relative_to_this_folder_or_with_dots_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, {"x/a.txt": "a"})
    monkeypatch.chdir(tmp_path / "x")

    assert find_corpus([Path()]).root == tmp_path / "x"
    assert find_corpus([Path("../x/./a.txt")]).doc_paths == ("a.txt",)


def test_names_with_spaces_and_other_scripts_are_kept_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path, {"two words/a  b.txt": "text", "台湾.md": "text", "e\u0301.txt": "text"})

    corpus = find_corpus([tmp_path])

    assert corpus.doc_paths == ("e\u0301.txt", "two words/a  b.txt", "台湾.md")
    assert corpus.load("two words/a  b.txt").doc_id == "two words/a  b"


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only there")
def test_a_name_that_is_no_unicode_is_listed_with_what_to_do(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("A text of four words")

    corpus = find_corpus([tmp_path])

    assert [os.fsencode(doc_path) for doc_path in corpus.doc_paths] == [b"caf\xe9.txt"]
    assert why_unreadable(corpus, corpus.doc_paths[0]) == ("its name is not UTF-8: rename the file")


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere does not exist"):
        find_corpus([tmp_path / "nowhere"])


def test_a_path_longer_than_the_system_allows_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        find_corpus([tmp_path / ("long" * 100 + ".txt")])


def test_a_folder_without_articles_is_refused_by_name(tmp_path: Path) -> None:
    fill(tmp_path, {"table.csv": "no", ".hidden/a.txt": "no"})

    with pytest.raises(CorpusError, match=r"holds no article") as raised:
        find_corpus([tmp_path])
    assert str(tmp_path) in raised.value.message


def test_a_loose_file_of_another_suffix_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, {"table.csv": "a,b"})

    with pytest.raises(CorpusError, match=r"table\.csv is no article"):
        find_corpus([tmp_path / "table.csv"])


def test_a_folder_with_too_many_files_says_how_to_allow_more(tmp_path: Path) -> None:
    fill(tmp_path, {f"{number}/{number}.txt": "text" for number in range(4)})

    with pytest.raises(CorpusError, match=r"more than 3 files.*--max-files"):
        find_corpus([tmp_path], limit=3)
    assert len(find_corpus([tmp_path], limit=4).doc_paths) == 4


def test_a_folder_with_the_name_of_an_article_is_walked_as_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, {"story.txt/a.txt": "a"})

    corpus = find_corpus([tmp_path])

    assert corpus.doc_paths == ("story.txt/a.txt",)
    assert find_corpus([tmp_path / "story.txt"]).doc_paths == ("a.txt",)


def test_a_folder_that_took_the_place_of_an_article_is_no_article(tmp_path: Path) -> None:
    corpus = find_corpus([fill(tmp_path, {"story.txt": "a"})])
    (tmp_path / "story.txt").unlink()
    (tmp_path / "story.txt").mkdir()

    assert why_unreadable(corpus, "story.txt") == "it is a folder"


@pytest.mark.parametrize("name", ["../secret.txt", "in/../../secret.txt", "x.txt", "", ".", "in"])
def test_no_path_but_an_articles_own_is_opened(tmp_path: Path, name: str) -> None:
    folder = fill(tmp_path / "corpus", {"in/story.txt": "a"})
    fill(tmp_path, {"secret.txt": "secret"})
    corpus = find_corpus([folder])

    for path in (name, str(tmp_path / name), "./in/story.txt"):
        assert why_unreadable(corpus, path) == "it is gone from the folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert why_unreadable(find_corpus([tmp_path]), "pipe.txt") == "it is no regular file"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")

        assert why_unreadable(find_corpus([tmp_path]), "socket.txt") == "it is no regular file"


def test_a_file_over_the_size_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(257 * 1024 * 1024)

    assert why_unreadable(find_corpus([tmp_path]), "huge.txt") == (
        "it has 257 MiB; up to 256 are opened"
    )


def test_an_empty_file_is_an_article_without_text(tmp_path: Path) -> None:
    fill(tmp_path, {"empty.txt": b""})

    article = find_corpus([tmp_path]).load("empty.txt")

    assert (article.text, article.title, article.title_span) == ("", "empty.txt", Span(0, 0))
    assert article.sha256 == sha256(b"").hexdigest()


def test_bytes_that_are_not_utf8_are_refused_with_their_place(tmp_path: Path) -> None:
    fill(tmp_path, {"latin.txt": b"first\nsecond\ncaf" + b"\xe9 society"})

    assert why_unreadable(find_corpus([tmp_path]), "latin.txt") == (
        "it is not UTF-8 (byte 16, line 3): save it as UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_of_unicode_are_refused(tmp_path: Path, encoding: str) -> None:
    byte_order_mark = "" if encoding in {"utf-16", "utf-32"} else "\ufeff"
    fill(tmp_path, {"wide.txt": (byte_order_mark + "Some text").encode(encoding)})

    assert "UTF-16" in why_unreadable(find_corpus([tmp_path]), "wide.txt")


def test_a_file_with_nul_bytes_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, {"binary.txt": b"text\0more"})

    assert "NUL" in why_unreadable(find_corpus([tmp_path]), "binary.txt")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xef\xbb\xbfAfter a mark", "After a mark"),
        (b"\xef\xbb\xbf", ""),
        (b"\xef\xbb\xbf\xef\xbb\xbfx", "\ufeffx"),
        (b"in \xef\xbb\xbf it", "in \ufeff it"),
        (b"one\r\ntwo\r\n", "one\ntwo\n"),
        (b"one\rtwo\r\rthree", "one\ntwo\n\nthree"),
        (b"one\n\rtwo\r\r\nthree", "one\n\ntwo\n\nthree"),
        (b"  blanks\tand tabs \n", "  blanks\tand tabs \n"),
        ("e\u0301 ﬁ ½ \u00a0 \u2028 \x0b \x85".encode(), "e\u0301 ﬁ ½ \u00a0 \u2028 \x0b \x85"),
    ],
)
def test_only_the_mark_and_the_line_ends_are_changed_in_a_text(
    tmp_path: Path, raw: bytes, text: str
) -> None:
    assert load_bytes(tmp_path, raw) == text


def test_the_hash_is_that_of_the_raw_bytes(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbfone\r\ntwo"
    fill(tmp_path, {"a.txt": raw})

    assert find_corpus([tmp_path]).load("a.txt").sha256 == sha256(raw).hexdigest()


def test_a_link_to_its_own_folder_is_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, {"in/a.txt": "a"})
    (tmp_path / "in" / "again").symlink_to(tmp_path)

    assert find_corpus([tmp_path]).doc_paths == ("in/a.txt",)


def test_a_link_to_itself_can_not_be_read_and_the_rest_can(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": "a"})
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")

    corpus = find_corpus([tmp_path])

    assert corpus.doc_paths == ("a.txt", "loop.txt")
    assert why_unreadable(corpus, "loop.txt").startswith("it can't be read: ")
    assert corpus.load("a.txt").text == "a"
    with pytest.raises(CorpusError, match=r"loop\.txt can't be opened"):
        find_corpus([tmp_path / "loop.txt"])


def test_a_link_to_an_article_is_read_through(tmp_path: Path) -> None:
    fill(tmp_path, {"else/a.txt": "a", "corpus/b.txt": "b"})
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "else/a.txt")

    corpus = find_corpus([tmp_path / "corpus"])

    assert corpus.doc_paths == ("b.txt", "link.txt")
    assert corpus.load("link.txt").text == "a"


def test_an_article_deleted_meanwhile_is_gone_and_has_no_signature(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": "a"})
    corpus = find_corpus([tmp_path])
    assert corpus.signature("a.txt") is not None
    (tmp_path / "a.txt").unlink()

    assert why_unreadable(corpus, "a.txt") == "it is gone from the folder"
    assert corpus.signature("a.txt") is None


def test_the_signature_tells_a_changed_file_from_the_old_one(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": "one"})
    corpus = find_corpus([tmp_path])
    before = corpus.signature("a.txt")
    assert corpus.signature("a.txt") == before

    fill(tmp_path, {"a.txt": "longer"})

    assert corpus.signature("a.txt") != before


def test_the_titles_of_the_seeds_are_their_headlines(seeds: Path) -> None:
    corpus = find_corpus([seeds])

    assert {doc_path: corpus.load(doc_path).title for doc_path in corpus.doc_paths} == TITLES


def test_the_title_span_of_a_seed_is_its_headline_in_the_text(seeds: Path) -> None:
    corpus = find_corpus([seeds])

    for doc_path, title in TITLES.items():
        article = corpus.load(doc_path)
        assert article.text[slice(*article.title_span)] == title
    assert corpus.load("003_50823aa4b1df31b8.txt").title_span.start == len("No menu items!\n\n")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("One\n\nThis line has four\nAnother line of four", "This line has four"),
        ("\n  \nOnly three words\nTwo more", "Only three words"),
        ("\n\u00a0\u3000\n\n", "named.md"),
        ("## A heading in Markdown ##\n\ntext", "A heading in Markdown ##"),
        ("#\n\ntext", "named.md"),
        ("  \t Set in from the left \t\nmore", "Set in from the left"),
        pytest.param("x" * 1000, "x" * 300, id="long"),
    ],
)
def test_the_title_is_the_first_line_of_four_words_else_the_first_else_the_name(
    text: str, title: str
) -> None:
    assert title_of(text, "in/named.md") == title


def test_a_line_of_very_many_blanks_is_blank_and_no_title() -> None:
    text = " " * 5000 + "\nShort title\n"

    assert text[slice(*title_span(text))] == "Short title"
    assert title_of(text, "named.md") == "Short title"


def test_a_title_is_found_behind_very_many_blanks() -> None:
    assert title_of(" " * 5000 + "Far in from the left", "named.md") == "Far in from the left"


@given(st.text(st.sampled_from("ab #\n\t\u00a0\u2003é"), max_size=60))
def test_the_title_span_is_one_whole_line_without_its_blanks(text: str) -> None:
    lines = [line.strip() for line in text.split("\n")]
    long_enough = [line for line in lines if len(line.split()) >= 4]
    expected = (long_enough or [line for line in lines if line] or [""])[0]

    assert text[slice(*title_span(text))] == expected


@given(st.text(), st.integers(1, 7))
def test_a_file_in_pieces_is_decoded_as_a_whole_one(text: str, size: int) -> None:
    raw = text.replace("\0", "").encode("utf-8", "replace")
    pieces = [raw[first : first + size + 1] for first in range(0, len(raw), size + 1)]
    assert canonical_text_of(pieces) == canonical_text(raw)


@given(st.binary(max_size=40), st.integers(2, 7))
def test_what_is_wrong_with_a_file_is_told_alike_in_pieces(raw: bytes, size: int) -> None:
    raw = b"a\n" + raw.replace(b"\0", b"")
    pieces = [raw[first : first + size] for first in range(0, len(raw), size)]
    assert _told(pieces) == _told([raw])


def _told(pieces: list[bytes]) -> str:
    try:
        return canonical_text_of(pieces)
    except UnreadableArticleError as error:
        return error.message

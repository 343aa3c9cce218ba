import json
import os
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from annotations.corpus import find_corpus
from annotations.dating import ArticleDate
from annotations.editing import Editor
from annotations.listing import Summary
from annotations.listing_cache import cache_path
from annotations.names import shard_name
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace

FIRST, SECOND, THIRD = (
    "000_4639da8ab6d43468.txt",
    "001_7c6ecce82cfce62d.txt",
    "002_256b186bb6b1ee91.txt",
)
FIRST_DATE = "2024-01-11"
FIRST_TITLE = "Beijing's clear signal to Washington: We will never compromise on Taiwan"

EARLY, LATE = date(2021, 11, 25), date(2024, 2, 29)

_opened: list[str] | None = None


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], str | os.PathLike):
        _opened.append(os.fspath(arguments[0]))


sys.addaudithook(_listen)


@contextmanager
def opened_files() -> Iterator[list[str]]:
    """The names of all articles and files of marks that are opened meanwhile."""
    global _opened
    found: list[str] = []
    _opened = []
    try:
        yield found
    finally:
        names = [os.path.basename(name) for name in _opened]
        lists = os.path.basename(cache_path(Path("x")).parent)
        found += [
            name
            for name, path in zip(names, _opened, strict=True)
            if name.endswith((".txt", ".md", ".json")) and Path(path).parent.name != lists
        ]
        _opened = None


def listed(folder: Path, *paths: Path, batch: int = 2) -> dict[str, Summary]:
    """All summaries of a corpus; what comes last of an article counts."""
    workspace = open_workspace([*paths] or [folder], "ana")
    return {it.doc_path: it for some in workspace.listing.summaries(batch) for it in some}


def counts(folder: Path, doc_path: str = FIRST) -> dict[str, int]:
    return dict(listed(folder)[doc_path].counts)


def settle(folder: Path) -> None:
    """Let all files be some time old, each another."""
    old = time.time_ns() - 60 * 10**9
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if path.is_file():
            os.utime(path, ns=(old + number, old + number))


def files_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def store_of(folder: Path) -> FileStore:
    return FileStore(folder / ".sidemark", in_background=False)


def mark(folder: Path, label: str, *, by: str = "ana", start: int = 0, fold: bool = True) -> None:
    """Mark a span of the first article, as another process would."""
    store = store_of(folder)
    article = find_corpus([folder]).load(FIRST)
    Editor(store, by).tag(article, Span(start, start + 5), label)
    if fold:
        store.flush()


@pytest.fixture
def marked(corpus_copy: Path) -> Path:
    """The five articles, a claim and a quote in the first, all of it a minute old."""
    mark(corpus_copy, "claim")
    mark(corpus_copy, "quote", by="bob", start=20)
    settle(corpus_copy)
    return corpus_copy


def test_titles_and_counts_are_the_same_the_second_time(marked: Path) -> None:
    first, second = listed(marked), listed(marked)

    assert second == first
    assert list(second) == sorted(path.name for path in marked.glob("*.txt"))
    assert second[FIRST] == Summary(FIRST, FIRST_TITLE, {"claim": 1, "quote": 1}, stated=FIRST_DATE)
    assert second[SECOND].counts == {}
    workspace = open_workspace([marked], "ana")
    assert second == {path: workspace.summarise(path) for path in workspace.corpus.doc_paths}


def test_the_second_time_no_article_and_no_file_of_marks_is_opened(marked: Path) -> None:
    with opened_files() as first:
        listed(marked)
    with opened_files() as second:
        listed(marked)

    assert len(first) == 5 + 2
    assert second == []


def test_only_what_changed_is_opened(marked: Path) -> None:
    listed(marked)
    (marked / SECOND).write_text("Now another title stands here")

    with opened_files() as opened:
        assert listed(marked)[SECOND].title == "Now another title stands here"

    assert opened == [SECOND]


def test_what_has_not_changed_is_not_written_again(marked: Path) -> None:
    listed(marked)
    before = cache_path(marked).stat()

    listed(marked)

    assert cache_path(marked).stat().st_ino == before.st_ino
    assert cache_path(marked).stat().st_mtime_ns == before.st_mtime_ns


def write_in_place(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)


def write_with_the_old_time(path: Path, raw: bytes) -> None:
    old = path.stat().st_mtime_ns
    other = path.with_name("other")
    other.write_bytes(raw)
    os.utime(other, ns=(old, old))
    other.replace(path)


@pytest.mark.parametrize("write", [write_in_place, write_with_the_old_time])
def test_an_article_that_changed_without_changing_its_size_is_read_again(
    marked: Path, write: Callable[[Path, bytes], None]
) -> None:
    listed(marked)
    raw = (marked / FIRST).read_bytes()

    write(marked / FIRST, raw.replace(b"Beijing", b"Peiking", 1))

    assert listed(marked)[FIRST].title == FIRST_TITLE.replace("Beijing", "Peiking", 1)


def test_a_file_that_changed_a_moment_ago_is_not_relied_on(marked: Path) -> None:
    path = marked / FIRST
    raw, now = path.read_bytes(), time.time_ns()
    os.utime(path, ns=(now, now))
    listed(marked)

    path.write_bytes(raw.replace(b"Beijing", b"Peiking", 1))
    os.utime(path, ns=(now, now))

    assert listed(marked)[FIRST].title == FIRST_TITLE.replace("Beijing", "Peiking", 1)


def give_date(folder: Path, day: date | None, by: str = "ana") -> None:
    store_of(folder).set_article_date(FIRST, by, day)


def test_dates_are_those_given_else_those_stated_and_the_same_the_second_time(marked: Path) -> None:
    give_date(marked, EARLY, "bob")
    settle(marked)
    for _ in range(2):
        found = listed(marked)
        assert found[FIRST].date == ArticleDate(EARLY, is_given=True, whose="bob")
        assert found[THIRD].date == ArticleDate(EARLY, is_given=False)
        assert found[SECOND].date is None
    workspace = open_workspace([marked], "ana")
    assert found == {path: workspace.summarise(path) for path in workspace.corpus.doc_paths}

    give_date(marked, LATE)
    assert listed(marked)[FIRST].date == ArticleDate(LATE, is_given=True, whose="ana")
    give_date(marked, None)
    give_date(marked, None, "bob")
    assert listed(marked)[FIRST].date == ArticleDate(date(2024, 1, 11), is_given=False)


def test_a_date_that_is_known_opens_no_file(marked: Path) -> None:
    give_date(marked, LATE)
    settle(marked)
    first = listed(marked)

    with opened_files() as opened:
        assert listed(marked) == first

    assert opened == []


def test_an_article_that_changed_states_another_date(marked: Path) -> None:
    listed(marked)
    (marked / SECOND).write_text("Now another title stands here\n\n25 November 2021\n\nIt rains.")
    assert listed(marked)[SECOND].date == ArticleDate(EARLY, is_given=False)


def test_new_articles_come_in_and_those_that_are_gone_are_forgotten(marked: Path) -> None:
    listed(marked)
    (marked / FIRST).unlink()
    (marked / "in").mkdir()
    (marked / "in" / "new.md").write_text("# One more article now")

    found = listed(marked)

    assert FIRST not in found
    assert found["in/new.md"] == Summary("in/new.md", "One more article now", {})
    assert found[SECOND].title.startswith("Beijing will")
    assert FIRST.encode() not in cache_path(marked).read_bytes()
    assert listed(marked) == found


def test_marks_made_since_are_counted_folded_or_not(marked: Path) -> None:
    assert counts(marked) == {"claim": 1, "quote": 1}

    mark(marked, "date", start=40, fold=False)
    assert counts(marked) == {"claim": 1, "quote": 1, "date": 1}
    assert counts(marked) == {"claim": 1, "quote": 1, "date": 1}
    mark(marked, "date", by="eve", start=60, fold=False)
    assert counts(marked) == {"claim": 1, "quote": 1, "date": 2}

    assert open_workspace([marked], "ana").recover()
    settle(marked)
    for _ in range(3):
        assert counts(marked) == {"claim": 1, "quote": 1, "date": 2}


def test_what_is_only_in_a_log_is_not_kept(marked: Path) -> None:
    mark(marked, "date", start=40, fold=False)
    assert counts(marked) == {"claim": 1, "quote": 1, "date": 1}

    for path in (marked / ".sidemark/history").iterdir():
        path.unlink()

    assert counts(marked) == {"claim": 1, "quote": 1}


def test_a_deleted_file_of_marks_counts_no_more(marked: Path) -> None:
    listed(marked)

    (marked / ".sidemark/marks/bob" / shard_name(FIRST)).unlink()

    assert counts(marked) == {"claim": 1}
    assert counts(marked) == {"claim": 1}


def test_what_is_marked_while_the_list_is_read_comes_last(marked: Path) -> None:
    batches = open_workspace([marked], "ana").listing.summaries(1)
    assert next(batches)[0].counts == {"claim": 1, "quote": 1}

    mark(marked, "error", start=40)

    (last,) = list(batches)[-1]
    assert (last.doc_path, last.counts) == (FIRST, {"claim": 1, "quote": 1, "error": 1})
    assert counts(marked) == {"claim": 1, "quote": 1, "error": 1}


def test_marks_in_a_named_store_are_counted_there(marked: Path, tmp_path: Path) -> None:
    listed(marked)
    elsewhere = open_workspace([marked], "ana", store=tmp_path / "store")

    assert all(not it.counts for some in elsewhere.listing.summaries() for it in some)
    with opened_files() as opened:
        assert counts(marked) == {"claim": 1, "quote": 1}
    assert opened == []


def test_files_named_one_by_one_take_nothing_from_the_rest(marked: Path) -> None:
    listed(marked)

    some = listed(marked, marked / SECOND, marked / FIRST)
    with opened_files() as opened:
        found = listed(marked)

    assert list(some) == [FIRST, SECOND]
    assert some[FIRST] == found[FIRST]
    assert len(found) == 5
    assert opened == []


def test_nothing_is_written_to_the_corpus(corpus_copy: Path) -> None:
    before = files_below(corpus_copy)

    listed(corpus_copy)
    listed(corpus_copy)

    assert files_below(corpus_copy) == before
    assert not (corpus_copy / ".sidemark").exists()


# -- problems


def test_why_a_file_is_no_article_is_remembered(marked: Path) -> None:
    (marked / "latin.txt").write_bytes("Café".encode("latin-1"))
    settle(marked)
    first = listed(marked)

    with opened_files() as opened:
        assert listed(marked) == first

    assert opened == []
    assert "not UTF-8" in first["latin.txt"].problem


def test_what_could_not_be_got_at_is_tried_again(marked: Path, tmp_path: Path) -> None:
    (marked / "link.txt").symlink_to(tmp_path / "target")
    assert listed(marked)["link.txt"].problem == "it is gone from the folder"
    (marked / "folder.txt").symlink_to(marked)

    (tmp_path / "target").write_text("Four words as title")

    assert listed(marked)["link.txt"] == Summary("link.txt", "Four words as title", {})


def test_a_damaged_file_of_marks_is_told_of_until_it_is_mended(marked: Path) -> None:
    path = marked / ".sidemark/marks/ana" / shard_name(FIRST)
    raw = path.read_bytes()
    listed(marked)

    path.write_bytes(b"{")
    settle(marked)
    for _ in range(2):
        assert "is damaged" in listed(marked)[FIRST].problem
        assert listed(marked)[SECOND].problem == ""
    path.write_bytes(raw)

    assert listed(marked)[FIRST] == Summary(
        FIRST, FIRST_TITLE, {"claim": 1, "quote": 1}, stated=FIRST_DATE
    )


@pytest.mark.parametrize("label", [["claim"], {"claim": 1}, 5, None, True])
def test_a_label_that_is_no_text_is_not_counted(marked: Path, label: object) -> None:
    path = marked / ".sidemark/marks/ana" / shard_name(FIRST)
    tables = json.loads(path.read_text())
    for document in tables["annotations"].values():
        document["label"] = label
    path.write_text(json.dumps(tables))
    settle(marked)

    for _ in range(2):
        assert counts(marked) == {"quote": 1}


def test_a_history_that_can_not_be_read_is_told_of(marked: Path) -> None:
    listed(marked)
    history = marked / ".sidemark/history"
    history.rename(marked / ".sidemark/kept")
    history.write_text("no folder")

    assert "history can't be read" in listed(marked)[FIRST].problem
    history.unlink()
    assert counts(marked) == {"claim": 1, "quote": 1}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names have to be text there")
def test_a_name_that_is_no_text_does_not_keep_the_others_from_being_remembered(
    marked: Path,
) -> None:
    Path(os.fsdecode(os.fsencode(marked) + b"/caf\xe9.txt")).write_text("Four words as title")
    settle(marked)
    first = listed(marked)

    with opened_files() as opened:
        assert listed(marked) == first

    assert opened == []
    assert first[os.fsdecode(b"caf\xe9.txt")].problem == "its name is not UTF-8: rename the file"


# -- the file it is remembered in


@dataclass
class Kept:
    """The parts of the file in which a list is remembered."""

    record: dict[str, Any]
    columns: list[list[str]]

    @classmethod
    def of(cls, marked: Path) -> "Kept":
        listed(marked)
        record, *columns = cache_path(marked).read_bytes().split(b"\xff")
        return cls(json.loads(record), [column.decode().split("\0") for column in columns])

    def write(self, marked: Path) -> None:
        columns = ["\0".join(column).encode() for column in self.columns]
        raw = b"\xff".join([json.dumps(self.record).encode(), *columns])
        cache_path(marked).write_bytes(raw)

    @property
    def folder(self) -> Any:
        return next(iter(self.record["marks"].values()))

    def change(self, key: str | int, make: Callable[[bytes], bytes]) -> None:
        """Put other numbers in place of those of the articles, or of a folder of marks."""
        holder: Any = self.record if isinstance(key, str) else self.folder
        holder[key] = b64encode(make(b64decode(holder[key]))).decode()

    def lie(self) -> None:
        """Have other titles than the articles, so that it shows whether they are used."""
        self.columns[2] = ["a lie"] * 5


def test_what_is_remembered_is_used(marked: Path) -> None:
    kept = Kept.of(marked)
    kept.lie()
    kept.write(marked)

    assert {it.title for it in listed(marked).values()} == {"a lie"}


CHANGES: dict[str, Callable[[Kept], object]] = {
    "a later version": lambda it: it.record.update(schema=f"listing/3 {sys.byteorder}"),
    "an earlier version": lambda it: it.record.update(schema=f"listing/1 {sys.byteorder}"),
    "another machine": lambda it: it.record.update(schema="listing/2 middle"),
    "no version": lambda it: it.record.pop("schema"),
    "another corpus": lambda it: it.record.update(corpus="/somewhere/else"),
    "no signatures": lambda it: it.record.pop("signatures"),
    "signatures that are none": lambda it: it.record.update(signatures="a lie"),
    "signatures in a list": lambda it: it.record.update(signatures=[1, 2, 3] * 5),
    "half a signature": lambda it: it.change("signatures", lambda raw: raw[:-8]),
    "half a number": lambda it: it.change("signatures", lambda raw: raw[:-1]),
    "signatures too many": lambda it: it.change("signatures", lambda raw: raw * 2),
    "no texts": lambda it: it.columns.clear(),
    "a text too few": lambda it: it.columns[1].pop(),
    "a text too many": lambda it: it.columns[4].append(""),
    "a row of texts too few": lambda it: [column.pop() for column in it.columns],
    "a column too few": lambda it: it.columns.pop(),
    "a column too many": lambda it: it.columns.append(it.columns[0]),
    "a path twice": lambda it: it.columns[0].__setitem__(0, it.columns[0][1]),
    "counts that are none": lambda it: it.record["counts"].__setitem__(0, ["claim"]),
    "counts of no number": lambda it: it.record["counts"].__setitem__(0, {"claim": "many"}),
    "marks that are none": lambda it: it.record.update(marks=[1]),
    "a folder that is none": lambda it: it.record["marks"].update(x=5),
    "a folder of too much": lambda it: it.folder.append([]),
    "a number below": lambda it: it.change(1, lambda raw: b"\xff" * 8 + raw[8:]),
    "a number beyond": lambda it: it.change(1, lambda raw: b"\x11" * 8 + raw[8:]),
    "a missing number": lambda it: it.change(1, lambda raw: raw[8:]),
    "a stated date that is none": lambda it: it.columns[3].__setitem__(0, "2024-02-30"),
    "given dates that are none": lambda it: it.folder.__setitem__(2, ["2024-01-10"]),
    "a given date that is none": lambda it: it.folder[2].update(x=["ana", "soon", ""]),
    "a given date of nobody": lambda it: it.folder[2].update(x=["2024-01-10"]),
    "no given dates": lambda it: it.folder.pop(),
    "a missing signature": lambda it: it.change(0, lambda raw: raw[24:]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_is_not_what_it_should_be_is_ignored_and_replaced(
    marked: Path, change: Callable[[Kept], object]
) -> None:
    expected = listed(marked)
    kept = Kept.of(marked)
    kept.lie()
    change(kept)
    kept.write(marked)

    assert listed(marked) == expected
    with opened_files() as opened:
        assert listed(marked) == expected
    assert opened == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"null",
        b"[]",
        b"5",
        b"\xff\xfe",
        b'"listing/1"',
        b"[" * 100_000,
        b'{"schema":"listing/1","corpus":' + b"9" * 10_000 + b"}",
        b'{"schema":"listing/1","corpus":"x"}\xff\0\xfe\xff\0\xff\0',
    ],
    ids=repr,
)
def test_garbage_is_ignored(marked: Path, raw: bytes) -> None:
    expected = listed(marked)
    cache_path(marked).write_bytes(raw)

    assert listed(marked) == expected


def test_a_file_cut_off_anywhere_is_ignored(marked: Path) -> None:
    expected = listed(marked)
    raw = cache_path(marked).read_bytes()

    for length in range(0, len(raw), 61):
        cache_path(marked).write_bytes(raw[:length])
        assert listed(marked) == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_in_its_place_is_not_waited_for(marked: Path) -> None:
    expected = listed(marked)
    cache_path(marked).unlink()
    os.mkfifo(cache_path(marked))

    assert listed(marked) == expected


def test_one_that_is_too_large_is_ignored(marked: Path) -> None:
    expected = listed(marked)
    with open(cache_path(marked), "r+b") as file:
        file.truncate(10**12)

    assert listed(marked) == expected


def test_a_cache_folder_that_can_not_be_written_to_does_no_harm(marked: Path) -> None:
    cache_path(marked).parent.parent.write_text("no folder")

    assert counts(marked) == {"claim": 1, "quote": 1}
    assert counts(marked) == {"claim": 1, "quote": 1}


def test_nothing_is_kept_of_a_list_that_was_not_read_to_its_end(marked: Path) -> None:
    batches = open_workspace([marked], "ana").listing.summaries(1)
    next(batches)
    batches.close()  # type: ignore[attr-defined]

    assert not cache_path(marked).exists()

"""Stores that somebody has tampered with: nothing is lost, and nothing outside is touched."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations.corpus import find_corpus
from annotations.errors import StoreError
from annotations.names import shard_name
from annotations.store import FileStore, find_store
from annotations.store import fold as folding
from annotations.store import log as logs
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.making import MakeEditor
from tests.marks import changed_mark, deleted, made, made_mark, noted

HERE, THERE = made_mark(1), made_mark(2, "b.txt")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus" / ".sidemark"


@pytest.fixture(autouse=True)
def _never_hanging() -> Iterator[None]:
    def hang(*_arguments: object) -> None:
        raise AssertionError("it hung")

    signal.signal(signal.SIGALRM, hang)
    signal.alarm(60)
    yield
    signal.alarm(0)


def opened(root: Path, **keywords: Any) -> FileStore:
    return FileStore(root, in_background=False, **keywords)


def shard(root: Path, doc_path: str) -> Path:
    return root / "marks" / "ana" / shard_name(doc_path)


def tables(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {it.name: it.read_bytes() for it in folder.iterdir() if it.is_file()}


def test_recovering_touches_nothing_behind_a_link(root: Path, tmp_path: Path) -> None:
    (outside := tmp_path / "outside").mkdir()
    (outside / "data.jsonl").write_bytes(b'{"my": "precious"}\n{"second": "no newline"}')
    (outside / "one.jsonl").write_bytes(b"no newline at all")
    root.mkdir()
    (root / "history").symlink_to(outside)
    before = files(outside)

    assert "is a link" in opened(root).recover()

    assert files(outside) == before


def test_a_history_that_becomes_a_link_while_running_is_not_written_through(
    root: Path, tmp_path: Path
) -> None:
    (outside := tmp_path / "outside").mkdir()
    store = opened(root)
    store.record(made(HERE))
    store.flush()
    (root / "history").rename(tmp_path / "old")
    (root / "history").symlink_to(outside)

    with pytest.raises(StoreError):
        store.record(made(THERE))
    store.flush()

    assert files(outside) == {}


def test_marks_behind_a_link_are_not_read_nor_handed_on(root: Path, tmp_path: Path) -> None:
    private = opened(tmp_path / "private")
    private.record(made(HERE))
    private.flush()
    (root / "marks").mkdir(parents=True)
    (root / "marks" / "ana").symlink_to(tmp_path / "private" / "marks" / "ana")

    store = opened(root)

    assert list(store.everything()) == []
    assert list(store.annotations("a.txt")) == []
    (problem,) = store.problems()
    assert str(root / "marks" / "ana") in problem.message


def test_a_store_that_is_a_link_leading_out_is_neither_written_nor_read(tmp_path: Path) -> None:
    (corpus := tmp_path / "corpus").mkdir()
    (tmp_path / "outside").mkdir()
    (corpus / ".sidemark").symlink_to(tmp_path / "outside")

    place = find_store(corpus)

    assert corpus not in place.write.parents
    assert place.also_read == ()
    assert "leads out" in place.notice


def test_a_pipe_for_lines_set_aside_is_not_waited_for(root: Path) -> None:
    (root / "history").mkdir(parents=True)
    header = '{"schema":"history/1","log":"x","base":0}\n'
    (root / "history" / "mallory.jsonl").write_text(f"{header}garbage\n")
    os.mkfifo(root / "history" / "mallory.set-aside")

    assert "can't be put in place" in opened(root).recover()


def test_what_is_appended_while_a_log_without_header_is_set_aside_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(root), opened(root)
    store.record(made(HERE))
    log = root / "history" / "ana.jsonl"
    log.write_bytes(b"garbage\n" + log.read_bytes().split(b"\n", 1)[1])
    written = folding._write

    def write_and_be_overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(folding, "_write", written)
        done = written(*arguments)
        other.record(made(THERE))
        return done

    monkeypatch.setattr(folding, "_write", write_and_be_overtaken)
    opened(root).recover()

    assert list(opened(root).everything()) == [HERE, THERE]
    assert len(tables(shard(root, "b.txt"))["annotations"]) == 1


def test_a_file_that_can_not_be_written_takes_back_nothing_in_others(root: Path) -> None:
    stuck = made_mark(3, "stuck.txt")
    store = opened(root)
    store.record(made(THERE, stuck))
    store.flush()
    store.record(made(HERE))
    store.record(noted(stuck, "new"))
    path = shard(root, "stuck.txt")
    newer = path.read_text().replace("marks/1", "marks/9")
    path.write_text(newer)
    with pytest.raises(StoreError, match="newer"):
        store.flush()
    assert len(tables(shard(root, "a.txt"))["annotations"]) == 1
    # The mark is deleted on another machine, and that file comes by git.
    emptied = tables(shard(root, "a.txt"))
    emptied["annotations"] = {}
    shard(root, "a.txt").write_text(json.dumps(emptied))

    for fresh in (opened(root), opened(root)):
        assert list(fresh.annotations("a.txt")) == []
        assert "newer" in fresh.recover()
        assert tables(shard(root, "a.txt"))["annotations"] == {}
    assert path.read_text() == newer
    # What is done to it afterwards counts.
    store.record(made(made_mark(4)))
    with pytest.raises(StoreError):
        store.flush()
    assert [it.id for it in opened(root).annotations("a.txt")] == [made_mark(4).id]
    path.write_text(newer.replace("marks/9", "marks/1"))
    assert opened(root).recover().startswith("recovered")
    assert [it.note for it in opened(root).annotations("stuck.txt")] == ["new"]


def test_one_id_under_two_numbers_is_deleted_and_changed_under_both(root: Path) -> None:
    for change in (deleted(HERE), noted(HERE, "new")):
        store = opened(root)
        store.record(made(HERE))
        store.flush()
        twice = tables(shard(root, "a.txt"))
        twice["annotations"]["77"] = next(iter(twice["annotations"].values()))
        shard(root, "a.txt").write_text(json.dumps(twice))

        store.record(change)
        store.flush()

        assert list(opened(root).everything()) == list(store.everything())
        for mark in list(store.everything()):
            store.record(deleted(mark))
            store.flush()
        assert tables(shard(root, "a.txt"))["annotations"] == {}


def test_what_could_not_be_read_back_is_refused(root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.flush()
    nested: Any = 1
    for _ in range(197):
        nested = [nested]
    deep = tables(shard(root, "a.txt"))
    for record in deep["annotations"].values():
        record["later"] = nested
    shard(root, "a.txt").write_text(json.dumps(deep))
    (mark,) = opened(root).annotations("a.txt")

    with pytest.raises(StoreError, match="stays as"):
        opened(root).record(deleted(mark))

    assert list(opened(root).annotations("a.txt")) == [mark]


def test_lines_are_set_aside_once_however_often_folding_fails(root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.flush()
    newer = shard(root, "a.txt").read_text().replace("marks/1", "marks/9")
    store.record(noted(HERE, "new"))
    shard(root, "a.txt").write_text(newer)
    with open(root / "history" / "ana.jsonl", "ab") as log:
        log.write(b"garbage\n")
    for _ in range(3):
        with pytest.raises(StoreError):
            store.flush()

    shard(root, "a.txt").write_text(newer.replace("marks/9", "marks/1"))
    store.flush()

    assert (root / "history" / "ana.set-aside").read_bytes() == b"garbage\n"


def test_a_history_that_was_taken_away_keeps_nobody_from_the_disk(root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.record(made(made_mark(5, annotator="zoe")))
    (root / "history" / "zoe.jsonl").unlink()

    store.flush()

    assert len(tables(shard(root, "a.txt"))["annotations"]) == 1


def test_the_text_is_kept_again_after_the_store_was_taken_away(
    corpus_copy: Path, make_editor: MakeEditor
) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    reading = workspace.read(workspace.corpus.doc_paths[0], 100)
    reading.tag("error")
    workspace.store.flush()
    (corpus_copy / ".sidemark").rename(corpus_copy.parent / "gone")
    reading.refresh()
    reading.move_to(300)
    reading.tag("error")
    workspace.store.flush()

    assert opened(corpus_copy / ".sidemark").text(reading.article.sha256) == reading.text
    assert workspace.store.close() == ""


def test_a_text_that_can_not_be_kept_keeps_no_mark_from_its_place_and_is_told_of(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    root.mkdir()
    (root / "texts").symlink_to(tmp_path / "outside")
    store = opened(root)
    store.keep_text("0" * 64, "xxx")
    store.record(made(HERE))

    for _ in range(2):
        with pytest.raises(StoreError, match="is a link"):
            store.flush()
        assert "is a link" in store.trouble
        assert len(tables(shard(root, "a.txt"))["annotations"]) == 1
    (root / "texts").unlink()
    store.flush()

    assert store.trouble == ""
    assert opened(root).text("0" * 64) == "xxx"


def test_a_history_is_shortened_also_where_single_operations_are_enormous(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "LARGEST", 100_000)
    monkeypatch.setattr(logs, "SIZE_LIMIT", 300_000)
    mark = made_mark(1, length=10_000)
    store = opened(root, rotate_above=10_000)
    store.record(made(mark))
    for number in range(60):
        changed = changed_mark(mark, note=str(number))
        store.record(noted(mark, str(number)))
        mark = changed
        if number % 5 == 4:
            store.flush()

    assert (root / "history" / "ana.jsonl").stat().st_size < 300_000
    assert [it.note for it in opened(root).everything()] == ["59"]


def test_a_history_that_would_grow_too_large_to_be_read_takes_no_more(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "SIZE_LIMIT", 5_000)
    store = opened(root)
    store.record(made(HERE))

    with pytest.raises(StoreError, match="full"):
        store.record(made(made_mark(2, length=10_000)))

    assert list(opened(root).everything()) == [HERE]


def test_a_folder_that_looks_like_a_left_over_file_stops_no_recovery(root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    (root / ".x.tmp").mkdir()

    assert "recovered 1 change" in opened(root).recover()


def test_an_empty_gitignore_is_filled(root: Path) -> None:
    root.mkdir()
    (root / ".gitignore").touch()

    opened(root).record(made(HERE))

    assert b"history/" in (root / ".gitignore").read_bytes()


def test_a_history_of_a_later_version_stays_as_it_is_to_the_byte(root: Path) -> None:
    (root / "history").mkdir(parents=True)
    newer = b'{"schema":"history/2","log":"x","base":0}\n{"half'
    (root / "history" / "ana.jsonl").write_bytes(newer)

    assert "newer" in opened(root).recover()

    assert (root / "history" / "ana.jsonl").read_bytes() == newer


@pytest.mark.parametrize("name", ["marks/2.1", "marks/9999999999", "marks/", "marks/x"])
def test_a_version_that_we_would_not_give_is_taken_for_a_newer_one(name: str, root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.flush()
    path = shard(root, "a.txt")
    path.write_text(path.read_text().replace("marks/1", name))

    with pytest.raises(StoreError, match="newer"):
        store.record(noted(HERE, "new"))


def test_segments_that_are_none_do_no_harm_in_a_changed_article(
    corpus_copy: Path, make_editor: MakeEditor
) -> None:
    store = FileStore(corpus_copy / ".sidemark", in_background=False)
    article = find_corpus([corpus_copy]).load(find_corpus([corpus_copy]).doc_paths[0])
    make_editor(store, "ana").tag(article, Span(200, 230), "claim")
    store.flush()
    (path,) = store.root.glob("marks/*/*.json")
    path.write_text(path.read_text().replace('"segments":""', f'"segments":"{"9" * 5000}"'))
    file = corpus_copy / article.doc_path
    file.write_text(f"NEW. {file.read_text()}")

    (mark,) = open_workspace([corpus_copy], "ana").annotations()

    assert (mark.start, mark.segments) == (205, "")

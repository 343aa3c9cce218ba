"""A store on a full, failing, read-only, damaged or hostile disk: nothing kept is lost."""

import builtins
import errno
import io
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.corpus import Article, find_corpus
from annotations.editing import Editor
from annotations.errors import EditError, StoreError
from annotations.history import Operation
from annotations.model import Annotation, Change
from annotations.names import annotator_folder, shard_name
from annotations.store import FileStore, fold
from annotations.store.log import Log, Part
from annotations.text.span import Span
from tests.marks import changed_mark, deleted, made, made_mark, noted, redoing, undoing

FIRST, SECOND = "a.txt", "in/b.md"
HERE, THERE, HIS = made_mark(1, FIRST), made_mark(2, SECOND), made_mark(3, FIRST, annotator="bob")
TOP = Path(__file__).parent.parent.parent
LONGEST = 30
PATIENCE = 15.0


@pytest.fixture(autouse=True)
def _nothing_hangs() -> Iterator[None]:
    """Whatever waits for ever, on a pipe or a lock, fails instead."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def fail(_number: int, _frame: object) -> None:
        raise AssertionError(f"it hung for {LONGEST} seconds")

    earlier = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, earlier)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "any").mkdir()
    return tmp_path / "any" / ".sidemark"


@pytest.fixture
def store(root: Path) -> FileStore:
    return opened(root)


def opened(root: Path, rotate_above: int = 1 << 30) -> FileStore:
    return FileStore(root, in_background=False, rotate_above=rotate_above)


def everything(root: Path) -> list[Annotation]:
    """What another process sees now."""
    return list(opened(root).everything())


def in_files(root: Path) -> list[dict[str, Any]]:
    """What stock TinyDB reads."""
    found: list[dict[str, Any]] = []
    for path in sorted(root.glob("marks/*/*.json")):
        with TinyDB(path) as database:
            found += [dict(it) for it in database.table("annotations").all()]
    return sorted(found, key=lambda it: str(it["id"]))


def as_records(*marks: Annotation) -> list[dict[str, Any]]:
    return [it.to_record() for it in sorted(marks, key=lambda it: it.id)]


def shard_path(root: Path, doc_path: str = FIRST, annotator: str = "ana") -> Path:
    return root / "marks" / annotator_folder(annotator) / shard_name(doc_path)


def log_path(root: Path, annotator: str = "ana") -> Path:
    return root / "history" / f"{annotator_folder(annotator)}.jsonl"


def marker_path(root: Path) -> Path:
    return root / "history" / "ana.folded"


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file but the locks, which hold nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("lock")
    }


def bytes_kept(root: Path) -> list[bytes]:
    return list(files_below(root).values())


def until(happens: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)


def oserror(number: int, where: object = None) -> OSError:
    return OSError(number, os.strerror(number), where)


# -- a disk that is full or fails

_REAL: dict[tuple[Any, str], Callable[..., Any]] = {
    (module, name): getattr(module, name)
    for module, names in (
        (
            os,
            ("open", "write", "fsync", "replace", "rename", "ftruncate", "mkdir", "unlink"),
        ),
        (io, ("open",)),
    )
    for name in names
    if hasattr(module, name)
}


@contextmanager
def failing(
    number: int,
    *names: str,
    at: int | None = None,
    where: Callable[..., bool] = lambda *_: True,
    within: Path | None = None,
) -> Iterator[list[str]]:
    """Let calls fail with an error number: all of those functions, or the n-th call to any.

    Yields the calls that failed. Calls that are about a path elsewhere go on.
    """
    calls, failed = count(1), []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **keywords: Any) -> Any:
            about = str(args[0])
            is_path = not isinstance(args[0], int)
            if (is_path and within is not None and not about.startswith(str(within))) or (
                not where(*args)
            ):
                return real(*args, **keywords)
            if at is None or next(calls) == at:
                failed.append(name)
                raise oserror(number, about if is_path else None)
            return real(*args, **keywords)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for (module, name), real in _REAL.items():
            full = f"{module.__name__}.{name}"
            if full in names or not names:
                patch.setattr(module, name, wrapped(full, real))
                if module is io:
                    patch.setattr(builtins, name, wrapped(full, real))
        yield failed


def is_for_writing(_path: object, flags: object = 0, *_: object) -> bool:
    if isinstance(flags, str):
        return any(letter in flags for letter in "wxa+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def as_folding(name: str, root: Path) -> dict[str, Any]:
    """Which calls of that name are made for a file of marks, and not for the log."""
    only = {"where": is_for_writing} if name == "io.open" else {}
    return {"within": root / "marks", **only}


NUMBERS = [errno.ENOSPC, errno.EIO, errno.EDQUOT]


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("name", ["os.write", "os.open"])
def test_what_can_not_be_appended_is_refused_and_nothing_is_changed(
    name: str, is_first: bool, number: int, root: Path, store: FileStore
) -> None:
    if not is_first:
        store.record(made(THERE))
        store.flush()
    # As at the start of a run: whatever was open once is open no longer.
    store = opened(root)
    before, lines = everything(root), list(store.operations())
    kept = files_below(root)

    with (
        failing(number, name, where=is_for_writing if name == "os.open" else lambda *_: True),
        pytest.raises(StoreError) as raised,
    ):
        store.record(made(HERE))

    assert os.strerror(number) in raised.value.message
    assert list(store.everything()) == everything(root) == before
    assert list(store.operations()) == lines
    assert store.history("ana").undoable == lines
    if not is_first:
        assert files_below(root) == kept
    store.flush()
    assert store.trouble == ""
    store.record(made(HERE))
    store.flush()
    assert in_files(root) == as_records(HERE, *before)


def writing_in_part(error: BaseException | None, size: int) -> Callable[[int, bytes], int]:
    """An `os.write` that writes so many bytes, and then says so, or fails."""
    real = os.write

    def write(descriptor: int, data: bytes) -> int:
        written = real(descriptor, bytes(data)[: size if size >= 0 else max(1, len(data) - 1)])
        if error is not None:
            raise error
        return written

    return write


@pytest.mark.parametrize("error", [oserror(errno.ENOSPC), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("size", [0, 1, 100, -1])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_line_that_was_written_in_part_is_taken_back(
    is_first: bool,
    size: int,
    error: BaseException,
    root: Path,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not is_first:
        store.record(made(THERE))
    before = everything(root)
    size_before = 0 if is_first else log_path(root).stat().st_size

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", writing_in_part(error, size))
        with pytest.raises(StoreError if isinstance(error, OSError) else type(error)):
            store.record(made(HERE))

    assert log_path(root).stat().st_size == size_before
    assert list(store.everything()) == everything(root) == before
    store.record(made(HERE))
    assert list(store.everything()) == everything(root) == [HERE, *before]


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_a_short_write_is_gone_on_with_or_refused(
    size: int, root: Path, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record(made(THERE))
    expected = [THERE]

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", writing_in_part(None, size))
        try:
            store.record(made(HERE))
            expected = [HERE, THERE]
        except StoreError:
            pass

    assert list(store.everything()) == everything(root) == expected
    assert len(list(opened(root).operations())) == len(expected)
    other = made_mark(9, SECOND, start=7)
    store.record(made(other))
    assert list(store.everything()) == everything(root) == [*expected, other]


def test_a_part_that_could_not_even_be_taken_back_is_never_taken_for_a_change(
    root: Path, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record(made(THERE))

    with monkeypatch.context() as patch, failing(errno.EIO, "os.ftruncate"):
        patch.setattr(os, "write", writing_in_part(oserror(errno.EIO), -1))
        with pytest.raises(StoreError):
            store.record(made(HERE))

    assert list(store.everything()) == everything(root) == [THERE]
    other = made_mark(9, FIRST, start=5)
    store.record(made(other))
    assert list(store.everything()) == everything(root) == [other, THERE]
    assert len(list(opened(root).operations())) == 2
    store.flush()
    assert in_files(root) == as_records(other, THERE)


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.get)
@pytest.mark.parametrize("name", ["os.fsync", "os.replace", "io.open"])
def test_a_fold_that_fails_is_told_of_and_done_as_soon_as_it_can_be(
    name: str, number: int, root: Path, store: FileStore
) -> None:
    store.record(made(HERE))
    store.flush()
    kept = shard_path(root).read_bytes()
    note = noted(HERE, "new")

    with failing(number, name, **as_folding(name, root)):
        store.record(note)
        store.record(made(THERE))
        with pytest.raises(StoreError) as raised:
            store.flush()
        assert os.strerror(number) in raised.value.message
        assert os.strerror(number) in store.trouble
        assert store.close() != ""
        assert [it.note for it in store.everything()] == ["new", ""]
        assert [it.note for it in opened(root).everything()] == ["new", ""]
        # The file is as it was or as it is to be, whatever failed after it was in place.
        after = shard_path(root).read_bytes()
        assert after == kept or json.loads(after)["annotations"]["1"]["note"] == "new"
        assert store.history("ana").undoable[-2:] == opened(root).history("ana").undoable[-2:]

    store.flush()
    assert store.trouble == ""
    assert in_files(root) == as_records(*everything(root))
    assert [it["note"] for it in in_files(root)] == ["new", ""]
    assert list(root.rglob("*.tmp")) == []


@pytest.mark.parametrize("name", ["os.fsync", "os.replace", "io.open"])
def test_a_fold_behind_the_readers_back_that_fails_is_told_of_until_it_is_done(
    name: str, root: Path
) -> None:
    store = FileStore(root)
    with failing(errno.ENOSPC, name, **as_folding(name, root)):
        store.record(made(HERE))
        until(lambda: store.trouble != "", "trouble was never told of")
        store.record(made(THERE))
        assert os.strerror(errno.ENOSPC) in store.trouble
        assert list(store.everything()) == everything(root) == [HERE, THERE]

    until(lambda: store.trouble == "", "trouble never went")
    until(lambda: len(in_files(root)) == 2, "it was never folded")
    assert store.close() == ""
    assert in_files(root) == as_records(HERE, THERE)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_nothing_acknowledged_is_lost_and_nothing_refused_is_kept(
    number: int, tmp_path: Path
) -> None:
    """The n-th call that may change the disk fails, for each n, in a session of several folds."""
    rounds = 0
    for at in count(1):
        root = tmp_path / str(at) / ".sidemark"
        root.parent.mkdir()
        store = opened(root)
        expected: dict[str, Annotation] = {}
        operations: list[str] = []
        with failing(number, at=at, within=root) as failed:
            session(store, expected, operations)
        assert sorted(expected) == sorted(it.id for it in store.everything()), (at, failed)
        assert {it.id: it for it in everything(root)} == expected
        assert [it.id for it in opened(root).operations()] == operations[::-1]
        store.flush()
        assert store.trouble == ""
        assert in_files(root) == as_records(*expected.values())
        shutil.rmtree(root)
        rounds += 1
        if not failed:
            break
    assert rounds > 40


def session(store: FileStore, expected: dict[str, Annotation], operations: list[str]) -> None:
    changed = changed_mark(HERE, note="new")
    other = made_mark(9, FIRST, start=5)
    steps: list[Operation | None] = [
        made(HERE),
        None,
        made(THERE, other),
        noted(HERE, "new"),
        None,
        deleted(changed),
        made(made_mark(10, SECOND)),
        None,
    ]
    for step in steps:
        with suppress(StoreError):
            if step is None:
                store.flush()
                continue
            store.record(step)
            operations.append(step.id)
            for change in step.changes:
                expected.pop(change.subject.id, None)
                if change.after is not None:
                    expected[change.subject.id] = change.after


FULL_DISK = """
    import errno, os, subprocess, sys
    from pathlib import Path
    from annotations.errors import StoreError
    from annotations.store import FileStore
    from tests.marks import made, made_mark

    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(disk)], check=True)
    (disk / "filler").write_bytes(b"x" * 8192)
    store = FileStore(disk / ".sidemark", in_background=False)
    kept, refused, unfolded = [], 0, 0
    for number in range(1, 120):
        mark = made_mark(number, f"{number % 3}.txt")
        try:
            store.record(made(mark))
            kept.append(mark.id)
        except StoreError as error:
            assert os.strerror(errno.ENOSPC) in error.message, error.message
            refused += 1
        if number % 10 == 0:
            try:
                store.flush()
                assert store.trouble == ""
            except StoreError:
                unfolded += 1
                assert store.trouble
    assert refused and unfolded and kept, (refused, unfolded, kept)
    afresh = FileStore(disk / ".sidemark", in_background=False)
    for there in (store, afresh):
        assert sorted(it.id for it in there.everything()) == sorted(kept)
    subprocess.run(["mount", "-o", "remount,size=2m", str(disk)], check=True)
    store.record(made(made_mark(999)))
    store.flush()
    assert store.trouble == ""
    assert not list(disk.rglob("*.tmp")), list(disk.rglob("*.tmp"))
    afresh = FileStore(disk / ".sidemark", in_background=False)
    assert len(list(afresh.everything())) == len(kept) + 1
    print("all is kept")
"""


def test_on_a_disk_that_is_really_full_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        trial = [*alone, "mount", "-t", "tmpfs", "tmpfs", str(disk)]
        subprocess.run(trial, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no file system can be mounted here: {error}")

    ended = subprocess.run(
        [*alone, sys.executable, "-c", textwrap.dedent(FULL_DISK), str(disk)],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )

    assert (ended.stdout, ended.stderr) == ("all is kept\n", "")


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_store_that_can_not_be_written_to_is_read_and_refuses_changes(
    number: int, root: Path, store: FileStore
) -> None:
    store.record(made(HERE))
    store.flush()
    # The run before this ended with a change that is only in the log.
    store.record(made(THERE))
    before = files_below(root)

    # Whoever is allowed everything (root) can't be shown a folder that can't be written to.
    with (
        failing(number, "os.mkdir", "os.replace", "os.rename", "os.unlink", within=root),
        failing(number, "os.open", "io.open", where=is_for_writing, within=root),
    ):
        reading = opened(root)
        with suppress(StoreError):
            reading.recover()
        assert list(reading.everything()) == [HERE, THERE]
        assert list(reading.annotations(SECOND)) == [THERE]
        assert len(reading.history("ana").undoable) == len(list(reading.operations())) == 2
        assert reading.problems() == []
        with pytest.raises(StoreError) as raised:
            reading.record(noted(HERE, "new"))
        assert os.strerror(number) in raised.value.message
        reading.keep_text("0" * 64, "xxx")
        assert list(reading.everything()) == [HERE, THERE]
        reading.close()

    assert files_below(root) == before
    assert opened(root).recover() != ""
    assert in_files(root) == as_records(HERE, THERE)


# -- damaged files of marks


def damaged_article(root: Path) -> tuple[bytes, Annotation]:
    """A store as it comes from somebody else, without histories; the bytes of one file of it."""
    store = opened(root)
    store.record(made(HERE))
    store.record(made(THERE))
    store.record(made(HIS))
    store.flush()
    shutil.rmtree(root / "history")
    return shard_path(root).read_bytes(), HIS


def test_a_file_cut_off_at_any_byte_is_told_of_and_never_overwritten(root: Path) -> None:
    whole, his = damaged_article(root)
    path = shard_path(root)

    # Without its last newline the file is still whole.
    for length in range(len(whole) - 1):
        path.write_bytes(whole[:length])
        store = opened(root)
        assert list(store.annotations(FIRST)) == [his]
        assert store.counts(FIRST).total() == 1
        assert list(store.everything()) == [his, THERE]
        (problem,) = store.problems(FIRST)
        assert str(path) in problem.message
        assert [it.message for it in store.problems()] == [problem.message]
        assert store.problems(SECOND) == []
        assert path.read_bytes() == whole[:length]
        if length % 8:
            continue
        store.record(noted(THERE, str(length)))
        store.record(undoing(noted(THERE, str(length))))
        store.flush()
        store.recover()
        assert path.read_bytes() == whole[:length]

    path.write_bytes(whole)
    assert list(opened(root).annotations(FIRST)) == [HERE, his]


GARBAGE = [
    b"",
    pytest.param(b"\x00" * 4096, id="nuls"),
    b"\xff\xfe not text",
    b"[]",
    b"{",
    b"null",
    b"7",
    b'"text"',
    b'{"annotations": []}',
    b'{"annotations": {"7": 5}}',
    b'{"annotations": {"7": [1, 2]}}',
    b'{"annotations": {"7": null}}',
    b'{"annotations": {"seven": {"label": "claim"}}}',
    b'{"annotations": {}} {"annotations": {}}',
    b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n",
    pytest.param(b"[" * 100_000, id="deep"),
    pytest.param(b'{"annotations": {"1": {"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}}}", id="nest"),
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_damaged_file_is_set_aside_when_its_article_is_marked_again(
    garbage: bytes, root: Path
) -> None:
    damaged_article(root)
    path = shard_path(root)
    path.write_bytes(garbage)
    store = opened(root)
    new, second = made_mark(9, FIRST, start=5), made_mark(10, FIRST, start=9)

    assert list(store.everything()) == [HIS, THERE]
    assert [str(path) in it.message for it in store.problems()] == [True]
    with pytest.raises(StoreError):
        store.record(noted(HERE, "new"))
    store.record(made(new))
    assert list(store.annotations(FIRST)) == [HIS, new]
    assert path.read_bytes() == garbage or path.with_name(f"{path.name}.damaged-1").exists()
    store.flush()

    aside = path.with_name(f"{path.name}.damaged-1")
    assert aside.read_bytes() == garbage
    assert in_files(root) == as_records(THERE, HIS, new)
    assert any(str(aside) in it.message for it in store.problems())
    assert any(str(aside) in it for it in store.messages())
    # Another one that is damaged does not take the place of the first.
    path.write_bytes(b"damaged again")
    again = opened(root)
    again.record(made(second))
    again.flush()
    assert aside.read_bytes() == garbage
    assert path.with_name(f"{path.name}.damaged-2").read_bytes() == b"damaged again"
    assert second in again.annotations(FIRST)
    assert list(again.annotations(SECOND)) == [THERE]


def test_a_file_that_is_damaged_while_a_change_to_it_waits_is_set_aside_and_the_change_kept(
    root: Path,
) -> None:
    whole, his = damaged_article(root)
    path = shard_path(root)
    store = opened(root)
    store.record(noted(HERE, "new"))
    path.write_bytes(whole[:100])

    store.flush()

    assert [it.note for it in everything(root)] == ["new", "", ""]
    assert whole[:100] in bytes_kept(root)
    assert his in everything(root)


def test_what_is_in_another_ones_file_or_no_annotation_stays_and_is_told_of(root: Path) -> None:
    damaged_article(root)
    path = shard_path(root)
    tables = json.loads(path.read_text())
    strange = {
        "7": {"start": 1, "places": [[1, 2]]},
        "8": {**made_mark(8).to_record(), "end": -1},
        "9": made_mark(9, SECOND).to_record(),
        "10": made_mark(10, FIRST, annotator="bob").to_record(),
    }
    tables["annotations"] |= strange
    path.write_text(json.dumps(tables))
    store = opened(root)

    assert list(store.annotations(FIRST)) == [HERE, HIS]
    assert [it.count for it in store.problems(FIRST)] == [4]
    store.record(noted(HERE, "new"))
    store.flush()

    kept = json.loads(path.read_text())["annotations"]
    assert {key: kept[key] for key in strange} == strange
    assert kept["1"]["note"] == "new"


def test_what_is_no_annotation_is_not_counted_as_one(root: Path) -> None:
    damaged_article(root)
    path = shard_path(root)
    tables = json.loads(path.read_text())
    tables["annotations"] |= {
        "7": {"label": "claim"},
        "9": made_mark(9, SECOND).to_record(),
    }
    path.write_text(json.dumps(tables))
    store = opened(root)

    for _ in range(2):
        shown = [it.label for it in store.annotations(FIRST)]
        assert sorted(store.counts(FIRST).elements()) == sorted(shown) == ["claim", "claim"]
        store.record(noted(HERE, "new"))
        store.record(undoing(noted(HERE, "new")))


@pytest.mark.parametrize("key", ["8", "0"])
def test_of_two_records_with_one_id_the_one_that_is_no_annotation_stays_untouched(
    key: str, root: Path
) -> None:
    damaged_article(root)
    path = shard_path(root)
    tables = json.loads(path.read_text())
    strange = {**HERE.to_record(), "end": -1}
    tables["annotations"] = {key: strange, **tables["annotations"]}
    if key == "8":
        tables["annotations"] = dict(reversed(tables["annotations"].items()))
    path.write_text(json.dumps(tables))
    store = opened(root)
    assert list(store.annotations(FIRST)) == [HERE, HIS]

    store.record(deleted(HERE))
    store.flush()

    assert list(store.annotations(FIRST)) == everything(root)[:1] == [HIS]
    assert json.loads(path.read_text())["annotations"] == {key: strange}


def test_fields_tables_and_documents_of_a_later_version_outlast_changes(root: Path) -> None:
    damaged_article(root)
    path = shard_path(root)
    nested: Any = 0
    for _ in range(100):
        nested = [nested]
    with TinyDB(path) as database:
        database.table("annotations").update({"confidence": 0.75, "tags": ["a", {"b": None}]})
        database.table("annotations").update({"deep": nested, "big": 2**70, "small": 1e-300})
        database.table("meta").update({"colour": "red"})
        database.table("article").insert({"date": "2024-01-11", "odd": [1, [2]]})
    store = opened(root)
    (mark,) = [it for it in store.annotations(FIRST) if it.annotator == "ana"]

    for note in ("new", "newer"):
        mark = changed_mark(mark, note=note)
        before = next(it for it in store.annotations(FIRST) if it.annotator == "ana")
        store.record(Operation.of("noted on", Change(before, mark)))
        store.flush()
        store = opened(root)

    tables = json.loads(path.read_text())
    (kept,) = tables["annotations"].values()
    assert kept == {
        **HERE.to_record(),
        "note": "newer",
        "confidence": 0.75,
        "tags": ["a", {"b": None}],
        "deep": nested,
        "big": 2**70,
        "small": 1e-300,
    }
    assert list(tables["article"].values()) == [{"date": "2024-01-11", "odd": [1, [2]]}]
    assert tables["meta"]["1"]["colour"] == "red"
    assert store.problems() == []


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_numbers_that_json_does_not_know_outlast_changes_too(number: float, root: Path) -> None:
    damaged_article(root)
    with TinyDB(shard_path(root)) as database:
        database.table("annotations").update({"score": number})
    store = opened(root)
    (mark,) = [it for it in store.annotations(FIRST) if it.annotator == "ana"]

    store.record(Operation.of("noted on", Change(mark, changed_mark(mark, note="new"))))
    store.flush()
    # As the next run finds it, who has only the log to undo by.
    Editor(opened(root), "ana").undo()
    opened(root).recover()

    (kept,) = json.loads(shard_path(root).read_text())["annotations"].values()
    assert (kept["note"], repr(kept["score"])) == ("", repr(number))


FUTURES: dict[str, Callable[[dict[str, Any]], object]] = {
    "file": lambda tables: tables["meta"]["1"].update(schema="marks/2"),
    "record": lambda tables: tables["annotations"]["1"].update(schema="annotation/2"),
    "new record": lambda tables: tables["annotations"].update(
        {"7": {"schema": "annotation/2", "place": "7-9"}}
    ),
    "far file": lambda tables: tables["meta"]["1"].update(schema="marks/1000"),
}


@pytest.mark.parametrize("future", FUTURES.values(), ids=FUTURES)
def test_a_file_of_a_later_version_stays_byte_for_byte_and_refuses_changes(
    future: Callable[[dict[str, Any]], object], root: Path
) -> None:
    damaged_article(root)
    path = shard_path(root)
    tables = json.loads(path.read_text())
    future(tables)
    path.write_text(json.dumps(tables))
    before = path.read_bytes()
    store = opened(root)

    for operation in (made(made_mark(9, FIRST)), noted(HERE, "new"), deleted(HERE)):
        with pytest.raises(StoreError):
            store.record(operation)
    with pytest.raises(StoreError):
        # All or nothing: the other article is not changed either.
        store.record(Operation.of("did", Change(THERE, None), Change(None, made_mark(9, FIRST))))
    with pytest.raises(StoreError, match="newer") as raised:
        store.record(made(made_mark(9, FIRST)))
    assert str(path) in raised.value.message
    assert [it for it in store.problems(FIRST) if str(path) in it.message]
    store.record(noted(THERE, "goes on"))
    store.record(noted(HIS, "goes on"))
    store.flush()
    store.recover()
    assert store.close() == ""

    assert path.read_bytes() == before
    assert [it.note for it in store.annotations(SECOND)] == ["goes on"]
    assert list(root.rglob("*damaged*")) == []


def test_a_file_that_becomes_one_of_a_later_version_while_a_change_waits_stays_as_it_is(
    root: Path,
) -> None:
    damaged_article(root)
    path = shard_path(root)
    store = opened(root)
    store.record(noted(HERE, "new"))
    store.record(noted(THERE, "new"))
    tables = json.loads(path.read_text())
    tables["meta"]["1"]["schema"] = "marks/2"
    path.write_text(json.dumps(tables))
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer"):
        store.flush()

    assert path.read_bytes() == before
    assert "newer" in store.trouble
    # What does not concern that file is in its place all the same.
    assert [it["note"] for it in in_files(root) if it["doc_path"] == SECOND] == ["new"]
    store.record(made(made_mark(9, SECOND, start=7)))
    assert len(opened(root).annotations(SECOND)) == 2


def test_a_history_of_a_later_version_stays_byte_for_byte_and_refuses_changes(
    root: Path, store: FileStore
) -> None:
    store.record(made(HERE))
    store.record(made(HIS))
    store.flush()
    header, rest = log_path(root).read_bytes().split(b"\n", 1)
    newer = json.dumps({**json.loads(header), "schema": "history/2"}).encode()
    log_path(root).write_bytes(newer + b"\n" + rest)
    before = files_below(root)

    again = opened(root)
    with pytest.raises(StoreError, match="newer"):
        again.record(noted(HERE, "new"))
    with suppress(StoreError):
        again.recover()
    with suppress(StoreError):
        again.flush()

    assert files_below(root) == before


# -- damaged histories


def test_of_a_log_cut_off_at_any_byte_every_whole_line_counts(root: Path, store: FileStore) -> None:
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 4)]
    for mark in marks:
        store.record(made(mark))
    whole = log_path(root).read_bytes()
    ends = [number for number, byte in enumerate(whole, start=1) if byte == ord("\n")]
    new = made_mark(9, FIRST, start=9)

    for length in range(len(whole) + 1):
        log_path(root).write_bytes(whole[:length])
        kept = [mark for mark, end in zip(marks, ends[1:], strict=True) if end <= length]
        seen = opened(root)
        assert list(seen.everything()) == kept
        assert [it.subject for it in seen.history("ana").undoable] == kept
        assert [it.subject for it in seen.operations()] == kept[::-1]
        if length % 16 and length not in {*ends, *(end - 1 for end in ends)}:
            continue
        is_torn = length not in {0, *ends}
        said = opened(root).recover()
        assert ("unfinished" in said) == is_torn
        assert log_path(root).read_bytes()[-1:] in (b"", b"\n")
        again = opened(root)
        again.record(made(new))
        assert list(again.everything()) == everything(root) == [*kept, new]
        again.flush()
        assert in_files(root) == as_records(*kept, new)
        shutil.rmtree(root / "marks")
        for path in (root / "history").iterdir():
            path.unlink()


def test_a_torn_line_is_cut_off_by_the_next_change_as_well(root: Path, store: FileStore) -> None:
    store.record(made(HERE))
    line = made(made_mark(9, SECOND)).to_line()
    for length in range(1, len(line), 40):
        with open(log_path(root), "ab") as file:
            file.write(line[:length])
        mark = made_mark(100 + length, SECOND)
        store.record(made(mark))
        assert mark in everything(root)
        assert mark in store.annotations(SECOND)
    assert all(json.loads(it) for it in log_path(root).read_bytes().splitlines())
    store.flush()
    assert in_files(root) == as_records(*everything(root))


HIS_LINE = made(made_mark(50, FIRST, annotator="bob")).to_line()[:-1]
GARBAGE_LINES = [
    b"",
    b"garbage",
    b"{}",
    b"[]",
    b"\x00\x00\x00\x00",
    b"\xff\xfe",
    b'{"op": "1", "verb": "tagged", "time": "", "changes": []}',
    pytest.param(b"[" * 100_000, id="deep"),
    pytest.param(made(made_mark(50)).to_line()[:-30], id="half an operation"),
    pytest.param(HIS_LINE, id="another annotator's"),
    pytest.param(
        HIS_LINE.replace(b'"bob"', b'"ana"').replace(b"annotation/1", b"annotation/2"),
        id="a later version's",
    ),
]


@pytest.mark.parametrize("garbage", GARBAGE_LINES)
def test_lines_that_are_no_operations_are_set_aside_and_the_others_count(
    garbage: bytes, root: Path, store: FileStore
) -> None:
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 4)]
    for mark in marks:
        store.record(made(mark))
    lines = log_path(root).read_bytes().splitlines(keepends=True)
    log_path(root).write_bytes(b"".join([*lines[:3], garbage + b"\n", *lines[3:]]))

    assert everything(root) == marks
    again = opened(root)
    assert len(again.history("ana").undoable) == 3
    said = again.recover()

    assert "set aside" in said
    assert "recovered 3 changes" in said
    assert "\n" not in said
    asides = [it for it in (root / "history").iterdir() if "aside" in it.name]
    assert [it.read_bytes() for it in asides] == [garbage + b"\n"]
    assert str(asides[0]) in said
    assert in_files(root) == as_records(*marks)
    assert opened(root).recover() == ""
    assert asides[0].read_bytes() == garbage + b"\n"
    mark = made_mark(9, FIRST, start=9)
    again.record(made(mark))
    assert everything(root) == [*marks, mark]


@pytest.mark.parametrize(
    "header", [b"", b"garbage", b"{}", b"[]", b"\x00" * 64, b'{"schema":"history/1"}', None]
)
def test_of_a_log_without_its_header_the_operations_count_and_its_bytes_are_kept(
    header: bytes | None, root: Path, store: FileStore
) -> None:
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 4)]
    for mark in marks:
        store.record(made(mark))
    lines = log_path(root).read_bytes().splitlines(keepends=True)
    damaged = b"".join([*([] if header is None else [header + b"\n"]), *lines[1:]])
    log_path(root).write_bytes(damaged)

    assert everything(root) == marks
    again = opened(root)
    again.recover()
    again.record(made(made_mark(9, FIRST, start=9)))
    again.flush()
    assert len(everything(root)) == 4
    assert in_files(root) == as_records(*everything(root))
    last = opened(root)
    last.record(made(made_mark(10, FIRST, start=10)))
    last.flush()
    assert len(everything(root)) == len(in_files(root)) == 5
    assert any(lines[1] in it for it in bytes_kept(root))


def chequered(root: Path) -> list[Annotation]:
    """A store, all folded, whose history made, changed and deleted the same marks."""
    store = opened(root)
    changed = changed_mark(HERE, note="old")
    for operation in (
        made(HERE),
        made(made_mark(5, FIRST, start=9)),
        noted(HERE, "old"),
        Operation.of("noted on", Change(changed, changed_mark(HERE, note="new"))),
        made(THERE),
        deleted(made_mark(5, FIRST, start=9)),
    ):
        store.record(operation)
    store.flush()
    return list(store.everything())


MARKERS: dict[str, Callable[[dict[str, Any]], bytes | None]] = {
    "missing": lambda _marker: None,
    "empty": lambda _marker: b"",
    "garbage": lambda _marker: b"garbage",
    "nuls": lambda _marker: b"\x00" * 80,
    "a list": lambda _marker: b"[]",
    "of another log": lambda marker: json.dumps({**marker, "log": "another"}).encode(),
    "beyond the end": lambda marker: json.dumps(
        {**marker, "folded": marker["folded"] + 7}
    ).encode(),
    "far beyond the end": lambda marker: json.dumps({**marker, "folded": 1 << 62}).encode(),
    "huge": lambda marker: json.dumps({**marker, "folded": 1 << 80}).encode(),
    "negative": lambda marker: json.dumps({**marker, "folded": -1}).encode(),
    "within a line": lambda marker: json.dumps({**marker, "folded": marker["folded"] - 7}).encode(),
    "at the beginning": lambda marker: json.dumps({**marker, "folded": 0}).encode(),
    "no number": lambda marker: json.dumps({**marker, "folded": "7"}).encode(),
}


@pytest.mark.parametrize("spoil", MARKERS.values(), ids=MARKERS)
def test_whatever_the_marker_says_all_is_folded_once_more_and_nothing_is_lost(
    spoil: Callable[[dict[str, Any]], bytes | None], root: Path
) -> None:
    marks = chequered(root)
    found = spoil(json.loads(marker_path(root).read_text()))
    if found is None:
        marker_path(root).unlink()
    else:
        marker_path(root).write_bytes(found)

    assert everything(root) == marks
    store = opened(root)
    store.recover()
    assert list(store.everything()) == everything(root) == marks
    assert in_files(root) == as_records(*marks)
    assert list(root.rglob("*aside*")) == []
    new = made_mark(9, SECOND, start=9)
    store.record(made(new))
    assert everything(root) == [*marks, new]
    assert opened(root).recover() != ""
    assert in_files(root) == as_records(*marks, new)
    assert len(opened(root).history("ana").undoable) == 7


def test_a_log_that_lost_its_end_after_it_was_folded_takes_nothing_back(root: Path) -> None:
    """As a folder that was synchronised or restored in part: its files are newer than its log."""
    chequered(root)
    whole = log_path(root).read_bytes()
    lines = whole.splitlines(keepends=True)
    marks = everything(root)

    for kept in range(1, len(lines)):
        copy = root.parent / f"copy-{kept}"
        shutil.copytree(root, copy)
        log_path(copy).write_bytes(b"".join(lines[:kept]))
        assert everything(copy) == marks, f"{kept} lines are left"
        opened(copy).recover()
        assert everything(copy) == marks
        new = made_mark(9, SECOND, start=9)
        store = opened(copy)
        store.record(made(new))
        assert everything(copy) == [*marks, new]
        store.flush()
        assert in_files(copy) == as_records(*marks, new)


@pytest.mark.parametrize("is_marker_left", [True, False])
def test_without_the_log_marks_stay_and_new_ones_are_kept(is_marker_left: bool, root: Path) -> None:
    marks = chequered(root)
    held_open = opened(root)
    assert list(held_open.everything()) == marks
    log_path(root).unlink()
    if not is_marker_left:
        marker_path(root).unlink()

    new = [made_mark(20 + number, SECOND, start=20 + number) for number in range(12)]
    for store in (opened(root), held_open):
        assert list(store.everything())[: len(marks)] == marks
    for number, mark in enumerate(new):
        store = held_open if number % 2 else opened(root)
        store.record(made(mark))
        for there in (store, held_open, opened(root)):
            assert list(there.everything()) == [*marks, *new[: number + 1]]
        if number % 3 == 0:
            store.flush()
    held_open.flush()
    opened(root).recover()
    assert in_files(root) == as_records(*marks, *new)
    assert len(opened(root).history("ana").undoable) == len(new)


def test_a_log_of_another_store_in_its_place_is_folded_too(root: Path, tmp_path: Path) -> None:
    marks = chequered(root)
    other = tmp_path / "other" / ".sidemark"
    store = opened(other)
    theirs = made_mark(30, FIRST, start=30)
    store.record(made(theirs))
    held_open = opened(root)
    assert list(held_open.everything()) == marks

    shutil.copy(log_path(other), log_path(root))

    for there in (held_open, opened(root)):
        assert {it.id for it in there.everything()} == {theirs.id, *(it.id for it in marks)}
    opened(root).recover()
    assert in_files(root) == as_records(theirs, *marks)


# -- many marks


def test_after_changes_of_few_marks_and_of_many_all_are_told_of_as_afresh(root: Path) -> None:
    dice, store = random.Random(5), opened(root)
    marks: dict[int, Annotation] = {}
    for step in range(40):
        numbers = dice.sample(range(200), dice.choice((1, 2, 100)))
        changes = []
        for number in numbers:
            before = marks.pop(number, None)
            if before is None or dice.random() < 0.6:
                label, start = dice.choice(("claim", "date")), dice.randrange(50)
                marks[number] = made_mark(number, FIRST, label=label, start=start)
            if before != marks.get(number):
                changes.append(Change(before, marks.get(number)))
        store.record(Operation.of("changed", *changes))
        for there in (store, opened(root)):
            assert list(there.annotations(FIRST)) == sorted(
                marks.values(), key=lambda it: it.sort_key
            )
            assert there.counts(FIRST) == Counter(it.label for it in marks.values())
        if step % 3 == 0:
            store.flush()


# -- a history that becomes long


def test_a_long_log_keeps_a_thousand_operations_and_nothing_else_changes(root: Path) -> None:
    store, reader = opened(root, rotate_above=100_000), opened(root)
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 1_301)]
    for number, mark in enumerate(marks, start=1):
        store.record(made(mark))
        if number == 700:
            store.flush()
            # There are not yet a thousand.
            assert len(list(store.operations())) == 700
            assert len(list(reader.everything())) == 700
    store.flush()

    kept = [it.subject for it in store.operations()]
    assert 1_000 <= len(kept) < 1_300
    assert kept == marks[::-1][: len(kept)]
    for there in (store, reader, opened(root)):
        assert list(there.annotations(FIRST)) == marks
        assert len(there.history("ana").undoable) >= 1_000
    assert in_files(root) == as_records(*marks)

    more = [made_mark(number, FIRST, start=number) for number in range(1_301, 1_304)]
    for mark in more:
        store.record(made(mark))
    for there in (store, reader, opened(root)):
        assert list(there.annotations(FIRST)) == [*marks, *more]
    assert in_files(root) == as_records(*marks)
    # Another process folds what this one did not.
    assert "recovered 3 changes" in opened(root).recover()
    store.flush()
    assert in_files(root) == as_records(*marks, *more)
    assert list(reader.annotations(FIRST)) == [*marks, *more]
    assert len(list(reader.operations())) >= 1_000


def test_a_long_log_that_can_not_be_folded_is_not_cut(root: Path) -> None:
    store = opened(root, rotate_above=1_000)
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 1_101)]
    for mark in marks:
        store.record(made(mark))
    size = log_path(root).stat().st_size

    with failing(errno.ENOSPC, "os.replace", within=root / "marks"), pytest.raises(StoreError):
        store.flush()

    assert log_path(root).stat().st_size == size
    assert everything(root) == marks
    store.flush()
    assert log_path(root).stat().st_size < size
    assert everything(root) == marks


def test_a_log_that_can_not_be_shortened_is_looked_at_again_when_it_has_grown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    whole = Log.read

    def counted(log: Log, start: int = 0) -> Part:
        part = whole(log, start)
        read.append(len(part.lines))
        return part

    store = opened(root, rotate_above=10_000)
    for number in range(1, 101):
        store.record(made(made_mark(number, FIRST, start=number)))
    store.flush()
    store.record(made(made_mark(101, FIRST, start=101)))
    monkeypatch.setattr(Log, "read", counted)
    store.flush()
    assert max(read) == 1

    for number in range(102, 202):
        store.record(made(made_mark(number, FIRST, start=number)))
    store.flush()
    assert max(read) == 201


def test_while_a_log_is_looked_over_to_be_shortened_another_can_append(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(root, rotate_above=1_000), opened(root)
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 1_102)]
    for mark in marks[:-1]:
        store.record(made(mark))
    first_kept = fold._first_kept

    def meanwhile(part: Part, log: Log) -> int:
        monkeypatch.undo()
        other.record(made(marks[-1]))
        return first_kept(part, log)

    monkeypatch.setattr(fold, "_first_kept", meanwhile)
    store.flush()

    # What came meanwhile is not folded: all is left as it is until the next time.
    assert [it.subject for it in other.operations()] == marks[::-1]
    store.record(noted(marks[-1], "new"))
    store.flush()
    assert len(list(other.operations())) == 1_000
    assert in_files(root) == as_records(*everything(root))


def test_undo_goes_on_over_a_log_that_was_cut(root: Path) -> None:
    store = opened(root, rotate_above=1_000)
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 1_101)]
    for mark in marks:
        store.record(made(mark))
    for mark in marks[:-4:-1]:
        store.record(undoing(next(it for it in store.operations() if it.subject == mark)))
    store.flush()
    editor = Editor(opened(root, rotate_above=1_000), "ana")

    assert editor.redo().subject == marks[-3]
    for _ in range(900):
        editor.undo()
    editor.store.flush()
    assert len(everything(root)) == 1_100 - 2 - 900
    while editor.store.history("ana").undoable:
        editor.undo()
    with pytest.raises(EditError, match="nothing to undo"):
        editor.undo()
    # The oldest are no longer remembered, and stay.
    assert marks[0] in everything(root)
    editor.store.flush()
    assert in_files(root) == as_records(*everything(root))


# -- what a process that was killed leaves, and time


@pytest.mark.parametrize("way", ["recover", "bring in"])
def test_files_that_were_being_written_are_swept_and_no_others(
    way: str, root: Path, store: FileStore
) -> None:
    store.record(made(HERE))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    for folder in (root, root / "history", root / "texts", root / "marks" / "ana"):
        (folder / f".{shard_name(FIRST)}.0123456789abcdef0123456789abcdef.tmp").write_bytes(b"{")
    mine = [root / "marks" / "ana" / "notes.txt", root / "my.tmp", root.parent / ".x.tmp"]
    for path in mine:
        path.write_text("mine")

    if way == "recover":
        opened(root).recover()
    else:
        opened(root).bring_in([HERE], "a file")

    assert [it.name for it in root.rglob("*.tmp")] == ["my.tmp"]
    assert all(path.read_text() == "mine" for path in mine)
    assert everything(root) == [HERE]


def test_what_another_process_is_writing_at_that_moment_is_not_swept(
    root: Path, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between writing a file and putting it in place, another Sidemark starts and clears up."""
    real, moments, others = os.replace, list[str](), list[threading.Thread]()

    def replace(source: str, target: str) -> None:
        if threading.current_thread() is threading.main_thread():
            moments.append(Path(target).name)
            others.append(threading.Thread(target=opened(root).recover))
            others[-1].start()
            # Where it has to wait for this process, its turn has not come.
            others[-1].join(timeout=0.3)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    store.record(made(HERE))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    for other in others:
        other.join()

    assert shard_path(root).name in moments
    assert in_files(root) == as_records(HERE)
    assert opened(root).text("0" * 64) == "xxx"


def test_recovering_a_store_that_is_not_there_makes_none(root: Path) -> None:
    assert opened(root).recover() == ""
    assert list(opened(root).everything()) == []
    opened(root).flush()
    assert opened(root).close() == ""
    assert not root.exists()


def test_a_clock_that_goes_backwards_changes_no_order(
    root: Path, corpus_copy: Path, store: FileStore
) -> None:
    article: Article = find_corpus([corpus_copy]).load("000_4639da8ab6d43468.txt")
    minutes = iter(range(59, 0, -1))
    editor = Editor(store, "ana", now=lambda: f"2024-01-01T00:{next(minutes):02}:00Z")
    first, _ = editor.tag(article, Span(0, 5), "claim")
    second, _ = editor.tag(article, Span(8, 12), "error")
    store.flush()
    noted_first = editor.set_note(first, "last")
    assert noted_first.modified < first.modified

    assert [it.subject.id for it in store.operations()] == [first.id, second.id, first.id]
    for _ in range(2):
        assert [it.note for it in everything(root) if it.id == first.id] == ["last"]
        store.flush()
    assert editor.undo().subject == noted_first
    assert editor.undo().subject == second
    store.flush()
    assert everything(root) == [first]
    assert in_files(root) == as_records(first)
    assert editor.redo().subject == second
    assert editor.redo().subject == noted_first


def test_operations_of_several_with_clocks_that_differ_each_come_in_their_own_order(
    root: Path, store: FileStore
) -> None:
    chance = random.Random(3)
    orders: dict[str, list[str]] = {"ana": [], "bob": [], "carla": []}
    for number in range(60):
        annotator = chance.choice(sorted(orders))
        mark = made_mark(number, annotator=annotator)
        time_of = f"20{chance.randrange(10, 99)}-01-01T00:00:00Z"
        operation = Operation.of("tagged", Change(None, mark), time=time_of)
        store.record(operation)
        orders[annotator].append(operation.id)

    found = [(it.annotator, it.id) for it in opened(root).operations()]

    for annotator, order in orders.items():
        assert [it for name, it in found if name == annotator] == order[::-1]
    assert len(found) == 60


# -- a store that was made by somebody who means ill

LINKED = [
    "history", "history/ana.jsonl", "history/ana.folded", "history/ana.lock", "history/bob.jsonl",
    "history/ana.set-aside", "marks", "marks/ana", "marks/ana/{shard}", "texts",
    "texts/{sha256}.txt", ".lock", ".gitignore",
]  # fmt: skip


@pytest.mark.parametrize("is_dangling", [True, False])
@pytest.mark.parametrize("name", LINKED)
def test_nothing_is_written_where_a_link_leads(
    name: str, is_dangling: bool, root: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    store = opened(root)
    store.record(made(HERE))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    link = root / name.format(shard=shard_name(FIRST), sha256="1" * 64)
    target = outside / "target"
    if link.is_dir():
        if not is_dangling:
            shutil.copytree(link, target)
        shutil.rmtree(link)
    else:
        if not is_dangling:
            target.write_bytes(link.read_bytes() if link.exists() else b"mine\n")
        link.unlink(missing_ok=True)
    link.symlink_to(target)
    # What looks like left over must not be swept out there.
    (outside / ".x.json.0123.tmp").write_text("mine")
    if target.is_dir():
        (target / ".x.json.0123.tmp").write_text("mine")
    before = {it: stat_of(it) for it in [outside, *outside.rglob("*")]}
    contents = files_below(outside)

    again, failures = opened(root), []
    for attempt in (
        again.recover,
        lambda: list(again.everything()),
        lambda: again.record(made(made_mark(9, FIRST, start=9, doc_sha256="1" * 64))),
        lambda: again.keep_text("1" * 64, "xxx"),
        lambda: again.record(made(made_mark(10, FIRST, annotator="bob"))),
        lambda: again.record(made(made_mark(11, SECOND))),
        again.flush,
        again.close,
        lambda: opened(root).recover(),
    ):
        try:
            attempt()
        except StoreError as error:
            failures.append(error.message)

    assert files_below(outside) == contents
    assert {it: stat_of(it) for it in [outside, *outside.rglob("*")]} == before
    assert all(message and "Traceback" not in message for message in failures)
    # It is told of, or else all that was to be kept is.
    if not (failures or again.trouble or again.problems() or again.close()):
        found = {it.id for it in everything(root)}
        assert {made_mark(number).id for number in (9, 10, 11)} <= found


def stat_of(path: Path) -> tuple[int, int, int]:
    status = path.lstat()
    return status.st_mode, status.st_size if path.is_file() else 0, status.st_mtime_ns


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("mine")


def make_huge(path: Path) -> None:
    with open(path, "wb") as file:
        file.truncate(1 << 36)


def make_device_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_deep(path: Path) -> None:
    path.write_bytes(b'{"annotations": {"1": {"id": ' + b'{"a":' * 200_000)


def make_loop(path: Path) -> None:
    path.symlink_to(path.name)


ODD = {it.__name__: it for it in (make_pipe, make_folder, make_huge, make_device_link, make_deep)}
ODD["make_loop"] = make_loop


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "name",
    [
        *("history/ana.jsonl", "history/ana.folded", "history/ana.lock", ".lock", ".gitignore"),
        *("marks/ana/{shard}", "texts/{sha256}.txt", "history/ana.set-aside"),
    ],
)
def test_something_odd_in_the_place_of_a_file_is_told_of_and_nothing_hangs(
    name: str, make: Callable[[Path], None], root: Path
) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.record(made(HIS))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    path = root / name.format(shard=shard_name(FIRST), sha256="0" * 64)
    path.unlink(missing_ok=True)
    make(path)
    kind = stat.S_IFMT(path.lstat().st_mode)

    again, failures = opened(root), []
    attempts: Sequence[Callable[[], object]] = (
        again.recover,
        lambda: list(again.everything()),
        lambda: again.annotations(FIRST),
        lambda: again.counts(FIRST),
        lambda: again.text("0" * 64),
        lambda: list(again.operations()),
        lambda: again.history("ana").undoable,
        again.problems,
        again.changed,
        lambda: again.record(made(made_mark(9, FIRST, start=9))),
        lambda: again.keep_text("0" * 64, "xxx"),
        again.flush,
        again.close,
    )
    for attempt in attempts:
        try:
            attempt()
        except StoreError as error:
            failures.append(error.message)

    assert all(failures)
    # It is there still, in its place or set aside: nothing was read for ever or written into.
    left = [it for it in path.parent.iterdir() if it.name.startswith(path.name)]
    assert kind in {stat.S_IFMT(it.lstat().st_mode) for it in left}
    if make is make_folder:
        assert any((it / "inside").is_file() for it in left)
    if not (failures or again.trouble or again.problems()):
        assert made_mark(9).id in {it.id for it in everything(root)}


def test_a_text_is_asked_for_by_a_hash_alone(root: Path, store: FileStore) -> None:
    store.record(made(HERE))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    assert store.text("0" * 64) == "xxx"
    (root.parent / "secret.txt").write_text("secret")

    assert store.text("../../secret") is None
    assert store.text("../../secret\x00") is None
    assert store.text("") is None
    store.keep_text("../../written", "xxx")
    store.record(made(THERE))
    with suppress(StoreError):
        store.flush()
    assert not (root.parent / "written.txt").exists()


@pytest.mark.parametrize(
    "doc_path", ["../../x.txt", "/etc/passwd", "a\x00b", "C:\\x", "", "." * 500, "👩\u200d👧.md"]
)
@pytest.mark.parametrize("annotator", ["../../x", "/", "ana", "..", "con"])
def test_whatever_a_history_names_lies_within_the_store(
    doc_path: str, annotator: str, root: Path, tmp_path: Path
) -> None:
    mark = made_mark(1, doc_path, annotator=annotator)
    store = opened(root)
    store.record(made(mark))

    assert everything(root) == [mark]
    opened(root).recover()

    assert in_files(root) == as_records(mark)
    assert [it.name for it in root.parent.iterdir()] == [root.name]
    assert [it.name for it in tmp_path.iterdir()] == ["any"]


def test_undo_of_a_hostile_history_changes_no_other_annotators_marks(root: Path) -> None:
    store = opened(root)
    store.record(made(HIS))
    store.record(made(HERE))
    with open(log_path(root), "ab") as file:
        file.write(undoing(made(HIS)).to_line())
        file.write(redoing(noted(HIS, "not his")).to_line())

    assert everything(root) == [HERE, HIS]
    opened(root).recover()

    assert everything(root) == [HERE, HIS]
    assert in_files(root) == as_records(HERE, HIS)


def test_a_writer_thread_ends_and_closing_takes_bounded_time(root: Path) -> None:
    threads = threading.active_count()
    store = FileStore(root)
    with failing(errno.EIO, "os.replace", within=root / "marks"):
        store.record(made(HERE))
        begun = time.monotonic()
        assert os.strerror(errno.EIO) in store.close()
        assert time.monotonic() - begun < 10

    assert threading.active_count() == threads
    assert everything(root) == [HERE]
    assert "recovered 1 change" in opened(root).recover()


def test_what_is_recorded_is_seen_at_every_moment_while_it_is_being_folded(root: Path) -> None:
    store, elsewhere = FileStore(root), opened(root)
    marks: list[Annotation] = []
    for number in range(1, 400):
        doc_path = (FIRST, SECOND)[number % 2]
        marks.append(made_mark(number, doc_path, start=number))
        store.record(made(marks[-1]))
        if number % 5 == 0:
            store.record(deleted(marks.pop(len(marks) // 2)))
        for there in (store, elsewhere):
            here = [it for it in marks if it.doc_path == doc_path]
            assert list(there.annotations(doc_path)) == here
            assert there.counts(doc_path).total() == len(here)
        if number % 20 == 0:
            everywhere = sorted(marks, key=lambda it: it.sort_key)
            assert list(store.everything()) == list(elsewhere.everything()) == everywhere
        if number % 50 == 0:
            until(lambda: in_files(root) == as_records(*marks), "it was never folded")
    assert store.close() == ""
    assert in_files(root) == as_records(*marks)


def test_a_writer_thread_folds_within_seconds_without_being_asked(root: Path) -> None:
    store = FileStore(root)
    store.record(made(HERE))
    until(lambda: in_files(root) == as_records(HERE), "it was never folded")
    store.record(noted(HERE, "new"))
    until(lambda: [it["note"] for it in in_files(root)] == ["new"], "it was not folded again")
    assert store.close() == ""

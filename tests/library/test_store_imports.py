"""Imports in a store on disk: beside other work, on failing disks, in tampered stores."""

import errno
import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from annotations.editing import Editor
from annotations.errors import ConflictError, EditError, StoreError
from annotations.files import Batch
from annotations.history import ManyChanges, Operation
from annotations.model import Annotation, Change
from annotations.store import FileStore, fold
from annotations.store.bulk import Bulk
from tests.library.test_store_faults import failing
from tests.marks import changed_mark, deleted, made, made_mark, noted

FIRST, SECOND = "a.txt", "in/b.md"
HERE, THERE = made_mark(1, FIRST), made_mark(2, SECOND)
NEW = [made_mark(10, FIRST), made_mark(11, SECOND), made_mark(12, FIRST, annotator="bob")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "any").mkdir()
    return tmp_path / "any" / ".sidemark"


def opened(root: Path, rotate_above: int = 1 << 30) -> FileStore:
    return FileStore(root, in_background=False, rotate_above=rotate_above)


def everything(root: Path) -> set[Annotation]:
    """What another process sees now."""
    return set(opened(root).everything())


def files(root: Path) -> list[str]:
    return sorted(
        it.relative_to(root).as_posix()
        for it in root.rglob("*")
        if it.is_file() and not it.name.endswith("lock")
    )


def imports(root: Path) -> list[Path]:
    return sorted(root.glob("history/*.imports/*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_an_import_is_there_whole_or_not_at_all(
    number: int, root: Path, tmp_path: Path
) -> None:
    """The n-th call that may change the disk fails, for each n."""
    opened(root).record(made(HERE))
    rounds = refused = 0
    for at in count(1):
        there = tmp_path / str(at) / ".sidemark"
        shutil.copytree(root, there)
        store = opened(there)
        with failing(number, at=at, within=there) as failed:
            try:
                store.bring_in(NEW, "a file")
                expected = {HERE, *NEW}
            except StoreError:
                refused += 1
                expected = {HERE}
                assert set(store.everything()) == everything(there) == expected
        store.flush()
        assert store.trouble == ""
        assert set(store.everything()) == everything(there) == expected, (at, failed)
        assert len(list(store.operations())) == (3 if len(expected) > 1 else 1)
        assert list(there.rglob("*.tmp")) == []
        shutil.rmtree(there)
        rounds += 1
        if not failed:
            break
    assert rounds > refused > 10


def test_what_is_appended_elsewhere_while_something_is_imported_is_not_lost(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = opened(root), opened(root)
    store.record(made(HERE))
    real = Bulk._do

    def meanwhile(bulk: Bulk, batch: Batch, operations: Sequence[Operation]) -> None:
        monkeypatch.undo()
        other.record(noted(HERE, "meanwhile"))
        other.record(made(made_mark(7, "c.txt")))
        real(bulk, batch, operations)

    monkeypatch.setattr(Bulk, "_do", meanwhile)
    store.bring_in(NEW, "a file")

    for is_flushed in (False, True):
        if is_flushed:
            store.flush()
        for there in (store, other, opened(root)):
            found = {it.id: it for it in there.everything()}
            assert found[HERE.id].note == "meanwhile"
            assert len(found) == 5
    verbs = [it.verb for it in reversed(store.history("ana").undoable)]
    assert verbs == ["imported", "tagged", "noted on", "tagged"]


def test_what_was_deleted_before_an_import_stays_there_when_the_history_is_folded_again(
    root: Path,
) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.record(deleted(HERE))
    store.bring_in([HERE], "a file")
    store.flush()
    # As after a power cut, when an older marker stands there.
    (root / "history" / "ana.folded").unlink()

    again = opened(root)
    assert set(again.everything()) == {HERE}
    again.recover()
    assert set(again.everything()) == everything(root) == {HERE}
    assert again.counts(FIRST) == {"claim": 1}


def test_an_import_is_not_in_the_memory_of_those_who_read_the_history(root: Path) -> None:
    store, other = opened(root), opened(root)
    other.changed()
    store.bring_in(NEW, "a file")
    assert other.changed() == {FIRST, SECOND}

    (mine,) = other.history("ana").undoable
    assert isinstance(mine.changes, ManyChanges)
    assert len(mine.changes) == 2
    assert list(mine.changes) == [Change(None, it) for it in NEW[:2]]
    assert mine.changes[1] == mine.changes[-1] == Change(None, NEW[1])
    assert mine.changes[::-1] == (mine.changes[1], mine.changes[0])
    assert mine.changes[5:] == ()
    with pytest.raises(IndexError):
        mine.changes[2]
    assert len(mine.to_line()) < 2_000
    assert "xxx" in (root / "history" / "ana.jsonl").read_text()


def test_imports_that_the_history_forgot_are_swept_away(root: Path) -> None:
    store = opened(root, rotate_above=1)
    store.bring_in(NEW[:1], "a file")
    for number in range(fold.KEPT_OPERATIONS):
        store.record(made(made_mark(1_000 + number)))
    store.bring_in(NEW[1:2], "another file")
    assert len(imports(root)) == 2

    store.recover()

    assert [it.stem for it in imports(root)] == [store.history("ana").undoable[-1].id]
    assert Editor(store, "ana").undo().describe() == "imported 1 mark from another file"


@pytest.mark.parametrize("damage", ["gone", "cut off", "another's", "moved", "a link"])
def test_an_import_whose_records_were_tampered_with_is_not_taken_back(
    damage: str, root: Path
) -> None:
    store = opened(root)
    store.record(made(HERE))
    store.bring_in(NEW[:2], "a file")
    (path,) = imports(root)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "cut off":
        path.write_bytes(whole[:-40])
    elif damage == "a link":
        path.rename(root / "elsewhere")
        path.symlink_to(root / "elsewhere")
    else:
        # The same length, so that the other records are where they were.
        what, other = (b'"ana"', b'"bob"') if damage == "another's" else (b'"a.txt"', b'"b.txt"')
        path.write_bytes(whole.replace(what, other))
    editor = Editor(opened(root), "ana")

    with pytest.raises(StoreError, match=r"import|was written"):
        editor.undo()

    assert everything(root) == {HERE, *NEW[:2]}
    assert not (root / "history" / "importing").exists()
    assert store.history("ana").undoable[-1].describe() == "imported 2 marks from a file"
    store.record(made(THERE))
    store.flush()
    assert THERE in everything(root)


def test_a_history_can_not_name_records_outside_of_its_own_folder(root: Path) -> None:
    store = opened(root)
    store.bring_in(NEW[:1], "a file")
    path = root / "history" / "ana.jsonl"
    (root / "secret.jsonl").write_bytes(imports(root)[0].read_bytes())
    name = imports(root)[0].stem
    path.write_text(path.read_text().replace(f'"file":"{name}"', '"file":"../../../secret"'))

    again = opened(root)

    assert list(again.operations()) == []
    assert again.history("ana").undoable == []


@pytest.mark.parametrize("note", [b"", b"{", b"[]\n[]\n", b'{"op":"x","changes":[]}\n'])
def test_a_damaged_note_of_an_import_keeps_nothing_from_its_place(note: bytes, root: Path) -> None:
    store = opened(root)
    store.record(made(HERE))
    (root / "history" / "importing").write_bytes(note)

    store.flush()

    assert everything(root) == {HERE}
    assert not (root / "history" / "importing").exists()
    said = store.messages()
    assert ("can't be completed" in "".join(said)) == bool(note)


def test_an_import_into_files_of_a_later_version_is_refused_whole(root: Path) -> None:
    store = opened(root)
    store.record(made(THERE))
    store.flush()
    (path,) = root.glob("marks/ana/*.json")
    path.write_text(path.read_text().replace('"marks/1"', '"marks/99"'))
    before = files(root)

    with pytest.raises(StoreError, match="newer Sidemark"):
        opened(root).bring_in(NEW, "a file")

    assert everything(root) == {THERE}
    assert [it for it in files(root) if it not in before] == []


@pytest.mark.parametrize("depth", [220, 300])
def test_a_mark_that_could_not_be_read_again_is_refused_with_all_others(
    depth: int, root: Path
) -> None:
    deep: object = None
    for _ in range(depth):
        deep = [deep]
    store = opened(root)

    with pytest.raises(StoreError, match="nested too deep"):
        store.bring_in([HERE, made_mark(3, SECOND, deep=deep)], "a file")

    assert everything(root) == set()


def test_marks_in_a_store_that_is_only_read_are_not_brought_in_again(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = opened(tmp_path / "other" / ".sidemark")
    other.record(made(HERE))
    other.close()
    store = FileStore(root, (other.root,), in_background=False)

    assert store.bring_in([HERE, THERE], "a file") == {"ana": 1}

    assert list(store.everything()) == [HERE, THERE]


def test_an_import_of_thousands_holds_no_more_than_a_few_in_memory(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive: set[int] = set()
    most = 0

    def came() -> Iterator[Annotation]:
        nonlocal most
        for number in range(3_000):
            mark = made_mark(number, f"{number // 10}.txt", start=number)
            alive.add(number)
            store.keep_text(f"{number // 10:064x}", "x" * 100)
            yield mark
            alive.discard(number)
            most = max(most, len(alive), len(store._texts))

    store = opened(root)
    assert store.bring_in(came(), "a file") == {"ana": 3_000}
    assert most <= 1
    assert store.text(f"{7:064x}") == "x" * 100
    assert len(list(opened(root).everything())) == 3_000
    undone = Editor(store, "ana").undo()
    assert undone.describe() == "imported 3,000 marks from a file"
    assert everything(root) == set()
    with pytest.raises(EditError):
        Editor(store, "ana").undo()


def test_an_undo_that_finds_nothing_left_to_undo_is_passed_over(root: Path) -> None:
    store = opened(root)
    store.record(made(THERE))
    store.bring_in(NEW[:1], "a file")
    path = next(it for it in root.glob("marks/ana/a-*.json"))
    tables = json.loads(path.read_text())
    ((key, record),) = tables["annotations"].items()
    # By hand, outside of any history.
    tables["annotations"] = {key: {**record, "note": "by hand"}}
    path.write_text(json.dumps(tables))
    editor = Editor(opened(root), "ana")

    with pytest.raises(ConflictError, match="imported"):
        editor.undo()

    assert editor.undo().verb == "tagged"
    assert everything(root) == {changed_mark(NEW[0], note="by hand")}


def test_what_others_do_with_an_operation_of_many_works(root: Path) -> None:
    store = opened(root)
    store.bring_in(NEW, "a file")
    (operation, _his) = store.operations()

    assert isinstance(operation, Operation)
    assert operation.doc_paths <= {FIRST, SECOND}
    assert operation.reversed().reversed() == operation
    assert [it.before for it in operation.reversed().changes] == [
        it.after for it in operation.changes
    ]

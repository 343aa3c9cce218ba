"""Processes that are killed at any moment lose nothing that was acknowledged to be kept."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.editing import Editor
from annotations.model import Annotation
from annotations.store import FileStore
from tests.library.store_children import IMPORTED, IMPORTED_TEXT, day_of, fresh_mark
from tests.marks import deleted, made

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and kills")
TOP = Path(__file__).parent.parent.parent
NO_ROTATION = 1 << 30


class Children:
    """Processes that a small program forks on demand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journals: dict[Path, Path] = {}
        """The store each journal is about."""
        path = os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")])
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.library.store_children"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": path},
        )

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())

    def start(self, role: str, root: Path, **keywords: Any) -> "Child":
        journal = self.folder / f"journal-{len(self.journals)}"
        self.journals[journal] = root
        arguments = {"root": str(root), "journal": str(journal), **keywords}
        return Child(self, self._ask({"start": role, "with": arguments}), journal)

    def wait(self, process: int) -> int:
        return self._ask({"wait": process})

    def journals_of(self, root: Path) -> list[Path]:
        return [journal for journal, place in self.journals.items() if place == root]

    def close(self) -> None:
        self._server.communicate()


class Child:
    """One forked process, and what it said of itself."""

    def __init__(self, children: Children, process: int, journal: Path) -> None:
        self._children, self.process, self.journal = children, process, journal

    def lines(self) -> list[str]:
        return self.journal.read_text().splitlines() if self.journal.exists() else []

    def until_it_said(self, number: int) -> None:
        """Wait until so many lines are written; bounded."""
        deadline = time.monotonic() + 20
        while len(self.lines()) < number:
            assert time.monotonic() < deadline, f"it said only {self.lines()}"
            time.sleep(0.0005)

    def kill(self) -> int:
        os.kill(self.process, signal.SIGKILL)
        return self.ended()

    def ended(self) -> int:
        status = self._children.wait(self.process)
        error = self.journal.with_name(f"{self.journal.name}.error")
        assert not error.exists(), error.read_text()
        return status


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    started = Children(tmp_path)
    yield started
    started.close()


class Said:
    """What journals together say must be, may be, and must not be in a store."""

    def __init__(self, journals: Sequence[Path]) -> None:
        self.made: set[str] = set()
        self.deleted: set[str] = set()
        self.intended: set[str] = set()
        self.maybe_deleted: set[str] = set()
        self.notes: dict[str, set[str]] = {}
        for journal in journals:
            if journal.exists():
                for line in journal.read_text().splitlines():
                    self._take(line.split())

    def _take(self, words: list[str]) -> None:
        match words:
            case ["?", "+", identifier]:
                self.intended.add(identifier)
            case ["+", identifier]:
                self.made.add(identifier)
            case ["?", "-", identifier]:
                self.maybe_deleted.add(identifier)
            case ["-", identifier]:
                self.deleted.add(identifier)
            case ["?", "n", identifier, note]:
                self.notes.setdefault(identifier, {""}).add(note)
            case ["n", identifier, note]:
                self.notes[identifier] = {note}
            case ["!", "n", identifier, note]:
                self.notes[identifier].discard(note)
            case _:
                # Another's refused change, a beginning, an end.
                assert words[0] in {"!", "begun", "ended", "not", "dated"}

    def check_beside(self, marks: Sequence[Annotation], kept: Sequence[Annotation]) -> None:
        """The same for a store that held some already."""
        self.made |= {it.id for it in kept}
        self.intended |= {it.id for it in kept}
        self.check(marks)

    def check(self, marks: Sequence[Annotation]) -> None:
        found = {it.id: it for it in marks}
        assert len(found) == len(marks)
        assert self.made - self.maybe_deleted - set(found) == set(), "lost"
        assert self.deleted & set(found) == set(), "deleted, and there again"
        assert set(found) - self.intended == set(), "from nowhere"
        for identifier, mark in found.items():
            assert mark.note in self.notes.get(identifier, {""}), "an earlier note"


def read_by_stock_tinydb(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in root.glob("marks/*/*.json"):
        with TinyDB(path) as database:
            found += [dict(it) for it in database.table("annotations").all()]
    return found


def checked(root: Path, journals: Sequence[Path], *, kept: Sequence[Annotation] = ()) -> list[str]:
    """Compare a store with what was said of it, before and after folding; returns its ids."""
    said = Said(journals)
    unfolded = FileStore(root, in_background=False)
    before = list(unfolded.everything())
    said.check_beside(before, kept)
    store = FileStore(root, in_background=False)
    store.recover()
    store.flush()
    after = list(store.everything())
    assert after == before
    assert list(unfolded.everything()) == before
    assert store.trouble == ""
    assert store.problems() == []
    records = sorted(read_by_stock_tinydb(root), key=lambda it: str(it["id"]))
    assert records == [it.to_record() for it in sorted(after, key=lambda it: it.id)]
    done = [change.subject.id for it in store.operations() for change in it.changes]
    assert said.made - set(done) == set(), "not in the history"
    assert list(root.rglob("*.tmp")) == []
    assert list(root.rglob("*damaged*")) == []
    return [it.id for it in after]


ROUNDS = 75


def test_of_three_processes_on_one_article_that_are_killed_nothing_acknowledged_is_lost(
    children: Children, tmp_path: Path
) -> None:
    chance = random.Random(8)
    roots = [tmp_path / f"corpus-{number}" / ".sidemark" for number in range(5)]
    kills = 0
    for number in range(ROUNDS):
        root = roots[number % len(roots)]
        # One folds behind its own back, one only now and then, one is somebody else or not.
        kinds: list[dict[str, Any]] = [
            {"annotator": "ana"},
            {"annotator": "ana", "in_background": False},
            {"annotator": "bob" if number % 3 else "ana", "in_background": number % 2 == 0},
        ]
        working = [
            children.start("work", root, seed=number * 10 + place, **kind)
            for place, kind in enumerate(kinds)
        ]
        if number % 4 == 0:
            working.append(children.start("recover", root))
        for child in working:
            child.until_it_said(1)
        working[number % 3].until_it_said(chance.randrange(1, 60))
        for child in chance.sample(working, len(working)):
            assert child.kill() == -signal.SIGKILL
            kills += 1
        if number % 15 == 14:
            checked(root, children.journals_of(root))

    ids = [checked(root, children.journals_of(root)) for root in roots]
    assert kills >= 3 * ROUNDS
    assert all(ids)
    said = Said(list(children.journals))
    assert len(said.made) > ROUNDS
    assert len(said.deleted) > ROUNDS / 4


def test_processes_that_begin_a_store_at_the_same_moment_all_succeed(
    children: Children, tmp_path: Path
) -> None:
    for number in range(15):
        root = tmp_path / f"corpus-{number}" / ".sidemark"
        root.parent.mkdir()
        begun = [
            children.start(
                "work", root, annotator=annotator, seed=seed, count=4, in_background=seed % 2 == 0
            )
            for seed, annotator in enumerate(["ana", "ana", "bob", "carla"], start=number)
        ]
        assert [child.ended() for child in begun] == [0] * len(begun)
        assert [child.lines()[-1] for child in begun] == ["ended"] * len(begun)
        assert checked(root, children.journals_of(root))


@pytest.mark.parametrize("processes", [2, 4])
@pytest.mark.parametrize("annotators", [("ana",), ("ana", "bob", "carla")])
def test_processes_that_work_on_one_article_at_once_lose_nothing(
    annotators: Sequence[str], processes: int, children: Children, tmp_path: Path
) -> None:
    root = tmp_path / "corpus" / ".sidemark"
    root.parent.mkdir()

    working = [
        children.start(
            "work",
            root,
            annotator=annotators[number % len(annotators)],
            seed=number,
            count=60,
            in_background=number % 2 == 0,
        )
        for number in range(processes)
    ]

    assert [child.ended() for child in working] == [0] * processes
    assert [child.lines()[-1] for child in working] == ["ended"] * processes
    # All of them flushed: the files of marks hold it all without any folding.
    found = {str(it["id"]) for it in read_by_stock_tinydb(root)}
    assert found == {it.id for it in FileStore(root, in_background=False).everything()}
    assert set(checked(root, children.journals_of(root))) == found
    done = Said(children.journals_of(root))
    assert len(done.made) > 20 * processes
    operations = list(FileStore(root, in_background=False).operations())
    assert len({it.id for it in operations}) == len(operations)


def dropped_bytes(log: Path) -> int:
    """How much a log has lost at its beginning."""
    with open(log, "rb") as file:
        return int(json.loads(file.readline())["base"])


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_history_that_is_cut_while_others_append_to_it_loses_nothing(
    is_killed: bool, children: Children, tmp_path: Path
) -> None:
    root = tmp_path / "corpus" / ".sidemark"
    kept = last_line_of_all(root, 1_030, is_folded=True)
    log = root / "history" / "ana.jsonl"

    working = [
        children.start(
            "work",
            root,
            annotator="ana",
            seed=number,
            count=1_000_000 if is_killed else 60,
            doc_path="b.txt",
            in_background=number == 0,
            rotate_above=1 if number < 2 else NO_ROTATION,
        )
        for number in range(3)
    ]
    for round_of in range(4):
        for child in working:
            child.until_it_said(15 * (round_of + 1))
    deadline = time.monotonic() + 20
    while is_killed and not dropped_bytes(log) and time.monotonic() < deadline:
        time.sleep(0.001)
    assert [child.kill() if is_killed else child.ended() for child in working] == (
        [-signal.SIGKILL] * 3 if is_killed else [0] * 3
    )

    assert dropped_bytes(log), "it was never cut"
    store = FileStore(root, in_background=False, rotate_above=NO_ROTATION)
    assert len(list(store.operations())) >= 1_000
    said = Said(children.journals_of(root))
    assert len(said.made) > 30
    said.check_beside(list(store.everything()), kept)
    store.recover()
    said.check_beside(list(store.everything()), kept)
    records = sorted(read_by_stock_tinydb(root), key=lambda it: str(it["id"]))
    assert [it["id"] for it in records] == sorted(it.id for it in store.everything())


def last_line_of_all(root: Path, marks: int, *, is_folded: bool) -> list[Annotation]:
    """A store with marks on one article, as an earlier run left it."""
    store = FileStore(root, in_background=False, rotate_above=NO_ROTATION)
    made_ones = [fresh_mark("a.txt", "ana", number) for number in range(marks)]
    for mark in made_ones[:-1]:
        store.record(made(mark))
    if is_folded:
        store.flush()
    store.record(made(made_ones[-1]))
    return made_ones


def killed_at_each_step(
    children: Children, tmp_path: Path, begin: Path, kept: Sequence[Annotation], **how: Any
) -> int:
    """Run one session from the same beginning until it comes to its end; how often it was killed.

    The first time it is killed at its first call that may change the disk, then at its second…
    """
    for step in count(1):
        root = tmp_path / f"step-{step}" / ".sidemark"
        shutil.copytree(begin, root) if begin.exists() else root.parent.mkdir()
        child = children.start("one_session", root, die_at=step, **how)
        status = child.ended()
        checked(root, [child.journal], kept=kept)
        shutil.rmtree(root.parent)
        if status == 0:
            assert child.lines()[-1] == "ended"
            return step - 1
        assert status == -signal.SIGKILL
    return 0


@pytest.mark.parametrize("how", ["before", "middle"])
def test_killed_at_any_single_step_of_a_first_session_nothing_acknowledged_is_lost(
    how: str, children: Children, tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing"

    kills = killed_at_each_step(children, tmp_path, nothing, [], how=how, rotate_above=NO_ROTATION)

    assert kills > 50


def test_killed_at_any_single_step_of_a_later_session_nothing_acknowledged_is_lost(
    children: Children, tmp_path: Path
) -> None:
    begin = tmp_path / "begin" / ".sidemark"
    kept = last_line_of_all(begin, 4, is_folded=True)

    # What it deletes lies first in the article, and is its own or that of the run before.
    kills = killed_at_each_step(
        children, tmp_path, begin, kept, how="before", rotate_above=NO_ROTATION
    )

    assert kills > 50


def test_killed_at_any_single_step_of_a_rotation_a_thousand_operations_are_kept(
    children: Children, tmp_path: Path
) -> None:
    begin = tmp_path / "begin" / ".sidemark"
    kept = last_line_of_all(begin, 1_020, is_folded=True)
    before = [it.id for it in FileStore(begin, in_background=False).operations()]
    size = (begin / "history" / "ana.jsonl").stat().st_size
    whole = 0

    for step in count(1):
        root = tmp_path / f"step-{step}" / ".sidemark"
        shutil.copytree(begin, root)
        # The session's first work is to fold, and to drop what is too much, when it recovers.
        child = children.start("one_session", root, die_at=step, how="before", rotate_above=1)
        status = child.ended()
        store = FileStore(root, in_background=False, rotate_above=NO_ROTATION)
        Said([child.journal]).check_beside(list(store.everything()), kept)
        found = [it.id for it in store.operations()]
        mine = [it for it in found if it in set(before)]
        assert mine == before[: len(mine)]
        assert len(found) >= 1_000
        is_rotated = (root / "history" / "ana.jsonl").stat().st_size < size
        whole += not is_rotated
        shutil.rmtree(root.parent)
        if is_rotated or status == 0:
            break
    assert is_rotated
    assert whole > 5


def test_killed_at_any_single_step_of_an_import_or_its_undoing_it_is_there_or_not(
    children: Children, tmp_path: Path
) -> None:
    begin = tmp_path / "begin" / ".sidemark"
    base = set(last_line_of_all(begin, 2, is_folded=True))
    # What there is after each step, and how many operations.
    whole = {*base, *IMPORTED}
    states = [(base, 2), (whole, 4), ({*base, IMPORTED[2]}, 5), ({*base, IMPORTED[2]}, 5)]
    completed = 0

    for step in count(1):
        root = tmp_path / f"step-{step}" / ".sidemark"
        shutil.copytree(begin, root)
        child = children.start("import_session", root, die_at=step, how="middle")
        status = child.ended()
        done = child.lines().count("done")
        waiting = FileStore(root, in_background=False)
        list(waiting.everything())
        completed += (root / "history" / "importing").exists()
        store = FileStore(root, in_background=False)
        store.recover()

        found = set(store.everything())
        assert (found, len(list(store.operations()))) in states[done : done + 2]
        assert set(waiting.everything()) == found
        assert store.text(IMPORTED_TEXT) == "xxx" or found == base
        in_files = sorted(str(it["id"]) for it in read_by_stock_tinydb(root))
        assert in_files == sorted(it.id for it in found)
        assert [*root.rglob("*.tmp"), *root.rglob("*damaged*")] == []
        assert not (root / "history" / "importing").exists()
        if found == whole:
            undone = Editor(store, "ana").undo()
            assert undone.describe() == "imported 2 marks from a file"
            assert set(store.everything()) == states[2][0]
        shutil.rmtree(root.parent)
        if status == 0:
            break
    assert step > 50
    assert completed > 10


def test_killed_at_any_single_step_of_dating_an_article_it_has_the_one_date_or_the_other(
    children: Children, tmp_path: Path
) -> None:
    begin = tmp_path / "begin" / ".sidemark"
    kept = last_line_of_all(begin, 2, is_folded=True)
    states = [None, day_of(1), day_of(2), None, None]

    for step in count(1):
        root = tmp_path / f"step-{step}" / ".sidemark"
        shutil.copytree(begin, root)
        child = children.start("date_session", root, die_at=step, how="middle")
        status = child.ended()
        done = child.lines().count("dated")
        found = next((it.day for it in FileStore(root).given_dates("a.txt")), None)
        assert found in states[done : done + 2]
        checked(root, [child.journal], kept=kept)
        after = next((it.day for it in FileStore(root).given_dates("a.txt")), None)
        assert after == found, "the same when all is in its place"
        shutil.rmtree(root.parent)
        if status == 0:
            break
    assert step > 30


def test_two_processes_that_date_and_one_that_marks_an_article_at_once_lose_nothing(
    children: Children, tmp_path: Path
) -> None:
    root = tmp_path / "corpus" / ".sidemark"
    root.parent.mkdir()
    working = [
        children.start("give_dates", root, annotator="ana", doc_path=doc_path, count=40)
        for doc_path in ("a.txt", "b.txt")
    ]
    working += [
        children.start("give_dates", root, annotator="bob", doc_path="a.txt", count=40),
        children.start("work", root, annotator="ana", seed=1, count=60),
        children.start("work", root, annotator="ana", seed=2, count=60, in_background=False),
    ]

    assert [child.ended() for child in working] == [0] * len(working)

    last = day_of(39)
    store = FileStore(root, in_background=False)
    assert {it.annotator: it.day for it in store.given_dates("a.txt")} == {"ana": last, "bob": last}
    assert {it.annotator: it.day for it in store.given_dates("b.txt")} == {"ana": last}
    assert checked(root, [child.journal for child in working[-2:]])


def test_what_was_deleted_in_one_process_while_another_had_not_folded_it_stays_deleted(
    tmp_path: Path,
) -> None:
    steps = ["one folds", "two deletes", "two folds", "three recovers", "one goes on"]
    for number, order in enumerate(permutations(steps)):
        root = tmp_path / str(number) / ".sidemark"
        root.parent.mkdir()
        one, two, three = (FileStore(root, in_background=False) for _ in range(3))
        mark, other = fresh_mark("a.txt", "ana", 1), fresh_mark("a.txt", "ana", 2)
        one.record(made(mark))
        for step in order:
            match step:
                case "one folds":
                    one.flush()
                case "two deletes":
                    two.record(deleted(mark))
                case "two folds":
                    two.flush()
                case "three recovers":
                    three.recover()
                case _:
                    one.record(made(other))
        for store in (one, two, three, FileStore(root, in_background=False)):
            assert list(store.everything()) == [other]
        # Nobody closes anything: the next start finds what is left.
        FileStore(root, in_background=False).recover()
        assert [it["id"] for it in read_by_stock_tinydb(root)] == [other.id]
        one.flush()
        two.flush()
        assert [it["id"] for it in read_by_stock_tinydb(root)] == [other.id]


@pytest.mark.parametrize("size", [1, 100, 500, 1_500, 4_000, 9_999])
def test_where_files_may_not_grow_nothing_acknowledged_is_lost(
    size: int, children: Children, tmp_path: Path
) -> None:
    root = tmp_path / "corpus" / ".sidemark"
    root.parent.mkdir()

    child = children.start("limited", root, size=size)

    assert child.ended() == 0
    refused = [line for line in child.lines() if line.startswith("!")]
    assert refused
    said = Said([child.journal])
    assert bool(said.made) == (size > 1_000)
    marks = list(FileStore(root, in_background=False).everything())
    assert {it.id for it in marks} == said.made
    store = FileStore(root, in_background=False)
    store.record(made(fresh_mark("a.txt", "ana", 99)))
    store.flush()
    assert len(read_by_stock_tinydb(root)) == len(said.made) + 1
    store.recover()
    assert list(root.rglob("*.tmp")) == []

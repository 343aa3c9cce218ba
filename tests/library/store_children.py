"""A program that forks processes working on a store, so that one costs milliseconds.

It reads orders, a JSON object a line: `{"start": role, "with": {…}}` answers with a process id,
`{"wait": pid}` with how it ended. What a child was told to do and what it was told is done it
writes to a file of its own, where a kill loses nothing of it: `? + id` before, `+ id` after.
"""

import builtins
import io
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from annotations.editing import Editor
from annotations.errors import ConflictError, StoreError
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id
from annotations.store import FileStore
from tests.marks import changed_mark, made_mark

LONGEST_WAIT = 60.0
STEPS = (
    *("open", "write", "fsync", "replace", "rename", "ftruncate", "truncate", "unlink", "mkdir"),
    *("link", "remove"),
)
"""The functions of `os` that a store may change a disk with."""


class Journal:
    """What one child was about to do and what it did, in order."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # Whatever a test makes of os.write later, this one goes on.
        self._write = os.write

    def say(self, line: str) -> None:
        self._write(self._descriptor, f"{line}\n".encode())

    def record(self, store: FileStore, what: str, operation: Operation) -> bool:
        self.say(f"? {what}")
        try:
            store.record(operation)
        except ConflictError:
            self.say(f"! {what}")
            return False
        self.say(what)
        return True


def fresh_mark(doc_path: str, annotator: str, number: int) -> Annotation:
    mark = made_mark(1, doc_path, start=number % 1000, annotator=annotator)
    return changed_mark(mark, id=new_id())


def work(
    root: str,
    journal: str,
    annotator: str,
    seed: int,
    count: int = 1_000_000,
    doc_path: str = "a.txt",
    in_background: bool = True,
    rotate_above: int = 1 << 30,
) -> None:
    """Mark, note and delete in one article; now and then fold."""
    chance = random.Random(seed)
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=in_background, rotate_above=rotate_above)
    if chance.random() < 0.5:
        store.recover()
    diary.say("begun")
    own: dict[str, Annotation] = {}
    for number in range(count):
        dice = chance.random()
        seen = [it for it in store.annotations(doc_path) if it.annotator == annotator]
        if dice < 0.55 or not seen:
            mark = fresh_mark(doc_path, annotator, number)
            if diary.record(store, f"+ {mark.id}", Operation.of("did", Change(None, mark))):
                own[mark.id] = mark
        elif dice < 0.75:
            mark = chance.choice(seen)
            diary.record(store, f"- {mark.id}", Operation.of("did", Change(mark, None)))
            own.pop(mark.id, None)
        elif dice < 0.95 and own:
            mark = own[chance.choice(sorted(own))]
            noted = changed_mark(mark, note=f"{seed}.{number}")
            operation = Operation.of("did", Change(mark, noted))
            if diary.record(store, f"n {mark.id} {noted.note}", operation):
                own[mark.id] = noted
            else:
                del own[mark.id]
        else:
            store.flush()
    said = store.close()
    diary.say(f"ended {said}".strip())


def recover(root: str, journal: str) -> None:
    """Fold what others left, over and over."""
    diary = Journal(journal)
    diary.say("begun")
    while True:
        FileStore(Path(root), in_background=False).recover()


def one_session(root: str, journal: str, die_at: int, how: str, rotate_above: int) -> None:
    """The same work at each run, killed at the n-th call that may change the disk."""
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=False, rotate_above=rotate_above)
    die_before_step(die_at, how)
    store.recover()
    for article in ("a.txt", "b.txt"):
        for number in range(2):
            mark = fresh_mark(article, "ana", number)
            diary.record(store, f"+ {mark.id}", Operation.of("did", Change(None, mark)))
    mark = fresh_mark("a.txt", "bob", 0)
    diary.record(store, f"+ {mark.id}", Operation.of("did", Change(None, mark)))
    store.flush()
    for old in [it for it in store.annotations("a.txt") if it.annotator == "ana"][:2]:
        diary.record(store, f"- {old.id}", Operation.of("did", Change(old, None)))
    store.keep_text("0" * 64, "xxx")
    store.flush()
    store.close()
    diary.say("ended")


IMPORTED = [
    made_mark(100, "a.txt"),
    made_mark(101, "b.txt"),
    made_mark(102, "b.txt", annotator="bob"),
]
IMPORTED_TEXT = "1" * 64


def import_session(root: str, journal: str, die_at: int, how: str) -> None:
    """Import, and take it back; as `one_session`."""
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=False)
    die_before_step(die_at, how)

    def came() -> Iterator[Annotation]:
        store.keep_text(IMPORTED_TEXT, "xxx")
        yield from IMPORTED

    store.bring_in(came(), "a file")
    diary.say("done")
    Editor(store, "ana").undo()
    diary.say("done")
    store.close()
    diary.say("ended")


def day_of(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number)


def give_dates(root: str, journal: str, annotator: str, doc_path: str, count: int) -> None:
    """Give an article one date after the other."""
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=False)
    for number in range(count):
        store.set_article_date(doc_path, annotator, day_of(number))
        diary.say(str(number))


def date_session(root: str, journal: str, die_at: int, how: str) -> None:
    """Give dates around a mark that is folded, and take one away; as `one_session`."""
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=False)
    die_before_step(die_at, how)
    store.set_article_date("a.txt", "ana", day_of(1))
    diary.say("dated")
    mark = fresh_mark("a.txt", "ana", 0)
    diary.record(store, f"+ {mark.id}", Operation.of("did", Change(None, mark)))
    store.set_article_date("a.txt", "ana", day_of(2))
    diary.say("dated")
    store.flush()
    store.set_article_date("a.txt", "ana", None)
    diary.say("dated")


def die_before_step(die_at: int, how: str) -> None:
    """Kill this process at a call; `how` is "before" it, or in the "middle" of what it writes."""
    calls = 0

    def is_time() -> bool:
        nonlocal calls
        calls += 1
        return calls == die_at

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def die_if_it_is_time() -> None:
        if is_time():
            die()

    def stepping(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def step(*args: Any, **keywords: Any) -> Any:
            if is_time():
                if how == "middle" and name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                die()
            done = real(*args, **keywords)
            is_file = name == "io.open" and "r" not in (*args[1:], keywords.get("mode", "r"))[0]
            return SteppingFile(done, die_if_it_is_time, how) if is_file else done

        return step

    for name in STEPS:
        setattr(os, name, stepping(getattr(os, name), name))
    builtins.open = io.open = stepping(io.open, "io.open")


class SteppingFile:
    """A file that was opened to be written: what is written is two steps, or one and a half."""

    def __init__(self, file: Any, step: Callable[[], None], how: str) -> None:
        self._file, self._step, self._how = file, step, how
        # It is there, and empty.
        step()

    def write(self, data: bytes) -> None:
        half = len(data) // 2 if self._how == "middle" else 0
        self._file.write(data[:half])
        self._file.flush()
        self._step()
        self._file.write(data[half:])

    def writelines(self, pieces: Iterable[bytes]) -> None:
        self.write(b"".join(pieces))

    def __enter__(self) -> "SteppingFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def limited(root: str, journal: str, size: int, count: int = 30) -> None:
    """Mark and fold where no file may grow beyond a size."""
    diary = Journal(journal)
    store = FileStore(Path(root), in_background=False)
    for number in range(count):
        mark = fresh_mark("a.txt", "ana", number)
        before = list(store.everything())
        try:
            with no_larger_than(size):
                store.record(Operation.of("did", Change(None, mark)))
        except StoreError:
            diary.say(f"! + {mark.id}")
            assert list(store.everything()) == before
        else:
            diary.say(f"? + {mark.id}\n+ {mark.id}")
        try:
            with no_larger_than(size):
                store.flush()
        except StoreError:
            diary.say("not folded")
            assert store.trouble
        seen_afresh = FileStore(Path(root), in_background=False)
        assert list(store.everything()) == list(seen_afresh.everything())
    # What is left is for the next run.
    os._exit(0)


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """Let no file grow beyond a size; Python has SIGXFSZ ignored, so that writing fails."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


ROLES: dict[str, Callable[..., None]] = {
    "work": work,
    "recover": recover,
    "one_session": one_session,
    "import_session": import_session,
    "limited": limited,
    "give_dates": give_dates,
    "date_session": date_session,
}


def start(role: str, keywords: dict[str, Any]) -> int:
    process = os.fork()
    if process:
        return process
    try:
        ROLES[role](**keywords)
    except BaseException:  # noqa: BLE001 - a child must not come back into the server's loop
        with open(f"{keywords['journal']}.error", "w", encoding="utf-8") as file:
            traceback.print_exc(file=file)
        os._exit(1)
    os._exit(0)


def wait(process: int) -> int:
    """Its exit status; a negative one is the signal that ended it, -1000 that it had to be."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return -1000


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        answer = start(order["start"], order["with"]) if "start" in order else wait(order["wait"])
        print(answer, flush=True)


if __name__ == "__main__":
    main()

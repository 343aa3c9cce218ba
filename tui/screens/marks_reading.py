"""Reads the marks of a whole corpus without keeping the screen waiting."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import NamedTuple

from annotations.errors import StoreError
from annotations.mark_list import Listed, listed
from annotations.workspace import Marked, Workspace

_AT_ONCE_SECONDS = 0.1
"""For how long marks are read before the list opens."""
_AT_ONCE_ARTICLES, _AT_ONCE_MARKS = 8, 400
"""How many of them are read before, however long that takes: keys typed ahead find their rows."""
_BATCH_SECONDS = 0.15
"""How long rows are gathered before the list shows them."""


class Batch(NamedTuple):
    """Some of what was read."""

    articles: dict[str, list[Listed]]
    problems: list[str]
    """Why some marks can't be read."""


class MarksReading:
    """Hands on what it reads through `take`, which a thread of its own calls through `call`.

    All but `start` is done in that thread; what has changed meanwhile is read when it has ended.
    """

    def __init__(
        self,
        workspace: Workspace,
        annotator: str | None,
        take: Callable[[Batch], None],
        call: Callable[..., object],
    ) -> None:
        self.is_reading = False
        """Whether there is more to come."""
        self._workspace = workspace
        self._annotator = annotator
        self._take = take
        self._call = call
        self._changed: set[str] = set()
        self._is_stopped = False

    def start(self) -> None:
        """Read what is quickly had, and the rest in the background."""
        workspace = self._workspace.for_another_thread()
        marked = _until_error(workspace.marked(self._annotator))
        started, first, count = monotonic(), [], 0
        for one in marked:
            first.append(one)
            count += len(one.marks)
            is_enough = len(first) >= _AT_ONCE_ARTICLES or count >= _AT_ONCE_MARKS
            if is_enough and monotonic() - started > _AT_ONCE_SECONDS:
                self._read_on(marked)
                break
        self._take(_batch(first))

    def read_again(self, doc_paths: Iterable[str]) -> None:
        """Read some articles' marks as they are now, when all that is being read has been."""
        self._changed.update(doc_paths)
        if self._changed and not self.is_reading:
            changed, self._changed = sorted(self._changed), set()
            workspace = self._workspace.for_another_thread()
            self._read_on(_until_error(workspace.marked_in(changed, self._annotator)))

    def stop(self) -> None:
        """Read no more, and hand nothing on."""
        self._is_stopped = True

    def _read_on(self, marked: Iterator[Marked]) -> None:
        self.is_reading = True
        # Not a Textual worker: those are waited for at the end, and this may take seconds.
        Thread(target=self._run, args=(marked,), daemon=True).start()

    def _run(self, marked: Iterator[Marked]) -> None:
        gathered: list[Marked] = []
        handed_at = monotonic()
        for one in marked:
            if self._is_stopped:
                return
            gathered.append(one)
            if monotonic() - handed_at > _BATCH_SECONDS:
                self._hand_on(_batch(gathered), is_last=False)
                gathered, handed_at = [], monotonic()
        self._hand_on(_batch(gathered), is_last=True)

    def _hand_on(self, batch: Batch, *, is_last: bool) -> None:
        # The program may end at any time: then nobody waits for what was read.
        with suppress(RuntimeError):
            self._call(self._arrive, batch, is_last)

    def _arrive(self, batch: Batch, is_last: bool) -> None:
        if self._is_stopped:
            return
        if is_last:
            self.is_reading = False
            self.read_again(())
        self._take(batch)


def _until_error(marked: Iterator[Marked]) -> Iterator[Marked]:
    """What can be read, and why there is no more."""
    try:
        yield from marked
    except StoreError as error:
        yield Marked("", (), error.message)


def _batch(marked: Iterable[Marked]) -> Batch:
    gathered = list(marked)
    problems = [it.problem for it in gathered if it.problem]
    return Batch({it.doc_path: listed(it.marks) for it in gathered if it.doc_path}, problems)

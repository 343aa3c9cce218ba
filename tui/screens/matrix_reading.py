"""Reads the matrix without keeping the screen waiting for longer than a moment."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import NamedTuple

from annotations.errors import StoreError
from annotations.matrix import Linked, Matrix
from annotations.workspace import Workspace

_PATIENCE = 0.1
"""For how many seconds the screen waits: keys typed ahead find their rows, unless there are many
articles."""


class News(NamedTuple):
    """A matrix that was read, or why it could not be."""

    matrix: Matrix | None
    problem: str = ""


class MatrixReading:
    """Hands the matrix on through `take`, at once or through `call` from a thread of its own.

    What has changed while it is read is read when that has ended.
    """

    def __init__(
        self,
        workspace: Workspace,
        opened: Sequence[str],
        annotator: str | None,
        take: Callable[[News], None],
        call: Callable[..., object],
    ) -> None:
        """`opened` are the articles whose columns come first, and whose claims are rows anyway."""
        self.is_reading = False
        """Whether there is more to come."""
        other = workspace.for_another_thread()
        annotators = () if annotator is None else (annotator,)
        self._linked = Linked(other, annotators, frozenset(opened).__contains__)
        self._opened = tuple(opened)
        self._others = [it for it in workspace.corpus.doc_paths if it not in set(opened)]
        self._take = take
        self._call = call
        self._changed: set[str] = set()
        self._has_failed = False
        self._is_stopped = False

    def start(self) -> None:
        """Read all of it."""
        self._begin(self._linked.read)

    def read_again(self, doc_paths: Collection[str]) -> None:
        """Read some articles' marks as they are now."""
        self._changed.update(doc_paths)
        if self._changed and not self.is_reading:
            changed, self._changed = sorted(self._changed), set()
            # What could not be read may be anywhere.
            read_all = self._linked.read
            self._begin(read_all if self._has_failed else lambda: self._linked.update(changed))

    def stop(self) -> None:
        """Hand nothing on any more."""
        self._is_stopped = True

    def _begin(self, read: Callable[[], None]) -> None:
        self.is_reading = True
        future: Future[News] = Future()
        # Not a Textual worker: those are waited for at the end, and this may take seconds.
        Thread(target=self._run, args=(read, future), name="matrix", daemon=True).start()
        try:
            news = future.result(_PATIENCE)
        except TimeoutError:
            future.add_done_callback(self._hand_on)
        else:
            self._arrive(news)

    def _run(self, read: Callable[[], None], future: "Future[News]") -> None:
        try:
            read()
            matrix = self._linked.matrix((*self._opened, *self._others))
            future.set_result(News(matrix.only({*self._opened, *matrix.used})))
        except StoreError as error:
            future.set_result(News(None, error.message))
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)

    def _hand_on(self, future: "Future[News]") -> None:
        # The program may end at any time: then nobody waits for what was read.
        with suppress(RuntimeError):
            self._call(self._arrive, future.result())

    def _arrive(self, news: News) -> None:
        if self._is_stopped:
            return
        self.is_reading, self._has_failed = False, bool(news.problem)
        self._take(news)
        self.read_again(())

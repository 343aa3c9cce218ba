"""Reads the matrix while the screen goes on."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import NamedTuple

from annotations.errors import StoreError
from annotations.matrix import Linked, Matrix
from annotations.workspace import Workspace

_PATIENCE = 0.1
"""For how many seconds keys wait: those typed ahead find their rows, unless there are many."""


class News(NamedTuple):
    """A matrix that was read, or why it could not be."""

    matrix: Matrix | None
    problem: str = ""


class MatrixReading:
    """Hands the matrix on through `take`, which `call` does for a thread of its own.

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
        other = workspace.for_another_thread()
        annotators = () if annotator is None else (annotator,)
        self._linked = Linked(other, annotators, frozenset(opened).__contains__)
        self._opened = tuple(opened)
        self._others = [it for it in workspace.corpus.doc_paths if it not in set(opened)]
        self._take = take
        self._call = call
        self._changed: set[str] = set()
        self._has_failed = False
        self._awaited: Future[News] | None = None

    @property
    def is_reading(self) -> bool:
        """Whether there is more to come."""
        return self._awaited is not None

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

    async def settled(self) -> None:
        """Wait for a moment, while the screen goes on, until there is no more to come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while (awaited := self._awaited) is not None:
                    await asyncio.wait([asyncio.wrap_future(awaited)])
                    self._arrive(awaited)

    def stop(self) -> None:
        """Read no more, and hand nothing on."""
        self._linked.is_outdated = True
        self._awaited = None

    def _begin(self, read: Callable[[], None]) -> None:
        self._awaited = future = Future[News]()
        future.add_done_callback(self._hand_on)
        # Not a Textual worker: those are waited for at the end, and this may take seconds.
        Thread(target=self._run, args=(read, future), name="matrix", daemon=True).start()

    def _run(self, read: Callable[[], None], future: "Future[News]") -> None:
        try:
            read()
            if self._linked.is_outdated:
                return
            matrix = self._linked.matrix((*self._opened, *self._others))
            future.set_result(News(matrix.only({*self._opened, *matrix.used})))
        except StoreError as error:
            future.set_result(News(None, error.message))
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)

    def _hand_on(self, future: "Future[News]") -> None:
        # The program may end at any time: then nobody waits for what was read.
        with suppress(RuntimeError):
            self._call(self._arrive, future)

    def _arrive(self, future: "Future[News]") -> None:
        if future is not self._awaited:
            # It has arrived before, or nobody waits for it.
            return
        self._awaited, news = None, future.result()
        self._has_failed = bool(news.problem)
        self._take(news)
        self.read_again(())

"""Export from the screen: a format, a place, and a thread that writes while keys go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from annotations.errors import ExportError, ExportExistsError, SidemarkError
from tui.names import told_of_export
from tui.screens.base import ReaderBase

if TYPE_CHECKING:
    from annotations.formats.format import Document, Format
    from annotations.workspace import Workspace

_PATIENCE = 0.5
"""After how many seconds the status line tells how far an export is."""
_INTERVAL = 0.2
"""Seconds between two looks at that."""
_LEAVING_PATIENCE = 3.0
"""For how many seconds an export that is under way is waited for at the end."""


class Written(NamedTuple):
    """What came of an export."""

    told: str
    losses: list[str]
    problems: list[str]
    """What of the marks could not be read, and so was not written."""

    def __str__(self) -> str:
        """All of it in one line, of the problems the first."""
        parts = [self.told]
        if self.losses:
            parts.append(f"but {'; '.join(self.losses)}")
        if self.problems:
            count = len(self.problems) - 1
            parts.append(
                self.problems[0] + (f" (and {count} more: sidemark check)" if count else "")
            )
        return "; ".join(parts)


class Exporting:
    """One export under way, in a thread of its own; nothing of it is left where it is stopped."""

    def __init__(self, workspace: Workspace, chosen: Format, name: str, *, replace: bool) -> None:
        from annotations.exporting import Stop

        self.name = name
        self.done, self.total = 0, 0
        """How many articles have been written, and how many there are at most."""
        self._workspace = workspace
        self._chosen = chosen
        self._replace = replace
        self._stop = Stop()
        self.future: Future[Written] = Future()
        """What came of it, or the SidemarkError that says why nothing did."""
        # Not an executor's: Python would wait for that at its end, however long it takes.
        Thread(target=self._run, name="export", daemon=True).start()

    def finish(self) -> str:
        """Wait a while for the end, else stop; returns why nothing was written, or nothing."""
        wait([self.future], _LEAVING_PATIENCE)
        if not self.future.done() and self._stop.stop():
            # So that it takes away what it has begun.
            wait([self.future], _LEAVING_PATIENCE)
            return "the export had not come to its end"
        error = self.future.exception()
        return "" if error is None else str(error)

    def _run(self) -> None:
        try:
            self.future.set_result(self._write())
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it
            self.future.set_exception(error)

    def _write(self) -> Written:
        from annotations.checking import store_problems

        export = self._workspace.export(self._chosen.name, watch=self._watched)
        # Pipes, of which something may have to be left out, are none of the screen's.
        path = export.write_to(self.name, replace=self._replace, stop=self._stop).path
        # It is known what can't be read when all has been.
        found = store_problems(self._workspace.corpus, self._workspace.store)
        problems = [it.message for it in found]
        return Written(told_of_export(export, path), export.losses, problems)

    def _watched(self, documents: Iterable[Document], total: int) -> Iterator[Document]:
        self.total = total
        for document in documents:
            self._stop.look()
            yield document
            self.done += 1


class ExportActions(ReaderBase):
    """Ask for a format and a place, and write there."""

    _exporting: Exporting | None = None
    """The export that is under way."""

    async def action_export(self) -> None:
        """Ask for a format, then for a place, and write all marks there."""
        if self._exporting is not None:
            self.say(f"still exporting to {self._exporting.name}", warning=True)
            return
        from annotations.formats import formats
        from tui.screens.formats import FormatsScreen

        # Until it is there, so that what is typed ahead goes to its filter.
        await self.app.push_screen(FormatsScreen(formats().values(), self._ask_place))

    def _ask_place(self, chosen: Format) -> None:
        from annotations.exporting import usual_place

        place = usual_place(chosen, self.workspace.corpus)
        self._ask_export(chosen, place, f"export {chosen.name} to:")

    def _ask_export(self, chosen: Format, proposed: str, label: str, replaceable: str = "") -> None:
        def accept(typed: str) -> None:
            self.end_prompt()
            if typed.strip():
                self._export(chosen, typed.strip(), replace=typed == replaceable)

        self.start_prompt(label, proposed, accept, cancel=self.end_prompt)

    def _export(self, chosen: Format, name: str, *, replace: bool) -> None:
        from annotations.exporting import Place

        try:
            place = Place.find(name, chosen, self.workspace.guarded, replace=replace)
            if place.is_special:
                raise ExportError(f"{name} is a pipe or a device: name a file or a new one.")
        except ExportExistsError:
            self._ask_export(chosen, name, "exists, enter replaces it:", replaceable=name)
            return
        except ExportError as error:
            self.say(error.message, warning=True)
            return
        workspace = self.workspace.for_another_thread()
        self._exporting = Exporting(workspace, chosen, name, replace=replace)
        self._exporting.future.add_done_callback(self._tell_end)
        self.set_timer(_PATIENCE, self._tell_progress)

    def _tell_end(self, ended: Future[Written]) -> None:
        """Pass on, from the export's thread, what came of it."""
        # The program may end at any time: then nobody waits for it.
        with suppress(RuntimeError):
            self.call_later(self._end_export, ended)

    def _end_export(self, ended: Future[Written]) -> None:
        self._exporting = None
        self.status.progress = ""
        try:
            written = ended.result()
        except SidemarkError as error:
            self.say(error.message, warning=True)
        else:
            self.say(str(written), warning=bool(written.losses or written.problems))

    def _tell_progress(self) -> None:
        exporting = self._exporting
        if exporting is not None:
            share = exporting.done * 100 // max(1, exporting.total)
            self.status.progress = f"exporting {share} %"
            self.show_status()
            self.set_timer(_INTERVAL, self._tell_progress)

    def finish_export(self) -> str:
        """Before leaving: wait a while for an export; returns what was not written, if anything."""
        exporting = self._exporting
        why = exporting.finish() if exporting is not None else ""
        return f"{exporting.name} was not written: {why}" if exporting is not None and why else ""

"""Export from the screen: a format, a place, and a thread that writes while keys go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
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


class Exporting:
    """One export under way, in a thread of its own; nothing of it is left where it is stopped."""

    def __init__(self, workspace: Workspace, chosen: Format, name: str, *, replace: bool) -> None:
        self.name = name
        self.done, self.total = 0, 0
        """How many articles have been written, and how many there are at most."""
        self._workspace = workspace
        self._chosen = chosen
        self._replace = replace
        self._is_stopped = False
        self.future: Future[Written] = ThreadPoolExecutor(1, "export").submit(self._run)
        """What came of it, or the SidemarkError that says why nothing did."""

    def finish(self) -> bool:
        """Wait a while for the end, else stop; returns whether it has come to its end."""
        wait([self.future], _LEAVING_PATIENCE)
        is_whole = self.future.done()
        self._is_stopped = True
        wait([self.future], _LEAVING_PATIENCE)
        return is_whole

    def _run(self) -> Written:
        export = self._workspace.export(self._chosen.name, watch=self._watched)
        path = export.write_to(self.name, replace=self._replace).path
        return Written(told_of_export(export, path), export.losses)

    def _watched(self, documents: Iterable[Document], total: int) -> Iterator[Document]:
        self.total = total
        for document in documents:
            if self._is_stopped:
                raise ExportError("the export was given up")
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
            Place.find(name, chosen, self.workspace.corpus, replace=replace)
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
            told, losses = ended.result()
        except SidemarkError as error:
            self.say(error.message, warning=True)
        else:
            but = f"; but {'; '.join(losses)}" if losses else ""
            self.say(told + but, warning=bool(losses))

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
        if exporting is None or exporting.finish():
            return ""
        return f"{exporting.name} was not written: the export had not come to its end"

"""The list of marks, and what hands marks and text on: export, copy, help."""

from collections.abc import Sequence

from annotations.errors import EditError, ExportExistsError
from annotations.exporting import usual_place
from annotations.model import Annotation
from tui.names import counted
from tui.screens.base import ReaderBase
from tui.screens.help import HelpScreen
from tui.screens.marks import MarksScreen

EXPORT_FORMAT = "jsonl"


class FindingActions(ReaderBase):
    """Look for text and marks, and hand marks on."""

    async def action_marks(self) -> None:
        """List the marks of the article at hand, or of all where none is open."""

        def annotations(everywhere: bool) -> Sequence[Annotation]:
            if everywhere or self.pane is None:
                hides = self.places.others_hidden
                me = self.workspace.editor.annotator
                # What takes long to find is found when its article is opened.
                return self.workspace.annotations(me if hides else None, at_once=False)
            return self.reading.marks.everything()

        async def go(chosen: Annotation | None) -> None:
            if chosen is not None and await self.open_article(chosen.doc_path):
                self.reading.go_to(chosen)
                self.show_reading(self.reading.told_of_lost())

        everywhere = self.pane is None
        hidden = self.places.others_hidden
        screen = MarksScreen(annotations, self.palette, everywhere=everywhere, others_hidden=hidden)
        # Until it is there, so that what is typed ahead goes to its filter.
        await self.app.push_screen(screen, go)

    def action_copy(self) -> None:
        """Copy the selection through the terminal (OSC 52)."""
        with self.reporting():
            selection = self.reading.selection
            if selection.is_empty:
                raise EditError('nothing is selected to copy: press s, p, " or v first')
            start, end = selection.span
            self.app.copy_to_clipboard(self.reading.text[start:end])
            self.say(f"copied {end - start} characters, if your terminal allows it")

    def action_export(self) -> None:
        """Ask for a file and write all marks there."""
        name = self.workspace.corpus.root.name or "marks"
        self._ask_export(usual_place(f"{name}.{EXPORT_FORMAT}"), "export to:")

    def _ask_export(self, proposed: str, label: str, replaceable: str = "") -> None:
        def accept(typed: str) -> None:
            self.end_prompt()
            if typed.strip():
                self._export(typed.strip(), replace=typed == replaceable)

        self.start_prompt(label, proposed, accept, cancel=self.end_prompt)

    def _export(self, name: str, *, replace: bool) -> None:
        with self.reporting():
            try:
                count, path = self.workspace.export(name, EXPORT_FORMAT, replace=replace)
            except ExportExistsError:
                self._ask_export(name, "exists, enter replaces it:", replaceable=name)
            else:
                self.say(f"exported {counted(count, 'mark')} to {path}")

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self.keymap))

"""The matrix: what each article says of what others say, and the way to all of it."""

from collections.abc import Callable, Collection, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from annotations.editing import Editor, Several
from annotations.errors import EditError, SidemarkError
from annotations.history import ManyChanges
from annotations.matrix import Entry, Matrix, Row
from annotations.matrix.cursor import MatrixCursor
from annotations.matrix.settling import settle_silent, settle_words
from annotations.matrix.told import LOOKED, counts
from annotations.model import Annotation, Identity
from annotations.text.visible import visible_line
from tui.commands.matrix import MATRIX
from tui.commands.registry import first_key
from tui.names import short_name
from tui.screens.behind import Behind
from tui.screens.help import HelpScreen
from tui.screens.matrix_reading import MatrixReading, News
from tui.theme import palette_of
from tui.widgets.lines import Line
from tui.widgets.matrix_table import MatrixTable
from tui.widgets.wrapped import WrappedText

_LEAST_FOR_FRAME = 12
"""Rows of a window with room for a frame; in lower ones rows are worth more."""
_FRAME = 2
"""Cells that it takes of a row."""
_NEXT = "matrix.next"
_HINTS = {
    "matrix.go": "open",
    "matrix.silent": "not there",
    "matrix.words": "lend words",
    _NEXT: "next mark",
    "matrix.linked": "only linked",
    "history.undo": "undo",
    "matrix.close": "close",
    "program.help": "help",
}
_LONGEST_TOLD = 2_000
"""How many code points of a mark's text and note are told of below the table."""


class Going(NamedTuple):
    """Where to go from the matrix: to what an article has of a row, the row's head beside it."""

    head: Annotation
    doc_path: str
    annotation: Annotation | None
    """What to go to; None to look for what is most like the row's words."""


class Place(NamedTuple):
    """A cell of the matrix."""

    head: Identity
    """The mark that lends its row the words."""
    doc_path: str


class MatrixScreen(ModalScreen[Going | None]):
    """Gives back where to go, or None."""

    DEFAULT_CSS = """
    MatrixScreen { align: center middle; }
    MatrixScreen Vertical {
        width: 100%; height: 100%; background: $surface;
        border: round $primary; border-title-color: $foreground;
    }
    MatrixScreen.low Vertical { border: none; }
    MatrixScreen WrappedText { height: 3; }
    MatrixScreen.low WrappedText { height: 1; }
    """

    VERTICAL_BREAKPOINTS = [(0, "low"), (_LEAST_FOR_FRAME, "high")]

    def __init__(self, behind: Behind, opened: Sequence[str], at: Place | None = None) -> None:
        """`opened` are the articles that are open, in their order; `at` is what to point to."""
        super().__init__()
        self._behind = behind
        self._cursor = MatrixCursor()
        self._table = MatrixTable(self._cursor, opened, self._unsay)
        self._told = WrappedText()
        self._line = Line()
        self._frame = Vertical(self._table, self._told, self._line)
        keymap = behind.keymap
        hints = {it: f"{first_key(it, keymap)} {what}" for it, what in _HINTS.items()}
        self._hint = " · ".join(hints.values())
        """What keys do; of a cell with several marks it is told beside them how to see the next."""
        self._short_hint = " · ".join(told for it, told in hints.items() if it != _NEXT)
        self._at = at
        self._matrix = Matrix((), ())
        self._problem = ""
        """Why it can't be read as it is now."""
        self._is_linked_only = False
        self._said, self._is_warning = "", False
        self._reading = MatrixReading(
            behind.workspace, opened, behind.whose_marks, self._take, self.call_later
        )

    def compose(self) -> ComposeResult:
        """The table, below it what the cell is told from, and a line of what was done."""
        yield self._frame

    async def on_mount(self) -> None:
        """Fill the table."""
        self.set_focus(self._table)
        self._reading.start()
        await self._reading.settled()
        self._show()

    def on_resize(self) -> None:
        """Say in the last line what fits there now."""
        self._tell()

    def on_unmount(self) -> None:
        """Read no more."""
        self._reading.stop()

    @property
    def place(self) -> Place | None:
        """What is pointed at, to be pointed at again when the matrix is opened the next time."""
        row = self._cursor.row
        return None if row is None else Place(row.head.stored.identity, self._cursor.doc_path)

    @property
    def is_reading(self) -> bool:
        """Whether there is more to come."""
        return self._reading.is_reading

    def follow(self, doc_paths: Collection[str]) -> None:
        """Show what has become of the marks of some articles."""
        self._reading.read_again(doc_paths)

    # -- keys

    def action_close(self) -> None:
        """Leave."""
        if self.is_active:
            self.dismiss(None)

    def action_go(self) -> None:
        """Open what is pointed at beside the row's head."""
        row, entry = self._cursor.row, self._cursor.entry
        # A second enter typed ahead may come when this screen has gone.
        if self.is_active and row is not None:
            found = None if entry is None else entry.seen
            self.dismiss(Going(row.head.seen, self._cursor.doc_path, found))

    def action_help(self) -> None:
        """Show every key."""
        if self.is_active:
            self.app.push_screen(HelpScreen(self._behind.keymap, MATRIX))

    def action_next(self) -> None:
        """Tell of the next mark of the cell."""
        self._cursor.next_entry()
        self._unsay()

    def action_linked(self) -> None:
        """Leave out what is not linked, or show it again."""
        self._is_linked_only = not self._is_linked_only
        self._put()
        self._say("only what is linked" if self._is_linked_only else "claims without links too")

    async def action_silent(self) -> None:
        """Keep that the article does not have it, or take that back."""
        doc_path = self._cursor.doc_path
        await self._change(lambda editor, row: settle_silent(editor, row, doc_path))

    async def action_words(self) -> None:
        """Let the mark that is told of lend the row its words."""

        def lend(editor: Editor, row: Row) -> Several:
            entry = self._cursor.entry
            if entry is None:
                raise EditError("there is no mark in this cell whose words the row could have")
            return settle_words(editor, row, entry)

        await self._change(lend)

    async def action_replay(self, how: Literal["undo", "redo"]) -> None:
        """Take the last change back, or do it again; the matrix points to it then."""
        await self._do(lambda: self._behind.replay(how), points_there=True)

    def on_matrix_table_opened(self) -> None:
        """Open the cell that was double-clicked."""
        self.action_go()

    async def _change(self, change: Callable[[Editor, Row], Several]) -> None:
        row = self._cursor.row
        if row is not None:
            await self._do(lambda: self._behind.change_marks(lambda editor: change(editor, row)))

    async def _do(self, act: Callable[[], Several], *, points_there: bool = False) -> None:
        """Do something to marks, say what came of it, and show the rows as they are then."""
        try:
            done = act()
        except SidemarkError as error:
            row = self._cursor.row
            self.follow(set() if row is None else {it.stored.doc_path for it in row.members})
            await self._reading.settled()
            self._say(error.message, warning=True)
            return
        changes = done.changes
        is_many = isinstance(changes, ManyChanges)
        self.follow(
            changes.doc_paths
            if isinstance(changes, ManyChanges)
            else {it.subject.doc_path for it in changes}
        )
        # So that the next key finds the rows as they are then.
        await self._reading.settled()
        if points_there and not is_many:
            self._cursor.point_to(changes[0].subject.identity)
        self._say(done.said)

    # -- what is shown

    def _take(self, news: News) -> None:
        # What was read before is better than nothing.
        self._matrix, self._problem = news.matrix or self._matrix, news.problem
        self._put()
        if self._at is not None:
            self._cursor.point_to(*self._at)
            self._at = None
            self._show()

    def _put(self) -> None:
        matrix = self._matrix.without_lone() if self._is_linked_only else self._matrix
        self._cursor.take(matrix)
        self._show()

    def _show(self) -> None:
        self._table.show_matrix(self._told_of_none())
        self._tell()

    def _say(self, message: str, *, warning: bool = False) -> None:
        self._said, self._is_warning = message, warning
        self._show()

    def _unsay(self) -> None:
        self._said = ""
        self._tell()

    def _tell(self) -> None:
        """Bring title and the lines below the table up to date."""
        title = Content(self._title()).markup
        if title != self._frame.border_title:
            self._frame.border_title = title
        self._told.show(self._told_of_cell())
        palette = palette_of(self.app)
        has_room = cell_len(self._hint) < self.size.width - _FRAME
        told, color = self._hint if has_room else self._short_hint, palette.dim
        if self._said:
            told, color = self._said, palette.warning if self._is_warning else palette.text
        elif self._problem:
            told, color = self._problem, palette.warning
        self._line.show([(f" {visible_line(told)}", Style(color=color))], [])

    def _title(self) -> str:
        parts = [f"Matrix: {counts(self._cursor.matrix)}"]
        parts += ["only what is linked"] if self._is_linked_only else []
        parts += ["others hidden"] if self._behind.whose_marks else []
        parts += ["reading…"] if self.is_reading else []
        return f"{', '.join(parts)} — files of it: sidemark matrix"

    def _told_of_cell(self) -> str:
        """The whole of what is pointed at: article, label, annotator, words and note."""
        row, cell = self._cursor.row, self._cursor.cell
        if row is None:
            return ""
        article, keymap = short_name(self._cursor.doc_path), self._behind.keymap
        entry = self._cursor.entry
        if entry is not None:
            return self._told_of_entry(entry, article)
        silent, go = first_key("matrix.silent", keymap), first_key("matrix.go", keymap)
        if cell.silent_by:
            who = ", ".join(map(visible_line, cell.silent_by))
            mine = self._behind.workspace.annotator in cell.silent_by
            return f"{article}: {LOOKED} ({who})" + (f" · {silent} takes that back" if mine else "")
        return (
            f"{article}: nothing is said of it. {go} goes to what is most like it there; "
            f"{silent} confirms that it is not there"
        )

    def _told_of_entry(self, entry: Entry, article: str) -> str:
        seen, count = entry.seen, len(self._cursor.cell.entries)
        number = f"{self._cursor.entry_number} of {count}, " if count > 1 else ""
        key = f" ({first_key('matrix.next', self._behind.keymap)}: next)" if count > 1 else ""
        about = [entry.verdict, seen.label, f"by {visible_line(seen.annotator)}"]
        about += [seen.status] if seen.status != "ok" else []
        words = visible_line(seen.text[:_LONGEST_TOLD])
        note = visible_line(seen.note[:_LONGEST_TOLD])
        told = f"{article}: {number}{visible_line(' '.join(about))}{key}: {words}"
        return f"{told} · note: {note}" if note else told

    def _told_of_none(self) -> str:
        """What to say where there are no rows to show."""
        if self.is_reading:
            return "reading…"
        if self._problem:
            return self._problem
        if self._matrix.rows:
            key = first_key("matrix.linked", self._behind.keymap)
            return f"nothing is linked yet; {key} shows the claims of the open articles"
        keymap = self._behind.keymap
        close, claim = first_key("matrix.close", keymap), first_key("mark.claim", keymap)
        return (
            f"there is nothing to show yet. Leave with {close}, mark what an article claims "
            f"({claim}), and link it with what another one says; each claim is a row here."
        )

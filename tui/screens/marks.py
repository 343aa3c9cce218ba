"""The list of marks: of one article or of all, filtered as one types, many changed at once."""

from collections.abc import Callable, Collection
from typing import Literal, Protocol

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from annotations.editing import Editor, Several
from annotations.errors import ConflictError, SidemarkError
from annotations.history import ManyChanges
from annotations.labels import LABELS
from annotations.mark_list import MarkList
from annotations.model import Annotation
from annotations.text.amounts import counted
from annotations.text.visible import visible_line
from annotations.workspace import Marked
from tui.commands.program import MARKS
from tui.commands.registry import first_key, keys_while_typing, show_key
from tui.screens.behind import Behind
from tui.screens.help import HelpScreen
from tui.screens.marks_reading import Batch, MarksReading
from tui.theme import palette_of
from tui.widgets.lines import Line
from tui.widgets.mark_table import MarkTable
from tui.widgets.prompt import PromptInput

_SYNTAX = 'words "a phrase" -not label: by: in: note: text: link: no:note status:conflict'
_LEAST_FOR_FRAME = 8
"""Rows of a window with room for a frame and hints; in lower ones marks are worth more."""
_HINTS = {
    "marks.go": "go",
    "marks.choose": "choose",
    "marks.choose-all": "all",
    "mark.delete": "delete",
    "mark.claim": "claim, …",
    "history.undo": "undo",
    "marks.filter": "filter",
    "marks.close": "close",
    "program.help": "help",
}


class BehindList(Behind, Protocol):
    """What the list needs of the screen behind it."""

    def marks_here(self) -> Marked | None:
        """What was marked in the article at hand, if one is open; raises SidemarkError."""
        ...


class MarksScreen(ModalScreen[Annotation | None]):
    """Gives back the annotation to go to, or None."""

    DEFAULT_CSS = """
    MarksScreen { align: center middle; }
    MarksScreen Vertical {
        width: 100%; max-width: 200; height: 90%; min-height: 12; max-height: 100%;
        background: $surface; border: round $primary; border-title-color: $foreground;
    }
    MarksScreen.low Vertical { border: none; }
    MarksScreen Input { border: none; height: 1; padding: 0 1; }
    """

    VERTICAL_BREAKPOINTS = [(0, "low"), (_LEAST_FOR_FRAME, "high")]

    def __init__(self, behind: BehindList) -> None:
        super().__init__()
        keymap = behind.keymap
        self._behind = behind
        self._rows = MarkList(behind.workspace.corpus.doc_paths)
        self._filter = PromptInput(self._takes_key, _SYNTAX)
        self._table = MarkTable(self._rows, self._unsay)
        acts: dict[str, Callable[[], None]] = {
            "marks.go": self.action_go,
            "marks.widen": self.action_widen,
            "marks.close": self.action_close,
        }
        moves: dict[str, Callable[[], None]] = {
            "marks.down": self._enter_table,
            "marks.up": self._enter_table,
            "marks.page-down": lambda: self._enter_table(pages=1),
            "marks.page-up": lambda: self._enter_table(pages=-1),
        }
        self._filter_keys = keys_while_typing([*acts, *moves], keymap)
        self._filter_acts = {
            key: act
            for command_id, act in {**acts, **moves}.items()
            for key in self._filter_keys[command_id]
            # What moves in the table may move or delete in what is being typed.
            if command_id in acts or not self._filter.edits_with(key)
        }
        """What the filter leaves to the list, by key."""
        self._line = Line()
        self._hint = " · ".join(f"{first_key(it, keymap)} {what}" for it, what in _HINTS.items())
        self._frame = Vertical(self._filter, self._table, self._line)
        self._said, self._is_warning = "", False
        self._problem = ""
        self._lists_all = False
        self._here: Marked | None = None
        """What is listed of one article."""
        self._reading: MarksReading | None = None

    def compose(self) -> ComposeResult:
        """A filter above the table, and a line below that tells of keys and of what was done."""
        yield self._frame

    def on_mount(self) -> None:
        """Fill the table; what was typed ahead goes to the filter."""
        self.set_focus(self._filter)
        self._list_here()

    def on_resize(self) -> None:
        """Say in the last line what fits there now."""
        self._tell()

    def on_unmount(self) -> None:
        """Read no more."""
        self._stop_reading()

    def follow(self, doc_paths: Collection[str]) -> None:
        """Show what has become of the marks of some articles, as far as they are listed."""
        if not self._lists_all:
            self._take_here()
        elif self._reading is not None and doc_paths:
            self._reading.read_again(doc_paths)

    # -- keys

    def action_widen(self) -> None:
        """Change between this article and all of them."""
        if self._lists_all:
            self._list_here()
        else:
            self._list_all()

    def action_filter(self) -> None:
        """Go back to the filter."""
        self.set_focus(self._filter)
        self._unsay()

    def action_help(self) -> None:
        """Show every key, and what can be typed above the list."""
        if self.is_active:
            self.app.push_screen(HelpScreen(self._behind.keymap, MARKS))

    def action_close(self) -> None:
        """Leave."""
        if self.is_active:
            self.dismiss(None)

    def action_go(self) -> None:
        """Go to the mark that is pointed at."""
        # A second enter typed ahead may come when this screen has gone.
        if self.is_active and self._rows.row is not None:
            self.dismiss(self._rows.row.seen)

    def action_choose(self) -> None:
        """Choose the row, or no longer, and go down."""
        before = self._rows.pointed
        self._rows.choose()
        self._table.show_pointed(before)
        self._tell()

    def action_choose_all(self) -> None:
        """Choose all that are shown, or none of them."""
        self._rows.choose_all()
        self._show()

    def action_delete(self) -> None:
        """Delete what is chosen, or pointed at."""
        self._change(lambda editor, marks: editor.delete_all(marks))

    def action_relabel(self, label: str) -> None:
        """Give what is chosen, or pointed at, another label."""
        self._change(lambda editor, marks: editor.relabel_all(marks, label))

    def action_replay(self, how: Literal["undo", "redo"]) -> None:
        """Take the last change back, or do it again; the list points to it then."""
        self._do(lambda: self._behind.replay(how), points_there=True)

    def _takes_key(self, event: events.Key) -> bool:
        """Do at once what a key in the filter asks of the list, with all that was typed before."""
        act = self._filter_acts.get(event.key)
        if act is not None:
            self._follow_filter()
            act()
        return act is not None

    def _enter_table(self, pages: int = 0) -> None:
        """Let keys go to the table, whose pointer stays where it is unless it moves by pages."""
        self.set_focus(self._table)
        self._table.action_page(pages)

    def on_input_changed(self) -> None:
        """Filter again."""
        self._follow_filter()

    def on_mark_table_opened(self) -> None:
        """Go to the mark that was double-clicked."""
        self.action_go()

    def on_descendant_focus(self) -> None:
        """Tell of the keys of what has them now."""
        self._show()

    def _follow_filter(self) -> None:
        if self._filter.value != self._rows.typed:
            self._rows.filter(self._filter.value)
            self._said = ""
            self._show()

    # -- changing marks

    def _change(self, change: Callable[[Editor, list[Annotation]], Several]) -> None:
        subjects = self._rows.subjects()
        if self._rows.chosen and not subjects:
            told = self._told_of_hidden()
            if self._lists_all and not self._rows.typed and not self._is_reading:
                # Nobody could ever see them again, to choose them no longer.
                self._rows.choose_none()
            self._say(told, warning=True)
            return
        marks = [row.stored for row in subjects]
        if self._do(lambda: self._behind.change_marks(lambda editor: change(editor, marks))):
            # What is done next is not to be done to these again, unseen.
            self._rows.unchoose(row.identity for row in subjects)
            self._show()

    def _do(self, act: Callable[[], Several], *, points_there: bool = False) -> bool:
        """Do something to marks, say what came of it, and show the rows as they are then."""
        try:
            done = act()
        except SidemarkError as error:
            if isinstance(error, ConflictError):
                self.follow({row.stored.doc_path for row in self._rows.subjects()})
            self._say(error.message, warning=True)
            return False
        if isinstance(done.changes, ManyChanges):
            # Not all of them may have been made; what is there is read in the background.
            self.follow(done.changes.doc_paths)
        elif self._lists_all:
            self._rows.apply(done.changes)
        if points_there:
            self._rows.point_to(done.changes[0].subject)
        self._say(done.said)
        return True

    # -- where the rows come from

    def _list_here(self) -> None:
        """List the marks of the article at hand; those of all where there is none."""
        self._stop_reading()
        self._rows.clear()
        self._lists_all = False
        self._take_here()

    def _take_here(self) -> None:
        try:
            marked = self._behind.marks_here()
        except SidemarkError as error:
            marked = Marked("", (), error.message)
        if marked is None:
            self._list_all()
        elif marked != self._here or not self._rows.total:
            self._here, self._problem = marked, marked.problem
            self._rows.update(marked.doc_path, marked.marks)
            self._show()

    def _list_all(self) -> None:
        behind = self._behind
        self._rows.clear()
        self._lists_all, self._problem = True, ""
        self._reading = MarksReading(
            behind.workspace, behind.whose_marks, self._take_batch, self.call_later
        )
        self._reading.start()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _take_batch(self, batch: Batch) -> None:
        self._rows.put(batch.articles)
        self._problem = next(iter(batch.problems), self._problem)
        self._show()

    # -- telling the reader

    def _show(self) -> None:
        self._table.show_rows(self._told_of_none())
        self._tell()

    def _say(self, message: str, *, warning: bool = False) -> None:
        self._said, self._is_warning = message, warning
        self._show()

    def _unsay(self) -> None:
        self._said = ""
        self._tell()

    def _tell(self) -> None:
        """Bring title and last line up to date."""
        counts = f"{self._counts()} — {self._key_of('marks.widen')} changes"
        title = Content(counts).markup
        if title != self._frame.border_title:
            self._frame.border_title = title
        palette = palette_of(self.app)
        color = palette.dim
        told = self._told_of_filter() if self.focused is self._filter else self._hint
        if self.app.size.height < _LEAST_FOR_FRAME:
            told = counts
        if self._said:
            told, color = self._said, palette.warning if self._is_warning else palette.text
        elif self._problem and self._rows.shown:
            told, color = self._problem, palette.warning
        self._line.show([(f" {visible_line(told)}", Style(color=color))], [])

    def _key_of(self, command_id: str) -> str:
        """The key that does it now, while one types or in the table."""
        typing = self._filter_keys[command_id] if self.focused is self._filter else ()
        return show_key(typing[0]) if typing else first_key(command_id, self._behind.keymap)

    def _told_of_filter(self) -> str:
        go, down, up, close = map(
            self._key_of, ("marks.go", "marks.down", "marks.up", "marks.close")
        )
        into = f"{down} {up} into the list, to choose and change"
        return f"{go} goes to the mark · {into} · {close} closes"

    def _counts(self) -> str:
        """How many marks there are, shown and chosen: "12 of 340 marks in all articles"."""
        rows = self._rows
        where = "all articles" if self._lists_all else "this article"
        of_all = "" if len(rows.shown) == rows.total else f"{len(rows.shown):,} of "
        parts = [f"{of_all}{counted(rows.total, 'mark')} in {where}"]
        parts += ["others hidden"] if self._behind.whose_marks else []
        parts += ["reading…"] if self._is_reading else []
        hidden = len(rows.chosen) - rows.chosen_count
        parts += [f"{len(rows.chosen):,} chosen"] if rows.chosen else []
        parts += [f"{hidden:,} hidden"] if hidden else []
        return ", ".join(parts)

    @property
    def _is_reading(self) -> bool:
        return self._reading is not None and self._reading.is_reading

    def _told_of_hidden(self) -> str:
        """Why nothing is done where nothing is shown of what is chosen, and what helps."""
        keymap = self._behind.keymap
        if self._rows.typed:
            helps = f"{first_key('marks.filter', keymap)} ctrl+u shows them"
        elif not self._lists_all:
            helps = f"{first_key('marks.widen', keymap)} lists those of all articles"
        else:
            helps = "reading…" if self._is_reading else "they are gone"
        return f"nothing done: {len(self._rows.chosen):,} chosen, none of them shown: {helps}"

    def _told_of_none(self) -> str:
        """What to say where there are no rows to show."""
        if self._rows.total:
            more = " so far; reading on…" if self._is_reading else ": ctrl+u empties the filter"
            return f"no mark fits “{self._rows.typed}”{more}"
        if self._is_reading:
            return "reading…"
        if self._problem:
            return self._problem
        where = "in any article"
        if not self._lists_all:
            where = f"in this article; {self._key_of('marks.widen')} lists those of all"
        *most, last = (first_key(f"mark.{label}", self._behind.keymap) for label in LABELS)
        close, labels = self._key_of("marks.close"), f"{', '.join(most)} or {last}"
        return f"there is no mark {where}. To make one, leave with {close} and press {labels}."

"""The list of marks: the annotations of one article or of all, filtered as one types."""

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from annotations.errors import SidemarkError
from annotations.model import Annotation
from annotations.text.excerpt import excerpt
from annotations.text.visible import visible_line
from tui.names import counted, short_name
from tui.theme import OTHER, Palette
from tui.widgets.prompt import PromptInput

_TEXT_LENGTH = 72
"""How many code points of a mark's text are listed."""
_VERSION_LENGTH = 24
"""How many of a version's, so that what tells it from the other one is to be seen."""
_MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
}
"""Keys that move in the list while the filter has the focus."""
Lister = Callable[[bool], Sequence[Annotation]]
"""Gives the annotations of the whole corpus (True) or of the article at hand (False)."""


class MarksScreen(ModalScreen[Annotation | None]):
    """Gives back the annotation to go to, or None."""

    DEFAULT_CSS = """
    MarksScreen { align: center middle; }
    MarksScreen Vertical {
        width: 120; max-width: 100%; height: 80%; background: $surface;
        border: round $primary; border-title-color: $foreground;
    }
    MarksScreen Input { border: none; height: 1; padding: 0 1; }
    MarksScreen OptionList {
        height: 1fr; border: none; background: $surface; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Close"),
        Binding("tab", "widen", "This article or all"),
    ]

    def __init__(
        self, lister: Lister, palette: Palette, *, everywhere: bool, others_hidden: bool = False
    ) -> None:
        super().__init__()
        self._filter = PromptInput(
            self._takes_key, "type a label, annotator, note, text, orphan, fuzzy or conflict"
        )
        self._lister = lister
        self._palette = palette
        self._everywhere = everywhere
        self._hidden = ", others hidden" if others_hidden else ""
        self._found: list[Annotation] = []
        self._shown: list[Annotation] = []
        self._in_conflict: set[str] = set()
        self._problem = ""
        self._filtered_by = ""

    def compose(self) -> ComposeResult:
        """A filter above the list."""
        with Vertical():
            yield self._filter
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Fill the list; what was typed ahead goes to the filter."""
        self.set_focus(self._filter)
        self._take()

    def action_widen(self) -> None:
        """Change between this article and all of them."""
        self._everywhere = not self._everywhere
        self._take()

    def on_input_changed(self) -> None:
        """Filter again."""
        self._follow_filter()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the mark that was clicked or entered."""
        self._go(event.option_index)

    def _takes_key(self, event: events.Key) -> bool:
        """Do at once what a key in the filter asks of the list, with all that was typed before."""
        self._follow_filter()
        listing = self.query_one(OptionList)
        if event.key == "enter":
            self._go(listing.highlighted)
        elif event.key == "escape":
            self.dismiss(None)
        elif event.key == "tab":
            self.action_widen()
        elif event.key in _MOVES:
            getattr(listing, f"action_{_MOVES[event.key]}")()
        else:
            return False
        return True

    def _follow_filter(self) -> None:
        if self._filter.value != self._filtered_by:
            self._fill()

    def _go(self, number: int | None) -> None:
        # A second enter typed ahead may come when this screen has gone.
        if self.is_active and number is not None and number < len(self._shown):
            self.dismiss(self._shown[number])

    def _take(self) -> None:
        """Read the marks of the scope; what can't be read is told in the list's title."""
        try:
            self._found = list(self._lister(self._everywhere))
            self._problem = ""
        except SidemarkError as error:
            self._found, self._problem = [], visible_line(error.message)
        self._fill()

    def _fill(self) -> None:
        self._filtered_by = self._filter.value
        words = self._filtered_by.lower().split()
        self._in_conflict = _in_conflict(self._found)
        self._shown = [found for found in self._found if self._matches(found, words)]
        listing = self.query_one(OptionList)
        listing.clear_options()
        listing.add_options([Option(self._line(annotation)) for annotation in self._shown])
        if self._shown:
            listing.highlighted = 0
        where = "all articles" if self._everywhere else "this article"
        told = f"{counted(len(self._shown), 'mark')} in {where}{self._hidden} — tab changes"
        title = self._problem or told
        self.query_one(Vertical).border_title = Content(title).markup

    def _line(self, annotation: Annotation) -> Content:
        hue = self._palette.lanes.get(annotation.label, self._palette.lanes[OTHER])
        note = f"  {visible_line(annotation.note)}" if annotation.note else ""
        length = _VERSION_LENGTH if annotation.id in self._in_conflict else _TEXT_LENGTH
        return Content.assemble(
            (f"{short_name(annotation.doc_id):<4.12} ", "dim"),
            (f"{visible_line(annotation.label):<6.12} ", f"bold {hue}"),
            (self._state(annotation), self._palette.warning),
            visible_line(excerpt(annotation.text, length)),
            (f"  {visible_line(annotation.annotator)}", "dim"),
            (note, "italic"),
        )

    def _state(self, annotation: Annotation) -> str:
        """Whether it is one of two versions, and what became of it where its article changed."""
        conflict = "conflict " if annotation.id in self._in_conflict else ""
        return conflict if annotation.status == "ok" else f"{conflict}{annotation.status} "

    def _matches(self, annotation: Annotation, words: Sequence[str]) -> bool:
        fields = (annotation.label, annotation.annotator, annotation.note, annotation.text)
        searched = " ".join((*fields, annotation.doc_path, self._state(annotation))).lower()
        return all(word in searched for word in words)


def _in_conflict(annotations: Sequence[Annotation]) -> set[str]:
    """The ids of those that are one of two versions of a mark."""
    pairs = {found.id: found.conflict_with for found in annotations if found.conflict_with}
    return pairs.keys() | set(pairs.values())

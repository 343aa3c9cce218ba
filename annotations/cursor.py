"""A caret and a selection in a text, and all that moves them."""

from functools import cached_property

from annotations.errors import EditError
from annotations.selection import MOTIONS, Selection, Unit, grow, select_unit, shrink
from annotations.text.sentences import SentenceCounter
from annotations.text.span import Span

_COUNTED_LENGTH = 500_000
"""Up to how many code points the sentences of a text are counted, which means to read it all."""


class Cursor:
    """Where someone is in a text, and what is selected of it."""

    def __init__(self, text: str, caret: int = 0) -> None:
        self.text = text
        """The canonical text."""
        self.selection = Selection(caret).snapped(text)

    @property
    def caret(self) -> int:
        """Where the caret stands, in code points."""
        return self.selection.caret

    def sentence_position(self) -> tuple[int, int]:
        """The number of the sentence at the caret and how many there are; (0, 0) in a long text."""
        if len(self.text) > _COUNTED_LENGTH:
            return 0, 0
        return self._sentences.position(self.caret)

    @cached_property
    def _sentences(self) -> SentenceCounter:
        return SentenceCounter(self.text)

    def move_to(self, offset: int, *, extend: bool = False) -> None:
        """Put the caret at an offset; with `extend` one end of the selection stays."""
        self._set_selection(self.selection.move(offset, extend=extend))

    def move(self, motion: str, *, extend: bool = False) -> None:
        """Move by one of `selection.MOTIONS`."""
        self.move_to(MOTIONS[motion](self.text, self.caret), extend=extend)

    def select(self, span: Span) -> None:
        """Select a span, the caret at its end."""
        self._set_selection(self.selection.select(span))

    def select_unit(self, unit: Unit) -> None:
        """Select the unit at the caret, or take in the next; EditError where there is none."""
        selected = select_unit(self.text, self.selection, unit)
        if selected is None:
            more = "further" if not self.selection.is_empty else "whole"
            raise EditError(f"no {more} {unit} here")
        self._set_selection(selected)

    def grow(self) -> None:
        """Select the next larger unit."""
        self._set_selection(grow(self.text, self.selection))

    def shrink(self) -> None:
        """Take the last growing back."""
        self._set_selection(shrink(self.selection))

    def toggle_extending(self) -> None:
        """Start or stop taking the selection's end along with the caret."""
        self._set_selection(self.selection.toggle_extending())

    def swap_ends(self) -> None:
        """Put the caret at the selection's other end."""
        self._set_selection(self.selection.swap_ends())

    def _set_selection(self, selection: Selection) -> None:
        # What was searched for may begin or end within a character: an accent, one of a family.
        self.selection = selection.snapped(self.text)

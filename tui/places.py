"""Where a reader left a corpus: open articles, carets, and how the window was shared out."""

import math
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_state_path

from annotations.names import annotator_folder, corpus_folder
from annotations.text.span import Span
from tui.state import read_state, refuse_others, write_state


@dataclass
class Places:
    """What is taken up again when a corpus is opened again."""

    open: list[str] = field(default_factory=list)
    """The open articles by path, in the order of their panes."""
    current: str = ""
    carets: dict[str, int] = field(default_factory=dict)
    """The caret of every article that was opened, in code points."""
    views: dict[str, Span] = field(default_factory=dict)
    """What of every article that was opened was in view, in code points."""
    weights: dict[str, float] = field(default_factory=dict)
    """How wide the pane of an open article is, beside others of weight 1."""
    list_width: tuple[int, int] | None = None
    """Cells that the list was given, and in a window of how many; None for what is usual."""
    list_hidden: bool = False
    focus_mode: bool = False
    """Whether only text and status line are shown."""
    linked: bool = False
    """Whether the panes are scrolled together."""
    following: bool = False
    """Whether the other panes follow the caret to what says the same."""
    differences_shown: bool = False
    """Whether the strip of differences is shown."""
    differences_large: bool = False
    """Whether it has half of the window."""
    names_compared: bool = False
    """Whether it compares names beside numbers and dates."""
    frozen: list[str] = field(default_factory=list)
    """The articles whose panes neither follow nor are scrolled with others."""
    elsewhere_dimmed: bool = False
    """Whether what other open articles say too is dimmed."""
    others_hidden: bool = False
    """Whether the marks of other annotators are hidden."""
    brackets_shown: bool = False
    """Whether marks are written in the text."""

    def __post_init__(self) -> None:
        self.views = {doc_path: Span(*view) for doc_path, view in self.views.items()}
        if not (isinstance(self.open, list) and isinstance(self.frozen, list)):
            raise ValueError("what is open or frozen is a list")
        # They can't do both.
        self.linked = self.linked and not self.following
        flags = (
            it
            for name, it in vars(self).items()
            if type(Places.__dataclass_fields__[name].default) is bool
        )
        if self.list_width is not None:
            width, window = self.list_width
            self.list_width = (width, window)
        ends = (end for view in self.views.values() for end in view)
        refuse_others(str, (*self.open, self.current, *self.frozen))
        refuse_others(int, (*self.carets.values(), *ends, *(self.list_width or ())))
        refuse_others(float, self.weights.values())
        refuse_others(bool, flags)
        if self.list_width is not None and self.list_width[1] < 1:
            raise ValueError("a window has at least a column")
        if not all(weight > 0 and math.isfinite(weight) for weight in self.weights.values()):
            raise ValueError("a weight is a number above 0")


def places_path(corpus_root: Path, annotator: str) -> Path:
    """The file for one corpus and annotator in the user's state folder."""
    folder = user_state_path("sidemark", appauthor=False) / "places"
    return folder / f"{corpus_folder(corpus_root)}--{annotator_folder(annotator)}.json"


def load_places(path: Path) -> Places:
    """What was left; nothing if the file is missing or can't be understood: it holds no work."""
    return read_state(path, Places)


def save_places(path: Path, places: Places) -> str:
    """Keep it for the next time; returns why that failed, or an empty string."""
    problem = write_state(path, places)
    return f"your place can't be kept: {problem}" if problem else ""

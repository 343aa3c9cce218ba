"""Where a reader left a corpus: open articles, carets, and how the window was shared out."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_state_path
from pydantic import BaseModel, Field, PositiveInt

from annotations.store.names import annotator_folder, corpus_folder
from annotations.text.span import Span
from tui.state import read_state, write_state


class Places(BaseModel):
    """What is taken up again when a corpus is opened again."""

    open: list[str] = []
    """The open articles by path, in the order of their panes."""
    current: str = ""
    carets: dict[str, int] = {}
    """The caret of every article that was opened, in code points."""
    views: dict[str, Span] = {}
    """What of every article that was opened was in view, in code points."""
    weights: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = {}
    """How wide the pane of an open article is, beside others of weight 1."""
    list_width: tuple[int, PositiveInt] | None = None
    """Cells that the list was given, and in a window of how many; None for what is usual."""
    list_hidden: bool = False
    focus_mode: bool = False
    """Whether only text and status line are shown."""
    linked: bool = False
    """Whether the panes are scrolled together."""
    others_hidden: bool = False
    """Whether the marks of other annotators are hidden."""


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

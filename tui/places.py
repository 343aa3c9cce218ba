"""Where a reader left a corpus: open articles and carets."""

from pathlib import Path

from platformdirs import user_state_path
from pydantic import BaseModel, ValidationError

from annotations.files import replace_file
from annotations.store.names import annotator_folder, corpus_folder


class Places(BaseModel):
    """What is taken up again when a corpus is opened again."""

    open: list[str] = []
    """The open articles by path, in the order of their panes."""
    current: str = ""
    carets: dict[str, int] = {}
    """The caret of every article that was opened, in code points."""
    list_hidden: bool = False
    others_hidden: bool = False
    """Whether the marks of other annotators are hidden."""
    brackets_shown: bool = False
    """Whether marks are written in the text."""


def places_path(corpus_root: Path, annotator: str) -> Path:
    """The file for one corpus and annotator in the user's state folder."""
    folder = user_state_path("sidemark", appauthor=False) / "places"
    return folder / f"{corpus_folder(corpus_root)}--{annotator_folder(annotator)}.json"


def load_places(path: Path) -> Places:
    """What was left; nothing if the file is missing or can't be understood: it holds no work."""
    try:
        return Places.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Places()


def save_places(path: Path, places: Places) -> str:
    """Keep it for the next time; returns why that failed, or an empty string."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [places.model_dump_json().encode()])
    except OSError as error:
        return f"your place can't be kept: {error.strerror}"
    return ""

"""What a user has chosen by key, for every corpus; `config.toml` is theirs alone to write."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from platformdirs import user_state_path

from tui.config import ThemeName
from tui.state import read_state, write_state


@dataclass(frozen=True)
class Choices:
    """What is taken up again in every later run."""

    theme: ThemeName | None = None
    """None where none was chosen: then the configuration says which."""

    def __post_init__(self) -> None:
        if self.theme not in (None, *get_args(ThemeName)):
            raise ValueError(f"there is no theme {self.theme!r}")


def choices_path() -> Path:
    """The file in the user's state folder."""
    return user_state_path("sidemark", appauthor=False) / "choices.json"


def load_choices() -> Choices:
    """What was chosen; nothing if the file is missing or can't be understood."""
    return read_state(choices_path(), Choices)


def save_choices(choices: Choices) -> str:
    """Keep it for later runs; returns why that failed, or an empty string."""
    problem = write_state(choices_path(), choices)
    return f"your choice can't be kept: {problem}" if problem else ""

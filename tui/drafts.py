"""Half-typed notes, kept until they are written or dropped, however the program ends.

Each is a file of its own, so that programs that run beside each other leave each other's alone.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_state_path

from annotations.files import read_regular, replace_file
from annotations.names import corpus_folder

_SIZE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Draft:
    """A note that was being typed."""

    text: str
    note: str
    """The note that the mark had when it was begun."""


class Drafts:
    """The drafts of one corpus in the user's state folder, by annotation id."""

    def __init__(self, corpus_root: Path) -> None:
        folder = user_state_path("sidemark", appauthor=False) / "drafts"
        self._folder = folder / corpus_folder(corpus_root)
        self._kept: dict[str, Draft] = {}
        """What this run has written, so as not to write it again."""

    def get(self, identifier: str) -> Draft | None:
        """The draft for an annotation, if there is one that can be read."""
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(Draft).validate_json(
                read_regular(self._path(identifier), _SIZE_LIMIT)
            )
        except (OSError, ValidationError):
            return None

    def keep(self, identifier: str, draft: Draft) -> str:
        """Keep a draft in place of an earlier one; returns why that failed, or nothing."""
        if self._kept.get(identifier) == draft:
            return ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._path(identifier), [json.dumps(asdict(draft)).encode()])
        except OSError as error:
            return f"your half-typed note can't be kept: {error.strerror}"
        self._kept[identifier] = draft
        return ""

    def drop(self, identifier: str) -> None:
        """Let a draft go, if there is one."""
        self._kept.pop(identifier, None)
        with contextlib.suppress(OSError):
            self._path(identifier).unlink()

    def waiting(self) -> frozenset[str]:
        """The annotations for which a draft is kept."""
        return frozenset(path.stem for path in self._folder.glob("*.json"))

    def _path(self, identifier: str) -> Path:
        return self._folder / f"{identifier}.json"

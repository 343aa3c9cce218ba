"""What screens that open over the reader need of it."""

from collections.abc import Callable
from typing import Literal, Protocol

from annotations.editing import Editor, Several
from annotations.workspace import Workspace
from tui.commands.registry import Keymap


class Behind(Protocol):
    """The screen behind; its methods raise SidemarkError."""

    workspace: Workspace
    keymap: Keymap

    @property
    def whose_marks(self) -> str | None:
        """Whose marks are shown; None for everybody's."""
        ...

    def change_marks(self, change: Callable[[Editor], Several]) -> Several:
        """Do something to marks, and show it there too."""
        ...

    def replay(self, how: Literal["undo", "redo"]) -> Several:
        """Take the last change back or do it again, and show it there too."""
        ...

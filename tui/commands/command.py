"""What a command is: pure data, from which bindings, footer, palette and help are made."""

from dataclasses import dataclass, replace
from typing import Literal

Scope = Literal["text", "list", "anywhere", "marks", "matrix", "search", "link"]
"""Where its keys work: a pane's text, the article list, both, the list of marks, the matrix, a
search, or while a link is being made."""


@dataclass(frozen=True)
class Command:
    """One thing a user can do. Keys are written as a reader types them: "g", "(", "ctrl+q"."""

    id: str
    """Names it in the user's configuration; never changes."""
    title: str
    help: str
    keys: tuple[str, ...]
    action: str
    """The method that does it, in Textual's action syntax."""
    scope: Scope = "text"
    footer: str = ""
    """Its word in the footer; empty to leave it out there."""
    in_marks: str = ""
    """The method that does it to the marks chosen in the list of marks, where its keys work too."""

    in_matrix: str = ""
    """The method that its keys call in the matrix, if they work there too."""

    @property
    def places(self) -> frozenset[Scope]:
        """Where its keys work, place by place."""
        own: set[Scope] = {"text", "list"} if self.scope == "anywhere" else {self.scope}
        others: tuple[Scope, ...] = ("marks", "matrix")
        return frozenset(own.union(it for it in others if self.action_in(it)))

    def action_in(self, scope: Scope) -> str:
        """The method that its keys call in a place; empty where they don't work."""
        elsewhere = {"marks": self.in_marks, "matrix": self.in_matrix}
        return self.action if scope == self.scope else elsewhere.get(scope, "")


@dataclass(frozen=True)
class Area:
    """Commands that belong together in the help."""

    title: str
    commands: tuple[Command, ...]


_EXTENDING = "extend."


def is_extending(command: Command) -> bool:
    """Whether it is a movement's twin that takes the selection along."""
    return command.id.startswith(_EXTENDING)


def movement(
    name: str,
    title: str,
    keys: tuple[str, ...],
    action: str,
    extending_keys: tuple[str, ...] = (),
) -> tuple[Command, ...]:
    """A movement and, where it has keys with shift, the one that takes the selection along.

    `action` has a place `{extend}` for whether to.
    """
    plain = Command(
        id=f"move.{name}",
        title=title,
        help=f"{title}.",
        keys=keys,
        action=action.format(extend=False),
    )
    if not extending_keys:
        return (plain,)
    extending = replace(
        plain,
        id=f"{_EXTENDING}{name}",
        title=f"{title}, selecting",
        help=f"{title}, taking the selection along.",
        keys=extending_keys,
        action=action.format(extend=True),
    )
    return plain, extending

"""The one registry of commands, and what the rest of the program makes from it."""

from collections.abc import Iterable, Iterator, Mapping

from textual.binding import Binding, BindingType
from textual.keys import format_key, key_to_character

from tui.commands.command import Area, Command, Scope
from tui.commands.comparing import COMPARING, LINKING
from tui.commands.marking import HISTORY, TAGGING
from tui.commands.matrix import MATRIX
from tui.commands.program import FINDING, LISTING, MARKS, PANES, PROGRAM
from tui.commands.reading import MOVING, SELECTING

AREAS: tuple[Area, ...] = (
    LISTING,
    MOVING,
    SELECTING,
    TAGGING,
    HISTORY,
    COMPARING,
    LINKING,
    MATRIX,
    FINDING,
    MARKS,
    PANES,
    PROGRAM,
)
Keymap = Mapping[str, tuple[str, ...]]
"""Keys the user chose instead of the usual ones, by command id."""

_SHOWN = {
    "escape": "esc", "enter": "enter", "pagedown": "pgdn", "pageup": "pgup",
    "right": "→", "left": "←", "up": "↑", "down": "↓",
}  # fmt: skip


def commands() -> Iterator[Command]:
    """Every command, in the order of the help."""
    return (command for area in AREAS for command in area.commands)


def runnable() -> Iterator[Command]:
    """Those that can be run by their names, from the palette: where they belong is open then."""
    elsewhere = ("marks", "matrix", "search", "link")
    return (command for command in commands() if command.scope not in elsewhere)


def commands_but(left_out: Area) -> Iterator[Command]:
    """Every command outside one area."""
    return (command for area in AREAS if area is not left_out for command in area.commands)


def bindings(scope: Scope) -> list[BindingType]:
    """Textual's bindings for the widget that stands for a scope, in the order of the footer."""
    return [
        Binding(
            key=as_binding(command.keys),
            action=command.action_in(scope),
            description=command.footer or command.title,
            show=bool(command.footer),
            key_display=show_key(command.keys[0]),
            # Done before the next key is looked at, so that what is typed ahead finds its place.
            priority=True,
            tooltip=command.help,
            id=command.id,
        )
        for command in (*TAGGING.commands, *commands_but(TAGGING))
        if command.action_in(scope)
    ]


def as_binding(keys: tuple[str, ...]) -> str:
    """Keys as Textual takes them, in one string between commas; the comma itself by its name."""
    return ",".join("comma" if key == "," else key for key in keys)


def keys_of(command: Command, keymap: Keymap) -> tuple[str, ...]:
    """The keys a command has under the user's keymap."""
    return keymap.get(command.id, command.keys)


def first_key(command_id: str, keymap: Keymap) -> str:
    """The first key of a command as it is shown, or its title where it has none."""
    command = next(command for command in commands() if command.id == command_id)
    return next((show_key(key) for key in keys_of(command, keymap)), f"“{command.title}”")


def keys_while_typing(ids: Iterable[str], keymap: Keymap) -> dict[str, tuple[str, ...]]:
    """The keys of commands that work where one types: those that type nothing.

    A command with no such key keeps its usual ones there, so that there is always a way on.
    """
    known = {command.id: command for command in commands()}
    own = {it: _typing_nothing(keys_of(known[it], keymap)) for it in ids}
    taken = {key for keys in own.values() for key in keys}
    return {
        it: keys or tuple(key for key in _typing_nothing(known[it].keys) if key not in taken)
        for it, keys in own.items()
    }


def _typing_nothing(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in keys if not (key_to_character(key) or "\0").isprintable())


def show_key(key: str) -> str:
    """A key as the help and the footer write it: "ctrl+→", "esc"."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = _SHOWN.get(last, last if len(last) == 1 else format_key(last))
    return "+".join([*modifiers, shown])


def keymap_problems(keymap: Keymap) -> list[str]:
    """What is wrong with a user's keymap: unknown commands, and one key for two commands."""
    known = {command.id: command for command in commands()}
    problems = [f"there is no command {name!r}" for name in keymap if name not in known]
    problems += [
        f"{key!r} is no key, for {name}"
        for name, keys in keymap.items()
        for key in keys
        if not key.strip() or ("," in key and key != ",")
    ]
    taken: dict[tuple[str, str], str] = {}
    for command in commands():
        for scope in sorted(command.places):
            for key in keys_of(command, keymap):
                other = taken.setdefault((scope, key), command.id)
                if other != command.id:
                    problems.append(f"{show_key(key)} is the key of both {other} and {command.id}")
    return list(dict.fromkeys(problems))

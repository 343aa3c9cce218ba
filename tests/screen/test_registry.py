"""The one registry of commands: whole, free of clashes, and the user's own keys work."""

import re
from collections import Counter
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widget import Widget

from tests.screen.driving import drive, text_of
from tui.app import SidemarkApp
from tui.commands.command import Command
from tui.commands.registry import (
    AREAS,
    bindings,
    commands,
    keymap_problems,
    keys_while_typing,
    show_key,
)
from tui.config import Config, ConfigError
from tui.config_file import read_config
from tui.screens.marks import MarksScreen
from tui.screens.matrix import MatrixScreen
from tui.screens.reader import ReaderScreen
from tui.widgets.article_list import ArticleList
from tui.widgets.link_chooser import LinkChooser
from tui.widgets.mark_table import MarkTable
from tui.widgets.matrix_table import MatrixTable
from tui.widgets.pane.pane import Pane
from tui.widgets.prompt import Prompt

SCOPES: dict[str, type[Widget]] = {
    "text": Pane,
    "list": ArticleList,
    "anywhere": ReaderScreen,
    "marks": MarkTable,
    "matrix": MatrixTable,
    "search": Prompt,
    "link": LinkChooser,
}
MODAL = {"marks": MarksScreen, "matrix": MatrixScreen}
"""The screens that open over the reader for a place."""


def test_every_command_has_an_id_of_its_own_a_title_and_a_help() -> None:
    ids = Counter(command.id for command in commands())
    assert [name for name, count in ids.items() if count > 1] == []
    for command in commands():
        assert command.title, command.id
        assert command.help.endswith("."), command.id
        assert command.keys, command.id
    titles = Counter(command.title for command in commands())
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_key_has_two_meanings_in_one_place() -> None:
    assert keymap_problems({}) == []


def test_no_key_is_one_that_terminals_take_for_something_else() -> None:
    taken = {"ctrl+a", "ctrl+b", "ctrl+m", "ctrl+i", "ctrl+h", "alt+f", "ctrl+space"}
    for command in commands():
        assert not taken & set(command.keys), command.id
        for key in command.keys:
            assert not (key.startswith("ctrl+shift+") and len(key) == len("ctrl+shift+x")), key


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: command.id)
def test_every_action_names_a_method_that_exists(command: Command) -> None:
    name = command.action.partition("(")[0]
    where, _, method = name.rpartition(".")
    screen = MODAL.get(command.scope, ReaderScreen)
    target = {"screen": screen, "app": SidemarkApp}.get(where, SCOPES[command.scope])
    assert where in ("screen", "app", "")
    assert callable(getattr(target, f"action_{method}", None)), command.action
    for action, over in ((command.in_marks, MarksScreen), (command.in_matrix, MatrixScreen)):
        if action:
            method = action.removeprefix("screen.").partition("(")[0]
            assert callable(getattr(over, f"action_{method}")), action


def test_each_command_is_bound_in_its_place() -> None:
    for scope, widget in SCOPES.items():
        bound = {it.id for it in widget.BINDINGS if isinstance(it, Binding) and it.id}
        expected = {
            command.id
            for command in commands()
            if command.scope == scope
            or (scope == "marks" and command.in_marks)
            or (scope == "matrix" and command.in_matrix)
        }
        assert bound == expected, scope
    assert sum(len(area.commands) for area in AREAS) == len(list(commands()))
    assert len(bindings("text")) == len([c for c in commands() if c.scope == "text"])


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+right", "ctrl+→"),
        ("escape", "esc"),
        ("pagedown", "pgdn"),
        ("g", "g"),
        ("G", "G"),
        ("+", "+"),
        ("ctrl+shift+end", "ctrl+shift+end"),
        ("f7", "f7"),
        ('"', '"'),
        ("enter", "enter"),
        ("space", "space"),
        ("shift+tab", "shift+tab"),
    ],
)
def test_keys_are_written_as_a_reader_types_them(key: str, shown: str) -> None:
    assert show_key(key) == shown


def test_problems_of_a_keymap_are_named() -> None:
    assert keymap_problems({"mark.claim": ("f2",)}) == []
    assert keymap_problems({"mark.nothing": ("f2",)}) == ["there is no command 'mark.nothing'"]
    (clash,) = keymap_problems({"mark.claim": ("q",)})
    assert clash == "q is the key of both mark.claim and mark.quote"
    (clash,) = keymap_problems({"program.help": ("j",)})[:1]
    assert "j is the key of both" in clash
    assert "program.help" in clash
    assert keymap_problems({"list.open": ("c",)}) == [], "other places may share a key"
    (clash,) = keymap_problems({"mark.claim": ("*",)})
    assert clash == "* is the key of both mark.claim and marks.choose-all"
    assert keymap_problems({"mark.claim": ("q",), "mark.quote": ("c",)}) == [], "two may swap"


def test_keys_that_type_something_are_no_commands_while_one_types() -> None:
    ids = ["marks.close", "marks.widen", "marks.down"]
    assert keys_while_typing(ids, {}) == {
        "marks.close": ("escape",),
        "marks.widen": ("tab",),
        "marks.down": ("down",),
    }
    own = {
        "marks.close": ("tab", "q"),
        "marks.widen": ("space", "(", "é"),
        "marks.down": ("alt+w",),
    }
    assert keys_while_typing(ids, own) == {
        "marks.close": ("tab",),
        "marks.widen": (),
        "marks.down": ("alt+w",),
    }
    assert keys_while_typing(["marks.down"], {"marks.down": ("j",)}) == {"marks.down": ("down",)}


async def test_the_users_own_keys_work_and_are_shown(corpus_copy: Path) -> None:
    text = text_of(corpus_copy, "000")
    config = Config(keys={"mark.claim": ("f2",), "list.down": ("f3", "f9"), "pane.list": ("f4",)})
    async with drive(corpus_copy, "000", caret=text.index("Ministry, p"), config=config) as driver:
        await driver.press("c")
        assert driver.marks() == [], "the usual key is free"
        await driver.press("f2")
        assert [mark.label for mark in driver.marks()] == ["claim"]
        assert "f2 claim" in driver.strips()[-1].text
        await driver.press("f4", "f3")
        assert driver.list_cursor() == "001"
        await driver.press("f9")
        assert driver.list_cursor() == "002"
        await driver.press("j", "down")
        assert driver.list_cursor() == "002"
        await driver.press("?")
        shown = driver.screen_text()
        for _ in range(4):
            await driver.press("pagedown")
            shown += driver.screen_text()
        assert "f3  f9 " in shown
        assert "f2 " in shown


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ('["same"]', "'same' is there already"),
        ('["quotes", "quotes"]', "'quotes' is there already"),
        ('["two words"]', "'two words' is no kind of link: up to 40 small letters"),
        ('["silent"]', "'silent' has a meaning of its own"),
        ("[" + ", ".join(f'"k{number}"' for number in range(10)) + "]", "at most 9 items"),
        ('"quotes"', "links: Input should be a valid tuple"),
    ],
)
def test_kinds_of_links_that_cannot_be_used_are_told_of(
    tmp_path: Path, links: str, wrong: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"links = {links}\n")
    with pytest.raises(ConfigError, match=re.escape(wrong)):
        read_config(path)
    path.write_text('links = ["quotes", "updates"]\n')
    assert read_config(path).links == ("quotes", "updates")


def test_one_key_for_the_configuration_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\n"mark.claim" = "f2"\n')
    config = read_config(path)
    assert config.keys == {"mark.claim": ("f2",)}

"""Every key of the program is one the design promises, and a test presses it."""

from importlib import import_module
from pathlib import Path

from tests.screen.keys import KEYS, PRESSED
from tui.commands.registry import commands


def test_the_registry_has_the_keys_of_the_design() -> None:
    assert {command.id: command.keys for command in commands()} == KEYS


def test_every_key_is_pressed_by_a_test() -> None:
    for module in Path(__file__).parent.glob("test_keys_*.py"):
        import_module(f"tests.screen.{module.stem}")
    promised = {(name, key) for name, its_keys in KEYS.items() for key in its_keys}
    assert promised - PRESSED == set()

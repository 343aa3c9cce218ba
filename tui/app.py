"""The program with a screen: puts workspace, configuration and reader screen together."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.filter import LineFilter
from textual.theme import Theme

from annotations.workspace import Workspace
from tui.clipboard import copying
from tui.colorless import Colorless
from tui.commands.command import Command
from tui.commands.registry import as_binding, commands, keys_of, show_key
from tui.config import Config
from tui.places import Places
from tui.screens.reader import ReaderScreen
from tui.theme import Palette, palette_for

COLORLESS = Colorless()


class CommandProvider(Provider):
    """Offers every command of the registry in the palette."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command, run in self._runnable():
            yield DiscoveryHit(command.title, run, help=self._help(command))

    async def search(self, query: str) -> Hits:
        """Those whose name fits what is typed."""
        matcher = self.matcher(query)
        for command, run in self._runnable():
            if score := matcher.match(command.title):
                yield Hit(score, matcher.highlight(command.title), run, help=self._help(command))

    def _runnable(self) -> list[tuple[Command, Callable[[], object]]]:
        screen = self.screen
        if not isinstance(screen, ReaderScreen):
            return []
        return [
            (command, partial(screen.run_command, command))
            for command in commands()
            if command.id != "program.palette"
        ]

    def _help(self, command: Command) -> str:
        screen = self.screen
        keymap = screen.keymap if isinstance(screen, ReaderScreen) else {}
        keys = "  ".join(show_key(key) for key in keys_of(command, keymap))
        return f"{command.help} ({keys})  {command.id}"


class SidemarkApp(App[None]):
    """Sidemark's screen."""

    TITLE = "Sidemark"
    CSS_PATH = "app.tcss"
    COMMANDS = {CommandProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, workspace: Workspace, config: Config, places: Places) -> None:
        super().__init__()
        self._store = workspace.store
        self._unsaved: str | None = None
        self.animation_level = "none"
        self.reader = ReaderScreen(workspace, config, places)
        self.register_theme(_theme("sidemark-dark", palette_for("dark"), dark=True))
        self.register_theme(_theme("sidemark-light", palette_for("light"), dark=False))
        self.theme = f"sidemark-{config.theme}"
        self.set_keymap({name: as_binding(keys) for name, keys in config.keys.items()})

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal."""
        return [COLORLESS] if self.no_color else super().get_line_filters()

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal for its clipboard."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copying(text, os.environ))

    def get_default_screen(self) -> ReaderScreen:
        """The reader screen is the first and last one."""
        return self.reader

    async def action_quit(self) -> None:
        """Leave; everything is saved already but the reader's place."""
        self.leave()

    def leave(self, code: int = 0) -> None:
        """Keep the reader's place and a half-typed note, let the store go, and end."""
        self.reader.before_quit()
        unsaved = self.close_store()
        self.exit(return_code=code or (1 if unsaved else 0))

    def close_store(self) -> str:
        """Let the store go, once; returns why not all is in its place, or nothing."""
        if self._unsaved is None:
            self._unsaved = self._store.close()
        return self._unsaved


def _theme(name: str, palette: Palette, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=palette.lanes["claim"],
        secondary=palette.lanes["quote"],
        accent=palette.lanes["date"],
        warning=palette.warning,
        error=palette.lanes["error"],
        success=palette.lanes["quote"],
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.caret_elsewhere,
        dark=dark,
        variables={
            "footer-background": palette.background,
            "footer-key-foreground": palette.lanes["claim"],
        },
    )

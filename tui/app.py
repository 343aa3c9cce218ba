"""The program with a screen: puts workspace, configuration and reader screen together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.filter import LineFilter
from textual.theme import Theme

from tui.choices import Choices
from tui.clipboard import copying
from tui.colorless import Colorless
from tui.commands.command import Command
from tui.commands.registry import as_binding, keys_of, runnable, show_key
from tui.config import Config, ThemeName
from tui.last_look import LastLook
from tui.places import Places
from tui.screens.reader import ReaderScreen
from tui.theme import Palette, palette_for, theme_name

if TYPE_CHECKING:
    from annotations.workspace import Workspace

COLORLESS = Colorless()


class CommandProvider(Provider):
    """Offers the commands of the registry in the palette."""

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
            for command in runnable()
            if command.id != "program.palette"
        ]

    def _help(self, command: Command) -> str:
        screen = self.screen
        keymap = screen.keymap if isinstance(screen, ReaderScreen) else {}
        keys = "  ".join(show_key(key) for key in keys_of(command, keymap))
        return f"{command.help} ({keys})  {command.id}"


class ClosedOnce(CommandPalette):
    """Textual's palette, which clicks or keys that come at once would close twice."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it, once."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class SidemarkApp(App[None]):
    """Sidemark's screen."""

    TITLE = "Sidemark"
    CSS_PATH = "app.tcss"
    COMMANDS = {CommandProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        places: Places,
        choices: Choices | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._unsaved: str | None = None
        self.unexported = ""
        """Which export had to be given up, if one was under way at the end."""
        self._last_look = LastLook()
        self.animation_level = "none"
        self.reader = ReaderScreen(workspace, config, places)
        self.register_theme(_theme("dark", palette_for("dark")))
        self.register_theme(_theme("light", palette_for("light")))
        self.theme = theme_name((choices and choices.theme) or config.theme)
        self.set_keymap({name: as_binding(keys) for name, keys in config.keys.items()})

    def action_command_palette(self) -> None:
        """Offer the commands where they can be run: not over help or the list of marks."""
        if self.screen is self.reader:
            self.push_screen(ClosedOnce(id="--command-palette"))

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal for its clipboard."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copying(text, os.environ))

    def get_default_screen(self) -> ReaderScreen:
        """The reader screen is the first and last one."""
        return self.reader

    async def on_event(self, event: events.Event) -> None:
        """Whatever a key asks for finds the marks there."""
        if isinstance(event, events.InputEvent):
            await self.reader.open_store()
        await super().on_event(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every painted line goes through, wherever it comes from."""
        filters = [COLORLESS] if self.no_color else super().get_line_filters()
        return [*filters, self._last_look]

    async def action_quit(self) -> None:
        """Leave; everything is saved already but the reader's place."""
        self.leave()

    def leave(self, code: int = 0) -> None:
        """Keep the reader's place and a half-typed note, let the store go, and end."""
        self.reader.before_quit()
        self.unexported = self.reader.finish_export()
        unsaved = self.close_store()
        self.exit(return_code=code or (1 if unsaved else 0))

    def close_store(self) -> str:
        """Let the store go, once; returns why not all is in its place, or nothing."""
        if self._unsaved is None:
            self._unsaved = self._workspace.close()
        return self._unsaved


def _theme(name: ThemeName, palette: Palette) -> Theme:
    return Theme(
        name=theme_name(name),
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
        dark=name == "dark",
        variables={
            "footer-background": palette.background,
            "footer-key-foreground": palette.lanes["claim"],
        },
    )

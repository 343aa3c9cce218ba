"""What a user has chosen: `config.toml` in the user's configuration folder, all of it optional."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from platformdirs import user_config_path

from annotations.errors import SidemarkError

ThemeName = Literal["dark", "light"]


class ConfigError(SidemarkError):
    """The configuration can't be used; the message says where and why."""

    title = "Configuration"


@dataclass(frozen=True)
class Config:
    """The settings, with their defaults; `tui.config_file` reads them."""

    theme: ThemeName = "dark"
    """For who has not chosen one by key."""
    column: int = 88
    """The widest a column of text gets, in cells."""
    links: tuple[str, ...] = ()
    """Kinds of links beside those that there are."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command id, in place of the usual ones: `"mark.claim" = ["c", "f1"]`."""


def config_path() -> Path:
    """Where the configuration is looked for."""
    return _configured("config.toml")


def aliases_path() -> Path:
    """Where a user's own names for the same are looked for, such as `NYC, New York`."""
    return _configured("aliases.txt")


def _configured(name: str) -> Path:
    return user_config_path("sidemark", appauthor=False) / name

"""What a user has chosen: `config.toml` in the user's configuration folder, all of it optional."""

import tomllib
from pathlib import Path
from typing import Literal

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from annotations.errors import SidemarkError

ThemeName = Literal["dark", "light"]


class ConfigError(SidemarkError):
    """The configuration can't be used; the message says where and why."""

    title = "Configuration"


class Config(BaseModel):
    """The settings, with their defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: ThemeName = "dark"
    """For who has not chosen one by key."""
    column: int = Field(default=88, ge=20, le=400)
    """The widest a column of text gets, in cells."""
    keys: dict[str, tuple[str, ...]] = {}
    """Keys by command id, in place of the usual ones: `"mark.claim" = ["c", "f1"]`."""

    @field_validator("keys", mode="before")
    @classmethod
    def _one_key_is_enough(cls, keys: object) -> object:
        if not isinstance(keys, dict):
            return keys
        return {name: (key,) if isinstance(key, str) else key for name, key in keys.items()}


def config_path() -> Path:
    """Where the configuration is looked for."""
    return user_config_path("sidemark", appauthor=False) / "config.toml"


def load_config(path: Path) -> Config:
    """Read the configuration, the defaults where there is no file; raises ConfigError."""
    try:
        return Config.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Config()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path}: {place}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} can't be used: {error}") from error

"""What may stand in `config.toml`, and what is wrong with what does."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from annotations.errors import EditError
from annotations.links import RELATIONS, check_kind
from tui.config import Config, ConfigError, ThemeName


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    theme: ThemeName = Config.theme
    column: int = Field(default=Config.column, ge=20, le=400)
    links: tuple[str, ...] = Field(default=(), max_length=9)
    keys: dict[str, tuple[str, ...]] = {}

    @field_validator("links")
    @classmethod
    def _kinds_of_links(cls, links: tuple[str, ...]) -> tuple[str, ...]:
        for number, kind in enumerate(links):
            try:
                check_kind(kind)
            except EditError as error:
                raise ValueError(error.message) from error
            if kind in (*RELATIONS, *links[:number]):
                raise ValueError(f"{kind!r} is there already: name only kinds of your own, once")
        return links

    @field_validator("keys", mode="before")
    @classmethod
    def _one_key_is_enough(cls, keys: object) -> object:
        if not isinstance(keys, dict):
            return keys
        return {name: (key,) if isinstance(key, str) else key for name, key in keys.items()}


def read_config(path: Path) -> Config:
    """Read the configuration; raises ConfigError where it can't be used."""
    try:
        settings = _Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path}: {place}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} can't be used: {error}") from error
    return Config(settings.theme, settings.column, settings.links, settings.keys)

"""Names that mean the same, such as `U.S.` and `American`: data that a user can add to."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotations.compare.tokens import raw_tokens
from annotations.errors import SidemarkError
from annotations.files import read_regular

_Name = tuple[str, ...]
_LARGEST_FILE = 1 << 20
"""In bytes: what is larger is no file of names."""
_LONGEST_NAME = 10
"""In tokens: as many are looked at from each token on that a name begins with."""


@dataclass(frozen=True, eq=False)
class Aliases:
    """Groups of names; where two groups have a name, the later one has it."""

    names: Mapping[_Name, str]
    """The tokens of each name as it is written in a text, to what stands for its group."""
    longest: Mapping[str, int]
    """How many tokens the longest name has that begins with a token."""

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> "Aliases":
        """Aliases of groups of names; a name without capitals is found in any case."""
        names: dict[_Name, str] = {}
        for group in groups:
            # No token of a text holds a blank, so this is none of them.
            meaning = f"= {group[0]}"
            for written in group:
                names |= dict.fromkeys(_ways_to_write(written), meaning)
        longest: dict[str, int] = {}
        for name in names:
            longest[name[0]] = max(longest.get(name[0], 0), len(name))
        return cls(names, longest)

    def merged(self, tokens: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """The tokens with each name replaced by what stands for its group, and whether it was."""
        position = 0
        while position < len(tokens):
            length, meaning = self._name_at(tokens, position)
            yield (meaning, True) if meaning else (tokens[position], False)
            position += length

    def _name_at(self, tokens: Sequence[str], position: int) -> tuple[int, str]:
        """How many tokens the longest name at a position takes, and its meaning; 1 and `""`."""
        first = tokens[position]
        longest = max(self.longest.get(first, 0), self.longest.get(first.lower(), 0))
        for length in range(longest, 0, -1):
            written = tuple(tokens[position : position + length])
            meaning = self.names.get(written) or self.names.get(_any_case(written))
            if meaning:
                return length, meaning
        return 1, ""


class AliasError(SidemarkError):
    """A file of aliases can't be used, or not all of it; the message says which and why."""

    title = "Aliases"

    def __init__(self, message: str, usable: Aliases | None = None) -> None:
        super().__init__(message)
        self.usable = usable or default_aliases()
        """What there is to compare with all the same."""


def parse_aliases(text: str) -> list[list[str]]:
    """The groups in the lines of a file: names separated by commas; `#` begins a comment."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    groups = ([name.strip() for name in line.split(",")] for line in lines)
    return [named for group in groups if (named := [name for name in group if raw_tokens(name)])]


@cache
def default_aliases() -> Aliases:
    """Countries, their people and capitals, common abbreviations: what comes with Sidemark."""
    return Aliases.of(_default_groups())


def aliases_with(path: Path) -> Aliases:
    """The default aliases and those of a user's file; raises AliasError if it can't be read.

    Names of more than ten words are left out, and told of by AliasError with the others.
    """
    try:
        # Many keep what is in this folder elsewhere, with links to it.
        written = read_regular(Path(os.path.realpath(path)), _LARGEST_FILE)
        own = parse_aliases(written.decode("utf-8-sig"))
    except OSError as error:
        raise AliasError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AliasError(f"{path} is not UTF-8: save it as UTF-8.") from error
    fitting = [[name for name in group if _is_short(name)] for group in own]
    aliases = Aliases.of([*_default_groups(), *(group for group in fitting if group)])
    if fitting != own:
        long = next(name for group in own for name in group if not _is_short(name))
        raise AliasError(
            f"{path}: names of more than {_LONGEST_NAME} words are left out, as {long[:40]!r}.",
            aliases,
        )
    return aliases


def _is_short(name: str) -> bool:
    return len(raw_tokens(name)) <= _LONGEST_NAME


def _default_groups() -> list[list[str]]:
    return parse_aliases(Path(__file__).with_name("aliases.txt").read_text("utf-8"))


def _ways_to_write(name: str) -> tuple[_Name, ...]:
    tokens = tuple(raw_tokens(name))
    if name == name.lower():
        return (_any_case(tokens),)
    return (tokens, tuple(token.upper() for token in tokens))


def _any_case(tokens: _Name) -> _Name:
    """What a name that is found in any case is kept as; an empty token keeps the kinds apart."""
    return (*(token.lower() for token in tokens), "")

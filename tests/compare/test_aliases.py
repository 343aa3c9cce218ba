from pathlib import Path

import pytest

from annotations.compare import aliases
from annotations.compare.aliases import (
    AliasError,
    Aliases,
    aliases_with,
    default_aliases,
    parse_aliases,
)
from annotations.compare.tokens import raw_tokens


def merged(text: str, names: Aliases | None = None) -> list[str]:
    return [token for token, _ in (names or default_aliases()).merged(raw_tokens(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "American"),
        ("the United States of America's", "the Washington"),
        ("US-China", "American Beijing"),
        ("AMERICA", "America"),
        ("the UK’s", "the British"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("5%", "5 per cent"),
        ("5 Percent", "5 percent"),
        ("World Health Organization", "WHO"),
        ("Japanese yen", "Tokyo yen"),
    ],
)
def test_names_of_a_group_are_the_same(one: str, other: str) -> None:
    assert merged(one) == merged(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("asked us", "asked US"),
        ("who", "WHO"),
        ("polish the floor", "Polish the floor"),
        ("South China Sea", "South China"),
        ("Latin America", "America"),
        ("North Korea", "South Korea"),
    ],
)
def test_what_only_looks_alike_is_not(one: str, other: str) -> None:
    assert merged(one) != merged(other)


def test_a_user_adds_groups_and_takes_over_a_name(tmp_path: Path) -> None:
    own = tmp_path / "aliases.txt"
    own.write_text("# mine\nOlympia, Washington   # the state\nthe firm, Acme Corp\n\n,\n", "utf-8")

    names = aliases_with(own)

    assert merged("Washington", names) == merged("Olympia", names) != merged("US", names)
    assert merged("The Firm", names) == merged("Acme Corp", names)
    assert merged("American", names) == merged("US", names)


def test_a_file_that_cant_be_used_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(AliasError, match=r"none\.txt can't be read"):
        aliases_with(tmp_path / "none.txt")
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Côte".encode("latin-1"))
    with pytest.raises(AliasError, match=r"latin\.txt is not UTF-8"):
        aliases_with(latin)


def test_no_name_of_the_default_is_in_two_groups() -> None:
    default = Path(aliases.__file__).with_name("aliases.txt").read_text("utf-8")
    names = [name for group in parse_aliases(default) for name in set(group)]
    assert len(names) > 500
    assert sorted({name for name in names if names.count(name) > 1}) == []

import os
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have a name")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(AliasError, match=r"pipe\.txt can't be read: it is no regular file"):
        aliases_with(pipe)


def test_what_is_no_file_of_names_is_not_read_whole(tmp_path: Path) -> None:
    own = tmp_path / "aliases.txt"
    own.write_bytes(b"Acme, the firm\n" + b"#" * (1 << 20))
    with pytest.raises(AliasError, match="it is larger than 1 MiB") as told:
        aliases_with(own)
    assert told.value.usable is default_aliases()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("Acme Corp, the firm", "utf-8")
    link = tmp_path / "aliases.txt"
    link.symlink_to("kept.txt")
    assert merged("the firm", names := aliases_with(link)) == merged("Acme Corp", names)


def test_a_name_as_long_as_an_article_is_left_out_and_told(tmp_path: Path) -> None:
    own = tmp_path / "aliases.txt"
    ten, more = "the one of ten words that may still be one", "the " * 3000
    own.write_text(f"Acme, the firm, {ten}\n{more}of, Ajax\n{more}to\n", "utf-8")
    with pytest.raises(AliasError, match="more than 10 words are left out, as 'the the") as told:
        aliases_with(own)
    names = told.value.usable
    assert len(max(names.names, key=len)) <= 11
    assert merged("Acme", names) == merged("the firm", names) == merged(ten, names)
    assert merged("Ajax", names) == ["= Ajax"]


def test_no_name_of_the_default_is_in_two_groups() -> None:
    default = Path(aliases.__file__).with_name("aliases.txt").read_text("utf-8")
    names = [name for group in parse_aliases(default) for name in set(group)]
    assert len(names) > 500
    assert sorted({name for name in names if names.count(name) > 1}) == []

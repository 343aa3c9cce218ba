import os
import random
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from annotations.compare.copies import NEAR_COPY, containment, runs
from annotations.corpus import find_corpus
from annotations.near_copies import NearCopies, find_near_copies
from annotations.near_copies_cache import copies_path

CHANCE = random.Random(7)
WORDS = [f"word{number}" for number in range(5_000)]


def words(count: int) -> list[str]:
    return CHANCE.choices(WORDS, k=count)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.txt").write_text(text)


def settle(folder: Path) -> None:
    """Let all files be some time old, each another."""
    old = time.time_ns() - 60 * 10**9
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, ns=(old + number, old + number))


def found(folder: Path) -> NearCopies:
    return find_near_copies(find_corpus([folder]))


def told(copies: NearCopies) -> dict[str, list[str]]:
    return {path: [it.doc_path for it in them] for path, them in copies.items()}


def test_they_are_those_that_comparing_each_with_each_finds(folder: Path) -> None:
    texts = [words(CHANCE.choice((40, 120, 400, 900))) for _ in range(60)]
    for number in range(0, 60, 3):
        source = texts[number]
        kept = len(source) * CHANCE.choice((20, 40, 60, 90)) // 100
        texts[number + 1] = words(30) + source[:kept] + words(50)
    runs_of = {}
    for number, text in enumerate(texts):
        write(folder, f"{number:02}", " ".join(text))
        runs_of[f"{number:02}.txt"] = runs(" ".join(text))

    copies = found(folder)

    expected = defaultdict(list)
    for one, other in permutations(runs_of, 2):
        share = containment(runs_of[one], runs_of[other])
        if share >= NEAR_COPY:
            expected[one].append((other, share))
    for near in expected.values():
        near.sort(key=lambda it: (-it[1], it[0]))
    assert len(expected) > 20
    assert {
        path: [(it.doc_path, it.share) for it in near] for path, near in copies.items()
    } == expected
    assert not any(it.is_same for near in copies.values() for it in near)


def test_the_same_text_comes_first_and_blank_ones_are_no_copies(folder: Path) -> None:
    text = " ".join(words(200))
    for name, content in {
        "a": text,
        "b": text,
        "c": f"{text} and so on",
        "short": "Only this",
        "short too": "Only this",
        "blank": " \n",
        "blank too": " \n",
        "empty": "",
    }.items():
        write(folder, name, content)

    copies = found(folder)

    assert told(copies) == {
        "a.txt": ["b.txt", "c.txt"],
        "b.txt": ["a.txt", "c.txt"],
        "c.txt": ["a.txt", "b.txt"],
        "short.txt": ["short too.txt"],
        "short too.txt": ["short.txt"],
    }
    assert [it.is_same for it in copies["a.txt"]] == [True, False]


def test_thousands_of_the_same_text_are_bounded(folder: Path) -> None:
    for number in range(1_000):
        write(folder, f"{number:03}", "Nothing but this here.")

    copies = found(folder)

    assert len(copies) == 1_000
    assert {len(near) for near in copies.values()} == {9}


def test_hundreds_of_near_copies_of_one_story_are_found(folder: Path) -> None:
    story = " ".join(words(80))
    for number in range(400):
        write(folder, f"{number:03}", f"{story} and number {number}")

    copies = found(folder)

    assert len(copies) == 400
    assert {len(near) for near in copies.values()} == {9}


def test_what_is_too_much_for_the_memory_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(words(200))
    for number in range(4):
        write(folder, f"{number}", f"{text} and {number}")
    monkeypatch.setattr("annotations.near_copies._MOST_RUNS", 500)

    assert told(found(folder)) == {"0.txt": ["1.txt"], "1.txt": ["0.txt"]}


def test_the_second_time_no_article_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(words(200))
    write(folder, "a", text)
    write(folder, "b", text + " more")
    settle(folder)
    first = found(folder)
    assert first
    monkeypatch.setattr("annotations.corpus.Corpus.pieces", None)

    assert found(folder) == first


def test_changes_count_and_what_is_gone_does_not(folder: Path) -> None:
    text = " ".join(words(200))
    for name in "ab":
        write(folder, name, text)
    settle(folder)
    assert told(found(folder)) == {"a.txt": ["b.txt"], "b.txt": ["a.txt"]}

    write(folder, "0", text)
    assert told(found(folder))["0.txt"] == ["a.txt", "b.txt"]
    (folder / "a.txt").unlink()
    assert told(found(folder)) == {"0.txt": ["b.txt"], "b.txt": ["0.txt"]}
    write(folder, "b", "something else")
    assert found(folder) == {}


def test_an_article_that_can_not_be_read_is_no_copy_until_it_can(folder: Path) -> None:
    text = " ".join(words(200))
    write(folder, "a", text)
    (folder / "link.txt").symlink_to(folder.parent / "target")
    (folder / "latin.txt").write_bytes("Café ".encode("latin-1") * 50)
    settle_only(folder / "a.txt")
    assert found(folder) == {}

    (folder.parent / "target").write_text(text)

    assert told(found(folder)) == {"a.txt": ["link.txt"], "link.txt": ["a.txt"]}


def settle_only(path: Path) -> None:
    old = time.time_ns() - 60 * 10**9
    os.utime(path, ns=(old, old))


def test_files_named_one_by_one_are_compared_and_take_nothing_from_the_rest(folder: Path) -> None:
    text = " ".join(words(200))
    for name in "abc":
        write(folder, name, text)
    settle(folder)
    found(folder)
    before = copies_path(folder).read_bytes()

    corpus = find_corpus([folder / "a.txt", folder / "c.txt"])

    assert told(find_near_copies(corpus)) == {"a.txt": ["c.txt"], "c.txt": ["a.txt"]}
    assert copies_path(folder).read_bytes() == before


def test_what_is_stopped_finds_nothing_and_keeps_nothing(folder: Path) -> None:
    for name in "abcdef":
        write(folder, name, "the same text")
    for calls in range(1, 14):
        assert (
            find_near_copies(find_corpus([folder]), partial(next, iter([True] * calls), False))
            == {}
        )
        assert not copies_path(folder).exists()


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda raw: b"",
    "garbage": lambda raw: b"\0" * 100,
    "half of it": lambda raw: raw[: len(raw) // 2],
    "a run too few": lambda raw: raw[:-4],
    "half a run": lambda raw: raw[:-1],
    "a run too many": lambda raw: raw + b"1234",
    "another version": lambda raw: raw.replace(b"copies/1", b"copies/9"),
    "another corpus": lambda raw: raw.replace(b'"corpus":"', b'"corpus":"/else'),
    "no paths": lambda raw: raw.replace(b'"paths"', b'"pates"'),
    "a path twice": lambda raw: raw.replace(b'"b.txt"', b'"a.txt"'),
    "no pairs": lambda raw: raw.replace(b'"pairs":[[0,1,', b'"pairs":[[1,'),
    "a pair beyond": lambda raw: raw.replace(b'"pairs":[[0,1,', b'"pairs":[[0,7,'),
    "a pair of one": lambda raw: raw.replace(b'"pairs":[[0,1,', b'"pairs":[[1,1,'),
    "a share too large": lambda raw: raw.replace(b"1.0]]", b"9.0]]"),
    "no object": lambda raw: b"[]\n",
    "deep": lambda raw: b"[" * 100_000,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_is_not_what_it_should_be_is_ignored_and_replaced(
    change: Callable[[bytes], bytes], folder: Path
) -> None:
    text = " ".join(words(200))
    write(folder, "a", text)
    write(folder, "b", text)
    settle(folder)
    expected = found(folder)
    raw = copies_path(folder).read_bytes()
    assert change(raw) != raw
    copies_path(folder).write_bytes(change(raw))

    assert found(folder) == expected
    assert copies_path(folder).read_bytes() == raw

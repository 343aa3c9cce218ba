"""Numbers that JSON doesn't know, or that not every reader takes, in marks of a store."""

import json

import pytest

from annotations.formats.format import Document, Losses
from tests.formatting import written
from tests.marks import made_mark

NUMBERS = [float("nan"), float("-inf"), 10**4000, {"a": [1, 2**53]}]


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@pytest.mark.parametrize("name", ["jsonl", "w3c", "brat"])
@pytest.mark.parametrize("number", NUMBERS, ids=["nan", "infinity", "huge", "nested"])
def test_an_export_has_none_of_them_and_says_so(name: str, number: object) -> None:
    odd = made_mark(1, odd=number, later=7)
    document = Document("a", "a.txt", "", "a", "xxx", [odd, made_mark(2, later=8)])
    losses = Losses()

    files = written(name, [document], losses)
    lines = [
        json.loads(line, parse_constant=refuse)
        for data in files.values()
        for line in data.splitlines()
        if line.startswith(b"{")
    ]
    assert [next(it[key] for key in it if key.endswith("later")) for it in lines] == [7, 8]
    assert not any(key.endswith("odd") for it in lines for key in it)
    told = "1 mark without fields whose numbers JSON can't hold, or its readers can't take"
    assert losses.told() == [told]

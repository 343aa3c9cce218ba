"""What is typed above the list of marks, and which marks it finds."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.filtering import Folded, fold, folded, matching, narrows, parse

MARKS = {
    "plain": folded(
        label="claim", by="ana", in_="000_a.txt", status="ok", note="", text="Never  compromise\non"
    ),
    "noted": folded(
        label="quote",
        by="bob",
        in_="003.txt",
        status="ok",
        note="check AP",
        text="claim",
        kinds=["same", "source-of"],
    ),
    "lost": folded(
        label="date",
        by="ana",
        in_="dir/003.txt",
        status="conflict orphan",
        note="Ana: STRASSE",
        text="2024年1月11日",
    ),
}

FIELDS = st.sampled_from(
    ["", "label:", "by:", "in:", "status:", "note:", "text:", "link:", "no:", "x:"]
)
WORDS = st.text(alphabet='abcß "-:\n\tİé漢👩\u200d', max_size=4) | st.sampled_from(["ok", "note"])
TYPED = st.lists(
    st.builds("{}{}{}".format, st.sampled_from(["", "-"]), FIELDS, WORDS), max_size=4
).map(" ".join)


class Item(NamedTuple):
    folded: Folded


@st.composite
def marks(draw: st.DrawFn) -> Item:
    values = [draw(st.text(alphabet="abcß \n漢İé", max_size=6)) for _ in range(5)]
    label, by, in_, note, text = values
    status = draw(st.sampled_from(["ok", "moved", "orphan"]))
    kinds = draw(st.lists(st.sampled_from(["a", "ab", "ok"]), max_size=2))
    return Item(
        folded(label=label, by=by, in_=in_, status=status, note=note, text=text, kinds=kinds)
    )


def found(typed: str) -> list[str]:
    items = {Item(it): name for name, it in MARKS.items()}
    return [items[it] for it in matching(list(items), parse(typed))]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["plain", "noted", "lost"]),
        ("claim", ["plain", "noted"]),
        ("label:claim", ["plain"]),
        ("LABEL:Cl", ["plain"]),
        ("text:claim", ["noted"]),
        ("ana", ["plain", "lost"]),
        ("by:ana claim", ["plain"]),
        ("claim by:ana", ["plain"]),
        ("ana claim 003", []),
        ('"never compromise on"', ["plain"]),
        ('"never compromise', ["plain"]),
        ('text:"compromise on"', ["plain"]),
        ("compromise never", ["plain"]),
        ('"compromise never"', []),
        ("-claim", ["lost"]),
        ("-label:claim -by:bob", ["lost"]),
        ('-"check ap"', ["plain", "lost"]),
        ("in:003", ["noted", "lost"]),
        ("in:dir/", ["lost"]),
        ("no:note", ["plain"]),
        ("no:n", ["plain"]),
        ("-no:note", ["noted", "lost"]),
        ("link:", ["noted"]),
        ("link:same", ["noted"]),
        ("link:SO", ["noted"]),
        ("link:of", []),
        ("link:differs", []),
        ("-link:", ["plain", "lost"]),
        ("no:link", ["plain", "lost"]),
        ("no:l no:n", ["plain"]),
        ("source-of", []),
        ("no:text", []),
        ("note:check", ["noted"]),
        ("note:strasse", ["lost"]),
        ("note:straße", ["lost"]),
        ("note:", ["plain", "noted", "lost"]),
        ("-", ["plain", "noted", "lost"]),
        ("orphan", ["lost"]),
        ("status:conflict status:orphan", ["lost"]),
        ("status:ok", ["plain", "noted"]),
        ("ok", []),
        ("1月", ["lost"]),
        ("ana:", ["lost"]),
        ("000_a.txt ana", ["plain"]),
        ('"ana 000"', []),
    ],
)
def test_what_is_typed_finds(typed: str, expected: Sequence[str]) -> None:
    assert found(typed) == expected


@given(TYPED, st.lists(marks(), max_size=6))
def test_all_words_have_to_fit_and_each_alone_says_so(typed: str, items: list[Item]) -> None:
    query = parse(typed)
    together = matching(items, query)
    for item in items:
        fits = [bool(matching([item], (term,))) for term in query]
        assert (item in together) == all(fits)


@given(TYPED, TYPED, st.lists(marks(), max_size=6))
def test_what_narrows_finds_nothing_new(one: str, other: str, items: list[Item]) -> None:
    for after, before in ((one, other), (f"{other} {one}", other), (f"{other}{one}", other)):
        if narrows(parse(after), parse(before)):
            kept = matching(items, parse(before))
            assert matching(items, parse(after)) == matching(kept, parse(after))


def test_typing_on_narrows_and_taking_back_does_not() -> None:
    assert narrows(parse("label:cl"), parse("label:c"))
    assert narrows(parse("claim by:ana"), parse("claim"))
    assert narrows(parse("anything"), parse(""))
    assert narrows(parse("-c"), parse("-cl"))
    assert not narrows(parse("-cl"), parse("-c"))
    assert not narrows(parse("c"), parse("cl"))
    assert not narrows(parse("label:cl"), parse("text:c"))


@given(st.text(alphabet="aB\nß \t漢İé", max_size=12))
def test_a_folded_text_is_found_in_itself(text: str) -> None:
    mark = Item(folded(label="l", by="b", in_="i", status="ok", note="", text=text))
    assert fold(text) in mark.folded.any
    assert list(matching([mark], parse(f'"{text}"'))) == [mark]

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import find_corpus
from annotations.search import find_all


@pytest.mark.parametrize(
    ("text", "query", "starts"),
    [
        ("Taiwan and taiwan and TAIWAN", "taiwan", [0, 11, 22]),
        ("Taiwan and taiwan and TAIWAN", "Taiwan", [0]),
        ("Taiwan and taiwan", "taiWan", []),
        ("U.S. or US or UxS.", "u.s.", [0]),
        ("[a] (b)* \\d+ a|b", "[a]", [0]),
        ("[a] (b)* \\d+ a|b", "\\d+", [9]),
        ("[a] (b)* \\d+ a|b", "a|b", [13]),
        ("aaaa", "aa", [0, 2]),
        ("one\ntwo", "e\nt", [2]),
        ("École, éCOLE", "école", [0, 7]),
        ("“no” ‘no’", "‘", [5]),
        ("👩\u200d👧 and 👩\u200d👧", "👩\u200d👧", [0, 8]),
        ("nothing here", "missing", []),
        ("", "a", []),
    ],
)
def test_plain_text_is_found_and_capitals_count_only_if_the_query_has_any(
    text: str, query: str, starts: list[int]
) -> None:
    found = find_all(text, query)

    assert [span.start for span in found] == starts
    assert all(span.length == len(query) for span in found)


def test_an_empty_query_finds_nothing() -> None:
    assert find_all("text", "") == ()


@given(
    st.text(st.sampled_from("abA.*\n“"), max_size=40), st.text("abA.*\n“", min_size=1, max_size=3)
)
def test_every_place_found_holds_the_query_and_none_is_left_out(text: str, query: str) -> None:
    whole, wanted = (text, query) if query != query.lower() else (text.lower(), query)

    found = find_all(text, query)

    assert all(whole[slice(*span)] == wanted for span in found)
    assert len(found) == whole.count(wanted)


def test_a_word_is_found_in_a_seed_wherever_it_stands(seeds: Path) -> None:
    text = find_corpus([seeds]).load("003_50823aa4b1df31b8.txt").text

    assert len(find_all(text, "china sea")) == 3
    assert [text[slice(*span)] for span in find_all(text, "“he urged.”")] == []
    assert [text[slice(*span)] for span in find_all(text, "‘one china")] == [
        "‘One China",
        "‘one China",
    ]

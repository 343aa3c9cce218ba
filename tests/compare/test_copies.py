from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.compare.article_index import index_article
from annotations.compare.comparison import Comparison
from annotations.compare.copies import NEAR_COPY, containment, runs
from annotations.compare.coverage import coverage, said_elsewhere
from annotations.text.span import Span
from tests.compare.judging import read_texts

ALONE = "The local brewery has named a beer after the goalkeeper's dog."


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return read_texts("seeds.toml")


def test_no_two_seeds_are_near_copies(texts: dict[str, str]) -> None:
    pairs = combinations(map(runs, texts.values()), 2)
    assert max(containment(one, other) for one, other in pairs) < NEAR_COPY / 2


def test_an_excerpt_and_an_edited_copy_are_told_by_their_share(texts: dict[str, str]) -> None:
    text = texts["003"]
    excerpt = text[: len(text) // 3]
    edited = text.replace("China", "Beijing").upper()
    assert containment(runs(text), runs(excerpt)) > 0.99
    assert NEAR_COPY <= containment(runs(text), runs(edited)) < 0.9


def test_a_phrase_is_no_copy() -> None:
    assert containment(runs("To be or not to be, that is it"), runs("To be or not to be " * 9)) == 0


def test_text_without_blanks_has_runs() -> None:
    text = "中国国防部说在台湾问题上绝不妥协并要求美方停止武装台湾"
    assert containment(runs(text), runs(text + "会谈在五角大楼举行")) == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_containment_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0 <= containment(runs(one), runs(other)) == containment(runs(other), runs(one)) <= 1


def test_what_one_article_alone_says_stands_out(texts: dict[str, str]) -> None:
    text = texts["001"] + "\n" + ALONE
    comparison = Comparison(
        {"001": index_article(text)} | {name: index_article(texts[name]) for name in ("000", "003")}
    )
    found = {text[slice(*covered.span)]: covered for covered in coverage(comparison, "001", text)}
    led_by = next(covered for words, covered in found.items() if words.startswith("Led by"))

    assert found[ALONE].is_only_here
    assert not found[ALONE].is_elsewhere
    assert led_by.is_elsewhere
    assert not led_by.is_only_here
    assert led_by.doc_path == "003"
    assert "No comments available for this post." not in found


def test_alone_every_sentence_is_only_here() -> None:
    found = coverage(Comparison({"a": index_article(ALONE)}), "a", ALONE)
    assert [(covered.span, covered.doc_path) for covered in found] == [(Span(0, len(ALONE)), "")]
    assert found[0].is_only_here


def test_what_is_repeated_is_elsewhere_wherever_it_stands() -> None:
    twice = "The ferry sank near Odda harbour.\n\nThe Ferry sank  near Odda harbour. Bread is up.\n"
    comparison = Comparison(
        {"a": index_article(twice), "b": index_article("Near Odda harbour a ferry sank.")}
    )
    spans = said_elsewhere(twice, coverage(comparison, "a", twice))
    assert [twice[slice(*span)] for span in spans] == [
        "The ferry sank near Odda harbour.",
        "The Ferry sank  near Odda harbour.",
    ]
    assert said_elsewhere(twice, ()) == ()

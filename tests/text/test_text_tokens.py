"""Tokens are the text: put together with the blanks after them, nothing is missing."""

from hypothesis import example, given

from annotations.text.tokens import tokens
from annotations.text.words import word_at
from tests.screen.texts import TEXTS


def shown(text: str) -> list[str]:
    return [text[it.start : it.end] + "_" * it.is_followed_by_blank for it in tokens(text)]


def test_tokens_are_words_signs_and_blanks_that_are_not_just_one() -> None:
    assert shown('He said: "no", 12,000 times.\n\nUS-China ') == [
        *("He_", "said", ":_", '"', "no", '"', ",_", "12,000_", "times", ".", "\n\n", "US-China_"),
    ]
    assert shown("a  b") == ["a_", " ", "b"]
    assert shown(" a \n b") == [" ", "a_", "\n ", "b"]
    assert shown("東京へ🙂") == ["東", "京", "へ", "🙂"]
    assert shown("") == []


@given(TEXTS)
@example(" \u0301")
def test_joined_tokens_are_the_text(text: str) -> None:
    found = list(tokens(text))
    assert "".join(text[it.start : it.end] + " " * it.is_followed_by_blank for it in found) == text
    assert all(it.start < it.end for it in found)


@given(TEXTS)
@example("U.S. and x,\u0301 9a,5 can't US-China A.B.C ")
def test_words_of_the_text_are_tokens(text: str) -> None:
    """However they are told: no token ends within a word, or goes beyond one."""
    ends = {end for it in tokens(text) for end in (it.start, it.end)}
    for it in tokens(text):
        word = word_at(text, it.start)
        if word is not None and word.contains(it.start):
            assert word.start in ends
            assert word.end in ends

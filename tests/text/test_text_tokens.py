"""Tokens are the text: put together with the blanks after them, nothing is missing."""

from hypothesis import example, given

from annotations.text.tokens import tokens
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

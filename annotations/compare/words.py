"""What Sidemark knows of English words: those that say nothing alone, and those that mean the same.

All lists are general ones of news prose, and lie beside this module as text.
"""

from functools import cache
from pathlib import Path

from annotations.compare.stemming import stem

_COUNTED = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_RANKED = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# As a pronoun, one is no number; and second is a word of time.
_NUMBER_WORDS = {
    word: str(number)
    for number, word in (*enumerate(_COUNTED), *enumerate(_RANKED, 3))
    if word != "one"
}


@cache
def stop_words() -> frozenset[str]:
    """Words that are no part of what a sentence says, in lower case."""
    return _listed("stop_words.txt")


def meaning(word: str) -> str:
    """What stands for a word in lower case: its number, its group of synonyms, or its stem."""
    number = _NUMBER_WORDS.get(word)
    if number:
        return number
    stemmed = stem(word)
    return _synonyms().get(stemmed, stemmed)


@cache
def common_meanings() -> frozenset[str]:
    """What stands for the words that any story may have, so that sharing them says little."""
    return frozenset(meaning(word) for word in _listed("common_words.txt"))


@cache
def people() -> frozenset[str]:
    """What stands for the words for people that are counted."""
    return frozenset(meaning(word) for word in _listed("people.txt"))


@cache
def _synonyms() -> dict[str, str]:
    """The stem of each word of a group to the group's first word; the first group has a word."""
    groups: dict[str, str] = {}
    for line in _lines("synonyms.txt"):
        stems = [stem(word.strip()) for word in line.split(",")]
        for stemmed in stems:
            groups.setdefault(stemmed, f"~ {stems[0]}")
    return groups


def _listed(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    """The lines of a list that lies in this package, without comments."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]

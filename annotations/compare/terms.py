"""What of a sentence is compared: its words, their character n-grams, which words are telling."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from annotations.compare.aliases import Aliases
from annotations.compare.tokens import is_unspaced, raw_tokens
from annotations.compare.words import common_meanings, meaning, stop_words
from annotations.text.patterns import later

FEWEST_WORDS = 3
"""A sentence of fewer content words and numbers says too little to have a counterpart."""
FEWEST_LETTERED = 2
"""Of those, how many must not be numbers: a line with the date and the time says nothing."""

_LATIN_MARKS = later(r"(?<=\p{Latin})\p{Mn}+")
_PLACE = r"\p{Lu}[\p{Lu}.'’\-]+(?:[ ,/]{1,2}\p{Lu}[\p{Lu}.'’\-]+){0,3}"
_DATELINE = later(
    rf"(?V1){_PLACE}(?:,? [^()\n–—]{{0,24}}?)?"
    r"(?: ?\([^)\n]{1,60}\) ?[-–—:]*|,? ?[–—]| -+) *(?=\S)"
)
"""`BEIJING, Nov. 25 (Agency) -`: the same event is told from elsewhere, on another day."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each word and each character n-gram occurs in a sentence."""

    words: Counter[str]
    grams: Counter[str]
    telling: frozenset[str]
    """Those words that not any story may have; units and the like do not count."""
    content: int
    """How many content words and numbers there are."""
    lettered: int
    """How many of them are not numbers."""

    @property
    def is_enough(self) -> bool:
        """Whether a sentence of these can have a counterpart."""
        return self.content >= FEWEST_WORDS and self.lettered >= FEWEST_LETTERED


def terms_of(sentence: str, aliases: Aliases) -> Terms:
    """The terms of a sentence, without what a dateline says of where and when it was sent."""
    dateline = _DATELINE().match(sentence)
    raw = raw_tokens(sentence[dateline.end() :] if dateline else sentence)
    words: Counter[str] = Counter()
    grams: Counter[str] = Counter()
    content = lettered = 0
    units = set[str]()
    for token, is_name in aliases.merged(raw):
        if is_name:
            words[token] += 1
            content += 1
            lettered += not token.islower()
            if token.islower():
                units.add(token)
            for word in token[2:].casefold().split():
                grams.update(_grams(word))
            continue
        for word, is_counted in _words(token):
            words[word] += 1
            content += is_counted
            lettered += is_counted and not word.isdigit()
        grams.update(_grams_of_token(token))
    return Terms(words, grams, frozenset(words) - units - common_meanings(), content, lettered)


def _words(token: str) -> Iterator[tuple[str, bool]]:
    """What stands for a token among words, and whether it counts as content."""
    folded = _folded(token)
    if is_unspaced(folded):
        # Two characters are about a word where no blanks are set.
        pairs = range(max(1, len(folded) - 1))
        yield from ((folded[at : at + 2], at % 2 == 0) for at in pairs)
    elif folded not in stop_words() or (token.isupper() and len(token) > 1):
        yield meaning(folded), folded != "%"


@lru_cache(maxsize=1 << 14)
def _grams_of_token(token: str) -> tuple[str, ...]:
    folded = _folded(token)
    if is_unspaced(folded):
        return tuple(folded[at : at + n] for n in (1, 2, 3) for at in range(len(folded) - n + 1))
    return () if folded in stop_words() else _grams(folded)


@lru_cache(maxsize=1 << 14)
def _grams(word: str) -> tuple[str, ...]:
    """The runs of three to five characters of a word and the blanks at its ends."""
    padded = f" {word} "
    return tuple(padded[at : at + n] for n in (3, 4, 5) for at in range(len(padded) - n + 1))


@lru_cache(maxsize=1 << 14)
def _folded(token: str) -> str:
    """A token without case, and in Latin script without accents."""
    if token.isascii():
        return token.lower()
    apart = unicodedata.normalize("NFKD", token.casefold())
    return unicodedata.normalize("NFC", _LATIN_MARKS().sub("", apart))

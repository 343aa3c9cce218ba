"""What of a sentence is compared: its words, their character n-grams, which words are telling."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from annotations.compare.aliases import Aliases
from annotations.compare.attribution import attributions
from annotations.compare.dateline import dateline_end
from annotations.compare.tokens import is_unspaced, raw_tokens
from annotations.compare.words import common_meanings, meaning, stop_words
from annotations.text.patterns import later

FEWEST_WORDS = 3
"""A sentence of fewer content words and numbers says too little to have a counterpart."""
FEWEST_LETTERED = 2
"""Of those, how many must not be numbers: a line with the date and the time says nothing."""

_LATIN_MARKS = later(r"(?<=\p{Latin})\p{Mn}+")

Vector = Mapping[str, float]
"""Terms with their weights in one sentence, where it does not matter yet how rare they are."""

_OF_SPEAKER = 0.4
"""How much what names the speaker weighs, beside what is said."""
_OF_NUMBER = 1.3
"""How much a number weighs, beside a word: the same one in two articles is seldom chance."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and the character n-grams of a sentence."""

    words: Vector
    grams: Vector
    telling: frozenset[str]
    """Those words that not any story may have, and that are not of the speaker, nor units."""
    is_enough: bool
    """Whether the sentence says enough to have a counterpart."""


def terms_of(sentence: str, aliases: Aliases) -> Terms:
    """The terms of a sentence, without what a dateline says of where and when it was sent."""
    said, speaker = _parted(sentence[dateline_end(sentence) :])
    what, who = _Counts(aliases), _Counts(aliases)
    what.read(said)
    who.read(speaker)
    if not what.is_enough:
        what.read(speaker)
    return Terms(
        _weights(what.words, who.words),
        _weights(what.grams, who.grams),
        frozenset(what.words) - what.units - common_meanings(),
        what.is_enough,
    )


def _parted(sentence: str) -> tuple[str, str]:
    """What a sentence says, and what of it says by whom."""
    said, speaker, done = [], [], 0
    for start, end in attributions(sentence):
        said.append(sentence[done:start])
        speaker.append(sentence[start:end])
        done = end
    return " ".join((*said, sentence[done:])), " ".join(speaker)


def _weights(what: Counter[str], who: Counter[str]) -> Vector:
    """Weights that grow with the logarithm of how often a term occurs."""
    weights = dict.fromkeys(who, _OF_SPEAKER)
    weights |= {term: 1 + log(count) if count > 1 else 1.0 for term, count in what.items()}
    return {
        term: weight * _OF_NUMBER if term[0].isdigit() else weight
        for term, weight in weights.items()
    }


class _Counts:
    """How often each word and each character n-gram occurs in what was read."""

    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases
        self.words: Counter[str] = Counter()
        self.grams: Counter[str] = Counter()
        self.units: set[str] = set()
        self._content = self._lettered = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are content words and numbers enough."""
        return self._content >= FEWEST_WORDS and self._lettered >= FEWEST_LETTERED

    def read(self, text: str) -> None:
        """Count what stands in a text as well."""
        for token, is_name in self._aliases.merged(raw_tokens(text)):
            if is_name:
                self._add_name(token)
                continue
            for word, is_counted in _words(token):
                self.words[word] += 1
                self._content += is_counted
                self._lettered += is_counted and not word.isdigit()
            self.grams.update(_grams_of_token(token))

    def _add_name(self, meant: str) -> None:
        self.words[meant] += 1
        self._content += 1
        if meant.islower():
            self.units.add(meant)
        else:
            self._lettered += 1
        for word in meant[2:].casefold().split():
            self.grams.update(_grams(word))


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

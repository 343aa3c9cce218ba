"""The sentences of one article, made ready to be compared: immutable, whatever else is open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotations.compare.aliases import Aliases, default_aliases
from annotations.compare.boilerplate import is_boilerplate
from annotations.compare.terms import Terms, Vector, terms_of
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span

LONGEST_INDEXED = 200_000
"""Of a longer article, in code points, only that much is compared."""


@dataclass(frozen=True, eq=False, slots=True)
class Space:
    """One way to look at the sentences of an article: by their words, or by their n-grams."""

    vectors: Sequence[Vector]
    postings: Mapping[str, Sequence[tuple[int, float]]]
    """Where each term occurs: the number of the sentence, and the term's weight there."""

    @classmethod
    def of(cls, vectors: Sequence[Vector]) -> "Space":
        """The space of sentences given by their vectors."""
        postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, vector in enumerate(vectors):
            for term, weight in vector.items():
                postings[term].append((number, weight))
        # A term that is only asked for must not come into being.
        postings.default_factory = None
        return cls(vectors, postings)


@dataclass(frozen=True, eq=False, slots=True)
class ArticleIndex:
    """The sentences of one article that can be a counterpart, in order, each text once."""

    spans: Sequence[Span]
    """Where the sentences lie, in code points of the article."""
    telling: Sequence[frozenset[str]]
    """The words of each sentence that are not of any story."""
    words: Space
    grams: Space
    numbers: Mapping[str, int]
    """The number of each sentence by its words, without case and with single blanks."""
    aliases: Aliases
    is_whole: bool
    """Whether all of the article was looked at, and not its first `LONGEST_INDEXED` code points."""

    def number(self, passage: str) -> int | None:
        """The number of the sentence that a passage is, None if it is none of the article's."""
        return self.numbers.get(_key(passage))


@lru_cache(maxsize=64)
def index_article(text: str, aliases: Aliases | None = None) -> ArticleIndex:
    """The index of a canonical text, kept for the texts last asked for; takes about 1 ms a kB.

    Left out are what stands there a second time, such as a repeated headline, lines of the page
    around the story, and sentences of fewer than three content words.
    """
    aliases = aliases or default_aliases()
    spans: list[Span] = []
    found: list[Terms] = []
    numbers: dict[str, int] = {}
    for span in sentence_spans(text[:LONGEST_INDEXED]):
        sentence = text[span.start : span.end]
        terms = compared_terms(sentence, aliases)
        key = _key(sentence)
        if terms is not None and key not in numbers:
            numbers[key] = len(spans)
            spans.append(span)
            found.append(terms)
    return ArticleIndex(
        tuple(spans),
        tuple(terms.telling for terms in found),
        Space.of([terms.words for terms in found]),
        Space.of([terms.grams for terms in found]),
        numbers,
        aliases,
        len(text) <= LONGEST_INDEXED,
    )


def _key(sentence: str) -> str:
    return " ".join(sentence.casefold().split())


@lru_cache(maxsize=4096)
def compared_terms(sentence: str, aliases: Aliases) -> Terms | None:
    """The terms of a sentence, None for one that is not compared; kept, for it is asked about."""
    if is_boilerplate(sentence):
        return None
    terms = terms_of(sentence, aliases)
    return terms if terms.is_enough else None

"""Which sentences of the open articles say what a passage of one of them says.

The score is the cosine of two TF-IDF vectors, of words (stems, names and synonyms as one) and of
character 3- to 5-grams within words, half and half, raised to `_SOFTENING`. How rare a term is,
is counted over the sentences of all open articles. Three things tell counterparts apart which
share as many words: what stands next to them; where in its article each stands, for outlets tell a
story in much the same order; and whether another sentence of the passage's own article is closer to
them. A `Comparison` never changes: opening an article
makes another one, so that it can be made in one thread while another asks the one before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, sqrt
from typing import Literal, NamedTuple

from annotations.compare.article_index import (
    ArticleIndex,
    Space,
    compared_terms,
)
from annotations.compare.terms import Terms, Vector
from annotations.text.span import Span

STRONG = 0.30
"""A counterpart that scores as much says the same, as far as can be told."""
WEAK = 0.20
"""One below that is only shown on demand."""
LEAST = 0.05
"""What scores less is no counterpart at all."""

_SOFTENING = 0.7
"""Brings the cosine at which most true counterparts begin, 0.18, to `STRONG`; 1 stays 1."""
_OF_COMMONEST = 0.5
"""What a term that every sentence has weighs, to which its rarity is added."""
_OF_LENGTH = 0.6
"""How much a sentence's own length counts, beside the usual one, for short ones match by chance."""
_OF_NEXT = 0.05
"""How much of the scores of those before and after it a sentence is given."""
_OF_PLACE = 0.1
"""What a sentence at one end of its article loses against a passage at the other end of its own."""
_OF_RIVAL = 0.2
"""How much a sentence loses of what another of the passage's article has more words of it."""
_MOST_CLAIMS = 60_000
"""How many pairs of sentences are looked at for that, at most: some 50 ms."""
_UNTELLING = 0.8
"""What is left of a score without a telling word in common."""
_MOST_UNTELLING = STRONG - 0.01
"""The highest score with less than two words in common that tell what a sentence says."""
_COMMON_SHARE = 0.35
_VERY_COMMON_SHARE = 0.5
"""Words in larger shares of all sentences tell what the story is about, and no more.

Of two that make a strong counterpart one is below the first, the other below the second share.
"""

Strength = Literal["strong", "weak", "faint"]


class Counterpart(NamedTuple):
    """A sentence of another article, and how surely it says the same."""

    span: Span
    """Where it lies, in code points of that article."""
    score: float
    """From `LEAST` to 1."""

    @property
    def strength(self) -> Strength:
        """Whether to follow it (strong), to show it as a maybe (weak), or only on demand."""
        return "strong" if self.score >= STRONG else "weak" if self.score >= WEAK else "faint"


class Comparison:
    """The open articles, by path, as they are compared."""

    def __init__(self, articles: Mapping[str, ArticleIndex]) -> None:
        """Of articles given by path; takes about 1 ms an article of ordinary length."""
        self.articles = dict(articles)
        self._total = sum(len(article.spans) for article in self.articles.values())
        self._words = _Weights((article.words for article in self.articles.values()), self._total)
        self._grams = _Weights((article.grams for article in self.articles.values()), self._total)
        self._claimed: dict[str, Mapping[str, Sequence[_Claim]]] = {}

    def adding(self, doc_path: str, article: ArticleIndex) -> "Comparison":
        """The same with one more article, or with another text of one."""
        return Comparison({**self.articles, doc_path: article})

    def without(self, doc_path: str) -> "Comparison":
        """The same with one article less."""
        return Comparison(
            {path: article for path, article in self.articles.items() if path != doc_path}
        )

    def counterparts(
        self, doc_path: str, passage: str, limit: int = 10
    ) -> dict[str, tuple[Counterpart, ...]]:
        """What says the same in each article but `doc_path`, best first, at most `limit` of each.

        `passage` is the text of one sentence or of a few. An article may have nothing to say to
        it, and so may all: to a line that is no part of a story, or says too little.
        """
        aliases = next((article.aliases for article in self.articles.values()), None)
        terms = compared_terms(passage, aliases) if aliases else None
        others = (path for path in self.articles if path != doc_path)
        if terms is None:
            return dict.fromkeys(others, ())
        words = self._words.query(terms.words)
        grams = self._grams.query(terms.grams)
        own = self.articles.get(doc_path)
        number = own.number(passage) if own else None
        ranked = {}
        for path in others:
            article = self.articles[path]
            by_words, by_grams = words.cosines(article.words), grams.cosines(article.grams)
            scores = _around([(one + two) / 2 for one, two in zip(by_words, by_grams, strict=True)])
            if own and number is not None:
                losses = self._losses(doc_path, path, number, by_words)
                scores = [
                    score and score - loss for score, loss in zip(scores, losses, strict=True)
                ]
            ranked[path] = self._ranked(article, terms, scores)[:limit]
        return ranked

    def _ranked(
        self, article: ArticleIndex, terms: Terms, scores: Iterable[float]
    ) -> tuple[Counterpart, ...]:
        """The sentences that are good enough, best first."""
        found: list[Counterpart] = []
        for span, telling, score in zip(article.spans, article.telling, scores, strict=True):
            if score >= LEAST:
                weighed = self._weighed(min(1.0, score), terms.telling & telling)
                found.append(Counterpart(span, weighed))
        found.sort(key=lambda counterpart: -counterpart.score)
        return tuple(counterpart for counterpart in found if counterpart.score >= LEAST)

    def _losses(
        self, doc_path: str, path: str, number: int, by_words: Sequence[float]
    ) -> Iterator[float]:
        """What the sentences of an article lose by their place and by the passage's rivals."""
        place = number / max(1, len(self.articles[doc_path].spans) - 1)
        claims = self._claims(doc_path)[path]
        for other, (cosine, claim) in enumerate(zip(by_words, claims, strict=True)):
            rival = claim.second if claim.number == number else claim.best
            more = max(0.0, rival**_SOFTENING - cosine**_SOFTENING)
            yield _OF_RIVAL * more + _OF_PLACE * abs(place - other / max(1, len(claims) - 1))

    def _claims(self, doc_path: str) -> Mapping[str, Sequence["_Claim"]]:
        """For each sentence of the other articles, which one of an article has most of its words.

        Reckoned when it is first asked for, which takes about as long as a query or two; not at
        all for a long article among long ones.
        """
        claims = self._claimed.get(doc_path)
        if claims is None:
            vectors = self.articles[doc_path].words.vectors
            if len(vectors) * self._total > _MOST_CLAIMS:
                vectors = ()
            queries = [self._words.query(vector) for vector in vectors]
            claims = {
                path: _Claim.of_each(article.words, queries)
                for path, article in self.articles.items()
                if path != doc_path
            }
            self._claimed[doc_path] = claims
        return claims

    def _weighed(self, score: float, shared: frozenset[str]) -> float:
        """A score by what two sentences share: the story's names and words of any story are little.

        What "The two sides discussed other topics" shares with its like is no strong counterpart.
        """
        if not self._has_below(_COMMON_SHARE, 1, shared):
            return min(score * _UNTELLING, _MOST_UNTELLING)
        if not self._has_below(_VERY_COMMON_SHARE, 2, shared):
            return min(score, _MOST_UNTELLING)
        return score

    def _has_below(self, share: float, count: int, words: frozenset[str]) -> bool:
        """Whether so many of the words occur in no more than a share of all sentences."""
        most = max(2 * len(self.articles), share * self._total)
        return sum(self._words.frequency[word] <= most for word in words) >= count


def _around(cosines: Sequence[float]) -> list[float]:
    """The scores of sentences by themselves and by those next to them; 0 for those without any."""
    scores = [cosine**_SOFTENING for cosine in cosines]
    next_to = zip([0.0, *scores], [*scores[1:], 0.0], strict=False)
    return [
        score + _OF_NEXT * (before + after) if score >= LEAST else 0.0
        for score, (before, after) in zip(scores, next_to, strict=False)
    ]


class _Claim(NamedTuple):
    """How close the closest sentence of an article is to one of another, and the second closest."""

    number: int
    """Which one is closest."""
    best: float
    second: float

    @classmethod
    def of_each(cls, space: Space, queries: Sequence["_Query"]) -> "list[_Claim]":
        """Of each sentence of the other article, by the queries of those of the one, in order."""
        claims = [cls(-1, 0.0, 0.0)] * len(space.vectors)
        for number, query in enumerate(queries):
            for other, cosine in enumerate(query.cosines(space)):
                claim = claims[other]
                if cosine > claim.best:
                    claims[other] = cls(number, cosine, claim.best)
                elif cosine > claim.second:
                    claims[other] = claim._replace(second=cosine)
        return claims


class _Weights:
    """How rare each term of the open articles is, and how long that makes each sentence."""

    def __init__(self, spaces: Iterable[Space], total: int) -> None:
        self.frequency: Counter[str] = Counter()
        kept = tuple(spaces)
        for space in kept:
            for term, places in space.postings.items():
                self.frequency[term] += len(places)
        self._rarity = [
            log((1 + total) / (1 + count)) + _OF_COMMONEST for count in range(total + 1)
        ]
        norms = {id(space): [self._norm(vector) for vector in space.vectors] for space in kept}
        usual = sum(map(sum, norms.values())) / max(1, total)
        self._norms = {
            number: [_OF_LENGTH * norm + (1 - _OF_LENGTH) * usual for norm in of_space]
            for number, of_space in norms.items()
        }

    def query(self, vector: Vector) -> "_Query":
        """The passage's vector in these weights, of unit length, ready to be compared."""
        norm = self._norm(vector)
        rarity, frequency = self._rarity, self.frequency
        # Once for the passage and once for the sentence it is compared with.
        weights = {
            term: weight * rarity[frequency[term]] ** 2 / norm
            for term, weight in vector.items()
            if term in frequency
        }
        return _Query(weights, self._norms)

    def _norm(self, vector: Vector) -> float:
        rarity, frequency = self._rarity, self.frequency
        return sqrt(sum((weight * rarity[frequency[term]]) ** 2 for term, weight in vector.items()))


class _Query(NamedTuple):
    """A passage's vector, and how long each sentence is taken to be, by the `id` of its space."""

    weights: Vector
    norms: Mapping[int, Sequence[float]]

    def cosines(self, space: Space) -> list[float]:
        """The cosine of the passage with each sentence of an article."""
        dots = [0.0] * len(space.vectors)
        for term, weight in self.weights.items():
            for number, other in space.postings.get(term, ()):
                dots[number] += weight * other
        norms = self.norms[id(space)]
        return [dot / norm if norm else 0.0 for dot, norm in zip(dots, norms, strict=True)]

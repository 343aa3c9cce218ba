"""Compare articles: which sentences of two say the same, and what differs between two passages.

`index_article` and `Comparison` find the counterparts of a passage, `differences` tells two
passages apart, `coverage` says what no other article has, `containment` how much of an article
stands in another, and a `Companion` finds counterparts in the open articles in a thread of its own.
"""

from annotations.compare.aliases import Aliases, aliases_with, default_aliases
from annotations.compare.article_date import StatedDate, stated_date
from annotations.compare.article_index import ArticleIndex, index_article
from annotations.compare.companion import Answer, Companion
from annotations.compare.comparison import STRONG, WEAK, Comparison, Counterpart, Strength
from annotations.compare.copies import NEAR_COPY, containment, runs
from annotations.compare.coverage import Covered, coverage, said_elsewhere
from annotations.compare.differences import Differences, WordChange, differences
from annotations.compare.facts import Fact, Passage
from annotations.compare.telling import FactWord, Piece, Told, told
from annotations.compare.verdicts import FactPair, Verdict
from annotations.question import Question

__all__ = [
    "NEAR_COPY",
    "STRONG",
    "WEAK",
    "Aliases",
    "Answer",
    "ArticleIndex",
    "Companion",
    "Comparison",
    "Counterpart",
    "Covered",
    "Differences",
    "Fact",
    "FactPair",
    "FactWord",
    "Passage",
    "Piece",
    "Question",
    "StatedDate",
    "Strength",
    "Told",
    "Verdict",
    "WordChange",
    "aliases_with",
    "containment",
    "coverage",
    "default_aliases",
    "differences",
    "index_article",
    "runs",
    "said_elsewhere",
    "stated_date",
    "told",
]

"""What became of each record that was imported: counted, and told in a line where it matters."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

SHOWN = 20
"""How many lines of each kind are kept unless all are wanted."""

Kind = Literal[
    "as-stated",
    "inclusive-end",
    "utf16",
    "byte",
    "codepoint",
    "line-ends",
    "moved",
    "fuzzy",
    "orphan",
    "missing-article",
    "there-already",
    "differs",
    "twice",
    "left-out",
    "unread",
    "remark",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they are counted; the last is none of a mark, but said beside it."""
BROUGHT: tuple[Kind, ...] = KINDS[:10]
"""Those of marks that come in."""
TROUBLES: tuple[Kind, ...] = ("orphan", "left-out", "unread")
"""Those that a person should look at."""


class Said(NamedTuple):
    """What is told of one record."""

    kind: Kind
    where: str
    """Where in the file: "line 12"."""
    message: str


class Report:
    """Counts of what became of the records, and lines of those that are not as plain as day."""

    def __init__(self, *, keep_all: bool = False) -> None:
        self.counts: Counter[Kind] = Counter()
        self.articles: set[str] = set()
        """The articles, by their paths, that marks come to."""
        self.annotators: Counter[str] = Counter()
        """How many marks come in, by annotator."""
        self._limit = None if keep_all else SHOWN
        self._told: dict[Kind, list[Said]] = {kind: [] for kind in KINDS}
        self._lines: Counter[Kind] = Counter()

    def count(self, kind: Kind) -> None:
        """One more of a kind that needs no line."""
        self.counts[kind] += 1

    def tell(self, kind: Kind, where: str, message: str) -> None:
        """One more of a kind, with its line."""
        self.counts[kind] += 1
        self._lines[kind] += 1
        told = self._told[kind]
        if self._limit is None or len(told) < self._limit:
            told.append(Said(kind, where, message))

    def came(self, doc_path: str, annotator: str) -> None:
        """A mark of that article and annotator comes in."""
        self.articles.add(doc_path)
        self.annotators[annotator] += 1

    def told(self) -> Iterator[Said]:
        """The lines that were kept, by kind, in the order of the file."""
        for kind in KINDS:
            yield from self._told[kind]

    def untold(self, kind: Kind) -> int:
        """How many lines of a kind were not kept."""
        return self._lines[kind] - len(self._told[kind])

    @property
    def brought(self) -> int:
        """How many marks come in."""
        return sum(self.counts[kind] for kind in BROUGHT)

    @property
    def is_fine(self) -> bool:
        """Whether nothing was left out, and everything has its place."""
        return not any(self.counts[kind] for kind in TROUBLES)

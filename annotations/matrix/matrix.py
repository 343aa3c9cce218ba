"""Rows of what says the same, and what each article has of them; pure.

A row is a group of annotations that `same` links connect, over any number of steps, whoever made
them and in whichever direction. What `differs` from a member or `contradicts` one stands in the row
as well, in the cell of its article. So every such link is seen in some row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Self

from annotations.labels import LABELS
from annotations.link_graph import LinkGraph, Tie
from annotations.links import (
    CONTRADICTS,
    DIFFERS,
    HEADS,
    SAME,
    SILENT,
    parse_links,
    silent_article,
)
from annotations.model import Annotation, Identity
from annotations.placing import Seen

Verdict = Literal["contradicts", "differs", "says", "silent", ""]
"""What an article has of a row; empty where nobody has said anything."""
SIGNS: Mapping[Verdict, str] = {
    "says": "✓",
    "differs": "≠",
    "contradicts": "✗",
    "silent": "–",
    "": "",
}
"""A sign for each, so that they are told apart without colours."""
_STRENGTH: Mapping[Verdict, int] = {"contradicts": 0, "differs": 1, "says": 2}
"""Which is shown where several hold: the first."""
_OPPOSING: Mapping[str, Verdict] = {DIFFERS: "differs", CONTRADICTS: "contradicts"}
_CLAIM = LABELS[0]
_Ties = Mapping[Identity, Sequence[Tie]]
SeenAs = Callable[[Annotation], Seen]
"""Where an annotation stands in its article now."""


class Entry(NamedTuple):
    """An annotation in a cell, and what it says of the row."""

    verdict: Verdict
    stored: Annotation
    seen: Annotation
    """The same as it stands in its article's text now."""


class Cell(NamedTuple):
    """What one article has of a row."""

    verdict: Verdict
    entries: tuple[Entry, ...] = ()
    """All annotations it is told from, those of its verdict first, then by position."""
    silent_by: tuple[str, ...] = ()
    """The annotators who have looked and not found it; none where there are annotations."""


BLANK = Cell("")


class Row(NamedTuple):
    """What some annotations say together, and what each article has of it."""

    head: Entry
    """The member that lends the row its words."""
    members: tuple[Entry, ...]
    """Those that say it, in the order of columns, then by position."""
    cells: Mapping[str, Cell]
    """What is not blank, by the paths of articles."""

    @property
    def words(self) -> str:
        """What it is about: the exact text of its head."""
        return self.head.seen.text

    def cell(self, doc_path: str) -> Cell:
        """What an article has of it."""
        return self.cells.get(doc_path, BLANK)

    @property
    def is_lone(self) -> bool:
        """Whether nothing is said of it but that it is there."""
        return len(self.cells) == 1 and len(self.cell(self.head.seen.doc_path).entries) == 1


class Matrix(NamedTuple):
    """Rows over columns."""

    columns: tuple[str, ...]
    """The paths of the articles."""
    rows: tuple[Row, ...]
    """In the order of their heads: by column, then by position."""

    @classmethod
    def of(
        cls,
        graph: LinkGraph,
        order: Sequence[str],
        *,
        lone: Iterable[Annotation] = (),
        seen: SeenAs = lambda it: Seen(it, it),
    ) -> Self:
        """The matrix of all that is linked, and of `lone` ones that are not, each a row.

        Its columns are the articles of `order`; behind them come others that have cells.
        """
        makers = _Rows(graph, order, seen)
        rows = tuple(sorted(makers.all(lone), key=lambda row: makers.place(row.head.seen)))
        others = {doc_path for row in rows for doc_path in row.cells}.difference(order)
        return cls((*order, *sorted(others)), rows)

    def only(self, doc_paths: Collection[str]) -> "Matrix":
        """The same of some articles, in their order: rows in which they have nothing are left out.

        What connects two of them through another article still does.
        """
        wanted = set(doc_paths)
        rows = tuple(
            row._replace(cells={it: cell for it, cell in row.cells.items() if it in wanted})
            for row in self.rows
            if not wanted.isdisjoint(row.cells)
        )
        return Matrix(tuple(it for it in self.columns if it in wanted), rows)

    def without_lone(self) -> "Matrix":
        """The same without rows of which nothing is said but that they are there."""
        return self._replace(rows=tuple(row for row in self.rows if not row.is_lone))

    @property
    def used(self) -> tuple[str, ...]:
        """The columns in which there is any cell that is not blank."""
        used = {doc_path for row in self.rows for doc_path in row.cells}
        return tuple(it for it in self.columns if it in used)


class _Rows:
    """Makes rows of links."""

    def __init__(self, graph: LinkGraph, order: Sequence[str], seen: SeenAs) -> None:
        self._annotations = list(graph.annotations)
        self._ties: _Ties = {
            it.identity: [
                tie for tie in graph.ties(it) if tie.link.kind == SAME or tie.link.kind in _OPPOSING
            ]
            for it in self._annotations
        }
        self._rank = {doc_path: number for number, doc_path in enumerate(order)}
        self._seen = seen

    def place(self, seen: Annotation) -> tuple[int, str, int, int, str]:
        """Sorts annotations by column, then by position."""
        rank = self._rank.get(seen.doc_path, len(self._rank))
        return rank, seen.doc_path, seen.start, -seen.end, seen.id

    def all(self, lone: Iterable[Annotation]) -> Iterator[Row]:
        """A row for each group, for what is opposed to a lone one, and for those without links."""
        groups = list(self._groups())
        grouped = {it.identity for group in groups for it in group}
        alone = [it for it in self._annotations if it.identity not in grouped]
        groups += [[it] for it in self._rows_of(alone)]
        members = {it.identity for group in groups for it in group}
        groups += [
            [it] for it in lone if it.identity not in members and not self._ties.get(it.identity)
        ]
        yield from map(self._row, groups)

    def _groups(self) -> Iterator[list[Annotation]]:
        """Those that `same` connects."""
        known: set[Identity] = set()
        for annotation in self._annotations:
            if annotation.identity in known:
                continue
            known.add(annotation.identity)
            group = [annotation]
            # It grows while it is gone through.
            for member in group:
                for tie in self._ties[member.identity]:
                    if tie.link.kind == SAME and tie.other.identity not in known:
                        known.add(tie.other.identity)
                        group.append(tie.other)
            if len(group) > 1:
                yield group

    def _rows_of(self, alone: Sequence[Annotation]) -> Iterator[Annotation]:
        """Of those that are in no group, those that are rows.

        They are what was looked for elsewhere in vain, which nothing else would tell; and of each
        two that are opposed to each other one: the one opposed to more, else the one that was made
        first, so that what is linked with a row does not take its place; else the one with the
        link.
        """
        identities = {it.identity for it in alone}
        opposed = {
            it.identity: [
                tie for tie in self._ties[it.identity] if tie.other.identity in identities
            ]
            for it in alone
        }
        silent = {it.identity for it in alone if is_silent_somewhere(it)}

        def rank(annotation: Annotation) -> tuple[bool, int, str, bool, object]:
            ties, identity = opposed[annotation.identity], annotation.identity
            is_led_to = not any(tie.is_outgoing for tie in ties)
            place = self.place(self._seen(annotation).seen)
            return identity not in silent, -len(ties), annotation.created, is_led_to, place

        rows: set[Identity] = set()
        for annotation in sorted(alone, key=rank):
            others = {tie.other.identity for tie in opposed[annotation.identity]}
            if annotation.identity in silent or not others <= rows:
                rows.add(annotation.identity)
                yield annotation

    def _row(self, group: Sequence[Annotation]) -> Row:
        verdicts: dict[Identity, Verdict] = {it.identity: "says" for it in group}
        annotations = {it.identity: it for it in group}
        for member in group:
            for tie in self._ties.get(member.identity, ()):
                verdict = _OPPOSING.get(tie.link.kind)
                if verdict is None:
                    continue
                other = tie.other.identity
                annotations[other] = tie.other
                verdicts[other] = min(verdict, verdicts.get(other, verdict), key=_strength)
        by_article: defaultdict[str, list[Entry]] = defaultdict(list)
        for identity, annotation in annotations.items():
            stored, seen, _ = self._seen(annotation)
            by_article[seen.doc_path].append(Entry(verdicts[identity], stored, seen))
        cells = {doc_path: self._cell(entries) for doc_path, entries in by_article.items()}
        for doc_path, names in self._silent(group).items():
            cells.setdefault(doc_path, Cell("silent", silent_by=tuple(sorted(names))))
        identities = {it.identity for it in group}
        members = sorted(
            (
                it
                for entries in by_article.values()
                for it in entries
                if it.stored.identity in identities
            ),
            key=lambda it: self.place(it.seen),
        )
        return Row(_head(members), tuple(members), cells)

    def _cell(self, entries: list[Entry]) -> Cell:
        entries.sort(key=lambda it: (_strength(it.verdict), *self.place(it.seen)))
        return Cell(entries[0].verdict, tuple(entries))

    def _silent(self, group: Iterable[Annotation]) -> Mapping[str, set[str]]:
        """Who has looked for it in which article, of those that are here, and not found it."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for member in group:
            for link in parse_links(member.links):
                if link.kind == SILENT and silent_article(link) in self._rank:
                    found[silent_article(link)].add(member.annotator)
        return found


def is_silent_somewhere(annotation: Annotation) -> bool:
    """Whether its annotator has looked for it in an article and not found it."""
    return any(link.kind == SILENT for link in parse_links(annotation.links))


def is_claim(annotation: Annotation) -> bool:
    """Whether it is a row of its own, if rows without links are wanted."""
    return annotation.label == _CLAIM


def _strength(verdict: Verdict) -> int:
    return _STRENGTH[verdict]


def _head(members: Sequence[Entry]) -> Entry:
    """The member that was chosen, newest first; else the first claim; else the first."""
    chosen = [
        (it.stored.modified, it.stored.annotator, it.stored.id, link.target)
        for it in members
        for link in parse_links(it.stored.links)
        if link.kind == HEADS
    ]
    for _, annotator, _, target in sorted(chosen, reverse=True):
        found = [it for it in members if it.stored.id == target]
        mine = [it for it in found if it.stored.annotator == annotator]
        if found:
            return next(iter([*mine, *found]))
    return next((it for it in members if is_claim(it.seen)), members[0])

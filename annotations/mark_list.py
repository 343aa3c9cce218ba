"""The rows of a list of marks: which of them are shown, pointed at and chosen, without a screen."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from annotations.filtering import Folded, Query, fold, folded, matching, narrows, parse
from annotations.links import parse_links
from annotations.model import Annotation, Change, Identity
from annotations.placing import Seen

_SHOWN_AS_SEEN = ("label", "note", "links", "modified")
"""What of an annotation does not follow from where it stands."""


class Listed(NamedTuple):
    """One mark of the list."""

    stored: Annotation
    """As the store has it: what a change to it expects to find."""
    seen: Annotation
    """As it stands in its article now."""
    state: str
    """Whether it is one of two versions, and what became of it; empty if all is well."""
    folded: Folded
    identity: Identity
    """What it is known by, whatever becomes of it."""


class MarkList:
    """Marks in the order of their articles, filtered; the row pointed at stays on its mark.

    `doc_paths` is the order of the articles; others come behind them.
    """

    def __init__(self, doc_paths: Iterable[str] = ()) -> None:
        self.shown: Sequence[Listed] = ()
        self.pointed = 0
        """The number of the row that is pointed at, among those shown."""
        self.chosen: set[Identity] = set()
        """The marks that were chosen, shown or not; some may be gone."""
        self.chosen_count = 0
        """How many of the marks shown are chosen."""
        self.typed = ""
        """What the rows are filtered by."""
        self._query: Query = ()
        self._rank = {doc_path: number for number, doc_path in enumerate(doc_paths)}
        self._by_article: dict[str, Sequence[Listed]] = {}
        self._articles: list[str] = []
        self._rows: list[Listed] = []

    # -- what is in it

    @property
    def total(self) -> int:
        """How many marks there are, shown or not."""
        return len(self._rows)

    @property
    def row(self) -> Listed | None:
        """The row that is pointed at."""
        return self.shown[self.pointed] if self.shown else None

    def subjects(self) -> list[Listed]:
        """What is acted on: the chosen ones that are shown; the one pointed at if none is chosen.

        Nothing where all that is chosen is hidden: the one pointed at was not meant then.
        """
        if self.chosen:
            return [row for row in self.shown if row.identity in self.chosen]
        return [] if self.row is None else [self.row]

    def clear(self) -> None:
        """Take all rows out; what is chosen stays so."""
        self._by_article, self._articles, self._rows = {}, [], []
        self._show([])

    def put(self, articles: Mapping[str, Sequence[Listed]]) -> None:
        """Take in the rows of some articles, in place of those they had."""
        if not articles:
            return
        new = sorted(articles.keys() - self._by_article.keys(), key=self._place)
        is_at_end = not self._articles or (
            bool(new) and self._place(new[0]) > self._place(self._articles[-1])
        )
        self._by_article.update(articles)
        if is_at_end and len(new) == len(articles):
            rows = [row for doc_path in new for row in articles[doc_path]]
            self._articles += new
            # Not in place: with nothing typed, it is what is shown.
            self._rows = [*self._rows, *rows]
            self._show([*self.shown, *matching(rows, self._query)])
            return
        for doc_path in new:
            at = bisect_right(self._articles, self._place(doc_path), key=self._place)
            self._articles.insert(at, doc_path)
        self._rows = list(chain.from_iterable(map(self._by_article.__getitem__, self._articles)))
        self._show(matching(self._rows, self._query))

    def update(self, doc_path: str, marks: Iterable[Seen]) -> None:
        """Take in an article's marks as they are now, in place of those it had."""
        known = {row.identity: row for row in self._by_article.get(doc_path, ())}
        self.put({doc_path: listed(marks, known)})

    def apply(self, changes: Iterable[Change]) -> None:
        """Show at once what was done to some marks; their articles may be read again later."""
        by_article: defaultdict[str, list[Change]] = defaultdict(list)
        for change in changes:
            by_article[change.subject.doc_path].append(change)
        self.put({doc_path: self._changed(doc_path, ours) for doc_path, ours in by_article.items()})

    def filter(self, typed: str) -> None:
        """Show only what fits, and point to the first of it."""
        query, before = parse(typed), self._query
        self.typed = typed
        if query == before:
            return
        self._query = query
        if narrows(query, before):
            self._show(matching(self.shown, [term for term in query if term not in before]))
        else:
            self._show(matching(self._rows, query))
        self.pointed = 0

    # -- pointing and choosing

    def point(self, number: int) -> None:
        """Point to a row, or to the first or last one where there are not so many."""
        self.pointed = max(0, min(number, len(self.shown) - 1))

    def choose(self) -> None:
        """Choose the row that is pointed at, or no longer, and point to the next one."""
        if self.row is not None:
            identity = self.row.identity
            self.chosen ^= {identity}
            self.chosen_count += 1 if identity in self.chosen else -1
            self.point(self.pointed + 1)

    def choose_all(self) -> None:
        """Choose all that are shown, or none of them where all are chosen; others stay as is."""
        shown = {row.identity for row in self.shown}
        if shown <= self.chosen:
            self.chosen -= shown
            self.chosen_count = 0
        else:
            self.chosen |= shown
            self.chosen_count = len(self.shown)

    def choose_none(self) -> None:
        """Choose no mark any longer, shown or not."""
        self.chosen.clear()
        self.chosen_count = 0

    def unchoose(self, identities: Iterable[Identity]) -> None:
        """Choose some marks no longer, shown or not."""
        self.chosen.difference_update(identities)
        self._count_chosen()

    def point_to(self, annotation: Annotation) -> None:
        """Point to a mark, if it is shown."""
        rows = self._by_article.get(annotation.doc_path, ())
        row = next((it for it in rows if it.identity == annotation.identity), None)
        if row is not None:
            at = bisect_left(self.shown, self._key(row), key=self._key)
            if at < len(self.shown) and self.shown[at].identity == row.identity:
                self.point(at)

    # -- behind it

    def _show(self, rows: Sequence[Listed]) -> None:
        before, self.shown = self.row, rows
        self._count_chosen()
        if before is not None:
            # Where it went, or else what comes where it was.
            now = self._find(before) or before
            self.point(bisect_left(rows, self._key(now), key=self._key))
        else:
            self.pointed = 0

    def _count_chosen(self) -> None:
        chosen = self.chosen
        self.chosen_count = sum(row.identity in chosen for row in self.shown) if chosen else 0

    def _find(self, row: Listed) -> Listed | None:
        rows = self._by_article.get(row.stored.doc_path, ())
        at = bisect_left(rows, self._key(row), key=self._key)
        if at < len(rows) and rows[at].identity == row.identity:
            return rows[at]
        return next((it for it in rows if it.identity == row.identity), None)

    def _changed(self, doc_path: str, changes: Iterable[Change]) -> list[Listed]:
        rows = {row.identity: row for row in self._by_article.get(doc_path, ())}
        marks = {identity: Seen(row.stored, row.seen) for identity, row in rows.items()}
        for change in changes:
            identity, after = change.subject.identity, change.after
            if after is None:
                marks.pop(identity, None)
            else:
                marks[identity] = Seen(after, _seen_after(marks.get(identity), after))
        return listed(marks.values(), rows)

    def _place(self, doc_path: str) -> tuple[int, str]:
        return self._rank.get(doc_path, len(self._rank)), doc_path

    def _key(self, row: Listed) -> tuple[object, ...]:
        return (*self._place(row.stored.doc_path), *row.seen.sort_key)


def listed(marks: Iterable[Seen], known: Mapping[Identity, Listed] | None = None) -> list[Listed]:
    """The rows of one article's marks, by position; those that are `known` are taken as is."""
    found = list(marks)
    links = {it.seen.id: it.seen.conflict_with for it in found if it.seen.conflict_with}
    versions = links.keys() | set(links.values())
    known = known or {}
    rows = [_listed(it, it.seen.id in versions, known.get(it.stored.identity)) for it in found]
    return sorted(rows, key=lambda row: row.seen.sort_key)


def _listed(mark: Seen, is_version: bool, known: Listed | None) -> Listed:
    seen = mark.seen
    states = ["conflict"] if is_version else []
    state = " ".join(states if seen.status == "ok" else [*states, seen.status])
    if known is not None and known[:3] == (mark.stored, seen, state):
        return known
    fields = folded(
        label=_fold_name(seen.label),
        by=_fold_name(seen.annotator),
        in_=_fold_name(seen.doc_path),
        status=state or "ok",
        note=seen.note,
        text=seen.text,
        kinds=_kinds(seen.links) if seen.links else (),
    )
    return Listed(mark.stored, seen, state, fields, mark.stored.identity)


def _seen_after(before: Seen | None, after: Annotation) -> Annotation:
    """How a changed mark stands in its article: where it stood, unless its place was changed."""
    if before is None or before.seen is before.stored:
        return after
    if _stored_place(before.stored) != _stored_place(after):
        return after
    return before.seen.model_copy(update={name: getattr(after, name) for name in _SHOWN_AS_SEEN})


def _stored_place(annotation: Annotation) -> tuple[str, int, int, str]:
    return annotation.doc_sha256, annotation.start, annotation.end, annotation.status


def _kinds(links: str) -> list[str]:
    """The kinds of the links that stand with a mark."""
    return [link.kind for link in parse_links(links) if link.is_relation]


@lru_cache(maxsize=1024)
def _fold_name(name: str) -> str:
    """Names come again and again: each is folded once, and kept once."""
    return fold(name)

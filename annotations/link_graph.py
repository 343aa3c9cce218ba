"""Which annotations are linked with which, over all articles, in both directions."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeVar

from annotations.links import LinkTo, parse_links
from annotations.model import Annotation, Change, Identity

_Value = TypeVar("_Value")


class Tie(NamedTuple):
    """A link seen from one of its ends."""

    link: LinkTo
    other: Annotation
    """What is at the other end."""
    is_outgoing: bool
    """Whether the link stands with this end, and not with the other."""


class LinkGraph:
    """The annotations that have relations, and those that relations lead to; no others.

    An id that several annotators have (files of marks that were copied) means the one of the
    annotator who made the link, if there is one.
    """

    def __init__(self) -> None:
        self._articles: dict[str, dict[Identity, Annotation]] = {}
        self._by_id: dict[str, dict[Identity, Annotation]] = {}
        self._linking: dict[str, dict[Identity, None]] = {}
        """Who has a relation to an id."""

    @classmethod
    def of(cls, read: Callable[[], Iterable[Annotation]]) -> "LinkGraph":
        """The graph of all annotations; `read` is called up to twice and may be a stream.

        The annotations of an article must come one after the other.
        """
        graph = cls()
        graph.take(read())
        if graph.missing:
            graph.take(read())
        return graph

    def take(self, found: Iterable[Annotation]) -> None:
        """Take in articles one after the other, as `update` does."""
        for doc_path, annotations in groupby(found, key=lambda it: it.doc_path):
            self.update(doc_path, annotations)

    def update(self, doc_path: str, annotations: Iterable[Annotation]) -> None:
        """Take in the annotations of an article as they are now.

        What is linked for the first time by another article is only known when this one was
        given after it, or is given again: see `missing`.
        """
        for annotation in self._articles.pop(doc_path, {}).values():
            self._forget(annotation)
        # There may be ten thousand, of which few have links: a call for each would take long.
        found = list(annotations)
        for annotation in [it for it in found if it.links]:
            self._register(annotation)
        targets = self._linking
        kept = [it for it in found if it.id in targets or (it.links and _relations(it))]
        if kept:
            known = self._articles.setdefault(doc_path, {})
            for annotation in kept:
                self._keep(known, annotation)

    def apply(self, changes: Iterable[Change], other: Annotation | None = None) -> None:
        """Take in what was done to some annotations; `other` is what they were linked with."""
        found = [] if other is None else [other]
        for before, after in changes:
            known = None
            if before is not None:
                known = self._articles.get(before.doc_path, {}).pop(before.identity, None)
                self._forget(before)
            if after is not None:
                found.append(after)
                self._register(after)
                if known is not None:
                    # What was linked once may soon be so again: a link may be taken back.
                    self._keep(self._articles[after.doc_path], after)
        for annotation in found:
            if annotation.id in self._linking or _relations(annotation):
                self._keep(self._articles.setdefault(annotation.doc_path, {}), annotation)

    def articles_linking(self, ids: Iterable[str]) -> Iterator[str]:
        """The articles in which something has a relation to one of these ids, some repeatedly."""
        return (identity[0] for it in ids for identity in self._linking.get(it, ()))

    def _register(self, annotation: Annotation) -> None:
        """Know what an annotation has relations to."""
        for link in _relations(annotation):
            self._linking.setdefault(link.target, {})[annotation.identity] = None

    def _keep(self, known: dict[Identity, Annotation], annotation: Annotation) -> None:
        known[annotation.identity] = annotation
        self._by_id.setdefault(annotation.id, {})[annotation.identity] = annotation

    def _forget(self, annotation: Annotation) -> None:
        _drop(self._by_id, annotation.id, annotation.identity)
        for link in _relations(annotation):
            _drop(self._linking, link.target, annotation.identity)

    @property
    def annotations(self) -> Iterator[Annotation]:
        """All that are linked, article by article."""
        for known in self._articles.values():
            # One that others led to stays known when they no longer do.
            yield from (it for it in known.values() if it.id in self._linking or _relations(it))

    @property
    def missing(self) -> frozenset[str]:
        """The ids that relations lead to where nothing is known to be."""
        return frozenset(self._linking.keys() - self._by_id.keys())

    def target(self, source: Annotation, link: LinkTo) -> Annotation | None:
        """What a relation of `source` leads to; None where that is gone, or not known."""
        found = self._by_id.get(link.target, {}).values()
        mine = [it for it in found if it.annotator == source.annotator]
        return next(iter([*mine, *found]), None)

    def ties(self, annotation: Annotation) -> list[Tie]:
        """The links of an annotation, its own first, each other end once a kind."""
        found: dict[tuple[str, Identity], Tie] = {}
        for link in _relations(annotation):
            target = self.target(annotation, link)
            if target is not None and target.identity != annotation.identity:
                found[link.kind, target.identity] = Tie(link, target, is_outgoing=True)
        for source in self.sources(annotation):
            for link in _relations(source):
                if link.target == annotation.id:
                    tie = Tie(link, source, is_outgoing=False)
                    found.setdefault((link.kind, source.identity), tie)
        return list(found.values())

    def sources(self, annotation: Annotation) -> list[Annotation]:
        """Those from which a relation leads to an annotation."""
        linking = self._linking.get(annotation.id, ())
        found = (self._articles[identity[0]][identity] for identity in linking)
        return [it for it in found if self._leads(it, annotation)]

    def _leads(self, source: Annotation, annotation: Annotation) -> bool:
        target = self.target(source, LinkTo("", annotation.id))
        return target is None or target.identity == annotation.identity != source.identity


def _drop(known: dict[str, dict[Identity, _Value]], key: str, identity: Identity) -> None:
    found = known.get(key, {})
    found.pop(identity, None)
    if not found:
        known.pop(key, None)


def _relations(annotation: Annotation) -> list[LinkTo]:
    # Most have none, which is told at once.
    if not annotation.links:
        return []
    return [link for link in parse_links(annotation.links) if link.is_relation]

"""Which annotations are linked with which, over all articles, in both directions."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
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


class _Leading(NamedTuple):
    """An annotation and those of its relations that lead to one id."""

    source: Annotation
    links: list[LinkTo]


class LinkGraph:
    """The annotations that have relations, and those that relations lead to; no others.

    An id that several annotators have (files of marks that were copied) means the one of the
    annotator who made the link, if there is one.
    """

    def __init__(self) -> None:
        self._articles: dict[str, dict[Identity, Annotation]] = {}
        self._by_id: dict[str, dict[Identity, Annotation]] = {}
        self._linking: dict[str, dict[Identity, _Leading]] = {}
        """Who has relations to an id, and which."""

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
        for identity in list(self._articles.get(doc_path, ())):
            self._forget(identity)
        # There may be ten thousand, of which few have links: a call for each would take long.
        found = list(annotations)
        # By identity: a file that was changed by hand may have one twice.
        relating = {it.identity: it for it in found if it.links and _relations(it)}
        for annotation in relating.values():
            self._register(annotation)
        targets = self._linking
        for annotation in [it for it in found if it.links or it.id in targets]:
            if annotation.identity in relating or annotation.id in targets:
                self._keep(relating.get(annotation.identity, annotation))

    def apply(self, changes: Iterable[Change], other: Annotation | None = None) -> None:
        """Take in what was done to some annotations; `other` is what they were linked with."""
        now: dict[Identity, Annotation | None] = {}
        if other is not None:
            now[other.identity] = other
        now |= {change.subject.identity: change.after for change in changes}
        # What others did meanwhile may not have been told of: what is known here is forgotten,
        # whatever it was changed from. And what was linked once may soon be so again.
        known = {identity for identity in now if self._forget(identity)}
        found = [it for it in now.values() if it is not None]
        for annotation in found:
            self._register(annotation)
        for annotation in found:
            is_known = annotation.identity in known or annotation.id in self._linking
            if is_known or _relations(annotation):
                self._keep(annotation)

    def articles_linking(self, ids: Iterable[str]) -> Iterator[str]:
        """The articles with an end of a relation to one of these ids, some repeatedly."""
        for it in ids:
            if it in self._linking:
                ends = chain(self._linking[it], self._by_id.get(it, ()))
                yield from (identity[0] for identity in ends)

    def _register(self, annotation: Annotation) -> None:
        """Know what an annotation has relations to."""
        for link in _relations(annotation):
            leading = self._linking.setdefault(link.target, {})
            leading.setdefault(annotation.identity, _Leading(annotation, [])).links.append(link)

    def _keep(self, annotation: Annotation) -> None:
        self._articles.setdefault(annotation.doc_path, {})[annotation.identity] = annotation
        self._by_id.setdefault(annotation.id, {})[annotation.identity] = annotation

    def _forget(self, identity: Identity) -> bool:
        """Know nothing of an annotation any longer; returns whether anything was known."""
        known = self._articles.get(identity[0], {}).get(identity)
        if known is None:
            return False
        _drop(self._articles, identity[0], identity)
        _drop(self._by_id, known.id, identity)
        for link in _relations(known):
            _drop(self._linking, link.target, identity)
        return True

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
        for source, links in self._leading_to(annotation):
            for link in links:
                found.setdefault((link.kind, source.identity), Tie(link, source, is_outgoing=False))
        return list(found.values())

    def sources(self, annotation: Annotation) -> list[Annotation]:
        """Those from which a relation leads to an annotation."""
        return [it.source for it in self._leading_to(annotation)]

    def _leading_to(self, annotation: Annotation) -> Iterator[_Leading]:
        for leading in self._linking.get(annotation.id, {}).values():
            source = leading.source
            target = self.target(source, LinkTo("", annotation.id))
            if target is None or target.identity == annotation.identity != source.identity:
                yield leading


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

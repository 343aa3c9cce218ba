"""Linking annotations: what a reader says of two of them, and what goes with one that is deleted.

A link is a word in the `links` of one of its ends, and names the other by its id. What is changed
here is only ever that field of an annotation as the store has it now, wherever it lies.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from annotations.changing import Changing, sensible, with_fields
from annotations.corpus import Article
from annotations.errors import ConflictError, EditError
from annotations.history import Operation
from annotations.links import (
    SILENT,
    SYMMETRIC,
    LinkTo,
    parse_links,
    silent_article,
    with_link,
    without_links,
)
from annotations.model import Annotation, Change, new_id
from annotations.span_index import SpanIndex
from annotations.text.span import Span

_FIRST_LABEL = "claim"
"""What a passage is marked as for a link, where the other end has no label to take over."""
LinkedIn = Callable[[Collection[str]], Iterable[str]]
"""Names the articles with an end of a relation to one of these ids."""


class LinkEnd(NamedTuple):
    """One end of a link that is to be made: a mark, or a passage that is to be marked for it."""

    article: Article
    span: Span
    """What the mark covers as it is shown, or what is to be marked, in code points."""
    mark: Annotation | None = None
    seen: SpanIndex[Annotation] | None = None
    """The article's annotations as they are shown; without them, as they are stored."""


class Linked(NamedTuple):
    """What came of linking."""

    source: Annotation
    target: Annotation
    """Both ends as they are stored now."""
    link: LinkTo
    changes: Sequence[Change]
    """What was done; nothing where they were linked so already."""


class Between(NamedTuple):
    """A relation of two annotations."""

    holder: Annotation
    """The one of the two with which it stands."""
    link: LinkTo


@dataclass
class Linking(Changing):
    """Links one annotator's marks with each other, and with those of others."""

    linked_in: LinkedIn | None = None
    """Without it, every article is looked through for what leads to a deleted annotation."""

    def link(self, source: Annotation, target: Annotation, kind: str) -> Linked:
        """Link two annotations, in place of what was said of the two before.

        The link stands with the source if that is one's own; one that means the same from either
        end may stand with the target. Raises EditError where it can stand with neither.
        """
        return self._link(self.latest(source), self.latest(target), kind, [])

    def link_spans(self, source: LinkEnd, target: LinkEnd, kind: str) -> Linked:
        """Link what stands there, marked in the same step where it is not yet.

        What is marked for it takes the label of the other end, or is a claim. As `link`.
        """
        label = next((it.mark.label for it in (source, target) if it.mark), _FIRST_LABEL)
        made: list[Annotation] = []
        marks = self._marked(source, label, made), self._marked(target, label, made)
        texts = {it.article.sha256: it.article.text for it in (source, target)}
        for sha256 in {it.doc_sha256 for it in made}:
            self.store.keep_text(sha256, texts[sha256])
        return self._link(*marks, kind, made)

    def unlink(self, source: Annotation, target: Annotation) -> Sequence[Change]:
        """Take one's own links between two annotations away; EditError where there is none."""
        source, target = self.latest(source), self.latest(target)
        found = between(source, target)
        mine = [it for it in found if it.holder.annotator == self.annotator]
        if not mine:
            whose = f"{found[0].holder.annotator}'s and can't be taken away" if found else ""
            raise EditError(f"this link is {whose}" if whose else "these two are not linked")
        changes = [
            self._relinked(end, without_links(end.links, links))
            for end in (source, target)
            if (links := [it.link for it in mine if it.holder is end])
        ]
        other = target if changes[0].subject.identity == source.identity else source
        self._do("unlinked", *changes, other=other)
        return changes

    def drop_links(self, annotation: Annotation, links: Iterable[LinkTo]) -> Annotation:
        """Take some of its links away; returns it as it is stored then."""
        now = self.latest(annotation)
        return self.set_links(now, without_links(now.links, links), verb="unlinked")

    def set_links(self, annotation: Annotation, links: str, *, verb: str = "linked") -> Annotation:
        """Replace the words of its `links`; returns it as it is stored then.

        Raises ConflictError with nothing changed where the links are not as they were.
        """
        changes = self.set_links_of([(annotation, links)], verb=verb)
        return changes[0].subject if changes else self.latest(annotation)

    def set_links_of(
        self, wanted: Iterable[tuple[Annotation, str]], *, verb: str
    ) -> Sequence[Change]:
        """The same for several in one step; those whose links are so already are left out."""
        changes = []
        for annotation, links in wanted:
            self.check_own(annotation)
            now = self.latest(annotation)
            if now.links != annotation.links:
                raise ConflictError(
                    "its links were changed elsewhere meanwhile: nothing was changed"
                )
            if now.links != links:
                changes.append(self._relinked(now, links))
        if changes:
            self._do(verb, *changes)
        return changes

    def latest(self, annotation: Annotation) -> Annotation:
        """An annotation as it is stored now; ConflictError where it is no longer there."""
        stored = self.store.annotations(annotation.doc_path)
        same_id = (it for it in stored if it.id == annotation.id)
        found = next((it for it in same_id if it.identity == annotation.identity), None)
        if found is None:
            raise ConflictError("this mark was deleted elsewhere meanwhile: nothing was changed")
        return found

    # -- behind it

    def _marked(self, end: LinkEnd, label: str, made: list[Annotation]) -> Annotation:
        """The annotation at an end as it is stored, or one that is to be made."""
        if end.mark is not None:
            return self.latest(end.mark)
        span = sensible(end.article.text, end.span)
        same = self._same(end.article.doc_path, span, label, end.seen)
        if same is not None:
            return self.latest(same)
        for annotation in made:
            if (annotation.doc_path, annotation.span) == (end.article.doc_path, span):
                return annotation
        made.append(self._made(end.article, span, label))
        return made[-1]

    def _link(
        self, source: Annotation, target: Annotation, kind: str, made: Sequence[Annotation]
    ) -> Linked:
        if source.identity == target.identity:
            raise EditError("a mark can't be linked with itself: go to another in the other pane")
        if source.id == target.id:
            raise EditError(
                "these two are copies of one mark and have one id: "
                "a link between them can't be told from one to itself"
            )
        holder, other = self._holder(source, target, kind)
        link = LinkTo(kind, other.id)
        links = {holder.identity: with_link(holder.links, link)}
        if other.annotator == self.annotator:
            links[other.identity] = without_links(other.links, _replaced(other, holder, kind))
        is_new = {it.identity for it in made}
        changes = [
            Change(None, with_fields(it, {"links": links.get(it.identity, "")}))
            if it.identity in is_new
            else self._relinked(it, links[it.identity])
            for it in (holder, other)
            if it.identity in is_new or links.get(it.identity, it.links) != it.links
        ]
        if changes:
            done = self._do(f"linked as {kind}", *changes, other=other)
            self._check_leads_to(other, done)
        after = {it.subject.identity: it.subject for it in changes}
        source, target = (after.get(it.identity, it) for it in (source, target))
        return Linked(source, target, link, changes)

    def _check_leads_to(self, other: Annotation, done: Operation) -> None:
        """Take a link back if what it leads to was deleted elsewhere just then; ConflictError."""
        try:
            self.latest(other)
        except ConflictError:
            taken_back = replace(done.reversed(), id=new_id(), time=self.now(), undoes=done.id)
            with suppress(ConflictError):
                # Who deleted that may have known of the link already, and dropped it.
                self._record(taken_back)
            raise

    def _holder(
        self, source: Annotation, target: Annotation, kind: str
    ) -> tuple[Annotation, Annotation]:
        """The end with which a link is to stand, and the other one."""
        if source.annotator == self.annotator:
            return source, target
        if target.annotator == self.annotator and kind in SYMMETRIC:
            return target, source
        if target.annotator == self.annotator:
            raise EditError(
                f"{kind} stands with the mark it starts from, which is {source.annotator}'s: "
                "mark the passage yourself first, and start from that"
            )
        raise EditError(
            f"both marks are others' ({source.annotator}'s, {target.annotator}'s): "
            "mark one of the passages yourself first"
        )

    def _relinked(self, annotation: Annotation, links: str) -> Change:
        fields = {"links": links, "modified": self.now()}
        return Change(annotation, with_fields(annotation, fields))

    def _with_links(
        self, changes: Sequence[Change], became: Mapping[str, str]
    ) -> tuple[list[Change], list[str]]:
        """The changes, and those that take one's own links to what they delete along.

        `became` has the ids of what is deleted, each with that of the annotation that takes its
        place, or with nothing. Links to an id that another annotation has too stay: they lead
        there. Also says whose links stay, and lead nowhere then.
        """
        found = {it.subject.identity: it for it in changes}
        deleted = {identity for identity, it in found.items() if it.after is None}
        ends = self._ends(became)
        kept = {it.id for it in ends if it.identity not in deleted}
        became = {id: now for id, now in became.items() if id not in kept}
        stay: dict[str, int] = {}
        for annotation in ends:
            if not _leads_to(annotation, became):
                continue
            change = found.get(annotation.identity, Change(annotation, annotation))
            if annotation.annotator != self.annotator or not self.store.can_change(annotation):
                stay[annotation.annotator] = stay.get(annotation.annotator, 0) + 1
            elif change.after is not None:
                links = _moved(change.after, became)
                fields = {"links": links, "modified": self.now()}
                found[annotation.identity] = Change(
                    change.before, with_fields(change.after, fields)
                )
        return list(found.values()), _told_of_others(stay)

    def _ends(self, ids: Collection[str]) -> list[Annotation]:
        """Everybody's annotations that have one of these ids or a relation to one, as stored."""
        if not ids:
            return []
        everything: Iterable[Annotation]
        if self.linked_in is None:
            everything = self.store.everything()
        else:
            paths = dict.fromkeys(self.linked_in(ids))
            everything = chain.from_iterable(map(self.store.annotations, paths))
        return [it for it in everything if it.id in ids or _leads_to(it, ids)]


def between(source: Annotation, target: Annotation) -> list[Between]:
    """The relations of two annotations, those that stand with the source first."""
    return [
        Between(holder, link)
        for holder, other in ((source, target), (target, source))
        for link in parse_links(holder.links)
        if link.is_relation and link.target == other.id
    ]


def _replaced(other: Annotation, holder: Annotation, kind: str) -> list[LinkTo]:
    """What led the other way and can't be said of the two any longer.

    A quotation may have been said to be the source of the claim that quotes it: both are so.
    """
    return [
        link
        for link in parse_links(other.links)
        if link.is_relation
        and link.target == holder.id
        and (link.kind == kind or kind in SYMMETRIC or link.kind in SYMMETRIC)
    ]


def _leads_to(annotation: Annotation, ids: Collection[str]) -> bool:
    return bool(annotation.links) and any(
        link.is_relation and link.target in ids for link in parse_links(annotation.links)
    )


def _moved(annotation: Annotation, became: Mapping[str, str]) -> str:
    """The links of an annotation when others have become others, or nothing."""
    gone = [it for it in parse_links(annotation.links) if it.is_relation and it.target in became]
    links = without_links(annotation.links, gone)
    for link in gone:
        if (target := became[link.target]) and target != annotation.id:
            links = with_link(links, link._replace(target=target))
    return links


def told_of_silence(deleted: Iterable[Annotation]) -> list[str]:
    """Say of what was looked for in vain that this went with what is deleted, if any of it was."""
    links = chain.from_iterable(parse_links(it.links) for it in deleted)
    silent = {silent_article(link) for link in links if link.kind == SILENT}
    if not silent:
        return []
    where = next(iter(silent)) if len(silent) == 1 else f"{len(silent):,} articles"
    return [f"“looked, not there” in {where} went with it"]


def _told_of_others(counts: Mapping[str, int]) -> list[str]:
    """Say whose links can't be dropped with what they lead to, if there are any."""
    if not counts:
        return []
    count = sum(counts.values())
    whose = f"{next(iter(counts))}'s" if len(counts) == 1 else "others'"
    if count == 1:
        return [f"{whose} link to it leads nowhere now"]
    return [f"{count:,} of {whose} links lead nowhere now"]

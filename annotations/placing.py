"""The annotations of an article as they stand in the text it has now.

The store keeps each as it was made; nothing is written here. Where the article has changed since,
`seen` is a copy of `stored` with the place it was found at, or with the status `orphan`.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import is_
from typing import NamedTuple

from annotations.anchoring import Anchoring, Placed
from annotations.corpus import Article
from annotations.errors import StoreError
from annotations.model import SEGMENTS, Annotation, Identity, Status, placement
from annotations.span_index import SpanIndex

LONG_TEXT = 200_000
"""Texts longer than this, in code points, take more than a tenth of a second to compare."""
MANY = 200
"""Looking for more annotations than this takes more than a tenth of a second."""

_FEW = 64
"""Up to how many are put in and taken out one by one."""
_SEGMENT_OFFSET = re.compile(r"\d+")
_DOUBT: Mapping[Status, int] = {"orphan": 0, "ok": 0, "moved": 1, "fuzzy": 2}
"""How much in doubt a place is; that it had none before does not count once it has one."""
_Key = tuple[str, str, int, int, str, str, str]
Known = dict[_Key, Placed]
"""Where annotations were found; what is in it need not be looked for again."""
TextOf = Callable[[str], str | None]
"""Gives the text of the state of an article with that hash, if it was kept."""


class Seen(NamedTuple):
    """An annotation as the store has it, and as it stands in the article's text."""

    stored: Annotation
    seen: Annotation
    is_found: bool = True
    """Whether it was looked for: if not, `seen` is as stored, and may stand anywhere."""


@dataclass(frozen=True)
class Search:
    """Annotations to look for, and all it takes to do so in a thread of its own."""

    article: Article
    wanted: Sequence[Annotation]
    texts: Mapping[str, str | None]
    """The old texts by their hashes; None for one that was not kept."""

    def run(self, is_cancelled: Callable[[], bool] = lambda: False) -> Known:
        """Where each of them is, as far as it got until it was cancelled."""
        found: Known = {}
        anchorings = _Anchorings(self.article, self.texts.get)
        for annotation in self.wanted:
            if is_cancelled():
                break
            placed = anchorings.of(annotation).place(annotation)
            found[_key(self.article, annotation)] = placed
        return found


class Placing:
    """The annotations of one article, placed; those placed before cost next to nothing again.

    `known` may be shared by all that place annotations of the same corpus.
    """

    def __init__(self, article: Article, text_of: TextOf, known: Known | None = None) -> None:
        self.article = article
        self.here: list[Annotation] = []
        """Those whose text is at their place, in the order of an export; as the two below."""
        self.orphans: list[Annotation] = []
        """Those whose text is gone, with their old place and hash."""
        self.unsought: list[Annotation] = []
        """Those that take long to find and were not looked for yet, as they are stored."""
        self.index: SpanIndex[Annotation] = SpanIndex()
        """Those that are here, by position."""
        self.by_identity: dict[Identity, Seen] = {}
        self.copies: dict[str, Annotation] = {}
        """Of marks that were changed in two places, the second versions by the id of the first."""
        self.fuzzy = 0
        """How many of those that are here may be at the wrong place."""
        self.is_made_here = False
        """Whether any was made on the present text, which is to be kept then."""
        self._text_of = text_of
        self._known: Known = {} if known is None else known
        self._stored: Sequence[Annotation] = ()
        self._seen: list[Seen] = []

    def all(self) -> list[Annotation]:
        """All of them, in the order of an export."""
        return sorted(self._all(), key=_sort_key)

    def _all(self) -> Iterator[Annotation]:
        return chain(self.here, self.orphans, self.unsought)

    def pairs(self) -> list[Seen]:
        """All of them, in the order in which the store has them."""
        return list(self._seen)

    def once(self, stored: Sequence[Annotation]) -> Sequence[Annotation]:
        """These as they stand in the text, in their order; nothing is kept of it."""
        text, sha256 = self.article.text, self.article.sha256
        if all(
            it.doc_sha256 == sha256 and text[it.start : it.end] == it.text and it.status != "orphan"
            for it in stored
        ):
            return stored
        return [it.seen for it in self._place(stored, at_once=True)]

    def update(self, stored: Sequence[Annotation], *, at_once: bool = True) -> bool:
        """Place them as the store has them now; returns whether any are other than before.

        Without `at_once`, what would take long is left for `search`.
        """
        if stored is self._stored:
            return False
        first, last = _shared_ends(self._stored, stored)
        old, new = slice(first, len(self._seen) - last), slice(first, len(stored) - last)
        gone, change = self._seen[old], stored[new]
        if [it.stored for it in gone] == list(change):
            # Read again from the disk, and nothing new in it.
            self._seen[old] = map(_stored_as, gone, change)
            self._stored = stored
            self.by_identity.update((it.stored.identity, it) for it in self._seen[old])
            return False
        came = self._place(change, at_once=at_once)
        self._stored = stored
        self._seen[old] = came
        if len(gone) + len(came) > _FEW:
            self._sort_all()
        else:
            for it in gone:
                self._take_out(it)
            for it in came:
                self._put_in(it)
        return True

    def search(self) -> Search | None:
        """The search for what was not looked for, or None where nothing is left."""
        if not self.unsought:
            return None
        text_of = _Anchorings(self.article, self._text_of).text
        texts = {sha256: text_of(sha256) for sha256 in {it.doc_sha256 for it in self.unsought}}
        return Search(self.article, tuple(self.unsought), texts)

    def take(self, found: Known) -> None:
        """Place those that a search has found."""
        self._known.update(found)
        self._seen = [it if it.is_found else self._look(it.stored) or it for it in self._seen]
        self._sort_all()

    def _sort_all(self) -> None:
        found = [it.seen for it in self._seen if it.is_found]
        self.here = sorted((it for it in found if it.status != "orphan"), key=_sort_key)
        self.orphans = sorted((it for it in found if it.status == "orphan"), key=_sort_key)
        self.unsought = [it.seen for it in self._seen if not it.is_found]
        self.index = SpanIndex(self.here)
        self.fuzzy = sum(it.status == "fuzzy" for it in self.here)
        self.by_identity = {it.stored.identity: it for it in self._seen}
        linked = sorted((it for it in self._all() if it.links), key=_sort_key)
        self.copies = {it.conflict_with: it for it in linked}

    def _list_of(self, it: Seen) -> list[Annotation]:
        if not it.is_found:
            return self.unsought
        return self.orphans if it.seen.status == "orphan" else self.here

    def _take_out(self, it: Seen) -> None:
        listed = self._list_of(it)
        position = bisect_left(listed, it.seen.sort_key, key=_sort_key)
        while listed[position] is not it.seen:
            position += 1
        del listed[position]
        if listed is self.here:
            self.index.remove(it.seen)
            self.fuzzy -= it.seen.status == "fuzzy"
        self.by_identity.pop(it.stored.identity, None)
        if it.stored.links:
            self.copies.pop(it.stored.conflict_with, None)

    def _put_in(self, it: Seen) -> None:
        listed = self._list_of(it)
        insort(listed, it.seen, key=_sort_key)
        if listed is self.here:
            self.index.add(it.seen)
            self.fuzzy += it.seen.status == "fuzzy"
        self.by_identity[it.stored.identity] = it
        if it.stored.links:
            self.copies[it.stored.conflict_with] = it.seen

    def _place(self, stored: Iterable[Annotation], *, at_once: bool) -> list[Seen]:
        found: list[Seen] = []
        missing: list[int] = []
        for annotation in stored:
            it = self._look(annotation)
            if it is None:
                missing.append(len(found))
                it = Seen(annotation, annotation, is_found=False)
            found.append(it)
        if missing:
            self._find(found, missing, at_once=at_once)
        return found

    def _look(self, annotation: Annotation) -> Seen | None:
        """An annotation that need not be looked for; None for one that must."""
        article = self.article
        if annotation.doc_sha256 == article.sha256:
            self.is_made_here = True
            if article.text[annotation.start : annotation.end] == annotation.text:
                return Seen(annotation, _not_lost(annotation))
        placed = self._known.get(_key(article, annotation))
        return None if placed is None else Seen(annotation, seen_at(article, annotation, placed))

    def _find(self, found: list[Seen], missing: Sequence[int], *, at_once: bool) -> None:
        """Place those at the positions that are missing, unless that takes long."""
        anchorings = _Anchorings(self.article, self._text_of)
        # Those that stand where they stood take no comparing, however long the text is.
        moved: list[int] = []
        for position in missing:
            annotation = found[position].stored
            if anchorings.of(annotation).stays(annotation):
                found[position] = self._placed(annotation, Placed(annotation.span, "ok"))
            else:
                moved.append(position)
        if at_once or (len(moved) <= MANY and anchorings.longest <= LONG_TEXT):
            for position in moved:
                annotation = found[position].stored
                placed = anchorings.of(annotation).place(annotation)
                found[position] = self._placed(annotation, placed)

    def _placed(self, annotation: Annotation, placed: Placed) -> Seen:
        self._known[_key(self.article, annotation)] = placed
        return Seen(annotation, seen_at(self.article, annotation, placed))


class _Anchorings:
    """One for each state of the article that annotations were made on."""

    def __init__(self, article: Article, text_of: TextOf) -> None:
        self._article = article
        self._text_of = text_of
        self._made: dict[str, Anchoring] = {}
        self.longest = len(article.text)
        """The length of the longest text that was asked for."""

    def of(self, annotation: Annotation) -> Anchoring:
        """The one for the text that an annotation was made on."""
        sha256 = annotation.doc_sha256
        if sha256 not in self._made:
            old = self.text(sha256)
            self.longest = max(self.longest, len(old or ""))
            self._made[sha256] = Anchoring(old, self._article.text)
        return self._made[sha256]

    def text(self, sha256: str) -> str | None:
        """The old text; not known for a record that says it was made on the present one.

        Its text would stand at its place; as it does not, somebody has changed the record.
        """
        if sha256 == self._article.sha256:
            return None
        try:
            return self._text_of(sha256)
        except StoreError:
            # The text and the context in the record may do.
            return None


def _key(article: Article, annotation: Annotation) -> _Key:
    """All that decides on where an annotation is found."""
    return (
        article.sha256,
        annotation.doc_sha256,
        annotation.start,
        annotation.end,
        annotation.text,
        annotation.prefix,
        annotation.suffix,
    )


def _stored_as(it: Seen, stored: Annotation) -> Seen:
    return it._replace(stored=stored)


def _sort_key(annotation: Annotation) -> tuple[str, int, int, str, str]:
    return annotation.sort_key


def _shared_ends(one: Sequence[Annotation], other: Sequence[Annotation]) -> tuple[int, int]:
    """How many at the start and at the end of two lists are the very same."""
    first = _shared(one, other)
    last = _shared(reversed(one), reversed(other))
    return first, min(last, min(len(one), len(other)) - first)


def _shared(one: Iterable[Annotation], other: Iterable[Annotation]) -> int:
    # There may be tens of thousands, after each change: this looks at them without a loop.
    same = list(map(is_, one, other))
    return same.index(False) if False in same else len(same)


def _not_lost(annotation: Annotation) -> Annotation:
    """One that stands at its place; it may have been stored while its text was gone."""
    is_back = annotation.status == "orphan"
    return annotation.model_copy(update={"status": "ok"}) if is_back else annotation


def seen_at(article: Article, stored: Annotation, placed: Placed) -> Annotation:
    """An annotation at the place in the article's text where it was found; an orphan stays."""
    if placed.status == "orphan":
        return stored.model_copy(update={"status": "orphan"})
    # What was in doubt before, and nobody has looked at, is no surer now.
    status = max(placed.status, stored.status, key=_DOUBT.__getitem__)
    fields = {
        **placement(article.text, placed.span),
        "doc_sha256": article.sha256,
        "status": status,
        "segments": _segments(stored, placed),
    }
    return stored.model_copy(update=fields)


def _segments(stored: Annotation, placed: Placed) -> str:
    """The parts of the span, moved with it; none where the text is another one."""
    if placed.status == "fuzzy" or not SEGMENTS.fullmatch(stored.segments):
        return ""
    by = placed.span.start - stored.start
    return _SEGMENT_OFFSET.sub(lambda offset: str(int(offset[0]) + by), stored.segments)

"""The annotations of an open article: read from the store, shown where they stand in its text."""

from collections.abc import Sequence

from annotations.corpus import Article
from annotations.model import Annotation, Identity
from annotations.placing import Known, Placing, Search, Seen
from annotations.span_index import SpanIndex
from annotations.store.protocol import Store


class ArticleMarks:
    """What a store has on an article, and where it stands; `known` is what was found before.

    Methods that ask the store raise StoreError, with nothing changed.
    """

    def __init__(
        self, article: Article, store: Store, annotator: str, known: Known | None = None
    ) -> None:
        self.shows_others = True
        """Whether other annotators' annotations are among them."""
        self._article = article
        self._store = store
        self._annotator = annotator
        self._stored: Sequence[Annotation] = ()
        self._placing = Placing(article, store.text, known)

    @property
    def here(self) -> list[Annotation]:
        """Those whose text is here, where it stands now, by position."""
        return self._placing.here

    @property
    def orphans(self) -> list[Annotation]:
        """Those whose text is gone from the article, with their old place."""
        return self._placing.orphans

    @property
    def unsought(self) -> list[Annotation]:
        """Those that take long to find again; `search` and `take` do so."""
        return self._placing.unsought

    @property
    def fuzzy(self) -> int:
        """How many of those that are here may be at the wrong place."""
        return self._placing.fuzzy

    @property
    def index(self) -> SpanIndex[Annotation]:
        """Those that are here, to be asked for by position."""
        return self._placing.index

    def everything(self) -> list[Annotation]:
        """All of them in the order of an export, those that are not here at their old place."""
        return self._placing.all()

    def pairs(self) -> list[Seen]:
        """All of them, each as it is stored and as it stands in the article."""
        return self._placing.pairs()

    def refresh(self) -> bool:
        """Take them from the store as they are now; returns whether any changed."""
        stored = self._store.annotations(self._article.doc_path)
        if stored is self._stored:
            return False
        self._stored = stored
        return self._place()

    def show_others(self, shows: bool) -> bool:
        """Show or hide other annotators' annotations; returns whether that changed any."""
        self.shows_others = shows
        return self._place()

    @property
    def others_count(self) -> int:
        """How many annotations other annotators have here, shown or not."""
        return sum(found.annotator != self._annotator for found in self._stored)

    def _place(self) -> bool:
        shown = self._stored
        if not self.shows_others:
            shown = [found for found in shown if found.annotator == self._annotator]
        is_changed = self._placing.update(shown, at_once=False)
        if self._placing.is_made_here:
            self.keep_text()
        return is_changed

    def check(self) -> None:
        """Do nothing but raise StoreError where they can't be read.

        Before a change, that is: after it, what was done could not be shown.
        """
        self._store.annotations(self._article.doc_path)

    def search(self) -> Search | None:
        """What is to be run in a thread of its own to find what takes long; None for nothing."""
        return self._placing.search()

    def take(self, found: Known) -> None:
        """Place those that a search has found."""
        self._placing.take(found)

    def get(self, identity: Identity) -> Annotation | None:
        """The one that is known by that, as it is shown, wherever it is."""
        it = self._placing.by_identity.get(identity)
        return None if it is None else it.seen

    def find(self, identity: Identity) -> Annotation | None:
        """The one that is known by that, if it is here."""
        it = self._sought(identity)
        return None if it is None or it.seen.status == "orphan" else it.seen

    def find_orphan(self, identity: Identity) -> Annotation | None:
        """The one that is known by that, if it is an orphan."""
        it = self._sought(identity)
        return None if it is None or it.seen.status != "orphan" else it.seen

    def stored(self, annotation: Annotation) -> Annotation | None:
        """One that was seen, as the store has it; None if it has changed since it was seen.

        The store will find then that it is not as was expected, which is a conflict.
        """
        it = self._placing.by_identity.get(annotation.identity)
        return it.stored if it is not None and it.seen == annotation else None

    def other_version(self, annotation: Annotation) -> Annotation | None:
        """The one with which this one is in conflict: of the same, changed in two places."""
        if annotation.conflict_with:
            return self.get((*annotation.identity[:2], annotation.conflict_with))
        return self._placing.copies.get(annotation.id)

    def in_two_versions(self, annotator: str) -> int:
        """How many of an annotator's there are in two versions."""
        copies = self._placing.copies.values()
        return sum(
            it.annotator == annotator and self.other_version(it) is not None
            for it in copies
            if it.conflict_with
        )

    def keep_text(self) -> None:
        """Keep the text, so that annotations made on it are found when the article changes."""
        self._store.keep_text(self._article.sha256, self._article.text)

    def _sought(self, identity: Identity) -> Seen | None:
        it = self._placing.by_identity.get(identity)
        return it if it is not None and it.is_found else None

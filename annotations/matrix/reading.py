"""The matrix of a corpus, read from its store: only what is linked stays in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, groupby

from annotations.link_graph import LinkGraph
from annotations.matrix.matrix import Matrix, is_claim, is_silent_somewhere
from annotations.model import Annotation, Identity
from annotations.placing import Seen
from annotations.workspace import Workspace

_MANY = 200
"""More articles than this are not read again one by one: their marks would stay in memory."""


class Linked:
    """What is linked in a corpus; and what may be a row though it is not.

    That are annotations that were looked for in vain, and the claims of some articles. The links
    that a workspace has of everybody know neither, and are its own thread's: thousands of marks are
    not to be placed and grouped in that one. So all is read here, in any thread.
    """

    def __init__(
        self,
        workspace: Workspace,
        annotators: Collection[str] = (),
        claims_in: Callable[[str], bool] = lambda _doc_path: False,
    ) -> None:
        """Of these annotators, or of everybody; nothing is read before `read`."""
        self._workspace = workspace
        self._annotators = frozenset(annotators)
        self._claims_in = claims_in
        self._graph = LinkGraph()
        self._lone: dict[str, list[Annotation]] = {}
        self._seen: dict[Identity, Seen] = {}
        self.annotators: set[str] = set()
        """Everybody who has marked anything."""
        self.is_outdated = False
        """Whether nobody wants what is read any more: it ends soon then, with a part of it."""

    def read(self) -> None:
        """Read all anew; raises StoreError."""
        self._lone, self._seen = {}, {}
        self._graph = LinkGraph.of(lambda: self._noted(self._stored()))
        self._place()

    def update(self, doc_paths: Collection[str]) -> None:
        """Read some articles again; all, if there are many, or if they lead to what is not known.

        Raises StoreError.
        """
        if len(doc_paths) > _MANY:
            self.read()
            return
        missing = self._graph.missing
        for doc_path in doc_paths:
            self._lone.pop(doc_path, None)
            stored = filter(self._takes, self._workspace.store.annotations(doc_path))
            self._graph.update(doc_path, self._noted(stored))
        if self._graph.missing - missing:
            self.read()
        else:
            self._place()

    def matrix(self, order: Iterable[str]) -> Matrix:
        """The matrix as it is now; its columns are these articles and others that have a cell."""
        lone = chain.from_iterable(self._lone.values())
        return Matrix.of(self._graph, tuple(order), lone=lone, seen=self._seen_as)

    def _seen_as(self, annotation: Annotation) -> Seen:
        return self._seen[annotation.identity]

    def _place(self) -> None:
        """Find where those are that are new, or other than before."""
        kept = chain(self._graph.annotations, chain.from_iterable(self._lone.values()))
        for it in self._workspace.placed(it for it in kept if not self._is_placed(it)):
            self._seen[it.stored.identity] = it
            if self.is_outdated:
                return

    def _is_placed(self, annotation: Annotation) -> bool:
        known = self._seen.get(annotation.identity)
        return known is not None and known.stored == annotation

    def _stored(self) -> Iterator[Annotation]:
        corpus = self._workspace.corpus
        here = frozenset(corpus.doc_paths)
        files = self._workspace.store.by_file(corpus.doc_paths, with_others=corpus.is_whole)
        for found, _ in files:
            if self.is_outdated:
                return
            self.annotators.update(it.annotator for it in found)
            yield from (
                it for it in found if self._takes(it) and (corpus.is_whole or it.doc_path in here)
            )

    def _takes(self, annotation: Annotation) -> bool:
        return not self._annotators or annotation.annotator in self._annotators

    def _noted(self, stored: Iterable[Annotation]) -> Iterator[Annotation]:
        """Hand annotations on, article by article, and know those that may be rows anyway."""
        for doc_path, found in groupby(stored, key=lambda it: it.doc_path):
            annotations = list(found)
            takes_claims = self._claims_in(doc_path)
            lone = [
                it
                for it in annotations
                if is_silent_somewhere(it) or (takes_claims and is_claim(it))
            ]
            if lone:
                self._lone[doc_path] = lone
            yield from annotations

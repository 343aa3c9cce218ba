"""The links of a whole corpus: read in a thread of its own, and kept up to date from then on."""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from threading import Thread

from annotations.errors import EditError, StoreError
from annotations.history import ManyChanges, Operation
from annotations.link_graph import LinkGraph
from annotations.model import Annotation
from annotations.store import FileStore

_PATIENCE = 0.1
"""Seconds for which what needs the links waits for them: those of some hundred articles."""
_STILL_READING = "the links of all articles are still being read: try again in a moment"


class CorpusLinks:
    """Both ends of every link, as far as they have been read.

    All is done in the thread that made it, but the reading, and telling that it is done. Where
    nothing was started, reading is done at the first question.
    """

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._graph: LinkGraph | None = None
        self._reading: _Reading | None = None
        self._changed: dict[str, None] = {}
        """The articles in which something was changed since the reading under way began."""
        self._gone: frozenset[str] = frozenset()
        """The ids that were looked for in all articles, in vain."""
        self._when_read: Callable[[], None] | None = None
        self._ears: FileStore | None = None
        """Hears what was done since the links were read, without keeping it from others."""

    def start(self, when_read: Callable[[], None]) -> None:
        """Begin to read; `when_read` is called in the reading thread, this time and later ones."""
        self._when_read = when_read
        self._read_again()

    @property
    def graph(self) -> LinkGraph | None:
        """The links, as far as they are known now; None while they are read for the first time.

        In it, annotations are as they are stored.
        """
        self._take_read()
        return self._graph

    def known(self) -> LinkGraph:
        """The links, once all are known; EditError where that takes longer than a moment."""
        if self._when_read is None and self._graph is None:
            self._read_again()
        if self._reading is not None and (self._graph is None or self._unknown()):
            self._reading.join(None if self._when_read is None else _PATIENCE)
        graph = self.graph
        if graph is None:
            raise EditError(_STILL_READING)
        return graph

    def linked_in(self, ids: Collection[str]) -> Iterable[str]:
        """The articles with an end of a relation to one of these ids; as `known`.

        What was done elsewhere until now counts. May raise StoreError.
        """
        if self.graph is None:
            self.known()
        self.changed(())
        return () if self._graph is None else self._graph.articles_linking(ids)

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Those of these ids that nothing has, as the store has it now; may raise StoreError."""
        found = list(self._store.with_ids(ids))
        self._came(found)
        self._look_for_unknown()
        return frozenset(ids).difference(it.id for it in found)

    def done(self, operation: Operation, other: Annotation | None = None) -> None:
        """Take in what was done here; `other` is what was linked with."""
        changes = operation.changes
        self._note(operation.doc_paths)
        if isinstance(changes, ManyChanges):
            self.changed_much()
        elif self._graph is not None:
            self._graph.apply(changes, other)
            self._came(it.after for it in changes if it.after is not None)
            self._look_for_unknown()

    def changed(self, doc_paths: Collection[str]) -> None:
        """Take in what became of some articles' annotations elsewhere; may raise StoreError."""
        heard = self._ears.changed() if self._ears is not None else frozenset[str]()
        doc_paths = heard.union(doc_paths)
        self._note(doc_paths)
        if self.graph is not None:
            self._update(doc_paths)

    def changed_much(self) -> None:
        """Read all again, as more was changed than can be looked at while one waits."""
        self._ears = None
        self._read_again()

    # -- behind it

    def _note(self, doc_paths: Iterable[str]) -> None:
        if self._reading is not None:
            self._changed |= dict.fromkeys(doc_paths)

    def _update(self, doc_paths: Iterable[str]) -> None:
        if self._graph is not None:
            for doc_path in doc_paths:
                annotations = self._store.annotations(doc_path)
                self._graph.update(doc_path, annotations)
                self._came(annotations)
            self._look_for_unknown()

    def _came(self, annotations: Iterable[Annotation]) -> None:
        """Know that these are there, wherever they were not before."""
        if self._gone:
            self._gone = self._gone.difference(it.id for it in annotations)

    def _unknown(self) -> bool:
        return self._graph is not None and not self._graph.missing <= self._gone

    def _look_for_unknown(self) -> None:
        if self._unknown() and self._reading is None:
            self._read_again()

    def _read_again(self) -> None:
        if self._reading is not None:
            self._reading.is_outdated = True
        self._changed.clear()
        self._reading = _Reading(self._store, self._when_read)
        self._reading.start()

    def _take_read(self) -> None:
        reading = self._reading
        if reading is None or not reading.is_done:
            return
        self._reading, self._graph, self._ears = None, reading.graph, reading.store
        changed, self._changed = self._changed, {}
        self._gone = reading.graph.missing & reading.sought
        with suppress(StoreError):
            # Who looks at the store next says why it can't be read.
            self._update(changed)
        self._look_for_unknown()


class _Reading(Thread):
    """Reads all links there are, in a store of its own."""

    def __init__(self, store: FileStore, when_read: Callable[[], None] | None) -> None:
        # At the end of the program nobody waits for it.
        super().__init__(daemon=True)
        self.graph = LinkGraph()
        self.is_outdated = False
        """Whether nobody wants what it reads any more."""
        self.is_done = False
        self.sought = frozenset[str]()
        """What was looked for in all articles: what came while that was done was not."""
        self.store = FileStore(store.root, store.also_read)
        self._when_read = when_read

    def run(self) -> None:
        """Read what links, and then what is linked with and has not been met."""
        with suppress(StoreError, OSError):
            # What can be read is better than nothing; why there is no more is said elsewhere.
            # What comes from now on is news.
            self.store.changed()
            self.graph.take(self._until_outdated(()))
            self.sought = self.graph.missing
            if self.sought:
                self.graph.take(self._until_outdated(self.sought))
        self.is_done = True
        if self._when_read is not None and not self.is_outdated:
            self._when_read()

    def _until_outdated(self, ids: Collection[str]) -> Iterable[Annotation]:
        for annotation in self.store.maybe_linked(ids):
            if self.is_outdated:
                return
            yield annotation

"""A corpus with its store and its annotator: what a screen or a command works on."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.corpus import FILE_LIMIT, Article, Corpus, find_corpus
from annotations.editing import Editor
from annotations.exporting import write_export
from annotations.formats import WRITERS
from annotations.listing import Listing, Summary
from annotations.model import Annotation
from annotations.reading import Reading
from annotations.store import FileStore, find_store


@dataclass(frozen=True)
class Workspace:
    """Everything one run of the program works on."""

    corpus: Corpus
    store: FileStore
    editor: Editor
    notice: str = ""
    """What the reader should know about where annotations are kept; usually nothing."""

    def article(self, doc_path: str) -> Article:
        """Load an article; raises UnreadableArticleError."""
        return self.corpus.load(doc_path)

    def read(self, doc_path: str, caret: int = 0) -> Reading:
        """Open an article for reading; raises UnreadableArticleError or StoreError."""
        return Reading(self.article(doc_path), self.editor, caret)

    def for_another_thread(self) -> "Workspace":
        """The same corpus with a store of its own, to read from in a thread of its own."""
        return dataclasses.replace(self, store=FileStore(self.store.root, self.store.also_read))

    def recover(self) -> str:
        """Put in place what earlier runs left unfinished; tells of it in a line, or of nothing."""
        return self.store.recover()

    @property
    def listing(self) -> Listing:
        """What a list shows of the articles."""
        return Listing(self.corpus, self.store)

    def summarise(self, doc_path: str) -> Summary:
        """Title and counts of an article, or why there are none."""
        return self.listing.summary(doc_path)

    def annotations(self, annotator: str | None = None) -> list[Annotation]:
        """Everybody's annotations, or one annotator's, in the order of an export.

        A whole folder's include those of articles that are gone; named files' are theirs alone.
        """
        here = frozenset(self.corpus.doc_paths)
        found = [
            # An article that came later may have taken the suffix from this one's `doc_id`.
            self._with_doc_id(annotation) if annotation.doc_path in here else annotation
            for annotation in self.store.everything()
            if (self.corpus.is_whole or annotation.doc_path in here)
            and annotator in (None, annotation.annotator)
        ]
        return sorted(found, key=lambda annotation: annotation.sort_key)

    def export(
        self, name: str, format_name: str, *, annotator: str | None = None, replace: bool = False
    ) -> tuple[int, Path]:
        """Write the annotations to a file; says how many, and where it is.

        Raises ExportError, ExportExistsError unless the file may be replaced, or StoreError.
        """
        annotations = self.annotations(annotator)
        path = write_export(name, WRITERS[format_name](annotations), replace=replace)
        return len(annotations), path

    def _with_doc_id(self, annotation: Annotation) -> Annotation:
        doc_id = self.corpus.doc_id(annotation.doc_path)
        if annotation.doc_id == doc_id:
            return annotation
        return annotation.model_copy(update={"doc_id": doc_id})


def open_workspace(
    paths: Sequence[Path],
    annotator: str,
    store: Path | None = None,
    limit: int = FILE_LIMIT,
) -> Workspace:
    """Find the articles and their store; raises CorpusError for paths that hold none."""
    corpus = find_corpus(paths, limit)
    place = find_store(corpus.root, store)
    opened = place.open()
    return Workspace(corpus, opened, Editor(opened, annotator), place.notice)

"""Importing what a test states, into articles that it writes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotations.corpus import find_corpus
from annotations.formats.format import Came, Stated, StatedArticle, Unit
from annotations.importing.articles import Articles
from annotations.importing.importer import Importer
from annotations.importing.report import Kind, Report
from annotations.model import Annotation
from annotations.store import FileStore

NOW = "2024-05-06T07:08:09Z"


def make_corpus(folder: Path, articles: Mapping[str, str | bytes]) -> Path:
    """A folder with these articles."""
    for name, text in articles.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def stated(
    article: StatedArticle | str,
    start: int | None = None,
    end: int | None = None,
    text: str | None = None,
    *,
    label: str = "claim",
    unit: Unit = "codepoint",
    where: str = "line 1",
    **fields: Any,
) -> Stated:
    """What a line states."""
    named = StatedArticle(where, article) if isinstance(article, str) else article
    return Stated(where, named, label, start, end, text, unit, fields)


class Imported:
    """What came of an import."""

    def __init__(self, folder: Path, came: Iterable[Came], *, annotator: str = "ana") -> None:
        self.report = Report(keep_all=True)
        store = FileStore(folder / ".sidemark", in_background=False)
        articles = Articles(find_corpus([folder]))
        importer = Importer(articles, annotator, self.report, store, now=NOW)
        self.new = importer.bring_in(came, "a test")
        assert store.close() == ""
        self.marks = list(store.everything())

    @property
    def mark(self) -> Annotation:
        """The only mark that the store holds."""
        (mark,) = self.marks
        return mark

    @property
    def counts(self) -> dict[Kind, int]:
        """How many records came to what."""
        return {kind: count for kind, count in self.report.counts.items() if count}

    @property
    def said(self) -> str:
        """The only line that was told."""
        (said,) = self.report.told()
        return f"{said.where}: {said.message}"

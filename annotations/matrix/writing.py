"""The formats a matrix is written in, and how it gets into a file."""

from collections.abc import Callable, Iterator, Mapping

from annotations.choice import Tally
from annotations.errors import UnreadableArticleError
from annotations.exporting import Export
from annotations.formats.format import File, Format, Options
from annotations.matrix import csv, html, json, md
from annotations.matrix.matrix import Matrix
from annotations.matrix.told import Told, as_text
from annotations.workspace import Workspace

FORMATS: Mapping[str, Callable[[Told], Iterator[bytes]]] = {
    "md": md.write,
    "csv": csv.write,
    "json": json.write,
    "html": html.write,
}
"""What writes each; their names are what their files end in."""


def matrix_export(matrix: Matrix, format_name: str, workspace: Workspace) -> Export:
    """A matrix on its way out in one of the `FORMATS`."""
    told = Told(matrix, dict(_titles(matrix, workspace)))
    pieces = FORMATS[format_name](told)
    chosen = Format(
        name=format_name,
        summary="the matrix",
        suffix=f".{format_name}",
        write=lambda _documents, _options, _losses: iter([File("", pieces)]),
    )
    return Export(chosen, (), Options(), Tally(), workspace.guarded)


def _titles(matrix: Matrix, workspace: Workspace) -> Iterator[tuple[str, str]]:
    here = frozenset(workspace.corpus.doc_paths)
    for doc_path in matrix.columns:
        if doc_path in here:
            try:
                yield doc_path, as_text(workspace.article(doc_path).title)
            except UnreadableArticleError:
                # Its path is told all the same.
                continue

"""JSON Lines (jsonlines.org): one flat record a line, every key in every line, UTF-8, LF."""

from collections.abc import Iterable, Iterator

from annotations.formats.format import Document, File, Format, Losses, Options


def write(documents: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
    """Each annotation's record on a line."""
    lines = (mark.to_line() for document in documents for mark in document.marks)
    yield File("", lines)


FORMAT = Format(
    name="jsonl",
    summary="one flat record a line, nothing lost: pandas, polars, datasets, jq",
    suffix=".jsonl",
    write=write,
)

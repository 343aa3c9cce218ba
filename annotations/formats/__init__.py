"""The formats annotations leave in: a name for each, and what writes it."""

from collections.abc import Callable, Iterable, Iterator

from annotations.formats import jsonl
from annotations.model import Annotation

Writer = Callable[[Iterable[Annotation]], Iterator[bytes]]

WRITERS: dict[str, Writer] = {"jsonl": jsonl.write}
"""A writer yields a file's bytes piece by piece, from annotations in export order."""

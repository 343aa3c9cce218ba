"""JSON Lines (jsonlines.org): one flat record a line, every key in every line, UTF-8, LF."""

from collections.abc import Iterable, Iterator

from annotations.model import Annotation


def write(annotations: Iterable[Annotation]) -> Iterator[bytes]:
    """Each annotation's line, in the order given."""
    return (annotation.to_line() for annotation in annotations)

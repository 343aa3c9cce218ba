"""A passage that the other open articles are asked about; apart from what takes long to import."""

from typing import NamedTuple

from annotations.text.span import Span

LONGEST_PASSAGE = 10_000
"""Of a longer passage, in code points, only the beginning is compared and shown."""


class Question(NamedTuple):
    """Where in the other open articles something says the same as a passage of one of them."""

    doc_path: str
    span: Span
    """Where the passage lies, in code points of that article."""
    passage: str
    """What it says; of a long one, the beginning."""

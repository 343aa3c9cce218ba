"""Which annotations are wanted, by label, annotator, article and status."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.model import Annotation


@dataclass(frozen=True)
class Choice:
    """What is wanted; of a field that names nothing, everything is."""

    labels: frozenset[str] = frozenset()
    annotators: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    """Paths with or without suffix, or patterns for them with `*`, `?` and `[…]`."""
    statuses: frozenset[str] = frozenset()

    def takes(self, annotation: Annotation) -> bool:
        """Whether an annotation of a wanted article is wanted."""
        return (
            (not self.labels or annotation.label in self.labels)
            and (not self.annotators or annotation.annotator in self.annotators)
            and (not self.statuses or annotation.status in self.statuses)
        )

    def takes_article(self, doc_id: str, doc_path: str) -> bool:
        """Whether an article is wanted."""
        if not self.articles or not self.articles.isdisjoint((doc_id, doc_path)):
            return True
        return any(
            fnmatchcase(name, pattern) for pattern in self.articles for name in (doc_id, doc_path)
        )


EVERYTHING = Choice()

"""Which annotations are wanted, by label, annotator, article and status."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from annotations.text.visible import visible_line

if TYPE_CHECKING:
    from annotations.model import Annotation

_MOST_NAMED = 8
"""How many of the names there are a message tells."""


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

    @property
    def is_narrowed(self) -> bool:
        """Whether there may be annotations of wanted articles that are not wanted."""
        return bool(self.labels or self.annotators or self.statuses)

    def unmet_articles(self, names: Iterable[tuple[str, str]]) -> list[str]:
        """The paths and patterns that fit none of these articles, given as id and path."""
        known = list(names)
        return [
            wanted
            for wanted in sorted(self.articles)
            if not any(Choice(articles=frozenset([wanted])).takes_article(*it) for it in known)
        ]

    def takes_article(self, doc_id: str, doc_path: str) -> bool:
        """Whether an article is wanted."""
        if not self.articles or not self.articles.isdisjoint((doc_id, doc_path)):
            return True
        return any(
            fnmatchcase(name, pattern) for pattern in self.articles for name in (doc_id, doc_path)
        )


EVERYTHING = Choice()


@dataclass
class Tally:
    """What there was to choose from, to tell of a choice that fits nothing."""

    labels: set[str] = field(default_factory=set)
    annotators: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    taken: int = 0
    """How many annotations were wanted."""

    def chosen(self, annotations: Iterable[Annotation], choice: Choice) -> list[Annotation]:
        """The wanted ones; all are tallied, unless everything is wanted."""
        if not choice.is_narrowed:
            found = list(annotations)
            self.taken += len(found)
            return found
        found = []
        for annotation in annotations:
            self.labels.add(annotation.label)
            self.annotators.add(annotation.annotator)
            self.statuses.add(annotation.status)
            if choice.takes(annotation):
                found.append(annotation)
        self.taken += len(found)
        return found

    def unmet(self, choice: Choice) -> list[str]:
        """For each name in the choice that fitted no annotation, what there is instead."""
        told = [
            f"no mark {how} {wanted}; {there_are(found)}"
            for how, chosen, found in (
                ("has the label", choice.labels, self.labels),
                ("is by", choice.annotators, self.annotators),
                ("has the status", choice.statuses, self.statuses),
            )
            for wanted in sorted(chosen - found)
        ]
        if not told and choice.is_narrowed and not self.taken:
            told.append("no mark fits all that was asked for")
        return told


def there_are(names: Collection[str]) -> str:
    """Some names for a message: "there are claim, date and 3 more"."""
    if not names:
        return "there are none"
    first = ", ".join(map(visible_line, sorted(names)[:_MOST_NAMED]))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"there {'is' if len(names) == 1 else 'are'} {first}{more}"

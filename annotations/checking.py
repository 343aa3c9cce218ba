"""What in a corpus needs a person: marks without a place, versions to choose from, damaged files.

Nothing is written here, and nothing printed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal, get_args

from annotations.corpus import Corpus
from annotations.errors import UnreadableArticleError
from annotations.links import parse_links
from annotations.model import Annotation
from annotations.names import shard_name
from annotations.store import Store
from annotations.store.protocol import Problem, ProblemKind
from annotations.text.amounts import counted

Kind = Literal[
    "missing-article",
    "unreadable-article",
    "orphan",
    "misplaced-mark",
    "conflict",
    "lost-link",
    ProblemKind,
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they are counted."""

_ORPHAN = (
    "its text is gone or could be in two places: go to it from the list of marks (a), "
    "select where it belongs and press P, or delete it (x)"
)
_MISPLACED = "another text stands at its place: reshape it (r), or delete it (x)"
_TWO_VERSIONS = "it was changed in two places: go to the version that is right and keep it (S)"
_ONE_VERSION = (
    "it was changed in two places, the other version is gone: keep this (S), or delete it (x)"
)
_LOST_LINKS = (
    "what it is linked with is gone: go to it with another article open beside, and press i "
    "and x to take what leads nowhere away"
)


@dataclass(frozen=True)
class Finding:
    """One thing that needs a person."""

    kind: Kind
    message: str
    """What is the matter, and what to do."""
    doc_path: str = ""
    """The article it is about; none for what concerns the whole store, or can't be told."""
    annotation: Annotation | None = None
    """The annotation it is about, if it is about one."""


@dataclass(frozen=True)
class Report:
    """All that was looked at and what was found, by article; what concerns none comes last."""

    articles: int
    marks: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[Kind]:
        """How many findings there are of each kind."""
        return Counter(finding.kind for finding in self.findings)


def check(corpus: Corpus, store: Store, annotations: Sequence[Annotation]) -> Report:
    """Look at a corpus and at these annotations of it, as they stand in the articles' texts now.

    Reads every article that has any. Raises StoreError where the store can't be read at all.
    """
    here = frozenset(corpus.doc_paths)
    by_article: defaultdict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        by_article[annotation.doc_path].append(annotation)
    found = list(_lost_links(store, annotations))
    found += [
        finding
        for doc_path, marks in by_article.items()
        for finding in _check_article(corpus, doc_path, marks, is_gone=doc_path not in here)
    ]
    found += [
        Finding(problem.kind, problem.message, problem.doc_path)
        for problem in store_problems(corpus, store, by_article)
    ]
    in_order = sorted(found, key=lambda finding: (not finding.doc_path, finding.doc_path))
    return Report(len(corpus.doc_paths), len(annotations), tuple(in_order))


def _lost_links(store: Store, annotations: Sequence[Annotation]) -> Iterator[Finding]:
    """The annotations with links to what is gone; whose it was, or is, makes no difference."""
    linked = [
        (it, [link for link in parse_links(it.links) if link.is_relation])
        for it in annotations
        if it.links
    ]
    unknown = {link.target for _, links in linked for link in links}
    unknown -= {it.id for it in annotations}
    if unknown:
        # There may be others' that are not looked at here.
        unknown.difference_update(it.id for it in store.everything())
    for annotation, links in linked:
        if lost := [link.kind for link in links if link.target in unknown]:
            told = f"{counted(len(lost), 'link')} ({', '.join(lost)})"
            yield Finding("lost-link", f"{told}: {_LOST_LINKS}", annotation.doc_path, annotation)


def store_problems(corpus: Corpus, store: Store, gone: Iterable[str] = ()) -> list[Problem]:
    """What a store keeps and can't read or change, with the articles it is about.

    `gone` are articles that are no longer in the corpus. Of files named one by one it is only what
    is about them.
    """
    found = store.problems()
    if any(not problem.doc_path for problem in found):
        names = {shard_name(doc_path): doc_path for doc_path in (*gone, *corpus.doc_paths)}
        found = [problem if problem.doc_path else _attributed(problem, names) for problem in found]
    here = frozenset(corpus.doc_paths)
    return [problem for problem in found if corpus.is_whole or problem.doc_path in here]


def _attributed(problem: Problem, names: dict[str, str]) -> Problem:
    """A file that can't be read does not tell its article; its name, made from the path, does."""
    file_name = PurePath(problem.path).name.partition(".json")[0] + ".json"
    return replace(problem, doc_path=names.get(file_name, ""))


def _check_article(
    corpus: Corpus, doc_path: str, marks: Sequence[Annotation], *, is_gone: bool
) -> Iterator[Finding]:
    count = f"{len(marks)} mark" if len(marks) == 1 else f"{len(marks)} marks"
    if is_gone:
        message = f"it has {count} and is gone from the folder: put the file back under this name"
        yield Finding("missing-article", message, doc_path)
        return
    try:
        text = corpus.load(doc_path).text
    except UnreadableArticleError as error:
        message = f"{error.message}; until that is mended, its {count} can't be shown"
        yield Finding("unreadable-article", message, doc_path)
        return
    ids = {annotation.id for annotation in marks}
    for annotation in marks:
        if annotation.status == "orphan":
            yield Finding("orphan", _ORPHAN, doc_path, annotation)
        elif text[annotation.start : annotation.end] != annotation.text:
            yield Finding("misplaced-mark", _MISPLACED, doc_path, annotation)
        if annotation.conflict_with:
            message = _TWO_VERSIONS if annotation.conflict_with in ids else _ONE_VERSION
            yield Finding("conflict", message, doc_path, annotation)

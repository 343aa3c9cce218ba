"""The five articles with marks that are linked: four rows, and a claim that stands alone."""

from pathlib import Path
from typing import NamedTuple

from annotations.corpus import find_corpus
from annotations.links import LinkTo, format_links, silent_in
from annotations.model import Annotation
from annotations.store import FileStore
from annotations.text.span import Span
from tests.making import make_editor


class Linked(NamedTuple):
    """What was marked, by the names of the table below."""

    marks: dict[str, Annotation]
    articles: dict[str, str]
    """The paths of the articles by their numbers."""


_MARKS = {
    "virtual 004": ("ana", "error", "in a virtual meeting"),
    "never 000": ("ana", "claim", "Beijing will never compromise or back down on the Taiwan issue"),
    "never 001": ("ana", "claim", 'Beijing would "never compromise" on the issue'),
    "never 003": ("bob", "quote", "we will not compromise or back down on the Taiwan issue"),
    "red line 002": ("ana", "claim", "Taiwan remains a red line for any compromises"),
    "days 000": ("ana", "date", "on Monday and Tuesday"),
    "days 003": ("ana", "date", "on the 8th and 9th"),
    "Pelosi 000": (
        "ana",
        "claim",
        "were canceled by China in protest of then-Speaker Nancy Pelosi",
    ),
    "cooling 003": ("ana", "claim", "were suspended due to the deterioration of relations"),
    "Pentagon 001": ("bob", "claim", "took place at the Pentagon"),
    "topics 004": ("ana", "claim", "The two sides also discussed other topics"),
}
_LINKS = {
    "never 000": ("same:never 001", "silent:004"),
    "never 003": ("same:never 001",),
    "red line 002": ("differs:never 003",),
    "days 000": ("same:days 003",),
    "Pelosi 000": ("differs:cooling 003",),
    "virtual 004": ("contradicts:Pentagon 001",),
}


def link_articles(folder: Path) -> Linked:
    """Mark and link them, in a folder that has the five and nothing else."""
    corpus, store = find_corpus([folder]), FileStore(folder / ".sidemark")
    articles = {doc_path[:3]: doc_path for doc_path in corpus.doc_paths}
    editors = {name: make_editor(store, name) for name in ("ana", "bob")}
    marks: dict[str, Annotation] = {}
    for name, (annotator, label, part) in _MARKS.items():
        article = corpus.load(articles[name[-3:]])
        start = article.text.index(part)
        span = Span(start, start + len(part))
        marks[name], _ = editors[annotator].tag(article, span, label)
    for name, links in _LINKS.items():
        made = [
            silent_in(articles[target]) if kind == "silent" else LinkTo(kind, marks[target].id)
            for kind, _, target in (it.partition(":") for it in links)
        ]
        editor = editors[marks[name].annotator]
        marks[name] = editor.set_links(marks[name], format_links(made))
    assert store.close() == ""
    return Linked(marks, articles)

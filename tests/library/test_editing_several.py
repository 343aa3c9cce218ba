"""Deleting and relabelling several marks in one step, of several articles."""

from pathlib import Path

import pytest

from annotations.corpus import Article, Corpus, find_corpus
from annotations.editing import MOST_AT_ONCE, Editor
from annotations.errors import ConflictError, EditError
from annotations.model import Annotation
from annotations.store import FileStore
from annotations.text.span import Span
from tests.making import MakeEditor


@pytest.fixture
def corpus(corpus_copy: Path) -> Corpus:
    return find_corpus([corpus_copy])


@pytest.fixture
def article(corpus: Corpus) -> Article:
    return corpus.load(corpus.doc_paths[0])


@pytest.fixture
def ana(store: FileStore, make_editor: MakeEditor) -> Editor:
    return make_editor(store)


@pytest.fixture
def marks(corpus: Corpus, ana: Editor) -> list[Annotation]:
    """Two marks in each of two articles."""
    first, second = (corpus.load(path) for path in corpus.doc_paths[:2])
    places = [(first, Span(0, 5)), (first, Span(6, 9)), (second, Span(0, 5)), (second, Span(9, 12))]
    return [ana.tag(article, span, "claim")[0] for article, span in places]


def labels(store: FileStore) -> list[str]:
    return [found.label for found in store.everything()]


def test_several_are_deleted_in_one_step(
    store: FileStore, ana: Editor, marks: list[Annotation]
) -> None:
    assert ana.delete_all(marks[:3]).said == "3 deleted"
    assert list(store.everything()) == [marks[3]]
    assert ana.undo().describe().endswith(" and 2 more")
    assert list(store.everything()) == marks
    ana.redo()
    assert list(store.everything()) == [marks[3]]


def test_several_are_relabelled_in_one_step(
    store: FileStore, ana: Editor, marks: list[Annotation]
) -> None:
    done = ana.relabel_all(marks[1:], "quote")
    assert done.said == "3 now quote"
    assert labels(store) == ["claim", "quote", "quote", "quote"]
    assert [change.before for change in done.changes] == marks[1:]
    assert ana.last_label == "quote"
    ana.undo()
    assert list(store.everything()) == marks


def test_the_marks_of_others_are_left_alone_and_told_of(
    store: FileStore, ana: Editor, marks: list[Annotation], make_editor: MakeEditor
) -> None:
    bob = make_editor(store, "bob")
    with pytest.raises(EditError, match=r"^4 are ana's and stay$"):
        bob.delete_all(marks)
    with pytest.raises(EditError, match=r"^1 is ana's and stays$"):
        bob.relabel_all(marks[:1], "date")
    theirs = marks[0].model_copy(update={"annotator": "cy"})
    assert ana.delete_all([theirs, marks[1]]).said == "1 deleted; 1 is cy's and stays"
    bobs = marks[0].model_copy(update={"annotator": "bob"})
    said = ana.relabel_all([theirs, bobs, *marks[2:]], "date").said
    assert said == "2 now date; 2 are others' and stay"
    with pytest.raises(EditError, match="no mark here"):
        ana.delete_all([])


def test_what_has_the_label_already_is_not_marked_twice(
    article: Article, store: FileStore, ana: Editor
) -> None:
    quote, _ = ana.tag(article, Span(0, 5), "quote")
    claim, _ = ana.tag(article, Span(0, 5), "claim")
    date, _ = ana.tag(article, Span(0, 5), "date")
    other, _ = ana.tag(article, Span(6, 9), "date")
    said = ana.relabel_all([quote, claim, other], "claim").said
    assert said == "1 now claim; 2 had that label already"
    assert labels(store) == ["claim", "date", "quote", "claim"]
    assert ana.relabel_all([quote, date], "error").said == "1 now error; 1 had that label already"
    with pytest.raises(EditError, match=r"^1 had that label already$"):
        ana.relabel_all([claim], "claim")


def test_where_one_was_changed_meanwhile_nothing_is_done(
    store: FileStore, ana: Editor, marks: list[Annotation], make_editor: MakeEditor
) -> None:
    elsewhere = make_editor(FileStore(store.root))
    noted = elsewhere.set_note(marks[2], "other")
    for change in (ana.delete_all, lambda them: ana.relabel_all(them, "date")):
        with pytest.raises(ConflictError, match="nothing done: not all of these marks"):
            change(marks)
    assert list(store.everything()) == [*marks[:2], noted, marks[3]]


def test_more_than_a_line_of_the_history_can_hold_is_refused(
    store: FileStore, ana: Editor, marks: list[Annotation]
) -> None:
    with pytest.raises(EditError, match="too many for one step: choose at most 10,000"):
        ana.delete_all(marks * (MOST_AT_ONCE // 4) + marks)
    assert list(store.everything()) == marks

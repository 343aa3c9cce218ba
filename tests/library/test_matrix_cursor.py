"""Which cell is pointed at, and what is settled there: silence, and the words of a row."""

from pathlib import Path

import pytest

from annotations.editing import Editor
from annotations.errors import ConflictError, EditError
from annotations.link_graph import LinkGraph
from annotations.links import silent_in, with_link
from annotations.matrix import Linked, Matrix, Row
from annotations.matrix.cursor import MatrixCursor
from annotations.matrix.settling import settle_silent, settle_words
from annotations.model import Annotation
from annotations.workspace import Workspace, open_workspace
from tests.linked import link_articles
from tests.marks import made_mark

ARTICLES = ("a", "b", "c")


def matrix_of(*marks: Annotation, articles: tuple[str, ...] = ARTICLES) -> Matrix:
    return Matrix.of(LinkGraph.of(lambda: iter(marks)), articles)


def pair(number: int, start: int) -> list[Annotation]:
    """Two marks that say the same, in a and b."""
    one = made_mark(number, "a", start=start)
    return [one, made_mark(number + 1, "b", start=start, links=f"same:{one.id}")]


def by_article(*marks: Annotation) -> list[Annotation]:
    return sorted(marks, key=lambda it: it.doc_path)


def test_a_cursor_stays_within_the_matrix() -> None:
    cursor = MatrixCursor()
    assert (cursor.row, cursor.doc_path, cursor.cell.verdict, cursor.entry) == (None, "", "", None)
    cursor.point(3, 3)
    cursor.next_entry()
    cursor.take(matrix_of(*by_article(*pair(1, 0), *pair(3, 10))))
    cursor.point(9, 9)
    assert (cursor.row_number, cursor.doc_path) == (1, "c")
    cursor.point(-9, -9)
    assert (cursor.row_number, cursor.doc_path) == (0, "a")


def test_it_stays_on_its_row_and_article_when_others_come_before() -> None:
    first, second = pair(1, 10), pair(3, 20)
    cursor = MatrixCursor()
    cursor.take(matrix_of(*by_article(*first, *second)))
    cursor.point(1, 1)
    cursor.take(matrix_of(*by_article(*pair(5, 0), *first, *second), articles=("c", "b", "a")))
    assert (cursor.row_number, cursor.doc_path) == (2, "b")
    cursor.take(matrix_of(*by_article(*first)))
    assert (cursor.row_number, cursor.doc_path) == (0, "b"), "its row is gone"


def test_it_goes_through_the_marks_of_a_cell_and_to_a_mark() -> None:
    one, two = pair(1, 0)
    more = made_mark(9, "b", start=50, links=f"differs:{one.id}")
    cursor = MatrixCursor()
    cursor.take(matrix_of(*by_article(one, two, more, *pair(3, 20))))
    cursor.point(0, 1)
    told = []
    for _ in range(3):
        assert cursor.entry is not None
        told.append((cursor.entry_number, cursor.entry.seen))
        cursor.next_entry()
    assert told == [(1, more), (2, two), (1, more)]
    cursor.point(1, 0)
    cursor.point_to(more.identity)
    assert (cursor.row_number, cursor.doc_path) == (0, "b")
    cursor.point_to(("x", "ana", "none"))
    assert cursor.row_number == 0


@pytest.fixture
def workspace(corpus_copy: Path) -> Workspace:
    link_articles(corpus_copy)
    return open_workspace([corpus_copy], "ana")


def row_of(workspace: Workspace, words: str) -> Row:
    linked = Linked(workspace)
    linked.read()
    rows = linked.matrix(workspace.corpus.doc_paths).rows
    return next(row for row in rows if row.words.startswith(words))


def article(workspace: Workspace, name: str) -> str:
    return next(it for it in workspace.corpus.doc_paths if it.startswith(name))


def test_silence_is_kept_and_taken_back_and_can_be_undone(workspace: Workspace) -> None:
    where = article(workspace, "002")
    done = settle_silent(workspace.editor, row_of(workspace, "on Mon"), where)
    assert done.said == "looked, not there: kept"
    assert row_of(workspace, "on Mon").cell(where).silent_by == ("ana",)
    links = done.changes[0].subject.links
    done = settle_silent(workspace.editor, row_of(workspace, "on Mon"), where)
    assert row_of(workspace, "on Mon").cell(where).verdict == ""
    assert workspace.editor.undo().describe() == (
        "took back: looked in vain for date “on Monday and Tuesday”"
    )
    assert row_of(workspace, "on Mon").head.stored.links == links
    workspace.editor.undo()
    assert row_of(workspace, "on Mon").cell(where).verdict == ""


def test_an_article_that_has_something_is_not_silent(workspace: Workspace) -> None:
    with pytest.raises(EditError, match="has something"):
        settle_silent(workspace.editor, row_of(workspace, "on Mon"), article(workspace, "003"))


def test_what_is_not_ones_own_is_not_changed(workspace: Workspace) -> None:
    zoe = Editor(workspace.store, "zoe")
    row = row_of(workspace, "on Mon")
    with pytest.raises(EditError, match="none of the row's marks is yours"):
        settle_silent(zoe, row, article(workspace, "002"))
    with pytest.raises(EditError, match="none of the row's marks is yours"):
        settle_words(zoe, row, row.members[1])


def test_a_member_lends_the_row_its_words(workspace: Workspace) -> None:
    row = row_of(workspace, "Beijing will")
    theirs = next(it for it in row.members if it.stored.annotator == "bob")
    settle_words(workspace.editor, row, theirs)
    row = row_of(workspace, "we will not")
    assert row.head.stored == theirs.stored, "another's may lend its words, too"
    mine = row.members[1]
    done = settle_words(workspace.editor, row, mine)
    assert done.said == 'the row\'s words: “Beijing would "never compromise" on the…”'
    chosen = [it for it in workspace.store.everything() if "heads:" in it.links]
    assert [it.links.count("heads:") for it in chosen] == [1], "the earlier choice is gone"
    row = row_of(workspace, "Beijing would")
    with pytest.raises(EditError, match="already"):
        settle_words(workspace.editor, row, row.head)
    opposed = row.cell(article(workspace, "002")).entries[0]
    with pytest.raises(EditError, match="only a mark that says it"):
        settle_words(workspace.editor, row, opposed)


def test_what_was_changed_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    row = row_of(workspace, "on Mon")
    other = open_workspace([workspace.corpus.root], "ana")
    other.editor.set_links(row.head.stored, "")
    assert other.store.close() == ""
    with pytest.raises(ConflictError):
        settle_silent(workspace.editor, row, article(workspace, "002"))
    (found,) = [it for it in workspace.store.everything() if it.id == row.head.stored.id]
    assert found.links == ""


def test_silence_kept_on_two_marks_is_taken_back_in_one_step(workspace: Workspace) -> None:
    editor, where = workspace.editor, article(workspace, "002")
    members = [it.stored for it in row_of(workspace, "on Mon").members]
    for it in members:
        editor.set_links(it, with_link(it.links, silent_in(where)))
    assert row_of(workspace, "on Mon").cell(where).verdict == "silent"
    done = settle_silent(editor, row_of(workspace, "on Mon"), where)
    assert len(done.changes) == len(members) == 2
    assert row_of(workspace, "on Mon").cell(where).verdict == ""
    editor.undo()
    kept = [it.stored.links for it in row_of(workspace, "on Mon").members]
    assert all(f"silent:{where}" in links for links in kept)

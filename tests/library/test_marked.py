"""What was marked, article by article, as the list of marks reads it."""

from pathlib import Path

import pytest

from annotations.errors import StoreError
from annotations.model import Annotation
from annotations.store import STORE_FOLDER
from annotations.text.span import Span
from annotations.workspace import Workspace, open_workspace


def mark(folder: Path, annotator: str, name: str, span: Span, label: str = "claim") -> Workspace:
    workspace = open_workspace([folder], annotator)
    path = next(it for it in workspace.corpus.doc_paths if it.startswith(name))
    workspace.editor.tag(workspace.article(path), span, label)
    workspace.store.flush()
    return workspace


@pytest.fixture
def folder(corpus_copy: Path) -> Path:
    """Marks of two annotators, in an article that has changed since, and in one that is gone."""
    for name in ("000", "001", "003"):
        mark(corpus_copy, "ana", name, Span(30, 60))
        mark(corpus_copy, "bob", name, Span(10, 20), "date")
    (changed,) = corpus_copy.glob("000*")
    changed.write_text("A new line.\n" + changed.read_text())
    next(corpus_copy.glob("001*")).unlink()
    return corpus_copy


def seen(workspace: Workspace, annotator: str | None = None) -> list[Annotation]:
    return [it.seen for found in workspace.marked(annotator) for it in found.marks]


def test_it_is_all_that_is_annotated_and_what_is_gone_comes_last(folder: Path) -> None:
    workspace = open_workspace([folder], "ana")
    # What is not in its file of marks yet is there too.
    path = workspace.corpus.doc_paths[1]
    workspace.editor.tag(workspace.article(path), Span(0, 5), "error")
    found = list(workspace.marked())
    assert [it.doc_path[:3] for it in found] == ["000", "002", "003", "001"]
    for whose in (None, "ana", "bob", "cy"):
        in_order = sorted(seen(workspace, whose), key=lambda it: it.sort_key)
        assert in_order == workspace.annotations(whose)
    stored = [it.stored for marked in found for it in marked.marks]
    everything = list(workspace.store.everything())
    assert sorted(stored, key=lambda it: it.sort_key) == everything, "as changes expect it"
    assert seen(workspace)[0].status == "moved"


def test_some_articles_are_read_alone_also_without_marks(folder: Path) -> None:
    workspace = open_workspace([folder], "ana")
    paths = [*workspace.corpus.doc_paths[:2], "gone.txt"]
    found = list(workspace.marked_in(paths))
    assert [(it.doc_path, len(it.marks)) for it in found] == [*zip(paths, (2, 0, 0), strict=True)]
    (whole, *_) = workspace.marked()
    assert found[0].marks == whole.marks
    assert [len(it.marks) for it in workspace.marked_in(paths, "bob")] == [1, 0, 0]


def test_named_files_have_their_marks_alone(folder: Path) -> None:
    (path,) = folder.glob("003*")
    workspace = open_workspace([path], "ana")
    assert [it.doc_path[:3] for it in workspace.marked()] == ["003"]
    paths = sorted(it.name for it in folder.glob("*.txt"))
    assert [it.doc_path[:3] for it in workspace.marked_in(paths)] == ["003"]


def test_a_file_that_can_not_be_read_is_told_of_and_the_others_are_read(folder: Path) -> None:
    (shard,) = (folder / STORE_FOLDER / "marks" / "ana").glob("003*")
    shard.write_bytes(b'{"broken')
    workspace = open_workspace([folder], "ana")
    found = list(workspace.marked())
    assert sum(len(it.marks) for it in found) == 5
    (problem,) = [it.problem for it in found if it.problem]
    assert problem.startswith(f"marks can't be read from {shard}")
    (alone,) = workspace.marked_in([next(folder.glob("003*")).name])
    assert (len(alone.marks), alone.problem) == (1, problem)


def test_a_store_that_can_not_be_read_says_why(folder: Path) -> None:
    workspace = open_workspace([folder], "ana")
    marks = folder / STORE_FOLDER / "marks"
    marks.rename(folder / "elsewhere")
    marks.symlink_to(folder / "elsewhere")
    with pytest.raises(StoreError, match="marks can't be read"):
        list(workspace.marked())

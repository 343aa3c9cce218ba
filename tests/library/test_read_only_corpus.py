import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.corpus import Article, find_corpus
from annotations.errors import StoreError
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.making import MakeEditor

FIRST = "000_4639da8ab6d43468.txt"


@pytest.fixture
def first(corpus_copy: Path) -> Article:
    return find_corpus([corpus_copy]).load(FIRST)


@pytest.fixture
def make_read_only(corpus_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, the corpus can't be written to, as far as the system tells."""

    def may(path: object, mode: int) -> bool:
        return not (mode == os.W_OK and str(path).startswith(str(corpus_copy)))

    # Whoever is allowed everything (root) can't be shown a folder that can't be written to.
    return lambda: monkeypatch.setattr(os, "access", may)


def files_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_marks_that_lie_there_are_shown_beside_ones_own_and_can_not_be_changed(
    corpus_copy: Path,
    store: FileStore,
    first: Article,
    make_editor: MakeEditor,
    make_read_only: Callable[[], None],
) -> None:
    old, _ = make_editor(store, "ana").tag(first, Span(0, 5), "claim")
    before = files_below(corpus_copy)
    make_read_only()

    workspace = open_workspace([corpus_copy], "ana")
    new, _ = workspace.editor.tag(first, Span(20, 30), "error")

    assert workspace.store.annotations(FIRST) == [old, new]
    assert workspace.annotations() == [old, new]
    assert workspace.store.counts(FIRST) == Counter(claim=1, error=1)
    assert workspace.for_another_thread().store.annotations(FIRST) == [old, new]
    for attempt in (
        lambda: workspace.editor.set_note(old, "mine"),
        lambda: workspace.editor.delete(old),
    ):
        with pytest.raises(StoreError, match="nothing can be changed"):
            attempt()
    workspace.editor.delete(new)
    assert workspace.annotations() == [old]
    assert files_below(corpus_copy) == before


def test_marks_made_while_it_was_read_only_are_shown_when_it_no_longer_is(
    corpus_copy: Path,
    store: FileStore,
    first: Article,
    make_editor: MakeEditor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
        meanwhile, _ = open_workspace([corpus_copy], "bob").editor.tag(first, Span(0, 9), "date")
    here, _ = make_editor(store, "ana").tag(first, Span(0, 5), "claim")

    workspace = open_workspace([corpus_copy], "bob")

    assert workspace.notice == ""
    assert workspace.store.annotations(FIRST) == [meanwhile, here]


def test_the_same_label_on_the_same_span_is_one_mark_in_whichever_place_it_lies(
    corpus_copy: Path,
    store: FileStore,
    first: Article,
    make_editor: MakeEditor,
    make_read_only: Callable[[], None],
) -> None:
    old, _ = make_editor(store, "ana").tag(first, Span(0, 5), "claim")
    make_read_only()

    workspace = open_workspace([corpus_copy], "ana")

    assert workspace.editor.tag(first, Span(0, 5), "claim") == (old, False)
    assert workspace.annotations() == [old]


def test_a_link_that_lies_where_nothing_can_be_changed_keeps_no_mark_from_being_deleted(
    corpus_copy: Path,
    store: FileStore,
    first: Article,
    make_editor: MakeEditor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, _ = make_editor(store, "ana").tag(first, Span(0, 5), "claim")
    store.close()
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
        workspace = open_workspace([corpus_copy], "ana")
        beside, _ = workspace.editor.tag(first, Span(20, 30), "claim")
        beside = workspace.editor.link(beside, there, "same").source
        with pytest.raises(StoreError, match="nothing can be changed"):
            workspace.editor.link(there, beside, "differs")
        with pytest.raises(StoreError, match="nothing can be changed"):
            workspace.editor.delete(there)
        workspace.store.close()

    workspace = open_workspace([corpus_copy], "ana")
    here, _ = workspace.editor.tag(first, Span(40, 50), "claim")
    workspace.editor.link(here, there, "same")
    said = workspace.editor.delete(there).said

    assert said.endswith(" and its link; ana's link to it leads nowhere now")
    assert workspace.annotations() == [beside, workspace.editor.latest(here)]
    assert workspace.editor.latest(here).links == ""
    workspace.editor.undo()
    assert workspace.store.annotations(FIRST)[0] == there

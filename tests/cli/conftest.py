import subprocess
from pathlib import Path

import pytest

from annotations.corpus import find_corpus
from annotations.store import FileStore
from annotations.text.span import Span
from tests.cli.running import ARTICLES, Done, Run
from tests.making import MakeEditor
from tui.cli.main import main


@pytest.fixture
def marked(corpus_copy: Path, store: FileStore, make_editor: MakeEditor) -> Path:
    """The five articles; ana and bob made seven marks in three of them."""
    corpus = find_corpus([corpus_copy])
    ana, bob = make_editor(store, "ana"), make_editor(store, "bob")
    for editor, number, start, label in (
        (ana, 0, 0, "claim"),
        (ana, 0, 20, "claim"),
        (ana, 0, 38, "quote"),
        (ana, 3, 0, "error"),
        (bob, 3, 0, "error"),
        (bob, 3, 20, "date"),
        (bob, 4, 0, "my own"),
    ):
        editor.tag(corpus.load(ARTICLES[number]), Span(start, start + 9), label)
    assert store.close() == ""
    return corpus_copy


@pytest.fixture
def many_marks(corpus_copy: Path, store: FileStore, make_editor: MakeEditor) -> Path:
    """More marks than a pipe holds."""
    article = find_corpus([corpus_copy]).load(ARTICLES[4])
    editor = make_editor(store)
    for start in range(0, 600, 3):
        editor.tag(article, Span(start, start + 30), "claim")
    assert store.close() == ""
    return corpus_copy


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_here(*words: object, cwd: Path | None = None) -> Done:
        capfd.readouterr()
        with monkeypatch.context() as patch:
            if cwd is not None:
                patch.chdir(cwd)
            try:
                code = main([str(word) for word in words])
            except SystemExit as leaving:
                code = leaving.code if isinstance(leaving.code, int) else 1
        written = capfd.readouterr()
        return subprocess.CompletedProcess([*map(str, words)], code, written.out, written.err)

    return run_here

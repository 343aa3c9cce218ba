import json
import os
import stat
from pathlib import Path

import pytest

from annotations.corpus import find_corpus
from annotations.exporting import write_export
from annotations.store import FileStore
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.making import MakeEditor


def test_a_name_that_begins_with_a_tilde_is_a_file_in_the_users_home() -> None:
    path = write_export("~/marks.jsonl", [b"new"], replace=False)

    assert path == Path(os.environ["HOME"]).resolve() / "marks.jsonl"
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="permissions differ there")
def test_a_replaced_file_is_as_open_to_others_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "marks.jsonl"
    target.write_text("old")
    target.chmod(0o640)

    write_export(str(target), [b"new"], replace=True)

    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() == b"new"


def test_a_file_named_alone_keeps_its_suffix_if_another_of_its_name_lies_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("a.txt", "a.md", "b.txt"):
        (tmp_path / name).write_text("text")

    corpus = find_corpus([tmp_path / "a.txt", tmp_path / "b.txt"])

    assert [corpus.doc_id(doc_path) for doc_path in corpus.doc_paths] == ["a.txt", "b"]


def test_an_id_keeps_its_suffix_once_another_article_of_its_name_has_come(
    corpus_copy: Path, store: FileStore, make_editor: MakeEditor
) -> None:
    corpus = find_corpus([corpus_copy])
    first, second = corpus.doc_paths[:2]
    editor = make_editor(store)
    for doc_path in (first, second):
        editor.tag(corpus.load(doc_path), Span(0, 5), "claim")
    (corpus_copy / second).with_suffix(".md").write_text("the same story, come later")

    marks = open_workspace([corpus_copy], "").annotations()
    lines = (mark.to_line() for mark in marks)

    assert [json.loads(line)["doc_id"] for line in lines] == [Path(first).stem, second]

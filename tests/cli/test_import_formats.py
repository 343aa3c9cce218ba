"""Each format that can be read: exported, imported into a fresh copy, and into a new corpus."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from annotations.formats import DEFAULT, format_of, readers
from annotations.links import HEADS, LinkTo, format_links, silent_in
from annotations.store import STORE_FOLDER
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.cli.running import SIGNALS, Run, records_of, run_and_signal

KEPT: dict[str, set[str]] = {
    "doccano": {"start", "end", "text", "label", "doc_path"},
    "hf": {"start", "end", "text", "label", "doc_path", "note", "id"},
    "prodigy": {"start", "end", "text", "label", "doc_path", "note", "id", "annotator"},
    "label-studio": {"start", "end", "text", "label", "doc_path", "id", "note", "annotator"},
}
"""What of a record comes back; of formats that are not here, all."""
NAMES = list(readers())
WITH_TEXTS = [name for name in NAMES if name not in (DEFAULT, "csv", "w3c")]


@pytest.fixture
def fresh(stressed: Path) -> Path:
    """The same articles without a mark."""
    folder = stressed.parent / "fresh"
    shutil.copytree(stressed, folder, ignore=shutil.ignore_patterns(".sidemark"))
    return folder


@pytest.fixture
def out(stressed: Path) -> Path:
    return stressed.parent / "out"


def written(here: Run, folder: Path, name: str, out: Path) -> Path:
    path = out / f"marks{format_of(name).suffix}"
    out.mkdir()
    assert here("export", folder, "--format", name, "-o", path).returncode == 0
    return path


def records(here: Run, folder: Path, name: str) -> list[dict[str, Any]]:
    found = records_of(here("export", folder).stdout)
    kept = [{key: it[key] for key in KEPT.get(name, it)} for it in found]
    if name == "doccano":
        # It has no ids, and one span for two of the same label.
        kept = list({str(it): it for it in kept}.values())
    return sorted(kept, key=lambda it: (it["doc_path"], it["start"], it["end"], str(it)))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_exported_comes_back_and_only_once(
    here: Run, name: str, stressed: Path, fresh: Path, out: Path
) -> None:
    path = written(here, stressed, name, out)
    done = here("import", path, "--into", fresh)

    assert done.returncode == 0
    assert done.stderr == f"sidemark: read as {name}\n"
    assert len(done.stdout.splitlines()) == 1, "every mark is as stated"
    assert records(here, fresh, name) == records(here, stressed, name)
    before = here("export", fresh).stdout
    again = here("import", path, "--into", fresh)
    assert again.stdout.startswith("nothing new in ")
    assert here("export", fresh).stdout == before


@pytest.mark.parametrize("name", sorted(set(NAMES) - KEPT.keys()))
def test_links_come_back_over_articles_and_lead_where_they_led(
    here: Run, name: str, corpus_copy: Path, out: Path
) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    editor, paths = workspace.editor, workspace.corpus.doc_paths
    first, second, third = (
        editor.tag(workspace.article(paths[number]), Span(start, start + 9), "claim")[0]
        for number, start in ((0, 0), (0, 20), (3, 20))
    )
    editor.link(first, third, "source-of")
    editor.link(first, second, "quotes")
    linked = editor.link(third, second, "differs").source
    words = (silent_in("a b%20/é.txt"), LinkTo(HEADS, second.id), LinkTo("same", "gone"))
    editor.set_links(linked, f"{linked.links} {format_links(words)} no-link")
    assert workspace.store.close() == ""
    path = written(here, corpus_copy, name, out)
    shutil.rmtree(corpus_copy / STORE_FOLDER)

    assert here("import", path, "--into", corpus_copy).returncode == 0

    workspace = open_workspace([corpus_copy], "ana")
    found = {it.id: it for it in workspace.store.everything()}
    assert found[first.id].links == f"source-of:{third.id} quotes:{second.id}"
    assert found[third.id].links == (
        f"differs:{second.id} silent:a%20b%2520/%C3%A9.txt heads:{second.id} same:gone no-link"
    )
    ties = [(it.link.kind, it.other.id) for it in workspace.links.known().ties(found[second.id])]
    assert sorted(ties) == [("differs", third.id), ("quotes", first.id)]


@pytest.mark.parametrize("name", WITH_TEXTS)
def test_a_new_corpus_has_the_same_articles_and_marks(
    here: Run, name: str, stressed: Path, out: Path, tmp_path: Path
) -> None:
    path = written(here, stressed, name, out)
    tried = here("import", path, "--into", tmp_path / "new", "--dry-run")
    assert not (tmp_path / "new").exists()
    done = here("import", path, "--into", tmp_path / "new")

    assert done.returncode == tried.returncode == 0
    assert "into a new corpus of 6 articles" in done.stdout
    assert done.stdout.startswith(tried.stdout.strip().replace("would import", "imported"))
    old, new = (open_workspace([folder], "").corpus for folder in (stressed, tmp_path / "new"))
    assert new.doc_paths == old.doc_paths
    for doc_path in old.doc_paths:
        assert new.load(doc_path).text == old.load(doc_path).text
    assert records(here, tmp_path / "new", name) == records(here, stressed, name)


@pytest.mark.skipif(os.name != "posix", reason="signals differ there")
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("is_there", [False, True])
def test_an_import_that_is_interrupted_leaves_no_half_of_a_new_corpus(
    here: Run, stressed: Path, out: Path, number: signal.Signals, is_there: bool
) -> None:
    path = written(here, stressed, "brat", out)
    (home := stressed.parent / "home").mkdir()
    if is_there:
        (home / "new").mkdir()
    before = sorted(home.rglob("*"))

    words = ["import", path, "--into", home / "new", "--annotator", "ana"]
    done = run_and_signal("annotations.importing.founding", "refuse_no_texts", number, *words)

    assert done.returncode == 128 + number
    assert sorted(home.rglob("*")) == before

import errno
import json
import os
import stat
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.corpus import Article, Corpus
from annotations.editing import Editor
from annotations.errors import EditError, StoreError
from annotations.history import Operation
from annotations.model import Change
from annotations.names import annotator_folder, shard_name
from annotations.store import FileStore, StorePlace, find_store
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.library.conftest import FIRST, SECOND
from tests.making import MakeEditor


@pytest.fixture
def ana(store: FileStore, make_editor: MakeEditor) -> Editor:
    return make_editor(store, "ana")


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file but the locks, which hold nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and path.name != ".lock"
    }


@pytest.fixture
def store(corpus_copy: Path) -> FileStore:
    """What is done is in the log at once, and in the files of marks when that is asked for."""
    return FileStore(corpus_copy / ".sidemark", in_background=False)


def only_mark_file(store: FileStore) -> Path:
    store.flush()
    (path,) = store.root.glob("marks/*/*.json")
    return path


def reopened(store: FileStore) -> FileStore:
    return FileStore(store.root, in_background=False)


def marks_in(store: FileStore) -> dict[str, bytes]:
    """The files of marks once all is in its place."""
    store.flush()
    return files_below(store.root / "marks")


def articles_in(store: FileStore) -> list[str]:
    return sorted({mark.doc_path for mark in store.everything()})


def fail_with(number: int) -> OSError:
    return OSError(number, os.strerror(number), "somewhere")


def test_nothing_is_written_by_reading_alone(
    corpus_copy: Path, corpus: Corpus, store: FileStore
) -> None:
    before = files_below(corpus_copy)

    assert store.annotations(FIRST) == []
    assert store.counts(FIRST) == Counter()
    assert list(store.everything()) == []
    assert articles_in(store) == []
    workspace = open_workspace([corpus_copy], "ana")
    workspace.read(FIRST).select_unit("sentence")
    workspace.summarise(SECOND)
    with pytest.raises(EditError):
        workspace.editor.undo()

    assert files_below(corpus_copy) == before
    assert not store.root.exists()


def test_each_annotator_and_article_has_a_file_of_its_own(
    store: FileStore, first: Article, second: Article, make_editor: MakeEditor
) -> None:
    ana, bob = make_editor(store, "ana"), make_editor(store, "Bob B.")
    for editor in (ana, bob):
        for article in (first, second):
            editor.tag(article, Span(0, 5), "claim")
            editor.tag(article, Span(7, 9), "error")

    expected = {
        f"{folder}/{slug}-{sha256(doc_path.encode()).hexdigest()[:8]}.json"
        for folder in ("ana", f"bob-b-{sha256(b'Bob B.').hexdigest()[:8]}")
        for slug, doc_path in (("000-4639da8ab6d43468", FIRST), ("003-50823aa4b1df31b8", SECOND))
    }
    assert set(marks_in(store)) == expected
    assert {mark.annotator for mark in store.annotations(FIRST)} == {"ana", "Bob B."}
    assert articles_in(store) == [FIRST, SECOND]
    assert store.counts(FIRST) == Counter(claim=2, error=2)


def test_the_histories_are_kept_out_of_git_and_the_marks_are_not(
    store: FileStore, ana: Editor, first: Article
) -> None:
    ana.tag(first, Span(0, 5), "claim")

    ignored = (store.root / ".gitignore").read_text().split()

    assert "history/" in ignored
    assert not any("marks" in line or "*" in line for line in ignored)


def test_stock_tinydb_opens_the_file_and_sees_the_same_records(
    store: FileStore, ana: Editor, first: Article
) -> None:
    for start in (50, 3, 20):
        ana.tag(first, Span(start, start + 9), "claim")

    with TinyDB(only_mark_file(store)) as database:
        marks = database.table("annotations").all()
        (meta,) = database.table("meta").all()

    records = [mark.to_record() for mark in store.annotations(FIRST)]
    assert [dict(mark) for mark in marks] == records
    assert [list(mark) for mark in marks] == [list(record) for record in records]
    assert [mark.doc_id for mark in marks] == [int(m["id"].replace("-", ""), 16) for m in marks]
    assert dict(meta) == {"schema": "marks/1", "doc_path": FIRST, "annotator": "ana"}


def test_records_that_stock_tinydb_wrote_are_read(
    store: FileStore, ana: Editor, first: Article
) -> None:
    ana.tag(first, Span(3, 9), "claim")
    with TinyDB(only_mark_file(store)) as database:
        database.table("annotations").update({"note": "written by hand"})

    (mark,) = reopened(store).annotations(FIRST)

    assert mark.note == "written by hand"
    ana.set_note(mark, "and changed")
    assert [found.note for found in reopened(store).annotations(FIRST)] == ["and changed"]


def test_each_document_is_one_line_and_they_are_sorted_by_position(
    store: FileStore, ana: Editor, first: Article
) -> None:
    spans = [Span(50, 60), Span(3, 9), Span(3, 20), Span(100, 101), Span(3, 9)]
    for span, label in zip(spans, ["date", "quote", "claim", "error", "claim"], strict=True):
        ana.tag(first, span, label)

    text = only_mark_file(store).read_text(encoding="utf-8")
    table = json.loads(text)["annotations"]

    places = [(mark["start"], mark["end"], mark["label"]) for mark in table.values()]
    assert places == [
        (3, 20, "claim"), (3, 9, "claim"), (3, 9, "quote"), (50, 60, "date"), (100, 101, "error"),
    ]  # fmt: skip
    for key, mark in table.items():
        (line,) = [line for line in text.split("\n") if line.startswith(f'"{key}":')]
        assert json.loads(line.removeprefix(f'"{key}":').rstrip(",")) == mark
    assert text.endswith("}\n")


def test_one_change_changes_one_line_of_the_file(
    store: FileStore, ana: Editor, first: Article
) -> None:
    marks = [ana.tag(first, Span(start, start + 4), "claim")[0] for start in range(0, 50, 10)]
    before = only_mark_file(store).read_text().split("\n")

    ana.set_note(marks[2], "a note")

    after = only_mark_file(store).read_text().split("\n")
    assert len(after) == len(before)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_a_change_made_by_another_process_is_seen_at_the_next_reading(
    store: FileStore, ana: Editor, first: Article, make_editor: MakeEditor
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    elsewhere = make_editor(reopened(store), "ana")

    elsewhere.set_note(mark, "from elsewhere")

    (seen,) = store.annotations(FIRST)
    assert seen.note == "from elsewhere"


def test_a_change_of_what_was_changed_elsewhere_is_refused_and_nothing_changes(
    store: FileStore, ana: Editor, first: Article, make_editor: MakeEditor
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    make_editor(reopened(store), "ana").set_note(mark, "from elsewhere")
    before = files_below(store.root)

    with pytest.raises(StoreError, match="changed elsewhere"):
        ana.delete(mark)

    assert files_below(store.root) == before
    (kept,) = store.annotations(FIRST)
    assert kept.note == "from elsewhere"


def test_a_deleted_mark_can_not_be_changed_nor_an_existing_one_made_again(
    store: FileStore, ana: Editor, first: Article
) -> None:
    gone, _ = ana.tag(first, Span(0, 5), "claim")
    kept, _ = ana.tag(first, Span(0, 5), "error")
    ana.delete(gone)

    for change in (Change(gone, None), Change(gone, gone), Change(None, kept)):
        with pytest.raises(StoreError):
            store.record(Operation.of("changed", change))
    assert store.annotations(FIRST) == [kept]


def test_of_several_changes_all_are_made_or_none(
    store: FileStore, ana: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    changed = mark.model_copy(update={"note": "changed"})
    before = files_below(store.root)

    with pytest.raises(StoreError):
        store.record(Operation.of("changed", Change(mark, changed), Change(mark, None)))

    assert files_below(store.root) == before


def test_of_changes_to_several_articles_all_are_made_or_none(
    store: FileStore, ana: Editor, first: Article, second: Article
) -> None:
    here, _ = ana.tag(first, Span(0, 5), "claim")
    there, _ = ana.tag(second, Span(0, 5), "claim")
    ana.delete(there)
    before = files_below(store.root)

    with pytest.raises(StoreError):
        store.record(Operation.of("changed", Change(here, None), Change(there, None)))

    assert files_below(store.root) == before
    assert store.annotations(FIRST) == [here]


def test_fields_of_a_later_version_outlast_a_change(
    store: FileStore, ana: Editor, first: Article
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    with TinyDB(only_mark_file(store)) as database:
        database.table("annotations").update({"confidence": 0.75, "tags": ["a", {"b": None}]})
        database.table("article").insert({"date": "2024-01-11"})
    (mark,) = store.annotations(FIRST)

    ana.relabel(mark, "error")

    table = json.loads(only_mark_file(store).read_text())
    (kept,) = table["annotations"].values()
    assert (kept["label"], kept["confidence"]) == ("error", 0.75)
    assert kept["tags"] == ["a", {"b": None}]
    assert list(table["article"].values()) == [{"date": "2024-01-11"}]


def test_a_record_without_the_fields_that_may_be_missing_can_be_changed(
    store: FileStore, ana: Editor, first: Article
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    path = only_mark_file(store)
    tables = json.loads(path.read_text())
    for record in tables["annotations"].values():
        del record["note"], record["links"], record["source"]
    path.write_text(json.dumps(tables))
    (mark,) = store.annotations(FIRST)

    ana.set_note(mark, "a note")

    assert [found.note for found in reopened(store).annotations(FIRST)] == ["a note"]


def test_a_record_that_is_no_annotation_is_passed_over_and_kept(
    store: FileStore, ana: Editor, first: Article
) -> None:
    good, _ = ana.tag(first, Span(0, 5), "claim")
    path = only_mark_file(store)
    tables = json.loads(path.read_text())
    tables["annotations"]["7"] = {"schema": "annotation/1", "start": 1, "places": [[1, 2]]}
    path.write_text(json.dumps(tables))

    assert store.annotations(FIRST) == [good]
    ana.set_note(good, "a note")
    store.flush()

    kept = json.loads(path.read_text())["annotations"]
    assert kept["7"] == {"schema": "annotation/1", "start": 1, "places": [[1, 2]]}
    assert len(kept) == 2


def test_a_damaged_file_shows_as_the_problem_of_its_article_only(
    corpus_copy: Path, store: FileStore, ana: Editor, first: Article, make_editor: MakeEditor
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    only_mark_file(store).write_bytes(b"{")
    his, _ = make_editor(store, "bob").tag(first, Span(8, 12), "claim")
    workspace = open_workspace([corpus_copy], "ana")

    assert "damaged" in workspace.summarise(FIRST).problem
    assert workspace.summarise(FIRST).title.startswith("Beijing's clear signal")
    assert workspace.summarise(FIRST).counts == Counter(claim=1)
    assert workspace.summarise(SECOND).problem == ""
    # What can be read of the article is shown.
    assert list(workspace.read(FIRST).annotations) == [his]
    assert list(workspace.read(SECOND).annotations) == []


def test_a_file_that_can_not_be_opened_is_reported_as_such(
    store: FileStore, ana: Editor, first: Article, second: Article
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    path = only_mark_file(store)
    path.unlink()
    path.mkdir()
    fresh = reopened(store)

    assert list(fresh.annotations(FIRST)) == list(fresh.everything()) == []
    assert fresh.counts(FIRST) == Counter()
    assert [str(path) in problem.message for problem in fresh.problems(FIRST)] == [True]
    assert fresh.problems(SECOND) == []
    with pytest.raises(StoreError) as raised:
        ana.tag(first, Span(8, 12), "claim")
    assert str(path) in raised.value.message
    other, _ = ana.tag(second, Span(8, 12), "claim")
    store.flush()
    assert list(reopened(store).everything()) == [other]
    assert path.is_dir()


def test_a_store_that_is_a_file_is_refused(
    corpus_copy: Path, store: FileStore, ana: Editor, first: Article
) -> None:
    store.root.write_text("in the way")

    with pytest.raises(StoreError):
        ana.tag(first, Span(0, 5), "claim")
    with pytest.raises(StoreError):
        store.annotations(FIRST)
    assert store.root.read_text() == "in the way"


def test_a_file_deleted_meanwhile_leaves_no_marks_behind(
    store: FileStore, ana: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    only_mark_file(store).unlink()

    assert store.annotations(FIRST) == []
    assert store.counts(FIRST) == Counter()
    with pytest.raises(StoreError):
        ana.delete(mark)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_write_leaves_the_old_file_and_the_history_as_they_were(
    number: int,
    store: FileStore,
    ana: Editor,
    first: Article,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    kept, _ = ana.tag(first, Span(8, 12), "quote")
    ana.tag(first, Span(20, 25), "claim")
    ana.undo()
    before, marks = files_below(store.root), list(store.annotations(FIRST))

    def fail(_descriptor: int, _data: bytes) -> None:
        raise fail_with(number)

    attempts = (
        lambda: ana.tag(first, Span(30, 40), "error"),
        lambda: ana.relabel(kept, "claim"),
        lambda: ana.reshape(first, kept, Span(8, 20)),
        lambda: ana.set_note(kept, "a note"),
        lambda: ana.delete(kept),
        ana.undo,
        ana.redo,
    )
    for attempt in attempts:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", fail)
            with pytest.raises(StoreError) as raised:
                attempt()
            assert os.strerror(number) in raised.value.message
        assert files_below(store.root) == before
        assert list(store.annotations(FIRST)) == marks
        assert list(reopened(store).annotations(FIRST)) == marks

    assert ana.redo().verb == "tagged"
    assert ana.undo().subject.start == 20
    assert ana.undo().subject == kept


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_a_folder_that_can_not_be_synced_keeps_no_mark_from_its_place(
    number: int, store: FileStore, ana: Editor, first: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    sync = os.fsync

    def fail_for_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise fail_with(number)
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail_for_folders)
        ana.tag(first, Span(8, 12), "error")
        store.flush()

    assert len(json.loads(only_mark_file(store).read_bytes())["annotations"]) == 2
    for _ in range(2):
        ana.undo()
    assert list(store.annotations(FIRST)) == []
    with pytest.raises(EditError):
        ana.undo()


def test_what_could_not_be_kept_is_not_the_last_label(
    store: FileStore, ana: Editor, first: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")

    def fail(_descriptor: int, _data: bytes) -> None:
        raise fail_with(errno.ENOSPC)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        with pytest.raises(StoreError):
            ana.tag(first, Span(8, 12), "error")
        assert ana.last_label == "claim"
        with pytest.raises(StoreError):
            ana.relabel(mark, "date")
        assert ana.last_label == "claim"


def test_a_failing_write_leaves_the_open_article_as_it_was(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    reading = workspace.read(FIRST, caret=100)
    reading.tag("error")
    reading.move_to(200)
    reading.select_unit("sentence")
    selection, marks = reading.selection, list(reading.annotations)

    def fail(_descriptor: int, _data: bytes) -> None:
        raise fail_with(errno.ENOSPC)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        with pytest.raises(StoreError):
            reading.tag("claim")

    assert (reading.selection, reading.annotations) == (selection, marks)
    assert (reading.current, reading.is_chosen, reading.reshaping) == (None, False, None)
    reading.refresh()
    assert list(reading.annotations) == marks


def test_the_very_first_write_that_fails_leaves_no_marks(
    store: FileStore, ana: Editor, first: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int, _data: bytes) -> None:
        raise fail_with(errno.ENOSPC)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        with pytest.raises(StoreError):
            ana.tag(first, Span(0, 5), "claim")

    assert not list(store.root.rglob("*.json"))
    assert list(reopened(store).operations()) == []
    assert store.annotations(FIRST) == []
    ana.tag(first, Span(0, 5), "claim")
    assert len(store.annotations(FIRST)) == 1


def test_an_article_whose_marks_are_all_deleted_has_none(
    store: FileStore, ana: Editor, first: Article, second: Article
) -> None:
    ana.tag(second, Span(0, 5), "claim")
    mark, _ = ana.tag(first, Span(0, 5), "claim")

    ana.delete(mark)

    assert store.annotations(FIRST) == []
    assert store.counts(FIRST).total() == 0
    assert articles_in(store) == [SECOND]


@pytest.mark.parametrize(
    "annotator",
    [
        *("..", ".", "../x", "../../../etc/x", "/etc/x", "a/b", "a\\b", "C:\\x", "~", "-", "x y"),
        *("A", "a", "con", "NUL", "com1", "aux.json", "Ána", "台湾", "🇩🇪", "a" * 200, "a\u202eb"),
        *(".hidden", "a.", "a ", "*?<>|"),
    ],
)
def test_an_annotators_folder_lies_inside_the_store_and_serves_every_file_system(
    annotator: str, store: FileStore, first: Article, make_editor: MakeEditor
) -> None:
    before = {path.name for path in store.root.parent.iterdir()}

    mark, _ = make_editor(store, annotator).tag(first, Span(0, 5), "claim")

    folder = only_mark_file(store).parent
    assert list((store.root / "marks").iterdir()) == [folder]
    assert set(files_below(store.root / "marks")) == {f"{folder.name}/{only_mark_file(store).name}"}
    assert {path.name for path in store.root.parent.iterdir()} == before | {store.root.name}
    assert set(folder.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert folder.name not in {"con", "nul", "com1", "aux"}
    assert len(folder.name) <= 60
    assert [found.annotator for found in reopened(store).annotations(FIRST)] == [annotator]
    assert reopened(store).annotations(FIRST) == [mark]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50)


@given(st.sets(NAMES | st.text("aA-. é/", min_size=1, max_size=4), min_size=2, max_size=20))
def test_distinct_annotators_have_distinct_folders(annotators: set[str]) -> None:
    folders = {annotator_folder(annotator).casefold() for annotator in annotators}

    assert len(folders) == len(annotators)


def test_no_plain_name_is_the_folder_of_another_annotator() -> None:
    folder = annotator_folder("A")

    assert annotator_folder(folder) != folder


@given(st.sets(NAMES | st.text("aA-. é/", min_size=1, max_size=4), min_size=2, max_size=20))
def test_distinct_articles_have_distinct_plain_file_names(doc_paths: set[str]) -> None:
    names = {shard_name(doc_path).casefold() for doc_path in doc_paths}

    assert len(names) == len(doc_paths)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in names)
    assert all(name.endswith(".json") and len(name) <= 60 for name in names)


def test_the_store_lies_beside_the_articles_or_where_it_is_asked_for(tmp_path: Path) -> None:
    assert find_store(tmp_path) == StorePlace(tmp_path / ".sidemark")
    assert find_store(tmp_path, tmp_path / "named") == StorePlace(tmp_path / "named")


def test_a_corpus_that_can_not_be_written_to_is_kept_in_the_users_data_folder(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever is allowed everything (root) can't be shown a folder that can't be written to.
    def may(path: object, mode: int) -> bool:
        return not (mode == os.W_OK and str(path).startswith(str(corpus_copy)))

    monkeypatch.setattr(os, "access", may)
    before = files_below(corpus_copy)

    workspace = open_workspace([corpus_copy], "ana")
    workspace.read(FIRST).tag("claim")

    own = Path(os.environ["XDG_DATA_HOME"]) / "sidemark" / "stores"
    assert workspace.store.root.parent == own
    assert str(workspace.store.root) in workspace.notice
    assert "read-only" in workspace.notice
    assert files_below(corpus_copy) == before
    assert len(open_workspace([corpus_copy], "ana").store.annotations(FIRST)) == 1


def test_two_corpora_of_one_name_have_stores_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)

    one = find_store(tmp_path / "one" / "wire").write
    two = find_store(tmp_path / "two" / "wire").write

    assert one != two
    assert one.parent == two.parent


MARK_MANY = """
import sys
from pathlib import Path
from annotations.corpus import find_corpus
from annotations.editing import Editor
from annotations.store import FileStore
from annotations.text.span import Span

article = find_corpus([Path(sys.argv[1])]).load(sys.argv[2])
store = FileStore(Path(sys.argv[1], ".sidemark"))
editor = Editor(store, "ana")
print("ready", flush=True)
sys.stdin.readline()
for start in range(0, 100):
    editor.tag(article, Span(start, start + 50 + int(sys.argv[3])), "claim")
assert store.close() == ""
"""


def test_marks_that_two_processes_make_at_once_are_all_kept(
    corpus_copy: Path, store: FileStore
) -> None:
    (corpus_copy / "long.txt").write_text("x" * 200)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MARK_MANY, str(corpus_copy), "long.txt", number],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in ("0", "1")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[1] for process in processes]

    assert said == ["", ""]
    assert len(store.annotations("long.txt")) == 200

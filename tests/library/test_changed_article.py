"""An article that changed after it was marked: what is seen, what is done to it, what is stored."""

from pathlib import Path

import pytest

from annotations import placing
from annotations.corpus import Article
from annotations.errors import ConflictError, EditError
from annotations.history import Operation
from annotations.model import Annotation, Change
from annotations.reading import Reading
from annotations.store.memory import MemoryStore
from annotations.text.span import Span
from annotations.workspace import Workspace, open_workspace
from tests.library.test_placing import article
from tests.making import make_editor

OLD = "The harbour opens in March. Ships had waited there since the storm. It is not safe."
NEW = "A new line.\n\nThe harbour opens in March. Ships had been waiting there since the storm."
MARCH, SHIPS, SAFE = "opens in March", "Ships had waited there since the storm", "It is not safe"


@pytest.fixture
def store() -> MemoryStore:
    """A store with three marks of ana's on the old text: one moved, one edited, one gone."""
    store = MemoryStore()
    editor = make_editor(store)
    for quote, label in ((MARCH, "date"), (SHIPS, "claim"), (SAFE, "claim")):
        start = OLD.index(quote)
        editor.tag(article(OLD), Span(start, start + len(quote)), label)
    return store


@pytest.fixture
def reading(store: MemoryStore) -> Reading:
    return opened(store)


def opened(store: MemoryStore, text: str = NEW, annotator: str = "ana") -> Reading:
    editor = make_editor(store, annotator)
    editor.make_id = iter(f"00000000-0000-4000-8000-{n:012}" for n in range(1, 99)).__next__
    reading = Reading(article(text), lambda: editor)
    reading.refresh()
    return reading


def records(store: MemoryStore) -> list[Annotation]:
    return list(store.annotations("story.txt"))


def stored(store: MemoryStore, quote: str) -> Annotation:
    (found,) = (it for it in records(store) if quote in it.text)
    return found


def orphan(reading: Reading) -> Annotation:
    (found,) = reading.marks.orphans
    return found


def select(reading: Reading, phrase: str) -> None:
    start = reading.text.index(phrase)
    reading.select(Span(start, start + len(phrase)))


def test_opening_shows_marks_where_they_are_now_and_writes_nothing(
    reading: Reading, store: MemoryStore
) -> None:
    assert [(it.text, it.status) for it in reading.annotations] == [
        (MARCH, "moved"),
        ("Ships had been waiting there since the storm", "fuzzy"),
    ]
    assert [it.text for it in reading.marks.orphans] == [SAFE]
    assert {it.doc_sha256 for it in records(store)} == {article(OLD).sha256}
    assert {it.status for it in records(store)} == {"ok"}
    assert len(list(store.operations())) == 3


def test_what_is_at_the_caret_is_what_is_seen_there(reading: Reading) -> None:
    reading.move_to(NEW.index("waiting"))
    assert [it.label for it in reading.at(reading.caret)] == ["claim"]
    reading.move_to(0)
    assert reading.at(0) == []


def test_a_text_is_kept_with_the_first_mark_on_it_and_found_by_its_hash(
    reading: Reading, store: MemoryStore
) -> None:
    assert store.text(article(OLD).sha256) == OLD
    assert store.text(article(NEW).sha256) is None, "nothing was marked on it yet"

    select(reading, "A new line")
    reading.tag("error")

    assert store.text(article(NEW).sha256) == NEW


def test_opening_keeps_the_text_of_marks_that_came_without_it(store: MemoryStore) -> None:
    other = MemoryStore()
    for operation in reversed(list(store.operations())):
        other.record(operation)

    opened(other, NEW)
    assert other.text(article(NEW).sha256) is None
    opened(other, OLD)

    assert other.text(article(OLD).sha256) == OLD


def test_a_moved_mark_is_changed_where_it_is_seen_and_undo_puts_it_back(
    reading: Reading, store: MemoryStore
) -> None:
    before = records(store)
    reading.go_to(stored(store, MARCH))
    assert reading.caret == NEW.index(MARCH), "where it is now"

    assert reading.tag("error").said == "date is now error"
    assert reading.set_note(reading.subject(), "check").said == "note kept"

    changed = stored(store, MARCH)
    assert (changed.label, changed.note, changed.status) == ("error", "check", "moved")
    assert NEW[changed.start : changed.end] == MARCH
    assert changed.doc_sha256 == article(NEW).sha256
    assert store.text(changed.doc_sha256) == NEW
    reading.editor.undo()
    reading.editor.undo()
    assert reading.refresh()
    assert records(store) == before
    assert [it.label for it in reading.annotations] == ["date", "claim"]


def test_a_fuzzy_mark_that_is_reshaped_even_to_where_it_is_is_ok(
    reading: Reading, store: MemoryStore
) -> None:
    reading.go_to(stored(store, SHIPS))
    reading.start_reshaping()
    assert reading.selection.span == reading.subject().span

    assert reading.choose().changed

    assert [it.status for it in reading.annotations] == ["moved", "ok"]
    assert stored(store, "been waiting").doc_sha256 == article(NEW).sha256


def test_the_same_label_where_a_moved_mark_is_seen_makes_no_second_one(
    reading: Reading, store: MemoryStore
) -> None:
    select(reading, MARCH)

    assert reading.tag("date").said.startswith("already date")
    assert len(records(store)) == 3


def test_where_a_mark_once_stood_another_may_be_made(store: MemoryStore) -> None:
    old = stored(store, MARCH)
    reading = opened(store)

    reading.select(old.span)
    reading.tag("date")

    assert len(reading.annotations) == 3


def test_a_moved_mark_can_not_take_the_label_of_another_that_is_seen_there(
    reading: Reading, store: MemoryStore
) -> None:
    select(reading, MARCH)
    reading.tag("error")
    reading.go_to(stored(store, SHIPS))
    reading.go_to_next(-1)
    assert reading.current is not None
    other = "date" if reading.current.label == "error" else "error"

    with pytest.raises(EditError, match=f"marked as {other} already"):
        reading.tag(other)


def test_a_moved_mark_and_an_orphan_are_deleted_and_undo_brings_them_back(
    reading: Reading, store: MemoryStore
) -> None:
    before = records(store)
    reading.go_to(stored(store, MARCH))
    reading.delete()
    reading.go_to(orphan(reading))
    assert reading.delete().said == f"deleted claim “{SAFE}”"
    assert [it.text for it in records(store)] == [SHIPS]
    assert (reading.lost, list(reading.marks.orphans)) == (None, [])

    reading.editor.undo()
    reading.editor.undo()
    reading.refresh()

    assert records(store) == before
    assert len(reading.annotations) == 2
    assert orphan(reading).text == SAFE


def test_an_orphan_is_placed_at_the_selection_and_undo_makes_it_one_again(
    reading: Reading, store: MemoryStore
) -> None:
    reading.go_to(orphan(reading))
    assert reading.caret == min(OLD.index(SAFE), len(NEW))
    assert reading.shown() == reading.lost
    select(reading, "A new line")

    assert reading.place().said == "claim placed on “A new line”"

    assert reading.lost is None
    assert reading.current is not None
    assert (reading.current.text, reading.current.status) == ("A new line", "ok")
    assert stored(store, "A new line").doc_sha256 == article(NEW).sha256
    undone = reading.editor.undo()
    assert undone.verb == "placed"
    reading.refresh()
    assert orphan(reading).text == SAFE
    reading.go_to(undone.earlier_subject)
    assert reading.lost == orphan(reading)
    reading.editor.redo()
    reading.refresh()
    assert (reading.lost, list(reading.marks.orphans)) == (None, [])


def test_placing_says_what_is_missing(reading: Reading, store: MemoryStore) -> None:
    with pytest.raises(EditError, match="press a, type orphan"):
        reading.place()
    reading.go_to(orphan(reading))
    for attempt in (reading.place, reading.start_reshaping):
        with pytest.raises(EditError, match="select where it belongs and press P"):
            attempt()
    reading.select(Span(11, 13))
    with pytest.raises(EditError, match="nothing but blanks"):
        reading.place()
    assert reading.lost is not None
    with pytest.raises(EditError, match="no mark of this article has lost its place"):
        opened(store, OLD).place()


def test_another_annotators_orphan_can_not_be_placed(store: MemoryStore) -> None:
    bobs = opened(store, annotator="bob")
    bobs.go_to(orphan(bobs))
    select(bobs, "A new line")

    with pytest.raises(EditError, match="ana's and can't be changed"):
        bobs.place()


def test_the_orphan_stays_the_one_to_place_until_it_is_left(reading: Reading) -> None:
    reading.go_to(orphan(reading))
    reading.go_to_next(-1)
    reading.move("next_word")
    select(reading, "harbour")
    reading.drop()
    assert reading.lost is not None, "only the selection was dropped"
    reading.drop()
    assert reading.lost is None


def test_the_note_of_an_orphan_is_kept_with_its_old_place(
    reading: Reading, store: MemoryStore
) -> None:
    reading.go_to(orphan(reading))

    reading.set_note(reading.subject(), "where is it?")

    assert stored(store, SAFE).note == "where is it?"
    assert stored(store, SAFE).doc_sha256 == article(OLD).sha256
    assert reading.lost == orphan(reading)
    assert [it.status for it in opened(store, OLD).annotations] == ["ok", "ok", "ok"]


def test_a_moved_mark_that_changed_elsewhere_since_it_was_seen_is_not_overwritten(
    reading: Reading, store: MemoryStore
) -> None:
    reading.go_to(stored(store, MARCH))
    subject = reading.subject()
    opened(store).set_note(subject, "theirs")

    reading.refresh()
    with pytest.raises(ConflictError, match="changed elsewhere"):
        reading.set_note(subject, "mine")

    reading.refresh()
    assert sorted(it.note for it in records(store) if it.label == "date") == ["mine", "theirs"]


def test_of_two_versions_of_a_moved_mark_the_one_that_is_seen_is_settled_on(
    reading: Reading, store: MemoryStore
) -> None:
    subject = next(it for it in reading.annotations if it.text == MARCH)
    opened(store).set_note(subject, "theirs")
    with pytest.raises(ConflictError):
        reading.set_note(subject, "mine")
    reading.refresh()
    copy = next(it for it in reading.annotations if it.note == "mine")

    reading.editor.settle(copy)
    reading.refresh()

    assert [it.note for it in reading.annotations if it.label == "date"] == ["mine"]
    assert subject.id in {it.id for it in reading.annotations}


def test_an_original_that_moved_is_settled_on(store: MemoryStore) -> None:
    original = stored(store, MARCH)
    copy = original.model_copy(
        update={
            "id": "00000000-0000-4000-8000-000000000077",
            "links": f"conflict:{original.id}",
            "note": "other",
        }
    )
    reading = opened(store)
    store.record(Operation.of("kept", Change(None, copy)))
    reading.refresh()
    seen = next(it for it in reading.annotations if it.id == original.id)

    reading.editor.settle(seen)
    reading.refresh()

    assert stored(store, MARCH) == original
    assert [it.text for it in reading.annotations if it.label == "date"] == [MARCH]


def test_refreshing_says_whether_anything_changed(reading: Reading, store: MemoryStore) -> None:
    revision = reading.revision
    assert not reading.refresh()
    assert reading.revision == revision

    make_editor(store, "bob").tag(article(NEW), Span(0, 5), "error")

    assert reading.refresh()
    assert reading.revision > revision
    assert [it.annotator for it in reading.annotations] == ["bob", "ana", "ana"]


def test_what_takes_long_is_found_later_and_nothing_else_moves(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "LONG_TEXT", 10)
    reading = opened(store)
    assert (list(reading.annotations), len(reading.marks.unsought)) == ([], 3)
    select(reading, "A new line")
    reading.tag("error")
    reading.move_to(30)
    selection, search = reading.selection, reading.marks.search()
    assert search is not None

    reading.take(search.run())

    assert reading.selection == selection
    assert [it.status for it in reading.annotations] == ["ok", "moved", "fuzzy"]
    assert orphan(reading).text == SAFE
    assert not reading.refresh()


@pytest.fixture
def workspace(corpus_copy: Path) -> Workspace:
    """A mark in each of two articles, of which one has then changed and the other is gone."""
    workspace = open_workspace([corpus_copy], "ana")
    first, second = workspace.corpus.doc_paths[:2]
    for doc_path in (first, second):
        loaded = workspace.article(doc_path)
        for phrase in ("Beijing", "compromise on Taiwan"):
            start = loaded.text.index(phrase.split()[0])
            workspace.editor.tag(loaded, Span(start, start + len(phrase)), "claim")
    path = workspace.corpus.path(first)
    path.write_text("New.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    workspace.corpus.path(second).unlink()
    return workspace


def test_an_export_gives_the_text_as_it_is_now(workspace: Workspace) -> None:
    first, second, *_ = workspace.corpus.doc_paths
    stored = list(workspace.store.everything())

    for at_once in (True, False):
        found = workspace.annotations(at_once=at_once)
        here = [it for it in found if it.doc_path == first]
        text = workspace.article(first).text
        assert [it.status for it in here] == ["moved", "moved"]
        assert all(text[it.start : it.end] == it.text for it in here)
        assert [it for it in found if it.doc_path == second] == [
            it for it in stored if it.doc_path == second
        ], "of an article that is gone, as they are stored"
    assert list(workspace.store.everything()) == stored
    assert workspace.annotations("bob") == []


def test_only_articles_with_marks_are_loaded(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(self: Workspace, doc_path: str) -> Article:
        loaded.append(doc_path)
        return self.corpus.load(doc_path)

    monkeypatch.setattr(Workspace, "article", load)
    workspace.annotations()

    assert loaded == list(workspace.corpus.doc_paths[:2])


def test_a_record_that_names_another_file_opens_nothing(corpus_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A secret here.", encoding="utf-8")
    workspace = open_workspace([corpus_copy], "ana")
    secret = Article("../secret.txt", "../secret", "A secret here.", article("x").sha256)
    workspace.editor.tag(secret, Span(2, 8), "claim")
    (tmp_path / "secret.txt").write_text("Now: a secret here.", encoding="utf-8")

    (found,) = workspace.annotations()

    assert (found.start, found.status) == (2, "ok"), "as it is stored"

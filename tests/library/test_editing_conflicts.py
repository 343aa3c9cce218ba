"""Two hands on one mark: both versions are kept, and what can't be undone is passed over."""

from collections.abc import Callable

import pytest
from tinydb import TinyDB

from annotations.corpus import Article
from annotations.editing import Editor
from annotations.errors import ConflictError, EditError
from annotations.history import Operation
from annotations.model import Annotation, Change
from annotations.store import Store
from annotations.text.span import Span
from tests.library.conftest import FIRST, AnyStore, NewEditor
from tests.making import counting_ids
from tests.marks import changed_mark, made, redoing, undoing


@pytest.fixture
def store(any_store: AnyStore) -> Store:
    return any_store.store


@pytest.fixture
def ana(store: Store, new_editor: NewEditor) -> Editor:
    editor = new_editor()
    editor.store = store
    return editor


@pytest.fixture
def elsewhere(new_editor: NewEditor) -> Editor:
    """The same annotator at another terminal."""
    return new_editor()


def records(store: Store) -> list[dict[str, object]]:
    return [mark.to_record() for mark in store.everything()]


def in_conflict(ana: Editor, elsewhere: Editor, first: Article) -> tuple[Annotation, Annotation]:
    """A mark as it was changed elsewhere, and the other version that was kept beside it."""
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    theirs = elsewhere.set_note(mark, "theirs")
    with pytest.raises(ConflictError, match="both versions are kept"):
        ana.set_note(mark, "mine")
    (copy,) = [it for it in ana.store.annotations(FIRST) if it.id != mark.id]
    return theirs, copy


def test_of_two_changes_at_once_both_versions_are_kept(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)

    assert sorted(ana.store.annotations(FIRST), key=lambda it: it.note) == [copy, theirs]
    assert (theirs.note, theirs.conflict_with, theirs.links) == ("theirs", "", "")
    assert (copy.note, copy.conflict_with, copy.annotator) == ("mine", theirs.id, "ana")
    assert copy.span == theirs.span
    assert copy.created == theirs.created
    assert copy.modified > theirs.modified


CHANGES: dict[str, Callable[[Editor, Article, Annotation], Annotation]] = {
    "relabelled": lambda editor, _article, mark: editor.relabel(mark, "error"),
    "reshaped": lambda editor, article, mark: editor.reshape(article, mark, Span(8, 12)),
    "noted": lambda editor, _article, mark: editor.set_note(mark, "mine"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_every_change_of_what_was_changed_or_deleted_elsewhere_is_kept_beside_it(
    is_deleted: bool,
    change: Callable[[Editor, Article, Annotation], Annotation],
    ana: Editor,
    elsewhere: Editor,
    first: Article,
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    theirs = [] if is_deleted else [elsewhere.set_note(mark, "theirs")]
    if is_deleted:
        elsewhere.delete(mark)

    with pytest.raises(ConflictError):
        change(ana, first, mark)

    (copy,) = [it for it in ana.store.annotations(FIRST) if it.id != mark.id]
    assert [it for it in ana.store.annotations(FIRST) if it.id == mark.id] == theirs
    assert copy.conflict_with == mark.id
    seen = {"note": mark.note, "label": mark.label, "start": mark.start}
    mine = copy.model_dump(include=set(seen))
    assert sum(mine[name] != seen[name] for name in seen) == 1


def test_deleting_what_was_changed_elsewhere_is_refused_and_keeps_no_copy(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    theirs = elsewhere.set_note(mark, "theirs")

    with pytest.raises(ConflictError, match="changed elsewhere"):
        ana.delete(mark)

    assert list(ana.store.everything()) == [theirs]


def test_the_copy_can_be_undone_and_what_was_done_elsewhere_as_well(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)

    assert ana.undo().subject == copy
    assert list(ana.store.everything()) == [theirs]
    assert ana.undo().subject == theirs
    assert [it.note for it in ana.store.everything()] == [""]
    ana.redo()
    ana.redo()
    assert list(ana.store.everything()) == sorted([copy, theirs], key=lambda it: it.sort_key)


def test_settling_on_the_copy_puts_it_in_the_place_of_the_original(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)
    before = records(ana.store)

    kept = ana.settle(copy).kept

    assert list(ana.store.everything()) == [kept]
    assert (kept.id, kept.note, kept.links) == (theirs.id, "mine", "")
    assert kept.created == theirs.created
    assert kept.modified > copy.modified
    settled = records(ana.store)
    assert ana.undo().verb == "settled"
    assert records(ana.store) == before
    assert ana.redo().verb == "settled"
    assert records(ana.store) == settled


def test_settling_on_the_original_drops_every_copy(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    theirs = elsewhere.set_note(mark, "theirs")
    for note in ("mine", "mine too"):
        with pytest.raises(ConflictError):
            ana.set_note(mark, note)
    before = records(ana.store)
    assert len(before) == 3

    assert ana.settle(theirs).kept == theirs

    assert list(ana.store.everything()) == [theirs]
    assert ana.undo().verb == "settled"
    assert records(ana.store) == before


def test_of_two_copies_settling_on_one_leaves_the_other_to_be_settled(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    elsewhere.set_note(mark, "theirs")
    for note in ("mine", "mine too"):
        with pytest.raises(ConflictError):
            ana.set_note(mark, note)
    copies = {it.note: it for it in ana.store.annotations(FIRST) if it.conflict_with}

    kept = ana.settle(copies["mine"]).kept

    assert {it.note for it in ana.store.everything()} == {"mine", "mine too"}
    (left,) = [it for it in ana.store.everything() if it.id != kept.id]
    assert left.conflict_with == kept.id
    assert ana.settle(left).kept.note == "mine too"
    assert [it.note for it in ana.store.everything()] == ["mine too"]
    ana.undo()
    ana.undo()
    assert {it.note for it in ana.store.everything()} == {"theirs", "mine", "mine too"}


def test_where_the_original_was_deleted_settling_keeps_the_copy_as_it_is(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)
    elsewhere.delete(theirs)

    kept = ana.settle(copy).kept

    assert list(ana.store.everything()) == [kept]
    assert (kept.id, kept.note, kept.links) == (copy.id, "mine", "")
    with pytest.raises(EditError, match="no other version"):
        ana.settle(kept)
    ana.undo()
    assert list(ana.store.everything()) == [copy]


def test_settling_takes_the_versions_as_they_are_now_and_not_as_they_were_seen(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)
    elsewhere.set_note(copy, "mine, and better")
    elsewhere.relabel(theirs, "error")

    kept = ana.settle(copy).kept

    assert kept.note == "mine, and better"
    assert list(ana.store.everything()) == [kept]


def test_a_mark_without_another_version_can_not_be_settled(ana: Editor, first: Article) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")

    with pytest.raises(EditError, match="no other version"):
        ana.settle(mark)

    assert list(ana.store.everything()) == [mark]
    assert [it.verb for it in ana.store.operations()] == ["tagged"]


def test_other_links_of_a_mark_outlast_a_conflict_and_its_settling(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    link = f"same:{counting_ids(77)()}"
    linked = changed_mark(mark, links=link)
    ana.store.record(Operation.of("linked", Change(mark, linked)))
    elsewhere.set_note(linked, "theirs")

    with pytest.raises(ConflictError):
        ana.set_note(linked, "mine")

    (copy,) = [it for it in ana.store.everything() if it.id != mark.id]
    assert sorted(copy.links.split()) == sorted([f"conflict:{mark.id}", link])
    assert ana.settle(copy).kept.links == link


def test_settling_never_touches_a_mark_of_another_annotator(
    ana: Editor, elsewhere: Editor, first: Article, new_editor: NewEditor
) -> None:
    theirs, copy = in_conflict(ana, elsewhere, first)
    bob = new_editor("bob")
    his, _ = bob.tag(first, Span(0, 5), "claim")
    linked = changed_mark(his, links=f"conflict:{theirs.id}")
    bob.store.record(Operation.of("linked", Change(his, linked)))

    ana.settle(theirs)

    assert copy.id not in {it.id for it in ana.store.everything()}
    assert [it for it in ana.store.everything() if it.annotator == "bob"] == [linked]


def test_a_copy_of_another_annotators_mark_does_not_take_its_place(
    ana: Editor, first: Article, new_editor: NewEditor
) -> None:
    his, _ = new_editor("bob").tag(first, Span(0, 5), "claim")
    mine, _ = ana.tag(first, Span(0, 5), "claim")
    linked = changed_mark(mine, links=f"conflict:{his.id}")
    ana.store.record(Operation.of("linked", Change(mine, linked)))

    kept = ana.settle(linked).kept

    assert [it for it in ana.store.everything() if it.annotator == "bob"] == [his]
    assert [it for it in ana.store.everything() if it.annotator == "ana"] == [kept]
    assert kept.links == ""
    with pytest.raises(EditError):
        ana.settle(his)


def taken_back_unseen(editor: Editor, mark: Annotation, note: str) -> Annotation:
    """Change a mark as an undo does whose own operation is no longer remembered."""
    changed = changed_mark(mark, note=note)
    forgotten = Operation.of("noted on", Change(changed, mark))
    editor.store.record(undoing(forgotten))
    return changed


def test_what_was_changed_since_can_not_be_undone_and_what_came_before_it_can(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    earliest, _ = ana.tag(first, Span(20, 25), "claim")
    middle, _ = ana.tag(first, Span(0, 5), "claim")
    last, _ = ana.tag(first, Span(8, 12), "error")
    changed = taken_back_unseen(elsewhere, middle, "changed since")

    assert ana.undo().subject == last
    with pytest.raises(ConflictError, match="changed elsewhere"):
        ana.undo()
    assert list(ana.store.everything()) == [changed, earliest]
    assert ana.undo().subject.start == 20
    assert list(ana.store.everything()) == [changed]
    with pytest.raises(EditError, match="nothing to undo"):
        ana.undo()

    assert ana.redo().subject.start == 20
    assert ana.redo().subject == last


def test_what_was_changed_since_can_not_be_done_again_and_what_was_undone_before_it_can(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    other, _ = ana.tag(first, Span(8, 12), "error")
    noted = ana.set_note(mark, "noted")
    for _ in range(3):
        ana.undo()
    # What would be done again first makes the mark; it is there again, by what is not remembered.
    elsewhere.store.record(redoing(made(mark)))

    with pytest.raises(ConflictError, match="changed elsewhere"):
        ana.redo()
    assert list(ana.store.everything()) == [mark]
    assert ana.redo().subject == other
    assert ana.redo().subject == noted
    assert list(ana.store.everything()) == [noted, other]
    with pytest.raises(EditError, match="nothing to redo"):
        ana.redo()


def test_a_mark_that_was_edited_by_hand_is_no_longer_undone_and_stays(
    any_store: AnyStore, ana: Editor, first: Article, second: Article
) -> None:
    if not any_store.is_kept:
        pytest.skip("there is no file to edit")
    earlier, _ = ana.tag(second, Span(0, 5), "claim")
    ana.tag(first, Span(0, 5), "claim")
    ana.store.flush()
    (path,) = (any_store.root / "marks").glob("*/000*.json")
    with TinyDB(path) as database:
        database.table("annotations").update({"note": "by hand"})

    with pytest.raises(ConflictError):
        ana.undo()

    assert [it.note for it in ana.store.annotations(FIRST)] == ["by hand"]
    assert ana.undo().subject == earlier
    assert [it.note for it in ana.store.everything()] == ["by hand"]
    # Another run tries once more, and is refused as well.
    ana.store.flush()
    with pytest.raises(ConflictError):
        Editor(any_store.elsewhere(), "ana").undo()


def test_an_undo_that_is_refused_changes_nothing_and_can_be_undone_at_another_terminal(
    ana: Editor, elsewhere: Editor, first: Article
) -> None:
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    changed = taken_back_unseen(elsewhere, mark, "changed since")
    before = records(ana.store), [it.id for it in ana.store.operations()]
    with pytest.raises(ConflictError):
        ana.undo()
    assert (records(ana.store), [it.id for it in ana.store.operations()]) == before

    elsewhere.store.record(undoing(Operation.of("noted on", Change(mark, changed))))

    assert elsewhere.undo().subject == mark
    assert list(ana.store.everything()) == []


def test_undo_reaches_over_earlier_runs_and_other_terminals(
    any_store: AnyStore, ana: Editor, first: Article, second: Article, new_editor: NewEditor
) -> None:
    states = [records(ana.store)]
    mark, _ = ana.tag(first, Span(0, 5), "claim")
    states.append(records(ana.store))
    there = new_editor()
    noted = there.set_note(mark, "in the second run")
    states.append(records(ana.store))
    new_editor().tag(second, Span(0, 5), "error")
    states.append(records(ana.store))
    new_editor("bob").tag(first, Span(0, 5), "claim")
    his = [it.to_record() for it in ana.store.everything() if it.annotator == "bob"]
    ana.store.flush()
    ana.delete(noted)

    last = new_editor()
    for state in reversed(states):
        assert last.undo()
        last = new_editor()
        assert [it for it in records(last.store) if it["annotator"] == "ana"] == state
        assert [it for it in records(last.store) if it["annotator"] == "bob"] == his
    with pytest.raises(EditError, match="nothing to undo"):
        last.undo()
    for state in states[1:]:
        new_editor().redo()
        assert [it for it in records(last.store) if it["annotator"] == "ana"] == state
    assert new_editor().redo().verb == "deleted"
    with pytest.raises(EditError, match="nothing to redo"):
        new_editor().redo()


def test_undo_goes_from_article_to_article_in_the_order_of_the_work(
    ana: Editor, first: Article, second: Article
) -> None:
    order = [first, second, second, first, second]
    for number, article in enumerate(order):
        ana.tag(article, Span(number * 20, number * 20 + 3), "claim")

    undone = [ana.undo() for _ in order]

    assert [it.subject.doc_path for it in undone] == [it.doc_path for it in reversed(order)]
    redone = [ana.redo().subject.doc_path for _ in order]
    assert redone == [it.doc_path for it in order]


def test_an_operation_over_two_articles_is_undone_in_both_or_in_none(
    ana: Editor, elsewhere: Editor, first: Article, second: Article
) -> None:
    ids = counting_ids(55)
    here, _ = ana.tag(first, Span(0, 5), "claim")
    there, _ = ana.tag(second, Span(0, 5), "claim")
    copies = [changed_mark(it, id=ids(), label="error") for it in (here, there)]
    ana.store.record(made(*copies))
    taken_back_unseen(elsewhere, copies[1], "changed since")
    before = records(ana.store)

    with pytest.raises(ConflictError):
        ana.undo()

    assert records(ana.store) == before
    assert ana.undo().subject == there
    assert ana.undo().subject == here


def test_a_new_change_forgets_what_could_be_done_again_also_of_another_terminal(
    ana: Editor, elsewhere: Editor, first: Article, new_editor: NewEditor
) -> None:
    ana.tag(first, Span(0, 5), "claim")
    ana.undo()
    new_editor("bob").tag(first, Span(0, 5), "claim")
    ana.redo()
    ana.undo()

    elsewhere.tag(first, Span(8, 12), "error")

    with pytest.raises(EditError, match="nothing to redo"):
        ana.redo()


def test_one_annotator_never_undoes_what_another_did(
    ana: Editor, first: Article, new_editor: NewEditor
) -> None:
    his, _ = new_editor("bob").tag(first, Span(0, 5), "claim")

    with pytest.raises(EditError, match="nothing to undo"):
        ana.undo()

    assert list(ana.store.everything()) == [his]

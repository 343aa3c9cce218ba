"""What every store does, sentence by sentence of the protocol, whatever it keeps its marks in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotations.editing import Editor
from annotations.errors import ConflictError, StoreError
from annotations.history import History, Operation
from annotations.model import Annotation, Change
from annotations.store import MemoryStore, Store
from tests.library.conftest import STORES, AnyStore
from tests.marks import changed_mark, deleted, made, made_mark, noted, redoing, undoing

FIRST, SECOND = "a.txt", "in/b.md"
HERE, THERE = made_mark(1, FIRST), made_mark(2, SECOND)


@pytest.fixture
def store(any_store: AnyStore) -> Store:
    return any_store.store


def state_of(store: Store) -> tuple[list[Annotation], list[Operation]]:
    return list(store.everything()), list(store.operations())


def stacks(history: History) -> tuple[list[str], list[str]]:
    return [it.id for it in history.undoable], [it.id for it in history.redoable]


def test_a_store_begins_empty(store: Store) -> None:
    assert list(store.annotations(FIRST)) == []
    assert store.counts(FIRST) == Counter()
    assert list(store.everything()) == []
    assert list(store.operations()) == []
    assert stacks(store.history("ana")) == ([], [])
    assert store.changed() == frozenset()
    assert store.text("0" * 64) is None
    assert store.problems() == store.problems(FIRST) == []
    assert store.trouble == ""
    store.flush()
    assert list(store.everything()) == []


def test_everybodys_annotations_on_one_article_come_by_position(
    any_store: AnyStore, store: Store
) -> None:
    marks = [
        made_mark(4, start=2, length=9),
        made_mark(2, start=2, label="claim"),
        made_mark(3, start=2, label="claim", annotator="bob"),
        made_mark(1, start=2, label="error"),
        made_mark(5, start=10, annotator="Bob B."),
    ]
    for mark in (marks[3], marks[0], marks[4], marks[2], marks[1]):
        store.record(made(mark))
    store.record(made(THERE))

    assert list(store.annotations(FIRST)) == marks
    assert list(any_store.elsewhere().annotations(FIRST)) == marks
    assert list(store.annotations(SECOND)) == [THERE]
    store.flush()
    assert list(store.annotations(FIRST)) == marks
    assert list(any_store.elsewhere().annotations(FIRST)) == marks


@pytest.mark.parametrize("doc_path", [FIRST, "never seen.txt"])
def test_while_nothing_has_changed_it_is_the_same_object(
    doc_path: str, any_store: AnyStore, store: Store
) -> None:
    store.record(made(HERE))
    seen = store.annotations(doc_path)

    store.counts(doc_path)
    list(store.everything())
    store.changed()
    store.keep_text("0" * 64, "xxx")
    list(any_store.elsewhere().everything())
    with pytest.raises(ConflictError):
        store.record(made(HERE))

    assert store.annotations(doc_path) is seen
    # Where a mark lies is the store's own business: keeping it elsewhere changes none.
    store.flush()
    assert store.annotations(doc_path) is seen


def test_a_change_shows_in_a_new_object_and_the_old_one_stays_as_it_was(store: Store) -> None:
    store.record(made(HERE))
    seen = store.annotations(FIRST)

    store.record(noted(HERE, "new"))

    assert list(seen) == [HERE]
    assert store.annotations(FIRST) is not seen
    assert [it.note for it in store.annotations(FIRST)] == ["new"]


def test_a_change_made_elsewhere_shows_at_the_next_reading(
    any_store: AnyStore, store: Store
) -> None:
    store.record(made(HERE))
    seen = store.annotations(FIRST)
    elsewhere = any_store.elsewhere()

    elsewhere.record(noted(HERE, "from elsewhere"))

    assert store.annotations(FIRST) is not seen
    assert [it.note for it in store.annotations(FIRST)] == ["from elsewhere"]
    elsewhere.flush()
    assert [it.note for it in store.annotations(FIRST)] == ["from elsewhere"]
    elsewhere.record(made(made_mark(9, annotator="bob")))
    assert len(store.annotations(FIRST)) == 2


def test_counts_are_of_each_label_from_everybody(store: Store) -> None:
    mine = made_mark(1, label="claim")
    store.record(made(mine, made_mark(2, label="my own")))
    store.record(made(made_mark(3, label="claim", annotator="bob")))
    store.record(made(made_mark(4, SECOND, label="date")))

    assert store.counts(FIRST) == Counter({"claim": 2, "my own": 1})
    assert store.counts(SECOND) == Counter(date=1)
    store.record(deleted(mine))
    assert store.counts(FIRST) == Counter({"claim": 1, "my own": 1})
    store.flush()
    assert store.counts(FIRST) == Counter({"claim": 1, "my own": 1})


def test_counts_that_are_given_away_can_be_changed(store: Store) -> None:
    store.record(made(HERE))

    store.counts(FIRST)["claim"] += 5

    assert store.counts(FIRST) == Counter(claim=1)


def test_everything_comes_in_the_order_of_an_export(any_store: AnyStore, store: Store) -> None:
    # A longer doc_id sorts by its characters, not by its folder; one place goes by label, then id.
    marks = [
        made_mark(8, "a.txt", start=5, length=9, annotator="bob"),
        made_mark(7, "a.txt", start=5),
        made_mark(1, "b b.txt", start=5, label="claim"),
        made_mark(6, "b b.txt", start=5, label="claim", annotator="bob"),
        made_mark(2, "b b.txt", start=5, label="error"),
        made_mark(3, "b/c.txt", start=0),
        made_mark(4, "Ω.txt", start=0),
    ]
    assert marks == sorted(marks, key=lambda it: it.sort_key)
    for mark in (marks[5], marks[1], marks[6], marks[0], marks[4], marks[3], marks[2]):
        store.record(made(mark))

    assert list(store.everything()) == marks
    store.flush()
    assert list(store.everything()) == marks
    assert list(any_store.elsewhere().everything()) == marks


def test_what_is_recorded_is_there_for_every_other_store(any_store: AnyStore, store: Store) -> None:
    operation = made(HERE, THERE)

    store.record(operation)

    elsewhere = any_store.elsewhere()
    assert list(elsewhere.everything()) == [HERE, THERE]
    assert list(elsewhere.operations()) == [operation]
    assert stacks(elsewhere.history("ana")) == ([operation.id], [])


def test_marks_of_two_articles_with_one_id_are_changed_together(store: Store) -> None:
    copied = changed_mark(HERE, doc_path=SECOND, start=HERE.start + 5, end=HERE.end + 5)
    store.record(made(HERE, copied))
    store.record(deleted(HERE, copied))
    assert list(store.everything()) == []


def test_an_operation_over_several_articles_is_done_in_all_of_them(store: Store) -> None:
    changed, new = changed_mark(HERE, note="new"), made_mark(3, "c.txt")
    store.record(made(HERE, THERE))

    store.record(
        Operation.of("settled", Change(HERE, changed), Change(THERE, None), Change(None, new))
    )

    assert list(store.everything()) == [changed, new]
    assert list(store.annotations(SECOND)) == []
    assert len(list(store.operations())) == 2


def days(store: Store, doc_path: str = FIRST) -> dict[str, date]:
    return {it.annotator: it.day for it in store.given_dates(doc_path)}


EARLY, LATE = date(2021, 11, 25), date(2024, 1, 10)


def test_a_date_that_was_given_an_article_is_there_for_every_other_store(
    any_store: AnyStore, store: Store
) -> None:
    assert store.given_dates(FIRST) == ()
    store.set_article_date(FIRST, "ana", EARLY)
    store.set_article_date(FIRST, "Bob B.", EARLY)
    store.set_article_date(FIRST, "ana", LATE)

    for seen in (store, any_store.elsewhere()):
        assert days(seen) == {"ana": LATE, "Bob B.": EARLY}
        assert days(seen, SECOND) == {}
    any_store.elsewhere().set_article_date(FIRST, "Bob B.", LATE)
    assert days(store) == {"ana": LATE, "Bob B.": LATE}


def test_a_date_is_taken_away_and_that_of_another_stays(store: Store) -> None:
    store.set_article_date(FIRST, "ana", None)
    store.set_article_date(FIRST, "ana", EARLY)
    store.set_article_date(FIRST, "bob", LATE)

    store.set_article_date(FIRST, "ana", None)

    assert days(store) == {"bob": LATE}
    store.set_article_date(FIRST, "bob", None)
    assert days(store) == {}


def test_a_date_is_no_operation_and_leaves_the_marks_as_they_are(
    any_store: AnyStore, store: Store
) -> None:
    store.record(made(HERE))
    seen = store.annotations(FIRST)

    store.set_article_date(FIRST, "ana", EARLY)
    store.record(noted(HERE, "new"))
    store.set_article_date(FIRST, "ana", LATE)
    store.flush()

    assert list(seen) == [HERE]
    assert len(list(store.operations())) == 2
    assert [it.note for it in any_store.elsewhere().annotations(FIRST)] == ["new"]
    assert days(any_store.elsewhere()) == {"ana": LATE}
    assert store.problems() == []


def test_a_date_given_here_or_elsewhere_is_a_change_once(any_store: AnyStore, store: Store) -> None:
    store.changed()
    store.set_article_date(FIRST, "ana", EARLY)
    assert store.changed() == {FIRST}
    assert store.changed() == frozenset()

    elsewhere = any_store.elsewhere()
    elsewhere.set_article_date(FIRST, "bob", LATE)
    elsewhere.set_article_date(SECOND, "bob", LATE)
    assert store.changed() == {FIRST, SECOND}
    store.set_article_date(SECOND, "bob", None)
    assert store.changed() == {SECOND}
    assert store.changed() == frozenset()


def test_the_first_look_for_changes_tells_of_a_date_given_by_this_store(store: Store) -> None:
    store.set_article_date(FIRST, "ana", EARLY)
    assert store.changed() == {FIRST}


NOT_THERE, OTHERWISE = made_mark(9), changed_mark(HERE, note="otherwise")
CONFLICTS = {
    "made, but is there": Change(None, HERE),
    "made, but is there and is otherwise": Change(None, OTHERWISE),
    "changed, but is not there": Change(NOT_THERE, changed_mark(NOT_THERE, note="new")),
    "changed, but is otherwise": Change(OTHERWISE, changed_mark(HERE, note="new")),
    "deleted, but is not there": Change(NOT_THERE, None),
    "deleted, but is otherwise": Change(OTHERWISE, None),
    "changed, but differs in a field of a later version": Change(
        changed_mark(HERE, confidence=1), changed_mark(HERE, note="new")
    ),
    "another annotator's of that article": Change(
        made_mark(5, annotator="ana"), made_mark(5, annotator="ana", note="new")
    ),
}


@pytest.mark.parametrize("change", CONFLICTS.values(), ids=CONFLICTS)
@pytest.mark.parametrize("is_flushed", [False, True])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_where_a_mark_is_not_as_expected_nothing_is_changed(
    place: int, is_flushed: bool, change: Change, any_store: AnyStore, store: Store
) -> None:
    others = [made_mark(5, annotator="bob"), made_mark(6, "gone.txt")]
    store.record(made(HERE, THERE))
    store.record(made(others[0]))
    if is_flushed:
        store.flush()
    before = state_of(store)
    store.changed()
    changes = [Change(THERE, changed_mark(THERE, note="new")), Change(None, others[1])]
    changes.insert(place, change)

    with pytest.raises(ConflictError) as raised:
        store.record(Operation.of("settled", *changes))

    assert "changed elsewhere" in raised.value.message
    assert state_of(store) == before
    assert state_of(any_store.elsewhere()) == before
    assert len(store.history("ana").undoable) == 1
    assert store.changed() <= {FIRST, SECOND, "gone.txt"}
    assert store.trouble == ""
    store.record(Operation.of("settled", *changes[:place], *changes[place + 1 :]))
    assert [it.note for it in store.annotations(SECOND)] == ["new"]


def test_a_deleted_mark_is_gone_and_can_not_be_changed_by_who_has_seen_it(store: Store) -> None:
    store.record(made(HERE))
    store.record(deleted(HERE))

    for operation in (noted(HERE, "new"), deleted(HERE)):
        with pytest.raises(ConflictError):
            store.record(operation)

    assert list(store.annotations(FIRST)) == []
    store.flush()
    assert list(store.everything()) == []
    store.record(made(HERE))
    assert list(store.everything()) == [HERE]


def test_the_changes_of_an_operation_are_made_one_after_the_other(store: Store) -> None:
    once, twice = changed_mark(HERE, note="once"), changed_mark(HERE, note="twice")

    store.record(Operation.of("tagged", Change(None, HERE), Change(HERE, once)))
    store.record(Operation.of("noted on", Change(once, twice)))
    store.record(Operation.of("moved", Change(twice, None), Change(None, HERE)))
    with pytest.raises(ConflictError):
        store.record(Operation.of("deleted", Change(HERE, None), Change(HERE, None)))
    with pytest.raises(ConflictError):
        store.record(Operation.of("tagged", Change(None, NOT_THERE), Change(None, NOT_THERE)))

    assert list(store.everything()) == [HERE]
    store.flush()
    assert list(store.everything()) == [HERE]


def test_a_conflict_is_a_store_error() -> None:
    assert issubclass(ConflictError, StoreError)


def test_what_is_brought_in_is_one_operation_of_each_annotator(
    any_store: AnyStore, store: Store
) -> None:
    hers = [made_mark(1, FIRST), made_mark(2, SECOND), made_mark(3, FIRST, start=7)]
    his = made_mark(4, SECOND, annotator="Bob B.")
    store.changed()

    counts = store.bring_in(iter([hers[0], hers[1], his, hers[2]]), "marks [1].jsonl")

    assert counts == {"ana": 3, "Bob B.": 1}
    for there in (store, any_store.elsewhere()):
        assert list(there.everything()) == sorted([*hers, his], key=lambda it: it.sort_key)
        (operation,) = there.history("ana").undoable
        assert operation.describe() == "imported 3 marks from marks [1].jsonl"
        assert {it.after for it in operation.changes} == set(hers)
        assert [it.describe() for it in there.history("Bob B.").undoable] == [
            "imported 1 mark from marks [1].jsonl"
        ]
        assert len(list(there.operations())) == 2
    assert store.changed() == {FIRST, SECOND}


def test_what_is_there_already_is_not_brought_in_again(any_store: AnyStore, store: Store) -> None:
    changed = changed_mark(HERE, note="changed since")
    store.record(made(HERE))
    store.record(Operation.of("noted on", Change(HERE, changed)))
    copied = changed_mark(HERE, doc_path=SECOND)
    others = changed_mark(HERE, annotator="bob")

    came = [HERE, THERE, THERE, copied, others]
    assert store.bring_in(came, "a file") == {"ana": 2, "bob": 1}
    before = state_of(store)
    assert store.bring_in(came, "a file") == {}
    assert store.bring_in([], "nothing") == {}

    assert state_of(store) == state_of(any_store.elsewhere()) == before
    assert sorted(store.everything(), key=lambda it: it.identity) == sorted(
        [changed, THERE, copied, others], key=lambda it: it.identity
    )
    assert len(store.history("ana").undoable) == 3


class FaultyFileError(Exception):
    """What is read from raises it."""


def test_where_what_is_brought_in_breaks_off_nothing_is_changed(
    any_store: AnyStore, store: Store
) -> None:
    store.record(made(HERE))
    before = state_of(store)
    store.changed()

    def came() -> Iterator[Annotation]:
        yield THERE
        yield made_mark(7, SECOND, annotator="bob")
        raise FaultyFileError

    with pytest.raises(FaultyFileError):
        store.bring_in(came(), "a file")

    assert state_of(store) == state_of(any_store.elsewhere()) == before
    assert store.changed() == frozenset()
    store.flush()
    assert state_of(any_store.elsewhere()) == before


def test_while_something_is_brought_in_the_store_can_be_read_and_texts_are_kept(
    any_store: AnyStore, store: Store
) -> None:
    store.record(made(HERE))
    text = "xxx and more"
    digest = sha256(text.encode()).hexdigest()

    def came() -> Iterator[Annotation]:
        assert list(store.annotations(FIRST)) == [HERE]
        store.keep_text(digest, text)
        assert store.text(digest) == text
        yield changed_mark(THERE, doc_sha256=digest)
        assert list(any_store.elsewhere().annotations(SECOND)) == []
        assert store.bring_in([made_mark(9, "c.txt")], "another file") == {"ana": 1}

    assert store.bring_in(came(), "a file") == {"ana": 1}

    there = any_store.elsewhere()
    assert there.text(digest) == text
    assert [it.doc_path for it in there.everything()] == [FIRST, "c.txt", SECOND]


def test_an_import_is_taken_back_and_done_again_in_one_step_but_for_what_was_changed_since(
    any_store: AnyStore, store: Store
) -> None:
    marks = [
        made_mark(number, doc, start=number) for number in (1, 2, 3) for doc in (FIRST, SECOND)
    ]
    changed = changed_mark(marks[0], note="changed since")
    old, his = made_mark(9, FIRST), made_mark(1, FIRST, annotator="bob")
    store.record(made(old))
    store.bring_in([old, *marks, his], "a file")
    editor = Editor(any_store.elsewhere(), "ana")
    note = Operation.of("noted on", Change(marks[0], changed))
    store.record(note)
    store.changed()

    (imported,) = (it for it in store.history("ana").undoable if it.origin)
    done = store.record(replace(imported.reversed(), id=note.id[::-1], undoes=imported.id))

    assert done.passed_over == 1
    assert done.describe() == "imported 5 marks from a file, but not 1 changed since"
    for there in (store, any_store.elsewhere()):
        assert set(there.everything()) == {old, his, changed}
        assert there.history("ana").redoable[-1].id == imported.id
    assert store.changed() == {FIRST, SECOND}
    redone = editor.redo()
    assert redone.describe() == done.describe()
    for there in (store, any_store.elsewhere()):
        assert set(there.everything()) == {old, his, changed, *marks[1:]}
        assert stacks(there.history("ana"))[1] == []
    undone = Editor(any_store.elsewhere(), "ana").undo()
    assert {change.after for change in undone.changes} >= {*marks[1:]}
    assert set(store.everything()) == {old, his, changed}
    assert len(list(store.operations())) == 7
    with pytest.raises(ConflictError, match="imported"):
        store.record(replace(imported.reversed(), id=note.id, undoes=imported.id))
    assert set(any_store.elsewhere().everything()) == {old, his, changed}


def test_what_was_imported_is_changed_and_deleted_like_any_other(
    any_store: AnyStore, store: Store
) -> None:
    marks = [made_mark(number, FIRST, start=number) for number in range(1, 5)]
    gone = made_mark(8, FIRST)
    store.record(made(gone))
    store.record(deleted(gone))
    store.bring_in([*marks, gone], "a file")
    changed = changed_mark(marks[0], note="new")
    store.record(Operation.of("noted on", Change(marks[0], changed)))
    store.record(deleted(marks[1]))

    for is_flushed in (False, True):
        if is_flushed:
            store.flush()
        for there in (store, any_store.elsewhere()):
            assert sorted(there.annotations(FIRST), key=lambda it: it.id) == [
                *(changed, *marks[2:], gone)
            ]
            assert there.counts(FIRST) == Counter(claim=4)
            assert len(there.history("ana").undoable) == 5


def test_a_history_has_its_annotators_operations_and_no_one_elses(
    any_store: AnyStore, store: Store
) -> None:
    hers, his = made(HERE), made(made_mark(2, annotator="bob"))
    store.record(hers)
    store.record(his)

    for there in (store, any_store.elsewhere()):
        assert there.history("ana").undoable == [hers]
        assert there.history("bob").undoable == [his]
        assert stacks(there.history("carla")) == ([], [])


def test_names_that_differ_only_in_capitals_have_histories_of_their_own(store: Store) -> None:
    operations = {
        name: made(made_mark(number, annotator=name))
        for number, name in enumerate(["ana", "Ana", "ANA", "../ana", "ána"])
    }
    for operation in operations.values():
        store.record(operation)

    for name, operation in operations.items():
        assert store.history(name).undoable == [operation]
    assert {it.annotator for it in store.annotations(FIRST)} == set(operations)


def test_undoing_and_redoing_are_operations_that_move_between_the_stacks(
    any_store: AnyStore, store: Store
) -> None:
    tagged, tagged_too = made(HERE), made(THERE)
    note = noted(HERE, "new")
    changed = note.changes[0].after
    steps: Sequence[tuple[Operation, list[Annotation], list[Operation], list[Operation]]] = [
        (tagged, [HERE], [tagged], []),
        (note, [changed or HERE], [tagged, note], []),
        (undoing(note), [HERE], [tagged], [note]),
        (undoing(tagged), [], [], [note, tagged]),
        (redoing(tagged), [HERE], [tagged], [note]),
        (redoing(note), [changed or HERE], [tagged, note], []),
        (undoing(note), [HERE], [tagged], [note]),
        (redoing(note), [changed or HERE], [tagged, note], []),
        (undoing(note), [HERE], [tagged], [note]),
        (tagged_too, [HERE, THERE], [tagged, tagged_too], []),
        (undoing(tagged), [THERE], [tagged_too], [tagged]),
    ]
    for number, (step, marks, undoable, redoable) in enumerate(steps, start=1):
        store.record(step)
        if number % 3 == 0:
            store.flush()
        for there in (store, any_store.elsewhere()):
            assert list(there.everything()) == marks
            expected = [it.id for it in undoable], [it.id for it in redoable]
            assert stacks(there.history("ana")) == expected
            assert [it.id for it in there.operations()] == [
                it.id for it, *_ in reversed(steps[:number])
            ]


def at(operation: Operation, minute: int) -> Operation:
    return Operation(
        operation.id, operation.verb, f"2024-01-01T00:{minute:02}:00Z", operation.changes
    )


def test_operations_come_newest_first_of_everybody(any_store: AnyStore, store: Store) -> None:
    marks = [made_mark(number, annotator="ab"[number % 3 % 2]) for number in range(9)]
    done = [at(made(mark), number) for number, mark in enumerate(marks)]
    for operation in done:
        store.record(operation)

    assert list(store.operations()) == done[::-1]
    assert next(store.operations()) == done[-1]
    store.flush()
    assert list(store.operations()) == list(any_store.elsewhere().operations()) == done[::-1]


def test_changed_names_each_article_once(store: Store) -> None:
    store.changed()
    assert store.changed() == frozenset()

    store.record(made(HERE, THERE))
    assert store.changed() == {FIRST, SECOND}
    assert store.changed() == frozenset()

    store.record(noted(HERE, "new"))
    assert store.changed() == {FIRST}
    store.flush()
    store.annotations(FIRST)
    assert store.changed() == frozenset()


def test_changed_names_what_was_changed_elsewhere(any_store: AnyStore, store: Store) -> None:
    store.record(made(HERE))
    store.changed()
    elsewhere = any_store.elsewhere()

    elsewhere.record(noted(HERE, "new"))
    # Whether it was looked at since does not matter: who asks has not yet painted it.
    store.annotations(FIRST)
    assert FIRST in store.changed()
    assert store.changed() == frozenset()

    elsewhere.record(made(made_mark(7, SECOND, annotator="someone new")))
    assert SECOND in store.changed()
    assert [it.annotator for it in store.annotations(SECOND)] == ["someone new"]


def test_what_was_there_already_has_not_changed(any_store: AnyStore, store: Store) -> None:
    store.record(made(HERE))
    later = any_store.elsewhere()

    later.changed()

    assert list(later.annotations(FIRST)) == [HERE]
    assert later.changed() == frozenset()


def test_a_text_that_was_kept_is_there(any_store: AnyStore, store: Store) -> None:
    text, digest = (
        "One “two”\n\nthree\t👩\u200d👧\u00a0",
        sha256(b"the file, not the text").hexdigest(),
    )

    store.keep_text(digest, text)
    store.keep_text(digest, text)

    assert store.text(digest) == text
    assert store.text("1" * 64) is None
    store.record(made(changed_mark(HERE, doc_sha256=digest)))
    store.flush()
    assert store.text(digest) == text
    assert any_store.elsewhere().text(digest) == text


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


@pytest.mark.parametrize("kind", STORES)
@given(st.lists(TEXTS, max_size=4, unique=True))
@settings(max_examples=25)
def test_every_text_is_given_back_character_by_character(kind: str, texts: list[str]) -> None:
    edges = ("", "\ufeffa file with two byte order marks", "\x00\x1a\x85\u2028\x0b")
    texts = list(dict.fromkeys([*edges, *texts]))
    digests = [sha256(text.encode()).hexdigest() for text in texts]
    with TemporaryDirectory() as folder:
        store = STORES[kind](Path(folder, ".sidemark"))
        for digest, text in zip(digests, texts, strict=True):
            store.keep_text(digest, text)
            store.record(made(changed_mark(made_mark(int(digest[:8], 16)), doc_sha256=digest)))
        assert [store.text(digest) for digest in digests] == texts
        store.flush()
        assert [store.text(digest) for digest in digests] == texts
        assert store.close() == ""
        if not isinstance(store, MemoryStore):
            again = STORES[kind](Path(folder, ".sidemark"))
            assert [again.text(digest) for digest in digests] == texts
            again.close()


def test_flushing_and_closing_change_nothing_that_is_shown(
    any_store: AnyStore, store: Store
) -> None:
    for number in range(10):
        store.record(made(made_mark(number, start=number), made_mark(20 + number, SECOND)))
    before = state_of(store)

    store.flush()
    store.flush()
    assert state_of(store) == before
    assert store.trouble == ""
    assert store.close() == ""
    assert store.close() == ""
    assert state_of(any_store.elsewhere()) == before


def test_there_is_nothing_to_report_of_a_store_in_good_order(store: Store) -> None:
    store.record(made(HERE, THERE))
    store.record(deleted(THERE))
    for _ in range(2):
        assert store.problems() == store.problems(FIRST) == store.problems("other.txt") == []
        store.flush()


def test_fields_of_a_later_version_are_kept_through_changes(
    any_store: AnyStore, store: Store
) -> None:
    mark = made_mark(1, confidence=0.75, tags=["a", {"b": None}])
    store.record(made(mark))
    store.flush()

    store.record(noted(mark, "new"))

    (kept,) = any_store.elsewhere().annotations(FIRST)
    assert kept.to_record() == {**mark.to_record(), "note": "new"}


class Machine(RuleBasedStateMachine):
    """Anything done to a store by two annotators, against dictionaries and lists."""

    kind = "memory"
    paths = ("a.txt", "b b.md", "b/c.txt")
    annotators = ("ana", "Bob B.")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name, ".sidemark")
        self.store = STORES[self.kind](self.root)
        self.opened = [self.store]
        self.marks: dict[str, Annotation] = {}
        self.done: list[Operation] = []
        self.undoable: dict[str, list[Operation]] = {name: [] for name in self.annotators}
        self.redoable: dict[str, list[Operation]] = {name: [] for name in self.annotators}
        self.touched: set[str] = set()
        self.ever: set[str] = set()
        self.number = 0

    def teardown(self) -> None:
        for store in self.opened:
            assert store.close() == ""
        if not isinstance(self.store, MemoryStore):
            self.store = STORES[self.kind](self.root)
            self.opened = [self.store]
            self.everything_is_as_in_the_model()
            self.store.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        assert self.store.changed() == frozenset()

    def recorded(self, operation: Operation) -> None:
        self.store.record(operation)
        self.done.append(operation)
        for change in operation.changes:
            if change.after is None:
                del self.marks[change.subject.id]
            else:
                self.marks[change.subject.id] = change.after
        self.touched |= operation.doc_paths
        self.ever |= operation.doc_paths

    def of(self, annotator: str) -> list[Annotation]:
        return [it for it in self.marks.values() if it.annotator == annotator]

    def new_mark(self, annotator: str, data: st.DataObject) -> Annotation:
        self.number += 1
        return made_mark(
            self.number,
            data.draw(st.sampled_from(self.paths)),
            start=data.draw(st.integers(0, 3)),
            length=data.draw(st.integers(1, 3)),
            label=data.draw(st.sampled_from(["claim", "error"])),
            annotator=annotator,
        )

    @rule(annotator=st.sampled_from(annotators), size=st.integers(1, 3), data=st.data())
    def do(self, annotator: str, size: int, data: st.DataObject) -> None:
        changes = []
        free = self.of(annotator)
        for _ in range(size):
            what = data.draw(st.sampled_from(["make", "change", "delete"]))
            if what == "make" or not free:
                changes.append(Change(None, self.new_mark(annotator, data)))
                continue
            mark = free.pop(data.draw(st.integers(0, len(free) - 1)))
            self.number += 1
            changed = changed_mark(mark, note=str(self.number))
            changes.append(Change(mark, changed if what == "change" else None))
        operation = Operation.of("did", *changes)
        self.recorded(operation)
        self.undoable[annotator].append(operation)
        self.redoable[annotator].clear()

    @rule(annotator=st.sampled_from(annotators))
    def undo(self, annotator: str) -> None:
        if self.undoable[annotator]:
            operation = self.undoable[annotator].pop()
            self.redoable[annotator].append(operation)
            self.recorded(undoing(operation))

    @rule(annotator=st.sampled_from(annotators))
    def redo(self, annotator: str) -> None:
        if self.redoable[annotator]:
            operation = self.redoable[annotator].pop()
            self.undoable[annotator].append(operation)
            self.recorded(redoing(operation))

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def conflict(self, data: st.DataObject) -> None:
        """What was seen otherwise can't be changed, nor what goes with it."""
        mark = data.draw(st.sampled_from(sorted(self.marks.values(), key=lambda it: it.id)))
        wrong = data.draw(
            st.sampled_from(
                [
                    Change(None, mark),
                    Change(changed_mark(mark, note="never so"), None),
                    Change(changed_mark(mark, note="never so"), mark),
                ]
            )
        )
        changes = [Change(None, self.new_mark(mark.annotator, data)), wrong]
        with pytest.raises(ConflictError):
            self.store.record(Operation.of("did", *changes))
        self.ever |= {it.subject.doc_path for it in changes}

    @rule()
    def what_has_changed(self) -> None:
        changed = self.store.changed()
        assert self.touched <= changed <= self.ever
        self.touched.clear()
        assert self.store.changed() == frozenset()

    @rule()
    def flush(self) -> None:
        seen = self.store.annotations("a.txt")
        self.store.flush()
        assert self.store.annotations("a.txt") is seen

    @rule()
    def go_on_elsewhere(self) -> None:
        """Another store on the same place, as another process has it; the first one stays open."""
        if not isinstance(self.store, MemoryStore) and len(self.opened) < 4:
            self.store = STORES[self.kind](self.root)
            self.opened.append(self.store)
            self.store.changed()
            self.touched.clear()

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        expected = sorted(self.marks.values(), key=lambda it: it.sort_key)
        for store in {id(it): it for it in (self.store, self.opened[0])}.values():
            assert list(store.everything()) == expected
            for doc_path in self.paths:
                here = [it for it in expected if it.doc_path == doc_path]
                assert list(store.annotations(doc_path)) == here
                assert store.annotations(doc_path) is store.annotations(doc_path)
                assert store.counts(doc_path) == Counter(it.label for it in here)

    @invariant()
    def what_was_done_is_as_in_the_model(self) -> None:
        for annotator in self.annotators:
            history = self.store.history(annotator)
            assert history.undoable == [
                # Done again, it has the time at which it was.
                Operation(it.id, it.verb, now.time, it.changes)
                for it, now in zip(self.undoable[annotator], history.undoable, strict=True)
            ]
            assert [(it.id, it.changes) for it in history.redoable] == [
                (it.id, it.changes) for it in self.redoable[annotator]
            ]
        assert {it.id for it in self.store.operations()} == {it.id for it in self.done}
        for annotator in self.annotators:
            found = [it.id for it in self.store.operations() if it.annotator == annotator]
            assert found == [it.id for it in self.done if it.annotator == annotator][::-1]


def _machine(which: str) -> type[RuleBasedStateMachine]:
    return type("Machine", (Machine,), {"kind": which})


TestInMemory = _machine("memory").TestCase
TestInFiles = _machine("files").TestCase
TestInFilesWithAWriter = _machine("files and a writer thread").TestCase
for _case in (TestInMemory, TestInFiles, TestInFilesWithAWriter):
    _case.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)

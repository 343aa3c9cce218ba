"""What an annotator did: read and written as lines, and which of it can be taken back."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from annotations.history import History, Operation
from annotations.model import Change
from tests.marks import (
    JSON,
    changed_mark,
    deleted,
    made,
    made_mark,
    noted,
    operations,
    redoing,
    undoing,
)

MARK = made_mark(1)


@given(operations())
def test_an_operation_is_one_line_and_reads_back_as_it_was(operation: Operation) -> None:
    line = operation.to_line()

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert b"\r" not in line
    assert Operation.from_record(json.loads(line)) == operation
    assert Operation.from_record(from_json(line)) == operation
    assert Operation.from_record(json.loads(line)).to_line() == line


def test_fields_of_a_later_version_are_read_and_written_again() -> None:
    mark = made_mark(1, confidence=0.75, tags=["a", {"b": None}])
    operation = made(mark)

    read = Operation.from_record(json.loads(operation.to_line()))

    assert read.changes[0].after == mark
    assert read.changes[0].subject.to_record()["tags"] == ["a", {"b": None}]


def test_a_field_of_an_operation_that_is_not_known_is_passed_over() -> None:
    operation = made(MARK)

    assert Operation.from_record({**operation.to_record(), "host": "desk"}) == operation


@given(JSON)
def test_json_that_is_no_operation_is_refused(record: object) -> None:
    with pytest.raises(ValueError, match="it is no"):
        Operation.from_record(record)


def paths_into(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where everything lies within a JSON value: the keys that lead there."""
    found = [path]
    if isinstance(value, dict):
        for key in value:
            found += paths_into(value[key], (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            found += paths_into(part, (*path, number))
    return found


def with_at(value: Any, path: Sequence[Any], new: object) -> Any:
    """The JSON value with another one at a place in it."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_at(value[path[0]], path[1:], new)
    return copy


RECORD = Operation.from_record(
    {
        **made(MARK).to_record(),
        "undoes": "earlier",
        "changes": [
            {"before": MARK.to_record(), "after": changed_mark(MARK, note="new").to_record()},
            {"before": None, "after": made_mark(2).to_record()},
        ],
    }
).to_record()


@given(st.sampled_from(paths_into(RECORD)), JSON)
def test_whatever_stands_in_one_place_it_is_read_in_full_or_refused(
    path: tuple[Any, ...], value: object
) -> None:
    record = with_at(RECORD, path, value)

    try:
        operation = Operation.from_record(record)
    except ValueError:
        return
    assert len({change.subject.annotator for change in operation.changes}) == 1
    assert Operation.from_record(json.loads(operation.to_line())) == operation


BEFORE, AFTER = ("changes", 0, "before"), ("changes", 0, "after")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("op",), None),
        (("op",), 7),
        pytest.param(("op",), "", id="nothing can ever undo an operation without an id"),
        (("verb",), ["tagged"]),
        (("time",), None),
        (("undoes",), None),
        (("undoes",), 0),
        (("redoes",), False),
        (("changes",), []),
        (("changes",), {}),
        (("changes",), {"before": None, "after": None}),
        (("changes",), "before"),
        (("changes", 0), None),
        (("changes", 0), [None, None]),
        (("changes", 0), {}),
        (("changes", 0), {"before": None, "after": None}),
        (("changes", 0), {"after": MARK.to_record()}),
        (AFTER, False),
        (AFTER, {}),
        ((*AFTER, "schema"), "annotation/2"),
        ((*AFTER, "id"), str(made_mark(9).id)),
        ((*AFTER, "id"), "../../x"),
        ((*AFTER, "doc_path"), "another.txt"),
        ((*AFTER, "annotator"), "bob"),
        ((*AFTER, "end"), 2),
        ((*BEFORE, "text"), "no"),
        ((*BEFORE, "start"), -1),
        (("changes", 1, "after", "annotator"), "bob"),
    ],
)
def test_an_operation_with_a_part_that_can_not_be_is_refused(
    path: tuple[Any, ...], value: object
) -> None:
    record = {"redoes": "", **RECORD}

    Operation.from_record(record)
    with pytest.raises(ValueError, match=r"."):
        Operation.from_record(with_at(record, path, value))


@pytest.mark.parametrize("key", ["op", "verb", "time", "changes"])
def test_an_operation_without_a_part_it_needs_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        Operation.from_record({name: RECORD[name] for name in RECORD if name != key})


def test_taking_back_turns_the_changes_and_their_order() -> None:
    changed = changed_mark(MARK, note="new")
    operation = Operation.of("settled", Change(MARK, changed), Change(made_mark(2), None))

    turned = operation.reversed()

    assert turned.changes == (Change(None, made_mark(2)), Change(changed, MARK))
    assert turned.reversed() == operation


def test_an_operation_tells_whose_it_is_and_what_it_is_about() -> None:
    changed = changed_mark(MARK, label="error")
    other = made_mark(2, "b.txt")
    operation = Operation.of("relabelled", Change(MARK, changed), Change(None, other))

    assert operation.annotator == "ana"
    assert (operation.subject, operation.earlier_subject) == (changed, MARK)
    assert operation.doc_paths == {"a.txt", "b.txt"}
    assert deleted(MARK).subject == MARK
    assert made(MARK).earlier_subject == MARK
    assert made(MARK).id != made(MARK).id


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (made(MARK), "tagged claim “xxx”"),
        (deleted(MARK), "deleted claim “xxx”"),
        (noted(MARK, "a note"), "noted on claim “xxx”"),
        (
            Operation.of("relabelled", Change(MARK, changed_mark(MARK, label="error"))),
            "relabelled claim as error “xxx”",
        ),
        (made(MARK, made_mark(2), made_mark(3)), "tagged claim “xxx” and 2 more"),
    ],
)
def test_an_operation_is_told_in_a_few_words_and_taking_it_back_in_the_same(
    operation: Operation, words: str
) -> None:
    assert operation.describe() == words
    assert undoing(operation).describe() == words
    assert redoing(operation).describe() == words


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["do", "undo", "redo"]), st.integers(0, 3)), max_size=30
)


def performed(actions: Sequence[tuple[str, int]]) -> list[Operation]:
    """Operations in order; an operation may be passed over, and an earlier one taken back."""
    done: list[Operation] = []
    undone: list[Operation] = []
    operations: list[Operation] = []
    for number, (action, depth) in enumerate(actions):
        if action == "do" or not (done if action == "undo" else undone):
            operation = made(made_mark(number + 1))
            done.append(operation)
            undone = []
        elif action == "undo":
            original = done.pop(-1 - depth % len(done))
            undone.append(original)
            operation = undoing(original)
        else:
            original = undone.pop(-1 - depth % len(undone))
            done.append(original)
            operation = redoing(original)
        operations.append(operation)
    return operations


def naive_stacks(operations: Sequence[Operation]) -> tuple[list[str], list[str]]:
    """What can be undone and redone, by walking over everything once for each operation."""
    done: list[str] = []
    undone: list[str] = []
    for operation in operations:
        if operation.undoes:
            done = [it for it in done if it != operation.undoes]
            undone = [*(it for it in undone if it != operation.undoes), operation.undoes]
        elif operation.redoes:
            undone = [it for it in undone if it != operation.redoes]
            done = [*(it for it in done if it != operation.redoes), operation.redoes]
        else:
            done, undone = [*done, operation.id], []
    return done, undone


def told(operations: Sequence[Operation]) -> list[tuple[str, str, Sequence[Change], str, str]]:
    return [(it.id, it.verb, it.changes, it.undoes, it.redoes) for it in operations]


@given(ACTIONS)
def test_what_can_be_undone_and_redone_is_what_was_left_so(
    actions: Sequence[tuple[str, int]],
) -> None:
    operations = performed(actions)
    originals = {it.id: it for it in operations if not it.undoes and not it.redoes}

    history = History(operations)

    done, undone = naive_stacks(operations)
    assert told(history.undoable) == told([originals[it] for it in done])
    assert told(history.redoable) == told([originals[it] for it in undone])


@given(ACTIONS, st.data())
def test_of_a_history_whose_beginning_is_forgotten_the_rest_goes_on(
    actions: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    operations = performed(actions)
    originals = {it.id: it for it in operations if not it.undoes and not it.redoes}
    cut = data.draw(st.integers(0, len(operations)))
    last = {it.undoes or it.redoes or it.id: number for number, it in enumerate(operations)}

    history = History(operations[cut:])

    done, undone = naive_stacks(operations)
    # What was done last before the cut is forgotten; all else is as if nothing were.
    assert told(history.undoable) == told([originals[it] for it in done if last[it] >= cut])
    assert told(history.redoable) == told([originals[it] for it in undone if last[it] >= cut])


@given(ACTIONS, st.data())
def test_a_history_that_looks_back_as_it_is_asked_tells_the_same(
    actions: Sequence[tuple[str, int]], data: st.DataObject
) -> None:
    operations = performed(actions)
    cut, looked = data.draw(st.integers(0, len(operations))), st.integers(0, len(operations))
    asked = data.draw(st.lists(st.tuples(st.booleans(), looked)))

    history = History(earlier=operations[:cut][::-1])
    for is_undo, count in asked[::2]:
        list(islice(history.newest_undoable() if is_undo else history.newest_redoable(), count))
    for operation in operations[cut:]:
        history.take(operation)
    for is_undo, count in asked[1::2]:
        list(islice(history.newest_undoable() if is_undo else history.newest_redoable(), count))

    assert told(history.redoable) == told(History(operations).redoable)
    assert told(history.undoable) == told(History(operations).undoable)


def test_what_comes_next_is_told_without_looking_at_what_was_done_before_it() -> None:
    marks = [made_mark(number) for number in range(1, 100)]
    steps = [made(mark) for mark in marks]
    steps += [undoing(steps[-1]), undoing(steps[-2])]
    left = iter(steps[::-1])

    history = History(earlier=left)

    assert next(history.newest_redoable()).id == steps[-4].id
    assert next(history.newest_undoable()).id == steps[-5].id
    assert len(list(left)) == len(marks) - 3


@given(ACTIONS)
def test_what_a_history_offers_can_be_done_to_the_marks_as_they_are(
    actions: Sequence[tuple[str, int]],
) -> None:
    operations = performed(actions)
    marks: set[str] = set()
    for operation in operations:
        for change in operation.changes:
            marks ^= {change.subject.id}

    history = History(operations)

    assert {it.subject.id for it in history.undoable} == marks
    assert marks.isdisjoint(it.subject.id for it in history.redoable)


def test_a_history_takes_operations_one_by_one_as_well() -> None:
    first, second = made(made_mark(1)), made(made_mark(2))
    steps = [first, second, undoing(second), redoing(second), undoing(second)]

    history = History()
    for step in steps:
        history.take(step)

    assert history.undoable == History(steps).undoable == [first]
    assert [it.id for it in history.redoable] == [second.id]


def test_asking_what_can_be_undone_changes_nothing() -> None:
    history = History([made(MARK)])

    history.undoable.clear()
    history.redoable.append(made(MARK))

    assert len(history.undoable) == 1
    assert history.redoable == []


def test_of_what_is_forgotten_only_what_takes_it_back_is_needed_to_do_it_again() -> None:
    operation = replace(noted(MARK, "new"), verb="noted on")

    (again,) = History([undoing(operation)]).redoable

    assert (again.id, again.verb, again.changes) == (operation.id, "noted on", operation.changes)
    assert again.undoes == ""

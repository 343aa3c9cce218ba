"""Marks, operations and strategies for them, made without any article."""

import uuid
from typing import Any

from hypothesis import strategies as st

from annotations.history import Operation
from annotations.model import Annotation, Change

SHA256 = "0" * 64
TIME = "2024-01-01T00:00:00Z"


def made_mark(
    number: int,
    doc_path: str = "a.txt",
    *,
    start: int = 0,
    length: int = 3,
    label: str = "claim",
    annotator: str = "ana",
    **fields: Any,
) -> Annotation:
    """A mark whose id is a number; what it covers is all x."""
    record = {
        "id": str(uuid.UUID(int=number)),
        "doc_id": doc_path.rpartition(".")[0] or doc_path,
        "doc_path": doc_path,
        "doc_sha256": SHA256,
        "start": start,
        "end": start + length,
        "text": "x" * length,
        "prefix": "",
        "suffix": "",
        "label": label,
        "annotator": annotator,
        "created": TIME,
        "modified": TIME,
        **fields,
    }
    return Annotation.model_validate(record)


def changed_mark(mark: Annotation, **fields: Any) -> Annotation:
    """The same mark with other fields."""
    return Annotation.model_validate({**mark.to_record(), **fields})


def made(*marks: Annotation) -> Operation:
    """One operation that makes all of them."""
    return Operation.of("tagged", *(Change(None, mark) for mark in marks), time=TIME)


def noted(mark: Annotation, note: str) -> Operation:
    """An operation that gives a mark a note."""
    return Operation.of("noted on", Change(mark, changed_mark(mark, note=note)), time=TIME)


def deleted(*marks: Annotation) -> Operation:
    """One operation that deletes all of them."""
    return Operation.of("deleted", *(Change(mark, None) for mark in marks), time=TIME)


def undoing(operation: Operation) -> Operation:
    """An operation that takes another back."""
    taken_back = operation.reversed()
    return Operation(
        Operation.of("", *taken_back.changes).id,
        operation.verb,
        TIME,
        taken_back.changes,
        undoes=operation.id,
    )


def redoing(operation: Operation) -> Operation:
    """An operation that does again what was taken back."""
    return Operation(
        Operation.of("", *operation.changes).id,
        operation.verb,
        TIME,
        operation.changes,
        redoes=operation.id,
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
_KNOWN = {"schema_", *Annotation.model_fields, "schema"}
# Pydantic keeps no field under a name that would hide a part of its models.
_UNKNOWN_NAMES = st.from_regex(r"[a-z]{3,8}_x", fullmatch=True).filter(lambda it: it not in _KNOWN)


@st.composite
def annotations_of(
    draw: st.DrawFn, annotator: st.SearchStrategy[str], identifier: st.SearchStrategy[str]
) -> Annotation:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
    start = draw(st.integers(0, 2**40))
    fields = {
        "id": draw(identifier),
        "doc_id": draw(TEXTS),
        "doc_path": draw(TEXTS),
        "doc_sha256": draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        "start": start,
        "end": start + len(text),
        "text": text,
        "prefix": draw(TEXTS),
        "suffix": draw(TEXTS),
        "label": draw(NAMES),
        "note": draw(TEXTS),
        "annotator": draw(annotator),
        "status": draw(st.sampled_from(["ok", "moved", "fuzzy", "orphan"])),
        "segments": draw(TEXTS),
        "links": draw(TEXTS),
        "created": TIME,
        "modified": draw(st.sampled_from([TIME, "1970-01-01T00:00:00Z"])),
    }
    later = draw(st.dictionaries(_UNKNOWN_NAMES, JSON, max_size=2))
    return Annotation.model_validate({**fields, **later})


@st.composite
def changes_by(draw: st.DrawFn, annotator: str) -> Change:
    """A change as an editor makes them: id, article and annotator stay what they are."""
    mark = draw(annotations_of(st.just(annotator), st.uuids().map(str)))
    other = draw(annotations_of(st.just(annotator), st.just(mark.id)))
    other = changed_mark(other, doc_path=mark.doc_path)
    return draw(st.sampled_from([Change(None, mark), Change(mark, None), Change(mark, other)]))


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """Operations of every kind by one annotator."""
    annotator = draw(NAMES)
    changes = draw(st.lists(changes_by(annotator), min_size=1, max_size=3))
    names = TEXTS.filter(bool)
    undoes, redoes = draw(
        st.tuples(st.just("") | names, st.just("")) | st.tuples(st.just(""), names)
    )
    return Operation(draw(names), draw(TEXTS), draw(TEXTS), tuple(changes), undoes, redoes)

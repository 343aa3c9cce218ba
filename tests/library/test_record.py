import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from annotations.model import CONTEXT_LENGTH, Annotation, Change, new_id, placement, utc_now
from annotations.text.span import Span

GOLDEN = {
    "schema": "annotation/1",
    "id": "00000000-0000-4000-8000-000000000001",
    "doc_id": "wire/003 story",
    "doc_path": "wire/003 story.txt",
    "doc_sha256": "ac3ba8a490af4ab74e48b677480fd816bbd9fffd1f0258ceb9ddc06f39edacb3",
    "start": 7,
    "end": 16,
    "text": "‘One 👩\u200d👧’",
    "prefix": "China: ",
    "suffix": "\n\nThe",
    "label": "quote",
    "note": 'says "who"?\n\tnobody',
    "annotator": "Ana María",
    "status": "ok",
    "segments": "",
    "links": "",
    "source": "human",
    "created": "2024-01-11T06:19:00Z",
    "modified": "2024-01-11T06:20:30.5Z",
    "offset_unit": "codepoint",
}
GOLDEN_LINE = (
    '{"schema":"annotation/1","id":"00000000-0000-4000-8000-000000000001",'
    '"doc_id":"wire/003 story","doc_path":"wire/003 story.txt",'
    '"doc_sha256":"ac3ba8a490af4ab74e48b677480fd816bbd9fffd1f0258ceb9ddc06f39edacb3",'
    '"start":7,"end":16,"text":"‘One 👩\u200d👧’","prefix":"China: ","suffix":"\\n\\nThe",'
    '"label":"quote","note":"says \\"who\\"?\\n\\tnobody","annotator":"Ana María","status":"ok",'
    '"segments":"","links":"","source":"human","created":"2024-01-11T06:19:00Z",'
    '"modified":"2024-01-11T06:20:30.5Z","offset_unit":"codepoint"}\n'
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


def record(**fields: object) -> dict[str, Any]:
    return {**GOLDEN, **fields}


def annotation(**fields: object) -> Annotation:
    return Annotation.model_validate(record(**fields))


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(TEXTS.filter(bool))
    start = draw(st.integers(0, 10**9))
    return record(
        id=str(draw(st.uuids())),
        doc_id=draw(TEXTS),
        doc_path=draw(TEXTS),
        doc_sha256=draw(st.binary(min_size=32, max_size=32)).hex(),
        start=start,
        end=start + len(text),
        text=text,
        prefix=draw(TEXTS)[:CONTEXT_LENGTH],
        suffix=draw(TEXTS)[:CONTEXT_LENGTH],
        label=draw(NAMES),
        note=draw(TEXTS),
        annotator=draw(NAMES),
        status=draw(st.sampled_from(["ok", "moved", "fuzzy", "orphan"])),
        segments=draw(st.sampled_from(["", "201-260 261-274"])),
        links=draw(st.sampled_from(["", f"same:{uuid.UUID(int=1)}"])),
        source=draw(TEXTS),
    )


def test_the_keys_stand_in_the_order_of_the_record_whatever_order_they_came_in() -> None:
    backwards = dict(reversed(GOLDEN.items()))

    assert list(Annotation.model_validate(backwards).to_record()) == list(GOLDEN)


def test_the_golden_record_makes_the_golden_line_byte_for_byte() -> None:
    assert annotation().to_record() == GOLDEN
    assert annotation().to_line() == GOLDEN_LINE.encode()


def test_what_may_be_missing_is_filled_in_with_empty_strings_and_no_nulls() -> None:
    left_out = {"schema", "note", "status", "segments", "links", "source", "offset_unit"}
    shorter = {key: value for key, value in GOLDEN.items() if key not in left_out}

    filled = Annotation.model_validate(shorter).to_record()

    assert filled == record(note="")
    assert list(filled) == list(GOLDEN)


@given(records())
def test_a_record_comes_back_from_its_line_unchanged(original: dict[str, Any]) -> None:
    line = Annotation.model_validate(original).to_line()

    assert line.count(b"\n") == 1
    assert json.loads(line) == original
    assert Annotation.model_validate_json(line).to_line() == line
    assert all(type(value) in {str, int} for value in json.loads(line).values())


@given(
    st.dictionaries(
        TEXTS.filter(lambda key: key not in GOLDEN and not key.startswith("schema")),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
            max_leaves=5,
        ),
        max_size=3,
    )
)
def test_fields_of_a_later_version_are_kept_after_the_known_ones(extra: dict[str, Any]) -> None:
    later = record(**extra)

    line = Annotation.model_validate_json(json.dumps(later)).to_line()

    assert json.loads(line) == later
    assert list(json.loads(line))[: len(GOLDEN)] == list(GOLDEN)


@pytest.mark.parametrize(
    "fields",
    [
        {"schema": "annotation/2"},
        {"id": "not an id"},
        {"id": "00000000-0000-4000-8000-00000000000G"},
        {"id": "00000000000040008000000000000001"},
        {"id": "00000000-0000-4000-8000-000000000001\n"},
        {"doc_sha256": "ac3b"},
        {"doc_sha256": "AC3BA8A490AF4AB74E48B677480FD816BBD9FFFD1F0258CEB9DDC06F39EDACB3"},
        {"start": -1, "end": 8},
        {"start": 16, "end": 16, "text": ""},
        {"start": 16, "end": 7},
        {"end": 17},
        {"start": 6},
        {"text": "‘One 👩👧’"},
        {"text": ""},
        {"prefix": "x" * 33},
        {"suffix": "x" * 33},
        {"label": ""},
        {"label": "x" * 201},
        {"label": "quote\n"},
        {"label": "\x1b]0;quote"},
        {"annotator": ""},
        {"annotator": "x" * 201},
        {"annotator": "ana\x00"},
        {"annotator": "ana\x9b31m"},
        {"status": "lost"},
        {"status": ""},
        {"offset_unit": "utf16"},
        {"created": "2024-01-11"},
        {"created": "2024-01-11T06:19:00"},
        {"created": "2024-01-11T06:19:00+01:00"},
        {"modified": "yesterday"},
        {"modified": ""},
        {"note": None},
        {"links": []},
        {"segments": {}},
        {"start": None},
    ],
)
def test_a_record_that_contradicts_itself_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        annotation(**fields)


@pytest.mark.parametrize(
    "key",
    [
        *("id", "doc_id", "doc_path", "doc_sha256", "start", "end", "text", "prefix", "suffix"),
        *("label", "annotator", "created", "modified"),
    ],
)
def test_a_record_without_a_field_it_needs_is_refused(key: str) -> None:
    shorter = {name: value for name, value in GOLDEN.items() if name != key}

    with pytest.raises(ValidationError):
        Annotation.model_validate(shorter)


def test_a_record_can_not_be_changed_in_place() -> None:
    fixed = annotation()

    with pytest.raises(ValidationError):
        fixed.label = "claim"  # type: ignore[misc]
    assert fixed.label == "quote"


@given(st.data())
def test_a_placement_holds_the_exact_slice_and_what_stands_around_it(data: st.DataObject) -> None:
    text = data.draw(TEXTS.filter(bool))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    fields = placement(text, Span(start, end))

    assert (fields["start"], fields["end"]) == (start, end)
    assert fields["text"] == text[start:end]
    around = fields["prefix"] + fields["text"] + fields["suffix"]
    assert around in text
    assert len(fields["prefix"]) == min(start, 32)
    assert len(fields["suffix"]) == min(len(text) - end, 32)
    assert text[start - len(fields["prefix"]) :].startswith(around)
    assert annotation(**fields).span == Span(start, end)


def test_the_order_of_an_export_is_article_start_longest_label_and_id() -> None:
    def at(doc_id: str, start: int, end: int, label: str, number: int) -> Annotation:
        return annotation(
            doc_id=doc_id, start=start, end=end, text="x" * (end - start), label=label,
            id=str(uuid.UUID(int=number)),
        )  # fmt: skip

    in_order = [
        at("a", 0, 9, "claim", 7),
        at("a", 0, 9, "date", 2),
        at("a", 0, 9, "date", 3),
        at("a", 0, 4, "claim", 1),
        at("a", 2, 3, "claim", 9),
        at("a", 10, 11, "claim", 8),
        at("b", 0, 1, "claim", 4),
    ]

    shuffled = in_order[::-1]
    assert sorted(shuffled, key=lambda each: each.sort_key) == in_order


def test_a_change_is_about_its_newest_state_and_can_be_turned_round() -> None:
    old, new = annotation(), annotation(label="claim")

    assert Change(old, new).subject == new
    assert Change(None, new).subject == new
    assert Change(old, None).subject == old
    assert Change(old, new).reversed() == Change(new, old)
    assert Change(None, new).reversed().reversed() == Change(None, new)


def test_new_ids_are_random_uuids_and_the_time_is_now_in_utc() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    made = annotation(id=new_id(), created=utc_now(), modified=utc_now())

    assert uuid.UUID(made.id).version == 4
    assert len({new_id() for _ in range(100)}) == 100
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made.created)
    assert before <= datetime.fromisoformat(made.created) <= datetime.now(UTC)

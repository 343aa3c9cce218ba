"""Label Studio's JSON: tasks with annotations, and the labelling configuration beside them.

labelstud.io/guide/task_format tells the shape, labelstud.io/tags/text and /labels that of the
configuration. Offsets are UTF-16 code units, as its editor runs in a browser. An annotation there
is all that one annotator said of a task; a region of its result is what is called one here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from annotations.errors import ImportFailedError
from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    Stated,
    StatedArticle,
    Unread,
)
from annotations.formats.placed import Placed, placed
from annotations.formats.records import (
    BadRecordError,
    JSONObject,
    Record,
    first_record,
    first_string,
    label_of,
    list_of,
    mapping_of,
    object_at,
    offset_of,
    read_records,
    scalars,
    string_of,
)
from annotations.formats.source import Beginning, Source
from annotations.labels import LABELS
from annotations.text.patterns import later
from annotations.text.units import Offsets, utf16

if TYPE_CHECKING:
    from annotations.model import Annotation

_NAMES = ("doc_path", "filename", "file_name", "doc_id")
_CONFIGURATION_HEAD = b'<View>\n  <Labels name="label" toName="text">\n'
_NO_XML = later("[\ufffe\uffff]")
_ANNOTATIONS = ("annotations", "completions")
"""Where a task's are; the second up to Label Studio 0.9."""
_NOT_SAID = (("predictions", "accepted"), ("drafts", "submitted"))
_REGION_KEYS = ("from_name", "to_name", "type", "origin", "readonly", "hidden")


# -- out


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """The tasks in one array, and beside it the configuration for them with every label."""
    labels = dict.fromkeys(LABELS)
    yield File("", _tasks(placed(documents, losses), labels))
    yield File(".config.xml", [_configuration(labels)], _CONFIGURATION_HEAD)


def _tasks(articles: Iterable[Placed], labels: dict[str, None]) -> Iterator[bytes]:
    before = b"[\n"
    for article in articles:
        yield before + to_json(_task(article))
        labels.update((mark.label, None) for mark in article.marks)
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def _task(article: Placed) -> JSONObject:
    document, text, marks = article
    units = utf16(text)
    by_annotator = groupby(sorted(marks, key=_annotator), key=_annotator)
    return {
        "data": {"text": text, "doc_path": document.doc_path},
        "annotations": [
            {
                "result": [_region(mark, units) for mark in theirs],
                "was_cancelled": False,
                # Without this, its importer takes every annotation for the truth.
                "ground_truth": False,
            }
            for _, theirs in by_annotator
        ],
    }


def _region(mark: Annotation, units: Offsets) -> JSONObject:
    start, end = units.of(mark.start), units.of(mark.end)
    # `completed_by` is for members of a project, and an importer that knows no such refuses the
    # file; what is in a region's `meta` is kept by the editor, which shows its `text`.
    note = {"text": [mark.note]} if mark.note else {}
    kept = {"annotator": mark.annotator, "created": mark.created, "modified": mark.modified}
    return {
        "id": mark.id,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "text": mark.text, "labels": [mark.label]},
        "meta": {**note, **kept},
    }


def _annotator(mark: Annotation) -> str:
    return mark.annotator


def _configuration(labels: Iterable[str]) -> bytes:
    """The labelling interface: Labels over a Text; XML, so that what it can't hold is replaced."""
    values = (escape(_NO_XML().sub("\ufffd", label)) for label in labels)
    rows = [f'    <Label value="{value}"/>\n' for value in values]
    end = '  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n'
    return _CONFIGURATION_HEAD + "".join((*rows, end)).encode()


# -- in


def read(source: Source) -> Iterator[Came]:
    """Tasks as they are imported and exported; raises ImportFailedError for JSON-MIN."""
    if _is_json_min(first_record(source.beginning().record)):
        raise ImportFailedError(
            f"{source.path} is Label Studio's JSON-MIN, which leaves out ids and what a label "
            "belongs to. Export the project as JSON."
        )
    return read_records(source, _task_came)


def _task_came(record: Record) -> Iterator[Came]:
    where, task = record
    data = object_at(task, "data")
    if not data:
        raise BadRecordError("it has no “data”, so it is no task of Label Studio's")
    annotations = [it for key in _ANNOTATIONS for it in list_of(task, key)]
    article = StatedArticle(where, first_string(data, _NAMES), text=_text_of(data))
    yield article
    for number, annotation in enumerate(annotations, 1):
        there = f"{where}, annotation {number}"
        try:
            yield from _annotation(there, article, mapping_of(annotation))
        except BadRecordError as error:
            yield Unread(there, str(error))
    for key, why in _NOT_SAID:
        if task.get(key):
            yield Unread(where, f"its {key} are left out: nobody has {why} them")


def _text_of(data: Mapping[str, Any]) -> str | None:
    """A task's text: called so, or, as its configuration may name it otherwise, its only string."""
    if isinstance(text := data.get("text"), str):
        return text
    strings = [it for key, it in data.items() if isinstance(it, str) and key not in _NAMES]
    return strings[0] if len(strings) == 1 else None


def _annotation(
    where: str, article: StatedArticle, annotation: JSONObject
) -> Iterator[Stated | Unread]:
    result = list_of(annotation, "result")
    if annotation.get("was_cancelled") or annotation.get("skipped"):
        yield Unread(where, "it was cancelled: what was labelled is left out")
        return
    of_all = _said_of_all(annotation)
    left_out: Counter[str] = Counter()
    for number, it in enumerate(result, 1):
        there = f"{where}, result {number}"
        try:
            region = mapping_of(it)
            if region.get("type") in ("labels", "Labels"):
                yield from _stated(there, article, region, of_all)
            else:
                is_relation = region.get("type") == "relation"
                left_out["relations" if is_relation else "results that label no span"] += 1
        except BadRecordError as error:
            yield Unread(there, str(error))
    for what, count in left_out.items():
        yield Unread(where, f"left out: {what} ({count})")


def _said_of_all(annotation: Mapping[str, Any]) -> JSONObject:
    """Who made the regions of an annotation, and when, as far as it says."""
    by = annotation.get("completed_by")
    number = by.get("id") if isinstance(by, dict) else by
    is_number = isinstance(number, int) and not isinstance(number, bool)
    said = {
        "annotator": first_string(by, ("email", "username")) or (str(number) if is_number else ""),
        "created": annotation.get("created_at"),
        "modified": annotation.get("updated_at"),
    }
    return {key: it for key, it in said.items() if it and isinstance(it, str)}


def _stated(
    where: str, article: StatedArticle, region: JSONObject, of_all: Mapping[str, Any]
) -> Iterator[Stated]:
    value, meta = object_at(region, "value"), object_at(region, "meta")
    start, end = offset_of(value, "start"), offset_of(value, "end")
    text = string_of(value, "text") if value.get("text") is not None else None
    labels = [label_of(it) for it in list_of(value, "labels")]
    if not labels:
        raise BadRecordError("it has no label")
    fields = {**of_all, **scalars(region, but=_REGION_KEYS), **scalars(meta, but=("text",))}
    if note := _note_of(meta):
        fields["note"] = note
    for number, label in enumerate(labels):
        # Of several labels of a region, each is an annotation, and has an id of its own.
        own_id = {"id": f"{fields['id']}/{label}"} if number and "id" in fields else {}
        yield Stated(where, article, label, start, end, text, "utf16", fields | own_id)


def _note_of(meta: Mapping[str, Any]) -> str:
    """What its editor shows as a region's notes: a list of texts, or one."""
    notes = meta.get("text")
    each = notes if isinstance(notes, list) else [notes]
    return "\n".join(it for it in each if isinstance(it, str))


def _is_json_min(value: JSONObject) -> bool:
    return {"annotation_id", "annotator"} <= value.keys() and "data" not in value


def recognises(beginning: Beginning) -> bool:
    """Whether the first record is a task with annotations, or JSON-MIN, so that it can be told."""
    value = first_record(beginning.record)
    is_task = isinstance(value.get("data"), dict) and not {*_ANNOTATIONS}.isdisjoint(value)
    return is_task or _is_json_min(value)


FORMAT = Format(
    name="label-studio",
    summary="tasks, and the labelling configuration beside them: Label Studio",
    suffix=".json",
    write=write,
    read=read,
    recognises=recognises,
)

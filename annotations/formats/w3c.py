"""Web Annotations in JSON-LD, one a line (w3.org/TR/annotation-model, w3.org/TR/annotation-vocab).

The label is a body that tags, the note one that comments. Offsets are code points (the model,
4.2.5). What the model has no term for is under absolute IRIs, which JSON-LD takes for keys as they
are, so that the context is the published one alone, and a string, as the model asks (3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from pydantic_core import to_json

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
from annotations.formats.portable import portable
from annotations.formats.records import (
    BadRecordError,
    JSONObject,
    Record,
    first_record,
    first_string,
    list_of,
    mapping_of,
    offset_of,
    read_records,
    scalars,
    string_of,
)
from annotations.formats.source import Beginning, Source

if TYPE_CHECKING:
    from annotations.model import Annotation

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN = "urn:x-sidemark:"
"""What the keys begin with that the model does not know."""
_UUID = "urn:uuid:"
_USUAL = {"status": "ok", "segments": "", "links": "", "source": "human"}
"""Fields of the record that the model has no term for, left out where they say only this."""
_POSITION, _QUOTE = "TextPositionSelector", "TextQuoteSelector"
_VOCABULARY = re.compile(r"oa:|http://www\.w3\.org/ns/oa#")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TAGGING = frozenset({"tagging", "classifying", "identifying"})
"""Purposes of a body that says what its target is; with others it says something about it."""
_COLLECTIONS = frozenset({"AnnotationPage", "AnnotationCollection"})


# -- out


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each annotation on a line, also those of articles that are gone."""
    marks = (mark for document in documents for mark in portable(document.marks, losses))
    yield File("", map(_line, marks))


def _line(mark: Annotation) -> bytes:
    tag = {"type": "TextualBody", "purpose": "tagging", "value": mark.label}
    comment = {"type": "TextualBody", "purpose": "commenting", "value": mark.note}
    line = {
        "@context": CONTEXT,
        "id": _UUID + mark.id,
        "type": "Annotation",
        "motivation": "tagging",
        "creator": {"type": "Person", "name": mark.annotator},
        "created": mark.created,
        "modified": mark.modified,
        "body": [tag, comment] if mark.note else tag,
        "target": {"source": quote(mark.doc_path), "selector": _selector(mark)},
    }
    return to_json(line | _own(mark)) + b"\n"


def _selector(mark: Annotation) -> list[JSONObject] | JSONObject:
    context = {"exact": mark.text, "prefix": mark.prefix, "suffix": mark.suffix}
    by_quote = {"type": _QUOTE, **context}
    # Where an orphan stood, something else stands now: a reader must not be led there.
    if mark.status == "orphan":
        return by_quote
    return [{"type": _POSITION, "start": mark.start, "end": mark.end}, by_quote]


def _own(mark: Annotation) -> JSONObject:
    fields: JSONObject = {"doc_sha256": mark.doc_sha256}
    if mark.status == "orphan":
        fields |= {"start": mark.start, "end": mark.end}
    fields |= {key: getattr(mark, key) for key in _USUAL} | (mark.model_extra or {})
    return {
        OWN + quote(key, safe=""): value
        for key, value in scalars(fields).items()
        if value != _USUAL.get(key)
    }


# -- in


class _Said(NamedTuple):
    """What an annotation says of its targets."""

    labels: list[str]
    fields: JSONObject
    unread_bodies: int
    """How many bodies have no text: choices of others, embedded data."""


def read(source: Source) -> Iterator[Came]:
    """Annotations on lines, in a list, a page or a collection, of this program or of others."""
    article: StatedArticle | None = None
    for it in read_records(source, _annotations):
        if isinstance(it, Stated):
            its = it.article
            if article is None or (article.name, article.sha256) != (its.name, its.sha256):
                article = its
                yield article
            it = replace(it, article=article)
        yield it


def _annotations(record: Record) -> Iterator[Came]:
    where, value = record
    if _terms(value, "type").isdisjoint(_COLLECTIONS):
        yield from _annotation(where, value)
        return
    if isinstance(first := value.get("first"), dict):
        yield from _annotations(Record(where, first))
    for number, it in enumerate(list_of(value, "items"), 1):
        there = f"{where}, item {number}"
        try:
            yield from _annotations(Record(there, mapping_of(it)))
        except BadRecordError as error:
            yield Unread(there, str(error))


def _annotation(where: str, value: JSONObject) -> Iterator[Came]:
    if "target" not in value:
        raise BadRecordError("it has no “target”, so it is no Web Annotation")
    targets = value["target"] if isinstance(value["target"], list) else [value["target"]]
    labels, fields, unread_bodies = _said(value)
    sha256 = fields.pop("doc_sha256", "")
    count = 0
    for number, target in enumerate(targets, 1):
        there = where if len(targets) == 1 else f"{where}, target {number}"
        try:
            its = _stated(there, target, fields, sha256 if isinstance(sha256, str) else "")
        except BadRecordError as error:
            yield Unread(there, str(error))
            continue
        for label in labels:
            count += 1
            # Of several tags or targets, each is an annotation, and has an id of its own.
            own_id = {"id": f"{fields['id']}/{count}"} if count > 1 and "id" in fields else {}
            yield replace(its, label=label, fields={**its.fields, **own_id})
    if unread_bodies:
        yield Unread(where, f"left out: bodies without text ({unread_bodies})")


def _stated(where: str, target: Any, said: Mapping[str, Any], sha256: str) -> Stated:
    """One target without its label; raises BadRecordError."""
    if isinstance(target, str):
        raise BadRecordError("it is about the whole of something, not about a span of its text")
    resource = mapping_of(target)
    source = resource.get("source")
    name = source if isinstance(source, str) else first_string(source, ("id", "@id"))
    article = StatedArticle(where, name if _SCHEME.match(name) else unquote(name), sha256)
    found = resource.get("selector")
    selectors = found if isinstance(found, list) else [found]
    position, by_quote = _of_type(selectors, _POSITION), _of_type(selectors, _QUOTE)
    if position is None and by_quote is None:
        raise BadRecordError(f"it has no {_POSITION} and no {_QUOTE}")
    fields = dict(said)
    start, end = fields.pop("start", None), fields.pop("end", None)
    if position is not None:
        start, end = offset_of(position, "start"), offset_of(position, "end")
    text = None
    if by_quote is not None:
        text = string_of(by_quote, "exact")
        context = (key for key in ("prefix", "suffix") if isinstance(by_quote.get(key), str))
        fields |= {key: by_quote[key] for key in context}
    return Stated(where, article, "", start, end, text, fields=fields)


def _of_type(selectors: Iterable[Any], name: str) -> JSONObject | None:
    """The first selector of a type; one that is refined says not yet what it selects."""
    for it in selectors:
        if isinstance(it, dict) and name in _terms(it, "type") and "refinedBy" not in it:
            return it
    return None


def _said(value: JSONObject) -> _Said:
    motivations = _terms(value, "motivation")
    bodies = value.get("body", value.get("bodyValue"))
    tags: list[str] = []
    notes: list[str] = []
    unread_bodies = 0
    for body in bodies if isinstance(bodies, list) else [] if bodies is None else [bodies]:
        text = body if isinstance(body, str) else first_string(body, ("value", "source", "id"))
        # The motivation says what a body is for that does not say it itself (the model, 3.3.5).
        purposes = _terms(body, "purpose") or motivations
        is_tag = bool(purposes) and purposes <= _TAGGING
        unread_bodies += not text
        if text:
            (tags if is_tag else notes).append(text)
    note = "\n\n".join(notes)
    usual = min(motivations, default="commenting" if note else "highlighting")
    fields = {
        "id": first_string(value, ("id", "@id")).removeprefix(_UUID),
        "note": note,
        "annotator": _name_of(value.get("creator")),
        "created": first_string(value, ("created",)),
        "modified": first_string(value, ("modified",)),
    }
    own = {unquote(key[len(OWN) :]): it for key, it in value.items() if key.startswith(OWN)}
    stated = {key: it for key, it in fields.items() if it}
    return _Said(tags or [usual], scalars(own) | stated, unread_bodies)


def _name_of(creator: Any) -> str:
    first = creator[0] if isinstance(creator, list) and creator else creator
    named = ("name", "nickname", "email", "id", "@id")
    return first if isinstance(first, str) else first_string(first, named)


def _terms(value: Any, key: str) -> set[str]:
    """Terms of the vocabulary, of which there may be one or a list, without what stands before."""
    found = value.get(key, value.get(f"@{key}")) if isinstance(value, dict) else None
    terms = found if isinstance(found, list) else [found]
    return {_VOCABULARY.sub("", it, count=1) for it in terms if isinstance(it, str)}


def recognises(beginning: Beginning) -> bool:
    """Whether the first record has the context of annotations, or their types."""
    value = first_record(beginning.record)
    if CONTEXT in _terms(value, "context"):
        return True
    return "Annotation" in _terms(value, "type") and "target" in value


FORMAT = Format(
    name="w3c",
    summary="a Web Annotation a line in JSON-LD, nothing lost: PyLD, annotation servers",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
)

"""What a record says of a mark beside its place, made fit for the store."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from annotations.formats.format import Stated
from annotations.formats.portable import LARGEST_INTEGER, is_portable
from annotations.importing.names import shown
from annotations.model import CONTEXT_LENGTH, SEGMENTS, Annotation

LONGEST_NAME = 200
"""How many code points a label or an annotator's name may have."""
LARGEST_OFFSET = LARGEST_INTEGER
_NAMESPACE = uuid.UUID("5a9f6f2c-9b1e-5d0c-8f43-7c4d2f0b6e11")
"""Of the ids of marks that came without one of their own that could be kept."""
_NAMED = 3
"""How many fields are named where any can't be kept."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_STATUSES = ("ok", "moved", "fuzzy", "orphan")
_OWN = frozenset({"schema", *Annotation.model_fields})
"""Fields that are looked at one by one; the others are kept as they came."""


class LeftOutError(Exception):
    """A record that can't become a mark; says why, in words behind "left out: "."""


def whole(stated: Stated, doc_path: str, doc_id: str) -> Annotation | None:
    """A record that is complete and sound as it stands; None for one that something is wrong with.

    Whether its text stands at its place is not looked at.
    """
    if stated.article.text is not None:
        return None
    record = {
        **stated.fields,
        "doc_id": doc_id,
        "doc_path": doc_path,
        "doc_sha256": stated.article.sha256,
        "start": stated.start,
        "end": stated.end,
        "text": stated.text,
        "label": stated.label,
    }
    try:
        found = Annotation.model_validate(record, strict=True)
    except ValidationError:
        return None
    is_sound = found.end <= LARGEST_OFFSET and not unkept(stated) and _can_be_written(found)
    return found if is_sound else None


def details(
    stated: Stated, doc_path: str, annotator: str, now: str, sha256: str = ""
) -> dict[str, Any]:
    """The fields of a mark but for its place; raises LeftOutError.

    `annotator` marks what says nothing of who did; `now` is when, where that is not said; `sha256`
    is of the text that came along, if one did.
    """
    fields = stated.fields
    made: dict[str, Any] = {
        "label": _name(stated.label, "label"),
        "note": _text(fields.get("note")),
        "annotator": _name(_text(fields.get("annotator")) or annotator, "annotator's name"),
        "links": _text(fields.get("links")),
        "source": _text(fields.get("source")) or "human",
        "created": _time(fields.get("created"), now),
    }
    made["modified"] = _time(fields.get("modified"), made["created"])
    if fields.get("status") in _STATUSES:
        made["status"] = fields["status"]
    made["id"] = _id(stated, (doc_path, sha256), made)
    made.update(_others(fields))
    return made


def unkept(stated: Stated) -> str:
    """What is told of fields that can't be kept, for their numbers; empty where there are none."""
    if stated.fields.keys() <= _OWN:
        return ""
    fields = stated.fields.items()
    names = [name for name, value in fields if name not in _OWN and not is_portable(value)]
    if not names:
        return ""
    few = ", ".join(map(shown, names[:_NAMED]))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"without {few}{more}: a number beyond 2^53 is not the same for every reader of JSON"


def offsets(stated: Stated) -> tuple[int, int] | None:
    """The offsets that a record states; None for what can be none: negative, huge, no numbers."""
    start, end = stated.start, stated.end
    if not (type(start) is int and type(end) is int):
        return None
    return (start, end) if 0 <= start <= end <= LARGEST_OFFSET else None


def stated_text(stated: Stated) -> str:
    """The text a record says stands at its place; empty where it says nothing of it."""
    return _text(stated.text)


def stated_sha256(stated: Stated) -> str:
    """The hash of the state of the article a record was made on; empty where it states none."""
    sha256 = stated.article.sha256
    return sha256 if _SHA256.fullmatch(sha256) else ""


def stated_doc_id(stated: Stated) -> str:
    """The name of the article without its suffix; empty where a record states none."""
    return _text(stated.fields.get("doc_id"))


def stated_id(stated: Stated) -> str:
    """The id a record states, whatever it is; empty where it states none."""
    return _text(stated.fields.get("id"))


def parts_of(stated: Stated) -> str:
    """The parts of a discontinuous span as a record states them; empty where they can be none."""
    parts = stated.fields.get("segments")
    return parts if isinstance(parts, str) and SEGMENTS.fullmatch(parts) else ""


def context(stated: Stated) -> tuple[str, str]:
    """What a record says stands before and after its text, as much of it as is kept."""
    prefix, suffix = _text(stated.fields.get("prefix")), _text(stated.fields.get("suffix"))
    return prefix[-CONTEXT_LENGTH:], suffix[:CONTEXT_LENGTH]


def content(annotation: Annotation) -> tuple[object, ...]:
    """What of a mark makes it another one, though its id may be the same."""
    it = annotation
    return it.start, it.end, it.text, it.label, it.note, it.segments, it.links


def another_id(annotation: Annotation) -> str:
    """An id for a mark whose own is another one's; the same each time."""
    return _derived(*annotation.identity, *content(annotation))


def _derived(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, repr(parts)))


def _id(stated: Stated, article: tuple[str, str], made: Mapping[str, Any]) -> str:
    stated_as = stated_id(stated)
    if is_uuid(stated_as):
        return stated_as.lower()
    # Ids such as T1 begin anew in each file: what is marked makes the difference.
    parts = (article, stated_as, stated.start, stated.end, stated_text(stated))
    names = (made["label"], made["note"], made["annotator"])
    return _derived(*parts, *names)


def is_uuid(name: str) -> bool:
    """Whether an id can be kept."""
    return bool(_UUID.fullmatch(name.lower()))


def _name(name: str, what: str) -> str:
    name = _text(name)
    if _CONTROL.search(name) or len(name) > LONGEST_NAME:
        name = name.strip()
    if not name:
        raise LeftOutError(f"its {what} is empty")
    if _CONTROL.search(name):
        raise LeftOutError(f"its {what} holds control characters")
    if len(name) > LONGEST_NAME:
        raise LeftOutError(f"its {what} is longer than {LONGEST_NAME} characters")
    return name


def _text(value: object) -> str:
    """A value as text that can be written: numbers in digits, half a surrogate pair as U+FFFD."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    text = value if isinstance(value, str) else str(value)
    if _is_unicode(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _time(value: object, otherwise: str) -> str:
    """A time as RFC 3339 in UTC, as it is if it is such a time."""
    if not isinstance(value, str):
        return otherwise
    if _TIME.fullmatch(value):
        return value
    try:
        time = datetime.fromisoformat(value)
        time = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise
    return f"{time:%Y-%m-%dT%H:%M:%S}Z" if time.year > 999 else otherwise


def _others(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that Sidemark knows nothing of; of a record of its own also what is nested."""
    is_own = "schema" in fields
    found = {
        name: value
        for name, value in fields.items()
        if name not in _OWN
        and (is_own or isinstance(value, str | int | float))
        and is_portable(value)
    }
    return found if _can_be_json(found) else {}


def _can_be_written(annotation: Annotation) -> bool:
    """Whether all its strings are Unicode, without half a surrogate pair."""
    it = annotation
    names = (it.doc_path, it.doc_id, it.label, it.annotator, it.source)
    texts = (it.text, it.prefix, it.suffix, it.note, it.links, it.segments)
    return _is_unicode("".join((*names, *texts))) and _can_be_json(it.model_extra)


def _can_be_json(value: object) -> bool:
    if not value:
        return True
    try:
        to_json(value)
    except PydanticSerializationError:
        return False
    return True


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

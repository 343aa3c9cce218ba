"""The record: one annotation, as it is kept in the store and handed on as JSONL."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from annotations.text.span import Span

SCHEMA: Literal["annotation/1"] = "annotation/1"
CONTEXT_LENGTH = 32
"""How many code points of the text before and after a span are kept with it."""
SEGMENTS = re.compile(r"[0-9]{1,16}-[0-9]{1,16}(?: [0-9]{1,16}-[0-9]{1,16})*")
"""The parts of a discontinuous span; no offset that JSON holds exactly has more digits."""

Status = Literal["ok", "moved", "fuzzy", "orphan"]
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f]+\Z")
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Identity = tuple[str, str, str]
"""Article, annotator and id: a file of marks that was copied for others has the same ids."""
_CONFLICT_LINK = re.compile(r"(?:^| )conflict:([0-9a-f-]{36})(?= |$)")
_UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_TIME_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"


class Annotation(BaseModel):
    """A labelled span of one article, in Unicode code points of its canonical text.

    Fields stand in the order of the record (docs: README, "The record"); fields of a later version
    are kept. Raises pydantic.ValidationError for a record that contradicts itself.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        validate_by_name=True,
        # Numbers that JSON doesn't know, in fields of a later version, come back as they were.
        ser_json_inf_nan="constants",
    )

    schema_: Literal["annotation/1"] = Field(default=SCHEMA, alias="schema")
    id: str = Field(pattern=_UUID_PATTERN)
    doc_id: str
    doc_path: str
    doc_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    start: int = Field(ge=0)
    end: int
    text: str
    prefix: str = Field(max_length=CONTEXT_LENGTH)
    suffix: str = Field(max_length=CONTEXT_LENGTH)
    label: Name
    note: str = ""
    annotator: Name
    status: Status = "ok"
    segments: str = ""
    links: str = ""
    source: str = "human"
    created: str = Field(pattern=_TIME_PATTERN)
    modified: str = Field(pattern=_TIME_PATTERN)
    offset_unit: Literal["codepoint"] = "codepoint"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the span {self.start}-{self.end} is empty")
        if len(self.text) != self.end - self.start:
            raise ValueError(f"the text does not fill the span {self.start}-{self.end}")
        for name in (self.label, self.annotator):
            if not (name.isprintable() or _NAME.match(name)):
                raise ValueError(f"{name!r} holds control characters")
        return self

    @property
    def span(self) -> Span:
        """Where it lies, half open, in code points."""
        return Span(self.start, self.end)

    @property
    def identity(self) -> Identity:
        """What it is known by, whatever becomes of it."""
        return self.doc_path, self.annotator, self.id

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of every export and store file, in which two of them diff cleanly."""
        return self.doc_id, self.start, -self.end, self.label, self.id

    @property
    def conflict_with(self) -> str:
        """The id of the annotation of which this is another version, both kept; or nothing."""
        found = _CONFLICT_LINK.search(self.links)
        return found[1] if found else ""

    def links_but(self, kind: str) -> str:
        """The links without those of one kind."""
        return " ".join(link for link in self.links.split() if not link.startswith(f"{kind}:"))

    def to_record(self) -> dict[str, Any]:
        """The flat record, its keys in their fixed order."""
        return self.model_dump(by_alias=True)

    def to_line(self) -> bytes:
        """The record as one line of JSON, UTF-8, with its newline."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True) + b"\n"


def is_same(one: Annotation | None, other: Annotation | None) -> bool:
    """Whether two states of an annotation are the same, or neither is there."""
    # A number that is none (NaN), in a field of a later version, is not even equal to itself.
    return one == other or bool(one and other and one.to_line() == other.to_line())


class Change(NamedTuple):
    """What happens to one annotation: made (`before` is None), changed, or deleted (`after`)."""

    before: Annotation | None
    after: Annotation | None

    @property
    def subject(self) -> Annotation:
        """The annotation it is about, in its newest state."""
        subject = self.after or self.before
        assert subject is not None, "a change has a before or an after"
        return subject

    def reversed(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.after, self.before)


def new_id() -> str:
    """A fresh random identifier (RFC 9562 version 4)."""
    return str(uuid.uuid4())


def utc_now() -> str:
    """The time now as RFC 3339 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def placement(text: str, span: Span) -> Mapping[str, Any]:
    """The fields that follow from where a span lies: offsets, exact slice, context."""
    return {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "prefix": text[max(0, span.start - CONTEXT_LENGTH) : span.start],
        "suffix": text[span.end : span.end + CONTEXT_LENGTH],
    }

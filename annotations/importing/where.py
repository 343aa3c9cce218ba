"""Where in an article a record's mark goes, and how that was found."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from annotations.anchoring import Anchoring, Placed
from annotations.corpus import Article
from annotations.formats.format import Stated, Unit
from annotations.importing.counted import Counted, Reading
from annotations.importing.records import (
    LARGEST_OFFSET,
    LeftOutError,
    context,
    offsets,
    parts_of,
    stated_sha256,
    stated_text,
)
from annotations.importing.report import Kind
from annotations.model import Annotation, placement
from annotations.placing import seen_at
from annotations.text.canonical import with_lf
from annotations.text.excerpt import excerpt
from annotations.text.span import Span

UNKNOWN_STATE = "0" * 64
"""Stands for the hash of a state of an article of which nothing is known."""
_HITS = 256
"""At how many places a text is looked for before its context decides."""
_UNITS: Mapping[Unit, tuple[Kind, str]] = {
    "codepoint": ("codepoint", "its offsets count code points"),
    "utf16": ("utf16", "its offsets count UTF-16 units"),
    "byte": ("byte", "its offsets count bytes of UTF-8"),
}


class Found(NamedTuple):
    """A mark at its place, or an orphan, and how it came there."""

    annotation: Annotation
    kind: Kind
    message: str = ""
    text: tuple[str, str] | None = None
    """The state of the article that an orphan was made on, by its hash, to be kept with it."""


class Target:
    """An article that marks come to, and the text that the file has for it, if any."""

    def __init__(
        self,
        article: Article,
        came: str | None,
        file_text: Callable[[], str],
        text_of: Callable[[str], str | None],
    ) -> None:
        self.article = article
        self._came = None if came is None else Counted(came)
        self._file_text = file_text
        self._text_of = text_of
        self._states: dict[str, Anchoring] = {}

    def keep(self, annotation: Annotation) -> Found | None:
        """A record that is whole, exactly as it is; None if its place has to be looked for.

        One that was made on another state of the article is found when that is opened.
        """
        article = self.article
        if annotation.doc_sha256 == article.sha256:
            is_here = article.text[annotation.start : annotation.end] == annotation.text
            return Found(annotation, "as-stated") if is_here else None
        placed = self._state(annotation.doc_sha256).place(annotation)
        if placed.status == "ok":
            return Found(annotation, "as-stated")
        return Found(annotation, _kind(placed), _became(annotation, placed))

    def place(self, stated: Stated, details: Mapping[str, Any]) -> Found:
        """A mark with these details where the record says, or where its text is found.

        Raises LeftOutError for a record with no text and no place.
        """
        text, at = with_lf(stated_text(stated)), offsets(stated)
        if at is not None:
            for counted in self._counted():
                reading = _reading(counted, *at, stated.unit, text)
                if reading is not None:
                    return self._read(counted, reading, stated, details)
                if not text:
                    break
        if not text:
            raise LeftOutError(f"{_no_place(stated)}, and it does not say what stands there")
        span = self._end_corrected(text, at) or self._only(text, stated)
        if span is not None:
            status = "ok" if at is None else details.get("status", "ok")
            made = self._made(self.article.text, self.article.sha256, span, details)
            made = made.model_copy(update={"status": _not_orphan(status)})
            return Found(made, "moved", f"{_said(stated)} is found at {_range(span)}")
        return self._like(text, stated, details)

    def _counted(self) -> Iterator[Counted]:
        """The texts that the offsets may count in, the likeliest first."""
        if self._came is not None:
            yield self._came
            if self._came.text != self._came.canonical:
                yield Counted(self._came.canonical)
            return
        yield self._own
        if self._file is not None:
            yield self._file

    @cached_property
    def _own(self) -> Counted:
        return Counted(self.article.text)

    @cached_property
    def _file(self) -> Counted | None:
        """The file as it is on disk, if its line ends or its start are not those of the text."""
        text = self._file_text()
        return None if text == self.article.text else Counted(text)

    @cached_property
    def _search(self) -> Anchoring:
        return Anchoring(None, self.article.text)

    @cached_property
    def _is_same(self) -> bool:
        return self._came is None or self._came.canonical == self.article.text

    @cached_property
    def _came_sha256(self) -> str:
        assert self._came is not None
        return hashlib.sha256(self._came.canonical.encode()).hexdigest()

    def _state(self, sha256: str) -> Anchoring:
        if sha256 not in self._states:
            if len(self._states) > 3:
                self._states.clear()
            self._states[sha256] = Anchoring(self._text_of(sha256), self.article.text)
        return self._states[sha256]

    def _read(
        self, counted: Counted, reading: Reading, stated: Stated, details: Mapping[str, Any]
    ) -> Found:
        """The mark at a place that the offsets lead to."""
        span = counted.in_canonical(reading.span)
        parts = _segments(counted, reading, stated)
        details = {**details, "segments": parts}
        kind, message = _how(counted, reading, stated, span, counted is self._file)
        if self._is_same:
            made = self._made(self.article.text, self.article.sha256, span, details)
            made = made.model_copy(update={"status": _not_orphan(made.status)})
            return Found(made, kind, message)
        sha256 = self._came_sha256
        made = self._made(counted.canonical, sha256, span, details)
        if sha256 not in self._states:
            self._states[sha256] = Anchoring(counted.canonical, self.article.text)
        placed = self._states[sha256].place(made)
        seen = seen_at(self.article, made, placed)
        if placed.status == "ok":
            return Found(seen, kind, message)
        kept = (sha256, counted.canonical) if placed.status == "orphan" else None
        return Found(seen, _kind(placed), _became(made, placed), kept)

    def _end_corrected(self, text: str, at: tuple[int, int] | None) -> Span | None:
        """The span of a text that begins where it should and has another length."""
        if at is None or not self.article.text.startswith(text, at[0]):
            return None
        return Span(at[0], at[0] + len(text))

    def _only(self, text: str, stated: Stated) -> Span | None:
        """The one place where a text stands exactly, or stands in exactly its context."""
        hits = list(_hits(self.article.text, text))
        prefix, suffix = context(stated)
        if len(hits) > 1 and (prefix or suffix):
            whole = self.article.text
            hits = [
                at
                for at in hits
                if whole.endswith(prefix, 0, at) and whole.startswith(suffix, at + len(text))
            ]
        return Span(hits[0], hits[0] + len(text)) if len(hits) == 1 else None

    def _like(self, text: str, stated: Stated, details: Mapping[str, Any]) -> Found:
        """The place that is most like the text and its context, else an orphan."""
        prefix, suffix = context(stated)
        at = offsets(stated)
        # Behind the text, where nothing can stand by chance.
        start = at[0] if at else len(self.article.text)
        fields = {
            **details,
            **_identity(self.article, stated_sha256(stated) or self.article.sha256),
            "start": start,
            "end": start + len(text),
            "text": text,
            "prefix": prefix,
            "suffix": suffix,
            "segments": parts_of(stated),
        }
        made = _annotation(fields)
        placed = self._search.place(made)
        if placed.status != "orphan":
            seen = seen_at(self.article, made, placed)
            return Found(seen, _kind(placed), _became(made, placed))
        return Found(made.model_copy(update={"status": "orphan"}), "orphan", _orphaned(stated))

    def _made(self, text: str, sha256: str, span: Span, details: Mapping[str, Any]) -> Annotation:
        identity = _identity(self.article, sha256)
        return _annotation({**details, **identity, **placement(text, span)})


def missing(doc_path: str, doc_id: str, stated: Stated, details: Mapping[str, Any]) -> Found:
    """A mark of an article that is not there, as the record has it; raises LeftOutError."""
    article = stated.article
    if article.text is not None:
        counted = Counted(article.text)
        sha256 = hashlib.sha256(counted.canonical.encode()).hexdigest()
        there = Article(doc_path, doc_id, counted.canonical, sha256)
        target = Target(there, article.text, lambda: counted.canonical, lambda _sha256: None)
        found = target.place(stated, details)
        kind: Kind = "orphan" if found.kind == "orphan" else "missing-article"
        return found._replace(kind=kind, text=(sha256, counted.canonical))
    text, at = with_lf(stated_text(stated)), offsets(stated)
    if not text:
        raise LeftOutError("its article is not in this corpus, and it says nothing of its text")
    prefix, suffix = context(stated)
    start = at[0] if at else 0
    fields = {
        **details,
        "doc_path": doc_path,
        "doc_id": doc_id,
        "doc_sha256": stated_sha256(stated) or UNKNOWN_STATE,
        "start": start,
        "end": start + len(text),
        "text": text,
        "prefix": prefix,
        "suffix": suffix,
        "segments": parts_of(stated),
    }
    return Found(_annotation(fields), "missing-article")


def _reading(counted: Counted, start: int, end: int, unit: Unit, text: str) -> Reading | None:
    if not text:
        span = counted.span(start, end, unit)
        return None if span is None else Reading(span, unit, False)
    readings = counted.readings(start, end, unit)
    return next((it for it in readings if counted.reads(it.span, text)), None)


def _segments(counted: Counted, reading: Reading, stated: Stated) -> str:
    """The parts of a span, in code points of the canonical text as the span itself."""
    found = []
    for part in parts_of(stated).split():
        start, _, end = part.partition("-")
        span = counted.span(int(start), int(end) + reading.is_inclusive, reading.unit)
        if span is None:
            return ""
        found.append(_range(counted.in_canonical(span)))
    return " ".join(found)


def _how(
    counted: Counted, reading: Reading, stated: Stated, span: Span, is_file: bool
) -> tuple[Kind, str]:
    taken = f"{stated.start}-{stated.end} taken as {_range(span)}"
    if reading.unit != stated.unit:
        kind, message = _UNITS[reading.unit]
        inclusive = ", and its end is inclusive" if reading.is_inclusive else ""
        return kind, f"{message}{inclusive}: {taken}"
    if reading.is_inclusive:
        return "inclusive-end", f"its end is inclusive: {taken}"
    if is_file:
        return "line-ends", f"its offsets count the line ends of the file: {taken}"
    return "as-stated", ""


def _kind(placed: Placed) -> Kind:
    return "as-stated" if placed.status == "ok" else placed.status


def _identity(article: Article, sha256: str) -> dict[str, str]:
    return {"doc_path": article.doc_path, "doc_id": article.doc_id, "doc_sha256": sha256}


def _annotation(fields: Mapping[str, Any]) -> Annotation:
    try:
        return Annotation.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise LeftOutError(f"it contradicts itself: {where} {problem['msg']}") from error


def _not_orphan(status: str) -> str:
    return "ok" if status == "orphan" else status


def _hits(text: str, wanted: str) -> Iterator[int]:
    """Where a text stands, at the first so many places."""
    at = text.find(wanted)
    for _ in range(_HITS):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + 1)


def _became(made: Annotation, placed: Placed) -> str:
    if placed.status == "orphan":
        return f"{excerpt(made.text)} is gone from the article or could be in two places"
    where = f"{excerpt(made.text)} {made.start}-{made.end} is now at {_range(placed.span)}"
    return where if placed.status == "moved" else f"{where}, and reads otherwise there"


def _orphaned(stated: Stated) -> str:
    return f"{_said(stated)} is not in the article, or in several places: kept as an orphan"


def _said(stated: Stated) -> str:
    """The text of a record and its offsets, as stated."""
    where = "" if offsets(stated) is None else f" {stated.start}-{stated.end}"
    return f"{excerpt(stated_text(stated))}{where}"


def _no_place(stated: Stated) -> str:
    if stated.start is None or stated.end is None:
        return "it has no offsets"
    if stated.start == stated.end:
        return f"its span {stated.start}-{stated.end} is empty"
    if offsets(stated) is None:
        return f"its offsets {_short(stated.start)}-{_short(stated.end)} can be none"
    return f"its offsets {stated.start}-{stated.end} are not in the text"


def _short(number: object) -> str:
    is_long = isinstance(number, int) and abs(number) > LARGEST_OFFSET
    return "(too large)" if is_long else str(number)[:40]


def _range(span: Span) -> str:
    return f"{span.start}-{span.end}"

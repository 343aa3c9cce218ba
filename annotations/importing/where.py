"""Where in an article a record's mark goes, and how that was found."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple
from unicodedata import is_normalized, normalize

from pydantic import ValidationError

from annotations.anchoring import Anchoring, Placed
from annotations.anchoring.folding import Folded, fold
from annotations.corpus import Article
from annotations.formats.format import Stated, Unit
from annotations.importing.counted import Counted
from annotations.importing.reading import Reading, Readings, Way, is_in_context
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
_NormalForm = Literal["NFC", "NFD"]
_NORMAL_FORMS: tuple[_NormalForm, ...] = ("NFC", "NFD")
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
        self._came = came
        self._file_text = file_text
        self._text_of = text_of
        self._states: dict[str, Anchoring] = {}

    def keep(self, annotation: Annotation) -> Found | None:
        """A record that is whole, exactly as it is; None if its place has to be looked for.

        One that was made on another state of the article is found when that is opened.
        """
        article = self.article
        if annotation.doc_sha256 == article.sha256:
            it = annotation
            is_here = article.text[it.start : it.end] == it.text
            is_here = is_here and is_in_context(article.text, it.span, it.prefix, it.suffix)
            return Found(it, "as-stated") if is_here else None
        placed = self._state(annotation.doc_sha256).place(annotation)
        if placed.status == "ok":
            return Found(annotation, "as-stated")
        return Found(annotation, _kind(placed), _became(annotation, placed))

    def study(self, records: Sequence[Stated]) -> None:
        """Look at how the offsets of records count, before any of them is placed."""
        if self._came is None:
            # What was made on another state of the article counts in that; a record of Sidemark's
            # own says what is around it, which is enough.
            here = ("", self.article.sha256)
            records = [
                it for it in records if "schema" not in it.fields and stated_sha256(it) in here
            ]
        self._readings.study(records)

    @property
    def state(self) -> tuple[str, str]:
        """The text that the offsets count in, by its hash."""
        return self._own_sha256, self._readings.text

    def place(self, stated: Stated, details: Mapping[str, Any]) -> Found:
        """A mark with these details where the record says, or where its text is found.

        Raises LeftOutError for a record with no text and no place.
        """
        text, at = with_lf(stated_text(stated)), offsets(stated)
        around = context(stated)
        readings = [] if at is None else self._readings.of(stated)
        agreeing = [it for it in readings if is_in_context(self._readings.text, it.span, *around)]
        if agreeing or (readings and not (text and self._is_same)):
            return self._read((agreeing or readings)[0], stated, details)
        if not text:
            raise LeftOutError(f"{_no_place(stated)}, and it does not say what stands there")
        found = self._sought(text, stated, details)
        for reading in readings:
            if found.kind == "orphan" or found.annotation.span == reading.span:
                # Only what stands around is not as stated.
                return self._read(reading, stated, details)
        return found

    def _sought(self, text: str, stated: Stated, details: Mapping[str, Any]) -> Found:
        """A mark where its text stands, else where something is most like it, else an orphan."""
        for form in _forms(text):
            span = self._end_corrected(form, stated) or self._only(form, stated)
            if span is None:
                continue
            made = self._made(self.article.text, self.article.sha256, span, details)
            where = f"{_said(stated)} is found at {_range(span)}"
            if form != text:
                made = made.model_copy(update={"status": "fuzzy"})
                return Found(made, "fuzzy", f"{where}, in another Unicode normal form")
            status = "ok" if offsets(stated) is None else _not_orphan(made.status)
            return Found(made.model_copy(update={"status": status}), "moved", where)
        alike = self._alike(stated, text)
        if alike is not None:
            made = self._made(self.article.text, self.article.sha256, alike, details)
            where = f"{_said(stated)} is found at {_range(alike)}"
            made = made.model_copy(update={"status": "fuzzy"})
            return Found(made, "fuzzy", f"{where}, with other blanks, quotation marks or dashes")
        return self._like(stated, details)

    def _alike(self, stated: Stated, text: str) -> Span | None:
        """Where the same stands but for blanks, quotation marks and dashes.

        At its place, or where there is only one such.
        """
        wanted, at = fold(text).strip(), offsets(stated)
        if not wanted:
            return None
        if at is not None and fold(self.article.text[slice(*at)]) == wanted:
            return Span(*at)
        first = self._folded.text.find(wanted)
        if first < 0 or self._folded.text.find(wanted, first + 1) >= 0:
            return None
        return self._folded.original_span(first, first + len(wanted))

    @cached_property
    def _readings(self) -> Readings:
        if self._came is not None:
            came = Counted.of_file(self._came)
            return Readings(came, came.other_variants, is_sure=True)
        return Readings(Counted(self.article.text), self._variants_of_file, is_sure=False)

    def _variants_of_file(self) -> Iterator[Counted]:
        """The file as it is on disk, as far as its line ends or its start are not the text's."""
        text = self._file_text()
        if text != self.article.text:
            file = Counted.of_file(text)
            yield file
            yield from (it for it in file.other_variants() if it.text != self.article.text)

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self.article.text)

    @cached_property
    def _search(self) -> Anchoring:
        return Anchoring(None, self.article.text)

    @cached_property
    def _in_forms(self) -> Mapping[_NormalForm, tuple[str, Anchoring]]:
        """The text that came in the normal form of the article, if it came in another."""
        here = [form for form in _NORMAL_FORMS if is_normalized(form, self.article.text)]
        texts = {form: normalize(form, self._readings.text) for form in here}
        return {
            form: (text, Anchoring(text, self.article.text))
            for form, text in texts.items()
            if text != self._readings.text
        }

    @cached_property
    def _is_same(self) -> bool:
        return self._readings.text == self.article.text

    @cached_property
    def _own_sha256(self) -> str:
        return hashlib.sha256(self._readings.text.encode()).hexdigest()

    def _state(self, sha256: str) -> Anchoring:
        if sha256 not in self._states:
            if len(self._states) > 3:
                self._states.clear()
            self._states[sha256] = Anchoring(self._text_of(sha256), self.article.text)
        return self._states[sha256]

    def _read(self, reading: Reading, stated: Stated, details: Mapping[str, Any]) -> Found:
        """The mark at a place that the offsets lead to."""
        text = self._readings.text
        details = {**details, "segments": self._segments(reading, stated)}
        kind, message = self._how(reading, stated)
        if self._is_same:
            made = self._made(text, self.article.sha256, reading.span, details)
            made = made.model_copy(update={"status": _not_orphan(made.status)})
            return Found(made, kind, message)
        sha256 = self._own_sha256
        made = self._made(text, sha256, reading.span, details)
        if sha256 not in self._states:
            self._states[sha256] = Anchoring(text, self.article.text)
        placed = self._states[sha256].place(made)
        if placed.status == "orphan":
            for form in self._in_forms:
                found = self._in_form(form, made)
                if found is not None:
                    return found
        seen = seen_at(self.article, made, placed)
        if placed.status == "ok":
            return Found(seen, kind, message)
        kept = (sha256, text) if placed.status == "orphan" else None
        return Found(seen, _kind(placed), _became(made, placed), kept)

    def _in_form(self, form: _NormalForm, made: Annotation) -> Found | None:
        """A mark on the text that came where that text, in a normal form, leads in the article."""
        text, anchoring = self._in_forms[form]
        start = len(normalize(form, self._readings.text[: made.start]))
        span = Span(start, start + len(normalize(form, made.text)))
        if text[span.start : span.end] != normalize(form, made.text):
            return None
        again = made.model_copy(update=placement(text, span))
        placed = anchoring.place(again)
        if placed.status == "orphan":
            return None
        placed = placed._replace(status="fuzzy")
        return Found(seen_at(self.article, again, placed), "fuzzy", _became(made, placed))

    def _how(self, reading: Reading, stated: Stated) -> tuple[Kind, str]:
        span, way = reading
        usual = self._readings.span(Way(0, stated.unit), *(offsets(stated) or (0, 0)))
        if span == usual:
            return "as-stated", ""
        taken = f"{stated.start}-{stated.end} taken as {_range(span)}"
        if way.unit != stated.unit:
            kind, message = _UNITS[way.unit]
            inclusive = ", and its end is inclusive" if way.is_inclusive else ""
            return kind, f"{message}{inclusive}: {taken}"
        if way.is_inclusive:
            return "inclusive-end", f"its end is inclusive: {taken}"
        which = "the line ends of the file" if self._came is None else "other line ends"
        return "line-ends", f"its offsets count {which}: {taken}"

    def _segments(self, reading: Reading, stated: Stated) -> str:
        """The parts of a span, in code points of the canonical text as the span itself."""
        found = []
        for part in parts_of(stated).split():
            start, _, end = part.partition("-")
            span = self._readings.span(reading.way, int(start), int(end))
            if span is None:
                return ""
            found.append(_range(span))
        return " ".join(found)

    def _end_corrected(self, text: str, stated: Stated) -> Span | None:
        """The span of a text that begins where it should and has another length."""
        at = offsets(stated)
        if at is None or not self.article.text.startswith(text, at[0]):
            return None
        span = Span(at[0], at[0] + len(text))
        return span if is_in_context(self.article.text, span, *context(stated)) else None

    def _only(self, text: str, stated: Stated) -> Span | None:
        """The one place where a text stands exactly, or stands in exactly its context."""
        whole = self.article.text
        hits = [Span(at, at + len(text)) for at in _hits(whole, text)]
        around = context(stated)
        if len(hits) > 1 and any(around):
            hits = [span for span in hits if is_in_context(whole, span, *around)]
        return hits[0] if len(hits) == 1 else None

    def _like(self, stated: Stated, details: Mapping[str, Any]) -> Found:
        """The place that is most like the text and its context, else an orphan."""
        text = with_lf(stated_text(stated))
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
        for form in _forms_of(made):
            placed = self._search.place(form)
            if placed.status != "orphan":
                if form is not made:
                    placed = placed._replace(status="fuzzy")
                seen = seen_at(self.article, form, placed)
                return Found(seen, _kind(placed), _became(made, placed))
        return Found(made.model_copy(update={"status": "orphan"}), "orphan", _orphaned(stated))

    def _made(self, text: str, sha256: str, span: Span, details: Mapping[str, Any]) -> Annotation:
        identity = _identity(self.article, sha256)
        return _annotation({**details, **identity, **placement(text, span)})


def missing(doc_path: str, doc_id: str, stated: Stated, details: Mapping[str, Any]) -> Found:
    """A mark of an article of which no text is there, as the record has it.

    Raises LeftOutError for a record that does not say its text either.
    """
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


def _forms(text: str) -> Sequence[str]:
    """A text as it is, and in those normal forms that differ (Unicode Standard Annex 15)."""
    if text.isascii():
        return (text,)
    return list(dict.fromkeys((text, *(normalize(form, text) for form in _NORMAL_FORMS))))


def _forms_of(mark: Annotation) -> Iterator[Annotation]:
    """The same of a mark and its context."""
    yield mark
    if mark.text.isascii() and mark.prefix.isascii() and mark.suffix.isascii():
        return
    for form in _NORMAL_FORMS:
        text, *around = (normalize(form, it) for it in (mark.text, mark.prefix, mark.suffix))
        if (text, *around) != (mark.text, mark.prefix, mark.suffix):
            names = ("end", "text", "prefix", "suffix")
            changed = (mark.start + len(text), text, *around)
            yield mark.model_copy(update=dict(zip(names, changed, strict=True)))


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
        return f"its span {_short(stated.start)}-{_short(stated.end)} is empty"
    if offsets(stated) is None:
        return f"its offsets {_short(stated.start)}-{_short(stated.end)} can be none"
    return f"its offsets {stated.start}-{stated.end} are not in the text"


def _short(number: object) -> str:
    is_long = isinstance(number, int) and abs(number) > LARGEST_OFFSET
    return "(too large)" if is_long else str(number)[:40]


def _range(span: Span) -> str:
    return f"{span.start}-{span.end}"

"""Reading brat folders (brat.nlplab.org/standoff.html), Sidemark's own and those of others.

What brat keeps wins: a record beside it completes only a span that still stands as it was written.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from annotations.errors import ImportFailedError
from annotations.formats.brat_standoff import joined, labels_in, note_read, text_column
from annotations.formats.format import Came, Stated, StatedArticle, Unread
from annotations.formats.segments import merged, segments_field
from annotations.formats.source import NotJSONError, Source, json_of
from annotations.text.canonical import variants
from annotations.text.span import Span

_SPAN = re.compile(
    r"(?P<head>(?P<id>T[^\t]*)\t(?P<type>\S+) "
    r"(?P<parts>-?[0-9]{1,18} -?[0-9]{1,18}(?:;-?[0-9]{1,18} -?[0-9]{1,18}){0,9999})) *"
    r"(?:\t(?P<text>.*))?"
)
_NOTE = re.compile(r"#[^\t]*\tAnnotatorNotes (?P<about>T[^\t ]*) *\t(?P<note>.*)")
_KINDS = {
    "#": "other notes (#)",
    "R": "relations (R)",
    "*": "equivalences (*)",
    "E": "events (E)",
    "A": "attributes (A)",
    "M": "modifications (M)",
    "N": "normalizations (N)",
}
"""What else brat keeps, by what its lines begin with."""
_TOLD_OTHERWISE = frozenset(
    (
        *("brat", "schema", "doc_id", "doc_path", "doc_sha256"),
        *("start", "end", "text", "label", "offset_unit"),
    )
)
"""What of a record is not among the fields of an annotation that is stated."""


_BOM = b"\xef\xbb\xbf"
_MOST_PROBLEMS = 100
"""How many lines of one file are told of one by one."""


class _Line(NamedTuple):
    """A span as a line of an `.ann` file states it."""

    number: int
    head: str
    id: str
    type: str
    parts: list[Span]
    """In order; those that touch or overlap as one."""
    text: str | None


class _Standoff(NamedTuple):
    """What an `.ann` file holds."""

    spans: list[_Line]
    notes: dict[str, str]
    """By the id of the span that they are about; several of one in as many lines."""


def read(source: Source) -> Iterator[Came]:
    """Each text of the folder with its spans; lines of other kinds are counted at the end.

    Raises ImportFailedError where there is no such folder.
    """
    names = frozenset(source.names() if source.is_folder else ())
    stems = sorted({name.rpartition(".")[0] for name in names if name.endswith((".txt", ".ann"))})
    if not stems:
        raise ImportFailedError(
            f"{source.path} is no folder with .txt and .ann files: name the folder brat works on"
        )
    folder = _Folder(source, names)
    for stem in stems:
        yield from folder.article(stem)
    for kind, count in (+folder.passed_over).items():
        yield Unread(".ann files", f"{count:,} {kind} left out: only spans and their notes go in")


class _Folder:
    """A brat folder while it is read."""

    def __init__(self, source: Source, names: frozenset[str]) -> None:
        self.passed_over: Counter[str] = Counter()
        """How many lines of other kinds there were, by kind."""
        self._source = source
        self._names = names
        self._labels: dict[PurePosixPath, Mapping[str, str]] = {}

    def article(self, stem: str) -> Iterator[Came]:
        """One article, what could not be read of it, and its spans."""
        problems: list[Unread] = []
        standoff = self._standoff(stem, problems)
        text = self._text(stem, problems)
        read = None if text is None else _as_read(text, standoff.spans)
        records = self._records(stem, problems)
        article = StatedArticle(
            where=f"{stem}.txt" if f"{stem}.txt" in self._names else f"{stem}.ann",
            name=_article_name(stem, records.values()),
            text=text,
        )
        yield article
        yield from problems
        labels = self._labels_for(PurePosixPath(stem).parent)
        for line in standoff.spans:
            # Only the first line of an id is what the record and the notes are about.
            record = records.pop(line.head, {})
            note = standoff.notes.pop(line.id, "")
            where = f"{stem}.ann line {line.number}"
            yield (
                _as_recorded(where, article, read, line, record, note)
                or _as_stated(where, article, read, line, labels, note)
            )
        self.passed_over["notes on no span (#)"] += len(standoff.notes)

    def _standoff(self, stem: str, problems: list[Unread]) -> _Standoff:
        found = _Standoff([], {})
        problem_count = 0
        for number, line in enumerate(self._lines(f"{stem}.ann", problems), 1):
            if line is None:
                why = "it is not UTF-8"
            elif span := _SPAN.fullmatch(line):
                found.spans.append(_line(number, span))
                continue
            elif note := _NOTE.fullmatch(line):
                before, now = found.notes.get(note["about"]), note_read(note["note"])
                found.notes[note["about"]] = now if before is None else f"{before}\n{now}"
                continue
            elif kind := _KINDS.get(line[:1]):
                self.passed_over[kind] += 1
                continue
            elif not line.strip():
                continue
            else:
                why = "it is no line of brat, such as: T1, tab, claim 0 5, tab, the text"
            problem_count += 1
            if problem_count <= _MOST_PROBLEMS:
                problems.append(Unread(f"{stem}.ann line {number}", why))
        if problem_count > _MOST_PROBLEMS:
            more = f"{problem_count - _MOST_PROBLEMS:,} more lines are none of brat or not UTF-8"
            problems.append(Unread(f"{stem}.ann", more))
        return found

    def _text(self, stem: str, problems: list[Unread]) -> str | None:
        """The text of an article as it is in its file, or None where there is none."""
        name = f"{stem}.txt"
        data = self._bytes(name, problems)
        if data is None:
            return None
        try:
            return data.decode()
        except UnicodeDecodeError:
            problems.append(Unread(name, "it is not UTF-8: save it as UTF-8"))
            return None

    def _records(self, stem: str, problems: list[Unread]) -> dict[str, dict[str, Any]]:
        """The records beside an article by the lines they were written for."""
        found: dict[str, dict[str, Any]] = {}
        for number, line in enumerate(self._lines(f"{stem}.sidemark", problems), 1):
            record = _record(line)
            if record is not None:
                found.setdefault(record["brat"], record)
            else:
                why = "it is no record: what brat has no place for is lost for one span"
                problems.append(Unread(f"{stem}.sidemark line {number}", why))
        return found

    def _labels_for(self, folder: PurePosixPath) -> Mapping[str, str]:
        """The labels by their types: `visual.conf` of a folder or of the next above it counts."""
        if folder not in self._labels:
            name = str(folder / "visual.conf")
            if name in self._names:
                found = labels_in("\n".join(line or "" for line in self._lines(name, [])))
            else:
                found = {} if folder == folder.parent else dict(self._labels_for(folder.parent))
            self._labels[folder] = found
        return self._labels[folder]

    def _lines(self, name: str, problems: list[Unread]) -> Iterator[str | None]:
        """The lines of a file that may be there; None for one that is not UTF-8."""
        data = (self._bytes(name, problems) or b"").removeprefix(_BOM)
        for line in io.BytesIO(data):
            try:
                yield line.rstrip(b"\r\n").decode()
            except UnicodeDecodeError:
                yield None

    def _bytes(self, name: str, problems: list[Unread]) -> bytes | None:
        if name not in self._names:
            return None
        try:
            return self._source.read_in(name)
        except ImportFailedError as error:
            problems.append(Unread(name, error.message))
            return None


def _article_name(stem: str, records: Iterable[Mapping[str, Any]]) -> str:
    """The article's own path as far as records tell of it, which may end in another suffix."""
    for record in records:
        doc_path = record.get("doc_path")
        # A file that was copied or renamed is about an article of its own name.
        if isinstance(doc_path, str) and stem in (doc_path, doc_path.rpartition(".")[0]):
            return doc_path
    return f"{stem}.txt"


def _record(line: str | None) -> dict[str, Any] | None:
    try:
        record = json_of((line or "").encode())
    except NotJSONError:
        return None
    is_one = isinstance(record, dict) and isinstance(record.get("brat"), str)
    return record if is_one else None


def _line(number: int, found: re.Match[str]) -> _Line:
    pairs = (part.split(" ") for part in found["parts"].split(";"))
    parts = merged(Span(int(start), int(end)) for start, end in pairs)
    return _Line(number, found["head"], found["id"], found["type"], parts, found["text"])


def _as_read(text: str, spans: Sequence[_Line]) -> str:
    """The text that the offsets count in: brat counts a BOM and CR, other programs don't."""
    return max(variants(text), key=lambda it: sum(_agrees(it, line) for line in spans))


def _agrees(text: str, line: _Line) -> bool:
    """Whether a text has, where the line says, what the line says."""
    first, last = line.parts[0], line.parts[-1]
    is_inside = 0 <= first.start < last.end <= len(text)
    # Before its version 1.3, brat put the fragments together without a blank.
    return is_inside and line.text in (
        None,
        text_column(text, line.parts),
        "".join(text[part.start : part.end] for part in line.parts),
    )


def _as_recorded(
    where: str,
    article: StatedArticle,
    read: str | None,
    line: _Line,
    record: Mapping[str, Any],
    note: str,
) -> Stated | None:
    """A span with all of its record, if the text, as it was read, is as it was then."""
    start, end, text, label = (record.get(key) for key in ("start", "end", "text", "label"))
    if not (isinstance(start, int) and isinstance(text, str) and isinstance(label, str)):
        return None
    if start < 0 or start + len(text) != end:
        return None
    if read is not None and read[start:end] != text:
        return None
    fields = {key: value for key, value in record.items() if key not in _TOLD_OTHERWISE}
    return Stated(where, article, label, start, end, text, fields={**fields, "note": note})


def _as_stated(
    where: str,
    article: StatedArticle,
    read: str | None,
    line: _Line,
    labels: Mapping[str, str],
    note: str,
) -> Stated:
    """A span as brat or another program wrote it."""
    parts, text = line.parts, line.text
    if read is not None and _agrees(read, line):
        parts = joined(read, parts)
        text = read[parts[0].start : parts[-1].end]
    elif len(parts) > 1 and read is None:
        # What stands between the fragments is not known.
        text = None
    fields = {"note": note, "segments": segments_field(parts)}
    return Stated(
        where,
        article,
        labels.get(line.type, line.type),
        parts[0].start,
        parts[-1].end,
        text,
        fields={key: value for key, value in fields.items() if value},
    )

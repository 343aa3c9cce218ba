r"""brat's lines (brat.nlplab.org/standoff.html): what writing and reading them have in common.

A line of an `.ann` file has columns between tabs. brat reads it with Python's `codecs`, for which
U+2028, U+0085 and others end a line as LF does; other programs take every tab for the end of a
column. So none of these stands in a text or a note here: a span is split at them, as brat itself
splits one at LF, and a note that holds any is written as a JSON string.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotations.text.span import Span

LABELS_OF_SIDEMARK = "# The labels of Sidemark by their types."
"""The first line of a `visual.conf` whose labels are those of the record."""
BREAKS = "\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029"
"""What ends a line or a column, for use in a character class."""
_UNBROKEN = re.compile(f"[^{BREAKS}]+")
_BREAK = re.compile(f"[{BREAKS}]")
_WIDE_BREAK = re.compile("[\x85\u2028\u2029]")
_TYPE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_NOT_IN_TYPES = re.compile(r"[^A-Za-z0-9_-]+")
_NOT_IN_CONFIGURATION = re.compile(f"[|<>!{BREAKS}]")


def fragments(text: str, parts: Sequence[Span]) -> list[Span]:
    """The parts, split where a line or a column would end; none where there is nothing else."""
    return [
        Span(*found.span())
        for part in parts
        for found in _UNBROKEN.finditer(text, part.start, part.end)
    ]


def joined(text: str, parts: Sequence[Span]) -> list[Span]:
    """The fragments, those that only line ends and blanks around them part as one again."""
    found: list[Span] = []
    for part in parts:
        gap = text[found[-1].end : part.start] if found else ""
        if gap and not gap.strip() and _BREAK.search(gap):
            found[-1] = Span(found[-1].start, part.end)
        else:
            found.append(part)
    return found


def head(number: int, type_name: str, parts: Sequence[Span]) -> str:
    """A line for a span without its last column, the text."""
    offsets = ";".join(f"{part.start} {part.end}" for part in parts)
    return f"T{number}\t{type_name} {offsets}"


def text_column(text: str, parts: Sequence[Span]) -> str:
    """The text of a span: what brat compares with the article."""
    return " ".join(text[part.start : part.end] for part in parts)


def note_written(note: str) -> str:
    """A note as the last column of a line: itself, or a JSON string where it would not come back.

    brat takes blanks off its ends.
    """
    is_plain = note == note.strip() and not _BREAK.search(note)
    if is_plain and note_read(note) == note:
        return note
    escaped = json.dumps(note, ensure_ascii=False)
    return _WIDE_BREAK.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def note_read(column: str) -> str:
    """The note that was written so; what nobody had to write as a JSON string stays as it is."""
    if column[:1] != '"':
        return column
    try:
        note = json.loads(column)
    except ValueError:
        return column
    return note if note_written(note) == column else column


def type_of(label: str) -> str:
    """A label in ASCII letters, digits, `_` and `-`, of which alone brat makes types."""
    if _TYPE.fullmatch(label):
        return label
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return _NOT_IN_TYPES.sub("_", plain).strip("_-") or "label"


def annotation_conf(types: Iterable[str]) -> Iterator[str]:
    """The lines that tell brat of the types, and that any may overlap any."""
    yield "[entities]"
    yield from types
    # brat wants all of the sections, and a tab before the arguments.
    yield "[relations]"
    yield "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
    yield "[events]"
    yield "[attributes]"


def visual_conf(types: Mapping[str, str]) -> Iterator[str]:
    """The lines that tell brat what to show for each label's type; `labels_in` reads them."""
    yield LABELS_OF_SIDEMARK
    yield "[labels]"
    for label, name in types.items():
        shown = _NOT_IN_CONFIGURATION.sub("¦", label).strip() or name
        yield f"{name} | {shown}"
        if shown != label:
            # These signs mean something there; brat passes over a line that begins with #.
            yield f"#\t{name}\t{json.dumps(label)}"
    yield "[drawing]"
    yield "SPAN_DEFAULT\tfgColor:black, bgColor:#caccd1, borderColor:darken"
    yield "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5"


def labels_in(visual_conf: str) -> dict[str, str]:
    """The labels by their types, as `visual_conf` tells them; none in a file by others.

    There, what is shown may be anything, and the type is the label.
    """
    lines = visual_conf.splitlines()
    if not lines or lines[0] != LABELS_OF_SIDEMARK:
        return {}
    found: dict[str, str] = {}
    for line in visual_conf.split("\n"):
        name, bar, shown = line.partition(" | ")
        mark, *exact = line.split("\t", 2)
        if mark == "#" and len(exact) == 2:
            try:
                label = json.loads(exact[1])
            except ValueError:
                continue
            if isinstance(label, str):
                found[exact[0]] = label
        elif bar:
            found[name] = shown.rstrip("\r")
    return found

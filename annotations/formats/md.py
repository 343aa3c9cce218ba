"""A report in Markdown (CommonMark 0.31, and GitHub's tables): the marks by article and label.

Nothing of an article, a note or a name can become Markdown or HTML: what could is escaped with a
backslash (CommonMark 2.4). A quote stands on lines of its own, as `**` beside a letter or a CJK
character and a punctuation mark would not begin emphasis (6.2, flanking).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile

import regex

from annotations.formats.format import Document, File, Format, Losses, Options
from annotations.labels import in_order
from annotations.model import CONTEXT_LENGTH, Annotation
from annotations.text.amounts import counted
from annotations.text.visible import typed_line

_IN_MEMORY = 8 << 20
"""Up to how many bytes wait in memory for the counts, which stand before them."""
_PIECE = 1 << 20
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#~|$^@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What means something within a line: in CommonMark, GitHub's or Pandoc's Markdown."""
_AT_START = re.compile(r"[-+=:]|(\d{1,9})(?=[.)])")
"""What means something at the start of a line; after a number, what comes then does."""
_CUT = regex.compile(r"^[\p{M}\p{Cf}\p{Emoji_Modifier}]+")
"""What is left at the start of a text of a character that was cut."""
_FIRST_STRONG, _POP = "\u2068", "\u2069"
"""Isolate what runs from right to left (Unicode UAX #9) from what stands beside it."""
_BREAK = "\\"


def write(documents: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
    """Counts, then each article with its marks by label."""
    yield File("", _report(documents))


def _report(documents: Iterable[Document]) -> Iterator[bytes]:
    counts = _Counts()
    with SpooledTemporaryFile(_IN_MEMORY) as body:
        for document in documents:
            counts.add(document)
            if document.marks:
                body.write(_article(document).encode())
        yield counts.told().encode()
        body.seek(0)
        while piece := body.read(_PIECE):
            yield piece


class _Counts:
    """How many marks there are, of each label and by each annotator."""

    def __init__(self) -> None:
        self._articles = self._marked = 0
        self._labels: Counter[str] = Counter()
        self._annotators: Counter[str] = Counter()

    def add(self, document: Document) -> None:
        """Count an article and its marks."""
        self._articles += 1
        self._marked += bool(document.marks)
        self._labels.update(it.label for it in document.marks)
        self._annotators.update(it.annotator for it in document.marks)

    def told(self) -> str:
        """The heading of the report, and its tables."""
        total = counted(self._labels.total(), "mark")
        told = f"# Marks\n\n{total} in {self._marked:,} of {counted(self._articles, 'article')}.\n"
        for title, counts in (("label", self._labels), ("annotator", self._annotators)):
            if len(counts) > (title != "label"):
                rows = [f"| {escaped_line(it)} | {counts[it]:,} |\n" for it in in_order(counts)]
                told += f"\n| {title} | marks |\n| :-- | --: |\n{''.join(rows)}"
        return told


def _article(document: Document) -> str:
    by_label: defaultdict[str, list[Annotation]] = defaultdict(list)
    for mark in document.marks:
        by_label[mark.label].append(mark)
    annotators = sorted({mark.annotator for mark in document.marks})
    parts = [escaped_line(document.doc_path), counted(len(document.marks), "mark")]
    parts[-1] += f" by {', '.join(map(escaped_line, annotators))}"
    if document.text is None:
        parts.append("the article is gone or can't be read")
    told = f"\n## {escaped_line(document.title) or 'Without a title'}\n\n{' · '.join(parts)}\n"
    for label in in_order(by_label):
        marks = by_label[label]
        told += f"\n### {escaped_line(label)} ({len(marks):,})\n"
        told += "".join(_mark(mark, document.text, is_named=len(annotators) > 1) for mark in marks)
    return told


def _mark(mark: Annotation, text: str | None, *, is_named: bool) -> str:
    """A quote with a little of what stands around it, and what was said of it."""
    quote = [f"**{line}**" for line in _lines(mark.text)] or ["**blanks only**"]
    around = [escaped_line(_before(mark)), *quote, escaped_line(_after(mark, text))]
    lines = [line for line in around if line]
    about = [escaped_line(mark.annotator)] if is_named else []
    about += [mark.status] if mark.status != "ok" else []
    told = _lines(f"Note: {mark.note}") if mark.note.strip() else []
    if about:
        told[-1:] = [" ".join([*told[-1:], "—", ", ".join(about)])]
    blocks = [lines, told] if told else [lines]
    return "\n" + ">\n".join(map(_quoted, blocks))


def _quoted(lines: Sequence[str]) -> str:
    """Lines of one block of a quotation, each on a line of its own also when it is shown."""
    return "".join(f"> {line}{_BREAK}\n" for line in lines[:-1]) + f"> {lines[-1]}\n"


def _before(mark: Annotation) -> str:
    """What stands before, from the beginning of a word on where it has any."""
    context = mark.prefix
    if mark.start <= CONTEXT_LENGTH:
        return context
    _, blank, rest = context.partition(" ")
    context = rest if blank and rest.strip() else _CUT.sub("", context)
    return f"…{context.lstrip()}" if context.strip() else ""


def _after(mark: Annotation, text: str | None) -> str:
    """What stands behind, up to the end of a word where it has any."""
    context = mark.suffix
    if len(context) < CONTEXT_LENGTH or (text and mark.end + CONTEXT_LENGTH >= len(text)):
        return context
    rest, blank, _ = context.rpartition(" ")
    context = rest if blank and rest.strip() else context
    return f"{context.rstrip()}…" if context.strip() else ""


def _lines(text: str) -> list[str]:
    """The lines of a text that are not blank, escaped."""
    return [line for line in map(escaped_line, text.splitlines()) if line]


def escaped_line(text: str) -> str:
    """A text on one line that shows just what it says."""
    line = typed_line(text.encode("utf-8", "backslashreplace").decode())
    line = _SPECIAL.sub(r"\\\g<0>", line)
    if found := _AT_START.match(line):
        at = found.end(1) if found[1] else 0
        line = f"{line[:at]}\\{line[at:]}"
    if any(unicodedata.bidirectional(it) in ("R", "AL") for it in line):
        return f"{_FIRST_STRONG}{line}{_POP}"
    return line


FORMAT = Format(
    name="md",
    summary="a report in Markdown to read and to send: quotes with context and notes",
    suffix=".md",
    write=write,
)

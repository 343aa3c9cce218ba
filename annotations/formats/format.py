"""What a format is: a name, a writer, perhaps a reader; and what passes through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from annotations.errors import ImportFailedError
from annotations.text.amounts import counted

if TYPE_CHECKING:
    from annotations.formats.source import Beginning, Source
    from annotations.model import Annotation

Unit = Literal["codepoint", "utf16", "byte"]
"""What offsets count: code points, UTF-16 code units, or bytes of UTF-8."""


# -- out


class Document(NamedTuple):
    """An article on its way out, with its annotations as they stand in its text."""

    doc_id: str
    doc_path: str
    sha256: str
    """Of the file's raw bytes; empty where it can't be read."""
    title: str
    text: str | None
    """The canonical text; None for an article that is gone or can't be read."""
    marks: Sequence[Annotation]
    """In the order of an export."""

    @property
    def is_marked(self) -> bool:
        """Whether any annotation has a place in the text."""
        return self.text is not None and any(has_place(self.text, it) for it in self.marks)


class Losses:
    """What a format could not carry, to be told after an export."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, why: str, count: int = 1, *, thing: str = "mark") -> None:
        """Count marks that were left out or flattened; `why` follows "3 marks ": "without a place".

        The same words are counted together. Other things than marks may be counted too.
        """
        if count:
            self._counts[thing, why] += count

    def told(self) -> list[str]:
        """Each loss in words, in the order in which they were met first."""
        return [f"{counted(count, thing)} {why}" for (thing, why), count in self._counts.items()]


@dataclass(frozen=True)
class Options:
    """How an export is to be written."""

    excel_safe: bool = False
    """Whether cells that a spreadsheet would take for formulas are disarmed."""


class File(NamedTuple):
    """One file of an export; its pieces are taken before the next file is asked for."""

    name: str
    """Empty for the output itself; a suffix for a file beside it (`.config.xml` goes to
    `marks.config.xml` beside `marks.json`); in a folder the path below it, with slashes."""
    pieces: Iterable[bytes]
    head: bytes = b""
    """How a file of this kind begins: none beside that begins otherwise is replaced."""


Write: TypeAlias = "Callable[[Iterable[Document], Options, Losses], Iterator[File]]"

# -- in


@dataclass(frozen=True)
class StatedArticle:
    """An article as a file that is imported names it; its text where that comes along."""

    where: str
    """Where in the file, for messages: "line 3", "a/b.txt"."""
    name: str = ""
    """A path or name, with or without suffix, as stated; empty where there is none."""
    sha256: str = ""
    text: str | None = None
    """As it came, line ends and all: offsets count in it."""


@dataclass(slots=True)
class Stated:
    """An annotation as a file states it; nothing of it has been compared with any article."""

    where: str
    """Where in the file, for messages: "line 3", "T2 in a/b.ann"."""
    article: StatedArticle
    label: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    """What it says stands there; None where it says nothing of it."""
    unit: Unit = "codepoint"
    """What the format's offsets count by its own rules; files by others may differ."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Other fields of the record by their names there (`id`, `note`, `annotator`, `segments`…), or
    the whole record; unknown ones are kept where they are JSON scalars. An `id` need not be a
    UUID."""


class Unread(NamedTuple):
    """Something in the file that is no record: it is told of, and the others go in."""

    where: str
    why: str


Came: TypeAlias = StatedArticle | Stated | Unread
"""A reader gives an article before its annotations; one that has none as well, if it has text."""
Read: TypeAlias = "Callable[[Source], Iterator[Came]]"


@dataclass(frozen=True)
class Format:
    """One format: how it is called, written, read and recognised."""

    name: str
    summary: str
    """One line for lists: what it is, and who reads it."""
    suffix: str
    """What its files end in, with the dot; empty for a folder."""
    write: Write
    read: Read | None = None
    """Raises ImportFailedError where nothing can be read at all."""
    recognises: Callable[[Beginning], bool] = lambda _beginning: False
    """Whether a file or folder is of this format, told from its name and first bytes."""
    marked_first: bool = False
    """Whether articles with annotations in their texts have to come before those without."""

    def came_from(self, source: Source) -> Iterator[Came]:
        """What a file states; raises ImportFailedError where nothing can be read at all."""
        if self.read is None:
            raise ImportFailedError(f"{self.name} is a format that can only be written")
        return self.read(source)

    @property
    def is_folder(self) -> bool:
        """Whether it is written to a folder, and so never to standard output."""
        return not self.suffix


def in_place(document: Document, losses: Losses) -> list[Annotation]:
    """The annotations that have a place in the article's text; the others are counted as lost.

    So is an article without a text. For formats that hold texts with offsets into them.
    """
    if document.text is None:
        losses.add("left out: gone or unreadable", thing="article")
        losses.add("left out: the article is gone or can't be read", len(document.marks))
        return []
    found = [it for it in document.marks if has_place(document.text, it)]
    losses.add("left out: without a place in the text (orphans)", len(document.marks) - len(found))
    return found


def has_place(text: str, mark: Annotation) -> bool:
    """Whether an annotation stands in this text where it says."""
    return mark.status != "orphan" and text[mark.start : mark.end] == mark.text

"""What was imported: a file of records beside the history, and a file for what is on its way in."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self, overload

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json

from annotations.errors import DamagedFileError, StoreError
from annotations.files import open_regular
from annotations.history import ManyChanges
from annotations.model import Annotation, Change
from annotations.names import shard_name
from annotations.store.failures import as_store_error, reason
from annotations.store.shard import Document

LARGEST = 16 << 30
"""How many bytes of an import are read, article by article."""
_NO_ROOM = "there is no room for what is imported, and no mark came in: "


class Filed(NamedTuple):
    """The records of one article in a file of an import, which follow those of the one before."""

    doc_path: str
    size: Annotated[int, Field(ge=0, le=LARGEST)]
    """In bytes."""
    marks: Annotated[int, Field(gt=0)]
    """How many there are."""


class _Record(BaseModel):
    """What stands for the changes of an import in a line of the history."""

    file: str = Field(pattern=r"^[0-9a-f-]{36}$")
    """The name of the file of records, without its suffix."""
    log: str
    folded: int = Field(ge=0)
    articles: tuple[Filed, ...] = Field(min_length=1)


@dataclass(frozen=True)
class FiledChanges(ManyChanges):
    """The changes of an import, or of its taking back: each record of a file made, or deleted.

    They are in the files of marks before a line of the history tells of them.
    """

    path: Path
    """One record a line, by article."""
    articles: tuple[Filed, ...]
    first: Change
    log: str = ""
    """The id of the log of which `folded` tells."""
    folded: int = 0
    """The offset in it up to which all had been folded before they were put in their place."""

    @classmethod
    def of(cls, record: object, first: Change, folder: Path) -> Self:
        """Read what stands for them in a line; raises ValueError for what is nothing such."""
        found = _Record.model_validate(record)
        path = folder / f"{found.file}.jsonl"
        return cls(path, found.articles, first, found.log, found.folded)

    def to_record(self) -> dict[str, Any]:
        """What stands for them in a line, beside the first."""
        record = _Record(
            file=self.path.stem, log=self.log, folded=self.folded, articles=self.articles
        )
        return record.model_dump()

    @property
    def doc_paths(self) -> frozenset[str]:
        """The articles whose annotations they change."""
        return frozenset(it.doc_path for it in self.articles)

    @property
    def is_reversed(self) -> bool:
        """Whether they take an import back."""
        return self.first.after is None

    def reversed(self) -> "FiledChanges":
        """The same the other way round."""
        return replace(self, first=self.first.reversed())

    def by_file(self) -> Iterator[tuple[str, list[Annotation]]]:
        """The names of the files of marks, with what was imported into each.

        Raises DamagedFileError where the records are not there any more, or are others.
        """
        for file_name, articles in groupby(self._by_article(), lambda it: shard_name(it[0])):
            yield file_name, [mark for _doc_path, marks in articles for mark in marks]

    def _by_article(self) -> Iterator[tuple[str, list[Annotation]]]:
        try:
            with open_regular(self.path, LARGEST) as file:
                for doc_path, size, count in self.articles:
                    lines = file.read(size).splitlines()
                    marks = [Annotation.model_validate_json(line) for line in lines]
                    if len(marks) != count or not all(self._is_of(doc_path, it) for it in marks):
                        raise DamagedFileError(f"{self.path} is not as it was written")
                    yield doc_path, marks
        except (OSError, ValidationError) as error:
            why = reason(error) if isinstance(error, OSError) else "it is damaged"
            raise DamagedFileError(f"what was imported can't be read again ({why})") from error

    def _is_of(self, doc_path: str, annotation: Annotation) -> bool:
        expected = doc_path, self.first.subject.annotator
        return (annotation.doc_path, annotation.annotator) == expected

    def __len__(self) -> int:
        return sum(it.marks for it in self.articles)

    def __iter__(self) -> Iterator[Change]:
        for _doc_path, marks in self._by_article():
            for mark in marks:
                yield Change(mark, None) if self.is_reversed else Change(None, mark)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return self.first if wanted == 0 else next(islice(self, wanted, None))
        if wanted in (range(1), range(0)):
            return (self.first,)[: len(wanted)]
        found = set(wanted)
        by_number = {number: it for number, it in enumerate(self) if number in found}
        return tuple(by_number[number] for number in wanted)


class Spool:
    """What is on its way into a store, on disk and not in memory; gone when it is closed.

    Raises StoreError where there is no room for it.
    """

    def __init__(self, folder: Path) -> None:
        # Loading it takes longer than most commands.
        from tempfile import TemporaryFile

        with as_store_error(_NO_ROOM):
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed at the end of a `with`
        self._end = 0
        self._is_at_end = True
        self._marks: dict[str, dict[str, list[slice]]] = {}
        """Where the records are, by annotator and article."""
        self._texts: dict[str, slice] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        # What there was no room for is written once more, and is of no use any more.
        with suppress(OSError):
            self._file.close()

    def __bool__(self) -> bool:
        return bool(self._marks)

    @property
    def annotators(self) -> list[str]:
        """Whose annotations there are, in the order in which they came."""
        return list(self._marks)

    def add(self, annotation: Annotation) -> None:
        """Put an annotation in; raises StoreError for one that could not be read again."""
        try:
            line = annotation.to_line()
            if annotation.model_extra:
                from_json(line)
        except ValueError as error:
            raise StoreError("a mark holds fields that can't be kept: nested too deep") from error
        came = self._append(line)
        places = self._marks.setdefault(annotation.annotator, {}).setdefault(
            annotation.doc_path, []
        )
        if places and places[-1].stop == came.start:
            places[-1] = slice(places[-1].start, came.stop)
        else:
            places.append(came)

    @property
    def sha256s(self) -> Collection[str]:
        """The hashes of the states of articles whose texts are in."""
        return self._texts.keys()

    def keep_text(self, sha256: str, text: str) -> None:
        """Put the text of a state of an article in."""
        self._texts[sha256] = self._append(text.encode("utf-8"))

    def text(self, sha256: str) -> str | None:
        """The text of that state, if it is in."""
        return self._read(self._texts[sha256]).decode("utf-8") if sha256 in self._texts else None

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The bytes of every text that is in, by the hash of its state."""
        return ((sha256, self._read(place)) for sha256, place in self._texts.items())

    def by_file(self, annotator: str) -> Iterator[tuple[str, list[tuple[Document, bytes]]]]:
        """One annotator's records with their JSON, by the names of their files of marks.

        Those of an article are together, and otherwise in the order in which they came.
        """
        by_file: dict[str, list[list[slice]]] = {}
        for doc_path, places in self._marks[annotator].items():
            by_file.setdefault(shard_name(doc_path), []).append(places)
        for file_name, articles in by_file.items():
            found = (self._read(place) for places in articles for place in places)
            lines = [line for piece in found for line in piece.splitlines()]
            yield file_name, [(from_json(line), line) for line in lines]

    def _append(self, data: bytes) -> slice:
        start, self._end = self._end, self._end + len(data)
        try:
            if not self._is_at_end:
                self._file.seek(start)
                self._is_at_end = True
            self._file.write(data)
        except OSError as error:
            raise StoreError(f"{_NO_ROOM}{reason(error)}") from error
        return slice(start, self._end)

    def _read(self, place: slice) -> bytes:
        with as_store_error(_NO_ROOM):
            self._is_at_end = False
            self._file.seek(place.start)
            return self._file.read(place.stop - place.start)

"""What is imported from: a file or a folder that may hold anything, read within bounds."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pydantic_core import from_json

from annotations.errors import ImportFailedError
from annotations.files import open_regular

LONGEST_LINE = 16 << 20
"""How many bytes a line may have; in memory, a text in it may take four times as many."""
LARGEST_FILE = LONGEST_LINE
"""How many bytes of a file that can't be read line by line are read."""
MOST_VALUES = 1_000_000
"""How many values some JSON may have: each takes up to 200 bytes of memory, an empty list 3 bytes
of a file. An article with its tokens for Prodigy has them up to 900,000 characters."""
_BEGINNING = 1 << 20
"""How many bytes a format is recognised by: a line with an article's text is among them."""
_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 20
_NO_NUMBER = re.compile(rb"NaN|Infinity")


class Beginning(NamedTuple):
    """What a format is recognised by."""

    name: str
    """The file's or folder's name."""
    is_folder: bool
    data: bytes
    """The first bytes without a BOM; empty for a folder."""
    record: object
    """The first line, or the whole file, as JSON; None where that is none.

    Of what is too long to be all here, the list items and values that are.
    """
    names: frozenset[str] = frozenset()
    """Some of the files directly in a folder."""


class Line(NamedTuple):
    """One line of a file, without its end."""

    number: int
    """From 1."""
    data: bytes | None
    """None for one that is too long."""


class NotJSONError(ValueError):
    """Bytes that are no JSON, or nested too deep; says why."""


def json_of(data: bytes) -> Any:
    """The JSON value of some bytes; raises NotJSONError."""
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise NotJSONError(
            f"it has more than {MOST_VALUES:,} values: divide its article, or leave out its tokens"
        )
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        if _NO_NUMBER.search(data) and _is_json_but_for_numbers(data):
            why = "it holds NaN or Infinity, which JSON does not have: write null instead"
            raise NotJSONError(why) from error
        raise NotJSONError(f"it is no JSON ({error})") from error


def _is_json_but_for_numbers(data: bytes) -> bool:
    try:
        from_json(data)
    except ValueError:
        return False
    return True


class Source:
    """A file or folder to import; nothing outside of it is read.

    Methods raise ImportFailedError, saying what to do, where it can't be read at all.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self.path = path
        self.name = name or path.name
        """What it is called for a reader; a copy may have another name."""
        self.passed = 0
        """How many bytes have been read of what is read in order, for a progress bar."""

    @cached_property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        try:
            return stat.S_ISDIR(os.stat(self.path).st_mode)
        except OSError as error:
            raise _failed(self.path, error) from error

    @property
    def size(self) -> int:
        """How many bytes a file has, or the files of a folder, for a progress bar."""
        try:
            names = self.names() if self.is_folder else [""]
            return sum(os.stat(self.path / name).st_size for name in names)
        except OSError as error:
            raise _failed(self.path, error) from error

    def beginning(self) -> Beginning:
        """What a format can be recognised by."""
        if self.is_folder:
            return Beginning(self.name, True, b"", None, frozenset(self.names()[:1000]))
        with self._open() as file:
            data = file.read(_BEGINNING)
        is_cut, data = len(data) == _BEGINNING, data.removeprefix(_BOM)
        first = next((line for line in data.splitlines() if line.strip()), b"")
        record: object = None
        for candidate, is_partial in ((first, False), (data, is_cut)):
            try:
                # With numbers that are none, so that it can be told what to do about them.
                record = from_json(candidate, allow_partial=is_partial)
                break
            except ValueError:
                continue
        return Beginning(self.name, False, data, record)

    def lines(self) -> Iterator[Line]:
        """The lines that are not blank; a BOM, and CR before LF, are left out."""
        self.passed = 0
        with self._open() as file:
            number, start = 0, True
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                self.passed += len(line)
                if start:
                    line, start = line.removeprefix(_BOM), False
                if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                    self.passed += _skip_line(file)
                    yield Line(number, None)
                elif line.strip():
                    yield Line(number, line.rstrip(b"\r\n"))

    def whole_lines(self) -> Iterator[Line]:
        """All lines with their ends, for formats whose records go over lines; a BOM is left out."""
        with self._open() as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                is_too_long = len(line) > LONGEST_LINE and not line.endswith(b"\n")
                if is_too_long:
                    _skip_line(file)
                whole = line.removeprefix(_BOM) if number == 1 else line
                yield Line(number, None if is_too_long else whole)

    def pieces(self) -> Iterator[bytes]:
        """All bytes in pieces, without a BOM."""
        self.passed = 0
        with self._open() as file:
            while piece := file.read(_PIECE):
                yield piece if self.passed else piece.removeprefix(_BOM)
                self.passed += len(piece)

    def read(self) -> bytes:
        """All bytes of a file without a BOM."""
        with self._open(LARGEST_FILE) as file:
            data = file.read()
        self.passed = len(data)
        return data.removeprefix(_BOM)

    def names(self) -> list[str]:
        """The regular files of a folder and of those below it, by path with slashes, sorted.

        Links and hidden files are left out.
        """
        found: list[str] = []
        for where, folders, files in os.walk(self.path):
            folders[:] = [it for it in folders if it[0] != "."]
            below = Path(where).relative_to(self.path)
            for name in files:
                path = Path(where, name)
                if name[0] != "." and path.is_file() and not path.is_symlink():
                    found.append((below / name).as_posix())
        return sorted(found)

    def read_in(self, name: str) -> bytes:
        """The bytes of one of `names`."""
        try:
            with open_regular(self.path / name, LARGEST_FILE) as file:
                data = file.read()
        except OSError as error:
            raise _failed(self.path / name, error) from error
        self.passed += len(data)
        return data

    def _open(self, limit: int = 1 << 62) -> BinaryIO:
        try:
            # A link that the user names is followed; what it leads to has to be a regular file.
            return open_regular(self.path.resolve(), limit)
        except OSError as error:
            raise _failed(self.path, error) from error


def _skip_line(file: BinaryIO) -> int:
    """Read on to the end of the line; returns how many bytes that were."""
    skipped = 0
    while piece := file.readline(_PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _failed(path: Path, error: OSError) -> ImportFailedError:
    what_to_do = ": divide it" if error.errno == errno.EFBIG else ""
    return ImportFailedError(f"{path} can't be read: {error.strerror}{what_to_do}")

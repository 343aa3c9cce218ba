"""Find the articles of a corpus and load them: text, title, hash, or why one can't be read."""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

from annotations.errors import CorpusError, UnreadableArticleError
from annotations.text.canonical import canonical_text
from annotations.text.span import Span, trim_blanks

SUFFIXES = (".txt", ".md")
FILE_LIMIT = 100_000
"""How many files a folder may hold before the walk stops and asks."""
SIZE_LIMIT = 256 * 1024 * 1024
"""The largest article that is opened, in bytes."""
_HEADING_MARKS = re.compile(r"#{1,6}\s+|#+\Z")
"""What begins a Markdown heading (CommonMark 4.2)."""
_TITLE_WORDS = 4
_TITLE_LIMIT = 300
_TITLE_SEARCH_LINES = 200


@dataclass(frozen=True)
class Article:
    """One text file as it was read: its canonical text and what identifies it."""

    doc_path: str
    """Path below the corpus with suffix, POSIX slashes: the article's identity."""
    doc_id: str
    text: str
    sha256: str
    """SHA-256 of the file's raw bytes, in hexadecimal."""

    @cached_property
    def title_span(self) -> Span:
        """The title's line in code points; empty at 0 where there is no line to take."""
        return title_span(self.text)

    @cached_property
    def title(self) -> str:
        """The title line without a Markdown heading's marks; the file's name if there is none."""
        line = _HEADING_MARKS.sub("", _beginning(self.text, self.title_span), count=1)
        return line or PurePosixPath(self.doc_path).name


@dataclass(frozen=True)
class Corpus:
    """The articles found below one folder, by path; nothing is read until asked for."""

    root: Path
    doc_paths: tuple[str, ...]
    is_whole: bool = True
    """Whether it is a folder with all its articles, and not files named one by one."""

    @cached_property
    def _known_paths(self) -> frozenset[str]:
        return frozenset(self.doc_paths)

    @cached_property
    def _taken_ids(self) -> frozenset[str]:
        """What would name more than one article, as a path or as one without its suffix."""
        names = Counter(self.doc_paths)
        names.update(_without_suffix(doc_path) for doc_path in self.doc_paths)
        return frozenset(name for name, count in names.items() if count > 1)

    def doc_id(self, doc_path: str) -> str:
        """The path without its suffix; with it where another article would have the same."""
        stem = _without_suffix(doc_path)
        is_taken = stem in self._taken_ids or (not self.is_whole and self._has_sibling(doc_path))
        return doc_path if is_taken else stem

    def _has_sibling(self, doc_path: str) -> bool:
        """Whether another article of the same stem lies beside a file that was named alone."""
        path = self.path(doc_path)
        others = [path.with_suffix(suffix) for suffix in SUFFIXES if suffix != path.suffix]
        return any(other.exists() for other in others)

    def path(self, doc_path: str) -> Path:
        """Where the article's file lies."""
        return self.root / doc_path

    def load(self, doc_path: str) -> Article:
        """Read one article whole; raises UnreadableArticleError with the reason.

        Records name articles too, and may come from anywhere: no other file is opened.
        """
        if not _is_unicode(doc_path):
            raise UnreadableArticleError("its name is not UTF-8: rename the file")
        if doc_path not in self._known_paths:
            raise UnreadableArticleError("it is gone from the folder")
        raw = _read_regular_file(self.path(doc_path))
        return Article(
            doc_path=doc_path,
            doc_id=self.doc_id(doc_path),
            text=canonical_text(raw),
            sha256=hashlib.sha256(raw).hexdigest(),
        )

    def signature(self, doc_path: str) -> tuple[int, int] | None:
        """Size in bytes and time of change in nanoseconds of the file; None when it is gone."""
        try:
            found = self.path(doc_path).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns


def title_span(text: str) -> Span:
    """The first line of four words or more, else the first that is not blank, without blanks."""
    first = Span(0, 0)
    for line in islice(_lines(text), _TITLE_SEARCH_LINES):
        if len(_beginning(text, line).split(maxsplit=_TITLE_WORDS - 1)) >= _TITLE_WORDS:
            return line
        first = first if first.length else line
    return first if first.length else Span(0, 0)


def find_corpus(paths: Sequence[Path], limit: int = FILE_LIMIT) -> Corpus:
    """Walk folders and take files as one corpus, whose root is the folder they share.

    `limit` bounds the files looked at in each folder. Raises CorpusError for a missing path, a
    file that is no article, a folder with none, or one with too many.
    """
    found: set[Path] = set()
    folders: list[Path] = []
    roots: list[Path] = []
    for path in (Path(os.path.abspath(path)) for path in paths):
        if _is_folder(path):
            folders.append(path)
            roots.append(path)
            found.update(_walk(path, limit))
        else:
            roots.append(path.parent)
            found.add(_accept(path))
    root = Path(os.path.commonpath(roots))
    if not found:
        raise CorpusError(f"{root} holds no article (a .txt or .md file). Name another folder.")
    doc_paths = tuple(sorted(path.relative_to(root).as_posix() for path in found))
    return Corpus(root, doc_paths, is_whole=any(os.path.samefile(path, root) for path in folders))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as error:
        raise CorpusError(f"{path} does not exist. Check the path.") from error
    except OSError as error:
        raise CorpusError(f"{path} can't be opened: {error.strerror}.") from error


def _accept(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{path} is no article: Sidemark opens .txt and .md files and folders.")
    return path


def _walk(folder: Path, limit: int) -> Iterator[Path]:
    def on_error(error: OSError) -> None:
        # A folder deeper down that is closed to us hides its own articles; the top one hides all.
        if error.filename == str(folder):
            raise CorpusError(f"{folder} can't be read: {error.strerror}.") from error

    seen = 0
    for where, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        seen += len(names)
        if seen > limit:
            raise CorpusError(
                f"{folder} holds more than {limit:,} files. Name a smaller folder, "
                "or allow more with --max-files."
            )
        for name in names:
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield Path(where, name)


def _read_regular_file(path: Path) -> bytes:
    try:
        status = path.stat()
        # Opening a pipe or a device would wait for ever.
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableArticleError("it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableArticleError("it is no regular file")
        if status.st_size > SIZE_LIMIT:
            raise UnreadableArticleError(
                f"it has {status.st_size >> 20} MiB; up to {SIZE_LIMIT >> 20} are opened"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableArticleError("it is gone from the folder") from error
    except OSError as error:
        raise UnreadableArticleError(f"it can't be read: {error.strerror}") from error


def _without_suffix(doc_path: str) -> str:
    return PurePosixPath(doc_path).with_suffix("").as_posix()


def _is_unicode(name: str) -> bool:
    """Whether a file's name is text; the system gives stray bytes as lone surrogates (PEP 383)."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _beginning(text: str, line: Span) -> str:
    return text[line.start : min(line.end, line.start + _TITLE_LIMIT)]


def _lines(text: str) -> Iterator[Span]:
    """Each line's span without its blanks, in order; only as far as it is consumed."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield trim_blanks(text, Span(start, end))
        start = end + 1

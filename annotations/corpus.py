"""Find the articles of a corpus and load them: text, title, hash, or why one can't be read."""

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

from annotations.errors import CorpusError, EmptyCorpusError, UnreadableArticleError
from annotations.files import Signature, signatures_in
from annotations.text.canonical import canonical_text_of
from annotations.text.span import Span, trim_blanks

SUFFIXES = (".txt", ".md")
FILE_LIMIT = 100_000
"""How many files a folder may hold before the walk stops and asks."""
SIZE_LIMIT = 256 * 1024 * 1024
"""The largest article that is opened, in bytes."""
_PIECE = 1 << 18
"""How many bytes are read at once."""
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
        return title_of(self.text, self.title_span, self.doc_path)


@dataclass(frozen=True)
class Corpus:
    """The articles found below one folder, by path; nothing is read until asked for."""

    root: Path
    doc_paths: tuple[str, ...]
    is_whole: bool = True
    """Whether it is a folder with all its articles, and not files named one by one."""
    named: tuple[str, ...] = ()
    """The articles that were named one by one, in the order in which they were."""

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

    def raw(self, doc_path: str) -> bytes:
        """The bytes of an article; raises UnreadableArticleError as `pieces` does."""
        return b"".join(self.pieces(doc_path))

    def pieces(self, doc_path: str) -> Iterator[bytes]:
        """The bytes of an article, in order; raises UnreadableArticleError if there are none.

        Records name articles too, and may come from anywhere: no other file is opened.
        """
        if not is_unicode(doc_path):
            raise UnreadableArticleError("its name is not UTF-8: rename the file")
        if doc_path not in self._known_paths:
            raise UnreadableArticleError("it is gone from the folder")
        yield from _read_regular_file(os.path.join(self.root, doc_path))

    def load(self, doc_path: str) -> Article:
        """Read one article whole; raises UnreadableArticleError with the reason."""
        digest = hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for piece in self.pieces(doc_path):
                digest.update(piece)
                yield piece

        text = canonical_text_of(hashed())
        return Article(doc_path, self.doc_id(doc_path), text, digest.hexdigest())

    def signature(self, doc_path: str) -> Signature | None:
        """What tells the state of the file from others; None when it is gone."""
        try:
            found = os.stat(os.path.join(self.root, doc_path))
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def signatures(self, doc_paths: Iterable[str]) -> list[int]:
        """The same of many articles, three numbers each; `NO_FILE` for one that is gone."""
        paths = list(doc_paths)
        # What they share, letter by letter, is cut off at its last slash.
        folder = _folder_of(os.path.commonprefix(paths))  # noqa: RUF071
        names = [doc_path[len(folder) :] for doc_path in paths]
        return signatures_in(os.path.join(self.root, folder), names)


def title_of(text: str, line: Span, doc_path: str) -> str:
    """A title line without a Markdown heading's marks; the file's name if the line is empty."""
    title = _HEADING_MARKS.sub("", _beginning(text, line), count=1)
    return title or PurePosixPath(doc_path).name


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
    folders: list[Path] = []
    files: list[Path] = []
    for path in (Path(os.path.abspath(path)) for path in paths):
        (folders if _is_folder(path) else files).append(path)
    for path in files:
        _refuse_other(path)
    root = Path(os.path.commonpath([*folders, *(path.parent for path in files)]))
    doc_paths = [path.relative_to(root).as_posix() for path in files]
    named = tuple(dict.fromkeys(doc_paths))
    for folder in folders:
        doc_paths += _walk(folder, _below(folder, root), limit)
    if not doc_paths:
        raise EmptyCorpusError(
            f"{root} holds no article (a .txt or .md file). Name another folder."
        )
    is_whole = any(os.path.samefile(path, root) for path in folders)
    # Only what is named more than once, or also lies in a folder that is, can be there twice.
    once = doc_paths if len(paths) == 1 else set(doc_paths)
    return Corpus(root, tuple(sorted(once)), is_whole, named)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as error:
        raise EmptyCorpusError(f"{path} does not exist. Check the path.") from error
    except OSError as error:
        raise CorpusError(f"{path} can't be opened: {error.strerror}.") from error


def _refuse_other(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{path} is no article: Sidemark opens .txt and .md files and folders.")


def _below(folder: Path, root: Path) -> str:
    """What a path below `root` begins with for all that lies in a folder."""
    return "" if folder == root else f"{folder.relative_to(root).as_posix()}/"


def _walk(top: Path, prefix: str, limit: int) -> list[str]:
    """The articles in a folder and those below it, each by its path there after the prefix."""
    found: list[str] = []
    seen, waiting = 0, [(str(top), prefix)]
    while waiting:
        where, prefix = waiting.pop()
        try:
            folders, files = _listed(where)
        except OSError as error:
            # A folder deeper down that is closed to us hides its own articles; the top hides all.
            if where == str(top):
                raise CorpusError(f"{top} can't be read: {error.strerror}.") from error
            continue
        seen += len(files)
        if seen > limit:
            raise CorpusError(
                f"{top} holds more than {limit:,} files. Name a smaller folder, "
                "or allow more with --max-files."
            )
        found += [
            prefix + name
            for name in files
            if (name.endswith(SUFFIXES) or name.lower().endswith(SUFFIXES)) and name[0] != "."
        ]
        waiting += [(f"{where}/{name}", f"{prefix}{name}/") for name in folders if name[0] != "."]
    return found


def _listed(where: str) -> tuple[list[str], list[str]]:
    """The folders in a folder, but no links to any, and its files; raises OSError."""
    folders, files = [], []
    with os.scandir(where) as entries:
        for entry in entries:
            try:
                is_folder = entry.is_dir()
            except OSError:
                is_folder = False
            if not is_folder:
                files.append(entry.name)
            elif not entry.is_symlink():
                folders.append(entry.name)
    return folders, files


def _read_regular_file(path: str) -> Iterator[bytes]:
    try:
        status = os.stat(path)
        # Opening a pipe or a device would wait for ever.
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableArticleError("it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableArticleError("it is no regular file")
        if status.st_size > SIZE_LIMIT:
            raise UnreadableArticleError(
                f"it has {status.st_size >> 20} MiB; up to {SIZE_LIMIT >> 20} are opened"
            )
        with open(path, "rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                yield piece
    except FileNotFoundError as error:
        raise UnreadableArticleError("it is gone from the folder") from error
    except OSError as error:
        raise UnreadableArticleError(f"it can't be read: {error.strerror}") from error


def _folder_of(doc_path: str) -> str:
    """What the paths of all that lies in the same folder begin with: nothing, or up to a slash."""
    return doc_path[: doc_path.rfind("/") + 1]


def _without_suffix(doc_path: str) -> str:
    # As pathlib does it, and a tenth of its time: it is asked for every article of a corpus.
    dot = doc_path.rfind(".")
    has_suffix = doc_path.rfind("/") + 1 < dot < len(doc_path) - 1
    return doc_path[:dot] if has_suffix else doc_path


def is_unicode(name: str) -> bool:
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

"""A corpus made of the texts that come with a file: its articles named and written, all or none."""

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotations.corpus import Article
from annotations.errors import ImportFailedError, UnreadableArticleError
from annotations.formats.format import Came, StatedArticle
from annotations.importing.articles import Meant
from annotations.importing.names import FreePaths, shown, sound_path, tidy
from annotations.importing.report import Report
from annotations.store.locks import FileLock
from annotations.text.canonical import BOM, canonical, canonical_text

_Key = tuple[str, bytes]
_HIDDEN = re.compile(r"\.sidemark-[0-9a-f]{32}\.tmp")


class NewArticles:
    """The articles of a new corpus, each named when it comes; the same file gives the same names.

    Texts that can't be articles are reported as left out.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._meant: dict[_Key, Meant] = {}
        self._paths = FreePaths()
        self._nameless = 0

    def meant(self, stated: StatedArticle) -> Meant:
        """The article that the text of a file makes."""
        if stated.text is None:
            return Meant("", "its article comes without a text")
        key = _key(stated)
        if key not in self._meant:
            self._meant[key] = self._named(stated)
        return self._meant[key]

    def load(self, doc_path: str, stated: StatedArticle) -> Article:
        """The article as it is written; raises UnreadableArticleError."""
        text = canonical(stated.text or "")
        sha256 = hashlib.sha256(article_bytes(text)).hexdigest()
        return Article(doc_path, doc_path.rpartition(".")[0], text, sha256)

    def file_text(self, _doc_path: str) -> str:
        """The text of an article's file; never asked for, since each comes with its text."""
        return ""

    def named(self, came: Iterable[Came]) -> Iterator[Came]:
        """Hand on what comes, all articles of it named, also those without a mark."""
        for it in came:
            if isinstance(it, StatedArticle):
                self.meant(it)
            yield it

    def __len__(self) -> int:
        return sum(bool(meant.doc_path) for meant in self._meant.values())

    def _named(self, stated: StatedArticle) -> Meant:
        try:
            article_bytes(canonical(stated.text or ""))
        except UnreadableArticleError as error:
            why = f"its text can't be an article: {error.message}"
            self._report.tell("left-out", stated.where, why)
            return Meant("", why, is_refused=True)
        path = sound_path(stated.name)
        if not path:
            self._nameless += 1
            path = f"{self._nameless:03}.txt"
        free = self._paths.take(path)
        name = tidy(stated.name)
        if name and free not in (name, f"{name}.txt"):
            message = f"its article, named {shown(stated.name)}, is written as {free}"
            self._report.tell("remark", stated.where, message)
        return Meant(free)


def write_articles(folder: Path, articles: NewArticles, came: Iterable[Came]) -> int:
    """Write the texts that come with a file to a folder that has no article, all or none.

    Returns how many. Raises ImportFailedError, with nothing written, also where no text comes.
    """
    try:
        with _temporary(folder) as temporary:
            temporary.mkdir()
            written: set[str] = set()
            for it in came:
                if not isinstance(it, StatedArticle) or it.text is None:
                    continue
                doc_path = articles.meant(it).doc_path
                if doc_path and doc_path not in written:
                    written.add(doc_path)
                    path = temporary / doc_path
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with open(path, "xb") as file:
                        file.write(article_bytes(canonical(it.text)))
            refuse_no_texts(len(written), folder)
            _put_in_place(temporary, folder)
    except OSError as error:
        raise ImportFailedError(f"{folder} can't be written: {error.strerror}") from error
    return len(written)


def refuse_no_texts(count: int, folder: Path) -> None:
    """Raise ImportFailedError where a new corpus would have no article."""
    if not count:
        raise ImportFailedError(
            f"{folder} holds no article, and no text comes with the marks: "
            "name the folder with their articles"
        )


def article_bytes(text: str) -> bytes:
    """The bytes of a file from which exactly this canonical text is read.

    Raises UnreadableArticleError for a text that no article can have.
    """
    try:
        # One that begins as if with a BOM gets one to be dropped.
        raw = f"{BOM}{text}".encode() if text.startswith(BOM) else text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableArticleError("it holds half a surrogate pair") from error
    if canonical_text(raw) != text:
        raise UnreadableArticleError("it would be read as another one")
    return raw


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A path in a hidden folder, which is in that folder or beside one that is not there.

    It is gone at the end, and what others left that died is gone too.
    """
    parent = folder if os.path.lexists(folder) else folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        _sweep(parent)
    hidden = parent / f".sidemark-{uuid.uuid4().hex}.tmp"
    hidden.mkdir()
    lock = _lock_of(hidden)
    try:
        with lock:
            yield hidden / "articles"
    finally:
        lock.close()
        with suppress(FileNotFoundError):
            shutil.rmtree(hidden)


def _lock_of(hidden: Path) -> FileLock:
    """What whoever founds a corpus holds, until it is done or has died."""
    return FileLock(hidden / "lock", hidden.stat, patience=0)


def _sweep(parent: Path) -> None:
    """Take away the hidden folders of those that were killed."""
    for hidden in parent.iterdir():
        if not _HIDDEN.fullmatch(hidden.name) or hidden.is_symlink():
            continue
        lock = _lock_of(hidden)
        # One whose lock is held is at work; and what can't be taken away is in nobody's way.
        with suppress(OSError):
            with lock:
                pass
            lock.close()
            shutil.rmtree(hidden)
        lock.close()


def _put_in_place(temporary: Path, folder: Path) -> None:
    """Let a folder be, or have, what is in the temporary one."""
    if not os.path.lexists(folder):
        os.rename(temporary, folder)
        return
    names = sorted(os.listdir(temporary))
    for name in names:
        # It may be a link that leads elsewhere.
        if os.path.lexists(folder / name):
            raise ImportFailedError(
                f"{folder / name} is there, where an article would be written: name a new folder"
            )
    moved: list[str] = []
    try:
        for name in names:
            os.rename(temporary / name, folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            os.rename(folder / name, temporary / name)
        raise


def _key(stated: StatedArticle) -> _Key:
    text = (stated.text or "").encode("utf-8", "surrogatepass")
    return stated.name, hashlib.sha256(text).digest()

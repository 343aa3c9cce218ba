"""Which article of a corpus a file means, by what it says of it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar

from annotations.corpus import Article, Corpus
from annotations.errors import UnreadableArticleError
from annotations.formats.format import StatedArticle
from annotations.importing.names import last_part, refusal, shown, tidy
from annotations.text.canonical import canonical

_SUFFIX = re.compile(r"\.[A-Za-z]\w{0,9}\Z")
"""What looks like the suffix of some file."""

_Name = TypeVar("_Name", str, bytes)


class Meant(NamedTuple):
    """The article of the corpus that is meant, or why there is none."""

    doc_path: str
    """Empty where there is none."""
    said: str = ""
    """How it was found, where it was not by its path; or why there is none."""
    is_refused: bool = False
    """Whether there is none because of its name, which is no path for an article."""


class Articles:
    """The articles of a corpus by all that names them."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._digests: dict[str, bytes] = {}
        """Of the texts that were compared with one that came, by path."""
        self._last: Article | None = None
        """The one that was loaded last."""

    def meant(self, stated: StatedArticle) -> Meant:
        """The article that is meant: by its name, unless a text comes along that another one has.

        The texts of all articles are only read where its name does not lead to the right one.
        """
        name = tidy(stated.name)
        refused = refusal(name)
        found, how = "" if refused else self._by_path(name), ""
        if not found:
            found, how = self._by_name(last_part(name)), "its file's name"
        if not found:
            found, how = self._by_hash(stated.sha256), "its hash"
        if not (found and self._has_text(found, stated.text)):
            # Several articles may go by one name, such as that of their newspaper.
            by_text = self._by_text(stated.text)
            found, how = (by_text, "its text") if by_text else (found, how)
        if found:
            named = f" is named {shown(stated.name)}, and" if stated.name else ""
            return Meant(found, how and f"its article{named} is taken for {found} by {how}")
        if refused and stated.name:
            return Meant(
                "", f"the name of its article, {shown(stated.name)}, {refused}", is_refused=True
            )
        return Meant("", "its article is not in this corpus")

    def load(self, doc_path: str, _stated: StatedArticle) -> Article:
        """An article that is meant; raises UnreadableArticleError."""
        if self._last is None or self._last.doc_path != doc_path:
            self._last = self._corpus.load(doc_path)
        return self._last

    def _has_text(self, doc_path: str, text: str | None) -> bool:
        """Whether an article may be one with this text, as far as that can be said."""
        if text is None:
            return True
        if doc_path not in self._digests:
            try:
                article = self._last = self._corpus.load(doc_path)
            except UnreadableArticleError:
                return True
            self._digests[doc_path] = digest(article.text)
        return self._digests[doc_path] == digest(canonical(text))

    def file_text(self, doc_path: str) -> str:
        """The text of its file with the line ends it has there."""
        return self._corpus.raw(doc_path).decode()

    def _by_path(self, name: str) -> str:
        if name in self._known:
            return name
        without = _SUFFIX.sub("", name)
        return self._by_id.get(name) or self._by_stem.get(name) or self._by_stem.get(without, "")

    def _by_name(self, name: str) -> str:
        if not name:
            return ""
        without = _SUFFIX.sub("", name)
        names, stems = self._by_last_part
        return names.get(name) or stems.get(name) or stems.get(without, "")

    def _by_hash(self, sha256: str) -> str:
        return self._contents[0].get(sha256, "") if sha256 else ""

    def _by_text(self, text: str | None) -> str:
        return "" if text is None else self._contents[1].get(digest(canonical(text)), "")

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._corpus.doc_paths)

    @cached_property
    def _by_id(self) -> Mapping[str, str]:
        return {self._corpus.doc_id(doc_path): doc_path for doc_path in self._corpus.doc_paths}

    @cached_property
    def _by_stem(self) -> Mapping[str, str]:
        return _only((_stem(it), it) for it in self._corpus.doc_paths)

    @cached_property
    def _by_last_part(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        paths = self._corpus.doc_paths
        names = _only((_last(it), it) for it in paths)
        return names, _only((_stem(_last(it)), it) for it in paths)

    @cached_property
    def _contents(self) -> tuple[Mapping[str, str], Mapping[bytes, str]]:
        """The articles by the hashes of their files and by digests of their texts."""
        hashes: list[tuple[str, str]] = []
        digests: list[tuple[bytes, str]] = []
        for doc_path in self._corpus.doc_paths:
            try:
                article = self._corpus.load(doc_path)
            except UnreadableArticleError:
                continue
            hashes.append((article.sha256, doc_path))
            digests.append((digest(article.text), doc_path))
        return _only(hashes), _only(digests)


def _only(named: Iterable[tuple[_Name, str]]) -> dict[_Name, str]:
    """The paths by names that only one of them has."""
    pairs = list(named)
    counts = Counter(name for name, _ in pairs)
    return {name: path for name, path in pairs if counts[name] == 1}


def _last(doc_path: str) -> str:
    return PurePosixPath(doc_path).name


def _stem(doc_path: str) -> str:
    return PurePosixPath(doc_path).with_suffix("").as_posix()


def digest(text: str) -> bytes:
    """What tells a text from others; it may hold halves of surrogate pairs."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

"""Notice when the files of open articles change or go."""

from collections.abc import Iterable

from annotations.corpus import Corpus
from annotations.files import Signature

_Signature = Signature | None


class FileWatch:
    """Remembers each open file as it was read, and tells once of what has become of it."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._read: dict[str, _Signature] = {}
        self._told: dict[str, _Signature] = {}

    def signature(self, doc_path: str) -> _Signature:
        """The file's state now: take it before reading, so that no change is missed."""
        return self._corpus.signature(doc_path)

    def remember(self, doc_path: str, signature: _Signature) -> None:
        """The file was read when it was in this state."""
        self._read[doc_path] = self._told[doc_path] = signature

    def is_changed(self, doc_path: str) -> bool:
        """Whether there is another text to be read than the one that was."""
        signature = self.signature(doc_path)
        return signature is not None and signature != self._read.get(doc_path)

    def news(self, doc_paths: Iterable[str]) -> list[tuple[str, bool]]:
        """What has changed since it was last asked: the path, and whether the file is there."""
        found = []
        for doc_path in doc_paths:
            signature = self.signature(doc_path)
            if signature != self._told.get(doc_path):
                self._told[doc_path] = signature
                if signature != self._read.get(doc_path):
                    found.append((doc_path, signature is not None))
        return found

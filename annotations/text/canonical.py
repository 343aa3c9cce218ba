"""The canonical text of a file: what every offset counts in, as Unicode code points."""

import codecs
from collections.abc import Iterable
from itertools import chain

from annotations.errors import UnreadableArticleError

BOM = "\ufeff"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def canonical_text(raw: bytes) -> str:
    r"""Decode a file's bytes: UTF-8, a BOM dropped, CRLF and CR turned to LF, nothing else.

    Raises UnreadableArticleError for bytes that are not UTF-8 or hold NULs, saying what to do.
    """
    return canonical_text_of([raw] if raw else [])


def canonical_text_of(pieces: Iterable[bytes]) -> str:
    """The same of a file in pieces, none of them empty, the first of at least two bytes.

    So a large file need never be in memory both as bytes and as text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    texts: list[str] = []
    passed, line = 0, 1
    for piece in chain(pieces, [b""]):
        if not passed and piece.startswith(_UTF16_BOMS):
            raise UnreadableArticleError("it is UTF-16: save it as UTF-8")
        if b"\0" in piece:
            raise UnreadableArticleError("it holds NUL bytes, so it is no text file")
        pending = decoder.getstate()[0]
        try:
            texts.append(decoder.decode(piece, final=not piece))
        except UnicodeDecodeError as error:
            line += piece.count(b"\n", 0, max(0, error.start - len(pending)))
            raise UnreadableArticleError(
                f"it is not UTF-8 (byte {passed - len(pending) + error.start}, line {line}): "
                "save it as UTF-8"
            ) from error
        passed, line = passed + len(piece), line + piece.count(b"\n")
    return canonical("".join(texts))


def canonical(text: str) -> str:
    """A text that is decoded already, without a BOM at its start and with LF alone at line ends."""
    return with_lf(text.removeprefix(BOM))


def variants(text: str) -> list[str]:
    """A file's text as programs read it: as it is, without a BOM, with LF alone, or both."""
    plain = text.removeprefix(BOM)
    return list(dict.fromkeys((text, plain, with_lf(text), with_lf(plain))))


def with_lf(text: str) -> str:
    """A text or a part of one with CRLF and CR turned to LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

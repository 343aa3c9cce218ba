"""The canonical text of a file: what every offset counts in, as Unicode code points."""

from annotations.errors import UnreadableArticleError

_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def canonical_text(raw: bytes) -> str:
    r"""Decode a file's bytes: UTF-8, a BOM dropped, CRLF and CR turned to LF, nothing else.

    Raises UnreadableArticleError for bytes that are not UTF-8 or hold NULs, saying what to do.
    """
    if raw.startswith(_UTF16_BOMS):
        raise UnreadableArticleError("it is UTF-16: save it as UTF-8")
    if b"\0" in raw:
        raise UnreadableArticleError("it holds NUL bytes, so it is no text file")
    try:
        text = raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableArticleError(
            f"it is not UTF-8 (byte {error.start}, line {line}): save it as UTF-8"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")

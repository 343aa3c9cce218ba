"""Prodigy's JSONL for `spans_manual`: an article a line with its tokens and spans.

prodi.gy/docs/api-interfaces#spans_manual tells the shape. Offsets are code points; `token_end` is
the last token of a span, not the one after it. Prodigy keeps the keys of a span it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    StatedArticle,
    Unread,
)
from annotations.formats.pieces import in_pieces
from annotations.formats.placed import Placed, placed
from annotations.formats.records import (
    Record,
    each_of,
    first_record,
    first_string,
    list_of,
    read_records,
    stated_span,
    string_of,
)
from annotations.formats.source import Beginning, Source
from annotations.text.tokens import Token, tokens

if TYPE_CHECKING:
    from annotations.model import Annotation

_NAMES = ("source", "doc_path", "filename")
_ANNOTATORS = ("_annotator_id", "_session_id")
_KEPT = ("id", "note", "annotator", "created", "modified")
"""What a span is given of the record besides, so that it comes back."""
_LEFT_OUT = ("reject", "ignore")
_OWN_KEYS = frozenset({"_view_id", "_input_hash", "_task_hash"})


# -- out


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each article's text, tokens and spans on a line."""
    bits = (bit for article in placed(documents, losses) for bit in _line(article))
    yield File("", in_pieces(bits))


def _line(article: Placed) -> Iterator[bytes]:
    """The line bit by bit: its tokens take many times the memory of the text."""
    document, text, marks = article
    firsts = dict.fromkeys((mark.start for mark in marks), -1)
    lasts = dict.fromkeys((mark.end for mark in marks), -1)
    yield b'{"text":' + to_json(text) + b',"tokens":['
    for number, token in enumerate(tokens(text)):
        if token.start in firsts:
            firsts[token.start] = number
        if token.end in lasts:
            lasts[token.end] = number
        yield b"," + _token(text, number, token) if number else _token(text, number, token)
    rest = {
        "spans": [_span(mark, firsts[mark.start], lasts[mark.end]) for mark in marks],
        "meta": {"source": document.doc_path},
        "answer": "accept",
        "_view_id": "spans_manual",
    }
    yield b"]," + to_json(rest).removeprefix(b"{") + b"\n"


def _token(text: str, number: int, token: Token) -> bytes:
    start, end, blank = token
    return to_json({"text": text[start:end], "start": start, "end": end, "id": number, "ws": blank})


def _span(mark: Annotation, first: int, last: int) -> dict[str, Any]:
    """A span; its tokens are -1 where it begins or ends within one."""
    span: dict[str, Any] = {"start": mark.start, "end": mark.end, "label": mark.label}
    if first >= 0 and last >= 0:
        span |= {"token_start": first, "token_end": last}
    return span | {key: getattr(mark, key) for key in _KEPT}


# -- in


def read(source: Source) -> Iterator[Came]:
    """What Prodigy imports and exports (`db-out`), as far as it was accepted."""
    return read_records(source, _article)


def _article(record: Record) -> Iterator[Came]:
    where, value = record
    name = first_string(value.get("meta"), _NAMES) or first_string(value, _NAMES)
    article = StatedArticle(where, name, text=string_of(value, "text"))
    spans = list_of(value, "spans")
    yield article
    answer = value.get("answer", "accept")
    if answer != "accept":
        why = f"“{answer}”" if answer in _LEFT_OUT else "none that Prodigy gives"
        yield Unread(where, f"its answer is {why}: its spans are left out")
        return
    annotator = first_string(value, _ANNOTATORS)
    of_all = {"annotator": annotator} if annotator else {}
    yield from each_of(
        spans, f"{where}, span", lambda there, it: stated_span(there, article, it, of_all)
    )


def recognises(beginning: Beginning) -> bool:
    """Whether the first record has a text, and spans or what only Prodigy says of one."""
    value = first_record(beginning.record)
    if not isinstance(value.get("text"), str) or "doc_id" in value:
        return False
    # Where the first line is long, all that is seen of it may be its tokens.
    has_lists = any(_is_list_of_objects(value.get(key)) for key in ("tokens", "spans"))
    is_answered = value.get("answer") in ("accept", *_LEFT_OUT)
    return has_lists or is_answered or not _OWN_KEYS.isdisjoint(value)


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, dict) for it in value)


FORMAT = Format(
    name="prodigy",
    summary="an article a line with tokens and spans: Prodigy, spaCy, srsly",
    suffix=".jsonl",
    write=write,
    read=read,
    recognises=recognises,
)

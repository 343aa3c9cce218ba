"""A matrix as one JSON object (RFC 8259), always with the same keys in the same order."""

from collections.abc import Iterator

from pydantic_core import to_json

from annotations.matrix.matrix import Cell, Entry, Row
from annotations.matrix.told import Told, as_text

SCHEMA = "matrix/1"
_INDENT = 2


def write(told: Told) -> Iterator[bytes]:
    """The object, indented, row by row: articles, and rows with the cells that are not blank."""
    columns = told.matrix.columns
    head = {
        "schema": SCHEMA,
        "offset_unit": "codepoint",
        "articles": [{"doc_path": as_text(it), "title": told.titles.get(it, "")} for it in columns],
    }
    yield to_json(head, indent=_INDENT).removesuffix(b"\n}") + b',\n  "rows": ['
    ranks = {doc_path: number for number, doc_path in enumerate(columns)}
    before = b"\n"
    for row in told.matrix.rows:
        cells = sorted(row.cells.items(), key=lambda it: ranks[it[0]])
        # No string has a line break of its own in JSON.
        whole = to_json(_row(row, cells), indent=_INDENT).replace(b"\n", b"\n    ")
        yield before + b"    " + whole
        before = b",\n"
    yield (b"\n  ]" if told.matrix.rows else b"]") + b"\n}\n"


def _row(row: Row, cells: list[tuple[str, Cell]]) -> dict[str, object]:
    return {
        "words": row.words,
        "head": row.head.stored.id,
        "cells": [_cell(doc_path, cell) for doc_path, cell in cells],
    }


def _cell(doc_path: str, cell: Cell) -> dict[str, object]:
    return {
        "doc_path": as_text(doc_path),
        "verdict": cell.verdict,
        "silent_by": list(cell.silent_by),
        "annotations": [_entry(it) for it in cell.entries],
    }


def _entry(entry: Entry) -> dict[str, object]:
    seen = entry.seen
    return {
        "id": seen.id,
        "verdict": entry.verdict,
        "doc_path": seen.doc_path,
        "start": seen.start,
        "end": seen.end,
        "text": seen.text,
        "label": seen.label,
        "note": seen.note,
        "annotator": seen.annotator,
        "status": seen.status,
    }

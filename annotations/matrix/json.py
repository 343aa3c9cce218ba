"""A matrix as one JSON object (RFC 8259), always with the same keys in the same order."""

from collections.abc import Iterator

from pydantic_core import to_json

from annotations.matrix.matrix import Cell, Entry, Row
from annotations.matrix.told import Told, as_text

SCHEMA = "matrix/1"


def write(told: Told) -> Iterator[bytes]:
    """The object: articles, and rows with a cell for each of them; indented."""
    columns = told.matrix.columns
    whole = {
        "schema": SCHEMA,
        "offset_unit": "codepoint",
        "articles": [{"doc_path": as_text(it), "title": told.titles.get(it, "")} for it in columns],
        "rows": [_row(row, columns) for row in told.matrix.rows],
    }
    yield to_json(whole, indent=2) + b"\n"


def _row(row: Row, columns: tuple[str, ...]) -> dict[str, object]:
    return {
        "words": row.words,
        "head": row.head.stored.id,
        "cells": [_cell(doc_path, row.cell(doc_path)) for doc_path in columns],
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

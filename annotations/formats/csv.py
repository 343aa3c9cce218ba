"""Comma-separated values (RFC 4180): the record's columns in UTF-8 with a BOM, CRLF, all quoted.

The BOM is what spreadsheets know UTF-8 by. Where they are to open the file, cells that they would
take for formulas can be disarmed with an apostrophe, as OWASP advises ("CSV Injection"); the file
says in its `schema` column that it was, and reading takes exactly those apostrophes away.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from annotations.errors import ImportFailedError
from annotations.formats.flat import NAMES, stated_record
from annotations.formats.format import (
    Came,
    Document,
    File,
    Format,
    Losses,
    Options,
    Stated,
    StatedArticle,
    Unread,
)
from annotations.formats.records import BadRecordError
from annotations.formats.source import LONGEST_LINE, Beginning, Line, Source
from annotations.model import SCHEMA, Annotation

COLUMNS = tuple(field.alias or name for name, field in Annotation.model_fields.items())
"""The record's fields, in their order."""
DISARMED_SCHEMA = f"{SCHEMA} excel-safe"
BOM = b"\xef\xbb\xbf"
"""What a table begins with."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What begins a formula, also behind apostrophes: they must be told from the one put there."""
_DISARMED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_SEPARATORS = ",;\t"
_LONGEST_ROW = 16 << 20
"""How many bytes a row may have."""
_MOST_LINES = 50_000
"""How many lines a row may have."""
_OFFSET = re.compile(r"(-?\d{1,18})(?:\.0+)?", re.ASCII)
"""A table that had gaps in a column makes decimal fractions of its numbers."""


# -- out


def write(documents: Iterable[Document], options: Options, losses: Losses) -> Iterator[File]:
    """A heading, and a row for each annotation."""
    yield File("", _rows(documents, losses, is_safe=options.excel_safe))


def _rows(documents: Iterable[Document], losses: Losses, *, is_safe: bool) -> Iterator[bytes]:
    yield BOM + table([COLUMNS])
    for document in documents:
        records = [mark.to_record() for mark in document.marks]
        more = sum(len(record) > len(COLUMNS) for record in records)
        losses.add("without fields that only a later Sidemark knows", more)
        if is_safe:
            records = [_disarmed(record) for record in records]
        yield table([record[name] for name in COLUMNS] for record in records)


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows of cells as they stand in a file."""
    written = StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue().encode()


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _disarmed(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of which no spreadsheet takes anything for a formula."""
    cells = {
        name: disarmed(value) if isinstance(value, str) else value for name, value in record.items()
    }
    return {**cells, "schema": DISARMED_SCHEMA}


# -- in


def read(source: Source) -> Iterator[Came]:
    """Each row as far as it names an article, a label and a place; other columns are kept."""
    rows = _read_rows(source)
    number, heading = next(rows, (1, "it is empty"))
    if isinstance(heading, str):
        raise ImportFailedError(f"line {number} of {source.path} is no heading: {heading}")
    columns = [_column(cell) for cell in heading]
    if missing := _missing(columns):
        raise ImportFailedError(f"{source.path} has no column {missing}: name it in the first line")
    article = StatedArticle("")
    for number, cells in rows:
        where = f"line {number}"
        if isinstance(cells, str):
            yield Unread(where, cells)
        elif any(cells):
            try:
                stated = _stated(where, article, columns, cells)
            except BadRecordError as error:
                yield Unread(where, str(error))
                continue
            if stated.article is not article:
                article = stated.article
                yield article
            yield stated


def _column(cell: str) -> str:
    return cell.strip().lower()


def _missing(columns: Sequence[str]) -> str:
    """What has to be among the columns and is not."""
    if not set(NAMES).intersection(columns):
        return "doc_path"
    if "label" not in columns:
        return "label"
    return "" if "text" in columns or {"start", "end"} <= set(columns) else "text, or start and end"


def _stated(
    where: str, article: StatedArticle, columns: Sequence[str], cells: Sequence[str]
) -> Stated:
    """What a row states; raises BadRecordError."""
    if len(cells) != len(columns):
        raise BadRecordError(f"it has {len(cells)} cells, the heading {len(columns)}")
    record = {name: cell for name, cell in zip(columns, cells, strict=True) if name}
    if record.get("schema") == DISARMED_SCHEMA:
        record = {
            name: cell[1:] if _DISARMED.match(cell) else cell
            for name, cell in (record | {"schema": SCHEMA}).items()
        }
    start, end = _offset(record.get("start", "")), _offset(record.get("end", ""))
    return stated_record(where, article, record, start, end)


def _offset(cell: str) -> int | None:
    """The offset in a cell; None for an empty one. Raises BadRecordError."""
    if not cell:
        return None
    if found := _OFFSET.fullmatch(cell):
        return int(found[1])
    raise BadRecordError(f"{cell[:40]!r} is no offset")


def _read_rows(source: Source) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of its first line, or why there is none.

    Where a row can't be read, the lines behind its first one are tried as rows of their own: a
    quote that is left open takes no more with it than its own line.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_ROW))
    coming, ahead = source.whole_lines(), deque[Line]()
    separator = ""
    while True:
        taken: list[Line] = []
        lines = _texts(coming, ahead, taken)
        try:
            if not separator:
                first = next(lines)
                separator = _separator(first)
                ahead.append(taken.pop())
                continue
            cells = next(csv.reader(lines, delimiter=separator, strict=True))
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            ahead.extendleft(reversed(taken[1:]))
            yield taken[0].number, _told(error)
        else:
            yield taken[0].number, cells


def _texts(coming: Iterator[Line], ahead: deque[Line], taken: list[Line]) -> Iterator[str]:
    """Lines as text, those put back first; each is noted in `taken`."""
    length = 0
    while True:
        line = ahead.popleft() if ahead else next(coming, None)
        if line is None:
            return
        taken.append(line)
        if line.data is None:
            raise csv.Error(f"it is longer than {LONGEST_LINE >> 20} MiB")
        length += len(line.data)
        if length > _LONGEST_ROW or len(taken) > _MOST_LINES:
            raise csv.Error(
                f"it is longer than {_LONGEST_ROW >> 20} MiB or {_MOST_LINES:,} lines: "
                "is a quote left open?"
            )
        yield line.data.decode("utf-8")


def _separator(heading: str) -> str:
    """The separator with which a heading has most of the record's columns."""

    def known(separator: str) -> int:
        names = heading.split(separator)
        return len({_column(name.strip().strip('"')) for name in names}.intersection(COLUMNS))

    return max(_SEPARATORS, key=known)


def _told(error: csv.Error | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8: save the table as “CSV UTF-8”"
    return f"it is no row of a table ({error})"


def recognises(beginning: Beginning) -> bool:
    """Whether the first line has the columns that it takes."""
    first, _, _ = beginning.data.partition(b"\n")
    text = first.decode("utf-8", "replace").rstrip("\r")
    try:
        heading = next(csv.reader([text], delimiter=_separator(text), strict=True), [])
    except csv.Error:
        return False
    return len(heading) > 1 and not _missing([_column(cell) for cell in heading])


FORMAT = Format(
    name="csv",
    summary="a table for spreadsheets and pandas",
    suffix=".csv",
    write=write,
    read=read,
    recognises=recognises,
)

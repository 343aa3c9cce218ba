"""`sidemark export`: write annotations to standard output, a file or a folder."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import get_args

from annotations.choice import Choice
from annotations.errors import ExportError
from annotations.exporting import Export
from annotations.formats import DEFAULT, format_of, formats
from annotations.formats.format import Document, Format, Options
from annotations.text.visible import visible_line
from tui.cli.common import (
    Subparsers,
    add_reading_command,
    warn_of_problems,
    workspace_to_read,
    write_json,
)
from tui.cli.progress import watched
from tui.names import told_of_export, told_of_format

_EXCEL_SAFE = "csv"
"""The format that has an option of its own."""


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "export",
        "Write the marks of a corpus in a format that other tools read, sorted by place.",
        "sidemark export seeds -o marks.jsonl",
        more=f"formats:\n{_listing()}\n\n",
        with_annotator=False,
    )
    parser.add_argument(
        "--format", choices=list(formats()), default=DEFAULT, metavar="NAME",
        help=f"one of those below (default: {DEFAULT})",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", default="-", metavar="OUT",
        help="write to this file or new folder (default: -, standard output)",
    )  # fmt: skip
    parser.add_argument(
        "--excel-safe", action="store_true",
        help=f"{_EXCEL_SAFE} only: disarm cells that a spreadsheet would take for formulas",
    )  # fmt: skip
    filters = parser.add_argument_group("filters, each of which may be given several times")
    filters.add_argument(
        "--label", action="append", metavar="NAME", help="only marks with this label"
    )
    filters.add_argument(
        "--annotator", action="append", metavar="NAME", help="only this annotator's marks"
    )
    filters.add_argument(
        "--doc", action="append", metavar="PATH",
        help="only this article: its path below the corpus, with or without suffix, or a pattern",
    )  # fmt: skip
    filters.add_argument(
        "--status", action="append", choices=_statuses(), metavar="STATUS",
        help=f"only marks of this status: {', '.join(_statuses())}",
    )  # fmt: skip
    parser.set_defaults(run=lambda arguments: _run(parser, arguments))


def _statuses() -> tuple[str, ...]:
    from annotations.model import Status

    return get_args(Status)


def _listing() -> str:
    width = max(map(len, formats()))
    return "\n".join(f"  {it.name:<{width}}  {told_of_format(it)}" for it in formats().values())


def _run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Write the annotations; a file is replaced only by a whole one."""
    chosen = format_of(arguments.format)
    if chosen.is_folder and arguments.output == "-":
        parser.error(f"{chosen.name} is a folder: name one with -o")
    if arguments.excel_safe and chosen.name != _EXCEL_SAFE:
        parser.error(f"--excel-safe is for --format {_EXCEL_SAFE}")
    workspace = workspace_to_read(arguments)
    choice = _choice(arguments)
    options = Options(excel_safe=arguments.excel_safe)
    is_shown = arguments.output == "-" and sys.stdout.isatty()
    export = workspace.export(chosen.name, choice, options, None if is_shown else _watched)
    _write(export, chosen, arguments.output)
    for told in export.tally.unmet(choice):
        _tell(told)
    return warn_of_problems(workspace)


def _choice(arguments: argparse.Namespace) -> Choice:
    return Choice(
        labels=frozenset(arguments.label or ()),
        annotators=frozenset(arguments.annotator or ()),
        articles=frozenset(arguments.doc or ()),
        statuses=frozenset(arguments.status or ()),
    )


def _watched(documents: Iterable[Document], total: int) -> Iterator[Document]:
    return watched(documents, total, "exporting", "article")


def _write(export: Export, chosen: Format, output: str) -> None:
    left_out: list[str] = []
    if output == "-":
        try:
            write_json(export.stream(left_out))
        except UnicodeDecodeError as error:
            raise ExportError(f"{chosen.name} is no text: name a file with -o") from error
    else:
        written = export.write_to(output, replace=True)
        left_out += written.left_out
        if sys.stderr.isatty():
            print(visible_line(told_of_export(export, written.path)), file=sys.stderr)
    for suffix in left_out:
        _tell(f"left out: what belongs beside it ({suffix}): name a file with -o to have both")
    for loss in export.losses:
        _tell(loss)


def _tell(message: str) -> None:
    print(f"sidemark: {visible_line(message)}", file=sys.stderr)

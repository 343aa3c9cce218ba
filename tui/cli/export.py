"""`sidemark export`: write annotations to standard output or a file."""

import argparse
import sys

from annotations.choice import Choice
from annotations.formats import DEFAULT, format_of, formats
from annotations.formats.format import Losses, Options
from annotations.text.visible import visible_line
from tui.cli.common import (
    Subparsers,
    add_reading_command,
    warn_of_problems,
    workspace_to_read,
    write_json,
)


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "export",
        "Write the marks of a corpus, one JSON object a line, sorted by place.",
        "sidemark export seeds -o marks.jsonl",
    )
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE",
        help="write to this file (default: -, standard output)",
    )  # fmt: skip
    parser.add_argument("--format", choices=list(formats()), default=DEFAULT, help="default: jsonl")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the annotations; a file is replaced only by a whole one."""
    workspace = workspace_to_read(arguments)
    if arguments.output == "-":
        annotator = arguments.annotator
        choice = Choice(annotators=frozenset([annotator] if annotator else ()))
        documents = workspace.documents(choice)
        for file in format_of(arguments.format).write(documents, Options(), Losses()):
            write_json(file.pieces)
        return warn_of_problems(workspace)
    count, path = workspace.export(
        arguments.output, arguments.format, annotator=arguments.annotator, replace=True
    )
    if sys.stderr.isatty():
        print(f"exported {count} marks to {visible_line(str(path))}", file=sys.stderr)
    return warn_of_problems(workspace)

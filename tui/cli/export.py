"""`sidemark export`: write annotations to standard output or a file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.formats import WRITERS
from tui.cli.common import add_annotator_filter, add_places, workspace_of

if TYPE_CHECKING:
    from tui.cli.common import Subparsers

SUMMARY = "write the marks as JSONL"


def add_parser(subparsers: "Subparsers") -> None:
    """Add this command's options."""
    parser = subparsers.add_parser(
        "export",
        description="Write the marks of a corpus, one JSON object a line, sorted by place.",
        epilog="example:\n  sidemark export seeds -o marks.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_places(parser)
    add_annotator_filter(parser)
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE",
        help="write to this file (default: -, standard output)",
    )  # fmt: skip
    parser.add_argument("--format", choices=sorted(WRITERS), default="jsonl", help="default: jsonl")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the annotations; a file is replaced only by a whole one."""
    workspace = workspace_of(arguments, annotator="")
    if arguments.output == "-":
        annotations = workspace.annotations(arguments.annotator)
        sys.stdout.buffer.writelines(WRITERS[arguments.format](annotations))
        sys.stdout.buffer.flush()
        return 0
    path = Path(arguments.output)
    count = workspace.export(path, arguments.format, annotator=arguments.annotator, replace=True)
    if sys.stderr.isatty():
        print(f"exported {count} marks to {path}", file=sys.stderr)
    return 0

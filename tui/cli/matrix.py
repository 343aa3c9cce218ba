"""`sidemark matrix`: what each article says of what others say."""

import argparse
import sys
from collections.abc import Collection

from annotations.choice import Choice, there_are
from annotations.errors import ExportError
from annotations.exporting import Export
from annotations.matrix import Linked, Matrix
from annotations.matrix.told import counts
from annotations.matrix.writing import FORMATS, matrix_export
from annotations.text.visible import visible_line
from annotations.workspace import Workspace
from tui.cli.common import (
    Subparsers,
    add_reading_command,
    warn_of_problems,
    workspace_to_read,
    write_json,
)

_MOST_BLANK = 20
"""Up to how many articles have a column each, also where there is nothing in it."""
_MOST_COLUMNS = 1_000
"""How many columns a file has at most in which each row has a cell for every article."""
_TABLE, _SPARSE = "table", "json"
_HOW = (
    "there is nothing to show: no two marks are linked. Open the articles side by side, select "
    "in each what is to be compared, and press i; M shows the matrix there. "
    "Here, --all has a row for every claim."
)
_NOT_CHOSEN = (
    "there is nothing to show of what was chosen: no two of these marks are linked. "
    "--all has a row for every claim."
)


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "matrix",
        "Show what each article says of what others say: a row for each group of marks that are\n"
        "linked as the same, a column for each article; of more than "
        f"{_MOST_BLANK} articles those with a cell.",
        "sidemark matrix seeds --format html -o matrix.html",
        with_annotator=False,
    )
    parser.add_argument(
        "--format", choices=[_TABLE, *FORMATS], metavar="NAME",
        help=f"one of {', '.join(FORMATS)} (default: a table to read here)",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE",
        help="write to this file (default: -, standard output)",
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", help="a row also for each claim that is not linked"
    )
    filters = parser.add_argument_group("filters, each of which may be given several times")
    filters.add_argument(
        "--annotator", action="append", metavar="NAME", help="only this annotator's marks"
    )
    filters.add_argument(
        "--doc", action="append", metavar="PATH",
        help="only this article's column: its path below the corpus, with or without suffix, "
        "or a pattern",
    )  # fmt: skip
    parser.set_defaults(run=lambda arguments: _run(parser, arguments))


def _run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Print the matrix, or write it to a file; a file is replaced only by a whole one."""
    chosen = arguments.format or _format_of(arguments.output)
    if chosen == _TABLE and arguments.output != "-":
        parser.error(f"to write a file, say in which --format: {', '.join(FORMATS)}")
    workspace = workspace_to_read(arguments)
    matrix = _matrix(workspace, arguments)
    if not matrix.rows:
        is_chosen = arguments.doc or arguments.annotator or not workspace.corpus.is_whole
        _tell(_NOT_CHOSEN if is_chosen else _HOW)
    if chosen not in (_TABLE, _SPARSE) and len(matrix.columns) > _MOST_COLUMNS:
        raise ExportError(
            f"{len(matrix.columns):,} articles are too many columns for {chosen}: choose up to "
            f"{_MOST_COLUMNS:,} with --doc, or take --format {_SPARSE}, which leaves out blanks"
        )
    if chosen != _TABLE:
        _write(matrix_export(matrix, chosen, workspace), matrix, arguments.output)
    elif matrix.rows:
        from tui.cli.matrix_table import print_matrix

        print_matrix(matrix)
    return warn_of_problems(workspace)


def _format_of(output: str) -> str:
    """The format that a file's name says."""
    suffix = output.rpartition(".")[2].lower()
    return suffix if suffix in FORMATS else _TABLE


def _matrix(workspace: Workspace, arguments: argparse.Namespace) -> Matrix:
    wanted = Choice(articles=frozenset(arguments.doc or ()))
    annotators: Collection[str] = arguments.annotator or ()
    linked = Linked(workspace, annotators, lambda _doc_path: arguments.all)
    linked.read()
    for name in sorted(set(annotators) - linked.annotators):
        _tell(f"no mark is by {name}; {there_are(linked.annotators)}")
    corpus = workspace.corpus
    matrix = linked.matrix(corpus.doc_paths)
    if wanted.articles:
        ids = {it: corpus.doc_id(it) for it in matrix.columns}
        if unmet := wanted.unmet_articles((doc_id, it) for it, doc_id in ids.items()):
            raise ExportError(f"no article is called {', '.join(unmet)}; {there_are(ids.values())}")
        return matrix.only([it for it, doc_id in ids.items() if wanted.takes_article(doc_id, it)])
    return matrix if len(matrix.columns) <= _MOST_BLANK else matrix.only(matrix.used)


def _write(export: Export, matrix: Matrix, output: str) -> None:
    if output == "-":
        write_json(export.stream([]))
        return
    written = export.write_to(output, replace=True)
    if sys.stderr.isatty():
        print(visible_line(f"wrote {counts(matrix)} to {written.path}"), file=sys.stderr)


def _tell(message: str) -> None:
    print(f"sidemark: {visible_line(message)}", file=sys.stderr)

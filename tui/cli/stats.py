"""`sidemark stats`: how many annotations of each label, by article."""

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping

from pydantic_core import to_json

from annotations.labels import LABELS
from annotations.text.visible import visible_line
from annotations.workspace import Workspace
from tui.cli.common import (
    Subparsers,
    add_reading_command,
    as_text,
    warn_of_problems,
    workspace_to_read,
    write_json,
)


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "stats",
        "Count the marks of each label in each article.",
        "sidemark stats seeds --json",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for other programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the counts as a table or as JSON."""
    workspace = workspace_to_read(arguments)
    counts = _count(workspace, arguments.annotator)
    if arguments.json:
        write_json([to_json(_as_object(counts), indent=2), b"\n"])
    else:
        _print_table(counts)
    return warn_of_problems(workspace)


def _count(workspace: Workspace, annotator: str | None) -> Mapping[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc_path in workspace.corpus.doc_paths:
        counts[doc_path] = Counter()
    for annotation in workspace.annotations(annotator):
        counts[annotation.doc_path][annotation.label] += 1
    return counts


def _columns(counts: Mapping[str, Counter[str]]) -> list[str]:
    """The usual labels, then the others in order of their names."""
    others = {label for counter in counts.values() for label in counter} - set(LABELS)
    return [*LABELS, *sorted(others)]


def _total(counts: Mapping[str, Counter[str]]) -> Counter[str]:
    return sum(counts.values(), Counter[str]())


def _as_object(counts: Mapping[str, Counter[str]]) -> dict[str, object]:
    labels = _columns(counts)
    return {
        "articles": {
            as_text(doc_path): {label: counter[label] for label in labels}
            for doc_path, counter in sorted(counts.items())
        },
        "total": {label: _total(counts)[label] for label in labels},
    }


def _print_table(counts: Mapping[str, Counter[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from tui.widths import count_as_terminals_do

    count_as_terminals_do()
    labels, total = _columns(counts), _total(counts)
    table = Table(show_footer=True)
    table.add_column("article", Text(f"{len(counts)} articles"), overflow="fold")
    for label in labels:
        table.add_column(Text(visible_line(label)), str(total[label]), justify="right")
    table.add_column("all", str(total.total()), justify="right")
    for doc_path, counter in sorted(counts.items()):
        numbers = [str(counter[label]) for label in labels]
        table.add_row(Text(visible_line(doc_path)), *numbers, str(counter.total()))
    Console().print(table)

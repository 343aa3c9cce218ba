"""`sidemark log`: who did what, and when."""

import argparse
import sys
from collections.abc import Iterator
from itertools import islice

from pydantic_core import to_json

from annotations.history import ManyChanges, Operation
from annotations.text.visible import visible_line
from annotations.workspace import Workspace
from tui.cli.common import (
    Subparsers,
    add_reading_command,
    warn_of_problems,
    workspace_to_read,
    write_json,
)
from tui.names import short_name


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "log",
        "Tell what was done to the marks: time (UTC), annotator, what, article; newest first.",
        "sidemark log seeds --annotator ana --limit 20",
    )
    parser.add_argument(
        "--limit", type=_count, metavar="N", help="only the newest N (default: all)"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line, with all that was changed"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print operations while they are read, so that the first need not wait for the last."""
    workspace = workspace_to_read(arguments)
    operations = islice(_wanted(workspace, arguments.annotator), arguments.limit)
    if arguments.json:
        write_json(to_json(_as_object(operation)) + b"\n" for operation in operations)
    else:
        for operation in operations:
            print(_line(operation))
    return warn_of_problems(workspace, "unreadable-history")


def _count(word: str) -> int:
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"{word!r} is no count")
    return min(int(word), sys.maxsize)


def _wanted(workspace: Workspace, annotator: str | None) -> Iterator[Operation]:
    """What was done in the whole folder, also to articles now gone, or in the articles named."""
    here = frozenset(workspace.corpus.doc_paths)
    for operation in workspace.store.operations():
        is_here = workspace.corpus.is_whole or not here.isdisjoint(operation.doc_paths)
        if is_here and annotator in (None, operation.annotator):
            yield operation


def _line(operation: Operation) -> str:
    how = "undid: " if operation.undoes else "did again: " if operation.redoes else ""
    count = len(operation.doc_paths) if isinstance(operation.changes, ManyChanges) else 1
    article = short_name(operation.subject.doc_path) if count == 1 else f"{count:,} articles"
    parts = operation.time, operation.annotator, how + operation.describe(), article
    return "  ".join(visible_line(part) for part in parts)


def _as_object(operation: Operation) -> dict[str, object]:
    """Always the same keys; of a change, also what is the same in `before` and `after`.

    What an import changed is only counted: it would fill a line of any length.
    """
    is_import = isinstance(operation.changes, ManyChanges)
    changes = (
        [
            {
                "doc_path": change.subject.doc_path,
                "id": change.subject.id,
                "label": change.subject.label,
                "text": change.subject.text,
                **record,
            }
            for change, record in zip(
                operation.changes, operation.to_record()["changes"], strict=True
            )
        ]
        if not is_import
        else []
    )
    return {
        "id": operation.id,
        "time": operation.time,
        "annotator": operation.annotator,
        "verb": operation.verb,
        "undoes": operation.undoes,
        "redoes": operation.redoes,
        "origin": operation.origin,
        "count": len(operation.changes) - operation.passed_over,
        "changes": changes,
    }

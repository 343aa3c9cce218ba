"""Options that several commands share."""

from __future__ import annotations

import argparse
import codecs
import getpass
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from annotations.corpus import FILE_LIMIT
from annotations.errors import SidemarkError, StoreError
from annotations.text.visible import visible_line
from annotations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from annotations.store import ProblemKind

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

ANNOTATOR_VARIABLE = "SIDEMARK_ANNOTATOR"


class Parser(argparse.ArgumentParser):
    """Tells of wrong words without their controls: a name that the shell filled in may hold any."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and leave."""
        super().error(visible_line(message))


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add the paths of a corpus, where its store is, and how large it may be."""
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path()], metavar="PATH",
        help="a folder of articles, or .txt and .md files (default: this folder)",
    )  # fmt: skip
    parser.add_argument(
        "--store", type=Path, metavar="DIR",
        help="keep the marks here and not in .sidemark beside the articles",
    )  # fmt: skip
    parser.add_argument(
        "--max-files", type=int, default=FILE_LIMIT, metavar="N",
        help=f"how many files a folder may hold (default: {FILE_LIMIT})",
    )  # fmt: skip


def add_reading_command(
    subparsers: Subparsers,
    name: str,
    description: str,
    example: str,
    *,
    more: str = "",
    with_annotator: bool = True,
) -> argparse.ArgumentParser:
    """Add a command that reads marks, with its paths and, perhaps, the choice of one annotator's.

    `more` stands in its help before the example.
    """
    parser = subparsers.add_parser(
        name,
        description=description,
        epilog=f"{more}example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_places(parser)
    if with_annotator:
        parser.add_argument(
            "--annotator", metavar="NAME", help="only this annotator's (default: everyone's)"
        )
    return parser


def workspace_of(arguments: argparse.Namespace, annotator: str) -> Workspace:
    """Open the corpus that the options name; raises CorpusError."""
    return open_workspace(
        arguments.paths, annotator, store=arguments.store, limit=arguments.max_files
    )


def workspace_to_read(arguments: argparse.Namespace) -> Workspace:
    """Open the corpus for a command that writes no marks; raises CorpusError or StoreError."""
    if arguments.store is not None and not arguments.store.is_dir():
        raise StoreError(f"there are no marks: {arguments.store} is no folder.")
    return workspace_of(arguments, annotator="")


def warn_of_problems(workspace: Workspace, kind: ProblemKind | None = None) -> int:
    """Tell of what had to be left out, or of one kind of it; returns the exit code, 1 if any."""
    from annotations.checking import store_problems

    found = store_problems(workspace.corpus, workspace.store)
    problems = [problem for problem in found if kind in (None, problem.kind)]
    for problem in problems:
        print(f"sidemark: {visible_line(problem.message)}", file=sys.stderr)
    return 1 if problems else 0


def write_json(pieces: Iterable[bytes]) -> None:
    """Write JSON to standard output; a terminal gets what can't be seen as the escapes of JSON."""
    if sys.stdout.isatty():
        pieces = _escaped(pieces)
    out = sys.stdout.buffer
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            # Without a buffer, as with `python -u`, a part may be taken, as of 2 GiB, or nothing.
            rest = rest[out.write(rest) or 0 :]
    out.flush()


def _escaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Text for a terminal, without a BOM; raises UnicodeDecodeError for what is none."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    decode = io.IncrementalNewlineDecoder(decoder, translate=True).decode
    for piece in pieces:
        text = decode(piece)
        if not text.replace("\n", "").isprintable():
            text = "".join(
                it if it == "\n" or it.isprintable() else json.dumps(it)[1:-1] for it in text
            )
        yield text.encode("utf-8")


def as_text(name: str) -> str:
    """A name that is not UTF-8 can't be written as JSON: its stray bytes are spelled out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def annotator_name(given: str | None) -> str:
    """Who marks: the name given, else the environment's, else the login name."""
    name = given or os.environ.get(ANNOTATOR_VARIABLE)
    if name is None or not name.strip():
        try:
            name = getpass.getuser()
        except (OSError, KeyError) as error:
            raise SidemarkError("who marks? Say it with --annotator NAME.") from error
    name = name.strip()
    if not name.isprintable() or len(name) > 200:
        raise SidemarkError("an annotator's name is up to 200 characters without controls.")
    return name

"""Options that several commands share."""

import argparse
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from annotations.corpus import FILE_LIMIT
from annotations.errors import SidemarkError
from annotations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    Subparsers: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

ANNOTATOR_VARIABLE = "SIDEMARK_ANNOTATOR"


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


def add_annotator_filter(parser: argparse.ArgumentParser) -> None:
    """Add the choice of one annotator's marks."""
    parser.add_argument(
        "--annotator", metavar="NAME", help="only this annotator's marks (default: everyone's)"
    )


def workspace_of(arguments: argparse.Namespace, annotator: str) -> Workspace:
    """Open the corpus that the options name; raises CorpusError."""
    return open_workspace(
        arguments.paths, annotator, store=arguments.store, limit=arguments.max_files
    )


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

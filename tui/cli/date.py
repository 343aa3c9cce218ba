"""`sidemark date`: the days articles were written, told or given."""

import argparse
import sys

from annotations.dating import typed_day
from annotations.errors import CorpusError, UnreadableArticleError
from annotations.text.visible import visible_line
from annotations.workspace import Workspace
from tui.cli.common import Subparsers, add_reading_command, annotator_name, workspace_of
from tui.names import short_name, told_day


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "date",
        "Tell when articles were written, or give one that day.",
        "sidemark date seeds --article 004 --day 2023-12-22",
        with_annotator=False,
    )
    parser.add_argument(
        "--article", metavar="NAME", help="only this one: its path, or the number it begins with"
    )
    parser.add_argument(
        "--day", metavar="DAY", help="give it this day, “10 Jan 2024” too; '' takes yours away"
    )
    parser.add_argument(
        "--annotator", metavar="NAME", help="who gives it, and whose dates count before others'"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Give an article its date, if one was named, and print the dates there are."""
    workspace = workspace_of(arguments, annotator_name(arguments.annotator))
    doc_paths = workspace.corpus.doc_paths
    if arguments.article is not None:
        doc_paths = (_article(workspace, arguments.article),)
    if arguments.day is not None:
        if len(doc_paths) != 1:
            raise CorpusError("whose day is it? Name the article with --article.")
        workspace.set_article_date(doc_paths[0], typed_day(arguments.day))
    # Every one is tried: what keeps one from being read is told of it alone.
    return max([_tell(workspace, doc_path) for doc_path in doc_paths])


def _tell(workspace: Workspace, doc_path: str) -> int:
    """Print the date of an article, or why there is none; returns the exit code."""
    try:
        written = workspace.article_date(doc_path, workspace.article(doc_path).text)
    except UnreadableArticleError as error:
        print(f"sidemark: {visible_line(f'{doc_path}: {error.message}')}", file=sys.stderr)
        return 1
    print(f"{short_name(doc_path)}  {told_day(written)}")
    return 0


def _article(workspace: Workspace, name: str) -> str:
    """The one article of that path, with or without suffix, or of that short name."""
    paths = workspace.corpus.doc_paths
    found = [it for it in paths if name in (it, workspace.corpus.doc_id(it))]
    found = found or [it for it in paths if name == short_name(it)]
    if len(found) != 1:
        many = f"{len(found)} articles are" if found else "no article is"
        raise CorpusError(f"{many} called {name}: name it by its path in the folder.")
    return found[0]

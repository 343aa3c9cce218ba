"""`sidemark import`: bring in marks from a file, and tell what became of each."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pydantic_core import to_json

from annotations.corpus import FILE_LIMIT
from annotations.errors import EmptyCorpusError, ImportFailedError, SidemarkError, StoreError
from annotations.formats import readers, recognised
from annotations.formats.format import Came, Format
from annotations.formats.source import Source
from annotations.importing.founding import NewArticles, refuse_no_texts, write_articles
from annotations.importing.importer import Importer
from annotations.importing.report import BROUGHT, KINDS, Kind, Report, Said
from annotations.text.amounts import counted
from annotations.text.visible import visible_line
from annotations.workspace import Workspace, open_workspace
from tui.cli.common import Subparsers, annotator_name, as_text, write_json
from tui.cli.progress import watched

LARGEST_INPUT = 1 << 30
"""How many bytes of standard input are taken."""
_PIECE = 1 << 20
_KILOBYTE = 1000
_NAMED = 5
"""How many annotators the summary names."""
_WORDS: dict[Kind, str] = {
    "as-stated": "as stated",
    "inclusive-end": "with inclusive ends",
    "utf16": "counted in UTF-16 units",
    "byte": "counted in bytes",
    "codepoint": "counted in code points",
    "line-ends": "counted with the line ends of the files",
    "moved": "found elsewhere",
    "fuzzy": "found where the text reads otherwise",
    "orphan": "without a place (orphans)",
    "missing-article": "of articles that are not here",
    "there-already": "there already",
    "differs": "there already, and not the same",
    "twice": "twice in the file",
    "left-out": "left out",
    "unread": "not read",
}
_BEFORE: dict[Kind, str] = {"left-out": "left out: ", "unread": "not read: "}


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = subparsers.add_parser(
        "import",
        description="Bring in marks from a file. What is there already stays as it is, and what "
        "has no place becomes an orphan.\nExits with 1 if anything was left out or has no place.",
        epilog="example:\n  sidemark import marks.jsonl --into seeds --dry-run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="what to read; -: standard input")
    parser.add_argument(
        "--into", type=Path, required=True, metavar="CORPUS", help="the folder of the articles"
    )
    parser.add_argument(
        "--format", choices=list(readers()), help="default: what the file looks like"
    )
    parser.add_argument(
        "--annotator", metavar="NAME", help="who made the marks of which the file does not say it"
    )
    parser.add_argument(
        "--store", type=Path, metavar="DIR",
        help="keep the marks here and not in .sidemark beside the articles",
    )  # fmt: skip
    parser.add_argument(
        "--max-files", type=int, default=FILE_LIMIT, metavar="N",
        help=f"how many files a folder may hold (default: {FILE_LIMIT})",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="only tell, and write nothing")
    parser.add_argument("--all", action="store_true", help="tell of every mark, not of 20 a kind")
    parser.add_argument("--json", action="store_true", help="one JSON object, for other programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring in the marks, and print what became of them."""
    annotator = annotator_name(arguments.annotator)
    report = Report(keep_all=arguments.all)
    with _source(arguments.file) as source:
        file_format = _format(source, arguments.format)
        new, founded = _bring_in(arguments, annotator, source, file_format, report)
        done = _Done(
            as_text(source.name), file_format.name, new, founded, annotator, arguments.dry_run
        )
    if arguments.json:
        told = {"corpus": as_text(str(arguments.into)), **_as_object(report, done)}
        write_json([to_json(told), b"\n"])
    else:
        for line in (*_lines(report), _summary(report, done)):
            print(visible_line(line))
    return 0 if report.is_fine else 1


class _Done(NamedTuple):
    """What was done, or would be."""

    file: str
    format: str
    new: dict[str, int]
    """How many marks of whom came in."""
    founded: int
    """How many articles were written."""
    annotator: str
    is_trial: bool


def _bring_in(
    arguments: argparse.Namespace,
    annotator: str,
    source: Source,
    file_format: Format,
    report: Report,
) -> tuple[dict[str, int], int]:
    """Bring the marks in, or only try to; a folder without articles gets those that come along.

    Returns how many marks of whom there are, and how many articles were written.
    """
    folder, is_trial = arguments.into, arguments.dry_run
    articles, founded = None, 0

    def shown(came: Iterable[Came]) -> Iterator[Came]:
        total = source.size // _KILOBYTE
        return watched(came, total, "importing", "kilobyte", lambda: source.passed // _KILOBYTE)

    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ImportFailedError(f"{folder} is no folder: name the folder with the articles")
    try:
        workspace = open_workspace([folder], annotator, arguments.store, arguments.max_files)
    except EmptyCorpusError:
        articles = NewArticles(report)
        came = shown(file_format.came_from(source))
        if is_trial:
            importer = Importer(articles, annotator, report, None)
            new = importer.bring_in(articles.named(came), source.name)
            refuse_no_texts(len(articles), folder)
            return new, len(articles)
        founded = write_articles(folder, articles, came)
        workspace = open_workspace([folder], annotator, arguments.store, arguments.max_files)
    try:
        new = workspace.import_from(
            source, file_format, report, articles=articles, is_trial=is_trial, watch=shown
        )
    except StoreError as error:
        there = f". The articles are in {folder}: import into it again" if founded else ""
        raise StoreError(f"{error.message}{there}") from error
    _close(workspace)
    return new, founded


@contextmanager
def _source(name: str) -> Iterator[Source]:
    """What is to be read; standard input as a file, since it is looked at more than once."""
    if name != "-":
        yield Source(Path(name))
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "input")
        try:
            _copy_input(path)
        except OSError as error:
            raise ImportFailedError(
                f"standard input can't be copied: {error.strerror}. Name a file instead of -"
            ) from error
        yield Source(path, "standard input")


def _copy_input(path: Path) -> None:
    with open(path, "wb") as file:
        while piece := sys.stdin.buffer.read(_PIECE):
            if file.tell() + len(piece) > LARGEST_INPUT:
                limit = LARGEST_INPUT >> 20
                raise ImportFailedError(f"more than {limit} MiB came: name a file instead of -")
            file.write(piece)


def _format(source: Source, name: str | None) -> Format:
    if name is not None:
        return readers()[name]
    found = recognised(source)
    print(f"sidemark: read as {found.name}", file=sys.stderr)
    return found


def _close(workspace: Workspace) -> None:
    if workspace.notice:
        print(f"sidemark: {visible_line(workspace.notice)}", file=sys.stderr)
    trouble = workspace.close()
    if trouble:
        raise StoreError(trouble)


def _lines(report: Report) -> Iterator[str]:
    last: Said | None = None
    for said in report.told():
        if last is not None and last.kind != said.kind:
            yield from _more(report, last.kind)
        yield f"{said.where}: {_BEFORE.get(said.kind, '')}{said.message}"
        last = said
    if last is not None:
        yield from _more(report, last.kind)


def _more(report: Report, kind: Kind) -> Iterator[str]:
    untold = report.untold(kind)
    if untold:
        yield f"… and {untold:,} more like these (--all shows them)"


def _summary(report: Report, done: _Done) -> str:
    brought = _counts(report, BROUGHT)
    others = _counts(report, tuple(kind for kind in _WORDS if kind not in BROUGHT))
    if not (brought or done.founded):
        return f"nothing new in {done.file} ({done.format}): {others or 'it holds no marks'}"
    marks = counted(sum(done.new.values()), "mark")
    articles = counted(len(report.articles), "article")
    verb = "would import" if done.is_trial else "imported"
    what = f"{verb} {marks} of {articles} from {done.file} ({done.format})"
    if done.founded:
        what += f" into a new corpus of {counted(done.founded, 'article')}"
    parts = [f"{what}: {brought}" if brought else what, others]
    if done.new and not done.is_trial:
        parts.append(_way_back(list(done.new)))
    return "; ".join(filter(None, parts))


def _way_back(annotators: list[str]) -> str:
    """How marks of these annotators are taken back: each undoes what is theirs."""
    reader = ""
    # Where the system knows no name, one was given.
    with suppress(SidemarkError):
        reader = annotator_name(None)
    if annotators == [reader]:
        return "u takes it back"
    others = [it for it in annotators if it != reader]
    own = "u takes back your own; " if reader in annotators else ""
    if len(others) == 1:
        return (
            f"{own}to take back {others[0]}'s, "
            f"open with --annotator {shlex.quote(others[0])} and press u"
        )
    named = ", ".join(others[:_NAMED])
    more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
    return f"{own}to take back those of {named}{more}, open with --annotator NAME and press u"


def _counts(report: Report, kinds: tuple[Kind, ...]) -> str:
    counts = report.counts
    return ", ".join(f"{counts[kind]:,} {_WORDS[kind]}" for kind in kinds if counts[kind])


def _as_object(report: Report, done: _Done) -> dict[str, object]:
    """Always the same keys."""
    return {
        "file": done.file,
        "format": done.format,
        "dry_run": done.is_trial,
        "new_articles": done.founded,
        "marks": sum(done.new.values()),
        "articles": len(report.articles),
        "annotators": done.new,
        "counts": {kind: report.counts[kind] for kind in KINDS},
        "said": [
            {"kind": it.kind, "where": as_text(it.where), "message": as_text(it.message)}
            for it in report.told()
        ],
    }

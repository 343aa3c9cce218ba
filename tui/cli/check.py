"""`sidemark check`: what needs a person."""

import argparse

from pydantic_core import to_json

from annotations.checking import KINDS, Finding, Kind, Report, check
from annotations.text.amounts import counted
from annotations.text.excerpt import excerpt
from annotations.text.visible import visible_line
from tui.cli.common import Subparsers, add_reading_command, as_text, workspace_to_read, write_json


def add_parser(subparsers: Subparsers) -> None:
    """Add this command's options."""
    parser = add_reading_command(
        subparsers,
        "check",
        "Find what needs you: marks whose text is gone, versions to choose from, damaged files.\n"
        "Exits with 1 if there is anything, and writes nothing.",
        "sidemark check seeds",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for other programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each finding and one with their counts, or all as JSON."""
    workspace = workspace_to_read(arguments)
    annotations = workspace.annotations(arguments.annotator)
    report = check(workspace.corpus, workspace.store, annotations)
    if arguments.json:
        write_json([to_json(_as_object(report), indent=2), b"\n"])
    else:
        for finding in report.findings:
            print(_line(finding))
        print(_last_line(report))
    return 1 if report.findings else 0


def _line(finding: Finding) -> str:
    parts = [finding.doc_path, finding.kind.replace("-", " "), _mark(finding), finding.message]
    return ": ".join(visible_line(part) for part in parts if part)


def _mark(finding: Finding) -> str:
    found = finding.annotation
    if found is None:
        return ""
    place = f"{found.start}–{found.end}"
    return f"{found.label} {place} {excerpt(found.text)} by {found.annotator}"


def _last_line(report: Report) -> str:
    counts = report.counts
    told = [_counted(counts[kind], kind) for kind in KINDS if counts[kind]]
    looked_at = f"{counted(report.articles, 'article')}, {counted(report.marks, 'mark')}"
    return f"{looked_at}: {', '.join(told) or 'nothing to do'}"


def _counted(count: int, kind: Kind) -> str:
    if kind == "file-set-aside" and count > 1:
        return f"{count} files set aside"
    return counted(count, kind.replace("-", " "))


def _as_object(report: Report) -> dict[str, object]:
    return {
        "articles": report.articles,
        "marks": report.marks,
        "counts": {kind: report.counts[kind] for kind in KINDS},
        "findings": [_finding_object(finding) for finding in report.findings],
    }


def _finding_object(finding: Finding) -> dict[str, object]:
    """Always the same keys; what is about no annotation has "" there, and 0 for a place."""
    found = finding.annotation
    return {
        "kind": finding.kind,
        "doc_path": as_text(finding.doc_path),
        "message": as_text(finding.message),
        "id": found.id if found else "",
        "annotator": found.annotator if found else "",
        "label": found.label if found else "",
        "start": found.start if found else 0,
        "end": found.end if found else 0,
        "text": found.text if found else "",
    }

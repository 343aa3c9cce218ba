"""How articles, formats and numbers of things are named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from annotations.corpus import SUFFIXES
from annotations.text.amounts import counted
from annotations.text.visible import visible_line

if TYPE_CHECKING:
    from annotations.dating import ArticleDate
    from annotations.exporting import Export
    from annotations.formats.format import Format

MOST_NAMED = 4
"""More articles than so many are not named one by one in a line."""
_NUMBER = re.compile(r"(\d{1,6})(?=[_\-. ]|\Z)")


def number_of(doc_path: str) -> str:
    """The number a file's name begins with ("000" of 000_4639da.txt), or nothing."""
    match = _NUMBER.match(PurePosixPath(doc_path).name)
    return match[1] if match else ""


def short_name(doc_path: str) -> str:
    """The number a file's name begins with, else its name without the suffix, fit to be shown."""
    name = PurePosixPath(doc_path).name
    stem = next((name[: -len(end)] for end in SUFFIXES if name.lower().endswith(end)), name)
    return number_of(doc_path) or visible_line(stem)


def named(doc_paths: Sequence[str]) -> str:
    """Articles by their short names, or of many how many they are: "000, 003", "7 articles"."""
    if len(doc_paths) > MOST_NAMED:
        return f"{len(doc_paths)} articles"
    return ", ".join(map(short_name, doc_paths))


def named_once(names: Iterable[str]) -> str:
    """Each name once, with how often it is there: "000 ×2 003"; of many the first few."""
    times = Counter(names)
    told = [f"{name} ×{count}" if count > 1 else name for name, count in times.items()]
    more = ["…"] if len(told) > MOST_NAMED else []
    return " ".join([*told[:MOST_NAMED], *more])


def told_day(written: ArticleDate | None) -> str:
    """When an article was written, and who says so: "2024-01-11, stated in the text"."""
    if written is None:
        return "no date stated"
    who = f"given by {visible_line(written.whose)}" if written.is_given else "stated in the text"
    return f"{written.day.isoformat()}, {who}"


def told_of_format(chosen: Format) -> str:
    """What a format is, in one line that says so where it is a folder."""
    is_unsaid = chosen.is_folder and "folder" not in chosen.summary
    return f"{chosen.summary} (a folder)" if is_unsaid else chosen.summary


def told_of_export(export: Export, path: Path) -> str:
    """What was exported and where to: "exported 120 marks of 5 articles to /home/ana/marks.csv"."""
    marks, articles = counted(export.marks, "mark"), counted(export.articles, "article")
    return f"exported {marks} of {articles} to {path}"

"""Names that files give to articles: looked at with care, since they may come from anybody."""

import re
from pathlib import PurePosixPath

from annotations.corpus import SUFFIXES, is_unicode

LONGEST_PATH = 1024
"""How many bytes of UTF-8 a path below a corpus may have."""
LONGEST_NAME = 255
"""How many bytes of UTF-8 one part of it may have (Linux: NAME_MAX)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SEPARATOR = re.compile(r"[/\\]")
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")
"""How a path begins that does not start from a folder, on one system or another."""
_LEADING = re.compile(r"\A[\s.]+")
_LONGEST_SHOWN = 80
_ROOM = 16
"""How many bytes are left for a number and a suffix."""


def tidy(name: str) -> str:
    """A name as a path below a folder: without the `./` that some tools begin it with."""
    while name.startswith("./"):
        name = name[2:]
    return name


def refusal(name: str) -> str:
    """Why a name can't be a path below a corpus, in words behind "its name"; empty if it can."""
    parts = name.split("/")
    if not name:
        return "is empty"
    if not is_unicode(name) or _CONTROL.search(name):
        return "holds control characters"
    if ".." in _SEPARATOR.split(name):
        return "leads out of the folder"
    if _ABSOLUTE.match(name):
        return "is an absolute path"
    if "\\" in name:
        return "holds a backslash"
    if "" in parts:
        return "has an empty part"
    if any(part.startswith(".") for part in parts):
        return "is one of a hidden file"
    if len(name.encode()) > LONGEST_PATH or any(len(it.encode()) > LONGEST_NAME for it in parts):
        return "is too long"
    return ""


def shown(name: str) -> str:
    """A name or id from a file for a message, in quotes; of a long one its beginning."""
    return repr(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…")


def last_part(name: str) -> str:
    """The file's name alone of a path of any system; nothing of a name that is out to deceive."""
    parts = _SEPARATOR.split(name)
    if ".." in parts or _CONTROL.search(name):
        return ""
    return parts[-1]


def article_path(name: str) -> str:
    """The path that an article of that name has: with a suffix that articles have."""
    return name if name.lower().endswith(SUFFIXES) else f"{name}.txt"


def sound_path(name: str) -> str:
    """A path like a name, safe to write to below a folder; empty where nothing of it is left."""
    parts = [_sound_part(part) for part in _SEPARATOR.split(re.sub(r"\A[A-Za-z]:", "", name))]
    path = "/".join(filter(None, parts))
    if len(path.encode()) > LONGEST_PATH - _ROOM:
        path = _sound_part(path.rpartition("/")[2])
    return article_path(path) if path else ""


class FreePaths:
    """Gives each article a path that is no other's, on no system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        """The keys of paths, and of the folders they lie in with a slash behind them."""
        self._next: dict[str, int] = {}
        """The number to be tried next for a path: of many of one name, each is found at once."""

    def take(self, path: str) -> str:
        """The path, or one with a number before its suffix; from now on it is taken."""
        whole = PurePosixPath(path)
        if any(_key(it) in self._taken for it in whole.parents):
            # A folder would have to have the name of a file.
            whole = PurePosixPath(whole.name)
        found = whole
        if self._is_taken(whole):
            number = self._next.get(_key(whole), 2)
            while self._is_taken(found := PurePosixPath(numbered(whole.as_posix(), number))):
                number += 1
            self._next[_key(whole)] = number + 1
        folders = [f"{_key(it)}/" for it in found.parents][:-1]
        self._taken |= {_key(found), *folders}
        return found.as_posix()

    def _is_taken(self, path: PurePosixPath) -> bool:
        return not self._taken.isdisjoint((_key(path), f"{_key(path)}/"))


def numbered(path: str, number: int) -> str:
    """The path of the so many-th article of a name: with the number before its suffix."""
    pure = PurePosixPath(path)
    return path if number == 1 else pure.with_name(f"{pure.stem}-{number}{pure.suffix}").as_posix()


def _key(path: PurePosixPath) -> str:
    """What two paths share that are one on some system."""
    return path.as_posix().casefold()


def _sound_part(part: str) -> str:
    part = _LEADING.sub("", _CONTROL.sub("_", part)).rstrip()
    while len(part.encode()) > LONGEST_NAME - _ROOM:
        part = part[:-1]
    return part

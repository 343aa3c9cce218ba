"""Names of the files and folders that Sidemark makes: safe on every file system."""

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path

_UNSAFE = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 40
# Windows keeps these for devices (Microsoft: "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")

# A name that looks like a slug with its digest might be the folder of another.
_LOOKS_DIGESTED = re.compile(r"-[0-9a-f]{8}\Z")


@lru_cache(maxsize=4096)
def shard_name(doc_path: str) -> str:
    """The name of an article's file: a readable slug and eight hexadecimal digits of its path."""
    return f"{_slug(doc_path.rpartition('.')[0] or doc_path)}-{_digest(doc_path)}.json"


@lru_cache(maxsize=256)
def annotator_folder(annotator: str) -> str:
    """The folder of an annotator: the name itself where it is plain, else a slug and a digest.

    Names that differ only in capitals, or that try to climb out, get folders of their own.
    """
    slug = _slug(annotator)
    plain = slug == annotator and not (_RESERVED.match(slug) or _LOOKS_DIGESTED.search(slug))
    return slug if plain else f"{slug}-{_digest(annotator)}"


def corpus_folder(root: Path) -> str:
    """The name under which a corpus that can't be written to is kept in the user's own folder."""
    return f"{_slug(root.name)}-{_digest(root.as_posix())}"


def free_name(path: Path) -> Path:
    """A name beside a damaged file under which it can be put aside."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    return aside


def _slug(name: str) -> str:
    return _UNSAFE.sub("-", name.lower())[:_SLUG_LENGTH].strip("-") or "x"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]

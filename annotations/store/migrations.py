"""How files of earlier versions become files of this one, step by step, and which are newer."""

import re
from collections.abc import Callable

from annotations.model import SCHEMA
from annotations.store.storage import Tables

META = "meta"
ANNOTATIONS = "annotations"

Migration = Callable[[Tables], Tables]
MIGRATIONS: tuple[Migration, ...] = ()
"""The first makes a file of version 1 one of version 2, and so on: on dicts, before validation."""

_FILE_SCHEMA = re.compile(r"marks/(\d{1,9})\Z")
_RECORD_SCHEMA = re.compile(r"annotation/(\d{1,9})\Z")


def schema() -> str:
    """The name of this version of the file."""
    return f"marks/{len(MIGRATIONS) + 1}"


def version_of(tables: Tables) -> int:
    """The version a file says it has; the first, where it says nothing."""
    for document in tables.get(META, {}).values():
        if match := _FILE_SCHEMA.match(str(document.get("schema"))):
            return int(match[1])
    return 1


def is_newer(tables: Tables) -> bool:
    """Whether a later Sidemark wrote the file, or one of its records."""
    records = {str(it.get("schema")) for it in tables.get(ANNOTATIONS, {}).values()}
    written = [int(match[1]) for it in records if (match := _RECORD_SCHEMA.match(it))]
    known = _RECORD_SCHEMA.match(SCHEMA)
    assert known is not None
    return version_of(tables) > len(MIGRATIONS) + 1 or max(written, default=0) > int(known[1])


def migrate(tables: Tables) -> Tables:
    """The tables as those of this version; the same object where they are that already."""
    steps = MIGRATIONS[max(1, version_of(tables)) - 1 :]
    for step in steps:
        tables = step(tables)
    if not steps:
        return tables
    meta = {key: {**it, "schema": schema()} for key, it in tables.get(META, {"1": {}}).items()}
    return {**tables, META: meta}

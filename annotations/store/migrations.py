"""How files of earlier versions become files of this one, step by step, and which are newer."""

from collections.abc import Callable

from annotations.model import SCHEMA
from annotations.store.storage import Tables

META = "meta"
ANNOTATIONS = "annotations"

Migration = Callable[[Tables], Tables]
MIGRATIONS: tuple[Migration, ...] = ()
"""The first makes a file of version 1 one of version 2, and so on: on dicts, before validation."""

_RECORD = "annotation/"
_UNHEARD_OF = 1 << 30
"""The version of what has a name like ours and no number that we would give."""


def schema() -> str:
    """The name of this version of the file."""
    return f"marks/{len(MIGRATIONS) + 1}"


def version_of(tables: Tables) -> int:
    """The version a file says it has; the first, where it says nothing."""
    for document in tables.get(META, {}).values():
        if (number := _number(document.get("schema"), "marks/")) is not None:
            return number
    return 1


def is_newer(tables: Tables) -> bool:
    """Whether a later Sidemark wrote the file, or one of its records."""
    records = {str(it.get("schema")) for it in tables.get(ANNOTATIONS, {}).values()}
    written = [it for name in records if (it := _number(name, _RECORD)) is not None]
    known = _number(SCHEMA, _RECORD) or 0
    return version_of(tables) > len(MIGRATIONS) + 1 or max(written, default=0) > known


def migrate(tables: Tables) -> Tables:
    """The tables as those of this version; the same object where they are that already."""
    steps = MIGRATIONS[max(1, version_of(tables)) - 1 :]
    for step in steps:
        tables = step(tables)
    if not steps:
        return tables
    meta = {key: {**it, "schema": schema()} for key, it in tables.get(META, {"1": {}}).items()}
    return {**tables, META: meta}


def _number(name: object, beginning: str) -> int | None:
    if not isinstance(name, str) or not name.startswith(beginning):
        return None
    rest = name.removeprefix(beginning)
    is_plain = rest.isascii() and rest.isdigit() and len(rest) <= 9
    return int(rest) if is_plain else _UNHEARD_OF

"""The formats annotations leave and come in: each module here that has a `FORMAT` is one."""

import importlib
import pkgutil
from functools import cache

from annotations.errors import ImportFailedError, SidemarkError
from annotations.formats.format import Format
from annotations.formats.source import Source

DEFAULT = "jsonl"


@cache
def formats() -> dict[str, Format]:
    """All formats by name, the default first, the others by the alphabet."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    found.sort(key=lambda it: (it.name != DEFAULT, it.name))
    return {it.name: it for it in found}


def format_of(name: str) -> Format:
    """The format of that name; raises SidemarkError, naming those that there are."""
    try:
        return formats()[name]
    except KeyError:
        names = ", ".join(formats())
        raise SidemarkError(f"there is no format {name!r}; there are {names}") from None


def readers() -> dict[str, Format]:
    """The formats that can be read, by name."""
    return {name: it for name, it in formats().items() if it.read is not None}


def recognised(source: Source) -> Format:
    """The format of a file or folder; raises ImportFailedError where none or several may be it."""
    beginning = source.beginning()
    found = [it for it in readers().values() if it.recognises(beginning)]
    if len(found) == 1:
        return found[0]
    may_be = " or ".join(it.name for it in found)
    why = f"may be {may_be}" if found else "is of no format that is known by its beginning"
    names = ", ".join(readers())
    raise ImportFailedError(f"{source.name} {why}: say which with --format, one of {names}")

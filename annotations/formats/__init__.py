"""The formats annotations leave and come in: each module here that has a `FORMAT` is one."""

import importlib
import pkgutil
from functools import cache

from annotations.errors import SidemarkError
from annotations.formats.format import Format

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

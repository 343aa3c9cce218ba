"""Facts in a line or a few: what clashes first, and whole facts only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from annotations.compare.telling import FactKind, FactWord

_HEADS = {"clash": "clash: ", "unknown": "?: ", "agree": "agree: "}
CUT = "…"
"""Stands where a text is cut."""
_BETWEEN_FACTS, _BETWEEN_KINDS = " · ", "   "


class FactPart(NamedTuple):
    """Something written in a line of facts: a fact of some kind, or what stands around it."""

    text: str
    kind: FactKind | None = None


class _Unit(NamedTuple):
    """What is written whole or not at all."""

    before: str
    """What parts it from the one before in its line."""
    parts: tuple[FactPart, ...]
    counts: bool = True

    @property
    def cells(self) -> int:
        return sum(cell_len(part.text) for part in self.parts)


def fact_lines(
    facts: Sequence[FactWord], names: tuple[str, str], hint: str, width: int, most: int
) -> list[list[FactPart]]:
    """Facts in lines of `width` cells, at most so many; those left out are counted at the end.

    `names` are what the two articles are called; `hint` says what would settle what is unknown.
    """
    lines: list[list[_Unit]] = [[]]
    units = _units(facts, names, hint)
    for number, unit in enumerate(units):
        if lines[-1] and _cells(lines[-1]) + cell_len(unit.before) + unit.cells > width:
            if len(lines) == most:
                left_out = units[number:]
                return _written(_with_count(lines, left_out, width), width)
            lines.append([])
        lines[-1].append(unit)
    return _written(lines, width)


def _units(facts: Sequence[FactWord], names: tuple[str, str], hint: str) -> list[_Unit]:
    heads = _HEADS | {"only left": f"only {names[0]}: ", "only right": f"only {names[1]}: "}
    units: list[_Unit] = []
    told = _Unit(" ", (FactPart(f"({hint})"),), counts=False) if hint else None
    last: FactKind | None = None
    for kind, text in facts:
        if told and last == "unknown" != kind:
            units.append(told)
            told = None
        fact = FactPart(text, kind)
        if kind == last:
            units.append(_Unit(_BETWEEN_FACTS, (fact,)))
        else:
            units.append(_Unit(_BETWEEN_KINDS, (FactPart(heads[kind], kind), fact)))
        last = kind
    return [*units, told] if told else units


def _cells(line: Sequence[_Unit]) -> int:
    """The cells of a line; what would part its first unit from one before is not written."""
    between = sum(cell_len(unit.before) for unit in line[1:])
    return between + sum(unit.cells for unit in line)


def _with_count(lines: list[list[_Unit]], left_out: list[_Unit], width: int) -> list[list[_Unit]]:
    """The lines, the last one cut so that it says how many facts are left out."""
    *before, last = lines
    while True:
        count = sum(unit.counts for unit in left_out)
        more = _Unit(_BETWEEN_KINDS, (FactPart(f"+{count} more"),))
        if not count or _cells([*last, more]) <= width or len(last) < 2:
            return [*before, [*last, more] if count else last]
        left_out = [last[-1], *left_out]
        last = last[:-1]


def _written(lines: Sequence[Sequence[_Unit]], width: int) -> list[list[FactPart]]:
    written = []
    for line in lines:
        parts: list[FactPart] = []
        for unit in line:
            between = [FactPart(unit.before)] if parts else []
            parts += [*between, *unit.parts]
        written.append(_cut(parts, width))
    return written


def _cut(parts: Sequence[FactPart], width: int) -> list[FactPart]:
    """As much of a line as there is room for: of a fact that is wider than the window the start."""
    if sum(cell_len(part.text) for part in parts) <= width:
        return list(parts)
    fitting: list[FactPart] = []
    room = max(0, width - 1)
    for text, kind in parts:
        if cell_len(text) > room:
            fitting.append(FactPart(set_cell_size(text, room) + CUT, kind))
            break
        fitting.append(FactPart(text, kind))
        room -= cell_len(text)
    return fitting

"""How a row of cells is shared out by weights: pure arithmetic, in whole cells."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor


def shares(room: int, weights: Sequence[float], least: int) -> list[int]:
    """Cells for each weight, `room` in all; none gets under `least` where all can have that."""
    exact = _exact(room, [Fraction(weight) for weight in weights], least)
    # Edges are rounded, not widths, so that what is rounded off is never lost.
    edges = [floor(edge + Fraction(1, 2)) for edge in accumulate(exact, initial=Fraction(0))]
    return [right - left for left, right in pairwise(edges)]


def reshared(
    room: int, weights: Sequence[float], number: int, step: int, least: int
) -> list[float] | None:
    """The weights when one of them gets `step` cells more, or as many as can be had.

    The others give way, or take, in proportion. None where it is as wide or narrow as it can be.
    """
    before = shares(room, weights, least)[number]
    wanted = max(least, min(before + step, room - least * (len(weights) - 1)))
    if len(weights) < 2 or (wanted - before) * step <= 0:
        return None
    others = shares(room - wanted, [*weights[:number], *weights[number + 1 :]], least)
    cells = [*others[:number], wanted, *others[number:]]
    # Around 1, which is what a pane has that is opened beside them.
    return [share * len(cells) / room for share in cells]


def _exact(room: int, weights: list[Fraction], least: int) -> list[Fraction]:
    if room < least * len(weights):
        return [Fraction(room, len(weights))] * len(weights)
    narrow: set[int] = set()
    while True:
        left = room - least * len(narrow)
        total = sum(weight for number, weight in enumerate(weights) if number not in narrow)
        exact = [
            Fraction(least) if number in narrow else weight * left / total
            for number, weight in enumerate(weights)
        ]
        under = {number for number, share in enumerate(exact) if share < least}
        if not under:
            return exact
        narrow |= under

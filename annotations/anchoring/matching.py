"""What two sequences have in common, in order, without ever taking quadratic time.

Elements that occur once on both sides are matched first, in their longest increasing run (Bram
Cohen's patience diff), and what lies between them is looked at in the same way. Where nothing is
unique, Myers' greedy algorithm ("An O(ND) difference algorithm", 1986) goes on up to a bound, past
which the stretch counts as unlike: a passage that is not matched is searched for by its words.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

_DEPTH = 8
"""How often unique elements are looked for again between unique ones."""
_DIFFERENCES = 64
"""Up to how many differences Myers' algorithm is followed."""


class Run(NamedTuple):
    """`length` elements from `old` on in one sequence that equal those from `new` on."""

    old: int
    new: int
    length: int


class _Stretch(NamedTuple):
    old: int
    old_end: int
    new: int
    new_end: int
    depth: int


def matching_runs(
    old: Sequence[Hashable], new: Sequence[Hashable], *, only_unique: bool = False
) -> list[Run]:
    """The runs of equal elements that both sequences hold in the same order, by position.

    With `only_unique`, repeated elements are matched only next to others that are.
    """
    found: list[Run] = []
    waiting = [_Stretch(0, len(old), 0, len(new), 0)]
    while waiting:
        stretch = _without_ends(old, new, waiting.pop(), found)
        if stretch.old == stretch.old_end or stretch.new == stretch.new_end:
            continue
        anchors = _anchors(old, new, stretch) if stretch.depth < _DEPTH else []
        if anchors:
            waiting += _between(stretch, anchors)
        elif not only_unique:
            found += _greedy(old, new, stretch)
    return _joined(sorted(found))


def _without_ends(
    old: Sequence[Hashable], new: Sequence[Hashable], stretch: _Stretch, found: list[Run]
) -> _Stretch:
    """The stretch less what is equal at its ends, which is added to `found`."""
    start, old_end, other, new_end, depth = stretch
    first = start, other
    while start < old_end and other < new_end and old[start] == new[other]:
        start, other = start + 1, other + 1
    if start > first[0]:
        found.append(Run(*first, start - first[0]))
    last = old_end
    while old_end > start and new_end > other and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    if old_end < last:
        found.append(Run(old_end, new_end, last - old_end))
    return _Stretch(start, old_end, other, new_end, depth)


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], stretch: _Stretch
) -> list[tuple[int, int]]:
    """The most pairs of elements unique on both sides that stand in the same order."""
    there = _unique(new, stretch.new, stretch.new_end)
    pairs = [
        (place, there[element])
        for element, place in _unique(old, stretch.old, stretch.old_end).items()
        if element in there
    ]
    pairs.sort()
    return _longest_increasing(pairs)


def _unique(elements: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    repeated: set[Hashable] = set()
    for place in range(start, end):
        element = elements[place]
        if element in places:
            repeated.add(element)
        places[element] = place
    for element in repeated:
        del places[element]
    return places


def _longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs by their first number, the longest run whose second ones rise (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        ends[pile : pile + 1] = [index]
    chosen = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _between(stretch: _Stretch, anchors: list[tuple[int, int]]) -> Iterator[_Stretch]:
    """The stretches before, from and after each anchor; each anchor starts one of them."""
    starts = [(stretch.old, stretch.new), *anchors]
    ends = [*anchors, (stretch.old_end, stretch.new_end)]
    for start, end in zip(starts, ends, strict=True):
        yield _Stretch(start[0], end[0], start[1], end[1], stretch.depth + 1)


def _greedy(old: Sequence[Hashable], new: Sequence[Hashable], stretch: _Stretch) -> Iterator[Run]:
    """The fewest differences of a stretch by Myers' algorithm; nothing if they are too many."""
    old_length, new_length = stretch.old_end - stretch.old, stretch.new_end - stretch.new
    furthest = {1: 0}
    history: list[dict[int, int]] = []
    for differences in range(min(_DIFFERENCES, old_length + new_length) + 1):
        history.append(dict(furthest))
        for diagonal in range(-differences, differences + 1, 2):
            place = _step(furthest, diagonal, differences)
            other = place - diagonal
            while (
                place < old_length
                and 0 <= other < new_length
                and old[stretch.old + place] == new[stretch.new + other]
            ):
                place, other = place + 1, other + 1
            furthest[diagonal] = place
            if place >= old_length and other >= new_length:
                yield from _way_back(history, stretch)
                return


def _step(furthest: dict[int, int], diagonal: int, differences: int) -> int:
    """Where a path goes on: down from the diagonal above, or to the right from the one below."""
    below, above = furthest.get(diagonal - 1, -1), furthest.get(diagonal + 1, -1)
    down = diagonal == -differences or (diagonal != differences and below < above)
    return above if down else below + 1


def _way_back(history: list[dict[int, int]], stretch: _Stretch) -> Iterator[Run]:
    place, other = stretch.old_end - stretch.old, stretch.new_end - stretch.new
    for differences in range(len(history) - 1, -1, -1):
        furthest = history[differences]
        start = _step(furthest, place - other, differences)
        length = place - start
        if length > 0:
            place, other = start, other - length
            yield Run(stretch.old + place, stretch.new + other, length)
        below, above = furthest.get(place - other - 1, -1), furthest.get(place - other + 1, -1)
        diagonal = place - other
        if diagonal == -differences or (diagonal != differences and below < above):
            other -= 1
        else:
            place -= 1


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and run.old - joined[-1].old == run.new - joined[-1].new == joined[-1].length:
            run = Run(joined[-1].old, joined[-1].new, joined[-1].length + run.length)
            joined.pop()
        joined.append(run)
    return joined

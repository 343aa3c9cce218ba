"""Edit distance, all of a column at once in the bits of one number.

The algorithm is Myers', "A fast bit-vector algorithm for approximate string matching" (1999), in
Hyyrö's form (2003). Python's numbers have as many bits as are asked for, so a pattern of m code
points against n takes n steps of m bits each: 1,000 against 1,000 about a millisecond.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Nearest(NamedTuple):
    """The part `[start, end)` of a text that is nearest to a pattern, and their edit distance."""

    start: int
    end: int
    distance: int


def similarity(one: str, other: str) -> float:
    """From 0 to 1: one less the edit distance (Levenshtein) over the longer one's length."""
    longer = max(len(one), len(other))
    return 1.0 if one == other else 1 - edit_distance(one, other) / longer


def edit_distance(one: str, other: str) -> int:
    """How many code points must be put in, taken out or replaced to make one of the other."""
    start = common_prefix(one, other)
    end = common_prefix(one[start:][::-1], other[start:][::-1])
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other:
        return len(one) + len(other)
    *_, distance = _distances(one, other, anchored=True)
    return distance


def nearest(pattern: str, text: str) -> Nearest:
    """The part of `text` with the least edit distance to `pattern`, which is not empty."""
    end, distance = _least(_distances(pattern, text, anchored=False), len(pattern))
    before = text[:end][::-1]
    length, _ = _least(_distances(pattern[::-1], before, anchored=True), len(pattern))
    return Nearest(end - length, end, distance)


def common_prefix(one: str, other: str) -> int:
    """How many code points the two have in common from their start, in bisecting steps."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _least(distances: Iterator[int], without: int) -> tuple[int, int]:
    """The place and value of the least distance; `without` is that to nothing, at place 0."""
    place, least = 0, without
    for position, distance in enumerate(distances, 1):
        if distance < least:
            place, least = position, distance
    return place, least


def _distances(pattern: str, text: str, *, anchored: bool) -> Iterator[int]:
    """After each code point of `text`, the distance of what ends there to `pattern`.

    Anchored, what ends there starts at the start of the text; else where it serves best.
    """
    bits: dict[str, int] = {}
    for position, character in enumerate(pattern):
        bits[character] = bits.get(character, 0) | 1 << position
    everything = (1 << len(pattern)) - 1
    last = 1 << (len(pattern) - 1)
    rising, falling, distance, entering = everything, 0, len(pattern), int(anchored)
    for character in text:
        equal = bits.get(character, 0)
        across = (((equal & rising) + rising) ^ rising) | equal
        up = falling | (everything & ~(across | rising))
        down = rising & across
        distance += bool(up & last) - bool(down & last)
        up = up << 1 | entering
        steady = equal | falling
        rising = everything & (down << 1 | ~(steady | up))
        falling = everything & up & steady
        yield distance

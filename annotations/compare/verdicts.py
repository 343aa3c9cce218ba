"""Which facts of two passages agree, which clash, and which only one of the two has."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from annotations.compare.facts import Fact
from annotations.compare.moments import Agreement, Moment
from annotations.compare.numbers import Quantity, is_rounded, is_same_unit, sort_of_unit
from annotations.compare.words import meaning

Verdict = Literal["agree", "clash", "unknown", "only"]
_COUNTING = ("", "th")
"""Numbers that count things: they clash only where they count the same."""
_LARGE = 1000
"""From here on two numbers of a passage are seldom of different things."""
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
_CLOSE_DAYS = {"day": 366, "week": 31, "month": 366, "year": 3 * 366}
"""How far apart two dates may be to be taken for the same one, told differently."""


class FactPair(NamedTuple):
    """Two facts that speak of the same, or one that has no counterpart."""

    left: Fact | None
    right: Fact | None
    verdict: Verdict
    """`unknown` where it takes a date that nobody stated: to be shown as `?`."""


def verdicts(left: Sequence[Fact], right: Sequence[Fact]) -> tuple[FactPair, ...]:
    """Each fact of both sides once, or more often where the other side repeats it."""
    agreeing = sorted(
        (one.shown == other.shown, _likeness(one, other), -at, -to)
        for at, one in enumerate(left)
        for to, other in enumerate(right)
        if _agreement(one, other) == "agree" and _is_sent(one) == _is_sent(other)
    )[::-1]
    pairs: list[FactPair] = []
    here, there = set(range(len(left))), set(range(len(right)))
    for *_, at, to in agreeing:
        if -at in here and -to in there:
            here.remove(-at)
            there.remove(-to)
            pairs.append(FactPair(left[-at], right[-to], "agree"))
    sole = _sole(left, here) & _sole(right, there)
    # What may be the same date is not held against another.
    opposed = sorted(
        (_agreement(left[at], right[to]) == "unknown", _likeness(left[at], right[to]), -at, -to)
        for at in here
        for to in there
        if _is_same_matter(left[at], right[to], {_sort(left[at]), _sort(right[to])} <= sole)
    )[::-1]
    for *_, at, to in opposed:
        if -at in here and -to in there:
            verdict = _agreement(left[-at], right[-to])
            here.remove(-at)
            there.remove(-to)
            pairs.append(FactPair(left[-at], right[-to], verdict or "clash"))
    pairs += _alone(left, right, here, there)
    return tuple(sorted(pairs, key=_place))


def _alone(
    left: Sequence[Fact], right: Sequence[Fact], here: set[int], there: set[int]
) -> Iterator[FactPair]:
    """What is left over: it repeats what the other side says once, or stands alone."""
    for at in here:
        same = [other for other in right if _agreement(left[at], other) == "agree"]
        yield FactPair(left[at], same[0] if same else None, "agree" if same else "only")
    for to in there:
        same = [one for one in left if _agreement(one, right[to]) == "agree"]
        yield FactPair(same[0] if same else None, right[to], "agree" if same else "only")


def _place(pair: FactPair) -> tuple[bool, int]:
    if pair.left:
        return False, pair.left.span.start
    return True, pair.right.span.start if pair.right else 0


def _agreement(one: Fact, other: Fact) -> Agreement | None:
    """Whether two facts agree, None for those of different kinds or units."""
    if isinstance(one.value, Moment) and isinstance(other.value, Moment):
        return one.value.agreement(other.value)
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return _of_quantities(one.value, other.value)
    if one.kind == other.kind == "name":
        return "agree" if one.value == other.value else None
    return None


def _of_quantities(one: Quantity, other: Quantity) -> Agreement | None:
    if {one.unit, other.unit} == {"age", ""} and one.amount == other.amount:
        return "agree"  # "A girl of four" is four years old.
    if not is_same_unit(one.unit, other.unit):
        return None
    if one.amount == other.amount or is_rounded(one, other):
        return "agree"
    return "clash"


def _sort(fact: Fact) -> str:
    """The kind of a fact, of a number with its unit or else whether it is a large one."""
    if isinstance(fact.value, Quantity) and not fact.value.unit:
        return "large number" if abs(fact.value.amount) >= _LARGE else fact.kind
    return fact.kind + sort_of_unit(_unit(fact))


def _sole(facts: Sequence[Fact], left_over: set[int]) -> set[str]:
    """Those sorts of which one fact alone is left over."""
    sorts = Counter(_sort(facts[at]) for at in left_over)
    return {sort for sort, count in sorts.items() if count == 1}


def _is_same_matter(one: Fact, other: Fact, are_sole: bool) -> bool:
    """Whether two facts that do not agree are about the same, so that they clash.

    `are_sole` says that neither passage has another of the sort that stands alone.
    """
    verdict = _agreement(one, other)
    common = len(one.context & other.context)
    if isinstance(one.value, Moment) and isinstance(other.value, Moment):
        may_be = are_sole or bool(common)
        if one.role != other.role and not are_sole:
            return False
        if one.value.grain == other.value.grain:
            return may_be or _is_near(one.value, other.value)
        return may_be and verdict == "clash" and _is_near(one.value, other.value)
    return verdict is not None and _counts_the_same(one, other, common, are_sole)


def _is_sent(fact: Fact) -> bool:
    """Whether a date is of the dateline, so that it may be that of anything told."""
    return fact.role == "sent"


def _is_near(one: Moment, other: Moment) -> bool:
    apart = one.distance(other)
    return apart is None or apart <= min(_CLOSE_DAYS[one.grain], _CLOSE_DAYS[other.grain])


def _counts_the_same(one: Fact, other: Fact, common: int, are_sole: bool) -> bool:
    """Whether two numbers of one unit are of the same things; `common` words are near to both."""
    if one.noun & other.noun:
        return bool(common)
    if _unit(one) not in _COUNTING and not (_unit(one) == "%" and one.noun and other.noun):
        if _unit(one) == "%" or _is_of_a_size(one.value, other.value):
            return are_sole or bool(common)
        return common > 2
    if _unit(one) == "th" or _is_of_time(one) != _is_of_time(other):
        return False
    if not _is_of_a_size(one.value, other.value):
        return common > 2
    # Where both say what they count, and not in the same words, it takes more to be the same.
    return are_sole or common > bool(one.noun and other.noun)


def _is_of_time(fact: Fact) -> bool:
    return any(meaning(word) in fact.noun for word in _TIMES)


def _is_of_a_size(one: object, other: object) -> bool:
    """Whether of two numbers neither is more than ten times the other."""
    if not isinstance(one, Quantity) or not isinstance(other, Quantity):
        return False
    sizes = abs(one.amount), abs(other.amount)
    return max(sizes) <= 10 * min(sizes)


def _unit(fact: Fact) -> str:
    return fact.value.unit if isinstance(fact.value, Quantity) else ""


def _likeness(one: Fact, other: Fact) -> tuple[bool, bool, int, bool, int]:
    """How likely two facts are of the same matter: by what is counted, size, and words near."""
    is_same_role = one.role == other.role
    one_grain = one.value.grain if isinstance(one.value, Moment) else None
    other_grain = other.value.grain if isinstance(other.value, Moment) else None
    common = len(one.context & other.context)
    is_of_a_size = _is_of_a_size(one.value, other.value)
    is_same_grain = one_grain == other_grain
    return is_same_role, is_same_grain, len(one.noun & other.noun), is_of_a_size, common

"""What a date in an article says: the days it may be, or what is known of it without a guess."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Literal

Agreement = Literal["agree", "clash", "unknown"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
Grain = Literal["day", "week", "month", "year"]
"""How long what is named lasts; a decade counts as a year."""


@dataclass(frozen=True)
class Moment:
    """A date as it is known: the days from first to last, or parts of a date that stays open."""

    grain: Grain
    first: date | None = None
    last: date | None = None
    """The days, both included; None where it would take a date of reference, or a guess."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """Parts that are certain either way; weekdays from 0, which is Monday."""
    otherwise: date | None = None
    """The other day that is as likely meant, of one that is written with the month as a figure."""
    is_relative: bool = False
    """Whether it depends on when it was written: two of the same words need not be the same."""

    @classmethod
    def between(cls, grain: Grain, first: date, last: date) -> "Moment":
        """The days from first to last."""
        is_day, in_month = first == last, (first.year, first.month) == (last.year, last.month)
        return cls(
            grain,
            first,
            last,
            first.year if first.year == last.year else None,
            first.month if in_month else None,
            first.day if is_day else None,
            first.weekday() if is_day else None,
        )

    @property
    def is_open(self) -> bool:
        """Whether nothing at all is known of it, as of `last week` without a date of reference."""
        return self.first is None and not any(part is not None for part in self._parts())

    def agreement(self, other: "Moment") -> Agreement:
        """Whether two dates can be the same one; unknown where that takes a date nobody stated."""
        if self.otherwise or other.otherwise:
            pairs = product(self._readings(), other._readings())
            found = {one.agreement(two) for one, two in pairs}
            return "agree" if "agree" in found else "clash" if found == {"clash"} else "unknown"
        if self._parts_clash(other):
            return "clash"
        if self.first and self.last and other.first and other.last:
            apart = self.last < other.first or other.last < self.first
            within = (self.first <= other.first and other.last <= self.last) or (
                other.first <= self.first and self.last <= other.last
            )
            return "clash" if apart else "agree" if within else "unknown"
        if self.is_relative or other.is_relative:
            return "unknown"
        return "agree" if self._common_parts(other) else "unknown"

    def distance(self, other: "Moment") -> int | None:
        """How many days lie between the two, None where that is not known."""
        if not (self.first and self.last and other.first and other.last):
            return None
        return max(0, (other.first - self.last).days, (self.first - other.last).days)

    @property
    def shown(self) -> str:
        """The date as ISO 8601 has it, as far as it is known; `?` where nothing is."""
        if self.otherwise:
            return " or ".join(reading.shown for reading in self._readings())
        if self.first and self.last:
            if self.grain == "month":
                return f"{self.first:%Y-%m}"
            if self.grain == "year":
                years = sorted({self.first.year, self.last.year})
                return "–".join(f"{year:04}" for year in years)
            days = "–".join(day.isoformat() for day in sorted({self.first, self.last}))
            is_odd = self.weekday not in (None, self.first.weekday())
            return f"{WEEKDAYS[self.weekday or 0]} {days}" if is_odd else days
        known = [
            WEEKDAYS[self.weekday] if self.weekday is not None else "",
            MONTHS[self.month - 1] if self.month else "",
            str(self.day) if self.day else "",
        ]
        return " ".join([part for part in known if part] + ["?"])

    def _readings(self) -> "tuple[Moment, ...]":
        """The dates that it may be; one, if it is written so that there is no other."""
        return (
            (replace(self, otherwise=None), on_day(self.otherwise)) if self.otherwise else (self,)
        )

    def _parts(self) -> tuple[int | None, ...]:
        return self.year, self.month, self.day, self.weekday

    def _parts_clash(self, other: "Moment") -> bool:
        return any(
            one is not None and two is not None and one != two
            for one, two in zip(self._parts(), other._parts(), strict=True)
        )

    def _common_parts(self, other: "Moment") -> bool:
        return any(
            one is not None and one == two
            for one, two in zip(self._parts()[:3], other._parts()[:3], strict=True)
        )


def on_day(day: date) -> Moment:
    """One day."""
    return Moment.between("day", day, day)


def in_week(day: date) -> Moment:
    """The week from Monday to Sunday that a day is in."""
    first = day - timedelta(days=day.weekday())
    return Moment.between("week", first, first + timedelta(days=6))


def in_month(year: int, month: int) -> Moment:
    """A whole month."""
    last = date(year, month, monthrange(year, month)[1])
    return Moment.between("month", date(year, month, 1), last)


def in_years(first: int, last: int | None = None) -> Moment:
    """A year, or all from a first to a last one."""
    return Moment.between("year", date(first, 1, 1), date(last or first, 12, 31))


def months_from(day: date, months: int) -> tuple[int, int]:
    """The year and month that lie some months after a day's own, or before it."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return years, month + 1


def nearest_year(month: int, day: int, reference: date) -> date | None:
    """The day of that name nearest to the date of reference; None if the calendar has none."""
    candidates = [
        found
        for year in (reference.year - 1, reference.year, reference.year + 1)
        if (found := calendar_day(year, month, day))
    ]
    return min(candidates, key=lambda found: abs(found - reference), default=None)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day of that name, None if the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

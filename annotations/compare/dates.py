"""Dates in English news, and those of Chinese and Japanese in figures, against an article's date.

Without a date of reference nothing is guessed: a weekday is that weekday and no more. With one, a
weekday is the last before it or that day itself, as agencies write, unless what stands before it
speaks of what is to come; a day without a month is the last before it; a month without a year the
nearest, or the last one after a verb in the past.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from annotations.compare.moments import (
    MONTHS,
    WEEKDAYS,
    Grain,
    Moment,
    calendar_day,
    in_month,
    in_week,
    in_years,
    months_from,
    nearest_year,
    on_day,
)
from annotations.compare.number_words import ORDINALS, UNITS
from annotations.text.span import Span

_Match = re.Match[str]
_Found = Iterator["Dated | None"]
_Reader = Callable[[_Match, date | None], _Found]

# Lower-case "may" and "march" are verbs, "sun" and "sat" are words.
_MONTH = (
    r"(?P<month>(?=[A-Z])(?:(?ai:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|(?ai:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?))"
)
_WEEKDAY = r"(?=[A-Z])(?ai:mon|tues|wednes|thurs|fri|satur|sun)(?ai:day)\b"
_BLANK = r"(?:[^\S\n]{1,4})"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![0-9A-Za-z])"
_AND = rf"(?:{_BLANK}?[-–,]{_BLANK}?|{_BLANK}(?:and|to|or){_BLANK})"
_DAYS = rf"(?P<days>{_DAY}(?:{_AND}{_DAY}(?![:.,]?\d)){{0,4}})"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_YEAR_END = r"(?!\w|[.,:][0-9]|-[a-z]|%)"
_THEN_YEAR = rf"(?:,?{_BLANK}(?:of{_BLANK})?|,)(?P<year>{_YEAR}){_YEAR_END}"
_RANK = rf"(?:(?:[12]?[0-9]|3[01])(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_COUNT = "|".join((*UNITS, "an?", "[0-9]{1,2}"))
_DIGIT = "[0-9０-９]"
# What a bare number of four digits counts is no year.
_COUNTED = (
    "people|men|women|children|troops|soldiers|passengers|workers|jobs|homes|houses|others|points"
    "|percent|per|km|kilomet|met|miles|feet|dollars|euros|million|billion"
)
_TO_COME = re.compile(
    r"\b(?:will|to be|to (?:meet|hold|visit|vote|travel|begin|start|play|speak|attend)|due|planned"
    r"|scheduled|expected|upcoming|plans?|ahead of)\b[^.;]*$"
)
_PAST = re.compile(r"\b(?:was|were|had|took|began|became|left|won|made|since|[a-z]{2,}ed)\b[^.;]*$")
_AHEAD = ("by ", "before ", "until ", "next ")
# These are names of people and words as well, so it takes a word before them that goes with dates.
_ALSO_NAMES = frozenset(("May", "Mar", "Jan", "Dec"))
_BEFORE_MONTH = re.compile(
    r"\b(?ai:in|since|until|by|from|of|early|late|mid|during|through|between|and|or|to|the|this)"
    r"[- ]$"
)
_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "the": 0, "next": 1, "coming": 1}
_GRAINS: dict[str, Grain] = {"day": "day", "week": "week", "month": "month", "year": "year"}
_YEARS = range(1000, 9000)
"""What can be a date of reference, so that no reckoning leaves the calendar."""
_KINDS: list[tuple[str, _Reader]] = []


class Dated(NamedTuple):
    """A date where it stands in a text, and what it says."""

    span: Span
    moment: Moment


def dates(text: str, span: Span, reference: date | None) -> tuple[Dated, ...]:
    """The dates in a part of a text, in order; `reference` is the day the article was written."""
    if reference and reference.year not in _YEARS:
        reference = None
    found = sorted(
        (match.start(), -match.end(), order)
        for order, (pattern, _) in enumerate(_patterns())
        for match in pattern.finditer(text, *span)
    )
    taken: list[Dated] = []
    end = span.start
    for start, minus_end, order in found:
        pattern, reader = _patterns()[order]
        # Of two that overlap the one that begins first, or else is longer, is meant.
        match = pattern.match(text, start, span.end) if start >= end else None
        if match is not None:
            taken += [dated for dated in reader(match, reference) if dated]
            end = -minus_end
    return tuple(taken)


@cache
def _patterns() -> list[tuple[re.Pattern[str], _Reader]]:
    """Compiled when a date is first asked for."""
    return [(re.compile(rf"(?<![0-9][.,:/])(?:{kind})"), reader) for kind, reader in _KINDS]


def _kind(pattern: str) -> Callable[[_Reader], _Reader]:
    """Names what a reader of one way to write dates reads."""

    def register(reader: _Reader) -> _Reader:
        _KINDS.append((pattern, reader))
        return reader

    return register


def _whole(match: _Match, moment: Moment | None) -> Dated | None:
    return Dated(Span(*match.span()), moment) if moment else None


def _one_day(day: date | None) -> Moment | None:
    return on_day(day) if day else None


@_kind(rf"(?P<year>{_YEAR})(?P<dash>[-/.])(?P<month>[01]?\d)(?P=dash)(?P<day>[0-3]?\d)(?!\w)")
def _iso(match: _Match, _: date | None) -> _Found:
    parts = (int(match[name]) for name in ("year", "month", "day"))
    yield _whole(match, _one_day(calendar_day(*parts)))


@_kind(rf"(?P<one>[0-3]?\d)(?P<dash>[-/.])(?P<two>[0-3]?\d)(?P=dash)(?P<year>{_YEAR})(?!\w)")
def _numeric(match: _Match, _: date | None) -> _Found:
    """`13/01/2024`: where both orders give a day, there is no telling which is meant."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    found = {calendar_day(year, one, two), calendar_day(year, two, one)}
    first, otherwise = (*sorted(day for day in found if day), None, None)[:2]
    yield _whole(match, replace(on_day(first), otherwise=otherwise) if first else None)


@_kind(
    rf"(?:(?P<weekday>{_WEEKDAY}),?{_BLANK})?(?:the{_BLANK})?{_DAYS}{_BLANK}(?:of{_BLANK})?{_MONTH}"
    rf"(?:{_THEN_YEAR})?"
)
@_kind(
    rf"(?:(?P<weekday>{_WEEKDAY}),?{_BLANK}\(?)?{_MONTH}{_BLANK}{_DAYS}(?:{_THEN_YEAR}|(?![.,:]?\d))"
)
def _days_of_month(match: _Match, reference: date | None) -> _Found:
    """Days with their month: the first span reaches from the beginning, the last to the end."""
    month, written = _month_number(match["month"]), match["year"]
    numbers = list(re.finditer(r"\d+(?:st|nd|rd|th)?", match["days"]))
    at = match.start("days")
    for position, number in enumerate(numbers):
        day = int(re.sub(r"\D", "", number[0]))
        start = at + number.start() if position else match.start()
        end = at + number.end() if position < len(numbers) - 1 else match.end()
        moment = _day_of_month(month, day, written, reference)
        if match["weekday"] and not position:
            # Where the calendar has another, one of the two is wrong, and so it clashes with both.
            moment = replace(moment, weekday=_weekday_number(match["weekday"]))
        yield Dated(Span(start, end), moment)


def _day_of_month(month: int, day: int, year: str | None, reference: date | None) -> Moment:
    if year:
        found = calendar_day(int(year), month, day)
    else:
        found = nearest_year(month, day, reference) if reference else None
    year_known = int(year) if year else None
    return on_day(found) if found else Moment("day", year=year_known, month=month, day=day)


@_kind(
    rf"{_MONTH}(?:,?{_BLANK}(?:of{_BLANK})?)"
    rf"(?:(?P<year>{_YEAR}){_YEAR_END}|(?P<which>last|this|next){_BLANK}year)"
)
def _month_year(match: _Match, reference: date | None) -> _Found:
    month = _month_number(match["month"])
    if match["year"]:
        moment = in_month(int(match["year"]), month)
    elif reference:
        moment = in_month(reference.year + _STEPS[match["which"]], month)
    else:
        moment = Moment("month", month=month, is_relative=True)
    yield _whole(match, moment)


@_kind(rf"\b(?P<which>(?ai:last|this|next)){_BLANK}{_MONTH}")
def _which_month(match: _Match, reference: date | None) -> _Found:
    """`last November`: the last one that is over or has begun; `next`: the first to come."""
    month = _month_number(match["month"])
    moment = Moment("month", month=month, is_relative=True)
    if reference:
        step = _STEPS[match["which"].lower()]
        later = month > reference.month
        year = reference.year - (step < 0 and (later or month == reference.month))
        moment = in_month(year + (step > 0 and not later), month)
    yield _whole(match, moment)


@_kind(rf"\b{_MONTH}(?!{_BLANK}?[0-9])(?!(?<=April|.June) [A-Z])")
def _month_alone(match: _Match, reference: date | None) -> _Found:
    before = match.string[max(0, match.start() - 12) : match.start()]
    if match["month"].rstrip(".") in _ALSO_NAMES and not _BEFORE_MONTH.search(before):
        return
    month = _month_number(match["month"])
    near = nearest_year(month, 15, reference) if reference else None
    if reference and near and (near.year, month) > (reference.year, reference.month):
        said = match.string[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
        if _PAST.search(said) and not (_TO_COME.search(said) or said.endswith(_AHEAD)):
            near = near.replace(year=near.year - 1)
    yield _whole(match, in_month(near.year, month) if near else Moment("month", month=month))


@_kind(
    rf"\b(?ai:the){_BLANK}(?P<ranks>{_RANK}(?:{_AND}(?:the{_BLANK})?{_RANK}){{0,4}})"
    rf"(?:{_BLANK}of{_BLANK}(?P<which>last|this|next|the){_BLANK}month\b"
    rf"|(?<=\d..)(?=[^\S\n]?[,.;:()\n”\"]|$|{_BLANK}(?:local|at|in|and|when|after|before)\b))"
)
def _the_day(match: _Match, reference: date | None) -> _Found:
    """`the 8th and 9th`: the last day of that number, or that of the month that is named."""
    for number in re.finditer(_RANK, match["ranks"]):
        word = number[0]
        day = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
        moment = Moment("day", day=day, is_relative=True)
        found = None
        if day > 31:
            continue
        if reference:
            of_month = match["which"]
            if of_month in _STEPS:
                found = calendar_day(*months_from(reference, _STEPS[of_month]), day)
            else:
                found = _last_day(day, reference)
        span = Span(match.start("ranks") + number.start(), match.start("ranks") + number.end())
        yield Dated(span, on_day(found) if found else moment)


@_kind(rf"\b(?:(?P<which>(?ai:last|next|this|past|coming)){_BLANK})?(?P<name>{_WEEKDAY})")
def _weekday(match: _Match, reference: date | None) -> _Found:
    weekday = _weekday_number(match["name"])
    moment = Moment("day", weekday=weekday, is_relative=True)
    if reference:
        which = (match["which"] or "").lower()
        before = match.string[max(0, match.start() - 100) : match.start()].rpartition("\n")[2]
        if which in ("next", "coming") or (not which and _TO_COME.search(before)):
            ahead = (weekday - reference.weekday() - 1) % 7 + 1
            moment = on_day(reference + timedelta(days=ahead))
        else:
            back = (reference.weekday() - weekday) % 7
            moment = on_day(reference - timedelta(days=back or (7 if which == "last" else 0)))
    yield _whole(match, moment)


@_kind(r"\b(?ai:yesterday|tomorrow|today|tonight|last night)\b")
def _near(match: _Match, reference: date | None) -> _Found:
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(match[0].lower(), 0)
    moment = Moment("day", is_relative=True)
    yield _whole(match, on_day(reference + timedelta(days=days)) if reference else moment)


@_kind(
    rf"\b(?P<which>(?ai:last|past|this|next|previous)){_BLANK}(?P<unit>week|weekend|month|year)\b"
)
def _which_span(match: _Match, reference: date | None) -> _Found:
    unit = match["unit"].removesuffix("end")
    yield _whole(match, _stepped(unit, _STEPS[match["which"].lower()], reference))


@_kind(rf"\b(?P<count>(?ai:{_COUNT})){_BLANK}(?P<unit>day|week|month|year)s?{_BLANK}ago\b")
def _ago(match: _Match, reference: date | None) -> _Found:
    word = match["count"].lower()
    count = int(word) if word.isdigit() else UNITS.get(word, 1)
    # Something four years ago is so by the reckoning of months, not of days.
    yield _whole(match, _stepped(match["unit"], -count, reference))


def _stepped(unit: str, steps: int, reference: date | None) -> Moment:
    """So many days, weeks, months or years from the date of reference."""
    if reference is None:
        return Moment(_GRAINS[unit], is_relative=True)
    if unit == "day":
        return on_day(reference + timedelta(days=steps))
    if unit == "week":
        return in_week(reference + timedelta(weeks=steps))
    if unit == "month":
        return in_month(*months_from(reference, steps))
    return in_years(reference.year + steps)


@_kind(r"(?<![\w$€£])(?:(?P<decade>1[5-9]\d|20\d)0['’]?s|['’](?P<tens>[1-9])0s)\b")
def _decade(match: _Match, _: date | None) -> _Found:
    first = int(match["decade"] + "0") if match["decade"] else 1900 + int(match["tens"]) * 10
    yield _whole(match, in_years(first, first + 9))


@_kind(rf"(?<![\w$€£¥,.–-])(?P<year>(?:1[5-9]|20)\d\d){_YEAR_END}(?!{_BLANK}(?:{_COUNTED}))")
def _year(match: _Match, _: date | None) -> _Found:
    yield _whole(match, in_years(int(match["year"])))


@_kind(
    rf"(?<!{_DIGIT})(?:(?:(?P<year>{_DIGIT}{{4}})年)?(?P<month>{_DIGIT}{{1,2}})月"
    rf"(?:(?P<day>{_DIGIT}{{1,2}})[日号號])?"
    rf"|(?P<only>{_DIGIT}{{4}})年(?![间間])|(?P<date>{_DIGIT}{{1,2}})[日号號](?![间間线線楼樓]))"
)
def _east_asian(match: _Match, reference: date | None) -> _Found:
    year, month, day = (
        int(written) if written else None
        for written in (
            match["year"] or match["only"],
            match["month"],
            match["day"] or match["date"],
        )
    )
    parts = ((year, _YEARS), (month, range(1, 13)), (day, range(1, 32)))
    if any(part is not None and part not in allowed for part, allowed in parts):
        return
    moment: Moment | None = None
    if month and day:
        moment = _day_of_month(month, day, match["year"], reference)
    elif month:
        moment = in_month(year, month) if year else Moment("month", month=month)
    elif day:
        found = _last_day(day, reference) if reference else None
        moment = _one_day(found) or Moment("day", day=day, is_relative=True)
    elif year:
        moment = in_years(year)
    yield _whole(match, moment)


def _last_day(day: int, reference: date) -> date | None:
    """The last day of that number up to the date of reference."""
    back = (calendar_day(*months_from(reference, -months), day) for months in range(3))
    return next((there for there in back if there and there <= reference), None)


def _weekday_number(written: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.lower() == written.lower())


def _month_number(written: str) -> int:
    return next(
        number for number, name in enumerate(MONTHS, 1) if name[:3].lower() == written[:3].lower()
    )

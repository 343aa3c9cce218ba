"""Numbers in English news, as figures or words, with what they count: percent, money, ordinals.

Figures of any script with decimal digits are read, with 万 and 亿 behind them as well. Numbers
within names (`F-16`, `G7`) are none; those of dates are left out by the caller.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from annotations.compare.number_words import ORDINALS, SCALES, TENS, UNITS
from annotations.text.span import Span

_SCALES = SCALES | {
    **dict.fromkeys(("k",), 10**3),
    **dict.fromkeys(("m", "mn"), 10**6),
    **dict.fromkeys(("b", "bn"), 10**9),
    **dict.fromkeys(("tn", "trn"), 10**12),
    **dict.fromkeys("万萬", 10**4),
    **dict.fromkeys("億亿", 10**8),
    **dict.fromkeys("兆", 10**12),
}
_CURRENCIES = {
    "$": ("dollar", "dollars", "greenbacks"),
    "US$": ("USD", "US dollars", "U.S. dollars"),
    "A$": ("AUD", "Australian dollars"),
    "C$": ("CAD", "Canadian dollars"),
    "HK$": ("HKD", "Hong Kong dollars"),
    "NT$": ("TWD", "Taiwan dollars", "New Taiwan dollars"),
    "NZ$": ("NZD", "New Zealand dollars"),
    "S$": ("SGD", "Singapore dollars"),
    "€": ("euro", "euros", "EUR"),
    "£": ("pound", "pounds", "GBP", "sterling"),
    "¥": (),
    "JP¥": ("yen", "JPY"),
    "CN¥": ("yuan", "renminbi", "RMB", "CNY"),
    "₹": ("rupee", "rupees", "Rs", "Rs."),
    "₩": ("won",),
    "₽": ("rouble", "roubles", "ruble", "rubles"),
    "cent": ("cents",),
}
_SHARED_SIGNS = ("$", "¥")
"""Alone, these may stand for any currency that has a sign with letters before it."""
_MEASURES = {
    name: names[0]
    for names in (
        ("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"),
        ("m", "meter", "meters", "metre", "metres"),
        ("miles", "mile"),
        ("ft", "feet", "foot"),
        ("yards", "yard"),
        ("kg", "kilogram", "kilograms", "kilo", "kilos"),
        ("tonnes", "tonne", "tons", "ton"),
        ("acres", "acre"),
        ("hectares", "hectare"),
        ("mph", "miles per hour"),
        ("km/h", "kmh", "kph", "kilometers per hour", "kilometres per hour"),
    )
    for name in names
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}
_SIGNS = {name: sign for sign, names in _CURRENCIES.items() for name in (sign, *names)}
_ABOUT = ("about", "around", "some", "roughly", "approximately", "an estimated", "close to")
_AT_LEAST = ("more than", "over", "at least", "well over", "just over")
_AT_MOST = (
    *("nearly", "almost", "up to", "as many as", "fewer than", "less than", "under", "just under"),
)


class Quantity(NamedTuple):
    """A number and what kind of one it is."""

    span: Span
    amount: Decimal
    unit: str
    """`""` for a plain number, else `"%"`, a currency's sign such as `"US$"`, a measure such as
    `"km"`, `"age"`, `"th"` for an ordinal, `"#"` for one of a name as in `Boeing 737`, `":"` and a
    zone if there is one for a time in minutes, or `"-"` for a score, the second number of which is
    in hundredths."""
    hedge: str
    """The word before it that makes it approximate, or `""`."""


def quantities(text: str, span: Span) -> tuple[Quantity, ...]:
    """The numbers in a part of a text, in order."""
    found = list(_read(text, span))
    for position in range(len(found) - 2, -1, -1):
        one, following = found[position], found[position + 1]
        between = text[one.span.end : following.span.start]
        # Of "5-5.25 percent" and "$3 to 4" both are of the unit that is written once, but not of
        # "fell 31 percent to 412" and "by a third to 8 km".
        is_figure = one.amount < 0 or text[one.span.start].isdigit()
        is_part = not is_figure and one.amount < 1
        is_whole = one.unit and (following.unit or is_figure)
        if _RANGE.fullmatch(between) and not is_part and not is_whole:
            unit = one.unit or following.unit
            if unit not in ("th", "cent") and unit[:1] != ":":
                found[position] = one._replace(unit=unit)
                found[position + 1] = following._replace(unit=unit)
    return tuple(found)


def is_same_unit(one: str, other: str) -> bool:
    """Whether two numbers may be of the same unit: a bare `$` may stand for any kind of dollar."""
    return one == other or (sort_of_unit(one) == sort_of_unit(other) in (one, other))


def sort_of_unit(unit: str) -> str:
    """A unit; of a currency that shares its sign with others the sign alone."""
    return unit[-1] if unit.endswith(_SHARED_SIGNS) else unit


def is_rounded(one: Quantity, other: Quantity) -> bool:
    """Whether one of two numbers may well be the other, said less exactly.

    Either it says so itself, has fewer significant digits, and is within a tenth on the side it
    names ("more than 160" of 164), or a fifth if it has but one such digit ("nearly a million");
    or it is the other one rounded to fewer decimals ("17 percent" of 17.3), or is written with
    decimals of a million ("1.4 million" of 1,412,345).
    """
    if one.amount < 0 and other.amount < 0:
        one, other = (it._replace(amount=-it.amount) for it in (one, other))
    rough, exact = sorted((one, other), key=lambda quantity: _digits(quantity.amount))
    if _digits(rough.amount) == _digits(exact.amount) or not rough.amount:
        return False
    off = exact.amount - rough.amount
    if rough.hedge and not exact.hedge:
        is_on_side = off >= 0 if rough.hedge in _AT_LEAST else off <= 0
        parts = 5 if _digits(rough.amount) == 1 else 10
        is_close = abs(off) * parts <= exact.amount
        is_close &= abs(off) <= Decimal(1).scaleb(_last_place(rough.amount))
        return is_close and (is_on_side or rough.hedge in _ABOUT)
    decimals, more = _decimals(rough.amount), _decimals(exact.amount)
    if rough.amount >= 10**6:
        step = Decimal(1).scaleb(_last_place(rough.amount))
        return bool(decimals or more) and abs(off) * 2 <= step and abs(off) * 30 <= exact.amount
    # Rates go in quarters of a percent: 5 is another one than 5.25, which no one rounds to it.
    is_step = exact.unit == "%" and more > decimals + 1
    return decimals < more and not is_step and abs(off) * 2 <= Decimal(1).scaleb(-decimals)


_RANGE = re.compile(r"\s?(?:[-–—]|to|and|or)\s?|\s?(?:[-–—]|to|and|or) ?(?=US|[$€£¥])")


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when it is first asked for."""
    # Only ASCII letters stand for each other: `ſ` is no `s` of a name that is looked up.
    names = _any_of(re.escape(name) for name in _SIGNS if name[0].isalpha())
    before = _any_of(
        re.escape(name) for name in _SIGNS if name[-1] in "$¥." or not name[0].isalpha()
    )
    words, ordinal, scale = _any_of({*UNITS, *TENS, *SCALES}), _any_of(ORDINALS), _any_of(SCALES)
    figure = (
        r"\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,18})?|\d{1,3}(?:\.\d{3}){2,9}"
        r"|\d{1,18}(?:[.,]\d{1,18})?"
    )
    worded = (
        rf"(?:an?[ ](?=(?:{scale})\b))?(?:{words})(?:(?:[ ]and[ ]|[- ])(?:{words})){{0,9}}"
        rf"(?:(?<=y)[- ](?:{ordinal})\b)?|(?:{ordinal})"
    )
    measures = _any_of(name.replace(" ", "[ ]") for name in _MEASURES)
    hedges = "|".join((*_ABOUT, *_AT_LEAST, *_AT_MOST)).replace(" ", "[ ]")
    return re.compile(
        rf"""(?:\b(?P<hedge>{hedges})\s+)?
        (?P<number>
          (?<![\w.])(?P<clock>(?:1[0-2]|0?\d)(?:[:.]\d{{2}})?)\s?(?P<half>[ap])\.?m\b\.?
          |(?<![\w.:])(?P<plain>\d{{1,2}}:\d{{2}})(?![\w:])
          |(?<![\w.,-])(?P<score>\d{{1,2}}[-–]\d{{1,2}})
            (?=\s?[.,;:)”"](?!\d)|$|[ ](?:on|in|to|at|that|over|against|with|after|before|ahead|down
            |up|by|and|win|won|victory|defeat|loss|draw|vote|decision|ruling|lead|aggregate)\b)
          |(?P<minus>(?<=[ \xa0([])(?<![\d)%][ \xa0])[-−]|\bminus[ ])?
            (?:(?<!\w)(?P<before>{before})\s?|(?<![\w.,])(?:(?<![^\W\d][-–])
              |(?<=[a-z]{{4}}[-–])(?=\d+\.\d)))(?P<figure>{figure})
            (?:(?P<rank>st|nd|rd|th)\b
              |(?P<scale>[万萬億亿兆]|(?:k|mn?|bn?|tr?n)\b|[ -]?(?:{scale})s?\b)
              |(?!s\b|[a-z]{{4}}|\d|[.,]\d))
          |\b(?P<parts>an?|one|two|three|four)
            (?:-|[ ](?:(?<=\bby[ ]a[ ])|(?=\w+(?:s\b|[ ](?:of|less|more|lower|higher)\b))))
            (?P<part>{_any_of(_PARTS)})s?\b
          |\b(?P<worded>{worded})\b
        )
        (?:\s?(?P<percent>[%％]|(?:per[ ]?cent(?:age[ ]points?)?|pct)\b)
          |[ -](?P<after>{names})\b
          |\s?-?(?P<measure>{measures})\b
          |[ -](?P<age>years?[ -]old)\b)?
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def _any_of(names: Iterable[str]) -> str:
    return f"(?a:{'|'.join(sorted(names, key=len, reverse=True))})"


def _read(text: str, span: Span) -> Iterator[Quantity]:
    for match in _pattern().finditer(text, *span):
        read = _amount(match)
        if read is None:
            continue
        amount, unit = read
        place = Span(match.start("number"), match.end())
        yield Quantity(place, amount, unit, (match["hedge"] or "").lower())


def _amount(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """The number and its unit, None for words that are no number after all."""
    if match["half"] or match["plain"]:
        zone = _ZONE.match(match.string, match.end())
        return _minutes(match), ":" + (zone[1] if zone else "")
    if match["score"]:
        ours, theirs = re.split("[-–]", match["score"])
        return Decimal(ours) + Decimal(theirs) / 100, "-"
    if match["part"]:
        parts = UNITS.get(match["parts"].lower(), 1)
        return round(Decimal(parts) / _PARTS[match["part"].lower()], 3), ""
    if match["worded"]:
        return _worded(match)
    amount = _figure(match["figure"])
    if match["minus"]:
        amount = -amount
    if match["rank"]:
        return amount, "th"
    if match["scale"]:
        scale = match["scale"].strip(" -").lower()
        # This keeps how many decimals were written: 1.4 million is 1400000.0.
        amount *= _SCALES.get(scale, _SCALES.get(scale[:-1], 1))
    return amount, _unit(match)


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    if match["measure"]:
        return _MEASURES[match["measure"].lower()]
    if match["age"] or _AGE.search(match.string[max(0, match.start() - 40) : match.end() + 1]):
        return "age"
    for group in ("before", "after"):
        written = match[group]
        if written:
            return next(sign for name, sign in _SIGNS.items() if name.lower() == written.lower())
    return "#" if _is_of_name(match) else ""


def _is_of_name(match: re.Match[str]) -> bool:
    """Whether a short number follows a name within a sentence, and counts nothing."""
    is_short = (match["figure"] or "").isdigit() and len(match["figure"]) < 4 and not match["scale"]
    before = match.string[max(0, match.start() - 40) : match.start("number")]
    return (
        is_short
        and _NAME_BEFORE.search(before) is not None
        and _COUNTED_NEXT.match(match.string, match.end()) is None
    )


_NAME_BEFORE = re.compile(r"[\w,)’'&-] ?[A-Z][\w&]*[ -]$")
_COUNTED_NEXT = re.compile(r" [a-z-]*(?:s|people|men|women|children|per)\b")
_ZONE = re.compile(r" ?\(?(GMT|UTC|[ECMP][SD]?T|CEST|BST|IST|JST)\b")

_AGE = re.compile(r"(?:\b[A-Z][\w'’-]+, |\baged )\d{1,3}[,.;)]$|\b[a-z][\w'’-]+, \d{1,3},$")
"""`Price, 19, left` and `aged 19.`, and after a word of any kind only between commas."""


def _minutes(match: re.Match[str]) -> Decimal:
    hours, _, minutes = (match["plain"] or match["clock"]).replace(".", ":").partition(":")
    hour = int(hours)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return Decimal(hour * 60 + int(minutes or 0))


def _figure(written: str) -> Decimal:
    """A number in figures; a comma parts thousands where three digits follow, else decimals."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", written):
        written = written.replace(",", "")
    elif written.count(".") > 1:
        written = written.replace(".", "")
    return Decimal(written.replace(",", "."))


def _worded(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """A number in words: `two hundred and fifty`, `twenty-first`, `two dozen`."""
    words = [word for word in re.split(r"[ -]+", match["worded"].lower()) if word != "and"]
    if words[0] in ("a", "an"):
        words[0] = "one"
    is_rank = words[-1] in ORDINALS
    # Neither "one of them" nor "several hundred" says how many.
    if words in (["one"], *([scale] for scale in SCALES)) or (
        words == ["second"] and not _is_rank(match)
    ):
        return None
    total, group = 0, 0
    for word in words:
        if word in SCALES:
            if SCALES[word] >= 1000:
                total, group = total + max(group, 1) * SCALES[word], 0
            else:
                group = max(group, 1) * SCALES[word]
        else:
            group += UNITS.get(word) or TENS.get(word) or ORDINALS.get(word, 0)
    return Decimal(total + group), "th" if is_rank else _unit(match)


def _is_rank(match: re.Match[str]) -> bool:
    """Whether `second` is one in a row, and no part of a minute."""
    before = match.string[max(0, match.start() - 8) : match.start("worded")].lower()
    return before.endswith(("the ", "his ", "her ", "its ", "their "))


def _digits(amount: Decimal) -> int:
    """How many significant digits a number has; zeros at its end are none."""
    return len(amount.normalize().as_tuple().digits)


def _decimals(amount: Decimal) -> int:
    """How many digits stand after the point, zeros included."""
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _last_place(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

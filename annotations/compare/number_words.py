"""English words for numbers."""

_FIRST_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_RANKS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)

UNITS = {word: number for number, word in enumerate(_FIRST_TWENTY)}
"""Words for numbers below twenty."""
TENS = {word: 10 * tens for tens, word in enumerate(_TENS, 2)}
"""Words for the tens from twenty on."""
ORDINALS = {word: number for number, word in enumerate(_RANKS, 1)} | {
    f"{word[:-1]}ieth": number for word, number in TENS.items()
}
"""Words for places in a row."""
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
"""Words that multiply what stands before them."""

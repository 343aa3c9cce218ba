"""How long a reader waits for the first hit in a long text, and how long one slice of the count is.

The first hit is what is found from the middle of the text on, from the typed text, before anything
else is known. A slice is what is done between two chances for a key to be looked at.
"""

import argparse
import random
import re
import time
from pathlib import Path

from annotations.errors import StillSearchingError
from annotations.search import Hits, Options, compile_query

_SEEDS = Path(__file__).parent.parent / "seeds"
_EXPRESSION = Options(expression=True)
_QUERIES = (
    ("e", Options()),
    ("china", Options()),
    ("us", Options(whole_words=True)),
    ("café", Options()),
    ("zyzzyva", Options()),
    (r"\w+ing\b", _EXPRESSION),
    (".", _EXPRESSION),
    ("(?s)china.*?us", _EXPRESSION),
)


def make_text(length: int) -> str:
    """Lines of words of the seeds, drawn by chance."""
    dice = random.Random(1)
    words = " ".join(path.read_text("utf-8") for path in sorted(_SEEDS.glob("*.txt"))).split()
    line = " ".join(dice.choices(words, k=length // 5))
    return re.sub(r"((?:\S+ ){12})", r"\1\n", line)[:length]


def measure(text: str, typed: str, options: Options) -> str:
    """One row of the table."""
    began = time.perf_counter()
    hits = Hits(text, compile_query(typed, options))
    try:
        first = "none" if hits.following(len(text) // 2, 1) is None else "found"
    except StillSearchingError:
        first = "later"
    to_first = time.perf_counter() - began
    counting = Hits(text, hits.query, patience=1.0)
    began, slices = time.perf_counter(), []
    for number in counting.uncounted(0):
        before = time.perf_counter()
        counting.block(number)
        slices.append(time.perf_counter() - before)
    whole = time.perf_counter() - began
    shown = f"| `{typed}`{' as a word' if options.whole_words else ''} | {to_first * 1000:.1f} ms"
    longest, usual = max(slices) * 1000, sorted(slices)[len(slices) * 99 // 100] * 1000
    return f"{shown}, {first} | {whole:.2f} s | {counting.total:,} | {usual:.1f} | {longest:.1f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", type=int, default=10_000_000, help="code points")
    text = make_text(parser.parse_args().length)
    print(f"{len(text):,} code points\n")
    print("| looked for | first hit | all counted in | hits | slice, p99, ms | longest |")
    print("|---|---|---|---|---|---|")
    for typed, options in _QUERIES:
        print(measure(text, typed, options))


if __name__ == "__main__":
    main()

"""Which articles of a corpus are near-copies of which, with what is known remembered.

All articles are compared by their runs of five words (`compare/copies.py`), in two steps so that
ten thousand take seconds and some ten megabytes: a sample of the runs tells which two may have much
in common, then all runs of those two tell how much.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, groupby, islice
from operator import itemgetter
from time import sleep
from typing import NamedTuple

from annotations.corpus import Corpus
from annotations.errors import UnreadableArticleError
from annotations.listing_cache import triples
from annotations.near_copies_cache import CopiesCache, Pair, load_copies, save_copies
from annotations.text.canonical import canonical_text

_MOST_NAMED = 9
"""How many near-copies of an article are known at most, the closest ones."""
_MOST_RUNS = 16_000_000
"""How many runs of all articles are compared, four bytes each; what comes after them is not."""
_LONGEST = 200_000
"""How many code points of an article are compared."""
_SHORT = 64
"""An article of up to so many runs has all of them in the sample; else it would have too few."""
_ONE_IN = 8
"""Of longer ones, one in so many runs is in the sample: of pairs with just enough in common, one in
300 is missed so where they have 150 words, and one in 100,000 where they have 300."""
_MOST_SHORT_RUNS = 1_000_000
_WINDOW = 16
"""With how many others that have the same run an article is compared for that, so that what a
thousand articles of a site have in common takes no million comparisons."""
_BUCKETS = 256
"""Into how many parts the sample is divided, so that no step holds up other threads."""
_PAUSE = 0.0005
"""Seconds after each article in which other threads, the screen's first of all, have their turn."""


class NearCopy(NamedTuple):
    """Another article with much of the same wording."""

    doc_path: str
    share: float
    """How much of the shorter of the two stands in the other, from 0.3 to 1."""
    is_same: bool = False
    """Whether the texts are the same, code point by code point."""


NearCopies = Mapping[str, Sequence[NearCopy]]
"""By article, the closest first; articles without any are left out."""


def find_near_copies(corpus: Corpus, goes_on: Callable[[], bool] = lambda: True) -> NearCopies:
    """The near-copies of all articles; only those that changed are read again.

    It is for a thread of its own. Where it no longer `goes_on`, it ends and there are none.
    """
    saved = load_copies(corpus.root)
    cache = saved.of(corpus.doc_paths)
    is_read = _read_changed(cache, corpus, goes_on)
    if cache.pairs is None and goes_on():
        cache.pairs = list(_pairs(cache.digests, cache.runs, goes_on))
        is_read = True
    if not goes_on():
        return {}
    if corpus.is_whole and is_read:
        save_copies(corpus.root, cache)
    return _by_path(cache)


def _read_changed(cache: CopiesCache, corpus: Corpus, goes_on: Callable[[], bool]) -> bool:
    """Read the articles that are not as they were; whether there are any."""
    now, room = corpus.signatures(cache.paths), _MOST_RUNS - sum(map(len, cache.runs))
    is_changed = False
    for row, path in enumerate(cache.paths):
        part, digest = triples(slice(row, row + 1)), cache.digests[row]
        # What could not be read may be readable now, though its file is the same.
        if cache.signatures[part] == now[part] and digest:
            continue
        text = _text(corpus, path)
        is_changed |= cache.signatures[part] != now[part]
        cache.signatures[part], cache.digests[row] = now[part], _digest(text)
        if cache.digests[row] != digest:
            room += len(cache.runs[row])
            cache.runs[row] = _runs(text, room)
            room -= len(cache.runs[row])
            cache.pairs, is_changed = None, True
        sleep(_PAUSE)
        if not goes_on():
            break
    return is_changed


def _text(corpus: Corpus, doc_path: str) -> str:
    try:
        return canonical_text(corpus.raw(doc_path))
    except UnreadableArticleError:
        return ""


def _digest(text: str) -> int:
    """A number for a text, so that the same texts are known; 0 for one that is blank."""
    if not text or text.isspace():
        return 0
    raw = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(raw, digest_size=7).digest(), "big") + 1


def _runs(text: str, room: int) -> "array[int]":
    from annotations.compare.copies import runs

    found = array("I", runs(text[:_LONGEST]))
    return found if len(found) <= room else array("I")


def _pairs(
    digests: Sequence[int], runs: Sequence["array[int]"], goes_on: Callable[[], bool]
) -> Iterator[Pair]:
    """The rows that are near-copies of each other."""
    from annotations.compare.copies import NEAR_COPY, containment

    @lru_cache(maxsize=_WINDOW**2)
    def runs_of(row: int) -> frozenset[int]:
        return frozenset(runs[row])

    rows_of = _groups((digest, row) for row, digest in enumerate(digests) if digest)
    same = {pair for rows in rows_of for pair in _neighbours(rows, _MOST_NAMED)}
    yield from ((one, other, 1.0) for one, other in same)
    for count, (one, other) in enumerate(sorted(_candidates(runs, goes_on) - same)):
        share = containment(runs_of(one), runs_of(other))
        if share >= NEAR_COPY:
            yield one, other, share
        if not count % _WINDOW:
            sleep(_PAUSE)
            if not goes_on():
                return


def _candidates(runs: Sequence["array[int]"], goes_on: Callable[[], bool]) -> set[tuple[int, int]]:
    """Rows that have a run of the sample in common, and lie near each other among those with it."""
    of_short = chain.from_iterable(it for it in runs if len(it) <= _SHORT)
    short = set(islice(of_short, _MOST_SHORT_RUNS))
    buckets: list[array[int]] = [array("Q") for _ in range(_BUCKETS)]
    for row, all_of_it in enumerate(runs):
        if not goes_on():
            return set()
        for run in all_of_it:
            if run % _ONE_IN == 0 or run in short:
                buckets[run // _ONE_IN % _BUCKETS].append(run << 32 | row)
    found: set[tuple[int, int]] = set()
    for bucket in buckets:
        for rows in _groups((both >> 32, both & 0xFFFFFFFF) for both in bucket):
            found.update(_neighbours(rows, _WINDOW))
    return found


def _groups(numbered: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The rows of each number that more than one has, in order."""
    for _number, group in groupby(sorted(numbered), key=itemgetter(0)):
        rows = [row for _, row in group]
        if len(rows) > 1:
            yield rows


def _neighbours(rows: Sequence[int], window: int) -> Iterator[tuple[int, int]]:
    """Each row with the next few."""
    for place, row in enumerate(rows):
        for other in rows[place + 1 : place + 1 + window]:
            yield row, other


def _by_path(cache: CopiesCache) -> NearCopies:
    """What is known of pairs of rows, for both articles of each."""
    found: defaultdict[str, list[NearCopy]] = defaultdict(list)
    for one, other, share in cache.pairs or ():
        is_same = cache.digests[one] == cache.digests[other]
        for mine, theirs in ((one, other), (other, one)):
            found[cache.paths[mine]].append(NearCopy(cache.paths[theirs], share, is_same))
    return {path: sorted(them, key=_closeness)[:_MOST_NAMED] for path, them in found.items()}


def _closeness(copy: NearCopy) -> tuple[bool, float, str]:
    return not copy.is_same, -copy.share, copy.doc_path

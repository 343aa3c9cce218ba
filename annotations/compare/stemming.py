"""A light stemmer for English: takes off endings, knows no words, and needs no table of exceptions.

It need not give a word, only the same thing for most forms of one; other scripts stay as they are.
"""

from functools import lru_cache

_ENDINGS = (
    *(("ically", "ic"), ("ational", "at"), ("ations", "at"), ("ation", "at"), ("ators", "at")),
    *(("ator", "at"), ("ating", "at"), ("ated", "at"), ("ates", "at"), ("ate", "at")),
    *(("ements", ""), ("ement", ""), ("ments", ""), ("nesses", ""), ("ness", "")),
    ("ment", ""),  # codespell:ignore ment
    *(("ately", "at"), ("ely", ""), ("lies", ""), ("lied", "")),
    *(("ities", "iti"), ("ity", "iti"), ("ingly", ""), ("edly", ""), ("ings", ""), ("ing", "")),
    *(("ions", ""), ("ion", ""), ("ies", "i"), ("ied", "i"), ("iers", "i"), ("ier", "i")),
    *(("ors", ""), ("or", ""), ("ers", ""), ("er", ""), ("ed", ""), ("es", ""), ("ly", "")),
    *(("s", ""), ("y", "i"), ("e", "")),
)
_SHORTEST_STEM = 3


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The stem of a word in lower case: what is left of it without its ending."""
    if not word.isascii() or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return _undoubled(word[: -len(ending)] + instead)
    return word


def _undoubled(stem: str) -> str:
    """Of `stopped` one `p` is left; `fall` and `miss` stay."""
    is_double = len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]
    return stem[:-1] if is_double and stem[-1] in "bdgmnprt" else stem

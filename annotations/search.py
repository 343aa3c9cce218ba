"""Find plain text in an article."""

from functools import lru_cache

import regex

from annotations.text.span import Span


@lru_cache(maxsize=16)
def find_all(text: str, query: str) -> tuple[Span, ...]:
    """Every place of `query` in code points, in order; capitals count only if the query has any."""
    if not query:
        return ()
    flags = regex.IGNORECASE if query == query.lower() else regex.VERSION0
    return tuple(Span(*match.span()) for match in regex.finditer(regex.escape(query), text, flags))

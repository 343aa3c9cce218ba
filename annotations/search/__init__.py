"""Find text: what is looked for, and where it is in a text of any length."""

from annotations.search.hits import Hits
from annotations.search.query import Options, Query, compile_query

__all__ = ["Hits", "Options", "Query", "compile_query"]

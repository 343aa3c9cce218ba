"""The items of one JSON array, read one after the other, so that it may be larger than memory."""

import re
from collections.abc import Iterator
from itertools import chain

from annotations.formats.source import LONGEST_LINE, NotJSONError, Source

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)
"""From outside of a string to the next bracket; none where that has not come yet."""
_DEEPEST = 1000
"""More than any parser of JSON here takes; each bracket costs time."""
_BETWEEN = b" \t\r\n,"


def items(source: Source) -> Iterator[bytes]:
    """The bytes of each item; raises NotJSONError where they can't be told any more.

    Whether an item is JSON is not looked at. Items that are neither objects nor lists come as they
    stand in a row: `[1, 2, {}]` has the items `1, 2` and `{}`.
    """
    data, scanned, begun, depth = b"", 0, 0, 0
    pieces = source.pieces()
    for piece in pieces:
        data, scanned, begun = data[begun:] + piece, scanned - begun, 0
        while found := _TO_BRACKET.match(data, scanned):
            scanned = found.end()
            bracket = scanned - 1
            opens = data[bracket] in b"[{"
            depth += 1 if opens else -1
            if depth > _DEEPEST:
                raise NotJSONError("it is no JSON: its list is nested too deep")
            if depth == 0 or (opens and depth == 2):
                if between := data[begun:bracket].strip(_BETWEEN):
                    yield between
                begun = bracket
            elif depth == 1:
                if not opens:
                    yield data[begun:scanned]
                begun = scanned
            if depth == 0:
                if any(rest.strip() for rest in chain([data[scanned:]], pieces)):
                    raise NotJSONError("it is no JSON: more follows behind the end of its list")
                return
        if len(data) - begun > LONGEST_LINE:
            limit = LONGEST_LINE >> 20
            raise NotJSONError(f"an item of its list is longer than {limit} MiB: divide it")
    raise NotJSONError("it is no JSON: it breaks off before the end of its list")

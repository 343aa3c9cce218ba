"""What is looked for: typed text and options, made into a pattern.

Capitals count only if any are typed. Letters are alike as full Unicode case folding has it
(`strasse` finds "Straße"), and `i` finds "İ" too, for who types does not say in which language. A
character is found precomposed as well as decomposed. Typed plainly, a straight quotation mark, a
hyphen and a blank stand for all of their kind; an expression says exactly what it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from annotations.errors import SearchError
from annotations.text.patterns import later
from annotations.text.words import is_edge

if TYPE_CHECKING:
    import regex

LONGEST_QUERY = 400
"""Code points; what takes cubic time to prepare in the worst case must be short."""
_LONGEST_MATCH = 2048
"""How far past its block a match of an expression is followed, in code points."""
_LARGEST = 20_000
"""How many signs an expression may have with its `{n}` written out, as it is in memory."""

_ALIKE = {
    " ": r"[^\S\n]",
    "'": "['‘’‚‛′ʼ＇]",
    '"': '["“”„‟″«»＂]',
    "-": "[\\-‐‑‒–—−－]",
}
# A letter with one of these behind it is another letter, and has a code point of its own or could:
# accents, the marks of voiced Kana, and what completes a Hangul syllable.
_NOT_COMPOSED = "(?![\u0300-\u036f\u3099\u309a\u1160-\u11ff])"
_MOST_MARKS = 3
_CLUSTER = later(r"\X")
_ESCAPES = re.compile(
    r"\\[pPN]\{(?!L[ult]|Upper|Lower)[^}]*\}?|\\.|\(\?(?:P?<|P>|P=|&)?\w*", re.DOTALL
)
"""Where capitals in an expression are not meant: in escapes but `\\p{Lu}`, names and flags."""
_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\s*(?P<times>\d+)[^}]*\}|.", re.DOTALL)
"""What an expression consists of: an escape, a set, a repeat, or any other character."""


class Options(NamedTuple):
    """How what is typed is taken."""

    whole_words: bool = False
    """Only where it begins and ends with a word."""
    expression: bool = False
    """As a regular expression, in the syntax of the `regex` module (version 1)."""


@dataclass(frozen=True)
class Query:
    """What is looked for."""

    typed: str
    options: Options
    pattern: "regex.Pattern[str]" = field(repr=False)
    reach: int
    """How many code points a match may have, as far as it is followed."""

    def spans(
        self, text: str, start: int, end: int, *, patience: float, in_background: bool = False
    ) -> Iterator[tuple[int, int]]:
        """Where it matches something between two offsets, as if the text ended at the second.

        An expression that takes more than `patience` seconds for that raises TimeoutError. In the
        background it lets other threads go on meanwhile.
        """
        whole_words, expression = self.options
        # Plain text can't explode, and to look at the clock costs as much as to find it.
        timeout = patience if expression else None
        matches = self.pattern.finditer(text, start, end, timeout=timeout, concurrent=in_background)
        for match in matches:
            first, last = span = match.span()
            is_wanted = not whole_words or (is_edge(text, first) and is_edge(text, last))
            if first < last and is_wanted:
                yield span


def compile_query(typed: str, options: Options | None = None) -> Query:
    """Make typed text into a query; SearchError for a bad expression, or too long a text."""
    options = options or Options()
    if len(typed) > LONGEST_QUERY:
        raise SearchError(f"too long to search for: {LONGEST_QUERY} characters at most")
    wanted = typed if options.expression else _plain(typed)
    cased = _ESCAPES.sub("", typed) if options.expression else typed
    import regex

    flags = regex.V1 | regex.MULTILINE
    if cased == cased.lower():
        flags |= regex.IGNORECASE
    if options.expression and _written_out(typed) > _LARGEST:
        raise SearchError("bad expression: it repeats too much: use * or + for large numbers")
    # Case folding and decomposing make four characters of one at most, each.
    reach = _LONGEST_MATCH if options.expression else 16 * (len(typed) + 1)
    return Query(typed, options, _compile(wanted, flags), reach)


def _compile(pattern: str, flags: int) -> "regex.Pattern[str]":
    import regex

    try:
        return regex.compile(pattern, flags)
    except regex.error as error:
        raise SearchError(f"bad expression: {error}".replace(" at position ", " at ")) from error
    except RecursionError as error:
        raise SearchError("bad expression: nested too deep") from error
    except MemoryError as error:
        raise SearchError("bad expression: too large") from error
    except ValueError as error:
        # Of flags that exclude each other.
        raise SearchError(f"bad expression: {error}") from error


def _written_out(expression: str) -> int:
    """How many signs an expression has when each `{n}` is written out, roughly."""
    sizes, last = [0], 0
    for sign in _SIGN.finditer(expression):
        if sign[0] == "(":
            sizes.append(0)
            last = 0
        elif sign[0] == ")" and len(sizes) > 1:
            last = sizes.pop() + 1
            sizes[-1] += last
        elif times := int(sign["times"] or 0):
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes)


def _plain(typed: str) -> str:
    """A pattern for plain text, its characters in every form that is canonically the same."""
    characters = _CLUSTER().findall(typed)
    wanted = "".join(_character(cluster) for cluster in characters)
    return wanted + _NOT_COMPOSED if characters and characters[-1][0].isalpha() else wanted


def _character(cluster: str) -> str:
    if cluster in _ALIKE:
        return _ALIKE[cluster]
    import regex

    forms = [regex.escape(form) for form in _same(cluster)]
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def _same(cluster: str) -> list[str]:
    """Every way to write a character that is canonically equivalent (Unicode, chapter 3.7).

    Of one with many marks only as typed, composed and decomposed; of the few that decompose to a
    single other one (Å, the ångström sign) not that one, unless it is typed.
    """
    if cluster.isascii():
        return [cluster]
    whole = normalize("NFD", cluster)
    base, marks = whole[0], whole[1:]
    forms = {cluster, whole, normalize("NFC", cluster)}
    if len(marks) <= _MOST_MARKS:
        for order in permutations(marks):
            for length in range(len(order) + 1):
                composed = normalize("NFC", "".join((base, *order[:length])))
                forms.add("".join((composed, *order[length:])))
    # The longest first, or a mark of it would be left over.
    return sorted((it for it in forms if normalize("NFD", it) == whole), key=len, reverse=True)

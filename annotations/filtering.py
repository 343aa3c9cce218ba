"""Find marks by what is typed: words, phrases, and words for one field of a mark.

All words of a query have to be there, in whatever order and whichever capitals. `label:`, `by:`,
`in:` (article), `status:`, `note:` and `text:` before a word look in that field alone; `link:same`
finds what was linked so, `link:` what was linked in any way; `no:note` and `no:link` find what has
none; `-` before any of them finds what does not fit; quotes hold blanks together.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

_WORD = re.compile(
    r"(?P<minus>-?)(?:(?P<field>label|by|in|status|note|text|link|no):)?"
    r'(?:"(?P<phrase>[^"]*)"?|(?P<word>\S*))',
    re.IGNORECASE,
)


_BEFORE = ":"
"""Before each of several names in one field, so that each is found from its beginning."""


class Folded(NamedTuple):
    """The fields of a mark as they are looked in: by the words that stand before a colon."""

    any: str
    """All but the last two, a line each: what a word alone is looked for in."""
    label: str
    by: str
    in_: str
    status: str
    note: str
    text: str
    link: str
    """The kinds of its links, a colon before each."""
    no: str
    """The names of the fields that are empty, a colon before each."""


class Findable(Protocol):
    """What can be looked in."""

    @property
    def folded(self) -> Folded:
        """Its fields, made ready for that."""
        ...


T = TypeVar("T", bound=Findable)


class Term(NamedTuple):
    """One word of a query."""

    field: int
    """Where in `Folded` it is looked for."""
    word: str
    is_excluded: bool = False
    """Whether it must not be there."""

    def is_implied_by(self, other: "Term") -> bool:
        """Whether all that the other one finds is found by this one too."""
        if (self.field, self.is_excluded) != (other.field, other.is_excluded):
            return False
        return other.word in self.word if self.is_excluded else self.word in other.word


Query = Sequence[Term]
_FIELDS = {name.rstrip("_"): number for number, name in enumerate(Folded._fields)}


def fold(text: str) -> str:
    """A text without capitals, blanks run together, as both sides of a comparison are."""
    return " ".join(text.casefold().split())


def folded(
    *, label: str, by: str, in_: str, status: str, note: str, text: str, kinds: Iterable[str] = ()
) -> Folded:
    """Make ready to be looked in; the status `ok` is found only where it is asked for."""
    label, by, in_, status, note, text = map(fold, (label, by, in_, status, note, text))
    told = (label, by, in_, "" if status == "ok" else status, note, text)
    link = "".join(map(_BEFORE.__add__, kinds))
    lacking = "".join(_BEFORE + name for name, it in (("note", note), ("link", link)) if not it)
    return Folded("\n".join(told), label, by, in_, status, note, text, link, lacking)


def parse(typed: str) -> Query:
    """The query that was typed; a field's name with nothing behind it asks for nothing yet.

    But for `link:`, as what is linked has a kind of link in any case.
    """
    found = []
    for match in _WORD.finditer(typed):
        minus, field, phrase, word = match.group("minus", "field", "phrase", "word")
        term = fold(word if phrase is None else phrase)
        name = (field or "any").lower()
        if name == "link" or (name == "no" and term):
            # What is typed is the beginning of a name.
            term = _BEFORE + term
        if term:
            found.append(Term(_FIELDS[name], term, bool(minus)))
    return tuple(found)


def matching(items: Sequence[T], query: Query) -> Sequence[T]:
    """The items that a query finds, in their order."""
    for field, word, is_excluded in query:
        if is_excluded:
            items = [it for it in items if word not in it.folded[field]]
        else:
            items = [it for it in items if word in it.folded[field]]
    return items


def narrows(after: Query, before: Query) -> bool:
    """Whether a query finds only what the one before it found, so that no more need be looked at.

    Where this is False, it may do so all the same.
    """
    return all(any(term.is_implied_by(other) for other in after) for term in before)

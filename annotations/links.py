"""The links of an annotation: the words of the record's `links`, each a kind and what it leads to.

`same:<id> differs:<id>`: relations lead to another annotation by its id and stand with the one of
the two from which the link was made. What stands among them and is no relation is said below.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

from annotations.errors import EditError

SAME, DIFFERS, CONTRADICTS, SOURCE_OF = "same", "differs", "contradicts", "source-of"
RELATIONS = (SAME, DIFFERS, CONTRADICTS, SOURCE_OF)
"""Those that come with Sidemark; a user can have others."""
SYMMETRIC = frozenset((SAME, DIFFERS, CONTRADICTS))
"""Those that mean the same seen from either end."""
CONFLICT = "conflict"
"""This is another version of the annotation with that id, both kept."""
SILENT = "silent"
"""Who marked this has looked for it in that article, and it is not there."""
HEADS = "heads"
"""Of a group of annotations that say the same, the one with that id lends the group its words."""
RESERVED = frozenset((CONFLICT, SILENT, HEADS))
_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")


class LinkTo(NamedTuple):
    """One link of an annotation."""

    kind: str
    target: str
    """The id of another annotation; of what is `silent`, the path of an article in URL encoding."""

    @property
    def is_relation(self) -> bool:
        """Whether it leads to another annotation by what a reader has said of the two."""
        return self.kind not in RESERVED


def parse_links(links: str) -> tuple[LinkTo, ...]:
    """The links in their order; words that are none are left out."""
    found = (word.partition(":") for word in links.split())
    return tuple(LinkTo(kind, target) for kind, _, target in found if kind and target)


def format_links(links: Iterable[LinkTo]) -> str:
    """The record's `links`: each once, in the order in which they came."""
    return " ".join(dict.fromkeys(f"{link.kind}:{link.target}" for link in links))


def with_link(links: str, link: LinkTo) -> str:
    """The links with one more; a relation takes the place of others to the same annotation.

    Words that are no links stay.
    """
    kept = links
    if link.is_relation:
        kept = without_links(links, (it for it in parse_links(links) if _is_replaced(it, link)))
    word = format_links((link,))
    return kept if word in kept.split() else f"{kept} {word}".strip()


def without_links(links: str, gone: Iterable[LinkTo]) -> str:
    """The links without some; words that are no links stay."""
    dropped = {f"{link.kind}:{link.target}" for link in gone}
    return " ".join(word for word in links.split() if word not in dropped)


def silent_in(doc_path: str) -> LinkTo:
    """The link that says that an article does not have it."""
    # A name that is not UTF-8 has its bytes as surrogates, as Python gives it.
    return LinkTo(SILENT, quote(doc_path, safe="/", errors="surrogateescape"))


def silent_article(link: LinkTo) -> str:
    """The path of the article that a `silent` link is about."""
    return unquote(link.target, errors="surrogateescape")


def check_kind(kind: str) -> str:
    """The kind, if a user may have one of that name; raises EditError."""
    if not _KIND.fullmatch(kind):
        raise EditError(
            f"{kind!r} is no kind of link: up to 40 small letters, digits and -, a letter first"
        )
    if kind in RESERVED:
        raise EditError(f"{kind!r} has a meaning of its own: call the kind of link otherwise")
    return kind


def _is_replaced(link: LinkTo, by: LinkTo) -> bool:
    return link.is_relation and link.target == by.target and link != by

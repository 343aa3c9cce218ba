"""What a reader settles in a matrix: that an article has nothing of a row, and whose words it has.

Both are kept in the `links` of one's own annotations.
"""

from collections.abc import Sequence

from annotations.editing import Editor, Several
from annotations.errors import EditError
from annotations.links import HEADS, LinkTo, parse_links, silent_in, with_link, without_links
from annotations.matrix.matrix import Entry, Row
from annotations.model import Annotation
from annotations.text.excerpt import excerpt


def settle_silent(editor: Editor, row: Row, doc_path: str) -> Several:
    """Keep that one has looked for a row in an article in vain, or take that back.

    Raises EditError where the article has something of it, or no member of the row is one's own.
    """
    if row.cell(doc_path).entries:
        raise EditError("this article has something of the row: what is there is shown")
    link = silent_in(doc_path)
    mine = _own(editor, row)
    silent = [it for it in mine if link in parse_links(it.links)]
    if silent:
        wanted = [(it, without_links(it.links, [link])) for it in silent]
        changes = editor.set_links_of(wanted, verb="took back: looked in vain for")
        return Several(changes, "not looked for yet")
    wanted = [(mine[0], with_link(mine[0].links, link))]
    changes = editor.set_links_of(wanted, verb="looked in vain for")
    return Several(changes, "looked, not there: kept")


def settle_words(editor: Editor, row: Row, entry: Entry) -> Several:
    """Let an annotation lend the row its words.

    Raises EditError for one that is no member, or where no member of the row is one's own.
    """
    identity = entry.stored.identity
    if identity not in {it.stored.identity for it in row.members}:
        raise EditError("only a mark that says it can lend the row its words")
    if row.head.stored.identity == identity:
        raise EditError("these are the row's words already")
    mine = _own(editor, row)
    has_chosen = [it for it in mine if any(link.kind == HEADS for link in parse_links(it.links))]
    # The newest choice counts: it is made where one's last one was.
    own = [it for it in mine if it.identity == identity]
    holder = max(has_chosen, key=lambda it: it.modified) if has_chosen else [*own, *mine][0]
    chosen = [it for it in parse_links(holder.links) if it.kind == HEADS]
    links = with_link(without_links(holder.links, chosen), LinkTo(HEADS, entry.stored.id))
    changes = editor.set_links_of([(holder, links)], verb="chose the row's words for")
    return Several(changes, f"the row's words: {excerpt(entry.seen.text)}")


def _own(editor: Editor, row: Row) -> Sequence[Annotation]:
    """One's own members of a row, as they are stored."""
    mine = [it.stored for it in row.members if it.stored.annotator == editor.annotator]
    if not mine:
        raise EditError(
            "none of the row's marks is yours: mark what one of the articles says, and link it"
        )
    return mine

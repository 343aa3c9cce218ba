"""One self-contained page (HTML Living Standard): articles side by side, their marks and notes.

It has no script and asks for nothing from elsewhere; all that comes from an article, a mark or a
name is escaped, and controls are shown by their pictures.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from annotations.formats.format import Document, File, Format, Losses, Options, has_place
from annotations.formats.html_spans import Numbered, marked_text, safe, tag
from annotations.formats.html_style import LETTERS, OTHERS, POLICY, STYLE
from annotations.formats.segments import segments_of
from annotations.labels import in_order
from annotations.links import HEADS, SILENT
from annotations.model import Annotation

_LONGEST_QUOTE = 120
_LINK = re.compile(r"([^ :]+):([0-9a-f-]{36})")
_NO_LINKS = (HEADS, SILENT)
"""What leads to no other mark of which this one says something."""
_LEGEND = "\n".join(
    f'<li><span class="tag {label}">{letter}</span> <mark class="{label} inner">{label}</mark></li>'
    for label, letter in LETTERS.items()
)
_HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Marked articles</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Marked articles</h1>
<p class="dim intro">A letter or a label, with a number, stands before each mark and leads to its
note. A mark around others has its line below theirs.
<a href="#counts">Counts</a></p>
<ul class="legend">
{_LEGEND}
</ul>
<main class="articles">
"""


def write(documents: Iterable[Document], _options: Options, _losses: Losses) -> Iterator[File]:
    """The page, article by article, with all the marks; those without a place in lists.

    The texts of articles without marks are folded in, so these come last.
    """
    yield File("", (piece.encode() for piece in _page(documents)))


def _page(documents: Iterable[Document]) -> Iterator[str]:
    yield _HEAD
    names = _Names()
    rows: list[tuple[str, Counter[str]]] = []
    for number, document in enumerate(documents, 1):
        rows.append((document.title, Counter(mark.label for mark in document.marks)))
        yield from _article(f"a{number}", document, names)
    yield "</main>\n"
    yield from _table(rows, names)
    yield "</body>\n</html>\n"


class _Names:
    """What marks and labels are called within the page."""

    def __init__(self) -> None:
        self._anchors: set[str] = set()
        self._kinds = {label: label for label in LETTERS}

    def anchor(self, mark: Annotation, otherwise: str) -> str:
        """The mark's id, so that links lead to it; a copy of a mark is called otherwise."""
        if mark.id in self._anchors:
            return otherwise
        self._anchors.add(mark.id)
        return mark.id

    def kind(self, label: str) -> str:
        """The class of a label in the style sheet."""
        turn = len(self._kinds) - len(LETTERS)
        return self._kinds.setdefault(label, OTHERS[turn % len(OTHERS)])


def _article(anchor: str, document: Document, names: _Names) -> Iterator[str]:
    text = document.text
    placed: list[Numbered] = []
    lost: list[Numbered] = []
    for number, mark in enumerate(document.marks, 1):
        called = names.anchor(mark, f"{anchor}-{number}")
        it = Numbered(mark, number, called, names.kind(mark.label))
        is_placed = text is not None and has_place(text, mark)
        (placed if is_placed else lost).append(it)
    yield (
        f'<article id="{anchor}">\n<header class="head">\n'
        f'<h2 dir="auto">{safe(document.title)}</h2>\n'
        f'<p class="dim"><bdi>{safe(document.doc_path)}</bdi><br>{_told(document.marks)}</p>\n'
        "</header>\n"
    )
    if text is None:
        yield "<p>This article is gone or can’t be read.</p>\n"
    else:
        yield "" if placed else "<details>\n<summary>Show the text</summary>\n"
        # No article says in which language it is; it need not be the page's.
        yield '<div class="text" dir="auto" lang="">'
        yield from marked_text(text, placed)
        yield "</div>\n" if placed else "</div>\n</details>\n"
    yield from _list("Marks", placed, in_text=True)
    yield from _list("Marks without a place in the text", lost, in_text=False)
    yield "</article>\n"


def _told(marks: Sequence[Annotation]) -> str:
    counts = Counter(mark.label for mark in marks)
    told = [f"<bdi>{safe(label)}</bdi> {counts[label]:,}" for label in in_order(counts)]
    return " · ".join(told) or "no marks"


def _list(title: str, marks: Sequence[Numbered], *, in_text: bool) -> Iterator[str]:
    if not marks:
        return
    yield f'<h3>{title}</h3>\n<ol class="list">\n'
    for it in marks:
        mark = it.mark
        quoted = _shortened(mark.text) if in_text else mark.text
        # What is not drawn whole in the text can be found by this.
        place = f' data-place="{_place(mark)}"' if in_text else ""
        note = mark.note.replace("\r\n", "\n")
        yield (
            f'<li id="{it.anchor}" class="{it.kind}"{place}>'
            f"{tag(it, in_list=True, has_place=in_text)}<div>"
            f'<p class="dim">{_about(mark)}</p>'
            f'<p class="quoted" dir="auto">{safe(quoted)}</p>'
        )
        yield f'<p class="note" dir="auto">{safe(note)}</p>' if note else ""
        yield "</div></li>\n"
    yield "</ol>\n"


def _place(mark: Annotation) -> str:
    """Where a mark is in its article's text, in code points; each of its parts."""
    return " ".join(f"{part.start}-{part.end}" for part in segments_of(mark))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"


def _about(mark: Annotation) -> str:
    words = [f"<b><bdi>{safe(mark.label)}</bdi></b>", f"<bdi>{safe(mark.annotator)}</bdi>"]
    if mark.status in ("moved", "fuzzy"):
        words.append(mark.status)
    links = (it for it in _LINK.findall(mark.links) if it[0] not in _NO_LINKS)
    return " · ".join(words + [f'<a href="#{other}">{safe(name)}</a>' for name, other in links])


def _table(rows: Sequence[tuple[str, Counter[str]]], names: _Names) -> Iterator[str]:
    total: Counter[str] = Counter()
    for _, counts in rows:
        total.update(counts)
    labels = in_order(total)
    heads = "".join(
        f'<th scope="col"><mark class="{names.kind(label)} inner"><bdi>{safe(label)}</bdi></mark>'
        "</th>"
        for label in labels
    )
    yield (
        '<section class="counts" id="counts">\n<h2>Counts</h2>\n<div class="wide">'
        f'<table>\n<thead><tr><th scope="col">Article</th>{heads}<th scope="col">all</th></tr>'
        "</thead>\n<tbody>\n"
    )
    for number, (title, counts) in enumerate(rows, 1):
        link = f'<a href="#a{number}" dir="auto">{safe(title)}</a>'
        yield _row(link, [*(counts[label] for label in labels), counts.total()])
    yield "</tbody>\n<tfoot>\n"
    yield _row("All", [*(total[label] for label in labels), total.total()])
    yield "</tfoot>\n</table></div>\n</section>\n"


def _row(head: str, counts: Iterable[int]) -> str:
    cells = "".join(f"<td>{count:,}</td>" if count else "<td>–</td>" for count in counts)
    return f'<tr><th scope="row">{head}</th>{cells}</tr>\n'


FORMAT = Format(
    name="html",
    summary="one page to look at, print and send: any browser",
    suffix=".html",
    write=write,
    marked_first=True,
)

"""A matrix as one self-contained page (HTML Living Standard), dark or light as the reader has it.

It has no script and asks for nothing from elsewhere; all that comes from an article, a mark or a
name is escaped, and controls are shown by their pictures.
"""

from collections.abc import Iterator

from annotations.formats.html_spans import safe
from annotations.formats.html_style import STYLE, policy_of
from annotations.matrix.matrix import SIGNS, Cell, Entry, Row, Verdict
from annotations.matrix.told import LOOKED, Told, as_text, counts, passages

_STYLE = f"""{STYLE}
.says{{--back:var(--quote)}}
.differs{{--back:var(--date)}}
.contradicts{{--back:var(--error)}}
.matrix{{overflow-x:auto;background:var(--paper);border:1px solid var(--rule);border-radius:.5rem}}
.matrix table{{min-width:100%;font-size:.95rem}}
.matrix th,.matrix td{{padding:.6rem .75rem;border-top:1px solid var(--rule);text-align:start;
 vertical-align:top;white-space:normal;min-width:11rem;max-width:24rem;font-weight:inherit}}
.matrix thead th{{border-top:0;font-weight:600}}
.matrix th:first-child{{position:sticky;inset-inline-start:0;background:var(--paper);
 padding-inline-start:.75rem;min-width:min(16rem,40vw);border-inline-end:1px solid var(--rule)}}
.matrix td+td{{border-inline-start:1px solid var(--rule)}}
.verdict{{display:inline-block;margin:0;padding:0 .4rem;border-radius:.25rem;background:var(--back);
 font-weight:600}}
.verdict.silent{{padding-inline:0}}
.matrix .quoted{{margin:.35rem 0 0}}
"""
_MEANINGS: dict[Verdict, str] = {
    "says": "the article says it",
    "differs": "it says otherwise",
    "contradicts": "it says that this is not so",
    "silent": LOOKED,
}


def write(told: Told) -> Iterator[bytes]:
    """The page."""
    return (piece.encode() for piece in _page(told))


def _page(told: Told) -> Iterator[str]:
    matrix = told.matrix
    annotators = {
        it.seen.annotator for row in matrix.rows for cell in row.cells.values()
        for it in cell.entries
    }  # fmt: skip
    yield f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy_of(_STYLE)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>What each article says</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>What each article says</h1>
<p class="dim intro">{counts(matrix)}. An empty cell: nobody has said anything of it.</p>
<ul class="legend">
"""
    for verdict, meaning in _MEANINGS.items():
        yield f"<li>{_told(verdict)} {meaning}</li>\n"
    yield '</ul>\n<main class="matrix">\n<table>\n<thead><tr><th scope="col">Row</th>'
    for doc_path in matrix.columns:
        title = told.titles.get(doc_path, "")
        yield (
            f'<th scope="col"><span dir="auto">{safe(title)}</span> '
            f'<p class="dim"><bdi>{safe(as_text(doc_path))}</bdi></p></th>'
        )
    yield "</tr></thead>\n<tbody>\n"
    for row in matrix.rows:
        yield f'<tr><th scope="row">{_quoted(row.head)}</th>'
        for doc_path in matrix.columns:
            yield _cell(row.cell(doc_path), row, is_named=len(annotators) > 1)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</main>\n</body>\n</html>\n"


def _cell(cell: Cell, row: Row, *, is_named: bool) -> str:
    if not cell.verdict:
        return "<td></td>"
    told = [_told(cell.verdict)]
    if cell.silent_by:
        told.append(_about([LOOKED, *(cell.silent_by if is_named else ())]))
    quoted = passages(cell, row)
    for entry in cell.entries:
        if entry in quoted:
            told.append(_quoted(entry))
        about: list[str] = [entry.verdict] if entry.verdict != cell.verdict else []
        about += [entry.seen.annotator] if is_named else []
        about += [entry.seen.status] if entry.seen.status != "ok" else []
        told.append(_about(about))
        note = entry.seen.note.replace("\r\n", "\n")
        told.append(f'<p class="note" dir="auto">{safe(note)}</p>' if note else "")
    return f'<td class="{cell.verdict}">{"".join(told)}</td>'


def _told(verdict: Verdict) -> str:
    return f'<p class="verdict {verdict}">{SIGNS[verdict]} {verdict}</p>'


def _about(words: list[str]) -> str:
    told = " · ".join(f"<bdi>{safe(it)}</bdi>" for it in words)
    return f'<p class="dim">{told}</p>' if told else ""


def _quoted(entry: Entry) -> str:
    """The article's own words, which tell where they stand when they are pointed at."""
    seen = entry.seen
    place = f"{seen.label} by {seen.annotator}, {as_text(seen.doc_path)} {seen.start}–{seen.end}"
    return f'<p class="quoted" dir="auto" lang="" title="{safe(place)}">{safe(seen.text)}</p>'

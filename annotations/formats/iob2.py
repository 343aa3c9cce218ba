"""IOB2 in the columns of CoNLL-2003 (aclanthology.org/W03-0419): a token a line, flat and lossy.

A line has a token, two columns that are not used, and `O`, `B-label` or `I-label`; a blank line
ends a sentence, and `-DOCSTART-` begins an article.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from annotations.formats.format import Document, File, Format, Losses, Options, in_place
from annotations.formats.label_names import LabelNames
from annotations.formats.segments import segments_of
from annotations.model import Annotation
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span, trim_blanks
from annotations.text.tokens import tokens

_LINE = "{} -X- -X- {}\n"
_START = _LINE.format("-DOCSTART-", "O") + "\n"
_BLANK = re.compile(r"\s")


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """The tokens of each article that can be read, with the tags of the marks that are kept."""
    names = LabelNames(lambda label: _BLANK.sub("_", label))
    yield File("", _articles(documents, names, losses))


def _articles(documents: Iterable[Document], names: LabelNames, losses: Losses) -> Iterator[bytes]:
    for document in documents:
        marks = in_place(document, losses)
        if document.text is not None:
            yield "".join(_lines(document.text, marks, names, losses)).encode()


def _lines(
    text: str, marks: Sequence[Annotation], names: LabelNames, losses: Losses
) -> Iterator[str]:
    inked = [Span(it.start, it.end) for it in tokens(text) if text[it.start : it.end].strip()]
    tags = ["O"] * len(inked)
    inner: set[int] = set()
    for mark, found in _kept(text, marks, inked, losses):
        name = names.name(mark.label)
        losses.add("given a label without blanks", int(name != mark.label))
        tags[found.start] = f"B-{name}"
        inner.update(range(found.start + 1, found.end))
        for at in range(found.start + 1, found.end):
            tags[at] = f"I-{name}"
    yield _START
    starts = [token.start for token in inked]
    # Two sentences over whose border a mark goes are one: else it would be two marks.
    firsts = {bisect_left(starts, sentence.start) for sentence in sentence_spans(text)} - inner
    for at, (token, tag) in enumerate(zip(inked, tags, strict=True)):
        if at and at in firsts:
            yield "\n"
        # A sign that is put before others may have a blank for such, in one token with it.
        yield _LINE.format(_BLANK.sub("", text[token.start : token.end]), tag)
    if inked:
        yield "\n"


def _kept(
    text: str, marks: Sequence[Annotation], inked: Sequence[Span], losses: Losses
) -> Iterator[tuple[Annotation, Span]]:
    """The marks that are written, and the tokens of each: of those that overlap, the longest."""
    starts = [token.start for token in inked]
    ends = [token.end for token in inked]
    taken = bytearray(len(inked))
    for mark in sorted(marks, key=lambda it: (it.start - it.end, *it.sort_key)):
        span = trim_blanks(text, mark.span)
        found = Span(bisect_right(ends, span.start), bisect_left(starts, span.end))
        if not span.length:
            losses.add("left out: blanks are no tokens")
        elif any(taken[found.start : found.end]):
            losses.add("left out: another as long or longer is on the same tokens")
        else:
            losses.add(
                "widened to whole tokens", int((starts[found.start], ends[found.end - 1]) != span)
            )
            losses.add("written with the gaps between their parts", int(len(segments_of(mark)) > 1))
            taken[found.start : found.end] = b"\1" * found.length
            yield mark, found


FORMAT = Format(
    name="iob2",
    summary="a token and its tag a line, flat and lossy: seqeval, taggers",
    suffix=".conll",
    write=write,
)

"""IOB2 in the columns of CoNLL-2003 (aclanthology.org/W03-0419): a token a line, flat and lossy.

A line has a token, two columns that are not used, and `O`, `B-label` or `I-label`; a blank line
ends a sentence, and `-DOCSTART-` begins an article.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from annotations.formats.format import Document, File, Format, Losses, Options, in_place
from annotations.formats.label_names import LabelNames
from annotations.formats.pieces import in_pieces
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
    yield File("", in_pieces(line.encode() for line in _articles(documents, names, losses)))


def _articles(documents: Iterable[Document], names: LabelNames, losses: Losses) -> Iterator[str]:
    for document in documents:
        marks = in_place(document, losses)
        if document.text is not None:
            yield from _lines(document.text, marks, names, losses)


def _lines(
    text: str, marks: Sequence[Annotation], names: LabelNames, losses: Losses
) -> Iterator[str]:
    # Tokens may be millions: their offsets are numbers side by side, not objects.
    starts, ends = array("Q"), array("Q")
    for token in tokens(text):
        if text[token.start : token.end].strip():
            starts.append(token.start)
            ends.append(token.end)
    tags = ["O"] * len(starts)
    is_inner = bytearray(len(starts))
    for mark, found in _kept(text, marks, starts, ends, losses):
        name = names.name(mark.label)
        losses.add("given a label without blanks", int(name != mark.label))
        inner = slice(found.start + 1, found.end)
        tags[found.start] = f"B-{name}"
        tags[inner] = [f"I-{name}"] * (found.length - 1)
        is_inner[inner] = b"\1" * (found.length - 1)
    yield _START
    firsts = {bisect_left(starts, sentence.start) for sentence in sentence_spans(text)}
    for at, tag in enumerate(tags):
        # Two sentences over whose border a mark goes are one: else it would be two marks.
        if at and at in firsts and not is_inner[at]:
            yield "\n"
        # A sign that is put before others may have a blank for such, in one token with it.
        yield _LINE.format(_BLANK.sub("", text[starts[at] : ends[at]]), tag)
    if tags:
        yield "\n"


def _kept(
    text: str,
    marks: Sequence[Annotation],
    starts: Sequence[int],
    ends: Sequence[int],
    losses: Losses,
) -> Iterator[tuple[Annotation, Span]]:
    """The marks that are written, and the tokens of each: of those that overlap, the longest."""
    taken = bytearray(len(starts))
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

"""Paragraphs: a paragraph is one line, as news sites' plain text writes them."""

from annotations.text.span import Span, skip_blanks, skip_blanks_back

LONGEST_WHOLE = 16_384
"""Longer lines, in code points, are looked at in part where the whole would take too long."""

_BLOCK = 4_096


def paragraph_at(text: str, offset: int) -> Span:
    """The line that holds `offset`, without its LF, which itself belongs to the line it ends."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end < 0 else end)


def next_paragraph_start(text: str, offset: int) -> int:
    """The start of the next line that is not blank, in code points; `len(text)` without one."""
    line_end = text.find("\n", offset)
    if line_end < 0:
        return len(text)
    ink = skip_blanks(text, line_end, len(text))
    return text.rfind("\n", 0, ink) + 1 if ink < len(text) else len(text)


def previous_paragraph_start(text: str, offset: int) -> int:
    """The start of the paragraph before `offset`, or of the one `offset` is inside; 0 without one.

    Blank lines are passed over, so the answer is always before `offset` unless that is 0.
    """
    here = paragraph_at(text, offset)
    if offset > here.start and skip_blanks(text, here.start, here.end) < here.end:
        return here.start
    ink = skip_blanks_back(text, 0, here.start)
    return text.rfind("\n", 0, ink) + 1


def neighbourhood(text: str, offset: int) -> Span:
    """The paragraph at `offset`; of one over `LONGEST_WHOLE` code points, only the part around it.

    The part is the same for all offsets of a block, so that what was found in it can be kept.
    """
    # One more than the longest, lest a line that is cut off here seem to end here.
    least, most = max(0, offset - LONGEST_WHOLE - 1), min(len(text), offset + LONGEST_WHOLE + 1)
    before, after = text.rfind("\n", least, offset), text.find("\n", offset, most)
    start = before + 1 if before >= 0 else least
    end = after if after >= 0 else most
    if end - start <= LONGEST_WHOLE:
        return Span(start, end)
    block = offset // _BLOCK * _BLOCK
    return Span(max(start, block - _BLOCK), min(end, block + 2 * _BLOCK))

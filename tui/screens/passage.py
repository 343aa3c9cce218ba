"""The passage at the caret: what the other open articles are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotations.question import LONGEST_PASSAGE, Question
from annotations.text.sentences import sentence_at
from annotations.text.span import Span, trim_blanks

if TYPE_CHECKING:
    from annotations.reading import Reading


def question_at(reading: Reading) -> Question | None:
    """What is asked about: the selection, else the current mark, else the sentence at the caret."""
    text = reading.text
    span: Span | None
    if not reading.selection.is_empty:
        span = trim_blanks(text, reading.selection.span)
    elif reading.current is not None and reading.is_chosen:
        span = reading.current.span
    else:
        span = _sentence.at(text, reading.caret)
    if span is None or not span.length:
        return None
    passage = text[span.start : min(span.end, span.start + LONGEST_PASSAGE)]
    return Question(reading.article.doc_path, span, passage)


class _Sentence:
    """Finds the sentence at the caret, anew only when the caret leaves it.

    To find a very long one takes milliseconds, and it is asked for at every step of the caret.
    """

    def __init__(self) -> None:
        self._text = ""
        self._span = Span(0, 0)

    def at(self, text: str, offset: int) -> Span | None:
        """The sentence at `offset`, None on a blank line; of one without end a long part."""
        if text is self._text and self._span.start <= offset < self._span.end:
            return self._span
        # Whole blocks, so that from wherever one comes the same part is found.
        block = offset // LONGEST_PASSAGE * LONGEST_PASSAGE
        begin = max(0, block - LONGEST_PASSAGE)
        found = sentence_at(text[begin : block + 2 * LONGEST_PASSAGE], offset - begin)
        if found is None:
            return None
        self._text, self._span = text, Span(found.start + begin, found.end + begin)
        return self._span


_sentence = _Sentence()

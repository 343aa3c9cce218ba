"""pysbd as a second opinion on where the sentences of the seeds start."""

from pathlib import Path

import pysbd

from annotations.text.paragraphs import next_paragraph_start, paragraph_at
from annotations.text.sentences import sentence_spans
from annotations.text.span import skip_blanks

SEEDS = Path(__file__).parents[2] / "seeds"

ONLY_OURS = {
    # An ellipsis before a capital parts two headlines that were run together.
    "Confirmation of differences in",
    "Reopening after 4 years",
    # A quotation of several sentences is one for pysbd; a reader may mark a single claim in it.
    "These principles are that sove",
    "Especially on the Taiwan issue",
    "The US should have no illusion",
    # An opening mark that is never closed still starts a sentence.
    "“He urged.",
    # A lone straight mark right after a stop closes, it opens nothing.
    "Relations between Beijing and",
}
ONLY_PYSBD = {
    # The same lone mark, taken for the next sentence's start.
    '" Relations between Beijing an',
}


def starts_by_pysbd(text: str, segmenter: pysbd.Segmenter) -> set[int]:
    starts = set()
    offset = skip_blanks(text, 0, len(text))
    while offset < len(text):
        paragraph = paragraph_at(text, offset)
        for segment in segmenter.segment(text[paragraph.start : paragraph.end]):
            first = skip_blanks(segment.sent, 0, len(segment.sent))
            starts.add(paragraph.start + segment.start + first)
        offset = next_paragraph_start(text, offset)
    return starts


def test_pysbd_agrees_but_for_what_is_listed() -> None:
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    agreed, all_starts = 0, 0
    only_ours, only_pysbd = set(), set()
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        ours = {span.start for span in sentence_spans(text)}
        theirs = starts_by_pysbd(text, segmenter)
        agreed += len(ours & theirs)
        all_starts += len(ours | theirs)
        only_ours |= {excerpt(text, start) for start in ours - theirs}
        only_pysbd |= {excerpt(text, start) for start in theirs - ours}
    assert only_ours == ONLY_OURS
    assert only_pysbd == ONLY_PYSBD
    assert agreed / all_starts > 0.9


def excerpt(text: str, start: int) -> str:
    return text[start : start + 30].splitlines()[0].rstrip()

"""seqeval finds exactly the marks that were kept."""

from collections.abc import Iterator
from pathlib import Path

from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, Entities

from tests.stress import documents_of
from tests.writing import exported


def sentences(data: bytes) -> Iterator[list[list[str]]]:
    for sentence in data.decode().strip().split("\n\n"):
        yield [line.split(" ") for line in sentence.split("\n")]


def test_seqeval_finds_every_mark_that_was_kept_and_no_other(stressed: Path) -> None:
    documents = documents_of(stressed)
    files, losses = exported("iob2", documents)

    rows = list(sentences(files[""]))
    tags = [[row[3] for row in sentence] for sentence in rows]
    found = sorted(
        (label, "".join(row[0] for row in sentence[first : last + 1]))
        for sentence, its_tags in zip(rows, tags, strict=True)
        for label, first, last in get_entities(its_tags)
    )

    marks = {
        (mark.label.replace(" ", "_"), "".join(mark.text.split()))
        for document in documents
        for mark in document.marks
    }
    assert set(found) < marks
    assert len(found) == 20 - int(losses[0].split()[0])
    assert ("quote", "“never,notonMondayandnotonJan5,2024”") in found
    assert ("claim", "Afamily👩\u200d👩\u200d👧\u200d👦undertheflags🇩🇪🇫🇷") in found
    assert sum(text == "Thesamelinetwice." for _, text in found) == 2
    strict = Entities(tags, IOB2).entities
    assert sum(map(len, strict)) == len(found)

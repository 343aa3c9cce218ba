"""IOB2: golden bytes, and that what was kept can be found again and the rest is counted."""

from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from annotations.formats.format import Document
from annotations.model import Annotation
from tests.marks import made_mark
from tests.screen.texts import TEXTS
from tests.stress import documents_of
from tests.writing import exported

GOLDEN = Path(__file__).parent / "golden" / "stressed.conll"


def marks_on(text: str, *places: tuple[int, int, str], **fields: str) -> list[Annotation]:
    return [
        made_mark(
            number, start=start, length=end - start, text=text[start:end], label=label, **fields
        )
        for number, (start, end, label) in enumerate(places, 1)
    ]


def tagged(text: str, *places: tuple[int, int, str], **fields: str) -> tuple[list[str], list[str]]:
    """The lines of an article, token and tag, without its first two; and what was lost."""
    document = Document("a", "a.txt", "", "a", text, marks_on(text, *places, **fields))
    files, losses = exported("iob2", [document])
    lines = files[""].decode().split("\n")
    assert lines[:2] == ["-DOCSTART- -X- -X- O", ""]
    assert lines[-1] == ""
    return [line.replace(" -X- -X-", "") for line in lines[2:-1]], losses


def test_the_stressed_corpus_leaves_as_the_golden_file_byte_for_byte(stressed: Path) -> None:
    files, losses = exported("iob2", documents_of(stressed))

    assert files == {"": GOLDEN.read_bytes()}
    assert losses == [
        "5 marks left out: another as long or longer is on the same tokens",
        "1 mark given a label without blanks",
    ]


def test_sentences_are_parted_by_a_blank_line_and_articles_by_docstart() -> None:
    documents = [
        Document("a", "a.txt", "", "a", "One two. Three.", marks_on("One two.", (4, 7, "date"))),
        Document("b", "b.txt", "", "b", "", ()),
        Document("c", "c.txt", "", "c", None, marks_on("gone", (0, 4, "date"))),
        Document("d", "d.txt", "", "d", "Four", ()),
    ]
    files, losses = exported("iob2", documents)

    assert files[""].decode().replace(" -X- -X- ", " ") == (
        "-DOCSTART- O\n\nOne O\ntwo B-date\n. O\n\nThree O\n. O\n\n"
        "-DOCSTART- O\n\n-DOCSTART- O\n\nFour O\n\n"
    )
    assert losses == [
        "1 article left out: gone or unreadable",
        "1 mark left out: the article is gone or can't be read",
    ]


def test_a_mark_over_two_sentences_is_one_and_they_are_too() -> None:
    lines, losses = tagged("A b. C d.\nE f.", (2, 7, "quote"))

    assert lines == ["A O", "b B-quote", ". I-quote", "C I-quote", "d O", ". O", "", *lines[7:]]
    assert lines[7:] == ["E O", "f O", ". O", ""]
    assert losses == []


def test_marks_side_by_side_begin_anew() -> None:
    lines, losses = tagged("a b", (0, 1, "x"), (2, 3, "x"))
    assert lines == ["a B-x", "b B-x", ""]
    assert losses == []


def test_of_those_that_overlap_the_longest_is_kept_whatever_their_order() -> None:
    places = [(0, 3, "x"), (2, 7, "y"), (6, 9, "z"), (10, 11, "x"), (10, 11, "b")]
    lines, losses = tagged("a b c d e f", *places)
    again, _ = tagged("a b c d e f", *reversed(places))

    assert lines == again
    assert lines == ["a O", "b B-y", "c I-y", "d I-y", "e O", "f B-b", ""]
    assert losses == ["3 marks left out: another as long or longer is on the same tokens"]


def test_what_is_cut_by_tokens_blank_or_in_parts_is_counted() -> None:
    lines, losses = tagged("Monday  and", (1, 4, "x"), (6, 8, "x"), (7, 11, "y z"), segments="")
    assert lines == ["Monday B-x", "and B-y_z", ""]
    assert losses == [
        "1 mark given a label without blanks",
        "1 mark widened to whole tokens",
        "1 mark left out: blanks are no tokens",
    ]
    _, losses = tagged("a b c", (0, 5, "x"), segments="0-1 4-5")
    assert losses == ["1 mark written with the gaps between their parts"]


def test_labels_that_would_be_called_the_same_are_not() -> None:
    lines, _ = tagged("a b c", (0, 1, "d s"), (2, 3, "d_s"), (4, 5, "d\u00a0s"))
    assert lines == ["a B-d_s", "b B-d_s_2", "c B-d_s_3", ""]


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from("xyz"))),
)
@example("\u0600 a \u0600 \u0301", [(1, 1, "x"), (5, 2, "y")])
def test_every_line_has_four_columns_and_every_mark_is_there_or_counted(
    text: str, places: list[tuple[int, int, str]]
) -> None:
    inside = [(a, min(a + n, len(text)), label) for a, n, label in places if a < len(text)]
    document = Document("a", "a.txt", "", "a", text, marks_on(text, *inside))

    files, losses = exported("iob2", [document])

    rows = [line.split() for line in files[""].decode().split("\n") if line]
    assert all(len(row) == 4 and row[1:3] == ["-X-", "-X-"] for row in rows)
    assert "".join(row[0] for row in rows[1:]) == "".join(text.split())
    tags = [row[3] for row in rows]
    for before, tag in pairwise(tags):
        assert tag[0] != "I" or before[2:] == tag[2:]
    left_out = sum(int(it.split()[0]) for it in losses if " left out: " in it)
    assert sum(tag[0] == "B" for tag in tags) + left_out == len(inside)

from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import Anchoring, Placed
from annotations.anchoring.distance import common_prefix, edit_distance, nearest
from annotations.anchoring.folding import Folded
from annotations.anchoring.matching import Run, matching_runs
from annotations.anchoring.text_diff import TextDiff
from annotations.model import Annotation
from annotations.text.span import Span
from tests.library.test_anchoring import mark_span

# Few words, so that texts repeat themselves, with all that folding and snapping look at.
PLAIN = ["the", "ship", "harbour", "opened", ".", ".\n", "\n\n", " ", "  ", "2023", "a", "I"]
ODD = [
    "’",
    "'",
    "“",
    "—",
    "-",
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "🇫🇷",
    "漢字",
    "\u200b",
    "\t",
    "\u00a0",
]
WORDS = st.sampled_from([*PLAIN, *ODD])
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join) | st.text(min_size=1, max_size=80)
LETTERS = st.text("abc", max_size=12)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, Annotation]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, mark_span(text, Span(start, draw(st.integers(start + 1, len(text)))))


@given(marked(), st.booleans())
def test_a_text_that_did_not_change_is_ok(made: tuple[str, Annotation], keeps_old: bool) -> None:
    text, annotation = made

    placed = Anchoring(text if keeps_old else None, text).place(annotation)

    assert placed == Placed(annotation.span, "ok")


@given(marked())
def test_a_line_put_in_before_all_shifts_every_span_of_ink_by_its_length(
    made: tuple[str, Annotation],
) -> None:
    text, annotation = made
    line = "Zzyzx qwrty plugh.\n\n"

    placed = Anchoring(text, line + text).place(annotation)

    if annotation.text.isspace():
        return
    shifted = Span(annotation.start + len(line), annotation.end + len(line))
    assert placed == Placed(shifted, "moved")


@given(marked(), TEXTS | st.just(""), st.booleans())
def test_a_placing_lies_in_the_text_and_says_what_is_true(
    made: tuple[str, Annotation], new: str, keeps_old: bool
) -> None:
    text, annotation = made
    old = text if keeps_old else None

    placed = Anchoring(old, new).place(annotation)

    assert placed == Anchoring(old, new).place(annotation)
    if placed.status == "orphan":
        assert placed.span == annotation.span
    else:
        assert 0 <= placed.span.start < placed.span.end <= len(new)
        is_exact = new[slice(*placed.span)] == annotation.text
        assert is_exact == (placed.status != "fuzzy")


@given(st.lists(marked(), min_size=1, max_size=4), TEXTS)
def test_what_was_placed_before_does_not_matter(
    made: list[tuple[str, Annotation]], new: str
) -> None:
    text = made[0][0]
    annotations = [annotation for _, annotation in made]
    anchoring = Anchoring(text, new)

    together = [anchoring.place(annotation) for annotation in annotations]

    assert together == [Anchoring(text, new).place(annotation) for annotation in annotations]


@given(TEXTS, TEXTS)
def test_blocks_of_a_diff_do_not_overlap_in_the_old_text_and_have_an_image(
    old: str, new: str
) -> None:
    diff = TextDiff(old, new)

    for start, sign in enumerate(old):
        image = diff.image(Span(start, start + 1))
        if image is not None:
            assert not sign.isspace()
            assert 0 <= image.span.start < image.span.end <= len(new)
    assert all(new[slice(*fresh)].strip() for fresh in diff.fresh)


@given(st.text("abcd", max_size=30), st.text("abcd", max_size=30), st.booleans())
def test_matching_runs_are_equal_and_in_order(old: str, new: str, only_unique: bool) -> None:
    end = Run(0, 0, 0)
    for run in matching_runs(old, new, only_unique=only_unique):
        assert run.length > 0
        assert run.old >= end.old
        assert run.new >= end.new
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        end = Run(run.old + run.length, run.new + run.length, 0)


def test_of_a_stretch_with_too_many_differences_only_its_ends_match() -> None:
    old, new = "x" + "ab" * 200 + "y", "x" + "bbaa" * 30 + "y"

    runs = matching_runs(old, new)

    assert Run(0, 0, 1) in runs
    assert sum(run.length for run in runs) < 10


@given(LETTERS, LETTERS)
def test_edit_distance_is_that_of_the_textbook(one: str, other: str) -> None:
    assert edit_distance(one, other) == textbook_distance(one, other)


@given(LETTERS.filter(bool), LETTERS)
def test_no_part_of_a_text_is_nearer_than_the_nearest(pattern: str, text: str) -> None:
    found = nearest(pattern, text)

    assert textbook_distance(pattern, text[found.start : found.end]) == found.distance
    assert found.distance == min(
        textbook_distance(pattern, text[start:end])
        for start in range(len(text) + 1)
        for end in range(start, len(text) + 1)
    )


def textbook_distance(one: str, other: str) -> int:
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (left != right)))
        above = line
    return above[-1]


@given(st.text("ab"), st.text("ab"), st.text("ab"))
def test_a_common_prefix_is_the_longest(shared: str, one: str, other: str) -> None:
    length = common_prefix(shared + one, shared + other)

    assert length >= len(shared)
    assert (shared + one)[:length] == (shared + other)[:length]
    assert (shared + one)[length : length + 1] != (shared + other)[length : length + 1] or (
        length == min(len(shared + one), len(shared + other))
    )


@given(st.text("ab \n\t“—\u00a0", max_size=30))
def test_folding_knows_the_way_back(text: str) -> None:
    folded = Folded(text)

    for offset, sign in enumerate(text):
        if not sign.isspace():
            there = folded.folded_offset(offset)
            assert folded.original_offset(there) == offset
            assert folded.original_span(there, there + 1) == Span(offset, offset + 1)
    assert "  " not in folded.text

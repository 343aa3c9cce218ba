import pytest

from annotations.anchoring import Anchoring, Placed
from annotations.anchoring.text_diff import TextDiff
from annotations.model import Annotation, placement
from annotations.text.canonical import canonical_text
from annotations.text.span import Span

STORY = """Ministry speaks on the harbour

The minister said on Monday that the harbour would open in March. Ships had waited there since
the storm of 2023, and their owners asked for help.

"We will open it," she told the paper. The owners were not so sure of it.

- Advertisement -

A union leader said the harbour was not safe. He asked for a new inspection before summer.
"""


def mark(text: str, quote: str, occurrence: int = 1) -> Annotation:
    start = -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    return mark_span(text, Span(start, start + len(quote)))


def mark_span(text: str, span: Span) -> Annotation:
    return Annotation.model_validate(
        {
            **placement(text, span),
            "id": "00000000-0000-4000-8000-000000000001",
            "doc_id": "story",
            "doc_path": "story.txt",
            "doc_sha256": "0" * 64,
            "label": "claim",
            "annotator": "ana",
            "created": "2024-01-01T00:00:00Z",
            "modified": "2024-01-01T00:00:00Z",
        }
    )


def place(old: str | None, new: str, annotation: Annotation) -> tuple[str, str]:
    placed = Anchoring(old, new).place(annotation)
    return placed.status, new[slice(*placed.span)]


def orphan(annotation: Annotation) -> Placed:
    return Placed(annotation.span, "orphan")


both_ways = pytest.mark.parametrize("keeps_old", [True, False], ids=["old text", "no old text"])


@both_ways
@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf%b", b"%b"], ids=["BOM", "no BOM"])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\r", b"\n"])
def test_other_line_ends_and_a_bom_change_nothing(
    raw: bytes, line_end: bytes, keeps_old: bool
) -> None:
    new = canonical_text(raw % STORY.encode().replace(b"\n", line_end))
    annotation = mark(STORY, "The owners")

    placed = Anchoring(STORY if keeps_old else None, new).place(annotation)

    assert placed == Placed(annotation.span, "ok")


@both_ways
def test_the_same_place_with_the_same_context_is_ok_though_the_article_changed(
    keeps_old: bool,
) -> None:
    new = STORY.replace("before summer", "before winter")

    assert place(STORY if keeps_old else None, new, mark(STORY, "Monday")) == ("ok", "Monday")


def test_the_same_place_with_another_context_is_moved() -> None:
    new = STORY.replace("on Monday that", "on Monday: the")
    annotation = mark(STORY, "Monday")

    assert Anchoring(STORY, new).place(annotation) == Placed(annotation.span, "moved")


@both_ways
def test_text_put_in_before_moves_a_span(keeps_old: bool) -> None:
    new = "Updated at noon.\n\n" + STORY
    annotation = mark(STORY, "storm of 2023")

    placed = Anchoring(STORY if keeps_old else None, new).place(annotation)

    assert placed == Placed(Span(annotation.start + 18, annotation.end + 18), "moved")


@both_ways
@pytest.mark.parametrize(
    ("quote", "old", "new", "becomes"),
    [
        ("the storm of 2023, and their", "2023", "2022", "the storm of 2022, and their"),
        ("storm of 2023", "storm", "storms", "storms of 2023"),
        ("The owners were not so sure", "not so", "never", "The owners were never sure"),
        ("Ships had waited there", "waited", "long waited", "Ships had long waited there"),
        ("asked for a new inspection", "a new ", "", "asked for inspection"),
    ],
)
def test_a_span_edited_inside_is_fuzzy_from_end_to_end(
    keeps_old: bool, quote: str, old: str, new: str, becomes: str
) -> None:
    changed = STORY.replace(quote, quote.replace(old, new))

    assert place(STORY if keeps_old else None, changed, mark(STORY, quote)) == ("fuzzy", becomes)


@both_ways
def test_an_edit_beside_a_span_stays_outside_of_it(keeps_old: bool) -> None:
    new = STORY.replace("said on Monday that", "said late on Monday morning that")
    old = STORY if keeps_old else None

    assert place(old, new, mark(STORY, "on Monday")) == ("moved", "on Monday")


@both_ways
def test_lines_wrapped_anew_make_a_span_fuzzy_as_its_text_differs(keeps_old: bool) -> None:
    new = STORY.replace("since\nthe storm of", "since the\nstorm\n  of")
    old = STORY if keeps_old else None

    assert place(old, new, mark(STORY, "the storm of 2023")) == ("fuzzy", "the\nstorm\n  of 2023")


@both_ways
def test_curly_quotes_and_plain_ones_are_alike(keeps_old: bool) -> None:
    new = STORY.replace('"We will open it,"', "“We will open it,”")
    annotation = mark(STORY, '"We will open it,"')

    placed = Anchoring(STORY if keeps_old else None, new).place(annotation)

    assert placed == Placed(annotation.span, "fuzzy")


@both_ways
@pytest.mark.parametrize("quote", ["union leader", "He", "safe. He asked for a new inspection"])
def test_a_moved_paragraph_takes_its_spans_along(keeps_old: bool, quote: str) -> None:
    paragraph = STORY[STORY.index("A union") :]
    new = paragraph + "\n" + STORY.removesuffix(paragraph)

    assert place(STORY if keeps_old else None, new, mark(STORY, quote)) == ("moved", quote)


@pytest.mark.parametrize("quote", ["harbour", "the harbour was not safe", "A union leader said"])
def test_what_was_deleted_does_not_land_on_a_lookalike(quote: str) -> None:
    new = STORY.replace("A union leader said the harbour was not safe. ", "")
    annotation = mark(STORY, quote, STORY.count(quote))

    assert Anchoring(STORY, new).place(annotation) == orphan(annotation)
    assert Anchoring(None, new).place(annotation) == orphan(annotation)


def test_what_was_rewritten_altogether_is_an_orphan() -> None:
    new = STORY.replace("Ships had waited there since\nthe storm of 2023", "Nobody knows why")
    annotation = mark(STORY, "Ships had waited there since\nthe storm of 2023")

    assert Anchoring(STORY, new).place(annotation) == orphan(annotation)


@pytest.mark.parametrize("occurrence", [1, 2, 3])
def test_repeated_text_keeps_to_its_own_copy(occurrence: int) -> None:
    new = "A new first line of it.\n" + STORY.replace("he told", "he had told")
    annotation = mark(STORY, "the harbour", occurrence)

    placed = Anchoring(STORY, new).place(annotation)

    expected = mark(new, "the harbour", occurrence)
    assert placed == Placed(expected.span, "moved")
    assert Anchoring(None, new).place(annotation) == placed


def test_a_paragraph_put_in_that_repeats_another_does_not_draw_its_spans() -> None:
    paragraph = STORY[STORY.index('"We') : STORY.index("- Adv")]
    new = "Late news on this.\n\n" + paragraph + STORY
    annotation = mark(STORY, "The owners were")

    placed = Anchoring(STORY, new).place(annotation)

    assert placed.span == mark(new, "The owners were", 2).span


def test_of_two_equal_lines_the_edited_one_keeps_its_span() -> None:
    old = "First one.\nThe same title for both\nThe same title for both\nLast line here.\n"
    new = "First one.\nThe same old title for both\nThe same title for both\nLast lines here.\n"
    annotation = mark(old, "The same title")

    assert place(old, new, annotation) == ("fuzzy", "The same old title")


def test_two_places_that_are_equally_likely_are_none() -> None:
    annotation = mark(STORY, "The minister said on Monday that the harbour would open")
    twice = "Before it. {0} After it.\n" * 2
    new = twice.format(annotation.text)

    assert Anchoring(None, new).place(annotation) == orphan(annotation)


def test_a_short_text_is_found_only_in_its_context() -> None:
    annotation = mark(STORY, "March")

    elsewhere = Anchoring(None, "They went in March to see it.").place(annotation)
    there = place(None, "Yes: the harbour would open in March. Ships had waited.", annotation)

    assert elsewhere == orphan(annotation)
    assert there == ("moved", "March")


def test_a_long_text_found_once_needs_no_context() -> None:
    quote = "asked for a new inspection before summer"

    assert place(None, f"x {quote} y", mark(STORY, quote)) == ("moved", quote)


def test_a_passage_moved_and_edited_is_found() -> None:
    sentence = "Ships had waited there since\nthe storm of 2023, and their owners asked for help."
    edited = "Ships had waited there since\nthe gale of 2023, and their owners asked for help."
    new = edited + "\n\n" + STORY.replace(sentence, "")

    assert place(STORY, new, mark(STORY, sentence)) == ("fuzzy", edited)


def test_a_record_that_is_not_of_the_old_text_is_searched_for() -> None:
    annotation = mark("A preface.\n" + STORY, "storm of 2023")

    assert place(STORY, STORY, annotation) == ("moved", "storm of 2023")


@both_ways
@pytest.mark.parametrize("new", ["", " \n", "Nothing of it is left."])
def test_of_a_text_that_is_gone_only_orphans_are_left(keeps_old: bool, new: str) -> None:
    annotation = mark(STORY, "A union leader said")

    assert Anchoring(STORY if keeps_old else None, new).place(annotation) == orphan(annotation)


@both_ways
def test_a_span_of_blanks_alone_stays_or_is_an_orphan(keeps_old: bool) -> None:
    annotation = mark(STORY, "\n\n")
    old = STORY if keeps_old else None

    assert Anchoring(old, STORY).place(annotation).status == "ok"
    assert Anchoring(old, "x" + STORY).place(annotation) == orphan(annotation)


def test_blanks_at_the_ends_of_a_span_stay_with_it() -> None:
    assert place(STORY, "New. " + STORY, mark(STORY, " on Monday ")) == ("moved", " on Monday ")


def test_a_fuzzy_span_cuts_no_character() -> None:
    old, new = "They said cafes on Monday.", "They said cafe\u0301s\u0301 on Monday."

    assert place(old, new, mark(old, "said cafes")) == ("fuzzy", "said cafe\u0301s\u0301")


def test_texts_are_compared_only_once_and_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, str]] = []

    def compare(old: str, new: str) -> TextDiff:
        made.append((old, new))
        return TextDiff(old, new)

    monkeypatch.setattr("annotations.anchoring.placing.TextDiff", compare)
    annotation = mark(STORY, "Monday")
    anchoring = Anchoring(STORY, "x" + STORY)

    assert not made
    assert Anchoring(STORY, STORY).place(annotation).status == "ok"
    assert not made
    for _ in range(3):
        anchoring.place(annotation)
    assert made == [(STORY, "x" + STORY)]


def test_a_frequent_text_is_told_by_the_words_beside_it() -> None:
    row = "Row {0:04} was seen there.\n"
    old = "".join(row.format(number) for number in range(400))
    annotation = mark(old, "was seen", 200)
    new = "A line put in.\n" + old

    expected = Placed(Span(annotation.start + 15, annotation.end + 15), "moved")
    assert Anchoring(old, new).place(annotation) == expected
    assert Anchoring(None, new).place(annotation) == expected


def test_a_long_span_is_judged_by_what_the_diff_knows_of_it() -> None:
    old = "\n".join(f"Sentence {number} of a long story is here." for number in range(300))
    edited = old.replace("Sentence 150 of a", "Sentence 150 is new in the")
    rewritten = old[:4000] + "Nothing is as it was. " * 400
    annotation = mark_span(old, Span(0, len(old)))

    assert place(old, edited, annotation) == ("fuzzy", edited)
    assert place(old, rewritten, annotation)[0] == "orphan"


def test_an_end_amid_a_long_rewritten_passage_is_not_guessed() -> None:
    old = "Start here. " + "one two three four " * 300 + "and it ends."
    new = "Start here. " + "five six seven eight nine " * 300 + "and it ends."
    annotation = mark(old, "three four one two", 100)

    assert Anchoring(old, new).place(annotation) == orphan(annotation)

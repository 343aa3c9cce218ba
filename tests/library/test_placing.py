"""Annotations of an article that has changed stand where their text is now."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import placing
from annotations.corpus import Article
from annotations.errors import StoreError
from annotations.model import Annotation, placement
from annotations.placing import Known, Placing
from annotations.text.span import Span

OLD = (
    "The harbour opens in March.\n\n"
    "Ships had waited there since the storm of 2023, and their owners asked for help. "
    "A union leader said the harbour was not safe."
)
NEW = "A new first line.\n\n" + OLD.replace("waited there", "been waiting there").replace(
    " A union leader said the harbour was not safe.", ""
)


def article(text: str) -> Article:
    return Article("story.txt", "story", text, sha256(text.encode()).hexdigest())


def mark(text: str, quote: str | Span, number: int = 1, **fields: object) -> Annotation:
    start = 0 if isinstance(quote, Span) else text.index(quote)
    span = quote if isinstance(quote, Span) else Span(start, start + len(quote))
    return Annotation.model_validate(
        {
            **placement(text, span),
            "id": f"00000000-0000-4000-8000-{number:012}",
            "doc_id": "story",
            "doc_path": "story.txt",
            "doc_sha256": article(text).sha256,
            "label": "claim",
            "annotator": "ana",
            "created": "2024-01-01T00:00:00Z",
            "modified": "2024-01-01T00:00:00Z",
            **fields,
        }
    )


def placed(
    new: str, stored: Sequence[Annotation], *texts: str, known: Known | None = None
) -> Placing:
    kept = {article(text).sha256: text for text in texts}
    made = Placing(article(new), kept.get, known)
    made.update(stored)
    return made


@pytest.mark.parametrize("keeps_old", [True, False], ids=["old text", "no old text"])
def test_each_mark_has_the_place_and_the_status_it_has_in_the_new_text(keeps_old: bool) -> None:
    quotes = ("harbour opens in March", "Ships had waited there since the storm", "union leader")
    stored = [mark(OLD, quote, number) for number, quote in enumerate(quotes)]
    before = [it.to_record() for it in stored]

    made = placed(NEW, stored, *([OLD] if keeps_old else []))

    assert [(it.text, it.status) for it in made.here] == [
        ("harbour opens in March", "moved"),
        ("Ships had been waiting there since the storm", "fuzzy"),
    ]
    for it in made.here:
        assert placement(NEW, it.span).items() <= it.to_record().items()
        assert it.doc_sha256 == article(NEW).sha256
    assert made.orphans == [stored[2].model_copy(update={"status": "orphan"})]
    assert [it.to_record() for it in stored] == before, "what is stored is as it was"


def test_what_stands_where_it_stood_is_ok() -> None:
    far = OLD + "\n\nA line more, far below."

    (same,) = placed(far, [mark(OLD, "harbour opens")]).here

    assert (same.status, same.doc_sha256) == ("ok", article(far).sha256)


def test_other_line_ends_change_nothing_but_the_hash() -> None:
    other = Article("story.txt", "story", OLD, "f" * 64)
    made = Placing(other, {article(OLD).sha256: OLD}.get)

    made.update([mark(OLD, "the storm")])

    assert [(it.text, it.status) for it in made.here] == [("the storm", "ok")]


def test_a_mark_of_the_present_text_is_given_as_it_is() -> None:
    stored = mark(OLD, "harbour opens", status="fuzzy")

    (same,) = placed(OLD, [stored]).here

    assert same is stored


def test_a_mark_stored_as_an_orphan_whose_text_is_back_is_none() -> None:
    assert placed(OLD, [mark(OLD, "Ships", status="orphan")]).here[0].status == "ok"
    assert placed(NEW, [mark(OLD, "opens in March", status="orphan")], OLD).here[0].status == (
        "moved"
    )


@pytest.mark.parametrize(
    ("before", "quote", "after"),
    [
        ("fuzzy", "opens in March", "fuzzy"),
        ("moved", "opens in March", "moved"),
        ("moved", "Ships had waited there since", "fuzzy"),
    ],
)
def test_what_was_in_doubt_before_is_no_surer_after_another_change(
    before: str, quote: str, after: str
) -> None:
    assert placed(NEW, [mark(OLD, quote, status=before)], OLD).here[0].status == after


def test_a_record_that_says_it_is_of_this_text_and_is_not_is_looked_for() -> None:
    wrong = mark(OLD, "the storm of 2023").model_copy(update={"start": 0, "end": 17})

    (found,) = placed(OLD, [wrong]).here

    assert (found.span, found.status) == (mark(OLD, "the storm of 2023").span, "moved")


def test_offsets_of_a_record_may_be_of_any_size() -> None:
    wild = mark(OLD, "the storm of 2023").model_copy(update={"start": 10**30, "end": 10**30 + 17})

    assert placed(OLD, [wild]).here[0].text == "the storm of 2023"


def test_parts_of_a_span_move_with_it_and_are_left_out_where_its_text_is_another() -> None:
    start = OLD.index("opens")
    parted = mark(
        OLD, "opens in March", 1, segments=f"{start}-{start + 5} {start + 9}-{start + 14}"
    )
    edited = mark(OLD, "Ships had waited there since", 2, segments="29-34 40-52")

    first, second = placed(NEW, [parted, edited], OLD).here

    parts = [part.split("-") for part in first.segments.split()]
    assert [NEW[int(low) : int(high)] for low, high in parts] == ["opens", "March"]
    assert second.segments == ""


def test_an_old_text_that_can_not_be_read_is_taken_for_one_that_was_not_kept() -> None:
    def text_of(_: str) -> str | None:
        raise StoreError("the disk is gone")

    made = Placing(article(NEW), text_of)
    made.update([mark(OLD, "opens in March")])

    assert [it.status for it in made.here] == ["moved"]


def test_two_annotators_marks_with_one_id_are_both_kept() -> None:
    one, other = mark(OLD, "Ships"), mark(OLD, "harbour", annotator="bob")

    made = placed(NEW, [one, other], OLD)
    made.update([other])

    assert [it.annotator for it in made.here] == ["bob"]


@pytest.fixture
def long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "LONG_TEXT", 10)


def later(new: str, stored: Sequence[Annotation], known: Known | None = None) -> Placing:
    made = Placing(article(new), {article(OLD).sha256: OLD}.get, known)
    made.update(stored, at_once=False)
    return made


@pytest.mark.usefixtures("long_text")
def test_in_a_long_text_only_what_stands_where_it_stood_is_shown_at_once() -> None:
    below = OLD.replace("union leader", "leader of a union")
    stored = [mark(OLD, "harbour opens", 1), mark(OLD, "the harbour was not", 2)]

    made = later(below, stored)

    assert [it.status for it in made.here] == ["ok"]
    assert made.unsought == [stored[1]]
    assert {it.id for it in made.all()} == {it.id for it in stored}
    search = made.search()
    assert search is not None
    made.take(search.run())
    assert [(it.status, it.text) for it in made.here] == [
        ("ok", "harbour opens"),
        ("moved", "the harbour was not"),
    ]
    assert (made.unsought, made.search()) == ([], None)


@pytest.mark.usefixtures("long_text")
def test_what_was_found_once_is_not_looked_for_again() -> None:
    known: Known = {}
    first = later(NEW, [mark(OLD, "the storm")], known)
    search = first.search()
    assert search is not None
    first.take(search.run())

    assert [it.text for it in later(NEW, [mark(OLD, "the storm")], known).here] == ["the storm"]


@pytest.mark.usefixtures("long_text")
def test_a_search_that_is_cancelled_gives_what_it_has() -> None:
    stored = [mark(OLD, "the storm", 1), mark(OLD, "asked for help", 2)]
    made = later(NEW, stored)
    search, asked = made.search(), count()
    assert search is not None

    made.take(search.run(lambda: next(asked) > 0))

    assert [it.text for it in made.here] == ["the storm"]
    assert made.unsought == [stored[1]]


def test_more_marks_than_are_found_in_a_moment_are_left_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(placing, "MANY", 1)

    assert len(later(NEW, [mark(OLD, "the storm", 1), mark(OLD, "March", 2)]).unsought) == 2
    assert len(later(NEW, [mark(OLD, "the storm", 1)]).here) == 1


WORDS = st.lists(
    st.sampled_from(
        ["harbour", "ships", "storm", "2023.", "“no”", "\n\n", "a", "👩\u200d👧", "e\u0301"]
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


@given(WORDS, WORDS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8))
def test_whatever_changed_every_mark_is_here_or_an_orphan(
    old: str, new: str, spans: list[tuple[int, int]]
) -> None:
    stored = [
        mark(old, Span(start, min(len(old), start + length)), number)
        for number, (start, length) in enumerate(spans)
        if start < len(old)
    ]

    made = placed(new, stored, old)

    assert sorted(it.id for it in made.all()) == [it.id for it in stored]
    for it in made.here:
        assert it.status != "orphan"
        assert it.doc_sha256 == article(new).sha256
        assert placement(new, it.span).items() <= it.to_record().items()
        assert Annotation.model_validate(it.to_record()) == it
    originals = {it.id: it for it in stored}
    for it in made.orphans:
        assert it == originals[it.id].model_copy(update={"status": "orphan"})


@given(
    st.lists(st.lists(st.integers(0, 40), unique=True, max_size=20), min_size=1, max_size=5),
    st.integers(0, 3),
)
def test_placing_what_changed_gives_what_placing_all_afresh_gives(
    states: list[list[int]], few: int
) -> None:
    pool = [
        mark(OLD, Span(3 * number, 3 * number + 9), number, links=links)
        for number in range(41)
        for links in [f"conflict:{mark(OLD, 'a', number + 1).id}" if number % 3 == 0 else ""]
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(placing, "_FEW", few * 8)
        made = placed(NEW, [], OLD)
        for state in states:
            stored = sorted((pool[number] for number in state), key=lambda it: it.sort_key)
            afresh = placed(NEW, stored, OLD)
            was = made.all()

            assert made.update(stored) == (was != afresh.all())

            assert made.here == afresh.here
            assert made.orphans == afresh.orphans
            assert made.by_identity == afresh.by_identity
            assert made.copies == afresh.copies
            assert made.fuzzy == sum(it.status == "fuzzy" for it in made.here)
            assert made.index.overlapping(0, 1000) == made.here


def test_the_same_list_and_the_same_marks_are_no_change() -> None:
    stored = [mark(OLD, "Ships", 1), mark(OLD, "storm", 2)]
    made = placed(NEW, stored, OLD)

    assert not made.update(stored)
    assert not made.update(list(stored))
    assert made.update(stored[:1])

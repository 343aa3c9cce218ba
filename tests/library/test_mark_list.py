"""The rows of the list of marks: in order, filtered, and still on the same mark after a change."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotations.mark_list import Listed, MarkList, listed
from annotations.model import Annotation, Change, Identity
from annotations.placing import Seen
from tests.marks import changed_mark, made_mark

PATHS = ["b.txt", "a.txt", "c.txt"]
"""In the order of the corpus, which is not that of the alphabet here."""


def rows_of(*marks: Annotation) -> list[Listed]:
    return listed(Seen(mark, mark) for mark in marks)


def mark_list(*marks: Annotation) -> MarkList:
    rows = MarkList(PATHS)
    for path in dict.fromkeys(mark.doc_path for mark in marks):
        rows.put({path: rows_of(*(mark for mark in marks if mark.doc_path == path))})
    return rows


def numbers(rows: Sequence[Listed]) -> list[int]:
    return [int(row.stored.id[-4:], 16) for row in rows]


def pointed(rows: MarkList) -> int:
    assert rows.row is not None
    return numbers([rows.row])[0]


ONE = made_mark(1, "b.txt", start=0, label="claim")
TWO = made_mark(2, "b.txt", start=5, label="quote", annotator="bob")
THREE = made_mark(3, "a.txt", start=2, label="claim", note="odd")
FOUR = made_mark(4, "gone.txt", start=0, label="date")
ALL = (ONE, TWO, THREE, FOUR)


def test_marks_stand_in_the_order_of_the_articles_and_those_gone_last() -> None:
    for marks in (ALL, ALL[::-1], (THREE, FOUR, TWO, ONE)):
        assert numbers(mark_list(*marks).shown) == [1, 2, 3, 4]


def test_the_filter_points_to_the_first_row_and_is_followed_by_what_comes() -> None:
    rows = mark_list(ONE, TWO)
    rows.point(1)
    rows.filter("claim")
    assert (numbers(rows.shown), pointed(rows), rows.total) == ([1], 1, 2)
    rows.put({"a.txt": rows_of(THREE)})
    assert (numbers(rows.shown), rows.total) == ([1, 3], 3)
    rows.filter("claim note:odd")
    assert numbers(rows.shown) == [3]
    rows.filter("")
    assert numbers(rows.shown) == [1, 2, 3]


def test_the_pointer_stays_on_its_mark_whatever_comes_and_goes() -> None:
    rows = mark_list(ONE, THREE)
    rows.point(1)
    rows.put({"b.txt": rows_of(ONE, TWO)})
    assert pointed(rows) == 3
    rows.apply([Change(ONE, None)])
    assert pointed(rows) == 3
    rows.apply([Change(THREE, changed_mark(THREE, label="aaa"))])
    assert pointed(rows) == 3
    rows.apply([Change(None, FOUR), Change(THREE, None)])
    assert pointed(rows) == 4, "the next one where it is gone"
    rows.apply([Change(FOUR, None)])
    assert pointed(rows) == 2, "the last one where none follows"
    rows.apply([Change(TWO, None)])
    assert (rows.row, rows.subjects()) == (None, [])


def test_what_is_chosen_and_shown_is_acted_on_or_if_nothing_is_what_is_pointed_at() -> None:
    rows = mark_list(*ALL)
    assert numbers(rows.subjects()) == [1]
    rows.choose()
    rows.choose()
    assert (numbers(rows.subjects()), pointed(rows), rows.chosen_count) == ([1, 2], 3, 2)
    rows.filter("quote")
    assert (numbers(rows.subjects()), rows.chosen_count) == ([2], 1)
    rows.filter("date")
    assert (numbers(rows.subjects()), rows.chosen_count) == ([], 0), "4 was not chosen"
    rows.filter("")
    rows.point(0)
    rows.choose()
    assert numbers(rows.subjects()) == [2], "no longer chosen"


def test_all_that_are_shown_are_chosen_and_again_none() -> None:
    rows = mark_list(*ALL)
    rows.filter("claim")
    rows.choose_all()
    rows.filter("")
    assert numbers(rows.subjects()) == [1, 3]
    rows.choose_all()
    assert rows.chosen_count == 4
    rows.choose_all()
    assert (rows.chosen_count, rows.chosen) == (0, set())


def test_to_choose_all_again_takes_only_what_is_shown_out_of_what_is_chosen() -> None:
    rows = mark_list(*ALL)
    rows.choose_all()
    rows.filter("claim")
    rows.choose_all()
    assert (rows.subjects(), rows.chosen_count, len(rows.chosen)) == ([], 0, 2)
    rows.choose_all()
    assert (numbers(rows.subjects()), len(rows.chosen)) == ([1, 3], 4)
    rows.unchoose(row.identity for row in rows.subjects())
    rows.filter("")
    assert (numbers(rows.subjects()), rows.chosen_count) == ([2, 4], 2)


def test_where_what_was_chosen_is_gone_nothing_else_is_acted_on() -> None:
    rows = mark_list(*ALL)
    rows.choose()
    rows.apply([Change(ONE, None)])
    assert rows.subjects() == []
    rows.choose_none()
    assert numbers(rows.subjects()) == [2]


def test_a_mark_with_the_id_of_another_is_another_row() -> None:
    theirs, copied = made_mark(1, "b.txt", start=9, annotator="bob"), made_mark(1, "a.txt")
    rows = mark_list(ONE, theirs, copied)
    rows.choose()
    assert [row.stored for row in rows.subjects()] == [ONE]
    rows.apply([Change(ONE, None)])
    assert [row.stored for row in rows.shown] == [theirs, copied]


def test_a_relabelled_mark_stays_where_it_is_seen() -> None:
    seen = changed_mark(ONE, start=40, end=43, status="moved", doc_sha256="1" * 64)
    rows = MarkList(PATHS)
    rows.update("b.txt", [Seen(ONE, seen)])
    after = changed_mark(ONE, label="date")
    rows.apply([Change(ONE, after)])
    (row,) = rows.shown
    assert (row.stored, row.seen.start, row.seen.label) == (after, 40, "date")
    assert row.state == "moved"
    rows.filter("label:date status:moved")
    assert rows.shown == [row]


def test_both_versions_of_a_mark_are_told_of() -> None:
    copy = changed_mark(TWO, links=f"conflict:{ONE.id}", annotator="ana")
    rows = mark_list(ONE, copy, made_mark(7, "b.txt", start=1))
    assert [row.state for row in rows.shown] == ["conflict", "", "conflict"]
    rows.apply([Change(copy, None)])
    assert [row.state for row in rows.shown] == ["", ""]


IDS = st.integers(1, 12)
MARKS = st.builds(
    made_mark,
    IDS,
    st.sampled_from([*PATHS, "gone.txt"]),
    start=st.integers(0, 3),
    label=st.sampled_from(["claim", "date"]),
    annotator=st.sampled_from(["ana", "bob"]),
)
TYPED = st.sampled_from(["", "claim", "date", "-claim", "by:ana", "by:ana claim", "in:a.txt"])


@given(st.lists(st.lists(MARKS, max_size=8) | TYPED | IDS, max_size=12))
def test_whatever_is_done_it_is_as_if_all_were_listed_afresh(
    steps: list[list[Annotation] | str | int],
) -> None:
    rows, typed = MarkList(PATHS), ""
    articles: dict[str, dict[Identity, Annotation]] = {}
    for step in steps:
        if isinstance(step, str):
            rows.filter(typed := step)
        elif isinstance(step, int):
            rows.point(step)
            rows.choose()
        else:
            for path in dict.fromkeys(mark.doc_path for mark in step):
                ours = {(path, it.annotator, it.id): it for it in step if it.doc_path == path}
                articles[path] = ours
                rows.put({path: rows_of(*ours.values())})
    fresh = MarkList(PATHS)
    fresh.put({path: rows_of(*ours.values()) for path, ours in articles.items()})
    fresh.filter(typed)
    assert list(rows.shown) == list(fresh.shown)
    assert rows.total == fresh.total
    assert rows.chosen_count == sum(row.identity in rows.chosen for row in rows.shown)
    assert 0 <= rows.pointed <= max(0, len(rows.shown) - 1)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.span_index import SpanIndex
from annotations.text.span import Span

SPANS = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 15)
)


@given(st.lists(SPANS, max_size=30), SPANS)
def test_what_is_found_is_what_looking_at_each_span_finds_by_start(
    spans: list[Span], window: Span
) -> None:
    found = SpanIndex(spans).overlapping(window.start, window.end)

    expected = [span for span in spans if span.start < window.end and span.end > window.start]
    assert found == sorted(expected, key=lambda span: span.start)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 5, []), (0, 6, [Span(5, 8)]), (7, 8, [Span(5, 8)]), (8, 20, []), (0, 20, [Span(5, 8)])],
)
def test_a_span_that_only_touches_the_window_is_not_found(
    start: int, end: int, found: list[Span]
) -> None:
    assert SpanIndex([Span(5, 8)]).overlapping(start, end) == found


def test_a_long_span_is_found_behind_many_short_ones() -> None:
    short = [Span(start, start + 1) for start in range(1, 1000)]

    assert SpanIndex([Span(0, 5000), *short]).overlapping(2000, 2001) == [Span(0, 5000)]


def test_without_spans_nothing_is_found() -> None:
    assert SpanIndex[Span]().overlapping(0, 10) == []


@given(st.lists(SPANS, max_size=30), st.lists(SPANS, max_size=200), st.data())
def test_what_is_added_is_found_and_what_is_taken_away_is_not(
    first: list[Span], more: list[Span], data: st.DataObject
) -> None:
    first, more = ([Span(*span) for span in spans] for spans in (first, more))
    index = SpanIndex(first)
    for span in more:
        index.add(span)
    gone = data.draw(
        st.sets(st.sampled_from(range(len(first + more)))) if first + more else st.just(set())
    )
    for number in gone:
        index.remove((first + more)[number])

    left = [span for number, span in enumerate(first + more) if number not in gone]
    assert sorted(index.overlapping(-1, 100)) == sorted(left)
    starts = [span.start for span in index.overlapping(10, 20)]
    assert starts == sorted(span.start for span in left if span.start < 20 and span.end > 10)

"""The words of the record's `links`, and which annotations they connect."""

import os
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import EditError
from annotations.link_graph import LinkGraph
from annotations.links import (
    RELATIONS,
    RESERVED,
    LinkTo,
    check_kind,
    format_links,
    parse_links,
    silent_article,
    silent_in,
    with_link,
    without_links,
)
from annotations.model import Annotation, Change
from tests.marks import changed_mark, made_mark

WORDS = st.text(st.characters(categories=("L", "N"), include_characters=":-%"), max_size=8)


@given(st.lists(WORDS))
def test_links_are_read_and_written_in_their_order(words: list[str]) -> None:
    links = " ".join(words)
    parsed = parse_links(links)
    assert parse_links(format_links(parsed)) == tuple(dict.fromkeys(parsed))


@given(st.lists(WORDS), st.sampled_from([*RELATIONS, "silent", "own"]))
def test_a_link_that_is_added_and_taken_away_leaves_the_others(words: list[str], kind: str) -> None:
    links, link = " ".join(words), LinkTo(kind, "_")
    added = with_link(links, link)
    assert link in parse_links(added)
    assert with_link(added, link) == added
    assert without_links(added, [link]) == " ".join(links.split())


def test_of_two_annotations_one_relation_is_said_at_a_time() -> None:
    links = with_link("silent:a.txt same:1 heads:1 ?", LinkTo("differs", "1"))
    assert links == "silent:a.txt heads:1 ? differs:1"
    assert with_link(links, LinkTo("same", "2")) == f"{links} same:2"


@given(st.text(st.characters(codec="utf-8"), min_size=1) | st.binary(min_size=1).map(os.fsdecode))
def test_an_article_of_any_name_can_be_silent(doc_path: str) -> None:
    link = silent_in(doc_path)
    (read,) = parse_links(format_links([link]))
    assert silent_article(read) == doc_path
    assert not read.is_relation


@pytest.mark.parametrize(
    "kind", ["", "Same", "same as", "a:b", "9", "-a", "x" * 41, *sorted(RESERVED)]
)
def test_a_kind_that_could_not_be_read_again_is_refused(kind: str) -> None:
    with pytest.raises(EditError):
        check_kind(kind)
    assert check_kind("source-of") == "source-of"


def _linked(number: int, article: str, links: str = "", annotator: str = "ana") -> Annotation:
    mark = made_mark(number, doc_path=article, annotator=annotator)
    return changed_mark(mark, links=links)


def _id(number: int) -> str:
    return made_mark(number).id


def test_the_graph_knows_both_ends_wherever_they_stand() -> None:
    marks = [
        _linked(1, "a.txt"),
        _linked(2, "a.txt", f"differs:{_id(3)}"),
        _linked(3, "b.txt", f"same:{_id(1)} silent:c.txt"),
        _linked(4, "b.txt", "silent:c.txt"),
        _linked(5, "b.txt"),
    ]

    def read() -> Iterator[Annotation]:
        yield from marks

    graph = LinkGraph.of(read)
    assert [it.id for it in graph.annotations] == [_id(1), _id(2), _id(3)]
    assert not graph.missing
    first, second, third, *_ = marks
    assert [(tie.link.kind, tie.other, tie.is_outgoing) for tie in graph.ties(third)] == [
        ("same", first, True),
        ("differs", second, False),
    ]
    assert [(tie.link.kind, tie.other, tie.is_outgoing) for tie in graph.ties(first)] == [
        ("same", third, False)
    ]
    assert graph.sources(second) == []


def test_an_end_that_goes_is_missing_and_one_that_comes_is_found() -> None:
    source, target = _linked(1, "a.txt", f"same:{_id(2)}"), _linked(2, "b.txt")
    graph = LinkGraph.of(lambda: iter([source]))
    assert graph.missing == {target.id}
    graph.update("b.txt", [target])
    assert not graph.missing
    assert [tie.other for tie in graph.ties(target)] == [source]
    graph.update("a.txt", [changed_mark(source, links="")])
    assert graph.ties(target) == []
    assert list(graph.annotations) == []
    graph.update("a.txt", [source])
    graph.update("b.txt", [])
    assert graph.missing == {target.id}
    assert graph.ties(source) == []


def test_what_is_done_to_marks_is_taken_in_without_their_articles() -> None:
    source, target = _linked(1, "a.txt"), _linked(2, "b.txt")
    linked = changed_mark(source, links=f"same:{target.id}")
    graph = LinkGraph()
    graph.apply([Change(source, linked)], target)
    assert [tie.other for tie in graph.ties(target)] == [linked]
    assert [tie.other for tie in graph.ties(linked)] == [target]
    assert set(graph.articles_linking([target.id, source.id])) == {"a.txt", "b.txt"}
    assert not set(graph.articles_linking([source.id]))
    noted = changed_mark(target, note="new")
    graph.apply([Change(target, noted)])
    assert [tie.other.note for tie in graph.ties(linked)] == ["new"]
    graph.apply([Change(linked, source)])
    assert list(graph.annotations) == []
    graph.apply([Change(source, linked)])
    assert not graph.missing, "one that was linked before is known still"
    graph.apply([Change(noted, None)])
    assert graph.missing == {target.id}
    graph.apply([Change(None, noted)])
    assert [tie.other for tie in graph.ties(noted)] == [linked]


def test_files_of_marks_that_were_copied_link_among_themselves() -> None:
    mine = [_linked(1, "a.txt", f"same:{_id(2)}"), _linked(2, "b.txt")]
    copies = [
        _linked(1, "a.txt", f"same:{_id(2)}", annotator="bob"),
        _linked(2, "b.txt", annotator="bob"),
    ]
    everything = sorted([*mine, *copies], key=lambda it: it.sort_key)
    graph = LinkGraph.of(lambda: iter(everything))
    for source, target in (mine, copies):
        assert [tie.other for tie in graph.ties(source)] == [target]
        assert [tie.other for tie in graph.ties(target)] == [source]


def test_what_was_changed_elsewhere_before_a_change_here_leaves_nothing_behind() -> None:
    source, target, third = _linked(1, "a.txt"), _linked(2, "b.txt"), _linked(3, "b.txt")
    linked = changed_mark(source, links=f"same:{target.id}")
    graph = LinkGraph.of(lambda: iter([linked, target, third]))
    # Its link was taken away elsewhere, which the graph was not told of.
    again = changed_mark(source, links=f"same:{third.id}")
    graph.apply([Change(source, again)], third)
    assert (graph.sources(target), graph.sources(third)) == ([], [again])
    graph.apply([Change(again, None)])
    assert graph.ties(target) == graph.ties(third) == []


def test_a_mark_that_a_file_has_twice_leaves_nothing_behind() -> None:
    target, third = _linked(2, "b.txt"), _linked(3, "b.txt")
    twice = [_linked(1, "a.txt", f"same:{it.id}") for it in (target, third)]
    graph = LinkGraph.of(lambda: iter([*twice, target, third]))
    graph.update("a.txt", [])
    assert graph.ties(target) == graph.ties(third) == []


NUMBERS = st.integers(1, 4)
STATES = st.none() | st.lists(
    st.builds(
        "{}:{}".format, st.sampled_from(["same", "differs", "heads"]), st.integers(1, 5).map(_id)
    ),
    max_size=3,
).map(" ".join)
"""Gone, or there with these links; also to itself and to what never was."""


def _state(number: int, links: str | None) -> Annotation | None:
    # Each stands in one article.
    return None if links is None else _linked(number, "ab"[number % 2], links)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.dictionaries(NUMBERS, STATES, min_size=1),
            st.dictionaries(NUMBERS, STATES),
        )
    )
)
def test_a_graph_that_is_told_of_changes_is_as_one_made_afresh(
    steps: list[tuple[bool, dict[int, str | None], dict[int, str | None]]],
) -> None:
    graph, truth = LinkGraph(), dict[int, Annotation | None]()
    for is_told, states, thought in steps:
        now = {number: _state(number, links) for number, links in states.items()}
        truth |= now
        if is_told:
            # What was changed is not always what the graph knows, as others change it too.
            changes = []
            for number, after in now.items():
                before = thought.get(number, "")
                changes.append(Change(_state(number, before if after else before or ""), after))
            graph.apply(changes)
        for doc_path in "" if is_told else "ab":
            graph.update(doc_path, [it for it in truth.values() if it and it.doc_path == doc_path])
        state = sorted(filter(None, truth.values()), key=lambda it: it.doc_path)
        fresh = LinkGraph.of(partial(iter, state))
        assert graph.missing >= fresh.missing
        for mark in state:
            known = {(tie.link, tie.other.id, tie.is_outgoing) for tie in graph.ties(mark)}
            ties = {(tie.link, tie.other.id, tie.is_outgoing) for tie in fresh.ties(mark)}
            assert known == {it for it in ties if it[1] not in graph.missing}
        if graph.missing:
            graph.take(state)
        assert {it.identity for it in graph.annotations} == {
            it.identity for it in fresh.annotations
        }
        assert graph.missing == fresh.missing

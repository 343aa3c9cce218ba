"""The matrix: what is a row, what is in its cells, whose words it has, and in which order."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import ConflictError
from annotations.link_graph import LinkGraph
from annotations.links import silent_in
from annotations.matrix import Linked, Matrix
from annotations.model import Annotation
from annotations.workspace import open_workspace
from tests.linked import link_articles
from tests.marks import changed_mark, made_mark

ARTICLES = ("a", "b", "c", "d")
TIME = "2024-01-01T00:00:0{}Z"


def mark(
    name: str,
    links: str = "",
    *,
    label: str = "claim",
    annotator: str = "ana",
    modified: int = 0,
) -> Annotation:
    """The mark "b2" is the one at 20 of article b; links are written with such names too."""
    return made_mark(
        int(name, 16),
        doc_path=name[0],
        start=10 * int(name[1:]),
        label=label,
        annotator=annotator,
        links=" ".join(_link(word) for word in links.split()),
        modified=TIME.format(modified),
    )


def _link(word: str) -> str:
    kind, _, target = word.partition(":")
    if kind == "silent":
        return word
    return f"{kind}:{made_mark(int(target, 16)).id}"


def name_of(found: Annotation) -> str:
    return f"{found.doc_path}{found.start // 10}"


def matrix_of(*marks: Annotation, lone: Sequence[Annotation] = ()) -> Matrix:
    by_article = sorted(marks, key=lambda it: it.doc_path)
    return Matrix.of(LinkGraph.of(lambda: iter(by_article)), ARTICLES, lone=lone)


def told(matrix: Matrix) -> list[str]:
    """Each row as "a1 | a says a1 | b differs b2": its head, and the cells that are not blank."""
    rows = []
    for row in matrix.rows:
        cells = []
        for doc_path in matrix.columns:
            cell = row.cell(doc_path)
            if cell.verdict:
                names = [name_of(it.seen) for it in cell.entries] or list(cell.silent_by)
                cells.append(f"{doc_path} {cell.verdict} {' '.join(names)}")
        rows.append(" | ".join([name_of(row.head.seen), *cells]))
    return rows


# -- rows and cells


def test_a_row_is_what_same_connects_in_any_direction_by_anybody() -> None:
    marks = [
        mark("a1"),
        mark("b1", "same:a1"),
        mark("b2", "same:c1", annotator="bob"),
        mark("c1", "same:b1"),
        mark("c2", "same:d1"),
        mark("d1", "same:c2"),
    ]
    assert told(matrix_of(*marks)) == [
        "a1 | a says a1 | b says b1 b2 | c says c1",
        "c2 | c says c2 | d says d1",
    ]


def test_of_what_several_hold_the_strongest_is_shown_and_all_is_kept() -> None:
    marks = [
        mark("a1", "same:b1"),
        mark("b1"),
        mark("b2", "differs:a1"),
        mark("c1", "differs:b1"),
        mark("c2", "contradicts:a1"),
        mark("c3", "same:a1"),
    ]
    matrix = matrix_of(*marks)
    assert told(matrix) == ["a1 | a says a1 | b differs b2 b1 | c contradicts c2 c1 c3"]
    assert [it.verdict for it in matrix.rows[0].cell("c").entries] == [
        *("contradicts", "differs", "says")
    ]


def test_a_difference_does_not_make_two_rows() -> None:
    assert told(matrix_of(mark("a1"), mark("b1", "differs:a1"))) == [
        "b1 | a differs a1 | b says b1"
    ], "the one with the link is the row"
    assert told(matrix_of(mark("a1", "differs:b1"), mark("b1", "differs:a1"))) == [
        "a1 | a says a1 | b differs b1"
    ], "of two that have it, the first"
    star = [mark("a1"), mark("b1", "differs:a1"), mark("c1", "contradicts:a1")]
    assert told(matrix_of(*star)) == ["a1 | a says a1 | b differs b1 | c contradicts c1"]
    group = [mark("a1", "differs:b1"), mark("b1", "same:c1"), mark("c1")]
    assert told(matrix_of(*group)) == ["b1 | a differs a1 | b says b1 | c says c1"]


def test_what_is_opposed_to_a_row_later_does_not_take_its_place() -> None:
    later = {"created": TIME.format(9)}
    new = changed_mark(mark("b1", "contradicts:a1"), **later)
    assert told(matrix_of(mark("a1"), new)) == ["a1 | a says a1 | b contradicts b1"]
    more = changed_mark(mark("c1", "contradicts:b1"), **later)
    assert told(matrix_of(mark("a1"), new, more)) == [
        "b1 | a contradicts a1 | b says b1 | c contradicts c1"
    ], "unless more is opposed to it"


def test_what_was_looked_for_in_vain_is_a_row_whatever_it_is_linked_with() -> None:
    silent = mark("a1", "silent:d")
    row = "a1 | a says a1 | b differs b1 | d silent ana"
    earlier = changed_mark(mark("b1", "differs:a1"), created=TIME.format(0))
    for other in (mark("b1", "differs:a1"), earlier, changed_mark(earlier, links="")):
        linked = silent if other.links else mark("a1", "silent:d differs:b1")
        assert told(matrix_of(linked, other, lone=[linked])) == [row]
    group = [mark("b1", "same:c1"), mark("c1")]
    assert told(matrix_of(mark("a1", "silent:d differs:b1"), *group)) == [
        "a1 | a says a1 | b differs b1 | d silent ana",
        "b1 | a differs a1 | b says b1 | c says c1",
    ], "also what stands in the row of others"
    both = [mark("a1", "silent:d differs:b1"), mark("b1", "silent:c")]
    assert told(matrix_of(*both, lone=both)) == [
        "a1 | a says a1 | b differs b1 | d silent ana",
        "b1 | a differs a1 | b says b1 | c silent ana",
    ]


def test_two_groups_that_differ_are_two_rows() -> None:
    marks = [mark("a1", "same:b1"), mark("b1"), mark("a2", "same:b2 differs:b1"), mark("b2")]
    assert told(matrix_of(*marks)) == [
        "a1 | a differs a2 a1 | b says b1",
        "a2 | a says a2 | b differs b1 b2",
    ]


def test_a_source_and_kinds_of_ones_own_make_no_cell() -> None:
    marks = [mark("a1", "source-of:b1 echoes:c1"), mark("b1"), mark("c1")]
    assert told(matrix_of(*marks)) == []
    assert told(matrix_of(*marks, lone=marks[:1])) == ["a1 | a says a1"]


def test_silent_counts_while_the_article_has_nothing() -> None:
    first = mark("a1", "same:b1 silent:b silent:c silent:gone.txt")
    other = mark("b1", "silent:c", annotator="bob")
    assert told(matrix_of(first, other)) == ["a1 | a says a1 | b says b1 | c silent ana bob"]
    found = mark("c1", "differs:a1")
    assert told(matrix_of(first, other, found)) == ["a1 | a says a1 | b says b1 | c differs c1"]


def test_an_article_of_any_name_can_be_silent() -> None:
    path = "ü b/100 %:x.txt"
    row = mark("a1")
    row = changed_mark(row, links=f"{silent_in(path).kind}:{silent_in(path).target}")
    matrix = Matrix.of(LinkGraph(), ("a", path), lone=[row])
    assert matrix.rows[0].cell(path).silent_by == ("ana",)


def test_those_without_links_are_rows_only_where_they_are_asked_for() -> None:
    linked, lone = [mark("b1", "same:c1"), mark("c1")], [mark("c2"), mark("a1"), mark("b1")]
    assert told(matrix_of(*linked)) == ["b1 | b says b1 | c says c1"]
    assert told(matrix_of(*linked, lone=lone)) == [
        "a1 | a says a1",
        "b1 | b says b1 | c says c1",
        "c2 | c says c2",
    ]


# -- words and order


def test_the_words_are_those_of_the_first_claim_else_of_the_first() -> None:
    marks = [mark("a1", "same:b1 same:c1", label="date"), mark("b1"), mark("c1")]
    assert told(matrix_of(*marks))[0].startswith("b1 |")
    dates = [changed_mark(it, label="date") for it in marks]
    assert told(matrix_of(*dates))[0].startswith("a1 |")


def test_the_words_can_be_chosen_and_the_newest_choice_counts() -> None:
    marks = [
        mark("a1", "same:b1 heads:c1", modified=1),
        mark("b1", "same:c1 heads:d9"),
        mark("c1", "heads:b1", modified=2, annotator="bob"),
    ]
    assert told(matrix_of(*marks))[0].startswith("b1 |")
    marks[2] = mark("c1", "heads:d9", modified=2)
    assert told(matrix_of(*marks))[0].startswith("c1 |"), "what is not in the row can't be chosen"


def test_rows_stand_as_their_heads_do_and_columns_as_they_were_given() -> None:
    marks = [mark("a2", "same:b1"), mark("b1"), mark("a1", "same:b2 heads:b2"), mark("b2")]
    assert [name_of(row.head.seen) for row in matrix_of(*marks).rows] == ["a2", "b2"]
    graph = LinkGraph.of(lambda: iter(marks[:2]))
    other = Matrix.of(graph, ("b", "x"))
    assert other.columns == ("b", "x", "a"), "what has a cell is never left out"
    assert name_of(other.rows[0].head.seen) == "b1"
    assert other.used == ("b", "a")


def test_of_some_columns_the_rows_that_have_nothing_there_are_left_out() -> None:
    marks = [mark("a1", "same:b1"), mark("b1", "same:c1"), mark("c1"), mark("d1", "differs:b9")]
    matrix = matrix_of(*marks, mark("b9"))
    assert told(matrix.only(["c", "a"])) == ["a1 | a says a1 | c says c1"]
    assert matrix.only(["c", "a"]).columns == ("a", "c")
    assert matrix.only([]).rows == ()


NAMES = [f"{article}{number}" for article, number in product(ARTICLES, range(3))]
LINKS = st.lists(
    st.tuples(
        st.sampled_from(["same", "differs", "contradicts", "source-of", "heads"]),
        st.sampled_from(NAMES),
    ).map(lambda it: f"{it[0]}:{it[1]}")
    | st.sampled_from(ARTICLES).map(lambda it: f"silent:{it}"),
    max_size=3,
)
MARKS = st.lists(LINKS, min_size=len(NAMES), max_size=len(NAMES)).map(
    lambda links: [mark(name, " ".join(it)) for name, it in zip(NAMES, links, strict=True)]
)


@given(MARKS, st.randoms())
def test_every_link_is_seen_in_some_row_and_nobody_is_a_member_of_two(
    marks: list[Annotation], random: object
) -> None:
    graph = LinkGraph.of(lambda: iter(marks))
    matrix = Matrix.of(graph, ARTICLES)
    members = [it.seen.identity for row in matrix.rows for it in row.members]
    assert len(members) == len(set(members))
    silent = {it.identity for it in graph.annotations if "silent:" in it.links}
    assert silent <= set(members), "and what is silent is not lost from view"
    rows = {it.seen.identity: row for row in matrix.rows for it in row.members}
    for annotation in graph.annotations:
        for tie in graph.ties(annotation):
            one, other = annotation.identity, tie.other.identity
            if tie.link.kind == "same":
                assert rows[one] is rows[other]
            elif tie.link.kind in ("differs", "contradicts"):
                assert one in rows or other in rows
                for member, opposed in ((one, other), (other, one)):
                    if member in rows:
                        cell = rows[member].cell(opposed[0])
                        verdicts = {it.seen.identity: it.verdict for it in cell.entries}
                        assert verdicts[opposed] in ("differs", "contradicts")
    for row in matrix.rows:
        assert row.head in row.members
        for cell in row.cells.values():
            assert cell.verdict
            assert cell.verdict == (cell.entries[0].verdict if cell.entries else "silent")


@given(MARKS)
def test_the_order_of_reading_changes_nothing(marks: list[Annotation]) -> None:
    matrix = Matrix.of(LinkGraph.of(lambda: iter(marks)), ARTICLES)
    again = Matrix.of(LinkGraph.of(lambda: iter(marks[::-1])), ARTICLES)
    assert again == matrix


# -- from a store


def rows_of(matrix: Matrix) -> list[str]:
    """Each row as "never 000: says, says, …" without what is blank."""
    return [
        f"{row.words[:13].strip()}: "
        + ", ".join(f"{it[:3]} {row.cell(it).verdict}" for it in sorted(row.cells))
        for row in matrix.rows
    ]


def test_a_corpus_is_read_with_what_it_links(corpus_copy: Path) -> None:
    link_articles(corpus_copy)
    workspace = open_workspace([corpus_copy], "ana")
    linked = Linked(workspace, (), lambda doc_path: "004" in doc_path)
    linked.read()
    order = workspace.corpus.doc_paths
    assert rows_of(linked.matrix(order).without_lone()) == [
        "on Monday and: 000 says, 003 says",
        "Beijing will: 000 says, 001 says, 002 differs, 003 says, 004 silent",
        "were canceled: 000 says, 003 differs",
        "in a virtual: 001 contradicts, 004 says",
    ]
    assert rows_of(linked.matrix(order))[-1] == "The two sides: 004 says"
    assert linked.annotators == {"ana", "bob"}


def test_one_annotators_matrix_has_only_that_annotators_marks(corpus_copy: Path) -> None:
    link_articles(corpus_copy)
    linked = Linked(open_workspace([corpus_copy], "ana"), ["bob"], lambda _doc_path: True)
    linked.read()
    assert rows_of(linked.matrix(())) == ["took place at: 001 says"]


def test_what_is_changed_is_read_again(corpus_copy: Path) -> None:
    made = link_articles(corpus_copy)
    workspace = open_workspace([corpus_copy], "ana")
    linked = Linked(workspace)
    linked.read()
    days = made.marks["days 000"]
    workspace.editor.set_links(days, "")
    linked.update([days.doc_path])
    assert not any("Monday" in it for it in rows_of(linked.matrix(())))
    workspace.editor.undo()
    linked.update([days.doc_path])
    assert any("Monday" in it for it in rows_of(linked.matrix(())))


def test_what_is_linked_with_for_the_first_time_is_read_too(corpus_copy: Path) -> None:
    made = link_articles(corpus_copy)
    workspace = open_workspace([corpus_copy], "ana")
    linked = Linked(workspace)
    linked.read()
    topics, pelosi = made.marks["topics 004"], made.marks["Pelosi 000"]
    workspace.editor.set_links(pelosi, f"{pelosi.links} same:{topics.id}")
    linked.update([pelosi.doc_path])
    assert "were canceled: 000 says, 003 differs, 004 says" in rows_of(linked.matrix(()))


def test_what_nobody_wants_any_more_is_read_no_further(corpus_copy: Path) -> None:
    link_articles(corpus_copy)
    asked: list[str] = []

    def takes(doc_path: str) -> bool:
        asked.append(doc_path)
        linked.is_outdated = True
        return False

    linked = Linked(open_workspace([corpus_copy], "ana"), (), takes)
    linked.read()
    assert len(asked) == 2, "the first mark of the next article shows where the first one ends"


def test_marks_stand_where_they_are_in_an_article_that_was_changed(corpus_copy: Path) -> None:
    made = link_articles(corpus_copy)
    path = corpus_copy / made.articles["000"]
    path.write_text("A new first line of five words.\n" + path.read_text())
    linked = Linked(open_workspace([corpus_copy], "ana"))
    linked.read()
    entry = linked.matrix(()).rows[0].head
    assert entry.seen.start == entry.stored.start + 32
    assert entry.stored == made.marks["days 000"]


def test_links_of_an_article_that_is_gone_are_shown_still(corpus_copy: Path) -> None:
    made = link_articles(corpus_copy)
    (corpus_copy / made.articles["003"]).unlink()
    workspace = open_workspace([corpus_copy], "ana")
    linked = Linked(workspace)
    linked.read()
    matrix = linked.matrix(workspace.corpus.doc_paths)
    assert matrix.columns[-1] == made.articles["003"]
    assert rows_of(matrix)[0] == "on Monday and: 000 says, 003 says"


def test_links_that_were_changed_meanwhile_are_not_overwritten(corpus_copy: Path) -> None:
    made = link_articles(corpus_copy)
    editor = open_workspace([corpus_copy], "ana").editor
    days = made.marks["days 000"]
    newer = editor.set_links(days, "", verb="cleared")
    assert editor.set_links(newer, "") == newer
    with pytest.raises(ConflictError):
        editor.set_links(days, "same:x")
    assert editor.undo().describe() == "cleared date “on Monday and Tuesday”"

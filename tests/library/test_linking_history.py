"""Whatever is linked and deleted in whatever order, undo gives back exactly what was."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotations.link_graph import LinkGraph
from annotations.links import RELATIONS, SYMMETRIC, parse_links
from annotations.model import Annotation
from annotations.store import MemoryStore
from tests.making import make_editor
from tests.marks import changed_mark, made, made_mark

Links = set[tuple[str, str, str]]
"""What is linked as what with what, by ids."""
NUMBERS = st.integers(0, 4)
KINDS = st.sampled_from([*RELATIONS, "quotes"])


class Linking(RuleBasedStateMachine):
    """Random work of ana's on links among five marks in two articles, of which one is bob's."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.editor = make_editor(self.store)
        self.graph = LinkGraph.of(self.store.everything)
        self.editor.when_done = lambda it, other: self.graph.apply(it.changes, other)
        self.theirs = made_mark(100, "b.txt", annotator="bob")
        self.ids = [made_mark(number).id for number in range(1, 5)] + [self.theirs.id]
        # It leads to one of ana's, and whatever she does it stays.
        self.theirs = changed_mark(self.theirs, links=f"differs:{self.ids[0]}")
        self.store.record(made(self.theirs))
        self.graph.update("b.txt", [self.theirs])
        self.links: Links = {(self.theirs.id, "differs", self.ids[0])}
        self.done: list[list[Annotation]] = []
        self.undone: list[list[Annotation]] = []
        for number in range(1, 5):
            with_mark = made(made_mark(number, "a.txt" if number < 3 else "b.txt", start=number))
            self.step_from(self.state())
            self.store.record(with_mark)
            self.graph.apply(with_mark.changes)

    def state(self) -> list[Annotation]:
        return list(self.store.everything())

    def step_from(self, before: list[Annotation]) -> None:
        self.done.append(before)
        self.undone.clear()

    def find(self, number: int) -> Annotation | None:
        return next((it for it in self.state() if it.id == self.ids[number]), None)

    @rule(one=NUMBERS, two=NUMBERS, kind=KINDS)
    def link(self, one: int, two: int, kind: str) -> None:
        source, target = self.find(one), self.find(two)
        is_swapped = source is not None and source == self.find(4)
        if source is None or target is None or one == two or (is_swapped and kind not in SYMMETRIC):
            return
        before, links = self.state(), self.links
        linked = self.editor.link(source, target, kind)
        holder, other = (target, source) if is_swapped else (source, target)
        self.links = {
            it
            for it in links
            if it[0] == self.theirs.id
            or not (
                (it[0], it[2]) == (holder.id, other.id)
                or ((it[2], it[0]) == (holder.id, other.id) and _excludes(it[1], kind))
            )
        } | {(holder.id, kind, other.id)}
        assert bool(linked.changes) == (links != self.links)
        if linked.changes:
            self.step_from(before)

    @rule(one=NUMBERS, two=NUMBERS)
    def unlink(self, one: int, two: int) -> None:
        source, target = self.find(one), self.find(two)
        mine = {it for it in self.links if it[0] != self.theirs.id}
        ended = {it for it in mine if {it[0], it[2]} == {self.ids[one], self.ids[two]}}
        if ended and source is not None and target is not None:
            self.step_from(self.state())
            self.editor.unlink(source, target)
            self.links -= ended

    @rule(numbers=st.sets(st.integers(0, 3), min_size=1))
    def delete(self, numbers: set[int]) -> None:
        marks = [mark for number in sorted(numbers) if (mark := self.find(number))]
        if not marks:
            return
        self.step_from(self.state())
        gone = {it.id for it in marks}
        if len(marks) == 1:
            said = self.editor.delete(marks[0]).said
        else:
            said = self.editor.delete_all(marks).said
        ended = {it for it in self.links if it[0] in gone}
        ended |= {it for it in self.links if it[2] in gone and it[0] != self.theirs.id}
        assert ("link" in said.partition(";")[0]) == bool(ended)
        leads_nowhere = any(it[0] == self.theirs.id and it[2] in gone for it in self.links)
        assert ("nowhere" in said) == leads_nowhere
        self.links -= ended

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        self.undone.append(self.state())
        self.editor.undo()
        assert self.state() == self.done.pop()
        self.links = self.stored_links()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self.done.append(self.state())
        self.editor.redo()
        assert self.state() == self.undone.pop()
        self.links = self.stored_links()

    def stored_links(self) -> Links:
        return {(it.id, *link) for it in self.state() for link in parse_links(it.links)}

    @invariant()
    def the_store_holds_what_was_said(self) -> None:
        assert self.stored_links() == self.links

    @invariant()
    def the_graph_that_was_told_knows_what_one_made_afresh_knows(self) -> None:
        fresh, state = LinkGraph.of(self.store.everything), self.state()
        assert self.graph.missing >= fresh.missing
        linked = {it.identity for it in fresh.annotations}
        for mark in state:
            ties = {(tie.link, tie.other.id, tie.is_outgoing) for tie in fresh.ties(mark)}
            known = {(tie.link, tie.other.id, tie.is_outgoing) for tie in self.graph.ties(mark)}
            # What was made again before it was linked again is to be looked for.
            assert known == {it for it in ties if it[1] not in self.graph.missing}
            assert (mark.identity in linked) or not ties


def _excludes(kind: str, other: str) -> bool:
    return kind == other or bool({kind, other} & SYMMETRIC)


TestLinking = Linking.TestCase
TestLinking.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)

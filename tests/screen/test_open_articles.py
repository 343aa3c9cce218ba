"""Which articles are open and shown, whatever is done in whatever order."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui.open_articles import Layout, OpenArticles

ARTICLES = st.sampled_from([f"{number:03}.txt" for number in range(12)])


class OpeningAndClosing(RuleBasedStateMachine):
    """Opens, closes, steps and changes the room there is, and looks at what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = OpenArticles()

    @rule(doc_path=ARTICLES)
    def open_here(self, doc_path: str) -> None:
        was_open, before = doc_path in self.opened.order, list(self.opened.order)
        current = self.opened.current
        self.opened.open_here(doc_path)
        assert self.opened.current == doc_path
        if was_open:
            assert self.opened.order == before
        elif current is not None:
            assert self.opened.order == [doc_path if it == current else it for it in before]

    @rule(doc_path=ARTICLES)
    def toggle_beside(self, doc_path: str) -> None:
        was_open, before = doc_path in self.opened.order, list(self.opened.order)
        current = self.opened.current
        self.opened.toggle_beside(doc_path)
        if was_open:
            assert self.opened.order == [it for it in before if it != doc_path]
            if current != doc_path:
                assert self.opened.current == current
            return
        assert self.opened.order == [*before, doc_path]
        assert self.opened.current == (current or doc_path)
        assert self.opened.room == 1 or doc_path in self.opened.shown, "asked for to be seen"

    @rule(doc_path=ARTICLES)
    def open_beside(self, doc_path: str) -> None:
        before, current = list(self.opened.order), self.opened.current
        was_shown = current in self.opened.shown
        self.opened.open_beside(doc_path)
        assert self.opened.current == doc_path
        assert self.opened.order == (before if doc_path in before else [*before, doc_path])
        if was_shown and self.opened.room > 1 and not self.opened.zoomed:
            assert current in self.opened.shown, "what was read stays in view"

    @precondition(lambda self: bool(self.opened.order))
    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        doc_path = data.draw(st.sampled_from(self.opened.order))
        before = list(self.opened.order)
        self.opened.go_to(doc_path)
        assert self.opened.current == doc_path
        assert self.opened.order == before

    @rule(step=st.sampled_from([1, -1]))
    def step(self, step: int) -> None:
        before, current = list(self.opened.order), self.opened.current
        self.opened.step(step)
        if current is None:
            assert self.opened.current is None
        else:
            place = before.index(current) + step
            assert self.opened.current == before[place % len(before)]

    @rule(room=st.integers(-1, 5))
    def set_room(self, room: int) -> None:
        current = self.opened.current
        self.opened.set_room(room)
        assert self.opened.current == current

    @rule()
    def zoom_and_back(self) -> None:
        shown, current = list(self.opened.shown), self.opened.current
        if not self.opened.toggle_zoom():
            assert len(shown) < 2
            return
        if self.opened.zoomed:
            assert self.opened.shown == [current]
            assert self.opened.toggle_zoom()
            assert self.opened.shown == shown
            assert self.opened.toggle_zoom()

    @rule(step=st.sampled_from([-4, 4]), more=st.integers(0, 200))
    def widen(self, step: int, more: int) -> None:
        shown = list(self.opened.shown)
        room = 36 * len(shown) + more
        before = self.opened.widths(room)
        changed = self.opened.widen(step, room)
        after = self.opened.widths(room)
        assert sum(after) == sum(before) == (room if shown else 0)
        assert not shown or min(after) >= 36
        if not changed:
            assert after == before
        elif self.opened.current is not None:
            number = shown.index(self.opened.current)
            assert (after[number] - before[number]) * step > 0

    @rule(order=st.lists(ARTICLES, max_size=6), current=st.none() | ARTICLES)
    def restore(self, order: list[str], current: str | None) -> None:
        self.opened.restore(order, current)
        assert self.opened.order == list(dict.fromkeys(order))
        if current in order:
            assert self.opened.current == current

    @invariant()
    def the_current_article_is_shown(self) -> None:
        assert (self.opened.current is None) == (not self.opened.order)
        if self.opened.current is not None:
            assert self.opened.current in self.opened.shown

    @invariant()
    def the_room_is_used_and_no_more_than_it(self) -> None:
        room = 1 if self.opened.zoomed else self.opened.room
        assert len(self.opened.shown) == min(room, len(self.opened.order))

    @invariant()
    def only_open_articles_have_widths(self) -> None:
        assert set(self.opened.weights) <= set(self.opened.order)

    @invariant()
    def every_open_article_is_once_shown_or_hidden(self) -> None:
        assert len(set(self.opened.order)) == len(self.opened.order)
        assert sorted(
            self.opened.shown + [it for it in self.opened.order if it not in self.opened.shown]
        ) == sorted(self.opened.order)


TestOpeningAndClosing = OpeningAndClosing.TestCase
TestOpeningAndClosing.settings = settings(max_examples=150, stateful_step_count=30)


@pytest.mark.parametrize(
    ("width", "list_hidden", "panes"),
    [
        (20, True, 1),
        (80, False, 1),
        (99, True, 1),
        (100, False, 2),
        (107, True, 2),
        (108, True, 3),
        (160, False, 3),
        (160, True, 4),
        (178, False, 4),
        (400, False, 4),
    ],
)
def test_a_window_has_room_for(width: int, list_hidden: bool, panes: int) -> None:
    layout = Layout.of(width, in_list=False, list_hidden=list_hidden)
    assert layout.panes == panes
    assert layout.shows_list == (not list_hidden)


@pytest.mark.parametrize(
    ("width", "given", "list_width", "panes"),
    [
        (160, (52, 160), 52, 3),
        (400, (52, 160), 52, 4),
        (100, (52, 160), 32, 1),
        (100, (30, 80), 30, 1),
        (80, (52, 80), 44, 1),
        (60, (52, 60), 24, 1),
        (160, (3, 160), 20, 3),
    ],
)
def test_a_list_of_a_given_width_leaves_a_pane_its_least(
    width: int, given: tuple[int, int], list_width: int, panes: int
) -> None:
    layout = Layout.of(width, in_list=False, list_hidden=False, list_width=given)
    assert (layout.list_width, layout.panes) == (list_width, panes)


@pytest.mark.parametrize(
    ("width", "step", "panes", "after"),
    [
        (160, 4, 3, 38),
        (160, -4, 3, 30),
        (143, 4, 3, 35),
        (142, 4, 3, None),
        (60, 4, 1, None),
        (60, -4, 1, 24),
    ],
)
def test_the_list_is_resized_as_far_as_the_panes_beside_it_allow(
    width: int, step: int, panes: int, after: int | None
) -> None:
    layout = Layout.of(width, in_list=True, list_hidden=False)
    assert layout.resized_list(step, width, panes) == after


@pytest.mark.parametrize(("in_list", "panes"), [(True, 0), (False, 1)])
def test_a_narrow_window_has_room_for_the_list_or_a_pane(in_list: bool, panes: int) -> None:
    layout = Layout.of(40, in_list=in_list, list_hidden=False)
    assert (layout.shows_list, layout.panes, layout.list_width) == (in_list, panes, 40)


def test_the_list_shows_while_it_has_the_keys() -> None:
    assert Layout.of(160, in_list=True, list_hidden=True).shows_list


def test_an_article_that_was_hidden_takes_the_pane_of_the_current_one() -> None:
    opened = OpenArticles()
    opened.set_room(2)
    opened.restore(["a", "b", "c"], "a")
    assert opened.shown == ["a", "b"]
    opened.go_to("c")
    assert opened.shown == ["b", "c"], "the other pane stays where the reader left it"


def test_the_neighbour_becomes_current_when_an_article_is_closed() -> None:
    opened = OpenArticles()
    opened.restore(["a", "b", "c"], "c")
    opened.close("c")
    assert opened.current == "b"
    opened.close("b")
    opened.close("a")
    assert opened.current is None

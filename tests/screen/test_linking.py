"""Windows that are scrolled together stand at the same fraction of their texts."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.screen.texts import TEXTS
from tui.widgets.pane.linking import Link, fraction_at, row_at
from tui.widgets.pane.rows import BLOCK_LENGTH, Rows

SHORT = "".join(f"Line {number} says little.\n" for number in range(60))
LONG = "".join(
    f"Sentence {number} of a long paragraph that goes on and on. " + "\n" * (number % 17 == 0)
    for number in range(6_000)
)
assert len(LONG) > 6 * BLOCK_LENGTH


class Window:
    """A window on rows without a screen."""

    def __init__(self, text: str, width: int, height: int) -> None:
        self.rows, self.height, self.top = Rows(text, width), height, 0

    def fraction(self) -> Fraction:
        return fraction_at(self.rows, self.top, self.height)

    def follow(self, fraction: Fraction, tolerance: int = 0) -> None:
        self.top = row_at(self.rows, fraction, self.height)

    def end(self) -> int:
        while not self.rows.is_measured:
            self.rows.measure_next()
        return max(0, self.rows.height - self.height)

    def top_offset(self) -> int:
        return self.rows.span(self.top).start


@given(TEXTS, TEXTS, st.integers(1, 30), st.integers(1, 30), st.integers(1, 12))
@settings(max_examples=60)
def test_both_ends_are_exact_and_nothing_goes_back(
    one: str, other: str, width: int, other_width: int, height: int
) -> None:
    leader, follower = Window(one, width, height), Window(other, other_width, height + 1)
    link = Link()
    link.windows = [leader, follower]
    tops = []
    for top in range(leader.end() + 1):
        leader.top = top
        assert 0 <= leader.fraction() <= 1
        link.lead(leader)
        tops.append(follower.top)
    assert tops == sorted(tops), "one direction here is one direction there"
    assert tops[0] == 0
    if leader.end():
        assert leader.fraction() == 1
        assert tops[-1] == follower.end()
    else:
        assert set(tops) == {0}, "what can't be scrolled leads nowhere"


def test_what_was_in_line_stays_in_line_when_the_rest_is_measured() -> None:
    leader, follower = Window(LONG, 70, 40), Window(LONG[: len(LONG) // 2], 33, 40)
    link = Link()
    link.windows = [leader, follower]
    leader.top = leader.rows.row_at(len(LONG) // 3)
    link.lead(leader)
    assert not leader.rows.is_measured
    assert not follower.rows.is_measured
    fraction, offset, followed = leader.fraction(), leader.top_offset(), follower.top_offset()
    assert abs(fraction - Fraction(followed, len(follower.rows.text))) < Fraction(1, 100)
    assert leader.end() > 0
    assert follower.end() > 0
    leader.top, follower.top = leader.rows.row_at(offset), 0
    assert leader.fraction() == fraction
    link.lead(leader)
    assert follower.top_offset() == followed


def test_a_short_text_beside_a_long_one_moves_seldom_and_never_back() -> None:
    leader, follower = Window(LONG, 70, 40), Window(SHORT, 70, 40)
    link = Link()
    link.windows = [leader, follower]
    tops = []
    for top in range(0, leader.end() + 1, 7):
        leader.top = top
        link.lead(leader)
        tops.append(follower.top)
    assert tops == sorted(tops)
    assert {after - before for before, after in pairwise(tops)} <= {0, 1}


def test_only_linked_windows_lead_and_a_leader_does_not_follow_itself() -> None:
    leader, follower, stranger = (Window(LONG, 70, height) for height in (40, 40, 40))
    link = Link()
    leader.top = 100
    link.lead(leader)
    assert follower.top == 0, "nothing is linked"
    link.windows = [leader, follower]
    stranger.top = 500
    link.lead(stranger)
    assert (leader.top, follower.top) == (100, 0)
    link.lead(leader)
    assert (leader.top, follower.top) == (100, 100)

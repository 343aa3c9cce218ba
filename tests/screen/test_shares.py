"""Cells are shared out exactly, by weight, and nobody gets less than what is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.shares import reshared, shares

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=4)
LEAST = 36


@given(st.integers(0, 400), WEIGHTS)
def test_all_cells_are_given_away_and_none_gets_too_little(room: int, weights: list[float]) -> None:
    cells = shares(room, weights, LEAST)
    assert sum(cells) == room
    assert len(cells) == len(weights)
    if room >= LEAST * len(weights):
        assert min(cells) >= LEAST
    else:
        assert max(cells) - min(cells) <= 1


@given(st.integers(144, 400), WEIGHTS)
def test_the_heavier_gets_no_less(room: int, weights: list[float]) -> None:
    cells = shares(room, weights, LEAST)
    for one, its_cells in zip(weights, cells, strict=True):
        for other, others_cells in zip(weights, cells, strict=True):
            # Rounding may take a cell.
            assert one < other or its_cells >= others_cells - 1


@pytest.mark.parametrize(
    ("room", "weights", "cells"),
    [
        (120, [1, 1, 1], [40, 40, 40]),
        (121, [1, 1, 1], [40, 41, 40]),
        (160, [1.0, 3.0], [40, 120]),
        (100, [1.0, 9.0], [36, 64]),
        (400, [1.0, 3.0], [100, 300]),
        (20, [1.0], [20]),
        (0, [1.0, 2.0], [0, 0]),
    ],
)
def test_cells_go_by_weight(room: int, weights: list[float], cells: list[int]) -> None:
    assert shares(room, weights, LEAST) == cells


@given(st.data(), st.integers(72, 400), st.sampled_from([-4, 4, -1, 1]))
def test_a_step_is_taken_or_refused_at_the_bound(data: st.DataObject, room: int, step: int) -> None:
    most = min(4, room // LEAST)
    weights = data.draw(st.lists(st.floats(0.1, 10), min_size=2, max_size=most))
    number = data.draw(st.integers(0, len(weights) - 1))
    before = shares(room, weights, LEAST)[number]
    bound = LEAST if step < 0 else room - LEAST * (len(weights) - 1)
    changed = reshared(room, weights, number, step, LEAST)
    if changed is None:
        assert before == bound
        return
    after = shares(room, changed, LEAST)
    assert after[number] in (before + step, bound)
    assert min(after) >= LEAST
    assert sum(changed) == pytest.approx(len(weights)), "a pane that is opened beside has 1"


def test_proportions_are_kept_in_another_window() -> None:
    weights = reshared(160, [1, 1], 0, 20, LEAST)
    assert weights is not None
    assert shares(160, weights, LEAST) == [100, 60]
    assert shares(320, weights, LEAST) == [200, 120]
    assert shares(80, weights, LEAST) == [44, 36], "where there is room for that"

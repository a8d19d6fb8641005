"""Pairs of the nearest against hand calculations and against all pairs in their order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import matching
from industrial_atlas.processing.measures.matching import match

TRIES = settings(max_examples=200, deadline=None, derandomize=True)
COLUMN = np.array


def pairs_of(found) -> list:
    return list(zip(found.treated.tolist(), found.control.tolist(), found.distance.tolist()))


def brute(treated, controls, number, caliper, replacement) -> list:
    """All pairs by distance to nine decimals, then by treated, then by control; each taken if it still may be."""
    between = sorted(
        (round(float(np.sqrt(sum((one - other) ** 2 for one, other in zip(first, second)))), 9), row, column)
        for row, first in enumerate(treated) for column, second in enumerate(controls))
    used, held = set(), {row: [] for row in range(len(treated))}
    for most in range(1, number + 1):
        for distance, row, column in between:
            pair = (row, column, distance)
            if distance <= caliper and len(held[row]) < most and pair not in held[row] and (replacement or column not in used):
                used.add(column)
                held[row].append(pair)
    return [one for row in held for one in sorted(held[row], key=lambda pair: (pair[2], pair[1]))]


def points(grid: bool):
    """Points of one to three dimensions, on a grid where many are as far apart as others."""
    one = st.integers(0, 4).map(float) if grid else st.integers(-500, 500).map(lambda number: number / 100)
    return st.integers(1, 3).flatmap(lambda size: st.tuples(*[
        st.lists(st.lists(one, min_size=size, max_size=size), min_size=1, max_size=14)] * 2))


def test_pairs_go_by_distance_and_not_by_the_order_of_rows():
    """10 is nearest to 14 (4), but 15 is nearer to it (1), so that 10 must take 22 (12) after 40 took 30 (10)."""
    found = match(COLUMN([[10], [15], [40]]), COLUMN([[14], [22], [60], [30]]))
    assert pairs_of(found) == [(0, 1, 12), (1, 0, 1), (2, 3, 10)]
    assert found.nearest.tolist() == [4, 1, 10]


def test_with_replacement_each_takes_its_nearest():
    found = match(COLUMN([[10], [15], [40]]), COLUMN([[14], [22], [60], [30]]), 2, replacement=True)
    assert pairs_of(found) == [(0, 0, 4), (0, 1, 12), (1, 0, 1), (1, 1, 7), (2, 3, 10), (2, 1, 18)]


def test_ties_go_to_the_treated_point_and_then_to_the_control_that_comes_first():
    assert pairs_of(match(COLUMN([[1], [1]]), COLUMN([[2], [0], [1], [1]]))) == [(0, 2, 0), (1, 3, 0)]
    assert pairs_of(match(COLUMN([[1], [1]]), COLUMN([[2], [0]]))) == [(0, 0, 1), (1, 1, 1)]
    assert pairs_of(match(COLUMN([[1], [1]]), COLUMN([[2], [0]]), replacement=True)) == [(0, 0, 1), (1, 0, 1)]


def test_a_pair_as_long_as_the_caliper_is_one():
    assert pairs_of(match(COLUMN([[0.1 + 0.2], [5]]), COLUMN([[0], [3]]), caliper=0.3)) == [(0, 0, 0.3)]
    assert pairs_of(match(COLUMN([[1.0], [5]]), COLUMN([[1], [3]]), caliper=0)) == [(0, 0, 0)]


def test_there_may_be_nobody_on_a_side_and_nothing_to_tell_them_apart():
    none = np.zeros((0, 1))
    assert pairs_of(match(none, COLUMN([[1]]))) == [] and np.isinf(match(COLUMN([[1]]), none).nearest).all()
    assert pairs_of(match(np.zeros((2, 0)), np.zeros((1, 0)))) == [(0, 0, 0)]


@pytest.mark.parametrize("grid", [True, False])
@pytest.mark.parametrize("replacement", [True, False])
@TRIES
@given(data=st.data())
def test_the_pairs_are_those_of_all_pairs_in_their_order(grid, replacement, data):
    treated, controls = data.draw(points(grid))
    number, caliper = data.draw(st.integers(1, 3)), data.draw(st.sampled_from([0.0, 1.0, 2.5, np.inf]))
    batch = data.draw(st.sampled_from([1, 3, 20_000]))
    before = matching._EDGES, matching._EACH, matching._SAMPLE
    matching._EDGES, matching._EACH, matching._SAMPLE = batch, 1, 2
    try:
        found = match(treated, controls, number, caliper, replacement)
    finally:
        matching._EDGES, matching._EACH, matching._SAMPLE = before
    assert pairs_of(found) == brute(treated, controls, number, caliper, replacement)


@pytest.mark.parametrize("shift", [0.5, 8.0])
def test_a_thousand_firms_are_matched_as_all_pairs_say(shift):
    generator = np.random.default_rng(7)
    treated, controls = generator.normal(size=(400, 3)) + [shift, 0, 0], generator.normal(size=(600, 3))
    found, used, distance = match(treated, controls), set(), 0
    between = np.sqrt(((treated[:, None] - controls[None]) ** 2).sum(axis=2))
    order = np.argsort(between, axis=None)
    expected = {}
    for row, column in zip(*np.unravel_index(order, between.shape)):
        if row not in expected and column not in used:
            expected[row] = column
            used.add(column)
            distance += between[row, column]
    assert dict(zip(found.treated.tolist(), found.control.tolist())) == expected
    assert found.distance.sum() == pytest.approx(distance, abs=1e-6)


def test_it_can_be_stopped():
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match(COLUMN([[1.0]]), COLUMN([[2.0]]), step=stop)

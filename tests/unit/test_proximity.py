"""Proximity, density, ranks and what is missing to a location quotient of 1: by hand, and laws for all inputs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import proximity, quotients

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=40, deadline=None, derandomize=True)
NAN = np.nan

# Districts A to D, industries i to l: A and B have i and j, C has k and l, D has j and k.
HAS = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]], bool)[:, :, None]
# Ubiquity 2, 3, 2, 1; i and j together in 2, j and k in 1, k and l in 1.
NEAR = np.array([[0, 2 / 3, 0, 0], [2 / 3, 0, 1 / 3, 0], [0, 1 / 3, 0, 1 / 2], [0, 0, 1 / 2, 0]])


@st.composite
def presences(draw):
    """Which industries districts have: districts x industries x 2 periods."""
    shape = draw(st.integers(1, 7)), draw(st.integers(2, 6)), 2
    size = shape[0] * shape[1] * 2
    return np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size))).reshape(shape)


def test_proximities_worked_out_by_hand():
    assert proximity.proximities(HAS)[:, :, 0] == pytest.approx(NEAR)
    assert proximity.together(HAS)[:, :, 0].tolist() == [[2, 2, 0, 0], [2, 3, 1, 0], [0, 1, 2, 1], [0, 0, 1, 1]]


def test_densities_worked_out_by_hand():
    """Near k are j (1/3) and l (1/2): A has j, so (1/3) / (5/6); near i is j alone."""
    found = proximity.densities(HAS, NEAR)[:, :, 0]
    assert found == pytest.approx(np.array([
        [1, 2 / 3, 0.4, 0], [1, 2 / 3, 0.4, 0], [0, 1 / 3, 0.6, 1], [1, 1 / 3, 0.4, 1]]))


def test_the_diagonal_does_not_count_whoever_gives_it():
    assert proximity.densities(HAS, NEAR + np.eye(4)) == pytest.approx(proximity.densities(HAS, NEAR))


def test_a_pair_without_a_proximity_adds_nothing():
    gap, none = NEAR.copy(), NEAR.copy()
    gap[1, 2] = gap[2, 1] = NAN
    none[1, 2] = none[2, 1] = 0
    np.testing.assert_array_equal(proximity.densities(HAS, gap), proximity.densities(HAS, none))


def test_an_industry_that_nobody_has_is_near_to_none_and_has_no_density():
    has = np.concatenate([HAS, np.zeros((4, 1, 1), bool)], axis=1)
    near = proximity.proximities(has)
    assert not near[4].any() and not near[:, 4].any()
    assert np.isnan(proximity.densities(has, near)[:, 4]).all()


def test_a_missing_quotient_is_not_held_and_rounding_does_not_decide():
    assert proximity.held(np.array([NAN, 0.0, 1 - 1e-13, 1 - 1e-9, 3.0])).tolist() == [False, False, True, False, True]
    assert proximity.held(np.array([1.9, 2.0]), 2).tolist() == [False, True]


def test_ties_go_by_code_and_only_candidates_have_a_rank():
    scores = np.array([[0.5, 0.5 + 1e-15, NAN, 0.1, 0.9]])
    candidates = np.array([[True, True, True, True, False]])
    for order, ranks in (([0, 1, 2, 3, 4], [1, 2, NAN, 3, NAN]), ([1, 0, 2, 3, 4], [2, 1, NAN, 3, NAN])):
        np.testing.assert_array_equal(proximity.ranks(scores, candidates, np.array(order)), [ranks])


def test_what_is_missing_to_one_makes_one():
    """10 of 100, where all have 100 of 400: (10 + d) / (100 + d) = (100 + d) / (400 + d) for d = 6000 / 210."""
    assert float(proximity.value_to_one(10.0, 100.0, 100.0, 400.0)) == pytest.approx(6000 / 210)
    values = np.array([[10.0, 90.0], [90.0, 210.0]])
    lacking = proximity.value_to_one(values, values.sum(axis=1)[:, None], values.sum(axis=0), values.sum())
    values[0, 0] += lacking[0, 0]
    quotient = quotients.location_quotients(values[:, :, None], values.sum(axis=1)[:, None])["lq"]
    assert quotient[0, 0, 0] == pytest.approx(1)
    assert lacking[0, 1] < 0, "what has more than its usual share could lose some"


def test_there_is_no_way_to_one_without_anything_outside():
    assert np.isnan(proximity.value_to_one([5.0, NAN], 5.0, 5.0, 5.0)).all()


@TRIES
@given(presences(), st.randoms(use_true_random=False))
def test_order_changes_nothing(has, random):
    areas, industries = (list(range(size)) for size in has.shape[:2])
    random.shuffle(areas)
    random.shuffle(industries)
    near, other = proximity.proximities(has), proximity.proximities(has[areas][:, industries])
    np.testing.assert_array_equal(near[industries][:, industries], other)
    np.testing.assert_allclose(
        proximity.densities(has, near)[areas][:, industries], proximity.densities(has[areas][:, industries], other))


@TRIES
@given(presences())
def test_proximities_and_densities_are_from_0_to_1_and_have_no_direction(has):
    near = proximity.proximities(has)
    assert ((near >= 0) & (near <= 1)).all() and (near == np.swapaxes(near, 0, 1)).all()
    assert not np.diagonal(near).any()
    density = proximity.densities(has, near)
    known = density[~np.isnan(density)]
    assert ((known >= 0) & (known <= 1)).all()
    whole = np.broadcast_to(has.all(axis=1)[:, None], has.shape) & ~np.isnan(density)
    assert density[whole] == pytest.approx(1), "who has everything has all that is near"


@TRIES
@given(presences())
def test_proximity_is_the_smaller_of_the_two_chances(has):
    near = proximity.proximities(has)[:, :, 0]
    first = has[:, :, 0]
    for one in range(first.shape[1]):
        for other in range(first.shape[1]):
            holders = [first[:, place].sum() for place in (one, other)]
            both = (first[:, one] & first[:, other]).sum()
            expected = min(both / holders[0], both / holders[1]) if all(holders) and one != other else 0
            assert near[one, other] == pytest.approx(expected)


@TRIES
@given(presences())
def test_having_more_never_lowers_a_density(has):
    near = proximity.proximities(has)
    more = has.copy()
    more[0, 0] = True
    before, after = proximity.densities(has, near), proximity.densities(more, near)
    known = ~np.isnan(before)
    assert (after[known] >= before[known] - 1e-12).all()


@pytest.mark.parametrize("factor", [1e-9, 3.0, 1e12])
def test_the_unit_changes_nothing(factor):
    values = np.array([[40.0, 40, 10, 10], [40, 40, 10, 10], [10, 10, 40, 40], [10, 40, 40, 10]])[:, :, None]
    found = [proximity.held(quotients.location_quotients(times * values, times * values.sum(axis=1))["lq"])
             for times in (1.0, factor)]
    np.testing.assert_array_equal(*found)
    np.testing.assert_array_equal(found[0], HAS)


def test_a_panel_of_25_years_takes_a_moment():
    import time

    has = np.random.default_rng(1).random((380, 82, 25)) < 0.35
    started = time.perf_counter()
    proximity.densities(has, proximity.proximities(has))
    assert time.perf_counter() - started < 5, "some 0.2 s on a quiet machine"

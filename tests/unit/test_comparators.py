"""Distances between mixes of industries: by hand, against scipy, laws on many mixes; ranks and partners."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import comparators
from industrial_atlas.processing.measures.comparators import (
    balanced_weight,
    combined,
    distances,
    embedded,
    nearest,
    partner_scores,
    standardised,
    trait_distances,
)

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=25, deadline=None, derandomize=True)
KINDS = ("hellinger", "euclidean", "cosine")
P, Q, R = (0.5, 0.5, 0.0), (0.5, 0.0, 0.5), (0.0, 0.0, 1.0)


@st.composite
def shares(draw):
    """Mixes of two to six districts over two to five industries, zeros among them."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    cells = st.one_of(st.just(0), st.integers(1, 50), st.integers(10**5, 10**6))
    values = np.array(draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows)), float)
    values[values.sum(axis=1) == 0, 0] = 1
    return values / values.sum(axis=1, keepdims=True)


def test_distances_by_hand():
    """P and Q share half: affinity sqrt(.5 x .5) = .5, so sqrt(1 - .5); P and R share nothing."""
    held = np.array([P, Q, R])
    assert distances(held)[0].tolist() == pytest.approx([0, np.sqrt(0.5), 1])
    # P - Q = (0, .5, -.5): sqrt .5; P - R = (.5, .5, -1): sqrt 1.5, but never over sqrt 2
    assert distances(held, kind="euclidean")[0].tolist() == pytest.approx([0, np.sqrt(0.5), np.sqrt(1.5)])
    # cosine of P and Q: .25 / .5 = .5
    assert distances(held, kind="cosine")[0].tolist() == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize("kind", KINDS)
@TRIES
@given(shares())
def test_distances_are_those_of_scipy(kind, held):
    peer = pytest.importorskip("scipy.spatial.distance")
    expected = {
        "hellinger": lambda: peer.cdist(np.sqrt(held), np.sqrt(held)) / np.sqrt(2),
        "euclidean": lambda: peer.cdist(held, held), "cosine": lambda: peer.cdist(held, held, "cosine"),
    }[kind]()
    np.testing.assert_allclose(distances(held, kind=kind), expected, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@TRIES
@given(shares(), st.randoms(use_true_random=False))
def test_a_distance_is_symmetric_bounded_and_zero_for_the_same_mix_in_any_order(kind, held, random):
    found = distances(held, kind=kind)
    assert (np.diag(found) == 0).all() and (found >= 0).all()
    assert (found <= (np.sqrt(2) if kind == "euclidean" else 1)).all()
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    order = list(range(len(held)))
    random.shuffle(order)
    np.testing.assert_array_equal(distances(held[order], kind=kind), found[np.ix_(order, order)])


@pytest.mark.parametrize("kind", KINDS[:2])
@TRIES
@given(shares())
def test_the_triangle_holds(kind, held):
    found = distances(held, kind=kind)
    assert (found[:, None, :] <= found[:, :, None] + found[None] + 1e-9).all()


@pytest.mark.parametrize("kind", KINDS)
@TRIES
@given(shares())
def test_the_parts_of_industries_add_up_to_the_distance(kind, held):
    vectors = embedded(held, kind)
    parts = ((vectors[0] - vectors[1]) ** 2).sum()
    distance = distances(held, [0], kind)[0, 1]
    assert parts == pytest.approx(distance if kind == "cosine" else distance**2, abs=1e-12)


def test_a_block_of_rows_at_a_time_gives_the_same(monkeypatch):
    held = np.random.default_rng(1).dirichlet(np.ones(4), 30)
    whole = distances(held)
    monkeypatch.setattr(comparators, "CELLS", 250)
    np.testing.assert_array_equal(distances(held), whole)
    np.testing.assert_array_equal(distances(held, [3, 7]), whole[[3, 7]])


@pytest.mark.parametrize("wrong", [[[0.5, 0.4]], [[1.2, -0.2]], [[np.nan, 1.0]]])
def test_what_is_no_share_is_refused(refusal, wrong):
    assert "shares of at least 0 that sum to 1" in refusal(distances, np.array(wrong))


def test_traits_by_hand():
    """1, 2, 3 and 10, 10, 40: sd 1 and sqrt(300); the second trait of the third is 20 over its mean."""
    z = standardised(np.array([[1.0, 10], [2, 10], [3, 40]]))
    assert z[:, 0].tolist() == [-1, 0, 1] and z[2, 1] == pytest.approx(20 / np.sqrt(300))
    # from the first to the third: 2 squared and (30 / sqrt 300) squared = 4 and 3, mean 3.5
    assert trait_distances(z, [0])[0, 2] == pytest.approx(np.sqrt(3.5))
    assert combined(0.6, np.sqrt(3.5), 0.5) == pytest.approx(np.sqrt((0.36 + 3.5) / 2))
    assert combined(0.6, 9.0, 0) == 0.6 and combined(0.6, 9.0, 1) == 9.0
    assert balanced_weight([0.1], [0.3]) == pytest.approx(0.1) and np.isnan(balanced_weight([0.0], [0.0]))


def test_traits_are_those_of_sklearn():
    sklearn = pytest.importorskip("sklearn.preprocessing")
    held = np.random.default_rng(2).lognormal(size=(12, 3))
    scaled = sklearn.StandardScaler().fit_transform(held) * np.sqrt(11 / 12)  # sklearn's sd is with n
    np.testing.assert_allclose(standardised(held), scaled)
    peer = pytest.importorskip("scipy.spatial.distance")
    np.testing.assert_allclose(trait_distances(standardised(held)), peer.cdist(scaled, scaled) / np.sqrt(3), atol=1e-12)


def test_a_trait_that_does_not_vary_tells_nobody_apart():
    assert standardised(np.array([[5.0], [5.0]])).tolist() == [[0], [0]] == standardised(np.full((2, 1), 0.1 + 0.2)).tolist()
    assert standardised(np.array([[7.0]])).tolist() == [[0]]


def test_equal_distances_are_in_the_given_order():
    found = nearest(np.array([[0.0, 0.3, 0.3 + 1e-15, 0.1]]), [0], np.ones((1, 4), bool), [2, 1, 3, 0], 3)
    assert found.others.tolist() == [3, 2, 1] and found.ranks.tolist() == [1, 2, 3] and found.rows.tolist() == [0, 0, 0]


def test_nobody_is_nearest_to_himself_and_fewer_candidates_give_fewer_rows():
    allowed = np.array([[True, True, False], [False, False, False]])
    found = nearest(np.zeros((2, 3)), [0, 2], allowed, [0, 1, 2], 5)
    assert (found.rows.tolist(), found.others.tolist()) == ([0], [1])


# Partners -------------------------------------------------------------------------------------------------------------


HAS = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=bool)


def by_the_book(has, r, s):
    """The score in plain loops."""
    number = has.sum(axis=0)
    near = [[0 if i == j else (has[:, i] & has[:, j]).sum() / max(number[i], number[j]) for j in range(has.shape[1])]
            for i in range(has.shape[1])]
    above = below = 0.0
    for i in range(has.shape[1]):
        if has[r, i] or not sum(near[i]):
            continue
        density = sum(near[i][j] for j in range(has.shape[1]) if has[r, j]) / sum(near[i])
        below += density
        above += density * has[s, i]
    return above / below if below else np.nan


def test_partner_scores_by_hand():
    """District 0 lacks 2 and 3. phi_20 = 2/3, phi_21 = 1/3, phi_23 = 1/3; 3 is related to 2 alone.

    So D_2 = (2/3 + 1/3) / (4/3) = 3/4 and D_3 = 0: who has 2 has all of it.
    """
    assert partner_scores(HAS, [0])[0].tolist() == pytest.approx([0, 1, 0, 1, 1])


def test_partner_scores_are_those_of_plain_loops():
    found = partner_scores(HAS)
    expected = [[by_the_book(HAS, r, s) for s in range(5)] for r in range(5)]
    np.testing.assert_allclose(found, expected)
    some = np.random.default_rng(3).random((9, 6)) > 0.5
    np.testing.assert_allclose(partner_scores(some, [4, 5]), [[by_the_book(some, r, s) for s in range(9)] for r in (4, 5)])


def test_who_has_everything_needs_no_partner():
    assert np.isnan(partner_scores(np.array([[1, 1], [1, 0]], dtype=bool), [0])).all()

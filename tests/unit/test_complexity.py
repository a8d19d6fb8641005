"""Diversity, ubiquity and the index of complexity: by another way, where it is not defined, and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures.complexity import complexity

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=40, deadline=None, derandomize=True)
NESTED = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], bool)


@st.composite
def presences(draw):
    """Which industries districts have."""
    shape = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    return np.array(draw(st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))).reshape(shape)


def by_reflections(has, times: int = 5000) -> np.ndarray:
    """The index of districts as Hidalgo and Hausmann (2009) first wrote it: means of means, again and again."""
    has = np.asarray(has, float)
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    scores = diversity.copy()
    for _ in range(times):
        scores = (has @ ((has.T @ scores) / ubiquity)) / diversity
        scores = scores - (scores * diversity).sum() / diversity.sum()
        scores /= np.abs(scores).max()
    scores = (scores - scores.mean()) / scores.std()
    return scores * np.sign(np.corrcoef(scores, diversity)[0, 1])


def test_the_method_of_reflections_leads_to_the_same_index():
    has = np.random.default_rng(3).random((30, 12)) < 0.4
    assert has.any(axis=0).all() and has.any(axis=1).all()
    assert complexity(has)["eci"] == pytest.approx(by_reflections(has), abs=1e-9)


def test_nested_districts_are_in_the_order_of_their_diversity():
    found = complexity(NESTED)
    assert found["diversity"].tolist() == [4, 3, 2, 1] and found["ubiquity"].tolist() == [4, 3, 2, 1]
    assert (np.diff(found["eci"]) < 0).all() and (np.diff(found["pci"]) > 0).all(), "the rarest is the most complex"
    assert found["correlation"] == pytest.approx(np.corrcoef(found["eci"], [4, 3, 2, 1])[0, 1])


def test_a_district_is_as_complex_as_the_mean_of_what_it_has():
    found = complexity(NESTED)
    means = (NESTED * found["pci"]).sum(axis=1) / NESTED.sum(axis=1)
    assert found["eci"] == pytest.approx(means)
    assert (found["eci"].mean(), found["eci"].std()) == pytest.approx((0, 1))


def test_districts_and_industries_without_anything_have_no_index_and_change_none():
    wider = np.zeros((5, 5), bool)
    wider[:4, :4] = NESTED
    found, plain = complexity(wider), complexity(NESTED)
    assert np.isnan(found["eci"][4]) and np.isnan(found["pci"][4])
    np.testing.assert_allclose(found["eci"][:4], plain["eci"])
    np.testing.assert_allclose(found["pci"][:4], plain["pci"])


@pytest.mark.parametrize("has", [
    np.eye(4, dtype=bool),  # nothing in common
    np.kron(np.eye(2), np.ones((2, 2))).astype(bool),  # two parts
    np.ones((4, 3), bool), np.zeros((3, 3), bool), np.ones((1, 3), bool), np.ones((3, 1), bool),
    ~np.eye(4, dtype=bool),  # the second eigenvalue stands three times
])
def test_where_the_index_is_not_defined_there_is_none(has):
    found = complexity(has)
    assert np.isnan(found["eci"]).all() and np.isnan(found["pci"]).all() and np.isnan(found["correlation"])
    assert found["diversity"].tolist() == has.sum(axis=1).tolist()


def test_where_diversity_gives_no_sign_rare_industries_are_the_complex_ones():
    has = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]], bool)
    found = complexity(has)
    assert np.isnan(found["correlation"])
    assert np.corrcoef(found["pci"], found["ubiquity"])[0, 1] < 0


@TRIES
@given(presences(), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_the_sign_is_that_of_diversity(has, random):
    areas, industries = (list(range(size)) for size in has.shape)
    random.shuffle(areas)
    random.shuffle(industries)
    first, second = complexity(has), complexity(has[areas][:, industries])
    if not np.isnan(first["correlation"]) and first["correlation"] > 1e-6:
        np.testing.assert_allclose(first["eci"][areas], second["eci"], atol=1e-6)
        np.testing.assert_allclose(first["pci"][industries], second["pci"], atol=1e-6)
        there = ~np.isnan(first["eci"])
        assert np.corrcoef(first["eci"][there], first["diversity"][there])[0, 1] > 0

"""Mahalanobis distances against SciPy's, hand calculations and the laws of the distance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import mahalanobis

from industrial_atlas.processing.measures.mahalanobis import coordinates, is_singular, pooled_covariance
from industrial_atlas.processing.measures.notes import Notes

TRIES = settings(max_examples=60, deadline=None, derandomize=True)


def turned(values, industries=None, treated=None, notes=None, labels=("a", "b", "c"), names=("size", "age", "output")):
    values = np.asarray(values, float)
    industries = np.zeros(len(values), int) if industries is None else np.asarray(industries)
    treated = np.arange(len(values)) % 2 == 0 if treated is None else np.asarray(treated, bool)
    notes = Notes() if notes is None else notes
    return coordinates(values, industries, treated, list(labels), list(names)[:values.shape[1]], notes)


def between(found) -> np.ndarray:
    return np.sqrt(((found[:, None] - found[None]) ** 2).sum(axis=2))


def test_one_covariate_by_hand():
    """10, 15, 40 about 21.667: 516.667; 14, 22, 60, 30 about 31.5: 1211; 1727.667 / 5 = 345.533, root 18.5885."""
    found = turned([[10], [15], [40], [14], [22], [60], [30]], treated=[1, 1, 1, 0, 0, 0, 0])
    assert between(found)[0, 4] == pytest.approx(12 / 18.58853)
    assert between(found)[1, 3] == pytest.approx(1 / 18.58853)


def test_two_covariates_by_hand():
    """Deviations (-1, -1), (1, 1) and (-1, 1), (1, -1): variances 4 / 2 = 2, covariance 0: d^2 = (1^2 + 3^2) / 2."""
    found = turned([[0, 0], [2, 2], [10, 12], [12, 10]], treated=[1, 1, 0, 0])
    assert between(found)[2, 3] == pytest.approx(np.sqrt((2**2 + 2**2) / 2))
    assert between(found)[0, 2] == pytest.approx(np.sqrt((10**2 + 12**2) / 2))


def test_distances_are_scipys_industry_by_industry():
    generator = np.random.default_rng(2)
    values = generator.lognormal(size=(60, 3)) @ [[1, 2, 0], [0, 1, 5], [0, 0, 100]]
    industries, treated = generator.integers(0, 2, 60), generator.integers(0, 2, 60)
    found = between(turned(values, industries, treated))
    for industry in (0, 1):
        rows = np.flatnonzero(industries == industry)
        sides = [values[rows[treated[rows] == side]] for side in (0, 1)]
        pooled = sum(np.cov(side.T) * (len(side) - 1) for side in sides) / (len(rows) - 2)
        inverse = np.linalg.inv(pooled)
        for one in rows[:5]:
            for other in rows:
                expected = mahalanobis(values[one], values[other], inverse)
                assert found[one, other] == pytest.approx(expected, abs=1e-9)


@TRIES
@given(st.integers(0, 10**6), st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
def test_units_change_nothing(seed, scale, shift):
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(12, 2))
    mixed = values @ [[2.0, 1.0], [0.0, 3.0]] * [scale, 1] + shift
    assert between(turned(mixed)) == pytest.approx(between(turned(values)), abs=1e-5)


def test_a_constant_covariate_counts_nothing_and_is_named(notes, warned):
    plain = turned([[1.0], [4], [3], [9]])
    found = turned([[1.0, 5], [4, 5], [3, 5], [9, 5]], notes=notes)
    assert between(found) == pytest.approx(between(plain)) and "age" in warned()[0] and len(warned()) == 1
    assert (turned([[5.0], [5], [5]]) == 0).all()


def test_a_covariate_that_is_constant_in_one_industry_counts_in_the_others(notes, warned):
    values = [[1, 5], [4, 5], [3, 5], [9, 5], [1, 2], [4, 3], [3, 7], [8, 1]]
    found = turned(values, [0] * 4 + [1] * 4, notes=notes)
    assert between(found)[:4, :4] == pytest.approx(between(turned([[1.0], [4], [3], [9]])))
    assert between(found)[4:, 4:] == pytest.approx(between(turned(values[4:])))
    assert warned() == ["age is the same for all firms of 1 industry, so it counts nothing there: a."]


def test_a_covariate_that_follows_from_others_counts_nothing_more(notes, warned):
    values = np.array([[1.0, 2, 0], [4, 8, 5], [3, 6, 1], [9, 18, 4], [2, 4, 4], [7, 14, 2]])
    assert between(turned(values, notes=notes)) == pytest.approx(between(turned(values[:, [0, 2]])))
    assert warned() == ["Exactly given by the covariates before it, so it counts nothing more: age."]


def test_too_few_firms_take_the_covariance_of_all_industries(notes, warned):
    """Industry b has one firm on each side; pooled over both: (2 + 8) / (4 - 2 + 0) = 5, as in the industry alone."""
    found = turned([[1], [3], [10], [14], [0], [5]], [0, 0, 0, 0, 1, 1], [1, 1, 0, 0, 1, 0], notes)
    assert between(found)[4, 5] == pytest.approx(5 / np.sqrt(5))
    assert warned() == ["Too few firms for a covariance of its own in 1 industry, where it is that pooled over all "
                        "industries: b."]


def test_two_firms_take_the_covariance_about_one_mean(notes, warned):
    """1 and 5 about 3: (4 + 4) / 1 = 8; distance 4 / sqrt(8)."""
    assert between(turned([[1.0], [5]], treated=[1, 0], notes=notes))[0, 1] == pytest.approx(4 / np.sqrt(8))
    assert "about one mean" in warned()[0]


@pytest.mark.parametrize("scale", [1e-90, 1e-3, 1e90])
def test_huge_and_tiny_numbers(scale):
    plain = [[1.0, 2], [4, 1], [3, 7], [9, 3], [5, 5]]
    assert between(turned(np.array(plain) * scale)) == pytest.approx(between(turned(plain)))


def test_pooled_covariance_is_numpys_for_one_group():
    values = np.random.default_rng(1).normal(size=(9, 3))
    assert pooled_covariance(values, np.zeros(9, int)) == pytest.approx(np.cov(values.T))
    assert np.isnan(pooled_covariance(values, np.arange(9))).all() and is_singular(np.zeros((2, 2)))

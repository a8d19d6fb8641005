"""Proximity of industries and density of districts, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from industrial_atlas.processing.measures.proximity import densities, held, proximities, together

HAS = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 1]], dtype=bool)[:, :, None]


def test_a_quotient_of_one_counts_and_one_that_is_missing_does_not():
    assert held(np.array([1 - 1e-15, 0.999, np.nan, 3])).tolist() == [True, False, False, True]


def test_proximities_by_hand():
    """Three districts have 0, two have 1, two have 2; 0 and 1 meet twice, 0 and 2 once, 1 and 2 once."""
    assert np.diag(together(HAS)[:, :, 0]).tolist() == [3, 2, 2]
    assert proximities(HAS)[:, :, 0] == pytest.approx(np.array([[0, 2 / 3, 1 / 3], [2 / 3, 0, 1 / 2], [1 / 3, 1 / 2, 0]]))


def test_densities_by_hand():
    """Of what is near 2 (1/3 and 1/2) the second district has 1/3."""
    assert densities(HAS, proximities(HAS))[1, :, 0] == pytest.approx([0, (2 / 3) / (7 / 6), (1 / 3) / (5 / 6)])

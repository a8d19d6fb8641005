"""Ours against every number that somebody else has for the same figures."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import breaks


def test_ours_is_theirs(case):
    theirs, ours = case.answers()
    np.testing.assert_allclose(ours, theirs, **case.tolerance)


def test_two_ginis_of_manufacturing_are_0_139_and_0_170(peer_cases):
    """The one weights regions by size, the other counts each the same: two families that must not be mixed."""
    found = {case.measure: round(float(case.answers()[1]), 3) for case in peer_cases
             if "WZ08-C" in case.case and "against" not in case.case and case.decimals is None}
    assert (found["Locational Gini by size"], found["Gini of the location quotients"]) == (0.139, 0.170)


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("scheme", ["fisher_jenks", "natural_breaks"])
def test_the_same_values_always_give_the_same_bounds(scheme):
    values = np.random.default_rng(2).lognormal(size=58)
    first = breaks.class_bounds(values, scheme, 5)
    np.random.seed(99)  # noqa: NPY002 (mapclassify draws from this generator)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    assert breaks.class_bounds(values, scheme, 5) == first
    assert np.random.get_state()[1].tolist() == before, "the generator of the caller was disturbed"  # noqa: NPY002

"""Class bounds against mapclassify.

Every expected number is what mapclassify 2.10.0 answered on its own example; EqualInterval, Quantiles, StdMean and
HeadTailBreaks are those of its own test suite. One thing differs on purpose: bounds below the lowest value, which
mapclassify gives for StdMean and BoxPlot, bound classes that nothing can be in, and `class_bounds` drops them.
"""

import numpy as np
import pytest

from industrial_atlas.processing.measures import breaks


def reachable(case, values) -> tuple:
    """The peer's bounds and counts without the empty classes below the lowest value."""
    kept = [place for place, bound in enumerate(case["bins"]) if bound >= values.min()]
    assert not any(case["counts"][place] for place in range(len(case["bins"])) if place not in kept)
    return [case["bins"][place] for place in kept], [case["counts"][place] for place in kept]


@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_bounds_and_counts_are_mapclassify_s(breaks_case, california):
    given = breaks_case["bins"] if breaks_case["scheme"] == "user_defined" else ()
    bounds, counts = reachable(breaks_case, california)
    found = breaks.class_bounds(california, breaks_case["scheme"], 5, given)
    np.testing.assert_allclose(found, bounds, rtol=1e-9)
    assert breaks.class_counts(california, found) == counts


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("scheme", ["fisher_jenks", "natural_breaks"])
def test_the_same_values_always_give_the_same_bounds(california, scheme):
    first = breaks.class_bounds(california, scheme, 5)
    np.random.seed(99)  # noqa: NPY002 (mapclassify draws from this generator)
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    assert breaks.class_bounds(california, scheme, 5) == first
    assert np.random.get_state()[1].tolist() == before, "the generator of the caller was disturbed"  # noqa: NPY002

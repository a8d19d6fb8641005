"""A panel in parts says what it says as a whole."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import blocks, concentration, quotients


@pytest.fixture(params=[1, 60, 10**9], ids=["one industry at a time", "some", "all"])
def cells(request, monkeypatch):
    """How much is worked on at a time."""
    monkeypatch.setattr(blocks, "CELLS", request.param)


@pytest.fixture
def panel():
    generator = np.random.default_rng(4)
    values = generator.lognormal(size=(10, 5, 3))
    values[generator.random(values.shape) < 0.1] = np.nan
    values[:, 2] = 0
    return values, np.nansum(values, axis=1) * 1.5


def test_indices_and_quotients_do_not_depend_on_the_parts(cells, panel):
    values, totals = panel
    found = concentration.indices(values, totals), quotients.location_quotients(values, totals)
    for industry in range(5):
        alone = (concentration.indices(values[:, [industry]], totals),
                 quotients.location_quotients(values[:, [industry]], totals))
        for name in alone[0]:
            np.testing.assert_array_equal(found[0][name][industry], alone[0][name][0], err_msg=name)
        for name in alone[1]:
            np.testing.assert_array_equal(found[1][name][:, industry], alone[1][name][:, 0], err_msg=name)


def test_a_wider_area_goes_with_its_industries(cells, panel):
    values, totals = panel
    wider = np.nansum(values, axis=0) * 2 + 1, totals.sum(axis=0) * 3
    found = quotients.location_quotients(values, totals, wider)["lq"]
    np.testing.assert_allclose(found, values / totals[:, None] / (wider[0] / wider[1]))


def test_every_district_without_a_size_is_named_whatever_the_parts(cells, panel):
    values, totals = panel
    values[:2] = np.nan
    values[0, 0], values[1, 4] = 3.0, 4.0
    totals[:2] = 9
    size = np.ones(10)
    size[:2] = 0
    with pytest.raises(ValueError, match="2 districts.*A, B"):
        concentration.indices(values, totals, size, names=list("ABCDEFGHIJ"))

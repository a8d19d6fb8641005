"""Indices of concentration against REAT, EconGeo, dineq, ineq, PySAL and base R.

`published` is a number printed in a textbook (Farhauer and Kroell 2013; Dörsam 2004), a manual page or PySAL's own test
suite, compared to its printed digits; `run` is what the peer answered when it was run on the same figures.
"""

import math

import numpy as np
import pytest

from industrial_atlas.processing.measures import concentration

RELATIVE = 1e-9


def index_of(case) -> float:
    """The index of one industry; without totals every district has the same size."""
    values = np.array(case["values"], float)[:, None, None]
    totals = np.array(case.get("totals", [1] * len(values)), float)[:, None]
    name = case["measure"]
    found = concentration.indices(values, totals)
    return float(1 / found["hhi"][0, 0] if name == "1/hhi" else found[name][0, 0])


def printed_digits(number: float) -> int:
    """How many decimals a number is printed with."""
    return len(repr(number).split(".")[1])


def test_index_is_the_peer_s(index_case):
    # hoover_gini() rounds to three digits.
    tolerance = {"abs": 5e-4} if "hoover_gini" in index_case["call"] else {"rel": RELATIVE}
    assert index_of(index_case) == pytest.approx(index_case["run"], **tolerance)


def test_index_is_the_published_one(published_index):
    half_a_digit = 0.51 * 10.0 ** -printed_digits(published_index["published"])
    assert index_of(published_index) == pytest.approx(published_index["published"], abs=half_a_digit)


@pytest.fixture(scope="module")
def indices(laender):
    """Every index of the Länder, by the total of the region."""
    return concentration.indices(laender.jobs, laender.totals)


def peer(laender, name: str, industry: str) -> float:
    """What the peer answered for an industry."""
    return laender.peers[name]["run"][industry]


def theil_against(laender, industry: str, peer_name: str, size) -> float:
    """The peer's Theil index or, where a zero cell makes it no witness, the formula term by term (0 ln 0 = 0)."""
    if industry not in laender.peers[peer_name]["without"]:
        return peer(laender, peer_name, industry)
    jobs = laender.jobs[:, laender.place(industry), 0].tolist()
    size = size.ravel().tolist()
    return math.fsum(
        own / sum(jobs) * math.log((own / sum(jobs)) / (whole / sum(size))) for own, whole in zip(jobs, size) if own)


def test_relative_theil_of_the_laender(laender, indices, industry):
    expected = theil_against(laender, industry, "theil_total", laender.totals)
    assert indices["theil"][laender.place(industry), 0] == pytest.approx(expected, rel=RELATIVE)


def test_theil_against_surface_of_the_laender(laender, industry):
    """The 'topographic' index of Bruelhart and Traeger (2005)."""
    found = concentration.indices(laender.jobs, laender.totals, laender.surface)["theil"]
    expected = theil_against(laender, industry, "theil_area", laender.surface)
    assert found[laender.place(industry), 0] == pytest.approx(expected, rel=RELATIVE)


def test_theil_against_equal_shares_of_the_laender(laender, industry):
    found = concentration.indices(laender.jobs, laender.totals, np.ones(16))["theil"]
    assert found[laender.place(industry), 0] == pytest.approx(peer(laender, "theil_equal", industry), rel=RELATIVE)


def test_gini_by_size_of_the_laender(laender, indices, industry):
    """Three peers: dineq has it whole, EconGeo halved, and once more rounded to three digits."""
    found = indices["gini"][laender.place(industry), 0]
    assert found == pytest.approx(peer(laender, "gini", industry), rel=RELATIVE)
    assert found == pytest.approx(2 * peer(laender, "gini_halved", industry), rel=RELATIVE)
    assert round(float(found), 3) == pytest.approx(peer(laender, "gini_rounded", industry), abs=1e-12)


def test_gini_of_location_quotients_of_the_laender(laender, indices, industry):
    assert indices["gini_lq"][laender.place(industry), 0] == pytest.approx(
        peer(laender, "gini_lq", industry), rel=RELATIVE)


def test_gini_against_equal_shares_is_the_plain_gini(laender, industry):
    found = concentration.indices(laender.jobs, laender.totals, np.ones(16))
    expected = peer(laender, "gini_equal", industry)
    assert found["gini"][laender.place(industry), 0] == pytest.approx(expected, rel=RELATIVE)


def test_gini_of_the_quotients_is_that_whatever_the_reference(laender, industry):
    found = concentration.indices(laender.jobs, laender.totals, np.ones(16))
    expected = peer(laender, "gini_lq", industry)
    assert found["gini_lq"][laender.place(industry), 0] == pytest.approx(expected, rel=RELATIVE)


def test_herfindahl_of_the_laender(laender, indices, industry):
    assert indices["hhi"][laender.place(industry), 0] == pytest.approx(peer(laender, "hhi", industry), rel=RELATIVE)


def test_two_ginis_of_manufacturing_are_0_139_and_0_170(laender, indices):
    manufacturing = laender.place("WZ08-C")
    assert round(float(indices["gini"][manufacturing, 0]), 3) == 0.139
    assert round(float(indices["gini_lq"][manufacturing, 0]), 3) == 0.170


@pytest.mark.parametrize("decade", range(7), ids=[str(year) for year in range(1940, 2001, 10)])
def test_theil_by_equal_is_pysal_s_on_mexico(mexico, decade):
    """PySAL's T is ln R minus the entropy of the shares, which is the relative index against 1/R each."""
    income = mexico["income"][:, decade]
    found = float(concentration.relative_theil(income / income.sum(), np.full(32, 1 / 32)))
    assert found == pytest.approx(mexico["theil"]["run"][decade], rel=RELATIVE)
    assert found == pytest.approx(mexico["theil"]["published"][decade], abs=5.1e-9)


def test_theil_by_equal_takes_all_decades_of_mexico_at_once(mexico):
    found = concentration.indices(mexico["income"][:, None, :], np.ones((32, 7)))["theil"]
    np.testing.assert_allclose(found[0], mexico["theil"]["run"], rtol=RELATIVE)


def test_gini_by_equal_is_pysal_s_on_mexico(mexico):
    income = mexico["income"][:, 0]
    found = float(concentration.locational_gini(income / income.sum(), np.full(32, 1 / 32)))
    assert found == pytest.approx(mexico["gini_1940"]["published"], rel=RELATIVE)

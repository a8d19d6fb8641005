"""The overall index: worked out by hand, as mutual information, and in the draws of a bootstrap."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures import concentration
from industrial_atlas.processing.measures.localisation import complete, overall_localisation


def mutual_information(table) -> float:
    """sum p ln(p / (p_row p_column)), term by term."""
    total = float(table.sum())
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return math.fsum(
        value / total * math.log(value * total / (rows[r] * columns[i]))
        for (r, i), value in np.ndenumerate(table) if value)


def test_a_table_worked_out_by_hand():
    """(30, 10; 10, 50), sizes 40 and 60 of 100, industries 40 and 60.

    0.3 ln(0.3/0.16) + 2 x 0.1 ln(0.1/0.24) + 0.5 ln(0.5/0.36) = 0.188582 - 0.175094 + 0.164252 = 0.177741
    """
    table = np.array([[30.0, 10.0], [10.0, 50.0]])[:, :, None]
    assert overall_localisation(table)[0] == pytest.approx(0.177741, abs=1e-6)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=2, max_size=8))
def test_it_is_the_mutual_information_of_districts_and_industries(rows):
    table = np.array(rows, float)
    found = overall_localisation(table[:, :, None])[0]
    if not table.sum():
        assert np.isnan(found)
        return
    assert found == pytest.approx(mutual_information(table), abs=1e-12)
    theil = concentration.indices(table[:, :, None], table.sum(axis=1)[:, None])["theil"][:, 0]
    weighted = np.nansum(table.sum(axis=0) / table.sum() * theil)
    assert found == pytest.approx(weighted, abs=1e-12), "the weighted mean of the industries' Theil indices"
    assert -1e-12 <= found <= math.log(min(table.shape)) + 1e-12


def test_only_districts_with_every_industry_count():
    table = np.array([[30.0, 10.0], [10.0, 50.0], [np.nan, 500.0]])[:, :, None]
    assert overall_localisation(table)[0] == pytest.approx(0.177741, abs=1e-6)
    assert complete(table)[:, 0].tolist() == [True, True, False]
    assert np.isnan(overall_localisation(np.full((2, 2, 1), np.nan))[0])


def test_a_draw_is_the_index_of_the_districts_drawn():
    values = np.random.default_rng(3).lognormal(size=(5, 4, 2))
    weights = np.array([[2.0, 1.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [0.0, 1.0]])
    found = overall_localisation(values, weights)
    for draw in (0, 1):
        drawn = np.repeat(values, weights[:, draw].astype(int), axis=0)
        for year in (0, 1):
            assert found[draw, year] == pytest.approx(mutual_information(drawn[:, :, year]), rel=1e-12)

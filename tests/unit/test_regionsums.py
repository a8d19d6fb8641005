"""Observations of districts added up to regions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from industrial_atlas.processing.measures import observed, regionsums
from industrial_atlas.processing.measures.regionlookup import Regions, by_reference

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "gva"}
NORTH, EAST, SOUTH = "E06000001", "E06000002", "E06000045"  # Hartlepool, Middlesbrough (TLC), Southampton (TLJ)


def blocks_of(rows, notes) -> observed.Block:
    """The block of rows of area, industry, period, value."""
    return observed.build(pd.DataFrame(rows, columns=["area", "industry", "period", "value"]), FIELDS, notes)


@pytest.fixture
def summed(notes):
    """`summed(rows)` returns the sums by ITL 1 region: value, districts, and districts without a value."""

    def make(rows, skip=False):
        block = blocks_of(rows, notes)
        columns, make.missing = regionsums.table(block, by_reference(block.areas, "itl1"), skip, notes)
        keys = zip(columns["area"], columns["industry"], columns["period"])
        return dict(zip(keys, zip(columns["value"], columns["n_areas"], columns["n_missing"])))

    return make


def test_a_region_is_the_sum_of_its_districts(summed):
    found = summed([(NORTH, "i", 1, 2), (EAST, "i", 1, 3), (SOUTH, "i", 1, 7)])
    assert found == {("TLC", "i", 1): (5, 2, 0), ("TLJ", "i", 1): (7, 1, 0)}
    assert summed.missing == 0


def test_a_missing_district_makes_its_region_missing_there_and_nowhere_else(summed, warned):
    rows = [(NORTH, "i", 1, 2), (EAST, "i", 1, None), (SOUTH, "i", 1, 7), (NORTH, "j", 1, 4), (EAST, "j", 1, 5)]
    found = summed(rows)
    assert found[("TLC", "i", 1)] == (None, 2, 1) and found[("TLC", "j", 1)] == (9, 2, 0)
    assert found[("TLJ", "i", 1)] == (7, 1, 0) and summed.missing == 1
    assert any("E06000002" in text and "the regions are TLC" in text for text in warned())
    assert summed(rows, skip=True)[("TLC", "i", 1)] == (2, 2, 1)


def test_an_absent_row_is_missing_but_a_district_of_other_years_is_not(summed):
    found = summed([(NORTH, "i", 1, 2), (EAST, "j", 1, 3), (NORTH, "i", 2, 5), (NORTH, "j", 2, 6)])
    assert found[("TLC", "i", 1)] == (None, 2, 1) and found[("TLC", "i", 2)] == (5, 1, 0)


def test_a_region_of_missing_districts_alone_is_missing_whatever_is_skipped(summed):
    assert summed([(NORTH, "i", 1, None), (SOUTH, "i", 1, 1)], skip=True)[("TLC", "i", 1)] == (None, 1, 1)


def test_notations_of_one_industry_are_one_sum(summed, notes):
    """2 + 3 = 5 in year 1, 4 + 1 = 5 in year 2; Southampton has the industry in the notation of its own."""
    found = summed([(NORTH, "26", 1, 2), (EAST, "C26", 1, 3), (SOUTH, "CI (26)", 1, 7), (NORTH, "C26", 2, 4), (EAST, "26", 2, 1)])
    assert found == {("TLC", "26", 1): (5, 2, 0), ("TLC", "26", 2): (5, 2, 0), ("TLJ", "26", 1): (7, 1, 0)}
    assert any("'26' is written 'C26', 'CI (26)' too (3 rows): taken as one." in text for _, text in notes)


def test_a_suppressed_cell_stays_missing_in_united_notations(summed):
    found = summed([(NORTH, "26", 1, None), (EAST, "C26", 1, 3), (SOUTH, "C26", 1, 7)])
    assert found == {("TLC", "26", 1): (None, 2, 1), ("TLJ", "26", 1): (7, 1, 0)}


def test_notations_side_by_side_fill_each_others_gaps(summed, warned):
    found = summed([(NORTH, "L", 1, 2), (NORTH, "68", 1, 2), (EAST, "68", 1, 3), (SOUTH, "L", 1, 7)])
    assert found == {(region, code, 1): held for code in ("L", "68") for region, held in (("TLC", (5, 2, 0)), ("TLJ", (7, 1, 0)))}
    assert any("'L', '68'" in text and "2 gaps filled" in text for text in warned())


def test_notations_side_by_side_everywhere_are_left_in_peace(summed, warned):
    found = summed([(code, industry, 1, 2) for code in (NORTH, EAST) for industry in ("L", "68")])
    assert found == {("TLC", "L", 1): (4, 2, 0), ("TLC", "68", 1): (4, 2, 0)} and not warned()


def test_rows_of_other_levels_are_never_added_even_where_a_lookup_has_them(summed, notes, warned):
    rows = [(NORTH, "i", 1, 2), ("K02000001", "i", 1, 100), ("E12000001", "i", 1, 50), ("somewhere", "i", 1, 80)]
    assert summed(rows) == {("TLC", "i", 1): (2, 1, 0)}
    block = blocks_of(rows[:3], notes)
    columns, _ = regionsums.table(block, Regions(["R"] * 3, [None] * 3, [0] * 3), False, notes)
    assert columns["value"] == [2]
    assert any("K02000001" in text for text in warned()) and any("E12000001" in text for text in warned())


def test_districts_without_a_region_are_not_added(notes, refusal):
    block = observed.build(pd.DataFrame({"area": [NORTH, "E07999999"], "industry": "i", "value": [1, 5]}), FIELDS, notes)
    columns, _ = regionsums.table(block, by_reference(block.areas, "itl1"), False, notes)
    assert columns["value"] == [1] and columns["period"] == [None]
    assert "REGION_TABLE" in refusal(regionsums.table, block, Regions([None] * 2, [None] * 2, [None] * 2), False, notes)


BLOCKS = arrays.arrays(float, (6, 2, 2), elements=st.one_of(st.just(float("nan")), st.integers(-1000, 1000).map(float)))


@given(BLOCKS, st.permutations(range(6)), st.booleans())
def test_the_order_of_districts_changes_nothing_and_regions_add_up(values, order, skip):
    regions, present = np.array([0, 1, 2, 0, 1, 0]), np.ones(values.shape, dtype=bool)
    found = regionsums.sums(values, present, regions, 3, skip)
    again = regionsums.sums(values[order], present, regions[order], 3, skip)
    for name, block in found.items():
        np.testing.assert_array_equal(block, again[name])
    if skip:
        np.testing.assert_allclose(np.nansum(found["value"], axis=0), np.nansum(values, axis=0))
    assert (np.isnan(found["value"]) == ((found["n_missing"] == found["n_areas"]) if skip else found["n_missing"] > 0)).all()

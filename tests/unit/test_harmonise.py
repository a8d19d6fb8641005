"""Tables moved to one vintage: sums, means, splits, and what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import vintages
from industrial_atlas.processing.measures.districttable import Table
from industrial_atlas.processing.measures.harmonise import harmonise
from industrial_atlas.processing.measures.notes import Notes

SUFFOLK = ["E07000205", "E07000206"]  # Suffolk Coastal and Waveney became E07000244 East Suffolk in 2019


def made(rows, year=2023, missing="null", notes=None, size=None, own=None, words=None):
    """Return {(area, period): value} of rows (area, period, value), and all that was found."""
    areas, periods, values = zip(*rows)
    labels = list(dict.fromkeys(areas))
    table = Table(
        labels, np.array([labels.index(area) for area in areas]), {"period": pd.Series(periods)},
        {"value": np.array(values, dtype=float)}, None if size is None else np.array(size, dtype=float),
        {} if words is None else {"word": pd.Series(words, dtype=object)})
    found = harmonise(table, vintages.moves(labels, year, own), missing, Notes() if notes is None else notes)
    keys = zip(found.area, (periods[row] for row in found.row))
    return dict(zip(keys, found.values["value"].tolist())), found


def test_a_merged_district_is_the_sum_of_its_parts_in_each_year():
    cells, found = made([(SUFFOLK[0], 2017, 3), (SUFFOLK[1], 2017, 4), (SUFFOLK[0], 2018, 5), (SUFFOLK[1], 2018, 6)])
    assert cells == {("E07000244", 2017): 7, ("E07000244", 2018): 11}
    assert found.parts.tolist() == [2, 2] and not found.estimated.any() and found.gap == 0


def test_vintages_may_differ_between_years():
    cells, _ = made([(SUFFOLK[0], 2018, 3), (SUFFOLK[1], 2018, 4), ("E07000244", 2019, 8)])
    assert cells == {("E07000244", 2018): 7, ("E07000244", 2019): 8}


def test_a_renamed_district_keeps_its_value():
    cells, _ = made([("E08000020", 2012, 5), ("e06000048", 2012, 6)])
    assert cells == {("E08000037", 2012): 5, ("E06000057", 2012): 6}


def test_a_split_shares_by_residents_and_is_an_estimate():
    """East Suffolk: 124,298 and 115,254 residents in 2011, 239,552 together."""
    cells, found = made([("E07000244", 2020, 239552), ("E06000001", 2020, 1)], 2018)
    assert cells == pytest.approx({(SUFFOLK[0], 2020): 124298, (SUFFOLK[1], 2020): 115254, ("E06000001", 2020): 1})
    assert found.estimated.tolist() == [True, True, False] and found.gap < 1e-15


def test_a_part_without_a_value_makes_the_sum_missing_there_and_nowhere_else(notes, warned):
    rows = [(SUFFOLK[0], 2017, 3), (SUFFOLK[1], 2017, None), (SUFFOLK[0], 2018, 5), (SUFFOLK[1], 2018, 6)]
    cells, found = made(rows, notes=notes)
    assert np.isnan(cells["E07000244", 2017]) and cells["E07000244", 2018] == 11 and found.missing == 1
    assert "East Suffolk" in warned()[0] and "1 number" in warned()[0] and "MISSING 'skip'" in warned()[0]
    assert found.gap == pytest.approx(1), "the whole total of 2017 is gone"
    assert made(rows, missing="skip")[0]["E07000244", 2017] == 3


def test_a_part_without_a_row_makes_the_sum_missing(notes, warned):
    rows = [(SUFFOLK[0], 2017, 3), (SUFFOLK[0], 2018, 5), (SUFFOLK[1], 2018, 6)]
    cells, found = made(rows, notes=notes)
    assert np.isnan(cells["E07000244", 2017]) and cells["E07000244", 2018] == 11 and found.missing == 1
    assert "lack the row of a part" in warned()[0] and "East Suffolk" in warned()[0]
    cells, found = made(rows, missing="skip")
    assert cells["E07000244", 2017] == 3 and found.parts.tolist() == [1, 2]


def test_nothing_but_missing_parts_is_missing_and_not_zero():
    cells, _ = made([(SUFFOLK[0], 2017, None), (SUFFOLK[1], 2017, None)], missing="skip")
    assert np.isnan(cells["E07000244", 2017])


def test_a_mean_is_weighted_by_size():
    """(2 x 10 + 5 x 30) / 40 = 4.25."""
    cells, found = made([(SUFFOLK[0], 2017, 2), (SUFFOLK[1], 2017, 5)], size=[10, 30])
    assert cells == {("E07000244", 2017): 4.25} and found.size.tolist() == [40] and found.gap == 0


def test_a_rate_stays_where_nothing_is_merged():
    cells, found = made([("E08000020", 2012, 0.5), ("E07000244", 2012, 0.7)], 2018, size=[None, 239552])
    assert cells == pytest.approx({("E08000037", 2012): 0.5, (SUFFOLK[0], 2012): 0.7, (SUFFOLK[1], 2012): 0.7})
    assert found.size[1:] == pytest.approx([124298, 115254]) and np.isnan(found.size[0])


def test_a_mean_without_weights_is_missing(notes, warned):
    assert np.isnan(made([(SUFFOLK[0], 1, 2), (SUFFOLK[1], 1, 5)], size=[0, 0], notes=notes)[0]["E07000244", 1])
    assert "add to 0" in warned()[0]
    assert np.isnan(made([(SUFFOLK[0], 1, 2), (SUFFOLK[1], 1, 5)], size=[None, 1])[0]["E07000244", 1])
    assert made([(SUFFOLK[0], 1, 2), (SUFFOLK[1], 1, 5)], size=[None, 1], missing="skip")[0]["E07000244", 1] == 5


def test_a_weight_below_zero_is_refused(refusal):
    assert "WEIGHT_FIELD" in refusal(made, [(SUFFOLK[0], 1, 2), (SUFFOLK[1], 1, 5)], size=[-1, 5])


def test_words_stay_where_the_parts_agree():
    rows = [(SUFFOLK[0], 1, 2), (SUFFOLK[1], 1, 5), (SUFFOLK[0], 2, 2), (SUFFOLK[1], 2, 5), ("E06000001", 1, 1)]
    _, found = made(rows, words=["Suffolk", "Suffolk", "a", "b", None])
    assert found.words == {"word": ["Suffolk", None, None]}


def test_a_part_of_a_district_may_go_to_its_neighbour():
    own = {"S12000015": [("S12000047", 0.9), ("S12000048", 0.1)]}
    cells, found = made([("S12000015", 2015, 100), ("S12000024", 2015, 50)], own=own)
    assert cells == {("S12000047", 2015): 90, ("S12000048", 2015): 60} and found.estimated.all()


def test_an_unknown_code_stays_as_it_is():
    assert made([("95A", 2013, 4), ("E06000001", 2013, 1)])[0] == {("95A", 2013): 4, ("E06000001", 2013): 1}


def test_rows_that_are_both_empty_do_not_become_two(notes):
    """Where old and new are both empty, the result has one row: a sum of missing parts."""
    cells, found = made([(SUFFOLK[0], 2019, None), ("E07000244", 2019, None)], notes=notes)
    assert found.area == ["E07000244"] and np.isnan(cells["E07000244", 2019])


# Laws ------------------------------------------------------------------------------------------------------------------

CODES = sorted(vintages.lives())


@st.composite
def tables(draw):
    """Rows of any codes of any vintages that hold no place twice in a year."""
    rows = []
    for period in draw(st.lists(st.integers(1990, 2030), min_size=1, max_size=3, unique=True)):
        taken: set = set()
        for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=60, unique=True)):
            if not taken & vintages.origins(code):
                taken |= vintages.origins(code)
                rows.append((code, period, draw(st.floats(-1e6, 1e9))))
    return rows


def of_period(cells, period):
    return sum(value for (_, at), value in cells.items() if at == period)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(tables(), st.sampled_from([year for year in vintages.YEARS if year >= 2015]))
def test_totals_are_unchanged_whatever_the_vintages(rows, year):
    cells, found = made(rows, year, "skip")
    for period in {row[1] for row in rows}:
        before = [value for _, at, value in rows if at == period]
        assert of_period(cells, period) == pytest.approx(sum(before), abs=1e-9 * sum(map(abs, before)), rel=1e-9)
    assert {area for area, _ in cells} <= vintages.codes(year)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(tables(), st.sampled_from([year for year in vintages.YEARS if year >= 2015]))
def test_doing_it_twice_changes_nothing(rows, year):
    cells, _ = made(rows, year, "skip")
    again, found = made([(area, period, value) for (area, period), value in cells.items()], year, "skip")
    assert again == cells and not found.estimated.any() and found.gap == 0


@settings(max_examples=80, deadline=None, derandomize=True)
@given(tables(), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert made(shuffled, missing="skip")[0] == pytest.approx(made(rows, missing="skip")[0], rel=1e-9, abs=1e-3)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(tables(), st.floats(0.1, 10))
def test_values_scale(rows, factor):
    scaled = made([(area, period, value * factor) for area, period, value in rows], missing="skip")[0]
    assert scaled == pytest.approx(
        {at: value * factor for at, value in made(rows, missing="skip")[0].items()}, rel=1e-9, abs=1e-3)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.sampled_from(vintages.YEARS), st.sampled_from(vintages.YEARS), st.integers(0, 2**32 - 1))
def test_a_whole_vintage_goes_forwards_without_a_gap(first, second, seed):
    """Complete tables need no 'skip'; in steps or at once is the same."""
    start, end = sorted((first, second))
    values = np.random.default_rng(seed).integers(0, 1000, len(vintages.codes(start)))
    rows = [(code, 1, value) for code, value in zip(sorted(vintages.codes(start)), values.tolist())]
    cells, found = made(rows, end)
    assert sum(cells.values()) == sum(values) and found.missing == 0 and found.gap < 1e-12
    middle = [(area, 1, value) for (area, _), value in made(rows, (start + end) // 2)[0].items()]
    assert made(middle, end)[0] == cells


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.floats(-5, 5), st.sampled_from([2019, 2021, 2023]), st.integers(0, 2**32 - 1))
def test_a_constant_rate_stays_constant(rate, year, seed):
    codes = sorted(vintages.codes(2018))
    sizes = np.random.default_rng(seed).uniform(0.1, 1000, len(codes))
    cells, found = made([(code, 1, rate) for code in codes], year, size=sizes)
    assert list(cells.values()) == pytest.approx([rate] * len(cells)) and found.size.sum() == pytest.approx(sizes.sum())

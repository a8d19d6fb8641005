"""Traps that other tools fall into, each named for what goes wrong there.

The wrong number of the other tool stands beside the right one. The right one is worked out by hand, is printed in a
textbook, or is what base R answers to the formula written out.
"""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import (
    bootstrap,
    codes,
    concentration,
    districts,
    longtable,
    panel,
    quotients,
    shiftshare,
    traditional,
)
from industrial_atlas.processing.measures.notes import Notes

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "jobs"}


def one_industry(values, totals, reference=None) -> dict:
    """Every index of one industry in one period."""
    found = concentration.indices(np.array(values)[:, None, None], np.array(totals)[:, None], reference)
    return {name: block[0, 0] for name, block in found.items()}


def built(rows, notes=None, **chosen) -> panel.Panel:
    """A panel from rows of area, industry, period and value."""
    table = pd.DataFrame(rows, columns=["area", "industry", "period", "value"])
    return panel.build(table, FIELDS, panel.Choices(**chosen), Notes() if notes is None else notes)


def test_one_missing_cell_does_not_make_every_location_quotient_zero():
    """EconGeo answers 0 for all. Here the others keep theirs, over the three districts that have a value.

    Industry: 10 + 20 + 30 = 60 of 100 + 100 + 200 = 400, that is 0.15. Own shares 0.1, 0.2, 0.15.
    """
    values = np.array([10.0, 20.0, 30.0, np.nan])[:, None, None]
    totals = np.array([100.0, 100.0, 200.0, 50.0])[:, None]
    found = quotients.location_quotients(values, totals)["lq"][:, 0, 0]
    assert found[:3] == pytest.approx([0.1 / 0.15, 0.2 / 0.15, 1.0])
    assert np.isnan(found[3])


def test_whole_numbers_do_not_overflow_in_squares():
    """EconGeo squares integers: 100,000 squared does not fit in 32 bits. 0.1^2 + 0.4^2 + 0.5^2 = 0.42."""
    jobs = np.array([100_000, 400_000, 500_000], dtype=np.int32)
    found = one_industry(jobs, np.array([1_000_000_000] * 3, dtype=np.int32))
    assert found["hhi"] == pytest.approx(0.42)
    assert found["theil"] == pytest.approx(np.log(3) + 0.1 * np.log(0.1) + 0.4 * np.log(0.4) + 0.5 * np.log(0.5))


def test_zero_districts_are_kept_in_the_relative_theil():
    """dineq drops the district without output, renormalises, and answers 0.0948875343965444."""
    found = one_industry([0, 10, 10, 30, 50], [10, 15, 20, 25, 30])
    assert found["theil"] == pytest.approx(0.200248050054371, rel=1e-12)
    assert found["n_areas"] == 5


def test_zero_districts_are_kept_in_the_absolute_theil():
    """concentrationMetrics answers 0.218 = ln 4 - 1.168, over the four districts with output.

    The entropy of (0.1, 0.1, 0.3, 0.5) is 1.1682824; ln 5 = 1.6094379 less that is 0.4411555.
    """
    found = one_industry([0, 10, 10, 30, 50], [10, 15, 20, 25, 30], reference=np.ones(5))
    assert found["theil"] == pytest.approx(0.4411555, abs=1e-7)


def test_theil_is_t_and_not_l():
    """REAT's theil() is L, the mean logarithmic deviation, and answers 0.2326302 (Stoermann 2009).

    T of (10, 10, 10, 20, 50) by equal: 3 * 0.1 ln 0.5 + 0.2 ln 1 + 0.5 ln 2.5 = 0.250201.
    """
    found = one_industry([10, 10, 10, 20, 50], [1, 1, 1, 1, 1])
    assert found["theil"] == pytest.approx(0.250201, abs=5e-7)


def test_gini_is_the_same_in_whatever_order_the_districts_come():
    """REAT's gini() sorts the values and not their weights, and answers 0.406 for some orders.

    Dörsam (2004): 0.5278. All 720 orders of his six classes.
    """
    income, households = [500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]
    orders = np.array(list(permutations(range(6)))).T
    size = np.array(households, float) / sum(households)
    held = np.array(income) * size
    held /= held.sum()
    found = concentration.locational_gini(held[orders], size[orders])
    np.testing.assert_allclose(found, 0.527826086956522, rtol=1e-12)


def test_missing_row_of_a_district_and_industry_does_not_stop_the_run():
    """REAT stops. Here the row is missing, not zero, and counted."""
    notes = Notes()
    found = built([
        ("E06000001", "C", 2020, 1), ("E06000001", "F", 2020, 2), ("E06000002", "F", 2020, 3),
        ("E06000001", "Total", 2020, 9), ("E06000002", "Total", 2020, 9),
    ], notes)
    assert np.isnan(found.values[1, 0, 0])
    assert found.values[1, 1, 0] == 3
    assert any("1 row of a district, industry and period absent" in text for _, text in notes)


def test_year_whose_total_is_zero_is_null_with_one_warning():
    """PySAL answers NaN."""
    found = built([
        ("E06000001", "C", 2020, 0), ("E06000002", "C", 2020, 0), ("E06000001", "C", 2021, 1),
        ("E06000002", "C", 2021, 3), ("E06000001", "Total", 2020, 0), ("E06000002", "Total", 2020, 0),
        ("E06000001", "Total", 2021, 4), ("E06000002", "Total", 2021, 4),
    ])
    columns = longtable.index_columns(found, concentration.table(found, years=1), ["theil", "gini", "hhi", "top_shr"])
    assert [columns[name][0] for name in ("theil", "gini", "hhi", "top_shr")] == [None] * 4
    assert columns["hhi"][1] == pytest.approx(0.25**2 + 0.75**2)
    notes = Notes()
    panel.tell_without_output(found, notes)
    assert notes == [("warning", "No output, hence no index: C (2020).")]


@pytest.mark.filterwarnings("error")
def test_empty_district_has_no_location_quotient_and_divides_by_nothing():
    """QGIS plugins with a location quotient stop with a ZeroDivisionError."""
    values, totals = np.array([[[0.0]], [[2.0]], [[2.0]]]), np.array([[0.0], [8.0], [32.0]])
    found = quotients.location_quotients(values, totals)
    assert np.isnan(found["lq"][0, 0, 0])
    assert found["lq"][1:, 0, 0] == pytest.approx([2.5, 0.625])


def test_null_cell_is_null_and_no_error():
    """QGIS plugins with a location quotient stop with a TypeError."""
    found = built([
        ("E06000001", "C", 2020, None), ("E06000002", "C", 2020, 2), ("E06000001", "Total", 2020, 4),
        ("E06000002", "Total", 2020, 4),
    ])
    result = quotients.location_quotients(found.values, found.totals)
    columns = longtable.quotient_columns(found, result, {}, 5)
    assert (columns["value"], columns["lq"], columns["class"]) == ([None, 2.0], [None, 1.0], [None, "at"])


def test_input_table_is_left_as_it_was():
    """QGIS plugins with a location quotient write fields into the user's own layer."""
    table = pd.DataFrame({
        "area": [" e06000001 ", "E06000002"], "industry": ["01", "01"], "period": ["2020", "2020"],
        "value": ["1,000", "[c]"],
    })
    before = table.copy(deep=True)
    panel.build(table, FIELDS, panel.Choices(), Notes())
    districts.check(table, "layer", "area", Notes())
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("code", ["01", "007", "0111"])
def test_leading_zeros_are_kept(code):
    """Spreadsheets and readers that guess make numbers of them."""
    assert codes.encode(pd.Series([code, "26"]))[1] == [code, "26"]
    assert built([("E06000001", code, 2020, 1), ("E06000002", code, 2020, 1)]).industries == [code]


def test_old_district_codes_do_not_vanish_silently():
    number, sentences = districts.unmatched(["E06000063", "E06000001"], ["E07000026", "E07000028", "E06000001"])
    assert number == 3
    assert sentences == [
        "1 district is in the table only: E06000063.",
        "2 districts are in the boundaries only: E07000026, E07000028.",
    ]


@pytest.mark.parametrize("code, flag", [
    ("E08000016", 1), ("E08000019", 1),  # Barnsley and Sheffield until 2024
    ("E08000038", 1), ("E08000039", 1),  # and from 2025: a table of 'latest codes' knows only these
    ("S12000009", 1), ("S12000045", 1),  # East Dunbartonshire before and after 2011
    ("E07000026", 0), ("E06000063", 0),  # Allerdale, and Cumberland that took it in
])
def test_preset_knows_a_district_by_any_code_it_has_had(code, flag):
    found = traditional.by_preset(pd.DataFrame({"area": [code]}), None, Notes())
    assert found.districts["tir"] == [flag]


def test_zero_start_is_no_nan():
    """REAT's shift() answers NaN as soon as one industry of the region starts from 0.

    A has 0 of i and then 5, with i growing from 10 to 15 in both districts together: all of the 5 is local.
    """
    found = shiftshare.shift_share(np.array([[[0.0, 5.0], [10.0, 12.0]], [[10.0, 10.0], [20.0, 20.0]]]))
    assert (found["national"][0, 0], found["mix"][0, 0], found["local"][0, 0]) == (0, 0, 5)
    summed = shiftshare.totals(found)
    assert not np.isnan([summed[part][0] for part in ("change", "national", "mix", "local", "compet", "allocation")]).any()
    assert summed["compet"][0] + summed["allocation"][0] + summed["zero_start"][0] == pytest.approx(summed["local"][0])


def test_bootstrap_keeps_repeats_apart():
    """With repeats merged into one district the interval of the Herfindahl index would lie above the estimate."""
    values = np.random.default_rng(0).lognormal(0, 1, (150, 1, 1))
    weights = bootstrap.resample(150, 200, 1)
    apart = bootstrap.indices(values, np.ones((150, 1)), None, weights)["hhi"][:, 0, 0]
    held = weights * values[:, 0]
    merged = ((held / held.sum(axis=0)) ** 2).sum(axis=0)
    estimate = one_industry(values[:, 0, 0], np.ones(150))["hhi"]
    assert np.quantile(apart, 0.025) < estimate < np.quantile(apart, 0.975)
    assert np.quantile(merged, 0.025) > estimate

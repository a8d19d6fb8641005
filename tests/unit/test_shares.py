"""Shares by type of area. Every expected number is worked out by hand, or once more in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import concentration, shares
from industrial_atlas.processing.measures.groups import Groups
from industrial_atlas.processing.measures.panel import Panel

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan
TRIES = settings(max_examples=40, deadline=None, derandomize=True)
NAMES = ("n_areas", "value", "share", "lq_pooled", "lq_mean")


def grouped(*numbers) -> Groups:
    """Districts in groups, by the number of each one's group."""
    return Groups(np.array(numbers), [f"g{number}" for number in range(max(numbers) + 1)], "type")


def of(values, totals, groups, **given) -> dict:
    """The shares of one industry in one period, shape (groups, parts)."""
    found = shares.shares(np.array(values, float)[:, None, None], np.array(totals, float)[:, None], groups, **given)
    return {name: block[0, 0] for name, block in found.items()}


def panel_of(values, totals, first=2000, industries=("i",)) -> Panel:
    values = np.array(values, float)
    values = values[:, None, :] if values.ndim == 2 else values
    return Panel([f"E{place}" for place in range(len(values))], list(industries),
                 list(range(first, first + values.shape[2])), values, np.array(totals, float),
                 np.ones(values.shape, dtype=bool))


def test_a_table_worked_out_by_hand():
    """Output 2, 3, 5 of 10, 30, 60; LQ 2, 1, .833. The first two: share .5, of everything .4, so 1.25; mean 1.5."""
    found = of([2, 3, 5], [10, 30, 60], grouped(0, 0, 1))
    expected = {
        "n_areas": [2, 1], "value": [5, 5], "share": [0.5, 0.5], "lq_pooled": [0.5 / 0.4, 0.5 / 0.6],
        "lq_mean": [1.5, 0.5 / 0.6],
    }
    assert set(found) == set(expected)
    for name, numbers in expected.items():
        np.testing.assert_allclose(found[name][:, 0], numbers, err_msg=name)


def test_leading_districts_are_those_of_all_groups_together():
    """Two of five lead (40 per cent): 9 and 7, both in group 0; the others hold 4 and 6 of 26."""
    found = of([9, 7, 4, 5, 1], [20, 20, 20, 20, 20], grouped(0, 0, 0, 1, 1), split=40, codes="ABCDE")
    np.testing.assert_allclose(found["share"], np.array([[20, 16, 4], [6, 0, 6]]) / 26)
    np.testing.assert_array_equal(found["n_areas"], [[3, 2, 1], [2, 0, 2]])
    np.testing.assert_allclose(found["value"], [[20, 16, 4], [6, 0, 6]])
    np.testing.assert_allclose(found["lq_pooled"], np.array([[20 / 3, 8, 4], [3, NAN, 3]]) / (26 / 5))
    np.testing.assert_allclose(found["lq_mean"], found["lq_pooled"])  # equal districts


@pytest.mark.parametrize(("number", "percent", "leading"), [(380, 5, 19), (10, 5, 1), (10, 14, 1), (10, 15, 2), (3, 0, 1), (4, 100, 4)])
def test_how_many_lead(number, percent, leading):
    table = np.arange(1.0, number + 1)[:, None, None]
    found = shares.leading_districts(table, table > 0, percent, [f"E{place:03d}" for place in range(number)])
    assert found.ravel().tolist() == [False] * (number - leading) + [True] * leading


def test_of_equal_districts_the_first_by_code_leads_whatever_the_order_of_rows():
    table = np.ones((3, 1, 1))
    for codes in (["e3", "E1 ", "E2"], ["E2", "e3", "E1 "]):
        found = shares.leading_districts(table, table > 0, 5, codes)
        assert [code for code, leads in zip(codes, found.ravel()) if leads] == ["E1 "]


def test_a_district_without_a_figure_never_leads_nor_counts_in_k():
    table = np.array([5.0, NAN, 3.0, 2.0])[:, None, None]
    found = shares.leading_districts(table, ~np.isnan(table), 50, list("ABCD"))  # half of three, rounded: two
    assert found.ravel().tolist() == [True, False, True, False]


def test_a_missing_value_takes_its_district_out_of_everything():
    found = of([2, NAN, 5, 4], [10, 30, 60, NAN], grouped(0, 0, 1, 1))
    alone = of([2, 5], [10, 60], grouped(0, 1))
    for name in NAMES:
        np.testing.assert_array_equal(found[name], alone[name], err_msg=name)


def test_a_type_whose_figures_are_all_missing_is_missing_and_one_with_zeros_is_zero():
    found = of([2, NAN, 0], [10, 30, 60], grouped(0, 1, 2))
    np.testing.assert_array_equal(found["share"][:, 0], [1, NAN, 0])
    np.testing.assert_array_equal(found["value"][:, 0], [2, NAN, 0])
    np.testing.assert_array_equal(found["n_areas"][:, 0], [1, 0, 1])
    np.testing.assert_allclose(found["lq_pooled"][:, 0], [7, NAN, 0])
    np.testing.assert_allclose(found["lq_mean"][:, 0], [7, NAN, 0])


def test_an_industry_without_output_has_a_value_of_zero_and_no_share():
    found = of([0, 0], [10, 30], grouped(0, 1))
    assert found["value"].ravel().tolist() == [0, 0]
    assert all(np.isnan(found[name]).all() for name in ("share", "lq_pooled", "lq_mean"))


def test_a_district_without_anything_has_no_quotient_in_the_mean():
    found = of([2, 0, 3], [10, 0, 30], grouped(0, 0, 1))
    np.testing.assert_allclose(found["lq_mean"][:, 0], [(2 / 10) / (5 / 40), (3 / 30) / (5 / 40)])


def test_output_at_other_prices_changes_the_value_only():
    values, totals = np.array([[[2.0]], [[3.0]]]), np.array([[10.0], [30.0]])
    groups = grouped(0, 1)
    first, second = shares.shares(values, totals, groups), shares.shares(values, totals, groups, values * 2)
    np.testing.assert_array_equal(second["value"], first["value"] * 2)
    for name in set(NAMES) - {"value"}:
        np.testing.assert_array_equal(second[name], first[name], err_msg=name)


# Years ----------------------------------------------------------------------------------------------------------------


def test_the_index_is_of_the_base_year_and_averages_are_trailing():
    panel = panel_of([[2, 4, 6, 8], [8, 6, 4, 2]], [[10] * 4] * 2)
    found = shares.table(panel, grouped(0, 1), 2, 2001)
    np.testing.assert_allclose(found["index"][0, :, 0, 0], [50, 100, 150, 200])
    np.testing.assert_allclose(found["share_av"][0, :, 0, 0], [NAN, 0.3, 0.5, 0.7])
    np.testing.assert_allclose(found["lq_pool_av"][0, :, 0, 0], [NAN, 0.6, 1, 1.4])
    np.testing.assert_allclose(found["lq_mean_av"][0, :, 1, 0], [NAN, 1.4, 1, 0.6])
    np.testing.assert_allclose(found["value_av"][0, :, 0, 0], [NAN, 3, 5, 7])
    assert np.isnan(shares.table(panel, grouped(0, 1), 2)["index"]).all(), "without a base year there is no index"


def test_an_output_of_zero_in_the_base_year_has_no_index():
    found = shares.table(panel_of([[0, 4], [8, 6]], [[10] * 2] * 2), grouped(0, 1), 1, 2000)
    np.testing.assert_allclose(found["index"][0, :, :, 0], [[NAN, 100], [NAN, 75]])


def test_a_base_year_that_is_not_there_names_the_years_there_are(refusal):
    panel = panel_of([[2, 4], [8, 6]], [[10] * 2] * 2)
    told = refusal(shares.table, panel, grouped(0, 1), 1, 1990.0)
    assert "BASE_YEAR" in told and "1990" in told and "2000, 2001" in told
    panel.periods = [None]
    assert "PERIOD_FIELD" in refusal(shares.table, panel, grouped(0, 1), 1, 2000)


def changes(panel, groups, years, first=None, last=None, notes=None, **given) -> dict:
    found = shares.table(panel, groups, years, None, **given)
    return shares.changes(found, panel.periods, years, first, last, notes)


def test_changes_are_between_the_first_and_the_last_average(notes):
    panel = panel_of([[2, 4, 6, 8], [8, 6, 4, 2]], [[10] * 4] * 2)
    found = {name: block[0, :, 0] for name, block in changes(panel, grouped(0, 1), 2, notes=notes).items()}
    expected = {
        "from_yr": [2001, 2001], "to_yr": [2003, 2003], "share_from": [0.3, 0.7], "share_to": [0.7, 0.3],
        "share_chg": [0.4, -0.4], "lq_from": [0.6, 1.4], "lq_to": [1.4, 0.6], "lq_chg": [0.8, -0.8], "val_from": [3, 7],
        "val_to": [7, 3], "growth_pc": [(7 / 3 - 1) * 100, (3 / 7 - 1) * 100],
    }
    assert set(found) == set(expected) and list(notes) == []
    for name, numbers in expected.items():
        np.testing.assert_allclose(found[name], numbers, err_msg=name)


def test_years_of_changes_may_be_chosen_and_are_yearly_where_averages_are_off(notes):
    panel = panel_of([[2, 4, 0, 8], [8, 6, 4, 2]], [[10] * 4] * 2)
    found = changes(panel, grouped(0, 1), 1, 2002.0, 2003.0, notes)
    assert found["share_from"][0, :, 0].tolist() == [0, 1] and found["share_to"][0, :, 0].tolist() == [0.8, 0.2]
    np.testing.assert_allclose(found["growth_pc"][0, :, 0], [NAN, -50])


def test_years_without_an_average_are_refused_with_those_that_have_one(notes, refusal):
    panel, groups = panel_of([[2, 4, 6, 8], [8, 6, 4, 2]], [[10] * 4] * 2), grouped(0, 1)
    told = refusal(changes, panel, groups, 3, 2001, None, notes)
    assert "FROM" in told and "2002, 2003" in told
    assert "TO" in refusal(changes, panel, groups, 3, None, 2010, notes)
    assert "FROM (2003) must lie before TO (2002)" in refusal(changes, panel, groups, 3, 2003, 2002, notes)
    assert "before" in refusal(changes, panel, groups, 1, 2002, 2002, notes)
    assert "AVERAGE_YEARS" in refusal(changes, panel, groups, 5, 2002, None, notes)


def test_too_few_averages_have_no_changes_and_say_so(notes):
    panel = panel_of([[2, 4, 6, 8], [8, 6, 4, 2]], [[10] * 4] * 2)
    assert changes(panel, grouped(0, 1), 4, notes=notes) is None
    assert changes(panel, grouped(0, 1), 9, notes=notes) is None
    assert list(notes) == [("info", "There are no two averages, so there are no changes.")]


# All industries of a set ----------------------------------------------------------------------------------------------


ROWS = [
    ("E1", "C", 9), ("E1", "C26", 4), ("E1", "C27", 5), ("E1", "F", 1), ("E1", "Total", 20),
    ("E2", "C", 7), ("E2", "C26", 7), ("E2", "C27", None), ("E2", "F", 3), ("E2", "Total", 20),
]


@pytest.mark.parametrize(("level", "first"), [("finest", 10), ("coarsest", 10)])
def test_the_sum_counts_nothing_twice(build, notes, level, first):
    found = shares.with_sum(build(ROWS), level, notes)
    assert found.industries == ["C", "C26", "C27", "F", "*"]
    assert found.values[0, -1, 0] == first and found.present.shape == found.values.shape


def test_a_district_without_one_of_the_codes_is_not_in_the_sum_and_named(build, notes, warned):
    found = shares.with_sum(build(ROWS, industries=("C26", "C27")), "finest", notes)
    np.testing.assert_array_equal(found.values[:, -1, 0], [9, NAN])
    assert "1 district left out of '*' for lack of a code: E2 (C27)." in warned()
    assert ("info", "'*' is the sum of 2 codes: C26, C27.") in notes


def test_codes_that_overlap_are_refused_where_all_listed_are_wanted(build, notes, refusal):
    told = refusal(shares.with_sum, build(ROWS), "listed", notes)
    assert "'C'" in told and "'C26'" in told


def test_an_industry_of_the_name_of_the_sum_is_refused(build, notes, refusal):
    rows = [("E1", "*", 9), ("E1", "Total", 20), ("E2", "*", 7), ("E2", "Total", 20)]
    assert "'*'" in refusal(shares.with_sum, build(rows), "finest", notes)


def test_industries_with_other_districts_in_other_years_are_named(notes, warned):
    panel = panel_of([[[1, 1], [1, 1]], [[1, NAN], [1, 1]]], [[10] * 2] * 2, industries=("26", "27"))
    shares.tell_changing_districts(panel, notes)
    assert len(warned()) == 1 and warned()[0].startswith("1 industry with figures of more districts") and "26" in warned()[0]
    notes.clear()
    shares.tell_changing_districts(panel.part([1]), notes)
    assert list(notes) == []


# Laws -----------------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw):
    """Values with zeros and gaps (districts x 2 industries x 2 periods), totals, groups."""
    number = draw(st.integers(1, 8))
    cell = st.one_of(st.just(0), st.just(NAN), st.integers(1, 50), st.integers(10**5, 10**9))
    values = np.array(draw(st.lists(st.lists(cell, min_size=4, max_size=4), min_size=number, max_size=number)), float)
    rest = np.array(draw(st.lists(st.integers(1, 10**6), min_size=number, max_size=number)), float)
    values = values.reshape(number, 2, 2)
    members = draw(st.lists(st.integers(0, 3), min_size=number, max_size=number))
    return values, np.nansum(values, axis=1) + rest[:, None], Groups(np.array(members), list("abcd"), "type")


@TRIES
@given(tables(), st.floats(0, 100))
def test_shares_add_up_over_types_and_parts(table, percent):
    values, totals, groups = table
    found = shares.shares(values, totals, groups, None, percent, [f"E{place}" for place in range(len(values))])
    indices = concentration.indices(values, totals, percent=percent)
    there = ~np.isnan(indices["theil"])
    np.testing.assert_allclose(np.nansum(found["share"], axis=2)[..., 0][there], 1)
    assert np.isnan(found["share"][~there]).all()
    for name in ("share", "value", "n_areas"):
        np.testing.assert_allclose(found[name][..., 0], found[name][..., 1:].sum(axis=-1), rtol=1e-12, atol=1e-12)
    top = np.nansum(found["share"], axis=2)[..., 1]
    np.testing.assert_allclose(top[there], indices["top_shr"][there], err_msg="leading districts are the top share's")
    np.testing.assert_allclose(np.nansum(found["value"][..., 0], axis=2), np.nansum(values, axis=0))


@TRIES
@given(tables(), st.randoms(use_true_random=False), st.sampled_from([0.001, 3.0, 1e6]))
def test_order_changes_nothing_and_the_unit_only_the_value(table, random, factor):
    values, totals, groups = table
    codes = [f"E{place}" for place in range(len(values))]
    order = list(range(len(values)))
    random.shuffle(order)
    moved = Groups(groups.numbers[order], groups.labels, groups.field)
    first = shares.shares(values, totals, groups, None, 30, codes)
    second = shares.shares(values[order] * factor, totals[order] * factor, moved, None, 30, [codes[place] for place in order])
    for name in NAMES:
        scale = factor if name == "value" else 1
        np.testing.assert_allclose(first[name] * scale, second[name], rtol=1e-9, atol=1e-12, err_msg=name)


@TRIES
@given(tables())
def test_each_cell_is_as_worked_out_district_by_district(table):
    values, totals, groups = table
    found = shares.shares(values, totals, groups)
    for industry, period in np.ndindex(2, 2):
        x, size = values[:, industry, period], totals[:, period]
        known = [r for r in range(len(x)) if not np.isnan(x[r])]
        output, everything = sum(x[r] for r in known), sum(size[r] for r in known)
        for group in range(4):
            members = [r for r in known if groups.numbers[r] == group]
            cell = {name: found[name][industry, period, group, 0] for name in NAMES}
            if not members:
                assert cell["n_areas"] == 0 and all(np.isnan(cell[name]) for name in NAMES[1:])
                continue
            held = sum(x[r] for r in members)
            assert (cell["n_areas"], cell["value"]) == (len(members), pytest.approx(held))
            if output:
                ratio = output / everything
                assert cell["share"] == pytest.approx(held / output)
                assert cell["lq_pooled"] == pytest.approx(held / sum(size[r] for r in members) / ratio)
                assert cell["lq_mean"] == pytest.approx(sum(x[r] / size[r] / ratio for r in members) / len(members))

"""The Theil index in two parts. Expected numbers are worked out by hand or by another program, named beside them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import concentration, decomposition
from industrial_atlas.processing.measures.groups import Groups
from industrial_atlas.processing.measures.panel import Panel

pytestmark = pytest.mark.filterwarnings("error")
NAN = np.nan
LN2 = 0.6931471805599453
TRIES = settings(max_examples=40, deadline=None, derandomize=True)


def grouped(*numbers) -> Groups:
    """Districts in groups, by the number of each one's group."""
    return Groups(np.array(numbers), [f"g{number}" for number in range(max(numbers) + 1)], "region")


def decompose(values, totals, groups, reference=None) -> tuple:
    """The whole and the parts of one industry in one period."""
    found = decomposition.decompose(
        np.array(values, float)[:, None, None], np.array(totals, float)[:, None], groups,
        None if reference is None else np.array(reference, float))
    return tuple({name: block[0, 0] for name, block in found[part].items()} for part in ("whole", "parts"))


def test_a_table_worked_out_by_hand():
    """s = .2, .3, .5 against q = .1, .3, .6; north holds .5 of .4.

    Between: .5 ln(.5/.4) + .5 ln(.5/.6). Inside north: s = .4, .6 against q = .25, .75; south is one district, so 0.
    """
    whole, parts = decompose([2, 3, 5], [10, 30, 60], grouped(0, 0, 1))
    inside = 0.4 * np.log(0.4 / 0.25) + 0.6 * np.log(0.6 / 0.75)
    between = [0.5 * np.log(0.5 / 0.4), 0.5 * np.log(0.5 / 0.6)]
    total = 0.2 * np.log(2) + 0.5 * np.log(0.5 / 0.6)
    assert whole["t_between"] == pytest.approx(sum(between), abs=1e-15)
    assert whole["t_within"] == pytest.approx(0.5 * inside, abs=1e-15)
    assert whole["t_total"] == pytest.approx(total, abs=1e-15)
    assert whole["between_pc"] == pytest.approx(sum(between) / total * 100)
    assert (whole["n_areas"], whole["n_groups"], whole["coverage"]) == (3, 2, 1)
    expected = {
        "share": [0.5, 0.5], "ref_share": [0.4, 0.6], "n_areas": [2, 1], "t_group": [inside, 0], "c_between": between,
        "c_within": [0.5 * inside, 0], "contrib": [between[0] + 0.5 * inside, between[1]],
    }
    assert set(parts) == set(expected)
    for name, numbers in expected.items():
        np.testing.assert_allclose(parts[name], numbers, atol=1e-15, err_msg=name)


def test_a_group_without_output_contributes_nothing_and_has_no_index():
    """PySAL's TheilD of 0, 0, 0, 10, 10, 10 in two blocks gives T = between = ln 2 and within = 0 (its own test)."""
    whole, parts = decompose([0, 0, 0, 10, 10, 10], [1] * 6, grouped(0, 0, 0, 1, 1, 1), [1] * 6)
    assert (whole["t_between"], whole["t_total"]) == pytest.approx((LN2, LN2))
    assert (whole["t_within"], whole["between_pc"]) == (0, 100)
    np.testing.assert_array_equal(parts["share"], [0, 1])
    np.testing.assert_array_equal(parts["t_group"], [NAN, 0])
    np.testing.assert_allclose(parts["contrib"], [0, LN2])


def test_groups_of_mexican_states_are_as_pysal_has_them():
    """TheilD of output per head in 1940 by region (inequality 1.1.2, and its own test): 0.0345889 of 0.2089434 between.

    It weights each group by its number of states: REFERENCE equal.
    """
    output = [10384, 22361, 9573, 3758, 2934, 8578, 8537, 6909, 17816, 12132, 4359, 2181, 4414, 5309, 3408, 3327, 6936, 4836,
              9073, 1892, 3569, 11016, 21965, 4372, 4840, 6399, 2459, 7508, 3605, 5203, 7990, 3734]
    region = [1, 0, 1, 4, 4, 0, 0, 2, 3, 1, 2, 4, 2, 2, 3, 2, 2, 1, 0, 4, 2, 2, 4, 1, 1, 0, 4, 0, 2, 2, 4, 1]
    whole, parts = decompose(output, [1] * 32, grouped(*region), [1] * 32)
    published = {"t_total": 0.20894344, "t_between": 0.0345889, "t_within": 0.17435454}
    assert {name: whole[name] for name in published} == pytest.approx(published, abs=1e-7)
    np.testing.assert_allclose(parts["ref_share"], np.bincount(region) / 32)


def test_east_and_west_of_germany_are_as_dineq_has_them():
    """Jobs of 16 Laender in manufacturing (WZ08-C) against all jobs, 2015: dineq 0.1.0, by way of theil.wtd.

    In the order BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH; BB, BE, MV, SN, ST and TH are the East.
    """
    jobs = [126400, 119700, 1507000, 1508800, 59200, 506100, 102800, 77700, 641700, 1505100, 365200, 162700, 107800, 351200,
            161300, 215100]
    everything = [957600, 1670500, 5604600, 6585200, 391100, 3064200, 1116800, 647900, 3504500, 8396400, 1753000, 1193400,
                  476500, 1849000, 901300, 943000]
    whole, _ = decompose(jobs, everything, grouped(0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0))
    published = {"t_total": 0.0355314907528885, "t_between": 0.00540434663999511, "t_within": 0.0301271441128934}
    assert {name: whole[name] for name in published} == pytest.approx(published, abs=1e-14)


def test_one_group_holds_everything_within():
    whole, parts = decompose([2, 3, 5], [10, 30, 60], grouped(0, 0, 0))
    assert (whole["t_between"], whole["between_pc"], whole["t_within"]) == (0, 0, pytest.approx(whole["t_total"]))
    assert parts["contrib"] == pytest.approx(whole["t_total"])


def test_groups_of_one_district_each_have_everything_between():
    whole, parts = decompose([2, 3, 5], [10, 30, 60], grouped(0, 1, 2))
    assert (whole["t_within"], whole["between_pc"], whole["t_between"]) == (0, 100, pytest.approx(whole["t_total"]))
    assert parts["t_group"].tolist() == [0, 0, 0]


def test_no_concentration_has_no_per_cent_between():
    whole, _ = decompose([1, 3, 6], [10, 30, 60], grouped(0, 0, 1))
    assert whole["t_total"] == pytest.approx(0, abs=1e-15)
    assert np.isnan(whole["between_pc"])


def test_an_industry_without_output_has_no_parts_but_its_districts_are_counted():
    whole, parts = decompose([0, 0, 0], [10, 30, 60], grouped(0, 0, 1))
    assert (whole["n_areas"], whole["n_groups"], whole["coverage"]) == (3, 2, 1)
    assert all(np.isnan(whole[name]) for name in ("t_between", "t_within", "t_total", "between_pc"))
    assert all(np.isnan(block).all() for name, block in parts.items() if name != "n_areas")


def test_a_group_whose_figures_are_all_missing_is_missing_and_not_zero():
    whole, parts = decompose([2, 3, NAN], [10, 30, 60], grouped(0, 1, 2))
    known, _ = decompose([2, 3], [10, 30], grouped(0, 1))
    assert whole["t_total"] == known["t_total"]
    assert (whole["n_areas"], whole["n_groups"], whole["coverage"]) == (2, 2, 0.4)
    np.testing.assert_array_equal(np.isnan(parts["share"]), [False, False, True])
    assert np.isnan(parts["contrib"][2]) and parts["n_areas"][2] == 0


def test_output_outside_the_reference_is_refused_by_name(refusal):
    told = refusal(decomposition.decompose, np.array([[[2.0]], [[3.0]]]), np.array([[9.0], [9.0]]), grouped(0, 1),
                   np.array([0.0, 1.0]), ["E1", "E2"])
    assert "E1" in told and "reference of 0" in told


def panel_of(values, totals) -> Panel:
    values = np.array(values, float)
    return Panel([f"E{place}" for place in range(len(values))], ["i"], list(range(2000, 2000 + values.shape[1])),
                 values[:, None, :], np.array(totals, float), np.ones((len(values), 1, values.shape[1]), dtype=bool))


def test_averages_are_of_the_yearly_terms_or_of_mean_values():
    panel, groups = panel_of([[2, 4, 6], [8, 6, 4]], [[10] * 3, [10] * 3]), grouped(0, 1)
    theil = [sum(part * np.log(part / 0.5) for part in (share, 1 - share)) for share in (0.2, 0.4, 0.6)]
    found = decomposition.table(panel, groups, None, 3)
    assert found["whole"]["total_av"][0].tolist() == [pytest.approx(NAN, nan_ok=True)] * 2 + [pytest.approx(np.mean(theil))]
    assert found["whole"]["between_av"][0, 2] == pytest.approx(np.mean(theil))
    assert found["parts"]["contrib_av"][0, 2].sum() == pytest.approx(np.mean(theil))
    mean = decomposition.table(panel, groups, None, 3, "values")  # means 4 and 6
    assert mean["whole"]["total_av"][0, 2] == pytest.approx(theil[1])
    assert mean["whole"]["t_total"][0, 2] == pytest.approx(theil[2])
    assert np.isnan(mean["whole"]["within_av"][0, :2]).all()


def test_averages_of_values_need_every_year_of_a_district():
    panel = panel_of([[2, 4, 6], [8, 6, 4], [NAN, 5, 5]], [[10] * 3] * 3)
    found = decomposition.table(panel, grouped(0, 1, 1), None, 3, "values")["whole"]
    alone = decomposition.table(panel_of([[2, 4, 6], [8, 6, 4]], [[10] * 3] * 2), grouped(0, 1), None, 3, "values")["whole"]
    assert found["total_av"][0, 2] == pytest.approx(alone["total_av"][0, 2])


# Laws -----------------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw):
    """Values with zeros and gaps (districts x 2 industries x 2 periods), totals, groups and a positive size."""
    number = draw(st.integers(2, 8))
    cell = st.one_of(st.just(0), st.just(NAN), st.integers(1, 50), st.integers(10**5, 10**9))
    values = np.array(draw(st.lists(st.lists(cell, min_size=4, max_size=4), min_size=number, max_size=number)), float)
    rest = np.array(draw(st.lists(st.integers(1, 10**6), min_size=number, max_size=number)), float)
    values = values.reshape(number, 2, 2)
    members = draw(st.lists(st.integers(0, 3), min_size=number, max_size=number))
    size = np.array(draw(st.lists(st.integers(1, 1000), min_size=number, max_size=number)), float)
    return values, np.nansum(values, axis=1) + rest[:, None], Groups(np.array(members), list("abcd"), "region"), size


@TRIES
@given(tables(), st.booleans())
def test_the_parts_add_up_to_the_theil_index(table, sized):
    values, totals, groups, size = table
    size = size if sized else None
    found = decomposition.decompose(values, totals, groups, size)
    whole, parts = found["whole"], found["parts"]
    theil = concentration.indices(values, totals, size)["theil"]
    np.testing.assert_array_equal(whole["t_total"], theil)
    np.testing.assert_allclose(whole["t_between"] + whole["t_within"], theil, atol=1e-12)
    there = ~np.isnan(theil)
    np.testing.assert_allclose(np.nansum(parts["contrib"], axis=-1)[there], theil[there], atol=1e-12)
    for name in ("share", "ref_share"):
        np.testing.assert_allclose(np.nansum(parts[name], axis=-1)[there], 1)
    np.testing.assert_array_equal(parts["n_areas"].sum(axis=-1), whole["n_areas"])
    per_cent = whole["between_pc"][~np.isnan(whole["between_pc"])]
    assert ((per_cent >= 0) & (per_cent <= 100)).all()


@TRIES
@given(tables(), st.randoms(use_true_random=False), st.sampled_from([0.001, 3.0, 1e6]))
def test_order_and_unit_change_nothing(table, random, factor):
    values, totals, groups, size = table
    order = list(range(len(values)))
    random.shuffle(order)
    moved = Groups(groups.numbers[order], groups.labels, groups.field)
    first = decomposition.decompose(values, totals, groups, size)
    second = decomposition.decompose(values[order] * factor, totals[order] * factor, moved, size[order])
    for part, blocks in first.items():
        for name in blocks:
            if name != "between_pc":
                np.testing.assert_allclose(blocks[name], second[part][name], rtol=1e-9, atol=1e-12, err_msg=name)


@TRIES
@given(tables())
def test_each_group_is_the_theil_index_of_its_own_districts(table):
    values, totals, groups, _ = table
    parts = decomposition.decompose(values, totals, groups)["parts"]
    for number in set(groups.numbers.tolist()):
        inside = groups.numbers == number
        alone = concentration.indices(values[inside], totals[inside])["theil"]
        np.testing.assert_allclose(parts["t_group"][..., number], alone, atol=1e-12)

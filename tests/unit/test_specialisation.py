"""Specialisation of districts: known cases, other programs' numbers, missing codes, and laws for all inputs."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import quotients, specialisation

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=25, deadline=None, derandomize=True)
NAN = np.nan
A, B = "E06000001", "E06000002"

# p_A = (1/4, 1/4, 1/2), p_B = (1/12, 5/12, 1/2); together 30, 70, 100 of 200: (0.15, 0.35, 0.5).
VALUES = np.array([[20.0, 20.0, 40.0], [10.0, 50.0, 60.0]])[:, :, None]
TOTALS = np.array([[100.0], [200.0]])
GROUPS = np.array([0, 0, 1])


def one(name, **named):
    """The index of both districts."""
    return specialisation.indices(VALUES, TOTALS, GROUPS, **named)[name][:, 0].tolist()


def test_a_table_worked_out_by_hand():
    assert one("krugman") == pytest.approx([0.1 + 0.1, (0.15 - 1 / 12) + (5 / 12 - 0.35)])
    assert one("hhi") == pytest.approx([1 / 16 + 1 / 16 + 1 / 4, 1 / 144 + 25 / 144 + 1 / 4])
    assert one("entropy")[0] == pytest.approx(2 * 0.25 * 2 + 0.5 * 1)
    assert one("unrelated") == pytest.approx([1, 1]), "two groups of a half each"
    assert one("related")[0] == pytest.approx(0.5 * 1), "half of the district in a group of two equal industries"
    assert one("n_lq1") == [2, 1], "of the totals: 0.2 / (30/300) = 2, 0.86, 1.2; and 0.5, 0.25 / (70/300) = 1.07, 0.9"
    assert one("n_codes") == [3, 3]
    assert one("coverage") == pytest.approx([0.8, 0.6])


def test_a_reference_row_takes_the_place_of_the_districts():
    reference = np.array([[25.0], [25.0], [50.0]]), np.array([100.0])
    assert one("krugman", reference=reference) == pytest.approx([0, (1 / 4 - 1 / 12) + (5 / 12 - 1 / 4)])
    assert one("n_lq1", reference=reference) == [0, 1], "0.2 / 0.25, 0.2 / 0.25, 0.4 / 0.5; 0.2, 1, 0.6"
    assert one("hhi", reference=reference) == one("hhi")


@pytest.mark.parametrize("shares, usual, index", [
    ([20, 10, 70, 0, 0], [0, 0, 0, 60, 40], 2),  # Farhauer and Kroell (2013), printed in the manual of REAT 3.0.3
    ([45, 466, 7874, 1334, 7051, 2481, 2251, 2032, 1739, 7915, 4875, 3936, 7488, 16896, 900],
     [248052, 538768, 6797172, 1798954, 4380223, 1713157, 1062982, 1027486, 975126, 2397099, 2357313, 1762308, 1249260,
      4676036, 1181037], 0.450846878361572),  # Goettingen 2017, REAT 3.0.3, krugman.spec
])
def test_krugman_is_that_of_reat(shares, usual, index):
    shares, usual = np.array(shares, float), np.array(usual, float)
    assert specialisation.krugman(shares / shares.sum(), usual / usual.sum()) == pytest.approx(index, abs=1e-12)


# EconGeo 2.1: the matrix of its manual, and set.seed(31); matrix(sample(0:100, 20, TRUE), ncol = 4).
MANUAL = [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]]
SEED_31 = [[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]]


@pytest.mark.parametrize("matrix, name, expected, digits", [
    (MANUAL, "krugman", [1.6, 1, 0.6, 0.7, 1.1], 12), (MANUAL, "hhi", [1, 0.525, 0.34, 0.315, 0.465], 12),
    (MANUAL, "entropy", [0, 1.319, 1.761, 1.766, 1.219], 3), (MANUAL, "n_lq1", [1, 1, 3, 3, 2], 12),
    (SEED_31, "krugman", [0.524965815358828, 0.603138916511738, 0.391703056768559, 0.213932602784873, 0.163127024283343], 12),
    (SEED_31, "hhi", [0.327976737067646, 0.408685422997745, 0.310138888888889, 0.280348878604486, 0.264743127136068], 12),
    (SEED_31, "entropy", [1.721, 1.433, 1.797, 1.907, 1.956], 3),
])
def test_indices_are_those_of_econgeo(matrix, name, expected, digits):
    values = np.array(matrix, float)[:, :, None]
    found = specialisation.indices(values, values.sum(axis=1))[name][:, 0]
    assert np.round(found, digits).tolist() == pytest.approx(expected, abs=1e-12)


def test_one_industry_alone_and_n_of_the_same_size():
    values = np.array([[8.0, 0, 0, 0], [5, 5, 5, 5]])[:, :, None]
    found = specialisation.indices(values, values.sum(axis=1), np.array([0, 0, 1, 1]))
    assert found["hhi"][:, 0].tolist() == [1, 0.25]
    assert found["entropy"][:, 0].tolist() == [0, 2]
    assert found["unrelated"][:, 0].tolist() == [0, 1]
    assert found["related"][:, 0].tolist() == [0, 1]
    assert not np.signbit(found["entropy"]).any()


def test_without_a_second_level_there_is_no_variety():
    found = specialisation.indices(VALUES, TOTALS)
    assert np.isnan(found["unrelated"]).all() and np.isnan(found["related"]).all()
    assert not np.isnan(found["entropy"]).any()


def test_a_quotient_of_one_counts_in_spite_of_rounding():
    """0.1 + 0.2 and the like: every quotient is 1, up to the last digit."""
    values = np.outer([0.1, 0.7, 1.1], [0.3, 0.6, 0.9])[:, :, None]
    assert specialisation.indices(values, values.sum(axis=1))["n_lq1"][:, 0].tolist() == [3, 3, 3]


def test_a_missing_code_takes_its_district_out_in_that_year_alone():
    values = np.concatenate([VALUES, VALUES], axis=2)
    values[0, 1, 1] = NAN
    found = specialisation.indices(values, np.repeat(TOTALS, 2, axis=1), GROUPS)
    for name in specialisation.INDICES:
        assert np.isnan(found[name]).tolist() == [[False, True], [False, False]], name
    assert found["n_codes"].tolist() == [[3, 2], [3, 3]]
    assert found["krugman"][1].tolist() == pytest.approx([0.4 / 3, 0]), "in the second year B is all there is"


def test_a_code_that_one_district_lacks_may_be_dropped_for_all():
    values = VALUES.copy()
    values[0, 1] = NAN
    found = specialisation.indices(values, TOTALS, GROUPS, missing="drop_codes")
    assert found["n_codes"][:, 0].tolist() == [2, 2]
    assert found["hhi"][:, 0].tolist() == pytest.approx([1 / 9 + 4 / 9, 1 / 49 + 36 / 49]), "(20, 40) and (10, 60)"
    assert found["coverage"][:, 0].tolist() == pytest.approx([0.6, 0.35])
    assert found["krugman"][:, 0].tolist() == pytest.approx([2 * abs(1 / 3 - 30 / 130), 2 * abs(1 / 7 - 30 / 130)])


def test_a_district_without_any_value_drops_no_code():
    values = np.concatenate([VALUES, np.full((1, 3, 1), NAN)])
    found = specialisation.indices(values, np.append(TOTALS, [[50.0]], axis=0), missing="drop_codes")
    assert found["n_codes"][:, 0].tolist() == [3, 3, 0]
    assert np.isnan(found["hhi"][:, 0]).tolist() == [False, False, True]


def test_a_sum_of_zero_has_no_index():
    values = VALUES.copy()
    values[1] = 0
    found = specialisation.indices(values, TOTALS, GROUPS)
    for name in (*specialisation.INDICES, "coverage"):
        assert np.isnan(found[name][:, 0]).tolist() == [False, True], name


def test_without_a_total_there_are_shares_but_no_quotients():
    found = specialisation.indices(VALUES, np.array([[100.0], [NAN]]), GROUPS)
    assert np.isnan(found["n_lq1"][:, 0]).tolist() == np.isnan(found["coverage"][:, 0]).tolist() == [False, True]
    assert found["hhi"][:, 0].tolist() == one("hhi")


def test_a_reference_that_lacks_a_code_leaves_no_krugman_index():
    reference = np.array([[25.0], [NAN], [50.0]]), np.array([100.0])
    found = specialisation.indices(VALUES, TOTALS, GROUPS, reference)
    assert np.isnan(found["krugman"]).all()
    assert not np.isnan(found["entropy"]).any()
    dropped = specialisation.indices(VALUES, TOTALS, GROUPS, reference, "drop_codes")
    assert dropped["krugman"][:, 0].tolist() == pytest.approx([0, 2 * (1 / 3 - 1 / 7)])


def test_what_is_missing_is_told_with_the_way_out(build, notes, warned):
    rows = [(area, code, year, 10.0) for area in (A, B) for code in ("i", "j") for year in (2000, 2001, 2002, 2003)]
    rows = [(*row[:3], None if row[:2] == (A, "j") and row[2] > 2000 else row[3]) for row in rows]
    specialisation.table(build(rows), None, "null", notes)
    assert f"3 district-periods without an index, which needs a value of every code: {A} (3 periods: j)" in warned()[-1]
    assert "MISSING 'drop_codes' would leave out 1 of 2 codes instead" in warned()[-1]
    specialisation.table(build(rows), None, "drop_codes", notes)
    dropped, left = warned()[-2:]  # with one of 10 gone: (10 + 10) of 30
    assert "1 code left out for all districts where one lacks it" in dropped and "j (2001, 2002, 2003)" in dropped
    assert left == "Indices are of 1 to 2 of 2 codes, which hold 67% to 100% of all output."


def test_a_sum_of_zero_and_a_single_industry_are_told(build, notes, warned):
    specialisation.table(build([(A, "i", 5.0), (B, "i", 0.0)]), None, "null", notes)
    assert f"1 district-period with a sum of 0, hence without an index: {B}." in warned()
    assert any("Only one code counts (i)" in text for text in warned())


def test_a_single_district_is_told(build, notes, warned):
    specialisation.table(build([(A, "i", 5.0), (A, "j", 1.0)]), None, "null", notes)
    assert any("Krugman index is 0" in text for text in warned())


# Laws -----------------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw, with_gaps=True):
    """Values (districts x industries x 2 periods), totals of at least their sum, and groups of the industries."""
    areas, industries = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cell = st.one_of(st.just(0), st.integers(1, 50), st.integers(10**5, 10**6))
    size = areas * industries * 2
    values = np.array(draw(st.lists(cell, min_size=size, max_size=size)), float).reshape(areas, industries, 2)
    totals = values.sum(axis=1) + 1.0
    if with_gaps:
        gaps = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
        values[np.array(gaps).reshape(values.shape) == 0] = NAN
    groups = np.array(draw(st.lists(st.integers(0, 2), min_size=industries, max_size=industries)))
    return values, totals, np.unique(groups, return_inverse=True)[1]


@TRIES
@given(tables(), st.sampled_from(["null", "drop_codes"]))
def test_indices_keep_their_bounds_and_varieties_add_up(table, missing):
    found = specialisation.indices(*table, missing=missing)
    there = ~np.isnan(found["entropy"])
    number = found["n_codes"][there]
    np.testing.assert_array_equal(np.isnan(found["hhi"]), ~there)
    np.testing.assert_array_equal(np.isnan(found["krugman"]), ~there)
    np.testing.assert_allclose((found["unrelated"] + found["related"])[there], found["entropy"][there], atol=1e-12)
    assert ((found["krugman"][there] >= 0) & (found["krugman"][there] <= 2)).all()
    assert ((found["hhi"][there] >= 1 / number - 1e-12) & (found["hhi"][there] <= 1 + 1e-12)).all()
    assert ((found["entropy"][there] >= 0) & (found["entropy"][there] <= np.log2(number) + 1e-12)).all()
    assert (found["related"][there] >= 0).all() and (found["unrelated"][there] >= 0).all()
    assert ((found["n_lq1"][there] >= 0) & (found["n_lq1"][there] <= number)).all()


@TRIES
@given(tables(), st.randoms(use_true_random=False), st.sampled_from([0.001, 3.0, 1e6]))
def test_order_and_unit_change_nothing(table, random, factor):
    values, totals, groups = table
    areas, industries = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(areas)
    random.shuffle(industries)
    before = specialisation.indices(values, totals, groups)
    after = specialisation.indices(values[areas][:, industries] * factor, totals[areas] * factor, groups[industries])
    for name in before:
        np.testing.assert_allclose(before[name][areas], after[name], rtol=1e-9, atol=1e-9, err_msg=name)


@TRIES
@given(tables())
def test_quotients_are_those_of_the_location_quotient(table):
    values, totals, groups = table
    found = specialisation.indices(values, totals, groups)
    quotient = quotients.location_quotients(values, totals)["lq"]
    there = ~np.isnan(found["n_lq1"])
    assert (found["n_lq1"][there] == (np.nan_to_num(quotient) >= 1 - 1e-12).sum(axis=1)[there]).all()


@TRIES
@given(tables(with_gaps=False), st.data())
def test_a_null_gives_null_there_and_nowhere_else(table, data):
    values, totals, groups = table
    assume(len(values) > 1)
    area, industry = data.draw(st.integers(0, len(values) - 1)), data.draw(st.integers(0, values.shape[1] - 1))
    gap = values.copy()
    gap[area, industry, 0] = NAN
    whole, found = (specialisation.indices(block, totals, groups) for block in (values, gap))
    for name in ("hhi", "entropy", "unrelated", "related"):
        assert np.isnan(found[name][area, 0])
        others = np.ones(whole[name].shape, dtype=bool)
        others[area, 0] = False
        np.testing.assert_array_equal(found[name][others], whole[name][others])


@TRIES
@given(tables(), st.sampled_from(["null", "drop_codes"]))
def test_years_are_each_by_themselves_and_input_stays_as_it_was(table, missing):
    values, totals, groups = table
    before = values.copy()
    both = specialisation.indices(values, totals, groups, missing=missing)
    np.testing.assert_array_equal(values, before)
    for place in range(2):
        alone = specialisation.indices(values[:, :, [place]], totals[:, [place]], groups, missing=missing)
        for name in both:
            np.testing.assert_allclose(both[name][:, place], alone[name][:, 0], atol=1e-12, err_msg=name)

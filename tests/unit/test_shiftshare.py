"""Shift-share: known cases, other programs' numbers, zero starts, missing values, years, and laws for all inputs."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import prices, shiftshare

pytestmark = pytest.mark.filterwarnings("error")
TRIES = settings(max_examples=25, deadline=None, derandomize=True)
NAN = np.nan
A, B, C = "E06000001", "E06000002", "E06000003"
PARTS = ("change", "national", "mix", "local", "homothetic", "compet", "allocation")

# i: 40 to 60, G_i = 1.5; j: 60 to 60, G_j = 1; together 100 to 120, G = 1.2.
VALUES = np.array([[[10.0, 20.0], [20.0, 30.0]], [[30.0, 40.0], [40.0, 30.0]]])


def test_a_table_worked_out_by_hand():
    found = shiftshare.shift_share(VALUES)
    expected = {
        "x_start": [[10, 20], [30, 40]], "x_end": [[20, 30], [40, 30]], "change": [[10, 10], [10, -10]],
        "national": [[10 * 0.2, 20 * 0.2], [30 * 0.2, 40 * 0.2]], "mix": [[10 * 0.3, 20 * -0.2], [30 * 0.3, 40 * -0.2]],
        "local": [[20 - 15, 30 - 20], [40 - 45, 30 - 40]],
        "homothetic": [[30 * 0.4, 30 * 0.6], [70 * 0.4, 70 * 0.6]],
        "compet": [[12 * (2 - 1.5), 18 * (1.5 - 1)], [28 * (4 / 3 - 1.5), 42 * (0.75 - 1)]],
        "allocation": [[-2 * 0.5, 2 * 0.5], [2 * (4 / 3 - 1.5), -2 * -0.25]],
        "growth": [1.5, 1.0],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-12, err_msg=name)
    assert found["overall"] == pytest.approx(1.2)


def test_totals_worked_out_by_hand():
    found = shiftshare.totals(shiftshare.shift_share(VALUES))
    expected = {
        "n_codes": 2, "caution": 0, "x_start": 30, "x_end": 50, "change": 20, "national": 6, "mix": -1, "local": 15, "compet": 15,
        "allocation": 0, "zero_start": 0, "change_pc": 200 / 3, "nat_pc": 20, "mix_pc": -10 / 3, "local_pc": 50,
    }
    assert {name: column[0] for name, column in found.items()} == pytest.approx(expected, abs=1e-12)
    assert list(found) == list(expected)


# REAT 3.0.3, shift(): three regions of Farhauer and Kroell (2013) against the nation of its manual.
NATION = np.array([[400, 440], [150, 210], [150, 135], [400, 480]], float)


@pytest.mark.parametrize("start, end, change, national, mix, local, compet, allocation", [
    ([90, 20, 10, 60], [100, 40, 10, 55], 25, 27, 1, -3, -0.636363636363636, -2.36363636363636),
    ([60, 30, 30, 40], [85, 55, 40, 35], 55, 24, -1, 32, 18.4242424242424, 13.5757575757576),
    ([250, 100, 110, 300], [255, 115, 85, 390], 85, 114, 0, -29, -33.5719008264463, 4.57190082644628),
])
def test_regions_against_a_nation_are_those_of_reat(start, end, change, national, mix, local, compet, allocation):
    values = np.stack([start, end], axis=1)[None].astype(float)
    found = shiftshare.totals(shiftshare.shift_share(values, NATION))
    got = [found[name][0] for name in ("change", "national", "mix", "local", "compet", "allocation")]
    assert got == pytest.approx([change, national, mix, local, compet, allocation], abs=1e-11)


# Jobs in Goettingen and Germany 2008 to 2017 by section (A, B+D+E, C, F, ...), from the data of REAT 3.0.3.
GOETTINGEN = """\
44 39 45 48 47 45 41 43 41 45 215570 218548 220753 226043 231109 236862 244677 247538 246467 248052
446 466 452 458 484 508 495 490 475 466 545874 549648 552291 546277 551263 547782 543076 536566 535808 538768
9116 8978 9044 8886 8526 8550 8372 8268 7999 7874 6528569 6363086 6256701 6395463 6519169 6544148 6613194 6666275 6725261 6797172
1611 1562 1575 1575 1506 1522 1308 1192 1356 1334 1569359 1570440 1604017 1637168 1663477 1671811 1697305 1711831 1748807 1798954
7092 7018 7020 7148 7168 7078 7074 7018 7041 7051 3991410 3987198 3974600 4062405 4152281 4145615 4180661 4253490 4318109 4380223
1979 2064 2141 2245 2264 2222 2342 2516 2503 2481 1417638 1396261 1405619 1452389 1484564 1512520 1555442 1608265 1658135 1713157
1768 1828 1891 1968 2040 2062 2028 2065 2238 2251 795660 816282 833378 855092 889196 908242 939609 994723 1028106 1062982
1631 1507 1591 1645 1643 1830 1935 1925 1905 2032 831515 818769 815896 840835 875534 900465 925753 943417 975272 1027486
2246 2105 2066 2000 1951 1934 1927 1852 1781 1739 991090 1001239 997757 998345 1004519 1004323 996587 999341 992350 975126
5393 5533 5683 5811 5995 6168 7406 7316 7622 7915 1723450 1745623 1779947 1852126 1944598 2072371 2159511 2245594 2299047 2397099
3357 2670 3519 4078 3906 4189 4385 4423 4535 4875 1765582 1605874 1815590 1977139 1996718 1984334 2065771 2170169 2273290 2357313
3173 3239 3335 3396 3394 3240 3364 3312 3441 3936 1647171 1669988 1682164 1679889 1683919 1695467 1703270 1698241 1733340 1762308
6152 6554 7099 7699 7666 7324 7455 7292 7424 7488 1027306 1065832 1090253 1084711 1101335 1123699 1158945 1169902 1205178 1249260
12360 12896 13477 13929 14383 14963 16360 16478 16571 16896 3554458 3687354 3817224 3928131 4062723 4152711 4265368 4384806 4541521 4676036
504 654 584 642 721 793 812 852 867 900 1090746 1107139 1120411 1107570 1119629 1115330 1125336 1141139 1162627 1181037"""


def goettingen(last: int):
    """Region and nation, industries x years from 2008."""
    rows = np.array([[int(value) for value in line.split()] for line in GOETTINGEN.splitlines()], float)
    return rows[None, :, :last - 2007], rows[:, 10:10 + last - 2007]


@pytest.mark.parametrize("last, change, national, mix, local", [
    (2017, 10411, 9477.92873302811, 2165.90994873233, -1232.83868176042),
    (2016, 8927, 7967.77712164283, 1891.13684508209, -931.913966724895),
])
def test_yearly_changes_add_up_as_in_reat(last, change, national, mix, local):
    found = shiftshare.totals(shiftshare.shift_share(*goettingen(last)))
    got = [found[name][0] for name in ("change", "national", "mix", "local")]
    assert got == pytest.approx([change, national, mix, local], abs=1e-9)


def test_yearly_changes_are_the_sum_of_the_years():
    values, nation = goettingen(2017)
    whole = shiftshare.shift_share(values, nation)
    years = [shiftshare.shift_share(values[..., at:at + 2], nation[:, at:at + 2]) for at in range(9)]
    for name in ("change", "national", "mix", "local", "compet", "allocation"):
        np.testing.assert_allclose(whole[name], sum(year[name] for year in years), rtol=1e-9, atol=1e-9, err_msg=name)
    np.testing.assert_allclose(whole["homothetic"], years[0]["homothetic"])


def test_a_zero_start_is_all_local_and_has_no_split():
    values = VALUES.copy()
    values[0, 0] = [0, 5]
    found = shiftshare.shift_share(values)  # i: 30 to 45; so local is 5 - 0
    assert [found[name][0, 0] for name in ("change", "national", "mix", "local")] == [5, 0, 0, 5]
    assert np.isnan(found["compet"][0, 0]) and np.isnan(found["allocation"][0, 0])
    assert found["homothetic"][0, 0] == pytest.approx(20 * 30 / 90)
    summed = shiftshare.totals(found)
    assert summed["zero_start"].tolist() == [5, 0]
    np.testing.assert_allclose(summed["compet"] + summed["allocation"] + summed["zero_start"], summed["local"])


def test_an_industry_absent_everywhere_at_the_start_has_no_parts_and_is_in_no_sum():
    values = np.concatenate([VALUES, [[[0.0, 7.0]], [[0.0, 0.0]]]], axis=1)
    found, without = shiftshare.shift_share(values), shiftshare.shift_share(VALUES)
    assert np.isnan(found["growth"]).tolist() == [False, False, True]
    for name in PARTS:
        np.testing.assert_array_equal(found[name][:, :2], without[name], err_msg=name)
        assert np.isnan(found[name][:, 2]).all(), name
    assert found["x_end"][:, 2].tolist() == [7, 0], "the figures themselves stay"
    summed = shiftshare.totals(found)
    assert summed["n_codes"].tolist() == [2, 2]
    assert summed["x_end"].tolist() == [50, 70]


def test_a_missing_value_takes_its_pair_out_and_growth_is_over_the_others():
    values = np.concatenate([VALUES, [[[5.0, NAN], [10.0, 20.0]]]])
    found = shiftshare.shift_share(values)
    for name in PARTS:
        assert np.isnan(found[name]).tolist() == [[False, False], [False, False], [True, False]], name
    assert found["growth"].tolist() == pytest.approx([60 / 40, 80 / 70])
    assert found["overall"] == pytest.approx(140 / 110)
    summed = shiftshare.totals(found)
    assert summed["n_codes"].tolist() == [2, 2, 1]
    assert (summed["x_start"][2], summed["x_end"][2]) == (10, 20)


def test_a_missing_year_makes_the_pair_missing_in_yearly_changes():
    values = np.array([[[10.0, NAN, 20.0], [1.0, 2.0, 3.0]], [[10.0, 12.0, 14.0], [2.0, 2.0, 2.0]]])
    found = shiftshare.shift_share(values)
    assert np.isnan(found["local"]).tolist() == [[True, False], [False, False]]
    assert found["growth"].tolist() == pytest.approx([1.4, 5 / 3]), "over the pairs that have all years"


def test_a_district_without_any_pair_has_no_totals():
    values = VALUES.copy()
    values[0, :, 1] = NAN
    summed = shiftshare.totals(shiftshare.shift_share(values))
    assert summed["n_codes"].tolist() == [0, 2]
    assert all(np.isnan(summed[name][0]) for name in summed if name != "n_codes")


def test_a_start_of_zero_in_all_has_no_per_cent():
    values = np.concatenate([VALUES, [[[0.0, 3.0], [0.0, 4.0]]]])
    summed = shiftshare.totals(shiftshare.shift_share(values))
    assert (summed["local"][2], summed["zero_start"][2], summed["national"][2]) == (7, 7, 0)
    assert np.isnan(summed["local_pc"][2]) and np.isnan(summed["change_pc"][2])


def test_a_reference_without_a_value_leaves_its_industry_out():
    found = shiftshare.shift_share(VALUES, np.array([[100.0, 120.0], [NAN, 300.0]]))
    assert np.isnan(found["local"]).tolist() == [[False, True], [False, True]]
    assert found["overall"] == pytest.approx(1.2)


# Years ----------------------------------------------------------------------------------------------------------------

YEARS = [1998, 1999, 2001, 2002]


@pytest.mark.parametrize("first, last, every, gaps, places", [
    (None, None, False, "error", [0, 3]), (1999, None, False, "error", [1, 3]), (None, 1999, True, "error", [0, 1]),
    (None, None, True, "allow", [0, 1, 2, 3]), (1999, 2001, True, "allow", [1, 2]),
])
def test_years_are_those_named_else_the_first_and_last(first, last, every, gaps, places):
    assert shiftshare.dates(YEARS, first, last, every, gaps) == places


@pytest.mark.parametrize("first, last, words", [
    (2000, None, ("FROM", "no year 2000", "1998, 1999, 2001, 2002")), (None, 2023, ("TO", "no year 2023", "1998")),
    (2001, 1999, ("FROM must be before TO", "2001")), (2002, None, ("FROM must be before TO", "2002")),
])
def test_years_that_cannot_be_are_refused(refusal, first, last, words):
    told = refusal(shiftshare.dates, YEARS, first, last, False, "error")
    assert all(word in told for word in words), told


def test_a_gap_in_yearly_changes_is_refused(refusal):
    assert "Years are missing (2000)" in refusal(shiftshare.dates, YEARS, None, None, True, "error")


def test_one_year_and_none_are_refused(refusal):
    assert "2020 alone" in refusal(shiftshare.dates, [2020], None, None, False, "error")
    assert "PERIOD_FIELD" in refusal(shiftshare.dates, [None], None, None, False, "error")


# Tables ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def panel(build):
    """A and B as above, C with one value alone; totals are the sums."""
    rows = [(area, code, year, value) for area, block in zip((A, B), VALUES) for code, pair in zip("ij", block)
            for year, value in zip((2000, 2010), pair)]
    return build([*rows, (C, "i", 2000, 5.0)])


def test_prices_multiply_districts_and_reference_alike(panel, notes):
    index = prices.Prices(2010, {"": {2000: 50.0, 2010: 100.0}})
    found = shiftshare.prepared(panel, [0, 1], index, notes)
    assert found.values[0].tolist() == [[20, 20], [40, 30]]
    assert found.periods == [2000, 2010]


def test_years_between_are_left_out(build, notes):
    rows = [(area, "i", year, year - 1990.0) for area in (A, B) for year in (2000, 2005, 2010)]
    found = shiftshare.prepared(build(rows), [0, 2], None, notes)
    assert (found.values.shape, found.periods, found.totals.shape) == ((2, 1, 2), [2000, 2010], (2, 2))


def test_what_has_no_parts_is_told(panel, notes, warned):
    found, summed = shiftshare.table(panel, notes)
    assert "1 district lacks a value of some industries at a date" in warned()[-1] and f"{C} (0 of 2)" in warned()[-1]
    assert summed["n_codes"].tolist() == [2, 2, 0]
    assert shiftshare.pair_columns(panel, found, {})["area"] == [A, A, B, B, C]
    assert shiftshare.pair_columns(panel, found, {})["x_start"][-1] == 5
    assert shiftshare.pair_columns(panel, found, {})["local"][-1] is None
    assert shiftshare.total_columns(panel, summed, {C: "Caerleon"})["name"] == [None, None, "Caerleon"]
    assert shiftshare.total_columns(panel, summed, {})["n_codes"] == [2, 2, 0]


def test_an_industry_without_national_growth_is_named(build, notes, warned):
    rows = [(area, code, year, value) for area in (A, B) for code, pair in (("i", (1.0, 2.0)), ("new", (0.0, 3.0)))
            for year, value in zip((2000, 2010), pair)]
    shiftshare.table(build(rows), notes)
    assert "1 industry without a value above 0" in warned()[-1] and warned()[-1].endswith("in no total: new.")


def test_nothing_to_take_apart_is_refused(build, notes, refusal):
    rows = [(A, "i", 2000, 1.0), (A, "i", 2010, None), (B, "i", 2000, None), (B, "i", 2010, 2.0)]
    assert "no change to take apart" in refusal(shiftshare.table, build(rows), notes)


# Laws -----------------------------------------------------------------------------------------------------------------


@st.composite
def blocks(draw, most_dates=4, with_gaps=True):
    """Values (districts x industries x dates) with zeros and gaps, of which some pair can be taken apart."""
    shape = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(2, most_dates))
    size = int(np.prod(shape))
    cell = st.one_of(st.just(0), st.integers(1, 50), st.integers(10**5, 10**6))
    values = np.array(draw(st.lists(cell, min_size=size, max_size=size)), float)
    if with_gaps:
        values[np.array(draw(st.lists(st.integers(0, 7), min_size=size, max_size=size))) == 0] = NAN
    values = values.reshape(shape)
    assume(not np.isnan(shiftshare.shift_share(values)["change"]).all())
    return values


@TRIES
@given(blocks())
def test_parts_add_to_the_change_and_the_mix_of_all_is_zero(values):
    found = shiftshare.shift_share(values)
    largest = np.nanmax(values)
    assert shiftshare.largest_gap(found) <= 1e-12 * max(1, largest) * values.shape[2]
    summed = shiftshare.totals(found)
    assert shiftshare.largest_gap(summed) <= 1e-11 * max(1, largest) * values.shape[2]
    for name in ("mix", "local"):
        assert abs(np.nansum(found[name])) <= 1e-10 * max(1, np.nansum(values)), name
    split = ~np.isnan(found["compet"])
    scale = 1e-9 * max(1, np.nansum(values) ** 2)  # a start of 1 in a district of millions makes large parts
    assert (np.abs(found["compet"] + found["allocation"] - found["local"])[split] <= scale).all()


@TRIES
@given(blocks())
def test_nothing_is_infinite_and_null_stays_null(values):
    found = shiftshare.shift_share(values)
    gone = np.isnan(values).any(axis=2) | np.isnan(found["growth"])
    for name in ("change", "national", "mix", "local", "homothetic"):
        np.testing.assert_array_equal(np.isnan(found[name]), gone, err_msg=name)
    for name in ("compet", "allocation"):
        np.testing.assert_array_equal(np.isnan(found[name]), gone | (values[..., :-1] == 0).any(axis=2), err_msg=name)
    assert not any(np.isinf(found[name]).any() for name in PARTS)


@TRIES
@given(blocks(), st.randoms(use_true_random=False), st.sampled_from([0.5, 4.0, 1024.0]))
def test_order_changes_nothing_and_the_unit_scales(values, random, factor):
    areas, industries = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(areas)
    random.shuffle(industries)
    before, after = shiftshare.shift_share(values), shiftshare.shift_share(values[areas][:, industries] * factor)
    size = np.nansum(values) * factor
    for name in PARTS[:5]:
        np.testing.assert_allclose(before[name][areas][:, industries] * factor, after[name], rtol=1e-9, atol=1e-9 * size)
    totals = shiftshare.totals(before)["local_pc"][areas], shiftshare.totals(after)["local_pc"]
    np.testing.assert_allclose(*totals, rtol=1e-6, atol=1e-6)


@TRIES
@given(blocks(most_dates=2))
def test_the_districts_as_their_own_reference_change_nothing(values):
    pairs = ~np.isnan(values).any(axis=2)
    usual = np.where(pairs[:, :, None], values, 0).sum(axis=0)
    before, after = shiftshare.shift_share(values), shiftshare.shift_share(values, usual)
    for name in (*PARTS, "growth", "overall"):
        np.testing.assert_allclose(before[name], after[name], err_msg=name)


@TRIES
@given(blocks(with_gaps=False))
def test_input_stays_as_it_was_and_whole_numbers_give_the_same(values):
    before = values.copy()
    found = shiftshare.shift_share(values)
    np.testing.assert_array_equal(values, before)
    whole = shiftshare.shift_share(values.astype(np.int64))
    for name in PARTS:
        np.testing.assert_array_equal(found[name], whole[name])

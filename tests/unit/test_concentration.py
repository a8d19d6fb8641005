"""Indices of concentration. Every expected number is worked out by hand; peers' numbers are in the peers' tests."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import concentration

NAN = np.nan
LN2 = 0.6931471805599453


def indices(values, totals, **given) -> dict:
    """Every index of one industry in one period."""
    found = concentration.indices(np.array(values, float)[:, None, None], np.array(totals, float)[:, None], **given)
    return {name: block[0, 0] for name, block in found.items()}


# Relative Theil -------------------------------------------------------------------------------------------------------


def test_theil_is_zero_where_shares_equal_the_reference():
    assert concentration.relative_theil([0.1, 0.2, 0.7], [0.1, 0.2, 0.7]) == 0


def test_theil_is_at_most_the_logarithm_of_the_smallest_reference_share():
    """All in the district of a quarter: ln 4."""
    assert concentration.relative_theil([1.0, 0, 0], [0.25, 0.25, 0.5]) == pytest.approx(2 * LN2)


def test_theil_by_hand():
    """0.75 ln(0.75 / 0.5) + 0.25 ln(0.25 / 0.5) = 0.75 ln 3 - ln 2."""
    assert concentration.relative_theil([0.75, 0.25], [0.5, 0.5]) == pytest.approx(0.75 * np.log(3) - LN2)


def test_theil_takes_many_industries_and_periods_at_once():
    shares = np.array([[[0.5, 1.0]], [[0.5, 0.0]]])
    np.testing.assert_allclose(concentration.relative_theil(shares, np.full((2, 1, 2), 0.5)), [[0, LN2]], atol=1e-15)


def test_theil_of_whole_numbers_is_that_of_numbers():
    assert concentration.relative_theil([0, 1], [0.5, 0.5]) == pytest.approx(LN2)


def test_theil_with_output_outside_the_reference_is_refused(refusal):
    told = refusal(concentration.relative_theil, np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    assert "reference is 0" in told
    assert "[1]" in told


# Ginis ----------------------------------------------------------------------------------------------------------------


def test_gini_by_hand():
    """Districts of 1/4 with nothing and 3/4 with all: the area under the curve is 3/8, G = 1 - 3/4."""
    assert concentration.locational_gini([0, 1.0], [0.25, 0.75]) == pytest.approx(0.25)


def test_gini_is_zero_where_shares_equal_the_reference():
    assert concentration.locational_gini([0.1, 0.2, 0.7], [0.1, 0.2, 0.7]) == pytest.approx(0, abs=1e-15)


def test_gini_does_not_change_with_ties():
    """Two districts of one ratio are one district."""
    assert concentration.locational_gini([0.1, 0.1, 0.8], [0.2, 0.2, 0.6]) == pytest.approx(
        float(concentration.locational_gini([0.2, 0.8], [0.4, 0.6])))


def test_gini_of_quotients_counts_every_district_the_same():
    """Location quotients 0.5 and 1.5: mean difference 1, twice the mean 2, over 2 districts: 0.25."""
    assert concentration.equal_weight_gini([1.5, 0.5]) == pytest.approx(0.25)


def test_gini_of_quotients_leaves_out_what_is_missing():
    assert concentration.equal_weight_gini([1.5, NAN, 0.5]) == pytest.approx(0.25)
    assert np.isnan(concentration.equal_weight_gini([NAN, NAN]))
    assert np.isnan(concentration.equal_weight_gini([0.0, 0.0]))


def test_gini_of_quotients_of_one_district_with_all():
    """(0, 0, 0, 4): 1 - 1/n."""
    assert concentration.equal_weight_gini([0, 4.0, 0, 0]) == pytest.approx(0.75)


def test_two_ginis_differ_where_sizes_do():
    """Sizes 0.1 and 0.9, shares 0.5 and 0.5: by size 1 - (0.9 * 0.5 + 0.1 * 1.5) = 0.4; that of 5 and 5/9 is 0.4 too.

    With the large district split in two, the first stays and the second becomes 16/33.
    """
    assert indices([5, 5], [10, 90])["gini"] == pytest.approx(0.4)
    assert indices([5, 5], [10, 90])["gini_lq"] == pytest.approx(0.4)
    split = indices([5, 2.5, 2.5], [10, 45, 45])
    assert split["gini"] == pytest.approx(0.4)
    assert split["gini_lq"] == pytest.approx(16 / 33)


# Herfindahl and top share ---------------------------------------------------------------------------------------------


def test_herfindahl_runs_from_equal_to_one_district():
    assert concentration.herfindahl(np.full(4, 0.25), 4) == (pytest.approx(0.25), pytest.approx(0))
    assert concentration.herfindahl(np.array([1.0, 0, 0, 0]), 4) == (pytest.approx(1), pytest.approx(1))


def test_herfindahl_counts_districts_without_output():
    """(0.5, 0.5, 0, 0): H = 0.5, normalised (0.5 - 0.25) / 0.75 = 1/3."""
    found = indices([5, 5, 0, 0], [10, 10, 10, 10])
    assert (found["hhi"], found["hhi_n"]) == (pytest.approx(0.5), pytest.approx(1 / 3))


def test_normalised_herfindahl_of_one_district_is_null():
    index, normalised = concentration.herfindahl(np.array([1.0]), 1)
    assert index == 1
    assert np.isnan(normalised)


@pytest.mark.parametrize("number, percent, k", [
    (380, 5, 19), (350, 5, 18), (10, 5, 1), (9, 5, 1), (30, 5, 2), (29, 5, 1), (4, 50, 2), (5, 50, 3), (3, 0, 1),
    (3, 100, 3),
])
def test_top_is_rounded_half_up_and_at_least_one(number, percent, k):
    """floor(percent / 100 * R + 0.5): 17.5 + 0.5 = 18 of 350, 1.5 + 0.5 = 2 of 30."""
    share, found = concentration.top_share(np.full(number, 1 / number), np.array(number), percent)
    assert found == k
    assert share == pytest.approx(k / number)


def test_top_share_is_that_of_the_largest():
    assert concentration.top_share(np.array([0.1, 0.4, 0.2, 0.3]), np.array(4), 50)[0] == pytest.approx(0.7)


def test_top_is_of_the_districts_that_count():
    """Six districts, four with a value: half of them are two."""
    found = indices([4, 3, NAN, 2, NAN, 1], [9, 9, 9, 9, 9, 9], percent=50)
    assert (found["top_k"], found["top_shr"]) == (2, pytest.approx(0.7))


def test_each_industry_has_a_top_of_its_own():
    values = np.array([[4, 6], [3, NAN], [2, NAN], [1, 4]], float)[:, :, None]
    found = concentration.indices(values, np.full((4, 1), 9.0), percent=50)
    assert found["top_k"][:, 0].tolist() == [2, 1]
    assert found["top_shr"][:, 0] == pytest.approx([0.7, 0.6])


# All of them ----------------------------------------------------------------------------------------------------------


def test_missing_districts_are_left_out_and_the_rest_renormalised():
    """Without the third: shares 3/4, 1/4 against 1/2, 1/2; 40 of 100 in all is covered."""
    found = indices([3, 1, NAN], [20, 20, 60])
    assert found["theil"] == pytest.approx(0.75 * np.log(3) - LN2)
    assert found["hhi"] == pytest.approx(0.625)
    assert found["hhi_n"] == pytest.approx(0.25)
    assert found["gini"] == pytest.approx(0.25)
    assert (found["n_areas"], found["coverage"]) == (2, pytest.approx(0.4))


def test_a_district_without_total_counts_nowhere():
    found = indices([3, 1, 7], [20, 20, NAN])
    assert found["hhi"] == pytest.approx(0.625)
    assert (found["n_areas"], found["coverage"]) == (2, 1)


def test_a_district_without_a_reference_is_left_out():
    found = indices([3, 1, 7], [20, 20, 10], reference=np.array([5.0, 5.0, NAN]))
    assert found["theil"] == pytest.approx(0.75 * np.log(3) - LN2)
    assert (found["n_areas"], found["coverage"]) == (2, pytest.approx(0.8))


def test_reference_may_change_with_the_period():
    """In the first period the sizes are equal, in the second they are the shares."""
    values = np.array([[[3.0, 3.0]], [[1.0, 1.0]]])
    found = concentration.indices(values, np.full((2, 2), 10.0), np.array([[1.0, 3.0], [1.0, 1.0]]))
    assert found["theil"][0] == pytest.approx([0.75 * np.log(3) - LN2, 0], abs=1e-12)


def test_an_industry_without_output_has_no_index():
    found = indices([0, 0], [1, 2])
    assert np.isnan([found[name] for name in concentration.INDICES]).all()
    assert found["n_areas"] == 2


def test_an_industry_that_no_district_has_counts_no_district():
    found = indices([NAN, NAN], [1, 2])
    assert np.isnan([found[name] for name in concentration.INDICES]).all()
    assert (found["n_areas"], found["coverage"]) == (0, 0) and np.isnan(found["top_k"])


def test_one_district_is_fully_concentrated_and_like_itself():
    found = indices([3], [9])
    assert (found["theil"], found["gini"], found["hhi"], found["top_shr"]) == (0, 0, 1, 1)
    assert np.isnan(found["hhi_n"])


def test_output_without_a_reference_is_refused_naming_the_districts(refusal):
    values = np.array([1.0, 2.0, 3.0])[:, None, None]
    told = refusal(concentration.indices, values, np.array([[5.0], [0.0], [0.0]]), names=["A", "B", "C"])
    assert "2 districts with output but a reference of 0" in told
    assert "B, C" in told
    assert "Correct the reference (total, surface or population), or leave the district out" in told


@pytest.mark.filterwarnings("error")
def test_nothing_odd_warns_or_is_infinite():
    values = np.array([[[0.0, NAN]], [[0.0, NAN]]])
    for totals in (np.zeros((2, 2)), np.full((2, 2), NAN), np.ones((2, 2))):
        found = concentration.indices(values, totals)
        assert not np.isinf([found[name] for name in (*concentration.INDICES, "coverage")]).any()


def test_shares_of_what_counts():
    found = concentration.shares_of(np.array([1.0, 3.0, 9.0]), np.array([True, True, False]))
    assert found.tolist() == [0.25, 0.75, 0]
    assert np.isnan(concentration.shares_of(np.zeros(2), np.array([True, True]))).all()


# Averages and trends --------------------------------------------------------------------------------------------------


@pytest.fixture
def panel(build):
    """One industry in two districts of 10 each, over three years: (1, 1), (3, 1), (0, 4)."""
    values = {2000: (1, 1), 2001: (3, 1), 2002: (0, 4)}
    return build([
        row for year, pair in values.items() for place, value in enumerate(pair, 1)
        for row in ((f"E0600000{place}", "C", year, value), (f"E0600000{place}", "Total", year, 10))
    ])


def test_average_of_the_index_is_the_mean_of_the_yearly_indices(panel):
    """Herfindahl 0.5, 0.625, 1: means of two 0.5625 and 0.8125."""
    found = concentration.table(panel, years=2)
    np.testing.assert_allclose(found["hhi"], [[0.5, 0.625, 1]])
    np.testing.assert_allclose(found["hhi_av"], [[NAN, 0.5625, 0.8125]])


def test_average_of_the_values_is_the_index_of_their_means(panel):
    """Means of two: (2, 1) and (1.5, 2.5): Herfindahl 5/9 and 8.5/16."""
    found = concentration.table(panel, years=2, average_of="values")
    np.testing.assert_allclose(found["hhi_av"], [[NAN, 5 / 9, 8.5 / 16]])
    np.testing.assert_allclose(found["theil_av"][0, 1:], [
        2 / 3 * np.log(4 / 3) + 1 / 3 * np.log(2 / 3), 3 / 8 * np.log(3 / 4) + 5 / 8 * np.log(5 / 4)])


def test_averages_of_one_year_are_the_indices(panel):
    for average_of in ("index", "values"):
        found = concentration.table(panel, years=1, average_of=average_of)
        for name in concentration.INDICES:
            np.testing.assert_allclose(found[f"{name}_av"], found[name])


def test_a_missing_value_leaves_a_district_out_of_the_mean_values_and_not_of_the_index(build):
    """The third district has no value in 2000. Of the values: it is out in 2001, leaving (3, 1) and (1, 1): (2, 1).

    Of the index: (3, 1) gives 0.625 in 2000; (1, 1, 2) gives 0.375 in 2001.
    """
    values = {2000: (3, 1, None), 2001: (1, 1, 2)}
    found = build([
        row for year, cells in values.items() for place, value in enumerate(cells, 1)
        for row in ((f"E0600000{place}", "C", year, value), (f"E0600000{place}", "Total", year, 10))
    ])
    assert concentration.table(found, years=2)["hhi_av"][0, 1] == pytest.approx(0.5)
    assert concentration.table(found, years=2, average_of="values")["hhi_av"][0, 1] == pytest.approx(5 / 9)


def test_a_year_without_an_index_leaves_its_windows_without_an_average(build):
    values = {2000: (1, 1), 2001: (0, 0), 2002: (3, 1), 2003: (3, 1)}
    found = build([
        row for year, pair in values.items() for place, value in enumerate(pair, 1)
        for row in ((f"E0600000{place}", "C", year, value), (f"E0600000{place}", "Total", year, 10))
    ])
    np.testing.assert_allclose(concentration.table(found, years=2)["hhi_av"], [[NAN, NAN, NAN, 0.625]])


def test_reference_of_the_districts_is_used_for_averages_too(panel):
    """Of (3, 1) in 2001 and of the mean (2, 1) of 2000 and 2001, sizes in the same ratio make no concentration."""
    one = concentration.table(panel, np.array([3.0, 1.0]), years=1)
    assert one["theil"][0, 1] == pytest.approx(0, abs=1e-12)
    assert one["theil_av"][0, 1] == pytest.approx(0, abs=1e-12)
    two = concentration.table(panel, np.array([2.0, 1.0]), years=2, average_of="values")
    assert two["theil_av"][0, 1] == pytest.approx(0, abs=1e-12)


def test_trends_are_one_row_for_each_industry_and_index(panel, notes):
    found = concentration.trends(concentration.table(panel, years=2), panel.industries, panel.periods, 2000, notes)
    assert [row["measure"] for row in found] == list(concentration.INDICES)
    hhi = next(row for row in found if row["measure"] == "hhi")
    assert (hhi["industry"], hhi["first_yr"], hhi["last_yr"]) == ("C", 2001, 2002)
    assert (hhi["first_av"], hhi["last_av"], hhi["trend"]) == (pytest.approx(0.5625), pytest.approx(0.8125), "up")


def test_an_industry_without_averages_has_no_trend(panel, notes):
    averages = concentration.table(panel, years=5)
    assert concentration.trends(averages, panel.industries, panel.periods, 2000, notes) == []


@pytest.mark.parametrize("break_year, said", [(1990, True), (2002, True), (2001, False)])
def test_a_break_outside_the_averages_is_said(panel, notes, break_year, said):
    notes.clear()
    averages = concentration.table(panel, years=1)
    found = concentration.trends(averages, panel.industries, panel.periods, break_year, notes)
    assert all((row["chg_after"] is None) is said for row in found)
    assert any(str(break_year) in text and "not split" in text for _, text in notes) is said


def test_one_period_has_no_trend_and_that_is_said(build, notes):
    one = build([("E06000001", "C", 2000, 1), ("E06000002", "C", 2000, 2)])
    notes.clear()
    assert concentration.trends(concentration.table(one, years=1), one.industries, one.periods, 2000, notes) == []
    assert len(notes) == 1
    assert "one period" in notes[0][1]

"""Averages over years and what a series of them does. Every expected number is worked out by hand."""

import numpy as np
import pytest

from industrial_atlas.processing.measures import series

NAN = np.nan


@pytest.mark.parametrize("years, missing", [
    ([1998, 1999, 2000], []), ([1998, 2001, 2000], [1999]), ([1971, 1975], [1972, 1973, 1974]), ([2020], []),
])
def test_missing_years_are_those_inside(years, missing):
    assert series.missing_years(years) == missing


def test_first_average_is_at_the_nth_period():
    """The paper's five-year averages of data from 1991 begin in 1995."""
    found = series.trailing_mean(np.arange(1.0, 9.0), 5)
    np.testing.assert_array_equal(found, [NAN, NAN, NAN, NAN, 3, 4, 5, 6])


def test_an_average_of_one_year_is_the_series():
    np.testing.assert_array_equal(series.trailing_mean([3.0, NAN, 5.0], 1), [3, NAN, 5])


def test_a_missing_year_leaves_every_window_it_is_in_without_an_average():
    np.testing.assert_array_equal(series.trailing_mean([1.0, 2.0, NAN, 4.0, 6.0, 8.0], 2), [NAN, 1.5, NAN, NAN, 5, 7])


def test_fewer_years_than_the_window_have_no_average():
    np.testing.assert_array_equal(series.trailing_mean([1.0, 2.0], 3), [NAN, NAN])


def test_averages_run_along_the_last_axis():
    found = series.trailing_mean(np.array([[[1, 3, 5]], [[10, 30, 50]]]), 2)
    np.testing.assert_array_equal(found, [[[NAN, 2, 4]], [[NAN, 20, 40]]])


@pytest.mark.parametrize("start, end, word", [
    (1.0, 1.0, "flat"), (1.0, 1.05, "flat"), (1.0, 0.95, "flat"), (1.0, 1.0501, "up"), (1.0, 0.9499, "down"),
    (0.4, 0.42, "flat"),
    (0.4, 0.4201, "up"), (0.0, 0.0, "flat"), (0.0, 0.001, "up"), (100, 105, "flat"), (3, 3.15, "flat"),
    (0.3, 0.285, "flat"),
])
def test_a_change_within_five_per_cent_is_flat(start, end, word):
    assert series.word(start, end) == word


def test_trend_falls_then_rises():
    """0.50 to 0.30 to 0.45: down by 0.05 or 10 per cent in all, down 0.20 to 2000, up 0.15 since."""
    found = series.trend([0.50, 0.40, 0.30, 0.35, 0.45], [1998, 1999, 2000, 2001, 2002])
    assert found == {
        "first_yr": 1998, "first_av": 0.50, "last_yr": 2002, "last_av": 0.45, "change": pytest.approx(-0.05),
        "change_pc": pytest.approx(-10), "trend": "down", "min_year": 2000, "break_year": 2000,
        "chg_before": pytest.approx(-0.20), "chg_after": pytest.approx(0.15), "tr_before": "down", "tr_after": "up",
    }


def test_trend_begins_and_ends_where_there_are_averages():
    found = series.trend([NAN, NAN, 0.2, 0.1, 0.4, NAN], [1996, 1997, 1998, 1999, 2000, 2001])
    assert (found["first_yr"], found["last_yr"], found["change"]) == (1998, 2000, pytest.approx(0.2))
    assert (found["min_year"], found["trend"]) == (1999, "up")


def test_automatic_break_is_the_year_of_the_minimum():
    found = series.trend([0.5, 0.4, 0.2, 0.3], [1998, 1999, 2000, 2001], "auto")
    assert (found["break_year"], found["chg_before"], found["chg_after"]) == (
        2000, pytest.approx(-0.3), pytest.approx(0.1))


@pytest.mark.parametrize("break_year", [1990, 1998, 2000, 2010, "auto"])
def test_a_break_that_is_not_inside_splits_nothing(break_year):
    found = series.trend([0.1, 0.2, 0.3], [1998, 1999, 2000], break_year)
    assert [found[name] for name in ("chg_before", "chg_after", "tr_before", "tr_after")] == [None] * 4
    assert found["break_year"] == (1998 if break_year == "auto" else break_year)


def test_a_series_without_values_has_no_trend():
    assert series.trend([NAN, NAN], [2000, 2001]) is None


def test_one_average_is_flat():
    found = series.trend([NAN, 0.3], [2000, 2001])
    assert (found["first_yr"], found["last_yr"], found["change"], found["trend"]) == (2001, 2001, 0, "flat")


def test_a_change_from_zero_has_no_per_cent():
    assert series.trend([0.0, 0.2], [2000, 2001])["change_pc"] is None


def test_an_interval_leaves_out_draws_without_a_value():
    draws = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    mean, low, high = series.interval(draws, 90)
    assert (mean[0], low[0], high[0]) == pytest.approx((2.0, 1.1, 2.9))
    assert np.isnan([mean[1], low[1], high[1]]).all()


def test_a_change_whose_interval_leaves_out_0_has_the_firmer_word():
    periods, averages = [2000, 2001, 2002], np.array([0.5, 0.4, 0.8])
    found = series.trend(averages, periods, 2001)
    draws = averages + np.linspace(-0.05, 0.05, 101)[:, None] * np.array([1, -1, 1])
    tested = series.tested(found, draws, periods, 90)
    assert (tested["trend"], tested["tr_before"], tested["tr_after"]) == ("concentrating", "dispersing", "concentrating")
    assert tested["change_lo"] == pytest.approx(0.3) and tested["change_hi"] == pytest.approx(0.3)
    assert (tested["before_lo"], tested["before_hi"]) == pytest.approx((-0.19, -0.01))
    assert found["trend"] == "up", "what is given is left as it was"


def test_a_change_whose_interval_holds_0_keeps_its_word():
    found = series.trend(np.array([0.5, 0.6]), [2000, 2001], 1999)
    tested = series.tested(found, np.array([[0.5, 0.3], [0.5, 0.9], [0.5, 0.6]]), [2000, 2001])
    assert tested["trend"] == "up" and tested["change_lo"] < 0 < tested["change_hi"]
    assert tested["before_lo"] is None and tested["after_hi"] is None

"""Class breaks. Bounds of the schemes that need mapclassify are compared with it in the peers' tests."""

import builtins
import sys

import numpy as np
import pytest

from industrial_atlas.processing.measures import breaks

NAN = np.nan


def test_location_quotients_have_fixed_bounds_around_one():
    assert breaks.class_bounds([0.1, 3.5], "lq") == [0.5, 0.8, 1.0, 1.25, 2.0, 3.5]


@pytest.mark.parametrize("highest", [0.3, 1.1, 2.0, 2.9])
def test_location_quotients_keep_all_their_classes_where_the_highest_are_empty(highest):
    """So that maps of several years compare."""
    bounds = breaks.class_bounds([0.1, highest], "lq")
    assert bounds[:5] == [0.5, 0.8, 1.0, 1.25, 2.0]
    assert len(bounds) == 6
    assert bounds[5] > 2


@pytest.mark.parametrize("given, bounds", [((10, 20), [10, 20, 50]), ((10, 50), [10, 50]), ((10, 99), [10, 99])])
def test_own_bounds_gain_the_highest_value_where_it_exceeds_them(given, bounds):
    assert breaks.class_bounds([1, 50], "user_defined", given=given) == bounds


@pytest.mark.parametrize("given", [(), (20, 10), (10, 10)])
def test_own_bounds_that_do_not_rise_are_refused(given, refusal):
    told = refusal(breaks.class_bounds, [1.0, 2.0], "user_defined", given=given)
    assert "BREAKS must be numbers that rise, separated by semicolons, such as 10;20;50" in told


def test_quantiles_hold_the_same_number_each():
    bounds = breaks.class_bounds(np.arange(1.0, 11.0), "quantiles", 5)
    assert bounds == pytest.approx([2.8, 4.6, 6.4, 8.2, 10])
    assert breaks.class_counts(np.arange(1.0, 11.0), bounds) == [2] * 5


def test_equal_intervals_are_equally_wide():
    assert breaks.class_bounds([0, 1, 2, 10], "equal_interval", 4) == pytest.approx([2.5, 5, 7.5, 10])
    assert breaks.class_bounds([0, 1, 2, 10], "equal_interval", 4)[-1] == 10


@pytest.mark.parametrize("scheme", ["quantiles", "equal_interval", "fisher_jenks", "natural_breaks"])
def test_fewer_distinct_values_than_classes_give_fewer_classes_and_a_warning(scheme, notes, warned):
    assert breaks.class_bounds([3, 1, 1, 3, NAN], scheme, 5, notes=notes) == [1, 3]
    assert len(warned()) == 1
    assert "2 distinct values" in warned()[0]
    assert "not 5" in warned()[0]


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("scheme", ["quantiles", "equal_interval", "fisher_jenks", "natural_breaks"])
def test_as_many_distinct_values_as_classes_have_a_class_each(scheme, notes):
    bounds = breaks.class_bounds([3, 1, 2], scheme, 3, notes=notes)
    assert breaks.class_counts([3, 1, 2], bounds) == [1, 1, 1]
    assert notes == []


def test_one_value_is_one_class_in_the_singular(notes, warned):
    assert breaks.class_bounds([2.0, 2.0], "quantiles", 5, notes=notes) == [2]
    assert "There is 1 distinct value, so 1 class and not 5." in warned()


def test_quantiles_of_many_equal_values_are_fewer_and_said(notes, warned):
    bounds = breaks.class_bounds([1] * 7 + [2, 3, 4, 5, 6], "quantiles", 5, notes=notes)
    assert bounds == pytest.approx([1, 1.6, 3.8, 6])
    assert "Equal values leave 4 classes and not 5." in warned()


@pytest.mark.parametrize("scheme", ["lq", "user_defined", "quantiles", "equal_interval"])
def test_bounds_rise_and_reach_every_value(scheme):
    values = np.array([-3.0, 0.2, 0.2, 0.9, 1.7, 4.4, NAN])
    bounds = breaks.class_bounds(values, scheme, 4, (0, 1))
    assert all(low < high for low, high in zip(bounds, bounds[1:]))
    assert bounds[-1] >= 4.4
    assert sum(breaks.class_counts(values, bounds)) == 6


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("scheme", [
    "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles"])
def test_bounds_of_the_other_schemes_rise_and_reach_every_value(scheme):
    values = np.append(np.arange(40.0) ** 2, NAN)
    bounds = breaks.class_bounds(values, scheme, 4)
    assert all(low < high for low, high in zip(bounds, bounds[1:]))
    assert bounds[0] >= 0
    assert bounds[-1] >= 39**2
    assert sum(breaks.class_counts(values, bounds)) == 40


@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_many_values_are_sampled_for_fisher_jenks_the_same_each_time(monkeypatch):
    monkeypatch.setattr(breaks, "SAMPLED_ABOVE", 100)
    values = np.random.default_rng(7).lognormal(size=5200)
    bounds = breaks.class_bounds(values, "fisher_jenks", 4)
    np.random.seed(99)  # noqa: NPY002 (the sample is drawn by this generator)
    assert bounds == breaks.class_bounds(values, "fisher_jenks", 4)
    assert bounds[-1] == values.max()


@pytest.mark.parametrize("scheme", ["lq", "user_defined", "quantiles", "equal_interval"])
def test_fixed_schemes_need_no_mapclassify(scheme, monkeypatch):
    monkeypatch.setitem(sys.modules, "mapclassify", None)
    assert breaks.class_bounds([1.0, 2.0, 3.0, 9.0], scheme, 2, (2, 9))[-1] == 9


def test_other_schemes_say_what_they_need(monkeypatch, refusal):
    def without(name, *arguments, **named):
        if name == "mapclassify":
            raise ImportError("No module named 'mapclassify'")
        return original(name, *arguments, **named)

    original = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", without)
    told = refusal(breaks.class_bounds, [1.0, 2.0, 3.0, 9.0], "fisher_jenks", 2)
    assert "The scheme 'fisher_jenks' needs the package mapclassify" in told
    assert "Choose lq, user_defined, quantiles or equal_interval, or install mapclassify" in told


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_no_value_is_refused(values, refusal):
    told = refusal(breaks.class_bounds, values, "quantiles")
    assert "There is no value to map: every one is missing" in told
    assert "Check VALUE_FIELD and FILTER" in told


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_value_is_refused(value, refusal):
    told = refusal(breaks.class_bounds, [1.0, value], "quantiles")
    assert "A value to map is infinite" in told
    assert "leave it out with FILTER" in told


def test_a_value_on_a_bound_belongs_to_the_lower_class():
    assert breaks.class_counts([0.5, 0.8, 0.81, 1.0, NAN], [0.5, 0.8, 1.0]) == [1, 1, 2]


def test_class_names_are_the_labels_without_their_counts():
    labels = ["up to 1 km (north) (1,200)", "over 1 km (north) (3)"]
    assert breaks.class_names([0.5, 1.0, 2.0, NAN], [1.0, 2.0], labels) == [
        "up to 1 km (north)", "up to 1 km (north)", "over 1 km (north)", None]


@pytest.mark.parametrize("text, numbers", [
    ("10;20;50", [10, 20, 50]), (" 10 ; 20.5;50 ", [10, 20.5, 50]), ("-1;0;1", [-1, 0, 1]), ("5", [5]),
    ("1e3;2e3;", [1000, 2000]),
])
def test_breaks_are_read_from_text(text, numbers):
    assert breaks.parse_breaks(text) == numbers


@pytest.mark.parametrize("text", ["ten;20", "10,20", "10|20"])
def test_text_that_holds_no_breaks_is_refused_and_shown(text, refusal):
    told = refusal(breaks.parse_breaks, text)
    assert f"BREAKS: '{text}' is not a list of numbers, such as 10;20;50." in told


@pytest.mark.parametrize("text", ["", ";", "20;10", "10;10", "1;inf", "nan;3"])
def test_breaks_that_do_not_rise_are_refused_and_shown(text, refusal):
    told = refusal(breaks.parse_breaks, text)
    assert f"BREAKS: '{text}' must be numbers that rise" in told


@pytest.mark.parametrize("scheme, bounds, limit", [
    ("lq", [0.5, 0.8, 1, 1.25, 2, 3], 1), ("user_defined", [-5, 0, 5], 0), ("quantiles", [1, 2, 3, 4], 2),
    ("quantiles", [7], 7), ("equal_interval", [-1, 3, 7], 0),
])
def test_a_diverging_ramp_turns_at_one_or_zero_or_the_middle(scheme, bounds, limit):
    values = [-6, 5] if bounds[0] < 0 else [0.5, 7]
    assert breaks.centre(scheme, bounds, values) == limit


def test_rounded_bounds_rise_and_lie_near():
    values = np.random.default_rng(1).gamma(2, 0.1, 350)
    bounds = breaks.class_bounds(values, "quantiles", 5)
    short = breaks.rounded(bounds, values.min())
    assert all(low < high for low, high in zip(short, short[1:])) and short[-1] == bounds[-1]
    assert max(abs(high - low) for low, high in zip(bounds, short)) <= min(np.diff(bounds)) / 10 + 1e-12
    assert all(len(f"{bound:.12g}") <= 4 for bound in short[:-1]), "0.12 and the like"


@pytest.mark.parametrize("bounds, lowest, short", [
    ([1234.0, 4321.0, 9876.0], 0, [1200.0, 4300.0, 9876.0]), ([5.0], 5.0, [5.0]), ([1.0, 2.0], 0.5, [1.0, 2.0]),
    ([0.1234, 0.5, 0.9], 0.1234, [0.13, 0.5, 0.9]),
])
def test_bounds_are_rounded_to_the_size_of_the_classes_and_not_below_the_lowest(bounds, lowest, short):
    assert breaks.rounded(bounds, lowest) == short


@pytest.mark.parametrize("values, bounds", [
    ([-90, -12, 0, 3, 30, 400], [-50, -20, 0, 20, 50, 400]), ([1, 2, 3], [-5, -2, 0, 2, 5, 10]),
    ([-1, -1, -1], [-2, -1, 0, 1, 2, 5]), ([0, 0, NAN], [0]), ([-0.004, 0.03], [-0.02, -0.01, 0, 0.01, 0.02, 0.05]),
    ([-3e9, 2e9], [-5e9, -2e9, 0, 2e9, 5e9, 1e10]),
])
def test_bounds_around_zero_are_round_and_symmetrical(values, bounds):
    assert breaks.around_zero(values) == pytest.approx(bounds)

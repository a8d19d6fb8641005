"""Two values in classes: limits, classes, counts and whether they go together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_atlas.processing.measures import bivariate
from industrial_atlas.processing.measures.notes import Notes

NAN = np.nan
TRIES = settings(max_examples=60, deadline=None, derandomize=True)
NUMBERS = st.one_of(st.just(NAN), st.integers(-20, 20).map(float))
COLUMNS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=40)


def pairs(x, y, scheme="quantiles", side=3, between=((), ()), notes=None):
    return bivariate.pairs_of(
        (np.array(x, dtype=float), np.array(y, dtype=float)), (scheme, scheme), side, between, ("jobs", "pay"), ("", ""),
        Notes() if notes is None else notes)


# Hand calculations ----------------------------------------------------------------------------------------------------


def test_six_districts_in_three_by_three():
    """Thirds of 1..6 end at 1 + 5/3 = 2.67 and 1 + 10/3 = 4.33, so the classes are 1,2 | 3,4 | 5,6."""
    found = pairs([1, 2, 3, 4, 5, 6], [6, 1, 4, 2, 3, 5])
    assert found.limits[0] == pytest.approx([8 / 3, 13 / 3]) == found.limits[1]
    assert found.columns()["bi_class"] == ["1-3", "1-1", "2-2", "2-1", "3-2", "3-3"]
    assert found.columns()["bi_words"] == [
        "low / high", "low / low", "medium / medium", "medium / low", "high / medium", "high / high"]
    assert found.counts.tolist() == [[1, 0, 1], [1, 1, 0], [0, 1, 1]]
    numbers = found.numbers()
    # d = 5, 1, 1, 2, 2, 1: 1 - 6 (25 + 1 + 1 + 4 + 4 + 1) / (6 x 35) = 1 - 216 / 210
    assert numbers["SPEARMAN"] == pytest.approx(1 - 216 / 210)
    assert (numbers["HIGH_BOTH"], numbers["HIGH_EXPECTED"]) == (1, pytest.approx(2 * 2 / 6))
    assert numbers["CLASS_COUNTS"] == "1-1=1;1-2=0;1-3=1;2-1=1;2-2=1;2-3=0;3-1=0;3-2=1;3-3=1"
    assert numbers["STRENGTH"] == "none"


def test_equal_values_share_their_mean_rank():
    """Ranks of x: 1.5, 1.5, 3, 4, of y: 1, 2, 3, 4; Pearson of them is 4.5 / sqrt(4.5 x 5)."""
    assert bivariate.together([7, 7, 8, 9], [1, 2, 3, 4])["SPEARMAN"] == pytest.approx(4.5 / np.sqrt(4.5 * 5))


def test_classes_are_of_districts_with_both_values():
    found = pairs([1, 2, 3, 100, NAN], [1, 2, 3, NAN, 5], side=2)
    assert found.limits == [[2.0], [2.0]]
    assert found.columns()["bi_class"] == ["1-1", "1-1", "2-2", None, None]
    assert found.columns()["class_1"] == [1, 1, 2, None, None] and found.columns()["value_1"][3] == 100
    assert bivariate.missing(*found.values) == {"NO_DATA_COUNT": 2, "NO_FIRST": 1, "NO_SECOND": 1, "NO_BOTH": 0}


def test_a_value_on_a_limit_belongs_to_the_lower_class():
    found = pairs([0.8, 0.81, 1.25, 1.26], [1, 1, 1, 1.5], "user_defined", 3, ([0.8, 1.25], [1, 2]))
    assert found.columns()["bi_class"] == ["1-1", "2-1", "2-1", "3-2"]
    assert found.shape == (3, 3), "classes that no value reaches stay in the legend"


def test_a_value_that_is_the_same_everywhere_makes_one_class():
    notes = Notes()
    found = pairs([4, 4, 4], [1, 2, 3], notes=notes)
    assert found.shape == (1, 3) and found.words == [("equal",), ("low", "medium", "high")]
    assert notes == [("warning", "jobs: There is 1 distinct value, so 1 class and not 3.")]
    numbers = found.numbers()
    assert numbers["SPEARMAN"] is None and numbers["HIGH_BOTH"] == 0 and "no association to measure" in numbers["SENTENCE"]


def test_one_district_is_a_map():
    found = pairs([4], [1])
    assert found.shape == (1, 1) and found.columns()["bi_class"] == ["1-1"] and found.numbers()["SPEARMAN_P"] is None


# Words ----------------------------------------------------------------------------------------------------------------


def test_an_association_that_chance_may_explain_is_said_to_be_so():
    text = bivariate.sentence({"SPEARMAN": -0.35, "SPEARMAN_P": 0.2}, [[4, 4], [4, 3]], ("jobs", "pay"))
    assert text == (
        "Across 15 districts there is a weak negative association between jobs and pay (Spearman's rank correlation "
        "-0.35, p = 0.2, which chance alone may explain). High in both are 3 districts; without any association it would "
        "be about 3.3.")


def test_no_association_is_said_to_be_none():
    text = bivariate.sentence({"SPEARMAN": 0.02, "SPEARMAN_P": 0.0001}, [[1, 1], [1, 1]], ("jobs", "pay"))
    assert "no association to speak of between jobs and pay" in text and "p < 0.001" in text and "High in both is 1" in text


def test_districts_without_data_are_named_by_what_they_lack():
    notes = Notes()
    bivariate.tell((np.array([1, NAN, 2, NAN]), np.array([NAN, 1, 3, NAN])), ["A", "B", "C", "D"], ("jobs", "pay"), notes)
    assert [text for _, text in notes] == [
        "1 district drawn as no data, without jobs: B.", "1 district drawn as no data, without pay: A.",
        "1 district drawn as no data, without either value: D."]


def test_the_same_value_twice_is_warned_of():
    notes = Notes()
    bivariate.tell((np.array([1, NAN]), np.array([1, NAN])), ["A", "B"], ("jobs", "pay"), notes)
    assert "Both values are the same" in notes[-1][1]


# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("x", "y", "words"), [
    ([NAN, NAN], [1, 2], ("no value of jobs", "VALUE_FIELD", "FILTER")),
    ([1, 2], [NAN, NAN], ("no value of pay", "VALUE2_FIELD", "FILTER2")),
    ([1, NAN], [NAN, 2], ("No district has both", "codes")),
])
def test_nothing_to_map_is_refused(x, y, words):
    with pytest.raises(ValueError) as raised:
        pairs(x, y)
    assert all(word in str(raised.value) for word in words)


@pytest.mark.parametrize(("text", "side", "words"), [
    ("1.25;0.8", 3, ("BREAKS2", "rise")), ("1;1", 3, ("BREAKS2", "rise")), ("a", 2, ("BREAKS2", "a")),
    ("1", 3, ("BREAKS2: '1' is 1 limit", "2 between")), ("1;2;3", 3, ("3 limits", "2 between")), ("1;2", 2, ("2 limits", "1 between")),
    ("1;nan", 3, ("BREAKS2",)), ("", 3, ("BREAKS2",)),
])
def test_limits_that_are_none_are_refused(text, side, words):
    with pytest.raises(ValueError) as raised:
        bivariate.given_limits(text, "BREAKS2", side)
    assert all(word in str(raised.value) for word in words), str(raised.value)


# Laws -----------------------------------------------------------------------------------------------------------------


def both(rows):
    return [(x, y) for x, y in rows if x == x and y == y]


@TRIES
@given(COLUMNS.filter(both), st.sampled_from(["quantiles", "equal_interval"]), st.sampled_from([2, 3]))
def test_counts_add_up_and_order_of_districts_is_nothing(rows, scheme, side):
    x, y = zip(*rows)
    found, turned = pairs(x, y, scheme, side), pairs(x[::-1], y[::-1], scheme, side)
    assert found.counts.sum() == len(both(rows)) == len(rows) - found.missing
    assert found.columns()["bi_class"] == turned.columns()["bi_class"][::-1]
    assert [key is None for key in found.columns()["bi_class"]] == [x != x or y != y for x, y in rows]
    first, second = found.columns()["class_1"], found.columns()["class_2"]
    assert found.counts.tolist() == [
        [sum((one, two) == (a, b) for one, two in zip(first, second)) for b in range(1, found.shape[1] + 1)]
        for a in range(1, found.shape[0] + 1)]


@TRIES
@given(COLUMNS.filter(both))
def test_changing_the_values_over_turns_the_square_over(rows):
    x, y = zip(*rows)
    assert pairs(x, y).counts.tolist() == pairs(y, x).counts.T.tolist()


@TRIES
@given(COLUMNS.filter(both), st.sampled_from([1e-9, 0.25, 1e9]))
def test_units_change_nothing(rows, factor):
    x, y = (np.array(values) for values in zip(*rows))
    plain, scaled = pairs(x, y), pairs(x * factor, y)
    assert plain.columns()["bi_class"] == scaled.columns()["bi_class"] or factor != 0.25  # rounding at a limit
    assert plain.numbers()["SPEARMAN"] == pytest.approx(scaled.numbers()["SPEARMAN"])


@TRIES
@given(COLUMNS.filter(both))
def test_the_rank_correlation_is_that_of_pandas(rows):
    import pandas as pd

    x, y = zip(*rows)
    found = pairs(x, y).numbers()["SPEARMAN"]
    table = pd.DataFrame({"x": x, "y": y}).dropna()
    peer = table["x"].rank().corr(table["y"].rank()) if len(table) > 2 else NAN
    assert (found is None and peer != peer) or found == pytest.approx(peer, abs=1e-12)

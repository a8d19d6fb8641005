"""The words of a picture: what is the same in every row, which prices, and the picture told to those who cannot see it."""

from __future__ import annotations

import pandas as pd
import pytest

from industrial_atlas.processing.measures.charttable import Choices, chart
from industrial_atlas.processing.measures.chartwords import constants, description, field_words, prices


@pytest.fixture
def told(notes):
    """`told("bar", {...})` is the description of a picture of columns."""

    def make(kind, columns, **chosen):
        return description(kind, chart(pd.DataFrame(columns), Choices(kind, **chosen), notes), "Output of 2023", "Output", "£m")

    return make


def test_what_is_the_same_in_every_row_is_said_once():
    table = pd.DataFrame({"industry": ["C", "C"], "area": ["E1", "E1"], "name": ["Ynys Môn", "Ynys Môn"], "period": [1, 2]})
    assert constants(table, {"C": "Manufacturing"}) == "Manufacturing, Ynys Môn"
    assert constants(table, {}, ["industry"]) == "Ynys Môn"
    assert constants(pd.DataFrame({"industry": ["*", "*"], "group": ["TIR", None]}), {}) == ""


@pytest.mark.parametrize(("text", "found"), [
    ("Value, Current prices", "current prices"), ("in prices of 2022", "prices of 2022"), ("Index", ""), (None, ""),
])
def test_prices_are_found_in_words(text, found):
    assert prices(text) == found


def test_fields_of_our_results_have_words():
    assert field_words("lq") == "Location quotient" and field_words("mine") == "mine"


def test_bars_are_told_one_by_one_up_to_twelve(told):
    text = told("bar", {"area": [f"a{place:02}" for place in range(14)], "value": range(14)})
    assert text.startswith("Bar chart: Output of 2023 (£m). a13: 13. a12: 12.") and text.endswith("2 more follow.")


def test_lines_are_told_by_their_ends_and_grey_ones_counted(told):
    text = told("line", {"industry": ["A", "A", "B"], "x": [2000, 2001, 2000], "value": [1, 2000, 3]}, highlight=("A",))
    assert text == "Line chart: Output of 2023 (£m). A: 1 in 2000, 2,000 in 2001. 1 other is drawn in grey."


def test_points_are_told_by_their_span(told):
    text = told("scatter", {"area": list("abcd"), "x": [1, 2, 3, 4], "value": [1, 3, 2, 4]})
    assert text.endswith("4 points, x from 1 to 4 and y from 1 to 4.")


def test_shares_are_told_in_per_cent(told):
    text = told("stacked", {"industry": ["A", "B"], "x": [1, 1], "value": [1, 3]})
    assert "B: 75.0% in 1." in text and "A: 25.0% in 1." in text

"""What a picture draws: order, colour, shares, gaps, and refusals that say what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.charttable import Choices, chart, naming, numbers, plain


@pytest.fixture
def drawn(notes):
    """`drawn("line", {...}, highlight=...)` is what a picture draws of columns."""

    def make(kind, columns, **chosen):
        return chart(pd.DataFrame(columns), Choices(kind, **chosen), notes)

    return make


def years(values: dict, first=2000) -> dict:
    """One series an entry, a value a year."""
    rows = [(name, first + place, value) for name, held in values.items() for place, value in enumerate(held)]
    return dict(zip(("industry", "x", "value"), map(list, zip(*rows))))


def test_lines_come_in_the_order_of_their_ends(drawn):
    found = drawn("line", years({"A": [9, 1], "B": [1, 5], "C": [2, np.nan]}))
    assert found["series"].unique().tolist() == ["B", "C", "A"]  # 5, 2 (its last), 1
    assert found["shown"].tolist() == [1] * 6 and found["x"].tolist() == [2000, 2001] * 3


def test_missing_values_are_counted_and_kept_as_gaps(drawn, warned):
    found = drawn("line", years({"A": [1, np.nan, 3], "B": [np.nan] * 3}))
    assert found["series"].unique().tolist() == ["A"] and found["value"].isna().sum() == 1
    assert warned() == ["1 without any value left out: B.", "1 value missing: a gap, not zero."]


def test_of_many_lines_the_highest_are_in_colour(drawn, warned):
    found = drawn("line", years({f"i{place:02}": [place] for place in range(13)}))
    assert found[found["shown"] == 1]["series"].tolist() == ["i12", "i11", "i10", "i09", "i08", "i07"]
    assert "13 lines are too many" in warned()[0]
    assert drawn("line", years({f"i{place}": [place] for place in range(12)}))["shown"].eq(1).all()


def test_highlighted_lines_are_in_colour_by_code_or_name(drawn):
    table = years({"26": [1], "27": [2], "28": [3]})
    found = drawn("line", table, highlight=("26", "machinery"), names={"28": "Machinery"})
    assert dict(zip(found["label"], found["shown"])) == {"Machinery": 1, "27": 0, "26": 1}


def test_an_unknown_highlight_is_refused_with_the_nearest(refusal, drawn):
    assert "did you mean Machinery?" in refusal(
        drawn, "line", years({"28": [3]}), highlight=("Machinry",), names={"28": "Machinery"})


def test_too_many_highlights_are_refused(refusal, drawn):
    table = years({f"i{place}": [place] for place in range(13)})
    assert "HIGHLIGHT names 13" in refusal(drawn, "line", table, highlight=tuple(f"i{place}" for place in range(13)))


def test_two_rows_for_a_period_are_refused_by_name(refusal, drawn):
    told = refusal(drawn, "line", {"industry": ["A", "A"], "x": [2000, 2000], "value": [1, 2]})
    assert "A has 2 rows for 2000, named by field 'industry'" in told and "rows 1, 2" in told and "FILTER" in told


def test_bars_are_sorted_and_the_longest_kept_with_those_highlighted(drawn, notes):
    table = {"area": ["E1", "E2", "E3", "E4"], "name": ["a", "b", "c", "d"], "value": [1, 4, 2, 3]}
    found = drawn("bar", table, top=2, highlight=("E1",))
    assert found["label"].tolist() == ["b", "d", "a"] and found["shown"].tolist() == [0, 0, 1]
    assert ("info", "The longest 2 of 4 bars are drawn (TOP), and 1 of HIGHLIGHT.") in notes


def test_shares_add_up_to_one_and_the_largest_is_first(drawn):
    found = drawn("stacked", years({"A": [1, 2], "B": [3, 2]}))
    assert found["series"].tolist() == ["B", "B", "A", "A"]  # means 0.625 and 0.375
    assert found["share"].tolist() == [0.75, 0.5, 0.25, 0.5]


def test_a_period_without_one_part_has_no_shares(drawn, warned):
    found = drawn("stacked", years({"A": [1, np.nan], "B": [3, 2]}))
    assert found.groupby("x")["share"].sum(min_count=1).tolist()[0] == 1 and found[found["x"] == 2001]["share"].isna().all()
    assert any("No parts of 2001" in told for told in warned())


def test_many_parts_are_drawn_as_one(drawn):
    found = drawn("stacked", years({f"i{place}": [10 - place] for place in range(10)}))
    assert found["label"].tolist()[-1] == "All others (3)" and len(found) == 8
    assert found["share"].tolist()[-1] == pytest.approx((3 + 2 + 1) / 55) and found["share"].sum() == pytest.approx(1)


def test_negative_parts_are_refused(refusal, drawn):
    told = refusal(drawn, "stacked", years({"A": [1, -2], "B": [3, 2]}))
    assert "A is -2 in 2001" in told and "'line'" in told


def test_a_slope_goes_from_the_first_to_the_last_period(drawn, warned):
    table = years({"A": [1, 5, 2], "B": [3, 1, np.nan]})
    found = drawn("slope", table)
    assert found["x"].tolist() == [2000, 2002] and found["value"].tolist() == [1, 2]
    assert warned() == ["1 without a value at both ends left out: B."]
    assert drawn("slope", table, span=(2000, 2001))["series"].unique().tolist() == ["A", "B"]


@pytest.mark.parametrize(("span", "words"), [
    ((1999, None), "FROM: there is no value of 1999. There are values of 2000, 2001."), ((2001, None), "later"),
    ((2001, 2000), "later"),
])
def test_a_slope_that_cannot_be_is_refused(refusal, drawn, span, words):
    assert words in refusal(drawn, "slope", years({"A": [1, 5]}), span=span)


def test_the_line_of_a_scatter_plot_is_that_of_least_squares(drawn):
    # y on x = 1..4: slope 0.8, intercept 0.5 (sum of products 4 / sum of squares 5)
    table = {"area": list("abcd"), "x": [1, 2, 3, 4], "value": [1, 3, 2, 4]}
    found = drawn("scatter", table)
    assert found["fitted"].tolist() == pytest.approx([1.3, 2.1, 2.9, 3.7])
    assert numbers(found, pd.DataFrame(table))["R2"] == pytest.approx(0.64)


def test_too_few_points_are_drawn_without_a_line(drawn, warned):
    found = drawn("scatter", {"area": ["a"], "x": [1], "value": [2]})
    assert found["fitted"].isna().all() and "No line of least squares" in warned()[0]


def test_what_names_a_row_is_found_by_itself():
    frame = pd.DataFrame({"industry": ["A", "A"], "area": ["E1", "E2"]})
    assert naming(frame, pd.Series([1, 1])) == "area" and naming(frame, pd.Series([1, 2])) == "industry"
    assert naming(pd.DataFrame({"value": [1]}), None) == ""


@pytest.mark.parametrize(("columns", "words"), [
    ({"industry": ["A"], "x": [1], "value": [None]}, "no value to draw"), ({"industry": [], "x": [], "value": []}, "no row"),
    ({"industry": ["A"], "x": ["2021/22"], "value": [1]}, "'2021/22' is not a number"),
    ({"industry": ["A"], "x": [1], "value": [np.inf]}, "infinite"), ({"industry": ["A"], "x": [1], "value": ["many"]}, "'many'"),
    ({"industry": ["A"], "x": [None], "value": [1]}, "X_FIELD"),
])
def test_nothing_to_draw_is_refused(refusal, drawn, columns, words):
    assert words in refusal(drawn, "line", columns)


def test_too_many_panels_and_colours_are_refused(refusal, drawn):
    assert "30 is the most" in refusal(drawn, "multiples", years({f"i{place}": [place] for place in range(31)}))
    table = {"area": list("abcdefghi"), "value": range(9), "colour": list("abcdefghi")}
    assert "9 different values" in refusal(drawn, "bar", table)


def test_rows_without_a_name_are_counted(drawn, warned):
    found = drawn("bar", {"area": ["E1", None], "value": [1, 2]})
    assert found["series"].tolist() == ["E1"] and "1 row without a name" in warned()[0]


def test_nothing_comes_out_as_nan(drawn):
    columns = plain(drawn("line", years({"A": [1, np.nan]})))
    assert columns["value"] == [1, None] and columns["share"] == [None, None] and columns["shown"] == [1, 1]
    assert columns["group"] == [None, None]


def test_dates_are_drawn_by_their_year(drawn):
    table = {"industry": ["A", "A"], "x": pd.to_datetime(["2001-03-01", "2002-03-01"]), "value": [1, 2]}
    assert drawn("line", table)["x"].tolist() == [2001, 2002]

"""Figures as published tables write them."""

import numpy as np
import pytest

from industrial_atlas.processing.measures.cells import NAMED, Cells, decimal_comma, figure_of


def read(cells, *values):
    """Read one column of cells."""
    block = np.array([[value] for value in values], dtype=object)
    numbers, cases = cells.read(block, np.arange(len(values)), np.array([0]))
    return numbers.ravel().tolist(), [cells.cases[case].kind if case >= 0 else "" for case in cases.ravel()]


@pytest.mark.parametrize(("text", "number"), [
    ("1,234", 1234), ("1 234", 1234), ("1,234.5", 1234.5), ("\u00a31,000", 1000), ("-\u00a35", -5), ("12.5%", 12.5),
    ("(1,200)", -1200), ("\u22125", -5), ("123 [r]", 123), ("123 (p)", 123), ("123p", 123), ("1e3", 1000), ("+7", 7),
])
def test_figures_are_read_in_every_dress(text, number):
    assert figure_of(text)[0] == number


@pytest.mark.parametrize("text", ["", "abc", "12,34", "1,2345", "nan", "inf", "[c]", "1.2.3", "E06000001", "1_000", "1e999"])
def test_other_text_is_no_figure(text):
    assert figure_of(text)[0] is None


def test_decimal_commas():
    assert [figure_of(text, comma=True)[0] for text in ("1.234,5", "12,25", "1.234", "7")] == [1234.5, 12.25, 1234, 7]


@pytest.mark.parametrize("marker", ["*", "c", "[c]", "[x]", "[z]", "[w]", "[u]", "[low]", "!", "~", "..", ":", "\u2026"])
def test_markers_are_missing_and_counted(marker):
    cells = Cells()
    numbers, kinds = read(cells, f" {marker} ", 1)
    assert np.isnan(numbers[0]) and kinds == ["marker", ""]
    assert (cells.cases[0].text, cells.cases[0].count, cells.cases[0].first) == (marker, 1, [(0, 0, f" {marker} ")])


def test_a_dash_is_what_the_user_says():
    assert np.isnan(read(Cells(), "-")[0][0]) and read(Cells(dash="zero"), "\u2013")[0] == [0.0]


def test_empty_cells_are_missing_without_a_case():
    numbers, kinds = read(Cells(), None, "", "  ", "\u00a0")
    assert np.isnan(numbers).all() and kinds == [""] * 4


def test_what_is_no_number_is_missing_and_named():
    numbers, kinds = read(Cells(), True, "many", "#REF!", "=A1", float("inf"), 1e300)
    assert np.isnan(numbers).all() and kinds == ["other", "other", "error", "formula", "other", "other"]


def test_numbers_kept_as_text_are_counted_where_the_file_could_tell():
    assert read(Cells(typed=True), "5", 5) == ([5.0, 5.0], ["text", ""])
    assert read(Cells(typed=False), "5", "5.0") == ([5.0, 5.0], ["", ""])


def test_many_cells_of_a_kind_are_counted_and_the_first_named():
    cells = Cells()
    for start in (0, 100):
        cells.read(np.full((50, 2), "[c]", dtype=object), np.arange(start, start + 50), np.array([3, 4]))
    assert cells.cases[0].count == 200 and len(cells.cases[0].first) == NAMED
    assert cells.cases[0].first[:3] == [(0, 3, "[c]"), (0, 4, "[c]"), (1, 3, "[c]")]


def test_floats_are_read_to_the_last_digit():
    texts = ["229.10958874130972", "0.1", "2225.8858999999998", "abc"]
    assert read(Cells(typed=False), *texts)[0][:3] == [float(text) for text in texts[:3]]


def test_a_comma_that_could_be_either_is_asked_for(notes, refusal):
    assert "DECIMAL" in refusal(decimal_comma, ["1,234"], "auto", ";", notes)
    assert decimal_comma(["1,234", "0,5"], "auto", ";", notes) and not decimal_comma(["1,234"], "auto", ",", notes)
    assert decimal_comma(["1,234"], "comma", ";", notes) and not decimal_comma(["0,5"], "point", ";", notes)


@pytest.mark.parametrize("text", ["£3m", "3k", "3 M", "2.5bn"])
def test_thousands_and_millions_in_letters_are_not_taken_for_a_remark(text):
    """£3m read as 3 would be wrong by a million."""
    assert figure_of(text) == (None, "")


def test_per_cents_are_told_apart_by_column_and_missing_beside_other_figures():
    cells = Cells()
    block = np.array([["5%", 1], ["7% [r]", "5%"], ["[c]", -5], ["(2%)", None]], dtype=object)
    part = cells.read(block, np.arange(4), np.array([3, 4]))
    cells.settle_percents([part], [3, 4])
    np.testing.assert_array_equal(part[0], [[5, 1], [7, np.nan], [np.nan, -5], [-2, np.nan]])
    told = {case.column: (case.kind, case.count, case.first) for case in cells.cases if case.column is not None}
    assert told == {3: ("percent", 3, [(0, 3, "5%"), (1, 3, "7% [r]"), (3, 3, "(2%)")]),
                    4: ("lone percent", 1, [(1, 4, "5%")])}


def test_a_per_cent_in_one_block_is_missing_for_a_figure_in_another():
    cells = Cells(typed=False)
    parts = [cells.read(np.array([[text]], dtype=object), np.array([row]), np.array([0])) for row, text in
             enumerate(("5%", "6%", "0"))]
    cells.settle_percents(parts, [0])
    np.testing.assert_array_equal(np.concatenate([part[0].ravel() for part in parts]), [np.nan, np.nan, 0])


@pytest.mark.parametrize(("text", "number"), [
    ("1,234 [r] [p]", 1234), ("45\u2021", 45), ("12\u00b9", 12), ("5**", 5), ("1234 (2)", 1234), ("1,234(1)", 1234), ("8pr", 8), ("8 p,r", 8),
    ("1234 * \u2020", 1234), ("(5)\u00b9", -5), ("5e", 5),
])
def test_footnotes_are_taken_off(text, number):
    assert figure_of(text) == (number, "remark")


@pytest.mark.parametrize("text", ["\u20135", "\u22125", "\u20145", "\u2013\u00a35"])
def test_a_dash_at_a_figure_is_a_minus_sign(text):
    assert figure_of(text) == (-5, "minus")


@pytest.mark.parametrize("text", ["3b", "12d", "45 (12)", "- 5", "\u2013 5", "5-", "7x"])
def test_what_could_be_a_unit_a_share_or_a_marker_is_no_number(text):
    """3b may be three billion; a dash and a blank may be a marker with a footnote."""
    assert figure_of(text) == (None, "")


def test_one_stray_cell_does_not_turn_separators_into_decimal_signs(notes, refusal):
    thousands = ["38,500", "39,200", "41,300"]
    for more in (["61,4002", "1,062,300"], ["61,4002"], ["4,56", "1,234,567"]):
        text = refusal(decimal_comma, [*thousands, *more], "auto", ",", notes)
        assert more[0] in text and (more[-1] if len(more) > 1 else "38,500") in text and "DECIMAL" in text
    assert not decimal_comma([*thousands, "1,234,567"], "auto", ";", notes)


def test_where_nearly_all_numbers_agree_the_odd_one_is_left_to_be_missing(notes):
    assert not decimal_comma([*(f"{n}.25" for n in range(20)), "61,4002"], "auto", ",", notes)
    assert decimal_comma([*(f"{n},25" for n in range(20)), "1,062,300"], "auto", ";", notes)


def test_a_point_before_three_digits_is_asked_for_in_a_file_of_semicolons(notes, refusal):
    text = refusal(decimal_comma, ["1.234", "2.345", "300"], "auto", ";", notes)
    assert "'1.234' could have a decimal point" in text and "Say in DECIMAL" in text
    assert not decimal_comma(["1.234", "0.345"], "auto", ";", notes) and not decimal_comma(["1.234"], "auto", ",", notes)
    assert decimal_comma(["1.234.567", "1.234"], "auto", ";", notes)

"""Numbers out of whatever a statistical table holds."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import numbers

MARKERS = ["*", "c", "[c]", "[x]", "[z]", "[w]", "[u]", "[low]", "!", "~", "..", ":"]


def read(cells, notes, **chosen) -> list:
    """The numbers of a column of cells, None where there is none."""
    found = numbers.to_numbers(pd.Series(cells), "gva", notes, **chosen)
    assert found.dtype == float
    return [None if np.isnan(number) else number for number in found]


@pytest.mark.parametrize("marker", MARKERS + [marker.upper() for marker in MARKERS] + [" [c] ", "", "  "])
def test_suppression_markers_are_missing_and_counted(marker, notes, warned):
    assert read(["1", marker, "3"], notes) == [1, None, 3]
    assert len(warned()) == 1
    assert "Field 'gva': 1 cell is empty or suppressed" in warned()[0]
    assert "missing, not as zero" in warned()[0]


def test_markers_are_named_once_each_with_their_number(notes, warned):
    read(["[c]", "[c]", "*", "4", ""], notes)
    assert "4 cells are empty or suppressed ((empty), *, [c])" in warned()[0]


def test_null_is_missing_and_no_marker(notes, warned):
    assert read(["1", None, np.nan], notes) == [1, None, None]
    assert warned() == []


def test_a_lone_hyphen_is_missing_unless_said_to_be_zero(notes):
    assert read(["-", "2"], notes) == [None, 2]
    assert read(["-", "2"], notes, dash="missing") == [None, 2]
    assert read(["-", " - "], notes, dash="zero") == [0, 0]


@pytest.mark.parametrize("text, number", [
    ("12", 12), (" 12 ", 12), ("\u00a05", 5), ("+5", 5), ("-3", -3), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000),
    ("1,234", 1234), ("12,345.6", 12345.6), ("-1,234,567", -1234567), ("0", 0), ("007", 7),
])
def test_text_that_is_wholly_a_number_is_read(text, number, notes):
    assert read([text], notes) == [number]
    assert notes == [("info", "Field 'gva' is text: 1 cell read as numbers.")]


@pytest.mark.parametrize("text", [
    "about 5", "1 234", "12,34", "1,23,456", "1_000", "5%", "£5", "(5)", "0x1F", "nan", "NaN", "n/a", "None", "True",
    "--",
    "1.2.3", "1,234,56", "5 [p]",
])
def test_other_text_is_refused_with_its_row(text, notes, refusal):
    told = refusal(read, ["1", text, "3"], notes)
    assert "Field 'gva', row 2:" in told
    assert f"'{text}' is not a number" in told
    assert "Choose a field of numbers, or correct the cell" in told


def test_row_of_a_wrong_cell_has_a_thousands_separator(notes, refusal):
    told = refusal(read, ["1"] * 1233 + ["wrong"], notes)
    assert "row 1,234:" in told


def test_first_wrong_row_is_the_one_named(notes, refusal):
    assert "row 2: 'zero'" in refusal(read, ["1", "zero", "five"], notes)


@pytest.mark.parametrize("cell", ["inf", "-Infinity", np.inf, -np.inf])
def test_infinite_values_are_refused_with_their_row(cell, notes, refusal):
    told = refusal(read, [1 if isinstance(cell, float) else "1", cell], notes)
    assert "Field 'gva', row 2: the value is infinite" in told
    assert "Correct or remove the row" in told


@pytest.mark.parametrize("column", [
    pd.Series([1, 2, 3]), pd.Series([1.0, 2.0, 3.0], dtype="float32"), pd.Series(pd.array([1, 2, 3], dtype="Int64")),
    pd.Series([1, 2.0, Decimal(3)], dtype=object), pd.Series(pd.Categorical([1.0, 2.0, 3.0])),
    pd.Series(pd.Categorical(["1", "2", "3"])), pd.Series(["1", 2, 3.0], dtype=object),
    pd.Series(["1", "2", "3"], dtype="string"),
], ids=["int", "float32", "nullable", "objects", "categories", "text categories", "mixed", "string"])
def test_columns_of_every_kind_are_read(column, notes):
    assert numbers.to_numbers(column, "gva", notes).tolist() == [1, 2, 3]


@pytest.mark.parametrize("dtype", [object, "category", "string"])
def test_markers_are_read_in_text_columns_of_every_kind(dtype, notes, warned):
    column = pd.Series(["1", "[c]", None], dtype=dtype)
    assert np.array_equal(numbers.to_numbers(column, "gva", notes), [1, np.nan, np.nan], equal_nan=True)
    assert len(warned()) == 1


def test_null_of_a_whole_number_column_is_missing(notes):
    assert np.isnan(numbers.to_numbers(pd.Series(pd.array([None, 2], dtype="Int64")), "gva", notes)[0])


def test_a_column_without_any_value_is_all_missing(notes):
    assert read(pd.Series([None, None], dtype=object), notes) == [None, None]


def test_text_of_rows_that_are_no_longer_there_does_not_matter(notes, warned):
    """A column read as categories keeps those of rows that were left out since."""
    column = pd.Series(pd.Categorical(["1", "a footnote", "[c]", "2"]))
    kept = column[[True, False, False, True]].reset_index(drop=True)
    assert numbers.to_numbers(kept, "gva", notes).tolist() == [1, 2]
    assert warned() == []


def test_dates_are_no_numbers(notes, refusal):
    told = refusal(numbers.to_numbers, pd.Series([datetime.date(2020, 1, 1)], dtype=object), "gva", notes)
    assert "Field 'gva', row 1:" in told


@pytest.mark.parametrize("cells", [
    [1998, 2023], [1998.0, 2023.0], ["1998", " 2023 "], [datetime.date(1998, 1, 1), datetime.date(2023, 12, 31)],
    [datetime.datetime(1998, 6, 1), datetime.datetime(2023, 6, 1)],
], ids=["int", "float", "text", "date", "datetime"])
def test_years_are_whole_numbers(cells, notes):
    dtype = object if not isinstance(cells[0], (int, float)) else None
    found = numbers.to_years(pd.Series(cells, dtype=dtype), "year", notes)
    assert found.tolist() == [1998, 2023]
    assert found.dtype == np.int64


def test_years_of_a_date_column_are_read(notes):
    column = pd.Series(pd.to_datetime(["1998-06-01", "2023-06-01"]))
    assert numbers.to_years(column, "year", notes).tolist() == [1998, 2023]


def test_missing_year_is_minus_one(notes):
    assert numbers.to_years(pd.Series([2020, None]), "year", notes).tolist() == [2020, -1]
    dates = pd.Series([datetime.date(2020, 1, 1), None], dtype=object)
    assert numbers.to_years(dates, "year", notes).tolist() == [2020, -1]


@pytest.mark.parametrize("year", [2020.5, 123456, 1e9, -2000])
def test_what_is_no_year_is_refused_with_its_row(year, notes, refusal):
    told = refusal(numbers.to_years, pd.Series([2020, year]), "date", notes)
    assert "Field 'date', row 2:" in told
    assert "is no year" in told
    assert "PERIOD_FIELD" in told


def test_dates_in_text_are_read_as_their_years(notes):
    assert numbers.to_years(pd.Series(["2020-01-31", "1998-12-31T00:00:00"]), "date", notes).tolist() == [2020, 1998]


@pytest.mark.parametrize("year", ["2020/21", "mid-2020", "2020-1"])
def test_text_that_is_no_year_is_refused_with_its_row(year, notes, refusal):
    told = refusal(numbers.to_years, pd.Series(["2020", year]), "date", notes)
    assert "Field 'date', row 2:" in told
    assert f"'{year}'" in told


def test_a_column_read_in_parts_is_told_of_once_and_names_rows_of_the_whole(notes, refusal):
    reading = numbers.Reading()
    for start, cells in enumerate((["1", "[c]"], ["", "4"], ["x", "6"])):
        part = pd.Series(cells, index=pd.RangeIndex(2 * start, 2 * start + 2))
        if "x" in cells:
            assert "row 5: 'x'" in refusal(numbers.read_numbers, part, "gva", reading)
        else:
            numbers.read_numbers(part, "gva", reading)
    reading.tell("gva", notes)
    assert [text.split(":")[1] for _, text in notes] == [" 2 cells read as numbers.", " 2 cells are empty or suppressed ((empty), [c]) and count as missing, not as zero."]


def test_a_suppressed_cell_is_more_than_an_empty_one():
    cells = ["1", " [C] ", "", "-", None, "..", "x"]
    assert numbers.is_suppressed(pd.Series(cells)).tolist() == [False, True, False, False, False, True, False]
    assert numbers.is_suppressed(pd.Series(cells, dtype="category")).tolist()[1] is True
    assert not numbers.is_suppressed(pd.Series([1.0, np.nan])).any()

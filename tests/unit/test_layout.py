"""Whole layouts: what is found without a word, and what is asked for."""

import pytest

from industrial_atlas.processing.measures.layout import Wanted, choose_sheet, describe, noted
from industrial_atlas.processing.sources.grid import Book, Grid


@pytest.fixture
def found(notes):
    """`found(rows, layout="long", ...)` describes a table."""
    return lambda rows, **wanted: describe(rows, Wanted(**wanted), notes)


YEARS = [["Notes"], ["LAD code", "LAD name", "SIC07 code", "SIC07 description", "2020", "2021", "Change"],
         ["E06000001", "Hartlepool", "Total", "All", 5, 6, 1], ["E06000001", "Hartlepool", "C (10-33)", "Making", 5, "[c]", 1]]


def test_years_across(found):
    layout = found(YEARS)
    assert (layout.kind, layout.first, layout.values, layout.years) == ("years", 2, [4, 5], [2020, 2021])
    assert layout.roles == {"area": 0, "name": 1, "industry": 2, "ind_name": 3}


def test_industries_across(found):
    rows = [["code", "year", "C : Making", "Total"], ["E06000001", 2020, 1, 2], ["E06000002", 2021, 1, 2]]
    layout = found(rows)
    assert (layout.kind, layout.roles["period"]) == ("industries", 1)
    assert layout.industries == [("C", "Making"), ("Total", None)]


def test_long(found):
    rows = [["lad_code", "sic", "year", "gva_m"], ["E06000001", "C", 2020, 1.5], ["E06000001", "F", 2020, 2]]
    layout = found(rows)
    assert (layout.kind, layout.values, layout.roles) == ("long", [3], {"area": 0, "period": 2, "industry": 1})


def test_a_year_without_a_figure_in_the_first_rows_is_kept(found):
    rows = [["code", "SIC07", "2020", "2021"], ["E06000001", "C", 5, None], ["E06000002", "C", 5, None]]
    assert found(rows).years == [2020, 2021]


def test_what_is_named_is_taken(found):
    rows = [["LAD", "Region", "SIC07", "2020"], ["E06000001", "E12000001", "C", 1]]
    assert found(rows, columns={"area": "Region"}).roles["area"] == 1
    assert found(YEARS, columns={"name": "C", "industry": "SIC07 description"}).roles["industry"] == 3
    assert found(YEARS, header_row=2).header.rows == [1]


def test_names_stand_for_codes_if_the_column_is_named(found):
    rows = [["Title"], ["District", "Year", "Making", "Trade"], ["Hartlepool", 2020, 1, 2]]
    layout = found(rows, columns={"area": "District"})
    assert layout.any_area and layout.roles == {"area": 0, "period": 1} and layout.first == 2


@pytest.mark.parametrize(("rows", "words", "wanted"), [
    ([], ("is empty",), {}),
    ([["Name", "2020"], ["Hartlepool", 1]], ("no column of area codes", "A (Hartlepool)"), {}),
    ([["a", "b", "2020"], ["E06000001", "TLC3", 1]], ("A 'a'", "B 'b'", "AREA_COLUMN"), {}),
    ([["code", "SIC07"], ["E06000001", "C"]], ("no column of figures", "VALUE_COLUMN"), {}),
    ([["code", "SIC07", "value"], ["E06000001", "C", 1]], ("LAYOUT is 'years'",), {"layout": "years"}),
    ([["code", "SIC07", "x", "y"], ["E06000001", "C", 1, 2]], ("C 'x'", "D 'y'", "VALUE_COLUMN"), {}),
    ([["code", "SIC07", "2020"], ["E06000001", "C", 1]], ("Leave PERIOD empty",), {"period": 2020}),
])
def test_doubt_is_refused(found, refusal, rows, words, wanted):
    text = refusal(found, rows, **wanted)
    assert all(word in text for word in words), text


def test_the_first_visible_sheet_with_a_table_is_taken(notes, refusal):
    held = {"Notes": [["x"]], "Secret": [["code", 1], ["E06000001", 2]], "Data": [["code", 1], ["E06000001", 2]]}
    book = Book(list(held), lambda name: Grid(lambda step: iter(held[name]), name), ("Secret",))
    assert choose_sheet(book, "", notes).sheet == "Data" and choose_sheet(book, "secret", notes).sheet == "Secret"
    assert "'Notes', 'Secret', 'Data'" in refusal(choose_sheet, book, "Dta", notes)


def test_notes_say_year_and_industry():
    assert noted("period", ["Date: 2021"]) == "2021" and noted("period", ["date", "", "2021"]) == "2021"
    assert noted("period", ["dated 2021"]) == "" and noted("industry", ["Industry:", "Total"]) == "Total"

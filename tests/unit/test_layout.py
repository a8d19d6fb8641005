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


def test_the_sheets_are_listed_once(notes, refusal):
    book = Book(["Notes", "Data"], lambda name: Grid(lambda step: iter([]), name))
    assert refusal(choose_sheet, book, "Nowhere", notes).count("Notes") == 1
    assert "did you mean Data?" in refusal(choose_sheet, book, "Dat", notes)


WORDS = [["code", "name", "Manufacturing", "Motor vehicles", "Other", "Population"], ["E06000001", "Hartlepool", 1, 2, 3, 4]]


def test_industries_by_name_and_measures_of_the_district(found, warned, notes):
    layout = found(WORDS, period=2020)
    assert layout.values == [2, 3, 4] and [name for name, _ in layout.industries] == ["Manufacturing", "Motor vehicles", "Other"]
    assert any("F 'Population'" in text and "VALUE_COLUMN" in text for text in warned())
    assert any("by their names: Manufacturing, Motor vehicles, Other." in text for _, text in notes)


def test_the_user_may_say_that_headings_are_industries(found):
    rows = [["code", "alpha", "beta", "area"], ["E06000001", 1, 2, 3]]
    assert found(rows, period=2020, layout="industries").values == [1, 2]
    assert found(rows, period=2020, layout="industries", columns={"value": "B:D"}).values == [1, 2, 3]
    assert found(rows, period=2020, industry="Total", columns={"value": "area"}).values == [3]


def test_numbers_of_rows_are_no_industries(found):
    assert found([["code", "Agriculture", "FID", "Median age"], ["E06000001", 1, 2, 3]], period=2020).values == [1]


def test_measures_above_years_are_no_industries(found, refusal):
    rows = [["code", "GVA", "GVA", "Jobs", "Jobs"], [None, 2020, 2021, 2020, 2021], ["E06000001", 1, 2, 3, 4]]
    assert "'GVA', 'Jobs'" in refusal(found, rows)
    assert "two columns of 2020" in refusal(found, rows, industry="Total")
    assert found(rows, industry="Total", columns={"value": "Jobs"}).years == [2020, 2021]


@pytest.mark.parametrize("across", [("2021 Q1", "2021 Q2"), ("Jan 2021", "Feb 2021"), ("2021-03", "2021-06"),
                                    ("2021-03-01", "2021-06-01")])
def test_parts_of_years_across_are_refused(found, refusal, across):
    rows = [["code", "SIC07", *across], ["E06000001", "C", 1, 2]]
    assert across[0] in refusal(found, rows) and "whole years" in refusal(found, rows, layout="industries")
    if "Q1" in across[0]:
        assert found(rows, period=2021, columns={"value": "2021 Q1"}).values == [2]


def test_quarters_below_a_year_are_refused(found, refusal):
    rows = [["code", "SIC07", 2021, None], [None, None, "Q1", "Q2"], ["E06000001", "C", 1, 2]]
    assert "2021 Q1, 2021 Q2" in refusal(found, rows)
    rows[1][2:] = ["Mar", "June"]
    assert "2021 Mar, 2021 June" in refusal(found, rows)


def test_quarters_beside_years_are_left_out(found):
    assert found([["code", "SIC07", "2021", "2021 Q1"], ["E06000001", "C", 1, 2]]).values == [2]


def test_columns_of_other_things_of_a_year_are_left_out_and_named(found, warned):
    rows = [["code", "SIC07", "2020", "2021 [p]", "2030 target", "2021/22"], ["E06000001", "C", 1, 2, 3, 4]]
    assert found(rows).years == [2020, 2021]
    assert any("2 columns left out" in text and "E '2030 target', F '2021/22'" in text for text in warned())
    assert found(rows, financial="second").years == [2020, 2021, 2022]


@pytest.mark.parametrize("form", ["GVA {}", "Y{}", "31/12/{}", "\u00a3m {}"])
def test_headings_like_years_say_so(found, refusal, form):
    rows = [["code", "SIC07", form.format(2019), form.format(2020)], ["E06000001", "C", 1, 2], ["E06000002", "F", 1, 2]]
    text = refusal(found, rows)
    assert "look like years" in text and form.format(2019) in text and "PERIOD" in text
    assert "look like years" in refusal(found, [[row[0], *row[2:]] for row in rows])


def test_ages_and_sizes_are_no_industries(found, refusal):
    rows = [["Code", "Name", "All ages", "16-24", "25-49"], ["E06000001", "Hartlepool", 3, 1, 2]]
    text = refusal(found, rows, period=2022)
    assert "'16-24', '25-49'" in text and "VALUE_COLUMN, such as 'All ages'" in text and "INDUSTRY" in text
    assert found(rows, period=2022, industry="People", columns={"value": "All ages"}).values == [2]
    assert found(rows, period=2022, columns={"value": "D:E"}).values == [3, 4]


@pytest.mark.parametrize("flag", [None, "Flags", "Status"])
def test_columns_of_markers_are_no_figures(found, notes, flag):
    rows = [["Area", "mnemonic", "01 : Crop", flag, "26 : Computers", flag], ["Hartlepool", "E06000001", 10, None, 30, "*"],
            ["Middlesbrough", "E06000002", 11, "!", "[c]", None]]
    assert found(rows, period=2022).values == [2, 4]
    assert any("nothing but markers left out: D" in text and "F" in text for _, text in notes)


def test_a_suppressed_industry_is_still_one(found):
    assert found([["code", "C", "F"], ["E06000001", 10, "[c]"]], period=2022).values == [1, 2]


def test_of_two_names_the_one_beside_the_codes_is_taken_or_none(found, notes):
    rows = [["Region name", "x", "Region name", "LAD code", "2020"], ["North East", "u", "Hartlepool", "E06000001", 1],
            ["Wales", "v", "Cardiff", "W06000015", 2]]
    assert found(rows).roles["name"] == 2
    assert any("could all be names" in text and "C 'Region name'" in text for _, text in notes)
    beside = [[row[0], row[3], row[2], row[4]] for row in rows]
    assert "name" not in found(beside).roles


def test_a_table_that_begins_with_the_whole_country_is_one_of_areas(found):
    rows = [["level", "code", "name", "sic", "year", "gva"], *(["ctry", "UK", "United Kingdom", code, 2020, 5] for code in "CF")]
    assert found(rows).roles == {"area": 1, "period": 4, "industry": 3, "name": 2}

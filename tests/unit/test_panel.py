"""Observations as arrays: what counts, what is missing, what is refused."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import concentration, longtable, panel, quotients

A, B, C = "E06000001", "E06000002", "E06000003"
BRITAIN = "K03000001"
TWO = [(A, "C", 10), (A, "F", 20), (A, "Total", 100), (B, "C", 30), (B, "F", 40), (B, "Total", 200)]
YEARS = [
    (A, "C", 2001, 3), (A, "Total", 2001, 30), (B, "C", 2001, 4), (B, "Total", 2001, 40),
    (A, "C", 2000, 1), (A, "Total", 2000, 10), (B, "C", 2000, 2), (B, "Total", 2000, 20),
]


def test_rows_become_a_block_of_areas_industries_and_periods(build):
    found = build(YEARS)
    assert (found.areas, found.industries, found.periods) == ([A, B], ["C"], [2000, 2001])
    assert found.values.tolist() == [[[1, 3]], [[2, 4]]]
    assert found.totals.tolist() == [[10, 30], [20, 40]]
    assert found.present.all()
    assert found.reference is None


def test_a_table_without_periods_is_one_cross_section(build):
    found = build(TWO)
    assert found.periods == [None]
    assert found.values.tolist() == [[[10], [20]], [[30], [40]]]


def test_text_of_a_csv_gives_the_same_panel(build, table):
    frame = table(YEARS)
    text = pd.DataFrame({name: pd.Categorical(frame[name].astype(str)) for name in frame})
    plain, read = build(frame), build(text)
    assert plain.periods == read.periods
    np.testing.assert_array_equal(plain.values, read.values)
    np.testing.assert_array_equal(plain.totals, read.totals)


def test_order_of_rows_changes_no_value(build):
    found, again = build(YEARS), build(YEARS[::-1])
    assert again.areas == [B, A]
    np.testing.assert_array_equal(again.values[::-1], found.values)


def test_mixed_case_and_padding_are_one_code_shown_as_first_seen(build):
    found = build([(" e06000001", "ci (26)", 1), (A, "TOTAL ", 5), (B, "CI (26) ", 2), (B.lower(), "Total", 5)])
    assert (found.areas, found.industries) == (["e06000001", B], ["ci (26)"])
    assert found.totals.tolist() == [[5], [5]]


def test_names_of_areas_are_kept(build, table):
    frame = table(TWO).assign(name=["Hartlepool", None, None, None, " Middlesbrough ", "Middlesbrough"])
    assert build(frame).names == {A: "Hartlepool"}  # the first row of the other district has no name
    frame["name"] = ["Hartlepool"] * 3 + ["Middlesbrough"] * 3
    assert build(frame).names == {A: "Hartlepool", B: "Middlesbrough"}


def test_declared_numbers(build):
    assert build([*YEARS[:6], (B, "C", 2000, None), YEARS[7]]).counts() == {
        "N_AREAS": 2, "N_INDUSTRIES": 1, "N_PERIODS": 2, "MISSING_COUNT": 1}


# The denominator ------------------------------------------------------------------------------------------------------


def test_total_row_is_the_denominator_and_never_an_industry(build, notes):
    found = build(TWO)
    assert found.industries == ["C", "F"]
    assert found.totals[:, 0].tolist() == [100, 200]
    assert ("info", "The total of all industries is the row 'Total'.") in notes


def test_a_named_total_is_used_before_a_default_one(build):
    rows = [*TWO, (A, "Private", 50), (B, "Private", 60)]
    found = build(rows, total="private")
    assert found.totals[:, 0].tolist() == [50, 60]
    assert found.industries == ["C", "F", "Total"]


def test_without_a_total_row_the_sum_is_the_denominator_with_a_warning(build, warned):
    found = build([row for row in TWO if row[1] != "Total"])
    assert found.totals[:, 0].tolist() == [30, 70]
    assert any("the reference is the sum of the industries given" in text for text in warned())


def test_the_sum_of_a_whole_economy_needs_no_warning(build, notes, warned):
    found = build([(area, code, 10) for area in (A, B) for code in ("A-E", "F", "G-T")])
    assert found.totals[:, 0].tolist() == [30, 30]
    assert warned() == []
    assert any("cover the whole economy" in text for _, text in notes)


def test_a_sum_over_missing_industries_is_told(build, warned):
    found = build([(A, "C", 1), (A, "F", None), (B, "C", 3), (B, "F", 4)])
    assert found.totals[:, 0].tolist() == [1, 7]
    assert any("1 total of a district and period summed over the industries that have" in text for text in warned())


def test_overlapping_codes_without_a_total_are_refused_naming_the_pair(build, refusal):
    told = refusal(build, [(A, "C (10-33)", 5), (A, "26", 1), (B, "C (10-33)", 5), (B, "26", 1)])
    assert "industries that overlap ('C (10-33)' and '26')" in told
    assert "would count twice" in told
    assert "Name the all-industries row in TOTAL, or filter the table" in told


def test_overlapping_codes_with_a_total_are_fine(build):
    values = {"C (10-33)": 5, "26": 1, "Total": 9}
    found = build([(area, code, value) for area in (A, B) for code, value in values.items()])
    assert found.industries == ["C (10-33)", "26"]


@pytest.mark.parametrize("total", ["Total", ""], ids=["total row", "sum"])
def test_listing_industries_never_changes_a_denominator(total, build):
    rows = TWO if total else [row for row in TWO if row[1] != "Total"]
    every, one = build(rows), build(rows, industries=(" f ",))
    assert one.industries == ["F"]
    np.testing.assert_array_equal(one.totals, every.totals)
    quotient = [quotients.location_quotients(found.values, found.totals)["lq"] for found in (every, one)]
    np.testing.assert_array_equal(quotient[1][:, 0], quotient[0][:, 1])


def test_listed_industries_come_in_the_order_of_the_list_once_each(build):
    assert build(TWO, industries=("F", "C", "f")).industries == ["F", "C"]


def test_a_listed_industry_that_is_not_there_is_refused_with_a_hint(build, refusal):
    told = refusal(build, [(A, "C26", 1), (A, "Total", 2)], industries=("C27",))
    assert "INDUSTRIES: no industry is called 'C27'" in told
    assert "did you mean C26?" in told
    assert "Separate several codes by semicolons" in told


def test_the_total_cannot_be_listed(build, refusal):
    told = refusal(build, TWO, industries=("total",))
    assert "INDUSTRIES: 'total' is the total of all industries, not an industry." in told


def test_a_table_of_totals_only_is_refused(build, refusal):
    told = refusal(build, [(A, "Total", 1), (B, "Total", 2)])
    assert "The only industry in the table is the total ('Total')" in told


def test_a_district_without_a_total_has_no_shares_and_is_counted(build, warned):
    found = build([row for row in TWO if row[:2] != (B, "Total")])
    assert np.isnan(found.totals[1, 0])
    assert any("1 district-period without a total of all industries" in text for text in warned())
    assert panel.counted_cells(found)[:, 0, 0].tolist() == [True, False]


# A wider area as the denominator --------------------------------------------------------------------------------------


def test_reference_area_is_the_denominator_and_no_district(build, notes, warned):
    found = build([*TWO, (BRITAIN, "C", 300), (BRITAIN, "F", 500), (BRITAIN, "Total", 4000)], reference_area=BRITAIN)
    assert found.areas == [A, B]
    assert found.reference[0].tolist() == [[300], [500]]
    assert found.reference[1].tolist() == [4000]
    assert warned() == []
    assert any("The denominator is the row of K03000001" in text for _, text in notes)
    quotient = quotients.location_quotients(found.values, found.totals, found.reference)["lq"]
    assert quotient[0, 0, 0] == pytest.approx((10 / 100) / (300 / 4000))


@pytest.mark.parametrize("written", ["k03000001", " K03000001 "])
def test_reference_area_is_compared_like_any_code(written, build, warned):
    found = build([*TWO, (BRITAIN, "C", 300), (BRITAIN, "F", 500), (BRITAIN, "Total", 4000)], reference_area=written)
    assert found.reference[1].tolist() == [4000]
    assert warned() == []


def test_reference_area_that_is_not_there_is_refused_with_a_hint(build, refusal):
    told = refusal(build, [*TWO, ("K03000001", "Total", 1)], reference_area="K02000001")
    assert "REFERENCE_AREA: the table has no area 'K02000001'" in told
    assert "did you mean K03000001" in told


def test_reference_area_alone_is_refused(build, refusal):
    told = refusal(build, [(A, "C", 1), (A, "Total", 2)], reference_area=A)
    assert "The table holds REFERENCE_AREA alone" in told


@pytest.mark.parametrize("total", [None, 0], ids=["missing", "zero"])
def test_reference_area_without_a_total_is_not_passed_over(total, build, notes, refusal):
    """Every location quotient would be NULL, and the run green."""
    rows = [*TWO, (BRITAIN, "C", 300), (BRITAIN, "F", 500), *([] if total is None else [(BRITAIN, "Total", total)])]
    told = refusal(build, rows, reference_area=BRITAIN)
    assert BRITAIN in told
    assert "total" in told


def test_with_one_district_and_a_reference_area_nothing_is_amiss(build, warned):
    rows = [*TWO[:3], (BRITAIN, "C", 300), (BRITAIN, "F", 500), (BRITAIN, "Total", 4000)]
    found = build(rows, reference_area=BRITAIN)
    assert found.areas == [A]
    assert warned() == []


# What is missing ------------------------------------------------------------------------------------------------------


def test_an_absent_row_is_missing_and_counted(build, warned):
    found = build(TWO[:4] + TWO[5:])
    assert np.isnan(found.values[1, 1, 0])
    assert not found.present[1, 1, 0]
    assert any("1 row of a district, industry and period absent" in text and "ABSENT" in text for text in warned())


def test_an_absent_row_counts_as_zero_if_so_chosen(build, notes, warned):
    found = build(TWO[:4] + TWO[5:], absent="zero")
    assert found.values[1, 1, 0] == 0
    assert found.present.all()
    assert any(text.startswith("1 absent row count") and "ABSENT is 'zero'" in text for _, text in notes)
    assert warned() == []


def test_a_suppressed_cell_stays_missing_where_absent_rows_count_as_zero(build):
    found = build([(A, "C", "[c]"), (A, "Total", "5"), (B, "Total", "5")], absent="zero")
    assert np.isnan(found.values[0, 0, 0])
    assert found.values[1, 0, 0] == 0


def test_a_missing_value_is_counted(build, warned):
    found = build([*TWO[:4], (B, "F", None), TWO[5]])
    assert np.isnan(found.values[1, 1, 0])
    assert found.present[1, 1, 0]
    assert any("1 value missing in the table of observations: none of them counts as zero" in text for text in warned())


def test_rows_are_those_that_the_table_has(build):
    area, industry, period = panel.rows(build(TWO[:4] + TWO[5:]))
    assert list(zip(area, industry, period)) == [(0, 0, 0), (0, 1, 0), (1, 0, 0)]


def test_balanced_keeps_the_districts_of_all_periods_and_names_the_others(build, warned):
    rows = [*YEARS, (C, "C", 2001, 5), (C, "Total", 2001, 50)]
    assert build(rows).areas == [A, B, C]
    found = build(rows, panel="balanced")
    assert found.areas == [A, B]
    assert found.values.shape == (2, 1, 2)
    assert any(f"1 district not in every period left out: {C}" in text for text in warned())


def test_balanced_without_any_such_district_is_refused(build, refusal):
    told = refusal(build, [YEARS[0], YEARS[1], YEARS[6], YEARS[7]], panel="balanced")
    assert "no district has a total in every period" in told
    assert "Set PANEL to 'each'" in told


@pytest.mark.parametrize("gone, field", [
    ((None, "C", 2000, 1), "code"), (("", "C", 2000, 1), "code"), ((A, None, 2000, 1), "sector"),
    ((A, "C", None, 1), "year"),
], ids=["NULL area", "empty area", "NULL industry", "NULL period"])
def test_rows_without_a_code_are_left_out_counted_and_placed(gone, field, build, warned):
    found = build([*YEARS, gone])
    assert found.values.tolist() == [[[1, 3]], [[2, 4]]]
    assert any(f"1 row without a code in field '{field}' left out (the first is row 9)" in text for text in warned())


def test_a_footnote_below_the_table_is_left_out_with_its_row(build, table, warned):
    """It has no industry and no value: its text in the column of codes is no area of an unknown kind."""
    found = build([*YEARS, ("Source: Office for National Statistics", None, None, None)])
    assert found.areas == [A, B]
    assert any("the first is row 9" in text for text in warned())


def test_a_table_without_any_period_is_refused_naming_the_field(build, refusal):
    told = refusal(build, [(A, "C", None, 1), (B, "C", None, 2)])
    assert "year" in told


# What is refused ------------------------------------------------------------------------------------------------------


def test_an_empty_table_is_refused(build, refusal):
    told = refusal(build, pd.DataFrame({"area": [], "industry": [], "value": []}))
    assert "The table of observations has no rows" in told
    assert "Check the layer, its filter and its selection" in told


def test_a_table_of_empty_codes_is_refused(build, refusal):
    told = refusal(build, [(None, "C", 1), (A, "", 2)])
    assert "No row of the table of observations has both a district code and an industry code" in told


@pytest.mark.parametrize("again, where", [
    ((A, "C", 2001, 3), f"{A}, C, 2001: rows 1 and 9"), ((B, "C", 2000, 7), f"{B}, C, 2000: rows 7 and 9"),
    ((" e06000001", "c ", 2001, 3), f"{A}, C, 2001: rows 1 and 9"),
    ((A, "Total", 2000, 0), f"{A}, Total, 2000: rows 6 and 9"),
], ids=["equal", "another value", "another notation", "total"])
def test_duplicates_are_refused_naming_the_first_rows(again, where, build, refusal):
    told = refusal(build, [*YEARS, again])
    assert where in told
    assert "1 combination of district, industry and period stand" in told
    assert "Remove or add up the duplicates" in told
    assert "PERIOD_FIELD" not in told


def test_first_of_many_duplicates_is_named_and_all_are_counted(build, refusal):
    told = refusal(build, [*YEARS, *YEARS[2:4], YEARS[0]])
    assert told.startswith("3 combinations of district, industry and period stand in several rows.")
    assert f"{A}, C, 2001: rows 1 and 11" in told


def test_rows_of_a_duplicate_are_counted_in_the_table_as_given(build, refusal):
    """Rows that were left out before count too, so that the user finds the place."""
    told = refusal(build, [(None, "C", 2000, 1), ("E12000001", "C", 2000, 1), *YEARS, YEARS[7]])
    assert f"{B}, Total, 2000: rows 10 and 11" in told


def test_duplicates_of_a_table_without_periods_point_to_the_field_of_years(build, refusal):
    told = refusal(build, [(row[0], row[1], row[3]) for row in YEARS])
    assert f"{A}, C: rows 1 and 5" in told
    assert "If the table has several years, choose the field of years as PERIOD_FIELD" in told


def test_text_in_the_value_field_is_refused_with_field_and_row(build, refusal):
    told = refusal(build, [(A, "C", "1"), (B, "C", "few")])
    assert "Field 'gva', row 2: 'few' is not a number" in told


def test_negative_values_are_refused_naming_the_first(build, refusal):
    told = refusal(build, [*YEARS[:4], (A, "C", 2000, -1), *YEARS[5:]])
    assert "1 value below zero" in told
    assert f"{A}, C, 2000 (-1)" in told
    assert "Set NEGATIVES to 'drop' (count as missing) or 'zero'" in told


def test_the_first_ten_of_many_negative_values_are_named(build, refusal):
    rows = [(f"E060000{number:02d}", "C", -number) for number in range(1, 13)]
    told = refusal(build, rows)
    assert "12 values below zero" in told
    assert "E06000001, C (-1)" in told
    assert "E06000010, C (-10)" in told
    assert "E06000011" not in told


@pytest.mark.parametrize("choice, value", [("drop", np.nan), ("zero", 0.0)])
def test_negative_values_are_dropped_or_zero_if_so_chosen(choice, value, build, warned):
    found = build([*YEARS[:4], (A, "C", 2000, -1), *YEARS[5:]], negatives=choice)
    np.testing.assert_array_equal(found.values[0, 0], [value, 3])
    assert any("1 value below zero" in text and f"{A}, C, 2000 (-1)" in text for text in warned())


def test_negative_values_of_an_industry_that_is_not_reported_do_not_matter(build):
    rows = [(A, "C", -1), *TWO[1:]]
    assert build(rows, industries=("F",)).values.tolist() == [[[20]], [[40]]]


def test_negative_values_matter_where_they_are_in_the_sum(build, refusal):
    rows = [(A, "C", -1), (A, "F", 20), (B, "C", 30), (B, "F", 40)]
    assert f"{A}, C (-1)" in refusal(build, rows, industries=("F",))


def test_a_negative_total_is_refused(build, refusal):
    assert f"{A}, Total (-100)" in refusal(build, [*TWO[:2], (A, "Total", -100), *TWO[3:]])


def test_levels_that_are_no_districts_are_never_counted(build, warned):
    others = [("E12000001", "C", 1000), ("E12000001", "Total", 9000), ("N09000001", "C", 5), ("N09000001", "Total", 9)]
    found = build([*TWO, *others])
    assert found.areas == [A, B]
    assert len(warned()) == 2


def test_a_table_with_no_area_of_the_wanted_kind_is_refused(build, refusal):
    assert "AREA_LEVEL is 'lad'" in refusal(build, [("E12000001", "C", 1), ("E12000002", "C", 1)], area_level="lad")


# Odd but true ---------------------------------------------------------------------------------------------------------


def test_one_district_is_its_own_reference_and_told_so(build, warned):
    found = build(TWO[:3])
    assert any(f"There is one district only ({A})" in text for text in warned())
    assert quotients.location_quotients(found.values, found.totals)["lq"].ravel().tolist() == [1, 1]


def test_an_all_zero_industry_has_no_index_and_one_warning(build, notes):
    found = build([(A, "C", 0), (A, "F", 2), (A, "Total", 5), (B, "C", 0), (B, "F", 3), (B, "Total", 5)])
    notes.clear()
    panel.tell_without_output(found, notes)
    assert notes == [("warning", "No output, hence no index: C.")]
    columns = longtable.index_columns(found, concentration.table(found, years=1), ["theil", "hhi"])
    assert columns["theil"][0] is None
    assert columns["hhi"][0] is None
    assert columns["hhi"][1] == pytest.approx(0.4**2 + 0.6**2)


def test_industries_with_output_say_nothing(build, notes):
    found = build(YEARS)
    notes.clear()
    panel.tell_without_output(found, notes)
    assert notes == []
    assert panel.without_output(found) == []


def test_an_industry_without_output_is_named_with_its_years(build):
    found = build([(row[0], row[1], row[2], 0 if row[1:3] == ("C", 2001) else row[3]) for row in YEARS])
    assert panel.without_output(found) == ["C (2001)"]

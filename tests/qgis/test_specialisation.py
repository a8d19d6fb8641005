"""Specialisation of districts: a table worked out by hand, the sample by pandas, second levels, refusals, the map."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
A, B, C = "E06000001", "E06000002", "E06000003"

# p_A = (1/4, 1/4, 1/2), p_B = (1/12, 5/12, 1/2); together 30, 70, 100 of 200.
FIGURES = f"""
    area,industry,period,value
    {A},26.1,2020,20
    {A},26.2,2020,20
    {A},F,2020,40
    {A},Total,2020,100
    {B},26.1,2020,10
    {B},26.2,2020,50
    {B},F,2020,60
    {B},Total,2020,200
"""
WITH_PARENT = FIGURES + f"    {A},26,2020,40\n    {B},26,2020,60\n"


@pytest.fixture
def indices(run, rows):
    """`indices(table, ...)` returns the rows by district and year."""

    def make(table, **parameters) -> dict:
        result = run("specialisation", OBSERVATIONS=table, OUTPUT=TO, **parameters)
        return {(row["area"], row["period"]): row for row in rows(result["OUTPUT"])}

    return make


def test_a_table_worked_out_by_hand(indices, csv_table):
    found = indices(csv_table(FIGURES), PREFIX=2)
    expected = {
        "krugman": 0.2, "hhi": 0.375, "entropy": 1.5, "unrelated": 1, "related": 0.5, "n_lq1": 2, "n_codes": 3, "coverage": 0.8,
    }
    row = found[(A, 2020)]
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    assert found[(B, 2020)]["krugman"] == pytest.approx(2 / 15) and found[(B, 2020)]["n_lq1"] == 1


def test_other_notations_in_other_districts_are_the_same_industries(indices, csv_table, run):
    mixed = FIGURES.replace(f"{B},26.1", f"{B},C26.1").replace(f"{B},F", f"{B},F (41-43)")
    assert indices(csv_table(mixed), PREFIX=2) == indices(csv_table(FIGURES), PREFIX=2)
    indices(csv_table(mixed))
    assert "The industry '26.1' is written 'C26.1' too (1 row): taken as one." in run.log


def test_another_level_in_another_year_is_named(indices, csv_table, run):
    other = "".join(f"    {area},{code},2021,{value}\n" for area in (A, B) for code, value in (
        ("26", 40), ("F", 40), ("Total", 100)))
    found = indices(csv_table(FIGURES + other))
    assert found[(A, 2021)]["entropy"] is None
    assert "leaves out figures that no other code gives, in 2021: 26 (2 district-periods without 26.1, 26.2)" in run.log


def test_the_numbers_are_returned(run, csv_table):
    result = run("specialisation", OBSERVATIONS=csv_table(FIGURES), PREFIX=2, OUTPUT=TO)
    wanted = {"N_AREAS": 2, "N_INDUSTRIES": 3, "N_PERIODS": 1, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0, "N_GROUPS": 2, "N_NO_INDEX": 0}
    assert {name: result[name] for name in wanted} == wanted
    assert "MAP" not in result and "MAP_PERIOD_USED" not in result
    assert "Specialisation: 3 industries, 2 districts, 1 period." in run.log


def test_the_table_itself_may_hold_the_second_level_and_counts_nothing_twice(run, indices, csv_table):
    row = indices(csv_table(WITH_PARENT))[(A, 2020)]
    assert (row["unrelated"], row["related"], row["hhi"], row["n_codes"]) == pytest.approx((1, 0.5, 0.375, 3))
    assert "INDUSTRY_LEVEL is 'finest'" in run.log and "of 4: 26.1, 26.2, F" in run.log and "2 groups of 3 industries: 26, F" in run.log


def test_the_coarsest_codes_are_another_choice(indices, csv_table):
    row = indices(csv_table(WITH_PARENT), INDUSTRY_LEVEL="coarsest")[(A, 2020)]
    assert (row["hhi"], row["n_codes"], row["unrelated"]) == (0.5, 2, None)


def test_listed_codes_that_overlap_are_refused(refused, csv_table):
    refused("specialisation", "INDUSTRY_LEVEL", "26", OBSERVATIONS=csv_table(WITH_PARENT), INDUSTRY_LEVEL="listed")


def test_a_field_may_hold_the_second_level(indices, csv_table):
    lines = FIGURES.strip().splitlines()
    wide = [f"{line.strip()},{'sector' if place == 0 else {'F': 'x'}.get(line.split(',')[1], 'y')}" for place, line in enumerate(lines)]
    row = indices(csv_table("\n".join(wide)), PARENT_FIELD="sector")[(A, 2020)]
    assert (row["unrelated"], row["related"]) == pytest.approx((1, 0.5))


def test_without_a_second_level_variety_is_null_and_the_log_says_why(run, indices, csv_table):
    row = indices(csv_table(FIGURES))[(A, 2020)]
    assert (row["unrelated"], row["related"], row["entropy"]) == (None, None, 1.5)
    assert "no wider codes" in run.log and "PARENT_FIELD" in run.log and "PREFIX" in run.log


def test_industries_choose_what_shares_are_of(indices, csv_table):
    row = indices(csv_table(FIGURES), INDUSTRIES="26.1;26.2")[(A, 2020)]
    assert (row["hhi"], row["n_codes"], row["coverage"]) == pytest.approx((0.5, 2, 0.4))
    assert row["n_lq1"] == 1, "quotients are of the totals: 2, and 0.2 / (70/300)"


def test_a_missing_code_leaves_the_district_without_an_index(run, indices, csv_table):
    table = csv_table(FIGURES.replace(f"{A},F,2020,40", f"{A},F,2020,[c]"))
    found = indices(table)
    assert [found[(A, 2020)][name] for name in ("krugman", "hhi", "entropy", "n_lq1", "coverage")] == [None] * 5
    assert found[(A, 2020)]["n_codes"] == 2 and found[(B, 2020)]["krugman"] == 0
    assert f"1 district-period without an index, which needs a value of every code: {A} (2020: F)" in run.log
    result = run("specialisation", OBSERVATIONS=table, OUTPUT=TO)
    assert (result["N_NO_INDEX"], result["MISSING_COUNT"]) == (1, 1)


def test_codes_that_a_district_lacks_may_be_dropped(run, indices, csv_table):
    found = indices(csv_table(FIGURES.replace(f"{A},F,2020,40", f"{A},F,2020,")), MISSING="drop_codes")
    assert found[(A, 2020)]["hhi"] == pytest.approx(0.5) and found[(B, 2020)]["hhi"] == pytest.approx((1 + 25) / 36)
    assert "1 code left out for all districts, since one lacks it (MISSING is 'drop_codes'): F." in run.log


def test_what_is_left_when_codes_are_dropped_is_said_everywhere(run, reopen, csv_table, squares, tmp_path):
    """Without F 40 and 60 are left of 100 and 200: a third."""
    table, path = csv_table(FIGURES.replace(f"{A},F,2020,40", f"{A},F,2020,")), str(tmp_path / "map.gpkg")
    given = {"OBSERVATIONS": table, "AREAS": squares([A, B]), "OUTPUT": str(tmp_path / "table.gpkg"), "MAP": path}
    result = run("specialisation", **given, MISSING="drop_codes")
    assert result["N_INDUSTRIES"] == 2 and "Specialisation: 2 of 3 industries, 2 districts, 1 period." in run.log
    assert "Indices are of 2 of 3 codes, which hold 33% of all output. That is less than half" in run.log
    (drawn,) = reopen(path)
    assert "Over 2 of 3 codes." in drawn["abstract"]


def test_dropped_codes_of_most_output_are_said_without_alarm(run, csv_table):
    """Without 26.1 90 and 60 + 50 are left of 100 and 200 in 2020: two thirds."""
    table = csv_table(f"area,industry,period,value\n{A},i,2020,\n{A},j,2020,90\n{A},Total,2020,100\n{B},i,2020,90\n{B},j,2020,110\n"
                      f"{B},Total,2020,200\n{A},i,2021,50\n{A},j,2021,50\n{A},Total,2021,100\n{B},i,2021,1\n{B},j,2021,1\n{B},Total,2021,2\n")
    result = run("specialisation", OBSERVATIONS=table, MISSING="drop_codes", OUTPUT=TO)
    assert "Indices are of 1 to 2 of 2 codes, which hold 67% to 100% of all output." in run.log
    assert "less than half" not in run.log and result["N_INDUSTRIES"] == 2


@pytest.mark.parametrize(("value", "words"), [("0", "with a sum of 0, hence without an index"), ("[c]", "without an index, which needs a value")])
def test_everything_zero_or_missing_is_a_result_that_says_so(run, rows, csv_table, value, words):
    table = csv_table("area,industry,value\n" + "".join(f"{area},{code},{value}\n" for area in (A, B) for code in "ij"))
    result = run("specialisation", OBSERVATIONS=table, OUTPUT=TO)
    assert {row["krugman"] for row in rows(result["OUTPUT"])} == {None} and result["N_NO_INDEX"] == 2
    assert f"2 district-periods {words}" in run.log


def test_one_district_and_one_industry_are_told(run, indices, csv_table):
    row = indices(csv_table("area,industry,value\nA,i,5\n"))[("A", None)]
    assert (row["krugman"], row["hhi"], row["entropy"], row["n_lq1"]) == (0, 1, 0, 1)
    assert "A single district" in run.log and "Only one code counts (i)" in run.log


def test_countries_among_the_districts_are_left_out(run, indices, csv_table):
    found = indices(csv_table(FIGURES + "".join(f"    K02000001,{code},2020,900\n" for code in ("26.1", "26.2", "F", "Total"))))
    assert found[(A, 2020)]["krugman"] == pytest.approx(0.2) and set(found) == {(A, 2020), (B, 2020)}
    assert "K02000001" in run.log


def test_a_reference_area_is_what_districts_are_compared_with(indices, csv_table):
    """Great Britain with 25, 25, 50 of 100: A is just like it."""
    nation = "".join(f"    K03000001,{code},2020,{value}\n" for code, value in (("26.1", 25), ("26.2", 25), ("F", 50), ("Total", 100)))
    found = indices(csv_table(FIGURES + nation), REFERENCE_AREA="K03000001")
    assert found[(A, 2020)]["krugman"] == 0 and found[(B, 2020)]["krugman"] == pytest.approx(1 / 3)
    assert set(found) == {(A, 2020), (B, 2020)}


def test_a_table_without_years_is_one_cross_section(indices, csv_table):
    found = indices(csv_table("area,industry,value\nA,i,1\nA,j,3\nB,i,2\nB,j,2\n"))
    assert found[("A", None)]["hhi"] == 0.625 and found[("B", None)]["entropy"] == 1


@pytest.mark.parametrize(("words", "given"), [
    (("PARENT_FIELD and PREFIX",), {"PARENT_FIELD": "period", "PREFIX": 2}), (("PARENT_FIELD", "'sectr'"), {"PARENT_FIELD": "sectr"}),
    (("PREFIX", "0"), {"PREFIX": 0}), (("PREFIX", "2.5"), {"PREFIX": 2.5}),
    (("MAP_INDEX", "second level"), {"MAP_INDEX": "related", "MAP": TO}), (("MAP_PERIOD", "1999", "2020"), {"MAP_PERIOD": 1999, "MAP": TO}),
    (("REFERENCE_AREA", "'K1'"), {"REFERENCE_AREA": "K1"}), (("INDUSTRIES", "'G'"), {"INDUSTRIES": "G"}),
])
def test_what_cannot_be_is_refused(refused, csv_table, squares, words, given):
    areas = {"AREAS": squares([A, B])} if "MAP" in given else {}
    refused("specialisation", *words, OBSERVATIONS=csv_table(FIGURES), **areas, **given)


def test_an_industry_in_two_wider_codes_is_refused(refused, csv_table):
    table = csv_table(f"area,industry,value,sector\n{A},i,1,x\n{B},i,1,y\n{A},j,1,x\n")
    refused("specialisation", "'sector'", "'i'", "x, y", OBSERVATIONS=table, PARENT_FIELD="sector")


def test_a_map_without_boundaries_and_negative_values_are_refused(refused, csv_table, tmp_path):
    refused("specialisation", "AREAS", OBSERVATIONS=csv_table(FIGURES), MAP=str(tmp_path / "refused" / "map.gpkg"))
    table = csv_table(FIGURES.replace(f"{A},F,2020,40", f"{A},F,2020,-40"))
    refused("specialisation", "NEGATIVES", A, OBSERVATIONS=table)


def test_unmatched_districts_are_counted_and_strict_stops(run, refused, csv_table, squares):
    given = {"OBSERVATIONS": csv_table(FIGURES), "AREAS": squares([A, C])}
    assert run("specialisation", **given, OUTPUT=TO)["UNMATCHED_COUNT"] == 2
    refused("specialisation", "STRICT", **given, STRICT=True)


@pytest.mark.parametrize("index", ["krugman", "hhi", "entropy", "unrelated", "related", "n_lq1"])
def test_each_index_makes_a_styled_map(run, reopen, csv_table, squares, tmp_path, index):
    path = tmp_path / "map.gpkg"
    run("specialisation", OBSERVATIONS=csv_table(FIGURES), PREFIX=2, AREAS=squares([A, B, C]), MAP_INDEX=index, OUTPUT=TO, MAP=str(path))
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "graduatedSymbol" and "2020" in drawn["title"]
    assert drawn["classes"][-1]["label"] == "No data (1)" and drawn["undrawn"] == 0
    assert sum(drawn["counts"].values()) == 3


def test_a_map_on_which_no_district_has_an_index_is_grey(run, reopen, csv_table, squares, tmp_path):
    table = csv_table(f"area,industry,value\n{A},i,1\n{A},j,\n{B},i,\n{B},j,2\n")
    run("specialisation", OBSERVATIONS=table, AREAS=squares([A, B]), OUTPUT=TO, MAP=str(tmp_path / "map.gpkg"))
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert [part["label"] for part in drawn["classes"]] == ["No data (2)"]


def test_a_result_feeds_the_choropleth(run, csv_table, squares, tmp_path):
    path = str(tmp_path / "specialisation.csv")
    run("specialisation", OBSERVATIONS=csv_table(FIGURES), OUTPUT=path)
    result = run("choropleth", AREAS=squares([A, B]), TABLE=path, VALUE_FIELD="krugman", OUTPUT=TO)
    assert (result["NO_DATA_COUNT"], result["UNMATCHED_COUNT"]) == (0, 0)


# The sample -----------------------------------------------------------------------------------------------------------


def test_the_sample_is_as_worked_out_by_the_book(run, rows, sample):
    import pandas as pd

    result = run("specialisation", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", OUTPUT=TO)
    found = {(row["area"], row["period"]): row for row in rows(result["OUTPUT"])}
    assert len(found) == 350 * 26
    table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    wide = table.pivot(index="area", columns="industry", values="2019")
    parts = [code for code in wide.columns if code[0] == "C" and code != "C (10-33)"]
    codes = [code for code in wide.columns if code not in ("Total", "C (10-33)")]
    assert len(codes) == 23 and len(parts) == 6
    complete = wide.dropna(subset=codes)
    usual = complete[codes].sum() / complete[codes].sum().sum()
    known = wide[wide["Total"].notna()]
    for area in ("E06000001", "E08000025", "E09000033", "S12000036"):
        p = (wide.loc[area, codes] / wide.loc[area, codes].sum()).to_dict()
        made = sum(p[code] for code in parts)
        between = [made, *(p[code] for code in codes if code not in parts)]
        quotients = [
            (wide.loc[area, code] / wide.loc[area, "Total"])
            / (known[code].sum() / known.loc[known[code].notna(), "Total"].sum()) for code in codes]
        expected = {
            "krugman": sum(abs(p[code] - usual[code]) for code in codes), "hhi": sum(part**2 for part in p.values()),
            "entropy": -sum(part * math.log2(part) for part in p.values() if part),
            "unrelated": -sum(part * math.log2(part) for part in between if part),
            "n_lq1": sum(quotient >= 1 for quotient in quotients), "n_codes": 23,
            "coverage": wide.loc[area, codes].sum() / wide.loc[area, "Total"],
        }
        expected["related"] = expected["entropy"] - expected["unrelated"]
        row = found[(area, 2019)]
        assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12), area


def test_quotients_are_counted_as_the_location_quotient_gives_them(run, rows, sample):
    given = {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "OUTPUT": TO}
    counts: dict = {}
    for row in rows(run("locationquotient", **given)["OUTPUT"]):
        if row["industry"] != "C (10-33)":
            key = row["area"], row["period"]
            counts[key] = counts.get(key, 0) + (row["lq"] is not None and row["lq"] >= 1)
    found = rows(run("specialisation", **given)["OUTPUT"])
    assert all(row["n_lq1"] in (None, counts[(row["area"], row["period"])]) for row in found)
    assert sum(row["n_lq1"] is None for row in found) == 287

"""Location quotients: a table worked out by hand, the sample worked out with pandas, and the map."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"

# Industry i: 30 + 10 + 0 = 40 of 60 + 100 + 40 = 200 in all, a share of 0.2.
# LQ: (30/60)/0.2 = 2.5, (10/100)/0.2 = 0.5, 0. ln 2.5 = 0.916291, ln 0.5 = -0.693147: mean 0.111572, sd (n-1) 1.138044.
FIGURES = """
    area,name,industry,period,value
    A,Alton,i,2020,30
    B,Beer,i,2020,10
    C,Cove,i,2020,0
    A,Alton,Total,2020,60
    B,Beer,Total,2020,100
    C,Cove,Total,2020,40
"""
BY_HAND = {
    "A": {"value": 30, "lq": 2.5, "share": 0.75, "own_share": 0.5, "sym_lq": 1.5 / 3.5, "z": 0.70710678,
          "theil_c": 0.75 * math.log(2.5), "class": "over", "caution": 0},
    "B": {"value": 10, "lq": 0.5, "share": 0.25, "own_share": 0.1, "sym_lq": -1 / 3, "z": -0.70710678,
          "theil_c": 0.25 * math.log(0.5), "class": "under", "caution": 0},
    "C": {"value": 0, "lq": 0, "share": 0, "own_share": 0, "sym_lq": -1, "z": None, "theil_c": 0, "class": "under",
          "caution": 1},
}
TO = "TEMPORARY_OUTPUT"


@pytest.fixture
def quotients(run, rows):
    """`quotients(table, ...)` returns the table by district, for tables of one industry and period."""

    def make(table, **parameters) -> dict:
        result = run("locationquotient", OBSERVATIONS=table, OUTPUT=TO, **parameters)
        found = rows(result["OUTPUT"])
        assert len({row["area"] for row in found}) == len(found)
        return {row["area"]: row for row in found}

    return make


def test_a_table_worked_out_by_hand(quotients, csv_table):
    found = quotients(csv_table(FIGURES))
    assert list(found) == ["A", "B", "C"]
    for area, expected in BY_HAND.items():
        for name, value in expected.items():
            assert found[area][name] == (pytest.approx(value, rel=1e-7, abs=1e-12) if isinstance(value, float) else value), name
    assert [row["name"] for row in found.values()] == ["Alton", "Beer", "Cove"]
    assert {(row["industry"], row["period"]) for row in found.values()} == {("i", 2020)}
    # The districts' terms add to the industry's Theil index.
    assert sum(row["theil_c"] for row in found.values()) == pytest.approx(0.75 * math.log(2.5) - 0.25 * math.log(2))


def test_the_numbers_are_returned(run, csv_table):
    result = run("locationquotient", OBSERVATIONS=csv_table(FIGURES), OUTPUT=TO)
    wanted = {"N_AREAS": 3, "N_INDUSTRIES": 1, "N_PERIODS": 1, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0}
    assert {name: result[name] for name in wanted} == wanted
    assert "MAP" not in result
    assert "Location quotients: 1 industry, 3 districts" in run.log


def test_a_missing_value_stays_missing_and_out_of_the_denominators(quotients, csv_table):
    found = quotients(csv_table(FIGURES + "    D,Dale,i,2020,\n    D,Dale,Total,2020,50\n"))
    assert [found["D"][name] for name in ("value", "lq", "share", "own_share", "sym_lq", "z", "theil_c", "class", "caution")] == [None] * 9
    assert found["A"]["lq"] == pytest.approx(2.5) and found["A"]["share"] == pytest.approx(0.75)


def test_a_missing_total_gives_no_quotient(quotients, csv_table):
    found = quotients(csv_table(FIGURES + "    D,Dale,i,2020,5\n    D,Dale,Total,2020,\n"))
    assert found["D"]["value"] == 5 and found["D"]["lq"] is None and found["D"]["share"] is None
    assert found["A"]["lq"] == pytest.approx(2.5)


def test_a_district_whose_total_is_zero_has_none(quotients, csv_table):
    found = quotients(csv_table(FIGURES + "    D,Dale,i,2020,0\n    D,Dale,Total,2020,0\n"))
    assert found["D"]["lq"] is None and found["A"]["lq"] == pytest.approx(2.5)


def test_the_total_is_found_and_said(run, rows, csv_table):
    for word in ("Total", "ALL INDUSTRIES"):
        run("locationquotient", OBSERVATIONS=csv_table(FIGURES.replace("Total", word)), OUTPUT=TO)
        assert f"The total of all industries is the row '{word}'" in run.log


def test_a_named_total_is_the_denominator_and_no_industry(quotients, csv_table):
    found = quotients(csv_table(FIGURES.replace("Total", "A-U")), TOTAL="a-u ")
    assert found["A"]["lq"] == pytest.approx(2.5) and found["A"]["industry"] == "i"


def test_without_a_total_the_sum_is_taken_with_a_warning(run, rows, csv_table):
    table = csv_table("area,industry,value\nA,i,30\nA,j,30\nB,i,10\nB,j,90\nC,i,0\nC,j,40\n")
    found = rows(run("locationquotient", OBSERVATIONS=table, OUTPUT=TO)["OUTPUT"])
    assert {(row["area"], row["industry"]): row["lq"] for row in found}[("A", "i")] == pytest.approx(2.5)
    assert "the reference is the sum of the industries given" in run.log
    assert {row["period"] for row in found} == {None}, "a table without years is one cross-section"
    assert "PERIOD_FIELD" in run.log and "counts as not given" in run.log


def test_industries_restrict_the_report_and_not_the_denominator(run, rows, csv_table):
    table = csv_table(FIGURES + "    A,Alton,j,2020,30\n    B,Beer,j,2020,90\n    C,Cove,j,2020,40\n")
    found = rows(run("locationquotient", OBSERVATIONS=table, INDUSTRIES=" j ", OUTPUT=TO)["OUTPUT"])
    assert {row["industry"] for row in found} == {"j"}
    assert found[0]["lq"] == pytest.approx((30 / 60) / (160 / 200))


def test_the_order_of_the_rows_does_not_matter(quotients, csv_table):
    lines = FIGURES.strip("\n").splitlines()
    shuffled = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    found = quotients(csv_table(shuffled))
    assert {area: row["lq"] for area, row in found.items()} == {"C": 0, "B": pytest.approx(0.5), "A": pytest.approx(2.5)}


def test_another_area_may_be_the_denominator(quotients, csv_table):
    table = csv_table(FIGURES.replace("A,Alton", "E06000001,Alton").replace("B,Beer", "E06000002,Beer").replace("C,Cove", "E06000003,Cove")
                      + "    K03000001,GB,i,2020,100\n    K03000001,GB,Total,2020,1000\n")
    found = quotients(table, REFERENCE_AREA="K03000001")
    assert list(found) == ["E06000001", "E06000002", "E06000003"]
    assert found["E06000001"]["lq"] == pytest.approx(0.5 / 0.1) and found["E06000001"]["share"] == pytest.approx(0.3)


@pytest.mark.parametrize(("how", "value", "lq"), [("drop", None, None), ("zero", 0, 0)])
def test_negative_values_are_settled_as_told(run, quotients, csv_table, how, value, lq):
    found = quotients(csv_table(FIGURES.replace("C,Cove,i,2020,0", "C,Cove,i,2020,-5")), NEGATIVES=how)
    assert found["C"]["value"] == value and found["C"]["lq"] == lq
    assert "1 value below zero" in run.log and "C, i, 2020 (-5)" in run.log


def test_absent_rows_are_missing_unless_said_to_be_zero(run, quotients, csv_table):
    table = csv_table(FIGURES.replace("    C,Cove,i,2020,0\n", ""))
    assert "C" not in quotients(table)
    assert "1 row of a district, industry and period absent" in run.log
    assert quotients(table, ABSENT="zero")["C"]["lq"] == 0


def test_a_hyphen_is_missing_unless_said_to_be_zero(quotients, csv_table):
    table = csv_table(FIGURES.replace("C,Cove,i,2020,0", "C,Cove,i,2020,-"))
    assert quotients(table)["C"]["lq"] is None
    assert quotients(table, DASH="zero")["C"]["lq"] == 0


def test_a_balanced_panel_keeps_districts_of_all_years(run, rows, csv_table):
    table = csv_table(FIGURES + "    A,Alton,i,2021,30\n    B,Beer,i,2021,10\n    A,Alton,Total,2021,60\n    B,Beer,Total,2021,140\n")
    found = rows(run("locationquotient", OBSERVATIONS=table, PANEL="balanced", OUTPUT=TO)["OUTPUT"])
    assert {row["area"] for row in found} == {"A", "B"} and len(found) == 4
    assert "1 district not in every period left out: C" in run.log
    assert next(row["lq"] for row in found if row["period"] == 2021) == pytest.approx(2.5)


def test_small_values_get_a_caution(quotients, csv_table):
    assert [row["caution"] for row in quotients(csv_table(FIGURES), MIN_VALUE=20).values()] == [0, 1, 1]


def test_northern_ireland_is_left_out_and_counted_unless_wanted(run, quotients, csv_table):
    table = csv_table(FIGURES.replace("A,Alton", "E06000001,Alton").replace("B,Beer", "W06000001,Beer").replace("C,Cove", "N09000001,Cove"))
    assert "N09000001" not in quotients(table)
    assert "1 area of Northern Ireland left out" in run.log
    assert quotients(table, NATIONS="uk")["E06000001"]["lq"] == pytest.approx(2.5)


def test_codes_of_any_case_and_padding_are_one_district(quotients, csv_table):
    table = csv_table(FIGURES.replace("A,Alton,Total", " a ,Alton,TOTAL").replace("B,Beer,Total", "b,Beer,Total"))
    found = quotients(table)
    assert list(found) == ["A", "B", "C"] and found["A"]["lq"] == pytest.approx(2.5)


# The map --------------------------------------------------------------------------------------------------------------


def test_the_map_holds_every_district_once(run, rows, csv_table, squares):
    areas = squares(["B", "a", "D"], name="boundaries")
    result = run("locationquotient", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=TO, MAP=TO)
    found = {row["area"]: row for row in rows(result["MAP"])}
    assert {area: row["lq"] for area, row in found.items()} == {"B": pytest.approx(0.5), "a": pytest.approx(2.5), "D": None}
    assert [row["name"] for row in found.values()] == ["Place 0", "Place 1", "Place 2"]
    assert found["D"]["class"] is None and found["D"]["caution"] is None
    assert result["UNMATCHED_COUNT"] == 2 and result["MAP_INDUSTRY_USED"] == "i" and result["MAP_PERIOD_USED"] == 2020
    assert "1 district is in the table only: C" in run.log and "1 district is in the boundaries only: D" in run.log
    shapes = [feature.geometry().area() for feature in result["MAP"].getFeatures()]
    assert shapes == [1e6] * 3 and result["MAP"].crs().authid() == "EPSG:27700"


def test_the_map_is_drawn_diverging_at_one_with_counts(run, csv_table, squares):
    from qgis.core import QgsGraduatedSymbolRenderer

    areas = squares(["A", "B", "C", "D"])
    layer = run("locationquotient", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=TO, MAP=TO)["MAP"]
    renderer = layer.renderer()
    assert isinstance(renderer, QgsGraduatedSymbolRenderer)
    labels = [part.label() for part in renderer.ranges()]
    assert labels == [
        "up to 0.5 (2)", "0.5 to 0.8 (0)", "0.8 to 1 (0)", "1 to 1.25 (0)", "1.25 to 2 (0)", "over 2 (1)",
        "Hatched: value under 5 (1)", "No data (1)",
    ]
    colours = [part.symbol().color() for part in renderer.ranges()]
    below, above, grey = colours[:3], colours[3:6], colours[-1]
    assert all(colour.blue() > colour.red() for colour in below), "cold below 1"
    assert all(colour.red() > colour.blue() for colour in above), "warm above 1"
    assert grey.red() == grey.green() == grey.blue()
    assert "Location quotient, i, 2020" == layer.title() and "1 is the usual share" in layer.abstract()
    assert layer.attributeAlias(layer.fields().lookupField("lq")) == "Location quotient"


def test_industry_and_year_of_the_map_can_be_chosen(run, rows, csv_table, squares):
    more = "".join(f"    {area},x,j,2019,5\n    {area},x,Total,2019,10\n" for area in "ABC")
    table, areas = csv_table(FIGURES + more), squares(["A", "B", "C"])
    result = run("locationquotient", OBSERVATIONS=table, AREAS=areas, MAP_INDUSTRY="J", MAP_PERIOD=2019, OUTPUT=TO, MAP=TO)
    assert (result["MAP_INDUSTRY_USED"], result["MAP_PERIOD_USED"]) == ("j", 2019)
    assert {(row["industry"], row["period"], row["lq"]) for row in rows(result["MAP"])} == {("j", 2019, 1.0)}


def test_the_map_is_made_for_a_boundary_file_and_a_table_without_another_word(qgis):
    """In the dialog the map is on by default: its parameter is created by default."""
    algorithm = qgis.processingRegistry().createAlgorithmById("industrialatlas:locationquotient")
    definition = algorithm.parameterDefinition("MAP")
    assert definition.createByDefault() and not algorithm.parameterDefinition("OUTPUT").flags() & definition.FlagOptional


def test_a_map_without_boundaries_is_an_error_and_a_default_one_is_not(refused, run, csv_table, tmp_path):
    refused("locationquotient", "MAP", "AREAS", OBSERVATIONS=csv_table(FIGURES), MAP=str(tmp_path / "refused" / "map.gpkg"))
    assert "MAP" not in run("locationquotient", OBSERVATIONS=csv_table(FIGURES), OUTPUT=TO, MAP=TO)


@pytest.mark.parametrize(("name", "wrong", "near"), [
    ("MAP_INDUSTRY", "Totl", "there are i"), ("MAP_PERIOD", 2031, "2020"), ("INDUSTRIES", "ii", "i"),
    ("TOTAL", "Totl", "Total"), ("REFERENCE_AREA", "K0", "there are"),
])
def test_what_is_not_in_the_table_is_said_with_what_is(refused, csv_table, squares, name, wrong, near):
    refused("locationquotient", name, near, OBSERVATIONS=csv_table(FIGURES), AREAS=squares(["A", "B", "C"]), **{name: wrong})


def test_strict_stops_at_unmatched_codes(refused, csv_table, squares):
    refused("locationquotient", "STRICT", "C", "D", OBSERVATIONS=csv_table(FIGURES), AREAS=squares(["A", "B", "D"]), STRICT=True)


def test_a_schematic_layer_is_said_to_be_one(run, csv_table, squares):
    areas = squares(["A", "B", "C"], schematic=[1, 1, 1])
    layer = run("locationquotient", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=TO, MAP=TO)["MAP"]
    assert layer.fields().lookupField("schematic") >= 0, "a later step must know it too"
    assert "not true boundaries" in layer.abstract()


def test_an_industry_without_a_quotient_still_gives_a_map(run, rows, csv_table, squares):
    table = csv_table(FIGURES + "".join(f"    {area},x,none,2020,0\n" for area in "ABC"))
    result = run("locationquotient", OBSERVATIONS=table, AREAS=squares(["A", "B", "C"]), MAP_INDUSTRY="none", OUTPUT=TO, MAP=TO)
    assert [row["lq"] for row in rows(result["MAP"])] == [None] * 3
    assert "No output, hence no index: none (2020)" in run.log


# The sample -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def independent():
    """The sample's location quotients by plain pandas, in long form."""
    import pandas as pd

    wide = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    long = wide.melt(["area", "industry"], var_name="period", value_name="value")
    long["period"] = long["period"].astype(int)
    long.loc[long["value"] < 0, "value"] = float("nan")  # NEGATIVES=drop
    totals = long[long["industry"] == "Total"].set_index(["area", "period"])["value"].rename("total")
    long = long[long["industry"] != "Total"].join(totals, on=["area", "period"])
    known = long[long["value"].notna() & long["total"].notna()].copy()
    sums = known.groupby(["industry", "period"])[["value", "total"]].transform("sum")
    known["share"] = known["value"] / sums["value"]
    known["own_share"] = known["value"] / known["total"]
    known["lq"] = known["own_share"] / (sums["value"] / sums["total"])
    return known.set_index(["area", "industry", "period"]).sort_index()


def test_the_sample_is_as_pandas_has_it(run, sample, independent, tmp_path):
    import numpy as np
    import pandas as pd

    result = run(
        "locationquotient", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        OUTPUT=str(tmp_path / "lq.csv"), MAP=str(tmp_path / "map.gpkg"))
    assert (result["N_AREAS"], result["N_INDUSTRIES"], result["N_PERIODS"], result["UNMATCHED_COUNT"]) == (350, 24, 26, 0)
    assert (result["MAP_INDUSTRY_USED"], result["MAP_PERIOD_USED"]) == ("CI-CL (26-30)", 2023)
    found = pd.read_csv(tmp_path / "lq.csv", dtype={"area": str, "industry": str})
    assert len(found) == 350 * 24 * 26
    known = found[found["lq"].notna()].set_index(["area", "industry", "period"]).sort_index()
    assert known.index.equals(independent.index)
    for name in ("value", "lq", "share", "own_share"):
        np.testing.assert_allclose(known[name].to_numpy(), independent[name].to_numpy(), rtol=1e-9, atol=1e-15, err_msg=name)
    assert result["MISSING_COUNT"] == int(found["value"].isna().sum()) == 350 * 24 * 26 - len(independent)
    assert found["name"].notna().all()
    one = known.xs(("C (10-33)", 2023), level=("industry", "period"))
    assert one["theil_c"].sum() == pytest.approx((one["share"] * np.log(one["share"] / (one["share"] / one["lq"]))).sum())
    scores = one["z"].dropna()
    assert scores.mean() == pytest.approx(0, abs=1e-9) and scores.std() == pytest.approx(1)

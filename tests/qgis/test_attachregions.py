"""Regions of districts, by lookup, by table and by place; observations summed to regions; refusals."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
FIGURES = """
    lad_code,lad_name,industry,period,value
    E06000001,Hartlepool,i,2020,2
    E06000002,Middlesbrough,i,2020,3
    E06000045,Southampton,i,2020,7
    E06000001,Hartlepool,Total,2020,10
    E06000002,Middlesbrough,Total,2020,[c]
    E06000045,Southampton,Total,2020,30
    K02000001,United Kingdom,i,2020,99
"""


@pytest.fixture
def attached(run, rows):
    """`attached(layer, ...)` returns the result and the rows of its output."""

    def make(layer, **parameters):
        result = run("attachregions", INPUT=layer, OUTPUT=TO, **parameters)
        return result, rows(result["OUTPUT"])

    return make


def test_the_region_follows_the_fields_of_the_input(attached, squares, run):
    layer = squares(["E06000001", "e06000045 ", "S12000021", "X"], people=[1, 2, 3, 4])
    result, found = attached(layer)
    assert list(found[0]) == ["area", "name", "people", "region", "reg_name", "straddles"]
    assert [row["area"] for row in found] == ["E06000001", "e06000045 ", "S12000021", "X"]
    assert [row["region"] for row in found] == ["TLC3", "TLJ3", "TLM9", None]
    assert [row["reg_name"] for row in found][:2] == ["Tees Valley", "Hampshire and Isle of Wight"]
    assert [row["straddles"] for row in found] == [0, 0, 1, None]
    numbers = ("N_AREAS", "N_REGIONS", "UNPLACED_COUNT", "STRADDLES_COUNT", "MISSING_COUNT")
    assert [result[name] for name in numbers] == [4, 3, 1, 1, 0]
    assert result["OUTPUT"].crs().authid() == "EPSG:27700" and result["OUTPUT"].featureCount() == 4
    assert "no known kind" in run.log and "S12000021" in run.log


@pytest.mark.parametrize(("system", "region"), [
    ("nuts2_2013", "UKC1"), ("nuts2_2016", "UKC1"), ("itl2_2021", "TLC1"), ("itl2_2025", "TLC3"), ("itl1", "TLC"),
    ("country", "E92000001"),
])
def test_each_system_has_its_codes(attached, csv_table, system, region):
    _, found = attached(csv_table("area,x\nE06000001,1\n"), REGIONS=system)
    assert found == [{"area": "E06000001", "x": found[0]["x"], "region": region, "reg_name": found[0]["reg_name"], "straddles": 0}]


def test_the_sample_has_the_regions_of_its_own_fields(attached, sample):
    for system in ("nuts2_2013", "nuts2_2016"):
        _, found = attached(f"{sample}|layername=districts", REGIONS=system)
        assert len(found) == 350 and all(row["region"] == row[system] for row in found)
        assert {row["area"] for row in found if row["straddles"]} == {"S12000021", "S12000035"}


def test_a_field_of_the_same_name_is_replaced_and_told(attached, squares, run):
    _, found = attached(squares(["E06000001"], region=["mine"]))
    assert found[0]["region"] == "TLC3" and "anew" in run.log


def test_own_regions_by_a_lookup(attached, squares, csv_table):
    lookup = csv_table("LAD23CD,county,county_name\nE06000001,C1,Durham\nE06000002,C1,Durham\nE06000045,C2,Hampshire\n")
    result, found = attached(squares(["E06000001", "E06000045", "E06000009"]), REGIONS="table", LOOKUP=lookup,
                             LOOKUP_REGION="county", LOOKUP_NAME="county_name")
    assert [(row["region"], row["reg_name"]) for row in found] == [("C1", "Durham"), ("C2", "Hampshire"), (None, None)]
    assert result["UNPLACED_COUNT"] == 1


def test_regions_by_place(attached, squares, memory, rectangle, run):
    """Squares of 1 km: the first inside West, the second split 70 to 30, the third in East, the fourth in neither."""
    layer = squares(["A", "B", "C", "D"], west=0)
    regions = memory({"code": "string", "title": "string"}, [
        (rectangle(-100, 299900, 1700, 301100), "West", "The west"), (rectangle(1700, 299900, 2950, 301100), "East", None)],
        "Polygon", name="regions")
    result, found = attached(layer, REGIONS="place", REGION_LAYER=regions, REGION_CODE="code", REGION_NAME="title")
    assert [row["region"] for row in found] == ["West", "West", "East", None]
    assert [row["straddles"] for row in found] == [0, 1, 0, None]
    assert [row["reg_name"] for row in found] == ["The west", "The west", None, None]
    people = memory({"population": "double"}, [("POINT(1200 300500)", 5), ("POINT(1900 300500)", 50)], "Point")
    _, found = attached(layer, REGIONS="place", REGION_LAYER=regions, REGION_CODE="code", POPULATION=people)
    assert [row["region"] for row in found] == ["West", "East", "East", None], "most of its people live in the east"


def test_few_regions_are_a_map_and_many_are_not(run, squares, sample, tmp_path):
    layer = run("attachregions", INPUT=squares(["E06000001", "E06000045", "X"]), REGIONS="itl1", OUTPUT=TO)["OUTPUT"]
    categories = layer.renderer().categories()
    assert [part.label() for part in categories] == ["North East (England) (1)", "South East (England) (1)", "No data (1)"]
    assert layer.renderer().classAttribute() == "region"
    layer = run("attachregions", INPUT=f"{sample}|layername=districts", OUTPUT=TO)["OUTPUT"]
    assert layer.renderer().type() == "singleSymbol"
    assert layer.attributeAlias(layer.fields().lookupField("reg_name")) == "Region"


def test_observations_are_summed_to_regions(attached, rows, csv_table, run):
    result, found = attached(csv_table(FIGURES), REGIONS="itl1", REGION_TABLE=TO)
    assert len(found) == 7 and list(found[0])[:2] == ["lad_code", "lad_name"]
    table = {(row["area"], row["industry"]): row for row in rows(result["REGION_TABLE"])}
    assert table[("TLC", "i")] == {
        "area": "TLC", "name": "North East (England)", "industry": "i", "period": 2020, "value": 5, "n_areas": 2, "n_missing": 0}
    assert table[("TLC", "Total")]["value"] is None and table[("TLC", "Total")]["n_missing"] == 1
    assert table[("TLJ", "Total")]["value"] == 30 and len(table) == 4
    assert result["MISSING_COUNT"] == 1
    assert "E06000002" in run.log and "K02000001" in run.log


def test_notations_of_one_industry_are_summed_together(attached, rows, csv_table, run):
    table = csv_table("area,industry,value\nE06000001,26,2\nE06000002,C26,3\nE06000045,CI (26),7\n")
    result, _ = attached(table, REGIONS="itl1", REGION_TABLE=TO)
    found = [(row["area"], row["industry"], row["value"]) for row in rows(result["REGION_TABLE"])]
    assert found == [("TLC", "26", 5), ("TLJ", "26", 7)] and "taken as one" in run.log
    assert result["MISSING_COUNT"] == 0


@pytest.mark.parametrize("name", ["employment rate", "EmpRate", "house_price"])
def test_rates_are_not_summed_to_regions(refused, attached, csv_table, name):
    table = csv_table(f"LAD23CD,industry,period,{name}\nE06000001,26,2023,60\nE06000002,26,2023,70\n")
    refused("attachregions", f"'{name}' looks like a rate", "divide the sums", "VALUE_FIELD", INPUT=table, REGIONS="itl1",
            VALUE_FIELD=name, REGION_TABLE=TO)
    _, found = attached(table, REGIONS="itl1")
    assert [row["region"] for row in found] == ["TLC", "TLC"], "regions alone need no values"


def test_what_may_be_a_rate_is_summed_with_a_warning(attached, rows, csv_table, run):
    table = csv_table("area,industry,employment\nE06000001,26,60\nE06000002,26,70\n")
    result, _ = attached(table, REGIONS="itl1", REGION_TABLE=TO)
    assert rows(result["REGION_TABLE"])[0]["value"] == 130
    assert "'employment' may be a count or a rate" in run.log


def test_missing_districts_can_be_left_out(attached, rows, csv_table):
    result, _ = attached(csv_table(FIGURES), REGIONS="itl1", REGION_TABLE=TO, MISSING="skip")
    table = {(row["area"], row["industry"]): row for row in rows(result["REGION_TABLE"])}
    assert table[("TLC", "Total")]["value"] == 10 and table[("TLC", "Total")]["n_missing"] == 1


def test_both_results_feed_the_next_step_with_no_field_picked(run, rows, sample, tmp_path):
    table, districts = str(tmp_path / "regions.gpkg"), str(tmp_path / "districts.gpkg")
    run("attachregions", INPUT=f"{sample}|layername=gva", REGIONS="itl1", REGION_TABLE=table, MISSING="skip", OUTPUT=TO)
    found = run("locationquotient", OBSERVATIONS=table, AREA_LEVEL="as_is", NEGATIVES="drop", OUTPUT=TO)
    assert found["N_AREAS"] == 11 and found["N_INDUSTRIES"] == 24
    run("attachregions", INPUT=f"{sample}|layername=districts", REGIONS="itl1", OUTPUT=districts)
    found = run("concentrationdecomposition", OBSERVATIONS=f"{sample}|layername=gva", AREAS=districts, NEGATIVES="drop",
                OUTPUT=TO)
    assert (found["N_GROUPS"], found["UNMATCHED_COUNT"]) == (11, 0)
    assert "GROUP_FIELD: field 'region'" in run.log


def test_published_boundaries_feed_the_decomposition_too(run, csv_table, memory, rectangle):
    """Their fields are LAD23CD and LAD23NM; reg_name must not be taken for the district's name."""
    layer = memory({"LAD23CD": "string", "lad_name": "string"}, [
        (rectangle(0, 0, 1, 1), "E06000001", "Hartlepool"), (rectangle(2, 0, 3, 1), "E06000045", "Southampton")], "Polygon")
    districts = run("attachregions", INPUT=layer, OUTPUT=TO)["OUTPUT"]
    table = csv_table("area,industry,value\nE06000001,26,2\nE06000001,Total,9\nE06000045,26,4\nE06000045,Total,20\n")
    found = run("concentrationdecomposition", OBSERVATIONS=table, AREAS=districts, AVERAGE_YEARS=1, OUTPUT=TO)
    assert found["N_GROUPS"] == 2


@pytest.fixture
def published(data, tmp_path):
    """`published("lad")` returns a published long table, unpacked."""

    def unpack(name: str) -> str:
        path = tmp_path / f"{name}.csv"
        with gzip.open(data / "ons" / f"gva_by_{name}_industry_long.csv.gz") as packed, open(path, "wb") as file:
            shutil.copyfileobj(packed, file)
        return str(path)

    return unpack


@pytest.mark.data
def test_sums_of_published_districts_are_the_published_regions(run, rows, published, tmp_path):
    """Each figure is rounded to 1m, so a sum may differ by half of that a district, and half for the region's own.

    North Ayrshire goes whole to TLM9, though Arran and Cumbrae, up to 138m of output, lie in TLM2.
    """
    import pandas as pd

    lad = pd.read_csv(published("lad"), dtype=str)
    totals = tmp_path / "totals.csv"
    lad[lad["sic07_code"] == "Total"].to_csv(totals, index=False)
    result = run("attachregions", INPUT=str(totals), OUTPUT=TO, REGION_TABLE=TO, STRICT=True)
    assert (result["N_AREAS"], result["N_REGIONS"], result["UNPLACED_COUNT"]) == (361, 46, 0)
    assert (result["STRADDLES_COUNT"], result["MISSING_COUNT"]) == (1, 0)
    itl = pd.read_csv(published("itl"))
    itl = itl[(itl["sic07_code"] == "Total") & (itl["level"] == "ITL2")].set_index(["code", "year"])["gva_m"]
    found = pd.DataFrame(rows(result["REGION_TABLE"])).set_index(["area", "period"])
    difference = (found["value"] - itl).abs()
    assert len(found) == len(itl) == 46 * 26 and difference.notna().all()
    two = found.index.get_level_values("area").isin(["TLM2", "TLM9"])
    assert (difference[~two] <= 0.5 * found["n_areas"][~two] + 0.5).all() and difference[~two].max() == 4
    assert difference[two].max() == 138
    together = (found["value"] - itl)[two].groupby("period").sum().abs()
    assert together.max() <= 2


@pytest.mark.data
@pytest.mark.parametrize(("boundaries", "number", "without"), [
    ("lad_2023.geojson", 361, 0), ("lad_2021_epsg27700.geojson", 374, 0)])
def test_published_boundaries_of_any_year_have_regions(run, rows, data, boundaries, number, without):
    result = run("attachregions", INPUT=str(data / "boundaries" / boundaries), OUTPUT=TO)
    assert (result["N_AREAS"], result["UNPLACED_COUNT"], result["N_REGIONS"]) == (number, without, 46)


@pytest.mark.data
def test_regions_by_place_are_those_of_the_lookup(run, rows, data):
    with open(data / "boundaries" / "itl2_2021.geojson", encoding="utf-8") as file:
        names = {part["properties"]["ITL221CD"]: part["properties"]["ITL221NM"] for part in json.load(file)["features"]}
    layer = str(data / "boundaries" / "lad_2021_epsg27700.geojson")
    place = rows(run("attachregions", INPUT=layer, REGIONS="place", REGION_LAYER=str(data / "boundaries" / "itl2_2021.geojson"),
                     OUTPUT=TO)["OUTPUT"])
    lookup = rows(run("attachregions", INPUT=layer, REGIONS="itl2_2021", OUTPUT=TO)["OUTPUT"])
    differing = {row["LAD21CD"] for row, other in zip(place, lookup) if row["region"] != other["region"]}
    assert differing <= {"S12000021", "S12000035"}
    assert all(row["reg_name"] == names[row["region"]] for row in place)


@pytest.mark.data
def test_the_published_lookup_can_be_given_but_for_two_districts_in_doubt(run, refused, data, csv_table):
    """Highland has a row in each of three regions, North Ayrshire in two; a weight decides."""
    path = data / "lookups" / "lad2018_nuts2016.csv"
    with open(path, encoding="utf-8-sig", newline="") as file:
        lookup = list(csv.DictReader(file))
    codes = sorted({row["LAD18CD"] for row in lookup})
    given = {"INPUT": csv_table("area,x\n" + ",1\n".join(codes) + ",1\n"), "REGIONS": "table", "LOOKUP_CODE": "LAD18CD",
             "LOOKUP_REGION": "NUTS318CD"}
    refused("attachregions", "2 areas", "S12000017 (UKM61 and UKM62 and UKM63), S12000021", LOOKUP=str(path), **given)
    heavy = {"S12000017": "UKM62", "S12000021": "UKM93"}
    weighed = csv_table("LAD18CD,NUTS318CD,people\n" + "".join(
        f"{row['LAD18CD']},{row['NUTS318CD']},{2 if heavy.get(row['LAD18CD']) == row['NUTS318CD'] else 1}\n" for row in lookup))
    result = run("attachregions", LOOKUP=weighed, LOOKUP_WEIGHT="people", OUTPUT=TO, **given)
    assert (result["UNPLACED_COUNT"], result["N_AREAS"]) == (0, 391)
    assert {row["region"] for row in result["OUTPUT"].getFeatures() if row["area"] in heavy} == set(heavy.values())


def test_what_a_lookup_lacks_is_told(run, csv_table):
    table = csv_table("area,industry,value\nE06000001,C,1\nw06000015,C,2\nS12000049,C,4\nE07999999,C,8\n")
    run("attachregions", INPUT=table, REGIONS="table", LOOKUP=csv_table("area,region\nE06000001,North\n"), OUTPUT=TO,
        REGION_TABLE=TO)
    for words in ("districts of Wales, not in the lookup: w06000015", "districts of Scotland, not in the lookup: S12000049",
                  "of an unknown vintage, before 2011 or after 2025: E07999999",
                  "3 codes without a region in no sum: w06000015, S12000049, E07999999"):
        assert words in run.log


def test_a_region_without_any_value_stays_missing_with_skip_and_is_told(run, rows, csv_table):
    text = "area,industry,value\nE06000001,C,[c]\nE06000002,C,[c]\nE06000045,C,3\nE06000046,C,[c]\n"
    result = run("attachregions", INPUT=csv_table(text), REGIONS="itl1", MISSING="skip", OUTPUT=TO, REGION_TABLE=TO)
    assert {row["area"]: row["value"] for row in rows(result["REGION_TABLE"])} == {"TLC": None, "TLJ": 3}
    assert "2 sums of a region, industry and year lack the missing districts, 1 of them is missing, since no district" in run.log


@pytest.mark.parametrize(("words", "parameters"), [
    (("REGIONS is 'table': give LOOKUP",), {"REGIONS": "table"}),
    (("REGIONS is 'place': give REGION_LAYER",), {"REGIONS": "place"}),
    (("REGIONS: 'itl2' is no choice", "itl2_2025"), {"REGIONS": "itl2"}),
    (("no field 'code'",), {"AREA_FIELD": "code"}),
    (("districts of Northern Ireland", "AREA_FIELD"), {"REGIONS": "nuts2_2013"}),
])
def test_what_is_refused(refused, csv_table, words, parameters):
    refused("attachregions", *words, INPUT=csv_table("area,x\nN09000001,1\n"), **parameters)


def test_more_that_is_refused(refused, csv_table, squares, memory, rectangle):
    table = csv_table("area,region\nE06000001,C1\n")
    refused("attachregions", "set REGIONS to 'table'", INPUT=table, LOOKUP=csv_table("area,region\nE06000001,C1\n"))
    refused("attachregions", "no row has both", INPUT=table, REGIONS="table", LOOKUP=csv_table("area,region\nE06000001,\n"))
    refused("attachregions", "VALUE_FIELD", INPUT=csv_table("area,industry\nE06000001,26\n"), REGION_TABLE=TO)
    refused("attachregions", "INDUSTRY_FIELD", INPUT=squares(["E06000001"], value=[1]), REGION_TABLE=TO)
    refused("attachregions", "STRICT is on", INPUT=csv_table("area,x\nE06000001,1\nE05000001,2\n"), STRICT=True)
    refused("attachregions", "wards: E05000001", INPUT=csv_table("area,x\nE05000001,1\n"))
    refused("attachregions", "no rows", INPUT=csv_table("area,x\n"))
    layer = memory({"region": "string"}, [(rectangle(0, 0, 1, 1), "R")], "Polygon")
    refused("attachregions", "has no shapes", INPUT=table, REGIONS="place", REGION_LAYER=layer)
    twice = squares(["E06000001", "E06000001"])
    refused("attachregions", "several features", "Dissolve", INPUT=twice, REGIONS="place", REGION_LAYER=layer)
    refused("attachregions", "several rows", INPUT=csv_table("area,industry,value\nE06000001,26,1\nE06000001,26,2\n"), REGION_TABLE=TO)


def test_outputs_as_files_of_each_kind(run, rows, csv_table, squares, tmp_path):
    for ending in ("gpkg", "csv"):
        path, table = str(tmp_path / f"out.{ending}"), str(tmp_path / f"regions.{ending}")
        run("attachregions", INPUT=csv_table(FIGURES), REGIONS="itl1", OUTPUT=path, REGION_TABLE=table)
        assert len(rows(path)) == 7 and len(rows(table)) == 4
    run("attachregions", INPUT=squares(["E06000001", "E06000045"]), OUTPUT=str(tmp_path / "out.shp"))
    assert [row["region"] for row in rows(str(tmp_path / "out.shp"))] == ["TLC3", "TLJ3"]


def test_a_district_and_what_it_became_are_not_added_up(refused, csv_table, tmp_path):
    """Suffolk Coastal and Waveney are East Suffolk from 2019."""
    text = "area,industry,period,value\nE07000205,C,2019,1\nE07000206,C,2019,1\nE07000244,C,2019,2\n"
    refused("attachregions", "E07000205", "E07000244", "2019", "twice", INPUT=csv_table(text), REGIONS="itl1",
            REGION_TABLE=str(tmp_path / "refused" / "table.csv"))


def test_old_and_new_codes_may_stand_in_different_years(run, rows, csv_table):
    text = "area,industry,period,value\nE07000205,C,2018,1\nE07000206,C,2018,1\nE07000244,C,2019,2\n"
    result = run("attachregions", INPUT=csv_table(text), REGIONS="itl1", OUTPUT="TEMPORARY_OUTPUT", REGION_TABLE="TEMPORARY_OUTPUT")
    assert {row["period"]: row["value"] for row in rows(result["REGION_TABLE"])} == {2018: 2, 2019: 2}

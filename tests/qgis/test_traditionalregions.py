"""Traditional industrial regions: the paper's preset, thresholds worked out by hand, districts by field and by place."""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPER = ["UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"]
TO = "TEMPORARY_OUTPUT"

# Shares 0.2, 0.3, 0.4, 0.7: mean 0.4, squared deviations 0.04, 0.01, 0, 0.09: sd 0.216025 (n-1), 0.187083 (n).
REGIONS = """
    region,manufacturing,mining,jobs,share
    R1,10,10,100,0.2
    R2,20,10,100,0.3
    R3,80,0,200,0.4
    R4,60,10,100,0.7
"""
SHARES = {"R1": 0.2, "R2": 0.3, "R3": 0.4, "R4": 0.7}
SAMPLE_SD, POPULATION_SD = math.sqrt(0.14 / 3), math.sqrt(0.14 / 4)
NATIONAL = 200 / 500


@pytest.fixture
def districts(squares):
    """Five districts: one in each region, and one more in R4."""
    return squares(["A", "B", "C", "D", "E"], nuts=["R1", "r2 ", "R3", "R4", "R4"])


@pytest.fixture
def flags(run, rows):
    """`flags(AREAS=...)` returns the result, its rows by district and its sensitivity table."""

    def make(**parameters) -> tuple:
        result = run("traditionalregions", OUTPUT=TO, SENSITIVITY=TO, **parameters)
        return result, {row["area"]: row for row in rows(result["OUTPUT"])}, rows(result["SENSITIVITY"])

    return make


BY_JOBS = {"REGION_FIELD": "nuts", "JOBS_FIELDS": ["manufacturing", "mining"], "TOTAL_FIELD": "jobs"}
BY_SHARE = {"REGION_FIELD": "nuts", "SHARE_FIELD": "share"}


# The preset -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["nuts2_2013", None])
def test_the_preset_flags_the_districts_of_the_eleven_regions(run, flags, sample, field):
    more = {"REGION_FIELD": field} if field else {}
    result, found, sensitivity = flags(AREAS=f"{sample}|layername=districts", PRESET="paper", **more)
    with open(ROOT / "resources" / "sample" / "districts.csv", encoding="utf-8", newline="") as file:
        region = {row["area"]: row["nuts2_2013"] for row in csv.DictReader(file)}
    assert {area: row["region"] for area, row in found.items()} == region
    assert {area for area, row in found.items() if row["tir"] == 1} == {area for area in region if region[area] in PAPER}
    assert {row["tir"] for row in found.values()} == {0, 1}
    assert (result["N_REGIONS"], result["N_TIR"], result["N_NO_DATA"]) == (11, 112, 0) and len(found) == 350
    assert result["REGIONS_FLAGGED"].split(", ") == PAPER and result["THRESHOLD_SHARE"] == pytest.approx(0.338)
    assert {row["zscore"] for row in found.values()} == {row["share"] for row in found.values()} == {None}
    assert {area for area, row in found.items() if row["straddles"] == 1} == {"S12000021", "S12000035"}
    assert "12 regions and names 11" in run.log
    assert [row["n_regions"] for row in sensitivity] == [11]


def test_the_preset_is_styled_by_category(run, sample):
    layer = run("traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", OUTPUT=TO)["OUTPUT"]
    categories = layer.renderer().categories()
    assert [part.label() for part in categories] == [
        "In a traditional industrial region (112)", "Elsewhere (238)", "No data (0)"]
    assert [part.value() for part in categories] == [1, 0, ""]
    assert layer.renderer().classAttribute() == "tir"


def test_the_preset_knows_codes_of_every_year(flags, squares):
    """Barnsley before and after its change of code, a district of 2019, one merged into Somerset."""
    _, found, _ = flags(AREAS=squares(["E08000016", "E08000038", "E06000058", "E07000187"]), PRESET="paper")
    assert [row["region"] for row in found.values()] == ["UKE3", "UKE3", "UKK2", "UKK2"]
    assert [row["tir"] for row in found.values()] == [1, 1, 0, 0]


def test_the_preset_says_which_codes_it_does_not_know(run, flags, squares):
    result, found, _ = flags(AREAS=squares(["E06000001", "N09000001"]), PRESET="paper", NATIONS="uk")
    assert found["N09000001"]["tir"] is None and result["N_NO_DATA"] == 1
    assert "1 district without a region: no flag. N09000001" in run.log


def test_the_preset_refuses_other_codes_than_nuts_of_2013(refused, squares):
    areas = squares(["E06000001", "E06000002"], itl=["TLC3", "TLC3"])
    refused("traditionalregions", "itl", "TLC3", "2013", AREAS=areas, PRESET="paper", REGION_FIELD="itl")
    refused("traditionalregions", "AREA_CODE", "REGION_FIELD", AREAS=squares(["zone 1"]), PRESET="paper")


def test_the_preset_fixes_the_threshold(refused, squares):
    refused("traditionalregions", "THRESHOLD", "PRESET", AREAS=squares(["E06000001"]), PRESET="paper", THRESHOLD=30)


# Thresholds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [BY_JOBS, BY_SHARE], ids=["jobs", "share"])
@pytest.mark.parametrize(("sd", "spread"), [("sample", SAMPLE_SD), ("population", POPULATION_SD)])
def test_the_threshold_is_mean_plus_standard_deviations(flags, districts, csv_table, how, sd, spread):
    result, found, _ = flags(AREAS=districts, REGIONS=csv_table(REGIONS), SD=sd, **how)
    assert result["THRESHOLD_SHARE"] == pytest.approx(0.4 + spread)
    assert [row["tir"] for row in found.values()] == [0, 0, 0, 1, 1]
    assert [row["share"] for row in found.values()] == pytest.approx([0.2, 0.3, 0.4, 0.7, 0.7])
    assert [row["zscore"] for row in found.values()] == pytest.approx([(share - 0.4) / spread for share in (0.2, 0.3, 0.4, 0.7, 0.7)])
    assert (result["N_REGIONS"], result["N_TIR"], result["REGIONS_FLAGGED"]) == (1, 2, "R4")


def test_a_region_at_the_threshold_is_not_over_it(flags, districts, csv_table):
    result, found, _ = flags(AREAS=districts, REGIONS=csv_table(REGIONS), THRESHOLD=40, **BY_SHARE)
    assert [row["tir"] for row in found.values()] == [0, 0, 0, 1, 1]
    assert {row["zscore"] for row in found.values()} == {None}


@pytest.mark.parametrize("threshold", [33.8, 0.338])
def test_a_fixed_threshold_is_in_per_cent_or_a_fraction(flags, districts, csv_table, threshold):
    result, found, sensitivity = flags(AREAS=districts, REGIONS=csv_table(REGIONS), THRESHOLD=threshold, **BY_SHARE)
    assert result["THRESHOLD_SHARE"] == pytest.approx(0.338) and result["REGIONS_FLAGGED"] == "R3, R4"
    assert (sensitivity[0]["mean"], sensitivity[0]["n_regions"]) == ("fixed", 2)


def test_shares_may_come_in_per_cent(run, flags, districts, csv_table):
    text = "region,share\n" + "".join(f"{region},{share * 100}\n" for region, share in SHARES.items())
    result, found, _ = flags(AREAS=districts, REGIONS=csv_table(text), **BY_SHARE)
    assert "read in per cent" in run.log and result["THRESHOLD_SHARE"] == pytest.approx(0.4 + SAMPLE_SD)
    assert found["A"]["share"] == pytest.approx(0.2)
    flags(AREAS=districts, REGIONS=csv_table(REGIONS), **BY_SHARE)
    assert "read as a fraction" in run.log


def test_the_national_mean_is_the_share_of_all_jobs(flags, districts, csv_table):
    lines = REGIONS.replace("R3,80,0,200,0.4", "R3,160,0,400,0.4")  # 280 of 700 jobs, as 200 of 500
    result, _, sensitivity = flags(AREAS=districts, REGIONS=csv_table(REGIONS), MEAN="national", K=0.5, **BY_JOBS)
    assert result["THRESHOLD_SHARE"] == pytest.approx(NATIONAL + 0.5 * SAMPLE_SD)
    assert {row["mean"] for row in sensitivity} == {"regions", "national"} and len(sensitivity) == 12
    skewed = REGIONS.replace("R1,10,10,100,0.2", "R1,100,100,1000,0.2")  # 380 of 1,400 jobs
    result, _, _ = flags(AREAS=districts, REGIONS=csv_table(skewed), MEAN="national", **BY_JOBS)
    assert result["THRESHOLD_SHARE"] == pytest.approx(380 / 1400 + SAMPLE_SD)
    result, _, _ = flags(AREAS=districts, REGIONS=csv_table(lines), MEAN="national", TOTAL_FIELD="jobs", **BY_SHARE)
    assert result["THRESHOLD_SHARE"] == pytest.approx(280 / 700 + SAMPLE_SD)


def test_a_national_mean_needs_jobs(refused, districts, csv_table):
    refused("traditionalregions", "MEAN", "jobs", AREAS=districts, REGIONS=csv_table(REGIONS), MEAN="national", **BY_SHARE)


def test_the_sensitivity_table_tries_every_choice(flags, districts, csv_table):
    _, _, sensitivity = flags(AREAS=districts, REGIONS=csv_table(REGIONS), **BY_JOBS)
    for row in sensitivity:
        spread = SAMPLE_SD if row["sd"] == "sample" else POPULATION_SD
        limit = (0.4 if row["mean"] == "regions" else NATIONAL) + row["k"] * spread
        flagged = sorted(region for region, share in SHARES.items() if share > limit)
        assert row["threshold"] == pytest.approx(limit)
        assert (row["n_regions"], row["regions"]) == (len(flagged), ", ".join(flagged))
    assert {(row["mean"], row["sd"], row["k"]) for row in sensitivity} == {
        (mean, sd, k) for mean in ("regions", "national") for sd in ("sample", "population") for k in (0.5, 1, 1.5)}


def test_a_region_without_a_share_gives_no_flag(run, flags, districts, csv_table):
    result, found, _ = flags(AREAS=districts, REGIONS=csv_table(REGIONS.replace("R1,10,10,100,0.2", "R1,10,10,100,[c]")), **BY_SHARE)
    assert found["A"]["tir"] is None and found["A"]["share"] is None and found["A"]["region"] == "R1"
    assert result["N_NO_DATA"] == 1 and "1 region without a share: no flag. R1" in run.log


def test_a_district_whose_region_is_not_in_the_table_is_named(run, flags, squares, csv_table):
    result, found, _ = flags(AREAS=squares(["A", "B", "C"], nuts=["R1", "R9", None]), REGIONS=csv_table(REGIONS), **BY_SHARE)
    assert [row["tir"] for row in found.values()] == [0, None, None] and result["N_NO_DATA"] == 2
    assert "2 districts without a region: no flag. B, C" in run.log


@pytest.mark.parametrize(("text", "words"), [
    (REGIONS + "    R4,1,1,10,0.1\n", ("R4", "several rows")),
    (REGIONS.replace("R1,10,10,100", "R1,90,20,100"), ("R1", "JOBS_FIELDS", "TOTAL_FIELD")),
    (REGIONS.replace("R1,10,10,100", "R1,-1,0,100"), ("R1", "JOBS_FIELDS")),
    (REGIONS.replace("R1,10,10,100", "R1,0,0,0"), ("R1", "TOTAL_FIELD")),
    ("region,manufacturing,mining,jobs\n", ("no rows",)),
    ("region,manufacturing,mining,jobs\nR1,1,1,10\n", ("two regions", "THRESHOLD")),
    ("region,manufacturing,mining,jobs\nX1,1,1,10\nX2,1,2,10\n", ("No district lies in a region", "X1", "R1")),
    (REGIONS.replace("R1,10", "R1,many"), ("manufacturing", "many", "row 1")),
])
def test_a_table_of_regions_that_cannot_be_is_refused(refused, districts, csv_table, text, words):
    refused("traditionalregions", *words, AREAS=districts, REGIONS=csv_table(text), **BY_JOBS)


def test_shares_that_are_none_are_refused(refused, districts, csv_table):
    for wrong in ("-0.1", "170"):
        text = REGIONS.replace("100,0.7", f"100,{wrong}")
        refused("traditionalregions", "share", "0 to 100", AREAS=districts, REGIONS=csv_table(text), **BY_SHARE)


@pytest.mark.parametrize(("given", "words"), [
    ({}, ("REGIONS", "PRESET")), ({"REGIONS": REGIONS}, ("JOBS_FIELDS", "SHARE_FIELD")),
    ({"REGIONS": REGIONS, "JOBS_FIELDS": ["manufacturing"]}, ("TOTAL_FIELD",)),
])
def test_what_a_threshold_needs_is_asked_for(refused, districts, csv_table, given, words):
    given = {name: csv_table(value) if name == "REGIONS" else value for name, value in given.items()}
    refused("traditionalregions", *words, AREAS=districts, REGION_FIELD="nuts", **given)


@pytest.mark.parametrize(("name", "wrong", "near"), [
    ("SHARE_FIELD", "shar", "share"), ("REGION_FIELD", "nut", "nuts"), ("REGION_CODE", "regions", "region"),
    ("JOBS_FIELDS", ["manufactring"], "manufacturing"), ("TOTAL_FIELD", "job", "jobs"),
])
def test_a_field_that_is_not_there_is_refused_with_the_nearest(refused, districts, csv_table, name, wrong, near):
    given = {**(BY_SHARE if name == "SHARE_FIELD" else BY_JOBS), name: wrong}
    refused("traditionalregions", name, wrong if isinstance(wrong, str) else wrong[0], f"Did you mean {near}",
            AREAS=districts, REGIONS=csv_table(REGIONS), **given)


def test_several_fields_of_jobs_may_be_one_text(flags, districts, csv_table):
    """As `qgis_process` gives them."""
    given = {**BY_JOBS, "JOBS_FIELDS": "manufacturing;mining"}
    result, _, _ = flags(AREAS=districts, REGIONS=csv_table(REGIONS), **given)
    assert result["THRESHOLD_SHARE"] == pytest.approx(0.4 + SAMPLE_SD)


# By place -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def country(memory, rectangle):
    """Three regions side by side, 10 km wide; shares 0.1, 0.2, 0.9."""
    west = 400000
    shapes = [
        (rectangle(west + 10000 * place, 300000, west + 10000 * (place + 1), 310000), code, share)
        for place, (code, share) in enumerate([("W", 0.1), ("M", 0.2), ("E", 0.9)])
    ]
    return memory({"region": "string", "share": "double"}, shapes, "Polygon")


@pytest.fixture
def straddling(memory, rectangle):
    """Districts: inside W; 70 per cent in M and 30 in E; all but half a per cent in E; in none."""
    return memory({"area": "string", "name": "string"}, [
        (rectangle(401000, 301000, 402000, 302000), "A", "Inside"),
        (rectangle(413000, 301000, 423000, 302000), "B", "Straddling"),
        (rectangle(419990, 303000, 421990, 304000), "C", "Just over"),
        (rectangle(500000, 303000, 501000, 304000), "D", "Elsewhere"),
    ], "Polygon")


def test_districts_go_to_the_region_that_holds_most_of_them(run, flags, country, straddling):
    result, found, _ = flags(AREAS=straddling, REGIONS=country, SHARE_FIELD="share")
    assert [row["region"] for row in found.values()] == ["W", "M", "E", None]
    assert [row["straddles"] for row in found.values()] == [0, 1, 0, None]
    assert [row["tir"] for row in found.values()] == [0, 0, 1, None]
    assert "1 district without a region: no flag. D" in run.log


def test_people_decide_where_they_are_given(flags, country, straddling, memory):
    people = memory({"population": "double"}, [
        ("POINT(414000 301500)", 10), ("POINT(422000 301500)", 90), ("POINT(420500 303500)", 5), ("POINT(401500 301500)", 1),
    ], "Point")
    _, found, _ = flags(AREAS=straddling, REGIONS=country, SHARE_FIELD="share", POPULATION=people)
    assert [row["region"] for row in found.values()][:3] == ["W", "E", "E"]
    assert [row["straddles"] for row in found.values()][:3] == [0, 1, 0]


def test_points_go_to_the_region_around_them(flags, country, memory):
    points = memory({"area": "string"}, [("POINT(401500 301500)", "A"), ("POINT(429000 309000)", "B"), ("POINT(0 0)", "C")], "Point")
    _, found, _ = flags(AREAS=points, REGIONS=country, SHARE_FIELD="share")
    assert [row["region"] for row in found.values()] == ["W", "E", None]
    assert {row["straddles"] for row in found.values()} == {None}


def test_regions_in_another_crs_are_the_same_regions(run, flags, country, straddling):
    import processing

    degrees = processing.run("native:reprojectlayer", {"INPUT": country, "TARGET_CRS": "EPSG:4326", "OUTPUT": TO})["OUTPUT"]
    _, found, _ = flags(AREAS=straddling, REGIONS=degrees, SHARE_FIELD="share")
    assert [row["region"] for row in found.values()] == ["W", "M", "E", None]
    assert [row["straddles"] for row in found.values()] == [0, 1, 0, None]


def test_polygons_are_needed_to_go_by_place(refused, country, straddling, csv_table):
    refused("traditionalregions", "REGION_FIELD", AREAS=straddling, REGIONS=csv_table(REGIONS), SHARE_FIELD="share")
    refused("traditionalregions", "REGION_FIELD", AREAS=csv_table("area,name\nA,Alton\n"), REGIONS=country, SHARE_FIELD="share")


def test_regions_that_are_lines_are_refused(refused, straddling, memory):
    lines = memory({"region": "string", "share": "double"}, [("LINESTRING(0 0, 1 1)", "W", 0.1), ("LINESTRING(0 0, 1 2)", "E", 0.9)], "LineString")
    refused("traditionalregions", "REGIONS", "polygons", AREAS=straddling, REGIONS=lines, SHARE_FIELD="share")


def test_invalid_shapes_are_repaired_for_the_overlay(flags, country, memory):
    bow_tie = "POLYGON((401000 301000, 402000 302000, 402000 301000, 401000 302000, 401000 301000))"
    _, found, _ = flags(AREAS=memory({"area": "string"}, [(bow_tie, "A"), (None, "B")], "Polygon"), REGIONS=country, SHARE_FIELD="share")
    assert [row["region"] for row in found.values()] == ["W", None]


def test_without_geopandas_only_going_by_place_stops(run, refused, flags, districts, country, straddling, csv_table, monkeypatch):
    monkeypatch.setitem(sys.modules, "geopandas", None)
    flags(AREAS=districts, REGIONS=csv_table(REGIONS), **BY_SHARE)
    refused("traditionalregions", "geopandas", "REGION_FIELD", AREAS=straddling, REGIONS=country, SHARE_FIELD="share")


def test_a_table_of_districts_without_shapes_is_flagged_too(run, rows, csv_table, tmp_path):
    codes = csv_table("LAD23CD,LAD23NM,size\nE06000001,Hartlepool,3\nE09000001,City of London,4\n", "codes.csv")
    result = run("traditionalregions", AREAS=codes, PRESET="paper", OUTPUT=str(tmp_path / "flags.csv"))
    assert [(row["area"], row["name"], row["tir"], row["size"]) for row in rows(result["OUTPUT"])] == [
        ("E06000001", "Hartlepool", "1", "3"), ("E09000001", "City of London", "0", "4")]

"""Tables and boundaries moved to the districts of one year, through Processing."""

from __future__ import annotations

import csv

import pytest

TO = "TEMPORARY_OUTPUT"
SUFFOLK = """
    area,name,industry,period,value
    E07000205,Suffolk Coastal,C,2018,3
    E07000206,Waveney,C,2018,4
    E07000205,Suffolk Coastal,J,2018,1
    E07000206,Waveney,J,2018,2
    E07000244,East Suffolk,C,2019,9
    E06000001,Hartlepool,C,2018,5
"""


def cells(rows, result, field="value"):
    return {(row["area"], row.get("industry"), row.get("period")): row[field] for row in rows(result["OUTPUT"])}


# Forwards --------------------------------------------------------------------------------------------------------------


def test_merged_districts_are_summed_in_each_industry_and_year(run, rows, csv_table):
    result = run("harmonisedistricts", INPUT=csv_table(SUFFOLK), OUTPUT=TO, CHANGES=TO)
    assert cells(rows, result) == {
        ("E07000244", "C", 2018): 7, ("E07000244", "J", 2018): 3, ("E07000244", "C", 2019): 9, ("E06000001", "C", 2018): 5}
    assert rows(result["OUTPUT"])[0] == {
        "area": "E07000244", "name": "East Suffolk", "industry": "C", "period": 2018, "value": 7, "estimated": 0, "n_from": 2}
    numbers = {name: result[name] for name in (
        "N_AREAS", "N_RENAMED", "N_MERGED", "N_SPLIT", "N_UNKNOWN", "N_ESTIMATED", "MISSING_COUNT", "MAX_TOTAL_GAP")}
    assert numbers == {
        "N_AREAS": 2, "N_RENAMED": 0, "N_MERGED": 2, "N_SPLIT": 0, "N_UNKNOWN": 0, "N_ESTIMATED": 0, "MISSING_COUNT": 0,
        "MAX_TOTAL_GAP": 0}
    assert (result["VINTAGE_FOUND"], result["TARGET_USED"]) == ("2011 to 2018", "2023")
    assert "3 codes of 2011 to 2018, 1 later (E07000244)" in run.log
    assert "Districts of 2023: 2, in 4 rows. Codes of the table: 2 the same, 0 renamed, 2 merged into 1." in run.log
    assert rows(result["CHANGES"])[0] == {
        "old": "E07000205", "old_name": "Suffolk Coastal", "new": "E07000244", "new_name": "East Suffolk",
        "kind": "merge", "date": "2019-04-01", "share": 1, "n_rows": 2}


def test_the_target_is_never_overshot(run, rows, csv_table):
    table = csv_table("area,value\nE08000016,1\nE08000039,2\n")
    assert cells(rows, run("harmonisedistricts", INPUT=table, OUTPUT=TO)) == {
        ("E08000016", None, None): 1, ("E08000019", None, None): 2}
    assert cells(rows, run("harmonisedistricts", INPUT=table, TARGET="2025", OUTPUT=TO)) == {
        ("E08000038", None, None): 1, ("E08000039", None, None): 2}


def test_codes_of_2011_come_to_today(run, rows, csv_table):
    old = {"S12000009": "S12000045", "S12000043": "S12000049", "E07000100": "E07000240", "E07000104": "E07000241",
           "E07000097": "E07000242", "E07000101": "E07000243", "E06000048": "E06000057", "E08000020": "E08000037",
           "S12000015": "S12000047", "S12000024": "S12000048", "S12000044": "S12000050"}
    table = csv_table("LAD11CD,jobs\n" + "".join(f" {code.lower()},{place}\n" for place, code in enumerate(old)))
    result = run("harmonisedistricts", INPUT=table, OUTPUT=TO)
    assert {row["area"]: row["jobs"] for row in rows(result["OUTPUT"])} == {
        code: place for place, code in enumerate(old.values())}
    assert result["N_RENAMED"] == 11


def test_one_row_a_district_with_several_fields(run, rows, memory):
    layer = memory({"code": "string", "people": "integer", "jobs": "double", "region": "string", "OBJECTID": "integer"}, [
        ("E07000205", 2, 0.5, "East", 1), ("E07000206", 3, None, "East", 2), ("E06000001", 5, 1.5, "North", 3)])
    result = run("harmonisedistricts", INPUT=layer, OUTPUT=TO)
    assert rows(result["OUTPUT"]) == [
        {"area": "E07000244", "name": "East Suffolk", "people": 5, "jobs": None, "region": "East", "estimated": 0, "n_from": 2},
        {"area": "E06000001", "name": "Hartlepool", "people": 5, "jobs": 1.5, "region": "North", "estimated": 0, "n_from": 1}]
    assert result["MISSING_COUNT"] == 1 and "Field 'jobs': 1 number of merged districts lack that of a part" in run.log
    assert "not in the result: OBJECTID" in run.log
    skipped = run("harmonisedistricts", INPUT=layer, MISSING="skip", OUTPUT=TO)
    assert rows(skipped["OUTPUT"])[0]["jobs"] == 0.5 and skipped["MISSING_COUNT"] == 0


def test_further_keys_are_kept_apart(run, rows, csv_table, refused):
    table = csv_table("area,sex,value\nE07000205,f,1\nE07000206,f,2\nE07000205,m,3\nE07000206,m,4\n")
    result = run("harmonisedistricts", INPUT=table, KEY_FIELDS=["sex"], OUTPUT=TO)
    assert {row["sex"]: row["value"] for row in rows(result["OUTPUT"])} == {"f": 3, "m": 7}
    refused("harmonisedistricts", "two rows", "sex", "KEY_FIELDS", INPUT=table)


def test_suppressed_cells_are_missing_and_counted(run, rows, csv_table):
    table = csv_table("area,value\nE07000205,[c]\nE07000206,2\nE06000001,\"1,000\"\nE06000002,-\n")
    result = run("harmonisedistricts", INPUT=table, OUTPUT=TO)
    assert [row["value"] for row in rows(result["OUTPUT"])] == [None, 1000, None] and result["MISSING_COUNT"] == 2
    assert "suppressed" in run.log
    result = run("harmonisedistricts", INPUT=table, DASH="zero", OUTPUT=TO)
    assert [row["value"] for row in rows(result["OUTPUT"])] == [None, 1000, 0]


def test_the_page_of_the_algorithm_is_right(run, rows, csv_table):
    """docs/algorithms/harmonisedistricts.md, an example to check by hand."""
    table = csv_table("area,period,jobs,km2,density\nE07000205,2018,20,10,2\nE07000206,2018,150,30,5\nE07000244,2019,180,40,4.5\n")
    given = {"INPUT": table, "VALUE_FIELDS": ["jobs", "km2"], "OUTPUT": TO}
    found = rows(run("harmonisedistricts", **given)["OUTPUT"])
    assert [(row["period"], row["jobs"], row["km2"], row["estimated"], row["n_from"]) for row in found] == [
        (2018, 170, 40, 0, 2), (2019, 180, 40, 0, 1)]
    found = rows(run("harmonisedistricts", TARGET="2018", **given)["OUTPUT"])
    assert [(row["period"], round(row["jobs"], 1), row["estimated"]) for row in found] == [
        (2018, 20, 0), (2018, 150, 0), (2019, 93.4, 1), (2019, 86.6, 1)]
    found = rows(run("harmonisedistricts", KIND="rate", WEIGHT_FIELD="km2", INPUT=table, OUTPUT=TO)["OUTPUT"])
    assert [row["density"] for row in found] == [4.25, 4.5]


def test_the_wrong_code_field_is_asked_after(refused, csv_table):
    refused("harmonisedistricts", "AREA_FIELD", INPUT=csv_table("code,area,value\nE07000205,12.5,1\nE07000206,3,2\n"))


# Backwards -------------------------------------------------------------------------------------------------------------


def test_going_back_splits_by_residents_and_says_estimated(run, rows, csv_table):
    """Cumberland in the Census of 2011: Allerdale 96,422, Carlisle 107,524, Copeland 70,603."""
    table = csv_table("area,value\nE06000063,274549\nE06000001,7\n")
    result = run("harmonisedistricts", INPUT=table, TARGET="2021", OUTPUT=TO)
    found = {row["name"]: (round(row["value"], 6), row["estimated"]) for row in rows(result["OUTPUT"])}
    assert found == {"Allerdale": (96422, 1), "Carlisle": (107524, 1), "Copeland": (70603, 1), "Hartlepool": (7, 0)}
    assert (result["N_SPLIT"], result["N_ESTIMATED"]) == (1, 3) and result["MAX_TOTAL_GAP"] < 1e-9


def test_splits_of_ones_own(run, rows, csv_table, refused):
    table = csv_table("area,value\nE06000063,100\n")
    weights = csv_table("old,new,weight\nE06000063,E07000026,1\nE06000063,E07000028,2\nE06000063,E07000029,1\n")
    result = run("harmonisedistricts", INPUT=table, TARGET="2021", WEIGHTS=weights, OUTPUT=TO)
    assert [row["value"] for row in rows(result["OUTPUT"])] == [25, 50, 25]
    refused("harmonisedistricts", "WEIGHTS", "leave out E07000028", INPUT=table, TARGET="2021",
            WEIGHTS=csv_table("old,new,weight\nE06000063,E07000026,1\n"))
    refused("harmonisedistricts", "SPLIT_FIELD", INPUT=table, WEIGHTS=csv_table("old,new\nE06000063,E07000026\n"))


def test_an_estimate_stays_an_estimate(run, rows, csv_table, tmp_path):
    table, back = csv_table("area,value\nE06000063,100\n"), str(tmp_path / "back.gpkg")
    run("harmonisedistricts", INPUT=table, TARGET="2021", OUTPUT=back)
    result = run("harmonisedistricts", INPUT=back, OUTPUT=TO)
    row = rows(result["OUTPUT"])[0]
    assert row["value"] == pytest.approx(100) and row["estimated"] == 1 and row["n_from"] == 3


# Rates -----------------------------------------------------------------------------------------------------------------

DENSITIES = "area,people,km2,density\nE07000205,20,10,2\nE07000206,150,30,5\nE06000001,9,3,3\n"


def test_a_rate_is_averaged_with_its_weight(run, rows, csv_table):
    """(2 x 10 + 5 x 30) / 40 = 4.25."""
    result = run("harmonisedistricts", INPUT=csv_table(DENSITIES), KIND="rate", WEIGHT_FIELD="km2", OUTPUT=TO)
    assert [(row["density"], row["km2"]) for row in rows(result["OUTPUT"])] == [(4.25, 40), (3, 3)]
    assert "averaged is density" in run.log and result["MAX_TOTAL_GAP"] < 1e-12


def test_rates_are_not_summed(refused, csv_table):
    table = csv_table(DENSITIES)
    refused("harmonisedistricts", "density", "people, km2", "KIND", INPUT=table)
    refused("harmonisedistricts", "density", INPUT=table, VALUE_FIELDS=["density"])
    refused("harmonisedistricts", "WEIGHT_FIELD", INPUT=table, KIND="rate")
    refused("harmonisedistricts", "WEIGHT_FIELD", INPUT=table, WEIGHT_FIELD="km2")
    refused("harmonisedistricts", "named twice", INPUT=table, KIND="rate", WEIGHT_FIELD="km2", VALUE_FIELDS=["km2"])


def test_what_may_be_a_count_or_a_rate_needs_a_kind(run, rows, csv_table, refused):
    table = csv_table("area,unemployed,people\nE07000205,4,100\nE07000206,8,300\n")
    refused("harmonisedistricts", "'unemployed' may be a count or a rate", "KIND", INPUT=table)
    refused("harmonisedistricts", "KIND", INPUT=table, VALUE_FIELDS=["unemployed"])
    given = {"INPUT": table, "VALUE_FIELDS": ["unemployed"], "OUTPUT": TO}
    assert rows(run("harmonisedistricts", KIND="count", **given)["OUTPUT"])[0]["unemployed"] == 12
    assert rows(run("harmonisedistricts", KIND="rate", WEIGHT_FIELD="people", **given)["OUTPUT"])[0]["unemployed"] == 7


@pytest.mark.parametrize("name", ["EmpRate", "PopDens", "PCTMANUF", "house_price", "hhsize"])
def test_rates_of_any_spelling_need_a_kind(run, rows, csv_table, refused, name):
    """(70 x 100 + 80 x 300) / 400 = 77.5."""
    table = csv_table(f"area,{name},people\nE07000205,70,100\nE07000206,80,300\n")
    refused("harmonisedistricts", f"'{name}'", "VALUE_FIELDS", "KIND", "WEIGHT_FIELD", INPUT=table)
    refused("harmonisedistricts", f"'{name}'", "KIND", INPUT=table, VALUE_FIELDS=[name])
    result = run("harmonisedistricts", INPUT=table, KIND="rate", WEIGHT_FIELD="people", OUTPUT=TO)
    assert rows(result["OUTPUT"])[0][name] == 77.5


def test_counts_whose_names_look_like_rates_are_summed(run, rows, csv_table):
    table = csv_table("area,corporate_jobs,residents,households\nE07000205,1,2,3\nE07000206,4,5,6\n")
    row = rows(run("harmonisedistricts", INPUT=table, OUTPUT=TO)["OUTPUT"])[0]
    assert (row["corporate_jobs"], row["residents"], row["households"]) == (5, 7, 9)


def test_years_across_go_through_the_import_first(refused, csv_table):
    table = csv_table("area,industry,2020,2021\nE07000205,26,5,6\nE07000206,26,6,7\n", "wide.csv")
    words = ("'wide'", "field_1, field_2", "the first line of the file was taken for data", "Import statistics")
    refused("harmonisedistricts", *words, INPUT=table)
    refused("attachregions", *words, INPUT=table)
    refused("locationquotient", *words, OBSERVATIONS=table)


def test_rows_without_a_code_are_told_with_what_they_hold(run, csv_table):
    result = run("harmonisedistricts", INPUT=csv_table("area,jobs,gva\nE06000001,1,2\n,30,0.5\n,1200,\n"), OUTPUT=TO)
    assert "2 rows without a code in field 'area' left out; they hold jobs 1,230, gva 0.5." in run.log
    assert result["MAX_TOTAL_GAP"] == 0


# Codes that lead nowhere -----------------------------------------------------------------------------------------------


def test_codes_of_no_vintage_are_refused_or_carried(run, rows, csv_table, refused):
    table = csv_table("area,name,value\n95A,Derry,1\nE07000001,Mid Bedfordshire,2\nE06000001,Hartlepool,3\n00EB,Old,4\n")
    refused("harmonisedistricts", "95A", "26 councils", "E07000001", "unknown vintage", "before 2011", "UNKNOWN", INPUT=table)
    result = run("harmonisedistricts", INPUT=table, UNKNOWN="keep", OUTPUT=TO)
    assert [(row["area"], row["name"], row["value"]) for row in rows(result["OUTPUT"])] == [
        ("95A", "Derry", 1), ("E07000001", "Mid Bedfordshire", 2), ("E06000001", "Hartlepool", 3), ("00EB", "Old", 4)]
    assert result["N_UNKNOWN"] == 3 and "carried through" in run.log


def test_northern_ireland_has_no_districts_before_2015(refused, csv_table):
    refused("harmonisedistricts", "Northern Ireland", "2015", INPUT=csv_table("area,value\nN09000003,1\n"), TARGET="2014")


def test_regions_and_countries_are_left_out_and_named(run, rows, csv_table):
    table = csv_table("area,value\nK02000001,9\nE12000001,8\nE06000001,1\nE06000002,2\n")
    result = run("harmonisedistricts", INPUT=table, OUTPUT=TO)
    assert cells(rows, result) == {("E06000001", None, None): 1, ("E06000002", None, None): 2}
    assert "K02000001" in run.log and "1 code of regions left out" in run.log


def test_other_areas_are_refused(refused, csv_table):
    refused("harmonisedistricts", "wards", INPUT=csv_table("area,value\nE05000001,1\nE05000002,2\n"))


def test_a_place_does_not_count_twice(run, rows, csv_table, refused):
    table = csv_table("area,period,value\nE07000205,2019,3\nE07000206,2019,4\nE07000244,2019,7\n")
    refused("harmonisedistricts", "E07000244 East Suffolk", "period 2019", "twice", INPUT=table)
    table = csv_table("area,period,value\nE07000205,2019,\nE07000206,2019,\nE07000244,2019,7\n")
    result = run("harmonisedistricts", INPUT=table, OUTPUT=TO)
    assert cells(rows, result) == {("E07000244", None, 2019): 7} and "2 empty rows left out" in run.log


@pytest.mark.parametrize(("text", "given", "words"), [
    ("area,value\n", {}, ["no rows"]),
    ("area,value\n,1\n", {}, ["AREA_FIELD"]),
    ("area,value\nE06000001,many\n", {}, ["'many' is not a number"]),
    ("a,b\nx,1\n", {}, ["AREA_FIELD"]),
    ("LAD21CD,LAD23CD,value\nE06000001,E06000001,1\n", {}, ["several fields", "LAD21CD", "LAD23CD"]),
    ("area,value\nE06000001,1\n", {"VALUE_FIELDS": ["valeu"]}, ["valeu", "value"]),
    ("area,value\nE06000001,1\n", {"KEY_FIELDS": ["sex"]}, ["KEY_FIELDS", "sex"]),
    ("area,value\nE06000001,1\n", {"TARGET": "2026"}, ["TARGET"]),
    ("area,value\nE06000001,1\n", {"DISSOLVED": TO}, ["BOUNDARIES"]),
])
def test_bad_input_is_refused_in_words(refused, csv_table, text, given, words):
    refused("harmonisedistricts", *words, INPUT=csv_table(text), **given)


# Boundaries ------------------------------------------------------------------------------------------------------------


def test_boundaries_are_dissolved_to_match(run, rows, squares, csv_table, tmp_path, reopen):
    layer = squares(["E07000205", "E07000206", "E08000020", "E06000001"], region=["East", "East", "North", "North"])
    path = str(tmp_path / "districts.gpkg")
    result = run("harmonisedistricts", INPUT=csv_table(SUFFOLK), BOUNDARIES=layer, OUTPUT=TO, DISSOLVED=path)
    found = rows(result["DISSOLVED"])
    assert [(row["area"], row["name"], row["change"], row["n_from"], row["region"]) for row in found] == [
        ("E07000244", "East Suffolk", "Merged", 2, "East"), ("E08000037", "Gateshead", "New code", 1, "North"),
        ("E06000001", "Hartlepool", "Unchanged", 1, "North")]
    from qgis.core import QgsVectorLayer

    surfaces = [feature.geometry().area() for feature in QgsVectorLayer(path).getFeatures()]
    assert surfaces == pytest.approx([2e6, 1e6, 1e6])
    style = reopen(path)[0]
    assert "Merged (1)" in str(style) and "New code (1)" in str(style)


def test_schematic_shapes_stay_schematic(run, rows, squares, csv_table, refused, tmp_path):
    layer = squares(["E07000205", "E07000206"], schematic=[1, 1], people=[5, 6])
    path = str(tmp_path / "districts.gpkg")
    result = run("harmonisedistricts", INPUT=csv_table("area,value\nE06000001,1\n"), BOUNDARIES=layer, OUTPUT=TO, DISSOLVED=path)
    assert rows(result["DISSOLVED"])[0]["schematic"] == 1 and "not in the result: people" in run.log
    refused("densityclass", "schematic", AREAS=path, TABLE=csv_table("area,population\nE07000244,1\n"))


def test_a_whole_cannot_be_cut_into_its_parts(refused, squares, csv_table):
    table = csv_table("area,value\nE06000001,1\n")
    refused("harmonisedistricts", "E06000063", "cut", "2021", INPUT=table, TARGET="2021", BOUNDARIES=squares(["E06000063"]))


def test_shapes_of_two_vintages_are_refused(refused, squares, csv_table):
    table = csv_table("area,value\nE06000001,1\n")
    refused("harmonisedistricts", "E07000244 East Suffolk", INPUT=table, BOUNDARIES=squares(["E07000205", "E07000244"]))


def test_a_missing_part_of_a_shape_is_named(run, squares, csv_table, rows):
    table = csv_table("area,value\nE06000001,1\n")
    result = run("harmonisedistricts", INPUT=table, BOUNDARIES=squares(["E07000205", "E06000001"]), OUTPUT=TO, DISSOLVED=TO)
    assert "a part is missing in East Suffolk" in run.log and rows(result["DISSOLVED"])[0]["change"] == "Merged"


def test_an_invalid_shape_is_repaired_and_counted(run, rows, memory, csv_table, rectangle):
    bow = "POLYGON((0 0, 10 10, 10 0, 0 10, 0 0))"
    layer = memory({"area": "string"}, [(bow, "E07000205"), (rectangle(10, 0, 20, 10), "E07000206")], "Polygon")
    run("harmonisedistricts", INPUT=csv_table("area,value\nE06000001,1\n"), BOUNDARIES=layer, OUTPUT=TO, DISSOLVED=TO)
    assert "1 polygon had to be repaired" in run.log


# Files and chains ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["gpkg", "csv"])
def test_the_result_goes_into_the_next_algorithm(run, rows, csv_table, squares, tmp_path, ending):
    table = csv_table("LAD18CD,SIC,YEAR,GVA\n" + "".join(
        f"{code},{industry},2018,{value}\n" for code, values in (
            ("E07000205", (3, 10)), ("E07000206", (4, 10)), ("E06000001", (3, 20))) for industry, value in zip("iT", values)))
    path = str(tmp_path / f"harmonised.{ending}")
    areas = squares(["E07000205", "E07000206", "E06000001"])
    result = run("harmonisedistricts", INPUT=table, BOUNDARIES=areas, OUTPUT=path, DISSOLVED=str(tmp_path / "areas.gpkg"))
    made = run("locationquotient", OBSERVATIONS=path, TOTAL="T", AREAS=result["DISSOLVED"], OUTPUT=TO)
    assert made["UNMATCHED_COUNT"] == 0
    assert {row["area"]: row["lq"] for row in rows(made["OUTPUT"])} == pytest.approx(
        {"E07000244": (7 / 20) / (10 / 40), "E06000001": (3 / 20) / (10 / 40)})


def test_a_table_without_shapes_is_no_shapefile(refused, csv_table, tmp_path):
    refused("harmonisedistricts", ".shp", INPUT=csv_table(SUFFOLK), OUTPUT=str(tmp_path / "table.shp"))


# Published tables ------------------------------------------------------------------------------------------------------


def test_population_of_2021_becomes_that_of_2023_for_all_districts_and_years(run, rows, data):
    source = str(data / "ons" / "population_area_density_lad2021.csv")
    result = run("harmonisedistricts", INPUT=source, VALUE_FIELDS=["population", "area_sqkm"], OUTPUT=TO)
    found = {(row["area"], row["period"]): row for row in rows(result["OUTPUT"])}
    with open(data / "ons" / "population_area_density_lad2023.csv", encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert len(published) == len(found) == 361 * 20 and result["VINTAGE_FOUND"] == "2021 to 2022"
    for row in published:
        ours = found[row["lad23"], int(row["year"])]
        assert ours["population"] == float(row["population"])
        assert ours["area_sqkm"] == pytest.approx(float(row["area_sqkm"]), rel=1e-9)
    assert result["MAX_TOTAL_GAP"] < 1e-9 and result["N_MERGED"] == 17


def test_density_of_2021_becomes_that_of_2023(run, rows, data):
    source = str(data / "ons" / "population_area_density_lad2021.csv")
    result = run("harmonisedistricts", INPUT=source, KIND="rate", VALUE_FIELDS=["density_published"],
                 WEIGHT_FIELD="area_sqkm", OUTPUT=TO)
    found = {(row["area"], row["period"]): row["density_published"] for row in rows(result["OUTPUT"])}
    with open(data / "ons" / "population_area_density_lad2023.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert found[row["lad23"], int(row["year"])] == pytest.approx(float(row["density"]), rel=1e-9)


def test_dissolved_boundaries_keep_their_surface_and_have_no_slivers(run, data, tmp_path):
    """Surfaces of the parts are added up by the published lookup of codes; Cumbria's seven districts became two."""
    from qgis.core import QgsVectorLayer

    with open(data / "lookups" / "lad_2016_to_2024.csv", encoding="utf-8-sig", newline="") as file:
        became = {row["ltla21_code"]: row["ltla23_code"] for row in csv.DictReader(file)}
    shapes, wanted = str(data / "boundaries" / "lad_2021_epsg27700.geojson"), {}
    for feature in QgsVectorLayer(shapes, "parts", "ogr").getFeatures():
        code = became.get(feature["LAD21CD"], feature["LAD21CD"])
        wanted[code] = wanted.get(code, 0) + feature.geometry().makeValid().area()
    path = str(tmp_path / "districts.gpkg")
    run("harmonisedistricts", INPUT=str(data / "ons" / "population_area_density_lad2023.csv"), VALUE_FIELDS=["population"],
        BOUNDARIES=shapes, OUTPUT=TO, DISSOLVED=path)
    found = {feature["area"]: feature.geometry() for feature in QgsVectorLayer(path, "wholes", "ogr").getFeatures()}
    assert {code: shape.area() for code, shape in found.items()} == pytest.approx(wanted, rel=1e-9)
    assert all(shape.isGeosValid() for shape in found.values())
    assert all(len(part) == 1 for part in found["E06000063"].asMultiPolygon()), "no holes in Cumberland"


def test_boundaries_of_2021_match_the_table_of_2023(run, data, tmp_path):
    table = str(data / "ons" / "population_area_density_lad2023.csv")
    shapes = str(data / "boundaries" / "lad_2021_epsg27700.geojson")
    result = run("harmonisedistricts", INPUT=table, VALUE_FIELDS=["population"], BOUNDARIES=shapes, OUTPUT=TO,
                 DISSOLVED=str(tmp_path / "districts.gpkg"))
    made = run("densityclass", AREAS=result["DISSOLVED"], TABLE=table, OUTPUT=TO)
    assert made["UNMATCHED_COUNT"] == 0 and made["N_NO_DATA"] == 0
    assert made["N_RURAL"] + made["N_MODERATE"] + made["N_URBAN"] == 350

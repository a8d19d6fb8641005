"""The algorithms by the real `qgis_process`: results that are styled when they are opened again, and plain refusals."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
GREY = "#d0d0d0"
NO_SHAPES = "ERROR 1: No geometry column"  # what GDAL says when QGIS stores the aliases of a table


@pytest.fixture
def finished():
    """`finished(process)` returns the results of a run that went well, without a word of Python's."""

    def check(process) -> dict:
        text = process.stdout + process.stderr
        assert process.returncode == 0, text
        assert "Traceback" not in text and "Error" not in text and "ERROR" not in text.replace(NO_SHAPES, ""), text
        return dict(re.findall(r"^(\w+):\t(.*)$", process.stdout, re.MULTILINE))

    return check


def no_data_last(drawn: dict, missing: int) -> None:
    """The last class is grey and counts the districts without data; every district is drawn in a class that counts it."""
    assert drawn["classes"][-1]["label"] == f"No data ({missing})" and drawn["classes"][-1]["colour"] == GREY
    assert drawn["undrawn"] == 0 and drawn["features"] == 350
    for label, number in drawn["counts"].items():
        assert label.endswith(f"({number})")


def test_the_list_shows_the_algorithms(qgis_process):
    done = qgis_process.call("list")
    assert done.returncode == 0
    assert re.findall(r"^\s*industrialatlas:(\w+)\t", done.stdout, re.MULTILINE) == [
        "association", "attachregions", "bivariatechoropleth", "chart", "choropleth", "comparators",
        "concentration", "concentrationdecomposition", "densityclass", "exportmap", "groupindustries",
        "growthdecomposition", "harmonisedistricts", "hexcartogram", "importstatistics", "industrialdistricts",
        "locationquotient", "matchfirms", "onstolqmap", "relatedness", "shares", "shiftshare", "spatialclusters",
        "specialisation", "studyregions", "traditionalregions"]
    assert "Traceback" not in done.stdout + done.stderr


def test_help_is_printed(qgis_process):
    done = qgis_process.call("help", "industrialatlas:concentration")
    assert done.returncode == 0
    for words in ("REFERENCE", "population", "Theil", "OUTPUT", "TRENDS", "N_AREAS"):
        assert words in done.stdout


def test_location_quotients_with_a_styled_map(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "locationquotient", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        INDUSTRIES="C (10-33);CI-CL (26-30)", MAP_INDUSTRY="C (10-33)", OUTPUT=tmp_path / "lq.gpkg", MAP=tmp_path / "map.gpkg"))
    assert found["N_AREAS"] == "350" and found["N_INDUSTRIES"] == "2" and found["MAP_PERIOD_USED"] == "2023"
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["renderer"] == "graduatedSymbol" and drawn["title"] == "Location quotient, C (10-33), 2023"
    assert [part["high"] for part in drawn["classes"]][:5] == [0.5, 0.8, 1, 1.25, 2]
    no_data_last(drawn, 0)


def test_concentration_into_two_tables_of_one_geopackage(qgis_process, finished, sample, tmp_path):
    path = tmp_path / "concentration.gpkg"
    found = finished(qgis_process.run(
        "concentration", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", REFERENCE="area",
        AREAS=f"{sample}|layername=districts", OUTPUT=f"ogr:dbname='{path}' table=\"indices\"",
        TRENDS=f"ogr:dbname='{path}' table=\"trends\""))
    assert found["N_INDUSTRIES"] == "24" and found["UNMATCHED_COUNT"] == "0"
    from osgeo import ogr

    dataset = ogr.Open(str(path))
    layers = {dataset.GetLayer(place).GetName(): dataset.GetLayer(place).GetFeatureCount() for place in range(2)}
    assert layers == {"indices": 24 * 26 + 26, "trends": 24 * 6 + 1}, "and all industries together"


def test_specialisation_with_a_styled_map(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "specialisation", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        OUTPUT=tmp_path / "specialisation.csv", MAP=tmp_path / "map.gpkg"))
    wanted = {"N_AREAS": "350", "N_INDUSTRIES": "23", "N_GROUPS": "18", "N_NO_INDEX": "287", "MAP_PERIOD_USED": "2023"}
    assert {name: found[name] for name in wanted} == wanted
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["title"] == "Krugman index of specialisation, 2023" and len(drawn["classes"]) == 6
    no_data_last(drawn, 11)


def test_shift_share_with_a_styled_map(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "shiftshare", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        DYNAMIC="true", FROM=2015, MAP_VALUE="local_pc", OUTPUT=tmp_path / "parts.gpkg", TOTALS=tmp_path / "totals.csv",
        MAP=tmp_path / "map.gpkg"))
    wanted = {"N_INDUSTRIES": "23", "N_PERIODS": "9", "FROM_USED": "2015", "TO_USED": "2023", "PRICES": "current prices"}
    assert {name: found[name] for name in wanted} == wanted and float(found["MAX_GAP"]) < 1e-9
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["title"] == "Local part of change in per cent, 2015 to 2023 year by year, current prices"
    limits = [part["high"] for part in drawn["classes"]][:5]
    assert limits[2] == 0 and limits[:2] == [-limits[4], -limits[3]]
    no_data_last(drawn, 0)


def test_a_map_of_location_quotients_becomes_a_hexagon_map_of_them(qgis_process, finished, reopen, sample, tmp_path):
    finished(qgis_process.run(
        "locationquotient", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        INDUSTRIES="C (10-33)", MAP_INDUSTRY="C (10-33)", OUTPUT=tmp_path / "lq.csv", MAP=tmp_path / "map.gpkg"))
    found = finished(qgis_process.run("hexcartogram", AREAS=tmp_path / "map.gpkg", OUTPUT=tmp_path / "hexagons.gpkg"))
    assert (found["N_AREAS"], found["N_PAIRS"], found["N_TORN_AFTER"]) == ("350", "918", "0")
    assert float(found["NEIGHBOURS_ADJACENT_PC"]) > 55 and float(found["NEIGHBOURS_NEAR_PC"]) > 88
    before, after = (reopen(tmp_path / name)[0] for name in ("map.gpkg", "hexagons.gpkg"))
    assert after["title"] == "Location quotient, C (10-33), 2023, hexagons"
    assert after["classes"] == before["classes"] and after["counts"] == before["counts"]
    no_data_last(after, 0)


def test_the_preset_and_the_density_classes(qgis_process, finished, reopen, sample, tmp_path):
    districts = f"{sample}|layername=districts"
    found = finished(qgis_process.run(
        "traditionalregions", AREAS=districts, PRESET="paper", REGION_FIELD="nuts2_2013", OUTPUT=tmp_path / "regions.gpkg"))
    assert (found["N_REGIONS"], found["N_TIR"]) == ("11", "112")
    found = finished(qgis_process.run(
        "densityclass", AREAS=districts, POPULATION_FIELD="pop_2020", OUTPUT=tmp_path / "density.gpkg",
        STYLE_FILE=tmp_path / "density.qml"))
    assert (found["N_RURAL"], found["N_MODERATE"], found["N_URBAN"]) == ("74", "123", "153")
    assert (tmp_path / "density.qml").stat().st_size > 0
    regions, density = reopen(tmp_path / "regions.gpkg", tmp_path / "density.gpkg")
    assert [part["value"] for part in regions["classes"]] == ["1", "0", ""]
    assert [part["value"] for part in density["classes"]] == ["Rural", "Moderately urban", "Urban", ""]
    no_data_last(regions, 0)
    no_data_last(density, 0)


def test_what_traditional_regions_hold_and_how_concentration_splits(qgis_process, finished, sample, tmp_path):
    """Divisions 26 to 30 in the districts of the 11 regions, from the table of districts by pandas.

    They hold 0.398 of output in 1998 and 0.332 in 2023.
    """
    import pandas as pd

    source = Path(sample).parent
    wide = pd.read_csv(source / "gva_by_district.csv", dtype={"area": str, "industry": str})
    output = wide[wide["industry"] == "CI-CL (26-30)"].set_index("area").drop(columns="industry")
    paper = ["UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"]
    regions = pd.read_csv(source / "districts.csv", dtype=str).set_index("area")["nuts2_2013"]
    expected = output[regions[output.index].isin(paper)].sum() / output.sum()
    assert expected[["1998", "2023"]].round(3).tolist() == [0.398, 0.332]

    finished(qgis_process.run(
        "traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", REGION_FIELD="nuts2_2013",
        OUTPUT=tmp_path / "regions.gpkg"))
    given = {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "INDUSTRIES": "CI-CL (26-30)",
             "AREAS": tmp_path / "regions.gpkg", "GROUP_FIELD": "tir"}
    found = finished(qgis_process.run("shares", **given, OUTPUT=tmp_path / "shares.csv", CHANGES=tmp_path / "changes.csv"))
    assert (found["N_GROUPS"], found["PRICES"], found["UNMATCHED_COUNT"]) == ("2", "current prices", "0")
    shares = pd.read_csv(tmp_path / "shares.csv")
    tir = shares[shares["group"] == "TIR"].set_index("period")["share"]
    assert tir.tolist() == pytest.approx(expected[map(str, tir.index)].tolist())
    change = pd.read_csv(tmp_path / "changes.csv").set_index("group").loc["TIR"]
    assert (change["from_yr"], change["to_yr"]) == (2002, 2023)
    assert change["share_chg"] == pytest.approx(tir.loc[2019:2023].mean() - tir.loc[1998:2002].mean())

    found = finished(qgis_process.run("concentrationdecomposition", **given, OUTPUT=tmp_path / "parts.gpkg"))
    assert (found["N_GROUPS"], found["N_INDUSTRIES"]) == ("2", "1") and (tmp_path / "parts.gpkg").stat().st_size


def test_plants_of_districts_make_the_change_in_output(qgis_process, finished, sample, tmp_path):
    """Hartlepool (E06000001) is in a traditional industrial region, Bath (E06000022) is not; the preset says so."""
    plants = tmp_path / "plants.csv"
    plants.write_text(
        "area,own_start,own_end,start,end\nE06000001,GB,GB,10,20\nE06000001,,US,,15\nE06000022,US,,25,\n", encoding="utf-8")
    prices = tmp_path / "prices.csv"
    prices.write_text("period,index\n1973,50\n2000,100\n2016,200\n", encoding="utf-8")
    finished(qgis_process.run(
        "traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", REGION_FIELD="nuts2_2013",
        OUTPUT=tmp_path / "regions.gpkg"))
    found = finished(qgis_process.run(
        "growthdecomposition", PLANTS=plants, AREAS=tmp_path / "regions.gpkg", FROM=1973, TO=2016, DEFLATOR=prices,
        PRICE_YEAR=2000, OUTPUT=tmp_path / "growth.csv"))
    assert (found["N_PLANTS"], found["PRICES"]) == ("3", "2000 prices")
    assert float(found["TOTAL_CHANGE"]) == (10 - 20) + 7.5 - 50
    assert "Output fell" in found["CAPTION"] and "from 1973 to 2016, 2000 prices" in found["CAPTION"]
    lines = (tmp_path / "growth.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9 and lines[0].startswith("group,status,owner,n_plants")


def test_a_choropleth_by_mapclassify(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "choropleth", AREAS=f"{sample}|layername=districts", TABLE=f"{sample}|layername=gva", VALUE_FIELD="value",
        FILTER="\"industry\" = 'C (10-33)' AND \"period\" = 2023", SCHEME="fisher_jenks", UNIT="£m", OUTPUT=tmp_path / "map.gpkg"))
    assert found["N_CLASSES"] == "5" and found["NO_DATA_COUNT"] == "0"
    (drawn,) = reopen(tmp_path / "map.gpkg")
    limits = [float(limit) for limit in found["CLASS_BREAKS"].split(";")]
    assert [part["high"] for part in drawn["classes"]][:4] == limits[:4]
    assert re.search(r"£[0-9,]+m", drawn["classes"][0]["label"])
    no_data_last(drawn, 0)


def test_a_series_of_maps(qgis_process, finished, reopen, sample, tmp_path):
    """Manufacturing of every district in 26 years, in one layer that the temporal controller plays."""
    found = finished(qgis_process.run(
        "choropleth", AREAS=f"{sample}|layername=districts", TABLE=f"{sample}|layername=gva", VALUE_FIELD="value",
        FILTER="\"industry\" IN ('C (10-33)', 'CC (16-18)')", PERIOD_FIELD="period", INDUSTRY_FIELD="industry", UNIT="£m",
        OUTPUT=tmp_path / "map.gpkg"))
    assert (found["N_MAPS"], found["N_CLASSES"], found["UNMATCHED_COUNT"]) == ("52", "5", "0")
    assert found["CLASS_BREAKS"].startswith("C (10-33): ") and " | CC (16-18): " in found["CLASS_BREAKS"]
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["features"] == 350 * 52 and drawn["undrawn"] == 350 * 26, "the first industry is ticked"
    assert drawn["dates"] == ["1998-01-01", "2023-12-31"]
    said = {part["label"]: int(part["label"].rsplit("(", 1)[1].rstrip(")").replace(",", "")) for part in drawn["classes"]}
    first = {label: number for label, number in said.items() if label.startswith("C (10-33)")}
    assert {label: drawn["counts"].get(label, 0) for label in first} == first and sum(first.values()) == 350 * 26


def test_a_map_of_two_values_with_its_square(qgis_process, finished, reopen, sample, tmp_path):
    """Manufacturing's output and density of population; densities are counted from the sample's own table."""
    found = finished(qgis_process.run(
        "bivariatechoropleth", AREAS=f"{sample}|layername=districts", TABLE=f"{sample}|layername=gva", VALUE_FIELD="value",
        FILTER="\"industry\" = 'C (10-33)' AND \"period\" = 2023", VALUE2_FIELD='"pop_2020" / "km2"',
        SCHEME2="user_defined", BREAKS2="186;846", LEGEND=tmp_path / "square.png", OUTPUT=tmp_path / "map.gpkg"))
    counts = {pair: int(number) for pair, number in (part.split("=") for part in found["CLASS_COUNTS"].split(";"))}
    assert [sum(counts[f"{one}-{two}"] for one in (1, 2, 3)) for two in (1, 2, 3)] == [74, 123, 153]
    assert found["NO_DATA_COUNT"] == "0" and -1 < float(found["SPEARMAN"]) < 1
    assert (tmp_path / "square.png").read_bytes().startswith(b"\x89PNG")
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert [part["value"] for part in drawn["classes"]][:9] == sorted(counts)
    no_data_last(drawn, 0)


def test_spatial_clusters_and_an_association(qgis_process, finished, reopen, sample, tmp_path):
    """Manufacturing's share of each district: where it clusters, and whether the industry grew where it was large."""
    districts = f"{sample}|layername=districts"
    finished(qgis_process.run(
        "locationquotient", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", INDUSTRIES="C (10-33)",
        OUTPUT=tmp_path / "lq.gpkg"))
    found = finished(qgis_process.run(
        "spatialclusters", AREAS=districts, TABLE=tmp_path / "lq.gpkg", VALUE_FIELD="own_share", FILTER="\"period\" = 2023",
        OUTPUT=tmp_path / "clusters.gpkg"))
    assert found["N_AREAS"] == "344" and found["N_ISLANDS"] == "6" and float(found["P_VALUE"]) == 0.001
    (drawn,) = reopen(tmp_path / "clusters.gpkg")
    assert drawn["classes"][-1] == {**drawn["classes"][-1], "label": "No data or no neighbour (6)", "colour": GREY}
    assert drawn["undrawn"] == 0 and drawn["features"] == 350
    found = finished(qgis_process.run(
        "association", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", INDUSTRIES="C (10-33)", FROM=2000, TO=2015,
        INTENSITY=tmp_path / "lq.gpkg", X_FIELD="own_share", X_FROM=1998, X_TO=2000, AREAS=districts,
        OUTPUT=tmp_path / "association.csv", MAP=tmp_path / "residuals.gpkg"))
    assert found["PRICES"] == "current prices" and "2000 to 2015 (per cent a year, current prices)" in found["SENTENCE"]
    assert -1 < float(found["MORAN_I"]) < 1 and found["N"] == "349"
    (drawn,) = reopen(tmp_path / "residuals.gpkg")
    no_data_last(drawn, 1)


def test_districts_of_the_sample_go_back_and_forth(qgis_process, finished, reopen, sample, tmp_path):
    """The sample has 350 districts of 2023; in 2018 the eleven merged ones since were 41."""
    gva, back, forth = f"{sample}|layername=gva", tmp_path / "back.gpkg", tmp_path / "forth.gpkg"
    found = finished(qgis_process.run("harmonisedistricts", INPUT=gva, TARGET=2018, MISSING="skip", OUTPUT=back))
    assert (found["N_AREAS"], found["N_SPLIT"], found["VINTAGE_FOUND"]) == ("380", "11", "2023 to 2024")
    found = finished(qgis_process.run(
        "harmonisedistricts", INPUT=back, OUTPUT=forth, BOUNDARIES=f"{sample}|layername=districts",
        DISSOLVED=tmp_path / "districts.gpkg", CHANGES=tmp_path / "changes.csv"))
    assert found["N_AREAS"] == "350" and float(found["MAX_TOTAL_GAP"]) < 1e-9
    (drawn,) = reopen(tmp_path / "districts.gpkg")
    assert drawn["title"] == "Districts of 2023" and drawn["counts"]["Unchanged (350)"] == 350
    no_data_last(drawn, 0)


def test_groups_and_regions_feed_a_measure(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "groupindustries", OBSERVATIONS=f"{sample}|layername=gva", OUTPUT=tmp_path / "groups.gpkg",
        PLACEMENT=tmp_path / "placement.csv"))
    assert (found["N_GROUPS"], found["N_PLACED"], found["N_NOT_PLACED"], found["N_DOUBLE"]) == ("1", "1", "23", "0")
    found = finished(qgis_process.run(
        "attachregions", INPUT=tmp_path / "groups.gpkg", REGIONS="itl1", MISSING="skip", OUTPUT=tmp_path / "rows.gpkg",
        REGION_TABLE=tmp_path / "regions.csv"))
    assert (found["N_AREAS"], found["N_REGIONS"], found["UNPLACED_COUNT"]) == ("350", "11", "0")
    found = finished(qgis_process.run(
        "locationquotient", OBSERVATIONS=tmp_path / "regions.csv", AREA_LEVEL="as_is", OUTPUT=tmp_path / "lq.csv"))
    assert (found["N_AREAS"], found["N_INDUSTRIES"], found["N_PERIODS"]) == ("11", "1", "26")
    finished(qgis_process.run(
        "attachregions", INPUT=f"{sample}|layername=districts", REGIONS="country", OUTPUT=tmp_path / "countries.gpkg"))
    (drawn,) = reopen(tmp_path / "countries.gpkg")
    assert [part["label"] for part in drawn["classes"]] == ["England (296)", "Scotland (32)", "Wales (22)", "No data (0)"]


def test_a_model_chains_two_algorithms_to_a_styled_map(qgis_process, finished, reopen, sample, tmp_path):
    """The second one is told by the outputs of the first which industry and year it found."""
    finished(qgis_process.call(
        "run", TESTS / "data" / "specialisation.model3", f"--observations={sample}|layername=gva",
        f"--districts={sample}|layername=districts", "--industry=CC (16-18)", f"--map:Specialisation={tmp_path / 'map.gpkg'}"))
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert [part["high"] for part in drawn["classes"]][:5] == [0.5, 0.8, 1, 1.25, 2]
    assert drawn["title"] == "Specialisation in CC (16-18)"
    assert drawn["classes"][-2]["label"].startswith("Hatched: small number")
    no_data_last(drawn, 6)  # suppressed in six districts


@pytest.mark.parametrize(("given", "words"), [
    ({"REFRENCE": "area"}, ("REFRENCE", "Did you mean REFERENCE?")),
    ({"VALUE_FIELD": "vale"}, ("VALUE_FIELD", "vale", "Did you mean value?")),
    ({"NEGATIVES": "error"}, ("below zero", "E06000045", "NEGATIVES")),
])
def test_a_refusal_is_a_sentence_and_a_failure(qgis_process, sample, tmp_path, given, words):
    done = qgis_process.run("concentration", OBSERVATIONS=f"{sample}|layername=gva", OUTPUT=tmp_path / "out.gpkg", **given)
    text = done.stdout + done.stderr
    assert done.returncode != 0, text
    assert "Traceback" not in text and "unexpected fault" not in text
    for word in words:
        assert word in text
    assert list(tmp_path.iterdir()) == []


def test_a_nomis_file_becomes_observations_and_these_location_quotients(qgis_process, finished, tmp_path):
    lines = [
        f'2022,{name},{code},"{industry}",{value}' for name, code in (("Darlington", "E06000005"), ("Hartlepool", "E06000001"))
        for industry, value in (("26 : Computers", 300), ("Total", 4000))]
    source = tmp_path / "bres.csv"
    source.write_text("\n".join(["DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,OBS_VALUE", *lines]), encoding="utf-8-sig")
    out = tmp_path / "observations.gpkg"
    results = finished(qgis_process.run("importstatistics", INPUT=source, OUTPUT=out))
    assert (results["N_ROWS"], results["LAYOUT_USED"]) == ("4", "long")
    results = finished(qgis_process.run("locationquotient", OBSERVATIONS=out, OUTPUT=tmp_path / "lq.gpkg"))
    assert results["N_AREAS"] == "2"


MODEL = "industrialatlas:onstolqmap"


def test_the_help_of_a_model_says_what_to_give(qgis_process):
    done = qgis_process.call("help", MODEL)
    assert done.returncode == 0
    for words in ("Where is an industry at home?", "Polygons of districts", "choropleth:Map", "The year on the map"):
        assert words in done.stdout


@pytest.mark.data
def test_the_model_goes_from_the_published_workbook_and_older_boundaries_to_a_map(qgis_process, reopen, data, tmp_path):
    """The workbook has districts of 2023, the boundaries those of 2021: four of 2023 are made of theirs."""
    done = qgis_process.call(
        "run", MODEL, f"--table={data / 'ons' / 'gva_by_lad_industry.xlsx'}",
        f"--boundaries={data / 'boundaries' / 'lad_2021_epsg27700.geojson'}", f"--choropleth:Map={tmp_path / 'map.gpkg'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Imported 459,914 observations of 361 areas" in done.stdout
    assert "districts are in the table only" not in done.stdout and "district is in the table only" not in done.stdout
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["title"] == "Location quotient, CI-CL (26-30), 2023"
    assert sum(drawn["counts"].values()) == 361 and drawn["counts"]["No data (17)"] == 17


def test_the_model_takes_an_older_table_and_the_industry_and_year_that_are_named(qgis_process, reopen, sample, tmp_path):
    """Allerdale, Carlisle and Copeland of 2021 are Cumberland: 3 + 4 + 5 = 12 of 80, against 3 of 20 in Hartlepool."""
    codes = {"E07000026": 3, "E07000028": 4, "E07000029": 5, "E06000001": 3}
    table = tmp_path / "table.csv"
    table.write_text("area,industry,period,value\n" + "".join(
        f"{code},26,2019,{value}\n{code},Total,2019,{20 if code == 'E06000001' else (25, 25, 30)[value - 3]}\n"
        for code, value in codes.items()), encoding="utf-8")
    done = qgis_process.call(
        "run", MODEL, f"--table={table}", f"--boundaries={sample}|layername=districts", "--industry=26", "--year=2019",
        f"--choropleth:Map={tmp_path / 'map.gpkg'}")
    assert done.returncode == 0, done.stdout + done.stderr
    from osgeo import ogr

    dataset = ogr.Open(str(tmp_path / "map.gpkg"))
    features = [feature.items() for feature in dataset.GetLayer(0)]
    found = {row["area"]: row["map_value"] for row in features if row["map_value"] is not None}
    assert found == pytest.approx({"E06000063": (12 / 80) / (15 / 100), "E06000001": (3 / 20) / (15 / 100)})


def test_a_map_and_its_stored_style_are_enough_for_a_page_with_london(qgis_process, finished, sample, tmp_path):
    given = {"OBSERVATIONS": f"{sample}|layername=gva", "AREAS": f"{sample}|layername=districts", "NEGATIVES": "drop",
             "MAP_INDUSTRY": "CI-CL (26-30)"}
    finished(qgis_process.run("locationquotient", **given, OUTPUT=tmp_path / "lq.csv", MAP=tmp_path / "map.gpkg"))
    found = finished(qgis_process.run(
        "exportmap", AREAS=tmp_path / "map.gpkg", INSETS="london", OUTPUT=tmp_path / "lq.pdf", PROJECT=tmp_path / "lq.qgz"))
    assert (found["N_PAGES"], found["N_DISTRICTS"], found["N_INSETS"], found["ORIENTATION_USED"]) == ("1", "350", "1", "portrait")
    words = printed(tmp_path / "lq.pdf")
    for expected in ("Location quotient, CI-CL (26-30), 2023", "Greater London", "over 2 (69)", "No data (6)",
                     "Schematic map: shapes are not true boundaries.", "Open Government Licence v3.0"):
        assert expected in words, words
    assert (tmp_path / "lq.qgz").stat().st_size > 0


def test_a_model_prints_a_map_that_is_in_no_file(qgis_process, sample, tmp_path):
    """The map of the first algorithm is a temporary layer; its style is there when the second one runs."""
    done = qgis_process.call(
        "run", TESTS / "data" / "printed_map.model3", f"--observations={sample}|layername=gva",
        f"--districts={sample}|layername=districts", "--industry=CC (16-18)", f"--exportmap:Page={tmp_path / 'page.pdf'}")
    assert done.returncode == 0, done.stdout + done.stderr
    words = printed(tmp_path / "page.pdf")
    assert "Location quotient, CC (16-18), 2023" in words and "No data (6)" in words and "Greater London" in words


def printed(path) -> str:
    """Return the words of a PDF, by poppler."""
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.replace("\xa0", " ")


def test_a_chart_of_a_result_as_svg(qgis_process, finished, sample, tmp_path):
    finished(qgis_process.run(
        "concentration", OBSERVATIONS=f"{sample}|layername=gva_itl2", INDUSTRIES="29;30", OUTPUT=tmp_path / "theil.gpkg"))
    found = finished(qgis_process.run(
        "chart", INPUT=tmp_path / "theil.gpkg", VALUE_FIELD="theil", OUTPUT=tmp_path / "theil.svg", DATA=tmp_path / "data.csv"))
    picture = (tmp_path / "theil.svg").read_text(encoding="utf-8")
    assert found["N_VALUES"] == "78" and "<title>Relative Theil index</title>" in picture  # 29, 30, both; 26 years
    assert "Office for National Statistics" in picture
    assert len((tmp_path / "data.csv").read_text(encoding="utf-8").splitlines()) == 79


def test_firms_are_matched_and_mapped_by_place(qgis_process, finished, reopen, sample, tmp_path):
    """Two firms in Hartlepool (a TIR), three in Bath, at points of the sample: sizes 10 and 20 against 12, 50 and 21."""
    from osgeo import ogr

    def inside(code):
        layer.SetAttributeFilter(f"area = '{code}'")
        feature = layer.GetNextFeature()  # its geometry goes with it
        return feature.GetGeometryRef().PointOnSurface().ExportToJson()

    districts = tmp_path / "districts.gpkg"
    finished(qgis_process.run("traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", OUTPUT=districts))
    dataset = ogr.Open(str(districts))
    layer = dataset.GetLayer(0)
    features = [
        f'{{"type":"Feature","properties":{{"firm":"{firm}","industry":"28","size":{size}}},"geometry":'
        f'{inside("E06000001" if firm in "AB" else "E06000022")}}}'
        for firm, size in (("A", 10), ("B", 20), ("P", 12), ("Q", 50), ("R", 21))]
    crs = layer.GetSpatialRef().GetAuthorityCode(None)
    firms = tmp_path / "firms.geojson"
    firms.write_text(
        f'{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{crs}"}}}},'
        f'"features":[{",".join(features)}]}}', encoding="utf-8")
    found = finished(qgis_process.run(
        "matchfirms", FIRMS=firms, COVARIATES="size", AREAS=districts, CONTROLS="south", OUTPUT=tmp_path / "pairs.csv",
        UNMATCHED=tmp_path / "unmatched.csv", BALANCE=tmp_path / "balance.csv", MAP=tmp_path / "firms.gpkg"))
    assert (found["N_TREATED"], found["N_CONTROLS"], found["N_PAIRS"]) == ("2", "3", "2")
    lines = (tmp_path / "pairs.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["A", "P"], ["B", "R"]]
    (drawn,) = reopen(tmp_path / "firms.gpkg")
    assert [part["label"] for part in drawn["classes"]] == [
        "In a TIR, with a match (2)", "Elsewhere, a match (2)",
        "In a TIR, without a match (0)", "No data (0)"]


def test_industrial_districts_on_a_map(qgis_process, finished, reopen, sample, tmp_path):
    """Made figures: Hartlepool passes all steps, Middlesbrough none; of the other districts nothing is known."""
    rows = {"13": (20, 10, 0, 1, 0, 1), "28": (2, 3, 5, 1, 1, 6), "M": (10, 5, 5, 20, 10, 10), "G": (25, 10, 5, 30, 15, 5)}
    table = tmp_path / "jobs.csv"
    table.write_text("area,industry,size,jobs\n" + "".join(
        f"E0600000{1 + place // 3},{industry},{('1-49', '50-249', '250+')[place % 3]},{value}\n"
        for industry, values in rows.items() for place, value in enumerate(values)), encoding="utf-8")
    found = finished(qgis_process.run(
        "industrialdistricts", JOBS=table, AREAS=f"{sample}|layername=districts", OUTPUT=tmp_path / "steps.csv",
        MAP=tmp_path / "steps.gpkg"))
    assert (found["N_AREAS"], found["N_STEP4"], found["N_TARGET"], found["UNMATCHED_COUNT"]) == ("2", "1", "1", "348")
    (drawn,) = reopen(tmp_path / "steps.gpkg")
    assert drawn["classes"][-1]["label"] == "Not known (348)" and drawn["classes"][-1]["colour"] == GREY
    assert [part["label"] for part in drawn["classes"]][:5:4] == ["No manufacturing system (1)", "4: industrial district (1)"]


def test_relatedness_of_one_district_with_a_styled_map(qgis_process, finished, reopen, sample, tmp_path):
    found = finished(qgis_process.run(
        "relatedness", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop",
        DISTRICT="Birmingham", MAP_INDUSTRY="J (58-63)", OUTPUT=tmp_path / "related.csv", MAP=tmp_path / "map.gpkg"))
    assert found["DISTRICT_USED"] == "E08000025" and found["PRICES"] == "current prices"
    assert found["OPPORTUNITIES"].startswith("J (58-63) (0.43), ")
    assert len((tmp_path / "related.csv").read_text(encoding="utf-8").splitlines()) == 1 + 23
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["title"] == "Relatedness density, J (58-63), 2023"
    no_data_last(drawn, 0)


def test_comparators_and_study_regions(qgis_process, finished, reopen, sample, tmp_path):
    """Who is like Derby, on a map; and four parts of manufacturing over the regions of the preset."""
    given = {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop"}
    found = finished(qgis_process.run(
        "comparators", **given, AREAS=f"{sample}|layername=districts", DISTRICT="Derby",
        INDUSTRY_NAMES=f"{sample}|layername=industries", OUTPUT=tmp_path / "comparators.csv", MAP=tmp_path / "map.gpkg"))
    assert found["COMPARATORS"].startswith("Knowsley; East Staffordshire; ") and found["N_LEFT_OUT"] == "11"
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["classes"][0]["label"] == "Derby" and drawn["classes"][1]["label"].startswith("1. Knowsley (0.187)")
    assert drawn["classes"][-1]["label"] == "No data (11)" and drawn["undrawn"] == 0 and drawn["features"] == 350
    finished(qgis_process.run(
        "traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", REGION_FIELD="nuts2_2013",
        OUTPUT=tmp_path / "tir.gpkg"))
    found = finished(qgis_process.run(
        "studyregions", **given, AREAS=tmp_path / "tir.gpkg", REGION_FIELD="region", FILTER="\"tir\" = 1",
        INDUSTRIES="CC (16-18);CD-CG (19-23);CH (24-25);CI-CL (26-30)", OUTPUT=tmp_path / "regions.csv", MAP=tmp_path / "regions.gpkg"))
    assert (found["N_CANDIDATES"], found["N_CHOSEN"], found["REGIONS"]) == ("11", "4", "UKF2; UKC1; UKG3; UKD4")
    (drawn,) = reopen(tmp_path / "regions.gpkg")
    assert drawn["features"] == 39 and drawn["undrawn"] == 0 and drawn["labels"] == "label"

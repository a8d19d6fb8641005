"""The published tables and boundaries as they come, with no field named by hand."""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.data
TO = "TEMPORARY_OUTPUT"
LONG = "ons/gva_by_lad_industry_long.csv.gz"
PAPER = {"UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"}


@pytest.fixture(scope="module")
def folder():
    """The data as a module-wide fixture; the test is skipped, aloud, without it."""
    found = os.environ.get("INDUSTRIAL_ATLAS_DATA", "")
    if not found or not Path(found).is_dir():
        pytest.skip("INDUSTRIAL_ATLAS_DATA names no folder of published tables and boundaries")
    return Path(found)


@pytest.fixture(scope="module")
def published(folder):
    """The published GVA of Great Britain by pandas: one DataFrame of districts x years for each industry."""
    import pandas as pd

    long = pd.read_csv(folder / LONG, dtype={"lad_code": str, "sic07_code": str})
    long = long[~long["lad_code"].str.startswith("N")]
    long.loc[long["gva_m"] < 0, "gva_m"] = float("nan")  # NEGATIVES=drop
    wide = long.pivot(index=["sic07_code", "lad_code"], columns="year", values="gva_m")
    return {industry: wide.loc[industry] for industry in long["sic07_code"].unique()}


@pytest.fixture(scope="module")
def figures(folder, tmp_path_factory):
    """The long table, unpacked."""
    path = tmp_path_factory.mktemp("figures") / "gva_by_lad_industry_long.csv"
    with gzip.open(folder / LONG) as packed, open(path, "wb") as file:
        shutil.copyfileobj(packed, file)
    return str(path)


def quotients(published, industry: str, year: int) -> dict:
    """Return location quotients by the definition."""
    values, totals = published[industry][year], published["Total"][year]
    known = values.notna() & totals.notna()
    share = values[known].sum() / totals[known].sum()
    return (values[known] / totals[known] / share).to_dict()


def test_location_quotients_and_a_map(run, rows, data, figures, published, tmp_path):
    result = run("locationquotient", OBSERVATIONS=figures, AREAS=str(data / "boundaries" / "lad_2023.geojson"), NEGATIVES="drop",
                 OUTPUT=str(tmp_path / "lq.gpkg"), MAP=str(tmp_path / "map.gpkg"))
    assert (result["N_AREAS"], result["N_INDUSTRIES"], result["N_PERIODS"]) == (350, 48, 26)
    assert (result["MAP_INDUSTRY_USED"], result["MAP_PERIOD_USED"]) == ("CI-CL (26-30)", 2023)
    assert result["UNMATCHED_COUNT"] == 0, "that Northern Ireland has boundaries and no figures is what NATIONS asks for"
    found = {row["area"]: row for row in rows(result["MAP"])}
    expected = quotients(published, "CI-CL (26-30)", 2023)
    assert {area: row["lq"] for area, row in found.items() if row["lq"] is not None} == pytest.approx(expected, rel=1e-9)
    assert len(found) == 350 and found["E06000001"]["name"] == "Hartlepool"
    for words in ("'lad_code'", "'sic07_code'", "'year'", "'gva_m'", "'LAD23CD'", "'LAD23NM'", "11 areas of Northern Ireland left out",
                  "E06000045, AB (1-9), 2022 (-1)", "row 'Total'"):
        assert words in run.log, words
    from qgis.core import QgsVectorLayer

    table = QgsVectorLayer(result["OUTPUT"], "", "ogr")
    assert table.featureCount() == 350 * 48 * 26
    table.setSubsetString("industry = '68IMP' and period = 1998")
    names = {row["area"]: row for row in rows(table)}
    assert {area: row["lq"] for area, row in names.items() if row["lq"] is not None} == pytest.approx(quotients(published, "68IMP", 1998))
    assert names["W06000014"]["name"] == "Vale of Glamorgan"


def test_boundaries_of_another_year_are_matched_as_far_as_they_go(run, rows, data, published, csv_table):
    lines = [f"{code},{industry},2021,{value}" for industry in ("Total", "C (10-33)")
             for code, value in published[industry][2021].fillna(-1).items()]
    text = "lad_code,sic07_code,year,gva_m\n" + "\n".join(lines).replace(",-1.0", ",") + "\n"
    result = run("locationquotient", OBSERVATIONS=csv_table(text), AREAS=str(data / "boundaries" / "lad_2021_epsg27700.geojson"),
                 OUTPUT=TO, MAP=TO)
    with open(data / "boundaries" / "lad_2021_epsg27700.geojson", encoding="utf-8") as file:
        there = {feature["properties"]["LAD21CD"] for feature in json.load(file)["features"]}
    codes = set(published["Total"].index)
    assert result["UNMATCHED_COUNT"] == len(codes ^ {code for code in there if not code.startswith("N")})
    assert {f"E0600006{digit}" for digit in range(3, 7)} == codes - there
    for code in codes - there:
        assert code in run.log
    found = {row["area"]: row["lq"] for row in rows(result["MAP"])}
    expected = quotients(published, "C (10-33)", 2021)
    assert {area: lq for area, lq in found.items() if lq is not None} == pytest.approx(
        {area: lq for area, lq in expected.items() if area in there})
    assert found["E07000026"] is None, "Allerdale, which the figures have as Cumberland"
    assert result["MAP"].crs().authid() == "EPSG:27700"


def test_concentration(run, rows, figures, published):
    result = run("concentration", OBSERVATIONS=figures, NEGATIVES="drop", OUTPUT=TO, TRENDS=TO)
    assert (result["N_AREAS"], result["N_INDUSTRIES"], result["N_PERIODS"]) == (350, 48, 26)
    found = {(row["industry"], row["period"]): row for row in rows(result["OUTPUT"])}
    for industry, year in (("CI-CL (26-30)", 2023), ("CH (24-25)", 1998), ("72-75", 2010), ("AB (1-9)", 2022)):
        values, totals = published[industry][year], published["Total"][year]
        known = values.notna() & totals.notna()
        s, q = values[known] / values[known].sum(), totals[known] / totals[known].sum()
        theil = sum(share * math.log(share / size) for share, size in zip(s, q) if share)
        row = found[(industry, year)]
        assert row["theil"] == pytest.approx(theil, rel=1e-9) and row["hhi"] == pytest.approx((s**2).sum(), rel=1e-9)
        assert row["n_areas"] == known.sum() and row["coverage"] == pytest.approx(totals[known].sum() / totals.sum())
        k = max(1, math.floor(0.05 * known.sum() + 0.5))
        assert (row["top_k"], row["top_shr"]) == (k, pytest.approx(s.nlargest(k).sum(), rel=1e-9))
    window = [found[("CI-CL (26-30)", year)]["theil"] for year in range(1998, 2003)]
    assert found[("CI-CL (26-30)", 2002)]["theil_av"] == pytest.approx(sum(window) / 5)
    trends = rows(result["TRENDS"])
    assert {row["industry"] for row in trends} == {*set(published) - {"Total"}, "*"}
    assert {(row["first_yr"], row["last_yr"]) for row in trends if row["industry"] == "C (10-33)"} == {(2002, 2023)}


@pytest.mark.parametrize(("boundaries", "known"), [("lad_2023.geojson", 0.02), ("lad_2021_epsg27700.geojson", 0.02)])
def test_concentration_against_measured_surface(run, rows, data, published, csv_table, boundaries, known):
    """The index by measured surfaces is near that by the published ones."""
    with open(data / "ons" / "population_area_density_lad2023.csv", encoding="utf-8", newline="") as file:
        surface = {row["lad23"]: float(row["area_sqkm"]) for row in csv.DictReader(file) if row["year"] == "2020"}
    values = published["C (10-33)"][2023]
    old = boundaries == "lad_2021_epsg27700.geojson"
    codes = [code for code in values.index if not math.isnan(values[code]) and not (old and "E06000063" <= code <= "E06000066")]
    text = "lad_code,sic07_code,gva_m\n" + "".join(f"{code},C,{values[code]}\n{code},Total,{values[code]}\n" for code in codes)
    result = run("concentration", OBSERVATIONS=csv_table(text), REFERENCE="area", AREAS=str(data / "boundaries" / boundaries), OUTPUT=TO)
    output, everything = sum(values[code] for code in codes), sum(surface[code] for code in codes)
    theil = sum(values[code] / output * math.log(values[code] / output / (surface[code] / everything)) for code in codes if values[code])
    assert rows(result["OUTPUT"])[0]["theil"] == pytest.approx(theil, rel=known)
    assert "measured from the polygons" in run.log


@pytest.mark.parametrize(("boundaries", "table", "unit"), [
    ("lad_2023.geojson", "population_area_density_lad2023.csv", "lad23"),
    ("lad_2021_epsg27700.geojson", "population_area_density_lad2021.csv", "lad_code"),
])
def test_density_classes_by_a_table_of_years(run, rows, data, boundaries, table, unit):
    path = data / "ons" / table
    result = run("densityclass", AREAS=str(data / "boundaries" / boundaries), TABLE=str(path), NATIONS="uk", OUTPUT=TO)
    with open(path, encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["year"] == "2020"]
    column = "density" if unit == "lad23" else "density_published"
    density = {row[unit]: float(row[column]) for row in lines}
    found = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert result["BASE_YEAR_USED"] == 2020 and "Population of 2020" in run.log
    for words in (f"AREA_FIELD: field '{unit}'", "PERIOD_FIELD: field 'year'", "measured from the polygons"):
        assert words in run.log, words
    assert found.keys() >= density.keys() or result["UNMATCHED_COUNT"] > 0
    both = [area for area in found if area in density]
    close = [area for area in both if found[area]["density"] == pytest.approx(density[area], rel=0.03)]
    assert len(close) > 0.85 * len(both)

    def word(people):
        return "Rural" if people < 186 else "Urban" if people > 846 else "Moderately urban"

    clear = [area for area in both if min(abs(density[area] / limit - 1) for limit in (186, 846)) > 0.25]
    wrong = [area for area in clear if found[area]["dens_class"] != word(density[area])]
    assert len(clear) > 250 and not wrong


def test_great_britain_has_the_known_classes_on_published_surfaces(run, data):
    """Published densities of 2020: 74 rural, 123 moderately urban, 153 urban of 350 districts."""
    result = run(
        "densityclass", AREAS=str(data / "boundaries" / "lad_2023.geojson"), BASE_YEAR=2020, KM2_FIELD="area_sqkm",
        TABLE=str(data / "ons" / "population_area_density_lad2023.csv"), OUTPUT=TO)
    assert (result["N_RURAL"], result["N_MODERATE"], result["N_URBAN"], result["UNMATCHED_COUNT"]) == (74, 123, 153, 0)
    assert "11 districts of Northern Ireland in 'lad_2023' left out" in run.log


def test_an_earlier_year_is_taken_when_asked_for(run, rows, data):
    result = run("densityclass", AREAS=str(data / "boundaries" / "lad_2023.geojson"),
                 TABLE=str(data / "ons" / "population_area_density_lad2023.csv"), BASE_YEAR=2001, OUTPUT=TO)
    hartlepool = next(row for row in rows(result["OUTPUT"]) if row["area"] == "E06000001")
    assert result["BASE_YEAR_USED"] == 2001 and hartlepool["density"] == pytest.approx(90152 / hartlepool["km2"])


@pytest.mark.parametrize("boundaries", ["lad_2023.geojson", "lad_2021_epsg27700.geojson"])
def test_the_preset_on_published_boundaries(run, rows, data, boundaries):
    """The districts of the 11 regions by the published lookup, for every code that it knows."""
    with open(data / "lookups" / "lad2013_nuts2013.csv", encoding="utf-8-sig", newline="") as file:
        region = {row["LAD13CD"]: row["NUTS215CD"] for row in csv.DictReader(file)}
    result = run("traditionalregions", AREAS=str(data / "boundaries" / boundaries), PRESET="paper", NATIONS="uk",
                 OUTPUT=TO)
    found = {row["area"]: row for row in rows(result["OUTPUT"])}
    for area in found.keys() & region.keys() - {"S12000021", "S12000035"}:  # these two lie in two regions
        if not area.startswith("N"):
            assert (found[area]["region"], found[area]["tir"]) == (region[area], int(region[area] in PAPER)), area
    assert result["N_NO_DATA"] == sum(area.startswith("N") for area in found) == 11
    assert result["N_REGIONS"] == 11
    if boundaries == "lad_2023.geojson":
        assert result["N_TIR"] == 112


def test_regions_by_place_are_those_of_the_lookup(run, rows, data, csv_table, tmp_path):
    """ITL 2 regions of 2021 as polygons; the lookup of 2018 says which district lies in which."""
    with open(data / "boundaries" / "itl2_2021.geojson", encoding="utf-8") as file:
        regions = json.load(file)
    for place, feature in enumerate(regions["features"]):
        feature["properties"].update(share=0.1 + place / 100)
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps(regions), encoding="utf-8")
    result = run("traditionalregions", AREAS=str(data / "boundaries" / "lad_2021_epsg27700.geojson"), REGIONS=str(path),
                 SHARE_FIELD="share", OUTPUT=TO)
    with open(data / "lookups" / "lad2018_nuts2016.csv", encoding="utf-8-sig", newline="") as file:
        known = {row["LAD18CD"]: row["NUTS218CD"].replace("UK", "TL", 1) for row in csv.DictReader(file)}
    found = {row["area"]: row for row in rows(result["OUTPUT"])}
    both = [area for area in found if area in known and area not in ("S12000021", "S12000035")]
    assert len(both) > 330
    assert {area: found[area]["region"] for area in both} == {area: known[area] for area in both}
    assert found["S12000021"]["straddles"] == found["S12000035"]["straddles"] == 1
    assert "REGION_CODE: field 'ITL221CD'" in run.log


def test_a_map_of_a_published_value(run, data, figures):
    result = run("choropleth", AREAS=str(data / "boundaries" / "lad_2023.geojson"), TABLE=figures, VALUE_FIELD="gva_m",
                 FILTER="sic07_code = 'C (10-33)' AND year = '2023'", SCHEME="quantiles", OUTPUT=TO)
    import numpy as np

    with open(figures, encoding="utf-8", newline="") as file:
        values = [float(row["gva_m"]) for row in csv.DictReader(file)
                  if row["sic07_code"] == "C (10-33)" and row["year"] == "2023" and row["gva_m"]]
    limits = [float(limit) for limit in result["CLASS_BREAKS"].split(";")]
    assert limits == pytest.approx(np.quantile(values, [0.2, 0.4, 0.6, 0.8, 1]).tolist())
    assert sum(int(number) for number in result["CLASS_COUNTS"].split(";")) == len(values)
    assert result["NO_DATA_COUNT"] == 361 - len(values)

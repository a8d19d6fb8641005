"""Density classes: limits, population from field or table, surface from field or polygons, districts or regions."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

TO = "TEMPORARY_OUTPUT"


@pytest.fixture
def classes(run, rows):
    """`classes(AREAS=...)` returns the result and its rows by district."""

    def make(**parameters) -> tuple:
        result = run("densityclass", OUTPUT=TO, **parameters)
        return result, {row["area"]: row for row in rows(result["OUTPUT"])}

    return make


def words(found) -> list:
    return [row["dens_class"] for row in found.values()]


@pytest.mark.parametrize(("year", "counts"), [(2020, (74, 123, 153))])
def test_the_sample_has_the_known_classes(run, classes, sample, year, counts):
    result, found = classes(AREAS=f"{sample}|layername=districts", POPULATION_FIELD=f"pop_{year}")
    assert (result["N_RURAL"], result["N_MODERATE"], result["N_URBAN"], result["N_NO_DATA"]) == (*counts, 0)
    assert result["BASE_YEAR_USED"] == year
    assert found["E07000171"]["density"] == pytest.approx(185.4, abs=0.05) and found["E07000171"]["dens_class"] == "Rural"
    assert found["E07000010"]["density"] == pytest.approx(186.8, abs=0.05)
    assert found["E07000010"]["dens_class"] == "Moderately urban"
    assert "Districts: 74 rural, 123 moderately urban, 153 urban, 0 without data" in run.log


@pytest.mark.parametrize(("year", "counts"), [(2001, [12, 18, 9]), (2020, [11, 18, 10])])
def test_the_regions_of_the_sample_have_the_known_classes(classes, sample, year, counts):
    _, found = classes(
        AREAS=f"{sample}|layername=districts", POPULATION_FIELD=f"pop_{year}", LEVEL="region", REGION_FIELD="nuts2_2013")
    regions = {(row["nuts2_2013"], row["dens_class"], round(row["density"], 6)) for row in found.values()}
    assert len(regions) == 39, "districts of one region have one density"
    assert [sum(word == name for _, name, _ in regions) for word in ("Rural", "Moderately urban", "Urban")] == counts


def test_limits_belong_to_moderately_urban(classes, squares):
    areas = squares(list("ABCDEF"), population=[0, 185.9, 186, 846, 846.1, None], km2=[1] * 6)
    result, found = classes(AREAS=areas)
    assert words(found) == ["Rural", "Rural", "Moderately urban", "Moderately urban", "Urban", None]
    assert [row["density"] for row in found.values()] == [0, 185.9, 186, 846, 846.1, None]
    assert (result["N_RURAL"], result["N_MODERATE"], result["N_URBAN"], result["N_NO_DATA"]) == (2, 2, 1, 1)


def test_limits_can_be_set(classes, refused, squares):
    areas = squares(list("ABC"), population=[5, 10, 15], km2=[1] * 3)
    _, found = classes(AREAS=areas, RURAL_BELOW=6, URBAN_ABOVE=12)
    assert words(found) == ["Rural", "Moderately urban", "Urban"]
    refused("densityclass", "RURAL_BELOW", "URBAN_ABOVE", AREAS=areas, RURAL_BELOW=900)


def test_the_result_is_styled_in_a_fixed_order(run, squares):
    areas = squares(list("ABC"), population=[900, 900, None], km2=[1] * 3)
    layer = run("densityclass", AREAS=areas, OUTPUT=TO, BASE_YEAR=1971)["OUTPUT"]
    assert layer.renderer().classAttribute() == "dens_class"
    assert [part.label() for part in layer.renderer().categories()] == [
        "Rural: under 186 people per km² (0)", "Moderately urban: 186 to 846 (0)", "Urban: over 846 (2)", "No data (1)"]
    parts = layer.renderer().categories()  # held, since a symbol goes with its category
    grey = parts[-1].symbol().color()
    assert grey.red() == grey.green() == grey.blue()
    assert "1971" in layer.title() and "1971" in layer.abstract()


def test_the_fields_of_the_layer_are_kept(classes, squares):
    areas = squares(["A"], population=[5], km2=[1], mayor=["Ann"], density=[3])
    _, found = classes(AREAS=areas)
    assert found["A"]["mayor"] == "Ann" and found["A"]["density"] == 5 and list(found["A"])[:5] == [
        "area", "name", "density", "dens_class", "km2"]


def test_a_population_field_that_is_not_there(refused, squares):
    areas = squares(["A"], pop_2020=[5], km2=[1], name="squares")
    refused("densityclass", "POPULATION_FIELD", "squares", "pop_2020", AREAS=areas)
    refused("densityclass", "POPULATION_FIELD", "pop_2021", "Did you mean pop_2020", AREAS=areas, POPULATION_FIELD="pop_2021")


# Population from a table ----------------------------------------------------------------------------------------------

YEARS = "area,period,population\nA,2001,100\nB,2001,900\nA,2020,200\nb ,2020,1000\nC,2020,5\n"


@pytest.mark.parametrize(("year", "densities", "used"), [(None, [200, 1000], 2020), (2001, [100, 900], 2001)])
def test_a_table_with_years_gives_the_year_that_is_asked_for(run, classes, squares, csv_table, year, densities, used):
    given = {} if year is None else {"BASE_YEAR": year}
    result, found = classes(AREAS=squares(["A", "B"], km2=[1, 1]), TABLE=csv_table(YEARS), **given)
    assert [row["density"] for row in found.values()] == densities and result["BASE_YEAR_USED"] == used
    assert f"Population of {used}" in run.log
    assert result["UNMATCHED_COUNT"] == (1 if used == 2020 else 0)


def test_a_year_that_is_not_there_is_refused_with_those_that_are(refused, squares, csv_table):
    refused("densityclass", "BASE_YEAR", "1971", "2001, 2020", AREAS=squares(["A"], km2=[1]), TABLE=csv_table(YEARS), BASE_YEAR=1971)


def test_a_district_in_several_rows_is_refused(refused, squares, csv_table):
    table = csv_table("area,population\nA,100\na,200\n")
    refused("densityclass", "A", "several rows", "PERIOD_FIELD", AREAS=squares(["A"], km2=[1]), TABLE=table)


def test_a_district_that_the_table_lacks_has_no_data(run, classes, refused, squares, csv_table):
    areas, table = squares(["A", "B", "D"], km2=[1] * 3), csv_table(YEARS)
    result, found = classes(AREAS=areas, TABLE=table)
    assert words(found) == ["Moderately urban", "Urban", None] and result["N_NO_DATA"] == 1
    assert result["UNMATCHED_COUNT"] == 2 and "table only: C" in run.log and "boundaries only: D" in run.log
    refused("densityclass", "STRICT", "D", AREAS=areas, TABLE=table, STRICT=True)


def test_a_published_table_needs_no_field_named(run, classes, squares, csv_table):
    table = csv_table("LAD23CD,LAD23NM,Year,Population\nE06000001,Hartlepool,2020,93836\n")
    _, found = classes(AREAS=squares(["E06000001"], km2=[93.7]), TABLE=table)
    assert found["E06000001"]["density"] == pytest.approx(93836 / 93.7)
    for field in ("LAD23CD", "Year", "Population"):
        assert field in run.log


# Surface --------------------------------------------------------------------------------------------------------------


def band(south: float, north: float, width: float) -> float:
    """Return the surface of a piece of the WGS 84 ellipsoid between two parallels, in km2."""
    equator, flattening = 6378.137, 1 / 298.257223563
    eccentricity = math.sqrt(flattening * (2 - flattening))
    pole = equator * (1 - flattening)

    def part(latitude):
        sine = math.sin(math.radians(latitude))
        term = sine / (1 - (eccentricity * sine) ** 2)
        return term + math.log((1 + eccentricity * sine) / (1 - eccentricity * sine)) / (2 * eccentricity)

    return pole**2 * math.radians(width) / 2 * (part(north) - part(south))


@pytest.mark.parametrize("south", [0.0, 55.0])
def test_surface_in_degrees_is_measured_on_the_ellipsoid(run, classes, memory, rectangle, south):
    shape = rectangle(-3, south, -2.9, south + 0.1)
    _, found = classes(AREAS=memory({"area": "string", "population": "double"}, [(shape, "A", 1000)], "Polygon", "EPSG:4326"))
    assert found["A"]["km2"] == pytest.approx(band(south, south + 0.1, 0.1), rel=1e-4)
    assert found["A"]["density"] == pytest.approx(1000 / found["A"]["km2"])
    assert "measured from the polygons, on the ellipsoid" in run.log and "no field 'km2'" in run.log


def test_surface_on_the_national_grid_is_not_that_of_the_flat_map(classes, squares):
    """On the central meridian of the grid (400,000 m east) lengths are 0.9996012717 of the true ones."""
    _, found = classes(AREAS=squares(["A"], west=399500.0, population=[1000]))
    assert found["A"]["km2"] == pytest.approx(1 / 0.9996012717**2, rel=2e-6)


def test_surface_is_the_same_in_either_crs(classes, squares):
    import processing

    areas = squares(["A", "B"], population=[1000, 2000], side=20000.0)
    degrees = processing.run("native:reprojectlayer", {"INPUT": areas, "TARGET_CRS": "EPSG:4326", "OUTPUT": TO})["OUTPUT"]
    first, second = (classes(AREAS=layer)[1] for layer in (areas, degrees))
    for code in "AB":
        assert first[code]["km2"] == pytest.approx(second[code]["km2"], rel=1e-4)


def test_an_invalid_polygon_is_repaired_and_counted(run, classes, memory):
    bow_tie = "POLYGON((400000 300000, 401000 301000, 401000 300000, 400000 301000, 400000 300000))"
    _, found = classes(AREAS=memory({"area": "string", "population": "double"}, [(bow_tie, "A", 1000)], "Polygon"))
    assert found["A"]["km2"] == pytest.approx(0.5, rel=2e-3)
    assert "1 polygon" in run.log and "repaired" in run.log


def test_the_surface_field_wins_and_text_in_it_is_read(run, classes, squares):
    _, found = classes(AREAS=squares(["A"], population=["1,000"], km2=["4"]))
    assert found["A"]["density"] == 250 and "measured" not in run.log
    _, found = classes(AREAS=squares(["A"], population=[1000], km2=[4]), KM2_FIELD="")
    assert found["A"]["density"] == pytest.approx(1000, rel=2e-3), "an empty KM2_FIELD asks for the polygons"
    assert "has no field 'km2'" not in run.log, "it has one, which was not wanted"


@pytest.mark.parametrize("km2", [0, -1, None])
def test_a_surface_of_nothing_is_an_error_naming_the_district(refused, squares, km2):
    refused("densityclass", "surface", "B", "KM2_FIELD", AREAS=squares(["A", "B"], population=[5, 6], km2=[1, km2]))


def test_a_district_without_a_shape_or_surface_is_an_error_naming_it(refused, memory, rectangle):
    shapes = [(rectangle(0, 0, 1000, 1000), "A", 5), (None, "B", 6)]
    refused("densityclass", "B", AREAS=memory({"area": "string", "population": "double"}, shapes, "Polygon"))


def test_a_schematic_layer_is_never_measured(refused, squares):
    areas = squares(["A"], population=[5], schematic=[1], name="cells")
    refused("densityclass", "schematic", "cells", "KM2_FIELD", AREAS=areas)


def test_the_schematic_mark_travels_with_the_result(run, squares):
    areas = squares(["A"], population=[5], km2=[1], schematic=[1])
    layer = run("densityclass", AREAS=areas, OUTPUT=TO)["OUTPUT"]
    assert layer.fields().lookupField("schematic") >= 0 and "not true boundaries" in layer.abstract()


def test_without_a_crs_the_surface_cannot_be_measured(refused, classes, squares):
    areas = squares(["A"], crs="", population=[5], name="no crs")
    assert not areas.crs().isValid()
    refused("densityclass", "coordinate reference system", "no crs", "KM2_FIELD", AREAS=areas)
    _, found = classes(AREAS=squares(["A"], crs="", population=[5], km2=[1]))
    assert found["A"]["density"] == 5


def test_a_table_without_shapes_is_classed_by_its_fields(run, refused, rows, csv_table, tmp_path):
    table = csv_table("area,population,km2\n007,900,1\n")
    result = run("densityclass", AREAS=table, OUTPUT=str(tmp_path / "classes.csv"))
    assert [(row["area"], row["dens_class"]) for row in rows(result["OUTPUT"])] == [("007", "Urban")]
    refused("densityclass", "KM2_FIELD", AREAS=csv_table("area,population\n007,900\n"))


def test_points_have_no_surface(refused, memory):
    points = memory({"area": "string", "population": "double"}, [("POINT(400000 300000)", "A", 5)], "Point")
    refused("densityclass", "A", "KM2_FIELD", AREAS=points)


# Regions --------------------------------------------------------------------------------------------------------------


def test_a_region_is_the_sum_of_its_districts(run, classes, squares):
    areas = squares(list("ABCD"), population=[100, 900, 900, 5], km2=[9, 1, 1, 1], part=["W", "W", "E", None])
    result, found = classes(AREAS=areas, LEVEL="region", REGION_FIELD="part")
    assert [row["density"] for row in found.values()] == [100, 100, 900, None]
    assert words(found) == ["Rural", "Rural", "Urban", None]
    assert "1 district without a region: no data. D" in run.log


def test_codes_of_regions_are_compared_as_codes(classes, squares):
    areas = squares(list("AB"), population=[100, 900], km2=[9, 1], part=["w ", " W"])
    _, found = classes(AREAS=areas, LEVEL="region", REGION_FIELD="part")
    assert [row["density"] for row in found.values()] == [100, 100]


def test_a_region_with_a_missing_population_has_none(classes, squares):
    areas = squares(list("AB"), population=[100, None], km2=[1, 1], part=["W", "W"])
    _, found = classes(AREAS=areas, LEVEL="region", REGION_FIELD="part")
    assert words(found) == [None, None]


def test_regions_need_their_field(refused, squares):
    areas = squares(["A"], population=[5], km2=[1], part=["W"])
    refused("densityclass", "REGION_FIELD", AREAS=areas, LEVEL="region")
    refused("densityclass", "REGION_FIELD", "Did you mean part", AREAS=areas, LEVEL="region", REGION_FIELD="parts")


# Published boundaries -------------------------------------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize(("boundaries", "code", "table", "key"), [
    ("lad_2021_epsg27700.geojson", "LAD21CD", "population_area_density_lad2021.csv", "lad_code"),
    ("lad_2023.geojson", "LAD23CD", "population_area_density_lad2023.csv", "lad23"),
])
def test_measured_surfaces_are_those_that_are_published(run, rows, data, boundaries, code, table, key):
    import csv

    with open(Path(data) / "ons" / table, encoding="utf-8", newline="") as file:
        published = {row[key]: float(row["area_sqkm"]) for row in csv.DictReader(file) if row["year"] == "2020"}
    result = run(
        "densityclass", AREAS=str(data / "boundaries" / boundaries), TABLE=str(data / "ons" / table), AREA_FIELD=key,
        PERIOD_FIELD="year", BASE_YEAR=2020, OUTPUT=TO)
    measured = {row["area"]: row["km2"] for row in rows(result["OUTPUT"])}
    both = sorted(set(measured) & set(published))
    assert len(both) > 340
    ratios = sorted(measured[area] / published[area] for area in both)
    assert sum(measured[area] for area in both) == pytest.approx(sum(published[area] for area in both), rel=0.01)
    assert ratios[len(ratios) // 2] == pytest.approx(1, abs=0.005)
    close = [ratio for ratio in ratios if abs(ratio - 1) < 0.01]
    assert len(close) > 0.6 * len(both), "the rest are small, or coasts: these boundaries are generalised"


@pytest.mark.data
def test_measured_surfaces_are_those_of_geographiclib(run, rows, data):
    import json

    from pyproj import Geod
    from shapely.geometry import shape

    path = data / "boundaries" / "lad_2023.geojson"
    result = run("densityclass", AREAS=str(path), TABLE=str(data / "ons" / "population_area_density_lad2023.csv"),
                 PERIOD_FIELD="year", NATIONS="uk", OUTPUT=TO)
    geod = Geod(ellps="WGS84")
    expected = {
        feature["properties"]["LAD23CD"]: abs(geod.geometry_area_perimeter(shape(feature["geometry"]))[0]) / 1e6
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    }
    assert {row["area"]: row["km2"] for row in rows(result["OUTPUT"])} == pytest.approx(expected, rel=1e-3)


def test_the_surface_may_stand_in_the_population_table(classes, squares, csv_table):
    table = csv_table("area,year,population,area_sqkm\nA,2019,5,9\nA,2020,100,2\nB,2020,900,1\n")
    _, found = classes(AREAS=squares(list("AB")), TABLE=table, BASE_YEAR=2020, KM2_FIELD="area_sqkm")
    assert [(row["km2"], row["density"]) for row in found.values()] == [(2, 50), (1, 900)]

"""Hexagon maps: everything kept and marked, styles carried over, regions in one piece, and what is refused."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

TO = "TEMPORARY_OUTPUT"
CODES = [f"E0600000{place}" for place in range(1, 7)]


@pytest.fixture
def districts(sample):
    return f"{sample}|layername=districts"


@pytest.fixture
def boundaries():
    """`boundaries("lad_2023.geojson")` is the path of published boundaries."""
    folder = os.environ.get("INDUSTRIAL_ATLAS_DATA", "")
    if not folder:
        pytest.skip("INDUSTRIAL_ATLAS_DATA names no folder of published tables and boundaries")
    return lambda name: str(Path(folder) / "boundaries" / name)


def shapes(layer) -> dict:
    return {feature["area"]: feature.geometry() for feature in layer.getFeatures()}


def touching(shapes: dict, codes) -> bool:
    """Tell whether some hexagons are one piece, by their shapes alone."""
    found = {code: shapes[code].buffer(10, 2) for code in codes}
    done, front = set(), [codes[0]]
    while front:
        one = front.pop()
        done.add(one)
        front += [code for code in found if code not in done and code not in front and found[one].intersects(found[code])]
    return done == set(codes)


# What comes out -------------------------------------------------------------------------------------------------------


def test_great_britain_is_recognised(run, rows, districts):
    started = time.process_time()
    result = run("hexcartogram", AREAS=districts, OUTPUT=TO)
    assert time.process_time() - started < 5
    assert (result["N_AREAS"], result["N_PAIRS"], result["N_LEFT_OUT"]) == (350, 918, 0)
    assert result["NEIGHBOURS_ADJACENT_PC"] >= 55 and result["NEIGHBOURS_NEAR_PC"] >= 88
    assert result["N_TORN_BEFORE"] >= 5 and result["N_TORN_AFTER"] == 0 and "Scotland" in result["TORN_REGIONS"]
    assert result["REGIONS_USED"] == "nations and ITL 1 regions"
    found = {row["name"]: row for row in rows(result["OUTPUT"])}
    hexes = {(row["hex_col"], row["hex_row"]) for row in found.values()}
    assert len(hexes) == 350
    assert found["Shetland Islands"]["hex_row"] == max(row for _, row in hexes)
    assert found["Isles of Scilly"]["hex_col"] == min(column for column, _ in hexes) == 0
    assert found["Cornwall"]["hex_row"] < found["Cardiff"]["hex_row"] < found["Leeds"]["hex_row"]
    assert found["Cornwall"]["hex_col"] < found["Westminster"]["hex_col"] < found["Thanet"]["hex_col"]


@pytest.mark.parametrize("place", ["neighbours", "distance"])
def test_each_region_and_nation_is_one_piece_but_for_its_islands(run, rows, districts, place):
    result = run("hexcartogram", AREAS=districts, PLACE=place, OUTPUT=TO)
    islands = {"Isle of Wight", "Isles of Scilly", "Isle of Anglesey", "Orkney Islands", "Shetland Islands",
               "Na h-Eileanan Siar"}
    drawn, land = shapes(result["OUTPUT"]), [row for row in rows(result["OUTPUT"]) if row["name"] not in islands]
    regions = {row["hex_region"] for row in land}
    assert len(regions) == 11
    for region in regions:
        assert touching(drawn, [row["area"] for row in land if row["hex_region"] == region]), region
    for nation in "EWS":
        assert touching(drawn, [row["area"] for row in land if row["area"].startswith(nation)]), nation


def test_hexagons_are_equal_cover_the_districts_surface_and_do_not_overlap(run, squares):
    result = run("hexcartogram", AREAS=squares(CODES), OUTPUT=TO)
    drawn = list(shapes(result["OUTPUT"]).values())
    assert [shape.area() for shape in drawn] == pytest.approx([1e6] * 6)
    assert result["HEXAGON_KM2"] == pytest.approx(1)
    for place, one in enumerate(drawn):
        assert all(one.intersection(other).area() < 1 for other in drawn[place + 1:])


def test_a_row_of_districts_is_a_row_of_hexagons(run, rows, squares):
    result = run("hexcartogram", AREAS=squares(CODES), OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [row["hex_col"] for row in found] == list(range(6)) and {row["hex_row"] for row in found} <= {0, 1}
    assert (result["N_PAIRS"], result["NEIGHBOURS_ADJACENT_PC"], result["NEIGHBOURS_NEAR_PC"]) == (5, 100, 100)
    assert result["MEAN_MOVED_KM"] == pytest.approx(sum(row["moved_km"] for row in found) / 6)


def test_every_attribute_is_kept_and_the_result_is_marked(run, rows, squares):
    areas = squares(CODES, jobs=[1, 2, 3, None, 5, 6], km2=[9.5] * 6, note=["a"] * 6)
    result = run("hexcartogram", AREAS=areas, OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [row["jobs"] for row in found] == [1, 2, 3, None, 5, 6] and {row["km2"] for row in found} == {9.5}
    assert [row["area"] for row in found] == CODES and {row["schematic"] for row in found} == {1}
    assert "not true boundaries" in result["OUTPUT"].abstract() and "same size" in result["OUTPUT"].abstract()


def test_surface_is_never_measured_on_hexagons(run, refused, squares):
    areas = squares(CODES, population=[10] * 6)
    drawn = run("hexcartogram", AREAS=areas, OUTPUT=TO)["OUTPUT"]
    refused("densityclass", "schematic", "KM2_FIELD", AREAS=drawn)


def test_hexagons_feed_the_next_map(run, rows, squares):
    drawn = run("hexcartogram", AREAS=squares(CODES, jobs=[1, 2, 3, 4, 5, 6]), OUTPUT=TO)["OUTPUT"]
    mapped = run("choropleth", AREAS=drawn, VALUE_FIELD="jobs", CLASSES=2, OUTPUT=TO)
    assert [row["map_value"] for row in rows(mapped["OUTPUT"])] == [1, 2, 3, 4, 5, 6]
    assert mapped["OUTPUT"].renderer().type() == "graduatedSymbol"
    again = run("hexcartogram", AREAS=mapped["OUTPUT"], OUTPUT=TO)["OUTPUT"]
    assert again.renderer().type() == "graduatedSymbol"


def test_the_order_of_the_rows_changes_nothing(run, rows, squares, memory, rectangle):
    kinds = {"area": "string", "name": "string"}
    made = [(rectangle(x * 1000, y * 1000, x * 1000 + 1000, y * 1000 + 1000), f"E060000{x}{y}", f"P {x}{y}")
            for x in range(4) for y in range(4)]
    found = [
        {row["area"]: (row["hex_col"], row["hex_row"]) for row in rows(
            run("hexcartogram", AREAS=memory(kinds, order, "Polygon"), OUTPUT=TO)["OUTPUT"])}
        for order in (made, made[::-1])]
    assert found[0] == found[1] and len(set(found[0].values())) == 16


# Styles ---------------------------------------------------------------------------------------------------------------


def test_a_styled_layer_keeps_its_style_and_its_words(run, squares):
    areas = squares(CODES, jobs=[1, 2, 3, 4, 5, 6])
    mapped = run("choropleth", AREAS=areas, VALUE_FIELD="jobs", SCHEME="user_defined", BREAKS="2;4", TITLE="Jobs", OUTPUT=TO)
    before = mapped["OUTPUT"]
    after = run("hexcartogram", AREAS=before, OUTPUT=TO)["OUTPUT"]
    assert [part.label() for part in after.renderer().ranges()] == [part.label() for part in before.renderer().ranges()]
    assert after.title() == "Jobs, hexagons" and after.abstract().startswith("Jobs.")
    place = after.fields().lookupField("map_value")
    assert after.fields().at(place).alias() == "jobs"


def test_a_style_stored_in_a_file_is_carried_and_stored_again(run, squares, tmp_path):
    from qgis.core import QgsVectorLayer

    mapped, drawn = str(tmp_path / "map.gpkg"), str(tmp_path / "hexagons.gpkg")
    run("choropleth", AREAS=squares(CODES, jobs=[1, 2, 3, 4, 5, 6]), VALUE_FIELD="jobs", CLASSES=3, OUTPUT=mapped)
    run("hexcartogram", AREAS=mapped, OUTPUT=drawn)
    layer = QgsVectorLayer(drawn, "hexagons", "ogr")
    assert layer.renderer().type() == "graduatedSymbol" and len(layer.renderer().ranges()) == 4
    words = layer.metadata().abstract().split("\n\n")[0]
    assert words.startswith("jobs.") and words.endswith("shapes are not true boundaries.") and layer.featureCount() == 6
    assert layer.fields().at(layer.fields().lookupField("moved_km")).alias() == "Moved (km)"


def test_a_plain_layer_has_a_colour_a_region(run, squares):
    layer = run("hexcartogram", AREAS=squares(["E09000001", "E09000002", "W06000015"]), OUTPUT=TO)["OUTPUT"]
    assert layer.renderer().classAttribute() == "hex_region"
    assert [part.label() for part in layer.renderer().categories()] == ["London (2)", "Wales (1)", "No region (0)"]
    assert layer.title() == "Districts as hexagons" and not layer.labelsEnabled()


@pytest.mark.parametrize(("labels", "field"), [("short", "hex_label"), ("name", "name"), ("code", "area")])
def test_labels_stand_in_the_hexagons(run, squares, labels, field):
    layer = run("hexcartogram", AREAS=squares(CODES), LABELS=labels, OUTPUT=TO)["OUTPUT"]
    assert layer.labelsEnabled() and layer.labeling().settings().fieldName == field


def test_labels_are_light_on_dark_and_shown_where_they_have_seven_points(run, squares):
    """A hexagon as large as 1 km2 is 1.0746 km wide, its letters are 0.31 of this: 333.1 m, 7 points of 0.35278 mm at 1:134 895."""
    from qgis.core import QgsExpressionContext, QgsExpressionContextScope, QgsPalLayerSettings

    layer = run("hexcartogram", AREAS=squares(CODES), LABELS="short", OUTPUT=TO)["OUTPUT"]
    settings = layer.labeling().settings()
    assert settings.scaleVisibility and settings.minimumScale == pytest.approx(134895, rel=1e-4)
    for colour, text, edge in (("10,10,60,255", "#ffffff", "#1a1a1a"), ("250,240,150,255", "#1a1a1a", "#ffffff")):
        scope = QgsExpressionContextScope()
        scope.setVariable("symbol_color", colour)
        context, held = QgsExpressionContext(), settings.dataDefinedProperties()
        context.appendScope(scope)
        keys = (QgsPalLayerSettings.Property.Color, QgsPalLayerSettings.Property.BufferColor)
        assert [held.valueAsString(key, context, "")[0] for key in keys] == [text, edge]


def test_labels_of_hexagons_lie_in_them_and_in_the_frame(run, districts, tmp_path):
    """On A4 they are too small on the map; the inset of one has those of the hexagons in it, and none twice."""
    import subprocess

    path, page = str(tmp_path / "hexagons.gpkg"), str(tmp_path / "a.pdf")
    run("hexcartogram", AREAS=districts, LABELS="short", OUTPUT=path)
    run("exportmap", AREAS=path, DISTRICT="Hartlepool", OUTPUT=page)
    assert "would be smaller than 7 points on the map and are left out there" in run.log
    words = subprocess.run(["pdftotext", page, "-"], capture_output=True, text=True, check=True).stdout.split()
    assert words.count("Hart") == 1 and len([word for word in words if word in ("Leed", "Corn", "Card", "Glas")]) == 0


def test_a_style_file_is_written(run, squares, tmp_path):
    for ending in ("qml", "sld"):
        file = tmp_path / f"style.{ending}"
        assert run("hexcartogram", AREAS=squares(CODES), STYLE_FILE=str(file), OUTPUT=TO)["STYLE_FILE"] == str(file)
        assert "hex_region" in file.read_text(encoding="utf-8")


def test_the_example_of_the_page(run, rows, squares):
    """docs/algorithms/hexcartogram.md, an example to check by hand."""
    result = run("hexcartogram", AREAS=squares(CODES[:3]), OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [row["hex_col"] for row in found] == [0, 1, 2] and result["NEIGHBOURS_ADJACENT_PC"] == 100
    assert [round(row["moved_km"], 3) for row in found] == [0.103, 0.077, 0.112]
    assert found[0]["moved_km"] + found[2]["moved_km"] > 2 * ((2 / 3**0.5) ** 0.5 - 1), "at least 75 m on either side"


# Choices --------------------------------------------------------------------------------------------------------------


def test_regions_of_a_field_stay_in_one_piece(run, squares):
    areas = squares(CODES, part=["a", "a", "b", "b", "c", None])
    result = run("hexcartogram", AREAS=areas, REGION_FIELD="part", OUTPUT=TO)
    assert result["REGIONS_USED"] == "nations and regions of field 'part'" and result["N_TORN_AFTER"] == 0
    assert "1 district in no region" in run.log
    categories = result["OUTPUT"].renderer().categories()
    assert [part.label() for part in categories] == ["a (2)", "b (2)", "c (1)", "No region (1)"]


def test_a_size_is_kept(run, squares):
    result = run("hexcartogram", AREAS=squares(CODES), SIZE=2.5, OUTPUT=TO)
    assert result["HEXAGON_KM2"] == pytest.approx(2.5)
    assert {round(shape.area()) for shape in shapes(result["OUTPUT"]).values()} == {2_500_000}


def test_by_distance_nothing_is_nearer(run, districts):
    near, even = (run("hexcartogram", AREAS=districts, PLACE=place, OUTPUT=TO) for place in ("distance", "neighbours"))
    assert 0 <= near["ADDED_DISTANCE_PC"] < even["ADDED_DISTANCE_PC"]
    assert near["MEAN_MOVED_KM"] < even["MEAN_MOVED_KM"]
    assert near["NEIGHBOURS_NEAR_PC"] >= 88 and near["NEIGHBOURS_ADJACENT_PC"] >= 55


def test_british_degrees_become_the_national_grid(run, memory, rectangle):
    rows = [(rectangle(-1 + place / 10, 52, -0.9 + place / 10, 52.1), code, "x") for place, code in enumerate(CODES)]
    layer = memory({"area": "string", "name": "string"}, rows, "Polygon", "EPSG:4326")
    result = run("hexcartogram", AREAS=layer, OUTPUT=TO)
    assert result["OUTPUT"].crs().authid() == "EPSG:27700" and "British National Grid" in run.log
    assert 70 < result["HEXAGON_KM2"] < 80, "0.1 degrees are 6.9 by 11.1 km at 52 degrees north"


def test_kilometres_and_feet_are_told_apart(run, memory, rectangle):
    rows = [(rectangle(place * 1000, 0, place * 1000 + 1000, 1000), code, "x") for place, code in enumerate(CODES)]
    layer = memory({"area": "string", "name": "string"}, rows, "Polygon", "EPSG:2263")  # New York, in US feet
    result = run("hexcartogram", AREAS=layer, OUTPUT=TO)
    assert result["HEXAGON_KM2"] == pytest.approx((1000 * 0.3048006) ** 2 / 1e6, rel=1e-5)
    assert {round(shape.area()) for shape in shapes(result["OUTPUT"]).values()} == {1_000_000}


def test_points_are_placed_without_a_share_of_neighbours(run, rows, memory):
    places = [(x, y) for x in range(4) for y in range(3)]
    layer = memory({"area": "string", "name": "string"}, [
        (f"POINT({x * 1000} {y * 1000})", f"E0600{x:02d}{y:02d}", None) for x, y in places], "Point")
    result = run("hexcartogram", AREAS=layer, OUTPUT=TO)
    assert (result["N_AREAS"], result["N_PAIRS"]) == (12, 0)
    assert result["NEIGHBOURS_ADJACENT_PC"] is None and result["NEIGHBOURS_NEAR_PC"] is None
    assert "neighbours are known" in run.log and len(shapes(result["OUTPUT"])) == 12
    assert result["HEXAGON_KM2"] == pytest.approx(3 * 2 / 12), "the rectangle around them, in equal parts"


# Rough input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_one_district_and_two(run, rows, squares, number):
    result = run("hexcartogram", AREAS=squares(CODES[:number]), OUTPUT=TO)
    assert result["N_AREAS"] == number == len(rows(result["OUTPUT"]))
    assert result["NEIGHBOURS_ADJACENT_PC"] == (100 if number == 2 else None)


def test_a_district_without_a_shape_is_left_out_and_said(run, rows, memory, rectangle):
    layer = memory({"area": "string", "name": "string"}, [
        (rectangle(0, 0, 1000, 1000), CODES[0], "a"), (None, CODES[1], "b"),
        (rectangle(1000, 0, 2000, 1000), CODES[2], "c")], "Polygon")
    result = run("hexcartogram", AREAS=layer, OUTPUT=TO)
    assert (result["N_AREAS"], result["N_LEFT_OUT"]) == (2, 1) and CODES[1] in run.log
    assert [row["name"] for row in rows(result["OUTPUT"])] == ["a", "c"]


def test_an_invalid_polygon_is_placed(run, memory, rectangle):
    bow = "POLYGON((1000 0, 2000 1000, 2000 0, 1000 1000, 1000 0))"
    layer = memory({"area": "string", "name": "string"}, [(rectangle(0, 0, 1000, 1000), CODES[0], "a"), (bow, CODES[1], "b")],
                   "Polygon")
    assert run("hexcartogram", AREAS=layer, OUTPUT=TO)["N_AREAS"] == 2


def test_districts_at_one_place_and_far_islands_are_placed(run, rows, memory, rectangle):
    same = [(rectangle(0, 0, 1000, 1000), f"E060000{place}", None) for place in range(10, 22)]
    far = [(rectangle(90000, 90000, 91000, 91000), "E06000099", None)]
    result = run("hexcartogram", AREAS=memory({"area": "string", "name": "string"}, same + far, "Polygon"), OUTPUT=TO)
    assert len({(row["hex_col"], row["hex_row"]) for row in rows(result["OUTPUT"])}) == 13


def test_a_layer_without_a_crs_is_taken_as_metres(run, memory, rectangle):
    layer = memory({"area": "string", "name": "string"}, [(rectangle(0, 0, 1000, 1000), CODES[0], "a")], "Polygon", "")
    assert run("hexcartogram", AREAS=layer, OUTPUT=TO)["HEXAGON_KM2"] == pytest.approx(1)
    assert "no coordinate reference system" in run.log


def test_other_degrees_are_refused(refused, squares):
    refused("hexcartogram", "degrees", "Reproject", AREAS=squares(CODES, crs="EPSG:4326", side=0.1, west=10))


def test_tables_and_lines_are_refused(refused, csv_table, memory):
    refused("hexcartogram", "neither polygons nor points", AREAS=csv_table("area,name\nE06000001,a\n"))
    line = memory({"area": "string"}, [("LINESTRING(0 0, 1 1)", CODES[0])], "LineString")
    refused("hexcartogram", "neither polygons nor points", AREAS=line)


def test_a_layer_of_nothing_but_missing_shapes_is_refused(refused, memory):
    refused("hexcartogram", "neither polygons nor points", AREAS=memory({"area": "string"}, [(None, CODES[0])], "Polygon"))


def test_a_code_that_stands_twice_is_refused(refused, squares):
    refused("hexcartogram", CODES[0], "dissolve", AREAS=squares([CODES[0], CODES[0]]))


def test_points_at_one_place_need_a_size(run, refused, memory):
    layer = memory({"area": "string"}, [("POINT(0 0)", code) for code in CODES], "Point")
    refused("hexcartogram", "SIZE", AREAS=layer)
    assert run("hexcartogram", AREAS=layer, SIZE=1, OUTPUT=TO)["N_AREAS"] == 6


def test_a_size_of_nothing_and_a_field_that_is_not_there_are_refused(refused, squares):
    refused("hexcartogram", "SIZE", AREAS=squares(CODES), SIZE=0)
    refused("hexcartogram", "REGION_FIELD", "parts", AREAS=squares(CODES), REGION_FIELD="parts")


def test_too_many_areas_are_refused(refused, memory):
    layer = memory({"area": "string"}, [(f"POINT({place} {place % 50})", f"a{place}") for place in range(2501)], "Point")
    refused("hexcartogram", "2,501 areas", "2,500", AREAS=layer)


def test_a_shapefile_keeps_the_fields(run, rows, squares, tmp_path):
    path = str(tmp_path / "hexagons.shp")
    run("hexcartogram", AREAS=squares(CODES), OUTPUT=path)
    assert {"hex_col", "hex_row", "moved_km", "hex_region", "hex_label", "schematic"} <= set(rows(path)[0])


# Published boundaries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "number"), [("lad_2023.geojson", 361), ("lad_2021_epsg27700.geojson", 374)])
def test_published_districts_keep_their_neighbours(run, rows, boundaries, name, number):
    started = time.process_time()
    result = run("hexcartogram", AREAS=boundaries(name), OUTPUT=TO)
    assert time.process_time() - started < 5
    assert (result["N_AREAS"], result["N_TORN_AFTER"]) == (number, 0)
    assert result["NEIGHBOURS_ADJACENT_PC"] >= 55 and result["NEIGHBOURS_NEAR_PC"] >= 88
    drawn = shapes(result["OUTPUT"])
    northern = [code for code in drawn if code.startswith("N")]
    rest = [shape for code, shape in drawn.items() if not code.startswith("N")]
    assert len(northern) == 11 and touching(drawn, northern)
    assert min(drawn[code].distance(shape) for code in northern for shape in rest) > 1000, "the Irish Sea"

"""Spatial clusters: a board of squares with a high corner and a low one, values joined by code, a style that says it."""

from __future__ import annotations

import sys

import pytest

TO = "TEMPORARY_OUTPUT"
SIDE = 6
CODES = [f"E06{place:06}" for place in range(1, SIDE * SIDE + 1)]
CLUSTERS = ["High-high", "Low-low", "High-low", "Low-high", "Not significant"]


def value_of(place: int) -> float:
    """High in the south-west, low in the north-east, near 0 elsewhere."""
    east, north = place % SIDE, place // SIDE
    return 10.0 * (max(east, north) < 3) - 10.0 * (min(east, north) > 2) + place / 100


@pytest.fixture
def board(memory, rectangle):
    """`board()` returns the squares, 1 km each; `board(extra=[(wkt, code, value)], values={code: value})`."""

    def make(extra=(), values=None, crs="EPSG:27700", size=1000.0, **fields):
        rows = []
        for place, code in enumerate(CODES):
            east, north = 400000 + place % SIDE * size, 300000 + place // SIDE * size
            held = (values or {}).get(code, value_of(place))
            rows.append((rectangle(east, north, east + size, north + size), code, f"Place {place}", held))
        rows += [(wkt, code, "Isle", value) for wkt, code, value in extra]
        return memory({"area": "string", "name": "string", "value": "double", **fields},
                      [row + tuple(1 for _ in fields) for row in rows], "Polygon", crs, "board")

    return make


def found(rows, result, field="cluster") -> dict:
    return {row["area"]: row[field] for row in rows(result["OUTPUT"])}


def test_corners_are_clusters_and_numbers_count_them(run, rows, board):
    result = run("spatialclusters", AREAS=board(), FDR=False, NEIGHBOURS="rook", OUTPUT=TO)
    clusters = found(rows, result)
    assert [clusters[CODES[place]] for place in (1, 6, 7)] == ["High-high"] * 3
    assert [clusters[CODES[place]] for place in (28, 29, 34)] == ["Low-low"] * 3
    assert found(rows, result, "n_neigh")[CODES[0]] == 2 and found(rows, result, "n_neigh")[CODES[7]] == 4
    assert found(rows, result, "lag")[CODES[0]] == pytest.approx((10.01 + 10.06) / 2)
    assert found(rows, result, "map_value")[CODES[7]] == 10.07 and found(rows, result, "quadrant")[CODES[7]] == "HH"
    counts = [result[name] for name in ("N_HIGH_HIGH", "N_LOW_LOW", "N_HIGH_LOW", "N_LOW_HIGH", "N_NOT_SIGNIFICANT")]
    assert counts == [list(clusters.values()).count(cluster) for cluster in CLUSTERS]
    assert (result["N_AREAS"], result["N_ISLANDS"], result["NO_DATA_COUNT"], result["P_LIMIT"]) == (36, 0, 0, 0.05)
    assert result["EXPECTED_I"] == pytest.approx(-1 / 35) and result["P_VALUE"] == 0.001 and result["Z_SCORE"] > 5
    assert "neighbours are more alike than chance makes them" in run.log and "Clusters: " in run.log


def test_moran_is_that_of_the_formula(run, board):
    values = [value_of(place) for place in range(36)]
    mean = sum(values) / 36
    above = [value - mean for value in values]
    products = 0.0
    for place in range(36):
        others = [other for other in range(36) if other != place
                  and max(abs(other % 6 - place % 6), abs(other // 6 - place // 6)) == 1]
        products += above[place] * sum(above[other] for other in others) / len(others)
    result = run("spatialclusters", AREAS=board(), OUTPUT=TO)
    assert result["MORAN_I"] == pytest.approx(products / sum(one**2 for one in above))


@pytest.mark.parametrize(("kind", "number"), [("queen", 8), ("rook", 4), ("nearest", 3)])
def test_kinds_of_neighbours(run, rows, board, kind, number):
    result = run("spatialclusters", AREAS=board(), NEIGHBOURS=kind, K=3, PERMUTATIONS=99, OUTPUT=TO)
    assert found(rows, result, "n_neigh")[CODES[14]] == number


def test_false_discovery_control_lowers_the_limit(run, board):
    with_control, without = (run("spatialclusters", AREAS=board(), FDR=flag, OUTPUT=TO) for flag in (True, False))
    assert with_control["P_LIMIT"] < 0.05 and with_control["N_NOT_SIGNIFICANT"] >= without["N_NOT_SIGNIFICANT"]


def test_the_same_seed_gives_the_same_result(run, rows, board):
    results = [run("spatialclusters", AREAS=board(), SEED=seed, OUTPUT=TO) for seed in (1, 1, 2)]
    p = [found(rows, result, "p_value") for result in results]
    assert p[0] == p[1] != p[2] and results[0]["Z_SCORE"] == results[1]["Z_SCORE"] != results[2]["Z_SCORE"]


def test_islands_and_missing_values_are_grey_and_named(run, rows, board, rectangle):
    isle = (rectangle(500000, 300000, 501000, 301000), "E06000099", 99.0)
    result = run("spatialclusters", AREAS=board([isle], {CODES[35]: None}), OUTPUT=TO)
    assert (result["N_AREAS"], result["N_ISLANDS"], result["NO_DATA_COUNT"]) == (35, 1, 1)
    row = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert row["E06000099"]["map_value"] == 99 and row["E06000099"]["n_neigh"] == 0
    assert all(row["E06000099"][name] is None for name in ("lag", "local_i", "p_value", "quadrant", "cluster"))
    assert all(row[CODES[35]][name] is None for name in ("map_value", "lag", "n_neigh", "p_value", "cluster"))
    assert row[CODES[34]]["n_neigh"] == 4, "five, less the one without a value"
    assert "1 district without a neighbour left out of the statistics: Isle." in run.log
    assert "1 district without a value left out before neighbours are counted: Place 35." in run.log
    labels = [part.label() for part in result["OUTPUT"].renderer().categories()]
    assert labels[-1] == "No data or no neighbour (2)" and [label.split(" (")[0] for label in labels[:-1]] == CLUSTERS


def test_degrees_and_tiny_units_give_the_same(run, rows, board, memory):
    import processing

    plain = found(rows, run("spatialclusters", AREAS=board(), OUTPUT=TO))
    moved = processing.run("native:reprojectlayer", {"INPUT": board(), "TARGET_CRS": "EPSG:4326", "OUTPUT": TO})["OUTPUT"]
    assert found(rows, run("spatialclusters", AREAS=moved, OUTPUT=TO)) == plain
    scaled = {code: value_of(place) * 1e-12 for place, code in enumerate(CODES)}
    assert found(rows, run("spatialclusters", AREAS=board(values=scaled), OUTPUT=TO)) == plain


def test_a_table_is_joined_and_filtered(run, rows, board, csv_table):
    lines = [f"{code.lower()},{year},{value_of(place) + year}" for place, code in enumerate(CODES) for year in (2020, 2021)]
    table = csv_table("area,period,lq\n" + "\n".join(lines) + "\n")
    result = run("spatialclusters", AREAS=board(), TABLE=table, VALUE_FIELD="lq", FILTER="\"period\" = '2021'", OUTPUT=TO)
    assert found(rows, result) == found(rows, run("spatialclusters", AREAS=board(), OUTPUT=TO))
    assert result["UNMATCHED_COUNT"] == 0 and "Field 'lq' is text" in run.log


def test_an_expression_and_the_layers_own_fields(run, rows, board):
    result = run("spatialclusters", AREAS=board(), VALUE_FIELD="\"value\" * 2", OUTPUT=TO)
    assert rows(result["OUTPUT"])[0]["map_value"] == 20 and rows(result["OUTPUT"])[0]["value"] == 10


def test_a_schematic_layer_is_a_caution(run, board):
    run("spatialclusters", AREAS=board(schematic="integer"), OUTPUT=TO)
    assert "schematic: who is whose neighbour is only roughly right" in run.log


def test_the_style_stays_in_a_geopackage(run, board, reopen, tmp_path):
    run("spatialclusters", AREAS=board(), FDR=False, OUTPUT=str(tmp_path / "clusters.gpkg"), STYLE_FILE=str(tmp_path / "c.qml"))
    (drawn,) = reopen(tmp_path / "clusters.gpkg")
    assert [part["value"] for part in drawn["classes"]] == [*CLUSTERS, ""] and drawn["undrawn"] == 0
    assert drawn["title"] == "Spatial clusters of value" and (tmp_path / "c.qml").stat().st_size > 0


@pytest.mark.parametrize("ending", ["shp", "csv", "geojson"])
def test_other_formats_are_written(run, rows, board, tmp_path, ending):
    result = run("spatialclusters", AREAS=board(), OUTPUT=str(tmp_path / f"clusters.{ending}"))
    assert len(rows(result["OUTPUT"])) == 36


def test_clusters_feed_the_next_algorithm(run, rows, board):
    clusters = run("spatialclusters", AREAS=board(), OUTPUT=TO)["OUTPUT"]
    result = run("choropleth", AREAS=clusters, VALUE_FIELD="local_i", OUTPUT=TO)
    assert result["N_CLASSES"] == 5


@pytest.mark.parametrize(("more", "words"), [
    ({"VALUE_FIELD": "vale"}, ("VALUE_FIELD", "vale", "Did you mean value?")),
    ({"FILTER": "\"value\" > 1000"}, ("no features",)), ({"VALUE_FIELD": "\"value\" * 0"}, ("same value", "VALUE_FIELD")),
    ({"FILTER": "\"area\" < 'E06000004'"}, ("at least 4 districts",)), ({"VALUE_FIELD": "name"}, ("not a number",)),
    ({"NEIGHBOURS": "nearest", "K": 36}, ("K", "36 districts")), ({"VALUE_FIELD": ""}, ("VALUE_FIELD",)),
])
def test_what_cannot_be_is_refused(refused, board, more, words):
    refused("spatialclusters", *words, AREAS=board(), **more)


@pytest.mark.parametrize("more", [{"PERMUTATIONS": 98}, {"SIGNIFICANCE": 0}, {"SIGNIFICANCE": 0.9}, {"K": 0}, {"NEIGHBOURS": "bishop"}])
def test_numbers_and_choices_have_limits(refused, board, more):
    refused("spatialclusters", *more, AREAS=board(), **more)


def test_codes_on_one_side_only_can_be_refused(run, refused, board, csv_table):
    table = csv_table("area,value\n" + "\n".join(f"{code},{place}" for place, code in enumerate([*CODES[:-1], "E06000098"])))
    assert run("spatialclusters", AREAS=board(), TABLE=table, OUTPUT=TO)["UNMATCHED_COUNT"] == 2
    refused("spatialclusters", "STRICT", "E06000098", AREAS=board(), TABLE=table, STRICT=True)


def test_points_are_no_districts(refused, memory):
    points = memory({"area": "string", "value": "double"}, [("POINT(1 1)", "A", 1), ("POINT(2 2)", "B", 2)], "Point")
    refused("spatialclusters", "AREAS", AREAS=points)


@pytest.mark.parametrize("package", ["esda", "libpysal", "geopandas"])
def test_a_missing_package_is_named_with_the_way_to_get_it(qgis, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    able, reason = qgis.processingRegistry().createAlgorithmById("industrialatlas:spatialclusters").canExecute()
    assert not able and package in reason and ("libpysal==" in reason or package == "geopandas")


def test_cancel_leaves_nothing(run, board, tmp_path):
    from qgis.core import QgsProcessingException

    run.feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("spatialclusters", AREAS=board(), OUTPUT=str(tmp_path / "clusters.gpkg"))
    assert list(tmp_path.iterdir()) == []


def test_metres_that_say_they_are_degrees_are_refused(refused, squares):
    layer = squares([f"E0600000{place}" for place in range(1, 7)], crs="EPSG:4326", value=[1, 2, 3, 4, 5, 7])
    for kind in ("queen", "nearest"):
        refused("spatialclusters", "coordinate reference system", "EPSG:4326", AREAS=layer, NEIGHBOURS=kind, K=2)


def test_the_order_of_the_districts_changes_no_p(run, rows, memory, rectangle):
    import random

    cells = [(place, rectangle(400000 + place % 6 * 1000, 300000 + place // 6 * 1000, 401000 + place % 6 * 1000,
                               301000 + place // 6 * 1000)) for place in range(36)]
    found = []
    for seed in (1, 2):
        random.Random(seed).shuffle(cells)
        held = [(shape, f"E0600{place:04d}", (place * 7919) % 101) for place, shape in cells]
        layer = memory({"area": "string", "value": "double"}, held, "Polygon")
        result = run("spatialclusters", AREAS=layer, PERMUTATIONS=199, OUTPUT="TEMPORARY_OUTPUT")
        found.append((result["Z_SCORE"], {row["area"]: row["p_value"] for row in rows(result["OUTPUT"])}))
    assert found[0][0] == pytest.approx(found[1][0]) and found[0][1] == found[1][1]

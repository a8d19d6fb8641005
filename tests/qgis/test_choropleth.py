"""Maps: breaks and counts by every scheme, values joined by code, and a legend that tells the truth."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SAMPLE = TESTS.parent / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20]
CODES = [f"E0600000{place}" for place in range(10)]
GREY = "#d0d0d0"


@pytest.fixture
def areas(squares):
    """Ten districts with the values, and one without."""
    return squares([*CODES, "E06000010"], value=[*VALUES, None])


def labels(layer) -> list:
    return [part.label() for part in layer.renderer().ranges()]


# Breaks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "more", "breaks", "counts"), [
    # numpy's quantiles of ten values: positions 1.8, 3.6, 5.4, 7.2, 9 of 0 to 9
    ("quantiles", {}, [2.8, 4.6, 6.4, 8.2, 20], [2, 2, 2, 2, 2]),
    ("quantiles", {"CLASSES": 2}, [5.5, 20], [5, 5]),
    ("equal_interval", {}, [4.8, 8.6, 12.4, 16.2, 20], [4, 4, 1, 0, 1]),
    ("user_defined", {"BREAKS": "3; 5;10"}, [3, 5, 10, 20], [3, 2, 4, 1]),
    ("user_defined", {"BREAKS": "3;5;100"}, [3, 5, 100], [3, 2, 5]),
    ("lq", {}, [0.5, 0.8, 1, 1.25, 2, 20], [0, 0, 1, 0, 1, 8]),
])
def test_fixed_schemes_give_these_breaks_and_counts(run, areas, scheme, more, breaks, counts):
    result = run("choropleth", AREAS=areas, SCHEME=scheme, OUTPUT=TO, **more)
    assert [float(limit) for limit in result["CLASS_BREAKS"].split(";")] == pytest.approx(breaks)
    assert [int(number) for number in result["CLASS_COUNTS"].split(";")] == counts
    assert (result["N_CLASSES"], result["NO_DATA_COUNT"], result["UNMATCHED_COUNT"]) == (len(breaks), 1, 0)


@pytest.mark.parametrize(("scheme", "name"), [
    ("fisher_jenks", "FisherJenks"), ("natural_breaks", "NaturalBreaks"), ("std_mean", "StdMean"),
    ("head_tail", "HeadTailBreaks"), ("box_plot", "BoxPlot"), ("percentiles", "Percentiles"),
])
def test_other_schemes_are_those_of_mapclassify(run, areas, scheme, name):
    import mapclassify
    import numpy as np

    wanted = {"k": 4} if scheme in ("fisher_jenks", "natural_breaks") else {}
    peer = getattr(mapclassify, name)(np.array(VALUES, dtype=float), **wanted)
    expected = [limit for limit in peer.bins if limit >= min(VALUES)]  # a class under the lowest value is none
    result = run("choropleth", AREAS=areas, SCHEME=scheme, CLASSES=4, OUTPUT=TO)
    assert [float(limit) for limit in result["CLASS_BREAKS"].split(";")] == pytest.approx(expected)
    assert [int(number) for number in result["CLASS_COUNTS"].split(";")] == peer.counts.tolist()[-len(expected):]


def test_natural_breaks_are_the_same_every_time(run, areas):
    found = {run("choropleth", AREAS=areas, SCHEME="natural_breaks", OUTPUT=TO)["CLASS_BREAKS"] for _ in range(3)}
    assert len(found) == 1


def test_a_value_on_a_limit_belongs_to_the_lower_class(run, rows, areas):
    result = run("choropleth", AREAS=areas, SCHEME="user_defined", BREAKS="3;5;20", OUTPUT=TO)
    classes = {row["map_value"]: row["map_class"] for row in rows(result["OUTPUT"])}
    assert (classes[3], classes[5], classes[20], classes[None]) == ("up to 3", "3 to 5", "over 5", None)
    assert labels(result["OUTPUT"]) == ["up to 3 (3)", "3 to 5 (2)", "over 5 (5)", "No data (1)"]


def test_fewer_values_than_classes_make_fewer_classes_with_a_warning(run, squares):
    result = run("choropleth", AREAS=squares(["A", "B", "C"], value=[1, 1, 2]), OUTPUT=TO)
    assert result["N_CLASSES"] == 2 and "2 distinct values, so 2 classes and not 5" in run.log


@pytest.mark.parametrize("scheme", ["quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail",
                                    "box_plot", "percentiles", "lq"])
@pytest.mark.parametrize("values", [[7, 7, 7], [5], [0, 0, 0, 3]], ids=["all equal", "one district", "ties"])
def test_hardly_any_values_still_make_a_map(run, squares, scheme, values):
    layer = squares([f"a{place}" for place in range(len(values))], value=values)
    result = run("choropleth", AREAS=layer, SCHEME=scheme, OUTPUT=TO)
    assert sum(int(number) for number in result["CLASS_COUNTS"].split(";")) == len(values)


@pytest.mark.parametrize(("breaks", "words"), [
    ("", ("BREAKS",)), ("a;b", ("BREAKS", "a;b")), ("5;3", ("BREAKS", "rise")), ("1;1", ("BREAKS", "rise")),
    ("1;inf", ("BREAKS",)), ("nan", ("BREAKS",)),
])
def test_breaks_that_are_none_are_refused(refused, areas, breaks, words):
    refused("choropleth", *words, AREAS=areas, SCHEME="user_defined", BREAKS=breaks)


@pytest.mark.parametrize("scheme", ["quantiles", "equal_interval", "user_defined", "lq"])
def test_without_mapclassify_the_fixed_schemes_run(run, areas, monkeypatch, scheme):
    monkeypatch.setitem(sys.modules, "mapclassify", None)
    result = run("choropleth", AREAS=areas, SCHEME=scheme, BREAKS="3;5", OUTPUT=TO)
    assert labels(result["OUTPUT"])[-1] == "No data (1)"


@pytest.mark.parametrize("scheme", ["fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles"])
def test_without_mapclassify_the_others_say_so(refused, areas, monkeypatch, scheme):
    monkeypatch.setitem(sys.modules, "mapclassify", None)
    refused("choropleth", scheme, "mapclassify", "quantiles", AREAS=areas, SCHEME=scheme)


# Values ---------------------------------------------------------------------------------------------------------------

TABLE = """
    area,industry,period,value,lq
    e06000000,i,2020,5,0.4
    E06000001,i,2020,6,2.5
    E06000000,j,2020,7,1
    E06000009,i,2021,8,1
    X,i,2020,9,1
"""


def test_a_table_is_joined_by_code_and_filtered(run, rows, areas, csv_table):
    given = {"AREAS": areas, "TABLE": csv_table(TABLE), "FILTER": "\"industry\" = 'i' AND \"period\" = '2020'"}
    result = run("choropleth", **given, OUTPUT=TO)
    found = {row["area"]: row["map_value"] for row in rows(result["OUTPUT"])}
    assert {area: value for area, value in found.items() if value is not None} == {"E06000000": 5, "E06000001": 6}
    assert len(found) == 11 and result["NO_DATA_COUNT"] == 9 and result["UNMATCHED_COUNT"] == 10
    assert "1 district is in the table only: X" in run.log
    result = run("choropleth", **given, VALUE_FIELD="lq", SCHEME="lq", OUTPUT=TO)
    assert result["CLASS_COUNTS"] == "1;0;0;0;0;1"


def test_several_rows_of_a_district_need_a_filter(refused, areas, csv_table):
    refused("choropleth", "E06000000", "2 rows", "FILTER", "industry", AREAS=areas, TABLE=csv_table(TABLE.replace("e06", "E06")))


def test_the_suggested_filter_works(run, refused, areas, csv_table):
    table = csv_table(TABLE)
    message = refused("choropleth", "such as", AREAS=areas, TABLE=table)
    suggestion = message.split("such as ")[1].rstrip(".")
    assert run("choropleth", AREAS=areas, TABLE=table, FILTER=suggestion, OUTPUT=TO)["NO_DATA_COUNT"] < 11


def test_a_filter_that_nothing_meets_is_refused(refused, areas, csv_table):
    refused("choropleth", "FILTER", "nothing", AREAS=areas, TABLE=csv_table(TABLE), FILTER="\"industry\" = 'nothing'")


@pytest.mark.parametrize(("name", "text", "words"), [
    ("FILTER", "industry = ", ("FILTER", "expression")), ("FILTER", "\"indstry\" = 'i'", ("FILTER", "indstry", "industry")),
    ("VALUE_FIELD", "vale", ("VALUE_FIELD", "vale", "value")), ("VALUE_FIELD", "\"lq\" *", ("VALUE_FIELD", "expression")),
    ("VALUE_FIELD", "\"lqq\" * 2", ("VALUE_FIELD", "lqq", "lq")), ("VALUE_FIELD", "industry", ("industry", "not a number")),
    ("AREA_FIELD", "aera", ("AREA_FIELD", "aera", "area")),
])
def test_what_is_misspelt_in_the_table_is_said(refused, areas, csv_table, name, text, words):
    where = {"FILTER": "industry = 'i' and period = '2020'", name: text}
    refused("choropleth", *words, AREAS=areas, TABLE=csv_table(TABLE), **where)


def test_an_expression_is_a_value(run, rows, areas):
    result = run("choropleth", AREAS=areas, VALUE_FIELD='"value" * 10', OUTPUT=TO)
    assert [row["map_value"] for row in rows(result["OUTPUT"])] == [*(value * 10.0 for value in VALUES), None]


def test_a_field_may_be_named_in_another_case(run, rows, squares, csv_table, tmp_path):
    table = csv_table("area,LQ\nE06000000,2\nE06000001,3\n")
    result = run("choropleth", AREAS=squares(CODES[:2]), TABLE=table, VALUE_FIELD="lq", OUTPUT=TO)
    assert [row["map_value"] for row in rows(result["OUTPUT"])] == [2, 3]
    areas = squares(CODES[:2], Value=[4, 5])
    result = run("choropleth", AREAS=areas, OUTPUT=TO)
    assert [row["map_value"] for row in rows(result["OUTPUT"])] == [4, 5]


def test_a_filter_without_a_table_leaves_fewer_districts(run, areas):
    result = run("choropleth", AREAS=areas, FILTER="value > 5", OUTPUT=TO)
    assert result["NO_DATA_COUNT"] == 0 and sum(int(number) for number in result["CLASS_COUNTS"].split(";")) == 5


def test_the_fields_of_the_layer_are_kept(run, rows, squares):
    areas = squares(["A"], value=[5], mayor=["Ann"])
    assert rows(run("choropleth", AREAS=areas, OUTPUT=TO)["OUTPUT"])[0]["mayor"] == "Ann"


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_fields_of_the_layer_that_are_called_like_results_do_no_harm(run, rows, memory, rectangle, tmp_path, ending):
    from qgis.PyQt.QtCore import QDate

    fields = {"fid": "int8", "CODE": "string", "Name": "string", "AREA": "double", "MAP_VALUE": "double", "map_class": "string",
              "day": "date", "ok": "bool", "value": "int8"}
    shapes = [(rectangle(place, 0, place + 1, 1), 7, code, "Place", 93.7, 1.0, "old", QDate(2020, 1, 2), True, place)
              for place, code in enumerate(CODES)]
    areas = memory(fields, shapes, "Polygon")
    path = str(tmp_path / f"map.{ending}")
    run("choropleth", AREAS=areas, AREA_CODE="CODE", OUTPUT=path)
    found = rows(path)
    assert [row["area"] for row in found] == CODES and [row["map_value"] for row in found] == list(range(10))
    assert {row["map_class"] for row in found}.isdisjoint({"old", None})
    again = str(tmp_path / f"again.{ending}")
    run("choropleth", AREAS=path, VALUE_FIELD="map_value", CLASSES=2, OUTPUT=again)
    assert [row["map_value"] for row in rows(again)] == list(range(10))


def test_python_is_not_warned(run, areas):
    """The desktop shows every warning of Python to its user."""
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for scheme in ("fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot", "percentiles"):
            run("choropleth", AREAS=areas, SCHEME=scheme, OUTPUT=TO)
    assert [str(one.message) for one in caught if not issubclass(one.category, (DeprecationWarning, ResourceWarning))] == []


def test_strict_stops_at_unmatched_codes(refused, areas, csv_table):
    table = csv_table("area,value\nE06000001,3\nX,1\n")
    refused("choropleth", "STRICT", "X", AREAS=areas, TABLE=table, STRICT=True)


def test_nothing_to_map_is_refused(refused, squares):
    refused("choropleth", "every one is missing", "VALUE_FIELD", AREAS=squares(["A", "B"], value=[None, None]))


def test_a_result_of_location_quotients_is_mapped_with_no_field_picked(run, squares, csv_table, tmp_path):
    lines = "".join(f"{code},i,2020,{value}\n{code},Total,2020,{100 + value}\n" for code, value in zip(CODES, VALUES))
    run("locationquotient", OBSERVATIONS=csv_table("area,industry,period,value\n" + lines), OUTPUT=str(tmp_path / "lq.gpkg"))
    areas = squares(CODES)
    result = run("choropleth", AREAS=areas, TABLE=str(tmp_path / "lq.gpkg"), VALUE_FIELD="lq", SCHEME="lq", OUTPUT=TO)
    assert result["NO_DATA_COUNT"] == 0 and result["UNMATCHED_COUNT"] == 0
    assert "Hatched: small number (4)" in labels(result["OUTPUT"]), "values under 5 carry a caution"


# Legend ---------------------------------------------------------------------------------------------------------------


def test_the_legend_has_unit_title_counts_and_no_data_last(run, areas):
    layer = run("choropleth", AREAS=areas, UNIT="£m", TITLE="Output", CLASSES=2, OUTPUT=TO)["OUTPUT"]
    assert labels(layer) == ["up to £5.5m (5)", "over £5.5m (5)", "No data (1)"]
    assert layer.title() == "Output" and layer.abstract().startswith("Output.")
    assert layer.renderer().ranges()[-1].symbol().color().name() == GREY
    assert layer.attributeAlias(layer.fields().lookupField("map_value")) == "value"


def test_large_numbers_are_readable(run, squares):
    areas = squares(CODES, value=[value * 1234567 for value in VALUES])
    layer = run("choropleth", AREAS=areas, SCHEME="user_defined", BREAKS="2500000;10000000", OUTPUT=TO)["OUTPUT"]
    assert labels(layer) == ["up to 2,500,000 (2)", "2,500,000 to 10,000,000 (6)", "over 10,000,000 (2)", "No data (0)"]


def test_the_table_on_the_map_says_whose_value_it_is(run, areas, csv_table):
    layer = run("choropleth", AREAS=areas, TABLE=csv_table("area,value\nE06000001,3\n"), OUTPUT=TO)["OUTPUT"]
    assert layer.title() == "value" and "Numbers in brackets count districts" in layer.abstract()


@pytest.mark.parametrize("ramp", ["YlGnBu", "YlOrBr", "Blues", "Greens", "Oranges", "Purples", "Greys", "PuOr", "BrBG", "RdBu"])
@pytest.mark.parametrize("classes", [2, 5, 12])
def test_every_ramp_gives_each_class_its_own_colour(run, squares, ramp, classes):
    areas = squares([f"a{place}" for place in range(24)], value=list(range(24)))
    layer = run("choropleth", AREAS=areas, RAMP=ramp, CLASSES=classes, OUTPUT=TO)["OUTPUT"]
    colours = [part.symbol().color().name() for part in layer.renderer().ranges()]
    assert len(colours) == classes + 1 == len(set(colours)), "no class looks like another, or like no data"


def test_a_diverging_ramp_turns_at_zero(run, squares):
    areas = squares(list("ABCDEF"), value=[-3, -2, -1, 1, 2, 30])
    layer = run("choropleth", AREAS=areas, RAMP="RdBu", SCHEME="user_defined", BREAKS="-1.5;0;5;40", OUTPUT=TO)["OUTPUT"]
    colours = [part.symbol().color() for part in layer.renderer().ranges()][:4]
    assert [colour.blue() > colour.red() for colour in colours] == [True, True, False, False]


# Kept with the file ---------------------------------------------------------------------------------------------------


def truthful(drawn: dict, missing: int, hatched: bool = False) -> None:
    """The counts of the legend are those that the renderer gives; every feature is drawn; no data is last and grey."""
    classes = [part for part in drawn["classes"] if not part["label"].startswith("Hatched")]
    said = {part["label"]: int(part["label"].rsplit("(", 1)[1].rstrip(")").replace(",", "")) for part in classes}
    assert drawn["undrawn"] == 0, "a feature falls in no class"
    assert {label: drawn["counts"].get(label, 0) for label in said} == said
    assert sum(said.values()) == drawn["features"] and len(said) == len(classes)
    assert drawn["classes"][-1]["label"] == f"No data ({missing:,})" and drawn["classes"][-1]["colour"] == GREY
    assert len(drawn["classes"]) - len(classes) == int(hatched)


def test_styles_stay_with_a_geopackage(run, reopen, sample, tmp_path):
    districts = f"{sample}|layername=districts"
    schemes = ("quantiles", "equal_interval", "fisher_jenks", "natural_breaks", "std_mean", "head_tail", "box_plot",
               "percentiles", "user_defined", "lq")
    found = {}
    for scheme in schemes:
        found[scheme] = run(
            "choropleth", AREAS=districts, VALUE_FIELD="pop_2020 / km2", SCHEME=scheme, BREAKS="186;846", TITLE="Density",
            OUTPUT=str(tmp_path / f"{scheme}.gpkg"))
    for scheme, drawn in zip(schemes, reopen(*(tmp_path / f"{scheme}.gpkg" for scheme in schemes))):
        truthful(drawn, 0)
        limits = [float(limit) for limit in found[scheme]["CLASS_BREAKS"].split(";")]
        assert drawn["renderer"] == "graduatedSymbol"
        highs = [part["high"] for part in drawn["classes"]][:len(limits)]
        assert highs[:-1] == pytest.approx(limits[:-1], rel=1e-9), scheme
        assert highs[-1] == pytest.approx(limits[-1], rel=1e-5) and highs[-1] >= limits[-1], "opened a little, to lose no one"
        assert [part["low"] for part in drawn["classes"]][1:len(limits)] == pytest.approx(limits[:-1], rel=1e-9)
        assert drawn["title"] == "Density" and "schematic" in drawn["abstract"].lower()
        assert drawn["aliases"]["area"] == "District code"
        if scheme == "user_defined":
            assert found[scheme]["CLASS_COUNTS"] == "74;123;153"


def test_no_value_falls_between_classes_however_large_or_small(run, reopen, squares, tmp_path):
    """Styles are stored with limited digits; a limit is often a value itself."""
    import random

    dice = random.Random(1)
    paths = []
    for number, size in enumerate((1e-6, 1e-3, 1, 1e5, 1e12)):
        for sign in ("positive", "mixed", "near"):
            values = {
                "positive": [dice.random() * size for _ in range(37)],
                "mixed": [dice.uniform(-1, 1) * size for _ in range(37)],
                "near": [size * (1 + dice.random() / 1000) for _ in range(37)],
            }[sign]
            layer = squares([f"a{place}" for place in range(38)], value=[*values, None])
            for scheme in ("quantiles", "fisher_jenks"):
                paths.append(tmp_path / f"{number}{sign}{scheme}.gpkg")
                run("choropleth", AREAS=layer, SCHEME=scheme, OUTPUT=str(paths[-1]))
    for path, drawn in zip(paths, reopen(*paths)):
        assert drawn["undrawn"] == 0, path.name
        truthful(drawn, 1)


def test_every_styled_result_of_the_others_is_truthful_too(run, reopen, sample, tmp_path):
    districts = f"{sample}|layername=districts"
    paths = [tmp_path / f"{name}.gpkg" for name in ("map", "density", "regions", "hatched")]
    run("locationquotient", OBSERVATIONS=f"{sample}|layername=gva|subset=\"period\" = 2023", AREAS=districts, OUTPUT=TO,
        MAP=str(paths[0]), MAP_INDUSTRY="CC (16-18)")
    run("densityclass", AREAS=districts, POPULATION_FIELD="pop_2020", OUTPUT=str(paths[1]))
    run("traditionalregions", AREAS=districts, PRESET="paper", OUTPUT=str(paths[2]))
    run("choropleth", AREAS=str(paths[0]), VALUE_FIELD="own_share", OUTPUT=str(paths[3]))
    quotients, density, regions, shares = reopen(*paths)
    with open(SAMPLE / "gva_by_district.csv", encoding="utf-8", newline="") as file:
        missing = sum(row["industry"] == "CC (16-18)" and not row["2023"] for row in csv.DictReader(file))
    assert missing > 0
    truthful(quotients, missing, hatched=True)
    assert [part["high"] for part in quotients["classes"]][:5] == [0.5, 0.8, 1, 1.25, 2]
    assert quotients["title"] == "Location quotient, CC (16-18), 2023"
    truthful(density, 0)
    assert [part["label"].rsplit(" (", 1)[1] for part in density["classes"]] == ["74)", "123)", "153)", "0)"]
    truthful(regions, 0)
    assert [part["label"] for part in regions["classes"]] == [
        "In a traditional industrial region (112)", "Elsewhere (238)", "No data (0)"]
    truthful(shares, missing, hatched=True)


@pytest.mark.parametrize(
    "name", ["choropleth", "locationquotient", "specialisation", "shiftshare", "densityclass", "traditionalregions"])
def test_a_style_file_draws_the_layer_the_same(run, reopen, squares, csv_table, tmp_path, name):
    codes = [f"E0600000{place}" for place in range(1, 6)]
    areas = squares(codes, population=[5, 200, 900, 950, None], km2=[1] * 5, value=[1, 2, 3, 4, None])
    lines = "".join(f"{code},i,2020,{value}\n{code},Total,2020,100\n" for code, value in zip(codes, (2, 20, 40, 60, "")))
    table = csv_table("area,industry,period,value\n" + lines)
    years = csv_table("area,industry,period,value\n" + lines + lines.replace("2020", "2021").replace(",60", ",90"))
    given = {
        "choropleth": {"CLASSES": 3}, "densityclass": {}, "traditionalregions": {"PRESET": "paper"},
        "locationquotient": {"OBSERVATIONS": table, "OUTPUT": TO}, "specialisation": {"OBSERVATIONS": table, "OUTPUT": TO},
        "shiftshare": {"OBSERVATIONS": years, "OUTPUT": TO},
    }[name]
    output = "MAP" if "OBSERVATIONS" in given else "OUTPUT"
    sources = []
    for ending in ("qml", "sld"):
        path, style = tmp_path / f"{ending}.fgb", tmp_path / f"style.{ending}"
        run(name, AREAS=areas, **{**given, output: str(path)}, STYLE_FILE=str(style))
        assert style.stat().st_size > 0
        sources.append(f"{path}+{style}")
    qml, sld = reopen(*sources)
    truthful(qml, 0 if name == "traditionalregions" else 1, hatched=name == "locationquotient")
    assert sld["undrawn"] == 0
    hatch = "Hatched"
    assert [part["colour"] for part in sld["classes"] if hatch not in part["label"]] == [
        part["colour"] for part in qml["classes"] if hatch not in part["label"]]
    assert sld["counts"] == qml["counts"]


def test_a_style_file_that_cannot_be_written_is_refused(refused, areas, tmp_path):
    refused("choropleth", "STYLE_FILE", "folder", AREAS=areas, STYLE_FILE=str(tmp_path / "nowhere" / "style.qml"))


def test_the_style_is_beside_other_formats(run, reopen, areas, tmp_path):
    run("choropleth", AREAS=areas, CLASSES=2, OUTPUT=str(tmp_path / "map.geojson"))
    run("choropleth", AREAS=areas, CLASSES=2, OUTPUT=str(tmp_path / "map.shp"))
    for drawn in reopen(tmp_path / "map.geojson", tmp_path / "map.shp"):
        truthful(drawn, 1)


def test_a_layer_in_memory_is_styled_without_a_warning(run, areas):
    run("choropleth", AREAS=areas, OUTPUT=TO)
    assert "could not be stored" not in run.log


def test_the_same_map_twice_in_one_file_keeps_one_style(run, reopen, areas, tmp_path):
    path = tmp_path / "map.gpkg"
    run("choropleth", AREAS=areas, CLASSES=2, OUTPUT=str(path))
    run("choropleth", AREAS=areas, CLASSES=3, OUTPUT=str(path))
    (drawn,) = reopen(path)
    assert len(drawn["classes"]) == 4
    truthful(drawn, 1)


def test_two_maps_in_one_geopackage_keep_their_own_styles(run, reopen, areas, tmp_path):
    path = tmp_path / "maps.gpkg"
    for classes in (2, 3):
        run("choropleth", AREAS=areas, CLASSES=classes, OUTPUT=f"ogr:dbname='{path}' table=\"map{classes}\" (geom)")
    two, three = reopen(f"{path}|layername=map2", f"{path}|layername=map3")
    assert (len(two["classes"]), len(three["classes"])) == (3, 4)
    assert two["title"] == three["title"] == "value"

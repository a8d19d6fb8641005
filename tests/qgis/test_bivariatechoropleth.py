"""Maps of two values: where they come from, their classes, colours that all can tell apart, and the square legend."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pytest

TO = "TEMPORARY_OUTPUT"
CODES = [f"E0600000{place}" for place in range(1, 7)]
GREY = "#d0d0d0"
# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB
BLIND = {
    "none": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.fixture
def areas(squares):
    """Six districts with both values, and one that lacks each."""
    return squares(
        [*CODES, "E06000007", "E06000008"], value=[1, 2, 3, 4, 5, 6, None, 9], other=[6, 1, 4, 2, 3, 5, 7, None])


def given(areas, **more) -> dict:
    return {"AREAS": areas, "VALUE2_FIELD": "other", "OUTPUT": TO, **more}


def labels(layer) -> list:
    return [part.label() for part in layer.renderer().categories()]


def legend(layer) -> str:
    return layer.customProperty("industrial_atlas/legend")


# Classes --------------------------------------------------------------------------------------------------------------


def test_six_districts_in_three_by_three(run, rows, areas):
    """Worked by hand in tests/unit/test_bivariate.py: thirds of 1..6 end at 2.67 and 4.33."""
    result = run("bivariatechoropleth", **given(areas))
    found = rows(result["OUTPUT"])
    assert [row["bi_class"] for row in found] == ["1-3", "1-1", "2-2", "2-1", "3-2", "3-3", None, None]
    assert (found[0]["class_1"], found[0]["class_2"], found[0]["bi_words"]) == (1, 3, "low / high")
    assert [row["value_1"] for row in found] == [1, 2, 3, 4, 5, 6, None, 9]
    assert labels(result["OUTPUT"]) == [
        "Low value, low other (1)", "Low value, medium other (0)", "Low value, high other (1)",
        "Medium value, low other (1)", "Medium value, medium other (1)", "Medium value, high other (0)",
        "High value, low other (0)", "High value, medium other (1)", "High value, high other (1)", "No data (2)"]
    assert (result["N_CLASSES"], result["N_MAPPED"], result["NO_DATA_COUNT"], result["NO_FIRST"], result["NO_SECOND"]) == (
        9, 6, 2, 1, 1)
    assert result["SPEARMAN"] == pytest.approx(1 - 216 / 210) and result["STRENGTH"] == "none"
    assert "1 district drawn as no data, without value: Place 6" in run.log
    assert "no association to speak of between value and other" in run.log


def test_two_by_two_at_limits_of_the_users(run, rows, areas):
    result = run("bivariatechoropleth", **given(areas, SIDE=2, SCHEME="user_defined", BREAKS="3", BREAKS2="3.5"))
    assert [row["bi_class"] for row in rows(result["OUTPUT"])][:6] == ["1-2", "1-1", "1-2", "2-1", "2-1", "2-2"]
    assert (result["CLASS_BREAKS"], result["CLASS_BREAKS2"]) == ("3", "3.5")
    assert result["CLASS_COUNTS"] == "1-1=1;1-2=2;2-1=2;2-2=1"
    abstract = result["OUTPUT"].metadata().abstract()
    assert "value: low up to 3, high over 3. other: low up to 3.5, high over 3.5." in abstract


def test_each_value_can_have_its_own_scheme(run, areas):
    result = run("bivariatechoropleth", **given(areas, SCHEME2="user_defined", BREAKS2="2;4", BREAKS="9;10"))
    assert result["CLASS_BREAKS2"] == "2;4" and result["CLASS_BREAKS"] != "9;10"
    assert "BREAKS are not used" in run.log


def test_fisher_jenks_is_that_of_mapclassify(run, squares):
    import mapclassify

    x, y = [1, 2, 3, 10, 11, 30], [5, 6, 50, 51, 90, 91]
    result = run("bivariatechoropleth", **given(squares(CODES, value=x, other=y), SCHEME="fisher_jenks"))
    for name, values in (("CLASS_BREAKS", x), ("CLASS_BREAKS2", y)):
        peer = mapclassify.FisherJenks(np.array(values, dtype=float), k=3).bins[:-1]
        assert [float(limit) for limit in result[name].split(";")] == pytest.approx(peer)


def test_a_value_that_is_the_same_everywhere_is_one_column(run, squares):
    result = run("bivariatechoropleth", **given(squares(CODES[:3], value=[4, 4, 4], other=[1, 2, 3])))
    assert labels(result["OUTPUT"])[:3] == [
        "Equal value, low other (1)", "Equal value, medium other (1)", "Equal value, high other (1)"]
    assert result["N_CLASSES"] == 3 and result["SPEARMAN"] is None and result["STRENGTH"] == "none"
    assert "value: There is 1 distinct value, so 1 class and not 3." in run.log
    assert legend(result["OUTPUT"]).count("<rect") == 4


def test_one_district_is_a_map(run, squares):
    assert run("bivariatechoropleth", **given(squares(["A"], value=[4], other=[1])))["CLASS_COUNTS"] == "1-1=1"


def test_the_same_field_twice_is_warned_of(run, areas):
    run("bivariatechoropleth", **given(areas, VALUE2_FIELD="value"))
    assert "Both values are the same" in run.log


# Where values come from -----------------------------------------------------------------------------------------------

TABLE = "area,period,lq,jobs\nE06000001,2020,1,5\nE06000001,2021,2,6\nE06000002,2020,3,7\nE06000002,2021,4,8\nX,2020,1,1\n"


def values(result, rows) -> list:
    return [(row["value_1"], row["value_2"]) for row in rows(result["OUTPUT"])][:2]


def test_both_from_one_table(run, rows, areas, csv_table):
    result = run("bivariatechoropleth", **given(
        areas, TABLE=csv_table(TABLE), VALUE_FIELD="lq", VALUE2_FIELD='"jobs" * 2', FILTER="\"period\" = '2020'"))
    assert values(result, rows) == [(1, 10), (3, 14)] and result["UNMATCHED_COUNT"] == 7
    assert "VALUE2_FIELD is of TABLE" in run.log


def test_one_from_a_table_and_one_from_the_districts(run, rows, areas, csv_table):
    result = run("bivariatechoropleth", **given(areas, TABLE=csv_table(TABLE), VALUE_FIELD="lq", FILTER="\"period\" = '2021'"))
    assert values(result, rows) == [(2, 6), (4, 1)]
    assert "VALUE2_FIELD is of AREAS" in run.log


def test_the_same_table_twice_with_two_filters(run, rows, areas, csv_table):
    table = csv_table(TABLE)
    result = run("bivariatechoropleth", **given(
        areas, TABLE=table, VALUE_FIELD="lq", FILTER="\"period\" = '2020'", TABLE2=table, VALUE2_FIELD="lq",
        FILTER2="\"period\" = '2021'"))
    assert values(result, rows) == [(1, 2), (3, 4)] and result["UNMATCHED_COUNT"] == 7, "X, and six in no table"
    assert labels(result["OUTPUT"])[0].startswith("Low lq, \"period\" = '2020', low lq, \"period\" = '2021'")


def test_a_second_table_alone(run, rows, areas, csv_table):
    result = run("bivariatechoropleth", **given(
        areas, TABLE2=csv_table("code,pay\nE06000002,7\nE06000001,8\n"), AREA2_FIELD="code", VALUE2_FIELD="pay"))
    assert values(result, rows) == [(1, 8), (2, 7)] and "Second value: " in run.log


def test_a_filter_without_tables_leaves_fewer_districts(run, rows, areas):
    assert len(rows(run("bivariatechoropleth", **given(areas, FILTER="value > 3"))["OUTPUT"])) == 4


def test_a_filter_without_its_table_is_warned_of(run, areas):
    run("bivariatechoropleth", **given(areas, FILTER2="value > 3"))
    assert "FILTER2 is not used" in run.log


def test_the_result_goes_into_the_next_map(run, rows, areas, tmp_path):
    path = str(tmp_path / "map.gpkg")
    run("bivariatechoropleth", **given(areas, OUTPUT=path))
    result = run("bivariatechoropleth", **given(path, VALUE_FIELD="value_2", VALUE2_FIELD="value_1"))
    assert [row["bi_class"] for row in rows(result["OUTPUT"])][:3] == ["3-1", "1-1", "2-2"]
    assert run("choropleth", AREAS=path, VALUE_FIELD="value_2", OUTPUT=TO)["NO_DATA_COUNT"] == 1


def test_text_numbers_and_suppressed_cells_are_read_and_counted(run, rows, areas, csv_table):
    table = csv_table("area,pay\n e06000001,\"1,200\"\nE06000002,[c]\nE06000003,7\n")
    result = run("bivariatechoropleth", **given(areas, TABLE2=table, VALUE2_FIELD="pay"))
    assert [row["value_2"] for row in rows(result["OUTPUT"])][:4] == [1200, None, 7, None]
    assert (result["N_MAPPED"], result["NO_SECOND"], result["NO_BOTH"]) == (2, 5, 1)
    assert "Second value: Field 'pay': 1 cell is empty or suppressed ([c])" in run.log


@pytest.mark.parametrize("factor", [1e-12, 1e12, 1e98])
def test_numbers_of_any_size_are_classed(run, rows, squares, factor):
    layer = squares(CODES, value=[number * factor for number in range(6)], other=[number / -factor for number in range(6)])
    result = run("bivariatechoropleth", **given(layer, SCHEME="equal_interval", SIDE=2))
    assert [row["bi_class"] for row in rows(result["OUTPUT"])] == ["1-2"] * 3 + ["2-1"] * 3
    assert result["SPEARMAN"] == pytest.approx(-1)


def test_a_table_as_output_keeps_the_classes(run, rows, areas, tmp_path):
    path = str(tmp_path / "map.csv")
    run("bivariatechoropleth", **given(areas, OUTPUT=path))
    assert [row["bi_class"] for row in rows(path)][:2] == ["1-3", "1-1"]


# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "words"), [
    ({"VALUE2_FIELD": "othr"}, ("VALUE2_FIELD", "othr", "other")), ({"VALUE2_FIELD": "name"}, ("name", "not a number")),
    ({"VALUE2_FIELD": None}, ("VALUE2_FIELD",)), ({"VALUE2_FIELD": "null"}, ("no value of null", "VALUE2_FIELD")),
    ({"VALUE_FIELD": "null"}, ("no value of null", "VALUE_FIELD")),
    ({"SCHEME": "user_defined", "BREAKS": "1;2"}, ("BREAKS2", "0.8;1.25")),
    ({"SCHEME": "user_defined", "BREAKS": "2;1", "BREAKS2": "1;2"}, ("BREAKS:", "rise")),
    ({"SCHEME2": "user_defined", "BREAKS2": "1;2;3"}, ("BREAKS2", "3 limits", "SIDE")),
    ({"SIDE": 4}, ("SIDE",)), ({"RAMP": "BlueRed"}, ("RAMP",)), ({"SCHEME": "lq"}, ("SCHEME",)),
    ({"VALUE2_FIELD": "\"other\" / "}, ("VALUE2_FIELD", "expression")), ({"FILTER": "value > 99"}, ("no features",)),
    ({"TITLE3": "x"}, ("TITLE3",)),
])
def test_what_cannot_be_is_refused(refused, areas, more, words):
    refused("bivariatechoropleth", *words, **{"AREAS": areas, "VALUE2_FIELD": "other", **more})


def test_values_that_no_district_shares_are_refused(refused, squares):
    refused("bivariatechoropleth", "No district has both", AREAS=squares(["A", "B"], value=[1, None], other=[None, 2]),
            VALUE2_FIELD="other")


def test_points_are_refused(refused, memory):
    layer = memory({"area": "string", "value": "double", "other": "double"}, [("POINT(1 1)", "A", 1, 2)], "Point")
    refused("bivariatechoropleth", "no polygons", AREAS=layer, VALUE2_FIELD="other")


def test_infinite_values_are_refused(refused, squares):
    layer = squares(["A", "B"], value=[1, 2], other=[float("inf"), 2])
    refused("bivariatechoropleth", "infinite", "other", AREAS=layer, VALUE2_FIELD="other")


def test_several_rows_in_the_second_table_need_its_filter(refused, areas, csv_table):
    refused("bivariatechoropleth", "E06000001", "Give a FILTER2", AREAS=areas, TABLE2=csv_table(TABLE), VALUE2_FIELD="lq")


@pytest.mark.parametrize("name", ["square.pdf", "nowhere/square.svg", ""])
def test_a_legend_that_cannot_be_written_is_refused(refused, areas, tmp_path, name):
    target = str(tmp_path / name) if name else "/proc/square.svg"
    refused("bivariatechoropleth", "LEGEND", AREAS=areas, VALUE2_FIELD="other", LEGEND=target)


def test_without_mapclassify_fisher_jenks_says_so(refused, areas, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "mapclassify", None)
    refused("bivariatechoropleth", "mapclassify", "quantiles", AREAS=areas, VALUE2_FIELD="other", SCHEME2="fisher_jenks")


# Style and legend -----------------------------------------------------------------------------------------------------


def test_the_map_opens_styled_and_counts_truly(run, reopen, areas, tmp_path):
    path = tmp_path / "map.gpkg"
    run("bivariatechoropleth", **given(areas, OUTPUT=str(path), TITLE="Both"))
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "categorizedSymbol" and drawn["attribute"] == "bi_class" and drawn["undrawn"] == 0
    assert [part["value"] for part in drawn["classes"]][:9] == [f"{one}-{two}" for one in (1, 2, 3) for two in (1, 2, 3)]
    assert drawn["classes"][-1] == {**drawn["classes"][-1], "label": "No data (2)", "colour": GREY}
    for part in drawn["classes"]:
        assert part["label"].endswith(f"({drawn['counts'].get(part['label'], 0)})")
    assert drawn["title"] == "Both" and drawn["aliases"]["class_2"] == "Class of other"


def test_the_square_is_kept_with_the_style(run, areas, tmp_path):
    from qgis.core import QgsVectorLayer

    path, written = tmp_path / "map.gpkg", tmp_path / "square.svg"
    result = run("bivariatechoropleth", **given(areas, OUTPUT=str(path), LEGEND=str(written)))
    layer = QgsVectorLayer(str(path), "layer", "ogr")
    assert legend(layer) == written.read_text(encoding="utf-8")
    assert Path(result["LEGEND"]) == written


@pytest.mark.parametrize("ending", ["geojson", "shp", "fgb"])
def test_the_square_is_kept_beside_other_formats(run, areas, tmp_path, ending):
    from qgis.core import QgsVectorLayer

    path = str(tmp_path / f"map.{ending}")
    run("bivariatechoropleth", **given(areas, OUTPUT=path))
    layer = QgsVectorLayer(path, "layer", "ogr")
    assert legend(layer).startswith("<svg") and labels(layer)[-1] == "No data (2)"


def test_the_square_says_limits_counts_and_titles(run, areas):
    from xml.etree import ElementTree

    result = run("bivariatechoropleth", **given(
        areas, SCHEME="user_defined", BREAKS="2;4", BREAKS2="1.5;3", UNIT="£m", TITLE1="output", TITLE2="growth"))
    texts = [part.text for part in ElementTree.fromstring(legend(result["OUTPUT"])).iter() if part.tag.endswith("text")]
    # from the lowest row up: second value up to 1.5, to 3, over 3; in a row the first value from low to high
    assert texts == ["1", "0", "0", "0", "1", "1", "1", "1", "1", "£2m", "£4m", "1.5", "3", "output", "growth", "No data (2)"]


def test_titles_of_any_kind_are_plain_text_in_the_square(run, areas, tmp_path):
    from xml.etree import ElementTree

    one, two = "<script>1</script> & \"Tŷ Ddewi ŵ\"\x07", "a" * 300
    square = tmp_path / "square.svg"
    result = run("bivariatechoropleth", **given(areas, TITLE1=one, TITLE2=two, TITLE=two, LEGEND=str(square)))
    root = ElementTree.fromstring(square.read_text(encoding="utf-8"))
    texts = " ".join(part.text for part in root.iter() if part.tag.endswith("text"))
    assert "<script>1</script>" in texts and "Tŷ Ddewi ŵ" in texts and "…" in texts
    assert not any("script" in part.tag for part in root.iter())
    assert max(len(label) for label in labels(result["OUTPUT"])) < 160
    assert len(result["OUTPUT"].metadata().title()) <= 120


def test_a_district_that_lacks_in_either_table_stops_a_strict_run(refused, areas, csv_table):
    whole = csv_table("area,lq\n" + "".join(f"E0600000{place},{place}\n" for place in range(1, 9)))
    given = {"AREAS": areas, "TABLE": whole, "VALUE_FIELD": "lq", "TABLE2": csv_table("area,pay\nE06000001,1\n"),
             "VALUE2_FIELD": "pay", "STRICT": True}
    refused("bivariatechoropleth", "E06000002", "STRICT", **given)


def test_the_square_can_be_a_png(run, areas, tmp_path):
    from qgis.PyQt.QtGui import QColor, QImage

    path = tmp_path / "square.png"
    run("bivariatechoropleth", **given(areas, LEGEND=str(path)))
    picture = QImage(str(path))
    seen = {QColor(picture.pixel(x, y)).name() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert {"#fdf9e6", "#e68124", "#4c88da", "#3b2740", GREY, "#ffffff"} <= seen
    assert os.listdir(tmp_path) == ["square.png"]


def test_small_numbers_of_the_table_are_hatched(run, areas, csv_table):
    table = csv_table("area,lq,caution\n" + "".join(f"{code},{place},{int(place == 2)}\n" for place, code in enumerate(CODES)))
    result = run("bivariatechoropleth", **given(areas, TABLE=table, VALUE_FIELD="lq"))
    assert labels(result["OUTPUT"])[-2:] == ["Hatched: small number (1)", "No data (2)"]
    assert "Hatched: small number (1)" in legend(result["OUTPUT"])


def test_a_style_file_draws_the_layer_the_same(run, reopen, areas, tmp_path):
    sources = []
    for ending in ("qml", "sld"):
        path, style = tmp_path / f"{ending}.fgb", tmp_path / f"style.{ending}"
        run("bivariatechoropleth", **given(areas, OUTPUT=str(path), STYLE_FILE=str(style)))
        sources.append(f"{path}+{style}")
    qml, sld = reopen(*sources)
    assert sld["undrawn"] == 0 and sld["counts"] == qml["counts"]
    assert [part["colour"] for part in sld["classes"]] == [part["colour"] for part in qml["classes"]]


# Colours --------------------------------------------------------------------------------------------------------------


def lab(colour: str, kind: str):
    """Return L*a*b* of a colour as a reader with such eyes sees it (CIE 1976, D65)."""
    coded = np.array([int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(BLIND[kind]) @ linear, 0, 1)
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ linear / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("ramp", ["BlueOrange", "PurpleGold", "LightDark"])
def test_colours_can_be_told_apart(qgis, ramp, kind):
    from industrial_atlas.processing.cartography import palette

    nine = {(row, column): lab(colour, kind) for row, held in enumerate(palette.pair(ramp, 3, 3))
            for column, colour in enumerate(held)}
    apart = [np.linalg.norm(one - two) for one, two in itertools.combinations(nine.values(), 2)]
    corners = [nine[place] for place in itertools.product((0, 2), (0, 2))]
    far = [np.linalg.norm(one - two) for one, two in itertools.combinations(corners, 2)]
    grey = [np.linalg.norm(one - lab(GREY, kind)) for one in nine.values()]
    if kind == "tritanopia":  # one in some ten thousand people: the corners at least
        assert min(far) > 20
    else:
        assert min(far) > 25 and min(apart) > 10 and min(grey) > 10


LONG = ("location quotient of electrical products and machinery, current prices, 2023",
        "population mid-year estimate, all ages, people per km²")


def square_texts(layer) -> list:
    """Every text of the square with where it stands: its own place, or that to which it is moved."""
    import re
    from xml.etree import ElementTree

    found = []
    for part in ElementTree.fromstring(legend(layer)).iter():
        if part.tag.endswith("text"):
            moved = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", part.get("transform", ""))
            x, y = (float(value) for value in (moved.groups() if moved else (part.get("x"), part.get("y"))))
            found.append((part.text, x, y, bool(moved), float(part.get("font-size"))))
    return found


def test_long_titles_of_the_axes_are_wrapped_and_whole(run, areas):
    texts = square_texts(run("bivariatechoropleth", **given(areas, TITLE1=LONG[0], TITLE2=LONG[1]))["OUTPUT"])
    across = " ".join(text for text, _, _, upright, _ in texts if not upright)
    upwards = " ".join(text for text, _, _, upright, _ in texts if upright)
    assert LONG[0] in across and LONG[1] in upwards and "…" not in across + upwards


@pytest.mark.parametrize("factor", [1, 1e7, 1e-5])
@pytest.mark.parametrize("titles", [("a", "b"), LONG])
def test_the_square_is_printed_at_seven_points_in_the_narrowest_column(run, areas, factor, titles):
    """49.2 mm: 28 of a hundred of the 190 mm between the margins of an A4 page, and 4 mm of gap."""
    result = run("bivariatechoropleth", **given(
        areas, VALUE_FIELD=f"value * {factor} * 1.2345", VALUE2_FIELD=f"other * {factor} * 1.2345", UNIT="£m", UNIT2="£m",
        TITLE1=titles[0], TITLE2=titles[1]))
    from xml.etree import ElementTree

    root = ElementTree.fromstring(legend(result["OUTPUT"]))
    width, height, texts = float(root.get("width")), float(root.get("height")), square_texts(result["OUTPUT"])
    smallest = min(size for *_, size in texts)
    assert smallest * 49.2 / width >= 7 * 25.4 / 72
    assert all(0 < x < width and 0 < y < height for _, x, y, _, _ in texts)


def test_limits_that_would_touch_stand_in_two_rows(run, areas):
    texts = square_texts(run("bivariatechoropleth", **given(
        areas, VALUE_FIELD="value * 100000", UNIT="£m", SCHEME="user_defined", BREAKS="212345;412345", BREAKS2="1.5;3"))["OUTPUT"])
    rows = {text: y for text, _, y, upright, _ in texts if not upright and text in ("£212,345m", "£412,345m")}
    columns = {text: x for text, x, _, upright, _ in texts if upright and text in ("1.5", "3")}
    assert len(rows) == 2 and len(set(rows.values())) == 2
    assert len(columns) == 2 and len(set(columns.values())) == 1


def test_the_title_begins_with_a_capital(run, areas):
    layer = run("bivariatechoropleth", **given(areas, TITLE1="output per head", TITLE2="£ of pay"))["OUTPUT"]
    assert layer.metadata().title() == "Output per head and £ of pay"

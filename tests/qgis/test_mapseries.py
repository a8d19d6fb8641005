"""Series of maps in one layer: periods that are played, industries that are ticked; what is withheld; rough handling."""

from __future__ import annotations

import pytest

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


# Series ---------------------------------------------------------------------------------------------------------------

SERIES = """
    area,industry,period,value,caution,marker
    E06000000,i,2001,1,1,
    E06000001,i,2001,2,,
    E06000002,i,2001,3,,
    E06000000,i,2002,10,,
    E06000001,i,2002,20,,
    E06000002,i,2002,,,[c]
    E06000000,j,2001,500,,
    E06000001,j,2001,600,,
    E06000002,j,2001,700,,
    E06000000,j,2002,5,,
    E06000001,j,2002,6,,
    E06000002,j,2002,7,,
"""
OF_I = "industry = 'i'"


@pytest.fixture
def three(squares):
    """The three districts of the series, and one without a row."""
    return squares([*CODES[:3], "E06000009"], mayor=["Ann", "Bob", "Cy", "Di"])


@pytest.fixture
def series(run, three, csv_table):
    """`series(FILTER=..., ...)` maps the long table."""
    return lambda **given: run("choropleth", **{"AREAS": three, "TABLE": csv_table(SERIES), "CLASSES": 2, "OUTPUT": TO, **given})


def test_a_long_table_becomes_a_feature_for_each_district_and_period(run, series, rows):
    """Values 1, 2, 3, 10, 20 of both years: the median 3 is the limit between two quantiles."""
    result = series(FILTER=OF_I, PERIOD_FIELD="period")
    found = rows(result["OUTPUT"])
    assert [(row["area"], row["period"]) for row in found] == [
        (code, year) for year in (2001, 2002) for code in (*CODES[:3], "E06000009")]
    assert [row["map_value"] for row in found] == [1, 2, 3, None, 10, 20, None, None]
    assert [row["map_class"] for row in found] == [
        "up to 3", "up to 3", "up to 3", None, "over 3", "over 3", None, None]
    assert {(row["period"], row["date_from"].toString("yyyy-MM-dd"), row["date_to"].toString("yyyy-MM-dd")) for row in found} == {
        (2001, "2001-01-01", "2001-12-31"), (2002, "2002-01-01", "2002-12-31")}
    assert [row["mayor"] for row in found] == ["Ann", "Bob", "Cy", "Di"] * 2, "the districts' own fields come along"
    assert (result["N_MAPS"], result["N_CLASSES"], result["NO_DATA_COUNT"], result["SUPPRESSED_COUNT"]) == (2, 2, 3, 0)
    assert (result["CLASS_BREAKS"], result["CLASS_COUNTS"], result["UNMATCHED_COUNT"]) == ("3;20", "3;2", 1)
    layer = result["OUTPUT"]
    assert labels(layer) == ["up to 3 (3)", "over 3 (2)", "Hatched: small number (1)", "No data (3)"]
    assert layer.title() == "value, i, 2001 to 2002"
    assert "Numbers in brackets count districts in all periods together" in layer.abstract()
    assert "temporal" not in run.log and "Maps: 2. Classes: 2. Districts without data: 3." in run.log


def test_the_same_classes_hold_in_all_periods_unless_they_are_not_common(series, rows):
    result = series(FILTER=OF_I, PERIOD_FIELD="period", COMMON_BREAKS=False)
    assert result["CLASS_BREAKS"] == "2001: 2;3 | 2002: 15;20", "the medians of 1, 2, 3 and of 10, 20"
    assert result["CLASS_COUNTS"] == "2001: 2;1 | 2002: 1;1"
    assert [row["map_class"] for row in rows(result["OUTPUT"])] == [
        "up to 2", "up to 2", "over 2", None, "up to 15", "over 15", None, None]
    groups = result["OUTPUT"].renderer().rootRule().children()
    assert [(group.label(), group.active()) for group in groups] == [("2001", True), ("2002", True)]
    assert [rule.label() for rule in groups[0].children()] == ["up to 2 (2)", "over 2 (1)", "Hatched: small number (1)", "No data (1)"]
    assert [rule.label() for rule in groups[1].children()] == ["up to 15 (1)", "over 15 (1)", "No data (2)"]
    assert "Numbers in brackets count districts;" in result["OUTPUT"].abstract()


def test_every_industry_has_classes_of_its_own(series, rows, reopen, tmp_path):
    path = tmp_path / "map.gpkg"
    result = series(PERIOD_FIELD="period", INDUSTRY_FIELD="industry", OUTPUT=str(path))
    found = rows(str(path))
    assert [(row["industry"], row["period"]) for row in found][::4] == [("i", 2001), ("i", 2002), ("j", 2001), ("j", 2002)]
    assert result["CLASS_BREAKS"] == "i: 3;20 | j: 253.5;700", "the medians of 1, 2, 3, 10, 20 and of 5, 6, 7, 500, 600, 700"
    assert (result["CLASS_COUNTS"], result["N_MAPS"]) == ("i: 3;2 | j: 3;3", 4)
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "RuleRenderer" and drawn["dates"] == ["2001-01-01", "2002-12-31"]
    assert [part["label"] for part in drawn["classes"]] == [
        "i > up to 3 (3)", "i > over 3 (2)", "i > Hatched: small number (1)", "i > No data (3)",
        "j > up to 254 (3)", "j > over 254 (3)", "j > No data (2)"]
    assert drawn["counts"] == {"i > up to 3 (3)": 3, "i > over 3 (2)": 2, "i > No data (3)": 3, "None": 8}, "the first is ticked"


def test_one_industry_needs_no_group(series):
    result = series(FILTER=OF_I, INDUSTRY_FIELD="industry", PERIOD_FIELD="period")
    assert result["OUTPUT"].renderer().type() == "graduatedSymbol"
    assert result["OUTPUT"].title() == "value, i, 2001 to 2002"


def test_industries_alone_are_maps_too(series, rows):
    result = series(FILTER="period = '2001'", INDUSTRY_FIELD="industry")
    assert result["N_MAPS"] == 2 and "period" not in rows(result["OUTPUT"])[0]
    assert not result["OUTPUT"].temporalProperties().isActive()


def test_limits_that_are_given_are_those_of_every_group(series):
    result = series(INDUSTRY_FIELD="industry", PERIOD_FIELD="period", SCHEME="user_defined", BREAKS="5;10")
    assert result["CLASS_BREAKS"] == "i: 5;10;20 | j: 5;10;700"


def test_a_group_without_a_value_is_blank_and_said(run, three, csv_table, rows):
    table = csv_table("area,industry,value\nE06000000,i,1\nE06000001,i,2\nE06000000,j,\n")
    result = run("choropleth", AREAS=three, TABLE=table, VALUE_FIELD="nullif(value,'')", INDUSTRY_FIELD="industry", OUTPUT=TO)
    assert "j: No district has a value, so the map is blank." in run.log
    assert result["CLASS_BREAKS"] == "i: 1;2 | j: "
    groups = result["OUTPUT"].renderer().rootRule().children()
    assert [rule.label() for rule in groups[1].children()] == ["No data (4)"]


def test_what_all_groups_are_told_is_said_once(run, series):
    series(INDUSTRY_FIELD="industry", PERIOD_FIELD="period", COMMON_BREAKS=False, BREAKS="1;2", CLASSES=5)
    assert run.log.count("BREAKS are not used") == 1
    assert "i, 2001, j, 2001, j, 2002: There are 3 distinct values, so 3 classes and not 5." in run.log


def test_no_value_in_any_group_is_refused(refused, three, csv_table):
    table = csv_table("area,industry,value\nE06000000,i,[c]\nE06000000,j,[c]\n")
    refused("choropleth", "There is no value to map", AREAS=three, TABLE=table, INDUSTRY_FIELD="industry")


@pytest.mark.parametrize("name", ["PERIOD_FIELD", "INDUSTRY_FIELD"])
def test_a_series_needs_a_table(refused, areas, name):
    refused("choropleth", name, "no table is given", AREAS=areas, **{name: "value"})


@pytest.mark.parametrize(("given", "words"), [
    ({}, ("3 rows", "a map takes one", "PERIOD_FIELD for a map a year", "INDUSTRY_FIELD", "FILTER")),
    ({"PERIOD_FIELD": "period"}, ("2 rows in 2001", "INDUSTRY_FIELD for a map an industry", "FILTER")),
    ({"INDUSTRY_FIELD": "industry"}, ("2 rows of industry i", "PERIOD_FIELD", "FILTER")),
    ({"PERIOD_FIELD": "yer"}, ("PERIOD_FIELD", "'yer'", "Did you mean year?")),
])
def test_a_table_with_more_rows_than_maps_is_refused(refused, three, csv_table, given, words):
    table = csv_table("area,industry,year,period,value\nE06000000,i,1,2001,1\nE06000000,i,1,2002,1\nE06000000,j,1,2001,1\n")
    message = refused("choropleth", *words, AREAS=three, TABLE=table, **given)
    assert "PERIOD_FIELD for" not in message or "PERIOD_FIELD" not in given


def test_periods_that_are_no_years_are_ticked_in_the_legend(run, three, csv_table, rows):
    table = csv_table("area,period,value\nE06000000,2019/20,1\nE06000001,2019/20,2\nE06000000,2020/21,3\nE06000001,2020/21,4\n")
    result = run("choropleth", AREAS=three, TABLE=table, PERIOD_FIELD="period", CLASSES=2, OUTPUT=TO)
    layer = result["OUTPUT"]
    assert "not all years, so the temporal controller cannot play them" in run.log
    assert not layer.temporalProperties().isActive() and "date_from" not in rows(layer)[0]
    assert [(group.label(), group.active()) for group in layer.renderer().rootRule().children()] == [
        ("2019/20", False), ("2020/21", True)]
    assert result["CLASS_BREAKS"] == "2019/20: 2.5;4 | 2020/21: 2.5;4", "still the same classes in all"
    assert {row["period"] for row in rows(layer)} == {"2019/20", "2020/21"}


def test_common_breaks_without_periods_are_not_used(run, areas):
    run("choropleth", AREAS=areas, COMMON_BREAKS=False, OUTPUT=TO)
    assert "COMMON_BREAKS is not used" in run.log


def test_a_table_with_one_row_a_district_is_mapped_as_before(run, rows, three, csv_table):
    """Fields of periods and industries change nothing until they are named."""
    table = csv_table("area,industry,period,value\nE06000000,i,2001,1\nE06000001,i,2001,2\n")
    layer = run("choropleth", AREAS=three, TABLE=table, OUTPUT=TO)["OUTPUT"]
    assert [field.name() for field in layer.fields()] == ["area", "name", "map_value", "map_class", "mayor"]
    assert layer.renderer().type() == "graduatedSymbol" and not layer.temporalProperties().isActive()


# Time -----------------------------------------------------------------------------------------------------------------


def picture(layer, year=None):
    """Draw a layer, in one year or whatever the year."""
    from qgis.core import QgsDateTimeRange, QgsMapRendererSequentialJob, QgsMapSettings
    from qgis.PyQt.QtCore import QDate, QDateTime, QSize, QTime

    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(160, 40))
    if year is not None:
        settings.setIsTemporal(True)
        first, last = (QDateTime(QDate(each, 1, 1), QTime(0, 0)) for each in (year, year + 1))
        settings.setTemporalRange(QgsDateTimeRange(first, last, True, False))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return [image.pixelColor(20 + 40 * place, 20).name() for place in range(4)]


@pytest.mark.parametrize("common", [True, False])
def test_the_temporal_controller_plays_the_years(series, common):
    layer = series(FILTER=OF_I, PERIOD_FIELD="period", COMMON_BREAKS=common, VALUE_FIELD="value")["OUTPUT"]
    low, high = "#edf8b1", "#2c7fb8"  # the first district is hatched in 2001
    if common:
        assert picture(layer, 2001)[1:] == [low, low, GREY]
        assert picture(layer, 2002) == [high, high, GREY, GREY]
    else:
        assert picture(layer, 2001)[1:] == [low, high, GREY]
        assert picture(layer, 2002) == [low, high, GREY, GREY]
    assert set(picture(layer, 1990)) == {"#ffffff"}, "before the first year there is nothing"
    assert picture(layer) == picture(layer, 2002), "without the controller the last year is on top"


def test_years_are_kept_with_the_file(series, reopen, tmp_path):
    path, style = tmp_path / "map.gpkg", tmp_path / "style.qml"
    series(FILTER=OF_I, PERIOD_FIELD="period", OUTPUT=str(path), STYLE_FILE=str(style))
    series(FILTER=OF_I, PERIOD_FIELD="period", OUTPUT=str(tmp_path / "map.shp"))
    for drawn in reopen(path, tmp_path / "map.shp"):
        assert drawn["dates"] == ["2001-01-01", "2002-12-31"]
        assert drawn["counts"] == {"up to 3 (3)": 3, "over 3 (2)": 2, "No data (3)": 3} and drawn["undrawn"] == 0
    held = style.read_text(encoding="utf-8").split("<temporal")[1].split(">")[0]
    assert "date_from" in held and "date_to" in held and 'enabled="1"' in held


def test_the_desktop_gets_a_layer_that_plays_at_once(qgis, three, csv_table, tmp_path):
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProcessingUtils, QgsProject

    import processing

    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    processing.run("industrialatlas:choropleth", {
        "AREAS": three, "TABLE": csv_table(SERIES), "FILTER": OF_I, "PERIOD_FIELD": "period",
        "OUTPUT": QgsProcessingOutputLayerDefinition(str(tmp_path / "map.gpkg"), project)}, context=context)
    (loaded,) = context.layersToLoadOnCompletion()
    layer = context.takeResultLayer(QgsProcessingUtils.mapLayerFromString(loaded, context).id())
    assert layer.temporalProperties().isActive() and layer.renderer().type() == "graduatedSymbol"
    project.addMapLayer(layer)
    kept = str(tmp_path / "project.qgz")
    assert project.write(kept)
    again = QgsProject()
    assert again.read(kept)
    assert [layer.temporalProperties().isActive() for layer in again.mapLayers().values()] == [True]


@pytest.mark.parametrize(("given", "drawn_as"), [
    ({"FILTER": OF_I}, {"up to 3 (3)": 3, "over 3 (2)": 2, "No data (3)": 3}),
    ({"INDUSTRY_FIELD": "industry"}, {"i: up to 3 (3)": 3, "i: over 3 (2)": 2, "i: No data (3)": 3, "None": 8}),
    ({"FILTER": OF_I, "COMMON_BREAKS": False}, {
        "2001: up to 2 (2)": 2, "2001: over 2 (1)": 1, "2001: No data (1)": 1,
        "2002: up to 15 (1)": 1, "2002: over 15 (1)": 1, "2002: No data (2)": 2}),
])
def test_an_sld_of_a_series_draws_what_is_ticked(series, reopen, tmp_path, given, drawn_as):
    path, style = tmp_path / "map.fgb", tmp_path / "style.sld"
    series(PERIOD_FIELD="period", OUTPUT=str(path), STYLE_FILE=str(style), **given)
    (drawn,) = reopen(f"{path}+{style}")
    assert drawn["counts"] == drawn_as


def test_a_series_feeds_the_next_algorithm(series, run, tmp_path, three):
    path = str(tmp_path / "map.gpkg")
    series(INDUSTRY_FIELD="industry", PERIOD_FIELD="period", OUTPUT=path)
    result = run("choropleth", AREAS=three, TABLE=path, VALUE_FIELD="map_value", PERIOD_FIELD="period", INDUSTRY_FIELD="industry",
                 CLASSES=2, OUTPUT=TO)
    assert result["CLASS_BREAKS"] == "i: 3;20 | j: 253.5;700"


# Suppressed -----------------------------------------------------------------------------------------------------------


def test_suppressed_is_not_the_same_as_missing(series, rows, reopen, tmp_path):
    path = tmp_path / "map.gpkg"
    result = series(FILTER=OF_I, PERIOD_FIELD="period", MARKER_FIELD="marker", OUTPUT=str(path))
    assert (result["NO_DATA_COUNT"], result["SUPPRESSED_COUNT"]) == (3, 1)
    assert [row["suppressed"] for row in rows(str(path))] == [0, 0, 0, 0, 0, 0, 1, 0]
    (drawn,) = reopen(path)
    assert [part["label"] for part in drawn["classes"]] == [
        "up to 3 (3)", "over 3 (2)", "Hatched: small number (1)", "Suppressed (1)", "No data (2)"]
    assert drawn["counts"]["Suppressed (1)"] == 1 and drawn["counts"]["No data (2)"] == 2


@pytest.mark.parametrize("industries", [False, True])
def test_suppressed_is_so_in_a_style_file_and_in_groups(series, reopen, tmp_path, industries):
    path, style = tmp_path / "map.fgb", tmp_path / "style.sld"
    given = {"INDUSTRY_FIELD": "industry"} if industries else {"FILTER": OF_I}
    series(PERIOD_FIELD="period", MARKER_FIELD="marker", OUTPUT=str(path), STYLE_FILE=str(style), **given)
    (drawn,) = reopen(f"{path}+{style}")
    before = "i: " if industries else ""
    assert drawn["counts"][f"{before}Suppressed (1)"] == 1 and drawn["counts"][f"{before}No data (2)"] == 2


def test_markers_in_the_value_itself_tell_too(run, squares):
    areas = squares(CODES[:4], value=["1", "[c]", "2", ""])
    layer = run("choropleth", AREAS=areas, MARKER_FIELD="value", OUTPUT=TO)["OUTPUT"]
    assert labels(layer) == ["up to 1 (1)", "over 1 (1)", "Suppressed (1)", "No data (1)"]


def test_a_marker_field_that_is_not_there_is_refused(refused, areas):
    refused("choropleth", "MARKER_FIELD", "markr", AREAS=areas, MARKER_FIELD="markr")


# Rough handling -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["x" * 300, 'say "no" & <script>alert(1)</script>', "T\u0175r \u0176nys M\u00f4n", "100% {0} %1 \\"])
def test_any_title_is_kept_as_it_is(run, reopen, areas, tmp_path, title):
    path = tmp_path / "map.gpkg"
    run("choropleth", AREAS=areas, TITLE=title, UNIT=title[:40], OUTPUT=str(path), STYLE_FILE=str(tmp_path / "style.sld"))
    (drawn,) = reopen(path)
    assert drawn["title"] == title and drawn["abstract"].startswith(f"{title}.")
    assert drawn["undrawn"] == 0 and len(drawn["classes"]) == 6


def test_a_style_file_in_a_folder_that_is_a_file_is_refused(refused, areas, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    refused("choropleth", "STYLE_FILE", AREAS=areas, STYLE_FILE=str(tmp_path / "taken" / "style.qml"))


@pytest.mark.parametrize("value", ["1e400", "'inf'", "-1e200"])
def test_infinite_and_monstrous_values_are_refused(refused, areas, value):
    message = refused("choropleth", AREAS=areas, VALUE_FIELD=f"value * {value}" if "'" not in value else f"to_real({value})")
    assert any(word in message for word in ("infinite", "large", "VALUE_FIELD")), message


def test_labels_of_negative_numbers_read_well(run, squares):
    areas = squares(CODES[:6], value=[-30, -20, -10, 0, 10.25, 40])
    layer = run("choropleth", AREAS=areas, SCHEME="user_defined", BREAKS="-20;-1.5;0;10.25;50", UNIT="\u00a3m", OUTPUT=TO)["OUTPUT"]
    assert labels(layer) == [
        "up to -\u00a320m (2)", "-\u00a320m to -\u00a31.5m (1)", "-\u00a31.5m to \u00a30m (1)", "\u00a30m to \u00a310.25m (1)",
        "over \u00a310.25m (1)", "No data (0)"]

"""Association: growth against intensity, or one field against another; refusals, groups, prices, a map of residuals."""

from __future__ import annotations

import sys

import numpy as np
import pytest

TO = "TEMPORARY_OUTPUT"
CODES = [f"E0600000{place}" for place in range(1, 9)]
# Output doubles, stays or halves; R&D as a share of it. x and growth in per cent a year over ten years:
START = [100, 100, 100, 100, 100, 100, 100, 100]
END = [200, 110, 150, 100, 90, 120, 50, 180]
RD = [8, 3, 6, 2, 1, 4, 2, 5]
X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]  # Anscombe (1973), first and third set
THIRD = [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]


def observations(more=()) -> str:
    lines = ["area,name,industry,period,value"]
    for place, code in enumerate(CODES):
        for year, held in ((2000, START), (2005, START), (2010, END)):
            lines += [f"{code},Place {place},26,{year},{held[place]}", f"{code},Place {place},Total,{year},{held[place] * 4}"]
    return "\n".join([*lines, *more]) + "\n"


def intensity(more=()) -> str:
    lines = ["area,period,rd,gva,ratio"]
    for year in (2008, 2009):
        lines += [f"{code},{year},{rd + (year - 2008)},100,{rd}" for code, rd in zip(CODES, RD)]
    return "\n".join([*lines, *more]) + "\n"


@pytest.fixture
def given(csv_table):
    """The two tables, and what is taken of them."""
    return {"OBSERVATIONS": csv_table(observations()), "INDUSTRIES": "26", "INTENSITY": csv_table(intensity()), "X_FIELD": "ratio"}


@pytest.fixture
def quartet(memory):
    """Anscombe's third set: a line but for one."""
    rows = [(f"E060000{place:02}", f"Place {place}", x, y) for place, (x, y) in enumerate(zip(X, THIRD))]
    return memory({"area": "string", "name": "string", "rd": "double", "growth": "double"}, rows)


def rate(start, end, years=10):
    return ((end / start) ** (1 / years) - 1) * 100


def test_growth_against_intensity_by_the_normal_equations(run, rows, given):
    result = run("association", **given, OUTPUT=TO)
    y = np.array([rate(start, end) for start, end in zip(START, END)])
    (intercept, slope), *_ = np.linalg.lstsq(np.column_stack([np.ones(8), RD]), y, rcond=None)
    assert (result["SLOPE"], result["INTERCEPT"]) == pytest.approx((slope, intercept))
    assert result["PEARSON"] == pytest.approx(np.corrcoef(RD, y)[0, 1]) and result["R2"] == pytest.approx(result["PEARSON"] ** 2)
    assert result["N"] == 8 and result["STRENGTH"] == "strong" and result["PRICES"] == "current prices"
    assert result["SENTENCE"] == (
        "Across 8 districts there is a strong positive association between ratio (mean of 2008 to 2009) and growth of 26, 2000 "
        f"to 2010 (per cent a year, current prices) (r = {result['PEARSON']:.2f}, n = 8, p = {result['PEARSON_P']:.2g}).")
    assert result["SENTENCE"] in run.log and "Association: y = " in run.log
    table = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert [table[code]["x"] for code in CODES] == RD and [table[code]["y"] for code in CODES] == pytest.approx(y.tolist())
    assert table[CODES[0]]["fitted"] + table[CODES[0]]["residual"] == pytest.approx(y[0])
    assert table[CODES[0]]["name"] == "Place 0" and table[CODES[0]]["group"] is None


def test_fields_say_what_they_are_in_a_geopackage(run, given, reopen, tmp_path):
    from qgis.core import QgsVectorLayer

    run("association", **given, X_TITLE="R&D / output", OUTPUT=str(tmp_path / "out.gpkg"))
    layer = QgsVectorLayer(str(tmp_path / "out.gpkg"), "out", "ogr")
    aliases = [layer.attributeAlias(layer.fields().lookupField(name)) for name in ("x", "y")]
    assert aliases == ["R&D / output (mean of 2008 to 2009)", "growth of 26, 2000 to 2010 (per cent a year, current prices)"]


def test_ratios_are_averaged_over_the_chosen_years(run, rows, given):
    given = {**given, "X_FIELD": None, "NUMERATOR_FIELD": "rd", "DENOMINATOR_FIELD": "gva"}
    held = {row["area"]: row["x"] for row in rows(run("association", **given, OUTPUT=TO)["OUTPUT"])}
    assert [held[code] for code in CODES] == pytest.approx([(rd + 0.5) / 100 for rd in RD])
    result = run("association", **given, X_FROM=2009, X_TO=2009, OUTPUT=TO)
    assert "rd / gva (2009)" in result["SENTENCE"]
    assert {row["area"]: row["x"] for row in rows(result["OUTPUT"])}[CODES[0]] == pytest.approx(0.09)


def test_years_logs_and_totals(run, rows, given):
    first = rows(run("association", **given, FROM=2005, TO=2010, OUTPUT=TO)["OUTPUT"])[0]
    assert first["y"] == pytest.approx(rate(100, 200, 5))
    result = run("association", **given, GROWTH="log_change", OUTPUT=TO)
    assert rows(result["OUTPUT"])[0]["y"] == pytest.approx(np.log(2)) and "(log change, current prices)" in result["SENTENCE"]
    result = run("association", **{**given, "INDUSTRIES": ""}, OUTPUT=TO)
    assert "growth of all industries" in result["SENTENCE"] and rows(result["OUTPUT"])[0]["y"] == pytest.approx(rate(100, 200))


def test_prices_are_taken_out(run, rows, given, csv_table):
    index = csv_table("period,index\n2000,50\n2005,80\n2010,100\n")
    result = run("association", **given, DEFLATOR=index, PRICE_YEAR=2010, OUTPUT=TO)
    assert rows(result["OUTPUT"])[0]["y"] == pytest.approx(rate(200, 200), abs=1e-9)
    assert result["PRICES"] == "2010 prices" and "2010 prices" in result["SENTENCE"]


def test_two_fields_of_one_table(run, rows, quartet):
    """Published: y = 3 + 0.5 x, r 0.816; the third point is the outlier."""
    result = run("association", INTENSITY=quartet, X_FIELD="rd", Y_FIELD="growth", OUTPUT=TO)
    assert (round(result["SLOPE"], 3), round(result["INTERCEPT"], 2), round(result["PEARSON"], 3)) == (0.5, 3.0, 0.816)
    assert (round(result["SLOPE_SE"], 3), round(result["SLOPE_P"], 3), result["N"]) == (0.118, 0.002, 11)
    assert result["OUTLIERS"] == "Place 2" and result["PRICES"] == "as given" and result["MORAN_I"] is None
    held = rows(result["OUTPUT"])
    assert [row["outlier"] for row in held] == [0, 0, 1] + [0] * 8 and held[2]["label"] == "Place 2"
    assert held[2]["stud_res"] == pytest.approx(1203.54, abs=0.01)
    assert run("association", INTENSITY=quartet, X_FIELD="rd", Y_FIELD="growth", OUTLIER_LIMIT=99, OUTPUT=TO)["OUTLIERS"] == "Place 2"


def test_what_is_missing_on_either_side_is_null_named_and_left_out(run, rows, csv_table):
    more = ["E06000010,New,26,2000,0", "E06000010,New,26,2010,9", "E06000011,Gone,26,2000,9", "E06000011,Gone,26,2010,[c]",
            "E06000012,Alone,26,2000,5", "E06000012,Alone,26,2010,6"]
    given = {"OBSERVATIONS": csv_table(observations(more)), "INDUSTRIES": "26", "NUMERATOR_FIELD": "rd", "DENOMINATOR_FIELD": "gva",
             "INTENSITY": csv_table(intensity(["E06000010,2008,1,10,1", "E06000010,2009,1,0,1", "E06000099,2008,1,1,1"]))}
    result = run("association", **given, OUTPUT=TO)
    assert result["N"] == 8 and result["UNMATCHED_COUNT"] == 3
    table = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert len(table) == 12
    for code in ("E06000010", "E06000011", "E06000012", "E06000099"):
        assert all(table[code][name] is None for name in ("fitted", "residual", "stud_res", "outlier", "label")), code
    for words in ("1 district without growth, since it starts at 0 or below", "1 district without a value in both 2000 and 2010",
                  "Field 'gva' is 0 in 1 row", "2 districts are in OBSERVATIONS only: E06000011, E06000012.",
                  "1 district is in INTENSITY only: E06000099.", "without x left out of the line: Alone."):
        assert words in run.log, words


# Boundaries -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def lattice(memory, rectangle):
    """A 5 by 5 board whose y errs alike among neighbours, with a flag of industrial regions."""
    kinds = {"area": "string", "name": "string", "rd": "double", "growth": "double", "tir": "integer"}
    rows = []
    for place in range(25):
        east, north = place % 5, place // 5
        x = (place * 7) % 25
        rows.append((rectangle(400000 + east * 1000, 300000 + north * 1000, 401000 + east * 1000, 301000 + north * 1000),
                     f"E060000{place:02}", f"Place {place}", x, 0.5 * x + (4 if east > 2 else -3) + place / 50, int(east > 2)))
    return memory(kinds, rows, "Polygon", name="board")


def test_residuals_are_mapped_and_tested_for_a_pattern(run, rows, lattice, tmp_path, reopen):
    given = {"INTENSITY": lattice, "X_FIELD": "rd", "Y_FIELD": "growth", "AREAS": lattice}
    result = run("association", **given, OUTPUT=TO, MAP=str(tmp_path / "map.gpkg"), STYLE_FILE=str(tmp_path / "map.sld"))
    residuals = {row["area"]: row["residual"] for row in rows(result["OUTPUT"])}
    values = [residuals[f"E060000{place:02}"] for place in range(25)]
    total = 0.0
    for place in range(25):
        others = [other for other in range(25) if other != place
                  and max(abs(other % 5 - place % 5), abs(other // 5 - place // 5)) == 1]
        total += values[place] * sum(values[other] for other in others) / len(others)
    assert result["MORAN_I"] == pytest.approx(total / sum(value**2 for value in values)) and result["MORAN_P"] <= 0.002
    assert result["SENTENCE"].endswith(
        f" Since neighbours are alike (Moran's I of the residuals {result['MORAN_I']:.2f}, p = {result['MORAN_P']:.2g}), the line's p is too small.")
    assert "Residuals: Moran's I is" in run.log and "neighbours are more alike" in run.log
    assert {row["area"]: row["residual"] for row in rows(str(tmp_path / "map.gpkg"))} == residuals
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert [part["high"] for part in drawn["classes"]][2] == 0, "the ramp meets at 0"
    assert result["SENTENCE"] in drawn["abstract"], "the map says so too"
    assert len(drawn["classes"]) == 7 and drawn["undrawn"] == 0 and (tmp_path / "map.sld").stat().st_size > 0


def test_outliers_are_labelled_on_the_map(run, rows, reopen, squares, tmp_path):
    """Anscombe's third point in a GeoPackage, in a shapefile with its .qml, and in the style file."""
    layer = squares([f"E060000{place:02}" for place in range(11)], rd=X, growth=THIRD)
    given = {"INTENSITY": layer, "X_FIELD": "rd", "Y_FIELD": "growth", "AREAS": layer, "OUTPUT": TO}
    run("association", **given, MAP=str(tmp_path / "map.gpkg"), STYLE_FILE=str(tmp_path / "style.qml"))
    run("association", **given, MAP=str(tmp_path / "map.shp"))
    assert [row["label"] for row in rows(str(tmp_path / "map.gpkg")) if row["label"]] == ["Place 2"]
    drawn = reopen(tmp_path / "map.gpkg", tmp_path / "map.shp", f"{tmp_path / 'map.gpkg'}+{tmp_path / 'style.qml'}")
    assert [part["labels"] for part in drawn] == ["label"] * 3


def test_x_after_the_start_of_growth_is_said_unless_chosen(run, given):
    for more in ({"X_FROM": 2008}, {"X_TO": 2009}, {"INTENSITY_PERIOD": None, "FILTER": "\"period\" = 2008", "FROM": 2005}):
        run("association", **given, **more, OUTPUT=TO)
        assert ("x is of all years" in run.log) == ("FROM" in more), more
    assert "x is of all years of INTENSITY (2008) and growth starts in 2005" in run.log and "up to 2005" in run.log


def test_x_before_growth_is_no_trouble(run, given, csv_table):
    table = csv_table(intensity().replace("2008", "1999").replace("2009", "2000"))
    run("association", **{**given, "INTENSITY": table}, OUTPUT=TO)
    assert "x is of all years" not in run.log


def test_growth_of_small_figures_is_said(run, given, csv_table):
    table = observations().replace(f"{CODES[1]},Place 1,26,2000,100", f"{CODES[1]},Place 1,26,2000,4").replace(
        f"{CODES[2]},Place 2,26,2010,150", f"{CODES[2]},Place 2,26,2010,4.9").replace(f"{CODES[3]},Place 3,26,2000,100", f"{CODES[3]},Place 3,26,2000,5")
    run("association", **{**given, "OBSERVATIONS": csv_table(table)}, OUTPUT=TO)
    assert ("2 districts with less than 5 in 2000 or 2010: published output is rounded to whole numbers, so their growth is uncertain: "
            "Place 1, Place 2.") in run.log


def test_groups_are_marked(run, rows, lattice):
    result = run("association", INTENSITY=lattice, X_FIELD="rd", Y_FIELD="growth", AREAS=lattice, OUTPUT=TO)
    table = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert (table["E06000000"]["group"], table["E06000004"]["group"]) == ("Non TIR", "TIR")
    assert "TIR: 10 of 10 districts above the line" in run.log and "GROUP_FIELD: field 'tir'" in run.log


def test_districts_without_shapes_give_groups_and_no_map(run, rows, refused, given, csv_table, tmp_path):
    areas = csv_table("area,name,kind\n" + "".join(f"{code},Called {code[-1]},{'a' if place else ''}\n" for place, code in enumerate(CODES)))
    result = run("association", **given, AREAS=areas, GROUP_FIELD="kind", OUTPUT=TO)
    assert result["MORAN_I"] is None and "MAP" not in result
    assert [row["group"] for row in rows(result["OUTPUT"])][:2] == ["no group", "a"]
    assert rows(result["OUTPUT"])[0]["name"] == "Called 1"
    refused("association", "no polygons", **given, AREAS=areas, MAP=str(tmp_path / "map.gpkg"))


def test_without_esda_all_but_morans_i_is_there(run, lattice, monkeypatch):
    monkeypatch.setitem(sys.modules, "esda", None)
    result = run("association", INTENSITY=lattice, X_FIELD="rd", Y_FIELD="growth", AREAS=lattice, OUTPUT=TO, MAP=TO)
    assert result["MORAN_I"] is None and result["N"] == 25 and "MAP" in result
    assert "Moran's I of the residuals is left out" in run.log and "esda==" in run.log


def test_districts_that_have_no_neighbours_leave_only_morans_i_out(run, squares):
    apart = squares(CODES, side=1000.0, rd=[float(value) for value in RD], growth=[float(value) for value in END])
    result = run("association", INTENSITY=apart, X_FIELD="rd", Y_FIELD="growth", AREAS=apart, NEIGHBOURS="nearest", K=8, OUTPUT=TO)
    assert result["MORAN_I"] is None and "left out. K: 8 nearest districts" in run.log


def test_a_perfect_line_still_makes_a_map(run, squares, tmp_path, reopen):
    layer = squares(CODES, rd=[float(value) for value in RD], growth=[2.0 * value + 1 for value in RD])
    result = run("association", INTENSITY=layer, X_FIELD="rd", Y_FIELD="growth", AREAS=layer, OUTPUT=TO, MAP=str(tmp_path / "m.gpkg"))
    assert result["R2"] == pytest.approx(1) and result["MORAN_I"] is None and result["OUTLIERS"] == ""
    assert reopen(tmp_path / "m.gpkg")[0]["undrawn"] == 0


# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "words"), [
    ({"X_FIELD": None}, ("X_FIELD", "NUMERATOR_FIELD", "DENOMINATOR_FIELD")),
    ({"X_FIELD": None, "NUMERATOR_FIELD": "rd"}, ("DENOMINATOR_FIELD",)),
    ({"NUMERATOR_FIELD": "rd", "DENOMINATOR_FIELD": "gva"}, ("either X_FIELD",)),
    ({"Y_FIELD": "rd"}, ("either OBSERVATIONS",)), ({"OBSERVATIONS": None}, ("Y_FIELD",)),
    ({"X_FIELD": "ratoi"}, ("X_FIELD", "Did you mean ratio?")), ({"X_FIELD": "area"}, ("'area', row 1",)),
    ({"FROM": 1999}, ("FROM", "no year 1999", "2000, 2005, 2010")), ({"TO": 2011}, ("TO", "no year 2011")),
    ({"FROM": 2010, "TO": 2000}, ("earlier",)), ({"X_FROM": 2007}, ("X_FROM", "no year 2007", "2008, 2009")),
    ({"INDUSTRIES": "27"}, ("INDUSTRIES", "27")), ({"FILTER": "\"period\" = 1900"}, ("no rows left", "FILTER")),
    ({"FILTER": "\"area\" < 'E06000003'"}, ("at least 3 districts",)), ({"X_FIELD": "gva"}, ("same x (100)",)),
    ({"PRICE_YEAR": 2010}, ("DEFLATOR",)), ({"MAP": "/nowhere/map.gpkg"}, ("AREAS",)), ({"OUTLIER_LIMIT": 0}, ("OUTLIER_LIMIT",)),
    ({"GROWTH": "linear"}, ("GROWTH",)), ({"INTENSITY_PERIOD": "yaer"}, ("INTENSITY_PERIOD", "yaer")),
])
def test_what_cannot_be_is_refused(refused, given, more, words):
    refused("association", *words, **{**given, **more})


def test_prices_are_for_observations(refused, quartet, csv_table):
    refused("association", "DEFLATOR is for the output", INTENSITY=quartet, X_FIELD="rd", Y_FIELD="growth",
            DEFLATOR=csv_table("period,index\n2000,50\n"), PRICE_YEAR=2000)


def test_several_rows_of_a_district_need_a_filter(run, refused, given, csv_table):
    lines = ["area,industry,period,share"]
    lines += [f"{code},{industry},2010,{rd + (industry == '27')}" for code, rd in zip(CODES, RD) for industry in ("26", "27")]
    given = {**given, "INTENSITY": csv_table("\n".join(lines) + "\n"), "X_FIELD": "share"}
    refused("association", "E06000001 has 2 rows in 2010", "FILTER", **given)
    assert run("association", **given, FILTER="\"industry\" = '26'", OUTPUT=TO)["N"] == 8


def test_tables_that_share_no_code_or_not_all(refused, given, csv_table):
    refused("association", "No district is in both tables", **{**given, "INTENSITY": csv_table("area,ratio\nE07000001,1\n")})
    table = csv_table(intensity(["E06000099,2008,1,1,1"]))
    refused("association", "STRICT", "E06000099", **{**given, "INTENSITY": table}, STRICT=True)


def test_location_quotients_feed_it(run, given, csv_table):
    """Its own share of a district, as the intensity of the years 2005 to 2010."""
    shares = run("locationquotient", OBSERVATIONS=given["OBSERVATIONS"], INDUSTRIES="26", OUTPUT=TO)["OUTPUT"]
    grown = {name: given[name] for name in ("OBSERVATIONS", "INDUSTRIES")}
    assert run("association", **grown, INTENSITY=shares, X_FIELD="value", X_FROM=2005, OUTPUT=TO)["N"] == 8

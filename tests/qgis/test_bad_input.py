"""Whatever a table or a layer holds: a sentence that says what and where, or a result with a counted warning."""

from __future__ import annotations

import pytest

TO = "TEMPORARY_OUTPUT"
MEASURES = ("locationquotient", "concentration", "specialisation", "shiftshare")
BY_INDUSTRY, OF_ONE_YEAR = MEASURES[:2], MEASURES[:3]
MAPS = ("densityclass", "traditionalregions", "choropleth")
CODES = ["E06000001", "E06000002", "E06000003"]
HEADER = "area,industry,period,value\n"
ROWS = (
    "E06000001,i,2020,30\nE06000001,Total,2020,60\nE06000002,i,2020,10\nE06000002,Total,2020,100\n"
    "E06000003,i,2020,0\nE06000003,Total,2020,40\n"
)
TABLE = HEADER + ROWS


@pytest.fixture(params=MEASURES)
def measure(request):
    """Each algorithm that takes observations."""
    return request.param


@pytest.fixture(params=MAPS)
def mapping(request):
    """Each algorithm that takes districts alone."""
    return request.param


@pytest.fixture
def districts(squares):
    """`districts(...)` has all that the algorithms of `mapping` ask for."""

    def make(codes=CODES, **more):
        number = len(codes)
        held = {"population": [10.0] * number, "km2": [1.0] * number, "value": [float(place) for place in range(number)], **more}
        return squares(codes, **held)

    return make


ALSO = {"densityclass": {}, "traditionalregions": {"PRESET": "paper"}, "choropleth": {}}


@pytest.fixture
def lq(run, rows):
    """`lq(table)` returns the location quotients by district and industry."""

    def make(table, **parameters) -> dict:
        result = run("locationquotient", OBSERVATIONS=table, OUTPUT=TO, **parameters)
        return {(row["area"], row["industry"]): row["lq"] for row in rows(result["OUTPUT"])}

    return make


# Values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["abc", "30m", "n/a", "1_000", "1,00", "--", "£5", "12 34", "0x1A", "=1+1"])
def test_text_that_is_no_number_names_field_row_and_cell(refused, csv_table, measure, text):
    table = csv_table(TABLE.replace("E06000002,i,2020,10", f'E06000002,i,2020,"{text}"'))
    refused(measure, "'value'", "row 3", f"'{text}'", "not a number", OBSERVATIONS=table)


def test_text_that_is_no_number_in_a_field_of_districts(refused, districts):
    wrong = ["10", "many", "10"]
    refused("densityclass", "'population'", "row 2", "'many'", AREAS=districts(population=wrong))
    refused("densityclass", "'km2'", "row 2", "'many'", AREAS=districts(km2=wrong))
    refused("choropleth", "'value'", "row 2", "'many'", AREAS=districts(value=wrong))


def test_text_that_is_no_number_in_a_table_of_districts(refused, districts, csv_table):
    table = csv_table("area,population,value\nE06000001,5,5\nE06000002,many,many\n")
    refused("densityclass", "'population'", "row 2", "'many'", AREAS=districts(), TABLE=table)
    refused("choropleth", "'value'", "row 2", "'many'", AREAS=districts(), TABLE=table)


def test_text_numbers_are_read_and_counted(run, lq, csv_table):
    table = csv_table(TABLE.replace("2020,30", "2020, 30.0 ").replace("2020,10\n", '2020,"1,000"\n').replace("2020,100", "2020,1e4"))
    assert lq(table)[("E06000001", "i")] == pytest.approx((30 / 60) / (1030 / 10100))
    assert "Field 'value' is text: 6 cells read as numbers" in run.log


@pytest.mark.parametrize("year", ["twenty", "2020/21", "2020.5"])
def test_a_year_that_is_none_names_field_and_row(refused, csv_table, measure, year):
    table = csv_table(TABLE.replace("E06000002,i,2020", f"E06000002,i,{year}"))
    refused(measure, "'period'", "row 3", year.rstrip("/21"), OBSERVATIONS=table)


@pytest.mark.parametrize("marker", ["*", "c", "[c]", "[x]", "[z]", "[w]", "[u]", "[low]", "!", "~", "..", ":", "", " ", "-", "[C]"])
def test_suppressed_markers_are_missing_and_counted(run, lq, csv_table, marker):
    found = lq(csv_table(TABLE.replace("E06000003,i,2020,0", f"E06000003,i,2020,{marker}")))
    assert found[("E06000003", "i")] is None
    assert found[("E06000001", "i")] == pytest.approx((30 / 60) / (40 / 160)), "missing is not zero"
    assert "1 cell is empty or suppressed" in run.log and "1 value missing" in run.log


@pytest.mark.parametrize("text", ["inf", "-Infinity", "1e999"])
def test_infinite_values_name_field_and_row(refused, csv_table, measure, text):
    table = csv_table(TABLE.replace("E06000002,i,2020,10", f"E06000002,i,2020,{text}"))
    refused(measure, "'value'", "row 3", "infinite", OBSERVATIONS=table)


def test_infinite_values_of_districts(refused, districts):
    wrong = [1.0, float("inf"), 1.0]
    refused("densityclass", "'population'", "row 2", "infinite", AREAS=districts(population=wrong))
    refused("choropleth", "'value'", "row 2", "infinite", AREAS=districts(value=wrong))


@pytest.mark.parametrize("text", ["nan", "NaN"])
def test_not_a_number_is_no_number(refused, csv_table, measure, text):
    refused(measure, "row 3", text, OBSERVATIONS=csv_table(TABLE.replace("E06000002,i,2020,10", f"E06000002,i,2020,{text}")))


def test_negative_values_name_the_first_and_the_way_out(refused, csv_table, measure):
    table = csv_table(TABLE.replace("E06000003,i,2020,0", "E06000003,i,2020,-2"))
    refused(measure, "1 value below zero", "E06000003, i, 2020 (-2)", "NEGATIVES", OBSERVATIONS=table)


def test_negative_values_of_districts(refused, districts):
    refused("densityclass", "population is negative", "E06000002", AREAS=districts(population=[1.0, -1.0, 1.0]))
    refused("densityclass", "surface", "E06000002", AREAS=districts(km2=[1.0, -1.0, 1.0]))


def test_a_negative_total_is_an_error_too(refused, csv_table, measure):
    table = csv_table(TABLE.replace("E06000003,Total,2020,40", "E06000003,Total,2020,-40"))
    refused(measure, "below zero", "E06000003, Total, 2020", OBSERVATIONS=table)


def test_an_industry_of_zeros_has_no_index_and_one_warning(run, rows, lq, csv_table):
    table = csv_table(TABLE + "".join(f"{code},none,2020,0\n" for code in CODES))
    found = lq(table)
    assert [found[(code, "none")] for code in CODES] == [None] * 3
    assert found[("E06000001", "i")] == pytest.approx((30 / 60) / (40 / 200))
    assert run.log.count("No output, hence no index: none (2020)") == 1
    result = run("concentration", OBSERVATIONS=table, OUTPUT=TO)
    row = next(row for row in rows(result["OUTPUT"]) if row["industry"] == "none")
    assert [row[name] for name in ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr")] == [None] * 6
    assert row["n_areas"] == 3


@pytest.mark.parametrize("measure", BY_INDUSTRY)
def test_everything_zero_is_a_result_without_numbers(run, rows, csv_table, measure):
    zeros = HEADER + "".join(f"{code},{industry},2020,0\n" for code in CODES for industry in ("i", "Total"))
    found = rows(run(measure, OBSERVATIONS=csv_table(zeros), OUTPUT=TO)["OUTPUT"])
    assert {row["lq" if measure == "locationquotient" else "theil"] for row in found} == {None}
    assert "No output, hence no index" in run.log


@pytest.mark.parametrize("measure", BY_INDUSTRY)
def test_everything_missing_is_not_an_empty_success(run, rows, csv_table, measure):
    """A sentence, or a result that says in the log that nothing could be computed."""
    from qgis.core import QgsProcessingException

    table = csv_table(HEADER + "".join(f"{code},{industry},2020,[c]\n" for code in CODES for industry in ("i", "Total")))
    try:
        found = rows(run(measure, OBSERVATIONS=table, OUTPUT=TO)["OUTPUT"])
    except QgsProcessingException as refusal:
        assert "missing" in str(refusal)
        return
    assert {row["lq" if measure == "locationquotient" else "theil"] for row in found} == {None}
    assert "6 cells are empty or suppressed" in run.log and "No output, hence no index" in run.log


@pytest.mark.parametrize("measure", BY_INDUSTRY)
def test_one_district_only_says_that_it_means_nothing(run, rows, csv_table, measure):
    table = csv_table(HEADER + "E06000001,i,2020,30\nE06000001,Total,2020,60\n")
    result = run(measure, OBSERVATIONS=table, OUTPUT=TO)
    row = rows(result["OUTPUT"])[0]
    assert "There is one district only (E06000001)" in run.log and result["N_AREAS"] == 1
    if measure == "locationquotient":
        assert row["lq"] == pytest.approx(1) and row["z"] is None
    else:
        assert row["theil"] == pytest.approx(0) and row["hhi"] == pytest.approx(1) and row["hhi_n"] is None


# Fields ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "name"), [
    ("area,branch,period,value\n", "INDUSTRY_FIELD"), ("area,industry,period,amount\n", "VALUE_FIELD"),
    ("place,industry,period,value\n", "AREA_FIELD"),
])
def test_a_missing_field_is_named_with_the_fields_there_are(refused, csv_table, measure, header, name):
    table = csv_table(header + ROWS.replace("E0600000", "zone "), "figures.csv")
    refused(measure, name, "figures", *header.strip().split(","), OBSERVATIONS=table)


@pytest.mark.parametrize(("name", "wrong", "near"), [
    ("AREA_FIELD", "ares", "area"), ("INDUSTRY_FIELD", "industy", "industry"), ("PERIOD_FIELD", "periode", "period"),
    ("VALUE_FIELD", "vale", "value"),
])
def test_a_given_field_that_is_not_there_is_an_error_with_the_nearest(refused, csv_table, measure, name, wrong, near):
    refused(measure, name, f"'{wrong}'", f"Did you mean {near}?", OBSERVATIONS=csv_table(TABLE), **{name: wrong})


def test_a_default_field_that_is_not_there_counts_as_not_given(run, lq, csv_table):
    found = lq(csv_table(TABLE.replace("period", "anno").replace(",2020", ",x")))
    assert found[("E06000001", "i")] == pytest.approx(2.5)
    assert "PERIOD_FIELD" in run.log and "'period'" in run.log and "not given" in run.log


@pytest.mark.parametrize("field", ["LAD23CD", "LAD21CD", "lad_code", "GEOGRAPHY_CODE", "code_of_place"])
def test_a_field_of_district_codes_is_taken_and_said(run, lq, csv_table, field):
    found = lq(csv_table(TABLE.replace("area,", f"{field},")))
    assert found[("E06000001", "i")] == pytest.approx(2.5)
    assert f"AREA_FIELD: field '{field}'" in run.log and "is taken" in run.log


def test_the_field_of_codes_is_taken_from_boundaries_too(run, memory, rectangle, csv_table):
    shapes = [(rectangle(place, 0, place + 1, 1), code, f"Place {place}", 5.0, 1.0, 3.0) for place, code in enumerate(CODES)]
    fields = {"LAD23CD": "string", "LAD23NM": "string", "population": "double", "km2": "double", "value": "double"}
    areas = memory(fields, shapes, "Polygon")
    for name in MAPS:
        layer = run(name, AREAS=areas, OUTPUT=TO, **ALSO[name])["OUTPUT"]
        first = next(layer.getFeatures())
        assert (first["area"], first["name"]) == ("E06000001", "Place 0")
        assert layer.fields().lookupField("LAD23CD") < 0, "the code is there once"
    assert "AREA_CODE: field 'LAD23CD' of 'layer' is taken" in run.log and "AREA_NAME: field 'LAD23NM'" in run.log


def test_two_fields_of_district_codes_are_an_error_naming_both(refused, csv_table, measure, districts, memory):
    lines = [HEADER.replace("area", "LAD21CD,LAD23CD")] + [line.split(",")[0] + "," + line + "\n" for line in ROWS.splitlines()]
    refused(measure, "AREA_FIELD", "LAD21CD", "LAD23CD", OBSERVATIONS=csv_table("".join(lines)))
    areas = memory({"LAD21CD": "string", "LAD23CD": "string", "value": "double"}, [("POLYGON((0 0,1 0,1 1,0 0))", CODES[0], CODES[0], 1)], "Polygon")
    refused("choropleth", "AREA_CODE", "LAD21CD", "LAD23CD", AREAS=areas)


def test_a_field_of_surfaces_called_area_is_not_the_code(run, memory, rectangle):
    shapes = [(rectangle(place, 0, place + 1, 1), code, 93.7, 5.0) for place, code in enumerate(CODES)]
    areas = memory({"lad": "string", "area": "double", "value": "double"}, shapes, "Polygon")
    layer = run("choropleth", AREAS=areas, OUTPUT=TO)["OUTPUT"]
    assert [feature["area"] for feature in layer.getFeatures()] == CODES


def test_the_wrong_field_of_districts_is_an_error(refused, districts):
    refused("choropleth", "AREA_CODE", "cod", AREAS=districts(), AREA_CODE="cod")
    refused("densityclass", "AREA_NAME", "nam", "Did you mean name?", AREAS=districts(), AREA_NAME="nam")


# Rows -----------------------------------------------------------------------------------------------------------------


def test_an_empty_table_is_an_error(refused, csv_table, measure):
    refused(measure, "no rows", "filter", OBSERVATIONS=csv_table(HEADER))


def test_an_empty_layer_is_an_error(refused, squares, mapping, csv_table):
    refused(mapping, "no features", "squares", AREAS=squares([], population=[], km2=[], value=[]), **ALSO[mapping])


def test_an_empty_layer_or_table_beside_is_an_error(refused, squares, districts, csv_table):
    refused("locationquotient", "no features", "squares", OBSERVATIONS=csv_table(TABLE), AREAS=squares([]))
    refused("concentration", "no features", OBSERVATIONS=csv_table(TABLE), AREAS=squares([], km2=[]), REFERENCE="area")
    refused("choropleth", "no rows", AREAS=districts(), TABLE=csv_table("area,value\n"))
    refused("densityclass", "no rows", AREAS=districts(), TABLE=csv_table("area,population\n"))


def test_a_filter_that_leaves_nothing_is_an_error(refused, csv_table, squares):
    areas = squares(CODES, value=[1, 2, 3])
    areas.setSubsetString("value > 5")
    refused("choropleth", "no features", "filter", AREAS=areas)


def test_duplicate_rows_name_the_first_and_their_rows(refused, csv_table, measure):
    table = csv_table(TABLE + "E06000002,i,2020,11\nE06000001,i,2020,31\n")
    refused(measure, "2 combinations", "E06000001, i, 2020", "rows 1 and 8", OBSERVATIONS=table)


def test_duplicates_for_want_of_a_year_say_so(refused, csv_table, measure):
    table = csv_table(TABLE.replace("period", "anno") + "E06000001,i,2021,30\n")
    refused(measure, "E06000001, i", "PERIOD_FIELD", OBSERVATIONS=table)


def test_a_district_twice_in_a_layer_names_it(refused, districts, mapping):
    refused(mapping, "E06000002", "squares", "Dissolve", AREAS=districts([*CODES, " e06000002"]), **ALSO[mapping])


def test_a_district_twice_in_the_boundaries_of_a_measure(refused, csv_table, squares):
    areas = squares([*CODES, "E06000002"], km2=[1, 1, 1, 1])
    refused("locationquotient", "E06000002", OBSERVATIONS=csv_table(TABLE), AREAS=areas)
    refused("concentration", "E06000002", OBSERVATIONS=csv_table(TABLE), AREAS=areas, REFERENCE="area")


def test_absent_rows_are_counted(run, lq, csv_table):
    found = lq(csv_table(TABLE.replace("E06000003,i,2020,0\n", "")))
    assert ("E06000003", "i") not in found and found[("E06000001", "i")] == pytest.approx((30 / 60) / (40 / 160))
    assert "1 row of a district, industry and period absent" in run.log


@pytest.mark.parametrize("code", ["", " "])
def test_rows_without_a_code_are_left_out_and_counted(run, lq, csv_table, code):
    table = csv_table(TABLE + f"{code},i,2020,900\nE06000001,{code},2020,900\nE06000001,i,{code},900\n")
    assert lq(table)[("E06000001", "i")] == pytest.approx(2.5)
    for field, row in (("area", 7), ("industry", 8), ("period", 9)):
        assert f"1 row without a code in field '{field}' left out (the first is row {row})" in run.log


def test_null_codes_are_left_out_and_counted(run, rows, memory):
    fields = {"area": "string", "industry": "string", "period": "int8", "value": "double"}
    lines = [line.split(",") for line in ROWS.splitlines()]
    table = memory(fields, [(area, code, int(year), float(value)) for area, code, year, value in lines] + [(None, "i", 2020, 9.0)])
    found = rows(run("locationquotient", OBSERVATIONS=table, OUTPUT=TO)["OUTPUT"])
    assert found[0]["lq"] == pytest.approx(2.5) and "1 row without a code in field 'area'" in run.log


def test_a_district_without_a_code_is_left_out_and_counted(run, districts, mapping):
    layer = run(mapping, AREAS=districts([*CODES, None, ""]), OUTPUT=TO, **ALSO[mapping])["OUTPUT"]
    assert [feature["area"] for feature in layer.getFeatures()] == CODES
    assert "2 features of 'squares' without a code in field 'area' left out" in run.log


def test_no_code_at_all_is_an_error(refused, districts, csv_table, mapping, measure):
    refused(mapping, "'area'", "empty in every row", AREAS=districts([None, ""]), **ALSO[mapping])
    refused(measure, "district code", OBSERVATIONS=csv_table(TABLE.replace("E06000001", "").replace("E06000002", "").replace("E06000003", "")))


# Codes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", BY_INDUSTRY)
def test_countries_and_regions_among_the_districts_are_left_out_and_named(run, rows, csv_table, measure):
    wider = ("K02000001", "E92000001", "E12000001", "UK", "TLC", "E13000001", "E47000001")
    table = csv_table(TABLE + "".join(f"{code},i,2020,500\n{code},Total,2020,900\n" for code in wider))
    result = run(measure, OBSERVATIONS=table, OUTPUT=TO)
    row = rows(result["OUTPUT"])[0]
    assert result["N_AREAS"] == 3
    assert row["lq"] == pytest.approx(2.5) if measure == "locationquotient" else row["n_areas"] == 3
    for code in wider:
        assert code in run.log, f"{code} is left out without a word"
    assert "left out" in run.log and "twice" in run.log


def test_codes_of_no_known_kind_among_the_districts_are_an_error(refused, csv_table, measure):
    table = csv_table(TABLE + "zone 7,i,2020,500\nzone 7,Total,2020,900\n")
    refused(measure, "mix", "zone 7", OBSERVATIONS=table)


def test_other_areas_are_measured_as_they_are(run, refused, rows, csv_table):
    table = csv_table(TABLE.replace("E06", "E05"))
    assert rows(run("locationquotient", OBSERVATIONS=table, OUTPUT=TO)["OUTPUT"])[0]["lq"] == pytest.approx(2.5)
    refused("locationquotient", "AREA_LEVEL", "as_is", OBSERVATIONS=table, AREA_LEVEL="lad")


@pytest.mark.parametrize("measure", OF_ONE_YEAR)
def test_wards_are_measured_and_the_counties_around_them_left_out(run, csv_table, measure):
    table = csv_table(TABLE.replace("E06000001", "E05000001").replace("E06000002", "E05000002").replace("E06000003", "E10000003"))
    assert run(measure, OBSERVATIONS=table, OUTPUT=TO)["N_AREAS"] == 2
    assert "1 code of counties left out" in run.log and "E10000003" in run.log


def test_wards_and_lsoas_together_are_an_error(refused, csv_table, measure):
    table = csv_table(TABLE.replace("E06000001", "E05000001").replace("E06000002", "E01000002").replace("E06000003", "E01000003"))
    refused(measure, "mix", "LSOAs", "wards", OBSERVATIONS=table)


def test_overlapping_codes_without_a_total_are_an_error_naming_the_pair(refused, csv_table, measure):
    lines = "".join(f"{code},{industry},2020,5\n" for code in CODES for industry in ("C (10-33)", "CI-CL (26-30)", "F (41-43)"))
    refused(measure, "C (10-33)", "CI-CL (26-30)", "TOTAL", OBSERVATIONS=csv_table(HEADER + lines))


def test_two_rows_that_could_be_the_total_are_an_error(refused, csv_table, measure):
    table = csv_table(TABLE + "".join(f"{code},All industries,2020,90\n" for code in CODES))
    refused(measure, "Total", "All industries", "TOTAL", OBSERVATIONS=table)


def test_only_a_total_is_an_error(refused, csv_table, measure):
    table = csv_table(HEADER + "".join(f"{code},Total,2020,90\n" for code in CODES))
    refused(measure, "only industry", "Total", OBSERVATIONS=table)


def test_codes_of_any_case_and_padding_are_the_same(run, rows, lq, csv_table, squares):
    table = csv_table(TABLE.replace("E06000001,Total", " e06000001 ,TOTAL ").replace("E06000002,i", '"E06000002 ",I'))
    assert lq(table) == {(code, "i"): pytest.approx(value) for code, value in zip(CODES, (2.5, 0.5, 0))}
    areas = squares(["e06000001", " E06000002", "E06000003 "])
    result = run("locationquotient", OBSERVATIONS=table, AREAS=areas, OUTPUT=TO, MAP=TO)
    assert result["UNMATCHED_COUNT"] == 0
    assert [(row["area"], row["lq"]) for row in rows(result["MAP"])] == [
        ("e06000001", pytest.approx(2.5)), ("E06000002", pytest.approx(0.5)), ("E06000003", 0)]


def test_leading_zeros_survive(run, rows, csv_table, squares):
    table = csv_table("area,industry,period,value\n007,01,2020,30\n007,Total,2020,60\n7,01,2020,10\n7,Total,2020,100\n")
    result = run("locationquotient", OBSERVATIONS=table, AREAS=squares(["007", "7"]), OUTPUT=TO, MAP=TO)
    assert [(row["area"], row["industry"]) for row in rows(result["OUTPUT"])] == [("007", "01"), ("7", "01")]
    assert [row["lq"] for row in rows(result["MAP"])] == pytest.approx([(30 / 60) / (40 / 160), (10 / 100) / (40 / 160)])


def test_codes_that_are_numbers_match_text(run, rows, memory, csv_table):
    """A spreadsheet holds 101 as a number, the boundaries as text."""
    table = memory({"code": "int8", "industry": "int8", "value": "double"}, [(101, 26, 5.0), (102, 26, 1.0), (101, 27, 5.0), (102, 27, 9.0)])
    areas = memory({"area": "string"}, [("POLYGON((0 0,1 0,1 1,0 0))", "101"), ("POLYGON((2 0,3 0,3 1,2 0))", "102")], "Polygon")
    result = run("locationquotient", OBSERVATIONS=table, AREA_FIELD="code", AREAS=areas, OUTPUT=TO, MAP=TO)
    assert result["UNMATCHED_COUNT"] == 0
    assert {(row["area"], row["industry"]) for row in rows(result["OUTPUT"])} == {("101", "26"), ("101", "27"), ("102", "26"), ("102", "27")}


def test_codes_on_one_side_only_are_counted_and_the_first_ten_listed(run, districts, csv_table):
    lines = "".join(f"E07{place:06d},1\n" for place in range(12))
    result = run("choropleth", AREAS=districts(), TABLE=csv_table("area,value\nE06000001,1\n" + lines), OUTPUT=TO)
    assert result["UNMATCHED_COUNT"] == 14
    assert "12 districts are in the table only: E07000000" in run.log and "and 2 more" in run.log
    assert "2 districts are in the boundaries only: E06000002, E06000003" in run.log


def test_no_code_on_both_sides_is_an_error(refused, districts, squares, csv_table):
    table = csv_table("area,value,population\nE07000001,1,1\n")
    refused("choropleth", "E07000001", "E06000001", AREAS=districts(), TABLE=table)
    refused("densityclass", "E07000001", "E06000001", AREAS=districts(), TABLE=table)
    refused("locationquotient", "E07000001", "E06000001", OBSERVATIONS=csv_table(TABLE), AREAS=squares(["E07000001"]))
    refused("concentration", "E07000001", "E06000001", OBSERVATIONS=csv_table(TABLE), AREAS=squares(["E07000001"], km2=[1]),
            REFERENCE="area")


# Shapes ---------------------------------------------------------------------------------------------------------------

BOW_TIE = "POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))"


@pytest.fixture
def layer_of(memory, csv_table):
    """`layer_of(wkt, geometry, crs)` has one district of that shape beside two squares."""

    def make(wkt, geometry="Polygon", crs="EPSG:27700"):
        fields = {"area": "string", "name": "string", "population": "double", "km2": "double", "value": "double"}
        shapes = [wkt, "POLYGON((5 0,6 0,6 1,5 0))", "POLYGON((7 0,8 0,8 1,7 0))"] if geometry == "Polygon" else [wkt] * 3
        return memory(fields, [(shape, code, "", 5, 1, 2) for shape, code in zip(shapes, CODES)], geometry, crs)

    return make


@pytest.mark.parametrize("wkt", [BOW_TIE, None, "POLYGON EMPTY", "POLYGON((0 0, 0 0, 0 0, 0 0))"], ids=["bow tie", "none", "empty", "flat"])
def test_invalid_shapes_do_not_stop_a_map(run, rows, csv_table, layer_of, mapping, wkt):
    assert len(rows(run(mapping, AREAS=layer_of(wkt), OUTPUT=TO, **ALSO[mapping])["OUTPUT"])) == 3
    result = run("locationquotient", OBSERVATIONS=csv_table(TABLE), AREAS=layer_of(wkt), OUTPUT=TO, MAP=TO)
    assert len(rows(result["MAP"])) == 3


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", ""], ids=["degrees", "web", "none"])
def test_any_crs_or_none_is_kept(run, csv_table, layer_of, mapping, tmp_path, crs):
    from qgis.core import QgsVectorLayer, QgsWkbTypes

    areas = layer_of(BOW_TIE, crs=crs)
    layer = QgsVectorLayer(run(mapping, AREAS=areas, OUTPUT=str(tmp_path / "out.gpkg"), **ALSO[mapping])["OUTPUT"], "", "ogr")
    assert layer.wkbType() == QgsWkbTypes.Type.MultiPolygon
    given = {"OBSERVATIONS": csv_table(TABLE), "AREAS": areas, "OUTPUT": TO, "MAP": str(tmp_path / "map.gpkg")}
    other = QgsVectorLayer(run("locationquotient", **given)["MAP"], "", "ogr")
    for found in (layer, other):
        assert found.crs() == areas.crs() if crs else found.crs().authid() not in ("EPSG:4326", "EPSG:27700")


def test_no_crs_and_no_surface_is_a_sentence(refused, csv_table, memory):
    areas = memory({"area": "string"}, [("POLYGON((0 0,1 0,1 1,0 0))", code) for code in CODES], "Polygon", "")
    refused("concentration", "coordinate reference system", "KM2_FIELD", OBSERVATIONS=csv_table(TABLE), AREAS=areas, REFERENCE="area")


@pytest.mark.parametrize(("wkt", "geometry"), [("POINT(1 1)", "Point"), ("LINESTRING(0 0, 1 1)", "LineString")])
def test_a_map_of_no_polygons_is_refused(run, csv_table, layer_of, wkt, geometry):
    """QGIS itself refuses, or the algorithm does; never a map of nothing."""
    from qgis.core import QgsProcessingException

    areas = layer_of(wkt, geometry)
    with pytest.raises(QgsProcessingException) as refusal:
        run("choropleth", AREAS=areas, OUTPUT=TO)
    assert "AREAS" in str(refusal.value) and "polygon" in str(refusal.value).lower()
    with pytest.raises(QgsProcessingException) as refusal:
        run("locationquotient", OBSERVATIONS=csv_table(TABLE), AREAS=areas, OUTPUT=TO, MAP=TO)
    assert "AREAS" in str(refusal.value) and "polygon" in str(refusal.value).lower()


def test_a_table_is_no_boundary_layer(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    table = csv_table("area,value\nE06000001,3\nE06000002,4\n")
    with pytest.raises(QgsProcessingException) as refusal:
        run("choropleth", AREAS=table, OUTPUT=TO)
    assert "AREAS" in str(refusal.value) and "polygon" in str(refusal.value).lower()


def test_points_of_districts_have_no_surface(refused, csv_table, layer_of):
    points = layer_of("POINT(1 1)", "Point")
    refused("concentration", "AREAS", "polygon", OBSERVATIONS=csv_table(TABLE), AREAS=points, REFERENCE="area", KM2_FIELD="")


@pytest.mark.parametrize("name", ["densityclass", "traditionalregions"])
def test_points_of_districts_are_drawn_as_points_or_not_styled(run, layer_of, name):
    """Without a measured surface both work on points; a symbol for polygons would draw nothing."""
    layer = run(name, AREAS=layer_of("POINT(1 1)", "Point"), OUTPUT=TO, **ALSO[name])["OUTPUT"]
    assert len(list(layer.getFeatures())) == 3
    from qgis.core import QgsRenderContext, QgsSymbol

    assert {symbol.type() for symbol in layer.renderer().symbols(QgsRenderContext())} == {QgsSymbol.SymbolType.Marker}


def test_curves_and_heights_are_mapped(run, rows, memory):
    shapes = [("POLYGON Z((0 0 5, 1 0 5, 1 1 5, 0 0 5))", CODES[0], 1.0), ("MULTIPOLYGON Z(((2 0 5, 3 0 5, 3 1 5, 2 0 5)))", CODES[1], 2.0)]
    areas = memory({"area": "string", "value": "double"}, shapes, "MultiPolygonZ")
    assert len(rows(run("choropleth", AREAS=areas, OUTPUT=TO)["OUTPUT"])) == 2
    arc = "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0, 1 1, 2 0), (2 0, 0 0)))"
    areas = memory({"area": "string", "value": "double"}, [(arc, CODES[0], 1.0), (arc, CODES[1], 2.0)], "CurvePolygon")
    assert len(rows(run("choropleth", AREAS=areas, OUTPUT=TO)["OUTPUT"])) == 2

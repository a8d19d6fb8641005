"""What once gave a green run with wrong numbers, or took the user's own files."""

import pytest

TO = "TEMPORARY_OUTPUT"
TABLE = "area,industry,period,value\n" + "".join(
    f"{code},{name},2020,{value}\n"
    for code, values in (("E06000001", (5, 50)), ("E06000002", (10, 100)), ("E06000003", (30, 90)))
    for name, value in zip(("26", "Total"), values)
)


@pytest.fixture
def table(csv_table):
    return csv_table(TABLE)


def test_a_failed_run_leaves_the_files_beside_its_output(run, table, tmp_path):
    from qgis.core import QgsProcessingException

    beside = [tmp_path / f"districts.{ending}" for ending in ("shp", "prj", "cpg", "qml")]
    for file in beside:
        file.write_text("mine", encoding="utf-8")
    with pytest.raises(QgsProcessingException):
        run("concentration", OBSERVATIONS=table, OUTPUT=str(tmp_path / "districts.csv"), TRENDS=str(tmp_path / "no" / "t.csv"))
    assert [file.read_text(encoding="utf-8") for file in beside] == ["mine"] * 4
    assert not (tmp_path / "districts.csv").exists()


def test_table_names_that_differ_in_case_are_one_table(refused, run, table, tmp_path):
    path = tmp_path / "figures.gpkg"
    run("locationquotient", OBSERVATIONS=table, OUTPUT=str(path))
    refused("locationquotient", "OUTPUT", "overwrite", OBSERVATIONS=f"{path}|layername=figures",
            OUTPUT=f"ogr:dbname='{path}' table=\"FIGURES\"")


def test_a_shapefile_does_not_replace_the_dbf_that_is_read(refused, run, squares, table, tmp_path):
    areas = squares(["E06000001", "E06000002", "E06000003"])
    run("locationquotient", OBSERVATIONS=table, AREAS=areas, OUTPUT=TO, MAP=str(tmp_path / "figures.shp"))
    refused("choropleth", "OUTPUT", "overwrite", AREAS=areas, TABLE=str(tmp_path / "figures.dbf"), VALUE_FIELD="lq",
            OUTPUT=str(tmp_path / "figures.shp"))


@pytest.mark.parametrize(("name", "value"), [
    ("THRESHOLD", "33,8"), ("THRESHOLD", "abc"), ("THRESHOLD", float("nan")), ("K", float("nan")), ("MEAN", "NATIONAL"),
])
def test_a_number_or_choice_that_is_none_is_refused(refused, squares, csv_table, name, value):
    regions = csv_table("region,share\nR1,0.2\nR2,0.4\n", "regions.csv")
    refused("traditionalregions", name, AREAS=squares(["A", "B"], region=["R1", "R2"]), REGION_FIELD="region",
            REGIONS=regions, SHARE_FIELD="share", **{name: value})


@pytest.mark.parametrize(("name", "value", "words"), [
    ("REFERENCE", "EQUAL", "REFERENCE: 'EQUAL' is no choice"), ("TOP_PERCENT", 500, "TOP_PERCENT"),
    ("AVERAGE_YEARS", 0, "AVERAGE_YEARS"), ("AVERAGE_YEARS", "abc", "AVERAGE_YEARS"),
])
def test_models_refuse_wrong_values_too(run, table, name, value, words):
    """A model hands its values on unchecked."""
    from qgis.core import (
        QgsProcessingException,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    child = QgsProcessingModelChildAlgorithm("industrialatlas:concentration")
    child.setChildId("child")
    child.addParameterSources("OBSERVATIONS", [fixed(table)])
    child.addParameterSources(name, [fixed(value)])
    model = QgsProcessingModelAlgorithm("model", "tests")
    model.addChildAlgorithm(child)
    with pytest.raises(QgsProcessingException) as refusal:
        model.run({}, run.context, run.feedback, {}, False)
    assert words in run.log + str(refusal.value), "older QGIS says it in the log, newer in the exception"


@pytest.mark.parametrize("absent", ["missing", "zero"])
def test_a_district_without_a_total_changes_no_other(run, rows, csv_table, absent):
    text = TABLE.replace("E06000003,Total,2020,90\n", "")
    found = rows(run("locationquotient", OBSERVATIONS=csv_table(text), ABSENT=absent, OUTPUT=TO)["OUTPUT"])
    assert [row["lq"] for row in found] == [pytest.approx(1), pytest.approx(1), None]


def test_a_total_of_nothing_beside_output_is_no_total(run, rows, csv_table):
    text = TABLE.replace("E06000003,Total,2020,90", "E06000003,Total,2020,0")
    found = rows(run("locationquotient", OBSERVATIONS=csv_table(text), OUTPUT=TO)["OUTPUT"])
    assert [row["lq"] for row in found] == [pytest.approx(1), pytest.approx(1), None]
    assert "a total of 0 beside output" in run.log and "E06000003" in run.log


def test_an_industry_larger_than_everything_is_told(run, csv_table):
    run("locationquotient", OBSERVATIONS=csv_table(TABLE.replace("E06000003,26,2020,30", "E06000003,26,2020,95")), OUTPUT=TO)
    assert "larger than the total" in run.log and "E06000003 (2020)" in run.log


def test_invented_codes_are_not_taken_for_others(refused, csv_table):
    text = TABLE.replace(",26,", ",CI-CL (26-30),")
    for given in ("Q (26-30)", "C (10-33), CI-CL (26-30)", "C (10-33)"):
        refused("locationquotient", "INDUSTRIES", "semicolons", OBSERVATIONS=csv_table(text), INDUSTRIES=given)


def test_codes_separated_by_commas_are_all_reported(run, csv_table):
    text = TABLE.replace(",26,", ",\"C, D\",") + "E06000001,27,2020,1\nE06000001,28,2020,1\n"
    assert run("locationquotient", OBSERVATIONS=csv_table(text), INDUSTRIES="27, 28", OUTPUT=TO)["N_INDUSTRIES"] == 2
    assert run("locationquotient", OBSERVATIONS=csv_table(text), INDUSTRIES="C, D;27", OUTPUT=TO)["N_INDUSTRIES"] == 2


def test_names_of_countries_among_districts_are_refused(refused, csv_table):
    text = TABLE.replace("E06000001", "Hartlepool").replace("E06000002", "Darlington").replace("E06000003", "England")
    refused("locationquotient", "mix", "Hartlepool", OBSERVATIONS=csv_table(text))


def test_the_country_is_no_region_among_regions(run, squares, csv_table):
    regions = csv_table("region,jobs,all\nTLC3,10,100\nTLD3,40,100\nUK,50,200\nTLC,10,100\n", "regions.csv")
    result = run("traditionalregions", AREAS=squares(["A", "B"], part=["TLC3", "TLD3"]), REGION_FIELD="part", REGIONS=regions,
                 JOBS_FIELDS=["jobs", "JOBS"], TOTAL_FIELD="all", MEAN="national", K=0, OUTPUT=TO)
    assert result["THRESHOLD_SHARE"] == pytest.approx(0.25)
    assert "UK" in run.log and "left out" in run.log


def test_districts_without_a_surface_are_missed_aloud(run, squares, csv_table):
    areas = squares(["E06000001", "E06000002"], km2=[1, 2])
    result = run("concentration", OBSERVATIONS=csv_table(TABLE), AREAS=areas, REFERENCE="area", OUTPUT=TO)
    assert result["N_AREAS"] == 2
    assert "1 of 3 districts without a reference" in run.log and "37.5% of all output" in run.log


@pytest.mark.parametrize("name", ["style.txt", "style"])
def test_a_style_file_is_qml_or_sld(refused, squares, tmp_path, name):
    refused("densityclass", "STYLE_FILE", ".qml", AREAS=squares(["A"], population=[1], km2=[1]), STYLE_FILE=str(tmp_path / name))


def test_equal_shares_have_no_score(run, rows, squares, csv_table):
    regions = csv_table("region,share\n" + "".join(f"R{place},0.3\n" for place in range(10)), "regions.csv")
    result = run("traditionalregions", AREAS=squares(["A"], part=["R1"]), REGION_FIELD="part", REGIONS=regions,
                 SHARE_FIELD="share", OUTPUT=TO, SENSITIVITY=TO)
    assert [row["zscore"] for row in rows(result["OUTPUT"])] == [None]
    assert {row["n_regions"] for row in rows(result["SENSITIVITY"])} == {0}


def test_the_style_of_a_neighbour_is_left_alone(run, squares, tmp_path):
    areas = squares(["A", "B"], population=[1, 900], km2=[1, 1])
    run("densityclass", AREAS=areas, OUTPUT=str(tmp_path / "districts.shp"))
    before = (tmp_path / "districts.qml").read_bytes()
    run("choropleth", AREAS=areas, VALUE_FIELD="population", OUTPUT=str(tmp_path / "districts.geojson"))
    assert (tmp_path / "districts.qml").read_bytes() == before and "another layer" in run.log
    run("densityclass", AREAS=areas, RURAL_BELOW=1, OUTPUT=str(tmp_path / "own.shp"))
    first = (tmp_path / "own.qml").read_bytes()
    run("choropleth", AREAS=areas, VALUE_FIELD="population", OUTPUT=str(tmp_path / "own.shp"))
    assert (tmp_path / "own.qml").read_bytes() != first, "its own style is renewed"


def test_who_counts_does_not_depend_on_the_industries_reported(run, rows, csv_table):
    """The third district has a total of 0 beside output in 26, and nothing in 27."""
    more = "E06000001,27,2020,4\nE06000002,27,2020,2\nE06000003,27,2020,0\n"
    table = csv_table(TABLE.replace("E06000003,Total,2020,90", "E06000003,Total,2020,0") + more)
    found = [
        {row["industry"]: row["n_areas"] for row in rows(run("concentration", OBSERVATIONS=table, INDUSTRIES=only, OUTPUT=TO)["OUTPUT"])}
        for only in ("", "27")
    ]
    assert found == [{"26": 2, "27": 2, "*": 2}, {"27": 2}]

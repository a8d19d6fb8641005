"""Industrial districts, by id."""

import pytest

TO = "TEMPORARY_OUTPUT"
SIZES = ("1-49", "50-249", "250+")
# The made figures of the documentation: jobs in small, medium and large firms.
EXAMPLE = {
    "E06000001": {"13": (20, 10, 0), "28": (2, 3, 5), "M": (10, 5, 5), "G": (25, 10, 5)},
    "E06000002": {"13": (1, 0, 1), "28": (1, 1, 6), "M": (20, 10, 10), "G": (30, 15, 5)},
}


def text_of(areas=None, sizes=SIZES, head="area,industry,size,value", more=()) -> str:
    lines = [
        f"{area},{industry},{size},{value}" for area, rows in (areas or EXAMPLE).items() for industry, values in rows.items()
        for size, value in zip(sizes, values)]
    return "\n".join([head, *lines, *more]) + "\n"


@pytest.fixture
def steps(run, rows):
    """`steps(table)` returns the row of each area."""

    def made(jobs, **parameters) -> dict:
        made.result = run("industrialdistricts", JOBS=jobs, OUTPUT=TO, **parameters)
        return {row["area"]: row for row in rows(made.result["OUTPUT"])}

    return made


def test_the_example_of_the_documentation(steps, run, csv_table):
    found = steps(csv_table(text_of()))
    first, second = found["E06000001"], found["E06000002"]
    assert [first[f"step{step}"] for step in (1, 2, 3, 4)] == [1, 1, 1, 1] and (first["reached"], second["reached"]) == (4, 0)
    assert (first["mfg_lq"], first["mfg_prev"], first["bus_prev"], first["con_prev"]) == pytest.approx((1.6, 15, -10, -5))
    assert (first["size_class"], first["industry"], first["ind_lq"], first["ind_prev"]) == ("Medium", "13", 1.875, 14)
    assert (first["sme_share"], first["mfg_share"], first["target"], second["target"]) == (1, 0.4, 1, 0)
    assert second["industry"] is None and second["sme_share"] is None and second["size_class"] == "Large"
    assert {name: value for name, value in steps.result.items() if name.startswith("N_")} == {
        "N_AREAS": 2, "N_STEP1": 1, "N_STEP2": 1, "N_STEP3": 1, "N_STEP4": 1, "N_TARGET": 1, "N_NOT_KNOWN": 0}
    assert "Of 2 areas 1 are manufacturing systems" in run.log and "Industrial districts: E06000001." in run.log


@pytest.mark.parametrize("sizes", [("small", "medium", "large"), ("1 to 49", "50 to 249", "250 and over")])
def test_sizes_are_recognised(steps, csv_table, sizes):
    assert steps(csv_table(text_of(sizes=sizes)))["E06000001"]["reached"] == 4


def test_the_number_of_firms_is_looked_at(steps, csv_table):
    """One medium firm with ten jobs: five in small firms are not more than half of these."""
    areas = {**EXAMPLE, "E06000001": {**EXAMPLE["E06000001"], "13": (5, 10, 0)}}
    text = "\n".join(f"{line},{'firms' if not place else 1}" for place, line in enumerate(text_of(areas).splitlines())) + "\n"
    found = steps(csv_table(text))["E06000001"]
    assert (found["n_medium"], found["step3"], found["step4"], found["reached"]) == (1, 1, 0, 3)
    assert steps(csv_table(text), SMALL_OVER=40)["E06000001"]["step4"] == 1
    assert steps(csv_table(text_of(areas)))["E06000001"]["step4"] == 1, "without numbers of firms it cannot be looked at"


def test_suppressed_and_absent_cells_are_not_known(steps, run, csv_table):
    text = text_of().replace("E06000002,13,1-49,1", "E06000002,13,1-49,[c]")
    found = steps(csv_table(text))["E06000002"]
    assert [found[name] for name in ("step1", "step2", "step3", "step4", "reached", "mfg_share", "target")] == [None] * 7
    assert steps.result["N_NOT_KNOWN"] == 1 and "ABSENT to 'zero'" in run.log
    without = csv_table(text_of().replace("E06000001,13,250+,0\n", ""))
    assert steps(without)["E06000001"]["reached"] is None
    assert steps(without, ABSENT="zero")["E06000001"]["reached"] == 4


TOY = {  # made but for manufacturing's 7,000 jobs: Hervas-Oliver (2021) gives no jobs of other industries
    "E06000001": {"22": (3000, 2500, 1000), "32": (400, 100, 0), "M": (500, 200, 100), "G": (5000, 1500, 500)},
    "E06000002": {"22": (500, 500, 2000), "32": (500, 500, 1000), "M": (9000, 6000, 9000), "G": (30000, 20000, 21000)}}


def test_the_toy_valley_has_double_the_target(steps, run, rows, reopen, csv_table, squares, tmp_path):
    """7,000 of a labour force of 17,500 are 40 per cent, twice the European Union's 20 (Hervas-Oliver 2021)."""
    areas = squares(["E06000001", "E06000002"], labour=[17500, 120000], population=[40000, 260000])
    path = str(tmp_path / "map.gpkg")
    found = steps(csv_table(text_of(TOY)), AREAS=areas, LABOUR_FIELD="labour", MAP=path)
    assert (found["E06000001"]["mfg_jobs"], found["E06000001"]["mfg_share"]) == (7000, 0.4)
    assert (found["E06000001"]["target"], found["E06000002"]["target"], steps.result["N_TARGET"]) == (1, 0, 1)
    assert found["E06000001"]["name"] == "Place 0" and "20 per cent of the labour force or more" in run.log
    (drawn,) = reopen(path)
    assert drawn["classes"][-1]["label"] == "Not known (0)" and drawn["title"] == "Industrial districts: steps passed"
    assert sum(drawn["counts"].values()) == 2 and [part["colour"] for part in drawn["classes"]][:5] == [
        "#f7f7f7", "#fee391", "#fe9929", "#cc4c02", "#662506"]


def test_inhabitants_are_refused_as_a_labour_force(refused, csv_table, squares):
    areas = squares(["E06000001", "E06000002"], labour=[40000, 120000], population=[40000, 260000])
    table = csv_table(text_of(TOY))
    refused("industrialdistricts", "'population' holds inhabitants", JOBS=table, AREAS=areas, LABOUR_FIELD="population")
    refused("industrialdistricts", "in E06000001 the labour force 'labour' (40,000)", JOBS=table, AREAS=areas, LABOUR_FIELD="labour")


@pytest.mark.parametrize(("parameters", "words"), [
    ({"SMALL_TO": 300}, ("SMALL_TO (300)", "MEDIUM_TO (249)")), ({"MANUFACTURING": ";"}, ("MANUFACTURING is empty",)),
    ({"CONSUMER": "96"}, ("CONSUMER: no industry", "96")), ({"LABOUR_FIELD": "x"}, ("LABOUR_FIELD is a field of AREAS",)),
    ({"SIZE_FIELD": "sizes"}, ("SIZE_FIELD", "Did you mean size?")), ({"TARGET": 120}, ("TARGET", "0 to 100")),
    ({"SMALL_TO": 9}, ("'1-49' lies across a limit",)), ({"MAP": "/tmp/none.gpkg"}, ("MAP needs",)),
])
def test_what_cannot_be_is_refused(refused, csv_table, parameters, words):
    refused("industrialdistricts", *words, JOBS=csv_table(text_of()), **parameters)


@pytest.mark.parametrize(("text", "words"), [
    ("area,industry,size,value\n", ("no rows",)), (text_of(sizes=("1-49", "50-249", "251+")), ("250 to 250 people",)),
    (text_of(sizes=("1-49", "40-249", "250+")), ("'1-49' and '40-249' overlap",)),
    (text_of(sizes=("1-49", "50-249", "many")), ("'many' is no class",)),
    (text_of(more=["E06000001,13,1-49,20"]), ("E06000001 has 2 rows of industry 13 and size 1-49",)),
    (text_of().replace(",20\n", ",-20\n"), ("below zero",)), (text_of().replace(",20\n", ",lots\n"), ("'lots'", "row 1")),
])
def test_a_table_that_cannot_be_used_is_refused(refused, csv_table, text, words):
    refused("industrialdistricts", *words, JOBS=csv_table(text))


@pytest.mark.parametrize("ending", ["gpkg", "csv", "xlsx"])
def test_the_table_goes_into_a_file(run, rows, csv_table, tmp_path, ending):
    path = str(tmp_path / f"steps.{ending}")
    run("industrialdistricts", JOBS=csv_table(text_of()), OUTPUT=path)
    assert [str(row["reached"]) for row in rows(path)] == ["4", "0"]


def test_cancelling_leaves_no_file(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    run.feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("industrialdistricts", JOBS=csv_table(text_of()), OUTPUT=str(tmp_path / "out.gpkg"))
    assert not (tmp_path / "out.gpkg").exists()


def test_codes_with_other_case_and_spaces_are_the_same(steps, csv_table, squares):
    text = text_of().replace("E06000001,M", " e06000001 ,m")
    found = steps(csv_table(text), AREAS=squares(["E06000002 ", "e06000001"]))
    assert found["E06000001"]["reached"] == 4 and steps.result["UNMATCHED_COUNT"] == 0


def test_steps_are_mapped_by_another_algorithm_in_a_model(run, csv_table, squares):
    """Inside a model: the table of steps becomes a choropleth of the prevalence of manufacturing."""
    from qgis.core import (
        QgsProcessing,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterFeatureSource,
    )

    import processing

    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("chain", "test", "test")
    for name, kind in (("jobs", QgsProcessing.SourceType.TypeVector), ("areas", QgsProcessing.SourceType.TypeVectorPolygon)):
        model.addModelParameter(QgsProcessingParameterFeatureSource(name, name, [kind]), QgsProcessingModelParameter(name))
    first = QgsProcessingModelChildAlgorithm("industrialatlas:industrialdistricts")
    first.setChildId("steps")
    first.addParameterSources("JOBS", [source.fromModelParameter("jobs")])
    second = QgsProcessingModelChildAlgorithm("industrialatlas:choropleth")
    second.setChildId("map")
    second.addParameterSources("AREAS", [source.fromModelParameter("areas")])
    second.addParameterSources("TABLE", [source.fromChildOutput("steps", "OUTPUT")])
    second.addParameterSources("VALUE_FIELD", [source.fromStaticValue("mfg_prev")])
    output = QgsProcessingModelOutput("Map")
    output.setChildId("map")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"Map": output})
    for child in (first, second):
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    result = processing.run(
        model, {"jobs": csv_table(text_of()), "areas": squares(["E06000001", "E06000002"]), "map:Map": TO},
        context=run.context, feedback=run.feedback)
    assert sorted(feature["map_value"] for feature in result["map:Map"].getFeatures()) == [-15, 15]

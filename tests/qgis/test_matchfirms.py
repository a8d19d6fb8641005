"""Matched firms, by id."""

import pytest

TO = "TEMPORARY_OUTPUT"
EXAMPLE = "firm,industry,size,tir\nA,28,10,1\nB,28,15,1\nC,28,40,1\nP,28,14,0\nQ,28,22,0\nR,28,60,0\nS,28,30,0\n"
PAIRS = {("A", "Q"): 12 / 18.58853, ("B", "P"): 1 / 18.58853, ("C", "S"): 10 / 18.58853}  # standard deviation 18.58853


@pytest.fixture
def pairs(run, rows):
    """`pairs(table)` returns the distance of each pair."""

    def made(firms, **parameters) -> dict:
        made.result = run("matchfirms", **{"FIRMS": firms, "COVARIATES": ["size"], "OUTPUT": TO, **parameters})
        return {(row["firm"], row["match"]): row["distance"] for row in rows(made.result["OUTPUT"])}

    return made


def test_the_example_of_the_documentation(pairs, rows, run, csv_table):
    """Pooled variance (516.667 + 1211) / 5; before, the means 21.667 and 31.5; after, 21.667 and 22, over 18.1934."""
    assert pairs(csv_table(EXAMPLE), BALANCE=TO, UNMATCHED=TO) == pytest.approx(PAIRS, abs=1e-6)
    result = pairs.result
    assert (result["N_FIRMS"], result["N_TREATED"], result["N_CONTROLS"], result["N_PAIRS"], result["N_UNMATCHED"]) == (7, 3, 4, 3, 0)
    assert result["MEAN_DISTANCE"] == pytest.approx(23 / 3 / 18.58853, abs=1e-6)
    assert (result["MAX_SMD_BEFORE"], result["MAX_SMD_AFTER"]) == pytest.approx((0.540489, 0.018322), abs=1e-6)
    first = rows(result["BALANCE"])[0]
    assert (first["industry"], first["covariate"], first["mean_co"], first["mean_co_a"]) == ("*", "size", 31.5, 22)
    assert "3 of 3 firms in TIRs matched, 3 pairs" in run.log and rows(result["UNMATCHED"]) == []


def test_replacement_caliper_and_several_matches(pairs, rows, csv_table):
    table = csv_table(EXAMPLE)
    assert set(pairs(table, REPLACEMENT=True)) == {("A", "P"), ("B", "P"), ("C", "S")} and pairs.result["N_USED"] == 2
    assert set(pairs(table, N_MATCHES=2, REPLACEMENT=True)) == {
        ("A", "P"), ("A", "Q"), ("B", "P"), ("B", "Q"), ("C", "S"), ("C", "Q")}
    assert set(pairs(table, CALIPER=0.3, UNMATCHED=TO)) == {("B", "P")}
    assert {(row["firm"], row["reason"]) for row in rows(pairs.result["UNMATCHED"])} == {
        ("A", "all controls used"), ("C", "outside the caliper")}


def test_a_logarithm_has_its_own_name(pairs, rows, csv_table):
    pairs(csv_table(EXAMPLE), LOG_COVARIATES=["size"], BALANCE=TO)
    assert rows(pairs.result["BALANCE"])[0]["covariate"] == "ln(size)"
    assert "ln(size)" in rows(pairs.result["OUTPUT"])[0]["compared"]


def test_districts_give_the_flag_by_code(pairs, run, csv_table, squares):
    codes = {"A": "E06000001", "B": "E06000001", "C": "E06000003"}
    lines = [line.split(",") for line in EXAMPLE.splitlines()[1:]]
    table = csv_table("firm,industry,size,lad23cd\n" + "".join(
        f"{firm},{industry},{size},{codes.get(firm, 'e06000002 ')}\n" for firm, industry, size, _ in lines))
    areas = squares(["E06000001", "E06000002", "E06000003"], tir=[1, 0, 1])
    assert pairs(table, AREAS=areas) == pytest.approx(PAIRS, abs=1e-6)
    assert pairs(table, AREAS=areas, TREATED="code", AREA_FIELD="lad23cd") == pytest.approx(PAIRS, abs=1e-6)
    assert "AREA_FIELD: field 'lad23cd'" in run.log


@pytest.fixture
def dots(memory):
    """`dots(places)` are the firms of the example at points, in kilometres east of the first square's western edge."""

    def made(places, crs="EPSG:27700", **more):
        lines = [line.split(",") for line in EXAMPLE.splitlines()[1:]]
        rows = [
            (f"POINT({400000 + 1000 * place} 300500)" if place is not None else None, firm, industry, float(size), int(tir))
            for place, (firm, industry, size, tir) in zip(places, lines)]
        return memory({"firm": "string", "industry": "string", "size": "double", "flag": "int"}, rows, "Point", crs)

    return made


PLACES = (0.5, 0.6, 2.5, 1.5, 1.2, 1.1, 1.9)


def test_districts_give_the_flag_by_place_and_the_map_is_styled(pairs, rows, reopen, dots, squares, tmp_path):
    areas = squares(["E06000001", "E06000002", "E06000003"], tir=[1, 0, 1])
    path = str(tmp_path / "firms.gpkg")
    assert pairs(dots(PLACES), AREAS=areas, MAP=path) == pytest.approx(PAIRS, abs=1e-6)
    assert {row["firm"]: row["role"] for row in rows(path)} == {
        "A": "TIR", "B": "TIR", "C": "TIR", "P": "Match", "Q": "Match", "S": "Match"}
    assert {row["area"] for row in rows(pairs.result["OUTPUT"])} == {"E06000001", "E06000003"}
    (drawn,) = reopen(path)
    assert [(part["label"], part["colour"]) for part in drawn["classes"]] == [
        ("In a TIR, with a match (3)", "#b35806"), ("Elsewhere, a match (3)", "#5e9bc5"),
        ("In a TIR, without a match (0)", "#f7f7f7"), ("No data (0)", "#d0d0d0")]
    assert drawn["undrawn"] == 0 and drawn["title"] == "Matched firms"


def test_firms_outside_all_districts_are_counted(pairs, run, dots, squares):
    areas = squares(["E06000001", "E06000002"], tir=[1, 0])
    assert set(pairs(dots((0.5, 9, None, *PLACES[3:])), AREAS=areas)) == {("A", "P")}
    assert pairs.result["N_NO_FLAG"] == 2 and "2 of 7 firms lie in none of the districts" in run.log


def test_a_flag_goes_before_districts_and_that_is_said(pairs, run, csv_table, squares):
    table = csv_table(EXAMPLE.replace("firm,", "firm,", 1))
    assert pairs(table, AREAS=squares(["E06000001"], tir=[0])) == pytest.approx(PAIRS, abs=1e-6)
    assert "their own field 'tir', so AREAS is not used" in run.log


def test_matches_may_be_sought_in_the_south_only(pairs, run, rows, csv_table):
    """Bath (E06000022) is in the South West, Swindon too (E06000030); Derby (E06000015) is not."""
    codes = {"P": "E06000015", "Q": "E06000022", "R": "E06000030", "S": "E06000015"}
    text = "firm,industry,size,tir,area\n" + "".join(
        f"{line},{codes.get(line[0], 'E06000001')}\n" for line in EXAMPLE.splitlines()[1:])
    assert set(pairs(csv_table(text), CONTROLS="south")) == {("B", "Q"), ("C", "R")}
    assert pairs.result["N_CONTROLS"] == 2
    assert "Matches are sought in South West (England): 2 of 4 firms elsewhere" in run.log
    found = set(pairs(csv_table(text), CONTROLS="regions", CONTROL_REGIONS="East Midlands (England)"))
    assert found == {("B", "P"), ("C", "S")}
    region = text.replace("area", "itl").replace("E06000015", "TLJ3").replace("E060000", "TLC")
    assert set(pairs(csv_table(region), CONTROLS="south", REGION_FIELD="itl")) == {("B", "P"), ("C", "S")}


def test_text_numbers_and_suppressed_ones(pairs, rows, csv_table):
    table = csv_table(EXAMPLE.replace("C,28,40", "C,28,[c]").replace("R,28,60", 'R,28,"1,060"'))
    assert len(pairs(table, UNMATCHED=TO)) == 2
    assert [(row["firm"], row["reason"]) for row in rows(pairs.result["UNMATCHED"])] == [("C", "size is missing")]


def test_several_covariates_and_a_constant_one(pairs, run, csv_table):
    lines = EXAMPLE.splitlines()
    table = csv_table("\n".join([lines[0] + ",same", *(line + ",7" for line in lines[1:])]) + "\n")
    assert pairs(table, COVARIATES=["size", "same"]) == pytest.approx(PAIRS, abs=1e-6)
    assert "counts nothing in the distance: same" in run.log


@pytest.mark.parametrize(("parameters", "words"), [
    ({"COVARIATES": []}, ("COVARIATES", "size and age")), ({"COVARIATES": ["sise"]}, ("COVARIATES", "Did you mean size?")),
    ({"LOG_COVARIATES": ["age"]}, ("LOG_COVARIATES", "'age'")), ({"TREATED": "code"}, ("TREATED is 'code'", "AREAS")),
    ({"CONTROLS": "regions"}, ("CONTROL_REGIONS",)), ({"CONTROL_REGIONS": "TLI"}, ("CONTROLS is 'all'",)),
    ({"CONTROLS": "south"}, ("where the firms are is not known", "REGION_FIELD")), ({"CALIPER": -1}, ("CALIPER", "from 0")),
    ({"N_MATCHES": 0}, ("N_MATCHES",)), ({"FLAG_FIELD": "size"}, ("FLAG_FIELD", "row 1", "'10' is no flag")),
    ({"FLAG_FIELD": "tirs"}, ("FLAG_FIELD", "Did you mean tir?")), ({"FIRM_FIELD": "industry"}, ("firm 28 has 7 rows",)),
    ({"REGION_FIELD": "industry", "CONTROLS": "regions", "CONTROL_REGIONS": "TLI"}, ("no firm lies in 'TLI'", "28")),
    ({"INDUSTRY_FIELD": "firm"}, ("No industry has firms",)),
])
def test_what_cannot_be_is_refused(refused, csv_table, parameters, words):
    refused("matchfirms", *words, **{"FIRMS": csv_table(EXAMPLE), "COVARIATES": ["size"], **parameters})


@pytest.mark.parametrize(("text", "words"), [
    (EXAMPLE.splitlines()[0] + "\n", ("no rows",)), (EXAMPLE.replace("B,28,15", "B,28,many"), ("row 2", "'many'")),
    (EXAMPLE.replace(",tir", ",t"), ("FLAG_FIELD", "AREAS")), (EXAMPLE.replace(",1\n", ",0\n"), ("No firm lies in",)),
    (EXAMPLE.replace("B,", "a ,"), ("firm A has 2 rows",)), (EXAMPLE.replace("firm", "id"), ("FIRM_FIELD", "id")),
])
def test_a_table_that_cannot_be_matched_is_refused(refused, csv_table, text, words):
    refused("matchfirms", *words, FIRMS=csv_table(text), COVARIATES=["size"])


def test_a_map_needs_points(refused, pairs, run, csv_table, tmp_path):
    table = csv_table(EXAMPLE)
    refused("matchfirms", "MAP needs the firms' points", FIRMS=table, COVARIATES=["size"], MAP=str(tmp_path / "map.gpkg"))
    assert len(pairs(table, MAP=TO)) == 3 and "FIRMS has no points, so there is no map" in run.log


def test_a_place_needs_points(refused, csv_table, squares):
    refused("matchfirms", "points in polygons", FIRMS=csv_table(EXAMPLE), COVARIATES=["size"], TREATED="place",
            AREAS=squares(["E06000001"], tir=[1]))


def test_cancelling_leaves_no_file(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    run.feedback.cancel()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("matchfirms", FIRMS=csv_table(EXAMPLE), COVARIATES=["size"], OUTPUT=str(tmp_path / "out.gpkg"))
    assert not (tmp_path / "out.gpkg").exists()


@pytest.mark.parametrize("ending", ["gpkg", "csv", "xlsx"])
def test_tables_go_into_files(run, rows, csv_table, tmp_path, ending):
    path = str(tmp_path / f"pairs.{ending}")
    run("matchfirms", FIRMS=csv_table(EXAMPLE), COVARIATES=["size"], OUTPUT=path)
    assert [row["match"] for row in rows(path)] == ["Q", "P", "S"]


def test_pairs_feed_another_algorithm(run, rows, csv_table):
    """Inside a model: distances by district, as a table of observations, become location quotients."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterFeatureSource,
    )

    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("chain", "test", "test")
    model.addModelParameter(QgsProcessingParameterFeatureSource("firms", "Firms"), QgsProcessingModelParameter("firms"))
    first = QgsProcessingModelChildAlgorithm("industrialatlas:matchfirms")
    first.setChildId("match")
    first.addParameterSources("FIRMS", [source.fromModelParameter("firms")])
    first.addParameterSources("COVARIATES", [source.fromStaticValue("size")])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("industrialatlas:locationquotient")
    second.setChildId("quotient")
    second.addParameterSources("OBSERVATIONS", [source.fromChildOutput("match", "OUTPUT")])
    second.addParameterSources("AREA_FIELD", [source.fromStaticValue("match")])
    second.addParameterSources("VALUE_FIELD", [source.fromStaticValue("weight")])
    output = QgsProcessingModelOutput("Quotients")
    output.setChildId("quotient")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"Quotients": output})
    model.addChildAlgorithm(second)
    model.updateDestinationParameters()
    import processing

    result = processing.run(model, {"firms": csv_table(EXAMPLE), "quotient:Quotients": TO}, context=run.context, feedback=run.feedback)
    assert {row["area"]: row["lq"] for row in rows(result["quotient:Quotients"])} == {"P": 1, "Q": 1, "S": 1}

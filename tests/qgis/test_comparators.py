"""Comparators of a district: by hand, the sample by scipy, covariates, classes, partners, refusals, the map, a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
A, B, C, D = (f"E0600000{place}" for place in range(1, 5))
# Shares A (1/2, 1/2, 0), B (1/2, 0, 1/2), C (0, 0, 1), D (4/10, 4/10, 2/10)
FIGURES = f"""
    area,name,industry,ind_name,period,value
    {A},Ash,i,Iron,2019,1
    {A},Ash,j,Jute,2019,1
    {A},Ash,k,Kelp,2019,1
    {A},Ash,i,Iron,2020,5
    {A},Ash,j,Jute,2020,5
    {A},Ash,k,Kelp,2020,0
    {B},Birch,i,Iron,2020,5
    {B},Birch,j,Jute,2020,0
    {B},Birch,k,Kelp,2020,5
    {C},Cedar,i,Iron,2020,0
    {C},Cedar,j,Jute,2020,0
    {C},Cedar,k,Kelp,2020,9
    {D},Date,i,Iron,2020,4
    {D},Date,j,Jute,2020,4
    {D},Date,k,Kelp,2020,2
"""


@pytest.fixture
def table(csv_table):
    return csv_table(FIGURES)


@pytest.fixture
def others(run, rows):
    """`others(OBSERVATIONS=...)` returns the comparators of each district, by rank."""

    def make(**parameters) -> dict:
        found: dict = {}
        for row in rows(run("comparators", OUTPUT=TO, **parameters)["OUTPUT"]):
            found.setdefault(row["area"], []).append(row["other"])
        return found

    return make


def test_a_table_worked_out_by_hand(run, rows, table):
    """sqrt(1 - sum of sqrt(p q)): A and D sqrt(1 - 2 sqrt(.2)); A and B sqrt(1/2); A and C 1."""
    result = run("comparators", OBSERVATIONS=table, DISTRICT=A, OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [row["other"] for row in found] == [D, B, C] and [row["rank"] for row in found] == [1, 2, 3]
    expected = [np.sqrt(1 - 2 * np.sqrt(0.2)), np.sqrt(0.5), 1]
    assert [row["distance"] for row in found] == pytest.approx(expected)
    assert found[0]["name"] == "Ash" and found[0]["other_name"] == "Date" and found[0]["period"] == 2020
    assert found[1]["why1"] == "j Jute: 50.0% here, 0.0% there" and found[1]["why2"] == "k Kelp: 0.0% here, 50.0% there"
    assert found[1]["alike"] == "i Iron: 50.0% and 50.0%" and found[1]["why3"] is None
    wanted = {"N_AREAS": 4, "N_INDUSTRIES": 3, "N_LEFT_OUT": 0, "N_PAIRS": 3, "PERIOD_USED": 2020, "UNMATCHED_COUNT": 0,
              "DISTRICT_USED": A, "COMPARATORS": "Date; Birch; Cedar", "CODES": f"{D}; {B}; {C}", "BALANCED_WEIGHT": None}
    assert {name: result[name] for name in wanted} == wanted and "MAP" not in result
    assert result["NEAREST_DISTANCE"] == pytest.approx(expected[0]) and result["MEAN_DISTANCE"] == pytest.approx(np.mean(expected))
    assert "Comparators of Ash: Date (0.325), Birch (0.707), Cedar (1.000)." in run.log
    assert "1 district with fewer than 5 comparators" in run.log


@pytest.mark.parametrize(("kind", "expected"), [
    ("euclidean", [np.sqrt(0.06), np.sqrt(0.5), np.sqrt(1.5)]), ("cosine", [1 - 0.4 / np.sqrt(0.5 * 0.36), 0.5, 1])])
def test_other_distances(run, rows, table, kind, expected):
    found = rows(run("comparators", OBSERVATIONS=table, DISTRICT="ash", DISTANCE=kind, OUTPUT=TO)["OUTPUT"])
    assert [row["other"] for row in found] == [D, B, C] and [row["distance"] for row in found] == pytest.approx(expected)


def test_all_districts_one_after_another_in_the_order_of_codes(run, others, table):
    found = others(OBSERVATIONS=table, N=1)
    assert found == {A: [D], B: [D], C: [B], D: [A]} and list(found) == [A, B, C, D]
    result = run("comparators", OBSERVATIONS=table, N=1, OUTPUT=TO)
    assert (result["DISTRICT_USED"], result["COMPARATORS"], result["N_PAIRS"]) == ("", "", 4)
    assert "Comparators of 4 districts, by 3 codes: 4 rows." in run.log


def test_rows_in_another_order_and_codes_in_other_case_change_nothing(others, csv_table, table):
    head, *lines = [line.strip() for line in FIGURES.strip().splitlines()]
    other = csv_table("\n".join([head, *lines[::-1]]).replace(A, A.lower()))
    first, second = others(OBSERVATIONS=table, N=3), others(OBSERVATIONS=other, N=3)
    assert {one.upper(): [code.upper() for code in held] for one, held in second.items()} == first


def test_equal_distances_are_in_the_order_of_codes(others, csv_table):
    rows = "".join(f"{code},{industry},5\n" for code in (D, C, B, A) for industry in "ij")
    assert others(OBSERVATIONS=csv_table("area,industry,value\n" + rows), N=2) == {
        A: [B, C], B: [A, C], C: [A, B], D: [A, B]}


def test_a_district_that_lacks_a_code_is_left_out_named_and_null(run, rows, csv_table, refused):
    table = csv_table(FIGURES.replace(f"{C},Cedar,j,Jute,2020,0", f"{C},Cedar,j,Jute,2020,[c]"))
    result = run("comparators", OBSERVATIONS=table, N=1, OUTPUT=TO)
    found = {row["area"]: row for row in rows(result["OUTPUT"])}
    assert result["N_LEFT_OUT"] == 1 and found[C]["name"] == "Cedar"
    assert [found[C][name] for name in ("other", "rank", "distance", "why1")] == [None] * 4
    assert "1 of 4 districts left out, as chosen ones and as candidates: Cedar (no figure for j). MISSING 'drop_codes'" in run.log
    refused("comparators", "DISTRICT: Cedar cannot be compared: it has no figure for j", "MISSING", OBSERVATIONS=table, DISTRICT=C)
    result = run("comparators", OBSERVATIONS=table, DISTRICT=C, MISSING="drop_codes", OUTPUT=TO)
    assert result["N_INDUSTRIES"] == 2 and result["COMPARATORS"] == "Birch; Date; Ash"


def test_codes_that_overlap_count_once(run, csv_table):
    rows = "".join(f"{area},{code},{value}\n" for area, held in ((A, (30, 10, 20)), (B, (20, 10, 10)))
                   for code, value in zip(("C", "10-25", "26-33"), held))
    both = csv_table("area,industry,value\n" + rows + f"{A},Total,90\n{B},Total,90\n")
    assert run("comparators", OBSERVATIONS=both, OUTPUT=TO)["N_INDUSTRIES"] == 2
    assert run("comparators", OBSERVATIONS=both, INDUSTRY_LEVEL="coarsest", OUTPUT=TO)["N_INDUSTRIES"] == 1
    assert "Only one code counts (C)" in run.log


def test_covariates_move_the_nearest(run, rows, squares, table):
    """Density 1, 1, 2, 2: sd sqrt(1/3), so 1 apart is a squared z of 3; of A from B 0."""
    areas = squares([A, B, C, D], density=[1, 1, 2, 2])
    given = {"OBSERVATIONS": table, "AREAS": areas, "DISTRICT": A, "COVARIATES": ["density"], "OUTPUT": TO}
    result = run("comparators", **given)
    found = rows(result["OUTPUT"])
    assert [row["other"] for row in found] == [B, D, C]
    assert found[0]["distance"] == pytest.approx(np.sqrt(0.5 * 0.5)) and found[0]["dist_cov"] == 0
    assert found[1]["distance"] == pytest.approx(np.sqrt(0.5 * (1 - 2 * np.sqrt(0.2)) + 0.5 * 3))
    squared = 0.5 + 1 + 1 - 2 * np.sqrt(0.2)
    assert result["BALANCED_WEIGHT"] == pytest.approx(squared / (squared + 6)) and "count the same with WEIGHT" in run.log
    assert run("comparators", **given, WEIGHT=0)["CODES"] == f"{D}; {B}; {C}"


def test_within_a_class_and_in_other_industrial_regions(run, squares, table, others):
    areas = squares([A, B, C, D], dens_class=["Urban", "Rural", "Urban", None], tir=[1, 1, 1, 0], region=["U1", "U1", "U2", "U3"])
    given = {"OBSERVATIONS": table, "AREAS": areas}
    assert others(**given, WITHIN="dens_class") == {A: [C], C: [A], B: [None], D: [None]}
    assert "Place 3 (no value in 'dens_class')" in run.log and "1 district without a comparator" in run.log
    assert others(**given, WITHIN="tir") == {A: [C], B: [C], C: [B, A], D: [A, B, C]}
    without = squares([A, B, C, D], tir=[1, 1, 1, 0])
    assert others(OBSERVATIONS=table, AREAS=without, WITHIN="tir", DISTRICT=A) == {A: [B, C]}
    assert "has no field region" in run.log


def test_partners_have_what_is_related_and_lacking(run, rows, table):
    """LQs of one or more: A and D have i, j; B i, k; C k. A lacks k, related to i; who has k scores 1, the others 0."""
    result = run("comparators", OBSERVATIONS=table, DISTRICT=A, BY="related", OUTPUT=TO)
    found = rows(result["OUTPUT"])
    assert [(row["other"], row["score"], row["distance"]) for row in found] == [(B, 1, 0), (C, 1, 0), (D, 0, 1)]
    assert found[0]["why1"].startswith("k Kelp: LQ 0.00 here, ") and found[2]["why1"] is None
    assert "Partners of Ash: Birch (0.000), Cedar (0.000), Date (1.000)." in run.log


def test_a_year_may_be_chosen_and_another_is_refused_with_those_there_are(run, csv_table, refused, table):
    both = csv_table(f"area,industry,period,value\n{A},i,2019,1\n{B},i,2019,1\n{A},j,2019,1\n{B},j,2019,3\n{A},i,2020,1\n{A},j,2020,1\n")
    assert run("comparators", OBSERVATIONS=both, PERIOD=2019, OUTPUT=TO)["PERIOD_USED"] == 2019
    refused("comparators", "One district only has a mix", "no figure at all", OBSERVATIONS=both)
    refused("comparators", "PERIOD: the table has no year 1066; it has 2019, 2020.", OBSERVATIONS=table, PERIOD=1066)


@pytest.mark.parametrize(("words", "given"), [
    (("DISTRICT", "'Atlantis'"), {"DISTRICT": "Atlantis"}), (("DISTRICT", "did you mean Cedar?"), {"DISTRICT": "Ceder"}),
    (("COVARIATES is a field of districts", "AREAS"), {"COVARIATES": ["density"]}), (("WITHIN", "AREAS"), {"WITHIN": "tir"}),
    (("N:",), {"N": 0}), (("WEIGHT",), {"WEIGHT": 1.5}), (("INDUSTRIES", "'q'"), {"INDUSTRIES": "q"}),
])
def test_what_cannot_be_is_refused(refused, table, words, given):
    refused("comparators", *words, OBSERVATIONS=table, **given)


def test_what_cannot_be_of_districts_is_refused(refused, squares, memory, table, tmp_path):
    path = str(tmp_path / "refused" / "map.gpkg")
    refused("comparators", "MAP needs", "AREAS", OBSERVATIONS=table, MAP=path)
    areas = squares([A, B, C, D], density=[1, 2, 3, 4], kind=["x", "x", "y", "many"])
    given = {"OBSERVATIONS": table, "AREAS": areas}
    refused("comparators", "COVARIATES are for BY 'similar'", **given, COVARIATES=["density"], BY="related")
    refused("comparators", "COVARIATES", "'densty'", "density", **given, COVARIATES=["densty"])
    refused("comparators", "'kind'", "not a number", **given, COVARIATES=["kind"])
    refused("comparators", "WITHIN", "'kin'", "kind", **given, WITHIN="kin")
    refused("comparators", "STRICT", **{**given, "AREAS": squares([A, B])}, STRICT=True)
    refused("comparators", "polygons", OBSERVATIONS=table, AREAS=memory({"area": "string"}, [(A,)]), MAP=path)
    refused("comparators", "no field 'name'", OBSERVATIONS=table, INDUSTRY_NAMES=memory({"industry": "string"}, [("i",)]))


def test_names_of_industries_from_a_table(run, rows, table, memory):
    names = memory({"industry": "string", "name": "string"}, [("J", "Jam")])
    found = rows(run("comparators", OBSERVATIONS=table, DISTRICT=A, INDUSTRY_NAMES=names, OUTPUT=TO)["OUTPUT"])
    assert found[1]["why1"].startswith("j Jam: ") and found[1]["why2"].startswith("k: ") and "No name for 2 industries: i, k." in run.log


def test_the_map_of_one_district_by_rank(run, rows, reopen, squares, csv_table, tmp_path):
    path = tmp_path / "map.gpkg"
    result = run("comparators", OBSERVATIONS=csv_table(FIGURES), AREAS=squares([A, B, C, D, "E06000009"]), DISTRICT=A, N=2,
                 OUTPUT=TO, MAP=str(path), STYLE_FILE=str(tmp_path / "map.qml"))
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "categorizedSymbol" and drawn["title"] == "Districts most like Place 0, 2020"
    assert [part["label"] for part in drawn["classes"]] == [
        "Place 0", "1. Place 3 (0.325)", "2. Place 1 (0.707)", "Other candidates (1)", "No data (1)"]
    assert drawn["undrawn"] == 0 and drawn["labels"] == "label" and "Hellinger" in drawn["abstract"]
    found = {row["area"]: row for row in rows(str(path))}
    assert (found[C]["rank"], found[C]["role"], found[C]["label"]) == (3, "Other candidates", None)
    assert found[A]["role"] == "Chosen district" and result["UNMATCHED_COUNT"] == 1 and (tmp_path / "map.qml").stat().st_size


def test_the_map_of_all_is_the_distance_of_the_nearest(run, reopen, squares, table, tmp_path):
    path = tmp_path / "map.gpkg"
    run("comparators", OBSERVATIONS=table, AREAS=squares([A, B, C, D, "E06000009"]), OUTPUT=TO, MAP=str(path))
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "graduatedSymbol" and drawn["title"] == "Distance of the nearest comparator, 2020"
    assert drawn["classes"][-1]["label"] == "No data (1)" and drawn["undrawn"] == 0


@pytest.mark.parametrize("ending", ["csv", "gpkg", "xlsx"])
def test_it_may_be_written_to_any_table(run, rows, table, tmp_path, ending):
    path = str(tmp_path / f"out.{ending}")
    run("comparators", OBSERVATIONS=table, OUTPUT=path)
    assert len(rows(path)) == 12


def test_the_codes_filter_the_next_step_of_a_model(run, rows, table, tmp_path, squares):
    """Comparators of a district feed a map: its OUTPUT by the field `other`, no field picked but what is mapped."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    districts = str(tmp_path / "districts.gpkg")
    run("native:savefeatures", INPUT=squares([A, B, C, D]), OUTPUT=districts)
    model = QgsProcessingModelAlgorithm("model", "tests")
    for name, given in (
        ("comparators", {"OBSERVATIONS": table, "DISTRICT": A}),
        ("choropleth", {"AREAS": districts, "AREA_FIELD": "other", "VALUE_FIELD": "distance", "OUTPUT": str(tmp_path / "map.gpkg")}),
    ):
        child = QgsProcessingModelChildAlgorithm(f"industrialatlas:{name}")
        child.setChildId(name)
        for parameter, value in given.items():
            child.addParameterSources(parameter, [fixed(value)])
        if name == "choropleth":
            child.addParameterSources("TABLE", [QgsProcessingModelChildParameterSource.fromChildOutput("comparators", "OUTPUT")])
        model.addChildAlgorithm(child)
    model.run({}, run.context, run.feedback, {}, False)
    held = {row["area"]: row["map_value"] for row in rows(str(tmp_path / "map.gpkg"))}
    assert held[A] is None and held[C] == 1 and held[B] == pytest.approx(np.sqrt(0.5))


# The sample -----------------------------------------------------------------------------------------------------------


def test_comparators_in_the_sample_are_those_of_scipy(run, rows, sample):
    import pandas as pd

    peer = pytest.importorskip("scipy.spatial.distance")
    result = run("comparators", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts", NEGATIVES="drop", OUTPUT=TO)
    assert (result["N_AREAS"], result["N_INDUSTRIES"], result["N_LEFT_OUT"], result["N_PAIRS"]) == (339, 23, 11, 339 * 5)
    found = rows(result["OUTPUT"])
    assert len(found) == 339 * 5 + 11
    held = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str}).pivot(
        index="area", columns="industry", values="2023")
    wide = held.drop(columns=["Total", "C (10-33)"]).dropna()
    roots = np.sqrt(wide.div(wide.sum(axis=1), axis=0))
    expected = pd.DataFrame(peer.cdist(roots, roots) / np.sqrt(2), wide.index, wide.index)
    assert result["MEAN_DISTANCE"] == pytest.approx(expected.to_numpy().sum() / (339 * 338))
    for area, row in expected.iterrows():
        nearest = row.drop(area).sort_index().sort_values(kind="stable").head(5)
        own = [line for line in found if line["area"] == area]
        assert [line["other"] for line in own] == nearest.index.tolist(), area
        assert [line["distance"] for line in own] == pytest.approx(nearest.tolist())


def test_a_reader_knows_the_comparators_of_the_sample(run, sample):
    """Cars, aircraft engines, a nuclear and a steel coast: what Sunderland, Derby and Hartlepool are known for."""
    given = {"OBSERVATIONS": f"{sample}|layername=gva", "AREAS": f"{sample}|layername=districts", "NEGATIVES": "drop", "OUTPUT": TO}
    found = {name: run("comparators", **given, DISTRICT=name, N=8)["COMPARATORS"] for name in ("Sunderland", "Derby", "Swindon", "Hartlepool")}
    assert {"Coventry", "Telford and Wrekin", "Wolverhampton"} <= set(found["Sunderland"].split("; "))
    assert {"Knowsley", "Fylde", "Pendle"} <= set(found["Derby"].split("; "))
    assert {"Cheshire West and Chester", "Sunderland"} <= set(found["Swindon"].split("; "))
    assert {"Medway", "Carmarthenshire"} <= set(found["Hartlepool"].split("; "))

"""Observations summed to groups of industries: by hand, on the sample and the published tables by pandas, refusals."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
FIGURES = """
    area,name,industry,period,value
    E06000001,Hartlepool,C26,2020,2
    E06000001,Hartlepool,27,2020,3
    E06000001,Hartlepool,27.1,2020,1
    E06000001,Hartlepool,CD-CG (19-23),2020,9
    E06000001,Hartlepool,Total,2020,40
    E06000002,Middlesbrough,C26,2020,4
    E06000002,Middlesbrough,27,2020,*
    E06000002,Middlesbrough,27.1,2020,1
    E06000002,Middlesbrough,CD-CG (19-23),2020,8
    E06000002,Middlesbrough,Total,2020,50
"""
ALL = "Advanced manufacturing"


@pytest.fixture
def grouped(run, rows):
    """`grouped(table, ...)` returns the result, its rows by area, industry and period, and the placement by code."""

    def make(table, **parameters):
        result = run("groupindustries", OBSERVATIONS=table, OUTPUT=TO, PLACEMENT=TO, **parameters)
        return (result, {(row["area"], row["industry"], row["period"]): row for row in rows(result["OUTPUT"])},
                {row["code"]: row for row in rows(result["PLACEMENT"])})

    return make


def test_a_table_worked_out_by_hand(grouped, csv_table, run):
    """27.1 is a part of 27, which its parts do not cover: 2 + 3 in one district, 4 + suppressed in the other."""
    result, found, placed = grouped(csv_table(FIGURES), REST=True)
    assert found[("E06000001", ALL, 2020)] == {
        "area": "E06000001", "name": "Hartlepool", "industry": ALL, "period": 2020, "value": 5, "n_codes": 2, "partial": 1}
    assert found[("E06000001", "Other industries", 2020)]["value"] == 35
    assert found[("E06000002", ALL, 2020)]["value"] is found[("E06000002", "Other industries", 2020)]["value"] is None
    assert found[("E06000002", "Total", 2020)]["value"] == 50
    assert {code: (row["industry"], row["used"]) for code, row in placed.items()} == {
        "C26": (ALL, 1), "27": (ALL, 1), "27.1": (ALL, 0), "CD-CG (19-23)": (None, 0), "Total": (None, 1)}
    assert placed["27.1"]["reason"] == "would count twice: '27' holds it"
    names = ("N_GROUPS", "N_PLACED", "N_NOT_PLACED", "N_DOUBLE", "MISSING_COUNT")
    assert [result[name] for name in names] == [1, 2, 1, 1, 1]
    for words in ("the sum of C26, 27.", "no code gives 20, 21 and 28-30", "'CD-CG (19-23)' holds 20 and 21 of"):
        assert words in run.log, words


def test_missing_parts_can_be_left_out(grouped, csv_table):
    _, found, _ = grouped(csv_table(FIGURES), MISSING="skip", REST=True)
    assert found[("E06000002", ALL, 2020)]["value"] == 4 and found[("E06000002", "Other industries", 2020)]["value"] == 46


def test_the_result_feeds_location_quotients(run, rows, csv_table, tmp_path):
    path = str(tmp_path / "groups.gpkg")
    run("groupindustries", OBSERVATIONS=csv_table(FIGURES), MISSING="skip", OUTPUT=path)
    result = run("locationquotient", OBSERVATIONS=path, OUTPUT=TO)
    found = {row["area"]: row["lq"] for row in rows(result["OUTPUT"])}
    assert found["E06000001"] == pytest.approx((5 / 40) / (9 / 90)) and found["E06000002"] == pytest.approx((4 / 50) / 0.1)
    assert "The total of all industries is the row 'Total'" in run.log


def test_own_groups_by_code_and_by_name(grouped, csv_table):
    table = csv_table("area,industry,value\nA,26,1\nA,27,2\nA,Tourism,4\nA,41,8\n")
    groups = csv_table("code,group\nC26,Tech\n27,Tech\ntourism ,Leisure\n")
    result, found, placed = grouped(table, GROUPS="table", GROUP_TABLE=groups)
    assert {key[1]: row["value"] for key, row in found.items()} == {"Tech": 3, "Leisure": 4}
    assert result["N_NOT_PLACED"] == 1 and placed["41"]["reason"] == "outside all groups"


def test_industries_restrict_the_codes_that_are_looked_at(grouped, csv_table):
    _, found, placed = grouped(csv_table(FIGURES), INDUSTRIES="C26")
    assert found[("E06000002", ALL, 2020)]["value"] == 4 and set(placed) == {"C26", "Total"}


def test_the_sample_has_advanced_manufacturing_but_for_20_and_21(run, rows, sample, tmp_path):
    path = str(tmp_path / "groups.gpkg")
    result = run("groupindustries", OBSERVATIONS=f"{sample}|layername=gva", OUTPUT=path)
    import pandas as pd

    wide = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str}).set_index(["area", "industry"])
    held = {(row["area"], row["period"]): row for row in rows(path) if row["industry"] == ALL}
    assert len(held) == 350 * 26 and {row["partial"] for row in held.values()} == {1}
    for area, year in (("E06000001", 1998), ("E08000025", 2023), ("W06000015", 2010)):
        assert held[(area, year)]["value"] == wide.loc[(area, "CI-CL (26-30)"), str(year)]
    assert (result["N_PLACED"], result["N_NOT_PLACED"]) == (1, 23)
    assert "'CI-CL (26-30)', which is the whole of 26-30 and lies inside it" in run.log


@pytest.mark.data
@pytest.mark.parametrize(("name", "codes"), [("lad", 49), ("itl", 115)])
@pytest.mark.parametrize(("groups", "summary"), [("sections", "all"), ("paper", "all")])
def test_every_published_code_is_placed_or_listed_and_sums_are_exact(grouped, data, tmp_path, name, codes, groups, summary):
    import numpy as np
    import pandas as pd

    path = tmp_path / "figures.csv"
    with gzip.open(data / "ons" / f"gva_by_{name}_industry_long.csv.gz") as packed, open(path, "wb") as file:
        shutil.copyfileobj(packed, file)
    long = pd.read_csv(path, dtype=str).rename(columns={"lad_code": "code", "sic07_code": "industry"})
    long = long[long["year"].isin(["1998", "2023"])]
    long["gva_m"] = pd.to_numeric(long["gva_m"])
    long.to_csv(path, index=False)
    result, found, placed = grouped(str(path), GROUPS=groups, SUMMARY=summary, AREA_FIELD="code")
    assert len(placed) == long["industry"].nunique() == result["N_PLACED"] + result["N_DOUBLE"] + result["N_NOT_PLACED"] + 1
    assert len(placed) == codes and all(row["reason"] for row in placed.values())
    used = {code: row["industry"] for code, row in placed.items() if row["used"] and code != "Total"}
    by_level = {code: set(part["industry"]) for code, part in long.groupby("code")}
    wide = long.assign(group=long["industry"].map(used)).dropna(subset=["group"])
    expected = wide.groupby(["code", "group", "year"])["gva_m"].agg(lambda part: part.sum(skipna=False))
    checked = 0
    for (area, group, year), value in expected.items():
        parts = [code for code in by_level[area] if used.get(code) == group]
        if len(parts) == found[(area, group, int(year))]["n_codes"] or np.isnan(value):
            assert found[(area, group, int(year))]["value"] == (None if np.isnan(value) else pytest.approx(value, abs=1e-9))
            checked += 1
    assert checked > 60


@pytest.mark.parametrize(("words", "parameters"), [
    (("GROUPS is 'table'", "GROUP_TABLE"), {"GROUPS": "table"}),
    (("cannot be split", "SUMMARY 'all'"), {"INDUSTRIES": "CD-CG (19-23)"}),
    (("'27' and '27.1' overlap",), {"INDUSTRY_LEVEL": "listed"}),
    (("no industry is called 'All'",), {"TOTAL": "All"}),
    (("no industry is called '99'",), {"INDUSTRIES": "99"}),
    (("GROUPS: 'papers' is no choice",), {"GROUPS": "papers"}),
    (("no field 'jobs'",), {"VALUE_FIELD": "jobs"}),
])
def test_what_is_refused(refused, csv_table, words, parameters):
    refused("groupindustries", *words, OBSERVATIONS=csv_table(FIGURES), **parameters)


def test_more_that_is_refused(refused, csv_table):
    groups = csv_table("code,group\n26,A\nC26,B\n")
    refused("groupindustries", "belongs to 'A' and to 'B'", OBSERVATIONS=csv_table(FIGURES), GROUPS="table", GROUP_TABLE=groups)
    refused("groupindustries", "set GROUPS to 'table'", OBSERVATIONS=csv_table(FIGURES), GROUP_TABLE=groups)
    refused("groupindustries", "several rows", OBSERVATIONS=csv_table("area,industry,value\nA,26,1\na,26,1\n"))
    refused("groupindustries", "REST", OBSERVATIONS=csv_table("area,industry,value\nA,26,1\n"), REST=True)
    refused("groupindustries", "has to do with the groups", OBSERVATIONS=csv_table("area,industry,value\nA,Tourism,1\n"))
    refused("groupindustries", "no rows", OBSERVATIONS=csv_table("area,industry,value\n"))


def test_titles_and_aliases_are_kept(run, csv_table, tmp_path):
    from qgis.core import QgsVectorLayer

    path = str(tmp_path / "groups.gpkg")
    run("groupindustries", OBSERVATIONS=csv_table(FIGURES), OUTPUT=path)
    layer = QgsVectorLayer(path, "", "ogr")
    assert layer.attributeAlias(layer.fields().lookupField("partial")) == "Not the whole of the group"

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
    assert placed["27.1"]["reason"] == (
        "counted in none of 2 district-periods: in 1 '27' holds it and has no value, in 1 '27' holds it")
    names = ("N_GROUPS", "N_PLACED", "N_NOT_PLACED", "N_DOUBLE", "MISSING_COUNT")
    assert [result[name] for name in names] == [1, 2, 1, 1, 1]
    for words in ("the sum of C26, 27.", "no code gives 20, 21 and 28-30", "'CD-CG (19-23)' holds 20 and 21 of"):
        assert words in run.log, words


def test_missing_parts_can_be_left_out(grouped, csv_table):
    """Of 27 in Middlesbrough only 27.1 is known: 4 + 1, and 50 - 5."""
    _, found, placed = grouped(csv_table(FIGURES), MISSING="skip", REST=True)
    assert found[("E06000002", ALL, 2020)]["value"] == 5 and found[("E06000002", "Other industries", 2020)]["value"] == 45
    assert found[("E06000002", ALL, 2020)]["partial"] == 1
    assert placed["27.1"]["reason"] == "counted in 1 of 2 district-periods: in 1 '27' holds it"


def test_the_result_feeds_location_quotients(run, rows, csv_table, tmp_path):
    path = str(tmp_path / "groups.gpkg")
    run("groupindustries", OBSERVATIONS=csv_table(FIGURES), MISSING="skip", OUTPUT=path)
    result = run("locationquotient", OBSERVATIONS=path, OUTPUT=TO)
    found = {row["area"]: row["lq"] for row in rows(result["OUTPUT"])}
    assert found["E06000001"] == pytest.approx((5 / 40) / (10 / 90)) and found["E06000002"] == pytest.approx((5 / 50) * 9)
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


MIXED = """
    area,industry,period,value
    E06000001,26,2001,8
    E06000001,27,2001,1
    E06000001,Total,2001,40
    E06000001,C26,2002,9
    E06000001,27,2002,2
    E06000001,Total,2002,40
    E06000002,CI (26),2001,5
    E06000002,CJ (27),2001,3
    E06000002,Total,2001,50
""" + "".join(f"    E06000002,26.{digit},2002,{digit}\n" for digit in range(1, 9)) + """    E06000002,27,2002,4
    E06000002,26,2002,*
    E06000002,Total,2002,50
"""


def test_other_notations_and_levels_lose_nothing(grouped, csv_table, run):
    """8 + 1, 9 + 2, 5 + 3, and 1 + 2 + ... + 8 + 4, whether the parts or the widest codes are wanted."""
    for level in ("finest", "coarsest"):
        result, found, placed = grouped(csv_table(MIXED), INDUSTRY_LEVEL=level)
        assert {key[::2]: row["value"] for key, row in found.items() if key[1] == ALL} == {
            ("E06000001", 2001): 9, ("E06000001", 2002): 11, ("E06000002", 2001): 8, ("E06000002", 2002): 40}
        assert result["MISSING_COUNT"] == result["N_DOUBLE"] == result["N_NOT_PLACED"] == 0
        assert placed["26"]["reason"] == (
            "counted in 1 of 2 district-periods: in 1 its parts are counted (26.1, 26.2, 26.3, 26.4, 26.5 and 3 more)")
        assert {placed[code]["reason"] for code in ("27", "C26", "CI (26)", "CJ (27)", "26.8")} == {"counted"}
        for words in ("'26', 'C26', 'CI (26)' are one code of SIC 2007", "its parts (26.1, 26.2, 26.3 and 5 more) in 2002"):
            assert words in run.log, words


def test_a_wider_code_stands_for_a_suppressed_part(grouped, csv_table, run):
    result, found, placed = grouped(csv_table("""
        area,industry,value
        A,CL (29-30),9
        A,29,4
        A,30,c
        B,CL (29-30),9
        B,29,4
        B,30,5
    """))
    assert [row["value"] for row in found.values()] == [9, 9] and result["MISSING_COUNT"] == 0
    assert placed["CL (29-30)"]["reason"] == "counted in 1 of 2 districts: in 1 its parts are counted (29, 30)"
    assert placed["29"]["reason"] == "counted in 1 of 2 districts: in 1 'CL (29-30)' holds it"
    assert "A wider code is counted in place of parts that are suppressed or absent: CL (29-30) (1 time)" in run.log


@pytest.mark.parametrize("header", ["code,group", "Code,Group", "CODE,GROUP"])
def test_own_groups_in_other_notations_twice_or_with_empty_cells(grouped, csv_table, run, header):
    groups = csv_table(header + "\nC26,Tech\n26,tech\n CI (26) ,Tech\n27,Tech\n27,Tech\n28,\n,Tech\nF (41-43),Building\n")
    result, found, placed = grouped(
        csv_table("area,industry,value\nA,26.1,1\nA,CJ (27),2\nA,F,4\nB,CI (26),5\nB,C27,6\nB,41-43,7\nB,28,1\n"),
        GROUPS="table", GROUP_TABLE=groups)
    assert {key[:2]: (row["value"], row["partial"]) for key, row in found.items()} == {
        ("A", "Tech"): (3, 1), ("A", "Building"): (4, 0), ("B", "Tech"): (11, 0), ("B", "Building"): (7, 0)}
    assert result["N_NOT_PLACED"] == 1 and placed["28"]["reason"] == "outside all groups"
    assert "2 rows of the table of groups without a code or a group left out" in run.log


@pytest.mark.data
@pytest.mark.parametrize(("name", "codes", "years"), [("lad", 49, ["1998", "2023"]), ("itl", 115, None)])
def test_every_published_code_is_placed_or_listed_and_sums_are_exact(grouped, data, tmp_path, name, codes, years):
    """Sections are the sum of the narrowest codes of the area in them, or their own row where one is suppressed."""
    import re

    import pandas as pd

    path = tmp_path / "figures.csv"
    with gzip.open(data / "ons" / f"gva_by_{name}_industry_long.csv.gz") as packed, open(path, "wb") as file:
        shutil.copyfileobj(packed, file)
    long = pd.read_csv(path, dtype=str).rename(columns={"lad_code": "code", "sic07_code": "industry"})
    long = long[long["year"].isin(years or long["year"].unique())]
    long["gva_m"] = pd.to_numeric(long["gva_m"])
    long.to_csv(path, index=False)
    result, found, placed = grouped(str(path), GROUPS="sections", AREA_FIELD="code")
    assert len(placed) == codes == result["N_PLACED"] + result["N_DOUBLE"] + result["N_NOT_PLACED"] + 1
    assert all(row["reason"] for row in placed.values())
    ends = {code: [int(number) for number in re.findall(r"\d+", code)] for code in placed if re.search(r"\d", code)}

    def holds(wide, narrow):  # L (68) holds 68 and 68IMP, which hold nothing
        (first, last), (start, end) = ((ends[code][0], ends[code][-1]) for code in (wide, narrow))
        return wide != narrow and first <= start and end <= last and ((first, last) != (start, end) or wide[0] == "L")

    narrowest = {
        there: [code for code in there if code in ends and not any(holds(code, other) for other in there if other in ends)]
        for there in {tuple(part.unique()) for _, part in long.groupby("code")["industry"]}}
    wide = long.pivot(index=["code", "year"], columns="industry", values="gva_m")
    own = long.groupby("code")["industry"].agg(lambda part: tuple(part.unique()))
    sections = [code for code in ends if re.fullmatch(r"[A-U] \(.*\)", code)]
    checked = 0
    for there, leaves in narrowest.items():
        table = wide[wide.index.get_level_values("code").isin(own.index[[held == there for held in own]])]
        for section in sections:
            inside = [code for code in leaves if code == section or holds(section, code)]
            expected = table[inside].sum(axis=1, skipna=False).fillna(table[section])
            for (area, year), value in expected.items():
                row = found[(area, section, int(year))]
                assert row["value"] == (None if pd.isna(value) else pytest.approx(value, abs=1e-9)), (area, section, year)
                checked += 1
    assert checked == len(sections) * len(wide)


@pytest.mark.data
def test_of_the_district_table_26_to_30_is_advanced_manufacturing_and_19_to_23_is_not(grouped, data, tmp_path, run):
    path = tmp_path / "figures.csv"
    with gzip.open(data / "ons" / "gva_by_lad_industry_long.csv.gz", "rt") as packed:
        path.write_text("".join(line for at, line in enumerate(packed) if at == 0 or ",2023," in line))
    _, _, placed = grouped(str(path), AREA_FIELD="lad_code")
    assert placed["CI-CL (26-30)"]["used"] == 1 and placed["CI-CL (26-30)"]["reason"] == "counted"
    assert placed["CD-CG (19-23)"]["used"] == 0 and "cannot be split" in placed["CD-CG (19-23)"]["reason"]
    assert "'CI-CL (26-30)', which is the whole of 26-30 and lies inside it" in run.log
    assert "'CD-CG (19-23)' holds 20 and 21 of Advanced manufacturing, but 19, 22 and 23 too" in run.log


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

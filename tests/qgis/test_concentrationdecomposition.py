"""Concentration between and within groups: a table worked out by hand, the sample worked out by pandas, refusals."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
# s = .2, .3, .5 against q = .1, .3, .6; A and B hold .5 of .4. Inside: .4, .6 against .25, .75.
FIGURES = """
    area,industry,period,value
    A,i,2020,2
    B,i,2020,3
    C,i,2020,5
    A,Total,2020,10
    B,Total,2020,30
    C,Total,2020,60
"""
INSIDE = 0.4 * math.log(0.4 / 0.25) + 0.6 * math.log(0.6 / 0.75)
BETWEEN = (0.5 * math.log(0.5 / 0.4), 0.5 * math.log(0.5 / 0.6))


@pytest.fixture
def areas(squares):
    return squares(["A", "b ", "C"], region=["North", "North", "South"])


@pytest.fixture
def split(run, rows):
    """`split(table, areas, ...)` returns the rows by industry and year, and those of groups by industry, year, group."""

    def make(table, areas, **parameters):
        result = run("concentrationdecomposition", OBSERVATIONS=table, AREAS=areas, OUTPUT=TO, GROUPS=TO, **parameters)
        return ({(row["industry"], row["period"]): row for row in rows(result["OUTPUT"])},
                {(row["industry"], row["period"], row["group"]): row for row in rows(result["GROUPS"])})

    return make


def test_a_table_worked_out_by_hand(split, csv_table, areas):
    whole, groups = split(csv_table(FIGURES), areas, AVERAGE_YEARS=1)
    total = sum(BETWEEN) + 0.5 * INSIDE
    assert whole[("i", 2020)] == pytest.approx({
        "industry": "i", "period": 2020, "n_areas": 3, "n_groups": 2, "coverage": 1, "t_between": sum(BETWEEN),
        "t_within": 0.5 * INSIDE, "t_total": total, "between_pc": sum(BETWEEN) / total * 100, "between_av": sum(BETWEEN),
        "within_av": 0.5 * INSIDE, "total_av": total})
    first = BETWEEN[0] + 0.5 * INSIDE
    assert groups[("i", 2020, "North")] == pytest.approx({
        "industry": "i", "period": 2020, "group": "North", "n_areas": 2, "share": 0.5, "ref_share": 0.4, "t_group": INSIDE,
        "c_between": BETWEEN[0], "c_within": 0.5 * INSIDE, "contrib": first, "contrib_av": first})
    assert groups[("i", 2020, "South")] == pytest.approx({
        "industry": "i", "period": 2020, "group": "South", "n_areas": 1, "share": 0.5, "ref_share": 0.6, "t_group": 0,
        "c_between": BETWEEN[1], "c_within": 0, "contrib": BETWEEN[1], "contrib_av": BETWEEN[1]})


def test_the_numbers_are_returned_and_groups_are_only_written_where_wanted(run, csv_table, areas):
    result = run("concentrationdecomposition", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=TO)
    wanted = {"N_AREAS": 3, "N_INDUSTRIES": 1, "N_PERIODS": 1, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0, "N_GROUPS": 2}
    assert {name: result[name] for name in wanted} == wanted and "GROUPS" not in result
    assert "GROUP_FIELD: field 'region' of 'squares' is taken." in run.log
    assert "Concentration between and within 2 groups: 1 industry, 3 districts, 1 period." in run.log


def test_the_reference_may_be_another_property_of_the_same_districts(split, csv_table, squares):
    areas = squares(["A", "B", "C"], region=["North", "North", "South"], km2=[1, 3, 6], population=["10", "30", "60"])
    plain = split(csv_table(FIGURES), areas)[0][("i", 2020)]
    for reference in ("area", "population"):
        assert split(csv_table(FIGURES.replace("Total,2020,30", "Total,2020,77")), areas, REFERENCE=reference)[0][
            ("i", 2020)]["t_between"] == pytest.approx(plain["t_between"])
    row = split(csv_table(FIGURES), areas, REFERENCE="equal")[0][("i", 2020)]
    assert row["t_between"] == pytest.approx(0.5 * math.log(0.5 / (2 / 3)) + 0.5 * math.log(0.5 / (1 / 3)))
    assert row["t_total"] == pytest.approx(sum(s * math.log(s * 3) for s in (0.2, 0.3, 0.5)))


def test_districts_without_a_group_are_a_group_and_named(run, split, csv_table, squares):
    areas = squares(["A", "B", "C"], region=["North", None, ""])
    _, groups = split(csv_table(FIGURES), areas)
    assert [key[2] for key in groups] == ["North", "no group"]
    assert "2 districts without a value in 'region' are the group 'no group': B, C." in run.log


def test_a_group_without_output_has_no_index_and_contributes_nothing(split, csv_table, areas):
    whole, groups = split(csv_table(FIGURES.replace("C,i,2020,5", "C,i,2020,0")), areas)
    south = groups[("i", 2020, "South")]
    assert (south["share"], south["t_group"], south["contrib"], south["ref_share"]) == (0, None, 0, 0.6)
    assert whole[("i", 2020)]["n_groups"] == 2
    assert whole[("i", 2020)]["t_between"] == pytest.approx(math.log(1 / 0.4))


def test_a_group_without_figures_is_missing_and_not_zero(split, csv_table, areas):
    whole, groups = split(csv_table(FIGURES.replace("C,i,2020,5", "C,i,2020,[c]")), areas)
    south = groups[("i", 2020, "South")]
    assert [south[name] for name in ("share", "ref_share", "t_group", "contrib")] == [None] * 4 and south["n_areas"] == 0
    assert (whole[("i", 2020)]["n_groups"], whole[("i", 2020)]["coverage"]) == (1, 0.4)
    assert whole[("i", 2020)]["t_between"] == 0


def test_nothing_concentrated_and_nothing_made_have_nulls(run, split, csv_table, areas):
    text = FIGURES.replace("A,i,2020,2", "A,i,2020,0").replace("B,i,2020,3", "B,i,2020,0").replace("C,i,2020,5", "C,i,2020,0")
    whole, groups = split(csv_table(text), areas)
    row = whole[("i", 2020)]
    assert [row[name] for name in ("t_between", "t_within", "t_total", "between_pc")] == [None] * 4 and row["n_areas"] == 3
    assert all(row["contrib"] is None for row in groups.values())
    assert "No output, hence no index: i (2020)." in run.log
    whole, _ = split(csv_table(FIGURES.replace("A,i,2020,2", "A,i,2020,1").replace("C,i,2020,5", "C,i,2020,6")), areas)
    assert whole[("i", 2020)]["between_pc"] is None and whole[("i", 2020)]["t_total"] == pytest.approx(0, abs=1e-15)


def years(values, first=2000) -> str:
    """A and B make the value and the rest to 10, with equal totals."""
    return "area,industry,period,value\n" + "".join(
        f"A,i,{year},{value}\nB,i,{year},{10 - value}\nA,Total,{year},100\nB,Total,{year},100\n"
        for year, value in enumerate(values, first))


def theil(share: float) -> float:
    return sum(part * math.log(part / 0.5) for part in (share, 1 - share) if part)


def test_averages_are_of_indices_or_of_values(split, csv_table, squares):
    areas, table = squares(["A", "B"], region=["North", "South"]), csv_table(years([5, 6, 10]))
    whole, groups = split(table, areas, AVERAGE_YEARS=3)
    assert whole[("i", 2002)]["between_av"] == pytest.approx((theil(0.5) + theil(0.6) + theil(1)) / 3)
    assert whole[("i", 2001)]["total_av"] is None and whole[("i", 2002)]["within_av"] == 0
    assert sum(groups[("i", 2002, name)]["contrib_av"] for name in ("North", "South")) == pytest.approx(
        whole[("i", 2002)]["total_av"])
    whole, groups = split(table, areas, AVERAGE_YEARS=3, AVERAGE_OF="values")
    assert whole[("i", 2002)]["total_av"] == pytest.approx(theil(0.7))
    assert sum(groups[("i", 2002, name)]["contrib_av"] for name in ("North", "South")) == pytest.approx(theil(0.7))


def test_a_gap_in_the_years_stops_unless_allowed(split, refused, csv_table, squares):
    areas = squares(["A", "B"], region=["North", "South"])
    table = csv_table(years([5, 6]) + years([7], 2004).split("\n", 1)[1])
    refused("concentrationdecomposition", "2002, 2003", "GAPS", OBSERVATIONS=table, AREAS=areas)
    whole, _ = split(table, areas, GAPS="allow", AVERAGE_YEARS=3)
    assert whole[("i", 2004)]["total_av"] == pytest.approx((theil(0.5) + theil(0.6) + theil(0.7)) / 3)


def test_a_table_without_years_is_one_cross_section(split, csv_table, areas):
    text = FIGURES.replace("period,", "").replace(",2020", "")
    whole, groups = split(csv_table(text), areas)
    assert whole[("i", None)]["t_between"] == pytest.approx(sum(BETWEEN)) and len(groups) == 2


def test_refusals_say_what_to_do(refused, csv_table, squares, areas):
    table = csv_table(FIGURES)
    refused("concentrationdecomposition", "AREAS", OBSERVATIONS=table)
    refused("concentrationdecomposition", "GROUP_FIELD", "tir, dens_class, region", "its fields are", "area, name, kind",
            OBSERVATIONS=table, AREAS=squares(["A"], kind=["x"]))
    refused("concentrationdecomposition", "several", "tir, region", OBSERVATIONS=table,
            AREAS=squares(["A"], tir=[1], region=["x"]))
    refused("concentrationdecomposition", "GROUP_FIELD", "Did you mean region?", OBSERVATIONS=table, AREAS=areas,
            GROUP_FIELD="regoin")
    refused("concentrationdecomposition", "No district of the table", OBSERVATIONS=table, AREAS=squares(["X"], tir=[1]))
    refused("concentrationdecomposition", "REFERENCE_FIELD", OBSERVATIONS=table, AREAS=areas, REFERENCE="field")
    refused("concentrationdecomposition", "POPULATION_FIELD", OBSERVATIONS=table, AREAS=areas, REFERENCE="population")
    refused("concentrationdecomposition", "reference of 0", "A", OBSERVATIONS=table, REFERENCE="area",
            AREAS=squares(["A", "B", "C"], region=["x", "y", "z"], km2=[0, 1, 1]))
    refused("concentrationdecomposition", "STRICT", "C", OBSERVATIONS=table, AREAS=squares(["A", "B"], tir=[1, 0]), STRICT=True)
    refused("concentrationdecomposition", ".shp", OBSERVATIONS=table, AREAS=areas, OUTPUT="/tmp/nowhere/x.shp")


def test_a_single_group_is_said(run, split, csv_table, squares):
    whole, _ = split(csv_table(FIGURES), squares(["A", "B", "C"], region=["x", "x", "x"]))
    assert whole[("i", 2020)]["t_between"] == 0
    assert "All districts are in one group of 'region' (x)" in run.log


def test_a_geopackage_keeps_the_words_for_its_fields(run, csv_table, areas, tmp_path):
    from qgis.core import QgsVectorLayer

    path = tmp_path / "parts.gpkg"
    run("concentrationdecomposition", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=str(path),
        GROUPS=str(tmp_path / "groups.csv"))
    layer = QgsVectorLayer(f"{path}|layername=parts", "reopened", "ogr")
    assert layer.attributeAlias(layer.fields().lookupField("between_pc")) == "Between groups (%)"
    assert "reference 'total', groups by field 'region'" in layer.metadata().abstract()


# The sample -----------------------------------------------------------------------------------------------------------


def test_the_sample_by_region_is_as_worked_out_by_pandas(split, sample):
    import pandas as pd

    wide = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    made = wide[wide["industry"] == "CI-CL (26-30)"].set_index("area")["2023"]
    total = wide[wide["industry"] == "Total"].set_index("area")["2023"]
    region = pd.read_csv(SAMPLE / "districts.csv", dtype=str).set_index("area")["nuts2_2013"]
    table = pd.DataFrame({"s": made, "q": total, "region": region}).dropna(subset=["s", "q"])
    table["region"] = table["region"].fillna("no group")
    table["s"], table["q"] = table["s"] / table["s"].sum(), table["q"] / table["q"].sum()
    sums = table.groupby("region")[["s", "q"]].sum()
    between = sum(s * math.log(s / q) for s, q in sums.itertuples(index=False) if s)
    total = sum(s * math.log(s / q) for s, q in table[["s", "q"]].itertuples(index=False) if s)
    whole, groups = split(
        f"{sample}|layername=gva", f"{sample}|layername=districts", GROUP_FIELD="nuts2_2013", NEGATIVES="drop")
    row = whole[("CI-CL (26-30)", 2023)]
    assert row["t_between"] == pytest.approx(between) and row["t_within"] == pytest.approx(total - between)
    assert (row["n_areas"], row["n_groups"], len(whole)) == (len(table), len(sums), 24 * 26)
    contributions = [cell["contrib"] for key, cell in groups.items() if key[:2] == ("CI-CL (26-30)", 2023)]
    assert contributions.count(None) == 1, "one region has no district with a figure"
    assert sum(filter(None, contributions)) == pytest.approx(total)
    window = [whole[("CI-CL (26-30)", year)]["t_between"] for year in range(2019, 2024)]
    assert row["between_av"] == pytest.approx(sum(window) / 5)

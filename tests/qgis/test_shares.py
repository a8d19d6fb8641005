"""Shares by type of area: a table worked out by hand, the sample worked out by pandas, refusals, chains."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
# A and B are TIR: 5 of 10, with 40 of 100 of everything. LQ 2, 1 and 5/6.
FIGURES = """
    area,industry,period,value
    A,26,2020,2
    B,26,2020,3
    C,26,2020,5
    A,Total,2020,10
    B,Total,2020,30
    C,Total,2020,60
"""


@pytest.fixture
def areas(squares):
    return squares(["A", "b ", "C"], tir=[1, 1, 0])


@pytest.fixture
def shared(run, rows):
    """`shared(table, areas, ...)` returns rows by industry, year, group, part, and changes by industry, group, part."""

    def make(table, areas, **parameters):
        result = run("shares", OBSERVATIONS=table, AREAS=areas, OUTPUT=TO, CHANGES=TO, **parameters)
        return ({(row["industry"], row["period"], row["group"], row["part"]): row for row in rows(result["OUTPUT"])},
                {(row["industry"], row["group"], row["part"]): row for row in rows(result["CHANGES"])})

    return make


def years(values, industry="26", first=2000, header=True) -> str:
    """A makes the value and B the rest to 10, with equal totals."""
    return ("area,industry,period,value\n" if header else "") + "".join(
        f"A,{industry},{year},{value}\nB,{industry},{year},{10 - value}\n"
        + (f"A,Total,{year},100\nB,Total,{year},100\n" if header else "") for year, value in enumerate(values, first))


@pytest.fixture
def two(squares):
    return squares(["A", "B"], tir=[1, 0])


def test_a_table_worked_out_by_hand(shared, csv_table, areas):
    found, changes = shared(csv_table(FIGURES), areas, AVERAGE_YEARS=1, BASE_YEAR=2020)
    assert list(found) == [("26", 2020, "Non TIR", "all"), ("26", 2020, "TIR", "all")] and changes == {}
    row = found[("26", 2020, "TIR", "all")]
    assert row == pytest.approx({
        "industry": "26", "period": 2020, "group": "TIR", "part": "all", "n_areas": 2, "value": 5, "share": 0.5,
        "lq_pooled": 1.25, "lq_mean": 1.5, "index": 100, "share_av": 0.5, "lq_pool_av": 1.25, "lq_mean_av": 1.5,
        "value_av": 5})


def test_the_numbers_are_returned(run, csv_table, areas):
    result = run("shares", OBSERVATIONS=csv_table(FIGURES), AREAS=areas, OUTPUT=TO, SUM_INDUSTRIES=True)
    wanted = {"N_AREAS": 3, "N_INDUSTRIES": 1, "N_PERIODS": 1, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0, "N_GROUPS": 2,
              "PRICES": "current prices"}
    assert {name: result[name] for name in wanted} == wanted and "CHANGES" not in result
    assert "Shares of Non TIR, TIR, current prices: 1 industry, 3 districts, 1 period." in run.log


def test_leading_districts_are_a_part_of_each_type(shared, csv_table, areas):
    """A third of three is one: C leads, with 5 of 10."""
    found, _ = shared(csv_table(FIGURES), areas, SPLIT_TOP=33)
    shares = {key[2:]: (row["share"], row["n_areas"]) for key, row in found.items()}
    assert shares == {
        ("Non TIR", "all"): (0.5, 1), ("Non TIR", "leading"): (0.5, 1), ("Non TIR", "other"): (0, 0),
        ("TIR", "all"): (0.5, 2), ("TIR", "leading"): (0, 0), ("TIR", "other"): (0.5, 2)}
    assert found[("26", 2020, "TIR", "leading")]["lq_pooled"] is None


def test_years_averages_index_and_changes(shared, csv_table, two):
    found, changes = shared(csv_table(years([2, 4, 6, 8])), two, AVERAGE_YEARS=2, BASE_YEAR=2001)
    tir = [found[("26", year, "TIR", "all")] for year in range(2000, 2004)]
    assert [row["index"] for row in tir] == [50, 100, 150, 200]
    assert [row["share_av"] for row in tir] == [None, *map(pytest.approx, (0.3, 0.5, 0.7))]
    assert changes[("26", "TIR", "all")] == pytest.approx({
        "industry": "26", "group": "TIR", "part": "all", "from_yr": 2001, "to_yr": 2003, "share_from": 0.3,
        "share_to": 0.7, "share_chg": 0.4, "lq_from": 0.6, "lq_to": 1.4, "lq_chg": 0.8, "val_from": 3, "val_to": 7,
        "growth_pc": (7 / 3 - 1) * 100})
    _, changes = shared(csv_table(years([2, 4, 6, 8])), two, AVERAGE_YEARS=1, FROM=2001, TO=2002)
    row = changes[("26", "TIR", "all")]
    assert (row["from_yr"], row["to_yr"], row["growth_pc"]) == (2001, 2002, pytest.approx(50))


def test_a_start_of_zero_has_no_growth_and_no_index(shared, csv_table, two):
    found, changes = shared(csv_table(years([0, 4])), two, AVERAGE_YEARS=1, BASE_YEAR=2000)
    row = changes[("26", "TIR", "all")]
    assert (row["val_from"], row["growth_pc"], row["share_chg"]) == (0, None, pytest.approx(0.4))
    assert found[("26", 2001, "TIR", "all")]["index"] is None


DEFLATOR = "period,index\n2000,50\n2001,100\n"


def test_output_in_the_prices_of_a_year(run, rows, shared, csv_table, two):
    from qgis.core import QgsProcessingUtils

    table, prices = csv_table(years([2, 4])), csv_table(DEFLATOR)
    found, changes = shared(table, two, AVERAGE_YEARS=1, BASE_YEAR=2000, DEFLATOR=prices, PRICE_YEAR=2001)
    row = found[("26", 2000, "TIR", "all")]
    assert (row["value"], row["share"], row["index"]) == (4, 0.2, 100), "twice the value of 2000"
    assert found[("26", 2001, "TIR", "all")]["index"] == 100
    assert changes[("26", "TIR", "all")]["growth_pc"] == 0 and changes[("26", "TIR", "all")]["share_chg"] == pytest.approx(0.2)
    for given, words in (({}, "current prices"), ({"DEFLATOR": prices, "PRICE_YEAR": 2001}, "2001 prices")):
        result = run("shares", OBSERVATIONS=table, AREAS=two, AVERAGE_YEARS=1, OUTPUT=TO, CHANGES=TO, **given)
        assert result["PRICES"] == words
        for name, fields in (("OUTPUT", ("value", "index", "value_av")), ("CHANGES", ("val_from", "val_to", "growth_pc"))):
            layer = result[name]
            for field in fields:
                assert words in layer.attributeAlias(layer.fields().lookupField(field)), field
            assert words in layer.abstract()
    assert QgsProcessingUtils  # the layers are of the context


def test_each_industry_by_its_own_prices_adds_up_in_the_sum(shared, csv_table, two):
    """26 doubles its prices from 2000 to 2001, 27 does not: (2 x 2 + 6) in 2000."""
    table = csv_table(years([2, 4]) + years([6, 6], "27", header=False))
    prices = csv_table("period,industry,index\n2000,26,50\n2001,26,100\n2000,27,80\n2001,27,80\n")
    found, _ = shared(table, two, SUM_INDUSTRIES=True, DEFLATOR=prices, PRICE_YEAR=2001)
    assert found[("*", 2000, "TIR", "all")]["value"] == 10
    assert found[("*", 2000, "TIR", "all")]["share"] == pytest.approx(8 / 20), "shares are of current prices"


def test_all_industries_together_count_nothing_twice(run, shared, csv_table, two):
    table = csv_table(years([3]) + years([5], "27", header=False) + years([9], "26-27", header=False))
    found, _ = shared(table, two, SUM_INDUSTRIES=True)
    assert found[("*", 2000, "TIR", "all")]["value"] == 8 and "INDUSTRY_LEVEL is 'finest'" in run.log
    found, _ = shared(table, two, SUM_INDUSTRIES=True, INDUSTRY_LEVEL="coarsest")
    assert found[("*", 2000, "TIR", "all")]["value"] == 9
    found, _ = shared(table, two, SUM_INDUSTRIES=True, INDUSTRIES="26;27", INDUSTRY_LEVEL="listed")
    assert found[("*", 2000, "TIR", "all")]["value"] == 8 and len(found) == 3 * 2


@pytest.mark.parametrize(("whole", "level", "same"), [
    (8, "finest", True), (8.01, "finest", True), (9, "finest", False), (9, "coarsest", True),
])
def test_a_sum_that_is_a_code_again_is_said(run, csv_table, two, whole, level, same):
    """26 and 27 are all of 26-27 where these have 3 + 5 and (10 - 3) + (10 - 5)."""
    parts = years([3]) + years([5], "27", header=False)
    table = csv_table(parts + f"A,26-27,2000,{whole}\nB,26-27,2000,12\n")
    run("shares", OBSERVATIONS=table, AREAS=two, SUM_INDUSTRIES=True, INDUSTRY_LEVEL=level, OUTPUT=TO)
    assert ("'*' is the same as 26-27." in run.log) == same
    assert ("'*' is the sum of 2 codes: 26, 27." in run.log) == (level == "finest")


def test_a_district_lacking_a_code_is_not_in_the_sum(run, shared, csv_table, two):
    table = csv_table(years([3]) + years([5], "27", header=False).replace("B,27,2000,5", "B,27,2000,[c]"))
    found, _ = shared(table, two, SUM_INDUSTRIES=True)
    assert found[("*", 2000, "TIR", "all")]["share"] == 1
    assert found[("*", 2000, "Non TIR", "all")]["share"] is None and found[("*", 2000, "Non TIR", "all")]["n_areas"] == 0
    assert "1 district left out of '*' for lack of a code: B (27)." in run.log
    assert "'*' is the sum of 2 codes: 26, 27." in run.log and "is the same as" not in run.log


def test_suppressed_years_are_missing_and_said(run, shared, csv_table, two):
    table = csv_table(years([2, 4, 6]).replace("A,26,2001,4", "A,26,2001,*"))
    found, changes = shared(table, two, AVERAGE_YEARS=2, BASE_YEAR=2000)
    row = found[("26", 2001, "TIR", "all")]
    assert [row[name] for name in ("value", "share", "lq_pooled", "lq_mean", "index")] == [None] * 5
    assert found[("26", 2001, "Non TIR", "all")]["share"] == 1
    assert found[("26", 2002, "TIR", "all")]["share_av"] is None, "a missing year leaves the average empty"
    assert changes[("26", "TIR", "all")]["share_chg"] is None
    assert "1 industry with figures of more districts in some years than in others" in run.log


def test_zeros_everywhere_have_values_and_no_shares(run, shared, csv_table, two):
    text = years([0, 0]).replace(",10\n", ",0\n")
    found, changes = shared(csv_table(text), two, AVERAGE_YEARS=1, BASE_YEAR=2000, SPLIT_TOP=5)
    assert {row["share"] for row in found.values()} == {None} and {row["value"] for row in found.values()} == {0}
    assert {row["growth_pc"] for row in changes.values()} == {None}
    assert "No output, hence no index: 26 (2000), 26 (2001)." in run.log


def test_a_table_without_years_has_shares_and_no_changes(run, shared, csv_table, areas):
    text = FIGURES.replace("period,", "").replace(",2020", "")
    found, changes = shared(csv_table(text), areas, AVERAGE_YEARS=1)
    assert found[("26", None, "TIR", "all")]["share"] == 0.5 and changes == {}
    assert "There are no two averages, so there are no changes." in run.log


def test_refusals_say_what_to_do(refused, csv_table, squares, areas, two):
    table, series = csv_table(FIGURES), csv_table(years([2, 4, 6]))
    refused("shares", "AREAS", OBSERVATIONS=table)
    refused("shares", "GROUP_FIELD", "tir, dens_class, region", OBSERVATIONS=table, AREAS=squares(["A"], kind=["x"]))
    refused("shares", "BASE_YEAR", "1990", "2000, 2001, 2002", OBSERVATIONS=series, AREAS=two, BASE_YEAR=1990)
    refused("shares", "BASE_YEAR", "PERIOD_FIELD", AREAS=areas, BASE_YEAR=2020,
            OBSERVATIONS=csv_table(FIGURES.replace("period,", "").replace(",2020", "")))
    refused("shares", "FROM", "2000", "averages for 2001, 2002", OBSERVATIONS=series, AREAS=two, FROM=2000, AVERAGE_YEARS=2)
    refused("shares", "TO", "AVERAGE_YEARS", OBSERVATIONS=series, AREAS=two, TO=2002)
    refused("shares", "FROM (2002) must lie before TO (2001)", OBSERVATIONS=series, AREAS=two, FROM=2002, TO=2001)
    refused("shares", "FROM (2002) must lie before TO (2002)", OBSERVATIONS=series, AREAS=two, FROM=2002, AVERAGE_YEARS=1)
    refused("shares", "SPLIT_TOP", OBSERVATIONS=series, AREAS=two, SPLIT_TOP=101)
    refused("shares", "PRICE_YEAR", OBSERVATIONS=series, AREAS=two, DEFLATOR=csv_table(DEFLATOR))
    refused("shares", "DEFLATOR", OBSERVATIONS=series, AREAS=two, PRICE_YEAR=2000)
    refused("shares", "DEFLATOR", "2002", OBSERVATIONS=series, AREAS=two, PRICE_YEAR=2000, DEFLATOR=csv_table(DEFLATOR))
    refused("shares", "overlap", "26-27", AREAS=two, SUM_INDUSTRIES=True, INDUSTRY_LEVEL="listed",
            OBSERVATIONS=csv_table(years([2]) + years([2], "26-27", header=False)))
    refused("shares", "STRICT", "C", OBSERVATIONS=table, AREAS=squares(["A", "B"], tir=[1, 0]), STRICT=True)
    refused("shares", "below zero", "NEGATIVES", AREAS=two, OBSERVATIONS=csv_table(years([2]).replace("A,26,2000,2", "A,26,2000,-2")))
    refused("shares", "2002", "GAPS", AREAS=two, OBSERVATIONS=csv_table(years([2, 4]) + years([1], first=2003).split("\n", 1)[1]))


def test_a_geopackage_keeps_words_and_prices_and_other_files_take_the_rows(run, rows, csv_table, two, tmp_path):
    from qgis.core import QgsVectorLayer

    table = csv_table(years([2, 4]))
    run("shares", OBSERVATIONS=table, AREAS=two, AVERAGE_YEARS=1, OUTPUT=str(tmp_path / "shares.gpkg"),
        CHANGES=str(tmp_path / "changes.csv"))
    layer = QgsVectorLayer(f"{tmp_path / 'shares.gpkg'}|layername=shares", "reopened", "ogr")
    assert layer.attributeAlias(layer.fields().lookupField("value")) == "Value, current prices"
    assert "Value, index and growth in current prices" in layer.metadata().abstract()
    assert "Averages over 1 year." in layer.metadata().abstract()
    assert len(rows(str(tmp_path / "shares.gpkg"))) == 4 and len(rows(str(tmp_path / "changes.csv"))) == 2


# The sample -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables():
    """Output of divisions 26 to 30 and of everything, districts x years, and the districts."""
    import pandas as pd

    wide = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    output, total = (wide[wide["industry"] == code].set_index("area").drop(columns="industry")
                     for code in ("CI-CL (26-30)", "Total"))
    return output, total, pd.read_csv(SAMPLE / "districts.csv", dtype={"area": str}).set_index("area")


def test_the_districts_of_the_traditional_regions_hold_less_than_they_did(run, shared, sample, tables):
    """0.398 of divisions 26 to 30 in 1998 and 0.332 in 2023: the flag of one algorithm feeds the other."""
    output, total, districts = tables
    paper = ["UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"]
    inside = districts["nuts2_2013"].isin(paper)
    regions = run("traditionalregions", AREAS=f"{sample}|layername=districts", PRESET="paper", REGION_FIELD="nuts2_2013",
                  OUTPUT=TO)["OUTPUT"]
    found, changes = shared(f"{sample}|layername=gva", regions, GROUP_FIELD="tir", NEGATIVES="drop",
                            INDUSTRIES="CI-CL (26-30)", BASE_YEAR=2000, SPLIT_TOP=5)
    tir = {year: found[("CI-CL (26-30)", year, "TIR", "all")] for year in range(1998, 2024)}
    assert (round(tir[1998]["share"], 3), round(tir[2023]["share"], 3)) == (0.398, 0.332)
    known = output.notna() & total.notna()
    made, everything = output.where(known), total.where(known)
    share = made[inside[made.index]].sum() / made.sum()
    size = everything[inside[everything.index]].sum() / everything.sum()
    quotients = (made / everything) / (made.sum() / everything.sum())
    for year, row in tir.items():
        assert row["share"] == pytest.approx(share[str(year)])
        assert row["lq_pooled"] == pytest.approx(share[str(year)] / size[str(year)])
        assert row["lq_mean"] == pytest.approx(quotients[inside[quotients.index]][str(year)].mean())
    assert tir[2023]["share_av"] == pytest.approx(share[[str(year) for year in range(2019, 2024)]].mean())
    value = made[inside[made.index]].sum()
    assert tir[2023]["index"] == pytest.approx(value["2023"] / value["2000"] * 100)
    change = changes[("CI-CL (26-30)", "TIR", "all")]
    assert (change["from_yr"], change["to_yr"]) == (2002, 2023)
    first, last = value[["1998", "1999", "2000", "2001", "2002"]].mean(), value[["2019", "2020", "2021", "2022", "2023"]].mean()
    assert change["growth_pc"] == pytest.approx((last / first - 1) * 100)
    top = made["2023"].sort_values(ascending=False, kind="stable").index[:17]  # 5 per cent of 344
    leading = found[("CI-CL (26-30)", 2023, "TIR", "leading")]
    assert leading["share"] == pytest.approx(made.loc[[code for code in top if inside[code]], "2023"].sum() / made["2023"].sum())


def test_density_classes_and_regions_are_types_too(run, shared, sample):
    classes = run("densityclass", AREAS=f"{sample}|layername=districts", POPULATION_FIELD="pop_2020", OUTPUT=TO)["OUTPUT"]
    given = {"NEGATIVES": "drop", "INDUSTRIES": "C (10-33);CI-CL (26-30)"}
    found, _ = shared(f"{sample}|layername=gva", classes, **given)
    assert list(dict.fromkeys(key[2] for key in found)) == ["Rural", "Moderately urban", "Urban"], "in the order of density"
    for industry in given["INDUSTRIES"].split(";"):
        for year in (1998, 2023):
            assert sum(row["share"] for key, row in found.items() if key[:2] == (industry, year)) == pytest.approx(1)
    found, _ = shared(f"{sample}|layername=gva", f"{sample}|layername=districts", GROUP_FIELD="nuts2_2013", **given)
    regions = {key[2]: row["share"] for key, row in found.items() if key[:2] == ("CI-CL (26-30)", 2023)}
    assert [region for region, share in regions.items() if share is None] == ["UKK3"], "Cornwall and Scilly are suppressed"
    assert len(regions) == 39 and sum(filter(None, regions.values())) == pytest.approx(1)
    assert "26 figures of a group, industry and period missing, since none of its districts has one: UKK3." in run.log


def test_a_result_feeds_a_chart_or_a_choropleth_of_regions(run, rows, sample, squares):
    """The key fields keep their names: the group becomes the district of a map of regions."""
    shares = run("shares", OBSERVATIONS=f"{sample}|layername=gva", AREAS=f"{sample}|layername=districts",
                 GROUP_FIELD="nuts2_2013", NEGATIVES="drop", INDUSTRIES="C (10-33)", OUTPUT=TO)["OUTPUT"]
    regions = squares(["UKC1", "UKC2", "UKM3"])
    result = run("choropleth", AREAS=regions, TABLE=shares, AREA_FIELD="group", VALUE_FIELD="lq_pooled", SCHEME="lq",
                 FILTER="\"period\" = 2023", OUTPUT=TO)
    assert result["NO_DATA_COUNT"] == 0


def test_a_model_chains_regions_into_shares(run, rows, sample, tmp_path):
    """No field is picked by hand but the flag, since the first result has regions too."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    model = QgsProcessingModelAlgorithm("model", "tests")
    for name, given in (
        ("traditionalregions", {"AREAS": f"{sample}|layername=districts", "PRESET": "paper", "REGION_FIELD": "nuts2_2013"}),
        ("shares", {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "INDUSTRIES": "C (10-33)",
                    "GROUP_FIELD": "tir", "OUTPUT": str(tmp_path / "shares.csv")}),
    ):
        child = QgsProcessingModelChildAlgorithm(f"industrialatlas:{name}")
        child.setChildId(name)
        for parameter, value in given.items():
            child.addParameterSources(parameter, [fixed(value)])
        if name == "shares":
            child.addParameterSources(
                "AREAS", [QgsProcessingModelChildParameterSource.fromChildOutput("traditionalregions", "OUTPUT")])
        model.addChildAlgorithm(child)
    model.run({}, run.context, run.feedback, {}, False)
    found = rows(str(tmp_path / "shares.csv"))
    assert [row["group"] for row in found[:2]] == ["Non TIR", "TIR"] and len(found) == 26 * 2

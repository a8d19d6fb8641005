"""Indices of concentration: tables worked out by hand, the sample worked out district by district, references, averages."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"

# s = (1/2, 1/2), q = (1/4, 3/4). Theil: 1/2 ln 2 + 1/2 ln(2/3) = 0.1438410. Lorenz curve by s/q: B (2/3) then A (2):
# X 3/4, 1; Y 1/2, 1: 1 - (3/4 * 1/2 + 1/4 * 3/2) = 1/4. LQ 2 and 2/3: Gini 2(2/3 + 2*2)/(2 * 8/3) - 3/2 = 1/4. HHI 1/2, so 0.
FIGURES = """
    area,industry,period,value
    A,i,2020,20
    B,i,2020,20
    A,Total,2020,50
    B,Total,2020,150
"""


@pytest.fixture
def indices(run, rows):
    """`indices(table, ...)` returns the rows by industry and period."""

    def make(table, **parameters) -> dict:
        result = run("concentration", OBSERVATIONS=table, OUTPUT=TO, **parameters)
        return {(row["industry"], row["period"]): row for row in rows(result["OUTPUT"])}

    return make


def series(values, first: int = 2000, industry: str = "i", total: float = 100.0) -> str:
    """Return rows of two districts: A has the value, B the rest to 10, both the same total."""
    return "".join(
        f"A,{industry},{first + place},{value}\nB,{industry},{first + place},{10 - value}\n"
        f"A,Total,{first + place},{total}\nB,Total,{first + place},{total}\n"
        for place, value in enumerate(values)
    )


def theil(share: float) -> float:
    """Return the Theil index of (share, 1 - share) against halves."""
    return sum(part * math.log(part / 0.5) for part in (share, 1 - share) if part)


def test_a_table_worked_out_by_hand(indices, csv_table):
    row = indices(csv_table(FIGURES))[("i", 2020)]
    expected = {
        "n_areas": 2, "coverage": 1, "theil": 0.5 * math.log(2) + 0.5 * math.log(2 / 3), "gini": 0.25, "gini_lq": 0.25,
        "hhi": 0.5, "hhi_n": 0, "top_shr": 0.5, "top_k": 1,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert [row[f"{name}_av"] for name in ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr")] == [None] * 6


def test_the_numbers_are_returned(run, csv_table):
    result = run("concentration", OBSERVATIONS=csv_table(FIGURES), OUTPUT=TO)
    wanted = {"N_AREAS": 2, "N_INDUSTRIES": 1, "N_PERIODS": 1, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0}
    assert {name: result[name] for name in wanted} == wanted and "TRENDS" not in result
    assert "Fewer than 5 years: the averages are empty" in run.log


def test_zero_districts_are_kept(indices, csv_table):
    """(0, 10, 10, 30, 50) against (10, 15, 20, 25, 30): 0.2000, not the 0.0949 that comes of dropping the zero."""
    table = "area,industry,value\n" + "".join(
        f"{area},i,{value}\n{area},Total,{total}\n"
        for area, value, total in zip("ABCDE", (0, 10, 10, 30, 50), (10, 15, 20, 25, 30)))
    terms = [0.1 * math.log(0.1 / 0.15), 0.1 * math.log(0.1 / 0.2), 0.3 * math.log(0.3 / 0.25), 0.5 * math.log(0.5 / 0.3)]
    row = indices(csv_table(table))[("i", None)]
    assert row["theil"] == pytest.approx(sum(terms)) and round(row["theil"], 3) == 0.2
    assert row["n_areas"] == 5


def test_a_missing_value_takes_its_district_out_of_the_reference(indices, csv_table):
    row = indices(csv_table(FIGURES + "    C,i,2020,\n    C,Total,2020,50\n"))[("i", 2020)]
    assert row["n_areas"] == 2 and row["coverage"] == pytest.approx(200 / 250)
    assert row["theil"] == pytest.approx(0.1438410362) and row["gini"] == pytest.approx(0.25)


def test_equal_reference_counts_every_district_the_same(indices, csv_table):
    row = indices(csv_table(FIGURES.replace("A,i,2020,20", "A,i,2020,60")), REFERENCE="equal")[("i", 2020)]
    assert row["theil"] == pytest.approx(theil(0.75)) and row["hhi"] == pytest.approx(0.75**2 + 0.25**2)
    assert row["hhi_n"] == pytest.approx((0.625 - 0.5) / 0.5)


@pytest.mark.parametrize(("reference", "more"), [
    ("area", {}), ("population", {}), ("field", {"REFERENCE_FIELD": "homes"}), ("population", {"POPULATION_FIELD": "homes"}),
    ("area", {"KM2_FIELD": "homes"}),
])
def test_another_reference_is_a_property_of_the_districts(run, indices, csv_table, squares, reference, more):
    areas = squares(["b", "A"], km2=[3, 1], population=["300", "100"], homes=[30, 10])
    row = indices(csv_table(FIGURES), REFERENCE=reference, AREAS=areas, **more)[("i", 2020)]
    assert row["theil"] == pytest.approx(0.1438410362) and row["gini"] == pytest.approx(0.25)


def test_the_population_may_come_without_shapes(indices, csv_table):
    people = csv_table("area,population\nA,100\nB,300\n", "people.csv")
    row = indices(csv_table(FIGURES), REFERENCE="population", AREAS=people)[("i", 2020)]
    assert row["theil"] == pytest.approx(0.1438410362)


def test_surface_is_measured_where_no_field_is_given(run, indices, csv_table, memory, rectangle):
    shapes = [(rectangle(400000, 300000, 401000, 301000), "A"), (rectangle(401000, 300000, 404000, 301000), "B")]
    areas = memory({"area": "string"}, shapes, "Polygon")
    row = indices(csv_table(FIGURES), REFERENCE="area", AREAS=areas)[("i", 2020)]
    assert row["theil"] == pytest.approx(0.1438410362, rel=1e-4)
    assert "measured" in run.log and "ellipsoid" in run.log and "no field 'km2'" in run.log


def test_a_schematic_layer_is_never_measured(refused, csv_table, squares):
    areas = squares(["A", "B"], schematic=[1, 1], name="cells")
    refused("concentration", "schematic", "cells", "KM2_FIELD", OBSERVATIONS=csv_table(FIGURES), REFERENCE="area", AREAS=areas)


def test_a_district_without_a_size_in_the_reference_is_named(refused, csv_table, squares):
    areas = squares(["A", "B"], km2=[0, 1])
    refused("concentration", "reference of 0", "A", OBSERVATIONS=csv_table(FIGURES), REFERENCE="area", AREAS=areas)
    areas = squares(["A", "B"], km2=[-2, 1])
    refused("concentration", "KM2_FIELD", "below zero", OBSERVATIONS=csv_table(FIGURES), REFERENCE="area", AREAS=areas)


@pytest.mark.parametrize("reference", ["area", "population", "field"])
def test_a_reference_of_the_districts_needs_the_districts(refused, csv_table, reference):
    refused("concentration", "AREAS", f"'{reference}'", OBSERVATIONS=csv_table(FIGURES), REFERENCE=reference)


def test_a_reference_field_must_be_named(refused, csv_table, squares):
    refused("concentration", "REFERENCE_FIELD", OBSERVATIONS=csv_table(FIGURES), REFERENCE="field", AREAS=squares(["A", "B"]))


def test_unmatched_districts_are_counted_and_strict_stops(run, refused, csv_table, squares):
    table, areas = csv_table(FIGURES + "    C,i,2020,20\n    C,Total,2020,50\n"), squares(["A", "B", "D"], km2=[1, 3, 9])
    result = run("concentration", OBSERVATIONS=table, REFERENCE="area", AREAS=areas, OUTPUT=TO)
    assert result["UNMATCHED_COUNT"] == 2 and "table only: C" in run.log and "boundaries only: D" in run.log
    refused("concentration", "STRICT", OBSERVATIONS=table, REFERENCE="area", AREAS=areas, STRICT=True)


def test_averages_are_trailing(indices, csv_table):
    values = [5, 6, 7, 8, 9, 10]
    found = indices(csv_table("area,industry,period,value\n" + series(values)), AVERAGE_YEARS=3)
    yearly = [theil(value / 10) for value in values]
    averages = [found[("i", 2000 + place)]["theil_av"] for place in range(6)]
    assert averages[:2] == [None, None]
    assert averages[2:] == pytest.approx([sum(yearly[place - 2:place + 1]) / 3 for place in range(2, 6)])
    assert found[("i", 2005)]["hhi_av"] == pytest.approx(sum(s**2 + (1 - s)**2 for s in (0.8, 0.9, 1.0)) / 3)


def test_averages_of_values_are_indices_of_means(indices, csv_table):
    values = [5, 6, 10]
    found = indices(csv_table("area,industry,period,value\n" + series(values)), AVERAGE_YEARS=3, AVERAGE_OF="values")
    assert found[("i", 2002)]["theil_av"] == pytest.approx(theil(0.7))
    assert found[("i", 2002)]["theil"] == pytest.approx(theil(1.0)) and found[("i", 2001)]["theil_av"] is None


def test_a_year_without_an_index_leaves_the_average_empty(indices, csv_table):
    text = "area,industry,period,value\n" + series([5, 6, 7, 8]).replace("A,i,2001,6", "A,i,2001,0").replace("B,i,2001,4", "B,i,2001,0")
    found = indices(csv_table(text), AVERAGE_YEARS=2)
    assert [found[("i", year)]["theil_av"] is None for year in range(2000, 2004)] == [True, True, True, False]
    assert found[("i", 2001)]["theil"] is None and found[("i", 2001)]["n_areas"] == 2


def test_one_year_turns_averages_into_the_index(indices, csv_table):
    row = indices(csv_table(FIGURES), AVERAGE_YEARS=1)[("i", 2020)]
    assert row["theil_av"] == row["theil"] and row["top_shr_av"] == row["top_shr"]


def test_a_gap_in_the_years_stops_unless_allowed(indices, refused, csv_table):
    text = "area,industry,period,value\n" + series([5, 6]) + series([7, 8], 2003)
    refused("concentration", "2002", "GAPS", "AVERAGE_YEARS", OBSERVATIONS=csv_table(text))
    found = indices(csv_table(text), GAPS="allow", AVERAGE_YEARS=2)
    assert found[("i", 2003)]["theil_av"] == pytest.approx((theil(0.6) + theil(0.7)) / 2)
    assert indices(csv_table(text), AVERAGE_YEARS=1)[("i", 2003)]["theil_av"] == pytest.approx(theil(0.7))


def test_the_top_is_a_share_of_the_districts(run, rows, csv_table):
    text = "area,industry,value\n" + "".join(f"A{place:02d},i,{place}\nA{place:02d},Total,100\n" for place in range(1, 41))
    for percent, k in ((5, 2), (10, 4), (0, 1), (100, 40)):
        row = rows(run("concentration", OBSERVATIONS=csv_table(text), TOP_PERCENT=percent, OUTPUT=TO)["OUTPUT"])[0]
        assert row["top_k"] == k
        assert row["top_shr"] == pytest.approx(sum(range(41 - k, 41)) / sum(range(1, 41)))


def test_trends_say_where_each_index_went(run, rows, csv_table):
    text = "area,industry,period,value\n" + series([9, 7, 6, 7, 9.5], 1998)
    result = run("concentration", OBSERVATIONS=csv_table(text), AVERAGE_YEARS=1, OUTPUT=TO, TRENDS=TO)
    found = {row["measure"]: row for row in rows(result["TRENDS"])}
    assert list(found) == ["theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr"]
    first, low, last = theil(0.9), theil(0.6), theil(0.95)
    expected = {
        "industry": "i", "first_yr": 1998, "first_av": first, "last_yr": 2002, "last_av": last, "change": last - first,
        "change_pc": (last - first) / first * 100, "trend": "up", "min_year": 2000, "break_year": 2000,
        "chg_before": low - first, "tr_before": "down", "chg_after": last - low, "tr_after": "up",
    }
    assert {name: found["theil"][name] for name in expected} == pytest.approx(expected)


def test_the_trend_may_be_split_at_its_lowest_year(run, rows, csv_table):
    text = "area,industry,period,value\n" + series([9, 6, 7, 8], 2010)
    result = run("concentration", OBSERVATIONS=csv_table(text), AVERAGE_YEARS=1, BREAK_YEAR="auto", OUTPUT=TO, TRENDS=TO)
    assert {row["break_year"] for row in rows(result["TRENDS"])} == {2011}
    result = run("concentration", OBSERVATIONS=csv_table(text), AVERAGE_YEARS=1, OUTPUT=TO, TRENDS=TO)
    assert {row["tr_before"] for row in rows(result["TRENDS"])} == {None}
    assert "2000" in run.log and "trends are not split" in run.log


def test_a_break_year_that_is_no_year_is_refused(refused, csv_table):
    refused("concentration", "BREAK_YEAR", "twenty", OBSERVATIONS=csv_table(FIGURES), BREAK_YEAR="twenty")


def test_trends_of_one_cross_section_are_an_empty_table_or_refused(run, csv_table, rows):
    """A table that was asked for must be there, or the run must say why it is not."""
    from qgis.core import QgsProcessingException

    table = csv_table("area,industry,value\nA,i,1\nB,i,2\nA,Total,3\nB,Total,4\n")
    try:
        result = run("concentration", OBSERVATIONS=table, OUTPUT=TO, TRENDS=TO)
    except QgsProcessingException as refusal:
        assert "TRENDS" in str(refusal) and "PERIOD_FIELD" in str(refusal)
        return
    assert "TRENDS" in result and rows(result["TRENDS"]) == []


# All industries together ----------------------------------------------------------------------------------------------


def test_the_row_of_all_industries_is_the_mutual_information(indices, csv_table):
    """(30, 10; 10, 50): 0.3 ln(0.3/0.16) + 2 x 0.1 ln(0.1/0.24) + 0.5 ln(0.5/0.36) = 0.177741, whatever the total row says."""
    text = "area,industry,period,value\nA,i,2020,30\nA,j,2020,10\nB,i,2020,10\nB,j,2020,50\nA,Total,2020,90\nB,Total,2020,95\n"
    found = indices(csv_table(text), AVERAGE_YEARS=1)
    assert list(found)[-1] == ("*", 2020)
    row = found[("*", 2020)]
    assert (row["theil"], row["theil_av"]) == pytest.approx((0.177741, 0.177741), abs=1e-6)
    assert (row["n_areas"], row["coverage"], row["gini"], row["hhi_av"]) == (2, 1, None, None)


def test_the_row_of_all_industries_counts_nothing_twice(run, indices, csv_table, refused):
    text = "area,industry,value\n" + "".join(
        f"{area},{code},{value}\n" for area, values in (("A", (40, 30, 10, 100)), ("B", (60, 10, 50, 95)))
        for code, value in zip(("C (10-33)", "10-25", "26-33", "Total"), values))
    assert indices(csv_table(text))[("*", None)]["theil"] == pytest.approx(0.177741, abs=1e-6)
    assert "2 codes without overlap, of 3: 10-25, 26-33" in run.log
    refused("concentration", "'listed'", "overlap", OBSERVATIONS=csv_table(text), INDUSTRY_LEVEL="listed")
    assert ("*", None) not in indices(csv_table(text), INDUSTRY_LEVEL="coarsest"), "one industry is no table"


def test_codes_that_cross_have_every_index_but_that_of_all_together(run, indices, csv_table):
    text = "area,industry,value\nA,10-20,3\nB,10-20,4\nA,15-25,5\nB,15-25,1\nA,Total,20\nB,Total,30\n"
    found = indices(csv_table(text))
    assert set(found) == {("10-20", None), ("15-25", None)} and "no index of all industries together" in run.log


def test_a_district_without_an_industry_is_not_in_the_row_of_all(run, indices, csv_table):
    text = "area,industry,value\nA,i,30\nA,j,10\nB,i,10\nB,j,50\nC,i,7\nC,j,[c]\nA,Total,40\nB,Total,60\nC,Total,100\n"
    row = indices(csv_table(text))[("*", None)]
    assert row["theil"] == pytest.approx(0.177741, abs=1e-6)
    assert (row["n_areas"], row["coverage"]) == (2, 0.5) and "leaves out 1 district for want of an industry: C." in run.log


# Intervals ------------------------------------------------------------------------------------------------------------


def many(share, first: int = 2000, areas: int = 60) -> str:
    """Return rows of districts of equal size, the odd ones with `share` of the industry in each year."""
    lines = ["area,industry,period,value"]
    for year, part in enumerate(share, first):
        for place in range(areas):
            lines += [f"A{place:02d},i,{year},{part if place % 2 else 1 - part}", f"A{place:02d},Total,{year},1"]
    return "\n".join(lines) + "\n"


def test_draws_give_mean_and_interval_of_every_index(run, rows, csv_table):
    result = run("concentration", OBSERVATIONS=csv_table(many([0.9])), REPETITIONS=199, AVERAGE_YEARS=1, OUTPUT=TO)
    row = rows(result["OUTPUT"])[0]
    for name in ("theil", "gini", "gini_lq", "hhi", "hhi_n", "top_shr"):
        assert row[f"{name}_lo"] < row[f"{name}_bm"] < row[f"{name}_hi"], name
    # Every draw of n odd districts has shares 0.9 n and 0.1 (60 - n) of equal parts: at n = 30 the Theil of the data.
    assert row["theil_lo"] < theil(0.9) < row["theil_hi"]
    again = rows(run("concentration", OBSERVATIONS=csv_table(many([0.9])), REPETITIONS=199, AVERAGE_YEARS=1, OUTPUT=TO)["OUTPUT"])[0]
    other = rows(run("concentration", OBSERVATIONS=csv_table(many([0.9])), REPETITIONS=199, AVERAGE_YEARS=1, SEED=2, OUTPUT=TO)["OUTPUT"])[0]
    assert again == row and other["theil_lo"] != row["theil_lo"] and other["theil"] == row["theil"]


def test_the_order_of_the_rows_changes_no_interval(run, rows, csv_table):
    lines = many([0.9, 0.7]).splitlines()
    tables = ["\n".join([lines[0], *rest]) + "\n" for rest in (lines[1:], lines[:0:-1])]
    one, other = (
        {row["period"]: row for row in rows(run(
            "concentration", OBSERVATIONS=csv_table(table), REPETITIONS=99, AVERAGE_YEARS=1, OUTPUT=TO)["OUTPUT"])}
        for table in tables)
    for period, row in one.items():
        assert {name: value for name, value in row.items() if value is not None} == pytest.approx(
            {name: value for name, value in other[period].items() if value is not None}, rel=1e-9)


def test_an_industry_may_not_be_called_as_all_of_them(refused, csv_table):
    text = "area,industry,value\nA,*,3\nB,*,4\nA,i,5\nB,i,1\nA,Total,20\nB,Total,30\n"
    refused("concentration", "'*'", "Rename it", OBSERVATIONS=csv_table(text))


def test_wider_confidence_is_a_wider_interval(run, rows, csv_table):
    def width(confidence):
        result = run("concentration", OBSERVATIONS=csv_table(many([0.9])), REPETITIONS=199, CONFIDENCE=confidence, OUTPUT=TO)
        row = rows(result["OUTPUT"])[0]
        return row["hhi_hi"] - row["hhi_lo"]

    assert width(50) < width(95) < width(99.9)


def test_a_change_that_chance_cannot_explain_has_the_firmer_word(run, rows, csv_table):
    result = run("concentration", OBSERVATIONS=csv_table(many([0.9, 0.6, 0.95], 1999)), REPETITIONS=199, AVERAGE_YEARS=1,
                 OUTPUT=TO, TRENDS=TO)
    found = {row["measure"]: row for row in rows(result["TRENDS"])}
    row = found["theil"]
    assert (row["trend"], row["tr_before"], row["tr_after"]) == ("concentrating", "dispersing", "concentrating")
    assert row["change_lo"] > 0 and row["before_hi"] < 0 < row["after_lo"]
    assert row["change_lo"] < row["change"] < row["change_hi"]


def test_without_draws_the_words_only_describe_and_there_are_no_intervals(run, rows, csv_table):
    result = run("concentration", OBSERVATIONS=csv_table(many([0.9, 0.6, 0.95], 1999)), AVERAGE_YEARS=1, OUTPUT=TO, TRENDS=TO)
    found = rows(result["TRENDS"])[0]
    assert (found["trend"], found["tr_before"], found["tr_after"]) == ("up", "down", "up")
    assert "change_lo" not in found and "theil_lo" not in rows(result["OUTPUT"])[0]


def test_the_bootstrap_can_be_cancelled(run, csv_table, tmp_path):
    from qgis.core import QgsProcessingException

    table = csv_table(many([0.9] * 20))
    run.feedback.progressChanged.connect(lambda progress: run.feedback.cancel() if 40 < progress < 50 else None)
    with pytest.raises(QgsProcessingException, match="Cancelled. Nothing was written"):
        run("concentration", OBSERVATIONS=table, REPETITIONS=50, OUTPUT=str(tmp_path / "out.gpkg"))
    assert list(tmp_path.glob("out*")) == []


def test_draws_of_the_sample_are_an_interval_of_its_overall_index_too(run, rows, sample):
    result = run("concentration", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", REPETITIONS=99, OUTPUT=TO, TRENDS=TO)
    row = next(row for row in rows(result["OUTPUT"]) if (row["industry"], row["period"]) == ("*", 2023))
    assert row["theil_lo"] < row["theil"] < row["theil_hi"] and row["gini_lo"] is None
    assert row["n_areas"] == 339, "350 less the 11 whose figures are suppressed"
    assert {row["measure"] for row in rows(result["TRENDS"]) if row["industry"] == "*"} == {"theil"}


# Plants ---------------------------------------------------------------------------------------------------------------


def test_with_the_herfindahls_of_plants_there_is_the_index_of_ellison_and_glaeser(run, rows, csv_table):
    """s = (1/2, 1/2), q = (1/4, 3/4), H = 1/10: (1/8 - 3/80) / (3/8 x 9/10) = 7/27."""
    plants = csv_table("industry,plant_hhi\ni,0.1\n")
    result = run("concentration", OBSERVATIONS=csv_table(FIGURES), PLANT_HHI=plants, AVERAGE_YEARS=1, OUTPUT=TO)
    row = rows(result["OUTPUT"])[0]
    assert (row["gamma"], row["gamma_av"]) == pytest.approx((7 / 27, 7 / 27))


def test_a_herfindahl_of_plants_that_is_none_is_refused(refused, csv_table):
    refused("concentration", "row 1", "at most 1", OBSERVATIONS=csv_table(FIGURES), PLANT_HHI=csv_table("industry,plant_hhi\ni,1.5\n"))
    refused("concentration", "PLANT_HHI_FIELD", OBSERVATIONS=csv_table(FIGURES), PLANT_HHI=csv_table("industry,h\ni,0.5\n"))


# The sample -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample_tables():
    """Values by industry and totals of the sample: one DataFrame of districts x years each."""
    import pandas as pd

    wide = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    wide = {industry: table.set_index("area").drop(columns="industry") for industry, table in wide.groupby("industry")}
    wide["AB (1-9)"] = wide["AB (1-9)"].where(~(wide["AB (1-9)"] < 0))  # NEGATIVES=drop
    return wide


def by_the_book(values, totals, weights) -> dict:
    """Return the indices of one industry and year, district by district, in plain Python."""
    known = [area for area in values.index if not math.isnan(values[area]) and not math.isnan(totals[area])]
    output, everything = sum(values[area] for area in known), sum(weights[area] for area in known)
    s = {area: values[area] / output for area in known}
    q = {area: weights[area] / everything for area in known}
    order = sorted(known, key=lambda area: s[area] / q[area])
    x = y = area_under = 0.0
    for area in order:
        area_under += q[area] * (2 * y + s[area])
        x, y = x + q[area], y + s[area]
    size = sum(totals[area] for area in known)
    ratios = sorted(s[area] / (totals[area] / size) for area in known)  # location quotients, whatever the reference
    number = len(known)
    gini_lq = sum(abs(a - b) for a in ratios for b in ratios) / (2 * number * sum(ratios))
    hhi = sum(share**2 for share in s.values())
    k = max(1, math.floor(0.05 * number + 0.5))
    return {
        "theil": sum(s[area] * math.log(s[area] / q[area]) for area in known if s[area]), "gini": 1 - area_under,
        "gini_lq": gini_lq, "hhi": hhi, "hhi_n": (hhi - 1 / number) / (1 - 1 / number),
        "top_shr": sum(sorted(s.values())[-k:]), "top_k": k, "n_areas": number,
        "coverage": sum(totals[area] for area in known) / totals.sum(),
    }


@pytest.mark.parametrize("reference", ["total", "area", "population", "equal"])
def test_the_sample_is_as_worked_out_by_the_book(run, rows, sample, sample_tables, reference):
    import pandas as pd

    parameters = {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "REFERENCE": reference, "OUTPUT": TO}
    if reference in ("area", "population"):
        parameters.update(AREAS=f"{sample}|layername=districts", POPULATION_FIELD="pop_2020")
    result = run("concentration", **parameters)
    found = {(row["industry"], row["period"]): row for row in rows(result["OUTPUT"])}
    assert len(found) == 25 * 26 and (result["N_AREAS"], result["UNMATCHED_COUNT"]) == (350, 0)
    districts = pd.read_csv(SAMPLE / "districts.csv", dtype={"area": str}).set_index("area")
    for industry, year in (("CI-CL (26-30)", 2023), ("C (10-33)", 1998), ("AB (1-9)", 2022), ("CM (31-33)", 2010)):
        values, totals = sample_tables[industry][str(year)], sample_tables["Total"][str(year)]
        weights = {
            "total": totals, "area": districts["area_km2"], "population": districts["pop_2020"],
            "equal": districts["area_km2"] * 0 + 1,
        }[reference]
        expected = by_the_book(values, totals, weights)
        row = found[(industry, year)]
        assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9), (industry, year)
    if reference == "total":
        window = [found[("C (10-33)", year)]["theil"] for year in range(2019, 2024)]
        assert found[("C (10-33)", 2023)]["theil_av"] == pytest.approx(sum(window) / 5)
        assert found[("C (10-33)", 2001)]["theil_av"] is None and found[("C (10-33)", 2002)]["theil_av"] is not None


def test_the_sample_is_schematic_so_its_surface_needs_the_field(run, refused, sample):
    given = {
        "OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "REFERENCE": "area",
        "AREAS": f"{sample}|layername=districts",
    }
    refused("concentration", "schematic", "KM2_FIELD", **given, KM2_FIELD="")
    run("concentration", **given, OUTPUT=TO)
    assert "km2" in run.log, "which surface was used is said"


def test_the_regional_sample_gives_the_published_order(run, rows, sample):
    """2023, ITL 2: motor vehicles 0.77 and other transport 1.15 are concentrated, 26 to 28 (0.35, 0.30, 0.36) are not."""
    result = run("concentration", OBSERVATIONS=f"{sample}|layername=gva_itl2", OUTPUT=TO)
    found = {row["industry"]: row["theil"] for row in rows(result["OUTPUT"]) if row["period"] == 2023}
    expected = {"CI (26)": 0.35, "CJ (27)": 0.30, "CK (28)": 0.36, "29": 0.77, "30": 1.15}
    assert {industry: found[industry] for industry in expected} == pytest.approx(expected, abs=0.0055)

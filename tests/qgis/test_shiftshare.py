"""Shift-share: a table worked out by hand, REAT's Freiburg, the sample by pandas, prices, years, refusals, the map."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
A, B, C = "E06000001", "E06000002", "E06000003"

# i: 40 to 60, G_i = 1.5; j: 60 to 60, G_j = 1; together 100 to 120, G = 1.2.
FIGURES = f"""
    area,industry,period,value
    {A},i,2000,10
    {A},i,2010,20
    {A},j,2000,20
    {A},j,2010,30
    {B},i,2000,30
    {B},i,2010,40
    {B},j,2000,40
    {B},j,2010,30
"""
EXPECTED = {"x_start": 10, "x_end": 20, "change": 10, "national": 2, "mix": 3, "local": 5, "homothetic": 12, "compet": 6, "allocation": -1}
TOTALS = {
    "n_codes": 2, "caution": 0, "x_start": 30, "x_end": 50, "change": 20, "national": 6, "mix": -1, "local": 15, "compet": 15, "allocation": 0,
    "zero_start": 0, "change_pc": 200 / 3, "nat_pc": 20, "mix_pc": -10 / 3, "local_pc": 50,
}


@pytest.fixture
def parts(run, rows):
    """`parts(table, ...)` returns the rows by district and industry, and the totals by district."""

    def make(table, **parameters) -> tuple[dict, dict]:
        result = run("shiftshare", OBSERVATIONS=table, OUTPUT=TO, TOTALS=TO, **parameters)
        pairs = {(row["area"], row["industry"]): row for row in rows(result["OUTPUT"])}
        return pairs, {row["area"]: row for row in rows(result["TOTALS"])}

    return make


def held(row, expected) -> dict:
    """The fields of a row that are expected."""
    return {name: row[name] for name in expected}


def test_a_table_worked_out_by_hand(parts, csv_table):
    pairs, totals = parts(csv_table(FIGURES))
    assert held(pairs[(A, "i")], EXPECTED) == pytest.approx(EXPECTED, abs=1e-12)
    assert (pairs[(A, "i")]["from_yr"], pairs[(A, "i")]["to_yr"]) == (2000, 2010)
    assert held(totals[A], TOTALS) == pytest.approx(TOTALS, abs=1e-12)
    assert len(pairs) == 4 and len(totals) == 2


def test_the_numbers_are_returned(run, csv_table):
    result = run("shiftshare", OBSERVATIONS=csv_table(FIGURES), OUTPUT=TO)
    wanted = {
        "N_AREAS": 2, "N_INDUSTRIES": 2, "N_PERIODS": 2, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0, "N_PAIRS": 4,
        "FROM_USED": 2000, "TO_USED": 2010, "PRICES": "current prices",
    }
    assert {name: result[name] for name in wanted} == wanted
    assert result["NATIONAL_GROWTH"] == pytest.approx(20) and 0 <= result["MAX_GAP"] < 1e-12
    assert "MAP" not in result and "TOTALS" not in result
    assert "Shift-share, 2000 to 2010, current prices: 2 industries, 2 districts, 2 periods; all together +20.0 per cent." in run.log
    assert "inflation" in run.log and "DEFLATOR" in run.log


def test_total_rows_and_wider_codes_are_not_counted_again(run, parts, csv_table):
    table = FIGURES.replace(",i,", ",10-12,").replace(",j,", ",13-33,")
    wide = "".join(
        f"    {area},{code},{year},{value}\n" for area, sums in ((A, (30, 50)), (B, (70, 70))) for code in ("C (10-33)", "Total")
        for year, value in zip((2000, 2010), sums))
    pairs, totals = parts(csv_table(table + wide))
    assert held(totals[A], TOTALS) == pytest.approx(TOTALS, abs=1e-12) and len(pairs) == 4
    pairs, totals = parts(csv_table(table + wide), INDUSTRY_LEVEL="coarsest")
    assert totals[A]["local"] == pytest.approx(50 - 30 * 1.2) and totals[A]["mix"] == pytest.approx(0) and len(pairs) == 2
    assert "C (10-33)" in run.log


# REAT 3.0.3, shift() on its data set Freiburg: jobs 2008 and 2014 in nine sections, the town and Germany.
FREIBURG = [
    (13004, 12121, 7073942, 7155807), (2931, 3154, 1572378, 1696961), (22492, 25484, 6248666, 6674652), (4503, 4798, 841848, 925648),
    (3361, 3372, 990439, 996498), (890, 1059, 220171, 232167), (12448, 14837, 3296029, 3992230), (34358, 42931, 5905168, 7127512),
    (6069, 6673, 1084708, 1123004),
]


def test_a_town_and_its_nation_give_what_reat_gives(parts, csv_table):
    lines = [f"{area},S{place},{year},{row[at]}" for place, row in enumerate(FREIBURG) for area, first in ((A, 0), ("K1", 2))
             for at, year in ((first, 2008), (first + 1, 2014))]
    _, totals = parts(csv_table("area,industry,period,value\n" + "\n".join(lines)), REFERENCE_AREA="K1", AREA_LEVEL="as_is")
    expected = {
        "change": 14373, "national": 9887.2783982609, "mix": 2501.61187841609, "local": 1984.10972332301,
        "compet": 343.786851410001, "allocation": 1640.32287191301,
    }
    assert held(totals[A], expected) == pytest.approx(expected, abs=1e-6)
    assert list(totals) == [A]


def test_years_are_chosen_and_yearly_changes_add_up(parts, csv_table):
    middle = f"    {A},i,2005,15\n    {A},j,2005,20\n    {B},i,2005,30\n    {B},j,2005,60\n"
    table = csv_table(FIGURES + middle)
    whole, _ = parts(table)
    assert held(whole[(A, "i")], EXPECTED) == pytest.approx(EXPECTED, abs=1e-12), "what lies between does not count"
    first, _ = parts(table, TO=2005)
    second, _ = parts(table, FROM=2005)
    assert first[(A, "i")]["local"] == pytest.approx(15 - 10 * 45 / 40)
    both, totals = parts(table, DYNAMIC=True, GAPS="allow")
    for name in ("change", "national", "mix", "local", "compet", "allocation"):
        assert both[(B, "j")][name] == pytest.approx(first[(B, "j")][name] + second[(B, "j")][name]), name
    assert totals[B]["change"] == 0 and totals[B]["local"] == pytest.approx(sum(both[(B, code)]["local"] for code in "ij"))


def test_missing_years_stop_yearly_changes(refused, parts, csv_table):
    refused("shiftshare", "2001", "2009", "GAPS", OBSERVATIONS=csv_table(FIGURES), DYNAMIC=True)


def test_prices_take_inflation_out(run, parts, csv_table):
    index = csv_table("period,index\n2000,50\n2010,100\n2022,125\n")
    pairs, totals = parts(csv_table(FIGURES), DEFLATOR=index, PRICE_YEAR=2022)
    assert (pairs[(A, "i")]["x_start"], pairs[(A, "i")]["x_end"]) == (25, 25)
    assert totals[A]["change_pc"] == pytest.approx((62.5 - 75) / 75 * 100)
    assert "Shift-share, 2000 to 2010, 2022 prices" in run.log and "inflation" not in run.log
    result = run("shiftshare", OBSERVATIONS=csv_table(FIGURES), DEFLATOR=index, PRICE_YEAR=2022, OUTPUT=TO)
    assert result["PRICES"] == "2022 prices" and result["NATIONAL_GROWTH"] == pytest.approx(-40)


def test_each_industry_may_have_its_own_prices(parts, csv_table):
    index = csv_table("period,industry,index\n2000,i,50\n2010,i,100\n2000,j,100\n2010,j,100\n")
    pairs, _ = parts(csv_table(FIGURES), DEFLATOR=index, PRICE_YEAR=2010)
    assert (pairs[(A, "i")]["x_start"], pairs[(A, "j")]["x_start"]) == (20, 20)


@pytest.mark.parametrize(("words", "given"), [
    (("FROM", "no year 1999", "2000, 2010"), {"FROM": 1999}), (("TO", "no year 2023", "2000, 2010"), {"TO": 2023}),
    (("FROM must be before TO", "2010"), {"FROM": 2010, "TO": 2000}), (("FROM must be before TO",), {"FROM": 2000, "TO": 2000}),
    (("FROM must be before TO",), {"FROM": 2010}), (("FROM", "2000.5"), {"FROM": 2000.5}), (("PRICE_YEAR", "DEFLATOR"), {"PRICE_YEAR": 2010}),
    (("REFERENCE_AREA", "'K1'"), {"REFERENCE_AREA": "K1"}), (("INDUSTRIES", "'k'"), {"INDUSTRIES": "k"}),
])
def test_what_cannot_be_is_refused(refused, csv_table, words, given):
    refused("shiftshare", *words, OBSERVATIONS=csv_table(FIGURES), **given)


def test_tables_without_two_years_are_refused(refused, csv_table):
    refused("shiftshare", "PERIOD_FIELD", OBSERVATIONS=csv_table("area,industry,value\nA,i,1\nB,i,2\n"))
    refused("shiftshare", "two years", "2000 alone", OBSERVATIONS=csv_table("area,industry,period,value\nA,i,2000,1\nB,i,2000,2\n"))


def test_a_price_index_without_the_year_is_refused(refused, csv_table):
    index = csv_table("period,index\n2000,50\n2022,100\n")
    refused("shiftshare", "DEFLATOR", "2010", OBSERVATIONS=csv_table(FIGURES), DEFLATOR=index, PRICE_YEAR=2022)
    refused("shiftshare", "PRICE_YEAR", "2021", OBSERVATIONS=csv_table(FIGURES), DEFLATOR=index, PRICE_YEAR=2021)
    refused("shiftshare", "DEFLATOR", "PRICE_YEAR", OBSERVATIONS=csv_table(FIGURES), DEFLATOR=index)


def test_negative_values_stop_unless_chosen(refused, parts, csv_table):
    table = csv_table(FIGURES.replace(f"{A},i,2010,20", f"{A},i,2010,-20"))
    refused("shiftshare", "NEGATIVES", A, OBSERVATIONS=table)
    pairs, totals = parts(table, NEGATIVES="drop")
    assert pairs[(A, "i")]["local"] is None and totals[A]["n_codes"] == 1


def test_countries_among_the_districts_are_left_out(parts, csv_table):
    table = FIGURES + "".join(f"    K02000001,{code},{year},500\n" for code in "ij" for year in (2000, 2010))
    pairs, _ = parts(csv_table(table))
    assert held(pairs[(A, "i")], EXPECTED) == pytest.approx(EXPECTED, abs=1e-12) and len(pairs) == 4


def test_everything_zero_or_missing_is_refused(refused, csv_table):
    keys = [line.strip().rsplit(",", 1)[0] for line in FIGURES.strip().splitlines()]
    for value in ("0", "[c]", ""):
        table = keys[0] + ",value\n" + "".join(f"{key},{value}\n" for key in keys[1:])
        refused("shiftshare", "no change to take apart", OBSERVATIONS=csv_table(table))


def test_nothing_to_take_apart_is_refused(refused, csv_table):
    table = csv_table("area,industry,period,value\nA,i,2000,0\nA,i,2010,1\nB,i,2000,0\nB,i,2010,2\n")
    refused("shiftshare", "no change to take apart", OBSERVATIONS=table)


def test_a_missing_value_leaves_the_sums_of_the_others(run, parts, csv_table):
    more = f"    {C},i,2000,5\n    {C},i,2010,*\n    {C},j,2000,10\n    {C},j,2010,20\n"
    pairs, totals = parts(csv_table(FIGURES + more))
    gone = pairs[(C, "i")]
    assert gone["x_start"] == 5 and [gone[name] for name in ("x_end", "change", "national", "mix", "local", "homothetic")] == [None] * 6
    assert (totals[C]["n_codes"], totals[C]["caution"], totals[C]["x_start"]) == (1, 1, 10)
    assert (totals[A]["caution"], totals[B]["caution"]) == (0, 0)
    assert pairs[(A, "i")]["local"] == 5, "the pair that is missing does not count in the growth of i"
    assert "1 district lacks a value of some industries" in run.log and f"{C} (1 of 2)" in run.log


def test_zero_starts_are_local_and_new_industries_are_named(run, parts, csv_table):
    table = FIGURES.replace(f"{A},i,2000,10", f"{A},i,2000,0") + "".join(
        f"    {area},new,{year},{value}\n" for area in (A, B) for year, value in ((2000, 0), (2010, 5)))
    pairs, totals = parts(csv_table(table))
    zero = pairs[(A, "i")]
    assert (zero["local"], zero["national"], zero["compet"], zero["allocation"]) == (20, 0, None, None)
    assert totals[A]["zero_start"] == 20
    assert totals[A]["compet"] + totals[A]["allocation"] + totals[A]["zero_start"] == pytest.approx(totals[A]["local"])
    assert pairs[(A, "new")]["x_end"] == 5 and pairs[(A, "new")]["change"] is None and totals[A]["n_codes"] == 2
    assert "1 industry without a value above 0" in run.log and ": new." in run.log


def test_one_district_is_its_own_nation(run, parts, csv_table):
    table = "\n".join(line for line in FIGURES.splitlines() if B not in line)
    _, totals = parts(csv_table(table))
    assert totals[A]["local"] == pytest.approx(0, abs=1e-12) and "REFERENCE_AREA" in run.log


def test_codes_in_other_case_and_with_spaces_are_the_same(parts, csv_table):
    pairs, _ = parts(csv_table(FIGURES.replace(f"{A},i,2010", f" {A.lower()} , I ,2010")))
    assert held(pairs[(A, "i")], EXPECTED) == pytest.approx(EXPECTED, abs=1e-12)


@pytest.mark.parametrize("factor", [1e-9, 1e12])
def test_huge_and_tiny_numbers_are_no_trouble(run, rows, csv_table, squares, factor):
    lines = [line.strip().rsplit(",", 1) for line in FIGURES.strip().splitlines()]
    table = "\n".join(f"{keys},{value if place == 0 else repr(float(value) * factor)}" for place, (keys, value) in enumerate(lines))
    result = run("shiftshare", OBSERVATIONS=csv_table(table), AREAS=squares([A, B]), OUTPUT=TO, TOTALS=TO, MAP=TO)
    row = rows(result["TOTALS"])[0]
    assert row["local"] == pytest.approx(15 * factor) and row["local_pc"] == pytest.approx(50)
    assert result["MAX_GAP"] <= 1e-12 * 100 * factor


@pytest.mark.parametrize(("value", "title", "labels"), [
    ("local", "Local part of change, 2000 to 2010, current prices", {"up to -50 (0)", "-50 to -20 (0)", "-20 to 0 (1)", "0 to 20 (1)"}),
    ("local_pc", "Local part of change in per cent, 2000 to 2010, current prices", {"-50% to -20% (1)", "20% to 50% (1)"}),
])
def test_the_map_diverges_at_zero(run, reopen, csv_table, squares, tmp_path, value, title, labels):
    """Local parts are 15 and -15, or 50 and -21 per cent."""
    path = tmp_path / "map.gpkg"
    run("shiftshare", OBSERVATIONS=csv_table(FIGURES), AREAS=squares([A, B, C]), MAP_VALUE=value, OUTPUT=TO, MAP=str(path))
    (drawn,) = reopen(path)
    assert drawn["title"] == title and "current prices" in drawn["abstract"]
    shown = [part["label"] for part in drawn["classes"]]
    assert labels <= set(shown) and shown[-1] == "No data (1)" and len(shown) == 7 and drawn["undrawn"] == 0
    limits = [part["high"] for part in drawn["classes"]][:5]
    assert limits[2] == 0 and limits[:2] == [-limits[4], -limits[3]]


@pytest.mark.parametrize("value", ["local", "local_pc"])
def test_districts_with_fewer_industries_are_hatched(run, rows, reopen, csv_table, squares, tmp_path, value):
    more = f"    {C},i,2000,5\n    {C},i,2010,*\n    {C},j,2000,10\n    {C},j,2010,20\n"
    none = "".join(f"    E06000004,{code},{year},*\n" for code in "ij" for year in (2000, 2010))
    path, areas = str(tmp_path / "map.gpkg"), squares([A, B, C, "E06000004", "E06000005"])
    run("shiftshare", OBSERVATIONS=csv_table(FIGURES + more + none), AREAS=areas, MAP_VALUE=value, OUTPUT=TO, MAP=path)
    assert [row["caution"] for row in rows(path)] == [0, 0, 1, None, None]
    (drawn,) = reopen(path)
    assert [part["label"] for part in drawn["classes"]][-2:] == ["Hatched: fewer industries (1)", "No data (2)"]
    assert "Hatched: 1 district with fewer than the 2 industries (n_codes)." in drawn["abstract"] and drawn["undrawn"] == 0


def test_every_result_says_which_prices(run, csv_table, tmp_path, qgis):
    from qgis.core import QgsVectorLayer

    path = str(tmp_path / "parts.gpkg")
    run("shiftshare", OBSERVATIONS=csv_table(FIGURES), OUTPUT=path)
    layer = QgsVectorLayer(path, "parts", "ogr")
    assert layer.attributeAlias(layer.fields().lookupField("change")) == "Change (current prices)"
    assert "current prices" in layer.metadata().title() and "current prices" in layer.metadata().abstract()


def test_a_style_file_is_written(run, csv_table, squares, tmp_path):
    result = run("shiftshare", OBSERVATIONS=csv_table(FIGURES), AREAS=squares([A, B]), OUTPUT=TO, MAP=TO, STYLE_FILE=str(tmp_path / "map.sld"))
    assert "Local part" in Path(result["STYLE_FILE"]).read_text(encoding="utf-8") or Path(result["STYLE_FILE"]).stat().st_size > 500


def test_totals_feed_the_choropleth_and_pairs_feed_a_filter(run, csv_table, squares, tmp_path):
    pairs, totals = str(tmp_path / "pairs.csv"), str(tmp_path / "totals.csv")
    run("shiftshare", OBSERVATIONS=csv_table(FIGURES), OUTPUT=pairs, TOTALS=totals)
    areas = squares([A, B])
    assert run("choropleth", AREAS=areas, TABLE=totals, VALUE_FIELD="local_pc", OUTPUT=TO)["NO_DATA_COUNT"] == 0
    result = run("choropleth", AREAS=areas, TABLE=pairs, VALUE_FIELD="local", FILTER="\"industry\" = 'i'", OUTPUT=TO)
    assert (result["NO_DATA_COUNT"], result["UNMATCHED_COUNT"]) == (0, 0)


# The sample -----------------------------------------------------------------------------------------------------------


def test_the_sample_is_as_worked_out_by_the_book(run, rows, sample):
    import pandas as pd

    result = run("shiftshare", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", FROM=2000, TO=2019, OUTPUT=TO, TOTALS=TO)
    table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    start, end = (table.pivot(index="area", columns="industry", values=year).drop(columns=["Total", "C (10-33)"]) for year in ("2000", "2019"))
    there = start.notna() & end.notna()
    start, end = start.where(there), end.where(there)
    own, whole = end.sum() / start.sum(), end.sum().sum() / start.sum().sum()
    assert result["NATIONAL_GROWTH"] == pytest.approx((whole - 1) * 100) and result["N_PAIRS"] == there.sum().sum()
    pairs = {(row["area"], row["industry"]): row for row in rows(result["OUTPUT"])}
    for area, code in ((A, "CH (24-25)"), ("E08000025", "CI-CL (26-30)"), ("E09000033", "K (64-66)")):
        x0, x1 = start.loc[area, code], end.loc[area, code]
        h = start.loc[area].sum() * start[code].sum() / start.sum().sum()
        expected = {
            "national": x0 * (whole - 1), "mix": x0 * (own[code] - whole), "local": x1 - x0 * own[code], "homothetic": h,
            "compet": h * (x1 / x0 - own[code]), "allocation": (x0 - h) * (x1 / x0 - own[code]),
        }
        assert held(pairs[(area, code)], expected) == pytest.approx(expected, rel=1e-9), (area, code)
    totals = rows(result["TOTALS"])
    assert len(totals) == 350 and abs(sum(row["mix"] for row in totals)) < 1e-6 and abs(sum(row["local"] for row in totals)) < 1e-6
    assert all(row["compet"] + row["allocation"] + row["zero_start"] == pytest.approx(row["local"], abs=1e-6) for row in totals)
    assert result["MAX_GAP"] < 1e-9

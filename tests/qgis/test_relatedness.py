"""Relatedness: a table worked out by hand, own proximities, refusals, the map, the sample by pandas."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
A, B, C, D, E = (f"E0600000{number}" for number in range(1, 6))

# Each district has 100 jobs; in 2020 A and B have i and j, C has k and l, D j and k. In 2010 A has j and l instead.
FIGURES = {
    2010: {A: (10, 40, 10, 40), B: (40, 40, 10, 10), C: (10, 10, 40, 40), D: (10, 40, 40, 10)},
    2020: {A: (40, 40, 10, 10), B: (40, 40, 10, 10), C: (10, 10, 40, 40), D: (10, 40, 40, 10)},
}


def observations(years=(2010, 2020)) -> str:
    """The figures as a CSV."""
    lines = [f"{area},{industry},{year},{value}" for year in years for area, values in FIGURES[year].items()
             for industry, value in zip("ijkl", values)]
    return "\n".join(["area,industry,period,value", *lines]) + "\n"


PAIRS = "industry,other,proximity\ni,j,0.5\ni,l,0.5\ni,k,0\nj,k,0\nj,l,0\nk,l,0.2\n"
SQUARE = "industry,i,j,k,l\ni,1,0.5,0,0.5\nj,0.5,1,0,0\nk,0,0,1,0.2\nl,0.5,0,0.2,1\n"


@pytest.fixture
def related(run, rows):
    """`related(table, ...)` returns the rows by district and industry."""

    def make(table, **parameters) -> dict:
        result = run("relatedness", OBSERVATIONS=table, OUTPUT=TO, **parameters)
        return {(row["area"], row["industry"]): row for row in rows(result["OUTPUT"])}

    return make


def test_a_table_worked_out_by_hand(related, csv_table):
    """Near k are j (1/3) and l (1/2), of which A has j: 0.4. 10 and 6000/210 more make 0.3 in A and in all."""
    found = related(csv_table(observations()))
    assert len(found) == 16
    expected = {
        "period": 2020, "value": 10, "lq": 0.4, "has": 0, "density": 0.4, "rank": 1, "growth": 0, "to_one": 6000 / 210,
        "entered": 0, "exited": None,
    }
    assert {name: found[(A, "k")][name] for name in expected} == pytest.approx(expected, abs=1e-12)
    expected = {"lq": 1.6, "has": 1, "density": 1, "rank": None, "growth": 100 * ((100 / 70) ** 0.1 - 1), "entered": 1}
    assert {name: found[(A, "i")][name] for name in expected} == pytest.approx(expected)
    assert (found[(A, "l")]["exited"], found[(A, "l")]["rank"], found[(A, "l")]["density"]) == (1, 2, 0)


def test_the_numbers_and_words_are_returned(run, csv_table):
    result = run("relatedness", OBSERVATIONS=csv_table(observations()), DISTRICT=A.lower(), OUTPUT=TO)
    wanted = {
        "N_AREAS": 4, "N_INDUSTRIES": 4, "MISSING_COUNT": 0, "UNMATCHED_COUNT": 0, "N_NULL": 0, "N_HELD": 8,
        "N_OPPORTUNITIES": 8, "N_BLOCKS": 3, "N_ENTRIES": 1, "N_EXITS": 1, "AUC_ENTRY": 5.5 / 7, "AUC_EXIT": 0.5,
        "BLOCK_MIN_USED": 0.25 + 0.07175926**0.5, "PERIOD_USED": 2020, "FROM_USED": 2010, "TO_USED": 2020,
        "ECI_DIVERSITY": None, "DISTRICT_USED": A, "OPPORTUNITIES": "k (0.40), l (0.00)", "PRICES": "current prices",
    }
    assert {name: result[name] for name in wanted} == pytest.approx(wanted)
    assert "MAP" not in result and "MAP_INDUSTRY_USED" not in result and "PROXIMITIES" not in result
    assert "Relatedness in 2020: 8 opportunities of 4 districts in 4 industries; 3 blocks; growth in current prices." in run.log
    assert "Proximities rest on 4 districts only." in run.log and "hardly goes with diversity (correlation 0.00)" in run.log
    assert "2010 to 2020: 1 entry of 8 possible; density in 2010 foretold them fairly (AUC 0.79" in run.log


def test_one_district_may_be_named_and_comes_in_order(run, rows, csv_table, squares):
    given = {"OBSERVATIONS": csv_table(observations()), "AREAS": squares([A, B, C, D]), "OUTPUT": TO}
    found = rows(run("relatedness", **given, DISTRICT="place 2")["OUTPUT"])
    assert [(row["area"], row["industry"], row["rank"]) for row in found] == [(C, "j", 1), (C, "i", 2), (C, "l", None), (C, "k", None)]
    assert {row["name"] for row in found} == {"Place 2"}


def test_a_district_that_is_not_there_is_refused_with_the_nearest(refused, csv_table, squares):
    table = csv_table(observations())
    refused("relatedness", "DISTRICT", "'Plaice 2'", "Place 2", OBSERVATIONS=table, DISTRICT="Plaice 2", AREAS=squares([A, B, C, D]))
    refused("relatedness", "DISTRICT", "no names", OBSERVATIONS=table, DISTRICT="Arun")
    names = csv_table(observations((2020,)).replace("value", "value,name").replace("0\n", "0,Here\n"))
    refused("relatedness", "several districts are called 'here'", A, B, "Give the code of one", OBSERVATIONS=names, DISTRICT="here")


@pytest.mark.parametrize("table", [PAIRS, SQUARE])
def test_own_proximities_as_pairs_or_as_a_square(run, related, csv_table, table):
    """Near l are i (0.5) and k (0.2): A has i."""
    found = related(csv_table(observations()), PROXIMITY=csv_table(table))
    assert found[(A, "l")]["density"] == pytest.approx(0.5 / 0.7) and found[(A, "k")]["density"] == 0
    assert found[(A, "l")]["rank"] == 1 and found[(D, "i")]["density"] == pytest.approx(0.5)
    assert "Proximities rest on" not in run.log


def test_one_district_with_own_proximities_and_a_reference_area(related, csv_table):
    """Of the nation's 100 a quarter in each: A has 0.4, 0.4, 0.1, 0.1."""
    lines = observations((2020,)).splitlines()
    table = "\n".join([lines[0], *(line for line in lines if line.startswith(A)), *(f"K03000001,{code},2020,25" for code in "ijkl")])
    found = related(csv_table(table + "\n"), PROXIMITY=csv_table(PAIRS), REFERENCE_AREA="K03000001")
    assert [found[(A, code)]["has"] for code in "ijkl"] == [1, 1, 0, 0] and found[(A, "l")]["rank"] == 1


def test_proximities_that_were_written_go_in_again(run, related, csv_table, tmp_path):
    table, path = csv_table(observations()), str(tmp_path / "near.csv")
    first = related(table, PROXIMITIES=path, FROM=2010)
    again = related(table, PROXIMITY=path)
    assert {key: row["density"] for key, row in again.items()} == pytest.approx({key: row["density"] for key, row in first.items()})


@pytest.mark.parametrize(("words", "table"), [
    (("not square", "no column for the row l"), "industry,i,j,k\ni,1,0,0\nj,0,1,0\nk,0,0,1\nl,0,0,0\n"),
    (("no column is named", "square"), "industry,V1,V2\ni,1,0\nj,0,1\n"),
    (("i and j have 0.5 one way and 0.4 the other",), "industry,i,j\ni,1,0.5\nj,0.4,1\n"),
    (("i and j have 7", "from 0 to 1"), "industry,other,proximity\ni,j,7\n"),
    (("fewer than two industries", "x, y"), "industry,other,proximity\nx,y,0.5\n"),
    (("stands twice", "row 2"), "industry,other,proximity\ni,j,0.5\ni,j,0.5\n"),
    (("PROXIMITY_OTHER", "industry, proximity"), "industry,proximity\ni,0.5\n"),
    (("PROXIMITY_INDUSTRY", "code"), "code,i,j\ni,1,0.5\nj,0.5,1\n"),
])
def test_wrong_proximities_are_refused(refused, csv_table, words, table):
    refused("relatedness", *words, OBSERVATIONS=csv_table(observations()), PROXIMITY=csv_table(table))


def test_industries_that_own_proximities_lack_are_named(run, related, csv_table):
    found = related(csv_table(observations()), PROXIMITY=csv_table("industry,other,proximity\ni,j,0.5\n"))
    assert found[(A, "k")]["density"] is None and found[(A, "k")]["rank"] is None and found[(D, "i")]["density"] == 1
    assert "PROXIMITY lacks 2 industries of the observations" in run.log and "k, l" in run.log


@pytest.mark.parametrize(("words", "given"), [
    (("PERIOD", "1999", "2010, 2020"), {"PERIOD": 1999}), (("FROM (2020) must be earlier",), {"FROM": 2020}),
    (("TO", "2019", "2010, 2020"), {"TO": 2019}), (("LQ_MIN",), {"LQ_MIN": 0}), (("BLOCK_MIN",), {"BLOCK_MIN": 1.5}),
    (("No district has a location quotient of 9 or more",), {"LQ_MIN": 9}), (("two industries", "only i"), {"INDUSTRIES": "i"}),
    (("PRICE_YEAR",), {"PRICE_YEAR": 2020}), (("MAP needs",), {"MAP": TO + ".gpkg"}), (("MAP_INDUSTRY", "'z'"), {"MAP_INDUSTRY": "z"}),
    (("REFERENCE_AREA", "'K1'"), {"REFERENCE_AREA": "K1"}),
])
def test_what_cannot_be_is_refused(refused, csv_table, squares, tmp_path, words, given):
    if "MAP_INDUSTRY" in given:
        given = {**given, "AREAS": squares([A, B]), "MAP": TO}
    if "MAP" in given and "AREAS" not in given:
        given = {"MAP": str(tmp_path / "refused" / "map.gpkg")}
    refused("relatedness", *words, OBSERVATIONS=csv_table(observations()), **given)


def test_one_year_with_a_span_is_refused_and_without_one_told(run, related, refused, csv_table):
    table = csv_table(observations((2020,)))
    refused("relatedness", "needs two years", OBSERVATIONS=table, TO=2020)
    assert related(table)[(A, "k")]["growth"] is None and "one year only" in run.log


def test_a_district_with_nothing_over_the_threshold_is_named(run, related, csv_table):
    totals = "".join(f"{area},Total,2020,{1000 if area == E else 100}\n" for area in (A, B, C, D, E))
    lines = "".join(f"{E},{code},2020,1\n" for code in "ijkl")
    found = related(csv_table(observations((2020,)) + lines + totals))
    assert {found[(E, code)]["rank"] for code in "ijkl"} == {None} and "without any industry over the threshold in 2020, so" in run.log


@pytest.mark.parametrize("value", ["", "0", "[c]"])
def test_everything_missing_or_zero_is_refused(refused, csv_table, value):
    table = "area,industry,value\n" + "".join(f"{area},{code},{value}\n" for area in (A, B) for code in "ij")
    refused("relatedness", "No district has a location quotient", "LQ_MIN", OBSERVATIONS=csv_table(table))


def test_codes_that_overlap_count_once(run, related, refused, csv_table):
    table = csv_table("area,industry,value\n" + "".join(
        f"{area},{code},{value}\n" for area, values in ((A, (5, 2, 3, 5)), (B, (4, 2, 2, 6)))
        for code, value in zip(("26", "26.1", "26.2", "F"), values)) + f"{A},Total,10\n{B},Total,10\n")
    assert {industry for _, industry in related(table)} == {"26.1", "26.2", "F"}
    assert {industry for _, industry in related(table, INDUSTRY_LEVEL="coarsest")} == {"26", "F"}
    refused("relatedness", "overlap", OBSERVATIONS=table, INDUSTRY_LEVEL="listed")


def test_growth_is_in_the_prices_of_the_index(run, related, csv_table):
    index = csv_table("period,index\n2010,50\n2020,100\n")
    result = run("relatedness", OBSERVATIONS=csv_table(observations()), DEFLATOR=index, PRICE_YEAR=2020, OUTPUT=TO)
    assert result["PRICES"] == "2020 prices"
    found = related(csv_table(observations()), DEFLATOR=index, PRICE_YEAR=2020)
    assert found[(A, "j")]["growth"] == pytest.approx(100 * (0.5**0.1 - 1)), "130 to 130, prices doubled"


def test_a_styled_map_with_what_is_there_hatched(run, rows, reopen, csv_table, squares, tmp_path):
    path = tmp_path / "map.gpkg"
    result = run("relatedness", OBSERVATIONS=csv_table(observations()), AREAS=squares([A, B, C, D, E]), MAP_INDUSTRY="k", OUTPUT=TO, MAP=str(path))
    assert result["MAP_INDUSTRY_USED"] == "k" and result["UNMATCHED_COUNT"] == 1
    (drawn,) = reopen(path)
    assert drawn["renderer"] == "graduatedSymbol" and drawn["title"] == "Relatedness density, k, 2020"
    assert drawn["classes"][-2]["label"] == "Hatched: has it already (2)" and drawn["classes"][-1]["label"] == "No data (1)"
    assert drawn["undrawn"] == 0 and "co-location in 4 districts in 2020" in drawn["abstract"]
    held = {row["area"]: row for row in rows(str(path))}
    assert [held[area]["caution"] for area in (A, B, C, D, E)] == [0, 0, 1, 1, None] and held[A]["rank"] == 1


def test_a_map_on_which_no_density_is_is_grey(run, reopen, csv_table, squares, tmp_path):
    near = csv_table("industry,other,proximity\ni,j,0.5\n")
    run("relatedness", OBSERVATIONS=csv_table(observations()), AREAS=squares([A, B]), PROXIMITY=near, MAP_INDUSTRY="k", OUTPUT=TO,
        MAP=str(tmp_path / "map.gpkg"))
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert [part["label"] for part in drawn["classes"]] == ["No data (2)"]


def test_tables_keep_their_words_in_a_geopackage(run, qgis, csv_table, tmp_path):
    from qgis.core import QgsVectorLayer

    paths = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT", "PROXIMITIES", "DISTRICTS", "INDUSTRY_TABLE")}
    run("relatedness", OBSERVATIONS=csv_table(observations()), **paths)
    layers = {}
    for name, path in paths.items():
        layer = layers[name] = QgsVectorLayer(path, name, "ogr")
        layer.loadDefaultStyle()
        layer.loadDefaultMetadata()
    growth = "Growth of the industry (% a year, 2010 to 2020, current prices)"
    assert all(layers[name].attributeAlias(layers[name].fields().lookupField("growth")) == growth for name in ("OUTPUT", "INDUSTRY_TABLE"))
    assert [layers[name].featureCount() for name in paths] == [16, 12, 4, 4]


def test_results_feed_the_next_algorithm(run, csv_table, squares, tmp_path):
    path, districts = str(tmp_path / "related.csv"), str(tmp_path / "districts.csv")
    run("relatedness", OBSERVATIONS=csv_table(observations()), OUTPUT=path, DISTRICTS=districts)
    result = run("choropleth", AREAS=squares([A, B, C, D]), TABLE=path, VALUE_FIELD="density", FILTER="\"industry\" = 'k'", OUTPUT=TO)
    assert (result["NO_DATA_COUNT"], result["UNMATCHED_COUNT"]) == (0, 0)
    result = run("choropleth", AREAS=squares([A, B, C, D]), TABLE=districts, VALUE_FIELD="lock_share", OUTPUT=TO)
    assert result["NO_DATA_COUNT"] == 0


def test_unmatched_districts_stop_a_strict_run(refused, csv_table, squares):
    refused("relatedness", "STRICT", OBSERVATIONS=csv_table(observations()), AREAS=squares([A, B]), STRICT=True)


# The sample -----------------------------------------------------------------------------------------------------------


def test_the_sample_is_as_worked_out_by_pandas(related, run, sample):
    import pandas as pd

    table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})

    def presence(year):
        wide = table.pivot(index="area", columns="industry", values=year)
        values, total = wide.drop(columns=["Total", "C (10-33)"]), wide["Total"]
        values = values.where(values >= 0)
        usual = values.sum() / values.notna().mul(total, axis=0).sum()
        quotient = values.div(total, axis=0) / usual
        return (quotient >= 1).astype(float), quotient

    has, quotient = presence("2019")
    both = has.T @ has
    near = both.copy()
    for one in near:
        for other in near:
            near.loc[one, other] = 0 if one == other else both.loc[one, other] / max(both.loc[one, one], both.loc[other, other])
    density = has @ near / near.sum()
    result = run("relatedness", OBSERVATIONS=f"{sample}|layername=gva", NEGATIVES="drop", PERIOD=2019, OUTPUT=TO)
    found = related(f"{sample}|layername=gva", NEGATIVES="drop", PERIOD=2019)
    assert len(found) == 350 * 23 and result["N_NULL"] == int(quotient.isna().sum().sum()) == 64
    assert {key: row["density"] for key, row in found.items()} == pytest.approx(density.stack().to_dict(), abs=1e-12)
    lacking = density.where((has == 0) & quotient.notna())
    for area in ("E08000025", "E09000033", "S12000036"):
        best = lacking.loc[area].idxmax()
        assert found[(area, best)]["rank"] == 1
        ranked = [row["rank"] for (code, _), row in found.items() if code == area and row["rank"] is not None]
        assert sorted(ranked) == list(range(1, int(lacking.loc[area].notna().sum()) + 1))
    first, start = presence("1998")
    last, end = presence("2023")
    known = start.notna() & end.notna()
    assert result["N_ENTRIES"] == int((known & (first == 0) & (last == 1)).sum().sum())
    assert result["N_EXITS"] == int((known & (first == 1) & (last == 0)).sum().sum())

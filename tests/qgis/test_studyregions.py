"""Study regions: by hand, the sample by all permutations, candidates, sums of districts, refusals, the map, a model."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TO = "TEMPORARY_OUTPUT"
CODES = ["TLC1", "TLC2", "TLC3", "TLC4"]
# Region 1 is first in both industries, in i by more: it must leave one of them.
VALUES = {"i": (40, 20, 10, 5), "j": (30, 29, 5, 1), "Total": (100, 100, 100, 100)}


def observations(values=None, codes=CODES, year="2020") -> str:
    lines = ["area,industry,period,value"]
    lines += [f"{code},{industry},{year},{value}" for industry, held in (values or VALUES).items() for code, value in zip(codes, held)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def table(csv_table):
    return csv_table(observations())


@pytest.fixture
def chosen(run, rows):
    """`chosen(OBSERVATIONS=...)` returns the region of each industry."""

    def make(**parameters) -> dict:
        return {row["industry"]: row["area"] for row in rows(run("studyregions", OUTPUT=TO, **parameters)["OUTPUT"])}

    return make


def test_a_table_worked_out_by_hand(run, rows, table):
    """Totals are equal, so both ranks are 1, 2, 3, 4 in both industries: scores 8, 6, 4, 2.

    Region 1 for one industry and region 2 for the other gives 14; of the two ways the first industry has the first region.
    """
    result = run("studyregions", OBSERVATIONS=table, OUTPUT=TO, SCORES=TO)
    first, second = rows(result["OUTPUT"])
    assert (first["industry"], first["area"], first["score"], first["best"]) == ("i", "TLC1", 8, "TLC1")
    assert (second["industry"], second["area"], second["score"], second["best"], second["best_score"]) == ("j", "TLC2", 6, "TLC1", 8)
    assert first["lq"] == pytest.approx(0.4 / (75 / 400)) and first["share"] == pytest.approx(40 / 75) and first["period"] == 2020
    assert (first["lq_rank"], first["share_rank"], first["value"]) == (1, 1, 40)
    wanted = {"N_INDUSTRIES": 2, "N_CANDIDATES": 4, "N_CHOSEN": 2, "N_OPEN": 0, "TOTAL_SCORE": 14, "BEST_TOTAL": 16,
              "PERIOD_USED": 2020, "UNMATCHED_COUNT": 0, "REGIONS": "TLC1; TLC2", "OPEN_INDUSTRIES": ""}
    assert {name: result[name] for name in wanted} == wanted and "MAP" not in result
    assert "Study regions (score, at most 8): i: TLC1 (8), j: TLC2 (6)." in run.log
    scores = rows(result["SCORES"])
    assert [row["score"] for row in scores] == [8, 6, 4, 2] * 2 and sum(row["chosen"] for row in scores) == 2


def test_reuse_gives_each_its_best(chosen, table):
    assert chosen(OBSERVATIONS=table, REUSE=True) == {"i": "TLC1", "j": "TLC1"}


def test_rows_in_another_order_change_nothing(chosen, csv_table, table):
    head, *lines = observations().splitlines()
    assert chosen(OBSERVATIONS=csv_table("\n".join([head, *lines[::-1]]))) == chosen(OBSERVATIONS=table)


def test_candidates_by_list_and_by_filter(run, chosen, table, squares):
    assert chosen(OBSERVATIONS=table, CANDIDATES="tlc3; TLC4") == {"i": "TLC3", "j": "TLC4"}
    assert "less than the usual share: i in TLC3" in run.log
    areas = squares(CODES, tir=[0, 0, 1, 1])
    assert chosen(OBSERVATIONS=table, AREAS=areas, FILTER='"tir" = 1') == {"i": "TLC3", "j": "TLC4"}
    assert chosen(OBSERVATIONS=table, AREAS=areas, CANDIDATES="Place 3; Place 0") == {"i": "TLC1", "j": "TLC4"}


def test_fewer_candidates_than_industries_say_which_stay_open(run, chosen, table):
    assert chosen(OBSERVATIONS=table, CANDIDATES="TLC2") == {"i": "TLC2", "j": None}
    assert "No region for 1 industry, since there is only 1 candidate for 2 industries (REUSE lets one serve several): j." in run.log
    result = run("studyregions", OBSERVATIONS=table, CANDIDATES="TLC2", OUTPUT=TO)
    assert (result["N_OPEN"], result["OPEN_INDUSTRIES"]) == (1, "j")


def test_a_suppressed_cell_cannot_be_chosen(run, chosen, csv_table):
    table = csv_table(observations({**VALUES, "i": ("[c]", 20, 10, 5)}))
    assert chosen(OBSERVATIONS=table) == {"i": "TLC2", "j": "TLC1"}
    assert "so many lack one: i (1)." in run.log


def test_districts_are_summed_to_regions(run, rows, csv_table, squares):
    """N holds the first two districts: i 60, j 59 of 200; S the others: 15 and 6."""
    codes = ["E06000001", "E06000002", "E06000003", "E06000004"]
    table, areas = csv_table(observations(codes=codes)), squares(codes, part=["N", "N", "S", "S"], title=["North", "North", "South", "South"])
    given = {"OBSERVATIONS": table, "AREAS": areas, "REGION_FIELD": "part", "REGION_NAME": "title", "OUTPUT": TO}
    first, second = rows(run("studyregions", **given)["OUTPUT"])
    assert (first["area"], first["name"], first["value"], second["area"], second["value"]) == ("N", "North", 60, "S", 6)
    assert first["lq"] == pytest.approx((60 / 200) / (75 / 400)) and second["share"] == pytest.approx(6 / 65)
    gone = csv_table(observations({**VALUES, "j": (30, "[c]", 5, 1)}, codes))
    assert [row["area"] for row in rows(run("studyregions", **{**given, "OBSERVATIONS": gone})["OUTPUT"])] == ["N", "S"]
    assert "1 sum of a region and industry missing" in run.log and "N (1 industry)" in run.log
    held = rows(run("studyregions", **{**given, "OBSERVATIONS": gone}, MISSING="skip", REUSE=True)["OUTPUT"])
    assert [row["value"] for row in held] == [60, 30]


def test_listed_industries_may_overlap_and_all_do_not(chosen, csv_table):
    table = csv_table(observations({"C": (9, 8, 7, 6), "10-25": (5, 4, 3, 3), "26-33": (4, 4, 4, 3), "Total": (20, 20, 20, 20)}))
    assert set(chosen(OBSERVATIONS=table)) == {"10-25", "26-33"}
    assert set(chosen(OBSERVATIONS=table, INDUSTRIES="C;26-33")) == {"C", "26-33"}


@pytest.mark.parametrize(("words", "given"), [
    (("CANDIDATES", "'TLX1'"), {"CANDIDATES": "TLX1"}), (("CANDIDATES and FILTER",), {"CANDIDATES": "TLC1", "FILTER": "1"}),
    (("REGION_FIELD", "AREAS"), {"REGION_FIELD": "part"}), (("FILTER", "AREAS"), {"FILTER": "\"tir\" = 1"}),
    (("PERIOD", "1999", "2020"), {"PERIOD": 1999}), (("INDUSTRIES", "'q'"), {"INDUSTRIES": "q"}),
])
def test_what_cannot_be_is_refused(refused, table, words, given):
    refused("studyregions", *words, OBSERVATIONS=table, **given)


def test_what_cannot_be_of_districts_is_refused(refused, squares, table, tmp_path):
    areas = squares(CODES, tir=[0, 0, 1, 1])
    refused("studyregions", "FILTER", "tirr", OBSERVATIONS=table, AREAS=areas, FILTER='"tirr" = 1')
    refused("studyregions", "FILTER", "no candidate", OBSERVATIONS=table, AREAS=areas, FILTER='"tir" = 7')
    refused("studyregions", "REGION_FIELD", "'regoin'", OBSERVATIONS=table, AREAS=areas, REGION_FIELD="regoin")
    refused("studyregions", "MAP needs", OBSERVATIONS=table, MAP=str(tmp_path / "refused" / "map.gpkg"))
    refused("studyregions", "STRICT", OBSERVATIONS=table, AREAS=squares(CODES[:2]), STRICT=True)


def test_all_zero_is_refused(refused, csv_table):
    zero = csv_table(observations({"i": (0, 0, 0, 0), "j": (0, 0, 0, 0), "Total": (1, 1, 1, 1)}))
    refused("studyregions", "No candidate has a location quotient", OBSERVATIONS=zero)


def test_the_map_names_each_region_by_its_industry(run, rows, reopen, squares, table, tmp_path):
    path, style = tmp_path / "map.gpkg", tmp_path / "map.sld"
    run("studyregions", OBSERVATIONS=table, AREAS=squares([*CODES, "TLZ9"], tir=[1, 1, 1, 0, 0]), FILTER='"tir" = 1', OUTPUT=TO,
        MAP=str(path), STYLE_FILE=str(style))
    (drawn,) = reopen(path)
    assert [part["label"] for part in drawn["classes"]] == [
        "i: Place 0", "j: Place 1", "Candidates not chosen (1)", "No candidate (1)", "No data (1)"]
    assert drawn["undrawn"] == 0 and drawn["labels"] == "label" and drawn["title"] == "Study regions, 2020"
    assert {row["area"]: row["industry"] for row in rows(str(path))}["TLC2"] == "j" and style.stat().st_size


def test_districts_are_joined_on_the_map(run, rows, reopen, csv_table, squares, tmp_path):
    codes = ["E06000001", "E06000002", "E06000003", "E06000004"]
    areas = squares([*codes, "E06000005"], part=["N", "N", "S", "S", None])
    run("studyregions", OBSERVATIONS=csv_table(observations(codes=codes)), AREAS=areas, REGION_FIELD="part", OUTPUT=TO,
        MAP=str(tmp_path / "map.gpkg"))
    held = {row["area"]: row["role"] for row in rows(str(tmp_path / "map.gpkg"))}
    assert held == {"N": "i", "S": "j", "no group": None}
    (drawn,) = reopen(tmp_path / "map.gpkg")
    assert drawn["features"] == 3 and drawn["undrawn"] == 0


@pytest.mark.parametrize("ending", ["csv", "gpkg", "xlsx"])
def test_it_may_be_written_to_any_table(run, rows, table, tmp_path, ending):
    run("studyregions", OBSERVATIONS=table, OUTPUT=str(tmp_path / f"out.{ending}"), SCORES=str(tmp_path / f"scores.{ending}"))
    assert len(rows(str(tmp_path / f"out.{ending}"))) == 2 and len(rows(str(tmp_path / f"scores.{ending}"))) == 8


# The sample -----------------------------------------------------------------------------------------------------------


INDUSTRIES = ["CC (16-18)", "CD-CG (19-23)", "CH (24-25)", "CI-CL (26-30)"]


def test_a_model_from_the_preset_to_study_regions_is_the_best_of_all_permutations(run, rows, sample, tmp_path):
    """Four parts of manufacturing over the eleven regions of the preset: sums by pandas, 7,920 permutations."""
    import pandas as pd
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    model = QgsProcessingModelAlgorithm("model", "tests")
    for name, given in (
        ("traditionalregions", {"AREAS": f"{sample}|layername=districts", "PRESET": "paper", "REGION_FIELD": "nuts2_2013"}),
        ("studyregions", {"OBSERVATIONS": f"{sample}|layername=gva", "NEGATIVES": "drop", "INDUSTRIES": ";".join(INDUSTRIES),
                          "REGION_FIELD": "region", "FILTER": '"tir" = 1', "OUTPUT": str(tmp_path / "regions.csv")}),
    ):
        child = QgsProcessingModelChildAlgorithm(f"industrialatlas:{name}")
        child.setChildId(name)
        for parameter, value in given.items():
            child.addParameterSources(parameter, [fixed(value)])
        if name == "studyregions":
            child.addParameterSources("AREAS", [QgsProcessingModelChildParameterSource.fromChildOutput("traditionalregions", "OUTPUT")])
        model.addChildAlgorithm(child)
    model.run({}, run.context, run.feedback, {}, False)
    found = {row["industry"]: row["area"] for row in rows(str(tmp_path / "regions.csv"))}

    table = pd.read_csv(SAMPLE / "gva_by_district.csv", dtype={"area": str, "industry": str})
    lookup = pd.read_csv(SAMPLE / "districts.csv").set_index("area")["nuts2_2013"]
    table["region"] = table["area"].map(lookup)
    sums = table.groupby(["industry", "region"])["2023"].agg(lambda held: held.sum(min_count=len(held))).unstack()
    tirs = ["UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"]
    score = pd.DataFrame(index=INDUSTRIES, columns=tirs, dtype=float)
    for industry in INDUSTRIES:
        there = sums.loc[industry].notna()
        share = sums.loc[industry] / sums.loc[industry].sum()
        quotient = share / (sums.loc["Total"] / sums.loc["Total", there].sum())
        for ranked in (share[tirs], quotient[tirs]):
            score.loc[industry] = score.loc[industry].fillna(0) + 12 - ranked.rank(ascending=False)
    held = score.fillna(-100).to_numpy()
    best = max(sum(held[row, at] for row, at in enumerate(places)) for places in itertools.permutations(range(11), 4))
    assert sum(score.loc[industry, area] for industry, area in found.items()) == best and len(set(found.values())) == 4
    assert found["CI-CL (26-30)"] == "UKD4" and found["CD-CG (19-23)"] == "UKC1"


def test_regions_of_the_sample_need_no_districts(run, sample):
    """Five industries that overlap with nothing, over 45 ITL 2 regions."""
    result = run("studyregions", OBSERVATIONS=f"{sample}|layername=gva_itl2", INDUSTRIES="CI (26);CJ (27);CK (28);29;30", OUTPUT=TO)
    assert (result["N_CANDIDATES"], result["N_OPEN"], result["N_INDUSTRIES"], result["N_CHOSEN"]) == (45, 0, 5, 5)
    assert result["TOTAL_SCORE"] <= result["BEST_TOTAL"] <= 5 * 90

"""Regions summed from districts, candidates, and the regions chosen as columns and in words."""

from __future__ import annotations

import pandas as pd
import pytest

from industrial_atlas.processing.measures.notes import Notes
from industrial_atlas.processing.measures.studychoice import (
    columns,
    declared,
    limit,
    map_columns,
    regions,
    score_columns,
    study,
    summary,
)

ROWS = [(area, code, value) for area, held in {
    "A": (10, 30, 100), "B": (20, 10, 100), "C": (5, 5, 100), "D": (30, 5, 100)}.items()
    for code, value in zip(("i", "j", "Total"), held)]
TABLE = pd.DataFrame({"area": ["a", "B", "C", "D"], "region": ["N", "N", "S", None], "reg_name": ["North", "North", "South", None]})


def test_districts_are_summed_to_regions(build, notes):
    found = regions(build(ROWS), 0, TABLE, "region", False, {}, notes)
    assert found.areas == ["N", "S", "no group"] and found.names[:2] == ["North", "South"]
    assert found.values[:2].tolist() == [[30, 40], [5, 5]] and found.totals.tolist() == [200, 100, 100]
    assert found.candidates.tolist() == [True, True, False], "a district without a region counts in the whole alone"


def test_a_sum_without_a_district_is_missing_or_not(build, notes, warned):
    rows = [(area, code, None if (area, code) == ("A", "i") else value) for area, code, value in ROWS]
    assert str(regions(build(rows), 0, TABLE, "region", False, {}, notes).values[0, 0]) == "nan"
    assert any("1 sum of a region and industry missing" in text and "N (1 industry)" in text for text in warned())
    assert regions(build(rows), 0, TABLE, "region", True, {}, Notes()).values[0, 0] == 20


def test_quotients_are_of_all_and_ranks_of_candidates(build, notes):
    """All: i 65 and j 50 of 400. A (10, 30), B (20, 10): LQ of B in i 0.2 / 0.1625, of A in j 0.3 / 0.125."""
    found = regions(build(ROWS), 0, None, "", False, {"A": "Ayr"}, notes)
    limit(found, ("ayr", "b"), None, notes)
    chosen = study(found, False, notes)
    held = columns(chosen, {"i": "i Iron", "j": "j"})
    assert held["industry"] == ["i", "j"] and held["ind_name"] == ["Iron", None]
    assert held["area"] == ["B", "A"] and held["name"] == [None, "Ayr"] and held["best"] == ["B", "A"]
    assert held["lq"] == pytest.approx([0.2 / 0.1625, 0.3 / 0.125]) and held["share"] == pytest.approx([20 / 65, 30 / 50])
    assert held["score"] == [4, 4] == held["best_score"]
    numbers = declared(chosen)
    assert (numbers["TOTAL_SCORE"], numbers["BEST_TOTAL"], numbers["N_CANDIDATES"], numbers["N_OPEN"]) == (8, 8, 2, 0)
    assert numbers["REGIONS"] == "B; A" and summary(chosen) == "Study regions (score, at most 4): i: B (4), j: Ayr (4)."


def test_scores_of_all_pairs_best_first(build, notes):
    chosen = study(regions(build(ROWS), 0, None, "", False, {}, notes), False, notes)
    held = score_columns(chosen)
    assert held["industry"] == ["i"] * 4 + ["j"] * 4 and held["area"][:4] == ["D", "B", "A", "C"]
    assert held["chosen"] == [1, 0, 0, 0, 1, 0, 0, 0] and held["lq_rank"][:4] == [1, 2, 3, 4]


def test_a_filter_of_districts_makes_a_region_a_candidate_if_most_meet_it(build, notes, warned, refusal):
    found = regions(build(ROWS), 0, TABLE, "region", False, {}, notes)
    limit(found, (), ["A", "C"], notes)
    assert found.candidates.tolist() == [False, True, False], "one of two is not most"
    assert any("only some districts of 1 region meet it" in text and "N (1 of 2)" in text for text in warned())
    assert "FILTER: no region that has figures meets it" in refusal(limit, found, (), [], notes)


def test_an_unknown_candidate_is_refused(build, notes, refusal):
    found = regions(build(ROWS), 0, None, "", False, {"A": "Ayr"}, notes)
    assert "CANDIDATES: no region is called 'Q'" in refusal(limit, found, ("Q",), None, notes)


def test_open_industries_and_weak_choices_are_said(build, notes, warned):
    found = regions(build(ROWS), 0, None, "", False, {}, notes)
    limit(found, ("C",), None, notes)
    chosen = study(found, False, notes)
    assert chosen.open() == ["j"] and columns(chosen, {})["area"] == ["C", None]
    assert any("No region for 1 industry, since there is only 1 candidate for 2 industries" in text for text in warned())
    assert any("less than the usual share: i in C (LQ 0.31)" in text for text in warned())


def test_the_map_joins_the_industries_of_a_region_that_serves_several(build, notes):
    found = regions(build(ROWS), 0, None, "", False, {}, notes)
    limit(found, ("B", "C"), None, notes)
    chosen = study(found, True, notes)
    held = map_columns(chosen, found, ["B", "C", "D", "Z"], [None] * 4)
    assert held["role"] == ["i; j", "Candidates not chosen", "No candidate", None] and held["lq"] == [None] * 4
    once = map_columns(study(found, False, notes), found, ["B"], ["Bath"])
    assert once["role"] == ["i"] and once["name"] == ["Bath"] and once["score"] == [4]


def test_no_quotient_anywhere_is_refused(build, notes, refusal):
    rows = [(area, code, 0) for area in "AB" for code in ("i", "j", "Total")]
    found = regions(build(rows), 0, None, "", False, {}, notes)
    assert "No candidate has a location quotient" in refusal(study, found, False, notes)

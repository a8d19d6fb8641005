"""Jobs by area, industry and size from a table."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.jobstable import build

FIELDS = {"area": "lls", "industry": "sic", "size": "band", "value": "jobs", "firms": "n", "name": "called"}
GROUPS = (("C",), ("M",), ("G",))
ROWS = [(area, industry, size, value) for area, industry, size, value in (
    ("A", "13", "small", 20), ("A", "13", "medium", 10), ("A", "13", "large", 0), ("A", "M", "small", 5),
    ("A", "M", "medium", 5), ("A", "M", "large", 10), ("A", "G", "small", 1), ("A", "G", "medium", 2), ("A", "G", "large", 3))]


@pytest.fixture
def jobs(notes):
    def made(rows=ROWS, groups=GROUPS, absent="missing", columns=("area", "industry", "size", "value")):
        return build(pd.DataFrame(rows, columns=list(columns)), FIELDS, (49, 249), groups, "gb", absent, notes)

    return made


def test_a_table_becomes_a_cube(jobs, warned):
    found = jobs()
    assert found.industries == ["13", "M", "G"] and found.values[0].tolist() == [[20, 10, 0], [5, 5, 10], [1, 2, 3]]
    assert found.totals.tolist() == [56] and [inside.tolist() for inside in found.groups] == [[0], [1], [2]]
    assert "must be the whole economy" in warned()[-1] and found.firms is None


def test_classes_of_a_size_are_added_up_and_totals_are_not(jobs):
    rows = [("A", code, size, value) for code in ("C", "M", "G")
            for size, value in (("0-9", 1), ("10-49", 2), ("50-249", 4), ("250+", 8), ("Total", 15))]
    assert jobs(rows).values[0, 0].tolist() == [3, 4, 8]


def test_an_industry_is_not_counted_with_its_parts(jobs):
    rows = ROWS + [("A", code, size, 30) for code in ("C", "14") for size in ("small", "medium", "large")]
    found = jobs(rows)
    assert found.industries == ["M", "G", "C"], "13 and 14 are not the whole of C"


def test_the_total_of_all_industries_is_all_jobs(jobs):
    found = jobs(ROWS + [("A", "Total", size, 100) for size in ("small", "medium", "large")])
    assert found.totals.tolist() == [300] and "Total" not in found.industries


def test_a_total_that_an_area_lacks_is_its_sum(jobs):
    """As where the total is given for all sizes together only."""
    for absent in ("missing", "zero"):
        found = jobs([*ROWS, ("A", "Total", "Total", 999)], absent=absent)
        assert found.totals.tolist() == [56]


def test_what_is_absent_is_missing_or_none(jobs):
    assert np.isnan(jobs(ROWS[:2] + ROWS[3:]).values[0, 0, 2]) and jobs(ROWS[:2] + ROWS[3:], absent="zero").values[0, 0, 2] == 0
    suppressed = jobs([(*ROWS[0][:3], "[c]"), *ROWS[1:]])
    assert np.isnan(suppressed.values[0, 0, 0]) and np.isnan(suppressed.totals[0])


def test_names_of_industries_may_be_listed(jobs):
    rows = [(area, {"13": "Making", "M": "Advice", "G": "Shops"}[industry], size, value) for area, industry, size, value in ROWS]
    assert [inside.tolist() for inside in jobs(rows, (("making",), ("Advice",), ("Shops",))).groups] == [[0], [1], [2]]


@pytest.mark.parametrize(("rows", "words"), [
    ([], "no rows"), ([*ROWS, ROWS[0]], "A has 2 rows of industry 13 and size small"),
    ([(*ROWS[0][:3], -1), *ROWS[1:]], "below zero"), ([(*ROWS[0][:3], "many"), *ROWS[1:]], "'many' is not a number"),
    (ROWS[3:], "MANUFACTURING: no industry"), ([(None, "13", "small", 1)], "no row has"),
])
def test_a_table_that_cannot_be_used_is_refused(jobs, refusal, rows, words):
    assert words in refusal(jobs, rows)

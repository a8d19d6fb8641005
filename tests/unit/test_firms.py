"""Reading firms, and who can be compared with whom."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.firms import SOUTH, allow, flag_by_district, flags, read

FIELDS = {"firm": "id", "industry": "sic", "value 0": "jobs", "value 1": "age", "flag": "in_tir", "area": "lad"}
ROWS = [("A", "28", 10, 3, 1), ("B", "28", 15, 5, 1), ("C", "28", 40, 4, 1), ("P", "28", 14, 2, 0), ("Q", "28", 22, 6, 0),
        ("R", "28", 60, 9, 0), ("S", "28", 30, 4, 0)]


def table_of(rows, columns=("firm", "industry", "value 0", "value 1", "flag")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


@pytest.fixture
def firms(notes):
    """`firms(rows)` returns the firms of a table with size alone, or also age."""

    def made(rows=ROWS, logged=(), covariates=1, columns=("firm", "industry", "value 0", "value 1", "flag")):
        table = table_of(rows, columns)
        return read(table if covariates == 2 else table.drop(columns="value 1"), FIELDS, logged, notes)

    return made


def test_a_logarithm_is_that_and_zero_has_none(firms, notes):
    held = firms([("A", "28", 1, 0, 1), ("B", "28", 0, 0, 1), ("P", "28", np.e, 0, 0), ("Q", "28", 9, 0, 0)], ("jobs",))
    assert held.names == ["ln(jobs)"] and held.values[2, 0] == pytest.approx(1)
    assert held.faults[1] == "jobs is 0 or below and has no logarithm" and np.isnan(held.values[1, 0])


def test_flags_of_districts_reach_their_firms(firms, notes, warned):
    held = firms([("A", "28", 1, 1, "e1 "), ("B", "28", 2, 1, "E2"), ("C", "28", 2, 1, "E9"), ("D", "28", 2, 1, None)],
                 columns=("firm", "industry", "value 0", "value 1", "area"))
    flag_by_district(held, ["E1", "E2"], np.array([1.0, 0.0]), notes)
    assert held.treated[:2].tolist() == [1, 0] and np.isnan(held.treated[2:]).all()
    assert warned() == ["Districts of firms that are not in AREAS: E9."]


def test_south_is_four_regions_by_any_of_their_names(firms, notes, warned):
    held = firms()
    held.treated = np.zeros(7)
    regions = ["TLI", "E12000008", "TLK2", "East of England", "TLG", None, "South East"]
    allow(held, regions, regions, SOUTH, notes)
    assert held.allowed.tolist() == [True, True, True, True, False, False, True]
    assert "1 firm without a region" in warned()[0]


def test_a_region_that_is_not_there_is_refused(firms, notes, refusal):
    held = firms()
    regions = ["TLI"] * 7
    assert "'TLJ'" in refusal(allow, held, regions, ["London"] * 7, ("TLJ",), notes)
    allow(held, regions, ["London"] * 7, ("london",), notes)
    assert held.allowed.all()
    assert "No firm outside" in refusal(allow, held, ["TLC"] * 7, ["North East"] * 7, SOUTH, notes)


@pytest.mark.parametrize(("rows", "words"), [
    ([], "no rows"), ([*ROWS, ("a ", "28", 1, 1, 0)], "firm A has 2 rows"),
    ([("A", "28", "many", 1, 1)], "'many' is not a number"), ([("A", "28", 1, 1, "2")], "'2' is no flag"),
    ([(None, "28", 1, 1, 1)], "is empty in every row"),
])
def test_a_table_that_cannot_be_read_is_refused(refusal, notes, rows, words):
    assert words in refusal(read, table_of(rows), FIELDS, (), notes)


def test_missing_flags_are_unknown():
    assert np.isnan(flags(pd.Series([None, "", "1.0"]), "FLAG_FIELD", "tir")).tolist() == [True, True, False]

"""Firms matched with those of their industry elsewhere, by hand."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import firmpairs
from industrial_atlas.processing.measures.firms import read

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


def names_of(found, firms) -> list:
    return [(firms.codes[one], firms.codes[other]) for one, other in zip(found.treated, found.control)]


def test_the_example(firms, notes):
    held = firms()
    found = firmpairs.matched(held, 1, None, False, notes)
    assert names_of(found, held) == [("A", "Q"), ("B", "P"), ("C", "S")]
    assert found.distance == pytest.approx([12 / 18.58853, 1 / 18.58853, 10 / 18.58853])
    columns = firmpairs.pair_columns(held, found)
    assert columns["compared"] == ["jobs 10 and 22", "jobs 15 and 14", "jobs 40 and 30"]
    assert columns["weight"] == [1, 1, 1] and columns["match_no"] == [1, 1, 1]


def test_the_order_of_rows_changes_nothing(firms, notes):
    one, other = firms(ROWS), firms(ROWS[::-1])
    assert one.codes == other.codes
    assert names_of(firmpairs.matched(one, 1, None, False, notes), one) == names_of(
        firmpairs.matched(other, 1, None, False, notes), other)


def test_every_firm_without_a_match_has_its_reason(firms, notes):
    rows = [*ROWS[:5], ("D", "28", 90, 1, 1), ("E", "99", 10, 1, 1), ("F", "28", None, 1, 1), ("G", None, 5, 1, 1),
            ("H", "28", 11, 1, 1)]
    held = firms(rows)
    found = firmpairs.matched(held, 1, 1.0, False, notes)
    columns = firmpairs.unmatched_columns(held, found)
    assert dict(zip(columns["firm"], columns["reason"])) == {
        "A": "all controls used", "C": "all controls used", "D": "outside the caliper",
        "E": "no firm in the industry elsewhere", "F": "jobs is missing", "G": "no industry"}
    assert columns["industry"] == ["28", "28", "28", "99", "28", None] and columns["distance"][3:] == [None] * 3
    numbers = firmpairs.numbers(held, found, firmpairs.balance_columns(held, found))
    assert (numbers["N_TREATED"], numbers["N_MATCHED"], numbers["N_UNMATCHED"], numbers["N_USED"]) == (8, 2, 6, 2)


def test_more_matches_than_there_are(firms, notes, warned):
    held = firms()
    found = firmpairs.matched(held, 2, None, False, notes)
    assert names_of(found, held) == [("A", "Q"), ("B", "P"), ("C", "S"), ("C", "R")], "nobody has two before all have one"
    columns = firmpairs.pair_columns(held, found)
    assert columns["weight"] == [1, 1, 0.5, 0.5] and columns["match_no"] == [1, 1, 1, 2]
    firmpairs.tell(held, found, 2, notes)
    assert warned()[-1] == "2 firms with fewer than the 2 matches wanted."


def test_industries_are_never_mixed(firms, notes):
    generator = np.random.default_rng(3)
    rows = [(f"F{row}", str(generator.integers(0, 4)), *generator.normal(size=2), int(row % 3 == 0)) for row in range(90)]
    held = firms(rows, covariates=2)
    found = firmpairs.matched(held, 1, None, False, notes)
    assert (held.industries[found.treated] == held.industries[found.control]).all()
    assert (held.treated[found.treated] == 1).all() and (held.treated[found.control] == 0).all()
    assert len(set(found.control.tolist())) == len(found.control)


def test_nobody_near_enough_is_no_fault(firms, notes):
    held = firms()
    found = firmpairs.matched(held, 1, 0.001, False, notes)
    assert firmpairs.pair_columns(held, found)["compared"] == [] and set(found.reasons) == {None, "outside the caliper"}
    differences = firmpairs.balance_columns(held, found)
    numbers = firmpairs.numbers(held, found, differences)
    assert numbers["MEAN_DISTANCE"] is None and numbers["MAX_SMD_AFTER"] is None and numbers["N_PAIRS"] == 0
    assert len(firmpairs.map_columns(held, found)[1]) == 3 and "none after" in firmpairs.sentence(numbers)


def test_a_map_holds_each_firm_once_in_its_role(firms, notes):
    held = firms([*ROWS, ("Z", "99", 1, 1, 1)])
    columns, rows = firmpairs.map_columns(held, firmpairs.matched(held, 1, None, False, notes))
    assert list(zip(columns["firm"], columns["role"])) == [
        ("Z", "Unmatched"), ("P", "Match"), ("Q", "Match"), ("S", "Match"), ("A", "TIR"), ("B", "TIR"), ("C", "TIR")]
    assert rows == [7, 3, 4, 6, 0, 1, 2] and columns["distance"][0] is None
    assert columns["n_pairs"] == [0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(("rows", "words"), [
    (ROWS[:3], "No firm lies elsewhere"), (ROWS[3:], "No firm lies in a traditional"),
    ([ROWS[0], ("P", "29", 1, 1, 0)], "No industry has firms"),
])
def test_firms_that_cannot_be_matched_are_refused(refusal, firms, notes, rows, words):
    assert words in refusal(firmpairs.matched, firms(rows), 1, None, False, notes)

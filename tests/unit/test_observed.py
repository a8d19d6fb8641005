"""Observations as they stand."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import observed

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "gva", "name": "called"}


@pytest.fixture
def made(notes):
    """`made(rows)` returns the block of rows of area, industry, period, value."""

    def build(rows, **more):
        frame = pd.DataFrame(rows, columns=["area", "industry", "period", "value"]).assign(**more)
        return observed.build(frame, FIELDS, notes)

    return build


def test_rows_of_all_levels_totals_and_negatives_stay(made):
    block = made([("E06000001", "26", 2020, -1), ("K02000001", "26", 2020, 9), ("E06000001", "Total", 2021, None)])
    assert (block.areas, block.industries, block.periods) == (["E06000001", "K02000001"], ["26", "Total"], [2020, 2021])
    assert block.values[0, 0, 0] == -1 and block.values[1, 0, 0] == 9
    assert np.isnan(block.values).sum() == 6
    assert block.present.sum() == 3


def test_the_first_name_of_an_area_is_its_name(made):
    block = made([("A", "i", 1, 1), ("B", "i", 1, 1), ("a ", "j", 1, 1)], name=[None, "Bee", "Ay"])
    assert block.areas == ["A", "B"]
    assert block.names == {"A": "Ay", "B": "Bee"}


def test_a_table_without_years_is_one_period(notes):
    block = observed.build(pd.DataFrame({"area": ["A"], "industry": ["i"], "value": [1]}), FIELDS, notes)
    assert block.periods == [None] and block.values.shape == (1, 1, 1)


def test_rows_without_a_code_are_left_out_and_told(made, warned):
    block = made([("A", "i", 1, 1), (None, "i", 1, 2), ("A", None, 1, 3)])
    assert block.values.ravel().tolist() == [1]
    assert sum("without a code" in text for text in warned()) == 2


def test_two_rows_of_one_cell_are_refused(made, refusal):
    assert "several rows" in refusal(made, [("A", "i", 1, 1), ("a", "I", 1, 2)])


def test_an_empty_table_and_text_that_is_no_number_are_refused(made, refusal):
    assert "no rows" in refusal(made, [])
    assert "'many' is not a number" in refusal(made, [("A", "i", 1, "many")])


def test_listed_industries_are_kept_with_the_total(made, refusal):
    block = made([("A", code, 1, 1) for code in ("26", "27", "Total", "28")])
    assert block.of_industries(("28", "26"), "Total").industries == ["26", "Total", "28"]
    assert block.of_industries((), "Total") is block
    assert "no industry is called '99'" in refusal(block.of_industries, ("99",), "Total")


def test_some_areas_are_a_block_of_their_own(made):
    block = made([("A", "i", 1, 1), ("B", "i", 1, 2), ("C", "i", 1, 3)]).part([2, 0])
    assert block.areas == ["C", "A"] and block.values.ravel().tolist() == [3, 1]

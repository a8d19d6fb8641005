"""What is said of codes that count in some districts and years and not in others."""

import pandas as pd
import pytest

from industrial_atlas.processing.measures import groupsums, observed, placement
from industrial_atlas.processing.measures.choicenotes import spoken_years
from industrial_atlas.processing.measures.industrygroups import from_reference

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "gva"}
PARTS = [f"26.{digit}" for digit in range(1, 9)]


@pytest.fixture
def told(notes):
    """`told(rows)` returns all that is said of the placement of rows of area, industry, period and value."""

    def make(rows, level="finest"):
        titles = ["area", "industry", "period", "value"]
        block = observed.build(pd.DataFrame(rows, columns=titles), FIELDS, notes)
        placement.place(block, None, groupsums.kinds_of_area(block), from_reference("paper", "all"), level, False, notes)
        return " ".join(text for _, text in notes)

    return make


def test_years_of_another_level_are_named(told):
    said = told([*(("A", "26", year, 9) for year in (2001, 2002, 2003)), *(("A", part, 2004, 1) for part in PARTS)])
    assert "26 in 2001-2003, its parts (26.1, 26.2, 26.3 and 5 more) in 2004" in said
    assert "compare years with care" in said


def test_the_same_levels_in_all_years_are_not(told):
    said = told([("A", "26", 1, 9), ("A", "26", 2, 9), *(("B", part, year, 1) for part in PARTS for year in (1, 2))])
    assert "compare years" not in said and "of those that do not overlap" in said


def test_other_notations_are_one_code_and_no_other_level(told):
    said = told([("A", "26", 1, 9), ("A", "C26", 2, 9)])
    assert "'26', 'C26' are one code of SIC 2007 in 2 notations" in said and "compare years" not in said


def test_two_values_of_one_code_are_a_warning(told, warned):
    told([("A", "26", 1, 9), ("A", "C26", 1, 7), ("B", "26", 1, 4), ("B", "C26", 1, 4), ("B", "26", 2, None), ("B", "C26", 2, 1)])
    assert any("different values in 1 district-period (the first is A, 1: 9 and 7)" in text for text in warned())


def test_codes_that_stand_for_others_are_counted(told):
    said = told([("A", "CL (29-30)", 1, 9), ("A", "29", 1, 4), ("A", "30", 1, None), ("B", "CL (29-30)", 1, 9),
                 ("B", "29", 1, 4), ("B", "30", 1, 5)])
    assert "in place of parts that are suppressed or absent: CL (29-30) (1 time)." in said
    said = told([("A", "CL (29-30)", 1, None), ("A", "29", 1, 4), ("A", "30", 1, 2)], "coarsest")
    assert "Parts are counted in place of a wider code that has no value: CL (29-30) (1 time)." in said


@pytest.mark.parametrize(("wanted", "words"), [
    ([1, 1, 0, 0, 1], "2001, 2002 and 2010"), ([0, 1, 1, 1, 1], "2002-2010"), ([1, 0, 0, 0, 0], "2001"), ([0] * 5, "")])
def test_years_in_words(wanted, words):
    assert spoken_years([2001, 2002, 2003, 2004, 2010], wanted) == words

"""Observations added up to groups of industries."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures import groupsums, observed, placement
from industrial_atlas.processing.measures.industrygroups import from_reference
from industrial_atlas.processing.measures.notes import Notes

FIELDS = {"area": "code", "industry": "sector", "period": "year", "value": "gva"}


@pytest.fixture
def grouped(notes):
    """`grouped(rows, rest=True)` returns the rows of the result by area, industry and period."""

    def make(rows, summary="all", skip=False, rest=False, total="Total", level="finest"):
        block = observed.build(pd.DataFrame(rows, columns=["area", "industry", "period", "value"]), FIELDS, notes)
        total = total if total in block.industries else None
        kinds, scheme = groupsums.kinds_of_area(block), from_reference("paper", summary)
        found = groupsums.sums(
            block, kinds, placement.place(block, total, kinds, scheme, level, skip, notes), scheme.groups, skip)
        make.missing = groupsums.tell_missing(found, block, skip, notes)
        columns = groupsums.columns(groupsums.carried(found, block, total, rest, notes), block)
        keys = zip(columns["area"], columns["industry"], columns["period"])
        return dict(zip(keys, zip(columns["value"], columns["n_codes"], columns["partial"])))

    return make


# 2 + 3 (26, 27) of 10; 4 + 5 of 20.
ROWS = [("A", "26", 1, 2), ("A", "27", 1, 3), ("A", "F", 1, 1), ("A", "Total", 1, 10),
        ("B", "26", 1, 4), ("B", "27", 1, 5), ("B", "F", 1, 1), ("B", "Total", 1, 20)]


def test_a_group_is_the_sum_of_its_codes_and_the_total_is_carried_through(grouped):
    assert grouped(ROWS) == {
        ("A", "Advanced manufacturing", 1): (5, 2, 1), ("A", "Total", 1): (10, 1, 0),
        ("B", "Advanced manufacturing", 1): (9, 2, 1), ("B", "Total", 1): (20, 1, 0)}


def test_other_industries_are_the_total_less_the_groups(grouped):
    found = grouped(ROWS, "technology", rest=True)
    assert found[("A", "Very high technology", 1)][0] == 2 and found[("A", "Moderately high technology", 1)][0] == 3
    assert found[("A", "Other industries", 1)] == (5, None, 1)
    assert found[("B", "Other industries", 1)][0] == 20 - 4 - 5


def test_a_missing_part_makes_its_sum_missing_and_nothing_else(grouped, warned):
    rows = [(*row[:3], None) if row[:2] == ("A", "27") else row for row in ROWS]
    found = grouped(rows, rest=True)
    assert found[("A", "Advanced manufacturing", 1)] == (None, 1, 1) and found[("A", "Other industries", 1)][0] is None
    assert found[("B", "Advanced manufacturing", 1)][0] == 9 and found[("A", "Total", 1)][0] == 10
    assert grouped.missing == 1
    assert any("1 sum missing" in text and "A (Advanced manufacturing)" in text for text in warned())


def test_a_missing_part_can_be_left_out_of_a_sum_which_is_then_partial(grouped, warned):
    rows = [row for row in ROWS if row[:2] != ("A", "27")]
    found = grouped(rows, "industry", skip=True)
    assert found[("A", "Computers, electronics and optics", 1)] == (2, 1, 0)
    assert ("A", "Electrical equipment", 1) not in found, "the table has no row for it"
    found = grouped(rows, skip=True)
    assert found[("A", "Advanced manufacturing", 1)] == (2, 1, 1) and grouped.missing == 1
    assert any("without a part that is suppressed or absent" in text for text in warned())


def test_a_sum_of_nothing_known_is_missing_even_where_parts_are_skipped(grouped):
    found = grouped([("A", "26", 1, None), ("A", "27", 1, None), ("B", "26", 1, 0), ("B", "27", 1, 0)], skip=True)
    assert found[("A", "Advanced manufacturing", 1)][0] is None and found[("B", "Advanced manufacturing", 1)][0] == 0


@pytest.mark.parametrize("level", ["finest", "coarsest"])
def test_a_wider_code_stands_for_parts_of_which_one_is_missing(grouped, level):
    found = grouped([("A", "CL (29-30)", 1, 9), ("A", "29", 1, 4), ("A", "30", 1, None)], level=level)
    assert found[("A", "Advanced manufacturing", 1)] == (9, 1, 1) and grouped.missing == 0
    found = grouped([("A", "CL (29-30)", 1, None), ("A", "29", 1, 4), ("A", "30", 1, None)], level=level)
    assert found[("A", "Advanced manufacturing", 1)][0] is None and grouped.missing == 1


def test_parts_stand_for_a_wider_code_without_a_value(grouped):
    found = grouped([("A", "CL (29-30)", 1, None), ("A", "29", 1, 4), ("A", "30", 1, 3)], level="coarsest")
    assert found[("A", "Advanced manufacturing", 1)][:2] == (7, 2)


PARTS = [f"26.{digit}" for digit in range(1, 9)]


@pytest.mark.parametrize("level", ["finest", "coarsest"])
def test_another_level_in_another_district_or_year_loses_nothing(grouped, level):
    """26 as one code, in its eight parts, or in both: 36 = 1 + 2 + ... + 8 each time."""
    parts = [(part, size) for size, part in enumerate(PARTS, 1)]
    rows = [("A", "26", 1, 36), *(("B", code, 1, size) for code, size in parts), *(("A", code, 2, size) for code, size in parts),
            ("B", "C26", 2, 36), ("B", "CI (26)", 3, 36), *(("B", code, 3, size) for code, size in parts)]
    found = grouped(rows, "industry", level=level)
    assert {key[::2]: row[0] for key, row in found.items()} == {
        ("A", 1): 36, ("B", 1): 36, ("A", 2): 36, ("B", 2): 36, ("B", 3): 36}
    assert {row[2] for row in found.values()} == {0} and grouped.missing == 0


def test_notations_in_other_rows_count_once(grouped):
    found = grouped([("A", "26", 1, 2), ("B", "C26", 1, 3), ("A", "CI (26)", 2, 4), ("B", "26 ", 2, 5), ("B", "c26", 2, 5)])
    assert {key[::2]: row[:2] for key, row in found.items()} == {
        ("A", 1): (2, 1), ("B", 1): (3, 1), ("A", 2): (4, 1), ("B", 2): (5, 1)}


def test_parts_that_are_not_the_whole_count_where_the_code_is_not_there(grouped, warned):
    """26 in year 1, two of its eight parts in year 2: 4 + 7, which is marked, since 26.3 to 26.8 are nowhere."""
    rows = [("A", "26", 1, 10), ("A", "26.1", 2, 4), ("A", "26.2", 2, 7)]
    found = grouped(rows, "industry")
    assert [row for _, row in sorted(found.items(), key=lambda item: item[0][2])] == [(10, 1, 0), (11, 2, 1)]
    assert any("1 sum of some parts of a code that is not there itself" in text for text in warned())
    found = grouped([*rows, ("B", "26.1", 2, 4)], "industry")
    assert found[("B", "Computers, electronics and optics", 2)][0] is None, "B lacks 26.2"


def test_a_suppressed_code_gives_way_to_what_is_known_of_it_where_parts_are_skipped(grouped):
    rows = [("A", "26", 1, None), ("A", "26.1", 1, 4), ("B", "26", 1, 9), ("B", "26.1", 1, 4)]
    assert grouped(rows)[("A", "Advanced manufacturing", 1)][0] is None
    assert grouped(rows, skip=True)[("A", "Advanced manufacturing", 1)] == (4, 1, 1)


def test_regions_in_more_detail_than_districts_keep_their_own_codes(grouped):
    found = grouped([("E06000001", "CL (29-30)", 1, 9), ("TLC3", "CL (29-30)", 1, 99), ("TLC3", "29", 1, 40), ("TLC3", "30", 1, 50)])
    assert found[("E06000001", "Advanced manufacturing", 1)][:2] == (9, 1)
    assert found[("TLC3", "Advanced manufacturing", 1)][:2] == (90, 2)


def test_without_a_total_none_is_carried_and_the_rest_cannot_be_told(grouped, warned, refusal):
    assert set(grouped([("A", "26", 1, 2)])) == {("A", "Advanced manufacturing", 1)}
    assert any("no row of all industries" in text for text in warned())
    assert "TOTAL" in refusal(grouped, [("A", "26", 1, 2)], rest=True)


def test_negative_values_are_added_as_they_are(grouped):
    assert grouped([("A", "26", 1, -2), ("A", "27", 1, 5)])[("A", "Advanced manufacturing", 1)][0] == 3


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["21", "26", "27", "28", "29", "41"]), st.integers(2000, 2002),
                          st.one_of(st.none(), st.integers(-1000, 1000))), min_size=1, max_size=30, unique_by=lambda row: row[:3]),
       st.booleans())
def test_sums_are_those_of_pandas(rows, skip):
    frame = pd.DataFrame(rows, columns=["area", "industry", "period", "value"])
    frame["value"] = frame["value"].astype(float)
    inside = frame[frame["industry"] != "41"]
    if inside.empty:
        return
    block = observed.build(frame, FIELDS, Notes())
    kinds, scheme = groupsums.kinds_of_area(block), from_reference("paper", "all")
    placed = placement.place(block, None, kinds, scheme, "finest", skip, Notes())
    columns = groupsums.columns(groupsums.sums(block, kinds, placed, scheme.groups, skip), block)
    wide = inside.pivot(index=["area", "period"], columns="industry", values="value")
    expected = wide.sum(axis=1, skipna=skip, min_count=1)
    found = pd.Series(columns["value"], index=[columns["area"], columns["period"]], dtype=float)
    np.testing.assert_allclose(found.sort_index().to_numpy(), expected.sort_index().to_numpy())
    assert columns["n_codes"] == wide.notna().sum(axis=1).reindex(found.index).tolist()

"""A long table as one map or several."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import mapseries

NAN = np.nan


def layer(codes, **columns) -> pd.DataFrame:
    """A table of districts."""
    return pd.DataFrame({"area": pd.Series(codes, dtype=object), **columns})


# A table with one row a district --------------------------------------------------------------------------------------


def test_values_go_to_their_districts(notes):
    table = layer(["E3", " e1 ", None], value=["7", "1,000", "5"])
    values, caution, codes = mapseries.joined(table, ["E1", "E2", "E3"], "lq", "", notes)
    np.testing.assert_array_equal(values, [1000, NAN, 7])
    assert caution is None
    assert codes == ["E3", "e1"]


def test_rows_without_a_code_are_told(notes, warned):
    mapseries.joined(layer(["E1", None], value=[1, 2]), ["E1"], "lq", "", notes)
    assert any("1 row" in text and "without a code" in text for text in warned())


def test_cautions_go_with_the_values(notes):
    table = layer(["E1", "E2", "E3"], value=[1.0, 2.0, NAN], caution=[0, 1, None])
    assert mapseries.joined(table, ["E3", "E2", "E4", "E1"], "lq", "", notes)[1] == [None, 1, None, 0]


def test_markers_in_the_values_are_missing(notes, warned):
    values = mapseries.joined(layer(["E1", "E2"], value=["[c]", "2"]), ["E1", "E2"], "lq", "", notes)[0]
    np.testing.assert_array_equal(values, [NAN, 2])
    assert len(warned()) == 1


def test_several_rows_of_a_district_are_refused_with_a_filter_that_helps(notes, refusal):
    table = layer(["E1", "E2", "E2"], value=[1, 2, 3], industry=["C", "C", "F"], period=[2020, 2020, 2021])
    told = refusal(mapseries.joined, table, ["E1"], "lq", "", notes)
    assert "District E2 has 2 rows, a map takes one" in told
    assert "\"industry\" = 'C' AND \"period\" = 2021" in told


def test_several_rows_without_any_industry_are_refused_all_the_same(notes, refusal):
    table = layer(["E1", "E1"], value=[1, 2], industry=[None, None], period=[2020, 2021])
    told = refusal(mapseries.joined, table, ["E1"], "lq", "", notes)
    assert "District E1 has 2 rows" in told
    assert "\"period\" = 2021" in told


def test_a_filter_that_leaves_nothing_is_refused_and_shown(notes, refusal):
    told = refusal(mapseries.joined, layer([], value=[]), ["E1"], "lq", "\"period\" = 1066", notes)
    assert "No row of the table meets FILTER (\"period\" = 1066)" in told
    assert "Check names and quotes" in told


def test_an_empty_table_is_refused(notes, refusal):
    told = refusal(mapseries.joined, layer([], value=[]), ["E1"], "lq", "", notes)
    assert "The table of values has no rows" in told

"""Rows of districts in which nothing counts twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import districttable
from industrial_atlas.processing.measures.districttable import Table
from industrial_atlas.processing.measures.roles import Roles

SUFFOLK = ["E07000205", "E07000206"]  # Suffolk Coastal and Waveney became E07000244 East Suffolk in 2019


def rows_of(rows, words=None):
    areas, periods, values = zip(*rows)
    labels = list(dict.fromkeys(areas))
    return Table(
        labels, np.array([labels.index(area) for area in areas]), {"period": pd.Series(periods)},
        {"value": np.array(values, dtype=float)}, None, words or {})


def kept(rows, notes, **more):
    return districttable.once(rows_of(rows, **more), pd.DataFrame(index=range(len(rows))), notes).tolist()


def test_a_district_beside_its_parts_is_refused(refusal, notes):
    told = refusal(kept, [(SUFFOLK[0], 2019, 3), ("E07000244", 2019, 8)], notes)
    assert "E07000205 Suffolk Coastal and E07000244 East Suffolk" in told and "period 2019" in told


def test_two_codes_of_one_district_are_refused(refusal, notes):
    assert "S12000015" in refusal(kept, [("S12000015", 1, 3), ("S12000047", 1, 8)], notes)


def test_an_empty_row_beside_one_with_a_value_is_left_out(notes):
    rows = [(SUFFOLK[0], 2019, None), ("E07000244", 2019, 8), (SUFFOLK[0], 2018, 3), ("E07000244", 2018, None)]
    assert kept(rows, notes) == [False, True, True, False]
    assert "2 empty rows left out" in notes[0][1]


def test_empty_rows_alone_stay(notes):
    assert kept([(SUFFOLK[0], 2019, None), ("E07000244", 2019, None)], notes) == [True, True]


def test_the_same_place_in_other_years_is_fine(notes):
    assert kept([(SUFFOLK[0], 2018, 3), ("E07000244", 2019, 8)], notes) == [True, True] and not notes


def test_a_district_twice_is_refused_with_what_tells_the_rows_apart(refusal, notes):
    sexes = {"sex": pd.Series(["f", "m"])}
    told = refusal(kept, [("E06000001", 2020, 3), ("E06000001", 2020, 4)], notes, words=sexes)
    assert "E06000001 has two rows for period 2020" in told and "differ in sex" in told and "KEY_FIELDS" in told


def test_years_are_whole_numbers_and_other_keys_stay(notes):
    frame = pd.DataFrame({"code": ["E06000001", None], "year": ["2020", "2021"], "sex": ["f", "m"], "jobs": ["1", "2"]})
    roles = Roles({"period": "year", "sex": "sex"}, ["jobs"], None, [], [])
    table, _ = districttable.build(frame, "code", roles, "missing", notes)
    assert table.keys["period"].tolist() == [2020] and table.keys["sex"].tolist() == ["f"]
    assert any("1 row without a code" in text for _, text in notes)


@pytest.mark.parametrize(("held", "kept"), [
    (["2018-04-01", "2019-04-01"], [2018, 2019]), (["2018-01-01", "2018-04-01"], ["2018-01-01", "2018-04-01"]),
    (["2018/19", "2019/20"], ["2018/19", "2019/20"]), ([2018.0, 2019.0], [2018, 2019]),
])
def test_months_and_quarters_stay_apart(notes, held, kept):
    frame = pd.DataFrame({"code": ["E06000001"] * 2, "date": held})
    table, _ = districttable.build(frame, "code", Roles({"period": "date"}, [], None, [], []), "missing", notes)
    assert table.keys["period"].tolist() == kept


def test_a_table_without_rows_or_codes_is_refused(refusal, notes):
    roles = Roles({}, ["jobs"], None, [], [])
    frame = pd.DataFrame({"code": [None], "jobs": [1.0]})
    assert "AREA_FIELD" in refusal(districttable.build, frame, "code", roles, "missing", notes)
    assert "no rows" in refusal(districttable.build, frame[:0], "code", roles, "missing", notes)


def test_only_rows_whose_codes_go_on_are_kept(notes, warned):
    table = rows_of([("E12000001", 2020, 9), ("E06000001", 2020, 1)])
    table, carried, years = districttable.settle(table, pd.DataFrame(index=range(2)), 2023, "error", notes)
    assert table.labels == ["E06000001"] and table.place.tolist() == [0] and table.values["value"].tolist() == [1]
    assert (carried, years) == (0, "2011 to 2025") and "E12000001" in warned()[0]


def test_rows_keep_all_that_belongs_to_them():
    table = Table(
        ["a", "b"], np.array([0, 1, 1]), {"period": pd.Series([1, 2, 3])}, {"value": np.array([4.0, 5, 6])},
        np.array([7.0, 8, 9]), {"word": pd.Series(["x", "y", "z"])}, np.array([True, False, True]))
    found = table.rows(np.array([False, True, True]))
    assert (found.labels, found.place.tolist(), found.keys["period"].tolist()) == (["b"], [0, 0], [2, 3])
    assert (found.values["value"].tolist(), found.size.tolist()) == ([5, 6], [8, 9])
    assert (found.words["word"].tolist(), found.flags.tolist()) == (["y", "z"], [False, True])

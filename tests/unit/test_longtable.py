"""Results as the columns of a table."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import concentration, longtable, quotients

A, B, C = "E06000001", "E06000002", "E06000003"
NAN = np.nan


@pytest.fixture
def panel(build, table):
    """C and F in two districts and two years; one cell missing, one row absent."""
    frame = table([
        (A, "C", 2000, 4), (A, "F", 2000, 6), (A, "Total", 2000, 10), (B, "C", 2000, None), (B, "F", 2000, 30),
        (B, "Total", 2000, 30), (A, "C", 2001, 8), (A, "F", 2001, 2), (A, "Total", 2001, 10), (B, "C", 2001, 12),
        (B, "Total", 2001, 30),
    ])
    return build(frame.assign(name=["Hartlepool"] * 3 + [None] * 8))


@pytest.fixture
def found(panel):
    return quotients.location_quotients(panel.values, panel.totals)


def test_missing_numbers_are_none_and_never_nan():
    assert longtable.values(np.array([1.5, NAN])) == [1.5, None]
    assert longtable.values(np.array([1.0, NAN]), whole=True) == [1, None]
    assert longtable.values(np.array([3, 4])) == [3, 4]


def test_values_are_plain_python_numbers():
    kinds = [type(value) for column in (
        longtable.values(np.array([1.5, 2.5])), longtable.values(np.array([1.5, NAN])),
        longtable.values(np.array([1.0]), whole=True), longtable.values(np.array([7], dtype=np.int32)),
    ) for value in column]
    assert kinds == [float, float, float, type(None), int, int]


def test_one_row_for_each_row_of_the_table(panel, found):
    columns = longtable.quotient_columns(panel, found, {}, 5)
    rows = list(zip(columns["area"], columns["industry"], columns["period"], columns["value"]))
    assert rows == [
        (A, "C", 2000, 4), (A, "C", 2001, 8), (A, "F", 2000, 6), (A, "F", 2001, 2), (B, "C", 2000, None),
        (B, "C", 2001, 12), (B, "F", 2000, 30),
    ]


def test_columns_are_those_of_the_interface(panel, found):
    assert list(longtable.quotient_columns(panel, found, {}, 5)) == [
        "area", "name", "industry", "period", "value", "lq", "share", "own_share", "sym_lq", "z", "theil_c", "class",
        "caution"]


def test_each_row_has_its_own_quotient(panel, found):
    """C in 2001: 8 of 10 and 12 of 30, together 20 of 40: 1.6 and 0.8. In 2000 only the first district has it."""
    columns = longtable.quotient_columns(panel, found, {}, 5)
    quotient = dict(zip(zip(columns["area"], columns["industry"], columns["period"]), columns["lq"]))
    assert quotient[A, "C", 2001] == pytest.approx(1.6)
    assert quotient[B, "C", 2001] == pytest.approx(0.8)
    assert quotient[A, "C", 2000] == pytest.approx(1)
    assert quotient[B, "C", 2000] is None


def test_caution_is_one_zero_or_null(panel, found):
    columns = longtable.quotient_columns(panel, found, {}, 6.5)
    assert columns["caution"] == [1, 0, 1, 1, None, 0, 0]


def test_names_come_from_the_districts_and_else_from_the_table(panel, found):
    columns = longtable.quotient_columns(panel, found, {B.lower(): "Middlesbrough", A: None}, 5)
    assert set(zip(columns["area"], columns["name"])) == {(A, "Hartlepool"), (B, "Middlesbrough")}


def test_a_map_has_one_row_for_each_district_of_the_layer_in_its_order(panel, found):
    areas = pd.DataFrame({"area": [C, B, A], "name": ["Redcar", None, "Hartlepool town"]})
    columns = longtable.quotient_map(panel, found, areas, 0, 1, 5)
    assert columns["area"] == [C, B, A]
    assert columns["name"] == ["Redcar", None, "Hartlepool town"]
    assert columns["value"] == [None, 12, 8]
    assert columns["lq"] == [None, pytest.approx(0.8), pytest.approx(1.6)]
    assert columns["class"] == [None, "at", "over"]
    assert columns["caution"] == [None, 0, 0]
    assert (set(columns["industry"]), set(columns["period"])) == ({"C"}, {2001})


def test_map_shows_the_latest_period_and_the_most_telling_industry_and_says_so(panel, notes):
    notes.clear()
    assert longtable.map_cell(panel, "", None, (), notes) == (0, 1)
    assert notes == [("info", "The map shows C (MAP_INDUSTRY is empty).")]


def test_map_shows_the_first_listed_industry(panel, notes):
    panel.industries = ["F", "C"]
    assert longtable.map_cell(panel, "", None, ("F", "C"), notes)[0] == 0
    assert longtable.map_cell(panel, "", None, (), notes)[0] == 1


def test_map_shows_what_was_asked_for(panel, notes):
    assert longtable.map_cell(panel, " f ", 2000, (), notes) == (1, 0)


def test_an_industry_that_cannot_be_mapped_is_refused_with_a_hint(panel, notes, refusal):
    told = refusal(longtable.map_cell, panel, "G", None, (), notes)
    assert "MAP_INDUSTRY: no industry is called 'G'" in told
    assert "there are C, F" in told


def test_a_year_that_cannot_be_mapped_is_refused_with_those_that_can(panel, notes, refusal):
    told = refusal(longtable.map_cell, panel, "C", 1999, (), notes)
    assert "MAP_PERIOD: the table has no year 1999; it has 2000, 2001" in told


def test_a_year_of_a_table_without_periods_is_refused_in_words(build, notes, refusal):
    cross_section = build([(A, "C", 1), (B, "C", 2)])
    told = refusal(longtable.map_cell, cross_section, "C", 1999, (), notes)
    assert "MAP_PERIOD" in told
    assert "None" not in told


def test_indices_are_one_row_for_each_industry_and_period(panel):
    columns = longtable.index_columns(panel, concentration.table(panel, years=1), ["n_areas", "hhi", "top_k"])
    assert list(zip(columns["industry"], columns["period"])) == [("C", 2000), ("C", 2001), ("F", 2000), ("F", 2001)]
    assert columns["n_areas"] == [1, 2, 2, 1]
    assert columns["top_k"] == [1, 1, 1, 1]
    assert columns["hhi"] == pytest.approx([1, 0.4**2 + 0.6**2, (1 / 6) ** 2 + (5 / 6) ** 2, 1])


def test_indices_of_a_table_without_periods_have_no_year(build):
    cross_section = build([(A, "C", 1), (B, "C", 2)])
    columns = longtable.index_columns(cross_section, concentration.table(cross_section, years=1), ["hhi"])
    assert columns["period"] == [None]


def test_records_become_columns_with_none_where_a_record_lacks_one():
    assert longtable.record_columns([{"a": 1, "b": 2}, {"a": 3}], ["b", "a"]) == {"b": [2, None], "a": [1, 3]}


def test_one_row_for_each_district_and_period_of_the_table(panel):
    found = {"share": np.array([[0.25, NAN], [0.5, 0.75]]), "n": np.array([[1.0, NAN], [2.0, 3.0]])}
    columns = longtable.district_columns(panel, found, {B: "Bath"}, ("n",))
    assert columns == {
        "area": [A, A, B, B], "name": ["Hartlepool", "Hartlepool", "Bath", "Bath"], "period": [2000, 2001, 2000, 2001],
        "share": [0.25, None, 0.5, 0.75], "n": [1, None, 2, 3],
    }


def test_a_map_has_a_row_for_each_district_of_the_layer(panel):
    areas = pd.DataFrame({"area": ["e06000002 ", C], "name": [None, "Caerleon"]})
    columns = longtable.map_columns(panel, {"share": np.array([0.25, 0.5]), "n": np.array([1, 2])}, areas, ("n",))
    assert columns == {"area": ["e06000002 ", C], "name": [None, "Caerleon"], "share": [0.5, None], "n": [2, None]}


def test_the_year_of_a_map_is_the_latest_unless_named(panel, refusal):
    assert longtable.map_period(panel, None) == 1 and longtable.map_period(panel, 2000.0) == 0
    assert "no year 1999; it has 2000, 2001" in refusal(longtable.map_period, panel, 1999)

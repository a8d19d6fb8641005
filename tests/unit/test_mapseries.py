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


# A table with several maps --------------------------------------------------------------------------------------------


@pytest.fixture
def years() -> pd.DataFrame:
    """Two districts, two industries, the years 2001 and 2003, not in order; one row is not there."""
    return pd.DataFrame(
        [("B", "j", "2003", 8), ("A", "i", "2003", 2), ("b", "i", "2003", 4), ("A", "j", "2003", 6), ("A", "i", "2001", 1),
         ("B", "i", "2001", 3), ("A", "j", "2001", 5)], columns=["area", "industry", "period", "value"])


def test_every_map_has_every_district(years, notes):
    maps = mapseries.arrange(years, ["A", "B", "C"], "value", "", notes, by=("industry", "period"))
    assert (maps.industries, maps.periods, maps.dated) == (["j", "i"], [2001, 2003], True)
    np.testing.assert_array_equal(maps.values[0], [[5, NAN, NAN], [6, 8, NAN]])
    np.testing.assert_array_equal(maps.values[1], [[1, 3, NAN], [2, 4, NAN]])
    assert maps.maps == [("j", 2001), ("j", 2003), ("i", 2001), ("i", 2003)]
    assert maps.words() == "2 industries, 2001 to 2003"
    assert maps.flags() is None and maps.suppressed is None
    assert any("No row is of 2002, so there is no map of it." in text for _, text in notes)


def test_the_order_of_rows_changes_nothing_but_the_order_of_industries(years, notes):
    first = mapseries.arrange(years, ["A", "B"], "value", "", notes, by=("industry", "period"))
    again = mapseries.arrange(years[::-1], ["A", "B"], "value", "", notes, by=("industry", "period"))
    assert again.industries == ["j", "i"][:: 1 if again.industries[0] == "j" else -1]
    for place, industry in enumerate(first.industries):
        np.testing.assert_array_equal(first.values[place], again.values[again.industries.index(industry)])


def test_the_columns_follow_the_maps(years, notes):
    maps = mapseries.arrange(years, ["A", "B"], "value", "", notes, by=("industry", "period"))
    columns, kinds = mapseries.columns(maps, ["A", "B"], ["Ayr", None], ("industry", "period"))
    assert columns["area"] == ["A", "B"] * 4 and columns["name"] == ["Ayr", None] * 4
    assert columns["industry"] == ["j"] * 4 + ["i"] * 4
    assert columns["period"] == [2001, 2001, 2003, 2003] * 2
    assert kinds == {"area": "text", "name": "text", "industry": "text", "period": "integer"}


def test_cautions_and_markers_go_with_their_maps(notes):
    table = layer(["A", "B", "A", "B"], period=[2001, 2001, 2002, 2002], value=[1.0, NAN, NAN, NAN], caution=[1, 0, None, 0],
                  marker=["[c]", "[c]", None, " c "])
    maps = mapseries.arrange(table, ["B", "A", "C"], "value", "", notes, by=("period",))
    assert maps.flags() == [0, 1, None, 0, None, None]
    assert maps.suppressed.tolist() == [[[True, False, False], [True, False, False]]], "a value is not withheld"


@pytest.mark.parametrize("periods", [["2019/20", "2020/21"], ["Q1", "Q2"], [1, 2], ["before", "2020"]])
def test_periods_that_are_no_years_have_no_dates(periods, notes):
    maps = mapseries.arrange(layer(["A", "A"], value=[1, 2], period=periods), ["A"], "value", "", notes, by=("period",))
    assert maps.periods == periods and not maps.dated


def test_dates_stand_for_their_years(notes):
    table = layer(["A", "A"], value=[1, 2], period=["2021-03-31", "2020-03-31"])
    maps = mapseries.arrange(table, ["A"], "value", "", notes, by=("period",))
    assert maps.periods == [2020, 2021] and maps.dated
    assert maps.values.ravel().tolist() == [2, 1]


def test_rows_without_a_key_are_left_out_aloud(notes, warned):
    table = layer(["A", "A", "A", None], industry=["i", None, "i", "i"], period=[2001, 2001, None, 2001], value=[1, 2, 3, 4])
    maps = mapseries.arrange(table, ["A"], "value", "", notes, by=("industry", "period"))
    assert maps.values.ravel().tolist() == [1]
    assert [text for text in warned() if "left out" in text] == [
        "1 row of the table without a code left out.", "1 row of the table without an industry left out.",
        "1 row of the table without a period left out."]


def test_no_row_with_all_keys_is_refused(notes, refusal):
    table = layer(["A"], period=[None], value=[1])
    assert "No row of the table has" in refusal(mapseries.arrange, table, ["A"], "value", "", notes, by=("period",))


def test_two_rows_of_a_district_on_one_map_are_refused(years, notes, refusal):
    told = refusal(mapseries.arrange, years, ["A"], "value", "", notes, {"industry": "sic"}, ("period",), "Name INDUSTRY_FIELD. ")
    assert "District B has 2 rows in 2003, each map takes one. Name INDUSTRY_FIELD. Else give a FILTER" in told
    assert "\"sic\" = 'j'" in told
    twice = pd.concat([years, years[:1]])
    told = refusal(mapseries.arrange, twice, ["A"], "value", "", notes, {}, ("industry", "period"))
    assert "District B has 2 rows of industry j in 2003" in told


# What the legend shows apart ------------------------------------------------------------------------------------------


def shown(maps, by, common=True) -> list:
    return [(part.label, part.rows.start, part.rows.stop, part.pool.start, part.pool.stop, part.active)
            for part in mapseries.parts(maps, by, common)]


def many(industries, periods) -> mapseries.MapSeries:
    shape = (len(industries), len(periods), 3)
    return mapseries.MapSeries(industries, periods, np.zeros(shape), None, None, [])


def test_years_with_common_classes_are_one_legend():
    assert shown(many([None], [2001, 2002]), ("period",)) == [("", 0, 6, 0, 6, True)]
    assert shown(mapseries.single([1.0, 2.0, 3.0]), ()) == [("", 0, 3, 0, 3, True)]


def test_years_with_classes_of_their_own_are_a_group_each():
    assert shown(many([None], [2001, 2002]), ("period",), False) == [
        ("2001", 0, 3, 0, 3, True), ("2002", 3, 6, 3, 6, True)]


def test_periods_without_dates_are_ticked_though_they_share_classes():
    assert shown(many([None], ["Q1", "Q2"]), ("period",)) == [("Q1", 0, 3, 0, 6, False), ("Q2", 3, 6, 0, 6, True)]


def test_industries_are_a_group_each_and_the_first_is_ticked():
    assert shown(many(["i", "j"], [None]), ("industry",)) == [("i", 0, 3, 0, 3, True), ("j", 3, 6, 3, 6, False)]
    assert shown(many(["i", "j"], [2001, 2002]), ("industry", "period")) == [
        ("i", 0, 6, 0, 6, True), ("j", 6, 12, 6, 12, False)]
    assert shown(many(["i", "j"], [2001, 2002]), ("industry", "period"), False) == [
        ("i, 2001", 0, 3, 0, 3, True), ("i, 2002", 3, 6, 3, 6, True),
        ("j, 2001", 6, 9, 6, 9, False), ("j, 2002", 9, 12, 9, 12, False)]

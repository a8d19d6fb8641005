"""Relatedness as tables: order, ties, whole numbers, and no NaN."""

import pandas as pd
import pytest

from industrial_atlas.processing.measures import relatedtable

pytestmark = pytest.mark.filterwarnings("error")


def test_columns_are_in_the_order_in_which_they_are_read(related):
    columns = relatedtable.output_columns(related(), {"A": "Arun"}, 0)
    assert columns["industry"] == ["k", "l", "i", "j"] and columns["rank"] == [1, 2, None, None]
    assert columns["name"] == ["Arun"] * 4 and columns["has"] == [0, 0, 1, 1]
    assert columns["entered"] == [0, None, 1, None] and columns["exited"] == [None, 1, None, 0]
    pairs = relatedtable.proximity_columns(related())
    assert list(zip(pairs["industry"], pairs["other"]))[:3] == [("i", "j"), ("i", "k"), ("i", "l")] and len(pairs["other"]) == 12
    assert pairs["n_both"][:2] == [2, 0] and pairs["same_block"][:2] == [1, 0]


def test_districts_and_industries_are_tables(related):
    found = related()
    districts = relatedtable.district_columns(found, {})
    assert districts["diversity"] == [2, 2, 2, 2] and districts["first_opp"] == ["k", "k", "j", "i"]
    assert districts["block_name"] == ["j, i", "j, i", "l", "k"] and districts["n_entries"] == [1, 0, 0, 0]
    assert districts["usual"] == pytest.approx([0.575, 0.575, 0.175, 0.25])
    industries = relatedtable.industry_columns(found)
    assert industries["ubiquity"] == [2, 3, 2, 1] and industries["nearest"] == ["j", "i", "l", "k"]
    assert industries["value"] == [100, 130, 100, 70] and industries["auc_entry"] == [pytest.approx(0.75), None, None, None]
    for name, columns in relatedtable.tables_of(found, {}).items():
        assert list(columns) == list(relatedtable.KINDS[name])
        assert all(len(field) <= 10 for field in columns)
        assert not any(value != value for column in columns.values() for value in column), "no NaN goes out"


def test_the_map_has_a_row_for_each_district_of_the_layer(related):
    areas = pd.DataFrame({"area": ["d", "Z", "A"], "name": ["Dover", "Zeal", None]})
    columns = relatedtable.district_map(related(), areas, 2)
    assert list(columns) == list(relatedtable.KINDS["MAP"])
    assert columns["area"] == ["d", "Z", "A"] and columns["industry"] == ["k"] * 3 and columns["period"] == [2020] * 3
    assert columns["caution"] == columns["has"] == [1, None, 0] and columns["rank"] == [None, None, 1]


def test_opportunities_in_words_are_five_at_most(related):
    assert relatedtable.opportunities(related(), 0) == "k (0.40), l (0.00)"
    values = {"A": (90, 1, 1, 1, 1, 1, 1), "B": (1, 9, 9, 9, 9, 9, 9)}
    found = related([(area, code, 2020, value) for area, held in values.items() for code, value in zip("abcdefg", held)])
    assert relatedtable.opportunities(found, 0).count("(") == 5

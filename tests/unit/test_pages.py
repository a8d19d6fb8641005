"""Which values get a page of an atlas, and in which order."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from industrial_atlas.processing.measures.notes import Notes
from industrial_atlas.processing.measures.pages import MOST, of_page, page_values


def test_years_come_from_the_lowest_and_names_as_they_appear():
    assert page_values(pd.Series([2023, 1998, 2001]), (), "period", Notes()) == ["1998", "2001", "2023"]
    assert page_values(pd.Series(["10", "9"]), (), "industry", Notes()) == ["9", "10"], "as numbers, not as text"
    assert page_values(pd.Series(["K", "C", "K"]), (), "industry", Notes()) == ["K", "C"]


def test_wanted_values_keep_their_order_and_stand_once():
    column = pd.Series(["C (10-33)", "K (64-66)", "26"])
    assert page_values(column, ("26", "c (10-33)", "26"), "industry", Notes()) == ["26", "C (10-33)"]


def test_a_value_that_the_filter_left_nothing_of_keeps_its_page_and_is_named():
    notes = Notes()
    assert page_values(pd.Series(["a"]), ("b", "a"), "industry", notes, lambda: ["a", "b"]) == ["b", "a"]
    assert notes == [("warning", "'b' has no row that meets FILTER: its page says so.")]


def test_an_unknown_value_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"PAGE_VALUES: field 'industry' has no value 'K \(64\)': did you mean K \(64-66\)\?"):
        page_values(pd.Series(["K (64-66)", "other"]), ("K (64)",), "industry", Notes())


def test_rows_without_a_value_are_counted_and_none_at_all_is_refused():
    notes = Notes()
    assert page_values(pd.Series(["a", None, ""]), (), "kind", notes) == ["a"]
    assert notes == [("warning", "2 rows without a value in field 'kind' left out: they are on no page.")]
    with pytest.raises(ValueError, match="has no value in any row"):
        page_values(pd.Series([None], dtype=object), (), "kind", Notes())


def test_more_pages_than_anyone_reads_are_refused():
    with pytest.raises(ValueError, match=f"{MOST + 1} values, and an atlas has {MOST} pages at most"):
        page_values(pd.Series(range(MOST + 1)), (), "value", Notes())


@given(some.lists(some.sampled_from(["a", "b", " A", "c", "2"]), min_size=1))
def test_every_row_is_on_exactly_one_page(values):
    column = pd.Series(values)
    times = sum(of_page(column, page).astype(int) for page in page_values(column, (), "kind", Notes()))
    assert (times == 1).all()

"""Header rows: where they stand and what they say."""

import datetime

import numpy as np
import pytest

from industrial_atlas.processing.measures import headers


@pytest.mark.parametrize(("cell", "year"), [
    (2015, 2015), (2015.0, 2015), ("2015", 2015), (" 2015 ", 2015), ("2023 [p]", 2023), ("2023 (provisional)", 2023),
    ("2023r", 2023), ("Year 2020", 2020), (datetime.datetime(2019, 1, 1), 2019), ("2019-12-31", 2019), (26, None),
    (2015.5, None), ("20155", None), ("2015/16", None), (None, None), (True, None), ("1889", None), ("2015-12", None),
])
def test_years(cell, year):
    assert headers.year_of(cell) == year


def test_financial_years_are_only_read_if_told():
    assert [headers.year_of("2015/16", word) for word in ("", "first", "second")] == [None, 2015, 2016]
    assert headers.financial_year("2015/17") is None


def above(rows, first, key=0, merged=()):
    """The header above a row."""
    return headers.header_above(headers.tidy(headers.as_block(rows)), first, key, merged)


def test_notes_above_are_no_header():
    found = above([["Title"], ["Units: ", "pounds"], ["code", "2020", "2021"], ["E06000001", 1, 2]], 3)
    assert found.rows == [2] and found.labels == [["code"], ["2020"], ["2021"]]


def test_two_rows_are_read_together_and_words_hold_to_the_right():
    found = above([["code", "2020", None, "2021", None], [None, "C", "F", "C", "F"], ["E06000001", 1, 2, 3, 4]], 2)
    assert found.rows == [0, 1]
    assert found.labels == [["code"], ["2020", "C"], ["2020", "F"], ["2021", "C"], ["2021", "F"]]


def test_merged_cells_say_the_same_everywhere():
    found = above([["code", 2020, None], [None, "C", "F"], ["E06000001", 1, 2]], 2, 0, [(0, 0, 1, 0), (0, 1, 0, 2)])
    assert found.labels == [["code"], [2020, "C"], [2020, "F"]]


def test_rows_of_figures_without_a_code_are_no_header():
    found = above([["code", "2020"], [None, 500], ["E06000001", 1]], 2)
    assert found.rows == [0]


def test_figures_without_a_header_are_refused(refusal):
    assert "no column has a heading" in refusal(above, [["E06000001", 1]], 0)


def test_shorter_rows_are_filled_with_nothing():
    assert headers.as_block([[1], [1, 2, 3]], 2).tolist() == [[1, None, None], [1, 2, 3]]
    assert headers.as_block([]).shape == (0, 1)


def test_blank_cells_are_nothing():
    assert headers.tidy(np.array([[" ", "\u00a0", " a", 0]], dtype=object)).tolist() == [[None, None, "a", 0]]


@pytest.mark.parametrize("text", [
    "2021 p", "2021 revised", "2021 provisional", "2021 (provisional)", "2021 estimate", "2021 estimated", "2021 final",
    "2021 [note 5]", "2021 note 5", "2021 (note 5)", "2021 (1)", "2021\u00b9", "2021 \u00b2", "2021*", "2021 (a)", "2021pr", "2021 [r] [p]",
    "2021 (\u00a3 million)",
])
def test_known_remarks_leave_a_year_a_year(text):
    assert headers.year_of(text) == 2021


@pytest.mark.parametrize("text", [
    "2030 target", "2019 rank", "2018 per cent change", "2021 (% change)", "2021 m", "2021 growth", "2021 per", "20211", "2021 (12.5)",
])
def test_other_words_do_not(text):
    assert headers.year_of(text) is None


@pytest.mark.parametrize(("text", "years"), [
    ("2021/22 [p]", (2021, 2022)), ("2021-22p", (2021, 2022)), ("2021/2022 [1]", (2021, 2022)), ("FY2021/22", (2021, 2022)),
    ("2021 to 2022", (2021, 2022)), ("2020/21 (provisional)", (2020, 2021)), ("2021/22 target", None), ("2021 to 2023", None),
    ("2021-223", None),
])
def test_financial_years_take_the_same_remarks(text, years):
    assert headers.financial_year(text) == years

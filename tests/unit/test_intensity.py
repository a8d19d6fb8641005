"""Intensity: x of each district, over the chosen years."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.intensity import intensity

NAN = float("nan")
FIELDS = {"area": "code", "period": "year", "x": "rd", "numerator": "rd_m", "denominator": "gva_m", "y": "growth"}
YEARS = [("A", 2010, 2, 10), ("A", 2011, 9, 30), ("B", 2010, 1, 0), ("B", 2011, 4, 40), ("C", 2011, 5, 50)]


@pytest.fixture
def find(notes):
    def made(rows, titles, span=(None, None), level="", nations="gb"):
        return intensity(pd.DataFrame(rows, columns=titles.split()), FIELDS, span, level, nations, notes)

    return made


def test_a_plain_field_is_taken_as_it_is(find, notes):
    found = find([("A", 1.5), ("B ", 2), ("C", None)], "area x")
    assert found.areas == ["A", "B", "C"] and found.y is None and found.years == ""
    np.testing.assert_array_equal(found.x, [1.5, 2, NAN])


def test_ratios_are_averaged_year_by_year(find, warned):
    """A: (2/10 + 9/30) / 2 = 0.25, and not 11/40; B has no output in 2010; C no row in 2010."""
    found = find(YEARS, "area period numerator denominator")
    np.testing.assert_allclose(found.x, [0.25, NAN, NAN])
    assert found.years == "mean of 2010 to 2011"
    assert warned() == [
        "Field 'gva_m' is 0 in 1 row: no x there. B.",
        "2 districts without x in every year from 2010 to 2011, so without x: B, C."]


def test_chosen_years_alone_count(find, warned):
    found = find(YEARS, "area period numerator denominator", (2011, 2011))
    np.testing.assert_allclose(found.x, [0.3, 0.1, 0.1])
    assert found.years == "2011" and warned() == []
    np.testing.assert_allclose(find(YEARS, "area period numerator denominator", (2011, None)).x, [0.3, 0.1, 0.1])


def test_y_is_averaged_over_the_same_years(find):
    found = find([("A", 2010, 1, 10), ("A", 2011, 3, 30), ("A", 2012, 99, 99)], "area period x y", (None, 2011))
    assert (found.x.tolist(), found.y.tolist()) == ([2], [20])


def test_areas_of_other_levels_and_northern_ireland_do_not_count(find, warned):
    rows = [("E06000001", 1), ("E06000002", 2), ("N09000001", 3), ("K02000001", 4)]
    assert find(rows, "area x").areas == ["E06000001", "E06000002"] and len(warned()) == 2
    assert find(rows, "area x", nations="uk").areas == ["E06000001", "E06000002", "N09000001"]


def test_text_and_suppression_markers_are_read(find, warned):
    found = find([("A", "1,250.5"), ("B", "[c]"), ("C", "3")], "area x")
    np.testing.assert_array_equal(found.x, [1250.5, NAN, 3])
    assert "[c]" in warned()[0]


def test_rows_without_a_code_are_counted(find, warned):
    assert find([("A", 1), (None, 2)], "area x").areas == ["A"]
    assert warned() == ["INTENSITY: 1 row without a code or year left out."]


@pytest.mark.parametrize(("rows", "titles", "span", "words"), [
    ([("A", 1), ("a ", 2)], "area x", (None, None), ("A has 2 rows", "FILTER", "INTENSITY_PERIOD")),
    ([("A", 2010, 1), ("A", 2010, 2)], "area period x", (None, None), ("A has 2 rows in 2010", "FILTER")),
    (YEARS, "area period numerator denominator", (2009, None), ("X_FROM: INTENSITY has no year 2009; it has 2010, 2011",)),
    (YEARS, "area period numerator denominator", (None, 2012), ("X_TO", "no year 2012")),
    (YEARS, "area period numerator denominator", (2011, 2010), ("X_FROM (2011) must not be later than X_TO (2010)",)),
    ([("A", 1)], "area x", (2010, None), ("INTENSITY_PERIOD",)),
    ([(None, 1), ("", 2)], "area x", (None, None), ("field 'code' is empty",)),
    ([], "area x", (None, None), ("no rows left", "FILTER")),
    ([("A", "much")], "area x", (None, None), ("'rd', row 1", "much")),
])
def test_what_is_wrong_is_said(find, refusal, rows, titles, span, words):
    told = refusal(find, rows, titles, span)
    for word in words:
        assert word in told, told

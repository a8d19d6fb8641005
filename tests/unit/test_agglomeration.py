"""The index of Ellison and Glaeser and the table of plants that it needs."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures.agglomeration import ellison_glaeser, plant_herfindahls

FIELDS = {"industry": "sic", "plant_hhi": "herfindahl", "period": "year"}


def table(rows, titles=("industry", "plant_hhi")):
    return pd.DataFrame(rows, columns=list(titles))


def test_one_industry_worked_out_by_hand():
    """s = (1/2, 1/2), q = (1/4, 3/4), H = 1/10: G = 1/8, 1 - sum q^2 = 3/8; (1/8 - 3/80) / (3/8 x 9/10) = 7/27."""
    assert ellison_glaeser(np.array([0.5, 0.5]), np.array([0.25, 0.75]), np.array(0.1)) == pytest.approx(7 / 27)


def test_plants_as_large_districts_want_it_are_no_agglomeration():
    """With s = q nothing is concentrated beyond chance: gamma is -H / (1 - H)."""
    assert ellison_glaeser(np.array([0.25, 0.75]), np.array([0.25, 0.75]), np.array(0.2)) == pytest.approx(-0.25)


def test_one_plant_or_one_district_has_no_index():
    assert np.isnan(ellison_glaeser(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array(1.0)))
    assert np.isnan(ellison_glaeser(np.array([1.0]), np.array([1.0]), np.array(0.5)))
    assert np.isnan(ellison_glaeser(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array(np.nan)))


def test_herfindahls_are_found_by_industry_and_year(notes, warned):
    found = plant_herfindahls(table([(" 26 ", 2020, "0.1"), ("26", 2021, 0.2), ("27", 2021, 0.3)],
                                    ("industry", "period", "plant_hhi")), FIELDS, ["26", "27", "28"], [2020, 2021], notes)
    np.testing.assert_array_equal(found, [[0.1, 0.2], [np.nan, 0.3], [np.nan, np.nan]])
    assert any("1 industry without a Herfindahl index of plants" in text and "28" in text for text in warned())


def test_without_years_an_index_is_for_all_of_them(notes):
    np.testing.assert_array_equal(plant_herfindahls(table([("26", 0.1)]), FIELDS, ["26"], [2020, 2021], notes), [[0.1, 0.1]])


@pytest.mark.parametrize("rows, words", [
    ([("26", 0)], "row 1"), ([("26", 1.2)], "at most 1"), ([("26", 0.1), ("26", 0.2)], "stands twice"),
    ([("62", 0.1)], "no industry of the observations"),
])
def test_a_table_that_cannot_be_right_is_refused(notes, refusal, rows, words):
    assert words in refusal(plant_herfindahls, table(rows), FIELDS, ["26"], [2020], notes)

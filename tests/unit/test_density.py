"""People per square kilometre and its three classes."""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import density

NAN = np.nan
FIELDS = {"area": "code", "population": "people", "period": "year"}


@pytest.mark.parametrize("people, word", [
    (0, "Rural"), (185.4, "Rural"), (185.999, "Rural"), (186, "Moderately urban"), (186.8, "Moderately urban"),
    (500, "Moderately urban"), (846, "Moderately urban"), (846.001, "Urban"), (15000, "Urban"), (NAN, None),
])
def test_186_and_846_are_both_moderately_urban(people, word):
    """Bassetlaw (185.4) and Fenland (186.8) lie on either side in 2020."""
    assert density.density_class([people]).tolist() == [word]


def test_limits_can_be_chosen():
    assert density.density_class([9, 10, 20, 21], 10, 20).tolist() == [
        "Rural", "Moderately urban", "Moderately urban", "Urban"]


def test_density_is_people_over_surface():
    np.testing.assert_array_equal(density.population_density([930, 0, NAN], [5, 2, 0]), [186, 0, NAN])


@pytest.mark.parametrize("population, km2, fault", [
    ([-1], [1], "negative"), ([1], [0], "surface"), ([1], [NAN], "surface"), ([1], [-2], "surface"),
])
def test_impossible_figures_are_refused(population, km2, fault, refusal):
    assert fault in refusal(density.population_density, population, km2)


def test_density_of_a_region_is_that_of_all_its_people_and_surface():
    """(100 + 300) / (10 + 10) = 20, whatever its districts have; one without a region has none."""
    found = density.of_regions([100, 300, 50, 7], [10, 10, 5, 1], ["A", "A", "B", None])
    np.testing.assert_array_equal(found, [20, 20, 10, NAN])


def test_a_region_with_a_missing_population_has_none():
    found = density.of_regions([100, NAN, 50], [10, 10, 5], ["A", "A", "B"])
    np.testing.assert_array_equal(found, [NAN, NAN, 10])


def test_what_has_no_density_is_named(notes, warned):
    found = density.checked_density([100, NAN, 5], [10, 0, 1], ["E1", "E2", "E3"], ["E1", "E2", None], notes)
    np.testing.assert_array_equal(found, [10, NAN, NAN])
    assert warned() == ["1 district without a population: no data. E2.", "1 district without a region: no data. E3."]


def test_districts_of_themselves_need_no_region(notes):
    found = density.checked_density([100, 20], [10, 1], ["E2", "E1"], ["E2", "E1"], notes)
    assert found.tolist() == [10, 20]
    assert notes == []


def test_negative_population_is_refused_naming_the_district(notes, refusal):
    told = refusal(density.checked_density, [5, -1], [1, 1], ["E1", "E2"], ["E1", "E2"], notes)
    assert "The population is negative in E2" in told
    assert "Correct it" in told


@pytest.mark.parametrize("surface", [0, -1, NAN])
def test_no_surface_is_refused_naming_the_district(surface, notes, refusal):
    told = refusal(density.checked_density, [5, 6], [1, surface], ["E1", "E2"], ["E1", "E2"], notes)
    assert "The surface is zero or missing in E2" in told
    assert "Correct the field in KM2_FIELD, or leave it empty to measure the polygons" in told


# Population from a table ----------------------------------------------------------------------------------------------


@pytest.fixture
def population():
    return pd.DataFrame({
        "area": ["E1", "e2 ", "E1", "E2", None], "population": ["1,000", "20", "1,100", "[c]", "9"],
        "period": ["2019", "2019", "2020", "2020", "2020"],
    })


def test_latest_year_is_taken_and_said(population, notes):
    found, year, codes = density.figures_of_year(population, FIELDS, ["E2", "E1", "E3"], None, notes)
    values = found["population"]
    np.testing.assert_array_equal(values, [NAN, 1100, NAN])
    assert (year, codes) == (2020, ["E1", "e2"])
    assert ("info", "Population of 2020.") in notes


def test_a_chosen_year_is_taken(population, notes):
    found, year, _ = density.figures_of_year(population, FIELDS, ["E2", "E1"], 2019.0, notes)
    values = found["population"]
    assert (values.tolist(), year) == ([20, 1000], 2019)


def test_a_year_that_is_not_there_is_refused_with_those_that_are(population, notes, refusal):
    told = refusal(density.figures_of_year, population, FIELDS, ["E1"], 1971, notes)
    assert "BASE_YEAR: the table has no year 1971; it has 2019, 2020" in told


def test_a_table_without_periods_needs_none(population, notes):
    table = population.iloc[2:4].drop(columns="period")
    found, year, _ = density.figures_of_year(table, FIELDS, ["E1"], None, notes)
    values = found["population"]
    assert (values.tolist(), year) == ([1100], None)


def test_a_district_in_several_rows_is_refused_with_a_way_out(population, notes, refusal):
    told = refusal(density.figures_of_year, population.drop(columns="period"), FIELDS, ["E1"], None, notes)
    assert "2 districts in several rows of the population table: E1, e2" in told
    assert "name the field of years in PERIOD_FIELD" in told


def test_a_table_without_any_year_is_refused_naming_the_field(notes, refusal):
    table = pd.DataFrame({"area": ["E1"], "population": [5], "period": [None]})
    told = refusal(density.figures_of_year, table, FIELDS, ["E1"], None, notes)
    assert "year" in told


@pytest.mark.parametrize("field, year", [
    ("pop_2020", 2020), ("pop2001", 2001), ("1971", 1971), ("mid-2020 estimate", 2020), ("population", None),
    ("pop_20201", None),
    ("pop_1850", None), ("a12020", None),
])
def test_year_in_a_field_name(field, year):
    assert density.year_in(field) == year

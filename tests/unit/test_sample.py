"""The sample's figures through the measures, against the same figures worked out row by row with plain Python.

Two decimals of the regional indices of 2023 and the density classes are known from the published tables.
"""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import concentration, density, panel, quotients
from industrial_atlas.processing.measures.notes import Notes

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
FIELDS = {"area": "area", "industry": "industry", "period": "year", "value": "gva"}


def rows_of(name: str) -> list:
    """A table of the sample as text."""
    with open(SAMPLE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def long_table(name: str) -> pd.DataFrame:
    """Observations, one row for each area, industry and year; cells are text, as a CSV gives them."""
    cells = [(row["area"], row["industry"], year, row[year]) for row in rows_of(name) for year in row if year.isdigit()]
    table = pd.DataFrame(cells, columns=["area", "industry", "period", "value"])
    return table.astype(dict.fromkeys(table, "category"))


def plain_theil(name: str, industry: str, year: str) -> float:
    """The relative Theil index by the formula, district by district, over those with both figures."""
    cells = {(row["area"], row["industry"]): row[year] for row in rows_of(name) if not row["area"].startswith("TLN")}
    pairs = [(float(cells[area, industry]), float(cells[area, "Total"])) for area, code in cells
             if code == industry and cells[area, industry] and cells[area, "Total"]]
    held, size = (math.fsum(column) for column in zip(*pairs))
    return math.fsum(own / held * math.log((own / held) / (whole / size)) for own, whole in pairs if own)


def built(name: str, **chosen) -> tuple:
    """A panel of the sample and what was said about it."""
    notes = Notes()
    return panel.build(long_table(name), FIELDS, panel.Choices(**chosen), notes), notes


@pytest.fixture(scope="module")
def regions():
    """Output of the ITL 2 regions of Great Britain."""
    return built("gva_by_itl2.csv")[0]


@pytest.fixture(scope="module")
def districts():
    """Output of the districts; the one negative value is dropped."""
    return built("gva_by_district.csv", negatives="drop")[0]


@pytest.mark.parametrize("industry, theil", [("29", 0.77), ("30", 1.15), ("CI (26)", 0.35), ("CJ (27)", 0.30),
                                             ("CK (28)", 0.35)])
def test_theil_of_regions_in_2023(regions, industry, theil):
    found = concentration.indices(regions.values, regions.totals)["theil"]
    assert round(float(found[regions.industries.index(industry), -1]), 2) == theil
    assert found[regions.industries.index(industry), -1] == pytest.approx(
        plain_theil("gva_by_itl2.csv", industry, "2023"), rel=1e-12)


def test_theil_of_districts_is_another_scale(districts):
    """C26 to C30: 0.70 over districts in 2023, where no region-level industry but two exceeds 0.4."""
    place = districts.industries.index("CI-CL (26-30)")
    found = concentration.indices(districts.values, districts.totals)["theil"][place, -1]
    assert round(float(found), 2) == 0.70
    assert found == pytest.approx(plain_theil("gva_by_district.csv", "CI-CL (26-30)", "2023"), rel=1e-12)


def test_sample_is_350_districts_24_industries_and_26_years():
    districts, notes = built("gva_by_district.csv", negatives="drop")
    assert (len(districts.areas), len(districts.industries), len(districts.periods)) == (350, 24, 26)
    assert (districts.periods[0], districts.periods[-1]) == (1998, 2023)
    assert any("1,664 cells are empty or suppressed" in text for _, text in notes)


def test_the_one_negative_value_is_named(refusal):
    told = refusal(built, "gva_by_district.csv")
    assert "1 value below zero" in told
    assert "E06000045, AB (1-9), 2022" in told


def test_location_quotient_of_a_district_by_hand(districts):
    """Hartlepool, manufacturing, 2023, over the districts with both figures."""
    cells = {(row["area"], row["industry"]): row["2023"] for row in rows_of("gva_by_district.csv")}
    pairs = [(float(cells[area, "C (10-33)"]), float(cells[area, "Total"])) for area, code in cells
             if code == "Total" and cells[area, "C (10-33)"]]
    own = float(cells["E06000001", "C (10-33)"]) / float(cells["E06000001", "Total"])
    whole = math.fsum(pair[0] for pair in pairs) / math.fsum(pair[1] for pair in pairs)
    found = quotients.location_quotients(districts.values, districts.totals)["lq"]
    assert found[districts.areas.index("E06000001"), districts.industries.index("C (10-33)"), -1] == pytest.approx(
        own / whole, rel=1e-12)


@pytest.mark.parametrize("year, numbers", [("2020", (74, 123, 153))])
def test_density_classes_of_the_districts(year, numbers):
    rows = rows_of("districts.csv")
    people = density.population_density(
        [float(row[f"pop_{year}"]) for row in rows], [float(row["area_km2"]) for row in rows])
    classes = density.density_class(people).tolist()
    assert tuple(classes.count(name) for name in density.CLASSES) == numbers


@pytest.mark.parametrize("year, numbers", [("2001", (12, 18, 9)), ("2020", (11, 18, 10))])
def test_density_classes_of_the_regions(year, numbers):
    """Each region counted once."""
    rows = rows_of("districts.csv")
    people = density.of_regions(
        np.array([float(row[f"pop_{year}"]) for row in rows]), np.array([float(row["area_km2"]) for row in rows]),
        [row["nuts2_2013"] for row in rows])
    classes = dict(zip((row["nuts2_2013"] for row in rows), density.density_class(people).tolist()))
    assert tuple(list(classes.values()).count(name) for name in density.CLASSES) == numbers

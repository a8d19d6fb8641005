"""The published tables through the measures, against pandas doing the same in its own way.

Reads the folder named by INDUSTRIAL_ATLAS_DATA; skipped, aloud, without it.
"""

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import (
    arealevels,
    concentration,
    density,
    industrycodes,
    panel,
    quotients,
)
from industrial_atlas.processing.measures.notes import Notes

pytestmark = pytest.mark.data
FIELDS = {"area": "lad_code", "industry": "sic07_code", "period": "year", "value": "gva_m"}
CASES = [("CI-CL (26-30)", 2023), ("C (10-33)", 1998), ("AB (1-9)", 2022), ("68IMP", 2015), ("T (97-98)", 2008)]


@pytest.fixture(scope="module")
def published(data) -> pd.DataFrame:
    """Output by district, industry and year, every cell as text."""
    return pd.read_csv(data / "ons" / "gva_by_lad_industry_long.csv.gz", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def observations(published) -> pd.DataFrame:
    """The same under the names of the data contract."""
    return published.rename(columns={field: name for name, field in FIELDS.items()})[list(FIELDS)].astype("category")


@pytest.fixture(scope="module")
def built(observations) -> tuple:
    """The panel of Great Britain and what was said about it."""
    notes = Notes()
    return panel.build(observations, FIELDS, panel.Choices(negatives="drop"), notes), [text for _, text in notes]


@pytest.fixture(scope="module")
def pivoted(published) -> pd.DataFrame:
    """Districts of Great Britain x industries, year by year."""
    rows = published[~published["lad_code"].str.startswith("N")]
    table = rows.pivot(index=["year", "lad_code"], columns="sic07_code", values="gva_m")
    return table.apply(pd.to_numeric)


def wide(pivoted, industry: str, year: int) -> pd.DataFrame:
    """Output of an industry and of all industries, of the districts that have both."""
    table = pivoted.loc[str(year), [industry, "Total"]].rename(columns={industry: "own", "Total": "all"})
    return table.where(table >= 0).dropna()


def cell(block: np.ndarray, found: panel.Panel, industry: str, year: int) -> np.ndarray:
    """One industry and year of a result."""
    return block[..., found.industries.index(industry), found.periods.index(year)]


def test_panel_is_the_350_districts_of_great_britain(built):
    found, said = built
    assert (len(found.areas), len(found.industries), len(found.periods)) == (350, 48, 26)
    assert any("11 areas of Northern Ireland left out" in text for text in said)
    assert any("The total of all industries is the row 'Total'" in text for text in said)


def test_suppressed_cells_are_missing_and_counted(built, published):
    found, said = built
    assert any("3,432 cells are empty or suppressed" in text for text in said)
    northern = published["lad_code"].str.startswith("N")
    dropped = 1  # Southampton, agriculture and mining, 2022
    assert found.counts()["MISSING_COUNT"] == int(((published["gva_m"] == "") & ~northern).sum()) + dropped


def test_the_one_negative_value_is_named(observations, refusal):
    told = refusal(panel.build, observations, FIELDS, panel.Choices(), Notes())
    assert "1 value below zero" in told
    assert "E06000045, AB (1-9), 2022 (-1)" in told


@pytest.mark.parametrize("industry, year", CASES)
def test_location_quotients_are_those_of_pandas(built, pivoted, industry, year):
    found, _ = built
    table = wide(pivoted, industry, year)
    expected = (table["own"] / table["all"]) / (table["own"].sum() / table["all"].sum())
    values = cell(quotients.location_quotients(found.values, found.totals)["lq"], found, industry, year)
    result = pd.Series(values, index=found.areas).dropna()
    assert sorted(result.index) == sorted(expected.index)
    np.testing.assert_allclose(result[expected.index], expected, rtol=1e-12)


@pytest.mark.parametrize("industry, year", CASES)
def test_indices_are_those_of_pandas(built, pivoted, industry, year):
    found, _ = built
    table = wide(pivoted, industry, year)
    shares = table / table.sum()
    positive = shares[shares["own"] > 0]
    indices = concentration.indices(found.values, found.totals)
    expected = {
        "theil": (positive["own"] * np.log(positive["own"] / positive["all"])).sum(), "hhi": (shares["own"] ** 2).sum(),
        "n_areas": len(table), "top_shr": shares["own"].nlargest(int(0.05 * len(table) + 0.5)).sum(),
    }
    for name, number in expected.items():
        np.testing.assert_allclose(cell(indices[name], found, industry, year), number, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("industry, year", CASES)
def test_ginis_are_those_of_every_pair_of_districts(built, pivoted, industry, year):
    """By the mean difference of location quotients over all pairs, weighted by size or each the same: no sorting."""
    found, _ = built
    table = wide(pivoted, industry, year)
    shares = table / table.sum()
    ratio = (shares["own"] / shares["all"]).to_numpy()
    differences = np.abs(ratio[:, None] - ratio[None, :])
    size = shares["all"].to_numpy()
    indices = concentration.indices(found.values, found.totals)
    np.testing.assert_allclose(
        cell(indices["gini"], found, industry, year), (differences * np.outer(size, size)).sum() / 2, rtol=1e-10)
    np.testing.assert_allclose(
        cell(indices["gini_lq"], found, industry, year), differences.mean() / (2 * ratio.mean()), rtol=1e-10)


def test_listing_an_industry_changes_no_number(built, observations):
    found, _ = built
    one = panel.build(observations, FIELDS, panel.Choices(industries=("CI-CL (26-30)",)), Notes())
    every = concentration.indices(found.values, found.totals)["theil"][found.industries.index("CI-CL (26-30)")]
    np.testing.assert_array_equal(concentration.indices(one.values, one.totals)["theil"][0], every)


def test_codes_overlap_and_without_the_total_that_is_an_error(observations, refusal):
    rows = observations[(observations["industry"] != "Total") & (observations["period"] == "2023")]
    told = refusal(panel.build, rows, FIELDS, panel.Choices(negatives="drop"), Notes())
    assert "overlap" in told
    assert "would count twice" in told


def test_density_classes_of_2020_are_74_123_and_153(data):
    table = pd.read_csv(data / "ons" / "population_area_density_lad2023.csv")
    table = table[(table["year"] == 2020) & ~table["lad23"].str.startswith("N")]
    people = density.population_density(table["population"], table["area_sqkm"])
    np.testing.assert_allclose(people, table["density"], rtol=1e-12)
    classes = density.density_class(people).tolist()
    assert [classes.count(name) for name in density.CLASSES] == [74, 123, 153]
    lower = dict(zip(table["lad23"], classes))
    assert lower["E07000171"] == "Rural"  # Bassetlaw, 185.4
    assert lower["E07000010"] == "Moderately urban"  # Fenland, 186.8


@pytest.fixture(scope="module")
def regional(data) -> pd.DataFrame:
    """Output of the country, of ITL 1 and of ITL 2 regions in one column, 2023."""
    table = pd.read_csv(data / "ons" / "gva_by_itl_industry_long.csv.gz", dtype=str, keep_default_na=False)
    return table[table["year"] == "2023"]


def test_of_the_regional_table_only_itl_2_regions_are_counted(regional):
    codes = list(regional["code"].unique())
    notes = Notes()
    kept = [code for code, flag in zip(codes, arealevels.choose(codes, "", "uk", notes)) if flag]
    assert kept == list(regional[regional["level"] == "ITL2"]["code"].unique())
    totals = regional[regional["sic07_code"] == "Total"].set_index("code")["gva_m"].astype(float)
    assert totals[kept].sum() == pytest.approx(totals["UKX"], rel=1e-5)


def test_of_itl_1_only_regions_are_counted(regional):
    """The published level ITL 1 holds Extra-Regio (TLZ) and the United Kingdom less it (UKX)."""
    codes = list(regional[regional["level"] == "ITL1"]["code"].unique())
    kept = [code for code, flag in zip(codes, arealevels.choose(codes, "", "uk", Notes())) if flag]
    totals = regional[regional["sic07_code"] == "Total"].set_index("code")["gva_m"].astype(float)
    assert totals[kept].sum() == pytest.approx(totals["UKX"], rel=1e-5)


def test_every_published_code_but_the_total_is_understood(regional, published):
    for codes in (regional["sic07_code"].unique(), published["sic07_code"].unique()):
        assert [code for code in codes if industrycodes.interval(code) is None] == ["Total"]
        assert industrycodes.overlap([code for code in codes if code != "Total"]) is not None


def test_imputed_rental_and_the_rest_of_real_estate_are_its_two_parts(regional):
    """So 68 beside 68IMP is without it, and the two do not overlap."""
    country = regional[regional["code"] == "UK"].set_index("sic07_code")["gva_m"].astype(float)
    assert country["68IMP"] + country["68"] == pytest.approx(country["L (68)"], abs=1.5)
    assert industrycodes.overlap(["68IMP", "68"]) is None

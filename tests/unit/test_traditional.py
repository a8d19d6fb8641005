"""Traditional industrial regions: the threshold, the flag, the sensitivity, the paper's preset."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import traditional

NAN = np.nan
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "districts.csv"
PAPER = {"UKC1", "UKD3", "UKD4", "UKE3", "UKE4", "UKF1", "UKF2", "UKG2", "UKG3", "UKL1", "UKM3"}
# Ten regions. Mean 0.3296; squared deviations add to 0.040454, so the standard deviation is 0.067044 with n - 1 and
# 0.063604 with n, and the thresholds are 0.396644 and 0.393204. The ninth region lies between them.
TEN = [0.30] * 8 + [0.396, 0.50]


@pytest.fixture(scope="module")
def sample() -> list:
    """The rows of the sample's districts, as text."""
    with open(SAMPLE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(codes, **columns) -> pd.DataFrame:
    """A table of regions as it is read."""
    return pd.DataFrame({"region": pd.Series(codes, dtype=object), "geometry": None, **columns})


def cleaned(notes, fields, codes, **columns) -> tuple:
    """The table of regions as it is used, and the national share."""
    return traditional.clean_regions(table(codes, **columns), "regions", {"region": "code", **fields}, "gb", notes)


def flags(regions, shares, notes, rule=None, national=None, straddles=None, codes=None) -> traditional.Flags:
    """The flags of one district in each of `regions`, by the shares of the regions R0, R1, ... (or `codes`)."""
    areas = pd.DataFrame({"area": [f"E{place}" for place in range(len(regions))], "region": regions})
    held = pd.DataFrame({"region": codes or [f"R{place}" for place in range(len(shares))], "share": shares})
    return traditional.by_share(areas, held, national, rule or traditional.Rule(), straddles, notes)


# The threshold --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mean, sd, k, centre, spread, limit", [
    ("regions", "sample", 1, 0.3296, 0.067044, 0.396644), ("regions", "population", 1, 0.3296, 0.063604, 0.393204),
    ("regions", "sample", 0.5, 0.3296, 0.067044, 0.363122), ("national", "sample", 1, 0.35, 0.067044, 0.417044),
    ("national", "population", 1.5, 0.35, 0.063604, 0.445406),
])
def test_threshold_is_mean_and_k_standard_deviations(mean, sd, k, centre, spread, limit):
    """The standard deviation is about the mean of the regions even where the centre is the national share."""
    assert traditional.threshold(TEN, k, mean, sd, 0.35) == pytest.approx((centre, spread, limit), abs=1e-6)


def test_a_region_without_a_share_does_not_count():
    assert traditional.threshold([0.2, NAN, 0.3, 0.4]) == pytest.approx((0.3, 0.1, 0.4))


@pytest.mark.parametrize("shares, number", [([], "are 0"), ([NAN], "are 0"), ([0.3, NAN], "is 1")])
def test_fewer_than_two_regions_are_refused(shares, number, refusal):
    told = refusal(traditional.threshold, shares)
    assert f"needs at least two regions with a share; there {number}" in told
    assert "Give more regions, or a fixed THRESHOLD" in told


@pytest.mark.parametrize("national", [None, NAN])
def test_national_mean_without_a_national_share_is_refused(national, refusal):
    told = refusal(traditional.threshold, TEN, 1, "national", "sample", national)
    assert "MEAN is 'national', but the national share is not known" in told
    assert "Give the fields of jobs and of all jobs, or set MEAN to 'regions'" in told


def test_sensitivity_lists_the_regions_of_every_combination():
    found = traditional.sensitivity(np.array(TEN), [f"R{place}" for place in range(10)], 0.35)
    assert len(found) == 12
    flagged = {(row["mean"], row["sd"], row["k"]): (row["n_regions"], row["regions"]) for row in found}
    assert flagged["regions", "sample", 0.5] == (2, "R8, R9")
    assert flagged["regions", "sample", 1.0] == (1, "R9")
    assert flagged["regions", "population", 1.0] == (2, "R8, R9")
    assert flagged["regions", "sample", 1.5] == (1, "R9")
    assert flagged["national", "sample", 0.5] == (2, "R8, R9")  # 0.35 + 0.0335 = 0.3835
    assert flagged["national", "population", 1.0] == (1, "R9")


def test_a_share_at_a_threshold_counts_in_no_combination():
    """0.25, 0.5, 0.75: the third is at mean and one sample standard deviation."""
    found = traditional.sensitivity(np.array([0.25, 0.5, 0.75]), ["R0", "R1", "R2"])
    flagged = {(row["sd"], row["k"]): row["n_regions"] for row in found}
    assert (flagged["sample", 0.5], flagged["sample", 1.0], flagged["population", 1.0]) == (1, 0, 1)


def test_sensitivity_without_a_national_share_tries_only_the_mean_of_regions():
    found = traditional.sensitivity(np.array(TEN), [f"R{place}" for place in range(10)])
    assert [(row["mean"], row["sd"], row["k"]) for row in found] == [
        ("regions", sd, k) for sd in ("sample", "population") for k in (0.5, 1.0, 1.5)]


# Shares of regions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given, fractions, per_cent", [
    ([0.338, 0.2], [0.338, 0.2], False), ([33.8, 20], [0.338, 0.2], True), ([1.0, 0.0], [1, 0], False),
    ([100, 0], [1, 0], True),
    ([0.5, NAN], [0.5, NAN], False), ([NAN, NAN], [NAN, NAN], False), ([], [], False),
])
def test_shares_are_fractions_or_per_cent(given, fractions, per_cent):
    found = traditional.as_fraction(given)
    np.testing.assert_allclose(found[0], fractions)
    assert found[1] is per_cent


@pytest.mark.parametrize("given", [[-0.1, 0.2], [33, 101]])
def test_shares_outside_0_to_100_per_cent_are_refused(given, refusal):
    assert "A share lies outside 0 to 100 per cent" in refusal(traditional.as_fraction, given)


JOBS = {"jobs 0": "manufacturing", "total": "all"}


def test_jobs_of_several_fields_are_added_up(notes):
    columns = {"jobs 0": [20, 10], "jobs 1": ["10", "20"], "total": [100, 300]}
    found, national = cleaned(notes, {**JOBS, "jobs 1": "mining"}, [" r1 ", "R2"], **columns)
    assert found["region"].tolist() == ["r1", "R2"]
    assert found["share"].tolist() == pytest.approx([0.3, 0.1])
    assert national == pytest.approx(60 / 400)


def test_national_share_is_over_regions_with_both_figures(notes, warned):
    national = cleaned(notes, JOBS, ["R1", "R2", "R3"], **{"jobs 0": [30, NAN, 20], "total": [100, 500, 100]})[1]
    assert national == pytest.approx(0.25)
    assert warned() == ["1 region without a share: no flag. R2."]


def test_a_field_of_shares_is_read_as_it_is_meant(notes):
    found, national = cleaned(notes, {"share": "pct"}, ["R1", "R2"], share=["30", "10"])
    assert found["share"].tolist() == pytest.approx([0.3, 0.1])
    assert national is None
    assert ("info", "Field 'pct' is read in per cent.") in notes


def test_shares_with_totals_give_a_national_share(notes):
    national = cleaned(notes, {"share": "s", "total": "all"}, ["R1", "R2"], share=[0.3, 0.1], total=[100, 300])[1]
    assert national == pytest.approx(0.15)


@pytest.mark.filterwarnings("error")
def test_shares_with_empty_totals_give_no_national_share(notes):
    assert cleaned(notes, {"share": "s", "total": "all"}, ["R1", "R2"], share=[0.3, 0.1], total=[NAN, NAN])[1] is None


def test_rows_without_a_region_are_left_out_whatever_they_hold(notes, warned):
    shares = pd.Categorical(["0.3", "a footnote", "0.1"])
    found, _ = cleaned(notes, {"share": "s"}, pd.Categorical(["R1", None, "R2"]), share=shares)
    assert found["region"].tolist() == ["R1", "R2"]
    assert found["share"].tolist() == [0.3, 0.1]
    assert warned()[0] == "1 region without a code left out."


def test_a_layer_of_regions_without_rows_is_refused(notes, refusal):
    told = refusal(cleaned, notes, {"share": "s"}, [], share=[])
    assert "The layer 'regions' of regions has no rows" in told
    assert "Check its filter and its selection" in told


def test_a_region_in_several_rows_is_refused(notes, refusal):
    told = refusal(cleaned, notes, {"share": "s"}, ["R1", "r1 ", "R2"], share=[0.1, 0.2, 0.3])
    assert "REGIONS: R1 in several rows" in told
    assert "Give one row for each region" in told


@pytest.mark.parametrize("jobs, total", [(-1, 100), (101, 100), (0, 0)], ids=["negative", "over all", "total of 0"])
def test_impossible_jobs_are_refused_naming_the_region(jobs, total, notes, refusal):
    told = refusal(cleaned, notes, JOBS, ["R1", "R2"], **{"jobs 0": [10, jobs], "total": [100, total]})
    assert "jobs are negative or over the total, or the total is 0, in R2" in told
    assert "Check JOBS_FIELDS and TOTAL_FIELD" in told


# The flag -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sd, expected", [("sample", [0, 0, 1]), ("population", [0, 1, 1])])
def test_divisor_alone_can_flag_one_region_or_two(sd, expected, notes):
    found = flags(["R0", "R8", "R9"], TEN, notes, traditional.Rule(sd=sd))
    assert found.districts["tir"] == expected
    assert found.flagged == ["R8", "R9"][-sum(expected):]


def test_a_share_at_the_threshold_is_not_flagged(notes):
    """0.25, 0.5, 0.75: mean 0.5, standard deviation 0.25, threshold 0.75, strictly."""
    found = flags(["R0", "R1", "R2"], [0.25, 0.5, 0.75], notes)
    assert found.threshold == 0.75
    assert found.districts["tir"] == [0, 0, 0]
    assert found.districts["zscore"] == [-1, 0, 1]
    assert found.districts["share"] == [0.25, 0.5, 0.75]


def test_scores_are_about_the_national_share_where_that_is_the_mean(notes):
    found = flags(["R0", "R2"], [0.25, 0.5, 0.75], notes, traditional.Rule(mean="national"), national=0.25)
    assert found.districts["zscore"] == [0, 2]
    assert found.threshold == 0.5
    assert found.flagged == ["R2"]


@pytest.mark.parametrize("fixed", [0.338, 33.8])
def test_a_fixed_threshold_needs_no_standard_deviation_and_gives_no_score(fixed, notes):
    """A share of 33.8 per cent is not over 33.8 per cent."""
    found = flags(["R0", "R1", "R2"], [0.338, 0.339, 0.1], notes, traditional.Rule(fixed=fixed))
    assert found.districts["tir"] == [0, 1, 0]
    assert found.districts["zscore"] == [None] * 3
    assert found.threshold == pytest.approx(0.338)
    assert found.sensitivity[0] == {
        "mean": "fixed", "sd": "none", "k": None, "threshold": pytest.approx(0.338), "n_regions": 1, "regions": "R1"}
    assert len(found.sensitivity) == 7


def test_one_region_will_do_for_a_fixed_threshold(notes):
    assert flags(["R0"], [0.4], notes, traditional.Rule(fixed=33.8)).districts["tir"] == [1]


def test_districts_take_the_flag_of_their_region_whatever_the_case(notes):
    assert flags(["r9", " R9 ", "R0"], TEN, notes).districts["tir"] == [1, 1, 0]


def test_a_district_without_a_region_has_no_flag_and_is_named(notes, warned):
    assert flags(["R9", None, "elsewhere", NAN], TEN, notes).districts["tir"] == [1, None, None, None]
    assert warned() == ["3 districts without a region: no flag. E1, E2, E3."]


def test_a_district_of_a_region_without_a_share_has_no_flag(notes):
    found = flags(["R0", "R1", "R2"], [0.1, NAN, 0.5], notes)
    assert [found.districts[name][1] for name in ("tir", "share", "zscore")] == [None, None, None]


def test_equal_shares_flag_nothing_and_have_no_score(notes):
    found = flags(["R0", "R1"], [0.25, 0.25], notes)
    assert found.districts["tir"] == [0, 0]
    assert found.districts["zscore"] == [None, None]


def test_whether_a_district_straddles_is_passed_on(notes):
    found = flags(["R0", "R9", "R1"], TEN, notes, straddles=np.array([0.0, 1.0, NAN]))
    assert found.districts["straddles"] == [0, 1, None]


def test_the_rule_is_said_with_its_numbers(notes):
    rule = flags(["R9"], TEN, notes).rule
    assert all(number in rule for number in ("39.66 per cent", "6.704", "32.96 per cent"))
    assert "33.8 per cent" in flags(["R9"], TEN, notes, traditional.Rule(fixed=33.8)).rule


def test_regions_that_are_not_in_the_table_are_refused_showing_both_sides(notes, refusal):
    told = refusal(flags, ["TLC3"], [0.1, 0.2], notes, codes=["UKC1", "UKC2"])
    assert "the districts have TLC3" in told
    assert "the table has UKC1, UKC2" in told
    assert "Check REGION_FIELD and REGION_CODE" in told


# The paper's preset ---------------------------------------------------------------------------------------------------


def test_preset_flags_112_of_the_350_districts(sample, notes, warned):
    found = traditional.by_preset(pd.DataFrame({"area": [row["area"] for row in sample]}), None, notes)
    assert len(sample) == 350
    assert found.districts["tir"].count(1) == 112
    assert found.districts["tir"].count(0) == 238
    assert set(found.flagged) == PAPER
    assert warned() == []


def test_preset_flags_the_districts_of_the_11_regions_and_no_other(sample, notes):
    found = traditional.by_preset(pd.DataFrame({"area": [row["area"] for row in sample]}), None, notes)
    assert found.districts["tir"] == [int(row["nuts2_2013"] in PAPER) for row in sample]
    assert found.districts["region"] == [row["nuts2_2013"] for row in sample]
    assert found.districts["straddles"] == [int(row["straddles"]) for row in sample]


def test_preset_by_a_field_of_regions_gives_the_same(sample, notes):
    areas = pd.DataFrame({"area": [row["area"] for row in sample], "region": [row["nuts2_2013"] for row in sample]})
    by_field = traditional.by_preset(areas, "nuts2_2013", notes)
    by_code = traditional.by_preset(areas[["area"]], None, notes)
    assert by_field.districts == by_code.districts


def test_preset_says_that_it_holds_11_of_12(notes):
    found = traditional.by_preset(pd.DataFrame({"area": ["E06000001"]}), None, notes)
    assert ("info", "The paper speaks of 12 regions and names 11; the preset holds those 11.") in notes
    assert ("info", "10 of the 11 regions have no district in this layer.") in notes
    assert found.flagged == ["UKC1"]
    assert found.threshold == pytest.approx(0.338)


def test_preset_has_no_score(notes):
    found = traditional.by_preset(pd.DataFrame({"area": ["E06000001"]}), None, notes)
    assert (found.districts["zscore"], found.districts["share"]) == ([None], [None])


def test_two_districts_of_the_preset_straddle(notes):
    """North Ayrshire is given to South Western Scotland, Argyll and Bute to the Highlands and Islands."""
    found = traditional.by_preset(pd.DataFrame({"area": ["S12000021", "S12000035", "S12000033"]}), None, notes)
    assert found.districts["straddles"] == [1, 1, 0]
    assert found.districts["tir"] == [1, 0, 0]


def test_a_district_that_the_preset_does_not_know_is_named(notes, warned):
    found = traditional.by_preset(pd.DataFrame({"area": ["E06000001", "N09000003"]}), None, notes)
    assert found.districts["tir"] == [1, None]
    assert warned() == ["1 district without a region: no flag. N09000003."]


def test_preset_without_any_known_district_is_refused(notes, refusal):
    told = refusal(traditional.by_preset, pd.DataFrame({"area": ["Hartlepool"]}), None, notes)
    assert "No district has a code that the preset knows" in told
    assert "Choose the right AREA_CODE" in told
    assert "REGION_FIELD" in told


@pytest.mark.parametrize("region", ["TLC3", "UKD6x", "North East"])
def test_preset_with_regions_of_another_kind_is_refused(region, notes, refusal):
    areas = pd.DataFrame({"area": ["E06000001", "E06000002"], "region": ["UKC1", region]})
    told = refusal(traditional.by_preset, areas, "itl2", notes)
    assert f"REGION_FIELD: 'itl2' holds {region}, which are no NUTS 2 codes of 2013" in told
    assert "Choose another field, or leave REGION_FIELD empty" in told


def test_preset_takes_padded_lower_case_regions_and_northern_ireland(notes):
    areas = pd.DataFrame({"area": ["a", "b", "c"], "region": [" ukc1 ", "UKN0", None]})
    assert traditional.by_preset(areas, "nuts", notes).districts["tir"] == [1, 0, None]

"""What each field of a table is."""

from __future__ import annotations

import pandas as pd
import pytest

from industrial_atlas.processing.measures import roles

TABLE = pd.DataFrame({
    "code": ["E06000001"], "called": ["Hartlepool"], "sic": ["26"], "year": ["2020"], "jobs": ["1,200"], "gva": [3.5],
    "density_2020": [9.0], "OBJECTID": [7], "note": ["provisional"],
})
FIXED = {"area": "code", "name": "called"}
LIKELY = {"industry": "sic", "period": "year"}


def found(notes, kind="count", table=TABLE, keys=(), values=(), size=None, said=True):
    chosen = {"keys": list(keys), "values": list(values), "size": size, "kind": said}
    return roles.find(table, FIXED, LIKELY, chosen, kind, notes)


def test_named_fields_are_what_the_user_says(notes):
    made = found(notes, keys=["year"], values=["jobs"])
    assert made.keys == {"period": "year"} and made.values == ["jobs"]
    assert made.words == ["note"] and made.left == ["sic", "gva", "density_2020", "OBJECTID"]


def test_fields_of_numbers_are_guessed_and_identifiers_are_not(notes):
    made = found(notes, table=TABLE.drop(columns="density_2020"))
    assert made.keys == {"industry": "sic", "period": "year"} and made.values == ["jobs", "gva"]
    assert made.left == ["OBJECTID"]
    assert any("jobs, gva" in text for _, text in notes) and any("sic, year" in text for _, text in notes)


def test_a_field_called_value_is_enough(notes):
    assert found(notes, table=TABLE.assign(value=[1.0])).values == ["value"]
    assert found(notes, table=TABLE.assign(OBS_VALUE=["1"])).values == ["OBS_VALUE"]


def test_rates_are_not_summed(notes, refusal):
    told = refusal(found, notes)
    assert "density_2020" in told and "jobs, gva" in told and "WEIGHT_FIELD" in told
    assert "density_2020" in refusal(found, notes, values=["density_2020"])


def test_rates_are_guessed_where_means_are_wanted(notes, refusal):
    assert found(notes, "rate", size="jobs").values == ["density_2020"]
    assert "VALUE_FIELDS" in refusal(found, notes, "rate", TABLE.drop(columns="density_2020"), size="jobs")


@pytest.mark.parametrize("name", ["unemployment", "Unemployed", "employment_2020", "economic inactivity", "claimants", "NVQ qualified"])
def test_what_may_be_a_count_or_a_rate_is_asked_after(notes, refusal, name):
    table = TABLE[["code", "called", "sic", "year"]].assign(**{name: ["5.4"]})
    for given in ({}, {"values": [name], "said": False}):
        told = refusal(found, notes, table=table, **given)
        assert f"'{name}' may be a count or a rate" in told and "KIND" in told and "VALUE_FIELDS" in told
    assert found(notes, table=table, values=[name]).values == [name]
    assert found(notes, "rate", table.assign(people=[9]), values=[name], size="people").values == [name]


def test_what_is_over_a_hundred_is_no_rate(notes):
    table = TABLE[["code", "called", "sic", "year"]].assign(unemployed=["1,204"])
    assert found(notes, table=table, said=False).values == ["unemployed"]
    assert any("'unemployed' is taken for a count" in text for _, text in notes)


RATES = (
    "EmpRate", "PopDens", "PCTMANUF", "house_price", "UnempRate21", "emprate_21", "JobsDensity", "MedianAge", "medianpay",
    "avgpay", "gdhi_head", "perc_manuf", "prop_jobs", "imd_decile", "lifeexp", "hhsize", "life_exp_2020", "birthrate",
    "crimerates", "gva_head_2020", "HousePrices", "mktshare", "job ratio", "jobratio", "IMDRank", "GVAPerHead", "manufpct",
    "emp/sq km", "top_shr")
COUNTS = (
    "corporate_jobs", "separate", "president", "residents", "households", "operate", "shared", "manufacturing", "emeritus",
    "gardens", "wardens", "electorate", "directorates", "gva_current_price", "gva_basic_prices", "head_offices",
    "headcount", "size_10_49", "percussion", "TotalJobs", "OBS_VALUE", "males16_64", "operations", "textiles",
    "value_av", "total_av", "people/households")


@pytest.mark.parametrize("name", RATES)
def test_words_written_together_speak_of_rates_too(notes, refusal, name):
    table = TABLE[["code", "called", "sic", "year"]].assign(**{name: [120.0], "jobs": [3]})
    told = refusal(found, notes, table=table)
    assert f"'{name}'" in told and "KIND" in told and "VALUE_FIELDS" in told and "WEIGHT_FIELD" in told
    assert refusal(found, notes, table=table, values=[name], said=False)
    assert found(notes, "rate", table, size="jobs").values == [name]
    assert f"'{name}'" in refusal(roles.refuse_sum, name)


@pytest.mark.parametrize("name", COUNTS)
def test_words_that_only_look_like_rates_are_counts(notes, name):
    table = TABLE[["code", "called", "sic", "year"]].assign(**{name: [12.0]})
    assert found(notes, table=table, said=False).values == [name]
    roles.refuse_sum(name)


def test_a_doubtful_name_is_a_count_where_the_user_says_so(notes):
    table = TABLE[["code", "called", "sic", "year"]].assign(share_price_jobsdens=[3.0], jobsdens=[2.0])
    assert found(notes, table=table, values=["jobsdens"]).values == ["jobsdens"]


def test_what_may_be_a_rate_is_summed_with_a_warning_where_none_can_say(notes, warned):
    roles.tell_either("employment", pd.Series(["60", "70", None]), notes)
    assert "'employment' may be a count or a rate" in warned()[0]
    for name, held in (("employment", [60, 700]), ("jobs", [60, 70]), ("employment", [None, None])):
        roles.tell_either(name, pd.Series(held, dtype=object), notes)
    assert len(warned()) == 1


def test_a_field_has_one_role(notes, refusal):
    assert "'gva' is named twice" in refusal(found, notes, "rate", values=["gva"], size="gva")
    assert "'code' is named twice" in refusal(found, notes, keys=["code"])


@pytest.mark.parametrize(("name", "rate"), [
    ("lq", True), ("own_share", True), ("unemployment rate", True), ("pct", True), ("jobs_per_km2", True),
    ("gva_perhead", True), ("density_published", True), ("mean_pay", True), ("shares", True), ("jobs", False),
    ("shareholders", False), ("generated", False), ("population", False), ("value", False), ("person", False),
    ("percy", False), ("imd_score", True), ("life expectancy", True), ("unemployment", False), ("area_sqkm", False),
])
def test_names_that_speak_of_rates(name, rate):
    assert roles.is_rate(name) == rate


@pytest.mark.parametrize(("held", "number"), [
    ([1, 2], True), (["1", "[c]"], True), (["a", "1"], False), ([None, None], False), ([True, False], False),
    ([pd.Timestamp("2020-01-01").date()], False), ([], False),
])
def test_numbers_are_told_by_what_they_are(held, number):
    assert roles.is_number(pd.Series(held, dtype=object)) == number

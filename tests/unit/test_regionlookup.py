"""Which region each area lies in."""

import csv
import re

import numpy as np
import pandas as pd
import pytest

from industrial_atlas.processing.measures import reference, regionlookup
from industrial_atlas.processing.measures.regionlookup import by_reference, by_table

FIELDS = {"code": "lad", "region": "county"}
SHAPES = {
    "nuts2_2013": r"UK[C-M]\d", "nuts2_2016": r"UK[C-N]\d", "itl2_2021": r"TL[C-N]\d", "itl2_2025": r"TL[C-N]\d",
    "itl1": r"TL[C-N]", "country": r"[EWSN]92\d{6}",
}
REGIONS = {"nuts2_2013": 39, "nuts2_2016": 41, "itl2_2021": 41, "itl2_2025": 46, "itl1": 12, "country": 4}


def table(rows):
    return pd.DataFrame(rows, columns=["code", "region", "name"][:len(rows[0])], dtype=object)


@pytest.mark.parametrize("system", SHAPES)
def test_every_district_code_has_a_region_of_every_system(system):
    rows = reference.read("lad_regions")
    held = {row["area"]: row[system] for row in rows}
    assert len(held) == len(rows) == 417
    gone = {area for area, region in held.items() if not region}
    assert gone == ({f"N090000{number:02d}" for number in range(1, 12)} if system == "nuts2_2013" else set())
    assert all(re.fullmatch(SHAPES[system], region) for region in held.values() if region)
    assert len(set(held.values()) - {""}) == REGIONS[system]
    names = {(row[system], row[f"{system}_name"]) for row in rows if row[system]}
    assert len(names) == REGIONS[system] and all(name for _, name in names)


def test_the_two_lookups_to_nuts_2_of_2013_agree():
    old = {row["area"]: (row["nuts2"], row["straddles"]) for row in reference.read("lad_nuts2013")}
    new = {row["area"]: (row["nuts2_2013"], row["nuts2_2013_straddles"]) for row in reference.read("lad_regions")}
    assert {area: new[area] for area in old} == old


def test_itl_2_of_2021_is_nuts_2_of_2016_under_other_codes():
    assert all(row["itl2_2021"] == row["nuts2_2016"].replace("UK", "TL") for row in reference.read("lad_regions"))


def test_codes_of_before_and_after_have_the_region_of_what_they_became_or_were():
    """Mendip became Somerset in 2023, Northumberland was recoded in 2013, Barnsley in 2025, Fife in 2018."""
    codes = ["E07000187", "E06000066", "E06000048", "E06000057", "E08000016", "E08000038", "S12000015", "S12000047"]
    for system in SHAPES:
        found = by_reference(codes, system).regions
        assert found[::2] == found[1::2] and None not in found
    assert by_reference(["E07000187"], "itl2_2025").regions == ["TLK6"], "North Somerset, Somerset and Dorset"


def test_what_lies_in_two_regions_is_marked_in_that_system():
    codes = ["S12000021", "S12000035", "E06000001"]
    assert by_reference(codes, "nuts2_2013").straddles == [1, 1, 0]
    assert by_reference(codes, "nuts2_2016").regions == ["UKM9", "UKM6", "UKC1"]
    assert by_reference(codes, "itl2_2025").straddles == [1, 0, 0]
    assert by_reference(codes, "itl2_2025").regions == ["TLM9", "TLM2", "TLC3"]
    assert by_reference(codes, "country").straddles == [0, 0, 0]


@pytest.mark.data
@pytest.mark.parametrize(("lookup", "district", "region", "system"), [
    ("lad2013_nuts2013", "LAD13CD", "NUTS215CD", "nuts2_2013"), ("lad2018_nuts2016", "LAD18CD", "NUTS218CD", "nuts2_2016"),
    ("lad2025_itl2025", "LAD25CD", "ITL225CD", "itl2_2025"), ("lad2025_itl2025", "LAD25CD", "ITL125CD", "itl1"),
])
def test_districts_of_the_year_have_the_published_region(data, lookup, district, region, system):
    with open(data / "lookups" / f"{lookup}.csv", encoding="utf-8-sig", newline="") as file:
        published = [(row[district], row[region]) for row in csv.DictReader(file) if re.match(r"[EWSN]\d{8}$", row[district])]
    found = {row["area"]: row[system] for row in reference.read("lad_regions")}
    two = {"S12000021", "S12000035"}
    assert {area for area, code in published if found[area] != code} <= two
    assert len({area for area, _ in published}) in (361, 380, 391)


@pytest.mark.data
def test_of_the_published_output_361_of_361_districts_join(data):
    codes = pd.read_csv(data / "ons" / "gva_by_lad_industry_long.csv.gz", usecols=["lad_code"])["lad_code"].unique()
    assert len(codes) == 361
    for system in SHAPES:
        without = [code for code, region in zip(codes, by_reference(codes, system).regions) if region is None]
        assert len(without) == (11 if system == "nuts2_2013" else 0)


def test_a_table_of_its_own_is_joined_as_text(notes):
    found = by_table(["E1 ", "e2", "E9"], table([("E1", "North", "The North"), ("E2", "north", None), ("E3", "S", "South")]), FIELDS, notes)
    assert found.regions == ["North", "North", None]
    assert found.names == ["The North", "The North", None] and found.straddles == [0, 0, None]


def test_an_area_in_several_rows_goes_to_the_region_of_most_and_straddles(notes, warned):
    found = by_table(["A", "B"], table([("A", "X"), ("A", "Y"), ("A", "Y"), ("B", "X"), ("B", "x")]), FIELDS, notes)
    assert found.regions == ["Y", "X"] and found.straddles == [1, 0]
    assert any("1 area in several regions" in text and "A" in text for text in warned())


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0]])
def test_a_tie_is_refused_whatever_the_order_of_rows(notes, refusal, order):
    rows = [("A", "X"), ("A", "Y"), ("B", "X"), ("C", "Z")]
    told = refusal(by_table, ["A", "B"], table([rows[at] for at in order]), FIELDS, notes)
    assert "1 area with as many rows in one region as in another: A (X and Y)" in told and "LOOKUP_WEIGHT" in told
    assert by_table(["B", "C"], table([rows[at] for at in order]), FIELDS, notes).regions == ["X", "Z"], "A is not asked for"


def test_weights_decide_where_they_are_given(notes, warned, refusal):
    fields = {**FIELDS, "weight": "people"}
    held = table([("A", "X"), ("A", "Y"), ("A", "Y"), ("B", "X"), ("B", "Y")])
    found = by_table(["A", "B"], held.assign(weight=[9.0, 4.0, 4.0, 0.0, 2.0]), fields, notes)
    assert found.regions == ["X", "Y"] and found.straddles == [1, 0]
    assert any("given to the one with most weight: A, B" in text for text in warned())
    assert "as much in one region" in refusal(by_table, ["A"], held.assign(weight=[8.0, 4.0, 4.0, 0.0, 2.0]), fields, notes)
    for weight in (np.nan, -1):
        assert "missing or below zero" in refusal(by_table, ["A"], held.assign(weight=[weight, 1, 1, 1, 1]), fields, notes)


def test_districts_that_a_lookup_lacks_are_named_with_their_nation(notes, warned):
    """Cardiff and Glasgow are no strangers; Allerdale is Cumberland in a lookup of 2023."""
    codes = ["E06000001", "W06000015", "S12000049", "E07000026", "E07999999", "E06O00001"]
    lookup = table([("E06000001", "North"), ("E06000063", "North")])
    regionlookup.tell(codes, by_table(codes, lookup, FIELDS, notes), "table", notes)
    told = " ".join(warned())
    for words in ("districts of Wales, not in the lookup: W06000015", "districts of Scotland, not in the lookup: S12000049",
                  "districts of England, not in the lookup: E07000026", "unknown vintage, before 2011 or after 2025: E07999999",
                  "no known kind: E06O00001", "1 district in the lookup under the code of another year only: E07000026"):
        assert words in told, words


def test_rows_of_a_table_without_code_or_region_are_told(notes, warned, refusal):
    by_table(["A"], table([("A", "X"), (None, "X"), ("B", " ")]), FIELDS, notes)
    assert any("2 rows of the lookup" in text for text in warned())
    assert "no row has both a code ('lad') and a region ('county')" in refusal(by_table, ["A"], table([("A", None)]), FIELDS, notes)


def test_what_has_no_region_is_named_by_kind(notes, warned):
    codes = ["E06000001", "N09000001", "E05000001", "E10000001", "00EB", "E07999999", "K02000001"]
    without = regionlookup.tell(codes, by_reference(codes, "nuts2_2013"), "nuts2_2013", notes)
    assert without == codes[1:]
    told = " ".join(warned())
    for words in ("districts of Northern Ireland: N09000001", "wards: E05000001", "counties: E10000001",
                  "the system before 2011: 00EB", "districts of an unknown vintage, before 2011 or after 2025: E07999999", "the United Kingdom"):
        assert words in told, words


def test_that_nothing_has_a_region_is_refused(refusal, notes):
    told = refusal(regionlookup.tell, ["E05000001"], by_reference(["E05000001"], "itl1"), "itl1", notes)
    assert "wards: E05000001" in told and "AREA_FIELD" in told


def test_rows_take_the_region_of_their_area():
    at = by_reference(["E06000001", "X"], "itl1").at(np.array([1, 0, -1, 0]))
    assert at.regions == [None, "TLC", None, "TLC"] and at.straddles == [None, 0, None, 0]

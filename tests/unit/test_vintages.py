"""Which district codes there were when, checked against the published lookups, and where each leads."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest

from industrial_atlas.processing.measures import reference, vintages

CUMBERLAND = {"E07000026": 96422, "E07000028": 107524, "E07000029": 70603}  # Census 2011, usual residents


def lookup(data, name: str, field: str) -> set:
    """Return the codes in a column of a published lookup."""
    with open(data / "lookups" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return {row[field].strip() for row in csv.DictReader(file)} - {""}


def drawn(data, file: str, field: str) -> set:
    """Return the codes in published boundaries."""
    shapes = json.loads((data / "boundaries" / file).read_text(encoding="utf-8"))
    return {shape["properties"][field] for shape in shapes["features"]}


# The codes of a year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "number"), [
    (2011, 380), (2014, 380), (2015, 391), (2018, 391), (2019, 382), (2020, 379), (2021, 374), (2022, 374), (2023, 361),
    (2024, 361), (2025, 361),
])
def test_every_vintage_has_its_number_of_districts(year, number):
    assert len(vintages.codes(year)) == number


@pytest.mark.parametrize("year", range(2016, 2025))
def test_the_codes_of_a_year_are_those_of_the_lookup_of_2016_to_2024(data, year):
    assert vintages.codes(year) == lookup(data, "lad_2016_to_2024", f"ltla{year - 2000}_code")


@pytest.mark.parametrize(("year", "name", "field"), [
    (2013, "lad2013_nuts2013", "LAD13CD"), (2018, "lad2018_nuts2016", "LAD18CD"),
    (2024, "lad2025_itl2025", "LAD25CD"),  # published before Barnsley and Sheffield had new codes
    (2025, "lad_codes_to_current", "LADCD_ACTIVE"),
])
def test_the_codes_of_a_year_are_those_of_its_own_lookup(data, year, name, field):
    assert vintages.codes(year) == lookup(data, name, field)


def test_the_codes_of_a_year_are_those_of_its_boundaries(data):
    assert vintages.codes(2021) == drawn(data, "lad_2021_epsg27700.geojson", "LAD21CD")
    assert vintages.codes(2023) == drawn(data, "lad_2023.geojson", "LAD23CD")


def test_the_four_districts_of_2023_are_not_of_2021():
    assert set(vintages.codes(2023) - vintages.codes(2021)) == {f"E060000{number}" for number in range(63, 67)}


def test_names_are_those_of_the_published_boundaries(data):
    shapes = json.loads((data / "boundaries" / "lad_2023.geojson").read_text(encoding="utf-8"))
    for shape in shapes["features"]:
        assert vintages.named(shape["properties"]["LAD23CD"]) == shape["properties"]["LAD23NM"]


def test_every_change_from_year_to_year_is_in_the_published_lookup(data):
    """Where two councils of one name exchanged a strip of land, the lookup has both directions: the name decides."""
    with open(data / "lookups" / "lad_2016_to_2024.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    published = set()
    for year in range(16, 24):
        pairs = {tuple(row[f"ltla{at}_{what}"] for at in (year, year + 1) for what in ("code", "name")) for row in rows}
        changed = [pair for pair in pairs if pair[0] != pair[2]]
        renewed = {pair[2] for pair in changed if pair[1] == pair[3]}
        published |= {(old, new) for old, name, new, other in changed if name == other or new not in renewed}
    ours = {
        (row["old"], row["new"]) for row in reference.read("lad_changes")
        if row["old"] and "2017" <= row["date"][:4] <= "2024"}
    assert ours == published


def test_every_code_leads_to_the_current_one_of_the_lookup(data):
    with open(data / "lookups" / "lad_codes_to_current.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            assert vintages.path(row["LADCD"], 2025) == {row["LADCD_ACTIVE"]: 1.0}, row["LADCD"]


def test_every_code_of_the_reference_is_known(data):
    known = {row["area"] for row in reference.read("lad_nuts2013")}
    assert known | {f"N090000{number:02d}" for number in range(1, 12)} == set(vintages.lives())


def test_residents_are_those_of_the_mid_year_estimates_but_for_three_per_cent(data):
    """Census day is 27 March 2011, the estimates are of June; the largest gap is Richmondshire's, an army town."""
    table = pd.read_csv(data / "ons" / "population_area_density_lad2021.csv").query("year == 2011")
    estimates = table.set_index("lad_code")["population"]
    merged = [row for row in reference.read("lad_changes") if row["kind"] == "merge"]
    sums: dict = {}
    for row in merged:
        sums[row["new"]] = sums.get(row["new"], 0) + int(row["residents"])
        if row["old"] in estimates:
            assert int(row["residents"]) == pytest.approx(estimates[row["old"]], rel=0.03), row["old"]
    for code, people in sums.items():
        if code in estimates:
            assert people == pytest.approx(estimates[code], rel=0.005), code


def test_every_line_of_the_reference_has_a_date_a_kind_and_a_source():
    for row in reference.read("lad_changes"):
        assert pd.Timestamp(row["date"]).month == 4 and row["source"]
        assert row["kind"] in ("rename", "merge", "begin")
        assert (row["kind"] == "merge") == bool(row["residents"])


# Where a code leads ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "year", "target"), [
    ("E07000190", 2018, "E07000190"), ("E07000190", 2019, "E07000246"), ("E07000190", 2023, "E06000066"),
    ("S12000009", 2011, "S12000045"), ("S12000043", 2011, "S12000046"), ("S12000043", 2025, "S12000049"),
    ("S12000015", 2017, "S12000015"), ("S12000015", 2018, "S12000047"), ("S12000024", 2018, "S12000048"),
    ("S12000044", 2019, "S12000050"), ("S12000046", 2019, "S12000049"), ("E06000048", 2013, "E06000057"),
    ("E08000020", 2013, "E08000037"), ("E07000100", 2012, "E07000240"), ("E07000104", 2012, "E07000241"),
    ("E07000097", 2013, "E07000242"), ("E07000101", 2012, "E07000101"), ("E07000101", 2013, "E07000243"),
    ("E08000016", 2024, "E08000016"), ("E08000016", 2025, "E08000038"), ("E08000038", 2024, "E08000016"),
    ("E08000039", 2011, "E08000019"), ("S12000049", 2018, "S12000046"), ("E06000001", 2011, "E06000001"),
])
def test_a_code_leads_to_one_district_and_not_beyond_the_target(code, year, target):
    assert vintages.path(code, year) == {target: 1.0}


def test_a_merged_district_is_split_by_residents():
    found = vintages.path("E06000063", 2021)
    assert found == pytest.approx({code: people / 274549 for code, people in CUMBERLAND.items()})


def test_a_split_goes_back_through_several_changes():
    """Somerset: 144,862 of 529,972 in Somerset West and Taunton, of which 34,675 in West Somerset."""
    found = vintages.path("E06000066", 2018)
    assert found["E07000191"] == pytest.approx(34675 / 529972)
    assert sum(found.values()) == pytest.approx(1) and len(found) == 5


def test_northern_ireland_leads_nowhere_before_2015():
    assert vintages.path("N09000003", 2014) == {} and vintages.path("N09000003", 2015) == {"N09000003": 1.0}
    assert not any(code.startswith("N") for code in vintages.codes(2014))


def test_forwards_every_code_leads_to_one_district_of_the_year():
    for year in vintages.YEARS:
        for code, (first, _) in vintages.lives().items():
            found = vintages.path(code, year)
            assert set(found) <= vintages.codes(year)
            assert first > year or list(found.values()) == [1.0]
            assert not found or sum(found.values()) == pytest.approx(1)


@pytest.mark.parametrize(("codes", "year", "kinds"), [
    (["E06000001", "E08000020", "E07000026"], 2023, ["same", "rename", "merge"]),
    (["E06000063"], 2021, ["split"] * 3), (["E08000038"], 2023, ["rename"]),
])
def test_moves_say_what_kind_they_are(codes, year, kinds):
    assert vintages.moves(codes, year)["kind"].tolist() == kinds


def test_moves_name_the_day():
    table = vintages.moves(["E07000190", "E08000016", "E06000063"], 2025)
    assert table["date"].tolist() == ["2023-04-01", "2025-04-01", ""]
    assert set(vintages.moves(["E06000063"], 2011)["date"]) == {"2023-04-01"}


def test_moves_know_which_part_of_a_district_comes():
    found = vintages.moves(["E07000246", "E07000187"], 2023)
    assert found[["covers", "whole"]].values.tolist() == [[2, 5], [1, 5]]


# The vintage of a table ------------------------------------------------------------------------------------------------


def test_the_vintage_of_a_table_is_found():
    later = [f"E060000{number}" for number in range(63, 67)]
    found = vintages.detect([*sorted(vintages.codes(2021)), *later])
    assert (found.years, found.number, found.later, found.earlier) == ("2021 to 2022", 374, later, [])
    assert found.sentence() == (
        "Vintage found: 374 codes of 2021 to 2022, 4 later (E06000063, E06000064, E06000065, E06000066).")


@pytest.mark.parametrize("year", vintages.YEARS)
def test_every_vintage_is_recognised(year):
    found = vintages.detect(vintages.codes(year))
    assert found.first <= year <= found.last and not found.earlier and not found.later


def test_codes_in_any_writing_are_recognised():
    assert vintages.detect([" e08000038 "]).years == "2025"


def test_a_table_without_districts_has_no_vintage():
    found = vintages.detect(["zone 7", "E12000001"])
    assert (found.number, found.years) == (0, "")


# Codes that lead nowhere -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "words"), [
    ("95A", "Northern Ireland's 26 councils before 2015"), ("00EB", "system before 2011"), ("34UG", "system before 2011"),
    ("E07000001", "unknown vintage"), ("E05000001", "wards"), ("E02000001", "MSOAs"), ("E10000002", "counties"),
    ("K02000001", "United Kingdom"), ("TLC3", "ITL 2 regions"), ("zone 7", "no known kind"),
])
def test_a_stranger_is_named_by_its_kind(label, words):
    assert words in vintages.stranger(label, 2023)


def test_unknown_codes_are_refused_by_kind(refusal, notes):
    told = refusal(vintages.sorted_out, ["E06000001", "E07000001", "95A", "95B", "E0600002"], 2023, "error", notes)
    for words in ("1 code of districts of an unknown vintage", "2 codes of Northern Ireland's 26 councils", "95A, 95B",
                  "did you mean E0", "The others are of 2011 to 2025", "UNKNOWN"):
        assert words in told


def test_unknown_codes_are_carried_if_told(notes, warned):
    assert vintages.sorted_out(["E06000001", "95A"], 2023, "keep", notes) == ([0, 1], 1)
    assert "95A" in warned()[0]


def test_codes_of_regions_are_left_out_and_named(notes, warned):
    labels = ["E06000001", "E12000001", "K02000001"]
    assert vintages.sorted_out(labels, 2023, "error", notes) == ([0], 0)
    assert len(warned()) == 2 and "E12000001" in " ".join(warned())


def test_other_areas_alone_are_refused(refusal, notes):
    told = refusal(vintages.sorted_out, ["E05000001", "E05000002"], 2023, "error", notes)
    assert "wards" in told and "E05000001" in told and "AREA_FIELD" in told


# Splits of the user's own ----------------------------------------------------------------------------------------------

FIELDS = {"old": "old", "new": "new", "weight": "weight"}


def splits(*rows):
    return pd.DataFrame(rows, columns=["old", "new", "weight"])


def test_own_weights_replace_the_residents(notes):
    own = vintages.own_splits(splits(
        ("e06000063 ", "E07000026", 1), ("E06000063", "E07000028", 2), ("E06000063", "E07000029", 1)), FIELDS, notes)
    assert vintages.path("E06000063", 2021, own) == {"E07000026": 0.25, "E07000028": 0.5, "E07000029": 0.25}
    assert any("scaled" in text for _, text in notes)


def test_own_weights_split_a_district_whose_boundary_moved(notes):
    own = vintages.own_splits(splits(("S12000015", "S12000047", 0.9), ("S12000015", "S12000048", 0.1)), FIELDS, notes)
    assert vintages.path("S12000015", 2023, own) == {"S12000047": 0.9, "S12000048": 0.1}
    assert vintages.path("S12000015", 2017, own) == {"S12000015": 1.0}
    assert vintages.moves(["S12000015"], 2023, own)["kind"].tolist() == ["part", "part"]


def test_own_weights_may_jump_over_a_vintage_but_not_beyond_the_target(notes):
    parts = ("E07000187", "E07000188", "E07000189", "E07000190", "E07000191")
    own = vintages.own_splits(splits(*(("E06000066", code, 1) for code in parts)), FIELDS, notes)
    assert vintages.path("E06000066", 2018, own) == pytest.approx(dict.fromkeys(parts, 0.2))
    assert set(vintages.path("E06000066", 2021, own)) == {"E07000187", "E07000188", "E07000189", "E07000246"}
    assert vintages.path("E06000066", 2021, own)["E07000246"] == pytest.approx(144862 / 529972), "the reference's"


@pytest.mark.parametrize(("rows", "words"), [
    ([("E06000063", "E07000026", 1)], "leave out E07000028, E07000029"), ([("E0", "E07000026", 1)], "E0 was no district"),
    ([("E06000063", None, 1)], "(empty)"), ([("E06000063", "E07000026", -1)], "below zero"),
    ([("E06000063", "E07000026", None)], "missing"),
    ([("S12000015", "S12000047", 0), ("S12000015", "S12000015", 0)], "add to 0"),
    ([("S12000015", "S12000047", 1), ("S12000015", "S12000047", 1)], "twice"),
])
def test_wrong_weights_are_refused(refusal, notes, rows, words):
    assert words in refusal(vintages.own_splits, splits(*rows), FIELDS, notes)

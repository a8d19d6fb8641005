"""Which level of statistical geography a code belongs to, and which areas an analysis is of."""

import pytest

from industrial_atlas.processing.measures import arealevels

DISTRICTS = ["E06000001", "E07000008", "E08000003", "E09000001", "W06000001", "S12000033"]
NORTHERN = ["N09000001", "N09000003"]
HIGHER = ["K02000001", "K03000001", "E92000001", "W92000004", "S92000003", "E12000001", "E13000001", "E10000002",
          "E11000001", "E47000001"]


@pytest.fixture
def chosen(notes):
    """`chosen(codes, ...)` returns the codes that are areas of the analysis."""

    def kept(codes, area_level="", nations="gb", reference_area="") -> list:
        flags = arealevels.choose(codes, area_level, nations, notes, reference_area)
        assert len(flags) == len(codes)
        return [code for code, flag in zip(codes, flags) if flag]

    return kept


@pytest.mark.parametrize("code, level", [
    *[(code, "districts") for code in DISTRICTS + NORTHERN],
    ("K02000001", "the United Kingdom and its groups of countries"), ("E92000001", "countries"),
    ("W92000004", "countries"), ("N92000002", "countries"), ("E12000001", "regions"), ("E10000002", "counties"),
    ("E11000001", "metropolitan counties"), ("E13000001", "inner and outer London"),
    ("E47000001", "combined authorities"), ("E02000001", "MSOAs"), ("W02000001", "MSOAs"), ("E01000001", "LSOAs"),
    ("S01000001", "LSOAs"), ("E05000001", "wards"), ("S13000001", "wards"), ("N08000001", "wards"),
    ("E14000001", "areas coded E14"),
    ("TLC", "ITL 1 regions"), ("TLC3", "ITL 2 regions"), ("TLC31", "ITL 3 regions"), ("UKC1", "ITL 2 regions"),
    ("UK", "the whole country"), ("GB", "the whole country"), ("uk", "the whole country"), ("e06000001", "districts"),
    ("E0600001", ""), ("E060000011", ""), ("Hartlepool", ""), ("7", ""), ("", ""),
])
def test_level_of_a_code(code, level):
    assert arealevels.level(code) == level


@pytest.mark.parametrize("code", ["TLB", "UKX", "TLZ"])
def test_countries_and_seas_in_the_itl_table_are_no_itl_1_regions(code):
    """ONS puts England (TLB), the United Kingdom less Extra-Regio (UKX) and Extra-Regio (TLZ) beside the regions."""
    assert arealevels.level(code) != "ITL 1 regions"


@pytest.mark.parametrize("code, northern", [
    ("N09000003", True), ("N92000002", True), ("n09000003", True), ("TLN0", True), ("UKN0", True), ("TLN", True),
    ("E09000003", False), ("TLM0", False), ("UK", False), ("North", False), ("Newport", False),
])
def test_northern_ireland_is_known_by_its_codes(code, northern):
    assert arealevels.is_northern_ireland(code) is northern


def test_districts_are_kept_and_every_other_level_is_left_out_counted_and_named(chosen, warned):
    assert chosen(HIGHER + ["UK", *DISTRICTS]) == DISTRICTS
    said = " ".join(warned())
    assert "3 codes of countries left out" in said
    assert "2 codes of the United Kingdom and its groups of countries left out" in said
    assert "1 code of counties left out" in said
    assert all(code in said for code in HIGHER)
    assert not any(code in said for code in DISTRICTS)


@pytest.mark.parametrize("area_level", ["", "lad"])
def test_districts_alone_say_nothing(area_level, chosen, notes):
    assert chosen(DISTRICTS, area_level) == DISTRICTS
    assert notes == []


def test_case_of_a_code_does_not_matter(chosen):
    assert chosen(["e06000001", "k02000001", "W06000001"]) == ["e06000001", "W06000001"]


def test_northern_ireland_is_left_out_of_great_britain_and_counted(chosen, warned):
    assert chosen(DISTRICTS + NORTHERN) == DISTRICTS
    assert len(warned()) == 1
    assert "2 areas of Northern Ireland left out" in warned()[0]
    assert "N09000001, N09000003" in warned()[0]


def test_northern_ireland_is_kept_in_the_united_kingdom(chosen, notes):
    assert chosen(DISTRICTS + NORTHERN, nations="uk") == DISTRICTS + NORTHERN
    assert notes == []


def test_northern_ireland_alone_is_refused_in_great_britain(chosen, refusal):
    told = refusal(chosen, NORTHERN)
    assert "All areas lie in Northern Ireland" in told
    assert "Set NATIONS to 'uk'" in told
    assert chosen(NORTHERN, nations="uk") == NORTHERN


def test_the_longest_itl_codes_are_the_areas(chosen, warned):
    assert chosen(["UK", "TLC", "TLC3", "TLC4", "TLD", "TLD1"]) == ["TLC3", "TLC4", "TLD1"]
    assert any("2 codes of ITL 1 regions left out" in text and "TLC, TLD" in text for text in warned())
    assert chosen(["TLC3", "TLC31", "TLC32"]) == ["TLC31", "TLC32"]


@pytest.mark.parametrize("whole", ["UK", "TLB", "UKX"])
def test_itl_1_regions_are_not_counted_with_what_they_add_up_to(whole, chosen, warned):
    assert chosen(["TLC", "TLD", "TLL", "TLM", whole]) == ["TLC", "TLD", "TLL", "TLM"]
    assert whole in " ".join(warned())


def test_extra_regio_is_no_place(chosen, warned):
    assert chosen(["TLC", "TLD", "TLZ"]) == ["TLC", "TLD"]
    assert "TLZ" in " ".join(warned())


def test_itl_regions_of_northern_ireland_are_left_out_of_great_britain(chosen):
    assert chosen(["TLC3", "TLN0"]) == ["TLC3"]
    assert chosen(["TLC3", "TLN0"], nations="uk") == ["TLC3", "TLN0"]


def test_regions_of_england_go_with_wales_and_scotland(chosen, warned):
    regions = ["E12000001", "E12000002", "W92000004", "S92000003"]
    assert chosen([*regions, "E92000001", "K03000001"]) == regions
    assert "E92000001" in " ".join(warned())


def test_countries_alone_are_areas(chosen):
    assert chosen(["K03000001", "E92000001", "W92000004", "S92000003"]) == ["E92000001", "W92000004", "S92000003"]


@pytest.mark.parametrize("codes", [
    ["E02000001", "E02000002", "W02000001", "S02000001"], ["E01000001", "W01000001", "S01000001"],
    ["E05000001", "W05000001", "S13000001"], ["E10000002", "E10000003"], ["E10000002", "E11000001"],
    ["E14000001", "E14000002"], ["zone 1", "zone 2"], ["Hartlepool", "Darlington"],
], ids=["MSOAs", "LSOAs", "wards", "counties", "both kinds of county", "constituencies", "own zones", "names"])
def test_areas_of_any_other_one_kind_are_taken(codes, chosen):
    assert chosen(codes) == codes
    assert chosen(codes, "as_is") == codes


@pytest.mark.parametrize("small", [["E02000001", "W02000001"], ["E05000001", "E05000002"], ["E01000001", "S01000001"]],
                         ids=["MSOAs", "wards", "LSOAs"])
@pytest.mark.parametrize("higher", [["K03000001"], ["E92000001"], ["E12000001", "E12000002"]],
                         ids=["Great Britain", "England", "regions"])
def test_higher_levels_are_left_out_beside_small_areas(small, higher, chosen, warned):
    assert chosen([*higher, *small]) == small
    assert all(code in " ".join(warned()) for code in higher)


def test_counties_with_the_unitary_districts_as_is_are_the_upper_tier(chosen):
    upper = ["E10000002", "E06000001", "E08000003", "E09000001", "W06000001", "S12000033"]
    assert chosen([*upper, "E92000001"], "as_is") == upper


def test_lad_without_a_district_is_refused(chosen, refusal):
    told = refusal(chosen, ["E12000001", "E12000002"], "lad")
    assert "AREA_LEVEL is 'lad', but no code is that of a local authority district" in told
    assert "Choose the field of district codes, or set AREA_LEVEL to 'as_is'" in told


@pytest.mark.parametrize("known", [DISTRICTS, ["TLC3", "TLC4"], ["E02000001"], ["K02000001"], ["UK"]],
                         ids=["districts", "ITL", "MSOAs", "K02", "UK"])
def test_a_mix_with_codes_of_no_known_kind_is_refused_naming_them(known, chosen, refusal):
    told = refusal(chosen, [*known, "zone 1", "zone 2"])
    assert "mix" in told
    assert "codes of no known kind (zone 1, zone 2)" in told
    assert "Filter the table to one kind of area" in told


def test_levels_that_overlap_are_refused(chosen, refusal):
    told = refusal(chosen, ["E02000001", "E01000001"])
    assert "mix LSOAs and MSOAs, which overlap" in told
    assert "Filter the table to one kind of area" in told


@pytest.mark.parametrize("reference", ["K03000001", "k03000001"])
def test_reference_area_is_no_area_of_the_analysis_and_no_surprise(reference, chosen, notes):
    assert chosen([*DISTRICTS, "K03000001"], reference_area=reference) == DISTRICTS
    assert notes == []


def test_a_reference_area_of_no_known_kind_is_no_mix(chosen):
    assert chosen([*DISTRICTS, "Great Britain"], reference_area="Great Britain") == DISTRICTS


def test_a_district_may_be_the_reference_area(chosen):
    assert chosen(DISTRICTS, reference_area="E06000001") == DISTRICTS[1:]


def test_the_census_of_levels_counts_codes_and_names_their_beginnings():
    codes = [*(f"E1200000{n}" for n in range(1, 10)), "E92000001", "E10000001", "E10000002", "K02000001", "TLC3", "zone 7"]
    assert arealevels.census(codes) == [
        ("9 regions (E12)", 9), ("2 counties (E10)", 2), ("1 country (E92)", 1),
        ("1 of the United Kingdom and its groups of countries (K02)", 1), ("1 ITL 2 region (TL)", 1),
        ("1 of no known level", 1)]

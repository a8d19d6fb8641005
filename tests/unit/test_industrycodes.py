"""What industry codes cover. Expected intervals: the divisions, groups and classes of SIC 2007."""

import pytest

from industrial_atlas.processing.measures import industrycodes

# All codes of the published tables of output by district (48 without the total) and by ITL region.
BY_DISTRICT = [
    "A-E", "AB (1-9)", "C (10-33)", "CA-CB (10-15)", "CC (16-18)", "CD-CG (19-23)", "CH (24-25)", "CI-CL (26-30)",
    "CM (31-33)", "DE (35-39)", "F (41-43)", "41", "42", "43", "G-T", "G (45-47)", "45", "46", "47", "H (49-53)",
    "49-51", "52-53", "I (55-56)", "J (58-63)", "58-60", "61-63", "K (64-66)", "L (68)", "68IMP", "68", "M (69-75)",
    "69", "70", "71", "72-75", "N (77-82)", "77", "78-80", "81", "82", "O (84)", "P (85)", "Q (86-88)", "R (90-93)",
    "S (94-96)", "94-95", "96", "T (97-98)",
]
SECTIONS = [
    "AB (1-9)", "C (10-33)", "DE (35-39)", "F (41-43)", "G (45-47)", "H (49-53)", "I (55-56)", "J (58-63)",
    "K (64-66)", "L (68)", "M (69-75)", "N (77-82)", "O (84)", "P (85)", "Q (86-88)", "R (90-93)", "S (94-96)",
    "T (97-98)",
]


@pytest.mark.parametrize("code, first, last", [
    ("C26", 26000, 26999), ("26", 26000, 26999), ("CI (26)", 26000, 26999), ("26.1", 26100, 26199),
    ("26110", 26110, 26110), ("CI-CL (26-30)", 26000, 30999), ("C (10-33)", 10000, 33999), ("C", 10000, 33999),
    ("A-E", 1000, 39999), ("G-T", 45000, 98999), ("5-8", 5000, 8999), ("2-3", 2000, 3999), ("26-30", 26000, 30999),
    ("10 - 33", 10000, 33999), ("C (10–33)", 10000, 33999), ("L (68)", 68000, 68999), ("01", 1000, 1999),
    ("1", 1000, 1999), ("09", 9000, 9999), ("261", 26100, 26199), ("2611", 26110, 26119), ("26.11", 26110, 26119),
    ("26.11/0", 26110, 26110), ("011", 1100, 1199), ("01.11", 1110, 1119), ("0111", 1110, 1119),
    ("C26.1", 26100, 26199),
    ("C30.3", 30300, 30399), ("30.3", 30300, 30399), ("ci-cl (26-30)", 26000, 30999), (" C26 ", 26000, 26999),
    ("26 : Manufacture of computers", 26000, 26999), ("C : Manufacturing", 10000, 33999), ("U (99)", 99000, 99999),
    ("25.4", 25400, 25499), ("32.5", 32500, 32599),
])
def test_every_notation_covers_what_it_says(code, first, last):
    assert industrycodes.interval(code) == (first, last + 1)


@pytest.mark.parametrize("code, first, last", [
    ("62.0", 62000, 62099), ("62.01", 62010, 62019), ("62012", 62012, 62012), ("12.00", 12000, 12009),
    ("75000", 75000, 75000), ("90.01", 90010, 90019), ("96020", 96020, 96020), ("360", 36000, 36099),
])
def test_groups_that_end_in_zero_are_codes_too(code, first, last):
    """SIC 2007 has a group .0 in divisions 12, 36, 37, 39, 62, 75, 90, 91, 92, 96, 97 and 99."""
    assert industrycodes.interval(code) == (first, last + 1)


@pytest.mark.parametrize("code", [
    "Total", "Motor vehicles", "34", "4", "0", "00", "C99", "A26", "30-26", "Z", "Retail (2019)", "10-12, 15", "C1", "",
    "2611000", "very high technology",
])
def test_what_is_no_sic_code_covers_nothing(code):
    assert industrycodes.interval(code) is None


def test_imputed_rental_is_a_part_of_real_estate():
    start, end = industrycodes.interval("68IMP")
    whole = industrycodes.interval("L (68)")
    assert whole[0] <= start < end <= whole[1]
    assert industrycodes.overlap(["L (68)", "68IMP"]) == ("L (68)", "68IMP")


def test_real_estate_beside_imputed_rental_is_without_it():
    """ONS, 2023: L (68) is 322,132 million pounds, 68IMP 234,429 and 68 the remaining 87,703."""
    assert industrycodes.overlap(["68IMP", "68"]) is None


@pytest.mark.parametrize("codes, pair", [
    (["C (10-33)", "26"], ("C (10-33)", "26")), (["26", "C (10-33)"], ("C (10-33)", "26")),
    (["A-E", "5-8"], ("A-E", "5-8")), (["49-51", "H"], ("H", "49-51")),
    (["G-T", "68IMP"], ("G-T", "68IMP")), (["B (5-9)", "5-8"], ("B (5-9)", "5-8")), (["26", "26.1"], ("26", "26.1")),
    (["CI-CL (26-30)", "C29"], ("CI-CL (26-30)", "C29")), (["26-28", "28-30"], ("26-28", "28-30")),
    (["10-12", "F", "20", "C", "68"], ("C", "10-12")),
])
def test_codes_that_overlap_are_named_the_wider_first(codes, pair):
    assert industrycodes.overlap(codes) == pair


@pytest.mark.parametrize("codes", [
    SECTIONS, ["A-E", "F", "G-T"], ["26", "27", "28"], ["26.1", "26.2"], ["5-8", "09"], ["Steel", "Ships"], [], ["C"],
    ["C (10-33)", "Services"],
])
def test_codes_that_do_not_overlap(codes):
    assert industrycodes.overlap(codes) is None


def test_two_notations_of_one_industry_overlap():
    assert set(industrycodes.overlap(["26", "CI (26)"])) == {"26", "CI (26)"}


def test_codes_of_the_published_district_table_overlap():
    assert industrycodes.overlap(BY_DISTRICT) is not None
    assert all(industrycodes.interval(code) is not None for code in BY_DISTRICT)


def test_parts_of_the_published_district_table_fill_what_they_are_parts_of():
    parts = {"C (10-33)": BY_DISTRICT[3:9], "F (41-43)": ["41", "42", "43"], "H (49-53)": ["49-51", "52-53"],
             "N (77-82)": ["77", "78-80", "81", "82"], "A-E": ["AB (1-9)", "C (10-33)", "DE (35-39)"]}
    for whole, codes in parts.items():
        assert industrycodes.overlap(codes) is None
        spans = sorted(industrycodes.interval(code) for code in codes)
        assert (spans[0][0], spans[-1][1]) == industrycodes.interval(whole)


def test_numbers_that_cannot_be_sic_are_labels():
    """1 to 82 are names of industries in many tables; 4, 34 and others are no divisions."""
    labels = [str(number) for number in range(1, 83)]
    assert industrycodes.intervals(labels) == {}
    assert industrycodes.overlap([*labels, "101"]) is None
    assert not industrycodes.is_whole_economy(labels)


def test_labels_leave_codes_with_letters_or_points_what_they_are():
    assert set(industrycodes.intervals(["4", "10", "C29", "30.3"])) == {"C29", "30.3"}


def test_five_digit_classes_that_hold_a_zero_make_no_labels_of_the_others():
    """26 and its class 26.11 are counted twice, whatever else is in the table."""
    assert industrycodes.overlap(["26", "26110", "62012"]) == ("26", "26110")


@pytest.mark.parametrize("codes, whole", [
    (SECTIONS, True), (["A-E", "F", "G-T"], True), (list("ABCDEFGHIJKLMNOPQRS"), True), (SECTIONS[:-1], True),
    (SECTIONS[:-2], False), (["C (10-33)"], False), ([code for code in SECTIONS if code != "F (41-43)"], False),
    ([], False), (["Steel", "Ships"], False), ([*SECTIONS[1:], "01", "02", "03", "5-8", "09"], True),
    ([f"{number:02d}" for number in sorted(industrycodes.DIVISIONS)], True),
], ids=["sections with households", "three sectors", "letters", "without households", "without other services",
        "one section", "one missing", "none", "labels", "one section in parts", "divisions"])
def test_whole_economy_is_every_division_to_other_services(codes, whole):
    assert industrycodes.is_whole_economy(codes) is whole


@pytest.mark.parametrize("codes, total, found", [
    (["Total", "C"], "", "Total"), (["C", "All industries"], "", "All industries"), (["TOTAL"], "", "TOTAL"),
    (["total", "C"], "", "total"), (["C", "F"], "", None), (["C", "All"], "all", "All"), (["C", "GVA"], " gva ", "GVA"),
    (["Total", "GVA"], "gva", "GVA"), (["Total", "All industries"], "total", "Total"),
])
def test_total_is_named_or_found(codes, total, found):
    assert industrycodes.find_total(codes, total) == found


def test_a_named_total_that_is_not_there_is_refused_with_a_hint(refusal):
    told = refusal(industrycodes.find_total, ["Total", "C"], "Totl")
    assert "TOTAL: no industry is called 'Totl'" in told
    assert "did you mean Total?" in told
    assert "Correct TOTAL, or leave it empty" in told


def test_two_totals_are_refused_naming_both(refusal):
    told = refusal(industrycodes.find_total, ["Total", "C", "All industries"])
    assert "Total, All industries" in told
    assert "Name one in TOTAL" in told


@pytest.mark.parametrize("codes, telling", [
    (BY_DISTRICT, "CI-CL (26-30)"), (["F", "C", "A"], "C"), (["F", "26", "C (10-33)"], "26"), (["F", "A"], "F"),
    (["Ships", "Steel"], "Ships"), (["1", "4", "30"], "1"),
])
def test_a_map_that_nobody_chose_shows_advanced_manufacturing(codes, telling):
    assert industrycodes.most_telling(codes) == telling


ONS = [
    "A-E", "AB (1-9)", "C (10-33)", "CA-CB (10-15)", "CC (16-18)", "CD-CG (19-23)", "CH (24-25)", "CI-CL (26-30)", "CM (31-33)",
    "DE (35-39)", "L (68)", "68IMP", "68", "N (77-82)", "77", "78-80", "81", "82",
]


def test_the_finest_codes_take_the_place_of_a_code_that_they_cover(notes):
    found = industrycodes.disjoint(ONS, "finest", notes)
    assert found == [code for code in ONS if code not in ("A-E", "C (10-33)", "L (68)", "N (77-82)")]
    assert "14 codes without overlap, of 18" in notes[0][1]


def test_the_coarsest_codes_take_the_place_of_their_parts(notes):
    assert industrycodes.disjoint(ONS, "coarsest", notes) == ["A-E", "L (68)", "N (77-82)"]


@pytest.mark.parametrize("codes, kept", [
    (["C (10-33)", "26", "F"], ["C (10-33)", "F"]),  # most of C would be lost with C itself
    (["26", "26.1", "26.2"], ["26.1", "26.2"]),
    (["C", "C (10-33)"], ["C"]),  # twice the same: the first
    (["tourism", "26", "26.1"], ["tourism", "26.1"]),
    (["1", "2", "40"], ["1", "2", "40"]),  # labels
])
def test_a_wider_code_stays_where_its_parts_are_not_all_there(notes, codes, kept):
    assert industrycodes.disjoint(codes, "finest", notes) == kept


def test_listed_codes_must_not_overlap(notes, refusal):
    text = refusal(industrycodes.disjoint, ["C (10-33)", "26"], "listed", notes)
    assert "'C (10-33)'" in text and "'26'" in text and "INDUSTRIES" in text
    assert industrycodes.disjoint(["26", "27"], "listed", notes) == ["26", "27"]


def test_codes_that_cross_are_refused(notes, refusal):
    assert "neither is a part" in refusal(industrycodes.disjoint, ["10-20", "15-25"], "finest", notes)


def test_published_codes_by_district_fall_into_37_that_cover_everything_once(notes):
    """48 codes less the 11 that the others make up: A-E, C, F, G-T, G, H, J, L, M, N and S."""
    finest = industrycodes.disjoint(BY_DISTRICT, "finest", notes)
    assert set(BY_DISTRICT) - set(finest) == {
        "A-E", "C (10-33)", "F (41-43)", "G-T", "G (45-47)", "H (49-53)", "J (58-63)", "L (68)", "M (69-75)", "N (77-82)",
        "S (94-96)"}
    assert industrycodes.is_whole_economy(finest)
    assert industrycodes.disjoint(BY_DISTRICT, "coarsest", notes) == ["A-E", "F (41-43)", "G-T"]


def test_sic_2007_has_272_groups_of_three_digits():
    """As published for NACE Rev. 2, whose groups the United Kingdom's are."""
    assert len(set(industrycodes.GROUPS)) == len(industrycodes.GROUPS) == 272
    assert {unit // 1000 for unit in industrycodes.GROUPS} == set(industrycodes.DIVISIONS)


@pytest.mark.parametrize("code", ["110", "11.0", "310", "120", "620"])
def test_divisions_of_one_group_have_a_group_nought(code):
    start = int(code.replace(".", "")) * 100
    assert industrycodes.interval(code) == (start, start + 100)

"""Which codes lie wholly inside a group, and which are added up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from industrial_atlas.processing.measures import industrycodes, observed, placement
from industrial_atlas.processing.measures.industrygroups import from_reference, from_table
from industrial_atlas.processing.measures.notes import Notes

# The codes of the published table of districts without the total, and what becomes of those that touch advanced
# manufacturing (26-30, 20, 21).
PUBLISHED = (
    "A-E;AB (1-9);C (10-33);CA-CB (10-15);CC (16-18);CD-CG (19-23);CH (24-25);CI-CL (26-30);CM (31-33);DE (35-39);"
    "F (41-43);41;42;43;G-T;G (45-47);45;46;47;H (49-53);49-51;52-53;I (55-56);J (58-63);58-60;61-63;K (64-66);L (68);"
    "68IMP;68;M (69-75);69;70;71;72-75;N (77-82);77;78-80;81;82;O (84);P (85);Q (86-88);R (90-93);S (94-96);94-95;96;"
    "T (97-98)")
DISTRICT_CODES = PUBLISHED.split(";")


def one_area_each(sets) -> observed.Block:
    """A block of one area for each set of codes, which has a row of 1 for each of them and of nothing else."""
    codes = list(dict.fromkeys(code for held in sets for code in held))
    present = np.array([[[code in held] for code in codes] for held in sets]).reshape(len(sets), len(codes), 1)
    areas = [f"R{at}" for at in range(len(sets))]
    return observed.Block(areas, codes, [None], np.where(present, 1.0, np.nan), present)


@pytest.fixture
def placed(notes):
    """`placed(codes, scheme)` returns what becomes of each code."""

    def make(codes, scheme, level="finest", sets=None):
        block = one_area_each(sets or [list(codes)])
        return placement.place(block, None, np.arange(len(block.areas)), scheme, level, False, notes)

    return make


@pytest.fixture
def said(notes):
    return lambda: " ".join(text for _, text in notes)


def used(found) -> list:
    return [code for code, counted in zip(found.codes, found.used) if counted]


def test_of_the_published_district_codes_one_is_advanced_manufacturing(placed, said):
    found = placed(DISTRICT_CODES, from_reference("paper", "all"))
    assert len(found.codes) == 48 and used(found) == ["CI-CL (26-30)"]
    reasons = dict(zip(found.codes, found.reasons))
    assert {code for code, reason in reasons.items() if reason.startswith("cannot be split")} == {
        "A-E", "C (10-33)", "CD-CG (19-23)"}
    assert reasons["CH (24-25)"] == "outside all groups"
    assert "'CI-CL (26-30)', which is the whole of 26-30 and lies inside it" in said()
    assert "no code gives 20 and 21 (8 of its 35 three-digit groups)" in said()
    assert "'CD-CG (19-23)' holds 20 and 21 of Advanced manufacturing, but 19, 22 and 23 too" in said()
    assert "'C (10-33)'" not in said(), "the narrowest code says it"


def test_every_code_is_counted_double_or_listed_with_a_reason(placed):
    for name, summary in (("paper", "all"), ("sections", "all")):
        found = placed(DISTRICT_CODES, from_reference(name, summary))
        numbers = placement.counts(found)
        assert numbers["N_PLACED"] + numbers["N_DOUBLE"] + numbers["N_NOT_PLACED"] == 48
        assert all(found.reasons)


def test_sections_are_the_sum_of_the_finest_codes_that_cover_them(placed, said):
    found = placed(DISTRICT_CODES, from_reference("sections", "all"))
    members = {found.codes[places[0]]: [found.codes[at] for at in places] for places in found.members[0].values()}
    assert members["41"] == ["41", "42", "43"] and members["69"] == ["69", "70", "71", "72-75"]
    assert members["68IMP"] == ["68IMP", "68"] and members["O (84)"] == ["O (84)"]
    assert "No code lies inside 5 groups, which have no row: A (1-3), B (5-9), D (35), E (36-39), U (99)" in said()
    reasons = dict(zip(found.codes, found.reasons))
    assert reasons["F (41-43)"] == "would count twice: its parts are counted (41, 42, 43)"
    assert reasons["AB (1-9)"] == "cannot be split: holds parts of A (1-3), B (5-9)"


def test_the_coarsest_codes_are_taken_where_wanted(placed):
    found = placed(DISTRICT_CODES, from_reference("sections", "all"), "coarsest")
    assert {"F (41-43)", "L (68)", "C (10-33)"} <= set(used(found)) and "41" not in used(found)
    assert dict(zip(found.codes, found.reasons))["41"] == "would count twice: 'F (41-43)' holds it"


def test_listed_codes_that_overlap_are_refused(placed, refusal):
    told = refusal(placed, ["26", "26.1", "F"], from_reference("paper", "all"), "listed")
    assert "'26' and '26.1' overlap in 'Advanced manufacturing'" in told


def test_division_30_is_neither_aircraft_nor_other_transport(placed, said):
    found = placed(["30", "29"], from_reference("paper", "industry"))
    assert used(found) == ["29"]
    assert "'30' holds 30.1, 30.2, 30.4 and 30.9 of Other transport equipment and 30.3 of Aerospace" in said()


def test_but_its_groups_are_and_so_is_it_inside_the_whole(placed):
    found = placed(["30.1", "303", "C30.9"], from_reference("paper", "industry"))
    assert [from_reference("paper", "industry").groups[group] for group in found.groups] == [
        "Other transport equipment", "Aerospace", "Other transport equipment"]
    assert used(placed(["30", "F"], from_reference("paper", "all"))) == ["30"]
    assert used(placed(["30", "29"], from_reference("brief", "all"))) == ["29"], "division 30 holds ships"


@pytest.mark.parametrize("code", ["C26", "26", "CI (26)", "26 : Computers", " c26 "])
def test_any_notation_is_understood(placed, code):
    scheme = from_reference("paper", "industry")
    assert scheme.groups[placed([code], scheme).groups[0]] == "Computers, electronics and optics"


@pytest.mark.parametrize("code", ["26.1", "26110", "2611", "26.11", "261"])
def test_parts_make_a_group_partial(placed, said, code):
    found = placed([code], from_reference("paper", "industry"))
    assert used(found) == [code]
    assert "is partial: no code gives 26.2" in said() and "(7 of its 8 three-digit groups)" in said()


def test_all_three_digit_codes_make_a_group_whole(placed, warned):
    placed([f"26.{digit}" for digit in range(1, 9)], from_table(
        pd.DataFrame({"code": ["26"], "group": ["Electronics"]}), {"code": "c", "group": "g"}, Notes()))
    assert warned() == []


def test_three_digit_codes_of_real_estate_lack_no_imputed_rent(placed, said):
    placed(["68.1", "68.2", "68.3"], from_reference("sections", "all"))
    assert "L (68) is partial" not in said()


def test_a_narrower_row_of_a_table_decides(placed):
    scheme = from_table(pd.DataFrame({"code": ["C", "26"], "group": ["Other manufacturing", "Electronics"]}),
                        {"code": "c", "group": "g"}, Notes())
    found = placed(["26", "27", "C (10-33)"], scheme)
    assert [scheme.groups[group] if group >= 0 else None for group in found.groups] == [
        "Electronics", "Other manufacturing", None]


def test_names_and_labels_are_matched_as_they_are(placed, said):
    scheme = from_table(pd.DataFrame({"code": ["Motor vehicles", "4"], "group": ["Cars", "Cars"]}),
                        {"code": "c", "group": "g"}, Notes())
    found = placed(["motor vehicles", "4", "40", "Tourism"], scheme)
    assert used(found) == ["motor vehicles", "4"]
    assert "2 codes that are no SIC 2007 and in no group: 40, Tourism" in said()


def test_each_kind_of_area_has_its_own_finest_codes(placed):
    scheme = from_reference("paper", "all")
    codes = ["CL (29-30)", "29", "30"]
    found = placed(codes, scheme, sets=[codes, ["CL (29-30)"]])
    assert [one[0] for one in found.members] == [[1, 2], [0]]
    assert used(found) == codes


def test_the_same_activity_twice_counts_once(placed):
    found = placed(["26", "CI (26)"], from_reference("paper", "all"))
    assert used(found) == ["26"]
    assert found.reasons[1] == "would count twice: '26' is the same in another notation"


def test_two_notations_in_different_districts_are_both_counted(placed):
    found = placed(None, from_reference("paper", "all"), "listed", [["26"], ["C26"]])
    assert found.used == [True, True] and found.reasons == ["counted", "counted"]


def test_a_code_placed_in_some_districts_says_in_how_many(placed):
    found = placed(None, from_reference("paper", "all"), sets=[["CL (29-30)", "29", "30"], ["CL (29-30)"], ["29", "30"]])
    assert dict(zip(found.codes, found.reasons)) == {
        "CL (29-30)": "counted in 1 of 2 districts: in 1 its parts are counted (29, 30)", "29": "counted", "30": "counted"}


def test_a_table_of_which_nothing_lies_inside_is_refused(placed, refusal):
    told = refusal(placed, DISTRICT_CODES, from_reference("paper", "industry"))
    assert "cannot be split" in told and "SUMMARY 'all'" in told and "CD-CG (19-23)" in told
    assert "has to do with the groups" in refusal(placed, ["41", "Tourism"], from_reference("paper", "all"))


def test_columns_list_every_code_and_the_total(placed):
    scheme = from_reference("paper", "all")
    columns = placement.columns(placed(["26", "41"], scheme), scheme, "Total")
    assert columns == {
        "code": ["26", "41", "Total"], "industry": ["Advanced manufacturing", None, None], "used": [1, 0, 1],
        "reason": ["counted", "outside all groups", "the total of all industries, carried through"]}


@given(st.lists(st.sampled_from([*DISTRICT_CODES, "26", "26.1", "27", "20", "C", "19-20", "30.3", "30"]), min_size=1, unique=True),
       st.sampled_from([("paper", "all"), ("paper", "industry"), ("sections", "all"), ("brief", "technology")]),
       st.sampled_from(["finest", "coarsest"]))
def test_whatever_the_codes_those_counted_never_overlap(codes, chosen, level):
    try:
        found = placement.place(one_area_each([codes]), None, np.array([0]), from_reference(*chosen), level, False, Notes())
    except ValueError as refused:
        assert str(refused).endswith(".")
        return
    assert industrycodes.overlap(used(found)) is None
    assert all(found.reasons) and len(found.groups) == len(codes)
    numbers = placement.counts(found)
    assert numbers["N_PLACED"] + numbers["N_DOUBLE"] + numbers["N_NOT_PLACED"] == len(codes)

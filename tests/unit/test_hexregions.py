"""What must stay in one piece, and short names."""

from __future__ import annotations

from industrial_atlas.processing.measures import hexregions


def test_districts_have_nation_and_region_by_their_code(notes):
    groups, words = hexregions.regions(["E08000025", "W06000015", "N09000003"], None, "", notes)
    assert groups == [
        ["England", "Wales", "Northern Ireland"], ["West Midlands (England)", "Wales", "Northern Ireland"]]
    assert words == "nations and ITL 1 regions" and ("info", "Kept in one piece: nations and ITL 1 regions.") in notes


def test_wards_have_their_nation_alone(notes):
    assert hexregions.regions(["E05000001", "W05000001"], None, "", notes) == ([["England", "Wales"]], "nations")


def test_a_field_stands_for_the_smaller_regions(notes, warned):
    groups, words = hexregions.regions(["E08000025", "E08000026"], ["west ", None], "part", notes)
    assert groups == [["England", "England"], ["west", None]] and words == "nations and regions of field 'part'"
    assert warned() == ["1 district in no region (regions of field 'part'): kept with no other."]


def test_codes_of_no_known_system_are_kept_together_by_nothing(notes, warned):
    assert hexregions.regions(["zone 1", "Egham"], None, "", notes) == ([], "none")
    assert "REGION_FIELD" in warned()[0]


def test_short_names_are_four_letters_and_all_different():
    names = ["Rochdale", "Rochford", "Rother", "Rotherham", "Bury", "Bury", "City of London", "St. Helens", None, ""]
    found = hexregions.short_names(names, [str(place) for place in range(10)])
    assert found == ["Roch", "Rocf", "Roth", "Rote", "Bury", "Bur2", "Lond", "SHel", "8", "9"]


def test_short_names_do_not_depend_on_the_order_of_the_layer():
    names, codes = ["Rochdale", "Rochford", "Bury"], ["3", "1", "2"]
    forward = hexregions.short_names(names, codes)
    assert hexregions.short_names(names[::-1], codes[::-1]) == forward[::-1]

"""One district among others, and Greater London."""

from __future__ import annotations

import pytest

from industrial_atlas.processing.measures.places import in_london, position_of

CODES = ["E06000001", "W06000001", "E09000007", "S12000013"]
NAMES = ["Hartlepool", "Ynys Môn", "Camden", None]


@pytest.mark.parametrize(("word", "place"), [
    ("Hartlepool", 0), (" hartlepool ", 0), ("E06000001", 0), ("e06000001", 0), ("ynys môn", 1), ("S12000013", 3)])
def test_a_district_is_found_by_code_or_name(word, place):
    assert position_of(word, CODES, NAMES) == place


def test_an_unknown_district_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="DISTRICT: no district has the code or name 'Hartlepol': did you mean Hartlepool?"):
        position_of("Hartlepol", CODES, NAMES)


def test_a_name_of_two_districts_is_refused_with_their_codes():
    with pytest.raises(ValueError, match="several districts are called 'X': A, B. Give the code of one."):
        position_of("X", ["A", "B"], ["X", "x"])


def test_london_is_its_thirty_three_districts():
    codes = [f"E090000{number:02d}" for number in range(0, 36)]
    assert [codes[place] for place in in_london(codes)] == [f"E090000{number:02d}" for number in range(1, 34)]
    assert in_london(CODES) == [2] and in_london([None]) == []

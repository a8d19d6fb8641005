"""Headings that look like codes of industries but are ages, sizes or percentiles."""

import pytest

from industrial_atlas.processing.measures.bands import bands


@pytest.mark.parametrize("headings", [
    ["16-24", "25-49", "50-64"], ["0-4", "5-9", "10-19"], ["0 to 4", "5 to 9"], ["10", "20", "25", "30", "40"],
    ["0", "1", "2", "90+"], ["250+"], ["65 and over"], ["100-249", "50-99"],
])
def test_ages_sizes_and_percentiles_are_no_industries(headings):
    assert bands(["Total", *headings]) == headings


@pytest.mark.parametrize("headings", [
    ["1-3", "5-9", "10-33", "35-39", "41-43"], ["26", "27", "29"], ["26"], ["C", "F"], ["26-30", "31-33"], ["101", "102", "103"],
    [str(number) for number in range(10, 34)], ["C (10-33)", "26.1"], ["45-47", "49-53"], [],
])
def test_codes_of_industries_stay_what_they_are(headings):
    assert bands(["Total", *headings]) == []


def test_divisions_in_a_row_are_industries():
    assert bands(["Total", "26", "27", "28", "29", "30"]) == [] and bands(["16", "17", "18", "19"]) == []

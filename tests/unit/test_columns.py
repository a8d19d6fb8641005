"""Which column holds what."""

import pytest

from industrial_atlas.processing.measures import columns
from industrial_atlas.processing.measures.headers import Header, as_block


def header(*titles):
    """A header of one row."""
    return Header([0], [[title] if title else [] for title in titles])


@pytest.mark.parametrize(("role", "title"), [
    ("name", "LAD23NM"), ("name", "LA name"), ("name", "GEOGRAPHY_NAME"), ("name", "local authority: district / unitary"),
    ("industry", "SIC07 code"), ("industry", "INDUSTRY_CODE"), ("industry", "Sector"), ("ind_name", "SIC07 description"),
    ("period", "DATE"), ("period", "Year"), ("value", "OBS_VALUE"), ("value", "gva_m"), ("value", "Jobs"),
])
def test_usual_headings_are_known(role, title):
    assert columns.by_heading(role, header("x", title, "y"), [0, 1, 2], "The table") == 1


def test_surer_headings_go_first():
    titles = header("INDUSTRY_NAME", "INDUSTRY_CODE", "INDUSTRY_TYPE")
    assert columns.by_heading("industry", titles, [0, 1, 2], "The table") == 1


def test_equal_headings_are_asked_for(refusal):
    text = refusal(columns.by_heading, "value", header("value", "Value"), [0, 1], "The table")
    assert "A 'value', B 'Value'" in text and "VALUE_COLUMN" in text


def test_a_column_is_named_by_heading_or_letter(refusal):
    titles = header("LAD code", "B", "jobs")
    assert [columns.named("area", text, titles) for text in ("lad code", "LAD_CODE", "b", "C")] == [0, 0, 1, 2]
    assert "did you mean LAD code?" in refusal(columns.named, "area", "LAD cde", titles)
    assert "2 columns are called 'x'" in refusal(columns.named, "value", "x", header("x", "x"))


def test_areas_are_known_by_what_a_column_holds():
    block = as_block([["a", "E06000001", "TLC3", 1], ["b", "e06000002", None, 2], [None, "Source", None, None]])
    assert columns.area_columns(block) == [1, 2]
    assert columns.area_columns(as_block([["Hartlepool", 2020]])) == []


def test_industries_are_known_by_what_a_column_holds():
    block = as_block([["Total", 26, "x", "26"], ["CI-CL (26-30)", 27, "y", "26"], ["F (41-43)", 28, "z", "26"]])
    assert columns.industry_columns(block, range(4)) == [0]


def test_codes_and_names_in_one_label():
    assert columns.split_code("Total") == ("Total", None)
    assert columns.split_code("01 : Crops: all") == ("01", "Crops: all")


def test_the_name_of_the_codes_may_repeat_but_a_district_has_one():
    def named(titles, *rows):
        return columns.name_of_codes(header(*titles), as_block(rows), 0, range(1, len(titles)))

    assert named(["code", "name"], ["E06000001", "Newport"], ["E06000002", "Newport"]) == 1
    assert named(["LAD22CD", "RGN22NM", "LAD22NM"], ["E1", "North", "A"], ["E2", "North", "A"]) == 2
    assert named(["LAD code", "Region name"], ["E1", "North"], ["E2", "North"]) is None
    assert named(["code", "name"], ["E1", "Mining"], ["E1", "Trade"]) is None

"""The wider group of each industry: by digits, by a field, by the table's own wider codes."""

import pytest

from industrial_atlas.processing.measures import wider


@pytest.mark.parametrize("code, digits, found", [
    ("C26.1", 2, "26"), ("26.11", 2, "26"), ("26110", 3, "261"), ("26.11", 3, "261"), ("01", 2, "01"), ("1", 2, "01"),
    ("L (68)", 2, "68"), ("C (10-33)", 2, None), ("CI-CL (26-30)", 2, None), ("26", 3, None), ("26", 1, "2"),
    ("Motor vehicles", 2, "MO"), ("x", 2, "X"),
])
def test_a_prefix_is_of_the_sic_code_whatever_its_notation(code, digits, found):
    assert wider.prefixes([code], digits) == [found]


def test_numbers_that_are_labels_are_no_sic_codes():
    """4 and 40 are no divisions, so all bare numbers are names: 12 begins with 1."""
    assert wider.prefixes(["4", "40", "12"], 1) == ["4", "4", "1"]


def test_a_code_of_several_prefixes_is_a_group_of_its_own(notes):
    groups = wider.second_level(["26.1", "26.2", "27-28", "29"], [], {}, 2, "", notes)
    assert groups.tolist() == [0, 0, 1, 2]
    told = " ".join(text for _, text in notes)
    assert "the first 2 digits of the code: 3 groups of 4 industries: 26, 27-28, 29" in told
    assert "1 industry without one wider code, each a group of its own: 27-28" in told


def test_the_table_itself_may_hold_the_wider_codes(notes):
    table = ["A-E", "C (10-33)", "10-15", "16-33", "F (41-43)", "Total"]
    assert wider.second_level(["10-15", "16-33", "F (41-43)"], table, {}, None, "", notes).tolist() == [0, 0, 1]
    assert "A-E, F (41-43)" in notes[0][1]


def test_without_wider_codes_there_is_no_second_level(notes):
    assert wider.second_level(["Steel", "Glass"], ["Steel", "Glass", "Total"], {}, None, "", notes) is None
    assert [level for level, _ in notes] == ["info"]
    assert "PARENT_FIELD" in notes[0][1]


def test_a_field_says_which_group(notes):
    groups = wider.second_level(["a", "b", "c", "M"], [], {"a": "M", "b": "M"}, None, "sector", notes)
    assert groups.tolist() == [0, 0, 1, 2], "an industry called like a group is not in it"
    assert "2 industries without one wider code, each a group of its own: c, M" in notes[1][1]


def test_a_field_that_is_empty_is_refused(notes, refusal):
    told = refusal(wider.second_level, ["a", "b"], [], {}, None, "sector", notes)
    assert "field 'sector' is empty" in told


def test_a_second_level_that_says_nothing_is_told(notes, warned):
    wider.second_level(["26", "27"], [], {}, 2, "", notes)
    wider.second_level(["26.1", "26.2"], [], {}, 2, "", notes)
    assert "related variety is 0" in warned()[0]
    assert "unrelated variety is 0" in warned()[1]

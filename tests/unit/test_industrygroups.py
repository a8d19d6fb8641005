"""What groups of industries are called and hold."""

import pandas as pd
import pytest

from industrial_atlas.processing.measures import industrycodes, industrygroups, reference
from industrial_atlas.processing.measures.industrygroups import from_reference, from_table, spoken

FIELDS = {"code": "sic", "group": "label"}


def own(pairs, notes):
    """The scheme of the user's own pairs of code and group."""
    return from_table(pd.DataFrame(pairs, columns=["code", "group"], dtype=object), FIELDS, notes)


def test_the_paper_has_eight_industries_of_the_published_levels():
    """Sunley et al. (2023): C26, C21 and C30.3 very high; C30 without it, C20, C29, C28, C27 moderately high."""
    rows = [row for row in reference.read("industry_groups") if row["set"] == "paper"]
    levels = {row["code"]: row["technology"] for row in rows}
    assert {code for code, level in levels.items() if level == "Very high technology"} == {"26", "21", "30.3"}
    assert {code for code, level in levels.items() if level == "Moderately high technology"} == {"30", "20", "29", "28", "27"}
    assert len({row["industry"] for row in rows}) == 8
    assert {row["code"] for row in rows if row["knowledge"] == "Science"} == {"26", "21"}
    assert {row["code"] for row in rows if row["mode"] == "STI"} == {"26", "21"}
    assert {row["code"] for row in rows if row["mode"] == "DUI"} == {"29", "30", "30.3"}


def test_the_set_by_three_digits_has_weapons_and_instruments_and_no_ships():
    codes = {row["code"] for row in reference.read("industry_groups") if row["set"] == "brief"}
    assert {"25.4", "32.5", "30.2", "30.3", "30.4", "30.9"} <= codes
    assert not codes & {"30", "30.1"}


def test_the_sections_are_those_of_the_divisions():
    scheme = from_reference("sections", "all")
    assert len(scheme.groups) == 21
    for row in reference.read("sic2007"):
        start = int(row["division"]) * 1000
        held = [scheme.groups[group] for low, high, group in scheme.rows if low <= start and start + 1000 <= high]
        assert [name[0] for name in held] == [row["section"]]


@pytest.mark.parametrize(("summary", "groups"), [
    ("all", ["Advanced manufacturing"]), ("technology", ["Very high technology", "Moderately high technology"]),
    ("knowledge", ["Science", "Engineering"]), ("mode", ["STI", "DUI"]),
])
def test_each_column_can_be_summed_by(summary, groups):
    assert from_reference("paper", summary).groups == groups


def test_every_reference_code_and_row_is_sic_2007():
    for row in reference.read("industry_groups"):
        assert industrycodes.interval(row["code"]) is not None, row
        assert row["industry"] and row["source"]


def test_a_table_of_its_own_takes_any_notation_and_names(notes):
    scheme = own([("C26", "High"), ("CI-CL (26-30)", "Rest"), ("Tourism", "high "), (45.0, "Rest")], notes)
    assert scheme.groups == ["High", "Rest"]
    assert set(scheme.rows) == {(26000, 27000, 0), (26000, 31000, 1), (45000, 46000, 1)}
    assert scheme.words == {"TOURISM": 0}


def test_rows_without_a_code_or_group_are_told(notes, warned):
    own([("26", "High"), (None, "High"), ("27", float("nan"))], notes)
    assert any("2 rows of the table of groups" in text for text in warned())


def test_a_code_of_two_groups_is_refused(notes, refusal):
    assert "'26' belongs to 'A' and to 'B'" in refusal(own, [("26", "A"), ("26", "B")], notes)
    assert "26 belongs to 'A' and to 'B'" in refusal(own, [("C26", "A"), ("26", "B")], notes)
    assert "15-20 belongs to" in refusal(own, [("10-20", "A"), ("15-25", "B")], notes)


def test_a_table_without_any_pair_is_refused(notes, refusal):
    assert "no row has both a code ('sic') and a group ('label')" in refusal(own, [(None, "A"), ("26", "")], notes)


def test_codes_that_cross_inside_one_group_are_fine(notes):
    assert own([("10-20", "A"), ("15-25", "A")], notes).groups == ["A"]


def test_words_for_sic_groups():
    every = industrycodes.GROUPS
    assert spoken([unit for unit in every if unit // 1000 in (20, 21)]) == "20 and 21"
    assert spoken([unit for unit in every if unit // 1000 in (19, 22, 23, 24)]) == "19 and 22-24"
    assert spoken([30100, 30200]) == "30.1 and 30.2"
    assert spoken([11000]) == "11", "a division of one group is the division"
    assert industrygroups.spoken([]) == ""
